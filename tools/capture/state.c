/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/capture/state.h"

#include "base/names.h"

NAMES(gap_action_name, [GAP_ZERO] = "zero", [GAP_STOP] = "stop")

void capture_enter(struct capture *capture, enum capture_state state)
{
    if (!capture_ended(capture))
        capture->state = state;
}

void capture_cut(struct capture *capture, const char *name, int status, const char *why)
{
    if (capture->state == CAPTURE_CUT)
        return;
    capture->state = CAPTURE_CUT;
    capture->failure = why;
    capture->name = name;
    capture->status = status;
}

void capture_cut_device(struct capture *capture, int status, const char *why)
{
    capture_cut(capture, capture->device->name, status, why);
}

bool capture_ended(const struct capture *capture)
{
    return capture->state == CAPTURE_DONE || capture->state == CAPTURE_CUT;
}
