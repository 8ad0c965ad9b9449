/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a capture holds, and how it ends.
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

struct capture_wish {
    struct wire_setting wire;
    bool fixed;        /* what the bytes mean is settled: the device has no way to announce itself */
    struct ratio rate; /* over 0: not given */
    bool measure;      /* --rate auto */
    struct extent duration;
    long samples;          /* rows to take; 0: no limit */
    struct extent timeout; /* of a device that is silent, in seconds; 0: none */
    bool stop_at_gap;
    size_t buffer; /* bytes */
    const char *events, *aux;
    struct recording_wish recording;
};

enum capture_state {
    CAPTURE_LISTENING, /* nothing has come, or what comes is not understood yet */
    CAPTURE_MEASURING, /* rows are held until their rate is known */
    CAPTURE_RUNNING,
    CAPTURE_DONE, /* as many rows as were wanted, or the input's own end */
    CAPTURE_CUT   /* `failure` says why */
};

struct capture {
    enum capture_state state;
    const char *failure;
    const char *name; /* of what failed */
    int status;
    struct device *device;
    struct header header;
    struct wire_tally tally;
    struct pace_fit fit; /* of a paced device; span 0: nothing known yet */
    double rate;         /* rows a second that the header says; 0: not known yet */
    int64_t rows;        /* that have left, or are held */
    int64_t gaps, gap_rows, clipped;
    double peak;     /* the largest deviation from the middle since this was last set to 0, full scale is 1 */
    double share;    /* of the buffer in use */
    int64_t overrun; /* bytes that found no room in it; known at the end */
    struct recording recording;
    /* the rest is the capture's own */
    const struct capture_wish *wish;
    struct wire_setting setting;
    struct pump *pump;
    struct wire *wire;
    struct pace *pace;
    struct event_log events, aux;
    bool measure;
    int64_t wanted;  /* rows; -1: no limit */
    int64_t samples; /* that the wire gave, losses included */
    size_t channels, partial;
    float row[MOST_CHANNELS];
    float *held; /* rows[held_rows * channels] */
    size_t held_rows, held_room;
    unsigned char *first; /* bytes that may hold an announcement */
    size_t first_bytes;
    int64_t first_lost, first_rows;
    const char *lost;       /* why the device will give no more */
    bool at_end;            /* nothing more will come */
    double patience, quiet; /* seconds without a byte: as long as is borne (0: for ever), and how long it has been */
    int64_t first_time, refreshed; /* nanoseconds, CLOCK_MONOTONIC */
    int64_t epoch;                 /* nanoseconds from the monotonic clock to 1970's */
};

/* Ends the capture with a failure; the first one counts. */
void capture_cut(struct capture *capture, const char *name, int status, const char *why);
void capture_cut_device(struct capture *capture, int status, const char *why);
bool capture_ended(const struct capture *capture);

#endif
