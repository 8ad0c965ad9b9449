/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/line_plot.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "image/colormap.h"

static const double beyond = 1e6;           /* pixels: the position of infinite values */
static const double dot_size = 4;           /* in line widths */
static const double dash = 4;               /* length of dashes and of the gaps between them, in line widths */
enum { FAINT_INK = COLOURS_WITH_AXES + 5 }; /* paper and grid: lighter ink than this is covered by soft edges */

/* Contrast with the paper is at least 2.2, and adjacent colours differ in hue and in lightness. */
static const unsigned char colours[][LINE_COLOURS][3] = {
    [THEME_LIGHT] =
        {{0, 105, 180}, {214, 84, 0}, {0, 140, 90}, {150, 50, 150}, {70, 165, 225}, {160, 150, 0}, {105, 105, 105}},
    [THEME_DARK] = {{95, 185, 245},
                    {255, 145, 65},
                    {60, 205, 140},
                    {225, 130, 225},
                    {245, 225, 95},
                    {150, 110, 255},
                    {185, 185, 185}},
};

struct ink line_plot_ink(size_t i)
{
    return (struct ink){(unsigned char)(COLOURS_WITH_LINES + i % LINE_COLOURS * LINE_SHADES), LINE_SHADES};
}

bool line_plot_dashed(size_t i)
{
    return i / LINE_COLOURS % 2 == 1;
}

const char *line_plot_palette(unsigned char (*palette)[3], const char *colormap, enum theme theme)
{
    const char *why = colormap_fill(palette, COLOURS_WITH_LINES, colormap);
    const unsigned char *paper = palette[COLOURS_WITH_AXES];
    for (size_t i = 0; why == NULL && i < LINE_COLOURS; i++)
        for (size_t shade = 0; shade < LINE_SHADES; shade++)
            for (size_t k = 0; k < 3; k++) {
                double part = (double)shade / (LINE_SHADES - 1);
                palette[line_plot_ink(i).first + shade][k] =
                    (unsigned char)lround((1 - part) * paper[k] + part * colours[theme][i][k]);
            }
    return why;
}

/* A position on the canvas: pixel centres are integers, y is downwards. */
struct position {
    double x, y;
};

static struct position position_of(const struct line_plot *plot, double along, double value)
{
    double right = (double)plot->x, bottom = (double)(plot->y + plot->height - 1);
    if (plot->orientation == TIME_RIGHT)
        return (struct position){right + along, bottom - value};
    return (struct position){right + value, plot->orientation == TIME_UP ? bottom - along : (double)plot->y + along};
}

/* Whether a dashed line has a gap here. */
static bool in_dash_gap(const struct line_plot *plot, ptrdiff_t x, ptrdiff_t y)
{
    double along = plot->orientation == TIME_RIGHT ? (double)(x - plot->x) : (double)(y - plot->y);
    double period = 2 * dash * fmax(plot->thickness, 1);
    return line_plot_dashed(plot->line) && fmod(along, period) >= period / 2;
}

/* Colours a pixel of which the line covers a part, 0..1. On other lines, only a part of one half or more. */
static void lay(unsigned char *pixel, double coverage, struct ink ink)
{
    const int full = ink.count - 1, level = (int)floor(coverage * full + 0.5);
    if (level == 0)
        return;
    bool own = *pixel >= ink.first && *pixel <= ink.first + full;
    bool faint = *pixel >= COLOURS_WITH_AXES && *pixel <= FAINT_INK;
    if (own ? ink.first + level > *pixel : faint)
        *pixel = (unsigned char)(ink.first + level);
    else if (!own && coverage >= 0.5)
        *pixel = (unsigned char)(ink.first + full);
}

/* The distance of a position from the straight line between two others. */
static double distance(struct position at, struct position a, struct position b)
{
    double dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy;
    double share = length > 0 ? ((at.x - a.x) * dx + (at.y - a.y) * dy) / length : 0;
    share = fmin(fmax(share, 0), 1);
    return hypot(at.x - a.x - share * dx, at.y - a.y - share * dy);
}

/* The pixels of first .. end - 1 of a side that a line between `a` and `b` may touch: *from .. *to - 1. */
static void reach(ptrdiff_t *from, ptrdiff_t *to, double a, double b, double radius, ptrdiff_t first, ptrdiff_t count)
{
    double last = (double)(first + count - 1);
    *from = (ptrdiff_t)ceil(fmin(fmax(fmin(a, b) - radius, (double)first), last + 1));
    *to = (ptrdiff_t)floor(fmax(fmin(fmax(a, b) + radius, last), (double)first - 1)) + 1;
}

