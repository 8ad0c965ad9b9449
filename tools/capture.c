/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "cli/tool.h"
#include "tools/capture_parts.h"

static const double measuring = 2; /* seconds that make a rate good to 50 ppm (reads 4 ms apart, 0.5 ms late) */
static const double patience = 10; /* seconds of silence after which a device counts as lost */
static const int64_t second = 1000000000;

static int64_t now(clockid_t which)
{
    struct timespec time;
    clock_gettime(which, &time);
    return (int64_t)time.tv_sec * second + time.tv_nsec;
}

/* The time base. */

/* What has been measured for a second knows better than what was promised. */
static struct timeline timeline_of(const struct capture *capture)
{
    struct timeline line = {.rate = capture->rate, .origin = capture->first_time + capture->epoch};
    if (!capture->device->paced || capture->first_time == 0) {
        line.origin = now(CLOCK_REALTIME);
    } else if (capture->fit.span > 1 || (capture->measure && capture->fit.span > 0)) {
        line.rate = capture->fit.rate;
        line.origin += llrint(capture->fit.origin * 1e9);
    } else {
        line.origin -= llrint((double)capture->first_rows / capture->rate * 1e9);
    }
    return line;
}

static void take_time(struct capture *capture, int64_t time)
{
    if (!capture->device->paced || capture->channels == 0)
        return;
    int64_t rows = capture->samples / (int64_t)capture->channels;
    if (capture->first_time == 0) {
        capture->first_time = time;
        capture->first_rows = rows;
    }
    pace_add(capture->pace, rows, time);
}

/* Long enough is two seconds, or what is wanted, or what the buffer's size allows to hold. */
static bool measured(const struct capture *capture)
{
    const struct extent *wanted = &capture->wish->duration;
    double enough = wanted->unit == EXTENT_SECONDS && wanted->value < measuring ? wanted->value : measuring;
    bool rows = capture->wish->samples > 0 && capture->rows >= capture->wish->samples;
    bool full = capture->held_rows * capture->channels * sizeof(float) >= capture->wish->buffer;
    return capture->fit.span >= enough || ((rows || full) && capture->fit.span > 0);
}

/* What was held leaves. */
static void release(struct capture *capture)
{
    size_t count = capture->held_rows;
    if (capture->wanted >= 0 && (int64_t)count > capture->wanted)
        count = (size_t)capture->wanted;
    capture->rows = (int64_t)count;
    capture_record(capture, capture->held, count);
    if (capture->rows == capture->wanted && capture->state == CAPTURE_RUNNING)
        capture->state = CAPTURE_DONE;
    free(capture->held);
    capture->held = NULL;
    capture->held_rows = capture->held_room = 0;
}

/* The rate is the given one, or the best that has been measured so far, with its error to two digits. */
static void take_rate(struct capture *capture)
{
    struct header *header = &capture->header;
    if (capture->measure) {
        char error[NOTATION_ROOM];
        snprintf(error, sizeof error, "%.2g", capture->fit.error);
        header->rate = pace_rate(&capture->fit);
        header_note(header, "rate-error", error);
    }
    capture->rate = header_rate(header);
    header->samplerate = header->rate;
}

/* Rate and channels are known: the header is made, outputs are opened, and what was held leaves. */
static void open_outputs(struct capture *capture)
{
    struct header *header = &capture->header;
    take_rate(capture);
    header->channels = capture->channels > 0 ? (long)capture->channels : 1;
    header->full_scale = capture->tally.full_scale;
    snprintf(header->unit, sizeof header->unit, "%s", capture->tally.unit != NULL ? capture->tally.unit : "");
    const struct capture_wish *wish = capture->wish;
    if (wish->duration.unit != EXTENT_NONE)
        capture->wanted = llrint(extent_samples(wish->duration, capture->rate));
    if (wish->samples > 0 && (capture->wanted < 0 || wish->samples < capture->wanted))
        capture->wanted = wish->samples;
    struct timeline line = timeline_of(capture);
    bool timed = capture->device->paced && (!capture->device->finite || capture->measure);
    recording_open(&capture->recording, &wish->recording, header, &line, timed);
    if (capture->state != CAPTURE_CUT)
        capture->state = CAPTURE_RUNNING;
    release(capture);
}

/* What the bytes mean. */

/* Options go before what the board says of itself. */
static void merge(struct capture *capture, const struct announcement *said)
{
    struct wire_setting *setting = &capture->setting;
    if (*setting->protocol == '\0' && *setting->format == '\0') {
        memcpy(setting->protocol, said->wire.protocol, sizeof setting->protocol);
        memcpy(setting->format, said->wire.format, sizeof setting->format);
    }
    if (setting->channels == 0)
        setting->channels = said->wire.channels;
    if (setting->bits == 0)
        setting->bits = said->wire.bits;
    if (setting->vref == 0)
        setting->vref = said->wire.vref;
    if (*said->source != '\0')
        header_source(&capture->header, said->source);
}

