/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The functions for vectors of 16 and 32 bytes give the bits of the one for single bins, at every length, and rows
 * those of bins in one piece.
 */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#define NUMBER float
#define IN_16 4
#define IN_32 8
#include "signal/transform/halves.h"

enum { MOST = 300 };

static void fill_noise(struct halves *halves)
{
    for (size_t k = 0; k < halves->half; k++)
        for (size_t part = 0; part < 2; part++)
            halves->complex[k][part] = (float)rand() / (float)RAND_MAX - 0.5F;
    memcpy(halves->complex[halves->half], halves->complex[0], sizeof *halves->complex);
}

static void vectors_change_no_bit(void **state)
{
    (void)state;
    static float single[MOST + 1][2], narrow[MOST + 1][2], wide[MOST + 1][2];
    srand(3);
    for (size_t half = 1; half <= MOST; half++) {
        struct halves halves;
        halves_create(&halves, 2 * half, 1, 0);
        fill_noise(&halves);
        untangle_bin(&halves, single, 0, 0, half / 2 + 1);
        untangle_bin(&halves, narrow, 0, untangle_16_bytes(&halves, narrow, 0, 0, half / 2 + 1), half / 2 + 1);
        assert_memory_equal(narrow, single, (half + 1) * sizeof *single);
        if (has_avx2()) {
            untangle_bin(&halves, wide, 0, untangle_32_bytes(&halves, wide, 0, 0, half / 2 + 1), half / 2 + 1);
            assert_memory_equal(wide, single, (half + 1) * sizeof *single);
        }
        halves_destroy(&halves);
    }
}

/* Every division of every length into rows, odd numbers of rows and rows of one bin too. */
static void rows_change_no_bit(void **state)
{
    (void)state;
    enum { GAP = 3 };
    static float together[MOST + 1][2], in_rows[MOST + 1][2];
    for (size_t half = 1; half <= MOST; half++) {
        struct halves plain;
        halves_create(&plain, 2 * half, 1, 0);
        fill_noise(&plain);
        halves_untangle(&plain, together);
        for (size_t rows = 2; rows <= half; rows++) {
            if (half % rows != 0)
                continue;
            struct halves halves;
            halves_create(&halves, 2 * half, rows, GAP);
            for (size_t k = 0; k < half; k++)
                memcpy(halves.complex[k + GAP * (k / (half / rows))], plain.complex[k], sizeof *plain.complex);
            halves_untangle(&halves, in_rows);
            assert_memory_equal(in_rows, together, (half + 1) * sizeof *together);
            halves_destroy(&halves);
        }
        halves_destroy(&plain);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(vectors_change_no_bit), cmocka_unit_test(rows_change_no_bit)};
    return cmocka_run_group_tests_name("halves", tests, NULL, NULL);
}
