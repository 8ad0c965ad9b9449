/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/wire_numbers.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 512 /* numbers converted at once, so that the doubles stay in the L1 cache */ };

void numbers_set(struct numbers *numbers, const struct sample_format *format, bool positive,
                 const struct wire_setting *setting, double half)
{
    bool whole = setting->bits > 0;
    double range = ldexp(1, (int)(whole ? setting->bits : 1)); /* of floats, -1 .. 1 */
    *numbers = (struct numbers){.format = format, .real = !whole, .positive = positive, .over = 1, .under = 1};
    numbers->half = half > 0 ? half : whole || format != NULL ? range / 2 : 0;
    numbers->offset = -0.0;
    numbers->least = whole && !positive ? -range / 2 : whole ? 0 : -INFINITY;
    numbers->most = whole ? numbers->least + range - 1 : INFINITY;
    numbers->low = whole || format == NULL ? numbers->least : -1;
    numbers->high = whole || format == NULL ? numbers->most : 1;
    if (numbers->half == 0 || setting->scale == WIRE_RAW)
        return;
    numbers->under = setting->scale == WIRE_VOLTS && positive ? 2 * numbers->half : numbers->half;
    if (setting->scale == WIRE_VOLTS)
        numbers->over = setting->vref;
    else if (positive)
        numbers->offset = -1;
}

void numbers_describe(const struct numbers *numbers, const struct wire_setting *setting, struct wire_tally *tally)
{
    double middle = numbers->positive ? numbers->half : 0;
    tally->full_scale = numbers->half > 0 ? numbers->half / numbers->under * numbers->over : 0;
    if (setting->scale == WIRE_UNIT)
        tally->full_scale = 1;
    tally->silence = (float)(middle * numbers->over / numbers->under + numbers->offset);
    tally->unit = setting->scale == WIRE_VOLTS ? "V" : setting->scale == WIRE_RAW && !numbers->real ? "count" : "";
}

size_t numbers_scale(const struct numbers *numbers, float *to, const double *raw, size_t count)
{
    const double over = numbers->over, under = numbers->under, offset = numbers->offset;
    const double low = numbers->low, high = numbers->high;
    size_t clipped = 0;
    for (size_t i = 0; i < count; i++) {
        to[i] = (float)(raw[i] * over / under + offset);
        clipped += (raw[i] <= low) | (raw[i] >= high);
    }
    return numbers->half > 0 ? clipped : 0;
}

/* Loads numbers that a float cannot represent: 32-bit integers and doubles. */
static void load_wide(double *raw, const unsigned char *from, size_t count, const struct sample_format *format)
{
    bool swap = strstr(format->name, "be") != NULL;
    for (size_t i = 0; i < count; i++) {
        if (format->bytes == 8) {
            uint64_t bits;
            memcpy(&bits, from + 8 * i, 8);
            bits = swap ? __builtin_bswap64(bits) : bits;
            memcpy(&raw[i], &bits, 8);
        } else {
            uint32_t bits;
            memcpy(&bits, from + 4 * i, 4);
            raw[i] = (int32_t)(swap ? __builtin_bswap32(bits) : bits);
        }
    }
}

/* Loads all others, which their decoder converts exactly: -1 .. 1 in steps of at least 2^-23. */
static void load(double *raw, const unsigned char *from, size_t count, const struct sample_format *format)
{
    float unit[BLOCK];
    double half = format->real ? 1 : ldexp(1, 8 * (int)format->bytes - 1);
    double middle = format->positive ? half : -0.0;
    format->decode(unit, from, count);
    for (size_t i = 0; i < count; i++)
        raw[i] = (double)unit[i] * half + middle;
}

size_t numbers_decode(const struct numbers *numbers, float *to, const unsigned char *from, size_t count)
{
    const struct sample_format *format = numbers->format;
    bool wide = format->bytes > 4 || (format->bytes == 4 && !format->real);
    size_t clipped = 0;
    for (size_t at = 0; at < count; at += BLOCK) {
        double raw[BLOCK];
        size_t block = count - at < BLOCK ? count - at : BLOCK;
        (wide ? load_wide : load)(raw, from + at * format->bytes, block, format);
        clipped += numbers_scale(numbers, to + at, raw, block);
    }
    return clipped;
}
