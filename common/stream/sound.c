/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/sound.h"

#include <math.h>
#include <string.h>

#include "base/sentence.h"

uint32_t sound_rate(const struct header *header)
{
    double rate = round(header_rate(header));
    return rate >= 1 && rate <= UINT32_MAX ? (uint32_t)rate : 0;
}

const char *sound_refuse(const struct header *header, const char *name, int bits)
{
    const char *kept = "the format wav keeps them";
    if (!header_is(header, "samples") || header->width != 1)
        return sentence("%s holds samples, and these are %s rows", name, header->kind);
    if (sound_rate(header) == 0)
        return sentence("%s has whole rates from 1 to %lu Hz, and this one is %g Hz", name, (unsigned long)UINT32_MAX,
                        header_rate(header));
    if (bits > 0 && header->unit[0] != '\0')
        return sentence("%s holds -1..1, and these samples are in %s; %s", name, header->unit, kept);
    if (bits > 0 && header->full_scale > 0 && header->full_scale != 1)
        return sentence("%s holds -1..1, and full scale of these samples is %g; %s", name, header->full_scale, kept);
    return NULL;
}

int64_t sound_integers(int32_t *to, const float *from, size_t count, int bits)
{
    const float scale = (float)(1 << (bits - 1)), most = scale - 1; /* both exact up to 24 bits */
    int64_t clipped = 0;
    for (size_t i = 0; i < count; i++) {
        float value = rintf(from[i] * scale);
        float limited = isnan(value) ? 0 : value > most ? most : value < -scale ? -scale : value;
        clipped += !(limited == value);
        to[i] = (int32_t)limited;
    }
    return clipped;
}
