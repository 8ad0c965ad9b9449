/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sets format, channels and rate of a sound card: exactly those requested, or none.
 */
#ifndef SPECPIPE_CAPTURE_ALSA_SETUP_H
#define SPECPIPE_CAPTURE_ALSA_SETUP_H

#include "capture/device.h"

struct _snd_pcm; /* libasound's snd_pcm_t; its header may not be installed */

/* Sets the card up and fills in the setting. NULL, or a sentence that says what the card supports instead. */
const char *alsa_setup(struct _snd_pcm *card, struct alsa_setting *setting);

/* Keeps libasound from writing messages to stderr. */
void alsa_hush(void);

#endif