static void settle(struct capture *capture, const struct announcement *said)
{
    struct ratio own = {0, 0};
    const struct capture_wish *wish = capture->wish;
    merge(capture, said);
    if (*capture->setting.protocol == '\0' && *capture->setting.format == '\0') {
        capture_cut_device(capture, EXIT_BAD_DATA,
                           "what it sends is not known, and it does not say so: give --format or --protocol");
        return;
    }
    const char *why = wire_resolve(&capture->setting, &own);
    if (why != NULL) {
        capture_cut(capture, capture->device->name, EXIT_USAGE_ERROR, why);
        return;
    }
    if (wish->aux != NULL && strcmp(capture->setting.protocol, "due-packet") != 0)
        capture_cut(capture, wish->aux, EXIT_USAGE_ERROR, "only protocol due-packet sends more than samples");
    struct ratio rate = wish->rate.over > 0 ? wish->rate : said->rate.over > 0 ? said->rate : own;
    if (!wish->measure && rate.over > 0)
        capture->header.rate = rate;
    else if (wish->measure || !capture->device->finite)
        capture->measure = true;
    else
        capture_cut_device(capture, EXIT_USAGE_ERROR, "bare bytes have no rate: give --rate");
    capture->wire = wire_create(&capture->setting);
    capture->tally = wire_tally(capture->wire);
    capture->channels = (size_t)capture->tally.channels;
}

/* The first bytes may be the board's announcement; false as long as that cannot be told. */
static bool greet(struct capture *capture, bool last)
{
    struct announcement said = {0};
    const char *why = NULL;
    size_t used = 0;
    bool unknown = *capture->setting.protocol == '\0' && *capture->setting.format == '\0';
    bool anywhere = unknown && !capture->device->finite;
    enum announce_state state = capture->first_bytes > 0
                                    ? announce_find(&said, &used, &why, capture->first, capture->first_bytes, anywhere)
                                    : ANNOUNCE_NONE;
    if (state == ANNOUNCE_MORE && !last)
        return false;
    if (state == ANNOUNCE_BAD)
        capture_cut_device(capture, EXIT_BAD_DATA, sentence("its announcement cannot be used: %s", why));
    else
        settle(capture, &said);
    if (state != ANNOUNCE_FOUND)
        used = 0;
    capture->first_bytes -= used;
    memmove(capture->first, capture->first + used, capture->first_bytes);
    return true;
}

static void push(struct capture *capture, const unsigned char *bytes, size_t count)
{
    while (count > 0 && !capture_ended(capture)) {
        size_t part = count < MOST_BLOCK ? count : MOST_BLOCK;
        wire_push(capture->wire, bytes, part);
        capture_pieces(capture);
        bytes += part;
        count -= part;
    }
}

static void push_first(struct capture *capture)
{
    if (capture->wire != NULL && capture->first_lost > 0)
        wire_lost(capture->wire, capture->first_lost, "bytes were lost at the start", false);
    push(capture, capture->first, capture->first_bytes);
    capture->first_bytes = 0;
}

/* Blocks that come before the bytes are understood are put together. */
static void take_first(struct capture *capture, const struct block *block)
{
    capture->first = mem_grow(capture->first, capture->first_bytes + block->size + 1, 1);
    memcpy(capture->first + capture->first_bytes, block->bytes, block->size);
    capture->first_bytes += block->size;
    capture->first_lost += block->lost;
    if (greet(capture, false))
        push_first(capture);
}

static void take_block(struct capture *capture, const struct block *block)
{
    capture->heard = block->time;
    if (capture->wire == NULL) {
        take_first(capture, block);
    } else {
        if (block->lost > 0)
            wire_lost(capture->wire, block->lost, block->cause, block->guessed);
        push(capture, block->bytes, block->size);
    }
    if (capture_ended(capture) || capture->wire == NULL)
        return;
    take_time(capture, block->time);
    if (capture->state == CAPTURE_LISTENING && capture->rows > 0)
        capture->state = CAPTURE_MEASURING;
    if (capture->state != CAPTURE_MEASURING)
        return;
    if (capture->measure)
        pace_fit(capture->pace, &capture->fit);
    if (!capture->measure || measured(capture))
        open_outputs(capture);
}

/* About once a second what was written can be read, and is on its true time. */
static void refresh(struct capture *capture, int64_t time)
{
    if (time - capture->refreshed < second)
        return;
    capture->refreshed = time;
    if (!pace_fit(capture->pace, &capture->fit) || capture->state != CAPTURE_RUNNING)
        return;
    struct timeline line = capture->recording.line;
    if (capture->device->paced)
        line = timeline_of(capture);
    take_rate(capture);
    recording_refresh(&capture->recording, &line, &capture->header);
    if (capture->recording.failure != NULL)
        capture_cut(capture, capture->recording.name, capture->recording.status, capture->recording.failure);
}

