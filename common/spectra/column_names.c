/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "spectra/column_names.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "signal/transform/scale.h"

/* A name takes at most 3 letters, 10 digits, a point and as many decimals. */
enum { MOST_DECIMALS = 15, NAME_ROOM = 48 };

static const double relative_tolerance = 1e-6, least_tolerance = 1e-9; /* of the frequency; Hz */

static bool is_spectrum(const struct header *header)
{
    return !header_is(header, "samples") && !header_is(header, "mel") && !header_is(header, "cepstrum") &&
           !header_is(header, "features");
}

/*
 * Writes the frequency at `place` on the scale with as few decimals as its tolerance allows. The tolerance is less than
 * half-way to the places one step above and below. False where there is no such text.
 */
static bool name_frequency(char text[NAME_ROOM], const struct scale *scale, double place, double step)
{
    double hertz = scale->to_hertz(place);
    double above = fabs(scale->to_hertz(place + step) - hertz), below = fabs(hertz - scale->to_hertz(place - step));
    double usual = fmax(relative_tolerance * fabs(hertz), least_tolerance);
    double tolerance = fmin(usual, 0.45 * fmin(above, below));
    if (!(isfinite(hertz) && tolerance > 0))
        return false;
    if (fabs(hertz) <= tolerance)
        hertz = 0; /* not -0.0000000000001 */
    for (int decimals = 0; decimals <= MOST_DECIMALS; decimals++) {
        snprintf(text, NAME_ROOM, "%.*f", decimals, hertz);
        if (fabs(strtod(text, NULL) - hertz) <= tolerance)
            return true;
    }
    return false;
}

const char *const *column_names_create(const struct header *header)
{
    const struct scale *scale = scale_find(header->axis);
    if (scale == NULL || strcmp(scale->unit, "hz") == 0 || !is_spectrum(header))
        return NULL;
    bool complex = header_is(header, "complex");
    size_t width = (size_t)header->width, parts = complex ? 2 : 1;
    char text[NAME_ROOM], *at = mem_new(width, NAME_ROOM);
    char **names = mem_new(width, sizeof *names);
    names[0] = at; /* the memory of all names */
    for (size_t i = 0; i < width; i++, at += NAME_ROOM) {
        double place = header->first + (double)(i / parts) * header->step;
        if (i % parts == 0 && !name_frequency(text, scale, place, header->step)) {
            column_names_destroy((const char *const *)names);
            return NULL;
        }
        snprintf(at, NAME_ROOM, "%s%.*s", !complex ? "" : i % 2 == 0 ? "re_" : "im_", NAME_ROOM - 4, text);
        names[i] = at;
    }
    return (const char *const *)names;
}

void column_names_destroy(const char *const *names)
{
    if (names != NULL)
        free((char *)names[0]);
    free((void *)names);
}
