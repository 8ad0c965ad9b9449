/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "spectra/column_axis.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

#include "signal/transform/scale.h"

struct columns {
    const double *hertz, *half;
    size_t count, stride; /* columns; numbers of a column */
};

/* Half the width on the scale of the interval in which the frequency of a column is. */
static double scale_error(const struct scale *scale, const struct columns *columns, size_t i)
{
    const double hertz = columns->hertz[i * columns->stride], half = columns->half[i * columns->stride];
    return (scale->from_hertz(hertz + half) - scale->from_hertz(hertz - half)) / 2;
}

/*
 * Whether the columns are as evenly spaced on the scale as their errors permit, about the line through the first and the
 * last, whose errors move the line.
 */
static bool is_even(const struct scale *scale, const struct columns *columns, double *first, double *step)
{
    const size_t last = columns->count - 1;
    const double end = scale->from_hertz(columns->hertz[last * columns->stride]);
    *first = scale->from_hertz(columns->hertz[0]);
    *step = (end - *first) / (double)last;
    const double first_error = scale_error(scale, columns, 0), last_error = scale_error(scale, columns, last);
    if (!(isfinite(*first) && isfinite(*step) && *step > 0))
        return false;
    for (size_t i = 0; i <= last; i++) {
        const double share = (double)i / (double)last, place = scale->from_hertz(columns->hertz[i * columns->stride]);
        const double slack = scale_error(scale, columns, i) + (1 - share) * first_error + share * last_error;
        if (!(fabs(place - (*first + share * (end - *first))) <= slack + 16 * DBL_EPSILON * (fabs(*first) + fabs(end))))
            return false;
    }
    return true;
}

bool column_axis_find(struct header *header, const double *hertz, const double *half)
{
    const size_t stride = header_is(header, "complex") ? 2 : 1;
    const struct columns columns = {hertz, half, (size_t)header->width / stride, stride};
    double first = 0, step = 0;
    for (size_t i = 0; columns.count > 1 && scale_name(i) != NULL; i++) {
        const struct scale *scale = scale_find(scale_name(i));
        if (!is_even(scale, &columns, &first, &step))
            continue;
        snprintf(header->axis, sizeof header->axis, "%s", scale->unit);
        header->first = first;
        header->step = step;
        return true;
    }
    return false;
}
