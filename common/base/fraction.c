/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/fraction.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

/* digits * 10^power, from the shortest text that reads back as the number. */
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

static wide common(wide a, wide b)
{
    return b == 0 ? a : common(b, a % b);
}

/* Multiplies unless the product does not fit. */
static bool times(wide *product, wide factor)
{
    return !__builtin_mul_overflow(*product, factor, product);
}

static bool exact(wide *over, wide *under, struct ratio a, struct ratio b)
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
    wide shared = common(*over, *under);
    *over /= shared;
    *under /= shared;
    return true;
}

/*
 * Walks down the Stern-Brocot tree, whole stretches at a time, until a term would be too great. Neighbours there are
 * 1e-18 apart and more: long double tells them from the value, double would not.
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
        struct fraction *near = high ? above : below, *far = high ? below : above;
        long double steps = floorl((value * (long double)near->under - (long double)near->over) /
                                   ((long double)far->over - value * (long double)far->under));
        long double most =
            fminl((long double)(MOST_TERM - near->over) / (long double)(far->over > 0 ? far->over : 1),
                  (long double)(MOST_TERM - near->under) / (long double)(far->under > 0 ? far->under : 1));
        int64_t jump = (int64_t)fmaxl(1, fminl(steps, floorl(most)));
        near->over += jump * far->over;
        near->under += jump * far->under;
    }
}

const char *fraction_of(struct fraction *fraction, struct ratio a, struct ratio b, struct fraction *below,
                        struct fraction *above)
{
    wide over = 0, under = 0;
    bool fits = exact(&over, &under, a, b);
    if (fits && over <= MOST_TERM && under <= MOST_TERM) {
        *fraction = (struct fraction){(int64_t)over, (int64_t)under};
        return NULL;
    }
    neighbours(fits ? (long double)over / (long double)under
                    : (long double)ratio_value(a) / (long double)ratio_value(b),
               below, above);
    return "is no fraction of whole numbers up to a thousand million";
}
