/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The reassigned spectra of sound for a picture: each cell is a pixel.
 */
#ifndef SPECPIPE_TOOLS_RENDER_REASSIGNED_ROWS_H
#define SPECPIPE_TOOLS_RENDER_REASSIGNED_ROWS_H

#include "signal/reassign/reassign.h"
#include "tools/shared/frame_options.h"

/* The pixels of a panel. */
struct pixel_grid {
    double seconds;           /* along time, of a pixel; NAN: not known */
    double visible;           /* seconds of sound that show; INFINITY: not limited */
    size_t value_pixels;      /* along frequency, of one panel */
    long panels;              /* several are half as high by default; their windows are those of a single one */
    struct band frequencies;  /* of the first and last pixel, Hz; NAN: as far as the spectra reach */
    const struct scale *axis; /* of frequency; NULL: linear */
};

/*
 * Columns are the pixels along frequency. With pixels of dt seconds and df hertz (that in the middle of the axis), the frame
 * has N = 2 rate sqrt(dt / df) samples, between 256 and 65536, but no more than show: under a Hann window of that length, a click and a tone have
 * the same width in pixels. In a close zoom, shorter windows would draw a web of beats instead of lines. Of N / 2, N and 2 N,
 * N has the least Renyi entropy, or nearly, on speech, a bird, a mouse and a whale. Rows are a pixel apart, but at most
 * N / 4; rows closer than pixels are pooled.
 *
 * While a pixel is less than one cell of time and frequency (dt df < 1), a row is the mean over three Hermite windows of
 * 2 N samples, which are as wide as a Hann window of N, with two frames a row; above, a Hann window of N, a frame a row.
 * The FFT is padded with zeros until bins are no further apart than pixels, but at most to 8 windows. A tenth of the
 * energy fills the cells between the points.
 *
 * A window or an FFT size that `options` give is used instead, with a single window, and so is a hop: that of the
 * frames. Where dt is not known or frames are not `fitted`, the window is the one that `frames` has.
 *
 * frames   resolved from `options`; out: win_length, fft_size and hop
 * setting  out: all but want_points and want_energy
 *
 * NULL, or why there are no such columns.
 */
const char *reassigned_rows_fit(struct reassign_setting *setting, struct stft_setting *frames,
                                const struct frame_options *options, const struct pixel_grid *pixels, bool fitted);

/* The number of samples on either side of its centre on which a row depends. */
double reassigned_rows_reach(const struct reassign_setting *setting);

#endif
