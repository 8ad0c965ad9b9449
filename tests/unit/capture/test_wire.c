/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings are completed or refused; numbers of all formats, bits and scales are decoded exactly. */
#include "base/sample.h"
#include "capture/wire_protocol.h"
#include "wire_run.h"

#define EACH(i, of) for (size_t i = 0; (i) < sizeof(of) / sizeof *(of); (i)++)

#define FORMATS "f32le, f64le, s16le, u16le, s8, u8, s24le, s32le, f32be, f64be, s16be, u16be, s24be and s32be"

static const struct {
    struct wire_setting given;
    const char *why;
} refused[] = {
    {{.protocol = NULL}, "--format is required for raw samples, such as u16le"},
    {{.protocol = "usb"},
     "--protocol: unknown protocol 'usb'; choose from bare, due, due-packet, scope, framed and tag7"},
    {{.format = "u17"}, "--format: unknown format 'u17'; choose from " FORMATS},
    {{.format = "u8le"}, "--format: unknown format 'u8le'; choose from " FORMATS},
    {{.format = "u12xe"}, "--format: unknown format 'u12xe'; choose from " FORMATS},
    {{.format = "u12", .bits = 10}, "--bits: u12 has 12 bits, not 10"},
    {{.format = "s16", .bits = 20}, "--bits: s16 can have 2 to 16 bits, not 20"},
    {{.format = "s16", .bits = 1}, "--bits: s16 can have 2 to 16 bits, not 1"},
    {{.format = "u8", .bits = -1}, "--bits: u8 can have 1 to 8 bits, not -1"},
    {{.format = "text", .bits = 33}, "--bits: text can have 1 to 32 bits, not 33"},
    {{.format = "f32", .bits = 24}, "--bits: f32le samples are not integers"},
    {{.format = "u8", .channels = 65}, "--channels must be 1 to 64, not 65"},
    {{.format = "u8", .channels = -1}, "--channels must be 1 to 64, not -1"},
    {{.format = "u8", .scale = WIRE_VOLTS}, "--scale volts requires --vref"},
    {{.format = "u8", .vref = -1}, "--vref must be above 0"},
    {{.format = "u8", .vref = INFINITY}, "--vref must be above 0"},
    {{.format = "text", .vref = 1, .scale = WIRE_VOLTS}, "--vref: text needs --bits to be scaled to volts"},
    {{.protocol = "due", .format = "f32le"}, "--format: due sends u16le, not f32le"},
    {{.protocol = "due", .format = "text"}, "--format: due sends u16le, not text"},
    {{.protocol = "due", .format = "u10"}, "--format: due sends u16le, not u10"},
    {{.protocol = "due", .bits = 10}, "--bits: due sends 12 bits, not 10"},
    {{.protocol = "due", .channels = 2}, "--channels: due sends 1 channel, not 2"},
    {{.protocol = "scope", .channels = 1}, "--channels: scope sends 2 channels, not 1"},
    {{.protocol = "tag7", .bits = 12}, "--bits: tag7 sends 14 bits, not 12"},
    {{.protocol = "framed", .format = "u8"}, "--format u8: framed packets define their own format"},
    {{.protocol = "framed", .bits = 8}, "--bits: framed packets define their own number of bits"},
    {{.protocol = "framed", .scale = WIRE_VOLTS}, "--scale volts requires --vref"},
};

static const struct {
    struct wire_setting given;
    const char *protocol, *format;
    long channels, bits;
    double vref, rate;
} taken[] = {
    {{.format = "s16"}, "bare", "s16le", 1, 16, 0, 0},
    {{.format = "u12be", .channels = 3}, "bare", "u16be", 3, 12, 0, 0},
    {{.format = "s9"}, "bare", "s16le", 1, 9, 0, 0},
    {{.format = "s24", .bits = 20}, "bare", "s24le", 1, 20, 0, 0},
    {{.format = "f64"}, "bare", "f64le", 1, 0, 0, 0},
    {{.format = "text", .scale = WIRE_VOLTS}, "bare", "text", 1, 0, 0, 0},
    {{.format = "text", .bits = 10, .vref = 5}, "bare", "text", 1, 10, 5, 0},
    {{.protocol = "due"}, "due", "u16le", 1, 12, 3.3, 2000000. / 3},
    {{.protocol = "due", .format = "u12", .vref = 3.27}, "due", "u16le", 1, 12, 3.27, 2000000. / 3},
    {{.protocol = "due-packet"}, "due-packet", "u16le", 1, 12, 3.3, 0},
    {{.protocol = "scope"}, "scope", "u8", 2, 8, 5, 0},
    {{.protocol = "framed", .channels = 2}, "framed", "", 2, 0, 0, 0},
    {{.protocol = "framed"}, "framed", "", 0, 0, 0, 0},
    {{.protocol = "tag7", .channels = 2}, "tag7", "u16le", 2, 14, 0, 0},
};

static void contradictions_are_refused(void **state)
{
    (void)state;
    EACH (i, refused) {
        struct wire_setting setting = refused[i].given;
        struct ratio rate;
        const char *why = wire_resolve(&setting, &rate);
        assert_non_null(why);
        assert_string_equal(why, refused[i].why);
    }
}

static void the_protocol_completes_what_was_not_said(void **state)
{
    (void)state;
    EACH (i, taken) {
        struct wire_setting setting = taken[i].given;
        for (int twice = 0; twice < 2; twice++) { /* a complete setting does not change */
            struct ratio rate = {-1, -1};
            assert_null(wire_resolve(&setting, &rate));
            assert_string_equal(setting.protocol, taken[i].protocol);
            assert_string_equal(setting.format, taken[i].format);
            assert_int_equal(setting.channels, taken[i].channels);
            assert_int_equal(setting.bits, taken[i].bits);
            assert_true(setting.vref == taken[i].vref);
            assert_true(taken[i].rate == 0 ? rate.num == 0 && rate.den == 0 : ratio_value(rate) == taken[i].rate);
        }
    }
}

