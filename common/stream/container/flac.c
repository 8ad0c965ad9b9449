/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FLAC: frames whose headers carry their place and a check sum. Source: RFC 9639 (sections 8.2 and 9.1).
 *
 * A frame does not say how many bytes it has, so the next one is found by its header: the right place, rate and check
 * sum. What is between is left to the decoder, which checks it.
 */
#include "stream/container/flac.h"

#include <stdlib.h>
#include <string.h>

#include "base/sentence.h"

enum { STREAMINFO = 34, MOST_HEADER = 16 };

struct flac {
    struct byte_view *view;
    struct container *found;
    uint32_t rate, channels, block; /* block: samples of every frame but the last, where it is fixed; else 0 */
    int64_t announced;              /* samples; 0: unknown */
    unsigned depth;                 /* the code of the frames' bits per sample */
    bool variable;                  /* frames give the number of their first sample, not their own */
    int64_t last_frame;             /* offset of the last frame found */
    bool deep;                      /* check the sums of whole frames */
    int64_t damaged;                /* the first sample of the first frame whose sum is wrong; -1: none */
};

struct frame {
    int64_t place, samples; /* its first sample, and their number */
    uint32_t rate;          /* 0: as the stream's */
    uint32_t channels;
    unsigned depth;
    bool variable; /* the place is a sample's; else that of a frame of `block` samples */
    size_t bytes;  /* of the header */
};

/* The check sum of frame headers: polynomial x^8 + x^2 + x + 1. */
static unsigned crc8(const unsigned char *bytes, size_t count)
{
    unsigned crc = 0;
    for (size_t i = 0; i < count; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (crc << 1 ^ ((crc & 0x80) != 0 ? 0x107U : 0)) & 0xff;
    }
    return crc;
}

/* A number in the extended UTF-8 of frame headers (up to 7 bytes); returns its bytes, 0: invalid. */
static size_t coded_number(int64_t *number, const unsigned char *bytes)
{
    size_t count = 0;
    while (count < 8 && (bytes[0] & 0x80U >> count) != 0)
        count++;
    if (count == 0) {
        *number = bytes[0];
        return 1;
    }
    if (count == 1 || count > 7)
        return 0;
    *number = count < 7 ? bytes[0] & (0x7f >> count) : 0;
    for (size_t i = 1; i < count; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
        *number = *number << 6 | (bytes[i] & 0x3f);
    }
    return count;
}

/* Samples of a frame by the four bits of its header; -1: a number of 1 or 2 bytes follows; 0: invalid. */
static int64_t block_samples(unsigned code)
{
    if (code == 1)
        return 192;
    if (code >= 2 && code <= 5)
        return 144 << code;
    return code == 0 ? 0 : code < 8 ? -1 : 1 << code;
}

/* Hz by the four bits of a frame's header; 0: as the stream's. Codes 12 to 14 are read from the bytes that follow. */
static uint32_t coded_rate(unsigned code, const unsigned char *after)
{
    static const uint32_t rates[] = {0, 88200, 176400, 192000, 8000, 16000, 22050, 24000, 32000, 44100, 48000, 96000};
    if (code < 12)
        return rates[code];
    return code == 12 ? after[0] * 1000U : (uint32_t)view_be(after, 2) * (code == 13 ? 1 : 10);
}

/* Reads the header of a frame. False: there is none. */
static bool read_frame(struct frame *frame, const unsigned char *head)
{
    if (head[0] != 0xff || (head[1] & 0xfe) != 0xf8 || (head[3] & 1) != 0)
        return false;
    unsigned samples = head[2] >> 4, rate = head[2] & 15, channels = head[3] >> 4, depth = head[3] >> 1 & 7;
    if (samples == 0 || rate == 15 || channels > 10 || depth == 3)
        return false;
    *frame =
        (struct frame){.variable = (head[1] & 1) != 0, .depth = depth, .channels = channels < 8 ? channels + 1 : 2};
    size_t at = 4, coded = coded_number(&frame->place, head + at);
    if (coded == 0)
        return false;
    at += coded;
    frame->samples = block_samples(samples);
    if (samples == 6 || samples == 7) {
        frame->samples = (int64_t)view_be(head + at, samples - 5) + 1;
        at += samples - 5;
    }
    frame->rate = coded_rate(rate, head + at);
    at += rate < 12 ? 0 : rate == 12 ? 1 : 2;
    frame->bytes = at + 1;
    return crc8(head, at) == head[at];
}

