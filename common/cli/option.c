/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/option.h"

#include "base/memory.h"
#include "base/sentence.h"
#include "cli/option_kind.h"

#include <assert.h>
#include <ctype.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

/* getopt's answer for row i is the letter typed, or LONG_FORM + i when the name was. */
enum { LONG_FORM = 256 };

struct grammar {
    char *letters;
    struct option *names;
};

static bool is_option(const struct option_row *row)
{
    return row->kind != OPTION_IS_SECTION;
}

static int argument_of(const struct option_row *row)
{
    return row->kind == OPTION_IS_FLAG   ? no_argument
           : row->kind == OPTION_IS_WHEN ? optional_argument
                                         : required_argument;
}

static const struct option_row *find_letter(const struct option_row *const tables[], int letter)
{
    const struct option_row *row = NULL;
    for (size_t i = 0; (row = option_at(tables, i)) != NULL; i++)
        if (is_option(row) && row->letter == letter)
            return row;
    return NULL;
}

static bool clash(const struct option_row *a, const struct option_row *b)
{
    return is_option(a) && is_option(b) &&
           (strcmp(a->name, b->name) == 0 || (a->letter != 0 && a->letter == b->letter));
}

/* A letter or name in two rows would hide one of them. */
static bool all_differ(const struct option_row *const tables[])
{
    const struct option_row *row = NULL;
    for (size_t i = 0; (row = option_at(tables, i)) != NULL; i++)
        for (size_t k = 0; k < i; k++)
            if (clash(row, option_at(tables, k)))
                return false;
    return true;
}

static struct grammar grammar_of(const struct option_row *const tables[])
{
    static const char *const colons[] = {[no_argument] = "", [required_argument] = ":", [optional_argument] = "::"};
    const struct option_row *row = NULL;
    size_t count = 0;
    while (option_at(tables, count) != NULL)
        count++;
    struct grammar grammar = {mem_new(3 * count + 2, 1), mem_new(count + 1, sizeof *grammar.names)};
    struct option *name = grammar.names;
    char *letter = grammar.letters;
    *letter++ = ':'; /* tells a missing argument from an unknown option */
    for (size_t i = 0; (row = option_at(tables, i)) != NULL; i++) {
        if (!is_option(row))
            continue;
        *name++ = (struct option){.name = row->name, .has_arg = argument_of(row), .val = LONG_FORM + (int)i};
        if (row->letter == 0)
            continue;
        *letter++ = (char)row->letter;
        letter = stpcpy(letter, colons[argument_of(row)]);
    }
    return grammar;
}

/* Whether `left` letters dropped, added or replaced make a into b. */
static bool is_near(const char *a, const char *b, int left)
{
    while (*a != '\0' && *a == *b)
        a++, b++;
    if (*a == *b)
        return true;
    return left > 0 && ((*a != '\0' && *b != '\0' && is_near(a + 1, b + 1, left - 1)) ||
                        (*a != '\0' && is_near(a + 1, b, left - 1)) || (*b != '\0' && is_near(a, b + 1, left - 1)));
}

static const char *unknown_name(const struct option_row *const tables[], const char *name)
{
    const struct option_row *row = NULL;
    for (size_t i = 0; (row = option_at(tables, i)) != NULL; i++)
        if (is_option(row) && strlen(name) > 2 && is_near(name, row->name, 2))
            return sentence("there is no option --%s, perhaps --%s is meant", name, row->name);
    return sentence("there is no option --%s", name);
}

/* --w: which of --window, --width is meant? Unknown when no name, or only one, starts so. */
static const char *unclear_name(const struct option_row *const tables[], const char *name)
{
    const struct option_row *row = NULL;
    const char *found = NULL;
    size_t length = strlen(name);
    int starts = 0;
    for (size_t i = 0; length > 0 && (row = option_at(tables, i)) != NULL; i++)
        if (is_option(row) && strncmp(row->name, name, length) == 0) {
            found = found == NULL ? sentence("--%s", row->name) : sentence("%s or --%s", found, row->name);
            starts++;
        }
    return starts > 1 ? sentence("--%s may mean %s", name, found) : unknown_name(tables, name);
}

/* `word` is --NAME or --NAME=ARGUMENT. */
static const char *no_such_name(const struct option_row *const tables[], const char *word)
{
    char *name = mem_text(word + 2);
    name[strcspn(name, "=")] = '\0';
    const char *why = unclear_name(tables, name);
    free(name);
    return why;
}

/* The row getopt means, NULL for none: `code` is its answer, or optopt. */
static const struct option_row *row_of(const struct option_row *const tables[], int code)
{
    if (code >= LONG_FORM)
        return option_at(tables, (size_t)(code - LONG_FORM));
    return code > 0 ? find_letter(tables, code) : NULL;
}

/* Why getopt stopped: `answer` is '?' or ':', `word` what it looked at if that is a long option. */
static const char *complaint(const struct option_row *const tables[], int answer, const char *word)
{
    const struct option_row *row = row_of(tables, optopt);
    if (answer == ':')
        return sentence("--%s needs an argument (%s)", row->name, row->unit);
    if (row != NULL)
        return sentence("--%s takes no argument", row->name);
    if (optopt == 0)
        return no_such_name(tables, word);
    return isgraph(optopt) ? sentence("there is no option -%c", optopt)
                           : sentence("there is no option -\\x%02x", (unsigned char)optopt);
}

static const char *take(const struct option_row *row, const char *text)
{
    const char *why = option_behaviour(row->kind)->take(row, text);
    return why != NULL ? sentence("--%s: %s", row->name, why) : NULL;
}

/* The rows that the last command line gave, in its order. */
static struct {
    const struct option_row **rows;
    size_t count;
} given;

static void mark_given(const struct option_row *row)
{
    given.rows = mem_grow(given.rows, given.count + 1, sizeof *given.rows);
    given.rows[given.count++] = row;
}

bool option_given(const void *variable)
{
    return option_given_within(variable, 1) != NULL;
}

const char *option_given_within(const void *object, size_t size)
{
    const char *first = object;
    const struct option_row *found = NULL;
    for (size_t i = 0; i < given.count; i++) {
        const char *variable = (const char *)given.rows[i]->to.flag;
        if (variable >= first && variable < first + size && (found == NULL || given.rows[i] < found))
            found = given.rows[i];
    }
    return found != NULL ? sentence("--%s", found->name) : NULL;
}

const char *option_set(const struct option_row *table, const char *name, const char *text)
{
    while (table->kind != OPTION_IS_END && (!is_option(table) || strcmp(table->name, name) != 0))
        table++;
    assert(table->kind != OPTION_IS_END);
    return take(table, text);
}

const char *options_parse(const struct option_row *const tables[], int argc, char **argv, int *first_operand)
{
    assert(all_differ(tables));
    struct grammar grammar = grammar_of(tables);
    const char *why = NULL;
    int answer = 0;
    given.count = 0;
    opterr = 0;
    optind = 0; /* glibc: start afresh, and look at POSIXLY_CORRECT again */
    while (why == NULL && (answer = getopt_long(argc, argv, grammar.letters, grammar.names, NULL)) != -1) {
        const struct option_row *row = row_of(tables, answer);
        why = answer == '?' || answer == ':' ? complaint(tables, answer, argv[optind - 1]) : take(row, optarg);
        if (why == NULL)
            mark_given(row);
    }
    *first_operand = optind;
    free(grammar.letters);
    free(grammar.names);
    return why;
}
