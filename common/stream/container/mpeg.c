/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MPEG audio, layers I to III: frames whose headers give their length. Sources: ISO/IEC 11172-3 and 13818-3, and the
 * tags of Xing and LAME, as described by G. Bouvigne (2005), and of Fraunhofer (VBRI).
 */
#include "stream/container/mpeg.h"

#include <stdlib.h>
#include <string.h>

#include "base/sentence.h"

enum { HEAD = 4, TAG_BYTES = 160, DECODER_DELAY = 529 };

struct frame {
    size_t bytes;
    int64_t samples;
    uint32_t rate;
    int channels, version, layer; /* version 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5; layer 1 to 3 */
};

/* The tag of Xing, LAME or Fraunhofer. */
struct tag {
    int64_t frames;       /* of sound; -1: not given */
    int64_t delay, extra; /* samples that the encoder added at the start and at the end; the decoder drops them */
};

struct mpeg {
    struct byte_view *view;
    struct container *found;
    struct frame first;
    int64_t start;  /* where the first frame must begin, behind tags and zeros */
    int64_t frames; /* of sound */
    struct tag tag;
};

/* Bits per second / 1000 by layer and index: MPEG-1, then MPEG-2. */
static const uint16_t bit_rates[2][3][15] = {{{0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
                                              {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
                                              {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}},
                                             {{0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
                                              {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
                                              {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}}};

/* Parses a frame's header. False: there is none, or the frame's length is not in it (free format). */
static bool parse_frame(struct frame *frame, const unsigned char *head)
{
    static const uint32_t rates[] = {44100, 48000, 32000};
    unsigned version = head[1] >> 3 & 3, layer = 4 - (head[1] >> 1 & 3), bits = head[2] >> 4, rate = head[2] >> 2 & 3;
    if (head[0] != 0xff || (head[1] & 0xe0) != 0xe0 || version == 1 || layer == 4 || bits == 0 || bits == 15 ||
        rate == 3)
        return false;
    uint32_t hertz = rates[rate] >> (version == 3 ? 0 : version == 2 ? 1 : 2), padding = head[2] >> 1 & 1;
    uint32_t per_second = bit_rates[version != 3][layer - 1][bits] * 1000U;
    *frame = (struct frame){
        .rate = hertz, .channels = head[3] >> 6 == 3 ? 1 : 2, .version = (int)version, .layer = (int)layer};
    frame->samples = layer == 1 ? 384 : layer == 3 && version != 3 ? 576 : 1152;
    frame->bytes = layer == 1 ? (12 * per_second / hertz + padding) * 4
                              : (size_t)(frame->samples / 8) * per_second / hertz + padding;
    return frame->bytes >= HEAD;
}

static bool frame_at(struct mpeg *mpeg, struct frame *frame, int64_t at)
{
    const unsigned char *head = view_at(mpeg->view, at, HEAD);
    return head != NULL && parse_frame(frame, head);
}

static bool is_alike(const struct frame *a, const struct frame *b)
{
    return a->rate == b->rate && a->version == b->version && a->layer == b->layer;
}

/* Reads the tag in a frame, which then holds no sound. False: there is none. */
static bool read_tag(struct mpeg *mpeg, struct tag *tag, const struct frame *frame, int64_t at)
{
    size_t side = frame->version == 3 ? (frame->channels == 1 ? 17 : 32) : (frame->channels == 1 ? 9 : 17);
    const unsigned char *bytes = view_at(mpeg->view, at, HEAD + side + TAG_BYTES);
    *tag = (struct tag){.frames = -1};
    if (bytes == NULL || frame->layer != 3)
        return false;
    const unsigned char *vbri = bytes + HEAD + 32;
    if (memcmp(vbri, "VBRI", 4) == 0) {
        tag->frames = (int64_t)view_be(vbri + 14, 4);
        return true;
    }
    const unsigned char *xing = bytes + HEAD + side, *next = xing + 8;
    if (memcmp(xing, "Xing", 4) != 0 && memcmp(xing, "Info", 4) != 0)
        return false;
    unsigned flags = xing[7];
    if ((flags & 1) != 0) {
        tag->frames = (int64_t)view_be(next, 4);
        next += 4;
    }
    next += ((flags & 2) != 0 ? 4 : 0) + ((flags & 4) != 0 ? 100 : 0) + ((flags & 8) != 0 ? 4 : 0);
    if (memcmp(next, "LAME", 4) == 0 || memcmp(next, "Lavc", 4) == 0 || memcmp(next, "Lavf", 4) == 0) {
        tag->delay = (int64_t)(view_be(next + 21, 3) >> 12);
        tag->extra = (int64_t)(view_be(next + 21, 3) & 0xfff);
    }
    return true;
}

/*
 * Bytes of a tag behind the sound (ID3v1, APE, Lyrics3), or of zeros to the end; 0: something else. Zeros may be in place
 * of frames: they are believed where a tag gives the number of frames, or are fewer than a frame has.
 */
static int64_t trailer_bytes(const struct mpeg *mpeg, int64_t at)
{
    struct byte_view *view = mpeg->view;
    const unsigned char *bytes = view_at(view, at, 32);
    int64_t rest = view->size - at, id3 = view_id3_bytes(view, at);
    if (id3 > 0)
        return id3;
    if (bytes != NULL && memcmp(bytes, "APETAGEX", 8) == 0)
        return 32 + (int64_t)view_le(bytes + 12, 4);
    if (bytes != NULL && memcmp(bytes, "LYRICSBEGIN", 11) == 0)
        return rest;
    if (rest == 128 && (bytes = view_at(view, at, 3)) != NULL && memcmp(bytes, "TAG", 3) == 0)
        return rest;
    if (mpeg->tag.frames < 0 && rest >= (int64_t)mpeg->first.bytes)
        return 0;
    for (int64_t i = 0; i < rest; i++)
        if ((bytes = view_at(view, at + i, 1)) == NULL || *bytes != 0)
            return 0;
    return rest;
}

/* Follows the frames from `at` on. NULL, or what is wrong. */
static const char *count_frames(struct mpeg *mpeg, int64_t at)
{
    struct frame frame;
    struct tag tag;
    int64_t trailer = 0, size = mpeg->view->size;
    for (; at < size; at += (int64_t)frame.bytes) {
        if (!frame_at(mpeg, &frame, at)) {
            if ((trailer = trailer_bytes(mpeg, at)) == 0)
                return size - at < HEAD ? "truncated inside a frame" : "damaged: no frame begins";
            frame.bytes = (size_t)trailer;
            continue;
        }
        if (trailer > 0 || read_tag(mpeg, &tag, &frame, at))
            return "holds several recordings, one after the other (joined MP3)";
        if (!is_alike(&frame, &mpeg->first))
            return "changes its sample rate";
        if (at + (int64_t)frame.bytes > size)
            return "truncated inside a frame";
        mpeg->frames++;
    }
    return NULL;
}

/* The offset of the first of two frames that follow each other, within 64 KiB; -1: this is no MPEG audio. */
static int64_t first_frame(struct mpeg *mpeg)
{
    struct frame next;
    const unsigned char *byte = NULL;
    int64_t start = 0, tag = 0;
    while ((tag = view_id3_bytes(mpeg->view, start)) > 0)
        start += tag;
    while ((byte = view_at(mpeg->view, start, 1)) != NULL && *byte == 0)
        start++;
    mpeg->start = start;
    for (int64_t at = start; at < start + (1 << 16) && at < mpeg->view->size; at++)
        if (frame_at(mpeg, &mpeg->first, at) && frame_at(mpeg, &next, at + (int64_t)mpeg->first.bytes) &&
            is_alike(&mpeg->first, &next))
            return at;
    return -1;
}

bool mpeg_examine(struct container *container, struct byte_view *view)
{
    struct mpeg mpeg = {.view = view, .found = container};
    const unsigned char *magic = view_at(view, 0, HEAD);
    if (magic == NULL || (memcmp(magic, "ID3", 3) != 0 && (magic[0] != 0xff || (magic[1] & 0xe0) != 0xe0)))
        return false;
    int64_t at = first_frame(&mpeg);
    if (at < 0)
        return false;
    bool displaced = at > mpeg.start;
    if (read_tag(&mpeg, &mpeg.tag, &mpeg.first, at))
        at += (int64_t)mpeg.first.bytes;
    container->mpeg = true;
    container->clock = mpeg.first.rate;
    container->damage = displaced ? "damaged: it does not begin with two frames" : count_frames(&mpeg, at);
    container->samples = mpeg.frames * mpeg.first.samples;
    if (container->damage != NULL) { /* the last frame may hold the damage; the decoder drops its own delay too */
        container->samples -= mpeg.first.samples + (mpeg.tag.delay > 0 ? mpeg.tag.delay + DECODER_DELAY : 0);
        return true;
    }
    if (mpeg.tag.frames >= 0 && mpeg.frames < mpeg.tag.frames)
        container->damage =
            sentence("truncated after %lld of %lld frames", (long long)mpeg.frames, (long long)mpeg.tag.frames);
    else if (mpeg.tag.frames >= 0 && mpeg.frames > mpeg.tag.frames)
        container->damage = sentence("holds more than the %lld frames it announces", (long long)mpeg.tag.frames);
    int64_t added = mpeg.tag.delay + mpeg.tag.extra;
    container->samples -= added < container->samples ? added : 0;
    return true;
}
