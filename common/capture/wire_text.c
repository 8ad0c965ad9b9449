/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decodes text: one row of numbers per line, with or without labels (`temperature:23.5`, as for the plotter of Arduino).
 *
 * Lines of words are no rows: the names of columns in front of the first row, and messages without any digit. Other
 * lines that are not rows are damaged, and each stands for a lost row; before the first row only once there is one, so
 * that input without any row gives no samples.
 *
 * The first line from a port that was already sending may be the end of a line and still be valid ("12" of "2012"), so
 * it is dropped. So are the partial lines before and after a gap.
 */
#include "capture/wire_parts.h"

#include <math.h>
#include <string.h>
#include <strings.h>

enum { MOST_LINE = 4096, MOST_NUMBER = 63 /* bytes */ };

static bool is_blank(unsigned char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static const unsigned char *past_blanks(const unsigned char *at, const unsigned char *end)
{
    while (at < end && is_blank(*at))
        at++;
    return at;
}

static bool is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '"' || c >= 0x80;
}

static bool is_separator(unsigned char c)
{
    return c == ',' || c == ';';
}

/* The text after the label `name:` at `at`, if there is one. */
static const unsigned char *past_label(const unsigned char *at, const unsigned char *end)
{
    const unsigned char *colon = at;
    while (colon < end && *colon != ':' && !is_separator(*colon) && !is_blank(*colon))
        colon++;
    bool label = at < end && is_letter(*at) && colon < end && *colon == ':';
    return label ? past_blanks(colon + 1, end) : at;
}

/* Reads the number at *at, after its label, and the separator after it, and advances *at. */
static bool next_number(const struct wire *wire, double *value, const unsigned char **at, const unsigned char *end)
{
    char text[MOST_NUMBER + 1];
    size_t length = 0;
    const unsigned char *from = past_label(*at, end);
    while (from + length < end && !is_blank(from[length]) && !is_separator(from[length]))
        length++;
    if (length > MOST_NUMBER)
        return false;
    memcpy(text, from, length);
    text[length] = '\0';
    from = past_blanks(from + length, end);
    if (from < end && is_separator(*from))
        from = past_blanks(from + 1, end);
    *at = from;
    if (memchr(text, '\0', length) != NULL || notation_number(value, text) != NULL)
        return false;
    bool whole = wire->setting.bits == 0 || rint(*value) == *value;
    return *value >= wire->numbers.least && *value <= wire->numbers.most && whole;
}

enum line { LINE_EMPTY, LINE_ROW, LINE_WORDS, LINE_BAD };

