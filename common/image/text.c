/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/text.h"

#include "base/memory.h"
#include "base/sentence.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_ADVANCES_H
#include FT_OUTLINE_H

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_FONT "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"

enum { REPLACEMENT = 0xfffd, ELLIPSIS = 0x2026, QUARTER = 16 /* of a pixel, in FreeType's 64ths */ };

struct font {
    FT_Library library;
    FT_Face face;
    double ascent, descent; /* pixels */
};

/* Whether the file can be opened; or sets errno. */
static bool is_readable(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    return fd >= 0 && close(fd) == 0;
}

static const char *font_load(struct font *font, const char *file, double pixels)
{
    if (FT_Init_FreeType(&font->library) != 0)
        return "FreeType does not start";
    const char *path = file == NULL ? DEFAULT_FONT : file;
    if (!is_readable(path)) /* FreeType does not say why it cannot open a file */
        return file == NULL && errno == ENOENT ? "there is no " DEFAULT_FONT ": install the package fonts-dejavu-core"
                                               : sentence("%s: %s", path, strerror(errno));
    if (FT_New_Face(font->library, path, 0, &font->face) != 0)
        return sentence("%s: not a font that can be read", path);
    if (!FT_IS_SCALABLE(font->face) || FT_Select_Charmap(font->face, FT_ENCODING_UNICODE) != 0 ||
        FT_Set_Char_Size(font->face, 0, (FT_F26Dot6)lround(64 * pixels), 72, 72) != 0)
        return sentence("%s: not a scalable Unicode font", path);
    const double scale = pixels / font->face->units_per_EM;
    font->ascent = scale * font->face->ascender;
    font->descent = -scale * font->face->descender;
    return NULL;
}

const char *font_open(struct font **font, const char *file, double pixels)
{
    *font = NULL;
    if (!(pixels >= 1 && pixels <= 1000))
        return "a font is 1 to 1000 pixels high";
    struct font *made = mem_new(1, sizeof *made);
    const char *why = font_load(made, file, pixels);
    if (why == NULL)
        *font = made;
    else
        font_destroy(made);
    return why;
}

void font_destroy(struct font *font)
{
    if (font == NULL)
        return;
    if (font->face != NULL)
        FT_Done_Face(font->face);
    if (font->library != NULL)
        FT_Done_FreeType(font->library);
    free(font);
}

double font_ascent(struct font *font)
{
    return font->ascent;
}

double font_descent(struct font *font)
{
    return font->descent;
}

/*
 * The first character of the text, which is moved to the next. A byte that does not start a well-formed sequence
 * (RFC 3629: shortest form, no surrogates, at most U+10FFFF) is one character, U+FFFD.
 */
