/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Functions for processors with AVX2, whose vectors have 32 bytes, beside those for all.
 *
 * The choice is made by has_avx2, not by target_clones: the resolvers of the latter run before sanitizers are set up,
 * need a C library with ifunc, and clang 14 has none for C. AVX2 does not include fused multiplication and addition, so
 * both give the same bits.
 */
#ifndef SPECPIPE_BASE_PROCESSOR_H
#define SPECPIPE_BASE_PROCESSOR_H

#include <stdbool.h>

#ifdef __x86_64__
#define FOR_AVX2 __attribute__((target("avx2")))
#else
#define FOR_AVX2
#endif

static inline bool has_avx2(void)
{
#ifdef __x86_64__
    return __builtin_cpu_supports("avx2");
#else
    return false;
#endif
}

#endif
