/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FFTW's planner keeps global tables, so plans are created and destroyed by one thread at a time.
 *
 * The lock covers both precisions. Executing a plan needs no lock, as each plan belongs to one thread.
 * [FFTW manual, 5.4 Thread safety]
 */
#ifndef SPECPIPE_SIGNAL_TRANSFORM_FFT_PLAN_LOCK_H
#define SPECPIPE_SIGNAL_TRANSFORM_FFT_PLAN_LOCK_H

void fft_plan_lock(void);
void fft_plan_unlock(void);

#endif
