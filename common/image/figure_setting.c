/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/figure_setting.h"

#include "base/names.h"

NAMES(orientation_name, "right", "up", "down")

NAMES(theme_name, "light", "dark")

size_t figure_share(size_t pixels, size_t panels, size_t i)
{
    return (i + 1) * pixels / panels - i * pixels / panels;
}
