/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/command_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/option_kind.h"

static const char *const left_out[] = {"files-from", "jobs",  "keep-extension", "null",   "out-dir",
                                       "progress",   "quiet", "root",           "verbose"};

static bool is_left_out(const struct option_row *row)
{
    for (size_t i = 0; row != NULL && i < sizeof left_out / sizeof *left_out; i++)
        if (strcmp(row->name, left_out[i]) == 0)
            return true;
    return false;
}

static bool takes_word(const struct option_row *row)
{
    return row != NULL && row->kind != OPTION_IS_FLAG && row->kind != OPTION_IS_WHEN;
}

static const struct option_row *row_of_letter(const struct option_row *const tables[], char letter)
{
    const struct option_row *row = NULL;
    for (size_t i = 0; (row = option_at(tables, i)) != NULL; i++)
        if (row->kind != OPTION_IS_SECTION && row->letter == letter)
            return row;
    return NULL;
}

/* The row of NAME or NAME=ARGUMENT, which may be abbreviated. */
static const struct option_row *row_of_name(const struct option_row *const tables[], const char *name)
{
    const struct option_row *row = NULL, *found = NULL;
    size_t length = strcspn(name, "=");
    for (size_t i = 0; (row = option_at(tables, i)) != NULL; i++) {
        if (row->kind == OPTION_IS_SECTION || strncmp(row->name, name, length) != 0)
            continue;
        if (row->name[length] == '\0')
            return row;
        found = row;
    }
    return found;
}

/* A text in the making. */
struct command {
    struct builder text;
    const struct option_row *const *tables;
    const char *operand;
    bool placed; /* the operand is in the text */
};

static void add_word(struct command *command, const char *word)
{
    builder_add(&command->text, " %s", word);
}

static void add_operand(struct command *command, const char *word)
{
    if (command->operand == NULL)
        add_word(command, word);
    else if (!command->placed)
        add_word(command, command->operand);
    command->placed = true;
}

/* Adds -abc without the letters that are left out. The row that takes the next word, or NULL. */
static const struct option_row *add_letters(struct command *command, const char *word)
{
    char *kept = mem_text(word), *end = kept + 1;
    const struct option_row *row = NULL;
    bool waits = false;
    for (const char *letter = word + 1; *letter != '\0' && !takes_word(row); letter++) {
        row = row_of_letter(command->tables, *letter);
        bool keep = !is_left_out(row);
        if (keep)
            *end++ = *letter;
        if (takes_word(row) && letter[1] != '\0' && keep)
            end = stpcpy(end, letter + 1);
        waits = takes_word(row) && letter[1] == '\0';
    }
    *end = '\0';
    if (end > kept + 1)
        add_word(command, kept);
    free(kept);
    return waits ? row : NULL;
}

/* Adds --name or --name=argument, unless it is left out. The row that takes the next word, or NULL. */
static const struct option_row *add_name(struct command *command, const char *word)
{
    const struct option_row *row = row_of_name(command->tables, word + 2);
    if (!is_left_out(row))
        add_word(command, word);
    return takes_word(row) && strchr(word, '=') == NULL ? row : NULL;
}

static void add_all(struct command *command, int argc, char *const argv[])
{
    const struct option_row *waiting = NULL; /* the option whose argument is the next word */
    bool only_operands = false, posix = getenv("POSIXLY_CORRECT") != NULL;
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        if (waiting != NULL) {
            if (!is_left_out(waiting))
                add_word(command, word);
            waiting = NULL;
        } else if (only_operands || word[0] != '-' || word[1] == '\0') {
            add_operand(command, word);
            only_operands = only_operands || posix;
        } else if (strcmp(word, "--") == 0) {
            add_word(command, word);
            only_operands = true;
        } else {
            waiting = word[1] == '-' ? add_name(command, word) : add_letters(command, word);
        }
    }
}

char *command_text(const struct option_row *const tables[], int argc, char *const argv[], const char *operand)
{
    struct command command = {.tables = tables, .operand = operand};
    const char *program = argc > 0 ? argv[0] : "", *slash = strrchr(program, '/');
    builder_add_text(&command.text, slash != NULL ? slash + 1 : program);
    add_all(&command, argc, argv);
    if (operand != NULL && !command.placed)
        add_word(&command, operand);
    return command.text.text;
}
