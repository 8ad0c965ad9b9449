/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists serial ports; device.h declares serial_list() itself.
 */
#ifndef SPECPIPE_CAPTURE_SERIAL_LIST_H
#define SPECPIPE_CAPTURE_SERIAL_LIST_H

#include "base/builder.h"

/* serial_list() for a file system below `root`; "": this machine's. */
void serial_list_below(struct builder *out, const char *root);

#endif
