/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/line_spectrum.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "image/figure_plots.h"
#include "picture/caption.h"
#include "picture/figure_of.h"
#include "picture/plot_scale.h"

bool line_spectrum_suits(const struct picture_setting *setting, const struct header *rows)
{
    return setting->line_spectrum && !setting->bare && !setting->waveform && setting->pixels_per_second == 0 &&
           rows->width > 1 && !header_is(rows, "cepstrum") && !header_is(rows, "features") &&
           !header_is(rows, "samples");
}

struct spectrum {
    const struct picture *picture;
    struct view view;         /* gives levels, so that their extent can be found */
    struct axis axis;         /* of frequency, with its pixels */
    float *numbers;           /* [numbers]; a buffer */
    float *level;             /* [numbers]: of one channel */
    double *place;            /* [numbers]: 0, 1 ... */
    size_t room;              /* points of a channel: at most one a pixel, and one or two beyond each end */
    struct plot_point *point; /* [channels][room] */
    size_t *count;            /* [channels]: points */
};

static int by_value(const void *one, const void *other)
{
    double a = (double)*(const float *)one, b = (double)*(const float *)other;
    return (a > b) - (a < b);
}

/* The mean or the median of level[count], which is sorted; of decibels, that of their powers. */
static double pooled(const struct spectrum *spectrum, const float *level, size_t count)
{
    bool decibel = spectrum->view.decibel;
    size_t first = 0, end = count;
    if (spectrum->picture->setting.pool == POOL_MEDIAN) {
        first = (count - 1) / 2;
        end = count / 2 + 1;
    }
    double sum = 0;
    for (size_t i = first; i < end; i++)
        sum += decibel ? pow(10, (double)level[i] / 10) : (double)level[i];
    sum /= (double)(end - first);
    return decibel ? 10 * log10(sum) : sum;
}

/* The point of the columns first .. end - 1, which fall on one pixel. Sorts their levels, unless it is one alone. */
static struct plot_point pool_levels(struct spectrum *spectrum, double along, size_t first, size_t end)
{
    float *level = spectrum->level + first;
    size_t count = end - first;
    if (count == 1)
        return (struct plot_point){along, (double)*level, (double)*level};
    qsort(level, count, sizeof *level, by_value);
    along = floor(along + 0.5);
    if (spectrum->picture->setting.pool == POOL_MAX)
        return (struct plot_point){along, (double)level[0], (double)level[count - 1]};
    double value = pooled(spectrum, level, count);
    return (struct plot_point){along, value, value};
}

/* The position of a column along the axis, in pixels. */
static double along_of(const struct spectrum *spectrum, size_t column)
{
    const struct view *view = &spectrum->view;
    return axis_pixel(&spectrum->axis, view->rows_axis->to_hertz(view->first + (double)column * view->step));
}

/* Sets the points of a channel: those that are visible, and one more beyond each end. */
static void find_points(struct spectrum *spectrum, size_t channel)
{
    const struct picture *picture = spectrum->picture;
    const struct view *view = &spectrum->view;
    const float *row = picture->first_row + channel * (size_t)picture->rows.width;
    memcpy(spectrum->level, view_numbers(view, &picture->rows, spectrum->numbers, row),
           view->numbers * sizeof *spectrum->level);
    view_level(view, spectrum->level, view->numbers, spectrum->place);
    struct plot_point *point = spectrum->point + channel * spectrum->room;
    size_t count = 0;
    for (size_t i = 0, end = 0; i < view->numbers && count < spectrum->room; i = end) {
        double along = along_of(spectrum, i), next = i + 1 < view->numbers ? along_of(spectrum, i + 1) : HUGE_VAL;
        end = i + 1;
        if (!(next >= -0.5) || !isfinite(along)) /* the next column is beyond the low end, too */
            continue;
        while (end < view->numbers && floor(along_of(spectrum, end) + 0.5) <= floor(along + 0.5))
            end++;
        point[count++] = pool_levels(spectrum, along, i, end);
        if (along > spectrum->axis.pixels)
            break;
    }
    spectrum->count[channel] = count;
}

