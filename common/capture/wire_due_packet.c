/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decodes the Due's packets of 525 bytes: mark D2 02 96 49, two float32 pressures, a byte of tone, 256 words of 12
 * bits.
 *
 * The mark cannot occur within valid words: its second word is 0x4996, and shifted by a byte it has D2 as a high byte.
 * It can occur in the pressures. So a packet found by a search must have valid words, followed by the next mark or the
 * end of the run: a false packet, which begins four bytes late, would have the next mark among its words.
 */
#include "capture/wire_parts.h"

#include <string.h>

enum { MARK = 4, HEAD = 13, WORDS = 256, PACKET = HEAD + 2 * WORDS, MOST_WORD = 4095 };
enum { NEAR = 16 /* excess bytes that a packet may have */ };

/* Whether there is a mark at `at`, or as much of one as fits before the end of the run. */
static bool is_mark(const struct wire *wire, size_t at)
{
    static const unsigned char mark[MARK] = {0xD2, 0x02, 0x96, 0x49};
    size_t there = at < wire->limit ? wire->limit - at : 0;
    return memcmp(wire->bytes + at, mark, there < MARK ? there : MARK) == 0;
}

static bool words_are_valid(const unsigned char *from)
{
    unsigned most = 0;
    for (size_t i = 0; i < WORDS; i++) {
        unsigned word = from[2 * i] | (unsigned)from[2 * i + 1] << 8;
        most = word > most ? word : most;
    }
    return most <= MOST_WORD;
}

static enum wire_step give_packet(struct wire *wire)
{
    const unsigned char *from = wire->bytes + wire->at;
    size_t clipped = numbers_decode(&wire->numbers, wire->samples, from + HEAD, WORDS);
    memcpy(wire->aux.pressure, from + MARK, sizeof wire->aux.pressure);
    wire->aux.tone = from[HEAD - 1];
    wire->at += PACKET;
    wire_emit(wire, WORDS, clipped);
    wire->given.aux = &wire->aux;
    return WIRE_GIVEN;
}

/* The marks show that a packet begins at `at`: records the packets before it as lost. */
static void end_search(struct wire *wire)
{
    struct wire_search *search = &wire->search;
    int64_t packets = (search->bytes + PACKET / 2) / PACKET;
    packets = packets > 1 ? packets : 1;
    if (search->gap.cause != NULL && !search->start)
        wire_note(wire, packets * WORDS, search->gap.cause, search->gap.estimated);
    else if (!search->start) {
        wire->tally.damaged += packets;
        wire_note(wire, packets * WORDS, "packets were damaged", false);
    }
    *search = (struct wire_search){0};
}

/* Outputs the packet at `at`, which has the right length, or skips it if a word is invalid. */
static enum wire_step accept_packet(struct wire *wire)
{
    if (wire->search.on)
        end_search(wire);
    if (words_are_valid(wire->bytes + wire->at + HEAD))
        return give_packet(wire);
    wire->at += PACKET;
    wire->tally.damaged++;
    wire_note(wire, WORDS, "packets were damaged", false);
    return WIRE_AGAIN;
}

/* Whether the next mark is too early or a little late: the packet at `at` has lost bytes, or has too many. */
static bool has_wrong_length(const struct wire *wire)
{
    for (size_t offset = MARK; offset < PACKET + NEAR && offset + MARK <= wire_count(wire); offset++)
        if (is_mark(wire, wire->at + offset))
            return true;
    return false;
}

/*
 * Whether a packet of the right length is at `at`; -1: not known yet. The next mark tells, or if it is damaged the one
 * after it, or if a packet was expected here, valid words. A packet found by a search must have valid words too.
 */
static int is_packet(const struct wire *wire)
{
    size_t there = wire_count(wire);
    bool final = wire_final(wire), expected = !wire->search.on;
    if (!is_mark(wire, wire->at))
        return 0;
    if (there < PACKET + MARK && !(final && there >= PACKET))
        return -1;
    bool valid = words_are_valid(wire->bytes + wire->at + HEAD);
    if (is_mark(wire, wire->at + PACKET))
        return valid || expected;
    if (there < 2 * PACKET + MARK && !final)
        return -1;
    if (there >= 2 * PACKET && is_mark(wire, wire->at + 2 * PACKET))
        return valid || expected;
    return valid && expected && !has_wrong_length(wire);
}

static enum wire_step due_packet_step(struct wire *wire)
{
    int packet = wire_count(wire) > 0 ? is_packet(wire) : -1;
    if (packet == 1)
        return accept_packet(wire);
    if (packet == -1)
        return WIRE_MORE;
    wire->search.on = true;
    wire_skip(wire, 1);
    return WIRE_AGAIN;
}

static void due_packet_gap(struct wire *wire, const struct wire_gap *gap)
{
    wire->search.on = true;
    wire->search.bytes += (int64_t)wire_count(wire) + gap->bytes;
    if (wire->search.gap.cause == NULL)
        wire->search.gap = *gap;
}

static void due_packet_end(struct wire *wire)
{
    if (wire->search.on && wire->search.bytes > 0)
        end_search(wire);
}

const struct wire_decoder wire_due_packet = {due_packet_step, due_packet_gap, due_packet_end, 2 * PACKET + MARK};
