/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/caption.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "picture/strip.h"
#include "picture/time_axis.h"
#include "spectra/feature_columns.h"
#include "stream/speakers.h"

/* The size of the FFT, if the columns are those of a spectrum from 0 Hz to half the rate; 0: unknown. */
static long fft_size(const struct picture *picture)
{
    const struct header *rows = &picture->rows;
    double points = rows->step > 0 ? floor(ratio_value(rows->samplerate) / rows->step + 0.5) : 0;
    bool spectra = strcmp(rows->axis, "hz") == 0 && rows->first == 0 && points < 1e9;
    return spectra && (long)points / 2 + 1 == (long)picture->view.numbers ? (long)points : 0;
}

/* text out: "hann 512, FFT 1024, hop 256, 44.1 kHz", or "" if the rows are not computed from frames */
static void describe_frames(char *text, size_t room, const struct picture *picture)
{
    const struct header *rows = &picture->rows;
    *text = '\0';
    if (rows->frame == 0 || rows->samplerate.num == 0)
        return;
    double hertz = ratio_value(rows->samplerate);
    char rate[NOTATION_ROOM] = "", padded[NOTATION_ROOM] = "", how[64];
    snprintf(rate, sizeof rate, hertz < 1000 ? "%.6g Hz" : "%.6g kHz", hertz < 1000 ? hertz : hertz / 1000);
    bool reassigned = header_find(rows, "reassigned", how, sizeof how);
    if (!reassigned && fft_size(picture) > rows->frame)
        snprintf(padded, sizeof padded, ", FFT %ld", fft_size(picture));
    snprintf(text, room, "%s%s %ld%s, hop %ld, %s", reassigned ? "reassigned, " : "", rows->window, rows->frame, padded,
             rows->hop, rate);
}

static const char *title_of(const struct picture *picture)
{
    return picture->setting.title != NULL ? picture->setting.title : picture->rows.source;
}

/* Names the channels by their speakers, else by their numbers in the input; the only channel of an input has no name. */
static void name_panels(struct caption *caption, const struct picture *picture)
{
    const long *channels = picture->setting.channels;
    caption->named = panels_count(picture) > 1 || channels != NULL || speakers_known(&picture->rows);
    for (size_t i = 0; i < panels_count(picture); i++) {
        long channel = channels != NULL ? channels[i] : (long)i;
        if (!speakers_name(caption->panel_name[i], &picture->rows, (long)i))
            snprintf(caption->panel_name[i], sizeof caption->panel_name[i], "channel %ld", channel + 1);
        caption->panel_names[i] = caption->panel_name[i];
    }
}

void caption_create(struct caption *caption, const struct picture *picture)
{
    const struct range *range = &picture->range;
    *caption = (struct caption){.title = title_of(picture),
                                .value = view_axis(&picture->view),
                                .value_label = picture->view.frequency ? "Frequency (Hz)" : "Column",
                                .level = {.first = range->low, .last = range->high, .notation = TICK_PLAIN},
                                .level_label = picture->view.level_label};
    if (header_is(&picture->rows, "cepstrum"))
        caption->value_label = "Coefficient";
    if (picture->view.pitch_classes) {
        caption->value_label = "Pitch class";
        caption->value_names = (struct tick_names){pitch_class_names, PITCH_CLASSES};
    }
    if (picture->setting.waveform)
        strip_label(caption->strip_label, picture);
    time_axis_create(&caption->time, caption->time_label, &picture->rows, picture->setting.time_axis,
                     panels_rows(picture), (double)panels_time_pixels(picture), picture->setting.pixels_per_second);
    describe_frames(caption->frames, sizeof caption->frames, picture);
    name_panels(caption, picture);
}

/* Adds a text, unless it is empty. */
__attribute__((format(printf, 3, 4))) static void add(struct caption_texts *texts, const char *key, const char *format,
                                                      ...)
{
    char *value = texts->value[texts->count];
    va_list list;
    va_start(list, format);
    vsnprintf(value, TEXT_ROOM, format, list);
    va_end(list);
    utf8_clean(value, true);
    if (*value != '\0')
        texts->text[texts->count++] = (struct png_text){key, value};
}

/* Adds every "hist" line of the header, one command a line. */
static void add_history(struct caption_texts *texts, const struct header *rows)
{
    char text[TEXT_ROOM] = "";
    for (const char *line = rows->more; line != NULL && *line != '\0'; line = strchr(line, '\n') + 1)
        if (strncmp(line, "hist ", 5) == 0)
            strncat(text, line + 5, strcspn(line + 5, "\n") + 1);
    if (text[0] != '\0')
        text[strlen(text) - 1] = '\0';
    add(texts, "History", "%s", text);
}

static void add_view(struct caption_texts *texts, const struct view *view, const struct range *range)
{
    add(texts, view->frequency ? "Frequency range" : "Column range", "%.9g %.9g%s", view->low, view->high,
        view->frequency ? " Hz" : "");
    add(texts, "Axis", "%s", view->frequency ? view->axis->name : "index");
    if (range_is_absolute(range)) /* line plots may have ranges of their own */
        add(texts, range_key, "%.9g %.9g %s", range->low, range->high, view->level_label);
}

void caption_texts(struct caption_texts *texts, const struct picture *picture)
{
    const struct picture_setting *setting = &picture->setting;
    const struct header *rows = &picture->rows;
    double rate = header_rate(rows), count = panels_rows(picture);
    char frames[128];
    texts->count = 0;
    describe_frames(frames, sizeof frames, picture);
    add(texts, "Software", "spec-render (specpipe) %s", SPECPIPE_VERSION);
    add(texts, "Title", "%s", title_of(picture));
    add(texts, "Source", "%s", rows->source);
    add(texts, "Time range", "%.9g %.9g s", header_time(rows, -0.5), header_time(rows, count - 0.5));
    add_view(texts, &picture->view, &picture->range);
    add(texts, "Rows", "%.0f rows at %.17g Hz, %ld channels, kind %s", count, rate, rows->channels, rows->kind);
    add(texts, "Frames", "%s", frames);
    add(texts, "Picture",
        "%zu x %zu pixels of data, time runs %s, pool %s, interpolate %s, tilt %.9g dB per octave%s%s", picture->width,
        picture->height, orientation_name(setting->orientation), pool_name(setting->pool),
        interpolate_name(setting->interpolate), picture->view.tilt, setting->grid ? ", grid" : "",
        setting->no_colour_bar ? ", no colour bar" : "");
    if (setting->waveform)
        add(texts, "Waveform", "peak %.9g", picture->peak);
    add(texts, "Plots", "%s", picture->plot_text);
    add(texts, "Colour map", "%s", setting->form == PNG_PALETTE ? setting->colormap : png_form_name(setting->form));
    add(texts, "Creation Time", "%s", rows->origin); /* of the sound: that of the picture would change with every run */
    add_history(texts, rows);
}
