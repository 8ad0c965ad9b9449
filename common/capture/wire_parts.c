/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/wire_parts.h"

void wire_note(struct wire *wire, int64_t lost, const char *cause, bool estimated)
{
    wire->tally.lost += lost;
    wire->next.lost += lost;
    wire->next.estimated |= estimated;
    if (wire->next.cause == NULL)
        wire->next.cause = cause;
}

enum wire_step wire_emit(struct wire *wire, size_t count, size_t clipped)
{
    wire->given = wire->next;
    wire->given.samples = wire->samples;
    wire->given.count = count;
    wire->given.clipped = clipped;
    wire->next = (struct wire_piece){0};
    wire->tally.samples += (int64_t)count;
    wire->begun |= count > 0;
    return WIRE_GIVEN;
}

enum wire_step wire_give_raw(struct wire *wire, size_t count)
{
    return wire_emit(wire, count, numbers_scale(&wire->numbers, wire->samples, wire->raw, count));
}

size_t wire_whole_rows(const struct wire *wire, size_t count)
{
    uint64_t channels = (uint64_t)wire->tally.channels;
    uint64_t place = (uint64_t)(wire->tally.samples + wire->tally.lost) % channels;
    uint64_t over = (place + count) % channels;
    if (wire->gap.cause != NULL)
        return count;
    return over <= count ? count - (size_t)over : 0;
}

void wire_skip(struct wire *wire, size_t count)
{
    struct wire_search *search = &wire->search;
    if (count > 0 && !search->resync && !search->start)
        wire->tally.resyncs++;
    search->resync |= count > 0;
    search->bytes += (int64_t)count;
    wire->tally.skipped += (int64_t)count;
    wire->at += count;
}
