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
#include "stream/container/examine.h"
#include "stream/flac_mask.h"
#include "stream/flac_verify.h"
#include "stream/foreign_file.h"
#include "stream/sndfile_magic.h"
#include "stream/source.h"
#include "stream/speakers.h"

static bool is_mpeg_codec(int codec)
{
    return codec == SF_FORMAT_MPEG_LAYER_I || codec == SF_FORMAT_MPEG_LAYER_II || codec == SF_FORMAT_MPEG_LAYER_III;
}

struct sndfile_source {
    struct source source;
    SNDFILE *file;
    int fd;                       /* of the whole file; it belongs to the feed */
    bool flac;                    /* a FLAC file */
    bool mpeg, hush;              /* libmpg123 decodes it; silence libmpg123 */
    int64_t rows_read, announced; /* announced -1: unknown */
    int64_t limit;                /* rows that are read at most, before the first damage or the decoder's additions */
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

/*
 * How many of the `got` rows just read come before the damage that the decoder reports, and ends the source there. The
 * decoder goes on with later rows in their place.
 */
static sf_count_t before_damage(struct sndfile_source *audio, sf_count_t got)
{
    int64_t sound = audio->flac ? container_first_damage(audio->fd) - audio->rows_read : 0;
    const char *what = sf_strerror(audio->file);
    got = sound < 0 ? 0 : sound < got ? sound : got;
    source_cut(&audio->source, sentence("damaged after %lld samples: %.*s", (long long)(audio->rows_read + got),
                                        (int)strcspn(what, ".\n"), what));
    audio->limit = audio->rows_read + got;
    return got;
}

static size_t sndfile_read(struct source *source, const float **row, size_t most)
{
    struct sndfile_source *audio = (struct sndfile_source *)source;
    if (source->failure != NULL)
        return 0;
    if (audio->limit - audio->rows_read < (int64_t)most)
        most = (size_t)(audio->limit - audio->rows_read);
    if (most == 0)
        return 0;
    int kept = audio->mpeg && audio->hush ? redirect_stderr() : -1;
    errno = 0;
    sf_count_t got = sf_readf_float(audio->file, audio->row, (sf_count_t)(most < audio->room ? most : audio->room));
    restore_stderr(kept);
    mem_check_errno();
    *row = audio->row;
    if (got > 0 && sf_error(audio->file) != SF_ERR_NO_ERROR && !audio->mpeg)
        got = before_damage(audio, got);
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
    if (audio->rows_read < audio->announced) {
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
    static const unsigned long long most_size = 1ULL << 60; /* larger ones mean "until the end" */
    char log[16384] = "", *rest = NULL;
    sf_command(file, SFC_GET_LOG_INFO, log, sizeof log - 1);
    for (char *line = strtok_r(log, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        const char *word = line + strspn(line, " "), *colon = strchr(line, ':'), *should = strstr(line, "(should be ");
        for (size_t i = 0; should != NULL && colon != NULL && i < sizeof chunks / sizeof *chunks; i++)
            if (strncmp(word, chunks[i], 4) == 0) {
                unsigned long long said = strtoull(colon + 1, NULL, 0), there = strtoull(should + 11, NULL, 0);
                if (said > there && said != UINT32_MAX && said < most_size)
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

/*
 * Whether a seek gives the samples that reading from the beginning gives. Not of Vorbis, where libsndfile lands up to
 * hundreds of samples off near the end, nor of MPEG audio, whose samples then differ in their last bits: these are
 * decoded from the beginning and dropped.
 */
static bool may_seek(const SF_INFO *info)
{
    int type = info->format & SF_FORMAT_TYPEMASK, codec = info->format & SF_FORMAT_SUBMASK;
    return type != SF_FORMAT_OGG && !is_mpeg_codec(codec);
}

/*
 * A copy of the file with a rate that libsndfile takes: it would decode Opus that does not name its original rate at
 * 8 kHz, and refuse CAF below 1 Hz. -1 and feed->failure.
 */
static int open_mended(struct feed *feed, const struct container *container)
{
    int fd = feed_copy(feed);
    if (fd < 0 || container->mend_rate(container, fd))
        return fd;
    feed->failure = sentence("temporary file: %s", strerror(errno));
    feed->status = EXIT_IO;
    return -1;
}

/* What the container says, which counts more than the decoder's word. */
static void heed_container(struct sndfile_source *audio, const struct container *container, double decoder_rate)
{
    struct header *header = &audio->source.header;
    if (container->exact_rate)
        header->rate = header->samplerate = (struct ratio){container->clock, 1};
    double ratio = container->clock > 0 && !container->exact_rate ? decoder_rate / container->clock : 1;
    int64_t rows = container->samples >= 0 ? llrint((double)container->samples * ratio) : -1;
    if (container->damage != NULL) {
        audio->limit = rows > 0 ? rows : 0;
        audio->announced = -1;
        source_cut(&audio->source, container->damage);
    } else if (rows >= 0) {
        audio->limit = audio->announced = audio->source.header.rows = rows;
    }
}

/* The file that libsndfile is to read, examined, at its beginning. -1 and feed->failure. */
static int examine(struct feed *feed, struct container *container)
{
    *container = (struct container){0};
    int fd = feed_file(feed);
    if (fd < 0)
        return fd;
    container_examine(container, fd, 0, lseek(fd, 0, SEEK_END));
    if (container->rate_at >= 0 && (fd = open_mended(feed, container)) < 0)
        return fd;
    lseek(fd, 0, SEEK_SET);
    return fd;
}

/* Why the opened file cannot be used; NULL: it can. */
static const char *check(const struct sndfile_source *audio, const struct feed *feed, const struct container *container,
                         int channels)
{
    if (container->known && container->unusable != NULL)
        return container->unusable;
    if (audio->file == NULL)
        return refuse(feed, sf_strerror(NULL));
    return channels > MOST_CHANNELS ? sentence("has %d channels; the most is %d", channels, MOST_CHANNELS) : NULL;
}

/* Opens the decoder at the beginning of the file. NULL, or why the file cannot be used. */
static const char *open_decoder(struct sndfile_source *audio, SF_INFO *info, const struct feed *feed,
                                const struct container *container)
{
    lseek(audio->fd, 0, SEEK_SET);
    int kept = audio->hush ? redirect_stderr() : -1;
    errno = 0;
    audio->file = sf_open_fd(audio->fd, SFM_READ, info, SF_FALSE);
    restore_stderr(kept);
    mem_check_errno(); /* also on success: it goes on without what it had no memory for */
    audio->mpeg = is_mpeg_codec(info->format & SF_FORMAT_SUBMASK); /* also inside WAV */
    audio->flac = (info->format & SF_FORMAT_TYPEMASK) == SF_FORMAT_FLAC;
    audio->announced = info->frames < INT64_MAX / 2 ? info->frames : -1;
    return check(audio, feed, container, info->channels);
}

/* Fills in the source of an opened file. */
static void describe(struct sndfile_source *audio, const SF_INFO *info, const struct feed *feed,
                     const struct container *container)
{
    audio->source = (struct source){.header = {.kind = "samples",
                                               .width = 1,
                                               .channels = info->channels,
                                               .axis = "index",
                                               .step = 1,
                                               .full_scale = 1,
                                               .rate = {info->samplerate, 1},
                                               .samplerate = {info->samplerate, 1},
                                               .rows = audio->mpeg ? -1 : audio->announced},
                                    .real = true,
                                    .read = sndfile_read,
                                    .seek = info->seekable && may_seek(info) ? sndfile_seek : NULL,
                                    .exact = info->seekable && is_lossless(info),
                                    .destroy = sndfile_destroy};
    uint32_t mask = audio->flac ? flac_mask_read(audio->fd, 0) : 0;
    read_speakers(audio, info, feed, audio->flac && mask == 0 ? flac_mask_default(info->channels) : mask);
    if (audio->flac)
        read_comments(audio);
    if (container->known)
        heed_container(audio, container, info->samplerate);
    if (log_says_truncated(audio->file))
        source_cut(&audio->source, sentence("truncated: only %lld samples are there", (long long)info->frames));
    audio->room = SOURCE_BLOCK / sizeof(float) / (size_t)info->channels;
    audio->row = mem_new(audio->room * (size_t)info->channels, sizeof *audio->row);
}

struct source *read_sndfile_open(struct feed *feed, bool hush_decoder, bool verify, const char **why)
{
    if (!feed->regular && !sndfile_magic(feed->head, feed->have)) { /* not even copied: it may be endless */
        *why = refuse(feed, "its first bytes are those of no such format");
        return NULL;
    }
    struct sndfile_source *audio = mem_new(1, sizeof *audio);
    SF_INFO info = {0};
    struct container container;
    audio->limit = INT64_MAX;
    audio->fd = examine(feed, &container);
    audio->hush = hush_decoder && (may_be_mpeg(feed) || (container.known && container.mpeg));
    if (audio->fd < 0)
        *why = feed->failure;
    else if (verify && container.known && container.damage == NULL)
        *why = flac_verify(audio->fd);
    if (*why == NULL)
        *why = open_decoder(audio, &info, feed, &container);
    if (*why != NULL) {
        sndfile_destroy(&audio->source);
        return NULL;
    }
    describe(audio, &info, feed, &container);
    return &audio->source;
}
