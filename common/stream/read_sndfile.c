/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads all formats of libsndfile. A pipe is copied to a temporary file first: from a pipe libsndfile silently loses
 * the end of CAF and RF64, and all of FLAC. The frames that it announces are compared with those that it reads.
 */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "stream/flac_mask.h"
#include "stream/foreign_file.h"
#include "stream/source.h"
#include "stream/speakers.h"

struct sndfile_source {
    struct source source;
    SNDFILE *file;
    bool mpeg, hush;              /* libmpg123 decodes it; silence libmpg123 */
    int64_t rows_read, announced; /* announced -1: unknown; of MPEG without a length tag an estimate */
    size_t room;                  /* rows */
    float *row;                   /* [room * channels] */
};

/* libmpg123 writes to stderr itself. Redirects stderr to /dev/null; returns its old descriptor, or -1. */
static int redirect_stderr(void)
{
    int kept = dup(STDERR_FILENO), nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (kept >= 0 && nowhere >= 0)
        dup2(nowhere, STDERR_FILENO);
    if (nowhere >= 0)
        close(nowhere);
    return kept;
}

static void restore_stderr(int kept)
{
    if (kept < 0)
        return;
    dup2(kept, STDERR_FILENO);
    close(kept);
}

static size_t sndfile_read(struct source *source, const float **row, size_t most)
{
    struct sndfile_source *audio = (struct sndfile_source *)source;
    if (source->failure != NULL)
        return 0;
    int kept = audio->mpeg && audio->hush ? redirect_stderr() : -1;
    errno = 0;
    sf_count_t got = sf_readf_float(audio->file, audio->row, (sf_count_t)(most < audio->room ? most : audio->room));
    restore_stderr(kept);
    mem_check_errno();
    *row = audio->row;
    if (got > 0) {
        audio->rows_read += got;
        return (size_t)got;
    }
    if (sf_error(audio->file) == SF_ERR_SYSTEM)
        return source_fail(source, EXIT_IO, sf_strerror(audio->file));
    if (sf_error(audio->file) != SF_ERR_NO_ERROR) {
        return source_cut(
            source, sentence("damaged after %lld samples: %s", (long long)audio->rows_read, sf_strerror(audio->file)));
    }
    int64_t slack = audio->mpeg ? 8192 + audio->announced / 64 : 0;
    if (audio->rows_read + slack < audio->announced) {
        return source_cut(source, sentence("truncated after %lld of %lld samples", (long long)audio->rows_read,
                                           (long long)audio->announced));
    }
    return 0;
}

static bool sndfile_seek(struct source *source, int64_t row)
{
    struct sndfile_source *audio = (struct sndfile_source *)source;
    audio->rows_read = row;
    errno = 0;
    bool found = sf_seek(audio->file, row, SEEK_SET) == row;
    mem_check_errno();
    return found;
}

static void sndfile_destroy(struct source *source)
{
    struct sndfile_source *audio = (struct sndfile_source *)source;
    if (audio->file != NULL)
        sf_close(audio->file);
    free(audio->row);
    free(audio);
}

/*
 * libsndfile corrects a size beyond the end of the file, and says so only in its log: "data : 9000 (should be 4000)".
 */
