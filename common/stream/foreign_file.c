/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/foreign_file.h"

#include <string.h>

#include "base/sentence.h"

/* Programs that turn a file into WAV. */
static const char by_ffmpeg[] = "libsndfile does not read this one; convert it: ffmpeg -i FILE -f wav - | ...";
static const char by_sox[] = "sox's own format; let sox write WAV instead: sox ... -t wav - | ...";

static const struct {
    size_t offset, length;
    const char *magic, *name, *advice;
} formats[] = {
    {0, 4, ".SoX", NULL, by_sox},
    {0, 4, "XoS.", NULL, by_sox},
    {4, 4, "ftyp", "MP4 (M4A, MOV)", by_ffmpeg},
    {0, 4, "\x1a\x45\xdf\xa3", "Matroska or WebM", by_ffmpeg},
    {0, 4, "\x30\x26\xb2\x75", "ASF (WMA)", by_ffmpeg},
    {0, 4, "wvpk", "WavPack", by_ffmpeg},
    {0, 4, "MAC ", "Monkey's Audio", by_ffmpeg},
    {0, 4, "MPCK", "Musepack", by_ffmpeg},
    {0, 4, "TTA1", "True Audio", by_ffmpeg},
    {0, 4, "FLV\1", "Flash video", by_ffmpeg},
    {0, 5, "#!AMR", "AMR", by_ffmpeg},
    {8, 4, "AVI ", "AVI", by_ffmpeg},
    {8, 4, "WAVE", "WAV", by_ffmpeg},
    {0, 4, "OggS", "Ogg", by_ffmpeg},
    {0, 4, "caff", "CAF", by_ffmpeg},
    {0, 4, "FORM", "AIFF", by_ffmpeg},
    {0, 4, "fLaC", "FLAC", by_ffmpeg},
    {0, 3, "ID3", "MP3", by_ffmpeg},
    {0, 8, "\x89PNG\r\n\x1a\n", "a PNG picture", NULL},
    {0, 3, "\xff\xd8\xff", "a JPEG picture", NULL},
    {0, 5, "%PDF-", "a PDF document", NULL},
    {0, 4, "PK\3\4", "a ZIP archive (or .npz); extract its files first", NULL},
    {0, 3, "\x1f\x8b\x08", "compressed by gzip; decompress it first: zcat FILE | ...", NULL},
    {0, 6,
     "\xfd"
     "7zXZ",
     "compressed by xz; decompress it first: xzcat FILE | ...", NULL},
    {0, 4, "\x28\xb5\x2f\xfd", "compressed by zstd; decompress it first: zstdcat FILE | ...", NULL},
    {0, 3, "BZh", "compressed by bzip2; decompress it first: bzcat FILE | ...", NULL},
    {0, 8, "\x89HDF\r\n\x1a\n", "an HDF5 file; convert it to NPY or WAV first", NULL},
    {0, 6, "MATLAB", "a MATLAB file; convert it to NPY or WAV first", NULL},
    {0, 9, "<!DOCTYPE", "a web page, not audio", NULL},
    {0, 5, "<html", "a web page, not audio", NULL},
    {0, 5, "<?xml", "an XML file, not audio", NULL},
};

const char *foreign_file_advice(const void *bytes, size_t size)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        const char *at = (const char *)bytes + formats[i].offset;
        if (size < formats[i].offset + formats[i].length || memcmp(at, formats[i].magic, formats[i].length) != 0)
            continue;
        if (formats[i].advice == by_sox)
            return sentence("this is %s", by_sox);
        if (formats[i].advice != NULL)
            return sentence("%s: %s", formats[i].name, formats[i].advice);
        return sentence("this is %s", formats[i].name);
    }
    return NULL;
}
