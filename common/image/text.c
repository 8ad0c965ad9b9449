/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/text.h"

#include "base/memory.h"
#include "base/sentence.h"
#include "image/installed_font.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_ADVANCES_H
#include FT_MODULE_H
#include FT_OUTLINE_H

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEFAULT_FONT "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"

enum { REPLACEMENT = 0xfffd, ELLIPSIS = 0x2026, QUARTER = 16 /* of a pixel, in FreeType's 64ths */ };
enum { MOST_FACES = 16 };

struct face {
    void *map; /* the file */
    size_t mapped;
    FT_Face face;
};

struct font {
    struct FT_MemoryRec_ memory;
    FT_Library library;
    double pixels;                 /* of the em square */
    double ascent, descent;        /* pixels */
    struct face faces[MOST_FACES]; /* the font, then installed ones with characters that it lacks */
    size_t count;
    struct installed_fonts installed; /* listed once a character is missing */
    bool listed;
    FT_ULong *missing; /* [missing_count] characters that no installed font has */
    size_t missing_count;
};

/* Allocation that ends the program: FreeType reports a lack of memory and a glyph without outline by the same error. */
static void *allocate(FT_Memory memory, long bytes)
{
    (void)memory;
    return mem_grow(NULL, (size_t)bytes, 1);
}

static void *reallocate(FT_Memory memory, long before, long bytes, void *old)
{
    (void)memory, (void)before;
    return mem_grow(old, (size_t)bytes, 1);
}

static void release(FT_Memory memory, void *old)
{
    (void)memory;
    free(old);
}

/* FT_Init_FreeType with these functions. */
static bool library_start(struct font *font)
{
    font->memory = (struct FT_MemoryRec_){.alloc = allocate, .realloc = reallocate, .free = release};
    if (FT_New_Library(&font->memory, &font->library) != 0)
        return false;
    FT_Add_Default_Modules(font->library);
    FT_Set_Default_Properties(font->library);
    return true;
}

/*
 * Maps the file, or nothing if it cannot be mapped. False, with errno, if it cannot be opened. FT_New_Face would report
 * neither this nor a lack of memory, and would try other names.
 */
static bool file_map(struct face *face, const char *path)
{
    struct stat about;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    errno = 0;
    if (fstat(fd, &about) == 0 && S_ISREG(about.st_mode) && about.st_size > 0)
        face->map = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (face->map == MAP_FAILED)
        face->map = NULL;
    if (face->map == NULL)
        mem_check_errno();
    else
        face->mapped = (size_t)about.st_size;
    return true;
}

static void face_close(struct face *face)
{
    if (face->face != NULL)
        FT_Done_Face(face->face);
    if (face->map != NULL)
        munmap(face->map, face->mapped);
    *face = (struct face){.face = NULL};
}

/* Opens a font of a file that is mapped. NULL, or why it cannot be used. */
static const char *face_open(struct face *face, const struct font *font, const char *path)
{
    if (face->map == NULL || FT_New_Memory_Face(font->library, face->map, (FT_Long)face->mapped, 0, &face->face) != 0)
        return sentence("%s: not a readable font", path);
    if (!FT_IS_SCALABLE(face->face) || FT_Select_Charmap(face->face, FT_ENCODING_UNICODE) != 0 ||
        FT_Set_Char_Size(face->face, 0, (FT_F26Dot6)lround(64 * font->pixels), 72, 72) != 0)
        return sentence("%s: not a scalable Unicode font", path);
    return NULL;
}

