/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/transform/istft.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "signal/transform/fft.h"
#include "signal/transform/window.h"

static const double nola = 1e-10; /* scipy.signal.check_NOLA's tolerance */

struct istft {
    struct stft_setting setting;
    size_t channels, bins;
    int64_t samples;         /* length of the signal, or -1 */
    double between, at_ends; /* the scales of stft_scale */
    double *weights;
    struct fft *fft;
    int64_t first_row; /* number of the first row pushed */
    int64_t row;       /* rows pushed */
    int64_t start;     /* position of the first sample in `sum` */
    bool ended, over;
    double *sum;    /* [win_length + hop][channels] overlapped frames */
    double *weight; /* [win_length + hop] overlapped squares of the window */
    float *done;    /* [win_length + hop][channels] finished samples, lent */
};

/* The sum of the squared weights of the first `rows` frames at a position; of a sum above nola, a part above nola. */
static double squares_at(const struct istft *istft, int64_t position, int64_t rows)
{
    int64_t length = (int64_t)istft->setting.win_length, hop = (int64_t)istft->setting.hop;
    int64_t after_start = position - framing_start(istft->setting.framing, length, hop);
    int64_t row = after_start / hop < rows ? after_start / hop : rows - 1;
    double sum = 0;
    for (int64_t i = after_start - row * hop; i >= 0 && i < length && row >= 0 && !(sum > nola); i += hop, row--)
        sum += istft->weights[i] * istft->weights[i];
    return sum;
}

/*
 * Finds a sample without window weight. From `steady`, the end of the first frame, to `tail`, where frames begin to be
 * missing, the weights repeat every hop: checking one hop is enough, also for a signal of unknown length.
 */
static const char *check_coverage(const struct istft *istft)
{
    const struct stft_setting *setting = &istft->setting;
    int64_t length = (int64_t)setting->win_length, hop = (int64_t)setting->hop, samples = istft->samples;
    bool known = samples >= 0;
    int64_t rows = known ? framing_rows(setting->framing, samples, length, hop) : INT64_MAX;
    int64_t start = framing_start(setting->framing, length, hop), steady = start + length - 1;
    int64_t tail = known ? start + rows * hop : INT64_MAX, end = known ? samples : steady + hop;
    for (int64_t n = known ? 0 : steady; n < end; n = n + 1 == steady + hop && n + 1 < tail ? tail : n + 1) {
        double squares = squares_at(istft, n, rows);
        if (squares > nola)
            continue;
        if (!known)
            return sentence(
                "a hop of %zu samples leaves some with too little window weight: their squared weights add up to %.2g, "
                "not above %g",
                setting->hop, squares, nola);
        return sentence(
            "sample %lld has too little window weight: its squared weights add up to %.2g, not above %g; analyse with "
            "--framing full or a smaller hop",
            (long long)n, squares, nola);
    }
    return NULL;
}

const char *istft_create(struct istft **made, const struct stft_setting *setting, size_t channels, int64_t samples,
                         int64_t first_row)
{
    size_t length = setting->win_length, room = length + setting->hop;
    struct istft *istft = mem_new(1, sizeof *istft);
    istft->setting = *setting;
    istft->channels = channels;
    istft->bins = setting->fft_size / 2 + 1;
    istft->samples = samples;
    istft->first_row = first_row;
    istft->start = framing_start(setting->framing, (int64_t)length, (int64_t)setting->hop);
    istft->weights = mem_new(length, sizeof *istft->weights);
    const char *why = window_fill(istft->weights, NULL, length, setting->window, setting->symmetric);
    if (why == NULL)
        why = check_coverage(istft);
    if (why != NULL) {
        istft_destroy(istft);
        return why;
    }
    stft_scale(&istft->between, &istft->at_ends, setting, istft->weights);
    istft->fft = fft_create(setting->fft_size);
    istft->sum = mem_new(room * channels, sizeof *istft->sum);
    istft->weight = mem_new(room, sizeof *istft->weight);
    istft->done = mem_new(room * channels, sizeof *istft->done);
    *made = istft;
    return NULL;
}

/* Adds one channel's frame, unscaled, inverted and windowed, to the sums at its position. */
static void add_frame(struct istft *istft, const float *row, size_t channel)
{
    const struct stft_setting *setting = &istft->setting;
    float(*bins)[2] = fft_bins(istft->fft);
    for (size_t k = 0; k < istft->bins; k++) {
        float scale = (float)(k == 0 || 2 * k == setting->fft_size ? istft->at_ends : istft->between);
        bins[k][0] = row[2 * k] / scale;
        bins[k][1] = row[2 * k + 1] / scale;
    }
    fft_inverse(istft->fft);
    const float *frame = fft_frame(istft->fft);
    size_t offset = stft_offset(setting, istft->first_row + istft->row);
    double *sum = istft->sum + channel;
    for (size_t i = 0; i < setting->win_length; i++)
        sum[i * istft->channels] += istft->weights[i] * (double)frame[(offset + i) % setting->fft_size];
}

void istft_push(struct istft *istft, const float *row)
{
    if (row == NULL) {
        istft->ended = true;
        return;
    }
    for (size_t c = 0; c < istft->channels; c++)
        add_frame(istft, row + c * istft->bins * 2, c);
    for (size_t i = 0; i < istft->setting.win_length; i++)
        istft->weight[i] += istft->weights[i] * istft->weights[i];
    istft->row++;
}

/* Drops the first `count` positions, which are finished. */
static void shift(struct istft *istft, size_t count)
{
    size_t room = istft->setting.win_length + istft->setting.hop, channels = istft->channels;
    memmove(istft->sum, istft->sum + count * channels, (room - count) * channels * sizeof *istft->sum);
    memset(istft->sum + (room - count) * channels, 0, count * channels * sizeof *istft->sum);
    memmove(istft->weight, istft->weight + count, (room - count) * sizeof *istft->weight);
    memset(istft->weight + room - count, 0, count * sizeof *istft->weight);
    istft->start += (int64_t)count;
}

/* The number of positions that no later row can change. */
static size_t finished(const struct istft *istft)
{
    if (istft->ended)
        return istft->setting.win_length;
    int64_t length = (int64_t)istft->setting.win_length, hop = (int64_t)istft->setting.hop;
    int64_t next = framing_start(istft->setting.framing, length, hop) + istft->row * hop;
    return (size_t)(next - istft->start);
}

size_t istft_next(struct istft *istft, const float **samples, const char **why)
{
    size_t count = finished(istft), given = 0;
    if (istft->row == 0 || istft->over)
        return 0;
    istft->over = istft->ended;
    for (size_t i = 0; i < count; i++) {
        int64_t position = istft->start + (int64_t)i;
        if (position < 0 || (istft->samples >= 0 && position >= istft->samples))
            continue;
        if (!(istft->weight[i] > nola)) {
            if (istft->samples < 0 && istft->ended)
                break;
            *why = sentence("sample %lld has no window weight; analyse with --framing full or a smaller hop",
                            (long long)position);
            return 0;
        }
        for (size_t c = 0; c < istft->channels; c++)
            istft->done[given * istft->channels + c] = (float)(istft->sum[i * istft->channels + c] / istft->weight[i]);
        given++;
    }
    shift(istft, count);
    *samples = istft->done;
    return given;
}

void istft_destroy(struct istft *istft)
{
    if (istft == NULL)
        return;
    free(istft->weights);
    free(istft->sum);
    free(istft->weight);
    free(istft->done);
    fft_destroy(istft->fft);
    free(istft);
}
