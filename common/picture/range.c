/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/range.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/sentence.h"
#include "image/png.h"

const char range_key[] = "Level range";

static const char wrong[] =
    "--range: expected LO:HI with LO below HI (-90:-10, p5:p99), LO:, :HI, a width in dB (60), auto or common";

/* Parses one end: -90, p5 for the 5th percentile, or "" for an automatic one. */
static const char *parse_end(double *value, enum range_end *kind, const char *text)
{
    *kind = *text == '\0' ? RANGE_AUTO : *text == 'p' ? RANGE_PERCENTILE : RANGE_LEVEL;
    if (*kind == RANGE_AUTO)
        return NULL;
    const char *why = *kind == RANGE_PERCENTILE ? notation_number(value, text + 1) : notation_decibels(value, text);
    return why == NULL && *kind == RANGE_PERCENTILE && !(*value >= 0 && *value <= 100) ? wrong : why;
}

const char *range_parse(struct range *range, const char *text)
{
    char low[NOTATION_ROOM];
    const char *colon = strchr(text, ':');
    *range = (struct range){.low_is = RANGE_AUTO, .high_is = RANGE_AUTO};
    if (strcmp(text, "auto") == 0)
        return NULL;
    if (colon == NULL) {
        range->low_is = RANGE_BELOW;
        return notation_decibels(&range->low, text) == NULL && range->low > 0 ? NULL : wrong;
    }
    if (colon - text >= NOTATION_ROOM || strcmp(text, ":") == 0)
        return wrong;
    *(char *)mempcpy(low, text, (size_t)(colon - text)) = '\0';
    if (parse_end(&range->low, &range->low_is, low) != NULL ||
        parse_end(&range->high, &range->high_is, colon + 1) != NULL)
        return wrong;
    bool comparable = range->low_is == range->high_is && range->low_is != RANGE_AUTO;
    if (comparable && range->high < range->low)
        return sentence("--range: %s is reversed; the low end comes first (%s:%s)", text, colon + 1, low);
    return comparable && range->high == range->low ? wrong : NULL;
}

const char *range_read(struct range *range, const char *png_path)
{
    char text[256] = "";
    *range = (struct range){.low_is = RANGE_LEVEL};
    const char *why = png_text_find(text, sizeof text, png_path, range_key);
    if (why == NULL && (sscanf(text, "%lf %lf", &range->low, &range->high) != 2 || !(range->high > range->low)))
        why = "its range of levels cannot be read";
    return why;
}

struct range range_default(const struct view *view, bool visible_scale)
{
    if (view->pitch_classes)
        return (struct range){.low = 0, .high = 1};
    if (visible_scale || !view->decibel || !view->full_scale)
        return (struct range){.low_is = RANGE_AUTO, .high_is = RANGE_AUTO};
    return view->density ? (struct range){.low = -150, .high = -30} : (struct range){.low = -120, .high = 0};
}

bool range_is_absolute(const struct range *range)
{
    return range->low_is == RANGE_LEVEL && range->high_is == RANGE_LEVEL;
}

bool range_has(const struct range *range, enum range_end kind)
{
    return range->low_is == kind || range->high_is == kind;
}

static void set_low(struct range *range, enum range_end kind, double value)
{
    range->low_is = kind;
    range->low = value;
}

static void set_high(struct range *range, enum range_end kind, double value)
{
    range->high_is = kind;
    range->high = value;
}

void range_set_kind(struct range *range, const struct view *view)
{
    if (view->decibel)
        return;
    enum range_end kind = view->phase ? RANGE_LEVEL : RANGE_PERCENTILE;
    if (range->low_is == RANGE_AUTO)
        set_low(range, kind, view->phase ? -M_PI : 1);
    if (range->high_is == RANGE_AUTO)
        set_high(range, kind, view->phase ? M_PI : 99);
}

void range_shares(const struct range *range, double share[2])
{
    share[0] = range->low_is == RANGE_PERCENTILE ? range->low / 100 : 0;
    share[1] = range->high_is == RANGE_PERCENTILE ? range->high / 100 : 1;
}

void range_set_percentiles(struct range *range, const struct distribution *levels)
{
    bool both = range->low_is == RANGE_PERCENTILE && range->high_is == RANGE_PERCENTILE;
    if (range->low_is == RANGE_PERCENTILE)
        set_low(range, RANGE_LEVEL, distribution_percentile(levels, 0));
    if (range->high_is == RANGE_PERCENTILE)
        set_high(range, RANGE_LEVEL, distribution_percentile(levels, 1));
    if (both && range->low == range->high) {
        range->low -= 0.5;
        range->high += 0.5;
    }
}

double range_least(const struct range *range)
{
    return range->high_is == RANGE_LEVEL ? range->high - LEVEL_COUNTS_WIDEST : (double)-INFINITY;
}

void range_set_counts(struct range *range, const struct level_counts *counts)
{
    double top = level_counts_top(counts);
    bool empty = isnan(top);
    if (empty && range->high_is == RANGE_AUTO && range->low_is == RANGE_AUTO)
        set_low(range, RANGE_LEVEL, -120);
    if (range->high_is == RANGE_AUTO)
        set_high(range, RANGE_LEVEL, empty ? 0 : top);
    if (range->low_is == RANGE_AUTO)
        set_low(range, RANGE_LEVEL, level_counts_bottom(counts, range->high));
}

void range_close(struct range *range)
{
    if (range->low_is == RANGE_BELOW)
        set_low(range, RANGE_LEVEL, range->high - range->low);
    if (!(range->high > range->low))
        range->high = range->low + fmax(1, 1e-6 * fabs(range->low)); /* a difference that the text in the PNG shows */
    range->low += 0.0;                                               /* -0 becomes 0 */
    range->high += 0.0;
}
