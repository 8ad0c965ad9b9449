/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The speaker positions of channels: the line `speakers` of a header, one word for each channel, as
 * "FL FR FC LFE BL BR". A channel without a position has the word "-".
 *
 * The words are those of the channel mask of WAVE files, without "SPEAKER_": Microsoft, "Multiple channel audio data
 * and WAVE files", 2007. W, X, Y and Z are the channels of first-order Ambisonics.
 */
#ifndef SPECPIPE_STREAM_SPEAKERS_H
#define SPECPIPE_STREAM_SPEAKERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stream/channel_choice.h"
#include "stream/header.h"

enum { SPEAKER_NAME = 32 };

/*
 * Notes the positions of the channels: "FL", "FR" ..., or "-". One channel has none, and if no channel has one, or there
 * is no room, nothing is noted.
 */
void speakers_set(struct header *header, const char *const *words);

/* The same, of a channel mask, whose bits are the positions in ascending order; channels beyond them have none. */
void speakers_set_mask(struct header *header, uint32_t mask);

/*
 * The same, for as many channels as the header has in a Vorbis or Opus file: Vorbis I specification, 4.3.9; RFC 7845,
 * section 5.1.1.2.
 */
void speakers_set_vorbis(struct header *header);

/* The mask of the header's channels; 0: they have no positions, or some that a mask cannot hold in this order. */
uint32_t speakers_mask(const struct header *header);

/* Keeps the positions of the chosen channels, of which there were `channels`; a mean of channels has none. */
void speakers_choose(struct header *header, const struct channel_choice *choice, long channels);

/* name[SPEAKER_NAME] out: "left", "back right", "LFE" ... False: the channel (from 0) has no known position. */
bool speakers_name(char *name, const struct header *header, long channel);

/* Whether any channel has a known position. */
bool speakers_known(const struct header *header);

/* Appends the positions to the comment of a file: "speakers FL FR", or "speakers none". One channel needs a position. */
void speakers_comment(char *comment, size_t room, const struct header *header);

/* Notes the positions in a comment that was made by speakers_comment; other comments are ignored. */
void speakers_read_comment(struct header *header, const char *comment);

#endif
