/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/transform/fft_plan_lock.h"

#include <pthread.h>

static pthread_mutex_t planner = PTHREAD_MUTEX_INITIALIZER;

void fft_plan_lock(void)
{
    pthread_mutex_lock(&planner);
}

void fft_plan_unlock(void)
{
    pthread_mutex_unlock(&planner);
}
