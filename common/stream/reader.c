/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "stream/speakers.h"
#include "stream/table.h"

static const char *fail(struct reader *reader, int status, const char *why)
{
    reader->failure = why;
    reader->status = status;
    return why;
}

static const char *open_bare(struct reader *reader, const struct input_options *options)
{
    const struct sample_format *format = sample_format_find(options->format != NULL ? options->format : "f32le");
    struct header header = {.kind = "samples",
                            .axis = "index",
                            .step = 1,
                            .width = 1,
                            .channels = 1,
                            .rows = -1,
                            .rate = options->rate,
                            .samplerate = options->rate,
                            .full_scale = 1};
    char *end = NULL;
    if (strcmp(options->channels, "all") != 0 && strcmp(options->channels, "mix") != 0) {
        header.channels = strtol(options->channels, &end, 10);
        if (*end != '\0' || header.channels < 1 || header.channels > MOST_CHANNELS)
            return fail(reader, EXIT_USAGE_ERROR,
                        sentence("raw samples need a number of channels from 1 to %d, not --channels %s", MOST_CHANNELS,
                                 options->channels));
    }
    if (options->bins > 0) {
        snprintf(header.kind, sizeof header.kind, "%s", options->kind != NULL ? options->kind : "power");
        header.width = options->bins;
        if (options->bin_width > 0) {
            strcpy(header.axis, "hz");
            header.step = options->bin_width;
        }
        header.samplerate = (struct ratio){0, 1};
    }
    const char *why = header_check(&header);
    if (why != NULL)
        return fail(reader, EXIT_USAGE_ERROR, sentence("--bins, --kind and --channels do not go together: %s", why));
    if (options->bins == 0 && (options->kind != NULL || options->bin_width > 0))
        return fail(reader, EXIT_USAGE_ERROR, "--kind and --bin-width are for bare spectra: they need --bins");
    reader->source = read_bare_open(&reader->feed, &header, format);
    reader->bare = true;
    return NULL;
}

/* Fails if an option contradicts the header. Repeating it is allowed. */
static const char *check_contradictions(struct reader *reader, const struct input_options *options)
{
    char said[2 * NOTATION_ROOM], asked[2 * NOTATION_ROOM];
    const struct header *header = &reader->header;
    if (options->rate.num > 0 && ratio_value(options->rate) != header_rate(header))
        return fail(reader, EXIT_BAD_DATA,
                    sentence("--rate %s contradicts its header, which says %s Hz",
                             notation_ratio_text(asked, options->rate), notation_ratio_text(said, header->rate)));
    if (options->kind != NULL && strcmp(options->kind, header->kind) != 0)
        return fail(reader, EXIT_BAD_DATA,
                    sentence("--kind %s contradicts its header, which says %s", options->kind, header->kind));
    if (options->bin_width > 0 && (strcmp(header->axis, "hz") != 0 || options->bin_width != header->step))
        return fail(reader, EXIT_BAD_DATA,
                    sentence("--bin-width %g contradicts its header, which says \"axis %s %g %g\"", options->bin_width,
                             header->axis, header->first, header->step));
    if (options->format != NULL)
        return fail(reader, EXIT_BAD_DATA,
                    sentence("--format %s is for raw samples; this input has a header", options->format));
    if (options->bins > 0 && options->bins != header->width)
        return fail(reader, EXIT_BAD_DATA,
                    sentence("--bins %ld contradicts its header, which says %ld", options->bins, header->width));
    return NULL;
}

bool reader_knows(const void *bytes, size_t size)
{
    static const char *const magics[] = {"RIFF", "RIFX", "RF64", "BW64", "fLaC", "OggS",
                                         "FORM", "caff", "riff", ".snd", "ID3",  header_magic};
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (size >= strlen(magics[i]) && memcmp(bytes, magics[i], strlen(magics[i])) == 0)
            return true;
    return false;
}

