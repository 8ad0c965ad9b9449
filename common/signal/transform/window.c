/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/transform/window.h"

#include "base/memory.h"
#include "base/notation.h"
#include "base/sentence.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COSINES = 5 };

struct point {
    double weight, slope;
};

struct taper {
    const struct window *window;
    double parameter;
    size_t length; /* weights wanted: the first ones of the symmetric window */
    size_t points; /* of the symmetric window: length, or length + 1 if periodic */
    double half;   /* samples from the centre to either end: (points - 1) / 2 */
};

struct window {
    const char *name;
    struct point (*at)(const struct taper *taper, double u);                  /* u samples from the centre */
    void (*fill)(const struct taper *taper, double *weights, double *slopes); /* instead of `at`: all weights at once */
    double cosines[COSINES];                                                  /* of cosine_sum */
    const char *parameter;                                                    /* name, or NULL */
    double usual, lowest, highest;
};

static double sign(double u)
{
    return (double)((u > 0) - (u < 0));
}

static struct point rect_at(const struct taper *taper, double u)
{
    (void)taper, (void)u;
    return (struct point){1, 0};
}

/* a[0] + a[1] cos(x) + a[2] cos(2x) ... with x from -pi to pi. */
static struct point cosine_sum(const struct taper *taper, double u)
{
    double step = M_PI / taper->half;
    double angle = M_PI * (u / taper->half); /* exactly +-pi at the ends, so that hann is exactly 0 there */
    struct point point = {taper->window->cosines[0], 0};
    for (int k = 1; k < COSINES && taper->window->cosines[k] != 0; k++) {
        point.weight += taper->window->cosines[k] * cos(k * angle);
        point.slope -= taper->window->cosines[k] * k * step * sin(k * angle);
    }
    return point;
}

/* Hann to the power 0.85, 0 at the ends (D. Povey, in Kaldi). */
static struct point povey_at(const struct taper *taper, double u)
{
    static const double power = 0.85;
    struct point hann = cosine_sum(taper, u);
    if (hann.weight <= 0)
        return (struct point){0, 0};
    double weight = pow(hann.weight, power);
    return (struct point){weight, power * weight / hann.weight * hann.slope};
}

static struct point bartlett_at(const struct taper *taper, double u)
{
    return (struct point){1 - fabs(u) / taper->half, -sign(u) / taper->half};
}

/* As bartlett, but with its zeros outside: one sample away if the number of points is odd, half a sample if even. */
static struct point triang_at(const struct taper *taper, double u)
{
    double reach = (double)((taper->points + 1) / 2);
    return (struct point){1 - fabs(u) / reach, -sign(u) / reach};
}

static struct point welch_at(const struct taper *taper, double u)
{
    double y = u / taper->half;
    return (struct point){1 - y * y, -2 * y / taper->half};
}

static struct point cosine_at(const struct taper *taper, double u)
{
    double step = M_PI / (double)taper->points;
    return (struct point){cos(step * u), -step * sin(step * u)};
}

/* Flat, with half a Hann on either side; the two halves are the fraction `parameter` of the length. */
static struct point tukey_at(const struct taper *taper, double u)
{
    double share = taper->parameter;
    double into = fabs(u) / taper->half - (1 - share);
    if (into <= 0 || share <= 0)
        return (struct point){1, 0};
    double angle = M_PI * into / share;
    return (struct point){0.5 + 0.5 * cos(angle), -0.5 * M_PI / (share * taper->half) * sin(angle) * sign(u)};
}

static struct point bohman_at(const struct taper *taper, double u)
{
    double y = fabs(u) / taper->half;
    if (y >= 1)
        return (struct point){0, 0};
    double weight = (1 - y) * cos(M_PI * y) + sin(M_PI * y) / M_PI;
    return (struct point){weight, -M_PI * (1 - y) * sin(M_PI * y) * sign(u) / taper->half};
}

/* Two cubics, joined half way between centre and ends. */
static struct point parzen_at(const struct taper *taper, double u)
{
    double reach = (double)taper->points / 2;
    double y = fabs(u) / reach, rest = 1 - y;
    if (fabs(u) > taper->half / 2)
        return (struct point){2 * rest * rest * rest, -6 * rest * rest * sign(u) / reach};
    return (struct point){1 - 6 * y * y * rest, (18 * y - 12) * y * sign(u) / reach};
}

