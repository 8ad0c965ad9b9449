/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/writer.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "base/status.h"
#include "stream/several_inputs.h"
#include "stream/spool.h"

static const struct writer_format *const formats[] = {
    &writer_stream, &writer_raw,  &writer_csv, &writer_tsv,   &writer_npy,   &writer_arff, &writer_htk,
    &writer_ark,    &writer_arkt, &writer_wav, &writer_wav16, &writer_wav24, &writer_flac, &writer_flac16};

const char *writer_format_name(size_t i)
{
    return i < sizeof formats / sizeof *formats ? formats[i]->name : NULL;
}

const struct writer_format *writer_format_find(const char *name)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcasecmp(formats[i]->name, name) == 0)
            return formats[i];
    return NULL;
}

/* The format's extension that equals the one in `dot` (may be NULL); NULL: none does. */
static const char *extension_of(const struct writer_format *format, const char *dot)
{
    for (size_t i = 0; dot != NULL && format->extensions[i] != NULL; i++)
        if (strcasecmp(dot + 1, format->extensions[i]) == 0)
            return format->extensions[i];
    return NULL;
}

const char *writer_format_asked(const char *path)
{
    const char *dot = path != NULL ? strrchr(path, '.') : NULL;
    for (size_t i = 0; dot != NULL && i < sizeof formats / sizeof *formats; i++)
        if (strcasecmp(dot + 1, formats[i]->name) == 0 || extension_of(formats[i], dot) != NULL)
            return formats[i]->name;
    return NULL;
}

const char *writer_extension(const char *path)
{
    static const char *const others[] = {
        "png",     "jpg",      "jpeg",        "gif",  "bmp",   "tif",  "tiff", "webp", "svg",    "pdf",
        "ppm",     "txt",      "npz",         "mat",  "h5",    "json", "aif",  "aiff", "au",     "caf",
        "m4a",     "mp3",      "ogg",         "opus", "w64",   "gz",   "bz2",  "xz",   "zst",    "zip",
        "parquet", "feather",  "xlsx",        "pkl",  "fbank", "scp",  "pt",   "pth",  "pickle", "hdf5",
        "nc",      "tfrecord", "safetensors", "xls",  "ods",   "wv",   "wma",  "avi",  "mp4"};
    const char *dot = path != NULL ? strrchr(path, '.') : NULL, *found = NULL;
    for (size_t i = 0; found == NULL && i < sizeof formats / sizeof *formats; i++)
        found = extension_of(formats[i], dot);
    for (size_t i = 0; found == NULL && dot != NULL && i < sizeof others / sizeof *others; i++)
        if (strcasecmp(dot + 1, others[i]) == 0)
            found = others[i];
    return found;
}

/* Whether a name ends in letters and digits that stand for no format: neither one of ours nor a usual one of raw bytes. */
static bool has_unknown_ending(const char *path)
{
    static const char *const neutral[] = {"spec", "stream", "raw", "bin", "dat", "data", "f32", "out", "part", "tmp"};
    const char *name = path != NULL ? path : "", *slash = strrchr(name, '/');
    const char *dot = strrchr(slash != NULL ? slash : name, '.');
    struct stat about;
    if (dot == NULL || !isalpha((unsigned char)dot[1]) || strlen(dot + 1) > 8)
        return false;
    for (const char *letter = dot + 1; *letter != '\0'; letter++)
        if (!isalnum((unsigned char)*letter))
            return false;
    for (size_t i = 0; i < sizeof neutral / sizeof *neutral; i++)
        if (strcasecmp(dot + 1, neutral[i]) == 0)
            return false;
    return stat(path, &about) != 0 || S_ISREG(about.st_mode);
}

/* Whether the format fits an extension that stands for `asked`: wav16 fits .wav, arkt fits .ark, tsv fits .csv. */
static bool format_fits(const struct writer_format *format, const char *asked)
{
    const struct writer_format *other = writer_format_find(asked);
    return strncmp(format->name, asked, strlen(asked)) == 0 || (format->long_form && other->long_form);
}

