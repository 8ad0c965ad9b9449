/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tick steps and labels in the notation of an axis, as exact decimals.
 *
 * Ticks are integer multiples of decimal steps. They stay integers until the digits are written: 0.3 is 3 * 10^-1.
 */
#ifndef SPECPIPE_IMAGE_TICK_LABEL_H
#define SPECPIPE_IMAGE_TICK_LABEL_H

#include <stdbool.h>
#include <stddef.h>

/*
 * PLAIN  -0.5 (with a true minus sign), 1.5, 2.0
 * HERTZ  500, 1k, 2.5k, 1M
 * KILOHERTZ  Hz in thousands: 0.5, 1.0
 * NOTE   notes, C4 or F#4; their ticks are placed by tick_notes.h
 * TIME   seconds; m:ss on an axis that reaches a minute, h:mm:ss or h:mm (steps of whole minutes) from an hour on
 * CLOCK  hh:mm, hh:mm:ss or hh:mm:ss.s, modulo 24 hours
 */
enum tick_notation { TICK_PLAIN, TICK_HERTZ, TICK_KILOHERTZ, TICK_NOTE, TICK_TIME, TICK_CLOCK };

enum { EXPONENT_MIN = -12, EXPONENT_MAX = 15 };

/* whole * 10^exponent; the exponent is in the range above, the value below 1e15. */
struct tick_decimal {
    long long whole;
    int exponent;
};

/* The nearest double. */
double tick_decimal_value(struct tick_decimal decimal);

/*
 * step  out: step `i`, 0 the coarsest: 1-2-5 in every decade, or for times the divisors of days, hours and minutes
 *
 * Returns false beyond the finest step.
 */
bool tick_step(struct tick_decimal *step, size_t i, enum tick_notation notation);

/* The style of the labels of one axis. */
struct tick_style {
    enum tick_notation notation;
    double reach;  /* largest magnitude on the axis; it selects 12, 0:12 or 0:00:12 */
    bool minutes;  /* the step is whole minutes: seconds are omitted if the notation permits */
    bool shortest; /* as many decimals as each number needs, not as the step does */
};

/* label out: the text of a mark in this style */
void tick_label(char label[32], struct tick_decimal mark, const struct tick_style *style);

#endif