static void tables_end(void **state)
{
    (void)state;
    size_t formats = 0;
    while (wire_format_name(formats) != NULL)
        formats++;
    assert_string_equal(wire_format_name(formats - 1), "text");
    assert_null(sample_format_name(formats - 1));
    assert_string_equal(protocol_name(5), "tag7");
    assert_null(protocol_name(6));
    assert_string_equal(wire_scale_name(WIRE_VOLTS), "volts");
    assert_null(wire_scale_name(3));
}

/* Encodes a number in a format: two's complement or float, in either byte order. */
static void encode(unsigned char *to, const struct sample_format *format, double value)
{
    bool big = strstr(format->name, "be") != NULL;
    uint64_t bits = (uint64_t)(int64_t)value;
    float single = (float)value;
    if (format->real && format->bytes == 8)
        memcpy(&bits, &value, 8);
    else if (format->real)
        bits = 0, memcpy(&bits, &single, 4);
    for (size_t i = 0; i < format->bytes; i++)
        to[big ? format->bytes - 1 - i : i] = (unsigned char)(bits >> 8 * i);
}

/* Computed in double from the numbers sent, then rounded once. */
static float want_of(const struct wire_setting *s, bool real, bool positive, double half, double raw)
{
    if (s->scale == WIRE_RAW)
        return (float)raw;
    if (s->scale == WIRE_UNIT)
        return (float)(real ? raw : positive ? raw / half - 1 : raw / half);
    return (float)(real ? raw * s->vref : positive ? raw * s->vref / (2 * half) : raw * s->vref / half);
}

enum { NUMBERS = 1024 };

static void check_scale(struct wire_setting setting, double half)
{
    struct wire_setting s = settled(setting);
    const struct sample_format *format = sample_format_find(s.format);
    static unsigned char bytes[NUMBERS * 8];
    static double raw[NUMBERS];
    double range = ldexp(1, (int)s.bits), least = format->positive ? 0 : -range / 2;
    uint32_t seed = 99;
    size_t clipped = 0;
    for (size_t i = 0; i < NUMBERS; i++) {
        double share = random_next(&seed) / 4294967296.; /* of 0 .. 1 */
        raw[i] = format->real ? (format->bytes == 4 ? (float)(share * 2.5 - 1.25) : share * 2.5 - 1.25)
                 : i == 0     ? least
                 : i == 1     ? least + range - 1
                              : least + floor(share * range);
        encode(bytes + i * format->bytes, format, raw[i]);
        clipped += format->real ? fabs(raw[i]) >= 1 : raw[i] == least || raw[i] == least + range - 1;
    }
    struct run *run = run_wire(&s, bytes, NUMBERS * format->bytes, MOST_BLOCK, NULL, 0);
    assert_int_equal(run->count, NUMBERS);
    assert_int_equal(run->clipped, clipped);
    for (size_t i = 0; i < NUMBERS; i++)
        if (run->samples[i] != want_of(&s, format->real, format->positive, half, raw[i]))
            fail_msg("%s, %ld bits, scale %d: %.17g is %.9g", s.format, s.bits, (int)s.scale, raw[i], run->samples[i]);
    double middle = format->positive ? half : 0;
    assert_true(run->tally.silence == want_of(&s, format->real, format->positive, half, middle));
    double full = s.scale == WIRE_UNIT ? 1 : s.scale == WIRE_RAW ? half : format->positive ? s.vref / 2 : s.vref;
    assert_true(run->tally.full_scale == full);
    assert_string_equal(run->tally.unit, s.scale == WIRE_VOLTS                  ? "V"
                                         : s.scale == WIRE_RAW && !format->real ? "count"
                                                                                : "");
    run_free(run);
}

static void numbers_are_exact(void **state)
{
    (void)state;
    for (enum wire_scale scale = WIRE_UNIT; scale <= WIRE_RAW; scale++) {
        for (size_t i = 0; sample_format_name(i) != NULL; i++) {
            const struct sample_format *format = sample_format_find(sample_format_name(i));
            struct wire_setting setting = {.scale = scale, .vref = 3.3, .starts_aligned = true};
            strcpy(setting.format, format->name);
            long most = format->real ? 0 : 8 * (long)format->bytes;
            for (setting.bits = format->real ? 0 : format->positive ? 1 : 2; setting.bits <= most; setting.bits++)
                check_scale(setting, format->real ? 1 : ldexp(1, (int)setting.bits - 1));
        }
        check_scale((struct wire_setting){.protocol = "due", .scale = scale, .starts_aligned = true}, 2048);
        check_scale((struct wire_setting){.protocol = "scope", .scale = scale}, 127.5);
    }
}

/* Text without --bits: the numbers as sent. */
static void floats_keep_their_bits(void **state)
{
    (void)state;
    static const float values[] = {-0.0F, 0.0F, 1e-45F, INFINITY, -INFINITY, NAN, 3e38F, -1.0F};
    struct wire_setting setting = settled((struct wire_setting){.format = "f32le"});
    struct run *run = run_wire(&setting, (const unsigned char *)values, sizeof values, 5, NULL, 0);
    assert_int_equal(run->count, 8);
    assert_memory_equal(run->samples, values, sizeof values);
    assert_int_equal(run->clipped, 4);
    run_free(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contradictions_are_refused),
        cmocka_unit_test(the_protocol_completes_what_was_not_said),
        cmocka_unit_test(tables_end),
        cmocka_unit_test(numbers_are_exact),
        cmocka_unit_test(floats_keep_their_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
