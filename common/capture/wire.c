/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/wire.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "capture/ring.h"
#include "capture/wire_parts.h"
#include "capture/wire_protocol.h"

enum { MOST_LEFT = 8192 /* bytes that may wait for more; at least `most` of each decoder */ };
static const int64_t most_lost = INT64_C(1) << 50; /* bytes; keeps all sums within 64 bits */

static void set_numbers(struct wire *wire, const struct wire_protocol *protocol)
{
    const struct wire_setting *setting = &wire->setting;
    const struct sample_format *format = sample_format_find(setting->format);
    bool text = format == NULL;
    bool positive = text ? setting->bits > 0 : format->positive;
    numbers_set(&wire->numbers, format, positive, setting, protocol->half);
    numbers_describe(&wire->numbers, setting, &wire->tally);
    wire->narrow = format != NULL && format->bytes == 2 && setting->bits < 16;
    if (!wire->narrow)
        return;
    wire->swapped = strstr(format->name, "be") != NULL;
    wire->low = (uint16_t)(int)wire->numbers.least;
    wire->span = (uint16_t)((1U << setting->bits) - 1);
}

struct wire *wire_create(const struct wire_setting *resolved)
{
    const struct wire_protocol *protocol = wire_protocol_find(resolved->protocol);
    struct wire *wire = mem_new(1, sizeof *wire);
    wire->setting = *resolved;
    wire->decoder = strcmp(resolved->format, "text") == 0 ? &wire_text : protocol->decoder;
    wire->tally = (struct wire_tally){.channels = resolved->channels, .unit = ""};
    wire->size = MOST_BLOCK + MOST_LEFT;
    wire->bytes = mem_new(wire->size, 1);
    wire->samples = mem_new(wire->size, sizeof *wire->samples);
    wire->raw = mem_new(wire->size / 2 + 1, sizeof *wire->raw);
    wire->aligned = resolved->starts_aligned;
    wire->search = (struct wire_search){.on = true, .start = true};
    wire->form = -1;
    assert(wire->decoder->most <= MOST_LEFT);
    if (wire->decoder == &wire_framed)
        wire->tally.channels = 0;
    else
        set_numbers(wire, protocol);
    return wire;
}

void wire_destroy(struct wire *wire)
{
    if (wire == NULL)
        return;
    free(wire->bytes);
    free(wire->samples);
    free(wire->raw);
    free(wire);
}

void wire_push(struct wire *wire, const unsigned char *bytes, size_t count)
{
    assert(count <= MOST_BLOCK && wire->end - wire->at <= MOST_LEFT && !wire->ended);
    wire->ended = count == 0;
    memmove(wire->bytes, wire->bytes + wire->at, wire->end - wire->at);
    wire->limit -= wire->at;
    wire->end -= wire->at;
    wire->at = 0;
    if (count > 0)
        memcpy(wire->bytes + wire->end, bytes, count);
    wire->end += count;
    if (wire->gap.cause == NULL)
        wire->limit = wire->end;
}

void wire_lost(struct wire *wire, int64_t bytes, const char *cause, bool estimated)
{
    assert(bytes >= 0 && cause != NULL && wire->limit == wire->end);
    if (bytes == 0)
        return;
    wire->gap.bytes += bytes < most_lost ? bytes : most_lost;
    wire->gap.estimated |= estimated;
    if (wire->gap.cause == NULL)
        wire->gap.cause = cause;
}

void wire_pause(struct wire *wire)
{
    wire->paused = true;
}

static void cross_gap(struct wire *wire)
{
    struct wire_gap gap = wire->gap;
    wire->decoder->gap(wire, &gap);
    wire->gap = (struct wire_gap){0};
    wire->at = wire->limit;
    wire->limit = wire->end;
}

/* At the end of the run or in a pause, outputs a loss without samples, if there is one. */
static bool give_last_loss(struct wire *wire)
{
    bool paused = wire->paused;
    wire->paused = false;
    if (!wire->ended && !paused)
        return false;
    if (wire->ended && wire->decoder->end != NULL)
        wire->decoder->end(wire);
    if (wire->next.cause == NULL)
        return false;
    wire_emit(wire, 0, 0);
    return true;
}

bool wire_next(struct wire *wire, struct wire_piece *piece)
{
    for (;;) {
        enum wire_step step = wire->decoder->step(wire);
        if (step == WIRE_AGAIN)
            continue;
        if (step == WIRE_MORE && wire->gap.cause != NULL) {
            cross_gap(wire);
            continue;
        }
        if (step == WIRE_MORE && !give_last_loss(wire))
            return false;
        *piece = wire->given;
        return true;
    }
}

struct wire_tally wire_tally(const struct wire *wire)
{
    struct wire_tally tally = wire->tally;
    tally.left = wire->end - wire->at;
    if (wire->decoder == &wire_bare)
        tally.waiting = tally.left / wire->numbers.format->bytes;
    return tally;
}