/* The scale of levels, from the points within the axis. */
static struct band find_scale(const struct spectrum *spectrum)
{
    size_t channels = panels_count(spectrum->picture), count = 0;
    struct plot_point *point = mem_new(channels * spectrum->room, sizeof *point);
    for (size_t c = 0; c < channels; c++)
        for (size_t i = 0; i < spectrum->count[c]; i++) {
            struct plot_point next = spectrum->point[c * spectrum->room + i];
            if (next.along >= -0.5 && next.along <= spectrum->axis.pixels - 0.5)
                point[count++] = next;
        }
    struct band ends = plot_scale_find(&spectrum->picture->line_range, spectrum->view.decibel, point, count);
    free(point);
    return ends;
}

/* Texts of a caption that describe a spectrum instead of a picture over time. */
static void describe(struct caption *caption, struct picture *picture, char label[96])
{
    double span = 1 / header_rate(&picture->rows), rate = ratio_value(picture->rows.samplerate);
    size_t used = strlen(caption->frames);
    snprintf(label, 96, picture->view.level_label[0] != '\0' ? "%s (%s)" : "%s",
             picture->view.decibel                ? "Level"
             : header_is(&picture->rows, "phase") ? "Phase"
                                                  : "Value",
             picture->view.level_label);
    if (used > 0 && span > 1.5 * (double)picture->rows.frame / rate)
        snprintf(caption->frames + used, sizeof caption->frames - used, ", over %.3g s", span);
    snprintf(picture->plot_text, sizeof picture->plot_text, "line spectrum");
}

static const char *draw(struct spectrum *spectrum, struct picture *picture)
{
    enum interpolate interpolate = picture->setting.interpolate;
    bool steps = interpolate != INTERPOLATE_BOTH && interpolate != INTERPOLATE_FREQUENCY;
    struct caption caption;
    char label[96];
    caption_create(&caption, picture);
    describe(&caption, picture, label);
    struct axis level = caption.level;
    struct tick_names names = {NULL, 0};
    struct figure_plots plots = {
        .value = &level, .names = &names, .legend = caption.panel_names, .legend_count = panels_count(picture)};
    struct figure_setting setting = figure_of_picture(picture, &caption);
    setting.panels = 1;
    setting.panel_names = NULL;
    setting.time = caption.value;
    setting.time_label = caption.value_label;
    setting.value_label = label;
    setting.plots = &plots;
    const char *why = line_plot_palette(picture->palette, picture->setting.colormap, picture->setting.theme);
    if (why != NULL || (why = figure_create(&picture->figure, &setting)) != NULL)
        return why;
    figure_plots_grid(picture->figure);
    for (size_t c = 0; c < panels_count(picture); c++)
        figure_put_line(picture->figure, 0, c, spectrum->point + c * spectrum->room, spectrum->count[c], steps);
    figure_draw(picture->figure);
    return NULL;
}

const char *line_spectrum_draw(struct picture *picture)
{
    size_t numbers = picture->view.numbers, channels = panels_count(picture);
    struct spectrum spectrum = {.picture = picture, .view = picture->view, .axis = view_axis(&picture->view)};
    spectrum.view.pools_levels = true;
    spectrum.axis.pixels = (double)panels_time_pixels(picture);
    spectrum.numbers = mem_new(numbers, sizeof *spectrum.numbers);
    spectrum.level = mem_new(numbers, sizeof *spectrum.level);
    spectrum.place = mem_new(numbers, sizeof *spectrum.place);
    spectrum.room = panels_time_pixels(picture) + 4 < numbers ? panels_time_pixels(picture) + 4 : numbers;
    spectrum.point = mem_new(channels * spectrum.room, sizeof *spectrum.point);
    spectrum.count = mem_new(channels, sizeof *spectrum.count);
    for (size_t i = 0; i < numbers; i++)
        spectrum.place[i] = (double)i;
    for (size_t c = 0; c < channels; c++)
        find_points(&spectrum, c);
    struct band ends = find_scale(&spectrum);
    picture->range = (struct range){.low = ends.low, .high = ends.high};
    const char *why = draw(&spectrum, picture);
    free(spectrum.numbers);
    free(spectrum.level);
    free(spectrum.place);
    free(spectrum.point);
    free(spectrum.count);
    return why;
}
