/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/picture_setting.h"

#include "base/names.h"
#include "base/sentence.h"
#include "image/text.h"

static const long most_area = 1L << 30; /* pixels */

NAMES(interpolate_name, "both", "time", "frequency", "none")

const char *picture_setting_check_font(const struct picture_setting *setting)
{
    struct font *font = NULL;
    const char *why = setting->bare ? NULL : font_open(&font, setting->font, 12);
    font_destroy(font);
    return why;
}

const char *picture_setting_check_length(const struct picture_setting *setting, double rows, double rate)
{
    double along = rows / rate * setting->pixels_per_second;
    long across = setting->orientation == TIME_RIGHT ? setting->height : setting->width;
    if (along > MOST_PIXELS)
        return sentence("--pixels-per-second %g gives more than %d pixels along time", setting->pixels_per_second,
                        MOST_PIXELS);
    if (along * (double)across > (double)most_area)
        return sentence("--pixels-per-second %g, with %ld pixels across, exceeds the limit of %ld pixels",
                        setting->pixels_per_second, across, most_area);
    return NULL;
}

const char *picture_setting_check(const struct picture_setting *setting, const struct view *view,
                                  const struct header *rows)
{
    if (setting->form != PNG_PALETTE && !setting->bare)
        return sentence("--format %s has no axes: add --no-axes", png_form_name(setting->form));
    if (setting->time_axis == TIME_AXIS_CLOCK && !time_axis_has_clock(rows))
        return "--time-axis clock needs the date and time of the first sample, which this input does not state";
    if (setting->waveform && setting->bare)
        return "--waveform and --no-axes exclude each other";
    if (setting->grid && setting->bare)
        return "--grid and --no-axes exclude each other";
    if (pool_needs_bounds(setting->pool) && !view->decibel && !range_is_absolute(&setting->range))
        return sentence("--pool %s requires --range LO:HI for rows that are not powers", pool_name(setting->pool));
    if ((double)(setting->width > 0 ? setting->width : 1) * (double)setting->height > most_area)
        return sentence("%ld x %ld pixels exceed the limit of %ld pixels", setting->width, setting->height, most_area);
    bool right = setting->orientation == TIME_RIGHT;
    if ((right ? setting->height : setting->width) < rows->channels)
        return sentence("%ld channels need %s of at least %ld pixels", rows->channels, right ? "a height" : "a width",
                        rows->channels);
    return picture_setting_check_length(setting, (double)rows->rows, header_rate(rows)); /* -1: unknown */
}
