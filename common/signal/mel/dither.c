/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/mel/dither.h"

#include <math.h>

static const uint64_t golden = 0x9e3779b97f4a7c15;

/* The finaliser of SplitMix64: every bit of the result depends on all bits of x. */
static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
}

/*
 * Box-Muller: two independent normal numbers. The upper 24 bits give the radius, never 0, and the lower 24 the angle.
 */
static void normal_pair(float pair[2], uint64_t bits)
{
    float radius = sqrtf(-2 * logf(((float)(bits >> 40) + 0.5F) * 0x1p-24F));
    float angle = (float)(2 * M_PI) * (float)(bits & 0xffffff) * 0x1p-24F;
    pair[0] = radius * cosf(angle);
    pair[1] = radius * sinf(angle);
}

void dither_add(float *out, const float *frame, size_t length, double deviation, struct dither_key key)
{
    uint64_t start = mix(mix(mix(key.seed + golden) + key.channel * golden + golden) + key.row * golden + golden);
    for (size_t i = 0; i < length; i += 2) {
        float pair[2];
        normal_pair(pair, mix(start + (i / 2 + 1) * golden));
        out[i] = frame[i] + (float)deviation * pair[0];
        if (i + 1 < length)
            out[i + 1] = frame[i + 1] + (float)deviation * pair[1];
    }
}
