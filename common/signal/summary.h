/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One row that stands for many: their mean, or the peak held at every number.
 */
#ifndef SPECPIPE_SIGNAL_SUMMARY_H
#define SPECPIPE_SIGNAL_SUMMARY_H

#include <stddef.h>

enum summary_kind { SUMMARY_MEAN, SUMMARY_PEAK };

struct summary;

struct summary *summary_create(enum summary_kind kind, size_t numbers);

/* row[numbers] */
void summary_push(struct summary *summary, const float *row);

/* row[numbers] out: zeros when nothing was pushed. Means are summed in double. */
void summary_fill(const struct summary *summary, float *row);

void summary_destroy(struct summary *summary);

#endif
