/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/message.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

enum { LONGEST = 8192 }; /* bytes of a message, before control characters are made visible */

static const char cut[] = "..."; /* ends a longer message */

/* Overwrites the line with blanks, which work on every terminal, unlike escape sequences. */
static const char wipe[] = "\r                                                                               \r";

static struct {
    const char *program; /* NULL before message_start */
    bool quiet, verbose;
    bool line;          /* a progress line is on the screen */
    message_sink *sink; /* NULL: messages are written */
    void *to;
} state;

static _Noreturn void die_out_of_memory(size_t count, size_t size)
{
    if (count == 0)
        die(EXIT_NO_MEMORY, "out of memory");
    die(EXIT_NO_MEMORY, "out of memory: %zu x %zu bytes were wanted", count, size);
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

/* A line in the making; what does not fit is cut. Messages are also about running out of memory: they allocate none. */
struct line {
    char text[5 * LONGEST];
    size_t length;
};

static void append(struct line *line, const char *text, size_t bytes)
{
    size_t room = sizeof line->text - line->length;
    bytes = bytes < room ? bytes : room;
    memcpy(line->text + line->length, text, bytes);
    line->length += bytes;
}

static void append_text(struct line *line, const char *text)
{
    append(line, text, strlen(text));
}

/* Writes control characters, also those of ISO 6429 in UTF-8, as \n or \x1b: file names cannot control the terminal. */
static void append_visibly(struct line *line, const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text, next = (unsigned char)text[1];
        bool high = byte == 0xc2 && next >= 0x80 && next < 0xa0;
        char code[8];
        if (byte == '\n') {
            append_text(line, "\\n");
        } else if (byte == '\t') {
            append_text(line, "\\t");
        } else if (byte < ' ' || byte == 0x7f || high) {
            snprintf(code, sizeof code, "\\x%02x", high ? next : byte);
            append_text(line, code);
        } else {
            append(line, text, 1);
        }
        text += high;
    }
}

/* Begins "spec-stft: ", erasing the progress line. */
static void begin(struct line *line)
{
    line->length = 0;
    append_text(line, wipe_once());
    append_text(line, state.program != NULL ? state.program : program_invocation_short_name);
    append_text(line, ": ");
}

/* In one write(), so that messages of a pipeline's programs do not mix. */
static void end(struct line *line)
{
    append_text(line, "\n");
    if (write(STDERR_FILENO, line->text, line->length) < 0)
        errno = 0; /* stderr is closed: the message is lost */
}

void message_out_of_memory(void)
{
    struct line line;
    begin(&line);
    append_text(&line, "out of memory");
    end(&line);
}

void message_divert(message_sink *sink, void *to)
{
    state.sink = sink;
    state.to = to;
}

void message_write(enum message_kind kind, const char *text)
{
    struct line line;
    begin(&line);
    append_text(&line, kind == MESSAGE_WARNING ? "warning: " : "");
    append_visibly(&line, text);
    end(&line);
}

/* Writes "spec-stft: warning: MESSAGE", or passes the message on. */
__attribute__((format(printf, 2, 0))) static void say(enum message_kind kind, const char *format, va_list list)
{
    char message[LONGEST] = "";
    if (vsnprintf(message, sizeof message, format, list) >= (int)sizeof message)
        memcpy(message + sizeof message - sizeof cut, cut, sizeof cut);
    if (state.sink != NULL)
        state.sink(state.to, kind, message);
    else
        message_write(kind, message);
}

void die(int status, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    say(MESSAGE_ERROR, format, list);
    va_end(list);
    exit(status);
}

void complain(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    say(MESSAGE_ERROR, format, list);
    va_end(list);
}

int fail_with(int status, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    say(MESSAGE_ERROR, format, list);
    va_end(list);
    return status;
}

void warn(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    if (!state.quiet)
        say(MESSAGE_WARNING, format, list);
    va_end(list);
}

void note(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    if (message_verbose())
        say(MESSAGE_NOTE, format, list);
    va_end(list);
}

void report(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    if (!state.quiet && (state.verbose || isatty(STDERR_FILENO)))
        say(MESSAGE_NOTE, format, list);
    va_end(list);
}
