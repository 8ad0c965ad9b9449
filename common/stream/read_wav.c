/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * WAV, RF64, BW64 and AU, read straight through, from files and pipes alike.
 *
 * A length of 0, 0x7FFFF000 and up, or 0xFFFFFFFF is what programs write into a pipe: it means "until the end".
 * Encodings that are not plain numbers (ADPCM, A-law ...) are left to libsndfile.
 * Sources: Microsoft/IBM RIFF (1991), Microsoft "Multiple channel audio data and WAVE files" (2007), EBU Tech 3306 (2009).
 */
#include <errno.h>
#include <string.h>

#include "base/sentence.h"
#include "stream/sound.h"
#include "stream/source.h"

enum { PCM = 1, IEEE_FLOAT = 3, EXTENSIBLE = 0xfffe };
static const int64_t until_end = -1;

struct wave {
    struct feed *feed;
    int64_t at;       /* bytes read of the feed */
    int64_t big_data; /* the data size of a ds64 chunk; -1: none */
    struct header header;
    const struct sample_format *format;
    size_t align;            /* bytes of one row */
    bool told;               /* there is a chunk of our own */
    char spec[HEADER_BYTES]; /* what it says */
    int64_t rows;            /* and the number of rows in it; -1: unknown */
};

static uint32_t le16(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}
static uint32_t le32(const unsigned char *p)
{
    return le16(p) | le16(p + 2) << 16;
}
static int64_t le64(const unsigned char *p)
{
    return (int64_t)((uint64_t)le32(p) | (uint64_t)le32(p + 4) << 32);
}
static uint32_t be32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | (uint32_t)p[3];
}

static bool take(struct wave *wave, void *bytes, size_t size)
{
    wave->at += (int64_t)size;
    return feed_read(wave->feed, bytes, size) == (ssize_t)size;
}

static bool skip(struct wave *wave, int64_t size)
{
    unsigned char waste[4096];
    if (wave->feed->regular && size > (int64_t)sizeof waste) {
        wave->at += size;
        return wave->at <= wave->feed->size && feed_seek(wave->feed, wave->at);
    }
    for (; size > 0; size -= (int64_t)sizeof waste)
        if (!take(wave, waste, size < (int64_t)sizeof waste ? (size_t)size : sizeof waste))
            return false;
    return true;
}

static const struct sample_format *encoding(uint32_t tag, size_t bytes)
{
    static const struct {
        uint32_t tag;
        size_t bytes;
        const char *name;
    } rows[] = {{PCM, 1, "u8"},    {PCM, 2, "s16le"},        {PCM, 3, "s24le"},
                {PCM, 4, "s32le"}, {IEEE_FLOAT, 4, "f32le"}, {IEEE_FLOAT, 8, "f64le"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].tag == tag && rows[i].bytes == bytes)
            return sample_format_find(rows[i].name);
    return NULL;
}

/* False: not a plain encoding, or nonsense; libsndfile shall judge. */
static bool read_fmt(struct wave *wave, uint32_t size)
{
    unsigned char fmt[40] = {0};
    size_t part = size < sizeof fmt ? size : sizeof fmt;
    if (size < 16 || !take(wave, fmt, part) || !skip(wave, (int64_t)size - (int64_t)part + (size & 1)))
        return false;
    uint32_t tag = le16(fmt), channels = le16(fmt + 2), rate = le32(fmt + 4), align = le16(fmt + 12);
    if (tag == EXTENSIBLE && size >= 40)
        tag = le16(fmt + 24);
    if (channels == 0 || channels > MOST_CHANNELS || rate == 0 || align == 0 || align % channels != 0)
        return false;
    wave->format = encoding(tag, align / channels);
    wave->align = align;
    wave->header.channels = (long)channels;
    wave->header.rate = wave->header.samplerate = (struct ratio){rate, 1};
    return wave->format != NULL && le16(fmt + 14) <= 8 * align / channels;
}

/* A file whose data size is 0 really has no samples when what follows is chunks, to its very end. */
static bool chunks_follow(struct wave *wave)
{
    int64_t at = wave->at;
    bool chunks = true;
    unsigned char chunk[8];
    while (chunks && wave->at < wave->feed->size) {
        chunks = take(wave, chunk, sizeof chunk);
        for (int i = 0; chunks && i < 4; i++)
            chunks = chunk[i] >= ' ' && chunk[i] <= '~';
        chunks = chunks && skip(wave, (int64_t)le32(chunk + 4) + (chunk[4] & 1));
    }
    wave->at = at;
    return feed_seek(wave->feed, at) && chunks;
}

/*
 * The header of the stream that was written into this file. Where it contradicts the chunk fmt, another program has
 * changed the one and copied the other: then it says nothing. How many rows there are it says only of its own time.
 */
static void believe_spec(struct wave *wave)
{
    struct header said, *header = &wave->header;
    if (!wave->told || header_parse(&said, wave->spec) != NULL || !header_is(&said, "samples") ||
        said.channels != header->channels || sound_rate(&said) != sound_rate(header))
        return;
    if (!wave->format->real && sound_refuse(&said, "WAV", 16) != NULL) /* whole numbers are of full scale, not volts */
        return;
    wave->rows = said.rows;
    said.rows = -1;
    said.samplerate = said.rate;
    *header = said;
}