void capture_begin(struct capture *capture, struct device *device, const struct capture_wish *wish,
                   const struct header *header)
{
    *capture = (struct capture){.device = device, .wish = wish, .header = *header, .setting = wish->wire, .wanted = -1};
    capture->setting.whole = device->finite;
    capture->patience = wish->timeout.unit == EXTENT_SECONDS ? wish->timeout.value : device->finite ? 0 : patience;
    capture->pace = pace_create();
    capture->epoch = now(CLOCK_REALTIME) - now(CLOCK_MONOTONIC);
    capture->heard = now(CLOCK_MONOTONIC);
    if (ledger_open(&capture->events, wish->events, "sample\tlength\tcause") != NULL)
        capture_cut(capture, wish->events, EXIT_NO_OUTPUT, capture->events.failure);
    if (ledger_open(&capture->aux, wish->aux, "sample,p0,p1,tone") != NULL)
        capture_cut(capture, wish->aux, EXIT_NO_OUTPUT, capture->aux.failure);
    if (wish->fixed)
        settle(capture, &(struct announcement){0});
    capture->pump = pump_create(device, wish->buffer);
}

bool capture_step(struct capture *capture)
{
    struct block block;
    if (capture_ended(capture))
        return false;
    enum pump_state state = pump_next(capture->pump, &block, 0.1);
    int64_t time = now(CLOCK_MONOTONIC);
    capture->share = pump_share(capture->pump);
    if (state == PUMP_BLOCK) {
        take_block(capture, &block);
    } else if (state == PUMP_END) {
        if (*capture->device->failure != '\0')
            capture->lost = capture->device->failure;
        return false;
    } else if (capture->patience > 0 && (double)(time - capture->heard) * 1e-9 > capture->patience) {
        capture->lost = sentence("nothing came for %g s", capture->patience);
        return false;
    }
    if (capture->state == CAPTURE_RUNNING)
        recording_pass_on(&capture->recording);
    refresh(capture, time);
    return !capture_ended(capture);
}

/* The last bytes: what makes no whole sample any more is left over, which of a file or a pipe is an error. */
static void take_last(struct capture *capture)
{
    struct block block;
    while (!capture_ended(capture) && pump_next(capture->pump, &block, 0) == PUMP_BLOCK)
        take_block(capture, &block);
    if (capture_ended(capture))
        return;
    if (capture->wire == NULL && capture->first_bytes > 0 && greet(capture, true))
        push_first(capture);
    if (capture->wire == NULL || capture_ended(capture))
        return;
    wire_push(capture->wire, NULL, 0);
    capture_pieces(capture);
    if (capture->tally.left > 0 && capture->device->finite)
        capture_cut_device(capture, EXIT_BAD_DATA,
                           sentence("ends inside a row: %zu bytes are left over", capture->tally.left));
}

/* Outputs are opened even if the end comes before their time: what came is kept. */
static void open_late(struct capture *capture)
{
    if (capture->rate > 0 || capture->wire == NULL)
        return;
    if (capture->measure && pace_fit(capture->pace, &capture->fit))
        open_outputs(capture);
    else if (!capture->measure && capture->header.rate.over > 0)
        open_outputs(capture);
    else
        capture_cut_device(capture, EXIT_DEVICE, "too little came to measure its rate");
}

static void close_ledgers(struct capture *capture)
{
    const char *why = ledger_close(&capture->events);
    if (why != NULL)
        capture_cut(capture, capture->wish->events, EXIT_IO, why);
    why = ledger_close(&capture->aux);
    if (why != NULL)
        capture_cut(capture, capture->wish->aux, EXIT_IO, why);
}

void capture_finish(struct capture *capture)
{
    pump_stop(capture->pump);
    take_last(capture);
    open_late(capture);
    if (capture->lost != NULL)
        capture_cut_device(capture, EXIT_DEVICE, capture->lost);
    if (capture->wire == NULL)
        capture_cut_device(capture, EXIT_DEVICE, "nothing came");
    pace_fit(capture->pace, &capture->fit);
    if (capture->rate > 0) {
        if (capture->measure) { /* the whole run knows better than its first seconds */
            struct timeline line = timeline_of(capture);
            take_rate(capture);
            recording_refresh(&capture->recording, &line, &capture->header);
        }
        recording_close(&capture->recording, capture->failure);
        if (capture->recording.failure != NULL)
            capture_cut(capture, capture->recording.name, capture->recording.status, capture->recording.failure);
    }
    close_ledgers(capture);
    pump_destroy(capture->pump);
    wire_destroy(capture->wire);
    pace_destroy(capture->pace);
    free(capture->held);
    free(capture->first);
}