static bool log_says_truncated(SNDFILE *file)
{
    static const char *const chunks[] = {"data", "SSND", "riff"};
    char log[16384] = "", *rest = NULL;
    sf_command(file, SFC_GET_LOG_INFO, log, sizeof log - 1);
    for (char *line = strtok_r(log, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        const char *word = line + strspn(line, " "), *colon = strchr(line, ':'), *should = strstr(line, "(should be ");
        for (size_t i = 0; should != NULL && colon != NULL && i < sizeof chunks / sizeof *chunks; i++)
            if (strncmp(word, chunks[i], 4) == 0) {
                unsigned long long said = strtoull(colon + 1, NULL, 0), there = strtoull(should + 11, NULL, 0);
                if (said > there && said != UINT32_MAX)
                    return true;
            }
    }
    return false;
}

static const char *refuse(const struct feed *feed, const char *error)
{
    size_t length = strcspn(error, ".\n");
    const char *advice = foreign_file_advice(feed->head, feed->have);
    if (advice != NULL)
        return advice;
    return sentence("neither a stream nor audio that libsndfile reads (%.*s); raw samples need --rate and --format",
                    (int)length, error);
}

/* The speakers of Vorbis, and of Opus unless its channels are none: mapping family 0 or 1 (RFC 7845, section 5.1.1). */
static void read_ogg_speakers(struct sndfile_source *audio, const SF_INFO *info, const struct feed *feed)
{
    enum { PAGE = 28 /* bytes of the first page before its packet */, FAMILY = PAGE + 18 };
    const bool opus = (info->format & SF_FORMAT_SUBMASK) == SF_FORMAT_OPUS;
    if (!opus || (feed->have > FAMILY && feed->head[FAMILY] <= 1))
        speakers_set_vorbis(&audio->source.header);
}

/* The speakers that libsndfile knows; of FLAC, which it does not know, and of two channels, those of the format. */
static void read_speakers(struct sndfile_source *audio, const SF_INFO *info, const struct feed *feed,
                          uint32_t flac_mask)
{
    static const char *const words[SF_CHANNEL_MAP_MAX] = {
        [SF_CHANNEL_MAP_LEFT] = "FL",
        [SF_CHANNEL_MAP_RIGHT] = "FR",
        [SF_CHANNEL_MAP_CENTER] = "FC",
        [SF_CHANNEL_MAP_FRONT_LEFT] = "FL",
        [SF_CHANNEL_MAP_FRONT_RIGHT] = "FR",
        [SF_CHANNEL_MAP_FRONT_CENTER] = "FC",
        [SF_CHANNEL_MAP_REAR_CENTER] = "BC",
        [SF_CHANNEL_MAP_REAR_LEFT] = "BL",
        [SF_CHANNEL_MAP_REAR_RIGHT] = "BR",
        [SF_CHANNEL_MAP_LFE] = "LFE",
        [SF_CHANNEL_MAP_FRONT_LEFT_OF_CENTER] = "FLC",
        [SF_CHANNEL_MAP_FRONT_RIGHT_OF_CENTER] = "FRC",
        [SF_CHANNEL_MAP_SIDE_LEFT] = "SL",
        [SF_CHANNEL_MAP_SIDE_RIGHT] = "SR",
        [SF_CHANNEL_MAP_TOP_CENTER] = "TC",
        [SF_CHANNEL_MAP_TOP_FRONT_LEFT] = "TFL",
        [SF_CHANNEL_MAP_TOP_FRONT_RIGHT] = "TFR",
        [SF_CHANNEL_MAP_TOP_FRONT_CENTER] = "TFC",
        [SF_CHANNEL_MAP_TOP_REAR_LEFT] = "TBL",
        [SF_CHANNEL_MAP_TOP_REAR_RIGHT] = "TBR",
        [SF_CHANNEL_MAP_TOP_REAR_CENTER] = "TBC",
        [SF_CHANNEL_MAP_AMBISONIC_B_W] = "W",
        [SF_CHANNEL_MAP_AMBISONIC_B_X] = "X",
        [SF_CHANNEL_MAP_AMBISONIC_B_Y] = "Y",
        [SF_CHANNEL_MAP_AMBISONIC_B_Z] = "Z",
    };
    int map[MOST_CHANNELS] = {0};
    const char *found[MOST_CHANNELS];
    size_t channels = (size_t)info->channels;
    if (sf_command(audio->file, SFC_GET_CHANNEL_MAP_INFO, map, (int)(channels * sizeof *map)) == SF_FALSE) {
        if ((info->format & SF_FORMAT_TYPEMASK) == SF_FORMAT_OGG)
            read_ogg_speakers(audio, info, feed);
        else
            speakers_set_mask(&audio->source.header,
                              flac_mask != 0 || channels != 2 ? flac_mask : flac_mask_default(2));
        return;
    }
    for (size_t i = 0; i < channels; i++)
        found[i] = map[i] > 0 && map[i] < SF_CHANNEL_MAP_MAX && words[map[i]] != NULL ? words[map[i]] : "-";
    speakers_set(&audio->source.header, found);
}

/* Reads what write_flac puts into comments: "rate 2000000/3 Hz, speakers FL FR", and the time of the first sample. */
static void read_comments(struct sndfile_source *audio)
{
    struct header *header = &audio->source.header;
    const char *comment = sf_get_string(audio->file, SF_STR_COMMENT), *date = sf_get_string(audio->file, SF_STR_DATE);
    char text[2 * NOTATION_ROOM];
    struct ratio rate;
    if (comment != NULL && sscanf(comment, "rate %79[0-9./e] Hz", text) == 1 && notation_ratio(&rate, text) == NULL &&
        round(ratio_value(rate)) == header->rate.num)
        header->rate = header->samplerate = rate;
    if (comment != NULL)
        speakers_read_comment(header, comment);
    if (date != NULL && strlen(date) < sizeof header->origin && strchr(date, 'T') == date + 10)
        strcpy(header->origin, date);
}

/* An ID3 tag, or the eleven bits that begin a frame. Only then is stderr redirected: messages of others are not lost. */
static bool may_be_mpeg(const struct feed *feed)
{
    const unsigned char *head = feed->head;
    return feed->have >= 3 && (memcmp(head, "ID3", 3) == 0 || (head[0] == 0xff && (head[1] & 0xe0) == 0xe0));
}

/* Whether a sample depends on nothing before it: lossy decoders have a memory. */
static bool is_lossless(const SF_INFO *info)
{
    static const int subtypes[] = {SF_FORMAT_PCM_S8, SF_FORMAT_PCM_U8, SF_FORMAT_PCM_16, SF_FORMAT_PCM_24,
                                   SF_FORMAT_PCM_32, SF_FORMAT_FLOAT,  SF_FORMAT_DOUBLE};
    for (size_t i = 0; i < sizeof subtypes / sizeof *subtypes; i++)
        if ((info->format & SF_FORMAT_SUBMASK) == subtypes[i])
            return true;
    return false;
}

struct source *read_sndfile_open(struct feed *feed, bool hush_decoder, const char **why)
{
    struct sndfile_source *audio = mem_new(1, sizeof *audio);
    SF_INFO info = {0};
    audio->source.destroy = sndfile_destroy;
    audio->hush = hush_decoder && may_be_mpeg(feed);
    int fd = feed_file(feed);
    if (fd < 0) {
        *why = feed->failure;
        sndfile_destroy(&audio->source);
        return NULL;
    }
    off_t start = lseek(fd, 0, SEEK_CUR);
    int kept = audio->hush ? redirect_stderr() : -1;
    errno = 0;
    audio->file = sf_open_fd(fd, SFM_READ, &info, SF_FALSE);
    restore_stderr(kept);
    mem_check_errno(); /* also on success: it goes on without what it had no memory for */
    audio->mpeg = (info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_MPEG;
    audio->announced = info.frames < INT64_MAX / 2 ? info.frames : -1;
    if (audio->file == NULL)
        *why = refuse(feed, sf_strerror(NULL));
    else if (info.channels > MOST_CHANNELS)
        *why = sentence("has %d channels; the most is %d", info.channels, MOST_CHANNELS);
    if (*why != NULL) {
        sndfile_destroy(&audio->source);
        return NULL;
    }
    audio->source = (struct source){.header = {.kind = "samples",
                                               .width = 1,
                                               .channels = info.channels,
                                               .axis = "index",
                                               .step = 1,
                                               .full_scale = 1,
                                               .rate = {info.samplerate, 1},
                                               .samplerate = {info.samplerate, 1},
                                               .rows = audio->mpeg ? -1 : audio->announced},
                                    .real = true,
                                    .read = sndfile_read,
                                    .seek = info.seekable ? sndfile_seek : NULL,
                                    .exact = info.seekable && is_lossless(&info),
                                    .destroy = sndfile_destroy};
    bool flac = (info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_FLAC;
    uint32_t mask = flac ? flac_mask_read(fd, start) : 0;
    read_speakers(audio, &info, feed, flac && mask == 0 ? flac_mask_default(info.channels) : mask);
    if (flac)
        read_comments(audio);
    if (audio->announced < 0 && (info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_OGG)
        source_cut(&audio->source, "truncated: its last page is not there");
    if (log_says_truncated(audio->file))
        source_cut(&audio->source, sentence("truncated: only %lld samples are there", (long long)info.frames));
    audio->room = SOURCE_BLOCK / sizeof(float) / (size_t)info.channels;
    audio->row = mem_new(audio->room * (size_t)info.channels, sizeof *audio->row);
    return &audio->source;
}
