/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/name_match.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "base/names.h"
#include "base/sentence.h"

enum { LONGEST = 40 /* letters of a name that is compared */, MOST_NEAREST = 2 };

const size_t name_far = SIZE_MAX;

/* Letters and digits in lower case. */
struct letters {
    size_t count;
    char letter[LONGEST + 1];
};

/* Takes at most LONGEST letters: longer texts are no names. */
static struct letters letters_of(const char *text, size_t length)
{
    struct letters letters = {0};
    for (size_t i = 0; i < length && letters.count < LONGEST; i++)
        if (text[i] != '-' && text[i] != '_')
            letters.letter[letters.count++] = (char)tolower((unsigned char)text[i]);
    return letters;
}

bool name_matches(const char *name, const char *text, size_t length)
{
    struct letters a = letters_of(name, strlen(name)), b = letters_of(text, length);
    return b.count > 0 && length <= 2 * LONGEST && strcmp(a.letter, b.letter) == 0;
}

/* What other programs call the same. Ours are hann, grey, ... */
static const struct {
    const char *theirs, *ours;
} aliases[] = {{"hanning", "hann"},  {"boxcar", "rect"},  {"rectangular", "rect"}, {"gray", "grey"},
               {"gray-r", "grey-r"}, {"db", "level"},     {"psd", "density"},      {"average", "mean"},
               {"maximum", "max"},   {"centre", "center"}};
enum { ALIASES = sizeof aliases / sizeof *aliases };

static const char *alias_of(const char *text, size_t length)
{
    for (size_t i = 0; i < ALIASES; i++)
        if (name_matches(aliases[i].theirs, text, length))
            return aliases[i].ours;
    return NULL;
}

static size_t find_match(const char *(*names)(size_t), const char *text, size_t length)
{
    size_t i = 0;
    while (names(i) != NULL && !name_matches(names(i), text, length))
        i++;
    return i;
}

static size_t find_equal(const char *(*names)(size_t), const char *text, size_t length)
{
    size_t i = 0;
    while (names(i) != NULL && (strlen(names(i)) != length || memcmp(names(i), text, length) != 0))
        i++;
    return i;
}

size_t name_find(const char *(*names)(size_t), const char *text, size_t length)
{
    size_t found = find_equal(names, text, length);
    if (names(found) == NULL)
        found = find_match(names, text, length);
    const char *alias = names(found) == NULL ? alias_of(text, length) : NULL;
    return alias != NULL ? find_match(names, alias, strlen(alias)) : found;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The optimal string alignment distance, by its table of prefixes. */
static size_t edits(const struct letters *a, const struct letters *b)
{
    size_t table[LONGEST + 1][LONGEST + 1];
    for (size_t i = 0; i <= a->count; i++)
        for (size_t k = 0; k <= b->count; k++) {
            if (i == 0 || k == 0) {
                table[i][k] = i + k;
                continue;
            }
            bool equal = a->letter[i - 1] == b->letter[k - 1];
            table[i][k] = least(least(table[i - 1][k], table[i][k - 1]) + 1, table[i - 1][k - 1] + !equal);
            if (i > 1 && k > 1 && a->letter[i - 1] == b->letter[k - 2] && a->letter[i - 2] == b->letter[k - 1])
                table[i][k] = least(table[i][k], table[i - 2][k - 2] + 1);
        }
    return table[a->count][b->count];
}

size_t name_distance(const char *name, const char *text, size_t length)
{
    struct letters a = letters_of(name, strlen(name)), b = letters_of(text, length);
    if (b.count < 3 || length > LONGEST)
        return name_far;
    if (strncmp(a.letter, b.letter, b.count) == 0)
        return a.count > b.count ? 1 : 0;
    size_t distance = edits(&a, &b);
    return distance <= (b.count > 5 ? 2U : 1U) ? distance : name_far;
}

/* The nearest names so far. */
struct nearest {
    size_t distance, count;
    const char *name[MOST_NEAREST];
};

static void consider(struct nearest *nearest, const char *name, size_t distance)
{
    if (distance == name_far || distance > nearest->distance)
        return;
    if (distance < nearest->distance)
        *nearest = (struct nearest){.distance = distance};
    for (size_t i = 0; i < nearest->count && i < MOST_NEAREST; i++)
        if (nearest->name[i] == name)
            return;
    if (nearest->count < MOST_NEAREST)
        nearest->name[nearest->count] = name;
    nearest->count++;
}

const char *name_suggest(const char *(*names)(size_t), const char *text, size_t length)
{
    struct nearest nearest = {.distance = name_far};
    for (size_t i = 0; names(i) != NULL; i++)
        consider(&nearest, names(i), name_distance(names(i), text, length));
    for (size_t i = 0; i < ALIASES; i++) {
        const char *ours = names(find_match(names, aliases[i].ours, strlen(aliases[i].ours)));
        if (ours != NULL)
            consider(&nearest, ours, name_distance(aliases[i].theirs, text, length));
    }
    if (nearest.count == 0 || nearest.count > MOST_NEAREST)
        return NULL;
    return nearest.count == 1 ? nearest.name[0] : sentence("%s or %s", nearest.name[0], nearest.name[1]);
}

const char *name_unknown(const char *concept, const char *(*names)(size_t), const char *text, size_t length)
{
    int shown = (int)least(length, 80);
    const char *near = name_suggest(names, text, length);
    if (near != NULL)
        return sentence("unknown %s '%.*s' (did you mean %s?)", concept, shown, text, near);
    return sentence("unknown %s '%.*s'; choose from %s", concept, shown, text, sentence_names(names));
}
