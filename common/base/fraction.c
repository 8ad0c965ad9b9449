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

/* over, under out: a / b in lowest terms. False: a term does not fit. */
static bool exact_quotient(wide *over, wide *under, struct ratio a, struct ratio b)
{
    wide part[4];
    int power[4];
    const double value[4] = {a.over, b.under, a.under, b.over};
    for (int i = 0; i < 4; i++)
        decimal_of(&part[i], &power[i], value[i]);
    int shift = power[0] + power[1] - power[2] - power[3];
    *over = part[0];
    *under = part[2];
    bool fits = times(over, part[1]) && times(under, part[3]);
    for (; fits && shift > 0; shift--)
        fits = times(over, 10);
    for (; fits && shift < 0; shift++)
        fits = times(under, 10);
    if (!fits)
        return false;
    wide shared = greatest_divisor(*over, *under);
    *over /= shared;
    *under /= shared;
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
        int64_t over = below->over + above->over, under = below->under + above->under;
        if (over > MOST_TERM || under > MOST_TERM)
            return;
        bool high = (long double)over > value * (long double)under;
        struct fraction *moving = high ? above : below, *fixed = high ? below : above;
        long double steps = floorl((value * (long double)moving->under - (long double)moving->over) /
                                   ((long double)fixed->over - value * (long double)fixed->under));
        long double most =
            fminl((long double)(MOST_TERM - moving->over) / (long double)(fixed->over > 0 ? fixed->over : 1),
                  (long double)(MOST_TERM - moving->under) / (long double)(fixed->under > 0 ? fixed->under : 1));
        int64_t jump = (int64_t)fmaxl(1, fminl(steps, floorl(most)));
        moving->over += jump * fixed->over;
        moving->under += jump * fixed->under;
    }
}

const char *fraction_of(struct fraction *fraction, struct ratio a, struct ratio b, struct fraction *below,
                        struct fraction *above)
{
    wide over = 0, under = 0;
    bool fits = exact_quotient(&over, &under, a, b);
    if (fits && over <= MOST_TERM && under <= MOST_TERM) {
        *fraction = (struct fraction){(int64_t)over, (int64_t)under};
        return NULL;
    }
    neighbours(fits ? (long double)over / (long double)under
                    : (long double)ratio_value(a) / (long double)ratio_value(b),
               below, above);
    return "is no fraction of whole numbers up to a thousand million";
}
