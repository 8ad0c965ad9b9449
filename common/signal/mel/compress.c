/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/mel/compress.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/sentence.h"

struct compress {
    struct compress_setting setting;
    size_t width;
    double step;    /* b of the smoothing, see struct pcen_setting */
    double *smooth; /* [width]: M */
};

static void fill_none(struct compress *compress, float *out, const float *bands)
{
    float floor = (float)compress->setting.floor, offset = (float)compress->setting.offset;
    for (size_t i = 0; i < compress->width; i++)
        out[i] = (bands[i] < floor ? floor : bands[i]) + offset; /* NaN stays NaN */
}

static void fill_ln(struct compress *compress, float *out, const float *bands)
{
    fill_none(compress, out, bands);
    for (size_t i = 0; i < compress->width; i++)
        out[i] = logf(out[i]);
}

static void fill_log10(struct compress *compress, float *out, const float *bands)
{
    fill_none(compress, out, bands);
    for (size_t i = 0; i < compress->width; i++)
        out[i] = log10f(out[i]);
}

static void fill_db(struct compress *compress, float *out, const float *bands)
{
    fill_none(compress, out, bands);
    for (size_t i = 0; i < compress->width; i++)
        out[i] = 10 * log10f(out[i]);
}

static double normalised(const struct pcen_setting *pcen, double energy, double smooth)
{
    double level = energy * exp(-pcen->gain * (log(pcen->eps) + log1p(smooth / pcen->eps)));
    if (pcen->power == 0)
        return log1p(level);
    if (pcen->bias == 0)
        return pow(level, pcen->power);
    return pow(pcen->bias, pcen->power) * expm1(pcen->power * log1p(level / pcen->bias));
}

static void fill_pcen(struct compress *compress, float *out, const float *bands)
{
    for (size_t i = 0; i < compress->width; i++) {
        double energy = (double)bands[i];
        compress->smooth[i] += compress->step * (energy - compress->smooth[i]);
        out[i] = (float)normalised(&compress->setting.pcen, energy, compress->smooth[i]);
    }
}

static const struct {
    const char *name;
    void (*fill)(struct compress *compress, float *out, const float *bands);
    double decibel; /* value of 1 dB; 0: not a logarithm */
} kinds[] = {
    [COMPRESSION_NONE] = {"none", fill_none, 0},           [COMPRESSION_LN] = {"ln", fill_ln, M_LN10 / 10},
    [COMPRESSION_LOG10] = {"log10", fill_log10, 1 / 10.0}, [COMPRESSION_DB] = {"db", fill_db, 1},
    [COMPRESSION_PCEN] = {"pcen", fill_pcen, 0},
};

const char *compression_name(size_t i)
{
    return i < sizeof kinds / sizeof *kinds ? kinds[i].name : NULL;
}

static const char *refused(const struct compress_setting *setting)
{
    const struct pcen_setting *pcen = &setting->pcen;
    if (kinds[setting->kind].decibel != 0 && !((float)setting->floor + (float)setting->offset > 0))
        return sentence("with a floor of %g and an offset of %g, a logarithm of 0 or less is possible", setting->floor,
                        setting->offset);
    if (!(setting->gain > 0))
        return sentence("the gain after the compression is %g; it must be above 0", setting->gain);
    if (setting->kind != COMPRESSION_PCEN)
        return NULL;
    if (!(pcen->gain >= 0 && pcen->bias >= 0 && pcen->power >= 0))
        return sentence("pcen has the gain %g, the bias %g and the power %g; none may be below 0", pcen->gain,
                        pcen->bias, pcen->power);
    if (!(pcen->eps > 0 && pcen->time > 0 && pcen->rate > 0))
        return sentence("pcen has the eps %g, a time of %g s and %g rows per second; all must be above 0", pcen->eps,
                        pcen->time, pcen->rate);
    return NULL;
}

const char *compress_create(struct compress **made, const struct compress_setting *setting, size_t width)
{
    const char *why = refused(setting);
    if (why != NULL)
        return why;
    struct compress *compress = mem_new(1, sizeof *compress);
    compress->setting = *setting;
    compress->width = width;
    compress->smooth = mem_new(width, sizeof *compress->smooth);
    for (size_t i = 0; i < width; i++)
        compress->smooth[i] = 1;
    double rows = setting->pcen.time * setting->pcen.rate; /* the form 2 / (1 + sqrt) is accurate for great T too */
    compress->step = 2 / (1 + sqrt(1 + 4 * rows * rows));
    *made = compress;
    return NULL;
}

void compress_row(struct compress *compress, float *out, const float *bands)
{
    float shift = (float)compress->setting.shift, gain = (float)compress->setting.gain;
    kinds[compress->setting.kind].fill(compress, out, bands);
    for (size_t i = 0; i < compress->width; i++)
        out[i] = (out[i] + shift) * gain;
}

float compress_least(const struct compress_setting *setting, float highest, double top)
{
    double decibel = kinds[setting->kind].decibel;
    return decibel == 0 ? -INFINITY : (float)((double)highest - top * decibel * setting->gain);
}

void compress_clip(float *values, size_t count, float least)
{
    for (size_t i = 0; i < count; i++)
        values[i] = values[i] < least ? least : values[i];
}

void compress_destroy(struct compress *compress)
{
    if (compress == NULL)
        return;
    free(compress->smooth);
    free(compress);
}
