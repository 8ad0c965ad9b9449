/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of a capture: its device, whether it still runs or how it ended, and three parts with one owner each.
 *
 * identification  (identify.c)   the format of the bytes
 * time_base       (time_base.c)  the rate and the time of the first row
 * outputs         (rows.c)       the rows so far and the files and pipes they are written to
 *
 * Only its owner writes into a part; every file may read it. The rest is written by state.c and session.c.
 */
#ifndef SPECPIPE_TOOLS_CAPTURE_STATE_H
#define SPECPIPE_TOOLS_CAPTURE_STATE_H

#include "capture/announce.h"
#include "capture/device.h"
#include "capture/pace.h"
#include "capture/pump.h"
#include "capture/wire.h"
#include "tools/capture/event_log.h"
#include "tools/capture/recording.h"

enum gap_action { GAP_ZERO, GAP_STOP };
const char *gap_action_name(size_t i); /* zero stop; NULL past the end */

/* The options of the command line about the capture. */
struct capture_options {
    struct wire_setting wire;
    bool fixed;        /* the device has reported its own format: no announcement is looked for */
    struct ratio rate; /* Hz; num 0: not given */
    bool measure;      /* --rate auto */
    struct extent duration;
    long samples;          /* rows to capture; 0: no limit */
    struct extent timeout; /* seconds of silence after which the device counts as lost; 0: none */
    enum gap_action gap;
    size_t buffer; /* bytes */
    const char *events, *aux;
    struct recording_options recording;
};

struct identification {
    struct wire_setting setting; /* by the options; resolved once `wire` is set */
    struct wire *wire;           /* NULL: the format of the bytes is not known yet */
    struct wire_tally tally;     /* of the wire, after its last piece */
    size_t channels;             /* 0: not known yet */
    struct ratio rate;           /* Hz, given, announced or specified by the protocol; num 0: to be measured */
    char source[SOURCE_ROOM];    /* the name that the board announced; "": none */
    unsigned char *first;        /* [first_bytes] that may contain an announcement; afterwards those after it */
    size_t first_bytes;
    int64_t first_lost; /* bytes missing among them */
};

struct time_base {
    const struct device *device;
    bool measure;         /* the rate is not known but measured */
    struct ratio nominal; /* Hz, for the header: given, or measured and rounded to its error */
    double rate;          /* the same; 0: not known yet */
    struct pace *pace;
    struct pace_fit fit; /* of a paced device; span 0: nothing measured yet */
    int64_t first_time;  /* of the first block with a known number of rows: CLOCK_MONOTONIC, ns; 0: none yet */
    int64_t first_rows;  /* rows that had been produced by then */
    int64_t epoch;       /* CLOCK_REALTIME less CLOCK_MONOTONIC at the start, ns */
};

struct outputs {
    struct header header;
    struct recording recording;
    struct event_log events, aux;
    int64_t wanted;           /* rows; -1: no limit */
    int64_t rows;             /* written or buffered */
    int64_t samples;          /* all channels, lost ones included */
    int64_t gaps, gap_rows;   /* how many, and the rows lost in them */
    int64_t clipped;          /* samples */
    double loudest;           /* the largest peak of all */
    bool fractional;          /* a sample was no whole number */
    double peak;              /* largest deviation from the middle since rows_reset_peak; full scale is 1 */
    float row[MOST_CHANNELS]; /* the current row, of which row_samples have arrived */
    size_t row_samples;
    float *buffered; /* [buffered_rows * channels] that wait until the outputs are open */
    size_t buffered_rows, buffered_room;
};

enum capture_state {
    CAPTURE_LISTENING, /* no bytes yet, or their format is not known yet */
    CAPTURE_MEASURING, /* rows are buffered until their rate is known */
    CAPTURE_RUNNING,   /* the outputs are open */
    CAPTURE_DONE,      /* as many rows as were wanted, or the input has ended */
    CAPTURE_CUT        /* failed; `failure` says why */
};

struct capture {
    enum capture_state state;
    const char *failure;
    const char *name; /* of the device or file that failed */
    int status;       /* the exit status for it */
    struct device *device;
    const struct capture_options *options;
    struct identification identification;
    struct time_base time_base;
    struct outputs outputs;
    struct pump *pump;
    double share;      /* of the pump's buffer in use, 0 to 1 */
    int64_t overrun;   /* bytes lost because that buffer was full; known at the end */
    const char *lost;  /* why the device counts as lost; NULL: it does not */
    bool at_end;       /* the device has ended */
    double patience;   /* seconds of silence after which the device counts as lost; 0: no limit */
    double quiet;      /* seconds since the last byte */
    int64_t refreshed; /* time of the last refresh of the outputs: CLOCK_MONOTONIC, ns */
};

/* Moves on to a later state; a capture that has ended stays so. */
void capture_enter(struct capture *capture, enum capture_state state);

/* Ends the capture with a failure; the first one counts. capture_cut_device names the device as the cause. */
void capture_cut(struct capture *capture, const char *name, int status, const char *why);
void capture_cut_device(struct capture *capture, int status, const char *why);

/* Whether the capture is done or has failed. */
bool capture_ended(const struct capture *capture);

#endif
