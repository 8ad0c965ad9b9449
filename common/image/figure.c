/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/figure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/names.h"
#include "image/colormap.h"
#include "image/figure_parts.h"

NAMES(orientation_name, "right", "up", "down")

NAMES(theme_name, "light", "dark")

size_t figure_share(size_t pixels, size_t panels, size_t i)
{
    return (i + 1) * pixels / panels - i * pixels / panels;
}

/* Pixels of a ticks' label along a horizontal or a vertical axis. */
static double label_width(void *user, const char *label)
{
    return font_width(user, label);
}

static double label_height(void *user, const char *label)
{
    (void)label;
    return font_ascent(user) + font_descent(user);
}

static void place_ticks(struct figure *figure, struct scale_bar *bar, const struct axis *axis, double pixels,
                        bool horizontal)
{
    bar->axis = *axis;
    bar->axis.pixels = pixels;
    double gap = (horizontal ? 8 : 2) * figure->unit;
    bar->count =
        ticks_place(bar->tick, MOST_TICKS, &bar->axis, horizontal ? label_width : label_height, figure->small, gap);
    bar->widest = 0;
    for (size_t i = 0; i < bar->count; i++)
        bar->widest = fmax(bar->widest, font_width(figure->small, bar->tick[i].label));
}

static bool sideways(const struct figure *figure)
{
    return figure->setting.orientation != TIME_RIGHT;
}

/* How far horizontal labels reach beyond an axis that is `pixels` long, at its right end. */
static double overhang(const struct figure *figure, const struct scale_bar *bar, double pixels)
{
    double reach = 0;
    for (size_t i = 0; i < bar->count; i++)
        reach = fmax(reach, bar->tick[i].pixel + font_width(figure->small, bar->tick[i].label) / 2 - pixels);
    return reach;
}

static double line_of(struct font *font)
{
    return ceil(font_ascent(font) + font_descent(font));
}

static bool given(const char *text)
{
    return text != NULL && *text != '\0';
}

/* How far horizontal labels reach beyond the left end of their axis. */
static double lead(const struct figure *figure, const struct scale_bar *bar)
{
    double reach = 0;
    for (size_t i = 0; i < bar->count; i++)
        reach = fmax(reach, font_width(figure->small, bar->tick[i].label) / 2 - bar->tick[i].pixel);
    return reach;
}

/* What lies left, above, right and below of the data area, and between panels. */
static void measure_margins(struct figure *figure)
{
    const struct figure_setting *setting = &figure->setting;
    double unit = figure->unit, pad = 10 * unit, tick = 6 * unit, line = line_of(figure->small);
    struct scale_bar *vertical = sideways(figure) ? &figure->time : &figure->value;
    struct scale_bar *horizontal = sideways(figure) ? &figure->value : &figure->time;
    double before = lead(figure, horizontal), behind = overhang(figure, horizontal, horizontal->axis.pixels);
    figure->left = (ptrdiff_t)ceil(fmax(before + pad, pad + line + 4 * unit + vertical->widest + 3 * unit + tick));
    bool named = setting->panels > 1 && setting->panel_names != NULL;
    double names = named && !sideways(figure) ? line + 2 * unit : 0; /* run up the right side of their panels */
    double bar = names + 14 * unit + 14 * unit + tick + 3 * unit + figure->level.widest + 4 * unit + line + pad;
    figure->right = (ptrdiff_t)ceil(fmax(bar, behind + pad));
    bool head = given(setting->title) || given(setting->caption);
    double above = named && sideways(figure) ? line + 2 * unit : 0;
    figure->top = (ptrdiff_t)ceil(pad + above + (head ? line_of(figure->large) + 6 * unit : line / 2));
    figure->bottom = (ptrdiff_t)ceil(tick + 3 * unit + line + 4 * unit + line + pad);
    figure->gap = (ptrdiff_t)ceil(sideways(figure) ? fmax(2.5 * line, before + behind + 8 * unit) : 1.2 * line);
}

/* Panels follow each other along one axis, with a gap for their labels and, on top, the waveform's strip. */
static void place_panels(struct figure *figure)
{
    const struct figure_setting *setting = &figure->setting;
    bool beside = sideways(figure);
    ptrdiff_t gap = figure->gap;
    ptrdiff_t strip = setting->strip ? (ptrdiff_t)ceil(44 * figure->unit) : 0;
    ptrdiff_t between = setting->strip ? (ptrdiff_t)ceil(5 * figure->unit) : 0;
    ptrdiff_t at = beside ? figure->left : figure->top;
    for (size_t i = 0; i < setting->panels; i++) {
        size_t share = figure_share(beside ? setting->width : setting->height, setting->panels, i);
        if (beside) {
            figure->panel[i] = (struct box){at, figure->top, (ptrdiff_t)share, (ptrdiff_t)setting->height};
            figure->strip[i] =
                (struct box){at + (ptrdiff_t)share + between, figure->top, strip, (ptrdiff_t)setting->height};
        } else {
            figure->strip[i] = (struct box){figure->left, at, (ptrdiff_t)setting->width, strip};
            figure->panel[i] =
                (struct box){figure->left, at + strip + between, (ptrdiff_t)setting->width, (ptrdiff_t)share};
        }
        at += (ptrdiff_t)share + strip + between + (i + 1 < setting->panels ? gap : 0);
    }
    figure->width = beside ? at + figure->right : figure->left + (ptrdiff_t)setting->width + figure->right;
    figure->height = beside ? figure->top + (ptrdiff_t)setting->height + figure->bottom : at + figure->bottom;
}

