/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/reassign/tabulation.h"

#include "cli/tool.h"

/* The points of a transform, written to a table. */
struct tabulation {
    struct reassign *reassign;
    struct table *table;
    const struct point_table_setting *setting;
    int64_t unmoved; /* points omitted because they would have moved too far */
};

static void push_samples_of_table(struct stage *stage, const float *samples, size_t count)
{
    struct tabulation *tabulation = stage->state;
    reassign_push(tabulation->reassign, samples, count);
}

static size_t tabulate_points(struct stage *stage, const float **rows)
{
    struct tabulation *tabulation = stage->state;
    const struct points *points = NULL;
    int64_t frame = 0;
    size_t channel = 0;
    while ((points = reassign_points(tabulation->reassign, &frame, &channel)) != NULL)
        tabulation->unmoved += point_table_frame(tabulation->table, tabulation->setting, points, frame, channel);
    stage->done = table_failed(tabulation->table);
    *rows = NULL;
    return 0;
}

int tabulation_run(struct reassign *reassign, const struct point_table_setting *setting, struct reader *in,
                   const struct output *out, enum when progress)
{
    struct tabulation tabulation = {.reassign = reassign, .setting = setting};
    struct stage stage = {.push = push_samples_of_table, .next = tabulate_points, .state = &tabulation};
    int status = table_create(&tabulation.table, out, point_table_columns(setting->kind, setting->channels), in);
    if (status != EXIT_DONE)
        return status;
    run_rows(in, &stage, NULL, progress);
    status = table_close(tabulation.table, in);
    if (tabulation.unmoved > 0)
        note("%lld points were omitted, because they would have moved too far", (long long)tabulation.unmoved);
    return status;
}
