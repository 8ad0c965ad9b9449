/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A double is m * 2^e with m below 2^53. Its n significant digits, or n places, are those of the whole number nearest
 * to m * 2^e * 10^k. As 10^k = 5^k * 2^k, that is m * 5^k shifted by e + k bits.
 *
 * 5^55 is the last power of five below 2^128. Up to there m * 5^k is exact in 192 bits, and the bits shifted out tell
 * on which side of a tie the value is: nothing is estimated. k from 0 to 55 covers every float below 10^9 with up to 9
 * digits, and every double above 10^-39 with up to 17. For greater values k is negative: whole numbers below 2^63,
 * divided by 10^-k, are exact too. For n places k is n, up to 2^62 / 10^n. All other values are formatted by snprintf.
 *
 * Scaling by a tabulated power of five is due to U. Adams, Ryu (PLDI 2018) and Ryu revisited: printf (OOPSLA 2019), who
 * bounds the error of truncated powers to cover all exponents; here the powers are exact.
 */
#include "base/decimal.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

enum { POWERS = 56, EXPONENT_BIAS = 1023, MANTISSA_BITS = 52 };

/* 5^k shifted left until its highest bit is set. */
struct power {
    wide bits;
    int lift; /* bits shifted */
};

#define LIFT(p) ((p) >> 64 != 0 ? __builtin_clzll((uint64_t)((p) >> 64)) : 64 + __builtin_clzll((uint64_t)(p)))
#define POWER(p) \
    { \
        (p) << LIFT(p), LIFT(p) \
    }
#define EIGHT_POWERS(p) \
    POWER(p), POWER((p)*5), POWER((p)*25), POWER((p)*125), POWER((p)*625), POWER((p)*3125), POWER((p)*15625), \
        POWER((p)*78125)
#define FIVE_8 ((wide)390625)
#define FIVE_24 (FIVE_8 * FIVE_8 * FIVE_8)

static const struct power powers[POWERS] = {
    /* computed by the compiler */
    EIGHT_POWERS((wide)1),          EIGHT_POWERS(FIVE_8),          EIGHT_POWERS(FIVE_8 *FIVE_8),
    EIGHT_POWERS(FIVE_24),          EIGHT_POWERS(FIVE_24 *FIVE_8), EIGHT_POWERS(FIVE_24 *FIVE_8 *FIVE_8),
    EIGHT_POWERS(FIVE_24 *FIVE_24),
};

/* 10^i */
static const uint64_t tens[] = {1,    1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8, 1e9,
                                1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18};

static const char digit_pairs[] = "00010203040506070809101112131415161718192021222324"
                                  "25262728293031323334353637383940414243444546474849"
                                  "50515253545556575859606162636465666768697071727374"
                                  "75767778798081828384858687888990919293949596979899";

/* mantissa * 2^(exponent - EXPONENT_BIAS - MANTISSA_BITS) */
struct binary {
    uint64_t mantissa;
    int exponent;
    bool negative;
};

static struct binary split_double(double value)
{
    uint64_t bits, one = 1;
    memcpy(&bits, &value, sizeof bits);
    struct binary x = {.mantissa = bits & ((one << MANTISSA_BITS) - 1),
                       .exponent = (int)(bits >> MANTISSA_BITS & 0x7ff),
                       .negative = bits >> 63 != 0};
    if (x.exponent > 0)
        x.mantissa |= one << MANTISSA_BITS;
    else
        x.exponent = 1;
    return x;
}

/* The number (top + rest / 2^64) / 2^shift. */
struct scaled {
    wide top; /* below 2^127 */
    uint64_t rest;
    int shift;
};

/* x * 10^k, exact; k from 0 to POWERS - 1 */
static struct scaled times_power(const struct binary *x, int k)
{
    enum { SPARE = 10 }; /* the mantissa's highest bit becomes 62 */
    const struct power *power = &powers[k];
    uint64_t mantissa = x->mantissa << SPARE;
    wide low = (wide)mantissa * (uint64_t)power->bits;
    return (struct scaled){.top = (wide)mantissa * (uint64_t)(power->bits >> 64) + (low >> 64),
                           .rest = (uint64_t)low,
                           .shift = EXPONENT_BIAS + MANTISSA_BITS + SPARE - 64 + power->lift - k - x->exponent};
}

/* Rounds to the nearest whole number, half to even. The shift must be at least 65, so that the result is below 2^62. */
static uint64_t nearest(const struct scaled *number)
{
    static const uint64_t half = (uint64_t)1 << 63;
    if (number->shift > 127) /* less than a half */
        return 0;
    int shift = number->shift - 64; /* 1 to 63: the point is within the upper word */
    uint64_t upper = (uint64_t)(number->top >> 64), whole = upper >> shift, part = upper << (64 - shift);
    uint64_t odd_or_more = (whole & 1) | (uint64_t)number->top | number->rest;
    return whole + (part > half || (part == half && odd_or_more != 0));
}

