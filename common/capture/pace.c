/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/pace.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

/*
 * Fewer, longer stretches (time intervals) have minima of more reads, which are closer to the line; but there must be
 * enough of them to estimate their spread. In a long run, between half and all of them contain a read.
 */
enum {
    STRETCHES = 32,
    FIRST_LENGTH = 20, /* log2 of the length of the first stretches in nanoseconds: 1 ms */
    ROUNDS = 20        /* of reweighting; the weights converge long before */
};

struct stretch {
    int64_t rows, time; /* of its earliest read, if there is one */
    int64_t reads;
};

struct pace {
    bool begun;
    int64_t first;               /* time of the first call */
    int64_t began, rows, latest; /* time of the first read; rows and time of the last one */
    int length;                  /* log2 of the length of a stretch in nanoseconds */
    double period;               /* nanoseconds per row, by the reads so far; 0: not known yet */
    struct stretch stretches[STRETCHES];
};

/* The read of a stretch as a point to be fitted; rows and seconds relative to the first point. */
struct point {
    double rows, time;
    double trust;    /* 0 to 1: the inverse of its expected spread */
    double residual; /* seconds above the line, times trust */
    double weight;   /* less than 1 for outliers */
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

/* Keeps the read with the smaller delay of two; while no rate is known, the later one. */
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

static void join_adjacent(struct pace *pace)
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
    if (rows <= pace->rows) /* a read without new rows gives no information */
        return;
    if (pace->rows == 0)
        pace->began = time;
    pace->rows = rows;
    pace->latest = time > pace->latest ? time : pace->latest;

    while ((pace->latest - pace->first) >> pace->length >= STRETCHES)
        join_adjacent(pace);
    struct stretch *stretch = &pace->stretches[(pace->latest - pace->first) >> pace->length];
    struct pace_fit fit;
    if (stretch->reads == 0 && pace_fit(pace, &fit)) /* once per stretch, which costs little */
        pace->period = 1e9 / fit.rate;
    keep_earliest(stretch, &(struct stretch){.rows = rows, .time = pace->latest, .reads = 1}, pace->period);
}

/*
 * Fills in a point for each stretch that has a read. The spread of the smallest of k delays is proportional to 1 / k,
 * so a stretch with few reads, such as the last one, is trusted less; one with more reads than the mean (queued bytes
 * come in many reads) is not trusted more.
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

/* Weighted least squares of time on rows, since the times are uncertain. */
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

/* Robust standard deviation in seconds: median distance / 0.6745, as for a normal distribution. */
static double spread(const struct point *point, size_t count)
{
    double distance[STRETCHES];
    for (size_t i = 0; i < count; i++)
        distance[i] = fabs(point[i].residual);
    qsort(distance, count, sizeof *distance, ascending);
    double median = (distance[(count - 1) / 2] + distance[count / 2]) / 2;
    return fmax(median / 0.6745, 1e-9); /* at least the clock's unit, 1 ns */
}

/*
 * Huber's M-estimate: residuals beyond 1.5 spreads count linearly, not squared, since a stall makes some stretches late
 * by far more than the others differ. [Huber 1964, "Robust estimation of a location parameter"]
 */
static struct line line_robust(struct point *point, size_t count)
{
    struct line line = line_through(point, count);
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < count; i++) {
            double time = line.time_mean + line.slope * (point[i].rows - line.rows_mean);
            point[i].residual = (point[i].time - time) * point[i].trust;
        }
        double limit = 1.5 * spread(point, count);
        for (size_t i = 0; i < count; i++)
            point[i].weight = fabs(point[i].residual) > limit ? limit / fabs(point[i].residual) : 1;
        line = line_through(point, count);
    }
    return line;
}

/*
 * Standard error of the slope [Huber 1973, "Robust regression", eq. 6.5]. Adjacent residuals are correlated if the rate
 * itself drifts: with correlation r the error grows by sqrt((1 + r) / (1 - r)). Few points give a poor estimate of
 * their spread, so the error is widened as by Student's t.
 */
static double slope_error(const struct point *point, size_t count, const struct line *line)
{
    double squares = 1e-18, products = 0, inliers = 0; /* at least the square of the clock's unit */
    for (size_t i = 0; i < count; i++) {
        double residual = point[i].weight * point[i].residual;
        inliers += point[i].weight == 1;
        squares += residual * residual;
        products += i > 0 ? residual * point[i - 1].weight * point[i - 1].residual : 0;
    }
    double freedom = (double)count - 2, share = inliers / (double)count;
    double correlation = fmin(fmax(products / squares, 0), 0.9);
    double widening = (1 + 2 / freedom) * sqrt((1 + correlation) / (1 - correlation));
    return widening * sqrt(squares / freedom / line->leverage) / share;
}

/*
 * Quantization error of the slope. Reads of several rows count whole rows only, so their times are off by up to a row.
 * If the periods of reads and rows nearly divide each other, that error drifts and looks like a slope of one row in the
 * whole run. If there is a read for each row, the error is zero.
 */
static double quantization_error(const struct pace *pace, double rows, double slope)
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
    double error = hypot(slope_error(point, count, &line), quantization_error(pace, point[count - 1].rows, line.slope));
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
    enum { MOST_DIGITS = 9 }; /* more than the clocks' accuracy */
    char text[NOTATION_ROOM];
    double digits = MOST_DIGITS;
    assert(fit->rate > 0);
    if (fit->error > 0)
        digits = floor(log10(fit->rate)) - floor(log10(fit->error / 10)) + 1;
    int places = (int)fmin(fmax(digits, 1), MOST_DIGITS) - 1;
    snprintf(text, sizeof text, "%.*e", places, fit->rate);
    return (struct ratio){.num = strtod(text, NULL), .den = 1};
}
