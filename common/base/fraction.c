/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/fraction.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

/* digits, power out: value = digits * 10^power, by the shortest text that reads back as the value */
static void decimal_of(wide *digits, int *power, double value)
{
    char text[NOTATION_ROOM];
    bool point = false;
    *digits = 0;
    *power = 0;
    const char *at = notation_shortest(text, value);
    for (; *at != '\0' && *at != 'e'; at++) {
        if (*at == '.') {
            point = true;
            continue;
        }
        *digits = *digits * 10 + (wide)(unsigned)(*at - '0');
        *power -= point;
    }
    if (*at == 'e')
        *power += atoi(at + 1);
    while (*digits % 10 == 0 && *digits > 0) {
        *digits /= 10;
        ++*power;
    }
}

static wide greatest_divisor(wide a, wide b)
{
    return b == 0 ? a : greatest_divisor(b, a % b);
}

/* Multiplies *product in place. False: it does not fit. */
static bool times(wide *product, wide factor)
{
    return !__builtin_mul_overflow(*product, factor, product);
}

/* num, den out: a / b in lowest terms. False: a term does not fit. */
static bool exact_quotient(wide *num, wide *den, struct ratio a, struct ratio b)
{
    wide part[4];
    int power[4];
    const double value[4] = {a.num, b.den, a.den, b.num};
    for (int i = 0; i < 4; i++)
        decimal_of(&part[i], &power[i], value[i]);
    int shift = power[0] + power[1] - power[2] - power[3];
    *num = part[0];
    *den = part[2];
    bool fits = times(num, part[1]) && times(den, part[3]);
    for (; fits && shift > 0; shift--)
        fits = times(num, 10);
    for (; fits && shift < 0; shift++)
        fits = times(den, 10);
    if (!fits)
        return false;
    wide shared = greatest_divisor(*num, *den);
    *num /= shared;
    *den /= shared;
    return true;
}

/*
 * Descends the Stern-Brocot tree, several steps in one direction at a time, until a term would exceed MOST_TERM.
 * Neighbours are 1e-18 apart or more, which long double resolves and double does not.
 */
static void neighbours(long double value, struct fraction *below, struct fraction *above)
{
    *below = (struct fraction){0, 1};
    *above = (struct fraction){1, 0};
    if (!(value > 1.0L / MOST_TERM && value < MOST_TERM))
        return;
    for (;;) {
        int64_t num = below->num + above->num, den = below->den + above->den;
        if (num > MOST_TERM || den > MOST_TERM)
            return;
        bool high = (long double)num > value * (long double)den;
        struct fraction *moving = high ? above : below, *fixed = high ? below : above;
        long double steps = floorl((value * (long double)moving->den - (long double)moving->num) /
                                   ((long double)fixed->num - value * (long double)fixed->den));
        long double most =
            fminl((long double)(MOST_TERM - moving->num) / (long double)(fixed->num > 0 ? fixed->num : 1),
                  (long double)(MOST_TERM - moving->den) / (long double)(fixed->den > 0 ? fixed->den : 1));
        int64_t jump = (int64_t)fmaxl(1, fminl(steps, floorl(most)));
        moving->num += jump * fixed->num;
        moving->den += jump * fixed->den;
    }
}

const char *fraction_of(struct fraction *fraction, struct ratio a, struct ratio b, struct fraction *below,
                        struct fraction *above)
{
    wide num = 0, den = 0;
    bool fits = exact_quotient(&num, &den, a, b);
    if (fits && num <= MOST_TERM && den <= MOST_TERM) {
        *fraction = (struct fraction){(int64_t)num, (int64_t)den};
        return NULL;
    }
    neighbours(fits ? (long double)num / (long double)den : (long double)ratio_value(a) / (long double)ratio_value(b),
               below, above);
    return "is not a fraction of whole numbers up to 1000000000";
}

struct ratio fraction_simplest(double low, double high)
{
    static const double most = 1e15;
    const double given = low;
    double num[2] = {0, 1}, den[2] = {1, 0}; /* the last two convergents of the common continued fraction */
    for (;;) {
        const double whole = floor(low), term = whole == low || whole + 1 > high ? whole : whole + 1;
        const double next_num = term * num[1] + num[0], next_den = term * den[1] + den[0];
        if (!(next_num <= most && next_den <= most))
            return (struct ratio){given, 1};
        if (term >= low)
            return (struct ratio){next_num, next_den};
        num[0] = num[1];
        den[0] = den[1];
        num[1] = next_num;
        den[1] = next_den;
        const double above = 1 / (low - whole); /* both ends are between whole and whole + 1 */
        low = 1 / (high - whole);
        high = above;
    }
}
