/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decodes protocol tag7: two bytes per sample, 1hhhhhhh 0lllllll. The top bit tells the halves apart, so a half without
 * its other half is detected at once.
 */
#include "capture/wire_parts.h"

static bool is_high(const struct wire *wire, size_t at)
{
    return (wire->bytes[at] & 0x80) != 0;
}

static bool is_pair(const struct wire *wire, size_t at)
{
    return at + 1 < wire->limit && is_high(wire, at) && !is_high(wire, at + 1);
}

/* Skips half a sample, whose other half is missing. */
static void skip_orphan(struct wire *wire)
{
    wire->at++;
    wire->tally.skipped++;
    if (!wire->begun)
        return;
    wire->tally.resyncs += wire->run == 0;
    wire->run++;
    wire_note(wire, 1, "a byte was lost on the line", false);
}

static enum wire_step tag7_step(struct wire *wire)
{
    size_t count = 0, at = wire->at;
    if (wire->cut > 0 && wire_count(wire) > 0) { /* the second half of a sample cut by a gap, if it arrived */
        wire->cut = 0;
        wire->at += !is_high(wire, at);
        return WIRE_AGAIN;
    }
    for (; is_pair(wire, at); at += 2)
        wire->raw[count++] = (wire->bytes[at] & 0x7f) << 7 | wire->bytes[at + 1];
    bool orphan = at < wire->limit && !(is_high(wire, at) && at + 1 == wire->limit);
    if (!orphan)
        count = wire_whole_rows(wire, count);
    if (count == 0 && !orphan)
        return WIRE_MORE;
    if (count == 0) {
        skip_orphan(wire);
        return WIRE_AGAIN;
    }
    wire->at += 2 * count;
    wire->run = 0;
    return wire_give_raw(wire, count);
}

static void tag7_gap(struct wire *wire, const struct wire_gap *gap)
{
    bool cut = wire->cut > 0;
    int64_t there = cut ? 1 : (int64_t)wire_count(wire);
    int64_t touched = (there + gap->bytes + 1) / 2;
    wire_note(wire, touched - cut, gap->cause, gap->estimated);
    wire->cut = (size_t)(2 * touched - there - gap->bytes);
    wire->run = 0;
}

const struct wire_decoder wire_tag7 = {tag7_step, tag7_gap, NULL, 2 * MOST_CHANNELS + 2};
