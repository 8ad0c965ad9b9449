/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/rows/mean_row.h"

#include <stdlib.h>

#include "base/memory.h"

struct mean_row {
    enum mean_row_kind kind;
    size_t numbers, rows;
    double *value; /* [numbers]: sums, or maxima */
};

struct mean_row *mean_row_create(enum mean_row_kind kind, size_t numbers)
{
    struct mean_row *mean_row = mem_new(1, sizeof *mean_row);
    mean_row->kind = kind;
    mean_row->numbers = numbers;
    mean_row->value = mem_new(numbers, sizeof *mean_row->value);
    return mean_row;
}

void mean_row_push(struct mean_row *mean_row, const float *row)
{
    double *value = mean_row->value;
    if (mean_row->kind == MEAN_OF_ROWS)
        for (size_t i = 0; i < mean_row->numbers; i++)
            value[i] += (double)row[i];
    else
        for (size_t i = 0; i < mean_row->numbers; i++)
            value[i] = mean_row->rows == 0 || (double)row[i] > value[i] ? (double)row[i] : value[i];
    mean_row->rows++;
}

void mean_row_fill(const struct mean_row *mean_row, float *row)
{
    double divisor = mean_row->kind == MEAN_OF_ROWS && mean_row->rows > 0 ? (double)mean_row->rows : 1;
    for (size_t i = 0; i < mean_row->numbers; i++)
        row[i] = (float)(mean_row->value[i] / divisor);
}

void mean_row_destroy(struct mean_row *mean_row)
{
    if (mean_row == NULL)
        return;
    free(mean_row->value);
    free(mean_row);
}
