/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/figure_layout.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_LEVELS = 20 }; /* labels of a long colour bar */

/* Pixels of a tick label along a horizontal axis; `user` is the font. */
static double label_width(void *user, const char *label)
{
    return font_width(user, label);
}

/* Pixels of a tick label along a vertical axis. */
static double label_height(void *user, const char *label)
{
    (void)label;
    return font_ascent(user) + font_descent(user);
}

static void place_named_ticks(struct figure *figure, struct scale_bar *bar, const struct axis *axis, double pixels,
                              bool horizontal, struct tick_names names)
{
    bar->axis = *axis;
    bar->axis.pixels = pixels;
    double gap = horizontal ? 8 * figure->unit : 0.5 * label_height(figure->small, "");
    if (bar == &figure->level)
        gap = fmax(gap, pixels / MOST_LEVELS - label_height(figure->small, ""));
    double (*size)(void *user, const char *label) = horizontal ? label_width : label_height;
    bar->count = names.name != NULL
                     ? tick_names_place(bar->tick, MOST_TICKS, &bar->axis, names, size, figure->small, gap)
                     : ticks_place(bar->tick, MOST_TICKS, &bar->axis, size, figure->small, gap);
    bar->widest = 0;
    for (size_t i = 0; i < bar->count; i++)
        bar->widest = fmax(bar->widest, font_width(figure->small, bar->tick[i].label));
}

static void place_ticks(struct figure *figure, struct scale_bar *bar, const struct axis *axis, double pixels,
                        bool horizontal)
{
    place_named_ticks(figure, bar, axis, pixels, horizontal, (struct tick_names){NULL, 0});
}

bool figure_time_is_vertical(const struct figure *figure)
{
    return figure->setting.orientation != TIME_RIGHT;
}

/* Pixels by which the labels of a horizontal axis overhang its right end. */
static double overhang_right(const struct figure *figure, const struct scale_bar *bar)
{
    double overhang = 0;
    for (size_t i = 0; i < bar->count; i++) {
        double end = bar->tick[i].pixel + font_width(figure->small, bar->tick[i].label) / 2;
        overhang = fmax(overhang, end - bar->axis.pixels);
    }
    return overhang;
}

static double line_height(struct font *font)
{
    return ceil(font_ascent(font) + font_descent(font));
}

static bool given(const char *text)
{
    return text != NULL && *text != '\0';
}

/* Pixels by which they overhang its left end. */
static double overhang_left(const struct figure *figure, const struct scale_bar *bar)
{
    double overhang = 0;
    for (size_t i = 0; i < bar->count; i++)
        overhang = fmax(overhang, font_width(figure->small, bar->tick[i].label) / 2 - bar->tick[i].pixel);
    return overhang;
}