static FT_ULong utf8_next(const char **text)
{
    static const FT_ULong smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *byte = (const unsigned char *)*text;
    const size_t length = *byte < 0x80   ? 1
                          : *byte < 0xc0 ? 0
                          : *byte < 0xe0 ? 2
                          : *byte < 0xf0 ? 3
                          : *byte < 0xf8 ? 4
                                         : 0;
    *text += 1;
    if (length <= 1)
        return length == 1 ? *byte : REPLACEMENT;
    FT_ULong code = *byte & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((byte[i] & 0xc0) != 0x80) /* true of the terminating zero */
            return REPLACEMENT;
        code = code << 6 | (byte[i] & 0x3f);
    }
    if (code < smallest[length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        return REPLACEMENT;
    *text += length - 1;
    return code;
}

/* Iterates over the glyphs of a text and their positions; a copy can try another continuation. */
struct pen {
    FT_Face face;
    const char *text; /* the rest */
    double x;         /* pixels */
    FT_UInt before;   /* the previous glyph; 0: none */
};

/* glyph, x  out: the next glyph and its place */
static bool pen_next(struct pen *pen, FT_UInt *glyph, double *x)
{
    if (*pen->text == '\0')
        return false;
    FT_Vector kern = {0, 0};
    FT_Fixed advance = 0;
    *glyph = FT_Get_Char_Index(pen->face, utf8_next(&pen->text));
    if (pen->before != 0)
        FT_Get_Kerning(pen->face, pen->before, *glyph, FT_KERNING_UNFITTED, &kern);
    if (FT_Get_Advance(pen->face, *glyph, FT_LOAD_NO_HINTING, &advance) != 0)
        advance = 0;
    *x = pen->x + (double)kern.x / 64;
    pen->x = *x + (double)advance / 65536;
    pen->before = *glyph;
    return true;
}

static double pen_end(struct pen pen)
{
    FT_UInt glyph = 0;
    double x = 0;
    while (pen_next(&pen, &glyph, &x))
        ;
    return pen.x;
}

double font_width(struct font *font, const char *utf8)
{
    return pen_end((struct pen){.face = font->face, .text = utf8});
}

/* Renders a glyph into the face's slot, `shift` 64ths of a pixel to the right. */
static const FT_GlyphSlotRec *glyph_render(FT_Face face, FT_UInt glyph, FT_Pos shift)
{
    if (FT_Load_Glyph(face, glyph, FT_LOAD_TARGET_LIGHT | FT_LOAD_NO_BITMAP) != 0 ||
        face->glyph->format != FT_GLYPH_FORMAT_OUTLINE)
        return NULL;
    FT_Outline_Translate(&face->glyph->outline, shift, 0);
    if (FT_Render_Glyph(face->glyph, FT_RENDER_MODE_LIGHT) != 0 || face->glyph->bitmap.pixel_mode != FT_PIXEL_MODE_GRAY)
        return NULL;
    return face->glyph;
}

void font_draw(struct font *font, struct canvas *canvas, double x, double baseline, const char *utf8, struct ink ink,
               bool upwards)
{
    if (!(fabs(x) < 1e9 && fabs(baseline) < 1e9)) /* far outside, where pixels exceed the range of integers */
        return;
    struct pen pen = {.face = font->face, .text = utf8, .x = upwards ? -baseline : x};
    const ptrdiff_t base = lround(upwards ? x : baseline);
    FT_UInt glyph = 0;
    double at = 0;
    while (pen_next(&pen, &glyph, &at)) {
        const ptrdiff_t quarters = lround(4 * at), whole = quarters >> 2;
        const FT_GlyphSlotRec *slot = glyph_render(font->face, glyph, (quarters & 3) * QUARTER);
        for (ptrdiff_t j = 0; slot != NULL && j < (ptrdiff_t)slot->bitmap.rows; j++)
            for (ptrdiff_t i = 0; i < (ptrdiff_t)slot->bitmap.width; i++) {
                const unsigned char coverage = slot->bitmap.buffer[j * slot->bitmap.pitch + i];
                const ptrdiff_t along = whole + slot->bitmap_left + i, down = base - slot->bitmap_top + j;
                canvas_blend(canvas, upwards ? down : along, upwards ? -1 - along : down, coverage, ink);
            }
    }
}

void font_fit(struct font *font, char *text, double width)
{
    if (font_width(font, text) <= width)
        return;
    const char *dots = FT_Get_Char_Index(font->face, ELLIPSIS) != 0 ? "\xe2\x80\xa6" : "..."; /* three bytes each */
    const size_t length = strlen(text);
    struct pen pen = {.face = font->face, .text = text};
    char *cut = NULL; /* the place of the dots */
    FT_UInt glyph = 0;
    double x = 0;
    do {
        struct pen tail = pen;
        tail.text = dots;
        if ((size_t)(pen.text - text) + strlen(dots) <= length && pen_end(tail) <= width)
            cut = text + (pen.text - text);
    } while (pen_next(&pen, &glyph, &x));
    if (cut == NULL)
        *text = '\0';
    else
        memcpy(cut, dots, strlen(dots) + 1);
}

size_t font_missing(struct font *font, const char *utf8)
{
    size_t missing = 0;
    while (*utf8 != '\0')
        missing += FT_Get_Char_Index(font->face, utf8_next(&utf8)) == 0;
    return missing;
}
