/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes FLAC by libsndfile, to files only, because the head is completed at the end.
 *
 * libsndfile writes through the functions below, which count frames: a recording that fails within a frame of the
 * encoder is cut after the last whole one.
 * Source: RFC 9639 (2024), section 8.2 for the fields of the head, section 9.1 for the code at the start of a frame.
 */
#include <errno.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "base/status.h"
#include "stream/flac_mask.h"
#include "stream/row_format.h"
#include "stream/sound.h"
#include "stream/speakers.h"

enum { BLOCK = 4096, MAGIC_BYTES = 4, INFO_BYTES = 38 /* the first block of the head, with the 4 bytes before it */ };

struct flac {
    struct writer *writer;
    SNDFILE *file;
    int64_t at, end;      /* position and length of what the encoder has written, in bytes */
    int64_t whole;        /* end of the last whole frame, in bytes */
    int64_t frames, rows; /* whole frames; samples per channel of one */
    int32_t numbers[BLOCK];
};

static sf_count_t flac_length(void *data)
{
    return ((struct flac *)data)->end;
}

static sf_count_t flac_seek(sf_count_t offset, int whence, void *data)
{
    struct flac *flac = data;
    flac->at = offset + (whence == SEEK_CUR ? flac->at : whence == SEEK_END ? flac->end : 0);
    return flac->at;
}

static sf_count_t flac_read(void *bytes, sf_count_t count, void *data)
{
    (void)bytes, (void)count, (void)data;
    return 0;
}

static sf_count_t flac_tell(void *data)
{
    return ((struct flac *)data)->at;
}

/* Counts a frame. The encoder writes its head, then one frame at a time. */
static void count_frame(struct flac *flac, const unsigned char *bytes, sf_count_t count)
{
    if (flac->end == MAGIC_BYTES && count >= INFO_BYTES)
        flac->rows = bytes[4] << 8 | bytes[5];
    bool frame = count > 2 && bytes[0] == 0xff && bytes[1] == 0xf8;
    flac->frames += frame;
    flac->whole = flac->end + count;
}

static sf_count_t flac_write(const void *bytes, sf_count_t count, void *data)
{
    struct flac *flac = data;
    struct writer *writer = flac->writer;
    if (writer->failure != NULL)
        return 0;
    if (flac->at < flac->end) {
        const char *why = file_patch(&writer->file, flac->at, bytes, (size_t)count);
        if (why != NULL)
            writer_fail(writer, EXIT_IO, why);
    } else {
        writer_bytes(writer, bytes, (size_t)count);
        writer_flush(writer);
        if (writer->failure == NULL)
            count_frame(flac, bytes, count);
        flac->end += count;
    }
    flac->at += count;
    return writer->failure == NULL ? count : 0;
}

/* Writes what the head has no room for as comments: the exact rate, and speakers that are not those of FLAC. */
static void comment(struct flac *flac, const struct header *header)
{
    char rate[2 * NOTATION_ROOM], text[2 * HEADER_BYTES] = "";
    if (header_rate(header) != (double)sound_rate(header))
        snprintf(text, sizeof text, "rate %s Hz", notation_ratio_text(rate, header->rate));
    if (speakers_mask(header) != flac_mask_default(header->channels))
        speakers_comment(text, sizeof text, header);
    if (*text != '\0')
        sf_set_string(flac->file, SF_STR_COMMENT, text);
    if (header->origin[0] != '\0')
        sf_set_string(flac->file, SF_STR_DATE, header->origin);
}

