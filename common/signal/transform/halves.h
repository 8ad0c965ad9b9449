/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The transform of real numbers by one of half as many complex numbers, in the precision of the file that includes this.
 *
 * A frame of 2 M real numbers is read as M complex ones, even samples + i odd samples, with the transform Z. The parts
 * of Z with and without conjugate symmetry, E = (Z[k] + conj Z[M - k]) / 2 and i O = (Z[k] - conj Z[M - k]) / 2, give
 * the transforms E and O of the even and the odd samples. With T = exp(-2 pi i k / 2M) O, this is
 * X[k] = E + T and X[M - k] = conj(E - T).
 *
 * Before including it, define the type NUMBER, and how many of them are in 16 and in 32 bytes as IN_16 and IN_32.
 */
#ifndef SPECPIPE_SIGNAL_TRANSFORM_HALVES_H
#define SPECPIPE_SIGNAL_TRANSFORM_HALVES_H

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/processor.h"

#ifndef NUMBER
#define NUMBER float
#define IN_16 4
#define IN_32 8
#endif

/* Z[k] is complex[k + gap (k / width)], where width is M / rows and the division rounds down. */
struct halves {
    size_t half, rows, gap;            /* M; with one row the gap is 0, with more at least 1 */
    NUMBER (*complex)[2];              /* [M + rows gap + 1]: Z, and after each row the first number of the next */
    NUMBER (*cosines)[2], (*sines)[2]; /* [M / 2 + 1] */
};

/* For `length` real numbers, 2 M, with M in equal rows. The transform to `complex` is the caller's. */
static inline void halves_create(struct halves *halves, size_t length, size_t rows, size_t gap)
{
    size_t count = length / 4 + 1;
    halves->half = length / 2;
    halves->rows = rows;
    halves->gap = gap;
    halves->complex = mem_new(halves->half + rows * gap + 1, sizeof *halves->complex);
    halves->cosines = mem_new(count, sizeof *halves->cosines);
    halves->sines = mem_new(count, sizeof *halves->sines);
    for (size_t k = 0; k < count; k++) { /* of 2 i O = D, T is (D_im c - D_re s, -D_re c - D_im s) / 2 */
        double angle = 2 * M_PI * (double)k / (double)length;
        halves->cosines[k][0] = (NUMBER)(0.5 * cos(angle));
        halves->cosines[k][1] = -halves->cosines[k][0];
        halves->sines[k][0] = halves->sines[k][1] = (NUMBER)(-0.5 * sin(angle));
    }
}

/*
 * Defines a function of vectors of COUNT numbers: it computes COUNT / 2 bins and their mirror images at a time, from k
 * to before `end`, all in `row`, and returns the first k not computed. Plain loops from both ends, as compiled,
 * take twice the time. COUNT changes no bit.
 */
#define UNTANGLE(name, COUNT) \
    static inline size_t name(const struct halves *halves, NUMBER(*restrict bins)[2], size_t row, size_t k, \
                              size_t end) \
    { \
        typedef NUMBER numbers \
            __attribute__((vector_size(COUNT * sizeof(NUMBER)), aligned(sizeof(NUMBER)), may_alias)); \
        enum { MORE = COUNT / 2 - 1 }; \
        const numbers conjugate = {SIGNS(COUNT)}; \
        const NUMBER(*restrict from)[2] = (const NUMBER(*)[2])halves->complex + row * halves->gap; \
        const NUMBER(*restrict mirrored)[2] = \
            (const NUMBER(*)[2])halves->complex + (halves->rows - 1 - row) * halves->gap; \
        const NUMBER(*restrict cosines)[2] = (const NUMBER(*)[2])halves->cosines; \
        const NUMBER(*restrict sines)[2] = (const NUMBER(*)[2])halves->sines; \
        size_t half = halves->half; \
        for (; k + MORE < end; k += MORE + 1) { \
            numbers a = *(const numbers *)from[k], b = *(const numbers *)mirrored[half - k - MORE]; \
            b = __builtin_shufflevector(b, b, REVERSE(COUNT)) * conjugate; \
            numbers even = (NUMBER)0.5 * (a + b), odd = a - b; \
            numbers turned = *(const numbers *)cosines[k] * __builtin_shufflevector(odd, odd, SWAP(COUNT)); \
            turned += *(const numbers *)sines[k] * odd; \
            numbers mirror = (even - turned) * conjugate; \
            *(numbers *)bins[k] = even + turned; \
            *(numbers *)bins[half - k - MORE] = __builtin_shufflevector(mirror, mirror, REVERSE(COUNT)); \
        } \
        return k; \
    }

/* Of the vector's numbers: signs that conjugate, real and imaginary parts swapped, bins in reverse order. */
#define PICK(name, COUNT) name##COUNT
#define SIGNS(COUNT) PICK(SIGNS_, COUNT)
#define SIGNS_2 1, -1
#define SIGNS_4 SIGNS_2, SIGNS_2
#define SIGNS_8 SIGNS_4, SIGNS_4
#define SWAP(COUNT) PICK(SWAP_, COUNT)
#define SWAP_2 1, 0
#define SWAP_4 SWAP_2, 3, 2
#define SWAP_8 SWAP_4, 5, 4, 7, 6
#define REVERSE(COUNT) PICK(REVERSE_, COUNT)
#define REVERSE_2 0, 1
#define REVERSE_4 2, 3, REVERSE_2
#define REVERSE_8 6, 7, 4, 5, REVERSE_4

/* No vectors wider than the processor's: GCC takes their shuffles apart into single numbers (0.88 us, not 0.20). */
UNTANGLE(untangle_bin, 2)
UNTANGLE(untangle_16_bytes, IN_16)
FOR_AVX2 UNTANGLE(untangle_32_bytes, IN_32)

    /* Copies the first number of every row to the end of the row before: the image of a row's first is in the next row. */
    static inline void halves_overlap(const struct halves *halves)
{
    size_t width = halves->half / halves->rows, row = width + halves->gap;
    for (size_t i = 0; i < halves->rows; i++)
        memcpy(halves->complex[i * row + width], halves->complex[i + 1 < halves->rows ? (i + 1) * row : 0],
               sizeof *halves->complex);
}

/* bins[M + 1] out: X, of the Z[M] in `complex` */
static inline void halves_untangle(const struct halves *halves, NUMBER (*bins)[2])
{
    size_t width = halves->half / halves->rows, count = halves->half / 2 + 1;
    halves_overlap(halves);
    for (size_t row = 0; row * width < count; row++) {
        size_t k = row * width, end = k + width < count ? k + width : count;
        k = has_avx2() ? untangle_32_bytes(halves, bins, row, k, end) : untangle_16_bytes(halves, bins, row, k, end);
        untangle_bin(halves, bins, row, k, end);
    }
}

static inline void halves_destroy(const struct halves *halves)
{
    free(halves->complex);
    free(halves->cosines);
    free(halves->sines);
}

#endif
