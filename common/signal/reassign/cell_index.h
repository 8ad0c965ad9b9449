/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Indices of a grid's cells in memory, without branches or calls, so that loops over points vectorise.
 */
#ifndef SPECPIPE_SIGNAL_REASSIGN_CELL_INDEX_H
#define SPECPIPE_SIGNAL_REASSIGN_CELL_INDEX_H

#include <stdint.h>

/* floor() without a call, so that it vectorises. */
__attribute__((always_inline)) static inline int32_t floor_of(float value)
{
    int32_t whole = (int32_t)value;
    return whole - (value < (float)whole);
}

/* The index of a column's cell in its row; 0 and stride - 1 are for points outside of the columns. */
__attribute__((always_inline)) static inline int32_t cell_of(int32_t column, int32_t stride)
{
    column = column < -1 ? -1 : column;
    return 1 + (column < stride - 2 ? column : stride - 2);
}

/* The index in memory of a row from -open to 2 open - 1. */
__attribute__((always_inline)) static inline int32_t row_of(int32_t row, int32_t open)
{
    row += row < 0 ? open : 0;
    return row - (row >= open ? open : 0);
}

#endif