/* Chooses the format by the extension. Refuses that of a known format which this program cannot write. */
static const struct writer_format *by_extension(struct writer *writer, const char *path)
{
    const char *extension = writer_extension(path), *asked = writer_format_asked(path);
    const struct writer_format *format = asked != NULL ? writer_format_find(asked) : NULL;
    if (extension != NULL && format == NULL)
        writer_fail(writer, EXIT_USAGE_ERROR,
                    sentence("this program writes no %s; it writes %s%s", extension, sentence_names(writer_format_name),
                             strcmp(extension, "png") == 0 ? ", and spec-render makes pictures of them" : ""));
    else if (format == NULL && has_unknown_ending(path))
        writer_fail(writer, EXIT_USAGE_ERROR,
                    sentence("no format ends in %s; name one of %s by --format", strrchr(path, '.'),
                             sentence_names(writer_format_name)));
    return format != NULL ? format : &writer_stream;
}

/* Releases and removes everything after a failure to begin. */
static const char *abandon_output(struct writer *writer)
{
    writer->file.recording = false; /* it is empty: remove it */
    file_abandon(&writer->file);
    spool_destroy(writer->spool);
    free(writer->buffer);
    writer->buffer = NULL;
    return writer->failure;
}

static const char *begin(struct writer *writer)
{
    if (writer->format->begin != NULL)
        writer->format->begin(writer);
    several_inputs_begin(writer);
    return writer->failure != NULL ? abandon_output(writer) : NULL;
}

static const char *open_writer(struct writer *writer, const char *path, const char *format, const struct reader *input)
{
    writer->format = by_extension(writer, path);
    if (format != NULL) { /* overrides the extension */
        const char *asked = writer_format_asked(path);
        writer->format = writer_format_find(format);
        writer->failure = NULL;
        if (asked != NULL && writer->format != NULL && !format_fits(writer->format, asked))
            writer_fail(writer, EXIT_USAGE_ERROR,
                        sentence("--format %s contradicts the ending, which stands for %s", format, asked));
    }
    if (writer->format == NULL)
        writer_fail(writer, EXIT_USAGE_ERROR,
                    sentence("'%s' is none of %s", format, sentence_names(writer_format_name)));
    else if (writer->failure == NULL && writer->table.several && !writer->format->gathers)
        writer_fail(writer, EXIT_USAGE_ERROR, several_inputs_refuse(writer));
    if (writer->failure != NULL)
        return writer->failure;
    const char *why = writer->recording ? file_record(&writer->file, path)
                                        : file_create(&writer->file, path, input != NULL ? &input->about : NULL);
    if (why != NULL)
        writer_fail(writer, EXIT_NO_OUTPUT, why);
    else if (!writer->format->text && isatty(writer->file.fd))
        writer_fail(writer, EXIT_USAGE_ERROR, "binary data do not belong on a terminal: use -o FILE or a pipe");
    if (writer->failure != NULL)
        return abandon_output(writer);
    writer->buffer = mem_new(WRITER_BUFFER, 1);
    if (writer->table.provisional)
        writer->spool = spool_create();
    return begin(writer);
}

static struct writer new_writer(const char *path, const struct header *header)
{
    return (struct writer){
        .name = path != NULL && strcmp(path, "-") != 0 ? path : "stdout", .header = *header, .file.fd = -1};
}

const char *writer_create(struct writer *writer, const char *path, const char *format, const struct header *header,
                          const struct reader *input, const struct writer_table *table)
{
    *writer = new_writer(path, header);
    if (table != NULL)
        writer->table = *table;
    return open_writer(writer, path, format, input);
}

const char *writer_record(struct writer *writer, const char *path, const char *format, const struct header *header)
{
    *writer = new_writer(path, header);
    writer->recording = true;
    return open_writer(writer, path, format, NULL);
}

