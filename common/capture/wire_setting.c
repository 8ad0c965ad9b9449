/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/wire_setting.h"

#include "base/names.h"
#include "base/sample.h"

NAMES(wire_scale_name, [WIRE_UNIT] = "unit", [WIRE_VOLTS] = "volts", [WIRE_RAW] = "raw")

const char *wire_format_name(size_t i)
{
    const char *name = sample_format_name(i);
    return name != NULL || i == 0 || sample_format_name(i - 1) == NULL ? name : "text";
}
