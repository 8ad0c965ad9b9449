/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/stack.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct stack {
    struct stack_setting setting;
    float *rows;         /* [count][width]: the newest ones, row n in place n % count */
    int64_t taken, next; /* rows pushed; the one to come out next */
    bool ended;
};

int64_t stack_rows(const struct stack_setting *setting, int64_t rows)
{
    return rows / setting->step + (rows % setting->step != 0);
}

struct stack *stack_create(const struct stack_setting *setting)
{
    struct stack *stack = mem_new(1, sizeof *stack);
    stack->setting = *setting;
    stack->rows = mem_new((size_t)setting->count * setting->width, sizeof *stack->rows);
    return stack;
}

static float *row_of(const struct stack *stack, int64_t n)
{
    return stack->rows + (size_t)(n % stack->setting.count) * stack->setting.width;
}

void stack_push(struct stack *stack, const float *row)
{
    stack->ended = row == NULL;
    if (row != NULL)
        memcpy(row_of(stack, stack->taken++), row, stack->setting.width * sizeof *row);
}

bool stack_next(struct stack *stack, float *row)
{
    const struct stack_setting *setting = &stack->setting;
    int64_t first = stack->next - (setting->count - 1) / 2, last = stack->next + setting->count / 2;
    if (stack->next >= stack->taken || (last >= stack->taken && !stack->ended))
        return false;
    for (int64_t n = first; n <= last; n++, row += setting->width) {
        int64_t within = n < 0 ? 0 : n >= stack->taken ? stack->taken - 1 : n;
        memcpy(row, row_of(stack, within), setting->width * sizeof *row);
    }
    stack->next += setting->step;
    return true;
}

void stack_destroy(struct stack *stack)
{
    if (stack == NULL)
        return;
    free(stack->rows);
    free(stack);
}
