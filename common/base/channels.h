/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many channels a row may have, wherever it comes from: a stream, a sound file, a wire, a board's word.
 */
#ifndef SPECPIPE_BASE_CHANNELS_H
#define SPECPIPE_BASE_CHANNELS_H

enum { MOST_CHANNELS = 64 };

#endif