/* Whether a cell is a number that could not be measured, as printf() and Arduino write it. */
static bool is_no_number(const unsigned char *cell, size_t length)
{
    static const char *const words[] = {"nan", "-nan", "inf", "-inf", "ovf"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (length == strlen(words[i]) && strncasecmp((const char *)cell, words[i], length) == 0)
            return true;
    return false;
}

/*
 * Whether a line, which is no row, has words only: no digits, or before the first row names of columns, which may have
 * digits behind their first letter.
 */
static bool is_words(const struct wire *wire, const unsigned char *at, const unsigned char *end)
{
    bool digits = false, names = true;
    while (at < end) {
        size_t length = 0;
        for (; at + length < end && !is_blank(at[length]) && !is_separator(at[length]); length++)
            digits = digits || (at[length] >= '0' && at[length] <= '9');
        const unsigned char *value = past_label(at, at + length);
        if (is_no_number(value, (size_t)(at + length - value)))
            return false;
        names = names && (length == 0 || is_letter(*at));
        at = past_blanks(at + length, end);
        at += at < end && is_separator(*at);
        at = past_blanks(at, end);
    }
    return !digits || (names && wire->rows == 0);
}

static enum line read_line(const struct wire *wire, double *row, const unsigned char *at, size_t length)
{
    const unsigned char *end = at + length;
    long count = 0;
    at = past_blanks(at, end);
    if (at == end || *at == '#')
        return LINE_EMPTY;
    for (const unsigned char *cell = at; cell < end;) {
        double value = 0;
        if (!next_number(wire, &value, &cell, end) || count == wire->setting.channels)
            return is_words(wire, at, end) ? LINE_WORDS : LINE_BAD;
        row[count++] = value;
    }
    return count == wire->setting.channels ? LINE_ROW : LINE_BAD;
}

static const char damaged[] = "a line was damaged";

static void lose_line(struct wire *wire)
{
    wire->tally.damaged++;
    if (wire->rows > 0)
        wire_note(wire, wire->setting.channels, damaged, false);
    else
        wire->early++;
}

/*
 * Ends the search for the end of a line that was cut by a gap or by the start of the run. The number of rows lost is
 * estimated from the bytes skipped.
 */
static void end_search(struct wire *wire)
{
    struct wire_search *search = &wire->search;
    if (!search->start) {
        int64_t rows =
            wire->rows > 0 ? llround((double)search->bytes * (double)wire->rows / (double)wire->row_bytes) : 1;
        wire_note(wire, (rows > 1 ? rows : 1) * wire->setting.channels, search->gap.cause, true);
    }
    *search = (struct wire_search){0};
}

static enum line judge(const struct wire *wire, double *row, const unsigned char *from, size_t length)
{
    const unsigned char *text = past_blanks(from, from + length);
    if (length <= MOST_LINE)
        return read_line(wire, row, from, length);
    return text < from + length && *text == '#' ? LINE_EMPTY : LINE_BAD;
}

/* Drops a line that was cut or is too long: up to its end, or all bytes received. */
static enum wire_step drop_line(struct wire *wire, const unsigned char *newline)
{
    size_t count = newline != NULL ? (size_t)(newline - (wire->bytes + wire->at)) + 1 : wire_count(wire);
    wire->at += count;
    if (wire->search.on) {
        wire->tally.skipped += (int64_t)count;
        wire->search.bytes += (int64_t)count;
    }
    if (newline != NULL && wire->search.on)
        end_search(wire);
    wire->overlong = wire->overlong && newline == NULL;
    return count > 0 ? WIRE_AGAIN : WIRE_MORE;
}

/* Outputs all rows up to the next bad line, or skips that line. */
static enum wire_step give_rows(struct wire *wire)
{
    size_t count = 0;
    while (wire_count(wire) > 0 && !wire->overlong) {
        const unsigned char *from = wire->bytes + wire->at;
        const unsigned char *newline = memchr(from, '\n', wire_count(wire));
        size_t length = newline != NULL ? (size_t)(newline - from) : wire_count(wire);
        bool last = wire->ended && wire->setting.starts_aligned && wire->gap.cause == NULL;
        if (newline == NULL && !last && length <= MOST_LINE)
            break;
        enum line line = judge(wire, wire->raw + count, from, length <= MOST_LINE ? length : MOST_LINE + 1);
        if (line == LINE_BAD && count > 0)
            break;
        if (line == LINE_ROW && wire->early > 0) {
            wire_note(wire, wire->early * wire->setting.channels, damaged, false);
            wire->early = 0;
        }
        wire->tally.words += line == LINE_WORDS;
        wire->at += newline != NULL ? length + 1 : length;
        wire->overlong = newline == NULL && !last;
        if (line == LINE_BAD) {
            lose_line(wire);
            return WIRE_AGAIN;
        }
        count += line == LINE_ROW ? (size_t)wire->setting.channels : 0;
        wire->rows += line == LINE_ROW;
        wire->row_bytes += line == LINE_ROW ? (int64_t)length + 1 : 0;
    }
    if (count > 0)
        return wire_give_raw(wire, count);
    return wire->overlong ? WIRE_AGAIN : WIRE_MORE;
}

static enum wire_step text_step(struct wire *wire)
{
    if (wire->search.start && wire->setting.starts_aligned)
        wire->search = (struct wire_search){0};
    if (!wire->search.on && !wire->overlong)
        return give_rows(wire);
    if (wire_count(wire) == 0)
        return WIRE_MORE;
    return drop_line(wire, memchr(wire->bytes + wire->at, '\n', wire_count(wire)));
}

static void text_gap(struct wire *wire, const struct wire_gap *gap)
{
    wire->search.on = true;
    wire->search.bytes += (int64_t)wire_count(wire) + gap->bytes;
    wire->overlong = false;
    if (wire->search.gap.cause == NULL)
        wire->search.gap = *gap;
}

/* Handles a line that was cut and never ended. */
static void text_end(struct wire *wire)
{
    if (wire->search.on)
        end_search(wire);
}

const struct wire_decoder wire_text = {text_step, text_gap, text_end, MOST_LINE};
