/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/message.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

/* Overwrites the line with blanks, which work on every terminal, unlike escape sequences. */
static const char wipe[] = "\r                                                                               \r";

static struct {
    const char *program; /* NULL before message_start */
    bool quiet, verbose;
    bool line; /* a progress line is on the screen */
} state;

/* Allocates nothing itself, as die() does. */
static void die_out_of_memory(size_t count, size_t size)
{
    fprintf(stderr, "%s: out of memory: %zu x %zu bytes were wanted\n", program_invocation_short_name, count, size);
    exit(EXIT_NO_MEMORY);
}

void message_start(const char *program)
{
    state.program = program;
    mem_on_failure(die_out_of_memory);
}

void message_level(bool quiet, bool verbose)
{
    state.quiet = quiet;
    state.verbose = verbose;
}

bool message_quiet(void)
{
    return state.quiet;
}

bool message_verbose(void)
{
    return state.verbose && !state.quiet;
}

void message_line(const char *text, size_t bytes)
{
    state.line = write(STDERR_FILENO, text, bytes) > 0;
}

/* Returns the text that erases the progress line, or "" if there is none; afterwards there is none. */
static const char *wipe_once(void)
{
    bool was = state.line;
    state.line = false;
    return was ? wipe : "";
}

void message_wipe(void)
{
    const char *text = wipe_once();
    if (*text != '\0' && write(STDERR_FILENO, text, strlen(text)) < 0)
        errno = 0; /* stderr is closed: there is no line to erase */
}

/* Writes control characters, also those of ISO 6429 in UTF-8, as \n or \x1b: file names cannot control the terminal. */
static void write_visibly(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text, next = (unsigned char)text[1];
        bool high = byte == 0xc2 && next >= 0x80 && next < 0xa0;
        if (byte == '\n')
            fputs("\\n", out);
        else if (byte == '\t')
            fputs("\\t", out);
        else if (byte < ' ' || byte == 0x7f || high)
            fprintf(out, "\\x%02x", high ? next : byte);
        else
            fputc(byte, out);
        text += high;
    }
}

/* Writes "spec-stft: warning: MESSAGE" in one write(), so that messages of a pipeline's programs do not mix. */
__attribute__((format(printf, 2, 0))) static void say(const char *prefix, const char *format, va_list list)
{
    char *message = NULL, *line = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&line, &bytes);
    if (out == NULL || vasprintf(&message, format, list) < 0)
        return;
    fprintf(out, "%s%s: %s", wipe_once(), state.program != NULL ? state.program : program_invocation_short_name,
            prefix);
    write_visibly(out, message);
    fputc('\n', out);
    if (fclose(out) == 0 && write(STDERR_FILENO, line, bytes) < 0)
        errno = 0; /* stderr is closed: the message is lost */
    free(message);
    free(line);
}

void die(int status, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    say("", format, list);
    va_end(list);
    exit(status);
}

void complain(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    say("", format, list);
    va_end(list);
}

void warn(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    if (!state.quiet)
        say("warning: ", format, list);
    va_end(list);
}

void note(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    if (message_verbose())
        say("", format, list);
    va_end(list);
}

void report(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    if (!state.quiet && (state.verbose || isatty(STDERR_FILENO)))
        say("", format, list);
    va_end(list);
}
