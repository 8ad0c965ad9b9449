/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signals go on beyond their ends as numpy.pad() continues them. */
#include "signal/resample/extension.h"
#include "check.h"

enum { BEYOND = 7 };

/* The seven samples before and behind 1 3 4, with all of it or only two samples of each end kept. */
static const struct {
    enum padding padding;
    size_t kept;
    float before[BEYOND], after[BEYOND];
} cases[] = {
    {PADDING_ZEROS, 3, {0}, {0}},
    {PADDING_CONSTANT, 1, {1, 1, 1, 1, 1, 1, 1}, {4, 4, 4, 4, 4, 4, 4}},
    {PADDING_EVEN, 3, {3, 4, 3, 1, 3, 4, 3}, {3, 1, 3, 4, 3, 1, 3}},
    {PADDING_ODD, 3, {-9, -8, -7, -5, -3, -2, -1}, {5, 7, 9, 10, 11, 13, 15}},
    {PADDING_EVEN, 2, {3, 1, 3, 1, 3, 1, 3}, {3, 4, 3, 4, 3, 4, 3}},
    {PADDING_ODD, 2, {-13, -11, -9, -7, -5, -3, -1}, {5, 6, 7, 8, 9, 10, 11}},
};

static void ends_go_on(void **state)
{
    static const float signal[] = {1, 3, 4};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t part = 1; part <= 3; part++) {
            struct extension *extension = extension_create(cases[i].padding, cases[i].kept);
            float before[BEYOND], after[BEYOND];
            for (size_t at = 0; at < 3; at += part)
                extension_push(extension, signal + at, 3 - at < part ? 3 - at : part);
            assert_true(extension_is_full(extension));
            extension_before(extension, before, -BEYOND, BEYOND);
            extension_after(extension, after, 1, BEYOND);
            for (size_t k = 0; k < BEYOND; k++) {
                CHECK_NEAR(before[k], cases[i].before[k], 0);
                CHECK_NEAR(after[k], cases[i].after[k], 0);
            }
            extension_destroy(extension);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ends_go_on)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
