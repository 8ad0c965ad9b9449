/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The font files that are installed, in the folders of the XDG Base Directory Specification (0.8, 2021): fonts/ below
 * XDG_DATA_HOME and XDG_DATA_DIRS, or below ~/.local/share, /usr/local/share and /usr/share where these are not set; and
 * ~/.fonts.
 *
 * fontconfig is not used, because it omits fonts or does not return if an allocation fails.
 */
#ifndef SPECPIPE_IMAGE_INSTALLED_FONT_H
#define SPECPIPE_IMAGE_INSTALLED_FONT_H

#include <stddef.h>

struct installed_fonts {
    char **path; /* [count] of TrueType and OpenType files */
    size_t count;
};

/* Lists the files: in the order of the folders, of each in the order of their bytes. */
void installed_fonts_list(struct installed_fonts *fonts);

void installed_fonts_free(struct installed_fonts *fonts);

#endif