/* Draws a straight line: the coverage of a pixel is the part of its width within half the thickness. */
static void stroke(const struct line_plot *plot, struct canvas *canvas, struct position a, struct position b)
{
    const double radius = plot->thickness / 2 + 0.5;
    const struct ink ink = line_plot_ink(plot->line);
    ptrdiff_t left = 0, right = 0, top = 0, bottom = 0;
    reach(&left, &right, a.x, b.x, radius, plot->x, plot->width);
    reach(&top, &bottom, a.y, b.y, radius, plot->y, plot->height);
    for (ptrdiff_t y = top; y < bottom; y++)
        for (ptrdiff_t x = left; x < right; x++) {
            bool within = x >= 0 && y >= 0 && (size_t)x < canvas->width && (size_t)y < canvas->height;
            double coverage = fmin(radius - distance((struct position){(double)x, (double)y}, a, b), 1);
            if (within && coverage > 0 && !in_dash_gap(plot, x, y))
                lay(canvas->pixel + (size_t)y * canvas->width + (size_t)x, coverage, ink);
        }
}

/* Draws the part of a straight line whose values are within the box, so that a line far beyond it costs nothing. */
static void connect(const struct line_plot *plot, struct canvas *canvas, double along_a, double a, double along_b,
                    double b)
{
    double margin = plot->thickness + 1, low = -margin;
    double high = (double)(plot->orientation == TIME_RIGHT ? plot->height : plot->width) + margin;
    double from = 0, to = 1, rise = b - a;
    if (fmax(a, b) < low || fmin(a, b) > high)
        return;
    if (fabs(rise) > 0) {
        double enter = ((rise > 0 ? low : high) - a) / rise, leave = ((rise > 0 ? high : low) - a) / rise;
        from = fmax(from, enter);
        to = fmin(to, leave);
    }
    double run = along_b - along_a;
    stroke(plot, canvas, position_of(plot, along_a + from * run, a + from * rise),
           position_of(plot, along_a + to * run, a + to * rise));
}

static struct plot_point within_reach(struct plot_point point)
{
    point.low = fmin(fmax(point.low, -beyond), beyond);
    point.high = fmin(fmax(point.high, -beyond), beyond);
    return point;
}

static bool is_gap(const struct plot_point *point)
{
    return isnan(point->low) || isnan(point->high);
}

/* Connects the extents of two points where they are closest; where they overlap, in the middle of the overlap. */
static void join(const struct line_plot *plot, struct canvas *canvas, struct plot_point a, struct plot_point b)
{
    double low = fmax(a.low, b.low), high = fmin(a.high, b.high), middle = (low + high) / 2;
    bool overlap = low <= high;
    double from = overlap ? middle : a.high < b.low ? a.high : a.low;
    double to = overlap ? middle : a.high < b.low ? b.low : b.high;
    connect(plot, canvas, a.along, from, b.along, to);
}

/* The positions half-way to the points before and after; beyond the first and the last, as far as on their other side. */
static void step_ends(double *from, double *to, const struct plot_point *point, size_t i, size_t count)
{
    double before = i > 0 ? (point[i].along - point[i - 1].along) / 2 : NAN;
    double after = i + 1 < count ? (point[i + 1].along - point[i].along) / 2 : NAN;
    before = isnan(before) ? (isnan(after) ? 0 : after) : before;
    after = isnan(after) ? before : after;
    *from = point[i].along - before;
    *to = point[i].along + after;
}

/* Draws a point whose neighbours are gaps, thick enough to be seen. */
static void draw_dot(const struct line_plot *plot, struct canvas *canvas, struct plot_point point)
{
    struct line_plot dot = *plot;
    dot.thickness = dot_size * plot->thickness;
    connect(&dot, canvas, point.along, point.low, point.along, point.high);
}

void line_plot_draw(const struct line_plot *plot, struct canvas *canvas, const struct plot_point *point, size_t count)
{
    struct plot_point last = {NAN, NAN, NAN};
    for (size_t i = 0; i < count; i++) {
        struct plot_point next = is_gap(&point[i]) ? point[i] : within_reach(point[i]), end = next;
        if (!is_gap(&next)) {
            if (plot->steps)
                step_ends(&next.along, &end.along, point, i, count);
            if (!is_gap(&last))
                join(plot, canvas, last, next);
            else if (i + 1 == count || is_gap(&point[i + 1]))
                draw_dot(plot, canvas, within_reach(point[i]));
            connect(plot, canvas, next.along, next.low, next.along, next.high);
            if (plot->steps)
                connect(plot, canvas, next.along, next.low, end.along, end.low);
        }
        last = end;
    }
}
