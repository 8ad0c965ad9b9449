/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exact decimal numbers, and how each notation of an axis steps and writes them.
 *
 * Ticks are whole multiples of decimal steps, kept as whole numbers until the digits are written: 0.3 is 3 * 10^-1.
 */
#ifndef SPECPIPE_IMAGE_TICK_LABEL_H
#define SPECPIPE_IMAGE_TICK_LABEL_H

#include <stdbool.h>
#include <stddef.h>

/*
 * PLAIN  -0.5 (with a true minus sign), 1.5, 2.0
 * HERTZ  500, 1k, 2.5k, 1M
 * TIME   seconds; m:ss on an axis that reaches a minute, h:mm:ss or h:mm (steps of whole minutes) from an hour on
 * CLOCK  hh:mm, hh:mm:ss or hh:mm:ss.s, modulo 24 hours
 */
enum tick_notation { TICK_PLAIN, TICK_HERTZ, TICK_TIME, TICK_CLOCK };

enum { EXPONENT_MIN = -12, EXPONENT_MAX = 15 };

/* whole * 10^exponent; the exponent lies within the range above, the value below 1e15. */
struct tick_decimal {
    long long whole;
    int exponent;
};

/* The nearest double. */
double tick_decimal_value(struct tick_decimal decimal);

/*
 * step  out: step `i`, 0 the coarsest: 1-2-5 in every decade, or, for times, what divides days, hours and minutes
 *
 * False behind the finest.
 */
bool tick_step(struct tick_decimal *step, size_t i, enum tick_notation notation);

/* How the labels of one axis are written. */
struct tick_style {
    enum tick_notation notation;
    double reach;  /* largest magnitude on the axis, decides between 12, 0:12 and 0:00:12 */
    bool minutes;  /* the step is whole minutes: seconds are left out where the notation can */
    bool shortest; /* decimals as each number needs them, not as the step does */
};

void tick_label(char label[32], struct tick_decimal mark, const struct tick_style *style);

#endif
