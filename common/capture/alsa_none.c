/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/device.h"

const char *alsa_open(struct device **device, struct alsa_setting *setting)
{
    (void)device, (void)setting;
    return "this spec-capture was built without ALSA";
}

void alsa_list(struct builder *out)
{
    (void)out;
}
