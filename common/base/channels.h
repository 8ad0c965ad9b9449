/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The greatest number of channels of a row, in streams, sound files, serial data and a board's announcement.
 */
#ifndef SPECPIPE_BASE_CHANNELS_H
#define SPECPIPE_BASE_CHANNELS_H

enum { MOST_CHANNELS = 64 };

#endif
