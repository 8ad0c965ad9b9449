/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/render/drawing.h"

#include <stdlib.h>

#include "cli/message.h"
#include "tools/shared/run.h"

struct drawing {
    struct visible_rows *visible;
    struct picture *picture;
};

static void push_rows(struct stage *stage, const float *rows, size_t count)
{
    struct drawing *drawing = stage->state;
    visible_rows_push(drawing->visible, rows, count);
}

/* Pushes all visible rows into the picture; returns none. */
static size_t draw_rows(struct stage *stage, const float **lent)
{
    struct drawing *drawing = stage->state;
    const float *row = NULL;
    (void)lent;
    while (stage->failure == NULL && (row = visible_rows_next(drawing->visible)) != NULL)
        stage->failure = picture_push(drawing->picture, row);
    while (stage->failure == NULL && (row = visible_rows_wave(drawing->visible)) != NULL)
        picture_push_wave(drawing->picture, row);
    stage->done = visible_rows_done(drawing->visible);
    return 0;
}

void drawing_run(struct visible_rows *visible, struct picture *picture, enum when progress)
{
    struct reader *in = &visible->in;
    struct drawing drawing = {visible, picture};
    struct stage stage = {.push = push_rows, .next = draw_rows, .state = &drawing};
    run_rows(in, &stage, NULL, progress);
    if (stage.failure != NULL)
        die(EXIT_USAGE_ERROR, "%s", stage.failure);
    int status = run_check(in, &stage);
    if (status != EXIT_DONE)
        exit(status);
    run_warn(in);
}
