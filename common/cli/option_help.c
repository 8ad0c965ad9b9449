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
static char *text_of(const struct option_row *row, void (*write)(struct builder *, const struct option_row *))
{
    struct builder text = {0};
    builder_add_text(&text, "");
    write(&text, row);
    return text.text;
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
static void write_left(struct builder *out, const struct option_row *row)
{
    if (row->letter != 0)
        builder_add(out, "  -%c, --%s", row->letter, row->name);
    else
        builder_add(out, "      --%s", row->name);
    if (row->unit != NULL)
        builder_add(out, row->kind == OPTION_IS_WHEN ? "[=%s]" : " %s", row->unit);
}

static void write_choices(struct builder *out, const struct option_row *row, const char *separator)
{
    for (size_t i = 0; row->choice != NULL && row->choice(i) != NULL; i++)
        builder_add(out, "%s%s", i > 0 ? separator : "", row->choice(i));
}

static void write_spaced_choices(struct builder *out, const struct option_row *row)
{
    write_choices(out, row, ", ");
}

/* "analysis window: hann, hamming, kaiser [hann]" */
static void write_right(struct builder *out, const struct option_row *row)
{
    char *choices = text_of(row, write_spaced_choices);
    char *value = text_of(row, option_behaviour(row->kind)->show);
    builder_add_text(out, row->help);
    if (*choices != '\0' && strlen(choices) <= SHORT_LIST)
        builder_add(out, ": %s", choices);
    if (*value != '\0')
        builder_add(out, " [%s]", value);
    free(choices);
    free(value);
}

/* Writes the words of text from column `left` on, in lines of at most LINE columns. `at` is the current column. */
static void wrap(struct builder *out, const char *text, int left, int at)
{
    while (*text != '\0') {
        size_t bytes = strcspn(text, " ");
        int wide = columns(text, bytes);
        if (at < left || (at > left && at + 1 + wide > LINE)) {
            builder_add(out, "%s%*s", at < left ? "" : "\n", at < left ? left - at : left, "");
            at = left;
        } else if (at > left) {
            builder_add_text(out, " ");
            at++;
        }
        builder_add_bytes(out, text, bytes);
        at += wide;
        text += bytes + (text[bytes] == ' ');
    }
    builder_add_text(out, "\n");
}

static void help_row(struct builder *out, const struct option_row *row, int left)
{
    if (row->kind == OPTION_IS_SECTION) {
        builder_add(out, "\n%s:\n", row->help);
        return;
    }
    char *start = text_of(row, write_left), *rest = text_of(row, write_right);
    int at = columns(start, strlen(start));
    builder_add_text(out, start);
    if (at + 2 > left) {
        builder_add_text(out, "\n");
        at = 0;
    }
    wrap(out, rest, left, at);
    free(start);
    free(rest);
}

void options_help(struct builder *out, const struct option_row *const tables[])
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

void options_list(struct builder *out, const struct option_row *const tables[])
{
    const struct option_row *row = NULL;
    for (size_t i = 0; (row = option_at(tables, i)) != NULL; i++) {
        if (row->kind == OPTION_IS_SECTION)
            continue;
        const struct option_behaviour *behaviour = option_behaviour(row->kind);
        builder_add(out, "%c\t--%s\t%s\t%s\t", row->letter != 0 ? row->letter : '-', row->name,
                    row->unit != NULL ? row->unit : "", behaviour->word);
        behaviour->show(out, row);
        builder_add_text(out, "\t");
        write_choices(out, row, ",");
        builder_add(out, "\t%s\n", row->help);
    }
}
