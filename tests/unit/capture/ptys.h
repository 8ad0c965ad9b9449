/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Skips tests that need pseudo-terminals where there are none, as in a bare chroot.
 */
#ifndef SPECPIPE_TESTS_PTYS_H
#define SPECPIPE_TESTS_PTYS_H

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

static inline bool there_are_ptys(void)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY), slave = -1;
    if (master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0)
        slave = open(ptsname(master), O_RDWR | O_NOCTTY);
    if (slave >= 0)
        close(slave);
    if (master >= 0)
        close(master);
    return slave >= 0;
}

#endif