/* Sets the margins around the data area and the gap between panels, from the ticks placed so far. */
static void measure_margins(struct figure *figure)
{
    const struct figure_setting *setting = &figure->setting;
    bool vertical_time = figure_time_is_vertical(figure);
    double unit = figure->unit, pad = 10 * unit, tick = 6 * unit, line = line_height(figure->small);
    const struct scale_bar *vertical = vertical_time ? &figure->time : &figure->value;
    const struct scale_bar *horizontal = vertical_time ? &figure->value : &figure->time;
    double before = overhang_left(figure, horizontal), after = overhang_right(figure, horizontal);
    bool strip_label = setting->strip && setting->strip_label != NULL;
    double label = strip_label && !vertical_time ? font_width(figure->small, setting->strip_label) : 0;
    double widest = fmax(vertical->widest, label); /* beside the ticks */
    figure->left = (ptrdiff_t)ceil(fmax(before + pad, pad + line + 4 * unit + widest + 3 * unit + tick));
    bool plots = setting->plots != NULL;
    bool named = setting->panel_names != NULL;
    double names = named && !vertical_time && !plots ? line + 2 * unit : 0; /* at the right side of their panels */
    double bar = 14 * unit + 14 * unit + tick + 3 * unit + figure->level.widest + 4 * unit + line;
    bar = setting->no_colour_bar || plots ? 0 : bar;
    figure->right = (ptrdiff_t)ceil(fmax(names + bar, after) + (plots ? 2 : 1) * pad);
    bool head = given(setting->title) || given(setting->caption);
    bool legend = plots && setting->plots->legend_count > 1;
    bool lines_above = (named && (vertical_time || plots)) || (strip_label && vertical_time);
    bool legend_above = lines_above ? legend && vertical_time && setting->panels > 1 : legend;
    double above = ((lines_above ? 1 : 0) + (legend_above ? 1 : 0)) * (line + (plots ? 4 : 2) * unit);
    figure->top = (ptrdiff_t)ceil(pad + above + (head ? line_height(figure->large) + 6 * unit : line / 2));
    figure->bottom = (ptrdiff_t)ceil(tick + 3 * unit + line + 4 * unit + line + pad);
    double between = plots ? line + 8 * unit : 1.2 * line;
    figure->gap = (ptrdiff_t)ceil(vertical_time ? fmax(2.5 * line, before + after + 8 * unit) : between);
}

/* Sets the boxes of panel `i`, which begins at `start` on the axis along which panels follow; returns its end. */
static ptrdiff_t place_panel(struct figure *figure, size_t i, ptrdiff_t start)
{
    const struct figure_setting *setting = &figure->setting;
    ptrdiff_t strip = setting->strip ? (ptrdiff_t)ceil(44 * figure->unit) : 0;
    ptrdiff_t between = setting->strip ? (ptrdiff_t)ceil(5 * figure->unit) : 0;
    ptrdiff_t width = (ptrdiff_t)setting->width, height = (ptrdiff_t)setting->height;
    bool vertical_time = figure_time_is_vertical(figure);
    ptrdiff_t share = (ptrdiff_t)figure_panel_pixels(setting, i);
    if (vertical_time) {
        figure->panel[i] = (struct box){start, figure->top, share, height};
        figure->strip[i] = (struct box){start + share + between, figure->top, strip, height};
    } else {
        figure->strip[i] = (struct box){figure->left, start, width, strip};
        figure->panel[i] = (struct box){figure->left, start + strip + between, width, share};
    }
    return start + share + strip + between;
}

/* Sets the boxes of all panels and the size of the figure. */
static void place_panels(struct figure *figure)
{
    const struct figure_setting *setting = &figure->setting;
    bool vertical_time = figure_time_is_vertical(figure);
    ptrdiff_t end = vertical_time ? figure->left : figure->top;
    for (size_t i = 0; i < setting->panels; i++)
        end = place_panel(figure, i, i == 0 ? end : end + figure->gap);
    figure->width = vertical_time ? end + figure->right : figure->left + (ptrdiff_t)setting->width + figure->right;
    figure->height = vertical_time ? figure->top + (ptrdiff_t)setting->height + figure->bottom : end + figure->bottom;
}

/* Sets the label of a time axis by its ticks: 1:00 may be an hour or a minute. */
static void label_time(struct figure *figure)
{
    const struct axis *axis = &figure->time.axis;
    if (axis->notation != TICK_TIME || figure->setting.time_label == NULL)
        return;
    double low = 0, high = 0;
    axis_range(axis, &low, &high);
    bool hours = fmax(fabs(low), fabs(high)) >= 3600;
    int colons = 0, labels = 0;
    for (size_t i = 0; i < figure->time.count; i++) {
        labels += figure->time.tick[i].label[0] != '\0';
        for (const char *at = figure->time.tick[i].label; (at = strchr(at, ':')) != NULL; at++)
            colons++;
    }
    if (labels > 0)
        figure->setting.time_label = colons == 0       ? "Time (s)"
                                     : colons > labels ? "Time (h:mm:ss)"
                                     : hours           ? "Time (h:mm)"
                                                       : "Time (m:ss)";
}

