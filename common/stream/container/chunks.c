/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * AIFF and CAF: their sample rates are floating-point numbers, which libsndfile rounds to whole Hz. Sources: Apple, "Audio
 * Interchange File Format AIFF-C" (1991), and "Core Audio Format Specification 1.0" (2011).
 */
#include "stream/container/chunks.h"

#include <math.h>
#include <string.h>

#include "base/sentence.h"

enum { COMM_BYTES = 18, DESC_BYTES = 32, ALAC_DEEPEST = 4 /* kappa flag of 32 bits */ };

/* The 80-bit number of AIFF: sign and exponent in 16 bits, mantissa with its leading bit in 64. */
static double extended(const unsigned char *bytes)
{
    int exponent = (int)view_be(bytes, 2);
    uint64_t mantissa = view_be(bytes + 2, 8);
    double value = ldexp((double)mantissa, (exponent & 0x7fff) - 16383 - 63);
    return (exponent & 0x8000) != 0 ? -value : value;
}

static double float64(const unsigned char *bytes)
{
    uint64_t bits = view_be(bytes, 8);
    double value = 0;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Takes over a rate; refuses one that is none. */
static void set_rate(struct container *container, double rate)
{
    container->clock = rate;
    container->exact_rate = true;
    if (!(rate > 0) || !isnormal(rate) || rate > 1e12) {
        container->unusable = sentence("announces a sample rate of %.9g Hz", rate);
        container->clock = 1;
    }
}

/* Bytes of the samples that COMM announces, if they are not compressed; else 0. */
static int64_t announced_bytes(const unsigned char *comm, bool compressible)
{
    static const char plain[][5] = {"NONE", "sowt", "twos", "fl32", "FL32", "fl64", "FL64", "in24", "in32", "raw "};
    int64_t bytes =
        (int64_t)view_be(comm, 2) * (int64_t)view_be(comm + 2, 4) * (((int64_t)view_be(comm + 6, 2) + 7) / 8);
    if (!compressible)
        return bytes;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (memcmp(comm + COMM_BYTES, plain[i], 4) == 0)
            return bytes;
    return 0;
}

bool aiff_examine(struct container *container, struct byte_view *view)
{
    const unsigned char *head = view_at(view, 0, 12), *comm = NULL;
    if (head == NULL || memcmp(head, "FORM", 4) != 0 || memcmp(head + 8, "AIF", 3) != 0)
        return false;
    bool compressible = head[11] == 'C';
    int64_t wanted = 0, size = 0;
    for (int64_t at = 12; (head = view_at(view, at, 8)) != NULL; at += 8 + size + (size & 1)) {
        size = (int64_t)view_be(head + 4, 4);
        if (memcmp(head, "COMM", 4) == 0 &&
            (comm = view_at(view, at + 8, COMM_BYTES + (compressible ? 4U : 0))) != NULL) {
            set_rate(container, extended(comm + 8));
            wanted = announced_bytes(comm, compressible);
        } else if (memcmp(head, "SSND", 4) == 0 && wanted > 0) {
            int64_t promised = size - 8, there = view->size - at - 16;
            if (promised > there)
                container->damage = sentence("truncated: %lld of %lld bytes of samples are there", (long long)there,
                                             (long long)promised);
            else if (promised > wanted + 1)
                container->damage =
                    sentence("holds more than the %lld bytes of samples it announces", (long long)wanted);
            else if (promised < wanted)
                container->damage = sentence("holds %lld of the %lld bytes of samples it announces",
                                             (long long)promised, (long long)wanted);
        }
    }
    return container->exact_rate;
}

bool caf_examine(struct container *container, struct byte_view *view)
{
    const unsigned char *head = view_at(view, 0, 8 + 12 + DESC_BYTES);
    if (head == NULL || memcmp(head, "caff", 4) != 0 || memcmp(head + 8, "desc", 4) != 0)
        return false;
    const unsigned char *desc = head + 20;
    set_rate(container, float64(desc));
    if (memcmp(desc + 8, "alac", 4) == 0 && view_be(desc + 12, 4) == ALAC_DEEPEST)
        container->unusable =
            "ALAC of 32 bits, which libsndfile decodes to noise; convert it: ffmpeg -i FILE -f wav - | ...";
    return true;
}
