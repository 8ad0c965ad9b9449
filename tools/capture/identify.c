/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/capture/identify.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "cli/tool.h"
#include "stream/reader.h"
#include "tools/capture/rows.h"

/*
 * Options go before what the board says of itself. Its channels, bits and volts belong to the format it names: with
 * another format they go too.
 */
static void merge(struct capture *capture, const struct announcement *said)
{
    struct wire_setting *setting = &capture->setting;
    const struct wire_setting *theirs = &said->wire;
    bool named = *setting->protocol != '\0' || *setting->format != '\0';
    bool silent = *theirs->protocol == '\0' && *theirs->format == '\0';
    if (*said->source != '\0')
        header_source(&capture->header, said->source);
    if (named && !silent &&
        (strcmp(setting->protocol, theirs->protocol) != 0 || strcmp(setting->format, theirs->format) != 0))
        return;
    if (!named) {
        memcpy(setting->protocol, theirs->protocol, sizeof setting->protocol);
        memcpy(setting->format, theirs->format, sizeof setting->format);
    }
    if (setting->channels == 0)
        setting->channels = theirs->channels;
    if (setting->bits == 0)
        setting->bits = theirs->bits;
    if (setting->vref == 0)
        setting->vref = theirs->vref;
}

/* The rate given, said or known; or it is to be measured. */
static void choose_rate(struct capture *capture, const struct announcement *said, struct ratio own)
{
    const struct capture_wish *wish = capture->wish;
    struct ratio rate = wish->rate;
    if (rate.over <= 0)
        rate = said != NULL && said->rate.over > 0 ? said->rate : own;
    double hertz = rate.over > 0 ? ratio_value(rate) : 1;
    if (!(hertz >= 1e-6 && hertz <= 1e12))
        capture_cut(capture, wish->rate.over > 0 ? "--rate" : capture->device->name,
                    wish->rate.over > 0 ? EXIT_USAGE_ERROR : EXIT_BAD_DATA,
                    sentence("a rate of %g Hz is none that can be captured", hertz));
    else if (!wish->measure && rate.over > 0)
        capture->header.rate = rate;
    else if (wish->measure || !capture->device->finite)
        capture->measure = true;
    else
        capture_cut_device(capture, EXIT_USAGE_ERROR, "bare bytes have no rate: give --rate");
}

void capture_settle(struct capture *capture, const struct announcement *said)
{
    struct ratio own = {0, 0};
    const struct capture_wish *wish = capture->wish;
    if (said != NULL) {
        merge(capture, said);
        capture->setting.whole = true; /* what follows the announcement begins a row */
    }
    const char *why = wire_resolve(&capture->setting, &own);
    if (why != NULL && said != NULL) /* of options alone it has been asked before */
        capture_cut_device(capture, EXIT_BAD_DATA,
                           sentence("its announcement cannot be used: %s", why + strspn(why, "-")));
    else if (why != NULL)
        capture_cut(capture, capture->device->name, EXIT_USAGE_ERROR, why);
    if (why != NULL)
        return;
    if (wish->aux != NULL && strcmp(capture->setting.protocol, "due-packet") != 0)
        capture_cut(capture, wish->aux, EXIT_USAGE_ERROR, "only protocol due-packet sends more than samples");
    choose_rate(capture, said, own);
    if (capture_ended(capture))
        return;
    capture->wire = wire_create(&capture->setting);
    capture->tally = wire_tally(capture->wire);
    capture->channels = (size_t)capture->tally.channels;
}

/* What the first bytes say; false as long as that cannot be told. Their announcement is taken off them. */
static bool understand(struct capture *capture, bool last)
{
    struct announcement said = {0};
    const char *why = NULL;
    size_t used = 0;
    bool unknown = *capture->setting.protocol == '\0' && *capture->setting.format == '\0';
    bool anywhere = unknown && !capture->device->finite;
    enum announce_state state = announce_find(&said, &used, &why, capture->first, capture->first_bytes, anywhere);
    if (state == ANNOUNCE_MORE && !last)
        return false;
    if (state == ANNOUNCE_BAD || (state != ANNOUNCE_FOUND && unknown && why != NULL))
        capture_cut_device(capture, EXIT_BAD_DATA, sentence("its announcement cannot be used: %s", why));
    else if (state == ANNOUNCE_FOUND)
        capture_settle(capture, &said);
    else if (capture->device->finite && reader_knows(capture->first, capture->first_bytes))
        capture_cut_device(capture, EXIT_BAD_DATA, "is a sound file or a stream, not bare bytes");
    else if (unknown)
        capture_cut_device(capture, EXIT_BAD_DATA,
                           "what it sends is not known, and it does not say so: give --format or --protocol");
    else
        capture_settle(capture, NULL);
    if (state == ANNOUNCE_FOUND) {
        capture->first_bytes -= used;
        memmove(capture->first, capture->first + used, capture->first_bytes);
    }
    return true;
}

static void push_first(struct capture *capture)
{
    if (capture->wire != NULL && capture->first_lost > 0)
        wire_lost(capture->wire, capture->first_lost, "bytes were lost at the start", false);
    capture_push(capture, capture->first, capture->first_bytes);
    capture->first_bytes = 0;
}

void capture_identify(struct capture *capture, const struct block *block)
{
    if (block != NULL) {
        capture->first = mem_grow(capture->first, capture->first_bytes + block->size + 1, 1);
        memcpy(capture->first + capture->first_bytes, block->bytes, block->size);
        capture->first_bytes += block->size;
        capture->first_lost += block->lost;
    }
    if (understand(capture, block == NULL))
        push_first(capture);
}
