/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads the tables that write_csv.c makes, CSV and TSV: a line with the names of the columns, then a line for each row
 * and channel, with its time. Samples of several channels have a column each.
 *
 * Rate and number of channels come from the first block of lines; the frequencies of columns from their names.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "stream/csv_text.h"
#include "stream/even_times.h"
#include "stream/source.h"

enum {
    CELL = 64 /* bytes of a long cell, with its separator */,
    NAMES_LINE = 1 << 26 /* bytes of the longest first line */
};

struct csv_source {
    struct source source;
    struct csv_text text;
    size_t columns, numbers; /* cells of a line; of these, numbers of the row */
    bool has_channel;
    struct even_times times;
    bool damaged;               /* a line of the first block is invalid, which is reported when it is read */
    double *hertz, *hertz_half; /* [numbers] */
    size_t room;                /* rows in `rows` */
    float *rows;                /* [room][channels][width] */
    int64_t rows_read;
};

static size_t fail_line(struct csv_source *csv, const char *why)
{
    return source_fail(&csv->source, EXIT_BAD_DATA, sentence("line %lld: %s", (long long)csv->text.line, why));
}

/* The next line. False at the end, and after a failure. */
static bool next_line(struct csv_source *csv, struct csv_piece *line)
{
    switch (csv_text_line(&csv->text, line)) {
    case CSV_LINE:
        return true;
    case CSV_END:
        break;
    case CSV_TORN:
        source_cut(&csv->source, sentence("ends inside line %lld", (long long)csv->text.line + 1));
        break;
    case CSV_LONG:
        fail_line(csv, "is too long for a line of this table");
        break;
    case CSV_FAILED:
        source_fail(&csv->source, csv->text.feed->status, csv->text.feed->failure);
        break;
    }
    return false;
}

/* The names of columns */

/* Reads a name such as 46.875, re_46.875 or m03_391Hz; otherwise the frequency is NAN. */
static void read_hertz(struct csv_piece name, double *hertz, double *half)
{
    for (const char *at = name.at; at < name.end; at++)
        if (*at == '_')
            name.at = at + 1;
    if (name.end - name.at > 2 && memcmp(name.end - 2, "Hz", 2) == 0)
        name.end -= 2;
    if (!csv_piece_decimal(name, hertz, half))
        *hertz = NAN;
}

static bool begins(struct csv_piece name, const char *text)
{
    name.end = name.end - name.at > (ptrdiff_t)strlen(text) ? name.at + strlen(text) : name.end;
    return csv_piece_is(name, text);
}

/* Why column i of these rows cannot have this name; NULL: it can. */
static const char *check_name(const struct header *header, struct csv_piece name, size_t i)
{
    bool pair = begins(name, i % 2 == 0 ? "re_" : "im_");
    bool channel = begins(name, "ch") && !begins(name, "chroma"); /* ch1, not chroma_C */
    bool sample = channel || csv_piece_is(name, "value");
    if (pair != header_is(header, "complex"))
        return pair ? "its columns are pairs of complex numbers (re_, im_): give --kind complex"
                    : "its columns are not pairs of complex numbers (re_, im_)";
    if (sample != header_is(header, "samples"))
        return sample ? "its columns are samples (ch1, ch2 ...): give --kind samples" : "its columns are not samples";
    return csv_piece_is(name, "value") ? "a long table, with one number a line, cannot be drawn" : NULL;
}

/* Adds a name to the words of a line of the header, unless it is full; then it becomes empty. */
static void add_word(char words[HEADER_BYTES], struct csv_piece name, bool first)
{
    size_t used = strlen(words);
    int length =
        snprintf(words + used, HEADER_BYTES - used, "%s%.*s", first ? "" : " ", (int)(name.end - name.at), name.at);
    if ((used == 0 && !first) || length < 0 || (size_t)length >= HEADER_BYTES - used)
        words[0] = '\0';
}

/* Reads the names of the columns of numbers; the header lists those of features. NULL or a sentence. */
static const char *read_names(struct csv_source *csv, struct csv_piece line)
{
    struct csv_piece name;
    size_t room = 0;
    const char *why = NULL;
    char words[HEADER_BYTES] = "";
    while (why == NULL && csv_text_cell(&csv->text, &line, &name)) {
        if (csv->numbers == MOST_NUMBERS)
            return "has too many columns";
        if (csv->numbers == room) {
            room = room > 0 ? 2 * room : 64;
            csv->hertz = mem_grow(csv->hertz, room, sizeof *csv->hertz);
            csv->hertz_half = mem_grow(csv->hertz_half, room, sizeof *csv->hertz_half);
        }
        if (csv_piece_is(name, "name"))
            return "a long table, with one number a line, cannot be drawn";
        why = check_name(&csv->source.header, name, csv->numbers);
        read_hertz(name, &csv->hertz[csv->numbers], &csv->hertz_half[csv->numbers]);
        add_word(words, name, csv->numbers == 0);
        csv->numbers++;
    }
    if (header_is(&csv->source.header, "features") && words[0] != '\0')
        header_note(&csv->source.header, "columns", words);
    return why != NULL || csv->numbers > 0 ? why : "has no columns of numbers";
}

