/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/plot_columns.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "spectra/feature_columns.h"

/* Whether columns[count] begin with all pitch classes, in order. */
static bool begin_with_classes(const struct feature_column *columns, size_t count)
{
    for (size_t i = 0; i < PITCH_CLASSES; i++)
        if (i >= count || columns[i].pitch_class != (int)i)
            return false;
    return true;
}

/* Adds the plots of the column at `i`. Returns the number of its columns; 0: there are too many plots. */
static size_t add_plots(struct plot_columns *plots, const struct feature_column *columns, size_t i, size_t channels)
{
    bool classes = begin_with_classes(columns + i, plots->end - i);
    const char *name = classes ? "chroma" : columns[i].name, *unit = columns[i].unit;
    for (size_t channel = 0; channel < (classes ? channels : 1); channel++) {
        if (plots->count == MOST_PLOTS)
            return 0;
        struct plot_column *plot = &plots->plot[plots->count++];
        *plot = (struct plot_column){.column = i, .columns = classes ? PITCH_CLASSES : 1, .channel = channel};
        snprintf(plot->unit, sizeof plot->unit, "%s", unit);
        snprintf(plot->label, sizeof plot->label, unit[0] != '\0' ? "%s (%s)" : "%s", name, unit);
    }
    return classes ? PITCH_CLASSES : 1;
}

static bool find_plots(struct plot_columns *plots, const struct feature_column *columns, size_t channels)
{
    for (size_t i = plots->first; i < plots->end;) {
        size_t added = add_plots(plots, columns, i, channels);
        if (added == 0)
            return false;
        i += added;
    }
    return plots->plot[0].columns == 1 || plots->plot[0].columns < plots->end - plots->first;
}

bool plot_columns_find(struct plot_columns *plots, const struct header *rows, struct band band)
{
    double last = (double)rows->width - 1;
    double low = isnan(band.low) ? 0 : fmin(fmax(ceil(band.low), 0), last);
    double high = isnan(band.high) ? last : fmin(fmax(floor(band.high), low), last);
    *plots = (struct plot_columns){.first = (size_t)low, .end = (size_t)high + 1};
    struct feature_column *columns = feature_columns_read(rows);
    bool found = columns != NULL && find_plots(plots, columns, (size_t)rows->channels);
    free(columns);
    return found;
}

bool plot_columns_are_classes(const struct header *rows)
{
    struct feature_column *columns = rows->width == PITCH_CLASSES ? feature_columns_read(rows) : NULL;
    bool classes = columns != NULL && begin_with_classes(columns, PITCH_CLASSES);
    free(columns);
    return classes;
}

size_t plot_columns_shares(const struct plot_columns *plots)
{
    size_t shares = 0;
    for (size_t i = 0; i < plots->count; i++)
        shares += plots->plot[i].columns > 1 ? CLASSES_SHARE : 1;
    return shares;
}
