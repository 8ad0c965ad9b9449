/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/option_kind.h"

#include "base/name_match.h"
#include "base/names.h"
#include "base/sentence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Up to these, a number of samples is an exact double at any rate in use. */
static const double most_seconds = 1e9, most_samples = 1e15;

NAMES(option_when, "auto", "always", "never")

/* NULL or "TEXT is out of range (LOW to HIGH)"; NaN is out of every range. */
static const char *check_range(const struct option_row *row, const char *text, double value)
{
    char low[NOTATION_ROOM], high[NOTATION_ROOM];
    if (value >= row->low && value <= row->high)
        return NULL;
    notation_shortest(low, row->low);
    notation_shortest(high, row->high);
    if (isinf(row->high))
        return sentence("%s is out of range (at least %s)", text, low);
    if (isinf(row->low))
        return sentence("%s is out of range (at most %s)", text, high);
    return sentence("%s is out of range (%s to %s)", text, low, high);
}

static void show_number(struct builder *out, double value)
{
    char text[NOTATION_ROOM];
    if (!isnan(value))
        builder_add_text(out, notation_shortest(text, value));
}

static const char *set_flag(const struct option_row *row, const char *text)
{
    (void)text;
    *row->to.flag = true;
    return NULL;
}

static void show_nothing(struct builder *out, const struct option_row *row)
{
    (void)out;
    (void)row;
}

static const char *set_count(const struct option_row *row, const char *text)
{
    double value = 0;
    const char *why = notation_number(&value, text);
    if (why != NULL)
        return notation_error(text, why);
    if (value != floor(value))
        return notation_error(text, "not a whole number");
    if (fabs(value) > 0x1p53) /* larger whole numbers are not all doubles */
        return sentence("%s is out of range (at most 2^53)", text);
    if ((why = check_range(row, text, value)) == NULL)
        *row->to.count = (long)value;
    return why;
}

static void show_count(struct builder *out, const struct option_row *row)
{
    if ((double)*row->to.count >= row->low) /* a default below the range means "not given" */
        builder_add(out, "%ld", *row->to.count);
}

static const char *set_double(const struct option_row *row, const char *text)
{
    double value = 0;
    const char *why = row->kind == OPTION_IS_FREQUENCY  ? notation_frequency(&value, text)
                      : strcmp(row->unit, "DB") == 0    ? notation_decibels(&value, text)
                      : strcmp(row->unit, "BYTES") == 0 ? notation_bytes(&value, text)
                                                        : notation_number(&value, text);
    if (why != NULL)
        return notation_error(text, why);
    if ((why = check_range(row, text, value)) == NULL)
        *row->to.number = value;
    return why;
}

static void show_double(struct builder *out, const struct option_row *row)
{
    if (*row->to.number >= row->low) /* NAN, or a default below the range, means "not given" */
        show_number(out, *row->to.number);
}

static const char *set_band(const struct option_row *row, const char *text)
{
    struct band found = {NAN, NAN};
    const char *why = band_parse(&found, text, notation_frequency);
    if (why != NULL)
        return why;
    if (found.low < 0 || found.high < 0)
        return sentence("%s is out of range (not below 0)", text);
    *row->to.band = found;
    return NULL;
}

static void show_band(struct builder *out, const struct option_row *row)
{
    struct band band = *row->to.band;
    if (isnan(band.low) && isnan(band.high))
        return;
    show_number(out, band.low);
    builder_add_text(out, ":");
    show_number(out, band.high);
}

static const char *set_ratio(const struct option_row *row, const char *text)
{
    double hertz = 0;
    const char *why = notation_ratio(row->to.ratio, text);
    if (why != NULL && notation_frequency(&hertz, text) == NULL && hertz > 0) { /* such as 44.1k */
        *row->to.ratio = (struct ratio){hertz, 1};
        why = NULL;
    }
    return why != NULL ? notation_error(text, why) : NULL;
}

static void show_ratio(struct builder *out, const struct option_row *row)
{
    char text[2 * NOTATION_ROOM];
    if (row->to.ratio->num > 0)
        builder_add_text(out, notation_ratio_text(text, *row->to.ratio));
}

