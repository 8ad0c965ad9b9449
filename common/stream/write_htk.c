/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes HTK parameter files: a head of 12 bytes with the number, period, size and kind of the rows, then float32, all
 * big-endian.
 *
 * The period is a whole number of 100 ns: round(10^7 / rate). If its relative error exceeds 1e-6, times drift by a
 * sample or more in a minute of 16 kHz sound, and the writer sets a remark.
 * Source: S. Young et al., The HTK Book, 2006, section 5.10.1.
 */
#include <math.h>
#include <string.h>

#include "base/sentence.h"
#include "base/status.h"
#include "stream/row_format.h"

enum { HEAD = 12, MOST_COLUMNS = 8191 /* sampSize has 15 bits */, USER = 9, BLOCK = 4096 };

static double period_of(const struct header *header)
{
    return 1e7 / header_rate(header);
}

static void put(unsigned char **at, uint32_t value, int bytes)
{
    while (bytes-- > 0)
        *(*at)++ = (unsigned char)(value >> 8 * bytes & 0xff);
}

static void htk_head(unsigned char head[HEAD], const struct writer *writer, int64_t rows)
{
    put(&head, (uint32_t)rows, 4);
    put(&head, (uint32_t)round(period_of(&writer->header)), 4);
    put(&head, 4 * (uint32_t)writer->header.width, 2);
    put(&head, (uint32_t)(writer->table.htk_kind != 0 ? writer->table.htk_kind : USER), 2);
}

/* Why an HTK file cannot hold such rows; NULL: it can. */
static const char *refuse(const struct header *header)
{
    double period = round(period_of(header));
    if (header->channels > 1)
        return "an HTK file holds one channel: --channels 1 or mix";
    if (header->width > MOST_COLUMNS)
        return sentence("an HTK file holds up to %d columns, and these are %ld", MOST_COLUMNS, header->width);
    if (!(period >= 1 && period <= INT32_MAX))
        return sentence("an HTK file has rows 100 ns to %.1f s apart, and these are %.9g s apart", INT32_MAX / 1e7,
                        1 / header_rate(header));
    return NULL;
}

static void htk_begin(struct writer *writer)
{
    unsigned char head[HEAD];
    if (writer_refuses(writer, "HTK"))
        return;
    const char *why = refuse(&writer->header);
    if (why != NULL) {
        writer_fail(writer, EXIT_USAGE_ERROR, why);
        return;
    }
    double exact = period_of(&writer->header), period = round(exact);
    if (fabs(period - exact) > 1e-6 * exact)
        writer->remark = sentence("the period 1/%.9g s becomes %.0f x 100 ns", header_rate(&writer->header), period);
    writer_hold_rows(writer);
    htk_head(head, writer, writer->header.rows >= 0 ? writer->header.rows : 0);
    if (writer->file.regular)
        writer_bytes(writer, head, sizeof head);
}

static void htk_rows(struct writer *writer, const float *rows, size_t count)
{
    uint32_t numbers[BLOCK];
    if (writer->rows + (int64_t)count > INT32_MAX) {
        writer_fail(writer, EXIT_BAD_DATA, sentence("an HTK file holds up to %d rows", INT32_MAX));
        return;
    }
    size_t rest = count * header_numbers(&writer->header);
    for (size_t part = 0; rest > 0; rows += part, rest -= part) {
        part = rest < BLOCK ? rest : BLOCK;
        memcpy(numbers, rows, part * sizeof *numbers);
        for (size_t i = 0; i < part; i++)
            numbers[i] = __builtin_bswap32(numbers[i]);
        writer_bytes(writer, numbers, part * sizeof *numbers);
    }
}

static void htk_end(struct writer *writer, const char *cut)
{
    unsigned char head[HEAD];
    writer_flush(writer);
    if (writer->failure != NULL || cut != NULL)
        return;
    htk_head(head, writer, writer->rows);
    writer_write_held_rows(writer, head, sizeof head);
    const char *why = NULL;
    if (writer->file.regular && writer->header.rows < 0)
        why = file_patch(&writer->file, 0, head, sizeof head);
    if (why != NULL)
        writer_fail(writer, EXIT_IO, why);
}

const struct writer_format writer_htk = {
    .name = "htk", .extensions = {"htk", "mfc"}, .begin = htk_begin, .rows = htk_rows, .end = htk_end};
