/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * AIFF and CAF: their sample rates are floating-point numbers, which libsndfile rounds to whole Hz. Sources: Apple, "Audio
 * Interchange File Format AIFF-C" (1991), and "Core Audio Format Specification 1.0" (2011). W64: its chunks are padded to
 * eight bytes, and libsndfile takes the padding for samples. Source: Sony, "Sony Wave64" (2006).
 */
#include "stream/container/chunks.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

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

/* Writes a rate of 1 Hz into a copy of a CAF file. */
static bool set_unit_rate(const struct container *container, int fd)
{
    static const unsigned char one[] = {0x3f, 0xf0, 0, 0, 0, 0, 0, 0};
    return pwrite(fd, one, sizeof one, (off_t)container->rate_at) == (ssize_t)sizeof one;
}

bool caf_examine(struct container *container, struct byte_view *view)
{
    const unsigned char *head = view_at(view, 0, 8 + 12 + DESC_BYTES);
    if (head == NULL || memcmp(head, "caff", 4) != 0 || memcmp(head + 8, "desc", 4) != 0)
        return false;
    const unsigned char *desc = head + 20;
    set_rate(container, float64(desc));
    if (container->clock < 1) {
        container->rate_at = 20;
        container->mend_rate = set_unit_rate;
    }
    if (memcmp(desc + 8, "alac", 4) == 0 && view_be(desc + 12, 4) == ALAC_DEEPEST)
        container->unusable =
            "ALAC of 32 bits, which libsndfile decodes to noise; convert it: ffmpeg -i FILE -f wav - | ...";
    return true;
}

/* The samples of PCM or floats in `bytes` bytes, of which `there` are in the file. */
static void count_w64(struct container *container, const unsigned char *fmt, int64_t bytes, int64_t there)
{
    static const int64_t unknown = INT64_C(1) << 60; /* sizes from here on mean "until the end" */
    enum { PCM = 1, IEEE_FLOAT = 3, EXTENSIBLE = 0xfffe };
    unsigned tag = (unsigned)view_le(fmt, 2);
    int64_t row = (int64_t)view_le(fmt + 12, 2);
    if (row == 0 || (tag != PCM && tag != IEEE_FLOAT && tag != EXTENSIBLE))
        return;
    if (bytes < 0 || bytes >= unknown)
        bytes = there;
    container->clock = (double)view_le(fmt + 4, 4);
    container->samples = (bytes < there ? bytes : there) / row;
    if (bytes > there)
        container->damage =
            sentence("truncated: %lld of %lld bytes of samples are there", (long long)there, (long long)bytes);
}

bool w64_examine(struct container *container, struct byte_view *view)
{
    enum { HEAD = 24 /* GUID and size */, FMT = 16 };
    const unsigned char *head = view_at(view, 0, 40);
    unsigned char fmt[FMT] = {0};
    if (head == NULL || memcmp(head, "riff\x2e\x91\xcf\x11", 8) != 0 || memcmp(head + 24, "wave", 4) != 0)
        return false;
    for (int64_t at = 40, size = 0; (head = view_at(view, at, HEAD)) != NULL; at += (size + 7) & ~INT64_C(7)) {
        size = (int64_t)view_le(head + 16, 8);
        if (memcmp(head, "data", 4) == 0) {
            count_w64(container, fmt, size - HEAD, view->size - at - HEAD);
            break;
        }
        if (size < HEAD || size > view->size)
            break;
        if (memcmp(head, "fmt ", 4) == 0 && (head = view_at(view, at + HEAD, FMT)) != NULL)
            memcpy(fmt, head, FMT);
    }
    return container->samples >= 0;
}