/* Reads `fLaC` and STREAMINFO and passes over the other metadata. Returns the offset of the first frame; -1: no FLAC. */
static int64_t read_head(struct flac *flac)
{
    int64_t at = view_id3_bytes(flac->view, 0);
    const unsigned char *head = view_at(flac->view, at, 8 + STREAMINFO);
    if (head == NULL || memcmp(head, "fLaC", 4) != 0 || (head[4] & 0x7f) != 0)
        return -1;
    const unsigned char *info = head + 8;
    uint32_t least = (uint32_t)view_be(info, 2), most = (uint32_t)view_be(info + 2, 2);
    flac->block = least == most ? most : 0;
    flac->rate = (uint32_t)view_be(info + 10, 3) >> 4;
    flac->channels = (info[12] >> 1 & 7U) + 1;
    flac->announced = (int64_t)(view_be(info + 13, 5) & 0xfffffffffULL);
    bool last = false;
    for (at += 4; !last && (head = view_at(flac->view, at, 4)) != NULL; at += 4 + (int64_t)view_be(head + 1, 3))
        last = (head[0] & 0x80) != 0;
    return last ? at : -1;
}

/* The offset of the next byte 0xff from `at` on that may begin a frame; the end if there is none. */
static int64_t next_sync(struct byte_view *view, int64_t at)
{
    while (at < view->size) {
        int64_t rest = view->size - at;
        size_t part = rest < VIEW_MOST ? (size_t)rest : VIEW_MOST;
        const unsigned char *bytes = view_at(view, at, part), *end = bytes + part;
        if (bytes == NULL)
            return view->size;
        for (const unsigned char *found = bytes; (found = memchr(found, 0xff, (size_t)(end - found))) != NULL; found++)
            if (found + 1 == end || (found[1] & 0xfe) == 0xf8)
                return at + (found - bytes);
        at += (int64_t)part;
    }
    return view->size;
}

/* The header at `at`, padded with zeros at the end of the file. */
static bool frame_at(const struct flac *flac, struct frame *frame, int64_t at)
{
    unsigned char head[MOST_HEADER + 1] = {0};
    int64_t rest = flac->view->size - at;
    size_t count = rest < (int64_t)sizeof head ? (size_t)rest : sizeof head;
    const unsigned char *bytes = view_at(flac->view, at, count);
    if (bytes == NULL)
        return false;
    memcpy(head, bytes, count);
    if (!read_frame(frame, head) || frame->bytes > count)
        return false;
    if (!frame->variable)
        frame->place *= flac->block > 0 ? flac->block : frame->samples;
    return true;
}

/* Whether a header that passes its check sum can be one of this stream: bytes of the sound may look like headers. */
static bool is_alike(const struct flac *flac, const struct frame *frame)
{
    bool size = frame->variable || flac->block == 0 || frame->samples <= flac->block;
    return size && frame->variable == flac->variable && frame->depth == flac->depth;
}

/* The check sum of frames: polynomial x^16 + x^15 + x^2 + 1, most significant bit first. */
static unsigned crc16(unsigned crc, const unsigned char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        crc ^= (unsigned)bytes[i] << 8;
        for (int bit = 0; bit < 8; bit++)
            crc = (crc << 1 ^ ((crc & 0x8000) != 0 ? 0x18005U : 0)) & 0xffff;
    }
    return crc;
}

/* Whether the check sum at the end of the frame from `at` to `end` is right; then that of all its bytes is 0. */
static bool is_sound(const struct flac *flac, int64_t at, int64_t end)
{
    unsigned crc = 0;
    for (const unsigned char *bytes = NULL; at < end; at += VIEW_MOST) {
        size_t part = end - at < VIEW_MOST ? (size_t)(end - at) : VIEW_MOST;
        if ((bytes = view_at(flac->view, at, part)) == NULL)
            return false;
        crc = crc16(crc, bytes, part);
    }
    return crc == 0;
}

