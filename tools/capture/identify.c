/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/capture/identify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "base/status.h"
#include "capture/wire_protocol.h"
#include "capture/wire_resolve.h"
#include "stream/reader.h"

/* Both protocols are names of the same table, so equal ones are the same pointer. */
static bool same_format(const struct wire_setting *one, const struct wire_setting *other)
{
    return one->protocol == other->protocol && strcmp(one->format, other->format) == 0;
}

static bool names_format(const struct wire_setting *setting)
{
    return setting->protocol != NULL || *setting->format != '\0';
}

/*
 * Completes the options by what the board announces; options take precedence. Its channels, bits and volts belong to
 * the format it names: if the options name another one, they are ignored too.
 */
static void merge(struct identification *identification, const struct announcement *said)
{
    struct wire_setting *setting = &identification->setting;
    const struct wire_setting *theirs = &said->wire;
    snprintf(identification->source, sizeof identification->source, "%s", said->source);
    if (names_format(setting) && names_format(theirs) && !same_format(setting, theirs))
        return;
    if (!names_format(setting)) {
        setting->protocol = theirs->protocol;
        memcpy(setting->format, theirs->format, sizeof setting->format);
    }
    if (setting->channels == 0)
        setting->channels = theirs->channels;
    if (setting->bits == 0)
        setting->bits = theirs->bits;
    if (setting->vref == 0)
        setting->vref = theirs->vref;
}

/* The rate is the given one, else the announced one, else that of the protocol; else it is measured. */
static void choose_rate(struct capture *capture, const struct announcement *said, struct ratio own)
{
    const struct capture_options *options = capture->options;
    struct ratio rate = options->rate;
    if (rate.num <= 0)
        rate = said != NULL && said->rate.num > 0 ? said->rate : own;
    double hertz = rate.num > 0 ? ratio_value(rate) : 1;
    if (!(hertz >= 1e-6 && hertz <= 1e12))
        capture_cut(capture, options->rate.num > 0 ? "--rate" : capture->device->name,
                    options->rate.num > 0 ? EXIT_USAGE_ERROR : EXIT_BAD_DATA,
                    sentence("a rate of %g Hz is out of range (1e-6 to 1e12)", hertz));
    else if (!options->measure && rate.num > 0)
        capture->identification.rate = rate;
    else if (!options->measure && capture->device->finite)
        capture_cut_device(capture, EXIT_USAGE_ERROR, "raw samples have no rate: give --rate");
}

/* Resolves the setting; false: it contradicts itself, and the capture has failed. */
static bool resolve(struct capture *capture, struct ratio *own, bool announced)
{
    const char *why = wire_resolve(&capture->identification.setting, own);
    if (why != NULL && announced) /* options alone have been resolved before */
        capture_cut_device(capture, EXIT_BAD_DATA, sentence("invalid announcement: %s", why + strspn(why, "-")));
    else if (why != NULL)
        capture_cut_device(capture, EXIT_USAGE_ERROR, why);
    return why == NULL;
}

/* Sets wire, rate and channels from the options, the protocol and the announcement (NULL: none). */
static void settle(struct capture *capture, const struct announcement *said)
{
    struct identification *identification = &capture->identification;
    struct ratio own = {0, 0};
    if (said != NULL) {
        merge(identification, said);
        identification->setting.starts_aligned = true; /* a row begins right after the announcement */
    }
    if (!resolve(capture, &own, said != NULL))
        return;
    if (capture->options->aux != NULL && !protocol_has_aux(identification->setting.protocol))
        capture_cut(capture, capture->options->aux, EXIT_USAGE_ERROR, "--aux requires protocol due-packet");
    choose_rate(capture, said, own);
    if (capture_ended(capture))
        return;
    identification->wire = wire_create(&identification->setting);
    identification->tally = wire_tally(identification->wire);
    identification->channels = (size_t)identification->tally.channels;
}

void identify_begin(struct capture *capture)
{
    capture->identification = (struct identification){.setting = capture->options->wire};
    capture->identification.setting.starts_aligned = capture->device->finite;
    if (capture->options->fixed)
        settle(capture, NULL);
}

/* Interprets the first bytes and removes their announcement; false: more are needed. `last`: no more will come. */
static bool understand(struct capture *capture, bool last)
{
    struct identification *identification = &capture->identification;
    struct announcement said = {0};
    const char *why = NULL;
    size_t used = 0;
    bool unknown = !names_format(&identification->setting);
    bool anywhere = unknown && !capture->device->finite;
    enum announce_state state =
        announce_find(&said, &used, &why, identification->first, identification->first_bytes, anywhere);
    if (state == ANNOUNCE_MORE && !last)
        return false;
    if (state == ANNOUNCE_BAD || (state != ANNOUNCE_FOUND && unknown && why != NULL))
        capture_cut_device(capture, EXIT_BAD_DATA, sentence("invalid announcement: %s", why));
    else if (state == ANNOUNCE_FOUND)
        settle(capture, &said);
    else if (capture->device->finite && reader_knows(identification->first, identification->first_bytes))
        capture_cut_device(capture, EXIT_BAD_DATA, "is a sound file or a stream, not raw samples");
    else if (unknown)
        capture_cut_device(capture, EXIT_BAD_DATA, "unknown format and no announcement: give --format or --protocol");
    else
        settle(capture, NULL);
    if (state == ANNOUNCE_FOUND) {
        identification->first_bytes -= used;
        memmove(identification->first, identification->first + used, identification->first_bytes);
    }
    return true;
}

bool identify_block(struct capture *capture, const struct block *block)
{
    struct identification *identification = &capture->identification;
    if (block != NULL) {
        identification->first = mem_grow(identification->first, identification->first_bytes + block->size + 1, 1);
        memcpy(identification->first + identification->first_bytes, block->bytes, block->size);
        identification->first_bytes += block->size;
        identification->first_lost += block->lost;
    }
    if (!understand(capture, block == NULL))
        return false;
    if (identification->wire != NULL && identification->first_lost > 0)
        wire_lost(identification->wire, identification->first_lost, "bytes were lost at the start", false);
    return true;
}

bool identify_next(struct capture *capture, struct wire_piece *piece)
{
    struct identification *identification = &capture->identification;
    bool more = wire_next(identification->wire, piece);
    identification->tally = wire_tally(identification->wire);
    if (identification->channels == 0)
        identification->channels = (size_t)identification->tally.channels;
    return more;
}

void identify_destroy(struct capture *capture)
{
    wire_destroy(capture->identification.wire);
    free(capture->identification.first);
    capture->identification.wire = NULL;
    capture->identification.first = NULL;
}
