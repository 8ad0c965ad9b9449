/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/pace.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

/*
 * Fewer, longer stretches mean later minima of more reads, which lie closer to the line; but enough must be left to
 * tell their spread. When all are full, between half and all of them hold a read.
 */
enum {
    STRETCHES = 32,
    FIRST_LENGTH = 20, /* log2 of the first stretches' nanoseconds: a thousandth of a second */
    ROUNDS = 20        /* of weighting; the weights have settled long before */
};

/* Its earliest read, if any came. */
struct stretch {
    int64_t rows, time;
    int64_t reads;
};

struct pace {
    bool begun;
    int64_t first;               /* time of the first call */
    int64_t began, rows, latest; /* time of the first read; rows and time of the last one */
    int length;                  /* log2 of the stretches' nanoseconds */
    double period;               /* of a row, by the reads so far, nanoseconds; 0: not known yet */
    struct stretch stretches[STRETCHES];
};

/* A stretch's read as the fit sees it. Seconds and rows are counted from those of the first. */
struct point {
    double rows, time;
    double trust;  /* 0 to 1: the inverse of its expected spread */
    double excess; /* how far it lies above the line, seconds times trust */
    double weight; /* less than 1 for those far off */
};

/* time = time_mean + slope (rows - rows_mean) */
struct line {
    double slope, rows_mean, time_mean;
    double leverage; /* sum of trust^2 (rows - rows_mean)^2 */
};

struct pace *pace_create(void)
{
    struct pace *pace = mem_new(1, sizeof *pace);
    pace->length = FIRST_LENGTH;
    return pace;
}

void pace_destroy(struct pace *pace)
{
    free(pace);
}

/* Of two reads the one with the smaller delay stays; as long as no rate is known, the later one. */
static void keep_earliest(struct stretch *kept, const struct stretch *other, double period)
{
    int64_t reads = kept->reads + other->reads;
    if (other->reads == 0)
        return;
    double later = (double)(other->time - kept->time) - (double)(other->rows - kept->rows) * period;
    if (kept->reads == 0 || period == 0 || later < 0)
        *kept = *other;
    kept->reads = reads;
}

static void join_neighbours(struct pace *pace)
{
    struct stretch *stretches = pace->stretches;
    for (size_t i = 0; i < STRETCHES / 2; i++) {
        struct stretch joined = stretches[2 * i];
        keep_earliest(&joined, &stretches[2 * i + 1], pace->period);
        stretches[i] = joined;
    }
    for (size_t i = STRETCHES / 2; i < STRETCHES; i++)
        stretches[i] = (struct stretch){.reads = 0};
    pace->length++;
}

void pace_add(struct pace *pace, int64_t rows, int64_t time)
{
    if (!pace->begun)
        *pace = (struct pace){.begun = true, .first = time, .latest = time, .length = FIRST_LENGTH};
    if (rows <= pace->rows) /* a read that brought nothing tells nothing */
        return;
    if (pace->rows == 0)
        pace->began = time;
    pace->rows = rows;
    pace->latest = time > pace->latest ? time : pace->latest;

    while ((pace->latest - pace->first) >> pace->length >= STRETCHES)
        join_neighbours(pace);
    struct stretch *stretch = &pace->stretches[(pace->latest - pace->first) >> pace->length];
    struct pace_fit fit;
    if (stretch->reads == 0 && pace_fit(pace, &fit)) /* once a stretch is often enough, and costs little */
        pace->period = 1e9 / fit.rate;
    keep_earliest(stretch, &(struct stretch){.rows = rows, .time = pace->latest, .reads = 1}, pace->period);
}

/*
 * The smallest of k delays spreads as 1 / k, so a stretch with few reads, as the unfinished last one, counts less;
 * one with more than the mean (what had queued up comes in many reads) does not count more.
 */
static size_t points_fill(struct point point[STRETCHES], const struct pace *pace)
{
    size_t count = 0;
    double reads = 0;
    const struct stretch *origin = NULL;
    for (size_t i = 0; i < STRETCHES; i++) {
        const struct stretch *stretch = &pace->stretches[i];
        if (stretch->reads == 0)
            continue;
        origin = origin != NULL ? origin : stretch;
        point[count++] = (struct point){.rows = (double)(stretch->rows - origin->rows),
                                        .time = (double)(stretch->time - origin->time) * 1e-9,
                                        .trust = (double)stretch->reads,
                                        .weight = 1};
        reads += (double)stretch->reads;
    }
    for (size_t i = 0; i < count; i++)
        point[i].trust = fmin(1, point[i].trust * (double)count / reads);
    return count;
}