static const char *font_load(struct font *font, const char *file, double pixels)
{
    if (!library_start(font))
        return "FreeType cannot be initialised";
    const char *path = file == NULL ? DEFAULT_FONT : file;
    struct face *face = &font->faces[font->count++];
    font->pixels = pixels;
    if (!file_map(face, path))
        return file == NULL && errno == ENOENT ? "there is no " DEFAULT_FONT ": install the package fonts-dejavu-core"
                                               : sentence("%s: %s", path, strerror(errno));
    const char *why = face_open(face, font, path);
    if (why != NULL)
        return why;
    const double scale = pixels / face->face->units_per_EM;
    font->ascent = scale * face->face->ascender;
    font->descent = -scale * face->face->descender;
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
    for (size_t i = 0; i < font->count; i++)
        face_close(&font->faces[i]);
    if (font->library != NULL)
        FT_Done_Library(font->library);
    installed_fonts_free(&font->installed);
    free(font->missing);
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

/* Whether a character is never visible: joiners, marks of direction, variation selectors, tags. */
static bool is_invisible(FT_ULong character)
{
    static const FT_ULong ranges[][2] = {{0x200b, 0x200f}, {0x202a, 0x202e}, {0x2060, 0x206f},
                                         {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xe0000, 0xe0fff}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (character >= ranges[i][0] && character <= ranges[i][1])
            return true;
    return false;
}

/* The face that has the character, of those that are open; NULL: none. */
static FT_Face open_face_of(const struct font *font, FT_ULong character)
{
    for (size_t i = 0; i < font->count; i++)
        if (FT_Get_Char_Index(font->faces[i].face, character) != 0)
            return font->faces[i].face;
    return NULL;
}

/*
 * A penalty, for the choice of a font: 0 for an upright, regular, proportional one without serifs, more for bold,
 * slanted, fixed and serif ones, in this order.
 */
static int unlike(FT_Face face)
{
    static const char *const serifs[] = {"Serif", "Mincho", "Ming", "Song", "Times", "Roman"};
    int rank = (face->style_flags & FT_STYLE_FLAG_BOLD ? 8 : 0) + (face->style_flags & FT_STYLE_FLAG_ITALIC ? 4 : 0) +
               (FT_IS_FIXED_WIDTH(face) ? 2 : 0);
    for (size_t i = 0; face->family_name != NULL && i < sizeof serifs / sizeof *serifs; i++)
        if (strstr(face->family_name, serifs[i]) != NULL)
            return rank + 1;
    return rank;
}

/* Opens the installed font that has the character and suits best; of equals, the first. False: there is none. */
static bool open_installed(struct font *font, FT_ULong character)
{
    struct face best = {.face = NULL};
    if (!font->listed)
        installed_fonts_list(&font->installed);
    font->listed = true;
    for (size_t i = 0; font->count < MOST_FACES && i < font->installed.count; i++) {
        struct face face = {.face = NULL};
        if (file_map(&face, font->installed.path[i]) && face_open(&face, font, font->installed.path[i]) == NULL &&
            FT_Get_Char_Index(face.face, character) != 0 &&
            (best.face == NULL || unlike(face.face) < unlike(best.face))) {
            face_close(&best);
            best = face;
        } else {
            face_close(&face);
        }
        if (best.face != NULL && unlike(best.face) == 0)
            break;
    }
    if (best.face != NULL)
        font->faces[font->count++] = best;
    return best.face != NULL;
}

static bool is_missing(const struct font *font, FT_ULong character)
{
    for (size_t i = 0; i < font->missing_count; i++)
        if (font->missing[i] == character)
            return true;
    return false;
}

/* The face that draws the character: the font, if no installed one has it either. */
static FT_Face face_of(struct font *font, FT_ULong character)
{
    FT_Face face = open_face_of(font, character);
    if (face != NULL || is_invisible(character) || is_missing(font, character))
        return face != NULL ? face : font->faces[0].face;
    if (open_installed(font, character))
        return font->faces[font->count - 1].face;
    font->missing = mem_grow(font->missing, font->missing_count + 1, sizeof *font->missing);
    font->missing[font->missing_count++] = character;
    return font->faces[0].face;
}

/* Iterates over the glyphs of a text and their positions; a copy can try another continuation. */
struct pen {
    struct font *font;
    const char *text; /* the rest */
    double x;         /* pixels */
    FT_Face face;     /* of the glyph */
    FT_UInt glyph;    /* 0 also for invisible characters */
    double at;        /* its place, pixels */
    bool visible;
};

/* Moves to the next glyph. */
static bool pen_next(struct pen *pen)
{
    if (*pen->text == '\0')
        return false;
    FT_Vector kern = {0, 0};
    FT_Fixed advance = 0;
    const FT_ULong character = utf8_next(&pen->text);
    const FT_Face face = face_of(pen->font, character);
    const FT_UInt glyph = FT_Get_Char_Index(face, character);
    pen->visible = glyph != 0 || !is_invisible(character);
    if (pen->glyph != 0 && pen->face == face)
        FT_Get_Kerning(face, pen->glyph, glyph, FT_KERNING_UNFITTED, &kern);
    if (!pen->visible || FT_Get_Advance(face, glyph, FT_LOAD_NO_HINTING, &advance) != 0)
        advance = 0;
    pen->at = pen->x + (double)kern.x / 64;
    pen->x = pen->at + (double)advance / 65536;
    pen->face = face;
    pen->glyph = glyph;
    return true;
}

static double pen_end(struct pen pen)
{
    while (pen_next(&pen))
        ;
    return pen.x;
}

double font_width(struct font *font, const char *utf8)
{
    return pen_end((struct pen){.font = font, .text = utf8});
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
    struct pen pen = {.font = font, .text = utf8, .x = upwards ? -baseline : x};
    const ptrdiff_t base = lround(upwards ? x : baseline);
    while (pen_next(&pen)) {
        if (!pen.visible)
            continue;
        const ptrdiff_t quarters = lround(4 * pen.at), whole = quarters >> 2;
        const FT_GlyphSlotRec *slot = glyph_render(pen.face, pen.glyph, (quarters & 3) * QUARTER);
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
    const char *dots =
        FT_Get_Char_Index(font->faces[0].face, ELLIPSIS) != 0 ? "\xe2\x80\xa6" : "..."; /* three bytes each */
    const size_t length = strlen(text);
    struct pen pen = {.font = font, .text = text};
    char *cut = NULL; /* the place of the dots */
    do {
        struct pen tail = pen;
        tail.text = dots;
        if ((size_t)(pen.text - text) + strlen(dots) <= length && pen_end(tail) <= width)
            cut = text + (pen.text - text);
    } while (pen_next(&pen));
    if (cut == NULL)
        *text = '\0';
    else
        memcpy(cut, dots, strlen(dots) + 1);
}

size_t font_missing(struct font *font, const char *utf8)
{
    size_t missing = 0;
    while (*utf8 != '\0') {
        const FT_ULong character = utf8_next(&utf8);
        missing += !is_invisible(character) && FT_Get_Char_Index(face_of(font, character), character) == 0;
    }
    return missing;
}
