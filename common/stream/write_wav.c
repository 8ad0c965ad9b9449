/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes WAV. A JUNK chunk reserves room for 64-bit sizes, as EBU Tech 3306 proposes, so that the head of a growing
 * file can be written again at any time.
 */
#include "stream/write_wav.h"

#include <string.h>

#include "base/status.h"
#include "stream/row_format.h"
#include "stream/sound.h"
#include "stream/speakers.h"

enum {
    PCM = 1,
    IEEE_FLOAT = 3,
    EXTENSIBLE = 0xfffe,
    CHUNK = 8, /* name and size of a chunk */
    DS64_BYTES = 28,
    MOST_FMT = 40,
    FACT_BYTES = 4,
    BLOCK = 4096 /* samples converted to integers at once */
};

static size_t number_bytes(int bits)
{
    return bits > 0 ? (size_t)bits / 8 : sizeof(float);
}

/* Whether the channels are other speakers than the one in front, or left and right. */
static bool needs_mask(const struct header *header)
{
    const uint32_t mask = speakers_mask(header), usual = header->channels == 1 ? 4 : 3;
    return mask != 0 && mask != usual;
}

/* More than two channels or 16 bits, and other speakers than usual, need the extensible form; sox warns about it. */
static size_t fmt_bytes(const struct header *header, int bits)
{
    if (header->channels > 2 || bits > 16 || needs_mask(header))
        return MOST_FMT;
    return bits > 0 ? 16 : 18;
}

size_t wav_head_bytes(const struct header *header, int bits)
{
    size_t fact = bits > 0 ? 0 : CHUNK + FACT_BYTES;
    return 12 + CHUNK + DS64_BYTES + CHUNK + fmt_bytes(header, bits) + fact + CHUNK + HEADER_BYTES + CHUNK;
}

static void put(unsigned char **at, uint64_t value, size_t bytes)
{
    for (; bytes > 0; bytes--, value >>= 8)
        *(*at)++ = (unsigned char)(value & 0xff);
}

