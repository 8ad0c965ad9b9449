/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/zoom.h"

#include <math.h>

#include "check.h"

static const struct zoom whole = {.follow = true, .time_pixels = 1200, .value_pixels = 513, .frequencies = {NAN, NAN}};

static struct stft_setting fitted(const struct zoom *zoom, double rate, double seconds)
{
    struct stft_setting frames = {0};
    zoom_fit_frames(&frames, zoom, rate, seconds);
    return frames;
}

/* N = 2 r sqrt(dt / df), the nearest power of two */
static void frames_follow_the_zoom(void **state)
{
    (void)state;
    struct zoom zoom = whole;
    struct stft_setting frames = fitted(&zoom, 16000, 4); /* 2 * 16000 sqrt((4 / 1200) / (8000 / 513)) = 468 */
    assert_int_equal(frames.win_length, 512);
    assert_int_equal(frames.hop, 53); /* 16000 * 4 / 1200 */
    zoom.frequencies = (struct band){100, 5000};
    frames = fitted(&zoom, 16000, 0.7); /* 250 */
    assert_int_equal(frames.win_length, 256);
    assert_int_equal(frames.hop, 9);
    zoom.pixels_per_second = 100; /* 2 * 16000 sqrt(0.01 / 9.55) = 1035 */
    frames = fitted(&zoom, 16000, 0.7);
    assert_int_equal(frames.win_length, 1024);
    assert_int_equal(frames.hop, 160);
}

static void hops_overlap_four_times(void **state)
{
    (void)state;
    struct stft_setting frames = fitted(&whole, 44100, 3600); /* a pixel of 3 s, frames of 0.74 s */
    assert_int_equal(frames.win_length, 32768); /* of 23301: 14.51 is log2 */
    assert_int_equal(frames.hop, frames.win_length / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_follow_the_zoom),
        cmocka_unit_test(hops_overlap_four_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
