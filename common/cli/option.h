/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Option tables: a row describes one option with its letter, name, argument, variable, range and help.
 *
 * Parsing, --help, completion and the test of the manual read the same rows, so they cannot disagree. The default of an
 * option is the value of its variable before parsing. Functions: option_parse.c, option_kind.c, option_help.c.
 *
 *     static struct { long seed; enum pool pool; } opt = {.seed = 1, .pool = POOL_MAX};
 *     static const struct option_row options[] = {
 *         OPTION_SECTION("An example"),
 *         OPTION_COUNT(0, "example-seed", "NUMBER", &opt.seed, 0, 1 << 20, "of the random numbers"),
 *         OPTION_CHOICE(0, "example-pool", "NAME", &opt.pool, pool_name, "pooling of rows"), OPTION_END };
 */
#ifndef SPECPIPE_CLI_OPTION_H
#define SPECPIPE_CLI_OPTION_H

#include "base/notation.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum option_kind {
    OPTION_IS_END,
    OPTION_IS_SECTION,
    OPTION_IS_FLAG,
    OPTION_IS_COUNT,
    OPTION_IS_NUMBER,
    OPTION_IS_FREQUENCY,
    OPTION_IS_BAND,
    OPTION_IS_RATIO,
    OPTION_IS_EXTENT,
    OPTION_IS_TEXT,
    OPTION_IS_NAME,
    OPTION_IS_CHOICE,
    OPTION_IS_SPEC,
    OPTION_IS_WHEN,
};

/* Whether an extent may be 0: a start may, a hop or a duration may not. */
enum option_zero { ZERO_ALLOWED, ZERO_REFUSED };

/* The variable an option sets; the compiler objects to a pointer of another type. */
union option_variable {
    bool *flag;
    long *count;
    double *number;
    struct band *band;
    struct ratio *ratio;
    struct extent *extent;
    unsigned *choice; /* an enum whose values are the indices of its names */
    const char **text;
};

struct option_row {
    int letter; /* 0: none */
    const char *name;
    const char *unit; /* of the argument; NULL for a flag */
    enum option_kind kind;
    union option_variable to;
    double low, high;
    enum option_zero zero;
    enum extent_unit bare;                  /* of an extent without a unit */
    const char *(*choice)(size_t index);    /* names of the choices; NULL past the end */
    const char *(*check)(const char *text); /* NULL or a sentence; may be absent */
    const char *help;
};

/* clang-format off */
#define OPTION_FLAG(key, word, variable, about) \
    {.letter = key, .name = word, .kind = OPTION_IS_FLAG, .to.flag = variable, .help = about}

/* A whole number. */
#define OPTION_COUNT(key, word, argument, variable, least, most, about) \
    {.letter = key, .name = word, .unit = argument, .kind = OPTION_IS_COUNT, .to.count = variable, \
     .low = least, .high = most, .help = about}

/* INFINITY is an open end of the range; a default of NAN means "not given". */
#define OPTION_NUMBER(key, word, argument, variable, least, most, about) \
    {.letter = key, .name = word, .unit = argument, .kind = OPTION_IS_NUMBER, .to.number = variable, \
     .low = least, .high = most, .help = about}

/* 8000, 8k, 8kHz */
#define OPTION_FREQUENCY(key, word, variable, least, most, about) \
    {.letter = key, .name = word, .unit = "HZ", .kind = OPTION_IS_FREQUENCY, .to.number = variable, \
     .low = least, .high = most, .help = about}

/* 2k:8k, 2k: or :8k; frequencies of 0 or more */
#define OPTION_BAND(key, word, variable, about) \
    {.letter = key, .name = word, .unit = "LO:HI", .kind = OPTION_IS_BAND, .to.band = variable, .help = about}

/* 44100, 44100/256 */
#define OPTION_RATIO(key, word, argument, variable, about) \
    {.letter = key, .name = word, .unit = argument, .kind = OPTION_IS_RATIO, .to.ratio = variable, .help = about}

