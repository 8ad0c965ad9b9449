/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/range.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "image/png.h"
#include "signal/transform/level.h"

const char range_key[] = "Level range";

/* Parses -90, or p5 for the 5th percentile. */
static const char *parse_end(double *value, const char *text)
{
    return notation_number(value, text + (*text == 'p'));
}

static bool is_percentage(double value)
{
    return value >= 0 && value <= 100;
}

const char *range_parse(struct range *range, const char *text)
{
    static const char wrong[] = "--range: not LO:HI (-90:-10), a range of percentiles (p5:p99) or auto";
    struct band ends;
    *range = (struct range){.fit = strcmp(text, "auto") == 0};
    if (range->fit)
        return NULL;
    const char *colon = strchr(text, ':');
    if (colon == NULL || band_parse(&ends, text, parse_end) != NULL || isnan(ends.low) || isnan(ends.high))
        return wrong;
    *range = (struct range){ends.low, ends.high, text[0] == 'p', colon[1] == 'p', false};
    if ((range->low_percentile && !is_percentage(ends.low)) || (range->high_percentile && !is_percentage(ends.high)))
        return wrong;
    bool comparable = range->low_percentile == range->high_percentile;
    return comparable && !(ends.high > ends.low) ? wrong : NULL;
}

const char *range_read(struct range *range, const char *png_path)
{
    char text[256] = "";
    *range = (struct range){.fit = false};
    const char *why = png_text_find(text, sizeof text, png_path, range_key);
    if (why == NULL && (sscanf(text, "%lf %lf", &range->low, &range->high) != 2 || !(range->high > range->low)))
        why = "its range of levels cannot be read";
    return why;
}

struct range range_default(const struct view *view)
{
    if (view->pitch_classes)
        return (struct range){.low = 0, .high = 1};
    if (!view->decibel || !view->full_scale)
        return (struct range){.fit = true};
    return view->density ? (struct range){.low = -150, .high = -30} : (struct range){.low = -120, .high = 0};
}

bool range_is_absolute(const struct range *range)
{
    return !range->fit && !range->low_percentile && !range->high_percentile;
}

static void fit(struct range *range, const struct distribution *levels, bool decibel)
{
    range->low = distribution_percentile(levels, decibel ? 0.05 : 0);
    range->high = distribution_percentile(levels, 1);
    if (!decibel)
        return;
    range->high = ceil(range->high);
    range->high = fmax(range->high, LEVEL_FLOOR + 20);
    range->low = fmin(fmax(floor(range->low), range->high - 120), range->high - 20);
}

void range_resolve(struct range *range, const struct distribution *levels, bool decibel)
{
    if (range->fit)
        fit(range, levels, decibel);
    if (range->low_percentile)
        range->low = distribution_percentile(levels, range->low / 100);
    if (range->high_percentile)
        range->high = distribution_percentile(levels, range->high / 100);
    if (!(range->high > range->low))
        range->high = range->low + fmax(1, 1e-6 * fabs(range->low)); /* a difference that the text in the PNG shows */
    range->low += 0.0;                                               /* -0 becomes 0 */
    range->high += 0.0;
    range->fit = range->low_percentile = range->high_percentile = false;
}
