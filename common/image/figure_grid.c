/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/figure_grid.h"

#include <math.h>
#include <stdlib.h>

#include "image/figure_layout.h"

enum { CONTRAST = 56 /* in luma, 0..255 */ };

/* The luma of a palette entry, 0..255: ITU-R BT.601, in rounded integers. */
static int luma(const unsigned char rgb[3])
{
    return (299 * rgb[0] + 587 * rgb[1] + 114 * rgb[2] + 500) / 1000;
}

/*
 * grid[256] out: the shade of ink that replaces a colour of the map under a grid line. It is lighter than dark entries and
 * darker than bright ones, by the same luma: the line shows on every colour and hides none.
 */
static void choose_shades(unsigned char grid[256], const unsigned char (*palette)[3])
{
    for (int i = 0; i < 256; i++)
        grid[i] = (unsigned char)i; /* ink stays: where lines cross */
    for (int i = 0; i < COLOURS_WITH_AXES; i++) {
        const int now = luma(palette[i]), wanted = now < 128 ? now + CONTRAST : now - CONTRAST;
        int best = COLOURS_WITH_AXES;
        for (int k = COLOURS_WITH_AXES; k < 256; k++)
            if (abs(luma(palette[k]) - wanted) < abs(luma(palette[best]) - wanted))
                best = k;
        grid[i] = (unsigned char)best;
    }
}

/* Replaces the pixels of a rectangle, which is clipped to the box. */
static void shade(struct canvas *canvas, struct box box, struct box line, const unsigned char grid[256])
{
    for (ptrdiff_t y = line.y; y < line.y + line.height; y++)
        for (ptrdiff_t x = line.x; x < line.x + line.width; x++)
            if (x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height) {
                unsigned char *pixel = canvas->pixel + (size_t)y * canvas->width + (size_t)x;
                *pixel = grid[*pixel];
            }
}

/* Whether a line at this pixel is at an end of the axis, where the frame is. */
static bool at_end(double pixel, ptrdiff_t pixels)
{
    return pixel < 1 || pixel > (double)pixels - 2;
}

static void draw_panel(struct figure *figure, struct box box, const unsigned char grid[256])
{
    const bool vertical_time = figure_time_is_vertical(figure);
    const struct scale_bar *across = vertical_time ? &figure->value : &figure->time;
    const struct scale_bar *up = vertical_time ? &figure->time : &figure->value;
    const ptrdiff_t width = (ptrdiff_t)fmax(1, floor(figure->unit));
    for (size_t i = 0; i < across->count; i++) {
        const double pixel = across->tick[i].pixel;
        if (across->tick[i].label[0] != '\0' && !at_end(pixel, box.width))
            shade(figure->canvas, box, (struct box){box.x + (ptrdiff_t)floor(pixel + 0.5), box.y, width, box.height},
                  grid);
    }
    for (size_t i = 0; i < up->count; i++) {
        const double pixel = up->tick[i].pixel;
        const double y = figure->setting.orientation == TIME_DOWN ? pixel : (double)box.height - 1 - pixel;
        if (up->tick[i].label[0] != '\0' && !at_end(pixel, box.height))
            shade(figure->canvas, box, (struct box){box.x, box.y + (ptrdiff_t)floor(y + 0.5), box.width, width}, grid);
    }
}

void figure_draw_grid(struct figure *figure)
{
    unsigned char grid[256];
    choose_shades(grid, figure->setting.grid);
    for (size_t i = 0; i < figure->setting.panels; i++)
        draw_panel(figure, figure->panel[i], grid);
}