static const char *open_encoder(struct flac *flac, const struct header *header, int bits)
{
    SF_VIRTUAL_IO io = {flac_length, flac_seek, flac_read, flac_write, flac_tell};
    SF_INFO info = {.samplerate = sound_rate(header) <= INT32_MAX ? (int)sound_rate(header) : 0,
                    .channels = (int)header->channels,
                    .format = SF_FORMAT_FLAC | (bits == 16 ? SF_FORMAT_PCM_16 : SF_FORMAT_PCM_24)};
    errno = 0;
    if (sf_format_check(&info))
        flac->file = sf_open_virtual(&io, SFM_WRITE, &info, flac);
    if (flac->file != NULL) {
        comment(flac, header);
        sf_command(flac->file, SFC_UPDATE_HEADER_NOW, NULL, 0); /* only now does the encoder refuse parameters */
    }
    mem_check_errno(); /* also on success: it goes on without what it had no memory for */
    if (flac->end > 0 || flac->writer->failure != NULL)
        return NULL;
    return sentence("FLAC takes 8 channels, whole rates to 65535 Hz and multiples of 10 Hz to 655350 Hz at most, "
                    "not %ld at %lu Hz; the format wav keeps them",
                    header->channels, (unsigned long)sound_rate(header));
}

static void flac_begin(struct writer *writer)
{
    const char *why = sound_refuse(&writer->header, "FLAC", writer->format->bits);
    if (why == NULL && !writer->file.regular)
        why = "FLAC cannot be written to a pipe: its head is completed at the end";
    if (why == NULL) {
        struct flac *flac = writer->state = mem_new(1, sizeof *flac);
        flac->writer = writer;
        why = open_encoder(flac, &writer->header, writer->format->bits);
    }
    if (why != NULL)
        writer_fail(writer, EXIT_USAGE_ERROR, why);
    struct flac *flac = writer->state;
    if (writer->failure == NULL || flac == NULL)
        return;
    if (flac->file != NULL)
        sf_close(flac->file);
    free(flac);
    writer->state = NULL;
}

static void flac_rows(struct writer *writer, const float *rows, size_t count)
{
    struct flac *flac = writer->state;
    int bits = writer->format->bits;
    size_t channels = (size_t)writer->header.channels, most = BLOCK / channels;
    for (size_t part = 0; count > 0 && writer->failure == NULL; rows += part * channels, count -= part) {
        part = count < most ? count : most;
        writer->clipped += sound_integers(flac->numbers, rows, part * channels, bits);
        for (size_t i = 0; i < part * channels; i++)
            flac->numbers[i] *= 1 << (32 - bits); /* libsndfile uses the upper bits */
        errno = 0;
        if (sf_writef_int(flac->file, flac->numbers, (sf_count_t)part) != (sf_count_t)part)
            writer_fail(writer, EXIT_IO, sentence("FLAC: %s", sf_strerror(flac->file)));
        mem_check_errno();
    }
}

static void flac_end(struct writer *writer, const char *cut)
{
    struct flac *flac = writer->state;
    (void)cut;
    errno = 0;
    if (sf_close(flac->file) != 0)
        writer_fail(writer, EXIT_IO, "FLAC: the encoder failed");
    mem_check_errno();
    flac->file = NULL;
    if (writer->failure == NULL || !writer->recording) {
        free(flac);
        writer->state = NULL;
    }
}

/* Cuts off an incomplete frame, and writes the number of samples: the last 36 of the 144 bits before the MD5. */
static void flac_repair(struct writer *writer)
{
    struct flac *flac = writer->state;
    unsigned char total[5], *at = total + 1;
    if (flac == NULL)
        return;
    writer->rows = flac->frames * flac->rows;
    if (ftruncate(writer->file.fd, writer->file.origin + flac->whole) != 0)
        errno = 0; /* the writer already has a failure */
    if (flac->frames > 0 && pread(writer->file.fd, total, 1, writer->file.origin + 21) == 1) {
        total[0] = (unsigned char)((total[0] & 0xf0) | (writer->rows >> 32 & 0xf));
        for (int shift = 24; shift >= 0; shift -= 8)
            *at++ = (unsigned char)(writer->rows >> shift & 0xff);
        file_patch(&writer->file, 21, total, sizeof total);
    }
    free(flac);
    writer->state = NULL;
}

const struct writer_format writer_flac = {.name = "flac",
                                          .extensions = {"flac"},
                                          .bits = 24,
                                          .begin = flac_begin,
                                          .rows = flac_rows,
                                          .end = flac_end,
                                          .repair = flac_repair};
const struct writer_format writer_flac16 = {
    .name = "flac16", .bits = 16, .begin = flac_begin, .rows = flac_rows, .end = flac_end, .repair = flac_repair};
