/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/option.h"

#include "base/memory.h"
#include "base/sentence.h"
#include "cli/option_kind.h"
#include "cli/option_unknown.h"

#include <assert.h>
#include <ctype.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

/* getopt_long returns the letter given, or LONG_FORM + i for the name of row i. */
enum { LONG_FORM = 256 };

/* The arguments of getopt_long. */
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

static const struct option_row *find_by_letter(const struct option_row *const tables[], int letter)
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

/* Whether no letter and no name is in two rows. */
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
    *letter++ = ':'; /* getopt_long then returns ':' for a missing argument and '?' for an unknown option */
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

/* The row of a code that getopt_long returned or put into optopt; NULL if there is none. */
static const struct option_row *row_of(const struct option_row *const tables[], int code)
{
    if (code >= LONG_FORM)
        return option_at(tables, (size_t)(code - LONG_FORM));
    return code > 0 ? find_by_letter(tables, code) : NULL;
}

/* The sentence about an error of getopt_long: `answer` is '?' or ':', `word` the argument it read last. */
static const char *parse_error(const struct option_row *const tables[], int answer, const char *word)
{
    const struct option_row *row = row_of(tables, optopt);
    if (answer == ':')
        return sentence("--%s needs an argument (%s)", row->name, row->unit);
    if (row != NULL)
        return sentence("--%s takes no argument", row->name);
    if (optopt == 0)
        return option_unknown(tables, word);
    return isgraph(optopt) ? sentence("unknown option -%c", optopt)
                           : sentence("unknown option -\\x%02x", (unsigned char)optopt);
}

/*
 * The row of the word that getopt_long did not know, in our spelling; NULL if there is none. Takes its argument from
 * the word or from the next one, as getopt_long does.
 */
static const struct option_row *respelt_row(const struct option_row *const tables[], int argc, char **argv, char **text)
{
    char *word = argv[optind - 1], *equals = strchr(word, '=');
    const struct option_row *row = optopt == 0 && strncmp(word, "--", 2) == 0 ? option_respelt(tables, word) : NULL;
    *text = equals != NULL ? equals + 1 : NULL;
    if (row == NULL || (argument_of(row) == no_argument && equals != NULL))
        return NULL;
    if (argument_of(row) == required_argument && *text == NULL) {
        if (optind >= argc)
            return NULL;
        *text = argv[optind++];
    }
    return row;
}

static const char *set_variable(const struct option_row *row, const char *text)
{
    const char *why = option_behaviour(row->kind)->set(row, text);
    return why != NULL ? sentence("--%s: %s", row->name, why) : NULL;
}

/* The rows of the options on the last command line, in its order. */
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
    return set_variable(table, text);
}

const char *options_parse(const struct option_row *const tables[], int argc, char **argv, int *first_operand)
{
    assert(all_differ(tables));
    struct grammar grammar = grammar_of(tables);
    const char *why = NULL;
    int answer = 0;
    given.count = 0;
    opterr = 0;
    optind = 0; /* glibc: start again, and read POSIXLY_CORRECT again */
    while (why == NULL && (answer = getopt_long(argc, argv, grammar.letters, grammar.names, NULL)) != -1) {
        const struct option_row *row = row_of(tables, answer);
        char *text = optarg;
        if (answer == '?')
            row = respelt_row(tables, argc, argv, &text);
        why = row == NULL || answer == ':' ? parse_error(tables, answer, argv[optind - 1]) : set_variable(row, text);
        if (why == NULL)
            mark_given(row);
    }
    *first_operand = optind;
    free(grammar.letters);
    free(grammar.names);
    return why;
}
