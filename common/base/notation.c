/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/notation.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/sentence.h"

/* strtod without "nan", "inf" and hexadecimal; `rest` out: the text after the number */
static bool number_prefix(double *value, const char **rest, const char *text)
{
    const char *digits = text + (*text == '-' || *text == '+');
    if (!(*digits >= '0' && *digits <= '9') && !(*digits == '.' && digits[1] >= '0' && digits[1] <= '9'))
        return false;
    if (digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X'))
        return false;
    char *end = NULL;
    *value = strtod(text, &end);
    *rest = end;
    return isfinite(*value);
}

/*
 * Multiplies *value in decimal: 2.01k is 2010 and 9ms is 0.009, where the product of the doubles is one bit off. A
 * double keeps fifteen digits in all cases. False: the product is not finite.
 */
static bool multiply(double *value, double factor)
{
    char text[NOTATION_ROOM];
    if (factor != 1) {
        snprintf(text, sizeof text, "%.15g", *value * factor);
        *value = strtod(text, NULL);
    }
    return isfinite(*value);
}

const char *notation_number(double *value, const char *text)
{
    const char *rest = NULL;
    double found = 0;
    if (!number_prefix(&found, &rest, text) || *rest != '\0')
        return "not a number";
    *value = found;
    return NULL;
}

const char *notation_decibels(double *value, const char *text)
{
    const char *rest = NULL;
    double found = 0;
    if (!number_prefix(&found, &rest, text) || (*rest != '\0' && strcasecmp(rest, "dB") != 0))
        return "not a number of decibels (-90, 6dB)";
    *value = found;
    return NULL;
}

const char *notation_bytes(double *value, const char *text)
{
    static const char units[] = "kmgt";
    const char *rest = NULL, *unit = NULL;
    double found = 0;
    if (!number_prefix(&found, &rest, text))
        return "not a number of bytes (4096, 16M, 4G)";
    if (*rest != '\0') {
        if ((unit = strchr(units, *rest | 0x20)) == NULL ||
            (strcmp(rest + 1, "") != 0 && strcasecmp(rest + 1, "iB") != 0))
            return "not a number of bytes (4096, 16M, 4G)";
        found = ldexp(found, 10 * (int)(unit - units + 1));
    }
    *value = found;
    return NULL;
}

const char *notation_frequency(double *hertz, const char *text)
{
    static const struct {
        const char *suffix;
        double factor;
    } units[] = {{"", 1},      {"Hz", 1},    {"hz", 1},  {"k", 1e3},  {"K", 1e3},
                 {"kHz", 1e3}, {"khz", 1e3}, {"M", 1e6}, {"MHz", 1e6}};
    const char *rest = NULL;
    double value = 0;
    if (!number_prefix(&value, &rest, text))
        return "not a frequency (8000, 8k, 8kHz)";
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(rest, units[i].suffix) == 0 && multiply(&value, units[i].factor)) {
            *hertz = value;
            return NULL;
        }
    return "not a frequency (8000, 8k, 8kHz)";
}

/* Parses 1:02:03.5 or 2:03; each part after the first is below 60. */
static bool clock_time(double *seconds, const char *text)
{
    double total = 0;
    int parts = 0;
    for (const char *at = text;; at++, parts++) {
        double part = 0;
        if (*at == '-' || *at == '+' || parts == 3 || !number_prefix(&part, &at, at))
            return false;
        if ((parts > 0 && part >= 60) || (*at == ':' && part != floor(part)))
            return false;
        total = total * 60 + part;
        if (*at == '\0')
            break;
        if (*at != ':')
            return false;
    }
    *seconds = total;
    return parts >= 1 && isfinite(total);
}

/* A unit of lengths. */
struct length_unit {
    const char *suffix;
    double factor;
    enum extent_unit unit;
};

/* The unit that the text begins with, up to the next number or the end; NULL: there is none. */
static const struct length_unit *unit_prefix(const char **rest, const char *text)
{
    static const struct length_unit units[] = {
        {"s", 1, EXTENT_SECONDS},       {"sec", 1, EXTENT_SECONDS},   {"ms", 1e-3, EXTENT_SECONDS},
        {"msec", 1e-3, EXTENT_SECONDS}, {"us", 1e-6, EXTENT_SECONDS}, {"usec", 1e-6, EXTENT_SECONDS},
        {"m", 60, EXTENT_SECONDS},      {"min", 60, EXTENT_SECONDS},  {"h", 3600, EXTENT_SECONDS},
        {"smp", 1, EXTENT_SAMPLES},     {"%", 1, EXTENT_PERCENT}};
    size_t length = strcspn(text, "0123456789.+-");
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strlen(units[i].suffix) == length && memcmp(units[i].suffix, text, length) == 0) {
            *rest = text + length;
            return &units[i];
        }
    return NULL;
}

