/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The columns of feature rows as line plots: one plot for each column. The twelve pitch classes have one plot for each
 * channel, whose values are drawn as colours.
 */
#ifndef SPECPIPE_PICTURE_PLOT_COLUMNS_H
#define SPECPIPE_PICTURE_PLOT_COLUMNS_H

#include "base/notation.h"
#include "stream/header.h"

enum { MOST_PLOTS = 64, CLASSES_SHARE = 3 /* height of the pitch classes, in line plots */ };

struct plot_column {
    size_t column, columns; /* the first column of the rows, and how many: 1, or all pitch classes */
    size_t channel;         /* of a plot of pitch classes; the others show all channels */
    char label[64];         /* centroid (Hz) */
    char unit[16];          /* "": none */
};

struct plot_columns {
    size_t first, end; /* the columns of the rows that are drawn: first .. end - 1 */
    size_t count;      /* of plots */
    struct plot_column plot[MOST_PLOTS];
};

/*
 * band  numbers of the columns that are drawn; NAN: as far as the rows reach
 *
 * Returns false where line plots do not suit the rows: they do not list their columns, all of them are pitch classes,
 * or there are more than MOST_PLOTS.
 */
bool plot_columns_find(struct plot_columns *plots, const struct header *rows, struct band band);

/* Whether the rows are the pitch classes and nothing else. */
bool plot_columns_are_classes(const struct header *rows);

/* The sum of the heights of all plots, in line plots. */
size_t plot_columns_shares(const struct plot_columns *plots);

#endif