/* Checks the last frame before another at `end`. The first that is damaged sets `damaged`. */
static void check_frame(struct flac *flac, int64_t end, int64_t place)
{
    if (flac->deep && flac->damaged < 0 && flac->last_frame > 0 && !is_sound(flac, flac->last_frame, end))
        flac->damaged = place;
}

/*
 * Follows the frames from `at` on and adds up their samples. Another one than the next is believed where it follows a
 * whole frame, or is one of two that follow each other. NULL, or what is wrong.
 */
static const char *count_frames(struct flac *flac, int64_t at)
{
    struct frame frame;
    int64_t total = 0, later = -1, place = 0;
    bool lost = false;
    for (; (at = next_sync(flac->view, at)) < flac->view->size; at++) {
        if (!frame_at(flac, &frame, at))
            continue;
        bool alike = total == 0 || is_alike(flac, &frame);
        if (alike && frame.place == total) {
            if ((frame.rate != 0 && frame.rate != flac->rate) || frame.channels != flac->channels)
                return "changes its sample rate or its channels";
            check_frame(flac, at, place);
            place = total;
            flac->variable = frame.variable;
            flac->depth = frame.depth;
            flac->last_frame = at;
            flac->found->samples = total += frame.samples;
            later = -1;
            lost = false;
        } else if (total > 0 && is_sound(flac, flac->last_frame, at)) {
            return sentence("damaged after %lld samples: another frame than the next one follows", (long long)total);
        } else if (alike && frame.place > total) {
            lost = lost || frame.place == later;
            later = frame.place + frame.samples;
        }
    }
    check_frame(flac, flac->view->size, place);
    return lost ? sentence("damaged after %lld samples: a frame is missing", (long long)total) : NULL;
}

/* Whether another file begins behind the last frame. */
static bool another_follows(struct flac *flac)
{
    static const unsigned char magic[] = {'f', 'L', 'a', 'C', 0, 0, 0, STREAMINFO};
    int64_t step = VIEW_MOST - (int64_t)sizeof magic;
    for (int64_t at = flac->last_frame; at < flac->view->size; at += step) {
        int64_t rest = flac->view->size - at;
        size_t part = rest < VIEW_MOST ? (size_t)rest : VIEW_MOST;
        const unsigned char *bytes = view_at(flac->view, at, part);
        if (bytes != NULL && memmem(bytes, part, magic, sizeof magic) != NULL)
            return true;
    }
    return false;
}

static const char *check_total(struct flac *flac)
{
    int64_t total = flac->found->samples;
    if (another_follows(flac))
        return "holds several recordings, one after the other (joined FLAC)";
    if (flac->announced > 0 && total > flac->announced)
        return sentence("holds more than the %lld samples it announces", (long long)flac->announced);
    if (flac->announced > 0 && total < flac->announced)
        return sentence("truncated or damaged after %lld of %lld samples", (long long)total,
                        (long long)flac->announced);
    return NULL;
}

bool flac_examine(struct container *container, struct byte_view *view)
{
    struct flac flac = {.view = view, .found = container, .damaged = -1};
    int64_t at = read_head(&flac);
    if (at < 0)
        return false;
    container->samples = 0;
    container->clock = flac.rate;
    container->damage = count_frames(&flac, at);
    if (container->damage == NULL)
        container->damage = check_total(&flac);
    if (flac.announced > 0 && container->samples > flac.announced)
        container->samples = flac.announced;
    return true;
}

bool flac_sum(unsigned char *sum, struct byte_view *view)
{
    enum { SUM_AT = 18, SUM_BYTES = 16 };
    int64_t at = view_id3_bytes(view, 0);
    const unsigned char *head = view_at(view, at, 8 + STREAMINFO);
    if (head == NULL || memcmp(head, "fLaC", 4) != 0)
        return false;
    memcpy(sum, head + 8 + SUM_AT, SUM_BYTES);
    return true;
}

int64_t flac_first_damage(struct byte_view *view)
{
    struct container container = {.samples = 0};
    struct flac flac = {.view = view, .found = &container, .deep = true, .damaged = -1};
    int64_t at = read_head(&flac);
    if (at >= 0)
        count_frames(&flac, at);
    return flac.damaged >= 0 ? flac.damaged : container.samples;
}
