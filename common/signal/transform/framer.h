/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The framer cuts the samples of one channel into overlapping frames.
 *
 * Push samples as they come, pull frames as they are ready; pushing nothing ends the run. Beyond both ends the signal
 * is extended as `padding` says. The frames do not depend on the sizes of the pushes.
 */
#ifndef SPECPIPE_SIGNAL_TRANSFORM_FRAMER_H
#define SPECPIPE_SIGNAL_TRANSFORM_FRAMER_H

#include <stddef.h>
#include <stdint.h>

/*
 * The positions of frames and their number for n samples, with length L and hop H; H / 2 and L / 2 are rounded down.
 * For n = 0 there are none:
 *
 * center   frame m is centred on sample m H:        1 + floor(n / H)            (librosa, center=True)
 * full     as center:                               1 + ceil((n - L mod 2) / H) (scipy.signal.stft, padded=True)
 * pad      frame m starts at sample m H:            1 + ceil((n - L) / H)       at least 1: every sample is in a frame
 * snip     the same, whole frames only:             1 + floor((n - L) / H)      (Kaldi, HTK; none if n < L)
 * reflect  frame m starts at m H + H / 2 - L / 2:   floor((n + H / 2) / H)      (Kaldi, snip-edges=false)
 * all      frame m starts at sample m H:            ceil(n / H)                 (SPTK frame -n 1)
 * inside   as center, while m H < n:                ceil(n / H)                 (SPTK frame -n 0)
 * open     as center, without its last frame:       floor(n / H)                (Whisper)
 * last     frame m ends with sample (m + 1) H - 1:  1 + floor(n / H)            (aubiomfcc)
 */
enum framing {
    FRAMING_CENTER,
    FRAMING_FULL,
    FRAMING_PAD,
    FRAMING_SNIP,
    FRAMING_REFLECT,
    FRAMING_ALL,
    FRAMING_INSIDE,
    FRAMING_OPEN,
    FRAMING_LAST
};
const char *framing_name(size_t i);

/*
 * The signal beyond its ends, as far as any frame reaches: zeros, mirrored (even), mirrored about the value at the end
 * (odd), the value at the end (constant), or continued by linear prediction from the 2048 samples at the end (predict;
 * linear_prediction.h). FRAMING_REFLECT always mirrors with the value at the end repeated: sample -1
 * is sample 0.
 */
enum padding { PADDING_ZEROS, PADDING_EVEN, PADDING_ODD, PADDING_CONSTANT, PADDING_PREDICT };
const char *padding_name(size_t i);

/* The number of frames of `samples` samples. */
int64_t framing_rows(enum framing framing, int64_t samples, int64_t length, int64_t hop);

/* The position of the first sample of frame 0; negative: before the signal. */
int64_t framing_start(enum framing framing, int64_t length, int64_t hop);

struct framer;

/* At most `most` samples are pushed at once. */
struct framer *framer_create(enum framing framing, enum padding padding, size_t length, size_t hop, size_t most);

/* Copies samples[0], samples[stride] ...; count 0 ends the run. All ready frames must have been pulled before. */
void framer_push(struct framer *framer, const float *samples, size_t count, size_t stride);

/*
 * As framer_push of stride 1, but copies only what frames across blocks need: samples[count] must stay unchanged until
 * framer_next returns NULL. Both may be used in turn.
 */
void framer_lend(struct framer *framer, const float *samples, size_t count);

/* Lends the next frame[length] until the next call. NULL: push more, or the run has ended. */
const float *framer_next(struct framer *framer);

/* The sample before the frame that was lent last, in the signal or its padding. */
float framer_before(struct framer *framer);

void framer_destroy(struct framer *framer);

#endif