static struct point gauss_at(const struct taper *taper, double u)
{
    double sigma = taper->parameter > 0 ? taper->parameter : (double)taper->length / 8;
    double weight = exp(-u * u / (2 * sigma * sigma));
    return (struct point){weight, -u / (sigma * sigma) * weight};
}

/* Praat's Gaussian: lowered and stretched so that it is 0 one sample outside the ends (P. Boersma 1993). */
static struct point praat_at(const struct taper *taper, double u)
{
    double reach = (double)taper->points + 1, edge = exp(-12);
    double bell = exp(-48 * (u / reach) * (u / reach));
    return (struct point){(bell - edge) / (1 - edge), -96 * u / (reach * reach) * bell / (1 - edge)};
}

/*
 * I0(z) as weight, I1(z) / z as slope, from quarter = z^2 / 4: the sums of quarter^k / k!^2 and of half
 * quarter^k / (k! (k + 1)!). Every term is positive, so nothing cancels.
 */
static struct point bessel(double quarter)
{
    struct point sum = {1, 0.5};
    double term = 1;
    for (int k = 1; term > DBL_EPSILON / 16 * sum.weight; k++) {
        term *= quarter / ((double)k * k);
        sum.weight += term;
        sum.slope += term / (2 * (k + 1));
    }
    return sum;
}

static struct point kaiser_at(const struct taper *taper, double u)
{
    double beta = taper->parameter, y = u / taper->half;
    struct point top = bessel(beta * beta / 4);
    struct point here = bessel(beta * beta * ((1 - y) * (1 + y)) / 4);
    return (struct point){here.weight / top.weight, -beta * beta * y / taper->half * here.slope / top.weight};
}

/*
 * The unscaled Dolph-Chebyshev window: the Fourier coefficients of T[m](x cos), m = points - 1, x = cosh(g / m), cosh g
 * the ratio of the main lobe to the side lobes. With a, b = t e^(+-i angle), the coefficient of t^m in
 * -ln(1 - x (a + b) + a b) is 2 / m times T[m]. Expanding around (1 - x a)(1 - x b) instead gives, for a^p b^q and up
 * to a common factor, positive terms only [cf. maas54]:
 *
 *     sum over s = 1, 2 ... of d^s / s C(p - 1, s - 1) C(q - 1, s - 1),   p + q = m,   d = tanh^2(g / m)
 *
 * The terms fall as fast as those of a Bessel series: a few g of them matter, not m. Each term is
 * d ((m/2 - s)^2 - u^2) / (s (s + 1)) times the one before, a polynomial in u = p - m / 2, which gives the slope. The
 * sum does not apply to the first and the last weight, which are 1 / m.
 */
static struct point dolph_series(double order, double d, double u)
{
    struct point term = {d, 0}, sum = term;
    for (double s = 1; s < order; s++) {
        double factor = d * ((order / 2 - s - u) * (order / 2 - s + u)) / (s * (s + 1));
        term.slope = term.slope * factor - term.weight * 2 * u * d / (s * (s + 1));
        term.weight *= factor;
        sum.weight += term.weight;
        sum.slope += term.slope;
        if (fabs(term.weight) <= DBL_EPSILON / 16 * fabs(sum.weight) &&
            fabs(term.slope) <= DBL_EPSILON / 16 * fabs(sum.slope))
            break;
    }
    return sum;
}

static void dolph_fill(const struct taper *taper, double *weights, double *slopes)
{
    double order = (double)taper->points - 1, top = 1 / order;
    double d = pow(tanh(acosh(pow(10, taper->parameter / 20)) / order), 2);
    for (size_t i = 0; i < taper->length; i++) {
        struct point point = dolph_series(order, d, (double)i - taper->half);
        weights[i] = i == 0 || i + 1 == taper->points ? 1 / order : point.weight;
        top = fmax(top, weights[i]);
        if (slopes != NULL)
            slopes[i] = point.slope;
    }
    for (size_t i = 0; i < taper->length; i++)
        weights[i] /= top;
    for (size_t i = 0; slopes != NULL && i < taper->length; i++)
        slopes[i] /= top;
}

/*
 * One sweep, from the end to the middle, through the tridiagonal matrix that has the eigenvectors of the sinc kernel
 * [slepian78]. Less a constant and with its sign changed, its row n at x samples from the centre is
 *
 *     e[n] (v[n] - v[n-1]) - e[n+1] (v[n+1] - v[n]) + bend x^2 v[n] = value v[n]
 *     e[n] = n (points - n) / 2,   bend = 2 sin^2(pi W),   W = NW / points
 *
 * so that numbers of the size points^2 never cancel. The sweep computes growth = e[n+1] (v[n+1] - v[n]) / v[n]. The
 * eigenvector of the least value is symmetric and positive: growth is 0 in the middle if value is right, and negative
 * if value is too large, when v may also change its sign before.
 *
 * ratios[(points + 1) / 2]  out: v[n-1] / v[n]
 */
