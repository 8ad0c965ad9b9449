/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Agrees with a sound card on format, channels and rate, without ever being given another one than was asked for.
 */
#ifndef SPECPIPE_CAPTURE_ALSA_SETUP_H
#define SPECPIPE_CAPTURE_ALSA_SETUP_H

#include "capture/device.h"

struct _snd_pcm; /* what libasound calls snd_pcm_t: its header may be missing */

/* Sets the card up and fills in the setting. NULL, or a sentence that says what the card has instead. */
const char *alsa_setup(struct _snd_pcm *card, struct alsa_setting *setting);

/* libasound would write messages of its own to stderr. */
void alsa_hush(void);

#endif