static const char *set_extent(const struct option_row *row, const char *text)
{
    struct extent found = {0, EXTENT_NONE};
    const char *why = notation_extent(&found, text, row->bare);
    if (why != NULL)
        return notation_error(text, why);
    if (!(found.value >= 0))
        return sentence("%s is out of range (not below 0)", text);
    if (found.unit == EXTENT_PERCENT && !(found.value < 100))
        return sentence("%s is out of range (0%% to less than 100%%)", text);
    if (row->zero == ZERO_REFUSED && found.unit != EXTENT_PERCENT && !(found.value > 0))
        return sentence("%s is out of range (more than 0)", text);
    if (!(found.value <= (found.unit == EXTENT_SECONDS ? most_seconds : most_samples)))
        return sentence("%s is out of range (at most 1e9 seconds or 1e15 samples)", text);
    *row->to.extent = found;
    return NULL;
}

static void show_extent(struct builder *out, const struct option_row *row)
{
    static const char *const suffix[] = {[EXTENT_SECONDS] = "s", [EXTENT_SAMPLES] = "smp", [EXTENT_PERCENT] = "%"};
    struct extent extent = *row->to.extent;
    if (extent.unit == EXTENT_NONE)
        return;
    show_number(out, extent.value);
    if (extent.unit != row->bare)
        builder_add_text(out, suffix[extent.unit]);
}

static const char *set_text(const struct option_row *row, const char *text)
{
    *row->to.text = text;
    return NULL;
}

static void show_text(struct builder *out, const struct option_row *row)
{
    if (*row->to.text != NULL)
        builder_add_text(out, *row->to.text);
}

/* "unknown window 'haning' (did you mean hann?)" */
static const char *no_such_choice(const struct option_row *row, const char *text, size_t length)
{
    return name_unknown("name", row->choice, text, length);
}

static const char *set_name(const struct option_row *row, const char *text)
{
    const char *found = row->choice(name_find(row->choice, text, strlen(text)));
    if (found == NULL)
        return no_such_choice(row, text, strlen(text));
    *row->to.text = found;
    return NULL;
}

static const char *set_choice(const struct option_row *row, const char *text)
{
    const char *given = text != NULL ? text : option_when(WHEN_ALWAYS); /* only OPTION_WHEN has an optional argument */
    size_t found = name_find(row->choice, given, strlen(given));
    if (row->choice(found) == NULL)
        return no_such_choice(row, given, strlen(given));
    *row->to.choice = (unsigned)found;
    return NULL;
}

static void show_choice(struct builder *out, const struct option_row *row)
{
    if (*row->to.choice != CHOICE_UNSET)
        builder_add_text(out, row->choice(*row->to.choice));
}

static const char *set_spec(const struct option_row *row, const char *text)
{
    size_t length = strcspn(text, ":");
    const char *name = row->choice(name_find(row->choice, text, length));
    if (name == NULL)
        return no_such_choice(row, text, length);
    if (strncmp(name, text, length) != 0 || name[length] != '\0') { /* our spelling */
        struct builder spec = {0};
        builder_add(&spec, "%s%s", name, text + length);
        text = spec.text;
    }
    const char *why = row->check != NULL ? row->check(text) : NULL;
    if (why != NULL)
        return sentence("%s: %s", text, why);
    *row->to.text = text;
    return NULL;
}

const struct option_behaviour *option_behaviour(enum option_kind kind)
{
    static const struct option_behaviour behaviours[] = {
        [OPTION_IS_FLAG] = {"flag", set_flag, show_nothing},
        [OPTION_IS_COUNT] = {"count", set_count, show_count},
        [OPTION_IS_NUMBER] = {"number", set_double, show_double},
        [OPTION_IS_FREQUENCY] = {"frequency", set_double, show_double},
        [OPTION_IS_BAND] = {"band", set_band, show_band},
        [OPTION_IS_RATIO] = {"ratio", set_ratio, show_ratio},
        [OPTION_IS_EXTENT] = {"extent", set_extent, show_extent},
        [OPTION_IS_TEXT] = {"text", set_text, show_text},
        [OPTION_IS_NAME] = {"name", set_name, show_text},
        [OPTION_IS_CHOICE] = {"name", set_choice, show_choice},
        [OPTION_IS_SPEC] = {"spec", set_spec, show_text},
        [OPTION_IS_WHEN] = {"when", set_choice, show_choice},
    };
    return &behaviours[kind];
}

const struct option_row *option_at(const struct option_row *const tables[], size_t index)
{
    for (size_t i = 0; tables[i] != NULL; i++)
        for (const struct option_row *row = tables[i]; row->kind != OPTION_IS_END; row++)
            if (index-- == 0)
                return row;
    return NULL;
}