/* Opens a table, of rows as the options say; only in programs that accept tables. */
static const char *open_table(struct reader *reader, const struct input_options *options, enum table table)
{
    const char *name = table_name(table);
    if (!options->tables)
        return fail(reader, EXIT_BAD_DATA, sentence("%s, not audio; spec-render draws it", name));
    if (options->kind == NULL)
        return fail(reader, EXIT_USAGE_ERROR,
                    sentence("%s does not say what its numbers are: give --kind (power, level, mel ...)", name));
    if (table == TABLE_NPY && options->rate.num == 0)
        return fail(reader, EXIT_USAGE_ERROR,
                    "an NPY table does not say when its rows are: give --rate HZ, the rows per second");
    struct header header = table_header(options->kind, options->rate);
    if (options->bin_width > 0) {
        strcpy(header.axis, "hz");
        header.step = options->bin_width;
    }
    reader->source = (table == TABLE_NPY ? read_npy_open : read_csv_open)(&reader->feed, &header);
    reader->hertz = reader->source->hertz;
    reader->hertz_half = reader->source->hertz_half;
    feed_forget(&reader->feed);
    return NULL;
}

/* The table that the input is, by its first bytes, or by its name if they are of no other format. */
static enum table find_table(const struct reader *reader)
{
    enum table table = table_of_bytes(reader->feed.head, reader->feed.have);
    return table != TABLE_NONE || reader_knows(reader->feed.head, reader->feed.have) ? table
                                                                                     : table_of_path(reader->name);
}

/* Tries each source in turn. Raw samples are only read on request, and never if the bytes are of a known format. */
static const char *open_source(struct reader *reader, const struct input_options *options)
{
    static struct source *(*const sources[])(struct feed * feed, const char **why) = {read_stream_open, read_wav_open};
    const char *why = NULL;
    struct feed *feed = &reader->feed;
    enum table table = find_table(reader);
    if (table != TABLE_NONE)
        return open_table(reader, options, table);
    if (options->rate.num > 0 && !reader_knows(feed->head, feed->have)) {
        feed_forget(feed);
        return open_bare(reader, options);
    }
    for (size_t i = 0; reader->source == NULL && why == NULL && i < sizeof sources / sizeof *sources; i++)
        reader->source = sources[i](feed, &why);
    if (reader->source == NULL && why == NULL && feed->failure == NULL)
        reader->source = read_sndfile_open(feed, options->hush_decoder, options->verify, &why);
    feed_forget(feed);
    if (feed->failure != NULL)
        return fail(reader, feed->status, feed->failure);
    return why != NULL ? fail(reader, EXIT_BAD_DATA, why) : NULL;
}

/* With --partial, truncated data are not a failure, but kept in `cut`. */
static void accept_cut(struct reader *reader)
{
    if (reader->source->failure != NULL && reader->source->cut && reader->partial) {
        reader->cut = reader->source->failure;
        reader->source->failure = NULL;
    }
}

/* Replaces the rate that the input gives by the one that the options say. */
static const char *correct_rate(struct reader *reader, const struct input_options *options)
{
    struct header *header = &reader->header;
    bool assumed = options->assume_rate.num > 0, expanded = options->time_expansion > 0;
    if (!assumed && !expanded)
        return NULL;
    if (assumed && expanded)
        return "--assume-rate and --time-expansion exclude each other";
    if (!header_is(header, "samples"))
        return sentence("--%s is for samples; this holds %s rows", assumed ? "assume-rate" : "time-expansion",
                        header->kind);
    double before = header_rate(header);
    if (assumed)
        header->rate = options->assume_rate;
    else
        header->rate = ratio_divide((struct ratio){header->rate.num * options->time_expansion, header->rate.den}, 1);
    header->samplerate = header->rate;
    header->start *= before / header_rate(header);
    return NULL;
}

