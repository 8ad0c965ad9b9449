/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a compressed file holds by its own container: how many samples, and whether pages or frames are missing or
 * damaged. Read independently of the decoder, which skips or conceals damage without a word.
 *
 * Only the structure is read, never the sound: pages, frame headers and their check sums.
 */
#ifndef SPECPIPE_STREAM_CONTAINER_CONTAINER_H
#define SPECPIPE_STREAM_CONTAINER_CONTAINER_H

#include <stdbool.h>
#include <stdint.h>

struct container {
    bool known;           /* Ogg, FLAC, MPEG audio, or blocks of ADPCM or GSM in WAV; otherwise nothing else is set */
    int64_t samples;      /* of each channel, up to the first damage, at `clock`; -1: the container does not say */
    double clock;         /* samples per second of `samples`: 48000 for Opus, whatever the decoder returns */
    const char *damage;   /* what is missing, damaged or more than one recording, as a sentence; NULL: nothing */
    bool mpeg;            /* MPEG audio, also inside WAV */
    bool exact_rate;      /* `clock` is the exact sample rate, which the decoder rounds */
    const char *unusable; /* why no sample can be trusted; NULL: they can */
    int64_t rate_at;      /* offset of a rate, or of its page, that libsndfile does not take; -1: none */
    /* Writes a rate that it takes into a copy of the file; false: an error, with errno. Set with rate_at. */
    bool (*mend_rate)(const struct container *container, int fd);
};

#endif
