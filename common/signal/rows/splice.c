/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/rows/splice.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct splice {
    struct splice_setting setting;
    float *rows;          /* [count][width]: the newest ones, row n at index n % count */
    int64_t pushed, next; /* rows pushed; number of the row in the middle of the next result */
    bool ended;
};

int64_t splice_rows(const struct splice_setting *setting, int64_t rows)
{
    return rows / setting->step + (rows % setting->step != 0);
}

struct splice *splice_create(const struct splice_setting *setting)
{
    struct splice *splice = mem_new(1, sizeof *splice);
    splice->setting = *setting;
    splice->rows = mem_new((size_t)setting->count * setting->width, sizeof *splice->rows);
    return splice;
}

static float *row_of(const struct splice *splice, int64_t n)
{
    return splice->rows + (size_t)(n % splice->setting.count) * splice->setting.width;
}

void splice_push(struct splice *splice, const float *row)
{
    splice->ended = row == NULL;
    if (row != NULL)
        memcpy(row_of(splice, splice->pushed++), row, splice->setting.width * sizeof *row);
}

bool splice_next(struct splice *splice, float *row)
{
    const struct splice_setting *setting = &splice->setting;
    int64_t first = splice->next - (setting->count - 1) / 2, last = splice->next + setting->count / 2;
    if (splice->next >= splice->pushed || (last >= splice->pushed && !splice->ended))
        return false;
    for (int64_t n = first; n <= last; n++, row += setting->width) {
        int64_t within = n < 0 ? 0 : n >= splice->pushed ? splice->pushed - 1 : n;
        memcpy(row, row_of(splice, within), setting->width * sizeof *row);
    }
    splice->next += setting->step;
    return true;
}

void splice_destroy(struct splice *splice)
{
    if (splice == NULL)
        return;
    free(splice->rows);
    free(splice);
}