static double slepian_sweep(double *ratios, size_t points, double bend, double value)
{
    double growth = 0;
    for (size_t n = 0; n < (points + 1) / 2; n++) {
        double x = (double)n - ((double)points - 1) / 2;
        double coupling = (double)n * (double)(points - n) / 2;
        if (n > 0 && !(coupling + growth > 0))
            return -1;
        ratios[n] = n > 0 ? coupling / (coupling + growth) : 0;
        double own = bend * x * x - value;
        growth = growth * ratios[n] + (2 * n + 1 == points ? own / 2 : own);
    }
    return growth;
}

/* v[points] out: the sequence most concentrated in +-bandwidth cycles per sample, 1 in the middle */
static void slepian_sequence(double *v, size_t points, double bandwidth)
{
    double bend = 2 * pow(sin(M_PI * bandwidth), 2);
    double size = (double)points;
    double low = 0, high = bend * (size * size - 1) / 12; /* Rayleigh's quotient of all ones */
    for (double middle = high / 2; middle > low && middle < high; middle = (low + high) / 2) {
        if (slepian_sweep(v, points, bend, middle) > 0)
            low = middle;
        else
            high = middle;
    }
    slepian_sweep(v, points, bend, low);
    double weight = 1;
    for (size_t n = (points + 1) / 2; n-- > 0;) {
        double ratio = v[n];
        v[n] = v[points - 1 - n] = weight;
        weight *= ratio;
    }
}

/* sums[count] out: sum of kernel[points + n - m] v[m] over m = 0 ... points - 1 */
static void slepian_correlate(double *sums, size_t count, const double *kernel, const double *v, size_t points)
{
    enum { BLOCK = 512 }; /* sums and kernel stay in the level-1 cache */
    memset(sums, 0, count * sizeof *sums);
    for (size_t from = 0; from < count; from += BLOCK) {
        size_t some = count - from < BLOCK ? count - from : BLOCK;
        double *restrict sum = sums + from;
        size_t m = 0;
        for (; m + 4 <= points; m += 4) {
            const double *k = kernel + (points + from - m - 3), *w = v + m;
            for (size_t n = 0; n < some; n++)
                sum[n] += k[n + 3] * w[0] + k[n + 2] * w[1] + k[n + 1] * w[2] + k[n] * w[3];
        }
        for (; m < points; m++)
            for (size_t n = 0; n < some; n++)
                sum[n] += kernel[points + from + n - m] * v[m];
    }
}

/*
 * lambda v[n] = sum over m of k(n - m) v[m], k(x) = sin(2 pi W x) / (pi x), defines v at real n too, so lambda v'[n] is
 * the same sum with k'. lambda is evaluated in the middle, where v is 1. [slepian78]
 */
static void slepian_slopes(double *slopes, const double *v, size_t points, double bandwidth)
{
    double *kernel = mem_new(2 * points, sizeof *kernel);
    size_t middle = points / 2;
    double lambda = 2 * bandwidth;
    for (size_t x = 1; x < points; x++) {
        double distance = (double)x, angle = 2 * M_PI * bandwidth * distance;
        kernel[points + x] = (angle * cos(angle) - sin(angle)) / (M_PI * distance * distance);
        kernel[points - x] = -kernel[points + x];
        double here = sin(angle) / (M_PI * distance);
        lambda += here * (x <= middle ? v[middle - x] : 0) + here * (middle + x < points ? v[middle + x] : 0);
    }
    slepian_correlate(slopes, (points + 1) / 2, kernel, v, points);
    for (size_t n = 0; n < (points + 1) / 2; n++) {
        slopes[n] = 2 * n + 1 == points ? 0 : slopes[n] / lambda;
        slopes[points - 1 - n] = -slopes[n];
    }
    free(kernel);
}

