/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decodes the packets that specpipe defines for boards:
 * A5 5A | channels u8 | form u8 | rows u16 | index u32 | numbers | CRC u16
 *
 * All fields are little-endian. Form: 1 .. 16 unsigned bits, 0x80 + 2 .. 16 bits in two's complement, or 0x20 for
 * float32; numbers of up to 8 bits are one byte each. Index: of the packet's first row since the board started, modulo
 * 2^32, counting rows that the board dropped, so the number of lost rows is exact. The CRC-16/CCITT-FALSE (polynomial
 * 0x1021, initial value 0xFFFF, not reflected) covers everything between the mark and itself. [ITU-T V.41 for the
 * polynomial]
 */
#include "capture/wire_parts.h"

#include <stdio.h>
#include <string.h>

enum {
    HEAD = 10,
    CHECK = 2,
    MOST_PAYLOAD = 4096,
    FORM_SIGNED = 0x80,
    FORM_FLOAT = 0x20,
    RESTART = 1 << 28 /* rows; a jump this far, or backwards, means that the board restarted */
};

static uint16_t crc_of(const unsigned char *from, size_t count)
{
    /* table[i]: the remainder after four bits i are shifted out, i times the polynomial. */
    static const uint16_t table[16] = {0x0000, 0x1021, 0x2042, 0x3063, 0x4084, 0x50A5, 0x60C6, 0x70E7,
                                       0x8108, 0x9129, 0xA14A, 0xB16B, 0xC18C, 0xD1AD, 0xE1CE, 0xF1EF};
    uint16_t crc = 0xFFFF;
    for (size_t i = 0; i < count; i++) {
        crc = (uint16_t)(crc << 4 ^ table[crc >> 12 ^ from[i] >> 4]);
        crc = (uint16_t)(crc << 4 ^ table[crc >> 12 ^ (from[i] & 15)]);
    }
    return crc;
}

static unsigned little16(const unsigned char *from)
{
    return from[0] | (unsigned)from[1] << 8;
}

/* Bytes per number; 0: there is no such form. */
static size_t form_bytes(int form)
{
    int bits = form & ~FORM_SIGNED;
    if (form == FORM_FLOAT)
        return 4;
    if (bits < ((form & FORM_SIGNED) != 0 ? 2 : 1) || bits > 16)
        return 0;
    return bits <= 8 ? 1 : 2;
}

/* Length in bytes of the packet whose head is from[HEAD]; 0: the head is invalid. */
static size_t packet_bytes(const unsigned char *from)
{
    size_t payload = from[2] * form_bytes(from[3]) * little16(from + 4);
    if (from[0] != 0xA5 || from[1] != 0x5A || from[2] > MOST_CHANNELS || payload == 0 || payload > MOST_PAYLOAD)
        return 0;
    return HEAD + payload + CHECK;
}

enum found { FOUND_NONE, FOUND_PART, FOUND_PACKET };

/* Looks for a packet at `at`; FOUND_PART: more bytes are needed to tell. */
static enum found look(const struct wire *wire, size_t at)
{
    const unsigned char *from = wire->bytes + at;
    size_t there = wire->limit - at;
    if ((there > 0 && from[0] != 0xA5) || (there > 1 && from[1] != 0x5A))
        return FOUND_NONE;
    if (there < HEAD)
        return FOUND_PART;
    size_t bytes = packet_bytes(from);
    if (bytes == 0)
        return FOUND_NONE;
    if (there < bytes)
        return FOUND_PART;
    return crc_of(from + 2, bytes - 2 - CHECK) == little16(from + bytes - CHECK) ? FOUND_PACKET : FOUND_NONE;
}

/* The same if no more bytes follow: a partial packet does not count if a complete one begins inside it. */
static enum found look_finally(const struct wire *wire)
{
    enum found found = look(wire, wire->at);
    for (size_t at = wire->at + 1; found == FOUND_PART && at < wire->limit; at++)
        if (look(wire, at) == FOUND_PACKET)
            found = FOUND_NONE;
    return found;
}

