/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Times, lengths, frequencies and ratios as people write them.
 *
 * Every tool reads them through these functions. A decimal point is a point in every locale;
 * "nan", "inf" and hexadecimal are refused. Each parser takes the whole text or none of it.
 */
#ifndef SPECPIPE_BASE_NOTATION_H
#define SPECPIPE_BASE_NOTATION_H

#include <stdbool.h>
#include <stddef.h>

/* A length of signal whose size in samples may have to wait until the rate is known. */
enum extent_unit { EXTENT_NONE, EXTENT_SECONDS, EXTENT_SAMPLES, EXTENT_PERCENT };
struct extent {
    double value;
    enum extent_unit unit; /* EXTENT_NONE: not given */
};

/* An exact rational number, as a rate 44100/256 needs it. */
struct ratio {
    double over, under;
};

/* LO:HI, either side NAN when not given. */
struct band {
    double low, high;
};

/* A plain decimal number: -12.5, 1e3. */
const char *notation_number(double *value, const char *text);

/* 8000, 8k, 8kHz, 0.3MHz, 250Hz; in Hz. */
const char *notation_frequency(double *hertz, const char *text);

/*
 * 12.5s, 150ms, 20us, 1:02:03.5, 2m, 1h, 4800smp; a bare number has the unit `bare`.
 * A percentage (75%) is taken where `bare` is EXTENT_SAMPLES: it is the overlap of neighbouring frames.
 */
const char *notation_extent(struct extent *extent, const char *text, enum extent_unit bare);

/* 44100, 666666.667 or 44100/256; both parts positive and finite. */
const char *notation_ratio(struct ratio *ratio, const char *text);

/* The extent in samples at `rate` Hz, rounded to the nearest. Not for percentages. */
double extent_samples(struct extent extent, double rate);

double ratio_value(struct ratio ratio);

/*
 * The shortest decimal text that reads back as the same double: 44100, 666666.667, 1e-10.
 * text[NOTATION_ROOM]  out; returned
 */
enum { NOTATION_ROOM = 40 };
char *notation_shortest(char text[NOTATION_ROOM], double value);

/* "44100" or "44100/256". text[2 * NOTATION_ROOM] out; returned */
char *notation_ratio_text(char text[2 * NOTATION_ROOM], struct ratio ratio);

/* LO:HI, LO: or :HI, each side read by `part` (notation_frequency, notation_number). NULL or a sentence. */
const char *band_parse(struct band *band, const char *text, const char *(*part)(double *, const char *));

/* The sentence "'TEXT' is WHY", about a text that one of these functions refused. */
const char *notation_error(const char *text, const char *why);

#endif
