/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/memory.h"
#include "capture/alsa_setup.h"

#include <alsa/asoundlib.h>
#include <errno.h>
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

static void list_device(struct builder *out, const char *name, const char *description)
{
    builder_add(out, "--device %s\t", name);
    for (const char *at = description != NULL ? description : ""; *at != '\0'; at++)
        builder_add_text(out, *at == '\n' ? ", " : (char[]){*at, '\0'});
    builder_add_text(out, "\n");
}

static void list_devices(struct builder *out)
{
    void **hints = NULL;
    errno = 0;
    int result = snd_device_name_hint(-1, "pcm", &hints);
    mem_check_errno(); /* also on success: the list is then incomplete */
    if (result < 0)
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
        mem_check_errno(); /* get_hint returns NULL without a hint and without memory */
    }
    snd_device_name_free_hint(hints);
    snd_config_update_free_global();
}

/*
 * libasound leaves out a device whose configuration it has no memory for, or all, reports success, and sets errno anew
 * for the next device. Since every call reads the configuration anew, two lists in a row that are the same are complete.
 */
void alsa_list(struct builder *out)
{
    struct builder before = {0}, now = {0};
    alsa_hush();
    list_devices(&now);
    do {
        free(before.text);
        before = now;
        now = (struct builder){0};
        list_devices(&now);
    } while (now.length != before.length || (now.length > 0 && memcmp(now.text, before.text, now.length) != 0));
    builder_add_bytes(out, now.length > 0 ? now.text : "", now.length);
    free(before.text);
    free(now.text);
}