/* "1:00" is an hour or a minute: the label says which, from what the ticks show. */
static void name_time(struct figure *figure)
{
    const struct axis *axis = &figure->setting.time;
    if (axis->notation != TICK_TIME || figure->setting.time_label == NULL)
        return;
    int colons = 0;
    for (size_t i = 0; i < figure->time.count; i++)
        for (const char *at = figure->time.tick[i].label; (at = strchr(at, ':')) != NULL; at++)
            colons++;
    bool hours = fmax(fabs(axis->first), fabs(axis->last)) >= 3600;
    size_t labels = 0;
    for (size_t i = 0; i < figure->time.count; i++)
        labels += figure->time.tick[i].label[0] != '\0';
    if (hours && labels > 0)
        figure->setting.time_label = colons > (int)labels ? "Time (h:mm:ss)" : "Time (h:mm)";
}

static const char *open_fonts(struct figure *figure)
{
    const char *why = font_open(&figure->small, figure->setting.font, 12 * figure->unit);
    return why != NULL ? why : font_open(&figure->large, figure->setting.font, 14 * figure->unit);
}

const char *figure_create(struct figure **made, const struct figure_setting *setting)
{
    struct figure *figure = mem_new(1, sizeof *figure);
    figure->setting = *setting;
    figure->unit = setting->scale;
    figure->panel = mem_new(setting->panels, sizeof *figure->panel);
    figure->strip = mem_new(setting->panels, sizeof *figure->strip);
    if (!setting->bare) {
        const char *why = open_fonts(figure);
        if (why != NULL) {
            figure_destroy(figure);
            return why;
        }
        bool beside = sideways(figure);
        size_t shared = figure_share(beside ? setting->width : setting->height, setting->panels, 0);
        place_ticks(figure, &figure->time, &setting->time, (double)(beside ? setting->height : setting->width),
                    !beside);
        name_time(figure);
        place_ticks(figure, &figure->value, &setting->value, (double)shared, beside);
        measure_margins(figure);
    }
    place_panels(figure);
    if (!setting->bare) { /* the colour bar is as high as all panels, and its labels need margin of their own */
        struct box last = figure->panel[setting->panels - 1];
        ptrdiff_t tall = last.y + last.height - figure->top;
        place_ticks(figure, &figure->level, &setting->level, (double)tall, false);
        measure_margins(figure);
        place_panels(figure);
    }
    figure->canvas =
        canvas_create((size_t)figure->width, (size_t)figure->height, setting->pixel_bytes, COLOURS_WITH_AXES);
    *made = figure;
    return NULL;
}

struct canvas *figure_canvas(struct figure *figure)
{
    return figure->canvas;
}

void figure_put(struct figure *figure, size_t panel, size_t time, const void *line)
{
    struct box box = figure->panel[panel];
    ptrdiff_t along = (ptrdiff_t)time, bottom = box.y + box.height - 1;
    if (figure->setting.orientation == TIME_RIGHT)
        canvas_put_column(figure->canvas, box.x + along, bottom, line, (size_t)box.height);
    else
        canvas_put_row(figure->canvas, box.x, figure->setting.orientation == TIME_DOWN ? box.y + along : bottom - along,
                       line, (size_t)box.width);
}

void figure_put_strip(struct figure *figure, size_t panel, size_t time, double low, double high)
{
    struct box box = figure->strip[panel];
    bool flat = figure->setting.orientation == TIME_RIGHT;
    double span = (double)(flat ? box.height : box.width) - 1;
    ptrdiff_t from = (ptrdiff_t)floor((fmax(low, -1) + 1) / 2 * span + 0.5);
    ptrdiff_t to = (ptrdiff_t)floor((fmin(high, 1) + 1) / 2 * span + 0.5);
    if (flat)
        canvas_box(figure->canvas, box.x + (ptrdiff_t)time, box.y + (ptrdiff_t)span - to, 1, to - from + 1, SOFT_INK);
    else if (figure->setting.orientation == TIME_DOWN)
        canvas_box(figure->canvas, box.x + from, box.y + (ptrdiff_t)time, to - from + 1, 1, SOFT_INK);
    else
        canvas_box(figure->canvas, box.x + from, box.y + box.height - 1 - (ptrdiff_t)time, to - from + 1, 1, SOFT_INK);
}

const char *figure_palette(unsigned char (*palette)[3], const char *colormap, enum theme theme, bool bare)
{
    size_t colours = bare ? COLOURS_BARE : COLOURS_WITH_AXES;
    const char *why = colormap_fill(palette, colours, colormap);
    if (why != NULL)
        return why;
    static const unsigned char paper[] = {[THEME_LIGHT] = 255, [THEME_DARK] = 17};
    static const unsigned char pen[] = {[THEME_LIGHT] = 17, [THEME_DARK] = 238};
    for (size_t i = colours; i < 256; i++) {
        double share = (double)(i - colours) / (double)(255 - colours);
        memset(palette[i], (int)lround(paper[theme] + share * (pen[theme] - paper[theme])), 3);
    }
    return NULL;
}

void figure_destroy(struct figure *figure)
{
    if (figure == NULL)
        return;
    font_destroy(figure->small);
    font_destroy(figure->large);
    canvas_destroy(figure->canvas);
    free(figure->panel);
    free(figure->strip);
    free(figure);
}
