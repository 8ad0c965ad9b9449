/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/picture_parts.h"

#include "picture/panels.h"

enum { WAVE_NUMBERS = 2 /* of a column of a waveform: its extent */ };

size_t picture_columns(const struct picture *picture)
{
    return pixel_columns_expected(picture->panel[0].columns);
}

int64_t picture_first_row(const struct picture *picture, size_t column)
{
    return pixel_columns_first_row(picture->panel[0].columns, column);
}

static size_t wave_numbers(const struct panel *panel)
{
    return panel->wave != NULL ? WAVE_NUMBERS : 0;
}

size_t picture_column_numbers(const struct picture *picture)
{
    size_t numbers = 0;
    for (size_t i = 0; i < panels_count(picture); i++)
        numbers += pixel_lines_slots(picture->panel[i].lines) + wave_numbers(&picture->panel[i]);
    return numbers;
}

void picture_begin(struct picture *picture, size_t column)
{
    for (size_t i = 0; i < panels_count(picture); i++) {
        pixel_columns_begin(picture->panel[i].columns, column);
        if (picture->panel[i].wave != NULL)
            pixel_columns_begin(picture->panel[i].wave, column);
    }
}

/* All columns of one panel are together, and then those of its waveform. */
void picture_take(struct picture *picture, float *numbers, size_t first, size_t end)
{
    size_t columns = picture_columns(picture);
    for (size_t i = 0; i < panels_count(picture); i++) {
        struct panel *panel = &picture->panel[i];
        size_t slots = pixel_lines_slots(panel->lines);
        pixel_columns_take(panel->columns, numbers + first * slots, first, end);
        numbers += columns * slots;
        if (panel->wave != NULL)
            pixel_columns_take(panel->wave, numbers + first * WAVE_NUMBERS, first, end);
        numbers += columns * wave_numbers(panel);
    }
}

void picture_set(struct picture *picture, const float *numbers)
{
    size_t columns = picture_columns(picture);
    for (size_t i = 0; i < panels_count(picture); i++) {
        struct panel *panel = &picture->panel[i];
        pixel_columns_set(panel->columns, numbers);
        numbers += columns * pixel_lines_slots(panel->lines);
        if (panel->wave != NULL)
            pixel_columns_set(panel->wave, numbers);
        numbers += columns * wave_numbers(panel);
    }
}