/* Reads the first line. NULL or a sentence. */
static const char *read_first_line(struct csv_source *csv)
{
    struct csv_piece line, name, rest;
    if (!next_line(csv, &line))
        return csv->source.failure != NULL ? NULL : "has no lines";
    csv->text.separator = begins(line, "time\t") || begins(line, "file\t") ? '\t' : ',';
    csv_text_cell(&csv->text, &line, &name);
    if (csv_piece_is(name, "file"))
        return "a table of several inputs (column file) cannot be drawn; make one of a single input";
    if (!csv_piece_is(name, "time"))
        return "a table whose first column is not time, as spec-stft writes it";
    rest = line;
    csv->has_channel = csv_text_cell(&csv->text, &rest, &name) && csv_piece_is(name, "channel");
    const char *why = read_names(csv, csv->has_channel ? rest : line);
    csv->columns = 1 + csv->has_channel + csv->numbers;
    csv->text.most = csv->columns * CELL;
    return why;
}

/* The first block of lines */

/* Reads the time and the number of the channel of a line. False: they are none. */
static bool read_start(const struct csv_source *csv, struct csv_piece *line, double *time, double *half, float *channel)
{
    struct csv_piece cell;
    *channel = 1;
    return csv_text_cell(&csv->text, line, &cell) && csv_piece_decimal(cell, time, half) &&
           (!csv->has_channel || (csv_text_cell(&csv->text, line, &cell) && csv_piece_number(cell, channel)));
}

/*
 * Counts the channels of the first row in the lines that are buffered, and collects the times of their rows. Stops at a
 * line that is invalid, which is reported when it is read.
 */
static void survey(struct csv_source *csv, long *channels, double half)
{
    size_t from = 0;
    struct csv_piece line;
    double time, ignored;
    float channel = 0;
    *channels = 0;
    even_times_create(&csv->times, half);
    csv->damaged = false;
    while (!csv->damaged && csv_text_peek(&csv->text, &from, &line)) {
        const struct even_times before = csv->times;
        if (!read_start(csv, &line, &time, &ignored, &channel)) {
            csv->damaged = true;
        } else if (channel == 1 && !even_times_push(&csv->times, time)) {
            csv->damaged = true;
            csv->times = before;
        }
        if (csv->times.rows == 1 && channel == (float)(*channels + 1) && *channels < MOST_CHANNELS)
            ++*channels;
    }
}

/* The most decimals of the times in the lines that are buffered, as half a unit of the last: others may be shortened. */
static double finest_half(const struct csv_source *csv)
{
    size_t from = 0;
    struct csv_piece line;
    double time, half, finest = 0.5;
    float channel;
    while (csv_text_peek(&csv->text, &from, &line) && read_start(csv, &line, &time, &half, &channel))
        finest = fmin(finest, half);
    return finest;
}

/* Buffers a block of lines, with two rows at least if there are as many. Returns the number of channels. */
static long survey_block(struct csv_source *csv)
{
    long channels = 0;
    size_t least = SOURCE_BLOCK;
    do {
        if (!csv_text_fill(&csv->text, least))
            source_fail(&csv->source, csv->text.feed->status, csv->text.feed->failure);
        survey(csv, &channels, finest_half(csv));
        least *= 2;
    } while (csv->times.rows < 2 && !csv->damaged && !csv->text.ended && csv->source.failure == NULL &&
             least <= 2 * SOURCE_BLOCK + 2 * MOST_CHANNELS * csv->text.most);
    return channels > 0 ? channels : 1;
}

/* Sets the rate, unless it was given. */
static void find_rate(struct csv_source *csv)
{
    struct header *header = &csv->source.header;
    header->start = csv->times.first;
    if (header->rate.num > 0 && !even_times_agree(&csv->times, header->rate))
        source_fail(&csv->source, EXIT_BAD_DATA,
                    sentence("--rate %g contradicts its times, which say %g Hz", header_rate(header),
                             2 / (csv->times.low + csv->times.high)));
    if (header->rate.num > 0 || even_times_rate(&csv->times, &header->rate))
        return;
    if (csv->damaged)
        header->rate = (struct ratio){1, 1};
    else if (csv->times.rows == 0)
        source_fail(&csv->source, EXIT_BAD_DATA, "has no rows");
    else
        source_fail(&csv->source, EXIT_USAGE_ERROR,
                    "its times do not tell the rate: give --rate HZ, the rows per second");
}