/* Sets up the decoder from the first packet; all others must agree with it. */
static void begin(struct wire *wire, int channels, int form, uint32_t index)
{
    struct wire_setting *setting = &wire->setting;
    const struct sample_format *format = NULL;
    size_t bytes = form_bytes(form);
    bool positive = form != FORM_FLOAT && (form & FORM_SIGNED) == 0;
    format = sample_format_find(bytes == 4   ? "f32le"
                                : bytes == 1 ? (positive ? "u8" : "s8")
                                : positive   ? "u16le"
                                             : "s16le");
    setting->bits = form == FORM_FLOAT ? 0 : form & ~FORM_SIGNED;
    numbers_set(&wire->numbers, format, positive, setting, 0);
    numbers_describe(&wire->numbers, setting, &wire->tally);
    wire->tally.channels = channels;
    wire->form = form;
    wire->index = index;
}

/* Estimates the number of damaged packets from the bytes skipped and the length of the last good packet. */
static void count_damaged(struct wire *wire)
{
    int64_t bytes = wire->search.bytes, one = wire->row_bytes;
    if (bytes > 0)
        wire->tally.damaged += bytes > one ? (bytes + one / 2) / one : 1;
}

/* Records the rows missing before the one with this index. */
static void count_lost(struct wire *wire, uint32_t index)
{
    uint32_t jump = index - wire->index;
    struct wire_gap *gap = &wire->search.gap;
    if (gap->cause == NULL && jump > 0) /* otherwise the bytes are stray, or part of the gap */
        count_damaged(wire);
    if (jump >= RESTART)
        wire_note(wire, 0, "the board restarted", false);
    else if (jump > 0)
        wire_note(wire, (int64_t)jump * wire->tally.channels,
                  gap->cause != NULL       ? gap->cause
                  : wire->search.bytes > 0 ? "packets were damaged"
                                           : "packets were lost on the line",
                  false);
    else if (gap->cause != NULL)
        wire_note(wire, 0, gap->cause, gap->estimated);
}

/* Outputs an intact packet, unless its channels or form differ from the first packet or from the setting. */
static enum wire_step accept_packet(struct wire *wire)
{
    const unsigned char *from = wire->bytes + wire->at;
    int channels = from[2], form = from[3];
    size_t rows = little16(from + 4);
    uint32_t index = little16(from + 6) | (uint32_t)little16(from + 8) << 16;
    bool fits = wire->form < 0 ? wire->setting.channels == 0 || channels == wire->setting.channels
                               : channels == wire->tally.channels && form == wire->form;
    wire->at += packet_bytes(from);
    if (!fits) {
        wire->tally.damaged++;
        wire->tally.other_channels = channels;
        return WIRE_AGAIN;
    }
    if (wire->form < 0)
        begin(wire, channels, form, index);
    count_lost(wire, index);
    wire->search = (struct wire_search){0};
    wire->row_bytes = (int64_t)packet_bytes(from);
    wire->index = index + (uint32_t)rows;
    size_t count = rows * (size_t)channels;
    return wire_emit(wire, count, numbers_decode(&wire->numbers, wire->samples, from + HEAD, count));
}

static enum wire_step framed_step(struct wire *wire)
{
    enum found found = wire_final(wire) ? look_finally(wire) : look(wire, wire->at);
    if (found == FOUND_PART)
        return WIRE_MORE;
    if (found == FOUND_PACKET)
        return accept_packet(wire);
    wire->search.on = true;
    wire_skip(wire, 1);
    return WIRE_AGAIN;
}

/* The index of the next packet will tell the number of rows lost. */
static void framed_gap(struct wire *wire, const struct wire_gap *gap)
{
    wire->search.on = true;
    if (wire->search.gap.cause == NULL)
        wire->search.gap = *gap;
}

/* Counts the bytes after the last good packet as damaged packets. */
static void framed_end(struct wire *wire)
{
    if (wire->form >= 0 && wire->search.gap.cause == NULL)
        count_damaged(wire);
}

const struct wire_decoder wire_framed = {framed_step, framed_gap, framed_end, HEAD + MOST_PAYLOAD + CHECK};
