/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/caption.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/utf8.h"

static const char range_key[] = "Level range";

/* An instant such as 2026-11-22T13:17:05.25+01:00, and the rows' beginning after it. */
struct clock {
    double midnight; /* seconds from the origin's midnight to the origin; NAN where there is none */
    char date[16];   /* of the beginning */
    char zone[16];   /* " UTC", " UTC+01:00", or "" where it is not told */
};

static struct clock clock_of(const char *origin, double begin)
{
    struct clock clock = {.midnight = NAN};
    struct tm day = {.tm_sec = 0};
    const char *rest = strptime(origin, "%Y-%m-%dT%H:%M:%S", &day);
    if (rest == NULL || !(fabs(begin) < 1e11)) /* some three thousand years */
        return clock;
    double fraction = 0;
    if (*rest == '.' && sscanf(rest, "%lf", &fraction) == 1)
        rest += 1 + strspn(rest + 1, "0123456789");
    clock.midnight = day.tm_hour * 3600 + day.tm_min * 60 + day.tm_sec + fraction;
    time_t first = timegm(&day) + (time_t)floor(begin + fraction);
    if (gmtime_r(&first, &day) != NULL)
        strftime(clock.date, sizeof clock.date, "%Y-%m-%d", &day);
    if (*rest == 'Z')
        snprintf(clock.zone, sizeof clock.zone, " UTC");
    else if (*rest == '+' || *rest == '-')
        snprintf(clock.zone, sizeof clock.zone, " UTC%.6s", rest);
    return clock;
}

/* Rows stand for the stretch of a row's length around them: the picture begins half a row before the first. */
static void describe_time(struct caption *caption, const struct picture *picture)
{
    size_t pixels = picture_times(picture);
    double rate = header_rate(&picture->rows), rows = (double)pixel_columns_rows(picture->panel[0].columns);
    double begin = header_time(&picture->rows, -0.5), span = rows / rate;
    double step =
        picture->setting.pixels_per_second > 0 ? 1 / picture->setting.pixels_per_second : span / (double)pixels;
    struct clock clock = clock_of(picture->rows.origin, header_time(&picture->rows, 0));
    caption->time = (struct axis){.first = begin + step / 2,
                                  .last = begin + step * ((double)pixels - 0.5),
                                  .notation = isnan(clock.midnight) ? TICK_TIME : TICK_CLOCK,
                                  .clock = isnan(clock.midnight) ? 0 : clock.midnight};
    double end = begin + span;
    const char *form = end < 60 ? "s" : end < 3600 ? "m:ss" : "h:mm:ss";
    if (isnan(clock.midnight))
        snprintf(caption->time_label, sizeof caption->time_label, "Time (%s)", form);
    else
        snprintf(caption->time_label, sizeof caption->time_label, "Time of day, %s%s", clock.date, clock.zone);
}

static void describe_maker(struct caption *caption, const struct header *rows)
{
    char rate[NOTATION_ROOM] = "";
    caption->made_by[0] = '\0';
    if (rows->frame == 0 || rows->samplerate.over == 0)
        return;
    double hertz = ratio_value(rows->samplerate);
    snprintf(rate, sizeof rate, hertz < 1000 ? "%.6g Hz" : "%.6g kHz", hertz < 1000 ? hertz : hertz / 1000);
    char how[64];
    bool moved = header_find(rows, "reassigned", how, sizeof how);
    snprintf(caption->made_by, sizeof caption->made_by, "%s%s %ld, hop %ld, %s", moved ? "reassigned, " : "",
             rows->window, rows->frame, rows->hop, rate);
}

__attribute__((format(printf, 3, 4))) static void put(struct caption *caption, const char *key, const char *format, ...)
{
    char *value = caption->value_of[caption->texts];
    va_list list;
    va_start(list, format);
    vsnprintf(value, TEXT_ROOM, format, list);
    va_end(list);
    utf8_clean(value, true);
    if (*value != '\0')
        caption->text[caption->texts++] = (struct png_text){key, value};
}

/* Every "hist" line, one command a line. */
static void put_history(struct caption *caption, const struct header *rows)
{
    char text[TEXT_ROOM] = "";
    for (const char *line = rows->more; line != NULL && *line != '\0'; line = strchr(line, '\n') + 1)
        if (strncmp(line, "hist ", 5) == 0)
            strncat(text, line + 5, strcspn(line + 5, "\n") + 1);
    if (text[0] != '\0')
        text[strlen(text) - 1] = '\0';
    put(caption, "History", "%s", text);
}

static void describe_all(struct caption *caption, const struct picture *picture, const struct range *range)
{
    const struct picture_setting *setting = &picture->setting;
    const struct header *rows = &picture->rows;
    const struct view *view = &picture->view;
    double rate = header_rate(rows), count = (double)pixel_columns_rows(picture->panel[0].columns);
    put(caption, "Software", "spec-render (specpipe) %s", SPECPIPE_VERSION);
    put(caption, "Title", "%s", caption->title != NULL ? caption->title : "");
    put(caption, "Source", "%s", rows->source);
    put(caption, "Time range", "%.9g %.9g s", header_time(rows, -0.5), header_time(rows, count - 0.5));
    put(caption, view->frequency ? "Frequency range" : "Column range", "%.9g %.9g%s", view->low, view->high,
        view->frequency ? " Hz" : "");
    put(caption, "Axis", "%s", view->frequency ? view->axis->name : "index");
    put(caption, range_key, "%.9g %.9g %s", range->low, range->high, view->level_label);
    put(caption, "Rows", "%.0f rows at %.17g Hz, %ld channels, kind %s", count, rate, rows->channels, rows->kind);
    put(caption, "Frames", "%s", caption->made_by);
    put(caption, "Picture", "%zu x %zu pixels of data, time runs %s, pool %s, interpolate %s, tilt %.9g dB per octave",
        picture->width, picture->height, setting->orientation, setting->pool, setting->interpolate, view->tilt);
    put(caption, "Colour map", "%s", strcmp(setting->form, "palette") == 0 ? setting->colormap : setting->form);
    put(caption, "Creation Time", "%s",
        rows->origin); /* of the sound: the picture's own time would differ on every run */
    put_history(caption, rows);
}

const char *caption_read_range(struct range *range, const char *png)
{
    char text[256] = "";
    *range = (struct range){.fit = false};
    const char *why = png_text_find(text, sizeof text, png, range_key);
    if (why == NULL && (sscanf(text, "%lf %lf", &range->low, &range->high) != 2 || !(range->high > range->low)))
        why = "its range of levels cannot be read";
    return why;
}

void caption_of(struct caption *caption, const struct picture *picture, const struct range *range)
{
    const struct picture_setting *setting = &picture->setting;
    *caption = (struct caption){.texts = 0};
    describe_time(caption, picture);
    describe_maker(caption, &picture->rows);
    caption->value = view_axis(&picture->view);
    caption->level = (struct axis){.first = range->low, .last = range->high, .notation = TICK_PLAIN};
    caption->value_label = picture->view.frequency ? "Frequency (Hz)" : "Column";
    if (strcmp(picture->rows.kind, "cepstrum") == 0)
        caption->value_label = "Coefficient";
    caption->level_label = picture->view.level_label;
    for (long i = 0; i < picture->rows.channels; i++) {
        long channel = setting->channels != NULL ? setting->channels[i] : i;
        snprintf(caption->panel_name[i], sizeof caption->panel_name[i], "channel %ld", channel + 1);
        caption->panel_names[i] = caption->panel_name[i];
    }
    caption->title = setting->title != NULL ? setting->title : picture->rows.source;
    describe_all(caption, picture, range);
}
