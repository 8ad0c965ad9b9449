/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What every unit test includes: cmocka, and a comparison of numbers that shows both.
 */
#ifndef SPECPIPE_TESTS_CHECK_H
#define SPECPIPE_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

/* `got` lies within `tolerance` of `want`, all in double. NaN is near nothing; an infinity is near itself. */
#define CHECK_NEAR(got, want, tolerance) check_near((got), (want), (tolerance), #got, __FILE__, __LINE__)

static inline void check_near(double got, double want, double tolerance, const char *what, const char *file, int line)
{
    if (fabs(got - want) <= tolerance || (isinf(got) && isinf(want) && (got > 0) == (want > 0)))
        return;
    print_error("%s is %.17g, not %.17g +- %.3g; it is off by %.3g\n", what, got, want, tolerance, got - want);
    _fail(file, line);
}

#endif
