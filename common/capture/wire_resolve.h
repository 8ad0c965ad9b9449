/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Completes the setting of a wire, and refuses one that contradicts itself.
 */
#ifndef SPECPIPE_CAPTURE_WIRE_RESOLVE_H
#define SPECPIPE_CAPTURE_WIRE_RESOLVE_H

#include "base/notation.h"
#include "capture/wire_setting.h"

/*
 * Completes a setting from its protocol. NULL, or a sentence that names the option that contradicts the protocol
 * ("--bits: ..."). *rate out: the rate that the protocol specifies, in Hz (due: 2000000/3), or {0, 0}.
 */
const char *wire_resolve(struct wire_setting *setting, struct ratio *rate);

#endif
