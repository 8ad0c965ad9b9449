/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/wire_protocol.h"

#include <string.h>

#include "capture/wire_parts.h"

/* The Due has a 12-bit ADC at 3.3 V; free-running, it converts at 84 MHz / (3 x 42). The scope's range is 0 .. 255. */
static const struct wire_protocol protocols[] = {
    {.name = "bare", .format = "", .decoder = &wire_bare},
    {"due", "u16le", 1, 12, 3.3, 0, {2000000, 3}, &wire_bare},
    {"due-packet", "u16le", 1, 12, 3.3, 0, {0, 0}, &wire_due_packet},
    {"scope", "u8", 2, 8, 5, 127.5, {0, 0}, &wire_bare},
    {.name = "framed", .format = "", .decoder = &wire_framed},
    {.name = "tag7", .format = "u16le", .bits = 14, .decoder = &wire_tag7},
};
enum { PROTOCOLS = sizeof protocols / sizeof *protocols };

const char *protocol_name(size_t i)
{
    return i < PROTOCOLS ? protocols[i].name : NULL;
}

const struct wire_protocol *wire_protocol_find(const char *name)
{
    for (size_t i = 0; i < PROTOCOLS; i++)
        if (strcmp(protocols[i].name, name) == 0)
            return &protocols[i];
    return NULL;
}

bool protocol_has_aux(const char *name)
{
    const struct wire_protocol *protocol = name != NULL ? wire_protocol_find(name) : NULL;
    return protocol != NULL && protocol->decoder == &wire_due_packet;
}