static void put_chunk(unsigned char **at, const char *name, uint64_t size)
{
    memcpy(*at, name, 4);
    *at += 4;
    put(at, size, 4);
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static void put_fmt(unsigned char **at, const struct header *header, int bits)
{
    static const unsigned char guid[14] = {0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71};
    size_t number = number_bytes(bits), align = number * (size_t)header->channels, size = fmt_bytes(header, bits);
    uint64_t rate = sound_rate(header), tag = bits > 0 ? PCM : IEEE_FLOAT;
    put_chunk(at, "fmt ", size);
    put(at, size == MOST_FMT ? EXTENSIBLE : tag, 2);
    put(at, (uint64_t)header->channels, 2);
    put(at, rate, 4);
    put(at, least(rate * align, UINT32_MAX), 4); /* only a hint to players */
    put(at, align, 2);
    put(at, 8 * number, 2);
    if (size > 16)
        put(at, size - 18, 2); /* bytes that follow */
    if (size < MOST_FMT)
        return;
    put(at, 8 * number, 2); /* valid bits */
    put(at, speakers_mask(header), 4);
    put(at, tag, 2);
    memcpy(*at, guid, sizeof guid);
    *at += sizeof guid;
}

const char *wav_head(unsigned char *block, const struct header *given, int bits, int64_t frames)
{
    char spec[HEADER_BYTES];
    struct header header = *given;
    header.rows = frames;
    const char *why = sound_refuse(given, "WAV", bits);
    if (why == NULL)
        why = header_format(spec, &header);
    if (why != NULL)
        return why;
    uint64_t count = frames >= 0 ? (uint64_t)frames : 0;
    uint64_t data = count * number_bytes(bits) * (uint64_t)header.channels;
    uint64_t riff = wav_head_bytes(&header, bits) - CHUNK + data + (data & 1);
    bool big = riff >= UINT32_MAX, open = big || frames < 0; /* all ones: the size is in ds64, or unknown */
    unsigned char *at = block;
    put_chunk(&at, big ? "RF64" : "RIFF", open ? UINT32_MAX : riff);
    memcpy(at, "WAVE", 4);
    at += 4;
    put_chunk(&at, big ? "ds64" : "JUNK", DS64_BYTES);
    put(&at, big ? riff : 0, 8);
    put(&at, big ? data : 0, 8);
    put(&at, big ? count : 0, 8);
    put(&at, 0, 4); /* no table of other long chunks */
    put_fmt(&at, &header, bits);
    if (bits == 0) {
        put_chunk(&at, "fact", FACT_BYTES);
        put(&at, open ? UINT32_MAX : count, FACT_BYTES);
    }
    put_chunk(&at, "spec", HEADER_BYTES);
    memcpy(at, spec, HEADER_BYTES);
    at += HEADER_BYTES;
    put_chunk(&at, "data", open ? UINT32_MAX : data);
    return NULL;
}

static void wav_begin(struct writer *writer)
{
    unsigned char block[WAV_MOST_HEAD];
    int bits = writer->format->bits;
    const char *name = bits == 16 ? "WAV of 16 bits" : bits == 24 ? "WAV of 24 bits" : "WAV";
    const char *why = sound_refuse(&writer->header, name, bits);
    if (why != NULL) {
        writer_fail(writer, EXIT_USAGE_ERROR, why);
        return;
    }
    if ((why = wav_head(block, &writer->header, bits, writer->header.rows)) != NULL)
        writer_fail(writer, EXIT_BAD_DATA, why);
    writer_bytes(writer, block, wav_head_bytes(&writer->header, bits));
    writer_flush(writer); /* a reader gets the head at once */
}

static void float_rows(struct writer *writer, const float *rows, size_t count)
{
    writer_bytes(writer, rows, count * header_numbers(&writer->header) * sizeof *rows);
}

static void integer_rows(struct writer *writer, const float *rows, size_t count)
{
    int32_t numbers[BLOCK];
    unsigned char bytes[BLOCK * 3];
    int bits = writer->format->bits;
    size_t rest = count * header_numbers(&writer->header);
    for (size_t part = 0; rest > 0; rows += part, rest -= part) {
        unsigned char *at = bytes;
        part = rest < BLOCK ? rest : BLOCK;
        writer->clipped += sound_integers(numbers, rows, part, bits);
        for (size_t i = 0; i < part; i++) {
            *at++ = (unsigned char)(numbers[i] & 0xff);
            *at++ = (unsigned char)(numbers[i] >> 8 & 0xff);
            if (bits == 24)
                *at++ = (unsigned char)(numbers[i] >> 16 & 0xff);
        }
        writer_bytes(writer, bytes, (size_t)(at - bytes));
    }
}

static bool is_odd(const struct writer *writer, int64_t rows)
{
    return rows % 2 != 0 && header_numbers(&writer->header) * number_bytes(writer->format->bits) % 2 != 0;
}

/* Writes the head again, and the padding byte of the chunk, which later rows overwrite. */
static void wav_refresh(struct writer *writer)
{
    unsigned char block[WAV_MOST_HEAD];
    int bits = writer->format->bits;
    size_t head = wav_head_bytes(&writer->header, bits);
    int64_t row = (int64_t)(header_numbers(&writer->header) * number_bytes(bits));
    const char *why = wav_head(block, &writer->header, bits, writer->rows);
    if (why != NULL) {
        writer_fail(writer, EXIT_BAD_DATA, why);
        return;
    }
    if (is_odd(writer, writer->rows))
        why = file_patch(&writer->file, (int64_t)head + writer->rows * row, "", 1);
    const char *also = file_patch(&writer->file, 0, block, head);
    if (why != NULL || also != NULL)
        writer_fail(writer, EXIT_IO, why != NULL ? why : also);
}

static void wav_end(struct writer *writer, const char *cut)
{
    if (!writer->file.regular && is_odd(writer, writer->header.rows >= 0 ? writer->rows : 0))
        writer_bytes(writer, "", 1); /* not if the size is unknown: a reader would take it for a part of a sample */
    writer_flush(writer);
    if (writer->file.regular && cut == NULL && writer->failure == NULL)
        wav_refresh(writer);
}

static size_t wav_row(const struct writer *writer, size_t *head)
{
    *head = wav_head_bytes(&writer->header, writer->format->bits);
    return header_numbers(&writer->header) * number_bytes(writer->format->bits);
}

#define WAV(of_bits, of_rows) \
    .bits = of_bits, .begin = wav_begin, .rows = of_rows, .end = wav_end, .refresh = wav_refresh, .row_bytes = wav_row
const struct writer_format writer_wav = {.name = "wav", .extensions = {"wav"}, WAV(0, float_rows)};
const struct writer_format writer_wav16 = {.name = "wav16", WAV(16, integer_rows)};
const struct writer_format writer_wav24 = {.name = "wav24", WAV(24, integer_rows)};