static const char *check_header(struct reader *reader, const struct input_options *options)
{
    accept_cut(reader);
    if (reader->source->failure != NULL)
        return fail(reader, reader->source->status, reader->source->failure);
    reader->header = reader->source->header;
    if (reader->partial)
        reader->header.rows = -1;
    if (reader->header.rows == 0 && header_is(&reader->header, "samples"))
        return fail(reader, EXIT_BAD_DATA, "has no samples");
    if (reader->header.source[0] == '\0')
        header_source(&reader->header, reader->name);
    const char *why = reader->bare ? NULL : check_contradictions(reader, options);
    if (why != NULL)
        return why;
    if ((why = correct_rate(reader, options)) != NULL)
        return fail(reader, EXIT_USAGE_ERROR, why);
    bool counted = reader->bare && strcmp(options->channels, "mix") != 0; /* --channels gave their number */
    if ((why = channel_choice_parse(&reader->choice, counted ? "all" : options->channels, reader->header.channels)) !=
        NULL)
        return fail(reader, EXIT_USAGE_ERROR, why);
    if (reader->choice.mix && !header_is(&reader->header, "samples"))
        return fail(reader, EXIT_USAGE_ERROR,
                    sentence("--channels mix is for samples; this holds %s rows", reader->header.kind));
    speakers_choose(&reader->header, &reader->choice, reader->header.channels);
    reader->header.channels = reader->choice.count;
    if ((why = header_check(&reader->header)) != NULL)
        return fail(reader, EXIT_USAGE_ERROR, why);
    return NULL;
}

const char *reader_open(struct reader *reader, const char *path, const struct input_options *options)
{
    bool standard = path == NULL || strcmp(path, "-") == 0;
    *reader = (struct reader){.name = standard ? "stdin" : path,
                              .end = -1,
                              .partial = options->partial,
                              .spool_limit = options->spool_limit,
                              .feed = {.fd = -1, .spool = -1}};
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return fail(reader, EXIT_NO_INPUT, strerror(errno));
    if (standard && isatty(fd))
        return fail(reader, EXIT_USAGE_ERROR, "is a terminal: name a FILE, or pipe something in");
    const char *why = feed_open(&reader->feed, fd);
    if (why != NULL)
        return fail(reader, EXIT_NO_INPUT, why);
    reader->feed.most_copied = options->spool_limit;
    fstat(fd, &reader->about);
    if (reader->feed.have == 0)
        return fail(reader, EXIT_BAD_DATA, standard ? "no input (empty, or the previous command failed)" : "is empty");
    if ((why = open_source(reader, options)) != NULL || (why = check_header(reader, options)) != NULL)
        return why;
    reader->live = reader->source->stream && reader->header.rows < 0 && !reader->feed.regular;
    return NULL;
}

/* Louder than any sound. Larger samples have powers beyond the range of a float. */
static const float loudest = 1e15F;

/* A sentence about the first number whose magnitude is not at most `most`, or NULL. */
static const char *name_unusable(const struct reader *reader, const float *rows, size_t count, float most)
{
    size_t numbers = header_numbers(&reader->source->header);
    for (size_t i = 0; i < count * numbers; i++)
        if (!(fabsf(rows[i]) <= most)) {
            const char *what = isnan(rows[i]) ? "not a number (NaN)" : isinf(rows[i]) ? "infinite" : "beyond any sound";
            return sentence("number %zu of row %lld is %s: %g", i % numbers + 1,
                            (long long)reader->at + (long long)(i / numbers), what, (double)rows[i]);
        }
    return NULL;
}

/* Whether any number is outside -most .. most. Compares them as integers, which takes one instruction per vector. */
static bool any_unusable(const float *values, size_t count, float most)
{
    int32_t any = 0, limit;
    memcpy(&limit, &most, sizeof limit);
    for (size_t i = 0; i < count; i++) {
        int32_t bits;
        memcpy(&bits, &values[i], sizeof bits);
        any |= (bits & 0x7fffffff) > limit;
    }
    return any != 0;
}

/* Lends rows of all channels, and fails on numbers that are not usable. */
static size_t lend(struct reader *reader, const float **rows, size_t most)
{
    size_t count = reader->source->read(reader->source, rows, most);
    accept_cut(reader);
    if (reader->source->failure != NULL)
        fail(reader, reader->source->status, reader->source->failure);
    float limit = header_is(&reader->source->header, "samples") ? loudest : FLT_MAX;
    if (reader->source->real && any_unusable(*rows, count * header_numbers(&reader->source->header), limit)) {
        fail(reader, EXIT_BAD_DATA, name_unusable(reader, *rows, count, limit));
        return 0;
    }
    reader->at += (int64_t)count;
    return count;
}

/* The largest magnitude. */
static float loudest_of(const float *samples, size_t count)
{
    float most = 0;
    for (size_t i = 0; i < count; i++) {
        float magnitude = fabsf(samples[i]);
        most = magnitude > most ? magnitude : most;
    }
    return most;
}