/* x / 10^k rounded to the nearest whole number, half to even; x below 2^63 */
static uint64_t nearest_quotient(const struct binary *x, int k)
{
    struct scaled number = times_power(x, 0); /* times 1: the rest is 0 */
    uint64_t whole = (uint64_t)(number.top >> number.shift), quotient = whole / tens[k], left = whole % tens[k];
    bool more = (number.top & (((wide)1 << number.shift) - 1)) != 0;
    return quotient + (left > tens[k] / 2 || (left == tens[k] / 2 && (more || quotient % 2 != 0)));
}

/*
 * number  out: the significant digits of x as a whole number
 * place   out: the power of ten of the first digit
 *
 * Returns false if the fast path does not cover x. The power of ten of 2^floor(log2 x) is that of x or one less; in the
 * second case, or when nines are rounded up, the number has one digit too many and is computed again. 315653 / 2^20
 * approximates log10(2) closely enough for all exponents of a double.
 */
static bool round_digits(uint64_t *number, int *place, const struct binary *x, int digits)
{
    *place = (x->exponent - EXPONENT_BIAS) * 315653 >> 20;
    for (;; ++*place) {
        int k = digits - 1 - *place;
        if (k >= POWERS || (k < 0 && x->exponent >= EXPONENT_BIAS + 63))
            return false;
        if (k >= 0) {
            struct scaled scaled = times_power(x, k);
            *number = nearest(&scaled);
        } else
            *number = nearest_quotient(x, -k);
        if (*number < tens[digits])
            return true;
    }
}

/* Writes the last `count` digits of the number, ending before `end`. */
static void put_digits(char *end, uint64_t number, int count)
{
    for (; count >= 2; count -= 2, number /= 100)
        memcpy(end -= 2, digit_pairs + 2 * (number % 100), 2);
    if (count > 0)
        *--end = (char)('0' + number % 10);
}

static char *put_exponent(char *text, int place)
{
    unsigned size = (unsigned)(place < 0 ? -place : place); /* at most 55 in the fast path */
    *text++ = 'e';
    *text++ = place < 0 ? '-' : '+';
    memcpy(text, digit_pairs + (size_t)2 * size, 2);
    return text + 2;
}

/* Lays out digits as %g: without zeros at the end, and with an exponent below -4 or from `digits` on. */
static char *put_general(char *text, uint64_t number, int place, int digits)
{
    bool exponent = place < -4 || place >= digits;
    if (place < 0 && !exponent) {
        memcpy(text, "0.000", 5);
        text += 1 - place;
    }
    put_digits(text + digits, number, digits);
    int before = exponent ? 1 : place < 0 ? 0 : place + 1, count = digits; /* digits before the point */
    while (count > before && text[count - 1] == '0')
        count--;
    if (before > 0 && count > before) {
        memmove(text + before + 1, text + before, DECIMAL_MOST - 1); /* a fixed size is fast */
        text[before] = '.';
        count++;
    }
    return exponent ? put_exponent(text + count, place) : text + count;
}

size_t decimal_general(char *text, double value, int digits)
{
    assert(digits >= 1 && digits <= DECIMAL_MOST);
    struct binary x = split_double(value);
    uint64_t number = 0;
    int place = 0;
    if (x.mantissa != 0 && !round_digits(&number, &place, &x, digits))
        return (size_t)snprintf(text, DECIMAL_ROOM, "%.*g", digits, value);
    *text = '-';
    return (size_t)(put_general(text + x.negative, number, place, digits) - text);
}

size_t decimal_fixed(char *text, double value, int places)
{
    assert(places >= 0 && places <= DECIMAL_MOST);
    char scratch[24], *const end = scratch + sizeof scratch;
    struct binary x = split_double(value);
    struct scaled scaled = times_power(&x, places);
    if (scaled.shift < 65) /* infinities and NaN too */
        return (size_t)snprintf(text, DECIMAL_ROOM, "%.*f", places, value);
    uint64_t number = nearest(&scaled);
    int count = places + 1;
    while (count < (int)(sizeof tens / sizeof *tens) && number >= tens[count])
        count++;
    put_digits(end, number, count);
    *text = '-';
    char *at = text + x.negative, *digits = end - count;
    size_t before = (size_t)(count - places);
    memcpy(at, digits, before);
    at += before;
    if (places > 0) {
        *at++ = '.';
        memcpy(at, digits + before, (size_t)places);
    }
    return (size_t)(at + places - text);
}