static void dpss_fill(const struct taper *taper, double *weights, double *slopes)
{
    double size = (double)taper->points;
    double *v = mem_new(taper->points, sizeof *v), *rise = mem_new(taper->points, sizeof *rise);
    slepian_sequence(v, taper->points, taper->parameter / size);
    if (slopes != NULL)
        slepian_slopes(rise, v, taper->points, taper->parameter / size);
    /* An even window has no sample at its centre: this approximates the ratio of the two middle weights to the peak. */
    double scale = taper->points % 2 == 0 ? size * size / (size * size + taper->parameter) : 1;
    for (size_t i = 0; i < taper->length; i++) {
        weights[i] = scale * v[i];
        if (slopes != NULL)
            slopes[i] = scale * rise[i];
    }
    free(v);
    free(rise);
}

static const struct window windows[] = {
    {"rect", .at = rect_at},
    {"hann", .at = cosine_sum, .cosines = {0.5, 0.5}},
    {"hamming", .at = cosine_sum, .cosines = {0.54, 0.46}},
    {"blackman", .at = cosine_sum, .cosines = {0.42, 0.5, 0.08}},
    {"blackmanharris", .at = cosine_sum, .cosines = {0.35875, 0.48829, 0.14128, 0.01168}},  /* [harris78] */
    {"nuttall", .at = cosine_sum, .cosines = {0.3635819, 0.4891775, 0.1365995, 0.0106411}}, /* [nuttall81] */
    {"flattop", .at = cosine_sum, .cosines = {0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368}},
    {"bartlett", .at = bartlett_at},
    {"triang", .at = triang_at},
    {"welch", .at = welch_at},
    {"cosine", .at = cosine_at},
    {"bohman", .at = bohman_at},
    {"parzen", .at = parzen_at},
    {"tukey", .at = tukey_at, .parameter = "ALPHA", .usual = 0.5, .lowest = 0, .highest = 1},
    {"gauss", .at = gauss_at, .parameter = "SIGMA", .usual = 0 /* length / 8 */, .lowest = 0.01, .highest = 1e9},
    {"kaiser", .at = kaiser_at, .parameter = "BETA", .usual = 8.6, .lowest = 0, .highest = 500},
    {"dolph", .fill = dolph_fill, .parameter = "DB", .usual = 100, .lowest = 1, .highest = 300},
    {"dpss", .fill = dpss_fill, .parameter = "NW", .usual = 4, .lowest = 0.01, .highest = 1000},
    {"povey", .at = povey_at, .cosines = {0.5, 0.5}},
    {"praat", .at = praat_at},
};

const char *window_name(size_t i)
{
    return i < sizeof windows / sizeof *windows ? windows[i].name : NULL;
}

/* taper  out: window and parameter */
static const char *taper_find(struct taper *taper, const char *spec)
{
    size_t length = strcspn(spec, ":"), i = 0;
    while (window_name(i) != NULL && (strlen(window_name(i)) != length || memcmp(window_name(i), spec, length) != 0))
        i++;
    if (window_name(i) == NULL)
        return sentence("unknown window '%.*s'", (int)(length < 80 ? length : 80), spec);
    const struct window *window = taper->window = &windows[i];
    taper->parameter = window->usual;
    if (spec[length] == '\0')
        return NULL;
    if (window->parameter == NULL)
        return sentence("the window %s takes no parameter", window->name);
    if (notation_number(&taper->parameter, spec + length + 1) != NULL ||
        !(taper->parameter >= window->lowest && taper->parameter <= window->highest))
        return sentence("%s in %s:%s must be a number from %g to %g", window->parameter, window->name,
                        window->parameter, window->lowest, window->highest);
    return NULL;
}

const char *window_check(const char *spec)
{
    struct taper taper;
    return taper_find(&taper, spec);
}

const char *window_fill(double *weights, double *slopes, size_t length, const char *spec, bool symmetric)
{
    struct taper taper = {.length = length, .points = symmetric ? length : length + 1};
    const char *why = taper_find(&taper, spec);
    if (why != NULL)
        return why;
    if (length <= 1)
        taper.window = &windows[0];
    taper.half = ((double)taper.points - 1) / 2;
    if (taper.window->fill == dpss_fill && taper.parameter >= (double)length / 2)
        return sentence("NW in dpss:NW must be less than half the window's length, which is %zu", length);
    if (taper.window->fill != NULL) {
        taper.window->fill(&taper, weights, slopes);
        return NULL;
    }
    for (size_t i = 0; i < length; i++) {
        struct point point = taper.window->at(&taper, (double)i - taper.half);
        weights[i] = point.weight;
        if (slopes != NULL)
            slopes[i] = point.slope;
    }
    return NULL;
}
