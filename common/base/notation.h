/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parses times, lengths, frequencies, ratios and bands.
 *
 * The decimal separator is "." in every locale; "nan", "inf" and hexadecimal are refused. A parser accepts the whole
 * text or refuses it, returning NULL or a sentence.
 */
#ifndef SPECPIPE_BASE_NOTATION_H
#define SPECPIPE_BASE_NOTATION_H

#include <stdbool.h>
#include <stddef.h>

/* A length of signal, which can be converted to samples once the rate is known. */
enum extent_unit { EXTENT_NONE, EXTENT_SECONDS, EXTENT_SAMPLES, EXTENT_PERCENT };
struct extent {
    double value;
    enum extent_unit unit; /* EXTENT_NONE: not given */
};

/* A ratio such as the rate 44100/256: a decimal number if den is 1, else a fraction of whole numbers. */
struct ratio {
    double num, den; /* numerator and denominator */
};

/* LO:HI; a side that is not given is NAN. */
struct band {
    double low, high;
};

/* Parses a decimal number: -12.5, 1e3. */
const char *notation_number(double *value, const char *text);

/* Parses a number of decibels: -90, 6dB. */
const char *notation_decibels(double *value, const char *text);

/* Parses a number of bytes: 4096, 512k, 16M, 4G, 1T, in powers of 1024. */
const char *notation_bytes(double *value, const char *text);

/* Parses a frequency: 8000, 8k, 8kHz, 0.3MHz, 250Hz. */
const char *notation_frequency(double *hertz, const char *text);

/*
 * Parses a length: 12.5s, 150ms, 20us, 1:02:03.5, 2m (minutes), 1m30s, 1h, 4800smp; a number without a unit has the unit `bare`.
 * A percentage (75%), the overlap of adjacent frames, is accepted if `bare` is EXTENT_SAMPLES.
 */
const char *notation_extent(struct extent *extent, const char *text, enum extent_unit bare);

/* Parses a ratio: 44100, 666666.667 or 44100/256; both terms are positive and finite. 0.5/3 becomes 5/30. */
const char *notation_ratio(struct ratio *ratio, const char *text);

/* The extent in samples at `rate` Hz, rounded to the nearest; not for percentages */
double extent_samples(struct extent extent, double rate);

double ratio_value(struct ratio ratio);

/*
 * The ratio divided by a whole number, as a fraction of whole numbers: 666666.667 by 100 is 666666667/100000. Terms of
 * more than 15 digits stay decimal.
 */
struct ratio ratio_divide(struct ratio ratio, double by);

/*
 * The shortest decimal text that reads back as the same double: 44100, 666666.667, 1e-10.
 * text[NOTATION_ROOM]  out; returned
 */
enum { NOTATION_ROOM = 40 };
char *notation_shortest(char text[NOTATION_ROOM], double value);

/* "44100" or "44100/256". text[2 * NOTATION_ROOM] out; returned */
char *notation_ratio_text(char text[2 * NOTATION_ROOM], struct ratio ratio);

/* Parses LO:HI, LO: or :HI, each side by `part` (notation_frequency, notation_number). */
const char *band_parse(struct band *band, const char *text, const char *(*part)(double *, const char *));

/* "'TEXT' is WHY": the message about a text that one of these parsers refused. */
const char *notation_error(const char *text, const char *why);

#endif
