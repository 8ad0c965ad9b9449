/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cepstra: the discrete cosine transform of a row of log energies, liftered.
 *
 * Sums are made in double, so that what they add to the rounding of the row is below it.
 *
 * [htkbook] S. Young et al., The HTK Book, 2006, eqs. 5.14 (transform) and 5.15 (lifter)
 */
#ifndef SPECPIPE_SIGNAL_MEL_CEPSTRUM_H
#define SPECPIPE_SIGNAL_MEL_CEPSTRUM_H

#include <stddef.h>

/*
 * For M bands x[j], as scipy.fft.dct numbers them and without norm; k = 0 .. count - 1:
 *
 * 1  x[0] + (-1)^k x[M-1] + 2 sum over j = 1 .. M-2 of x[j] cos(pi k j / (M - 1))
 * 2  2 sum over j of x[j] cos(pi k (j + 1/2) / M)
 * 3  x[0] + 2 sum over j = 1 .. M-1 of x[j] cos(pi (k + 1/2) j / M)
 */
enum dct { DCT_1, DCT_2, DCT_3 };
const char *dct_name(size_t i);

/*
 * ortho  the orthonormal matrix (norm='ortho' of scipy)
 * htk    the above times sqrt(1 / (2 M)): of 2, sqrt(2 / M) for all rows [htkbook, eq. 5.14]
 * none   the above
 */
enum dct_norm { DCT_NORM_ORTHO, DCT_NORM_HTK, DCT_NORM_NONE };
const char *dct_norm_name(size_t i);

/* Number n is multiplied by, of htk, 1 + L/2 sin(pi n / L) [htkbook, eq. 5.15]; of librosa, 1 + L/2 sin(pi (n + 1) / L). */
enum lifter { LIFTER_HTK, LIFTER_LIBROSA };
const char *lifter_name(size_t i);

struct cepstrum_setting {
    size_t bands, count; /* count <= bands */
    enum dct dct;
    enum dct_norm norm;
    double lifter; /* L; 0: none */
    enum lifter form;
};

struct cepstrum;

/* NULL, or why not: more numbers than bands, a transform of type 1 of one band, a negative lifter. */
const char *cepstrum_create(struct cepstrum **cepstrum, const struct cepstrum_setting *setting);

/* cepstra[count] out: numbers 0 .. count - 1; row[bands] may not be `cepstra` */
void cepstrum_row(struct cepstrum *cepstrum, float *cepstra, const float *row);

/* What number n is multiplied by; 1 without a lifter. */
double cepstrum_lifter(const struct cepstrum_setting *setting, size_t n);

/* The matrix's element for number n and a band, with norm and lifter. */
double cepstrum_weight(const struct cepstrum_setting *setting, size_t n, size_t band);

void cepstrum_destroy(struct cepstrum *cepstrum);

#endif
