/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/figure_of.h"

struct figure_setting figure_of_picture(const struct picture *picture, const struct caption *caption)
{
    const struct picture_setting *setting = &picture->setting;
    return (struct figure_setting){.width = picture->width,
                                   .height = picture->height,
                                   .panels = panels_count(picture),
                                   .orientation = setting->orientation,
                                   .pixel_bytes = setting->form == PNG_GREY16 ? 2 : 1,
                                   .bare = setting->bare,
                                   .strip = setting->waveform,
                                   .no_colour_bar = setting->no_colour_bar,
                                   .grid = setting->grid ? (const unsigned char(*)[3])picture->palette : NULL,
                                   .strip_label = setting->waveform ? caption->strip_label : NULL,
                                   .scale = setting->scale,
                                   .font = setting->font,
                                   .time = caption->time,
                                   .value = caption->value,
                                   .level = caption->level,
                                   .time_label = caption->time_label,
                                   .value_label = caption->value_label,
                                   .level_label = caption->level_label,
                                   .title = caption->title,
                                   .caption = caption->frames,
                                   .value_names = caption->value_names,
                                   .panel_names = caption->named ? caption->panel_names : NULL};
}
