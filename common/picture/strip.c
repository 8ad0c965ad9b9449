/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/strip.h"

#include <math.h>
#include <stdio.h>

static const double tolerance = 1e-3; /* a sine of 0.2 in 16 bits reaches 0.20001 */

/* The least round number that is not below `peak`, which is positive. */
static double round_up(double peak)
{
    static const double steps[] = {1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10};
    double decade = pow(10, floor(log10(peak)));
    size_t i = 0;
    while (i + 1 < sizeof steps / sizeof *steps && steps[i] * decade < peak * (1 - tolerance))
        i++;
    return steps[i] * decade;
}

void strip_scale(struct picture *picture)
{
    double peak = 0;
    for (size_t i = 0; i < panels_count(picture); i++) {
        struct panel *panel = &picture->panel[i];
        panel->extents = pixel_columns_end(panel->wave, &panel->extent_count);
        for (size_t k = 0; k < 2 * panel->extent_count; k++)
            if (isfinite(panel->extents[k]))
                peak = fmax(peak, fabs((double)panel->extents[k]));
    }
    bool given = picture->setting.waveform_peak > 0;
    picture->peak = given ? picture->setting.waveform_peak : peak > 0 ? round_up(peak) : 1;
}

void strip_label(char label[32], const struct picture *picture)
{
    snprintf(label, 32, "\u00b1%.3g", picture->peak);
}

void strip_fill(const struct picture *picture, size_t i)
{
    const struct panel *panel = &picture->panel[i];
    size_t pixels = panels_time_pixels(picture);
    for (size_t time = 0; time < pixels && panel->extent_count > 0; time++) {
        const float *extent = panel->extents + 2 * (time * panel->extent_count / pixels);
        figure_put_strip(picture->figure, i, time, -(double)extent[1] / picture->peak,
                         (double)extent[0] / picture->peak);
    }
}