/* A mix is silent though its channels are not: a microphone of opposite polarity, or a balanced line. */
static void check_mix(struct reader *reader)
{
    static const float silence = 1e-4F; /* -80 dB */
    if (reader->choice.mix && reader->loudest_mix < silence * reader->loudest_part)
        reader->remark = "the channels cancel each other in the mix (opposite polarity?); choose one with --channels";
}

static const float *choose_channels(struct reader *reader, const float *rows, size_t count)
{
    const struct header *header = &reader->source->header;
    if (count > reader->chosen_room) {
        reader->chosen_room = count;
        reader->chosen = mem_grow(reader->chosen, count * header_numbers(&reader->header), sizeof *reader->chosen);
    }
    channel_choice_rows(&reader->choice, reader->chosen, rows, count, (size_t)header->channels, (size_t)header->width);
    if (reader->choice.mix) {
        size_t numbers = count * header_numbers(header);
        reader->loudest_part = fmaxf(reader->loudest_part, loudest_of(rows, numbers));
        reader->loudest_mix = fmaxf(reader->loudest_mix, loudest_of(reader->chosen, count));
    }
    return reader->chosen;
}

size_t reader_next(struct reader *reader, const float **rows, size_t most)
{
    size_t count = 0;
    *rows = NULL;
    for (; reader->skip > 0; reader->skip -= (int64_t)count)
        if ((count = lend(reader, rows, reader->skip < (int64_t)most ? (size_t)reader->skip : most)) == 0) {
            if (reader->failure == NULL)
                fail(reader, EXIT_BAD_DATA, sentence("ends after %lld rows, before --start", (long long)reader->at));
            return 0;
        }
    if (reader->failure != NULL || (reader->end >= 0 && reader->at >= reader->end))
        return 0;
    if (reader->end >= 0 && reader->end - reader->at < (int64_t)most)
        most = (size_t)(reader->end - reader->at);
    count = lend(reader, rows, most);
    if (count == 0 && reader->at == 0 && reader->failure == NULL && header_is(&reader->header, "samples"))
        fail(reader, EXIT_BAD_DATA, "has no samples");
    if (count == 0)
        check_mix(reader);
    if (!reader->choice.all && count > 0)
        *rows = choose_channels(reader, *rows, count);
    return count;
}

const char *reader_select(struct reader *reader, int64_t first, int64_t end)
{
    struct header *header = &reader->header;
    int64_t rows = header->rows;
    if (rows >= 0 && first >= rows)
        return fail(reader, EXIT_BAD_DATA,
                    sentence("ends after %.3f s, before --start", (double)rows / header_rate(header)));
    if (rows >= 0 && (end < 0 || end > rows))
        end = rows;
    if (first > 0 && (reader->source->seek == NULL || !reader->source->seek(reader->source, first)))
        reader->skip = first;
    else
        reader->at = first;
    reader->end = end == rows ? -1 : end; /* to the end, so that the source checks it */
    header->start += (double)first / header_rate(header);
    if (rows >= 0)
        header->rows = end - first;
    return NULL;
}

const char *reader_select_time(struct reader *reader, const struct time_options *options, double offset)
{
    struct time_choice choice;
    const char *why = time_choice_find(&choice, options, &reader->header, offset);
    if (why != NULL)
        return fail(reader, EXIT_USAGE_ERROR, why);
    return choice.first > 0 || choice.end >= 0 ? reader_select(reader, choice.first, choice.end) : NULL;
}

const char *reader_count(struct reader *reader, int64_t most)
{
    if (reader->header.rows >= 0)
        return NULL;
    reader->source = read_spooled_open(reader->source, most, reader->spool_limit);
    reader->hertz = reader->hertz_half = NULL; /* of a table that may be closed now */
    accept_cut(reader);
    if (reader->source->failure != NULL)
        return fail(reader, reader->source->status, reader->source->failure);
    reader->header.rows = reader->source->header.rows;
    return NULL;
}

void reader_close(struct reader *reader)
{
    if (reader->source != NULL)
        reader->source->destroy(reader->source);
    feed_close(&reader->feed);
    free(reader->chosen);
    reader->source = NULL;
    reader->chosen = NULL;
}
