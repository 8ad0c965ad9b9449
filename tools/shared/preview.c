/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/shared/preview.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/tool.h"
#include "signal/transform/window.h"
#include "tools/shared/run.h"

static void warn_of_mistakes(const struct stft_setting *setting, const struct reader *in)
{
    if (setting->hop > setting->win_length)
        warn("the hop of %zu samples is longer than the window of %zu: samples between frames are skipped",
             setting->hop, setting->win_length);
    else if (2 * setting->hop > setting->win_length && strncmp(setting->window, "rect", 4) != 0)
        warn("the hop of %zu samples is over half the window of %zu: events between frames are attenuated",
             setting->hop, setting->win_length);
    if (setting->fft_size >= 4 * setting->win_length)
        warn("the FFT of %zu pads a window of %zu samples with zeros: bins are closer, but the resolution is the same",
             setting->fft_size, setting->win_length);
    if (strcmp(setting->window, "rect") == 0 && setting->win_length > 1)
        warn("the rectangular window has high side lobes, up to 13 dB below a tone");
    if (in->header.rows >= 0 && in->header.rows < (int64_t)setting->win_length)
        warn("%s: its %lld samples are fewer than the %zu of the window", in->name, (long long)in->header.rows,
             setting->win_length);
}

/* The equivalent noise bandwidth of the window in Hz: rate sum(h^2) / sum(h)^2. [Harris 1978, eq. 11] */
static double noise_bandwidth(const struct stft_setting *setting)
{
    double *weights = mem_new(setting->win_length, sizeof *weights), sum = 0, squares = 0;
    window_fill(weights, NULL, setting->win_length, setting->window, setting->symmetric);
    for (size_t i = 0; i < setting->win_length; i++) {
        sum += weights[i];
        squares += weights[i] * weights[i];
    }
    free(weights);
    return setting->rate * squares / (sum * sum);
}

/* Bytes of the frames, the transform and a row, with buffers of input and output. */
static double memory_of(const struct stft_setting *setting, const struct header *spectra)
{
    double kib = 1024, channels = (double)spectra->channels;
    double samples = (3.0 * (double)setting->win_length + 2.0 * RUN_BLOCK) * channels;
    return 4 * (samples + 8.0 * (double)setting->fft_size + 2.0 * (double)header_numbers(spectra)) + 768 * kib;
}

void preview_spectra(const struct stft_setting *setting, const struct reader *in, const struct header *spectra)
{
    double rate = header_rate(&in->header);
    warn_of_mistakes(setting, in);
    if (spectra->rows >= 0)
        printf("rows        %lld\n", (long long)spectra->rows);
    else
        printf("rows        unknown until the end of the input\n");
    printf("columns     %ld x %ld channels\n", spectra->width, spectra->channels);
    printf("kind        %s, unit %s\n", spectra->kind, spectra->unit);
    printf("frame       %zu samples (%.6g ms), FFT of %zu\n", setting->win_length,
           1e3 * (double)setting->win_length / rate, setting->fft_size);
    printf("hop         %zu samples (%.6g ms), %.6g rows a second\n", setting->hop, 1e3 * (double)setting->hop / rate,
           header_rate(spectra));
    printf("bins        %.6g Hz apart, 0 to %.6g Hz\n", spectra->step, rate / 2);
    printf("resolution  %.6g Hz (noise bandwidth of the window), %.6g ms (its length)\n", noise_bandwidth(setting),
           1e3 * (double)setting->win_length / rate);
    printf("first row   at %.9g s\n", spectra->start);
    printf("memory      %.1f MB besides the libraries\n", memory_of(setting, spectra) / 1e6);
    double size = (double)spectra->rows * (double)header_numbers(spectra) * 4;
    if (spectra->rows >= 0)
        printf("output      %.1f %s as a stream\n", size < 1e9 ? size / 1e6 : size / 1e9, size < 1e9 ? "MB" : "GB");
    tool_close_stdout();
}

void preview_decimation(const struct decimate_setting *setting, const struct decimate *decimate,
                        const struct reader *in, const struct header *decimated)
{
    struct decimate_stage stage;
    char from[2 * NOTATION_ROOM], to[2 * NOTATION_ROOM];
    printf("rate        %s Hz to %s Hz, exactly %lld/%lld\n", notation_ratio_text(from, in->header.rate),
           notation_ratio_text(to, decimated->rate), (long long)setting->up, (long long)setting->down);
    if (decimated->rows >= 0)
        printf("samples     %lld to %lld, %ld channels\n", (long long)in->header.rows, (long long)decimated->rows,
               decimated->channels);
    double nyquist = header_rate(decimated) / 2, pass = 0, stop = 0;
    if (decimate != NULL)
        decimate_edges(decimate, &pass, &stop);
    if (setting->method == DECIMATION_FIR && decimate != NULL)
        printf("passes      to %.9g Hz, stops from %.9g Hz on by %g dB\n", setting->pass * nyquist,
               setting->stop * nyquist, setting->attenuation);
    for (size_t i = 0; decimate != NULL && decimate_stage(decimate, i, &stage); i++)
        printf("stage %zu     %.9g to 1, %zu taps, %s\n", i + 1, stage.ratio, stage.taps,
               stage.blocks ? "by Fourier transforms" : "interpolated");
    tool_close_stdout();
}
