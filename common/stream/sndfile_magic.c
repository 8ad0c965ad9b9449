/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/sndfile_magic.h"

#include <string.h>

enum { MOST_MAGIC = 12 };

/* The bytes of a format, of which only the bits in `mask` count. */
struct magic {
    size_t offset, length;
    unsigned char bytes[MOST_MAGIC + 1];
    const char *mask; /* NULL: all */
};

static const struct magic magics[] = {
    {8, 4, "WAVE", NULL},
    {0, 4, "riff", NULL},
    {0, 4, "FORM", NULL},
    {0, 4, ".snd", NULL},
    {0, 4, "dns.", NULL},
    {0, 4, "caff", NULL},
    {0, 4, "fLaC", NULL},
    {0, 4, "OggS", NULL},
    {0, 3, "ID3", NULL},
    {0, 2, "\xff\xe0", "\xff\xe0"}, /* a frame of MPEG audio */
    {0, 4, " paf", NULL},
    {0, 4, "fap ", NULL},
    {0, 4, "NIST", NULL},
    {0, 8, "Creative", NULL},
    {0, 4, "PVF1", NULL},
    {0, 4, "2BIT", NULL},
    {0, 12, "Extended Ins", NULL},
    {0, 12, "ALawSoundFil", NULL},
    {0, 8, "MATLAB 5", NULL},
    {0, 12, "\0\0\x03\xe8\0\0\0\1\0\0\0\1", NULL}, /* MATLAB 4 */
    {0, 12, "\0\0\0\0\1\0\0\0\1\0\0\0", NULL},
    {0, 4, "\x64\xa3\0\0", "\xff\xff\xf8\xff"}, /* IRCAM */
    {0, 4, "\0\0\xa3\x64", "\xff\xf8\xff\xff"},
    {0, 4, "\xf0\x7e\0\1", "\xff\xff\x80\xff"}, /* a MIDI sample dump */
    {0, 2, "\1\4", NULL},                       /* Akai MPC 2000 */
    {8, 4, "\0\2\0\0", NULL},                   /* waveforms of HTK */
};

static bool matches(const struct magic *magic, const unsigned char *bytes)
{
    for (size_t i = 0; i < magic->length; i++) {
        unsigned mask = magic->mask != NULL ? (unsigned char)magic->mask[i] : 0xff;
        if ((bytes[magic->offset + i] & mask) != magic->bytes[i])
            return false;
    }
    return true;
}

bool sndfile_magic(const void *bytes, size_t size)
{
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (size >= magics[i].offset + magics[i].length && matches(&magics[i], bytes))
            return true;
    return false;
}
