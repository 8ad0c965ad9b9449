/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/alsa_setup.h"

#include <alsa/asoundlib.h>
#include <string.h>

/* Whether the name is a building block of configurations, not an input. */
static bool is_part(const char *name)
{
    static const char *const parts[] = {"null",     "samplerate", "speexrate", "lavrate",    "upmix", "vdownmix",
                                        "surround", "front",      "rear",      "center_lfe", "side",  "iec958",
                                        "spdif",    "hdmi",       "dmix",      "modem"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strncmp(name, parts[i], strlen(parts[i])) == 0)
            return true;
    return false;
}

static void list_device(FILE *out, const char *name, const char *description)
{
    fprintf(out, "--device %s\t", name);
    for (const char *at = description != NULL ? description : ""; *at != '\0'; at++)
        fputs(*at == '\n' ? ", " : (char[]){*at, '\0'}, out);
    fputc('\n', out);
}

void alsa_list(FILE *out)
{
    void **hints = NULL;
    alsa_hush();
    if (snd_device_name_hint(-1, "pcm", &hints) < 0)
        return;
    for (void **hint = hints; *hint != NULL; hint++) {
        char *name = snd_device_name_get_hint(*hint, "NAME");
        char *description = snd_device_name_get_hint(*hint, "DESC");
        char *direction = snd_device_name_get_hint(*hint, "IOID"); /* NULL: both */
        if (name != NULL && !is_part(name) && (direction == NULL || strcmp(direction, "Input") == 0))
            list_device(out, name, description);
        free(name);
        free(description);
        free(direction);
    }
    snd_device_name_free_hint(hints);
    snd_config_update_free_global();
}