/* How many bytes of samples there are, by what the data chunk says and by what a regular file holds. */
static int64_t data_bytes(struct wave *wave, uint32_t said, const char **why)
{
    int64_t size = said == UINT32_MAX && wave->big_data > 0 ? wave->big_data : said;
    bool meant = wave->rows > 0 && wave->rows == size / (int64_t)wave->align;
    bool streamed = !meant && size == (int64_t)said && (said == 0 || said >= 0x7ffff000 - 64 * 1024);
    if (!wave->feed->regular)
        return streamed || size < 0 || size > INT64_MAX >> 6 ? until_end : size;
    int64_t there = wave->feed->size - wave->at;
    if (said == 0 && (there == 0 || chunks_follow(wave)))
        return 0;
    if (streamed && (said == 0 || size > there))
        return there;
    if (size > there)
        *why = sentence("truncated: %lld of %lld bytes of samples are there", (long long)there, (long long)size);
    else if (there - size >= INT64_C(1) << 32) /* a size of 32 bits that overflowed */
        size += (there - size) >> 32 << 32;
    return size < there ? size : there;
}

static struct source *open_data(struct wave *wave, int64_t bytes, const char *why)
{
    if (bytes >= 0)
        wave->header.rows = bytes / (int64_t)wave->align;
    int64_t rest = bytes % (int64_t)wave->align;
    bool padded = rest == 1 && bytes % 2 == 0; /* some programs count the byte that makes the chunk even */
    if (bytes >= 0 && rest != 0 && !padded && why == NULL)
        why = sentence("ends inside a row: %lld of its %zu bytes are there", (long long)rest, wave->align);
    struct source *source = read_bare_part(wave->feed, &wave->header, wave->format, wave->at, bytes);
    if (why != NULL) {
        source_cut(source, why);
    }
    return source;
}

static struct source *riff_open(struct wave *wave, const char **why)
{
    unsigned char chunk[8], ds64[28];
    for (skip(wave, 12); take(wave, chunk, 8);) {
        uint32_t size = le32(chunk + 4);
        if (memcmp(chunk, "data", 4) == 0) {
            if (wave->format == NULL)
                return NULL;
            const char *cut = NULL;
            believe_spec(wave);
            int64_t bytes = data_bytes(wave, size, &cut);
            return open_data(wave, bytes, cut);
        }
        if (memcmp(chunk, "fmt ", 4) == 0) {
            if (!read_fmt(wave, size))
                return NULL;
        } else if (memcmp(chunk, "spec", 4) == 0 && size == sizeof wave->spec) {
            wave->told = take(wave, wave->spec, sizeof wave->spec);
        } else if (memcmp(chunk, "ds64", 4) == 0 && size >= sizeof ds64) {
            if (!take(wave, ds64, sizeof ds64) || !skip(wave, (int64_t)size - (int64_t)sizeof ds64 + (size & 1)))
                break;
            wave->big_data = le64(ds64 + 8);
        } else if (!skip(wave, (int64_t)size + (size & 1))) {
            break;
        }
    }
    *why = "a WAV file without samples: it ends before its data chunk";
    return NULL;
}

static struct source *au_open(struct wave *wave)
{
    static const char *const names[] = {[2] = "s8", "s16be", "s24be", "s32be", "f32be", "f64be"};
    unsigned char head[24];
    if (!take(wave, head, sizeof head))
        return NULL;
    uint32_t offset = be32(head + 4), bytes = be32(head + 8), code = be32(head + 12), rate = be32(head + 16);
    uint32_t channels = be32(head + 20);
    if (code < 2 || code > 7 || rate == 0 || channels == 0 || channels > MOST_CHANNELS || offset < 24 ||
        !skip(wave, (int64_t)offset - 24))
        return NULL;
    wave->format = sample_format_find(names[code]);
    wave->align = wave->format->bytes * channels;
    wave->header.channels = (long)channels;
    wave->header.rate = wave->header.samplerate = (struct ratio){rate, 1};
    const char *cut = NULL;
    int64_t size = bytes;
    if (wave->feed->regular) {
        int64_t there = wave->feed->size - wave->at;
        if (bytes != UINT32_MAX && size > there)
            cut = sentence("truncated: %lld of %lld bytes of samples are there", (long long)there, (long long)size);
        size = size < there ? size : there;
    } else if (bytes == UINT32_MAX) {
        size = until_end;
    }
    return open_data(wave, size, cut);
}

struct source *read_wav_open(struct feed *feed, const char **why)
{
    const unsigned char *head = feed->head;
    bool riff = feed->have >= 12 && memcmp(head + 8, "WAVE", 4) == 0 &&
                (memcmp(head, "RIFF", 4) == 0 || memcmp(head, "RF64", 4) == 0 || memcmp(head, "BW64", 4) == 0);
    bool au = feed->have >= 24 && memcmp(head, ".snd", 4) == 0;
    if (!riff && !au)
        return NULL;
    struct wave wave = {
        .feed = feed,
        .big_data = -1,
        .rows = -1,
        .header = {.kind = "samples", .width = 1, .axis = "index", .step = 1, .rows = -1, .full_scale = 1}};
    return riff ? riff_open(&wave, why) : au_open(&wave);
}
