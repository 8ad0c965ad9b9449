/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/tool.h"

#include "base/builder.h"
#include "base/memory.h"
#include "cli/command_text.h"
#include "cli/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct {
    bool help, version, list, quiet, verbose;
} asked;

static const struct option_row own_options[] = {
    OPTION_SECTION("Messages and help"),
    OPTION_FLAG('q', "quiet", &asked.quiet, "show no warnings and no progress"),
    OPTION_FLAG('v', "verbose", &asked.verbose, "report each step on stderr"),
    OPTION_FLAG('h', "help", &asked.help, "show this help"),
    OPTION_FLAG('V', "version", &asked.version, "show version and licence"),
    OPTION_FLAG(0, "list-options", &asked.list, "list the options in machine-readable form, fields separated by TAB"),
    OPTION_END,
};

static void write_help(struct builder *out, const struct tool *tool, const struct option_row *const tables[])
{
    builder_add(out, "usage: %s %s\nexample: %s\n\n%s\n", tool->name, tool->synopsis, tool->example, tool->summary);
    if (tables[0]->kind != OPTION_IS_SECTION)
        builder_add_text(out, "\nOptions:\n");
    options_help(out, tables);
    builder_add(out, "\nManual page: %s(1); for all programs: specpipe(7).\n", tool->name);
}

static void write_list(struct builder *out, const struct tool *tool, const struct option_row *const tables[])
{
    (void)tool;
    options_list(out, tables);
}

static void write_version(struct builder *out, const struct tool *tool, const struct option_row *const tables[])
{
    (void)tables;
    builder_add(out, "%s (specpipe) %s\n", tool->name, SPECPIPE_VERSION);
    builder_add_text(out, "Licence GPL-2.0-or-later: free to use, study, share and change; without warranty.\n");
}

int tool_close_stdout(void)
{
    if (ferror(stdout) || fclose(stdout) != 0)
        die(EXIT_IO, "stdout: %s", strerror(errno));
    return EXIT_DONE;
}

/* Writes the page to stdout and ends the program. */
static _Noreturn void serve(const char *page)
{
    fputs(page, stdout);
    exit(tool_close_stdout());
}

/*
 * Keeps the descriptors of closed standard streams from being given to files, which would then be taken for stdin,
 * stdout or stderr. The open mode is the wrong one, so using them fails with EBADF as before.
 */
static void occupy_closed_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
            return; /* no /dev: they stay closed */
}

/* The text of a page. Help and list show defaults, so they are composed before parsing changes the variables. */
static char *page_of(const struct tool *tool, const struct option_row *const tables[],
                     void (*write_page)(struct builder *, const struct tool *, const struct option_row *const[]))
{
    struct builder page = {0};
    write_page(&page, tool, tables);
    return page.text;
}

/* The command line as given, for the history. */
static struct {
    const struct option_row *tables[4];
    int argc;
    char **argv; /* [argc]: getopt_long reorders only the original */
    char *text;  /* as tool_command returns it */
} command;

static void keep_command(const struct tool *tool, int argc, char **argv)
{
    command.argc = argc > 0 ? argc : 1;
    command.argv = mem_new((size_t)command.argc, sizeof *command.argv);
    memcpy(command.argv, argv, (size_t)argc * sizeof *argv);
    if (argc == 0)
        command.argv[0] = mem_text(tool->name);
    free(command.text);
    command.text = NULL;
}

void tool_set_operand(const char *operand)
{
    free(command.text);
    command.text = command_text(command.tables, command.argc, command.argv, operand);
}

const char *tool_command(void)
{
    if (command.text == NULL)
        tool_set_operand(NULL);
    return command.text;
}

/* Whether the operand is a unit that was separated from its number: "75 %", "10 ms". */
static bool is_stray_unit(const char *operand)
{
    static const char *const units[] = {"%",    "s",   "ms", "us", "m",   "min", "h", "sec",
                                        "msec", "smp", "dB", "Hz", "kHz", "MHz", "k"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(operand, units[i]) == 0)
            return access(operand, F_OK) != 0;
    return false;
}

/* Ends the program if there are too many operands, or one is surely no operand. */
static void check_operands(const struct tool *tool, char **operands, int count)
{
    for (int i = 0; i < count; i++)
        if (is_stray_unit(operands[i]))
            die(EXIT_USAGE_ERROR, "unexpected argument '%s': write a number and its unit without a space, such as 10%s",
                operands[i], operands[i]);
    if (tool->most_operands >= 0 && count > tool->most_operands)
        die(EXIT_USAGE_ERROR, "unexpected argument '%s'; try '%s --help'", operands[tool->most_operands], tool->name);
}

char **tool_start(const struct tool *tool, int argc, char **argv)
{
    const struct option_row **tables = command.tables;
    tables[0] = tool->options;
    tables[1] = tool->more != NULL ? tool->more : own_options;
    tables[2] = tool->more != NULL ? own_options : NULL;
    occupy_closed_streams();
    message_start(tool->name);
    signals_explain_crashes();
    keep_command(tool, argc, argv);
    signal(SIGXFSZ, SIG_IGN);
    char *help = page_of(tool, tables, write_help), *list = page_of(tool, tables, write_list);
    int first = 0;
    const char *why = options_parse(tables, argc, argv, &first);
    if (why == NULL && tool->prepare != NULL && (why = tool->prepare()) == NULL)
        why = options_parse(tables, argc, argv, &first); /* argv is reordered by now, with the same meaning */
    message_level(asked.quiet, asked.verbose);
    if (asked.help)
        serve(help);
    if (asked.version)
        serve(page_of(tool, tables, write_version));
    if (asked.list)
        serve(list);
    free(help);
    free(list);
    if (why != NULL)
        die(EXIT_USAGE_ERROR, "%s; try '%s --help'", why, tool->name);
    check_operands(tool, argv + first, argc - first);
    return argv + first;
}
