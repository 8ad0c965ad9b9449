/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ogg: pages that carry positions, numbers and check sums. Sources: RFC 3533 (pages), the Vorbis I specification,
 * appendix A, RFC 7845 (Opus), and xiph.org's mappings of FLAC and Speex.
 */
#include "stream/container/ogg.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sentence.h"

enum { HEAD = 27, MOST_PAGE = HEAD + 255 + 255 * 255, FIRST_PAGE = 2, LAST_PAGE = 4 };

struct page {
    int64_t at;
    size_t bytes;     /* of the whole page */
    int64_t position; /* samples at the end of the last packet that ends in it; -1: none ends */
    uint32_t serial, number;
    int flags;
    size_t segments;
    const unsigned char *head; /* [bytes] */
};

struct ogg {
    struct byte_view *view;
    struct container *found;
    uint32_t crc[256];
    uint32_t serial, next; /* of the sound's stream: its serial number, and the number of its next page */
    int64_t preskip;       /* samples that the decoder drops at the start */
    bool started, ended;   /* the stream's first and last page were seen */
    bool offset;           /* positions do not begin at 0: part of a longer stream */
    bool any_sound;        /* a page with a position above 0 was seen */
};

/* The check sum of RFC 3533, section 6: polynomial 0x04c11db7, most significant bit first, without inversion. */
static void fill_crc(uint32_t *table)
{
    for (uint32_t i = 0; i < 256; i++) {
        table[i] = i << 24;
        for (int bit = 0; bit < 8; bit++)
            table[i] = table[i] << 1 ^ (table[i] >> 31 != 0 ? 0x04c11db7U : 0);
    }
}

/* Of a page, whose own four bytes of check sum count as 0. */
static uint32_t page_crc(const uint32_t *table, const unsigned char *page, size_t bytes)
{
    uint32_t crc = 0;
    for (size_t i = 0; i < bytes; i++)
        crc = crc << 8 ^ table[(crc >> 24 ^ (i >= 22 && i < 26 ? 0 : page[i])) & 255];
    return crc;
}

/* Reads the page at `at`. NULL, or what is wrong with it. */
static const char *read_page(struct ogg *ogg, struct page *page, int64_t at)
{
    const unsigned char *head = view_at(ogg->view, at, HEAD);
    if (head == NULL)
        return "truncated inside a page";
    if (memcmp(head, "OggS", 4) != 0 || head[4] != 0)
        return "damaged: no page of Ogg begins";
    *page = (struct page){.at = at,
                          .flags = head[5],
                          .position = (int64_t)view_le(head + 6, 8),
                          .serial = (uint32_t)view_le(head + 14, 4),
                          .number = (uint32_t)view_le(head + 18, 4),
                          .segments = head[26]};
    if ((head = view_at(ogg->view, at, HEAD + page->segments)) == NULL)
        return "truncated inside a page";
    page->bytes = HEAD + page->segments;
    for (size_t i = 0; i < page->segments; i++)
        page->bytes += head[HEAD + i];
    if ((page->head = view_at(ogg->view, at, page->bytes)) == NULL)
        return "truncated inside a page";
    if (page_crc(ogg->crc, page->head, page->bytes) != (uint32_t)view_le(page->head + 22, 4))
        return "damaged: the check sum of a page is wrong";
    return NULL;
}

/* Writes the sample rate 48000 into an Opus header that gives 0, "unspecified", and its page's check sum. */
static bool set_opus_rate(const struct container *container, int fd)
{
    unsigned char bytes[MOST_PAGE];
    uint32_t table[256];
    ssize_t got = pread(fd, bytes, sizeof bytes, (off_t)container->rate_at);
    size_t length = HEAD + (got > HEAD ? bytes[26] : 0), packet = length;
    for (size_t i = HEAD; i < packet && got >= (ssize_t)packet; i++)
        length += bytes[i];
    if (got < (ssize_t)length || length < packet + 19)
        return false;
    memcpy(bytes + packet + 12, (unsigned char[]){0x80, 0xbb, 0, 0}, 4); /* 48000 */
    fill_crc(table);
    uint32_t crc = page_crc(table, bytes, length);
    for (size_t i = 0; i < 4; i++)
        bytes[22 + i] = (unsigned char)(crc >> 8 * i);
    return pwrite(fd, bytes, length, (off_t)container->rate_at) == (ssize_t)length;
}