const char *writer_restart(struct writer *writer, const struct header *header)
{
    if (writer->failure != NULL)
        return writer->failure;
    if (writer->format->end != NULL)
        writer->format->end(writer, "begun again"); /* releases the format's state */
    spool_destroy(writer->spool);
    writer->spool = NULL;
    writer->used = 0;
    writer->remark = NULL;
    writer->header = *header;
    return begin(writer);
}

void writer_rows(struct writer *writer, const float *rows, size_t count)
{
    if (writer->failure != NULL)
        return;
    if (writer->between_inputs) {
        writer_fail(writer, EXIT_INTERNAL, "rows came of no input");
        return;
    }
    writer->format->rows(writer, rows, count);
    writer->rows += (int64_t)count;
}

const char *writer_next(struct writer *writer, const struct header *header, const char *source)
{
    if (!writer->table.several)
        writer_fail(writer, EXIT_USAGE_ERROR, several_inputs_refuse(writer));
    if (writer->failure == NULL)
        several_inputs_end(writer, true);
    if (writer->failure != NULL)
        return writer->failure;
    if (strcmp(header->kind, writer->header.kind) != 0 || header->width != writer->header.width)
        return sentence("these are %s rows of %ld numbers, and those before are %s rows of %ld", header->kind,
                        header->width, writer->header.kind, writer->header.width);
    const struct writer_format *format = writer->format;
    const char *why = format->accept != NULL ? format->accept(writer, header, source) : NULL;
    if (why != NULL)
        return why;
    writer->header = *header;
    writer->table.source = source;
    several_inputs_begin(writer);
    return writer->failure;
}

void writer_drop(struct writer *writer)
{
    if (writer->buffer == NULL || writer->between_inputs || !writer->table.several)
        return;
    if (writer->failure != NULL && writer->status == EXIT_BAD_DATA)
        writer->failure = NULL;
    several_inputs_end(writer, false);
    several_inputs_remove(writer);
}

void writer_flush_live(struct writer *writer)
{
    if (!writer->file.regular && writer->spool == NULL)
        writer_flush(writer);
}

/* Whether the output is a file that is completed even after a failure. A recording to a pipe is not. */
static bool is_file_recording(const struct writer *writer)
{
    return writer->recording && writer->file.regular;
}

void writer_refresh(struct writer *writer)
{
    writer_flush(writer);
    if (writer->failure == NULL && is_file_recording(writer) && writer->format->refresh != NULL)
        writer->format->refresh(writer);
}

/* After a failure: cuts the file after its last whole row, and writes that number of rows to its head. */
static void repair(struct writer *writer)
{
    size_t head = 0;
    if (writer->format->repair != NULL)
        writer->format->repair(writer);
    if (writer->format->row_bytes == NULL)
        return;
    int64_t row = (int64_t)writer->format->row_bytes(writer, &head);
    int64_t there = lseek(writer->file.fd, 0, SEEK_CUR) - writer->file.origin - (int64_t)head;
    writer->rows = there > 0 ? there / row : 0;
    if (ftruncate(writer->file.fd, writer->file.origin + (int64_t)head + writer->rows * row) != 0)
        errno = 0; /* the writer already has a failure, and readers use the head */
    if (writer->format->refresh != NULL)
        writer->format->refresh(writer);
}

const char *writer_close(struct writer *writer, const char *cut)
{
    if (writer->buffer == NULL) /* it was not opened */
        return writer->failure;
    bool keep = is_file_recording(writer);
    if (keep)
        writer->header.rows = -1; /* `end` counts the rows that were written */
    several_inputs_end(writer, keep || cut == NULL);
    if (writer->format->end != NULL)
        writer->format->end(writer, keep ? NULL : cut);
    writer_flush(writer);
    if (keep && writer->failure != NULL)
        repair(writer);
    spool_destroy(writer->spool);
    free(writer->buffer);
    writer->buffer = NULL;
    if (!keep && (writer->failure != NULL || cut != NULL)) {
        file_abandon(&writer->file); /* also truncates a regular stdout */
        return writer->failure;
    }
    const char *why = file_commit(&writer->file);
    if (why != NULL)
        writer_fail(writer, EXIT_IO, why);
    return writer->failure;
}
