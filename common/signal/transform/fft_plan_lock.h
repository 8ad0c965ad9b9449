/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FFTW's planner keeps global tables, so plans are created and destroyed by one thread at a time.
 *
 * The lock covers both precisions. Executing a plan needs no lock, as each plan belongs to one thread.
 * [FFTW manual, 5.4 Thread safety]
 */
#ifndef SPECPIPE_SIGNAL_TRANSFORM_FFT_PLAN_LOCK_H
#define SPECPIPE_SIGNAL_TRANSFORM_FFT_PLAN_LOCK_H

#include <stddef.h>

void fft_plan_lock(void);
void fft_plan_unlock(void);

/*
 * FFTW gets all its memory from these functions of its own, and aborts with a message if they return NULL. Ours replace
 * them when the program is linked, and fail as mem_new does. [FFTW 3.3, kernel/kalloc.c and kernel/alloc.c]
 */
void *fftwf_kernel_malloc(size_t bytes);
void fftwf_kernel_free(void *memory);
void *fftw_kernel_malloc(size_t bytes);
void fftw_kernel_free(void *memory);

#endif
