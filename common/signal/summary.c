/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/summary.h"

#include <stdlib.h>

#include "base/memory.h"

struct summary {
    enum summary_kind kind;
    size_t numbers, rows;
    double *value; /* [numbers]: sums, or the greatest so far */
};

struct summary *summary_create(enum summary_kind kind, size_t numbers)
{
    struct summary *summary = mem_new(1, sizeof *summary);
    summary->kind = kind;
    summary->numbers = numbers;
    summary->value = mem_new(numbers, sizeof *summary->value);
    return summary;
}

void summary_push(struct summary *summary, const float *row)
{
    double *value = summary->value;
    if (summary->kind == SUMMARY_MEAN)
        for (size_t i = 0; i < summary->numbers; i++)
            value[i] += (double)row[i];
    else
        for (size_t i = 0; i < summary->numbers; i++)
            value[i] = summary->rows == 0 || (double)row[i] > value[i] ? (double)row[i] : value[i];
    summary->rows++;
}

void summary_fill(const struct summary *summary, float *row)
{
    double divisor = summary->kind == SUMMARY_MEAN && summary->rows > 0 ? (double)summary->rows : 1;
    for (size_t i = 0; i < summary->numbers; i++)
        row[i] = (float)(summary->value[i] / divisor);
}

void summary_destroy(struct summary *summary)
{
    if (summary == NULL)
        return;
    free(summary->value);
    free(summary);
}