/* Whether all labels but 0 are in thousands. */
static bool all_thousands(const struct scale_bar *bar)
{
    size_t thousands = 0;
    for (size_t i = 0; i < bar->count; i++) {
        const char *label = bar->tick[i].label;
        if (*label == '\0' || strcmp(label, "0") == 0)
            continue;
        if (label[strlen(label) - 1] != 'k')
            return false;
        thousands++;
    }
    return thousands > 0;
}

/*
 * Places the ticks of an axis of frequencies. Its label follows them: notes where there are two, and kHz where all labels
 * are thousands.
 */
static void place_frequencies(struct figure *figure, struct scale_bar *bar, struct axis axis, bool horizontal,
                              const char **label)
{
    place_ticks(figure, bar, &axis, axis.pixels, horizontal);
    if (axis.notation == TICK_NOTE && ticks_labelled(bar->tick, bar->count) >= 2) {
        snprintf(figure->note_label, sizeof figure->note_label, "Note (A4 = %.5g Hz)", axis.tuning);
        *label = figure->note_label;
        return;
    }
    if (axis.notation == TICK_NOTE) {
        axis.notation = TICK_HERTZ;
        place_ticks(figure, bar, &axis, axis.pixels, horizontal);
    }
    if (axis.notation == TICK_HERTZ && all_thousands(bar)) {
        axis.notation = TICK_KILOHERTZ;
        place_ticks(figure, bar, &axis, axis.pixels, horizontal);
        *label = "Frequency (kHz)";
    }
}

struct axis figure_value_axis(const struct figure *figure, size_t panel)
{
    const struct figure_setting *setting = &figure->setting;
    struct axis axis = setting->plots != NULL ? setting->plots->value[panel] : setting->value;
    axis.pixels = (double)figure_panel_pixels(setting, panel);
    return axis;
}

void figure_value_ticks(struct figure *figure, size_t panel)
{
    struct axis axis = figure_value_axis(figure, panel);
    double widest = figure->value.widest;
    const struct figure_plots *plots = figure->setting.plots;
    struct tick_names names = plots == NULL ? figure->setting.value_names : plots->names[panel];
    const bool horizontal = figure_time_is_vertical(figure);
    if (plots == NULL && names.name == NULL)
        place_frequencies(figure, &figure->value, axis, horizontal, &figure->setting.value_label);
    else
        place_named_ticks(figure, &figure->value, &axis, axis.pixels, horizontal, names);
    figure->value.widest = fmax(figure->value.widest, widest);
}

/* Places the ticks of all panels, for their widest label; those of the first panel remain. */
static void place_value_ticks(struct figure *figure)
{
    size_t axes = figure->setting.plots != NULL ? figure->setting.panels : 1;
    for (size_t i = axes; i-- > 0;)
        figure_value_ticks(figure, i);
}

void figure_layout(struct figure *figure)
{
    const struct figure_setting *setting = &figure->setting;
    bool vertical_time = figure_time_is_vertical(figure);
    if (setting->bare) {
        place_panels(figure);
        return;
    }
    size_t along = vertical_time ? setting->height : setting->width;
    struct axis time = setting->time; /* of frequencies in a line spectrum */
    time.pixels = (double)along;
    place_frequencies(figure, &figure->time, time, !vertical_time, &figure->setting.time_label);
    label_time(figure);
    place_value_ticks(figure);
    measure_margins(figure);
    place_panels(figure);
    if (setting->plots != NULL)
        return;
    /* The colour bar is as high as all panels together, and its labels widen the margin. */
    struct box last = figure->panel[setting->panels - 1];
    place_ticks(figure, &figure->level, &setting->level, (double)(last.y + last.height - figure->top), false);
    measure_margins(figure);
    place_panels(figure);
}
