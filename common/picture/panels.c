/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/panels.h"

#include "base/names.h"

NAMES(picture_form_name, "palette", "grey8", "grey16")

NAMES(interpolate_name, "both", "time", "frequency", "none")

size_t picture_times(const struct picture *picture)
{
    return picture->sideways ? picture->height : picture->width;
}

size_t picture_values(const struct picture *picture, size_t panel)
{
    return figure_share(picture->sideways ? picture->width : picture->height, (size_t)picture->rows.channels, panel);
}
