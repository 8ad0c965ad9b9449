/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The framer cuts the samples of one channel into overlapping frames.
 *
 * Push samples as they come, take frames as they are ready. Pushing nothing ends the run: what lies beyond the
 * ends of the signal is made up as `padding` says. The frames do not depend on how the samples were pushed.
 */
#ifndef SPECPIPE_SIGNAL_TRANSFORM_FRAMER_H
#define SPECPIPE_SIGNAL_TRANSFORM_FRAMER_H

#include <stddef.h>
#include <stdint.h>

/*
 * Where frames lie and how many there are of n samples, for length L and hop H; divisions of H / 2 and L / 2 round down:
 *
 * center   frame m is centred on sample m H:        1 + floor(n / H)            (librosa, center=True)
 * full     as center:                               1 + ceil((n - L mod 2) / H) (scipy.signal.stft, padded=True)
 * pad      frame m starts at sample m H:            1 + ceil((n - L) / H)       every sample lies in a frame
 * snip     the same, whole frames only:             1 + floor((n - L) / H)      (Kaldi, HTK; none if n < L)
 * reflect  frame m starts at m H + H / 2 - L / 2:   floor((n + H / 2) / H)      (Kaldi, snip-edges=false)
 * all      frame m starts at sample m H:            ceil(n / H)                 (SPTK frame -n 1)
 * inside   as center, centred on a sample there is: ceil(n / H)                 (SPTK frame -n 0)
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
 * Beyond the ends: zeros, the signal mirrored (even), mirrored about its last value (odd), its last value (constant).
 * FRAMING_REFLECT has a padding of its own: the signal mirrored with its last value repeated, sample -1 being sample 0.
 */
enum padding { PADDING_ZEROS, PADDING_EVEN, PADDING_ODD, PADDING_CONSTANT };
const char *padding_name(size_t i);

/* Frames there are of that many samples. */
int64_t framing_rows(enum framing framing, int64_t samples, int64_t length, int64_t hop);

/* Where frame 0 starts; below 0: before the signal. */
int64_t framing_start(enum framing framing, int64_t length, int64_t hop);

struct framer;

/* `most` is the most samples of one push. */
struct framer *framer_create(enum framing framing, enum padding padding, size_t length, size_t hop, size_t most);

/* Takes samples[0], samples[stride] ...; count 0 ends the run. All ready frames must have been taken before. */
void framer_push(struct framer *framer, const float *samples, size_t count, size_t stride);

/* frame[length] of the next frame, lent until the next call; NULL: push more, or the run is over. */
const float *framer_next(struct framer *framer);

/* The sample before the frame that was lent last, as the signal or its padding has it. */
float framer_before(const struct framer *framer);

void framer_destroy(struct framer *framer);

#endif
