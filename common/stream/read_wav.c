/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads WAV, RF64, BW64 and AU in one pass, from files and pipes.
 *
 * Programs that write to a pipe give a length that means "until the end": means_unknown().
 * Other encodings than PCM and floats (ADPCM, A-law ...) are read by libsndfile.
 * Sources: Microsoft/IBM RIFF (1991), Microsoft "Multiple channel audio data and WAVE files" (2007), EBU Tech 3306
 * (2009).
 */
#include <errno.h>
#include <string.h>

#include "base/sentence.h"
#include "stream/sound.h"
#include "stream/source.h"
#include "stream/speakers.h"

enum { PCM = 1, IEEE_FLOAT = 3, EXTENSIBLE = 0xfffe };
static const uint32_t left_and_right = 3; /* the channel mask of two channels where none is stated (RIFF, 1991) */
static const int64_t until_end = -1;

struct wav_head {
    struct feed *feed;
    int64_t at;        /* bytes read */
    int64_t ds64_data; /* the data size of a ds64 chunk, in bytes; -1: none */
    struct header header;
    const struct sample_format *format;
    size_t align;            /* bytes of one row */
    bool has_spec;           /* there is a chunk `spec`, the header of a stream */
    char spec[HEADER_BYTES]; /* its content */
    int64_t spec_rows;       /* the number of rows in it; -1: unknown */
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

static bool read_bytes(struct wav_head *wav, void *bytes, size_t size)
{
    wav->at += (int64_t)size;
    return feed_read(wav->feed, bytes, size) == (ssize_t)size;
}

static bool skip_bytes(struct wav_head *wav, int64_t size)
{
    unsigned char waste[4096];
    if (wav->feed->regular && size > (int64_t)sizeof waste) {
        wav->at += size;
        return wav->at <= wav->feed->size && feed_seek(wav->feed, wav->at);
    }
    for (; size > 0; size -= (int64_t)sizeof waste)
        if (!read_bytes(wav, waste, size < (int64_t)sizeof waste ? (size_t)size : sizeof waste))
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

/* Reads the chunk `fmt `. False: not PCM or floats, or invalid; left to libsndfile. */
static bool read_fmt(struct wav_head *wav, uint32_t size)
{
    unsigned char fmt[40] = {0};
    size_t part = size < sizeof fmt ? size : sizeof fmt;
    if (size < 16 || !read_bytes(wav, fmt, part) || !skip_bytes(wav, (int64_t)size - (int64_t)part + (size & 1)))
        return false;
    uint32_t tag = le16(fmt), channels = le16(fmt + 2), rate = le32(fmt + 4), align = le16(fmt + 12);
    uint32_t mask = channels == 2 ? left_and_right : 0;
    if (tag == EXTENSIBLE && size >= 40) {
        tag = le16(fmt + 24);
        mask = le32(fmt + 20);
    }
    if (channels == 0 || channels > MOST_CHANNELS || rate == 0 || align == 0 || align % channels != 0)
        return false;
    wav->format = encoding(tag, align / channels);
    wav->align = align;
    wav->header.channels = (long)channels;
    wav->header.rate = wav->header.samplerate = (struct ratio){rate, 1};
    speakers_set_mask(&wav->header, mask);
    return wav->format != NULL && le16(fmt + 14) <= 8 * align / channels;
}

/* Whether only chunks follow, to the end of the file: then a data size of 0 means that there are no samples. */
static bool chunks_follow(struct wav_head *wav)
{
    int64_t at = wav->at;
    bool chunks = true;
    unsigned char chunk[8];
    while (chunks && wav->at < wav->feed->size) {
        chunks = read_bytes(wav, chunk, sizeof chunk);
        for (int i = 0; chunks && i < 4; i++)
            chunks = chunk[i] >= ' ' && chunk[i] <= '~';
        chunks = chunks && skip_bytes(wav, (int64_t)le32(chunk + 4) + (chunk[4] & 1));
    }
    wav->at = at;
    return feed_seek(wav->feed, at) && chunks;
}

/*
 * Takes over the header of a stream in the chunk `spec`, unless it contradicts the chunk `fmt `: then another program
 * has changed `fmt ` and copied `spec`. Its number of rows may be out of date, and is only compared.
 */
static void use_spec(struct wav_head *wav)
{
    struct header said, *header = &wav->header;
    if (!wav->has_spec || header_parse(&said, wav->spec) != NULL || !header_is(&said, "samples") ||
        said.channels != header->channels || sound_rate(&said) != sound_rate(header))
        return;
    if (!wav->format->real &&
        sound_refuse(&said, "WAV", 16) != NULL) /* integers are fractions of full scale, not volts */
        return;
    wav->spec_rows = said.rows;
    said.rows = -1;
    said.samplerate = said.rate;
    *header = said;
}

/*
 * Whether a size of 32 bits stands for "until the end": 0, or one of the largest that programs write to pipes, a header
 * short of 2^31 (sox) or of 2^32. Any other size is a promise.
 */
static bool means_unknown(uint32_t size)
{
    return size == 0 || (size >= 0x7ffff000U && size <= 0x80000000U) || size >= 0xfffff000U;
}

/* The bytes of samples, by the sizes of the data chunk and of a regular file. Sets *why if some are missing. */
static int64_t data_bytes(struct wav_head *wav, uint32_t said, const char **why)
{
    bool extended = said == UINT32_MAX && wav->ds64_data > 0 && wav->ds64_data <= INT64_MAX >> 6;
    int64_t size = extended ? wav->ds64_data : said;
    bool confirmed = wav->spec_rows > 0 && wav->spec_rows == size / (int64_t)wav->align;
    bool streamed = !confirmed && size == (int64_t)said && means_unknown(said);
    if (!wav->feed->regular)
        return streamed || size < 0 || size > INT64_MAX >> 6 ? until_end : size;
    int64_t there = wav->feed->size - wav->at;
    if (said == 0 && (there == 0 || chunks_follow(wav)))
        return 0;
    if (streamed && (said == 0 || size > there))
        return there;
    if (size > there)
        *why = sentence("truncated: %lld of %lld bytes of samples are there", (long long)there, (long long)size);
    else if (there - size >= INT64_C(1) << 32) /* a size of 32 bits that overflowed */
        size += (there - size) >> 32 << 32;
    return size < there ? size : there;
}

static struct source *open_data(struct wav_head *wav, int64_t bytes, const char *why)
{
    if (bytes >= 0)
        wav->header.rows = bytes / (int64_t)wav->align;
    int64_t rest = bytes % (int64_t)wav->align;
    bool padded = rest == 1 && bytes % 2 == 0; /* some programs count the padding byte of the chunk */
    if (bytes >= 0 && rest != 0 && !padded && why == NULL)
        why = sentence("ends inside a row: %lld of its %zu bytes are there", (long long)rest, wav->align);
    struct source *source = read_bare_part(wav->feed, &wav->header, wav->format, wav->at, bytes);
    if (why != NULL) {
        source_cut(source, why);
    }
    return source;
}

static struct source *riff_open(struct wav_head *wav, const char **why)
{
    unsigned char chunk[8], ds64[28];
    for (skip_bytes(wav, 12); read_bytes(wav, chunk, 8);) {
        uint32_t size = le32(chunk + 4);
        if (memcmp(chunk, "data", 4) == 0) {
            if (wav->format == NULL)
                return NULL;
            const char *cut = NULL;
            use_spec(wav);
            int64_t bytes = data_bytes(wav, size, &cut);
            return open_data(wav, bytes, cut);
        }
        if (memcmp(chunk, "fmt ", 4) == 0) {
            if (!read_fmt(wav, size))
                return NULL;
        } else if (memcmp(chunk, "spec", 4) == 0 && size == sizeof wav->spec) {
            wav->has_spec = read_bytes(wav, wav->spec, sizeof wav->spec);
        } else if (memcmp(chunk, "ds64", 4) == 0 && size >= sizeof ds64) {
            if (!read_bytes(wav, ds64, sizeof ds64) ||
                !skip_bytes(wav, (int64_t)size - (int64_t)sizeof ds64 + (size & 1)))
                break;
            wav->ds64_data = le64(ds64 + 8);
        } else if (!skip_bytes(wav, (int64_t)size + (size & 1))) {
            break;
        }
    }
    *why = "a WAV file without samples: it ends before its data chunk";
    return NULL;
}

static struct source *au_open(struct wav_head *wav)
{
    static const char *const names[] = {[2] = "s8", "s16be", "s24be", "s32be", "f32be", "f64be"};
    unsigned char head[24];
    if (!read_bytes(wav, head, sizeof head))
        return NULL;
    uint32_t offset = be32(head + 4), bytes = be32(head + 8), code = be32(head + 12), rate = be32(head + 16);
    uint32_t channels = be32(head + 20);
    if (code < 2 || code > 7 || rate == 0 || channels == 0 || channels > MOST_CHANNELS || offset < 24 ||
        !skip_bytes(wav, (int64_t)offset - 24))
        return NULL;
    wav->format = sample_format_find(names[code]);
    wav->align = wav->format->bytes * channels;
    wav->header.channels = (long)channels;
    wav->header.rate = wav->header.samplerate = (struct ratio){rate, 1};
    speakers_set_mask(&wav->header, channels == 2 ? left_and_right : 0);
    const char *cut = NULL;
    int64_t size = bytes;
    if (wav->feed->regular) {
        int64_t there = wav->feed->size - wav->at;
        if (bytes != UINT32_MAX && size > there)
            cut = sentence("truncated: %lld of %lld bytes of samples are there", (long long)there, (long long)size);
        size = size < there ? size : there;
    } else if (bytes == UINT32_MAX) {
        size = until_end;
    }
    return open_data(wav, size, cut);
}

struct source *read_wav_open(struct feed *feed, const char **why)
{
    const unsigned char *head = feed->head;
    bool riff = feed->have >= 12 && memcmp(head + 8, "WAVE", 4) == 0 &&
                (memcmp(head, "RIFF", 4) == 0 || memcmp(head, "RF64", 4) == 0 || memcmp(head, "BW64", 4) == 0);
    bool au = feed->have >= 24 && memcmp(head, ".snd", 4) == 0;
    if (!riff && !au)
        return NULL;
    struct wav_head wav = {
        .feed = feed,
        .ds64_data = -1,
        .spec_rows = -1,
        .header = {.kind = "samples", .width = 1, .axis = "index", .step = 1, .rows = -1, .full_scale = 1}};
    return riff ? riff_open(&wav, why) : au_open(&wav);
}
