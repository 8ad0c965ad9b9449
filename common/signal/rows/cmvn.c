/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/rows/cmvn.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "signal/rows/moments.h"

static const double FILE_FLOOR = 1e-20, SLIDING_FLOOR = 1e-10;

struct cmvn {
    size_t width;
    double floor;
    struct moments moments;
};

static void create_moments(struct moments *moments, size_t width)
{
    moments->mean = mem_new(width, sizeof *moments->mean);
    moments->squares = mem_new(width, sizeof *moments->squares);
}

static void destroy_moments(struct moments *moments)
{
    free(moments->mean);
    free(moments->squares);
}

struct cmvn *cmvn_create(size_t width, bool variance)
{
    struct cmvn *cmvn = mem_new(1, sizeof *cmvn);
    cmvn->width = width;
    cmvn->floor = variance ? FILE_FLOOR : 0;
    create_moments(&cmvn->moments, width);
    return cmvn;
}

void cmvn_add(struct cmvn *cmvn, const float *row)
{
    moments_add(&cmvn->moments, row, cmvn->width);
}

void cmvn_fill(const struct cmvn *cmvn, float *out, const float *row)
{
    moments_normalise(&cmvn->moments, out, row, cmvn->width, cmvn->floor);
}

void cmvn_destroy(struct cmvn *cmvn)
{
    if (cmvn == NULL)
        return;
    destroy_moments(&cmvn->moments);
    free(cmvn);
}

/*
 * The window has two parts, whose moments are joined for every row. New rows are added to the newer part. For each row
 * of the older part, the moments from that row to the part's end are stored, so removing the first row means using
 * those of the next. When the older part is empty, the newer one becomes the older. So a row costs two additions and
 * one join, and nothing is subtracted: errors do not accumulate over hours, and a row with an infinity or a NaN affects
 * only the windows it is in.
 */
struct sliding {
    struct sliding_setting setting;
    int64_t room;                 /* rows in the rings */
    float *rows;                  /* [room][width]: the newest ones, row n at index n % room */
    double *older;                /* [room][2][width]: means and squares of rows n .. middle - 1, at index n % room */
    struct moments newer, joined; /* of rows middle .. end - 1; of the window */
    int64_t begin, middle, end;   /* rows: of the window, of its newer part, and after the window */
    int64_t count, returned;      /* rows pushed, returned */
    bool ended;
};

struct sliding *sliding_create(const struct sliding_setting *setting)
{
    struct sliding *sliding = mem_new(1, sizeof *sliding);
    size_t width = setting->width;
    sliding->setting = *setting;
    sliding->room = 1 + (!setting->centred && setting->least > setting->window ? setting->least : setting->window);
    sliding->rows = mem_new((size_t)sliding->room * width, sizeof *sliding->rows);
    sliding->older = mem_new(2 * (size_t)sliding->room * width, sizeof *sliding->older);
    create_moments(&sliding->newer, width);
    create_moments(&sliding->joined, width);
    return sliding;
}

static float *row_of(const struct sliding *sliding, int64_t n)
{
    return sliding->rows + (size_t)(n % sliding->room) * sliding->setting.width;
}

/* The moments of rows n .. middle - 1, n being in the older part. */
static struct moments older_of(const struct sliding *sliding, int64_t n)
{
    double *mean = sliding->older + 2 * (size_t)(n % sliding->room) * sliding->setting.width;
    return (struct moments){sliding->middle - n, mean, mean + sliding->setting.width};
}

void sliding_push(struct sliding *sliding, const float *row)
{
    sliding->ended = row == NULL;
    if (row != NULL)
        memcpy(row_of(sliding, sliding->count++), row, sliding->setting.width * sizeof *row);
}

/* Makes all rows of the window the older part; the newer part is empty then. */
static void age_all_rows(struct sliding *sliding)
{
    size_t width = sliding->setting.width;
    sliding->middle = sliding->end;
    struct moments following = {0};
    for (int64_t n = sliding->middle - 1; n >= sliding->begin; n--) {
        struct moments here = older_of(sliding, n);
        if (following.count > 0)
            memcpy(here.mean, following.mean, 2 * width * sizeof *here.mean); /* and the squares after them */
        here.count = following.count;
        moments_add(&here, row_of(sliding, n), width);
        following = here;
    }
    sliding->newer.count = 0;
}

static void move_window(struct sliding *sliding, int64_t begin, int64_t end)
{
    for (; sliding->end < end; sliding->end++)
        moments_add(&sliding->newer, row_of(sliding, sliding->end), sliding->setting.width);
    sliding->begin = begin;
    if (begin >= sliding->middle && begin > 0)
        age_all_rows(sliding);
}

/* begin, end out: the window of row t in a file of unlimited length */
static void place_window(const struct sliding_setting *setting, int64_t t, int64_t *begin, int64_t *end)
{
    int64_t first = setting->centred ? t - setting->window / 2 : t - setting->window;
    *begin = first < 0 ? 0 : first;
    *end = setting->centred ? *begin + setting->window : t + 1 > setting->least ? t + 1 : setting->least;
}

bool sliding_next(struct sliding *sliding, float *row)
{
    const struct sliding_setting *setting = &sliding->setting;
    int64_t t = sliding->returned, begin = 0, end = 0;
    place_window(setting, t, &begin, &end);
    if (t >= sliding->count || (end > sliding->count && !sliding->ended))
        return false;
    if (end > sliding->count) {
        begin = begin > end - sliding->count ? begin - (end - sliding->count) : 0;
        end = sliding->count;
    }
    move_window(sliding, begin, end);
    struct moments older = {0};
    if (begin < sliding->middle)
        older = older_of(sliding, begin);
    moments_join(&sliding->joined, &older, &sliding->newer, setting->width);
    moments_normalise(&sliding->joined, row, row_of(sliding, t), setting->width, setting->variance ? SLIDING_FLOOR : 0);
    sliding->returned++;
    return true;
}

void sliding_destroy(struct sliding *sliding)
{
    if (sliding == NULL)
        return;
    destroy_moments(&sliding->newer);
    destroy_moments(&sliding->joined);
    free(sliding->rows);
    free(sliding->older);
    free(sliding);
}