/* Least squares of time on rows, as it is the times that are uncertain. */
static struct line line_through(const struct point *point, size_t count)
{
    struct line line = {.slope = 0};
    double sum = 0, squares = 0, products = 0;
    for (size_t i = 0; i < count; i++) {
        double weight = point[i].weight * point[i].trust * point[i].trust;
        sum += weight;
        line.rows_mean += weight * point[i].rows;
        line.time_mean += weight * point[i].time;
    }
    line.rows_mean /= sum;
    line.time_mean /= sum;
    for (size_t i = 0; i < count; i++) {
        double rows = point[i].rows - line.rows_mean, trust = point[i].trust * point[i].trust;
        squares += point[i].weight * trust * rows * rows;
        products += point[i].weight * trust * rows * (point[i].time - line.time_mean);
        line.leverage += trust * rows * rows;
    }
    line.slope = products / squares;
    return line;
}

static int ascending(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The spread of most points, seconds: 1 / 0.6745 times the median distance, which it is for a normal distribution. */
static double spread(const struct point *point, size_t count)
{
    double distance[STRETCHES];
    for (size_t i = 0; i < count; i++)
        distance[i] = fabs(point[i].excess);
    qsort(distance, count, sizeof *distance, ascending);
    return fmax((distance[(count - 1) / 2] + distance[count / 2]) / 2 / 0.6745, 1e-9); /* the clock's unit at least */
}

/*
 * Least squares, but distances beyond 1.5 spreads count in proportion, not squared: a stall makes some stretches late
 * by far more than the rest differ. [Huber 1964, "Robust estimation of a location parameter"]
 */
static struct line line_robust(struct point *point, size_t count)
{
    struct line line = line_through(point, count);
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < count; i++) {
            double time = line.time_mean + line.slope * (point[i].rows - line.rows_mean);
            point[i].excess = (point[i].time - time) * point[i].trust;
        }
        double far = 1.5 * spread(point, count);
        for (size_t i = 0; i < count; i++)
            point[i].weight = fabs(point[i].excess) > far ? far / fabs(point[i].excess) : 1;
        line = line_through(point, count);
    }
    return line;
}

/*
 * The slope's standard error [Huber 1973, "Robust regression", eq. 6.5]. Neighbours that lie on the same side of the
 * line, as when the rate itself drifts, are less than two witnesses: with correlation r the error grows by
 * sqrt((1 + r) / (1 - r)). A few points know their own spread badly: that is what Student's t widens.
 */
static double slope_error(const struct point *point, size_t count, const struct line *line)
{
    double squares = 1e-18, products = 0, near = 0; /* the clock's unit is the least that can be known */
    for (size_t i = 0; i < count; i++) {
        double excess = point[i].weight * point[i].excess;
        near += point[i].weight == 1;
        squares += excess * excess;
        products += i > 0 ? excess * point[i - 1].weight * point[i - 1].excess : 0;
    }
    double freedom = (double)count - 2, share = near / (double)count;
    double alike = fmin(fmax(products / squares, 0), 0.9);
    double widening = (1 + 2 / freedom) * sqrt((1 + alike) / (1 - alike));
    return widening * sqrt(squares / freedom / line->leverage) / share;
}

/*
 * Reads that bring several rows each see only whole ones: their times are up to a row off, and where the two beat
 * slowly that may pass for a slope of a row in the whole run. A read for each row comes when the row does.
 */
static double grain_error(const struct pace *pace, double rows, double slope)
{
    int64_t reads = 0;
    for (size_t i = 0; i < STRETCHES; i++)
        reads += pace->stretches[i].reads;
    return pace->rows > 2 * reads ? slope / sqrt(12) / rows : 0; /* a uniform distribution's spread */
}

bool pace_fit(const struct pace *pace, struct pace_fit *fit)
{
    struct point point[STRETCHES];
    size_t count = points_fill(point, pace);
    if (count < 3 || !(point[count - 1].time > 0))
        return false;
    struct line line = line_robust(point, count);
    if (!(line.slope > 0))
        return false;
    const struct stretch *first = pace->stretches;
    while (first->reads == 0)
        first++;
    double error = hypot(slope_error(point, count, &line), grain_error(pace, point[count - 1].rows, line.slope));
    double since_first = (double)(first->time - pace->first) * 1e-9;
    *fit = (struct pace_fit){
        .rate = 1 / line.slope,
        .error = error / (line.slope * line.slope),
        .origin = since_first + line.time_mean - line.slope * (line.rows_mean + (double)first->rows),
        .span = (double)(pace->latest - pace->began) * 1e-9,
    };
    return true;
}

struct ratio pace_rate(const struct pace_fit *fit)
{
    enum { MOST_DIGITS = 9 }; /* no clock here is better than that */
    char text[NOTATION_ROOM];
    double digits = MOST_DIGITS;
    assert(fit->rate > 0);
    if (fit->error > 0)
        digits = floor(log10(fit->rate)) - floor(log10(fit->error / 10)) + 1;
    int places = (int)fmin(fmax(digits, 1), MOST_DIGITS) - 1;
    snprintf(text, sizeof text, "%.*e", places, fit->rate);
    return (struct ratio){.over = strtod(text, NULL), .under = 1};
}
