/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cepstra: the discrete cosine transform of a row of log energies, liftered.
 *
 * Sums are in double precision, so that they add less than the rounding of the row itself.
 *
 * [htkbook] S. Young et al., The HTK Book, 2006, eqs. 5.14 (transform) and 5.15 (lifter)
 */
#ifndef SPECPIPE_SIGNAL_MEL_CEPSTRUM_H
#define SPECPIPE_SIGNAL_MEL_CEPSTRUM_H

#include <stddef.h>

/*
 * Types of the transform, numbered as in scipy.fft.dct, without norm; for M bands x[j] and k = 0 .. count - 1:
 *
 * 1  x[0] + (-1)^k x[M-1] + 2 sum over j = 1 .. M-2 of x[j] cos(pi k j / (M - 1))
 * 2  2 sum over j of x[j] cos(pi k (j + 1/2) / M)
 * 3  x[0] + 2 sum over j = 1 .. M-1 of x[j] cos(pi (k + 1/2) j / M)
 */
enum dct { DCT_1, DCT_2, DCT_3 };
const char *dct_name(size_t i);

/*
 * ortho  the orthonormal matrix (norm='ortho' of scipy)
 * htk    the formulas above times sqrt(1 / (2 M)); for type 2, sqrt(2 / M) in all rows [htkbook, eq. 5.14]
 * none   the formulas above
 */
enum dct_norm { DCT_NORM_ORTHO, DCT_NORM_HTK, DCT_NORM_NONE };
const char *dct_norm_name(size_t i);

/*
 * The factor of cepstral coefficient n:
 *
 * htk      1 + L/2 sin(pi n / L)        [htkbook, eq. 5.15]
 * librosa  1 + L/2 sin(pi (n + 1) / L)
 */
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

/* Returns NULL or a sentence: more coefficients than bands, type 1 with one band, or a negative lifter. */
const char *cepstrum_create(struct cepstrum **cepstrum, const struct cepstrum_setting *setting);

/* cepstra[count] out: coefficients 0 .. count - 1; row[bands] may not be `cepstra` */
void cepstrum_row(struct cepstrum *cepstrum, float *cepstra, const float *row);

/* The lifter's factor for coefficient n; 1 without a lifter. */
double cepstrum_lifter(const struct cepstrum_setting *setting, size_t n);

/* The element of the matrix for coefficient n and a band, with norm and lifter. */
double cepstrum_weight(const struct cepstrum_setting *setting, size_t n, size_t band);

void cepstrum_destroy(struct cepstrum *cepstrum);

#endif
