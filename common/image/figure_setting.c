/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/figure_setting.h"

#include "base/names.h"

NAMES(orientation_name, "right", "up", "down")

NAMES(theme_name, "light", "dark")

size_t figure_share(size_t pixels, size_t panels, size_t i)
{
    return (i + 1) * pixels / panels - i * pixels / panels;
}

size_t figure_panel_pixels(const struct figure_setting *setting, size_t i)
{
    size_t pixels = setting->orientation == TIME_RIGHT ? setting->height : setting->width;
    if (setting->plots == NULL || setting->plots->share == NULL)
        return figure_share(pixels, setting->panels, i);
    size_t before = 0, all = 0;
    for (size_t k = 0; k < setting->panels; k++) {
        before += k < i ? setting->plots->share[k] : 0;
        all += setting->plots->share[k];
    }
    return (before + setting->plots->share[i]) * pixels / all - before * pixels / all;
}
