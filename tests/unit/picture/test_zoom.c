/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/zoom.h"

#include <math.h>

#include "check.h"

static const struct zoom whole = {
    .follow = true, .interpolate = true, .time_pixels = 1200, .value_pixels = 513, .frequencies = {NAN, NAN}};

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

/* On a warped axis the pixel in the middle counts. */
static void frames_follow_the_middle_of_the_axis(void **state)
{
    (void)state;
    struct zoom zoom = whole;
    zoom.axis = scale_find("log"); /* 20 Hz to 8 kHz, 400 Hz in the middle: 4.68 Hz a pixel; 854 */
    assert_int_equal(fitted(&zoom, 16000, 4).win_length, 1024);
    zoom.axis = scale_find("mel"); /* 12.1 Hz a pixel: 531 */
    assert_int_equal(fitted(&zoom, 16000, 4).win_length, 512);
    zoom.axis = scale_find("linear");
    assert_int_equal(fitted(&zoom, 16000, 4).win_length, fitted(&whole, 16000, 4).win_length);
}

static void hops_overlap_four_times(void **state)
{
    (void)state;
    struct stft_setting frames = fitted(&whole, 44100, 3600); /* a pixel of 3 s, frames of 0.74 s */
    assert_int_equal(frames.win_length, 32768);               /* of 23301: 14.51 is log2 */
    assert_int_equal(frames.hop, frames.win_length / 4);
}

/* A frame is no longer than the sound: of narrow bands, and of a few samples. */
static void frames_are_no_longer_than_the_sound(void **state)
{
    (void)state;
    struct zoom zoom = whole;
    zoom.frequencies = (struct band){1000, 1010}; /* 2 * 16000 sqrt((0.0375 / 1200) / (10 / 513)) = 1281 */
    assert_int_equal(fitted(&zoom, 16000, 0.0375).win_length, 512); /* of 600 samples */
    assert_int_equal(fitted(&whole, 16000, 40 / 16000.0).win_length, 32);
    assert_int_equal(fitted(&whole, 16000, 32 / 16000.0).win_length, 32);
    assert_int_equal(fitted(&whole, 16000, 1 / 16000.0).win_length, 16);
    assert_int_equal(fitted(&whole, 16000, 1 / 16000.0).hop, 1);
    zoom.pixels_per_second = 32000; /* then the length counts for nothing */
    zoom.frequencies = whole.frequencies;
    assert_int_equal(fitted(&zoom, 16000, 0).win_length, 64);
}

/* Whatever the rate, from infrasound to mice, the frame follows the number of samples. */
static void frames_follow_samples_at_any_rate(void **state)
{
    (void)state;
    static const double rates[] = {0.1, 20, 1000, 44100, 300000};
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        struct stft_setting frames = fitted(&whole, rates[i], 10000 / rates[i]); /* 2 sqrt(10000 / 1200 * 2 * 513) */
        assert_int_equal(frames.win_length, 256);                                /* of 185 */
        assert_int_equal(frames.hop, 8);
    }
}

static size_t padded(const struct zoom *zoom, double rate, double seconds)
{
    struct header samples = {
        .kind = "samples", .axis = "index", .step = 1, .width = 1, .channels = 1, .rows = -1, .full_scale = 1};
    struct stft_setting frames = fitted(zoom, rate, seconds);
    samples.rate = samples.samplerate = (struct ratio){rate, 1};
    zoom_pad_frames(&frames, zoom, &samples, seconds);
    assert_int_equal(fitted(zoom, rate, seconds).win_length, frames.win_length);
    return frames.fft_size;
}

/* The FFT is doubled until a bin is no taller than the finest pixel: no more, and within 8 times. */
static void bins_are_as_fine_as_pixels(void **state)
{
    (void)state;
    struct zoom zoom = whole;
    assert_int_equal(padded(&whole, 16000, 4), 1024); /* of 512: 513 pixels, 513 bins */
    zoom.value_pixels = 514;
    assert_int_equal(padded(&zoom, 16000, 4), 2048);
    zoom.value_pixels = 257;
    assert_int_equal(padded(&zoom, 16000, 2), 512); /* of 256 */
    zoom = whole;
    zoom.frequencies = (struct band){100, 5000}; /* 9.57 Hz a pixel */
    assert_int_equal(padded(&zoom, 16000, 0.7), 2048);
    assert_int_equal(padded(&zoom, 16000, 0.07), 64 * 8); /* would need 2048 */
    zoom.interpolate = false;
    assert_int_equal(padded(&zoom, 16000, 0.7), 256);
}

/* The finest pixels count: those at the low end of a mel axis. */
static void warped_axes_count_their_finest_pixels(void **state)
{
    (void)state;
    struct zoom zoom = whole;
    zoom.axis = scale_find("mel"); /* 2840 mel: 5.55 a pixel, at 0 Hz 3.45 Hz: more than 8 times 512 */
    assert_int_equal(padded(&zoom, 16000, 4), 4096);
    zoom.frequencies = (struct band){4000, 8000}; /* 694 mel: 1.36 a pixel, at 4 kHz 5.65 Hz */
    assert_int_equal(padded(&zoom, 16000, 4), 4096);
    zoom.axis = scale_find("log");
    zoom.frequencies = whole.frequencies;
    assert_int_equal(padded(&zoom, 16000, 4), 8192); /* 8 times 1024 */
}

/* Where four rows are pooled on a pixel, an hour costs no more than before. */
static void pooled_rows_are_not_padded(void **state)
{
    (void)state;
    struct zoom zoom = whole;
    zoom.axis = scale_find("log");
    assert_int_equal(padded(&zoom, 44100, 3600), 65536);
    assert_int_equal(padded(&zoom, 44100, 450), 16384);  /* a pixel is 16537 samples, the hop 4096 */
    assert_int_equal(padded(&zoom, 44100, 440), 131072); /* 16170 samples */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_are_no_longer_than_the_sound),  cmocka_unit_test(frames_follow_samples_at_any_rate),
        cmocka_unit_test(bins_are_as_fine_as_pixels),           cmocka_unit_test(warped_axes_count_their_finest_pixels),
        cmocka_unit_test(pooled_rows_are_not_padded),           cmocka_unit_test(frames_follow_the_zoom),
        cmocka_unit_test(frames_follow_the_middle_of_the_axis), cmocka_unit_test(hops_overlap_four_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
