/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names and units of feature columns, as the `columns` line of a stream's header lists them.
 *
 * The line has a word for each column, NAME or NAME:UNIT, as in `centroid:Hz flux:dB zcr:0..1`. Two abbreviations save
 * room: c1..c12 means twelve columns, and chroma:0..1 for the twelve from chroma_C to chroma_B.
 */
#ifndef SPECPIPE_SPECTRA_FEATURE_COLUMNS_H
#define SPECPIPE_SPECTRA_FEATURE_COLUMNS_H

#include "stream/header.h"

enum { PITCH_CLASSES = 12, FEATURE_NAME_ROOM = 40 };

struct feature_column {
    char name[FEATURE_NAME_ROOM]; /* centroid, c12, chroma_Cs ... */
    char unit[16];                /* Hz, dB, 0..1 ...; "": none or unknown */
    int pitch_class;              /* 0: C to 11: B; -1: the column is none */
};

/* The pitch class as a note: C, C# .. B; i < PITCH_CLASSES. */
extern const char *const pitch_class_names[PITCH_CLASSES];

/* The name of the column of a pitch class: chroma_C, chroma_Cs .. chroma_B, and "" past the end. */
const char *pitch_class_column(size_t i);

/* The unit of a descriptor of spec-mfcc by the name of its column, such as Hz of centroid; "" of other columns. */
const char *feature_column_unit(const char *name);

/*
 * Writes the line of columns[count] into the header. Returns NULL, or why they have no line: too many columns, or names
 * with spaces.
 */
const char *feature_columns_note(struct header *header, const struct feature_column *columns, size_t count);

/*
 * Completes the line of a header that has the names alone, as of a table: adds the units. Removes it where no column is a
 * descriptor.
 */
void feature_columns_complete(struct header *header);

/* The columns of a header, [width], to be freed; NULL if it does not list as many as the rows have numbers. */
struct feature_column *feature_columns_read(const struct header *header);

#endif
