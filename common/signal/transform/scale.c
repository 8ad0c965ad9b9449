/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/transform/scale.h"

#include <math.h>
#include <string.h>

static double identity(double value)
{
    return value;
}

/* log1p and expm1 keep the digits of low frequencies that the sum 1 + f / 700 would lose. */
static double mel_from_hertz(double hertz)
{
    return 2595 / M_LN10 * log1p(hertz / 700);
}

static double mel_to_hertz(double mel)
{
    return 700 * expm1(mel * M_LN10 / 2595);
}

/* Linear below 1000 Hz = 15 mel, logarithmic above. */
static double slaney_from_hertz(double hertz)
{
    return hertz < 1000 ? 3 * hertz / 200 : 15 + 27 * log(hertz / 1000) / log(6.4);
}

static double slaney_to_hertz(double mel)
{
    return mel < 15 ? 200 * mel / 3 : 1000 * exp((mel - 15) * log(6.4) / 27);
}

static double bark_from_hertz(double hertz)
{
    return 26.81 * hertz / (1960 + hertz) - 0.53;
}

static double bark_to_hertz(double bark)
{
    return 1960 * (bark + 0.53) / (26.81 - 0.53 - bark);
}

static double erb_from_hertz(double hertz)
{
    return 21.4 / M_LN10 * log1p(0.00437 * hertz);
}

static double erb_to_hertz(double erb)
{
    return expm1(erb * M_LN10 / 21.4) / 0.00437;
}

static double pitch_from_hertz(double hertz)
{
    return 12 * log2(hertz / 440);
}

static double pitch_to_hertz(double semitones)
{
    return 440 * exp2(semitones / 12);
}

static const struct scale scales[] = {
    {"linear", "hz", identity, identity, 0},
    {"log", "octave", log2, exp2, 1e-6},
    {"mel", "mel", mel_from_hertz, mel_to_hertz, 0},
    {"mel-slaney", "mel-slaney", slaney_from_hertz, slaney_to_hertz, 0},
    {"bark", "bark", bark_from_hertz, bark_to_hertz, 0},
    {"erb", "erb", erb_from_hertz, erb_to_hertz, 0},
    {"pitch", "pitch", pitch_from_hertz, pitch_to_hertz, 1e-6},
};

const char *scale_name(size_t i)
{
    return i < sizeof scales / sizeof *scales ? scales[i].name : NULL;
}

const struct scale *scale_find(const char *name_or_unit)
{
    for (size_t i = 0; scale_name(i) != NULL; i++)
        if (strcmp(scales[i].name, name_or_unit) == 0 || strcmp(scales[i].unit, name_or_unit) == 0)
            return &scales[i];
    return NULL;
}
