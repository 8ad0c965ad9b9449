/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exit statuses, after sysexits.h; the manual pages list them under EXIT STATUS.
 */
#ifndef SPECPIPE_BASE_STATUS_H
#define SPECPIPE_BASE_STATUS_H

enum exit_status {
    EXIT_DONE = 0,
    EXIT_SOME = 1, /* some inputs of several failed */
    EXIT_USAGE_ERROR = 64,
    EXIT_BAD_DATA = 65, /* bad or truncated */
    EXIT_NO_INPUT = 66, /* cannot be opened */
    EXIT_INTERNAL = 70,
    EXIT_NO_MEMORY = 71,
    EXIT_NO_OUTPUT = 73, /* cannot be created */
    EXIT_IO = 74,        /* full disk, failed close */
    EXIT_DEVICE = 75,    /* device lost */
};

#endif