static void set_mending(struct container *found, int64_t at)
{
    found->rate_at = at;
    found->mend_rate = set_opus_rate;
}

/* Recognises the sound by the first packet of a stream, and sets clock and preskip. */
static bool is_sound(struct ogg *ogg, const struct page *page)
{
    const unsigned char *packet = page->head + HEAD + page->segments;
    size_t count = page->bytes - HEAD - page->segments;
    struct container *found = ogg->found;
    if (count >= 30 && memcmp(packet, "\1vorbis", 7) == 0) {
        found->clock = (double)view_le(packet + 12, 4);
    } else if (count >= 19 && memcmp(packet, "OpusHead", 8) == 0) {
        found->clock = 48000;
        ogg->preskip = (int64_t)view_le(packet + 10, 2);
        if (view_le(packet + 12, 4) == 0)
            set_mending(found, page->at);
    } else if (count >= 51 && memcmp(packet, "\177FLAC", 5) == 0) {
        found->clock = (double)(view_be(packet + 27, 3) >> 4);
    } else if (count >= 80 && memcmp(packet, "Speex   ", 8) == 0) {
        found->clock = (double)view_le(packet + 36, 4);
    } else {
        return false;
    }
    return true;
}

/* More than the packets of a page can hold: 255 packets of the longest block of Vorbis, 8192, or FLAC, 65535. */
static const int64_t most_in_page = (int64_t)255 * 65535;

/* Takes a good page of the sound's stream. NULL, or what is wrong. */
static const char *take_page(struct ogg *ogg, const struct page *page)
{
    if (page->number != ogg->next)
        return "damaged: pages are missing";
    ogg->next++;
    ogg->ended = (page->flags & LAST_PAGE) != 0;
    if (page->position > 0) {
        if (!ogg->any_sound && page->position > most_in_page)
            ogg->offset = true;
        ogg->any_sound = true;
        if (page->position - ogg->preskip < ogg->found->samples)
            return "damaged: positions go back";
        ogg->found->samples = page->position > ogg->preskip ? page->position - ogg->preskip : 0;
    }
    return NULL;
}

/* Takes any page. Pages of other streams, such as pictures, are passed over. NULL, or what is wrong. */
static const char *sort_page(struct ogg *ogg, const struct page *page)
{
    bool begins = (page->flags & FIRST_PAGE) != 0;
    if (begins && ogg->any_sound)
        return "holds several recordings, one after the other (chained Ogg)";
    if (begins && !ogg->started && is_sound(ogg, page)) {
        ogg->started = true;
        ogg->serial = page->serial;
        ogg->next = page->number;
    }
    if (!ogg->started || page->serial != ogg->serial)
        return NULL;
    return ogg->ended ? "damaged: pages follow the last one" : take_page(ogg, page);
}

bool ogg_examine(struct container *container, struct byte_view *view)
{
    const unsigned char *magic = view_at(view, 0, 4);
    if (magic == NULL || memcmp(magic, "OggS", 4) != 0)
        return false;
    struct ogg ogg = {.view = view, .found = container};
    struct page page = {.bytes = 0};
    const char *why = NULL;
    fill_crc(ogg.crc);
    container->samples = 0;
    for (int64_t at = 0; why == NULL && at < view->size; at += (int64_t)page.bytes)
        if ((why = read_page(&ogg, &page, at)) == NULL)
            why = sort_page(&ogg, &page);
    if (why == NULL && ogg.started && !ogg.ended)
        why = "truncated: its last page is not there";
    container->damage = why;
    if (ogg.offset)
        container->samples = -1;
    return ogg.started;
}
