/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rows that a picture shows: those of a stream, or the spectra of sound.
 *
 * A part selected by time has the same rows as the whole: for sound, reading starts as far before the part as its rows
 * reach, and earlier by the samples that predict the padding, on the hop grid of the whole input.
 */
#ifndef SPECPIPE_TOOLS_RENDER_VISIBLE_ROWS_H
#define SPECPIPE_TOOLS_RENDER_VISIBLE_ROWS_H

#include "picture/zoom.h"
#include "signal/rows/envelope.h"
#include "stream/reader.h"
#include "tools/render/reassigned_rows.h"
#include "tools/shared/frame_options.h"

/* The spectra that are computed from sound. */
enum row_type { ROWS_STFT, ROWS_REASSIGNED };
const char *row_type_name(size_t i);

/* The rows yet to be read that are visible. */
struct selection {
    int64_t skip; /* rows to drop first */
    int64_t left; /* visible rows still to be returned; -1: all */
};

struct visible_rows {
    struct reader in;
    struct header header;           /* of the rows */
    int status;                     /* the exit status of a failure */
    const struct time_choice *part; /* set before visible_rows_start: read only these of the visible rows; NULL: all */
    /* private */
    struct stft_setting frames;
    struct stft *stft;         /* one of these two computes rows from sound */
    struct reassign *reassign; /* both NULL: the input has rows already */
    int64_t row_hop;           /* samples from row to row */
    int64_t row_reach;         /* the samples on either side of its centre on which a row depends */
    struct envelope *envelope; /* NULL: no waveform */
    bool limited;              /* rows after the last visible one are not read, so their end is not checked */
    struct selection rows, waves;
    const float *block; /* [count] rows of the input, pushed and not yet returned; if it is not sound */
    size_t count;
    float *row;  /* [channels][width], of sound */
    float *wave; /* [channels][2] */
};

/* Opens the input and sets in.header. NULL or a sentence; then `status` holds the exit status. */
const char *visible_rows_open(struct visible_rows *visible, const char *path, const struct input_options *options);

/* Reads the whole input ahead if its number of rows is unknown. NULL or a sentence, as visible_rows_open. */
const char *visible_rows_count(struct visible_rows *visible);

/* How rows are computed from sound. */
struct row_choice {
    enum row_type type; /* CHOICE_UNSET: ROWS_STFT */
    const struct frame_options *frames;
    bool waveform;
};

/*
 * Chooses the frames of sound and the visible rows, and sets header. Frames that follow the zoom need to know how long
 * the visible sound is: up to 2^28 samples of all channels are read ahead if it is unknown, and of more the frames do
 * not follow. NULL or a sentence, as visible_rows_open.
 */
const char *visible_rows_start(struct visible_rows *visible, const struct input_options *options,
                               const struct row_choice *choice, const struct zoom *zoom);

/*
 * Pushes rows of the input, which must last until visible_rows_next and visible_rows_wave have returned all rows;
 * count 0 ends the run.
 */
void visible_rows_push(struct visible_rows *visible, const float *rows, size_t count);

/* The next visible row, in the layout of the header; NULL: none until the next push. */
const float *visible_rows_next(struct visible_rows *visible);

/* The waveform's extent at the next row: [channels][2], as envelope_next gives it. NULL: none until the next push. */
const float *visible_rows_wave(struct visible_rows *visible);

/* Whether all visible rows have been returned and the rest of the input is not needed. */
bool visible_rows_done(const struct visible_rows *visible);

void visible_rows_close(struct visible_rows *visible);

#endif
