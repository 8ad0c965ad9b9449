/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/transform/fft_plan_lock.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/memory.h"

static pthread_mutex_t planner = PTHREAD_MUTEX_INITIALIZER;

void fft_plan_lock(void)
{
    pthread_mutex_lock(&planner);
}

void fft_plan_unlock(void)
{
    pthread_mutex_unlock(&planner);
}

void *fftwf_kernel_malloc(size_t bytes)
{
    void *memory = NULL;
    if (posix_memalign(&memory, 64, bytes) != 0) /* vector loads want 16 or 32 */
        mem_fail();
    return memory;
}

void fftwf_kernel_free(void *memory)
{
    free(memory);
}

void *fftw_kernel_malloc(size_t bytes)
{
    return fftwf_kernel_malloc(bytes);
}

void fftw_kernel_free(void *memory)
{
    free(memory);
}