/*
 * A time or a length, not negative. `bare_unit` (EXTENT_SECONDS, EXTENT_SAMPLES) is the unit of a number without one;
 * `if_zero` says whether 0 is allowed. Percentages, allowed where that unit is samples, are 0 to less than 100.
 */
#define OPTION_EXTENT(key, word, argument, variable, bare_unit, if_zero, about) \
    {.letter = key, .name = word, .unit = argument, .kind = OPTION_IS_EXTENT, .to.extent = variable, \
     .bare = bare_unit, .zero = if_zero, .help = about}

#define OPTION_TEXT(key, word, argument, variable, about) \
    {.letter = key, .name = word, .unit = argument, .kind = OPTION_IS_TEXT, .to.text = variable, .help = about}

/* Any text; help and completion offer choices(0), choices(1) ... */
#define OPTION_HINT(key, word, argument, variable, choices, about) \
    {.letter = key, .name = word, .unit = argument, .kind = OPTION_IS_TEXT, .to.text = variable, \
     .choice = choices, .help = about}

/* One of choices(0), choices(1) ...; the variable is set to the string of the table. */
#define OPTION_NAME(key, word, argument, variable, choices, about) \
    {.letter = key, .name = word, .unit = argument, .kind = OPTION_IS_NAME, .to.text = variable, \
     .choice = choices, .help = about}

/*
 * One of choices(0), choices(1) ...; the variable is an enum whose values are the indices of these names. The default
 * CHOICE_UNSET means "not given".
 */
#define OPTION_CHOICE(key, word, argument, variable, choices, about) \
    {.letter = key, .name = word, .unit = argument, .kind = OPTION_IS_CHOICE, .to.choice = variable, \
     .choice = choices, .help = about}
#define CHOICE_UNSET 0xffffU

/* NAME[:PARAM]: NAME is one of choices, and checker (may be NULL) returns why the whole text is wrong, or NULL. */
#define OPTION_SPEC(key, word, argument, variable, choices, checker, about) \
    {.letter = key, .name = word, .unit = argument, .kind = OPTION_IS_SPEC, .to.text = variable, \
     .choice = choices, .check = checker, .help = about}

/* --name[=auto|always|never]; without an argument: always. */
#define OPTION_WHEN(key, word, variable, about) \
    {.letter = key, .name = word, .unit = "WHEN", .kind = OPTION_IS_WHEN, .to.choice = variable, \
     .choice = option_when, .help = about}

/* A heading in --help. */
#define OPTION_SECTION(title) {.kind = OPTION_IS_SECTION, .help = title}

#define OPTION_END {.kind = OPTION_IS_END}

/* clang-format on */

/* The values of OPTION_WHEN, and their names. */
enum when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };
const char *option_when(size_t index);

/*
 * Sets the variables from the command line. Returns NULL, or a sentence about the first wrong option; those before it
 * have been set. If an option is given twice, the last one counts.
 *
 * tables          ended by NULL
 * argv            reordered: options before operands, unless POSIXLY_CORRECT is set
 * first_operand   out: index in argv; argc if there is none
 */
const char *options_parse(const struct option_row *const tables[], int argc, char **argv, int *first_operand);

/* Whether the option that sets this variable was on the last command line parsed. */
bool option_given(const void *variable);

/*
 * The first option, in table order, that was given and whose variable lies within object[size], as "--hop"; NULL if
 * none.
 */
const char *option_given_within(const void *object, size_t size);

/* Sets one option, which must exist, as --NAME TEXT does (text NULL: a flag). NULL or a sentence. */
const char *option_set(const struct option_row *table, const char *name, const char *text);

/* The variable's value as text that sets it again, "" if not given; of a flag "yes" or "no". Released by free(). */
char *option_text(const struct option_row *row);

/* Writes the options in aligned columns, 80 wide, as --help shows them. */
void options_help(FILE *out, const struct option_row *const tables[]);

/*
 * Writes a line per option, with fields separated by TAB: letter or "-", --name, unit (empty for flags), kind, default,
 * choices separated by commas, help. Completion and the test of the manual read it.
 */
void options_list(FILE *out, const struct option_row *const tables[]);

#endif
