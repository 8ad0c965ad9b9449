/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/tick_label.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL = 32 };

static const long long powers[EXPONENT_MAX + 1] = {
    1,         10,         100,         1000,         10000,         100000,         1000000,         10000000,
    100000000, 1000000000, 10000000000, 100000000000, 1000000000000, 10000000000000, 100000000000000, 1000000000000000};

double tick_decimal_value(struct tick_decimal decimal)
{
    if (decimal.exponent < 0)
        return (double)decimal.whole / (double)powers[-decimal.exponent];
    return (double)decimal.whole * (double)powers[decimal.exponent];
}

enum {
    STEPS_DECIMAL = 3 * (EXPONENT_MAX - EXPONENT_MIN + 1),
    STEPS_CLOCK = 17,
    STEPS_DAYS = 9,
    STEPS_BELOW_SECOND = -3 * EXPONENT_MIN,
    STEPS_TIME = STEPS_DAYS + STEPS_CLOCK + STEPS_BELOW_SECOND
};

static struct tick_decimal step_decimal(size_t i)
{
    static const long long digit[] = {5, 2, 1};
    return (struct tick_decimal){digit[i % 3], EXPONENT_MAX - (int)(i / 3)};
}

bool tick_step(struct tick_decimal *step, size_t i, enum tick_notation notation)
{
    static const long long seconds[STEPS_CLOCK] = {43200, 21600, 10800, 7200, 3600, 1800, 900, 600, 300,
                                                   120,   60,    30,    15,   10,   5,    2,   1};
    if (notation != TICK_TIME && notation != TICK_CLOCK) {
        *step = step_decimal(i);
        return i < STEPS_DECIMAL;
    }
    if (i < STEPS_DAYS) {
        *step = step_decimal(i + 3 * (EXPONENT_MAX - 2)); /* 500, 200, ... 1 days */
        step->whole *= 86400;
    } else if (i < STEPS_DAYS + STEPS_CLOCK) {
        *step = (struct tick_decimal){seconds[i - STEPS_DAYS], 0};
    } else {
        *step = step_decimal(i - STEPS_DAYS - STEPS_CLOCK + 3 * (EXPONENT_MAX + 1)); /* 0.5 s, 0.2 s ... */
    }
    return i < STEPS_TIME;
}

/* The same number without trailing zeros among its decimals. */
static struct tick_decimal shortest(struct tick_decimal mark)
{
    while (mark.exponent < 0 && mark.whole % 10 == 0) {
        mark.whole /= 10;
        mark.exponent++;
    }
    return mark;
}

/* Appends a number of at least `digits` digits, then `after`. */
static void append(char *label, long long number, int digits, const char *after)
{
    char text[24];
    const int length = snprintf(text, sizeof text, "%020lld", number);
    const char *from = text + strspn(text, "0");
    if (text + length - from < digits)
        from = text + length - digits;
    const size_t used = strlen(label);
    snprintf(label + used, LABEL - used, "%s%s", from, after);
}

/* Appends an integer part of at least `lead` digits, then the decimals that the exponent gives. */
static void append_decimal(char *label, struct tick_decimal mark, int lead, const char *after)
{
    if (mark.exponent >= 0) {
        append(label, mark.whole * powers[mark.exponent], lead, after);
        return;
    }
    append(label, mark.whole / powers[-mark.exponent], lead, ".");
    append(label, mark.whole % powers[-mark.exponent], -mark.exponent, after);
}

/* Appends 2500 Hz as 2.5k. */
static void append_hertz(char *label, struct tick_decimal mark)
{
    const double value = tick_decimal_value(mark);
    const int thousands = value >= 1e6 ? 2 : value >= 1e3 ? 1 : 0;
    static const char *const suffix[] = {"", "k", "M"};
    mark.exponent -= 3 * thousands;
    append_decimal(label, shortest(mark), 1, suffix[thousands]);
}

/* The same time with an exponent of at most 0. */
static struct tick_decimal seconds_of(struct tick_decimal mark)
{
    return mark.exponent <= 0 ? mark : (struct tick_decimal){mark.whole * powers[mark.exponent], 0};
}

/* Appends [h:]mm[:ss]; `lead` is the least number of digits of the first part. */
static void append_time(char *label, struct tick_decimal mark, bool hours, bool seconds, int lead)
{
    mark = seconds_of(mark);
    const long long minute = 60 * powers[-mark.exponent], minutes = mark.whole / minute;
    if (hours)
        append(label, minutes / 60, lead, ":");
    append(label, hours ? minutes % 60 : minutes, hours ? 2 : lead, seconds ? ":" : "");
    if (seconds)
        append_decimal(label, (struct tick_decimal){mark.whole % minute, mark.exponent}, 2, "");
}

/* The time of day. */
static struct tick_decimal within_day(struct tick_decimal mark)
{
    mark = seconds_of(mark);
    const long long day = 86400 * powers[-mark.exponent];
    mark.whole = (mark.whole % day + day) % day;
    return mark;
}

void tick_label(char label[LABEL], struct tick_decimal mark, const struct tick_style *style)
{
    *label = '\0';
    const bool colons = style->notation == TICK_TIME && style->reach >= 60, hours = style->reach >= 3600;
    if (style->notation == TICK_CLOCK) {
        append_time(label, within_day(mark), true, !style->minutes, 2);
        return;
    }
    if (mark.whole < 0)
        strcpy(label, "\xe2\x88\x92"); /* U+2212 */
    mark.whole = llabs(mark.whole);
    if (mark.whole == 0 && !colons) /* 0, not 0.0 */
        mark.exponent = 0;
    if (style->notation == TICK_KILOHERTZ && mark.whole != 0)
        mark.exponent -= 3;
    if (style->shortest)
        mark = shortest(mark);
    if (style->notation == TICK_HERTZ)
        append_hertz(label, mark);
    else if (colons)
        append_time(label, mark, hours, !(hours && style->minutes), 1);
    else
        append_decimal(label, mark, 1, "");
}
