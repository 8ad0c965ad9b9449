/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Everything libsndfile reads. From a pipe it is spooled first: libsndfile then loses the end of CAF and RF64,
 * and all of FLAC, without a word. The frames it promises are compared with those it gives.
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
#include "stream/source.h"

struct audio {
    struct source source;
    SNDFILE *file;
    bool mpeg, hush;
    int64_t taken, promised; /* promised -1: nothing. Of MPEG it is an estimate, where no tag tells the length */
    size_t room;
    float *row;
};

/* libmpg123 talks to stderr on its own; what is wrong is our sentence to say. */
static int hush(void)
{
    int kept = dup(STDERR_FILENO), nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (kept >= 0 && nowhere >= 0)
        dup2(nowhere, STDERR_FILENO);
    if (nowhere >= 0)
        close(nowhere);
    return kept;
}

static void speak_again(int kept)
{
    if (kept < 0)
        return;
    dup2(kept, STDERR_FILENO);
    close(kept);
}

static size_t audio_read(struct source *source, const float **row, size_t most)
{
    struct audio *audio = (struct audio *)source;
    if (source->failure != NULL)
        return 0;
    int voice = audio->mpeg && audio->hush ? hush() : -1;
    sf_count_t got = sf_readf_float(audio->file, audio->row, (sf_count_t)(most < audio->room ? most : audio->room));
    speak_again(voice);
    *row = audio->row;
    if (got > 0) {
        audio->taken += got;
        return (size_t)got;
    }
    if (sf_error(audio->file) != SF_ERR_NO_ERROR) {
        return source_cut(
            source, sentence("damaged after %lld samples: %s", (long long)audio->taken, sf_strerror(audio->file)));
    }
    int64_t slack = audio->mpeg ? 8192 + audio->promised / 64 : 0;
    if (audio->taken + slack < audio->promised) {
        return source_cut(source, sentence("truncated after %lld of %lld samples", (long long)audio->taken,
                                           (long long)audio->promised));
    }
    return 0;
}

static bool audio_seek(struct source *source, int64_t row)
{
    struct audio *audio = (struct audio *)source;
    audio->taken = row;
    return sf_seek(audio->file, row, SEEK_SET) == row;
}

static void audio_destroy(struct source *source)
{
    struct audio *audio = (struct audio *)source;
    if (audio->file != NULL)
        sf_close(audio->file);
    free(audio->row);
    free(audio);
}

/* libsndfile corrects a size that goes beyond the end of the file, and tells only its log: "data : 9000 (should be 4000)". */
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

static const char *refuse(const char *error)
{
    size_t length = strcspn(error, ".\n");
    return sentence("neither a stream nor audio that libsndfile reads (%.*s); bare numbers need --rate and --format",
                    (int)length, error);
}

/* What a FLAC file of ours says in comments, for its head has no room: "rate 2000000/3 Hz", and when it began. */
static void read_comments(struct audio *audio)
{
    struct header *header = &audio->source.header;
    const char *comment = sf_get_string(audio->file, SF_STR_COMMENT), *date = sf_get_string(audio->file, SF_STR_DATE);
    char text[2 * NOTATION_ROOM];
    struct ratio rate;
    if (comment != NULL && sscanf(comment, "rate %79[0-9./e] Hz", text) == 1 && notation_ratio(&rate, text) == NULL &&
        round(ratio_value(rate)) == header->rate.over)
        header->rate = header->samplerate = rate;
    if (date != NULL && strlen(date) < sizeof header->origin && strchr(date, 'T') == date + 10)
        strcpy(header->origin, date);
}

struct source *read_sndfile_open(struct feed *feed, bool hush_decoder, const char **why)
{
    struct audio *audio = mem_new(1, sizeof *audio);
    SF_INFO info = {0};
    audio->source.destroy = audio_destroy;
    audio->hush = hush_decoder;
    int fd = feed_file(feed);
    if (fd < 0) {
        *why = sentence("cannot be kept in a temporary file: %s", strerror(errno));
        audio_destroy(&audio->source);
        return NULL;
    }
    int voice = audio->hush ? hush() : -1;
    audio->file = sf_open_fd(fd, SFM_READ, &info, SF_FALSE);
    speak_again(voice);
    audio->mpeg = (info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_MPEG;
    audio->promised = info.frames < INT64_MAX / 2 ? info.frames : -1;
    if (audio->file == NULL)
        *why = refuse(sf_strerror(NULL));
    else if (info.channels > MOST_CHANNELS)
        *why = sentence("has %d channels; the most is %d", info.channels, MOST_CHANNELS);
    if (*why != NULL) {
        audio_destroy(&audio->source);
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
                                               .rows = audio->mpeg ? -1 : audio->promised},
                                    .real = true,
                                    .read = audio_read,
                                    .seek = info.seekable ? audio_seek : NULL,
                                    .destroy = audio_destroy};
    if ((info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_FLAC)
        read_comments(audio);
    if (audio->promised < 0 && (info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_OGG) {
        source_cut(&audio->source, "truncated: its last page is not there");
    }
    if (log_says_truncated(audio->file)) {
        source_cut(&audio->source, sentence("truncated: only %lld samples are there", (long long)info.frames));
    }
    audio->room = SOURCE_BLOCK / sizeof(float) / (size_t)info.channels;
    audio->row = mem_new(audio->room * (size_t)info.channels, sizeof *audio->row);
    return &audio->source;
}
