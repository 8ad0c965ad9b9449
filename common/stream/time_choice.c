/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/time_choice.h"

#include <math.h>

/* Row and sample numbers up to here are exact as doubles, with room for products by a hop in 64 bits to be checked. */
static const double longest = 1e15;

/* The first row at or after a sample, both counted from 0. Row 0 is at `offset` samples, the next `hop` samples later. */
static double row_at(double sample, double offset, double hop)
{
    static const double tolerance = 1e-6; /* of a row: an instant meant to be that of a row is, despite rounding */
    return fmax(ceil((sample - offset) / hop - tolerance), 0);
}

const char *time_choice_find(struct time_choice *choice, const struct time_options *options, const struct header *rows,
                             double offset)
{
    bool made = !header_is(rows, "samples") && rows->samplerate.num > 0;
    double rate = made ? ratio_value(rows->samplerate) : header_rate(rows), hop = rate / header_rate(rows);
    bool started = options->start.unit != EXTENT_NONE, ended = options->end.unit != EXTENT_NONE;
    bool lasting = options->duration.unit != EXTENT_NONE;
    *choice = (struct time_choice){.end = -1};
    if (ended && lasting)
        return "--end and --duration exclude each other";
    double begin = started ? extent_samples(options->start, rate) : 0;
    double end = ended     ? extent_samples(options->end, rate)
                 : lasting ? begin + extent_samples(options->duration, rate)
                           : INFINITY;
    if (end <= begin)
        return "--start leaves nothing before --end or --duration";
    double first_row = started ? row_at(begin, offset * rate, hop) : 0, end_row = row_at(end, offset * rate, hop);
    bool limited = ended || lasting;
    if (!(begin <= longest && first_row <= longest) || (limited && !(end <= longest && end_row <= longest)))
        return "--start or --end is beyond any recording";
    if (end_row <= first_row)
        return "no row lies between --start and --end";
    *choice = (struct time_choice){(int64_t)first_row, limited ? (int64_t)end_row : -1};
    return NULL;
}
