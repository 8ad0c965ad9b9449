/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The maximum number of channels per row, for streams, sound files, serial data and board announcements.
 */
#ifndef SPECPIPE_BASE_CHANNELS_H
#define SPECPIPE_BASE_CHANNELS_H

enum { MOST_CHANNELS = 64 };

#endif