/* Parses 1h02m03.5s or 1m30s: parts in falling units, the later ones below 60. */
static bool compound_time(double *seconds, const char *text)
{
    const struct length_unit *unit = NULL;
    double total = 0, factor = INFINITY;
    for (const char *at = text; *at != '\0'; factor = unit->factor) {
        double part = 0;
        if (*at == '-' || *at == '+' || !number_prefix(&part, &at, at) || (unit = unit_prefix(&at, at)) == NULL)
            return false;
        bool whole = part == floor(part) || *at == '\0';
        if (unit->unit != EXTENT_SECONDS || unit->factor < 1 || unit->factor >= factor || !whole)
            return false;
        if (isfinite(factor) && part >= 60)
            return false;
        total += part * unit->factor;
    }
    *seconds = total;
    return isfinite(total);
}

const char *notation_extent(struct extent *extent, const char *text, enum extent_unit bare)
{
    static const char wrong[] = "not a length of time (12.5, 150ms, 1m30s, 1:02:03, 4800smp)";
    const char *rest = NULL;
    double value = 0;
    if (strchr(text, ':') != NULL) {
        if (!clock_time(&value, text))
            return wrong;
        *extent = (struct extent){value, EXTENT_SECONDS};
        return NULL;
    }
    if (!number_prefix(&value, &rest, text))
        return wrong;
    bool samples = strcmp(rest, "smp") == 0 || (*rest == '\0' && bare == EXTENT_SAMPLES);
    if (samples && value != floor(value))
        return "not a whole number of samples (times have a unit: 0.5s, 25ms)";
    if (*rest == '\0') {
        *extent = (struct extent){value, bare};
        return NULL;
    }
    const struct length_unit *unit = unit_prefix(&rest, rest);
    if (unit != NULL && *rest != '\0') {
        if (!compound_time(&value, text))
            return wrong;
        *extent = (struct extent){value, EXTENT_SECONDS};
        return NULL;
    }
    if (unit == NULL || (unit->unit == EXTENT_PERCENT && bare != EXTENT_SAMPLES) || !multiply(&value, unit->factor))
        return wrong;
    *extent = (struct extent){value, unit->unit};
    return NULL;
}

const char *notation_ratio(struct ratio *ratio, const char *text)
{
    static const char wrong[] = "not a positive number or fraction (44100, 44100/256)";
    const char *rest = NULL;
    struct ratio found = {0, 1};
    if (!number_prefix(&found.num, &rest, text))
        return wrong;
    if (*rest == '/' && !number_prefix(&found.den, &rest, rest + 1))
        return wrong;
    if (*rest != '\0' || !(found.num > 0) || !(found.den > 0) || !isnormal(found.num / found.den))
        return wrong;
    *ratio = ratio_divide(found, 1);
    return NULL;
}

double extent_samples(struct extent extent, double rate)
{
    return round(extent.unit == EXTENT_SECONDS ? extent.value * rate : extent.value);
}

double ratio_value(struct ratio ratio)
{
    return ratio.num / ratio.den;
}

char *notation_shortest(char text[NOTATION_ROOM], double value)
{
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, NOTATION_ROOM, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    return text;
}

/* The number of decimal places of a positive number, in its shortest text. */
static int decimal_places(double value)
{
    char text[NOTATION_ROOM];
    notation_shortest(text, value);
    const char *point = strchr(text, '.'), *exponent = strchr(text, 'e');
    int places = point != NULL ? (int)strcspn(point + 1, "e") : 0;
    places -= exponent != NULL ? atoi(exponent + 1) : 0;
    return places > 0 ? places : 0;
}

struct ratio ratio_divide(struct ratio ratio, double by)
{
    static const double most = 1e15; /* whole numbers below it are exact, and written without an exponent */
    ratio.den *= by;
    if (ratio.den == 1)
        return ratio;
    int num = decimal_places(ratio.num), den = decimal_places(ratio.den);
    double scale = pow(10, num > den ? num : den);
    struct ratio whole = {round(ratio.num * scale), round(ratio.den * scale)};
    return whole.num < most && whole.den < most ? whole : ratio;
}

char *notation_ratio_text(char text[2 * NOTATION_ROOM], struct ratio ratio)
{
    notation_shortest(text, ratio.num);
    if (ratio.den != 1) {
        size_t length = strlen(text);
        text[length] = '/';
        notation_shortest(text + length + 1, ratio.den);
    }
    return text;
}

const char *notation_error(const char *text, const char *why)
{
    return sentence("'%s' is %s", text, why);
}

const char *band_parse(struct band *band, const char *text, const char *(*part)(double *, const char *))
{
    static const char wrong[] = "'%s' is not a band (LO:HI, LO: or :HI)";
    struct band found = {NAN, NAN};
    char low[NOTATION_ROOM];
    const char *colon = strchr(text, ':'), *why = NULL;
    if (colon == NULL || strcmp(text, ":") == 0 || colon - text >= NOTATION_ROOM)
        return sentence(wrong, text);
    *(char *)mempcpy(low, text, (size_t)(colon - text)) = '\0';
    if (*low != '\0' && (why = part(&found.low, low)) != NULL)
        return notation_error(low, why);
    if (colon[1] != '\0' && (why = part(&found.high, colon + 1)) != NULL)
        return notation_error(colon + 1, why);
    if (found.low >= found.high)
        return sentence("%s is empty: the low end must be below the high end", text);
    *band = found;
    return NULL;
}
