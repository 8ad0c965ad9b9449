/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/option_kind.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum {
    LINE = 80,
    WIDEST_LEFT = 30, /* columns; the help of a wider option starts on the next line */
    SHORT_LIST = 160, /* bytes; longer lists of choices are only in the manual page */
};

/* The text that `write` writes about a row; released by free(). */
static char *text_of(const struct option_row *row, void (*write)(FILE *, const struct option_row *))
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    if (out == NULL)
        return mem_text("");
    write(out, row);
    fclose(out);
    return text;
}

/* Columns on the screen: characters of UTF-8, counted by their first bytes. */
static int columns(const char *text, size_t bytes)
{
    int count = 0;
    for (size_t i = 0; i < bytes; i++)
        count += ((unsigned char)text[i] & 0xc0) != 0x80;
    return count;
}

/* "  -p, --hop SAMPLES", "      --progress[=WHEN]" */
static void write_left(FILE *out, const struct option_row *row)
{
    if (row->letter != 0)
        fprintf(out, "  -%c, --%s", row->letter, row->name);
    else
        fprintf(out, "      --%s", row->name);
    if (row->unit != NULL)
        fprintf(out, row->kind == OPTION_IS_WHEN ? "[=%s]" : " %s", row->unit);
}

static void write_choices(FILE *out, const struct option_row *row, const char *separator)
{
    for (size_t i = 0; row->choice != NULL && row->choice(i) != NULL; i++)
        fprintf(out, "%s%s", i > 0 ? separator : "", row->choice(i));
}

static void write_spaced_choices(FILE *out, const struct option_row *row)
{
    write_choices(out, row, ", ");
}

/* "taper laid over every frame: hann, hamming, kaiser [hann]" */
static void write_right(FILE *out, const struct option_row *row)
{
    char *choices = text_of(row, write_spaced_choices);
    char *value = text_of(row, option_behaviour(row->kind)->show);
    fputs(row->help, out);
    if (*choices != '\0' && strlen(choices) <= SHORT_LIST)
        fprintf(out, ": %s", choices);
    if (*value != '\0')
        fprintf(out, " [%s]", value);
    free(choices);
    free(value);
}

/* Writes the words of text from column `left` on, in lines of at most LINE columns. `at` is the current column. */
static void wrap(FILE *out, const char *text, int left, int at)
{
    while (*text != '\0') {
        size_t bytes = strcspn(text, " ");
        int wide = columns(text, bytes);
        if (at < left || (at > left && at + 1 + wide > LINE)) {
            fprintf(out, "%s%*s", at < left ? "" : "\n", at < left ? left - at : left, "");
            at = left;
        } else if (at > left) {
            fputc(' ', out);
            at++;
        }
        fwrite(text, 1, bytes, out);
        at += wide;
        text += bytes + (text[bytes] == ' ');
    }
    fputc('\n', out);
}

static void help_row(FILE *out, const struct option_row *row, int left)
{
    if (row->kind == OPTION_IS_SECTION) {
        fprintf(out, "\n%s:\n", row->help);
        return;
    }
    char *start = text_of(row, write_left), *rest = text_of(row, write_right);
    int at = columns(start, strlen(start));
    fputs(start, out);
    if (at + 2 > left) {
        fputc('\n', out);
        at = 0;
    }
    wrap(out, rest, left, at);
    free(start);
    free(rest);
}

void options_help(FILE *out, const struct option_row *const tables[])
{
    const struct option_row *row = NULL;
    int left = 0;
    for (size_t i = 0; (row = option_at(tables, i)) != NULL; i++) {
        if (row->kind == OPTION_IS_SECTION)
            continue;
        char *start = text_of(row, write_left);
        int wide = columns(start, strlen(start)) + 2;
        if (wide > left && wide <= WIDEST_LEFT)
            left = wide;
        free(start);
    }
    if (left == 0)
        left = WIDEST_LEFT;
    for (size_t i = 0; (row = option_at(tables, i)) != NULL; i++)
        help_row(out, row, left);
}

char *option_text(const struct option_row *row)
{
    if (row->kind == OPTION_IS_FLAG)
        return mem_text(*row->to.flag ? "yes" : "no");
    return text_of(row, option_behaviour(row->kind)->show);
}

void options_list(FILE *out, const struct option_row *const tables[])
{
    const struct option_row *row = NULL;
    for (size_t i = 0; (row = option_at(tables, i)) != NULL; i++) {
        if (row->kind == OPTION_IS_SECTION)
            continue;
        const struct option_behaviour *behaviour = option_behaviour(row->kind);
        fprintf(out, "%c\t--%s\t%s\t%s\t", row->letter != 0 ? row->letter : '-', row->name,
                row->unit != NULL ? row->unit : "", behaviour->word);
        behaviour->show(out, row);
        fputc('\t', out);
        write_choices(out, row, ",");
        fprintf(out, "\t%s\n", row->help);
    }
}
