/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names as people type them: compared without regard to case, '-' and '_', and the nearest name to a misspelt one.
 */
#ifndef SPECPIPE_BASE_NAME_MATCH_H
#define SPECPIPE_BASE_NAME_MATCH_H

#include <stdbool.h>
#include <stddef.h>

/* Whether text[length] is `name`, but for case, '-' and '_': "Win_Length" is "win-length". */
bool name_matches(const char *name, const char *text, size_t length);

/*
 * The index of text[length] in a table of names: an equal name, else one that matches, else the one that an alias of
 * other programs stands for (hanning: hann). The number of names if there is none.
 */
size_t name_find(const char *(*names)(size_t), const char *text, size_t length);

/*
 * How far text[length] is from a name, in letters added, removed, replaced or swapped with their neighbour (Damerau
 * 1964, each letter edited once). `name_far` if it is too far to be a misspelling: more than one edit in up to five
 * letters, more than two in longer texts. A text of three letters or more that begins the name is one edit away.
 */
size_t name_distance(const char *name, const char *text, size_t length);
extern const size_t name_far;

/*
 * The name of the table that is nearest to text[length], or "hann or hamming" where two are equally near, aliases of other
 * programs included; NULL if none is near, or more than two.
 */
const char *name_suggest(const char *(*names)(size_t), const char *text, size_t length);

/* "unknown window 'haning' (did you mean hann?)", or with all names if none is near. */
const char *name_unknown(const char *concept, const char *(*names)(size_t), const char *text, size_t length);

#endif