/* The rows */

static void read_numbers(struct csv_source *csv, struct csv_piece line, float *numbers)
{
    struct csv_piece cell;
    size_t cells = csv->columns - csv->numbers;
    for (; csv->source.failure == NULL && csv_text_cell(&csv->text, &line, &cell); cells++)
        if (cells < csv->columns && !csv_piece_number(cell, &numbers[cells - (csv->columns - csv->numbers)]))
            fail_line(csv, sentence("cell %zu is '%.*s', which is no number", cells + 1,
                                    cell.end - cell.at < 20 ? (int)(cell.end - cell.at) : 20, cell.at));
    if (csv->source.failure == NULL && cells != csv->columns)
        fail_line(csv, sentence("has %zu cells, where the first line has %zu", cells, csv->columns));
}

/* Reads the line of a channel of the next row. False: it is not there, or the source has failed. */
static bool read_channel(struct csv_source *csv, long channel, float *numbers)
{
    struct csv_piece line;
    double time, half;
    float found;
    if (!next_line(csv, &line)) {
        if (channel > 0 && csv->source.failure == NULL)
            source_cut(&csv->source, sentence("ends inside a row: channel %ld of %ld is missing", channel + 1,
                                              csv->source.header.channels));
        return false;
    }
    if (!read_start(csv, &line, &time, &half, &found))
        fail_line(csv, csv->has_channel ? "does not begin with a time and a channel" : "does not begin with a time");
    else if (csv->has_channel && found != (float)(channel + 1))
        fail_line(csv, sentence("is channel %g, where channel %ld is due", (double)found, channel + 1));
    else if (channel == 0 && !even_times_push(&csv->times, time))
        fail_line(csv, sentence("its time %g is not at the distance of the rows before it", time));
    else
        read_numbers(csv, line, numbers);
    return csv->source.failure == NULL;
}

static size_t csv_read(struct source *source, const float **rows, size_t most)
{
    struct csv_source *csv = (struct csv_source *)source;
    const size_t lines = csv->has_channel ? (size_t)source->header.channels : 1;
    size_t count = 0;
    *rows = csv->rows;
    for (; count < most && count < csv->room; count++)
        for (size_t i = 0; i < lines; i++)
            if (source->failure != NULL || !read_channel(csv, (long)i, csv->rows + (count * lines + i) * csv->numbers))
                return count;
    return count;
}

static void csv_destroy(struct source *source)
{
    struct csv_source *csv = (struct csv_source *)source;
    csv_text_destroy(&csv->text);
    free(csv->hertz);
    free(csv->hertz_half);
    free(csv->rows);
    free(csv);
}

/* Sets the shape of rows from the columns and the number of lines of a row. NULL or a sentence. */
static const char *set_shape(struct csv_source *csv, long lines)
{
    struct header *header = &csv->source.header;
    bool samples = header_is(header, "samples");
    if (samples && csv->numbers > MOST_CHANNELS)
        return sentence("has more than %d channels", MOST_CHANNELS);
    header->channels = samples ? (long)csv->numbers : lines;
    header->width = samples ? 1 : (long)csv->numbers;
    return header_check(header);
}

struct source *read_csv_open(struct feed *feed, const struct header *given)
{
    struct csv_source *csv = mem_new(1, sizeof *csv);
    csv->source = (struct source){.header = *given, .real = true, .read = csv_read, .destroy = csv_destroy};
    csv_text_create(&csv->text, feed, NAMES_LINE);
    const char *why = read_first_line(csv);
    if (why == NULL && csv->source.failure == NULL) {
        long lines = survey_block(csv);
        find_rate(csv);
        if (header_is(given, "samples"))
            csv->source.header.samplerate = csv->source.header.rate;
        why = csv->source.failure == NULL ? set_shape(csv, lines) : NULL;
    }
    if (why != NULL)
        source_fail(&csv->source, EXIT_BAD_DATA, why);
    if (csv->source.failure != NULL)
        return &csv->source;
    even_times_create(&csv->times, csv->times.half);
    csv->source.hertz = csv->hertz;
    csv->source.hertz_half = csv->hertz_half;
    size_t row = header_numbers(&csv->source.header) * sizeof(float);
    csv->room = SOURCE_BLOCK / row > 0 ? SOURCE_BLOCK / row : 1;
    csv->rows = mem_new(csv->room, row);
    return &csv->source;
}
