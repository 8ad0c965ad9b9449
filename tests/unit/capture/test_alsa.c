/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sound cards, here plugins of libasound: samples are bit-exact, an unsupported setting is refused with a list of the
 * supported ones, and the samples lost in an overrun are reported.
 */
#include "base/memory.h"
#include "capture/device.h"
#include "capture/nanoseconds.h"
#include "check.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RATE = 48000, FRAMES = 96000, MANY = 8 };

static char folder[] = "/tmp/specpipe-alsa-XXXXXX";
static unsigned char noise[FRAMES * 4]; /* different bytes in every frame */
static uint32_t counter[FRAMES][MANY];  /* each sample is the number of its frame */

static void put(const char *name, const void *bytes, size_t size)
{
    char path[64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    fclose(file);
}

static void configure(FILE *conf)
{
    static const struct {
        const char *name, *infile, *fields;
    } cards[] = {
        {"plain", "noise", "format S16_LE"},
        {"fast", "noise", "format S16_LE speed_pct 200"},
        {"both", "noise", "format \"S16_LE,S32_LE\" channels 2 channels_max 8"},
        {"stereo", "noise", "format S16_LE channels 2"},
        {"cd", "noise", "format S16_LE rate 44100"},
        {"range", "noise", "format S16_LE rate 4000 rate_max 20000"},
        {"odd", "noise", "format S16_LE rate 5000 rate_max 5002"},
        {"padded", "noise", "format S24_LE"},
        {"overrun", "counter", "format S32_LE channels 8 xrun_at 20480 gap 9600"},
        {"slow", "counter", "format S32_LE channels 8"},
        {"stuck", "counter", "format S32_LE xrun_at 0 xruns 1000"},
        {"unplugged", "counter", "format S32_LE unplug_at 20480"},
    };
    fprintf(conf, "pcm_type.spectest { lib \"%s\" }\n", SPECTEST);
    fprintf(conf, "pcm.nothing { type null hint { show on description \"nothing\nat all\" } }\n");
    fprintf(conf, "pcm.null { type null hint { show on description \"a part\" } }\n");
    fprintf(conf,
            "pcm.file { type file slave { pcm { type null } } file \"/dev/null\" infile \"%s/noise\" format raw }\n",
            folder);
    for (size_t i = 0; i < sizeof cards / sizeof *cards; i++)
        fprintf(conf, "pcm.%s { type spectest infile \"%s/%s\" %s }\n", cards[i].name, folder, cards[i].infile,
                cards[i].fields);
    fprintf(conf, "pcm.plug { type plug slave.pcm \"plain\" }\n");
}

static int setup(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (unsigned char)((uint32_t)i * 2654435761U >> 24);
    for (uint32_t i = 0; i < FRAMES; i++)
        for (size_t j = 0; j < MANY; j++)
            counter[i][j] = i;
    put("noise", noise, sizeof noise);
    put("counter", counter, sizeof counter);
    char path[64];
    snprintf(path, sizeof path, "%s/asound.conf", folder);
    FILE *conf = fopen(path, "w");
    configure(conf);
    return fclose(conf) != 0 || setenv("ALSA_CONFIG_PATH", path, 1) != 0 ? -1 : 0;
}

static int teardown(void **state)
{
    (void)state;
    static const char *const names[] = {"noise", "counter", "asound.conf"};
    char path[64];
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    return rmdir(folder);
}

static struct alsa_setting asked(const char *name, const char *format, long channels, long rate)
{
    struct alsa_setting setting = {.name = name, .channels = channels, .rate = rate};
    snprintf(setting.format, sizeof setting.format, "%s", format);
    return setting;
}

static struct device *open_card(const char *name, const char *format, long channels, long rate)
{
    struct alsa_setting setting = asked(name, format, channels, rate);
    struct device *device = NULL;
    const char *why = alsa_open(&device, &setting);
    if (why != NULL)
        fail_msg("%s", why);
    assert_string_equal(setting.format, format);
    assert_true(setting.channels == channels && setting.rate == rate);
    assert_true(device->paced && !device->waits && !device->finite);
    return device;
}

/* Reads until bytes come, for at most two seconds. */
static ssize_t read_some(struct device *device, void *bytes, size_t size, struct block *block)
{
    int64_t end = nanoseconds_now(CLOCK_MONOTONIC) + 2 * (int64_t)SECOND;
    ssize_t count = 0;
    while (count == 0 && nanoseconds_now(CLOCK_MONOTONIC) < end)
        count = device->read(device, bytes, size, block);
    return count;
}

/* Reads `size` bytes, which must come without a gap. */
static void read_whole(struct device *device, unsigned char *bytes, size_t size)
{
    struct block block;
    for (size_t have = 0; have < size;) {
        size_t left = size - have;
        ssize_t count = read_some(device, bytes + have, left < MOST_BLOCK ? left : MOST_BLOCK, &block);
        if (count <= 0)
            fail_msg("%zu bytes of %zu came: %s", have, size, device->failure);
        assert_true(block.lost == 0 && block.cause == NULL);
        have += (size_t)count;
    }
}

static void every_format_comes_bit_by_bit(void **state)
{
    (void)state;
    static const struct {
        const char *format;
        long channels;
    } rows[] = {{"s16le", 1}, {"s24le", 1}, {"s32le", 2}, {"f32le", 1}, {"u8", 1}, {"f64be", 1}};
    unsigned char *got = mem_new(sizeof noise, 1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct device *device = open_card("file", rows[i].format, rows[i].channels, RATE);
        read_whole(device, got, sizeof noise); /* the plugin repeats the file after its end */
        assert_memory_equal(got, noise, sizeof noise);
        device->close(device);
    }
    free(got);
}

/* Runs at twice the nominal rate, to save time; the buffer of half a second then lasts 0.25 s on a busy machine. */
static void a_card_at_its_own_pace_comes_bit_by_bit(void **state)
{
    (void)state;
    unsigned char *got = mem_new(RATE, 2);
    struct device *device = open_card("fast", "s16le", 1, RATE);
    int64_t began = nanoseconds_now(CLOCK_MONOTONIC);
    read_whole(device, got, (size_t)RATE * 2);
    double took = (double)(nanoseconds_now(CLOCK_MONOTONIC) - began) * 1e-9;
    assert_memory_equal(got, noise, (size_t)RATE * 2);
    assert_true(took > 0.45); /* s; 0.5, less the frames of the last wake-up */
    device->close(device);
    free(got);
}

static void plug_converts_numbers_exactly(void **state)
{
    (void)state;
    enum { COUNT = 4800 };
    int32_t *got = mem_new(COUNT, sizeof *got);
    struct device *device = open_card("plug", "s32le", 1, RATE);
    read_whole(device, (unsigned char *)got, COUNT * sizeof *got);
    for (size_t i = 0; i < COUNT; i++)
        assert_int_equal(got[i], (int32_t)((uint32_t)noise[2 * i] << 16 | (uint32_t)noise[2 * i + 1] << 24));
    device->close(device);
    free(got);
}

static void what_a_card_has_not_is_refused_with_what_it_has(void **state)
{
    (void)state;
    static const struct {
        const char *name, *format;
        long channels, rate;
        const char *why;
    } rows[] = {
        {"plain", "", 0, 44100, "does not support 44100 Hz, only 48000 Hz"},
        {"plug", "", 0, 44100, "does not support 44100 Hz, only 48000 Hz"}, /* not resampled */
        {"range", "", 0, 48000,
         "does not support 48000 Hz, only 8000, 11025, 12000, 16000 and any other rate from 4000 to 20000 Hz"},
        {"odd", "", 0, 8000, "does not support 8000 Hz, only rates from 5000 to 5002 Hz"},
        {"plain", "f32le", 0, 0, "does not support f32le, only s16le"},
        {"both", "f32le", 0, 0, "does not support f32le, only s32le, s16le"},
        {"padded", "", 0, 0, "has no supported format; plughw: instead of hw: converts it"},
        {"both", "", 1, 0, "supports 2 to 8 channels, not 1"},
        {"stereo", "", 1, 0, "supports 2 channels, not 1"},
        {"plain", "", 2, 0, "supports 1 channel, not 2"},
        {"absent", "", 0, 0, "no such device; --list shows the available ones"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct alsa_setting setting = asked(rows[i].name, rows[i].format, rows[i].channels, rows[i].rate);
        struct device *device = NULL;
        const char *why = alsa_open(&device, &setting);
        if (why == NULL)
            fail_msg("%s was opened", rows[i].name);
        assert_string_equal(why, rows[i].why);
        assert_null(device);
    }
}

static void what_is_not_said_is_chosen(void **state)
{
    (void)state;
    static const struct {
        const char *name, *format;
        long channels, rate;
    } rows[] = {
        {"plain", "s16le", 1, 48000}, {"both", "s32le", 2, 48000},   {"cd", "s16le", 1, 44100},
        {"range", "s16le", 1, 20000}, {"stereo", "s16le", 2, 48000}, {"plug", "s32le", 1, 48000},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct alsa_setting setting = asked(rows[i].name, "", 0, 0);
        struct device *device = NULL;
        assert_null(alsa_open(&device, &setting));
        assert_string_equal(setting.format, rows[i].format);
        assert_int_equal(setting.channels, rows[i].channels);
        assert_int_equal(setting.rate, rows[i].rate);
        assert_string_equal(device->name, rows[i].name);
        device->close(device);
    }
}

/* Checks frame by frame from frame `*next` on, until a block reports a loss before it. */
static int64_t read_to_loss(struct device *device, uint32_t (*frames)[MANY], size_t most, int64_t *next)
{
    struct block block;
    for (;;) {
        ssize_t count = read_some(device, frames, most * sizeof *frames, &block) / (ssize_t)sizeof *frames;
        assert_true(count > 0);
        if (block.lost != 0) {
            assert_true(block.estimated);
            assert_string_equal(block.cause, "the sound card overran (xrun)");
            assert_int_equal(block.lost % (int64_t)sizeof *frames, 0);
            return block.lost / (int64_t)sizeof *frames;
        }
        for (ssize_t i = 0; i < count; i++, ++*next)
            assert_int_equal(frames[i][MANY - 1], *next);
    }
}

static void an_overrun_is_told_and_survived(void **state)
{
    (void)state;
    uint32_t(*frames)[MANY] = mem_new(2048, sizeof *frames);
    struct device *device = open_card("overrun", "s32le", MANY, RATE);
    int64_t next = 0, lost = read_to_loss(device, frames, 2048, &next);
    assert_int_equal(next, 20480);
    assert_int_equal(frames[0][0], 20480 + 9600);
    /* The reader wakes once per period (1024 frames), before and after the stop; and 50 ms for a busy machine. */
    CHECK_NEAR((double)lost, 9600, 1024 + 0.05 * RATE);
    next = frames[0][0];
    struct block block;
    ssize_t count = read_some(device, frames, 2048 * sizeof *frames, &block);
    assert_true(count > 0 && block.lost == 0 && block.cause == NULL); /* reported once */
    device->close(device);
    free(frames);
}

/* The reader is late: the frames in the card's buffer are lost too. */
static void a_late_reader_is_told_what_that_cost(void **state)
{
    (void)state;
    enum { MOST = 2048 };
    uint32_t(*frames)[MANY] = mem_new(MOST, sizeof *frames);
    struct block block;
    struct device *device = open_card("slow", "s32le", MANY, RATE);
    ssize_t count = read_some(device, frames, MOST * sizeof *frames, &block);
    assert_true(count > 0);
    int64_t next = count / (ssize_t)sizeof *frames;
    poll(NULL, 0, 250); /* ms; 12000 frames, and there is room for 24000 */
    assert_int_equal(device->read(device, (void *)frames, MOST * sizeof *frames, &block), MOST * sizeof *frames);
    assert_true(block.lost == 0);
    assert_int_equal(frames[0][0], next);
    next += MOST;
    poll(NULL, 0, 600);
    int64_t lost = read_to_loss(device, frames, MOST, &next);
    assert_true(lost > 24000); /* at least a full buffer */
    /* The card's clock and the system's are read one after the other: 50 ms may pass between on a busy machine. */
    CHECK_NEAR((double)lost, (double)(frames[0][0] - next), 0.05 * RATE);
    device->close(device);
    free(frames);
}

static void a_card_that_only_overruns_is_given_up(void **state)
{
    (void)state;
    unsigned char *bytes = mem_new(MOST_BLOCK, 1);
    struct block block;
    struct device *device = open_card("stuck", "s32le", 1, RATE);
    assert_int_equal(read_some(device, bytes, MOST_BLOCK, &block), -1);
    assert_string_equal(device->failure, "the sound card stopped sending samples");
    device->close(device);
    free(bytes);
}

static void unplugged_all_that_came_is_kept(void **state)
{
    (void)state;
    uint32_t *got = mem_new(20480, sizeof *got);
    struct block block;
    struct device *device = open_card("unplugged", "s32le", 1, RATE);
    read_whole(device, (unsigned char *)got, 20480 * sizeof *got);
    assert_memory_equal(got, counter, 20480 * sizeof *got);
    assert_int_equal(read_some(device, (void *)got, 20480 * sizeof *got, &block), -1);
    assert_string_equal(device->failure, "the sound card was unplugged");
    device->close(device);
    free(got);
}

static void devices_are_listed(void **state)
{
    (void)state;
    struct builder list = {0};
    alsa_list(&list);
    assert_non_null(strstr(list.text, "--device nothing\tnothing, at all\n"));
    assert_null(strstr(list.text, "a part"));
    free(list.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_comes_bit_by_bit),
        cmocka_unit_test(a_card_at_its_own_pace_comes_bit_by_bit),
        cmocka_unit_test(plug_converts_numbers_exactly),
        cmocka_unit_test(what_a_card_has_not_is_refused_with_what_it_has),
        cmocka_unit_test(what_is_not_said_is_chosen),
        cmocka_unit_test(an_overrun_is_told_and_survived),
        cmocka_unit_test(a_late_reader_is_told_what_that_cost),
        cmocka_unit_test(a_card_that_only_overruns_is_given_up),
        cmocka_unit_test(unplugged_all_that_came_is_kept),
        cmocka_unit_test(devices_are_listed),
    };
    return cmocka_run_group_tests_name("alsa", tests, setup, teardown);
}
