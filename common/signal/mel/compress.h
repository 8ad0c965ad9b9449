/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compression of band energies: logarithms with a floor, and per-channel energy normalisation (PCEN).
 *
 * Only PCEN depends on earlier rows.
 * Source of PCEN: Y. Wang, P. Getreuer, T. Hughes, R. F. Lyon and R. A. Saurous, "Trainable frontend for robust and
 * far-field keyword spotting", 2017, eqs. 1 and 2.
 */
#ifndef SPECPIPE_SIGNAL_MEL_COMPRESS_H
#define SPECPIPE_SIGNAL_MEL_COMPRESS_H

#include <stddef.h>

/*
 * The compressed value, with S the band's energy and v = max(S, floor) + offset:
 *
 * none   v
 * ln     ln v
 * log10  log10 v
 * db     10 log10 v
 * pcen   (S (eps + M)^-gain + bias)^power - bias^power, M the smoothed S; power 0: ln(1 + S (eps + M)^-gain);
 *        bias 0: (S (eps + M)^-gain)^power; floor and offset are not used
 */
enum compression { COMPRESSION_NONE, COMPRESSION_LN, COMPRESSION_LOG10, COMPRESSION_DB, COMPRESSION_PCEN };
const char *compression_name(size_t i);

/*
 * The smoothing is M[t] = (1 - b) M[t-1] + b S[t], b = (sqrt(1 + 4 T^2) - 1) / (2 T^2), T = time x row rate. It starts
 * in the steady state of an input of 1: M[0] = 1 - b + b S[0]. (librosa.pcen)
 */
struct pcen_setting {
    double gain, bias, power, eps;
    double time; /* time constant of the smoothing, s */
    double rate; /* rows per second */
};

struct compress_setting {
    enum compression kind;
    double floor, offset;
    double shift, gain; /* applied last: (value + shift) gain; gain > 0 */
    struct pcen_setting pcen;
};

struct compress;

/* Returns NULL or a sentence: a logarithm of 0 or less, or PCEN constants out of range. width: numbers in a row */
const char *compress_create(struct compress **compress, const struct compress_setting *setting, size_t width);

/* out[width] out; bands[width] may be `out` */
void compress_row(struct compress *compress, float *out, const float *bands);

/*
 * The value `top` dB below `highest`, the highest compressed value of a file; -infinity if the compression is not
 * logarithmic.
 */
float compress_least(const struct compress_setting *setting, float highest, double top);

/* Raises those of values[count] that are below `least` to `least`. */
void compress_clip(float *values, size_t count, float least);

void compress_destroy(struct compress *compress);

#endif
