/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * spec-capture: reads samples from a serial port, a sound card or a pipe, measures their rate and reports all losses.
 */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/sentence.h"
#include "capture/wire_protocol.h"
#include "capture/wire_resolve.h"
#include "cli/progress.h"
#include "cli/tool.h"
#include "tools/capture/meter.h"
#include "tools/capture/rows.h"
#include "tools/capture/session.h"
#include "tools/capture/source.h"

enum { MEBI = 1 << 20 };

static struct {
    enum when progress;
    struct source_options device;
    const char *rate, *format;
    double vref, buffer;
    bool list;
    struct capture_options capture;
} opt = {.device.dtr = CHOICE_UNSET, .buffer = 16, .vref = NAN};

static const char *rate_name(size_t i)
{
    return i == 0 ? "auto" : NULL;
}

static const struct option_row options[] = {
    OPTION_SECTION("Source"),
    OPTION_TEXT(0, "serial", "PATH", &opt.device.serial, "read a serial port, such as /dev/ttyACM0"),
    OPTION_COUNT('b', "baud", "NUMBER", &opt.device.baud, 50, 100000000,
                 "speed of the port in bits per second; if not given, 115200"),
    OPTION_CHOICE(0, "dtr", "NAME", &opt.device.dtr, dtr_name,
                  "set the DTR line, which resets many boards; if not given, it is not changed"),
    OPTION_EXTENT(0, "settle", "TIME", &opt.device.settle, EXTENT_SECONDS, ZERO_ALLOWED,
                  "wait this long after opening the port, discarding input"),
    OPTION_TEXT('D', "device", "NAME", &opt.device.card,
                "read an ALSA device, such as hw:0; if no source is given, default"),
    OPTION_FLAG(0, "list", &opt.list, "list serial ports and ALSA devices"),
    OPTION_SECTION("Samples"),
    OPTION_HINT('r', "rate", "HZ", &opt.rate, rate_name, "sample rate, a number or a fraction, or measured"),
    OPTION_COUNT('c', "channels", "NUMBER", &opt.capture.wire.channels, 1, MOST_CHANNELS,
                 "number of interleaved channels"),
    OPTION_HINT('f', "format", "NAME", &opt.format, wire_format_name, "sample format; text: a row of numbers per line"),
    OPTION_NAME(0, "protocol", "NAME", &opt.capture.wire.protocol, protocol_name, "packing of the samples on the wire"),
    OPTION_COUNT(0, "bits", "NUMBER", &opt.capture.wire.bits, 1, 32,
                 "bits of the converter, if fewer than those of the format"),
    OPTION_NUMBER(0, "vref", "VOLTS", &opt.vref, 1e-6, 1e6, "reference voltage of the converter"),
    OPTION_CHOICE(0, "scale", "NAME", &opt.capture.wire.scale, wire_scale_name,
                  "scale to full scale 1, scale to volts, or keep the numbers as sent"),
    OPTION_SECTION("Length and losses"),
    OPTION_EXTENT('d', "duration", "TIME", &opt.capture.duration, EXTENT_SECONDS, ZERO_REFUSED,
                  "stop after this duration"),
    OPTION_COUNT(0, "samples", "NUMBER", &opt.capture.samples, 1, 1000000000000000, "stop after this many rows"),
    OPTION_EXTENT(0, "timeout", "TIME", &opt.capture.timeout, EXTENT_SECONDS, ZERO_ALLOWED,
                  "give up after this long without input (0: never); if not given, 10 s (pipes: never)"),
    OPTION_CHOICE(0, "gap", "NAME", &opt.capture.gap, gap_action_name, "replace lost rows by silence, or stop there"),
    OPTION_TEXT(0, "events", "FILE", &opt.capture.events, "write a table of losses: row, length, cause"),
    OPTION_NUMBER(0, "buffer", "MIB", &opt.buffer, 0.125, 65536, "input buffer, used while the outputs are too slow"),
    OPTION_SECTION("Output"),
    OPTION_TEXT('o', "output", "FILE", &opt.capture.recording.path,
                "record to a file (.wav, .flac and others); %Y%m%d-%H%M%S inserts the time"),
    OPTION_NAME(0, "recording", "NAME", &opt.capture.recording.format, recording_format_name,
                "format of --output, if its extension does not set it"),
    OPTION_EXTENT(0, "split", "TIME", &opt.capture.recording.split, EXTENT_SECONDS, ZERO_REFUSED,
                  "begin a new file at each multiple of this on the clock"),
    OPTION_FLAG(0, "no-stream", &opt.capture.recording.no_stream, "record only, write no stream to stdout"),
    OPTION_FLAG(0, "raw", &opt.capture.recording.raw,
                "write raw float32 samples to stdout, without header and closing line"),
    OPTION_TEXT(0, "aux", "FILE", &opt.capture.aux, "write the other values of due-packet packets as CSV"),
    OPTION_WHEN(0, "progress", &opt.progress, "show rate, level and losses on stderr"),
    OPTION_END};

static const struct tool tool = {
    .name = "spec-capture",
    .synopsis = "[--serial PATH | --device NAME | FILE | -] [OPTION]...",
    .example = "spec-capture --device hw:1 -r 48000 -d 10 --no-stream -o take.wav",
    .summary = "Reads samples from a serial port, an ALSA device, or raw samples from FILE or\n"
               "stdin (-), and writes them to stdout as a stream; -o records them in a file.",
    .options = options,
    .most_operands = 1,
};

/* The first signal ends the capture, a second one kills the program. Ignored signals (nohup) remain ignored. */
static volatile sig_atomic_t asked_to_stop;

static void ask_to_stop(int signal_number)
{
    (void)signal_number;
    asked_to_stop = 1;
}

static void catch_signals(void)
{
    static const int polite[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof polite / sizeof *polite; i++) {
        struct sigaction now, then = {.sa_handler = ask_to_stop, .sa_flags = (int)SA_RESETHAND};
        if (sigaction(polite[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
            sigaction(polite[i], &then, NULL);
    }
}

static void check_options(const char *operand)
{
    int status = 0;
    const struct capture_options *capture = &opt.capture;
    const char *protocol = capture->wire.protocol;
    bool card = opt.device.serial == NULL && operand == NULL;
    if (card && (option_given(&capture->wire.protocol) || option_given(&capture->wire.bits)))
        die(EXIT_USAGE_ERROR, "--protocol and --bits do not apply to sound cards");
    bool packets = protocol != NULL ? protocol_has_aux(protocol) : !option_given(&opt.format);
    if (capture->aux != NULL && (card || !packets))
        die(EXIT_USAGE_ERROR, "--aux requires protocol due-packet");
    const char *const tables[] = {capture->events, capture->aux};
    for (size_t i = 0; i < 2; i++)
        if (tables[i] != NULL && recording_is_input(tables[i], operand))
            die(EXIT_NO_OUTPUT, "%s: is the input; it would be destroyed", tables[i]);
    if (capture->timeout.unit == EXTENT_SAMPLES)
        die(EXIT_USAGE_ERROR, "--timeout must be a time, not a number of samples");
    const char *why = recording_check(&capture->recording, operand, &status);
    if (why != NULL)
        die(status, "%s", why);
}

static void read_rate(struct capture_options *capture)
{
    const char *why = NULL;
    capture->measure = option_given(&opt.rate) && strcmp(opt.rate, "auto") == 0;
    if (option_given(&opt.rate) && !capture->measure && (why = notation_ratio(&capture->rate, opt.rate)) != NULL)
        die(EXIT_USAGE_ERROR, "--rate: '%s' %s", opt.rate, why);
}

/* Reads --format and checks all options about samples, as far as possible before the device has sent anything. */
static void read_wire(struct wire_setting *wire)
{
    struct ratio own;
    const char *why = NULL;
    const char *format = option_given(&opt.format) ? opt.format : "";
    if (strlen(format) >= sizeof wire->format)
        die(EXIT_USAGE_ERROR, "--format: unknown format '%s'", format);
    snprintf(wire->format, sizeof wire->format, "%s", format);
    wire->vref = option_given(&opt.vref) ? opt.vref : 0;
    struct wire_setting resolved = *wire;
    if ((option_given(&wire->protocol) || option_given(&opt.format)) && (why = wire_resolve(&resolved, &own)) != NULL)
        die(EXIT_USAGE_ERROR, "%s", why);
    if (option_given(&opt.format)) { /* s16 is s16le, u12 is u16le with 12 bits */
        memcpy(wire->format, resolved.format, sizeof wire->format);
        wire->bits = resolved.bits;
    }
}

/* Ends the program by SIGPIPE, like a write to a pipe without a reader. */
static void die_of_broken_pipe(void)
{
    signal(SIGPIPE, SIG_DFL);
    raise(SIGPIPE);
}

/* Captures to the end and closes everything. Returns the exit status. */
static int run(struct device *device, const struct header *header)
{
    struct capture capture;
    capture_begin(&capture, device, &opt.capture, header);
    struct progress *progress = progress_create(opt.progress, 0, 0);
    while (!asked_to_stop && capture_step(&capture))
        if (meter_show(progress, &capture))
            rows_reset_peak(&capture);
    progress_destroy(progress);
    capture_finish(&capture, asked_to_stop);
    meter_report(&capture);
    const char *why = capture.failure != NULL ? sentence("%s: %s", capture.name, capture.failure) : NULL;
    device->close(device); /* restores the settings of a port, also after a failure */
    if (why != NULL && capture.outputs.recording.reader_gone && opt.capture.recording.path == NULL)
        die_of_broken_pipe();
    if (why != NULL)
        die(capture.status, "%s", why);
    return EXIT_DONE;
}

int main(int argc, char **argv)
{
    struct header header = {.kind = "samples", .width = 1, .channels = 1, .axis = "index", .step = 1, .rows = -1};
    const char *operand = tool_start(&tool, argc, argv)[0];
    if (opt.list) {
        source_list();
        return EXIT_DONE;
    }
    check_options(operand);
    read_rate(&opt.capture);
    read_wire(&opt.capture.wire);
    opt.capture.buffer = (size_t)(opt.buffer * MEBI);
    catch_signals();
    struct device *device = source_open(&opt.device, operand, &opt.capture);
    if (operand == NULL || strcmp(operand, "-") != 0)
        header_source_device(&header, device->name);
    header_history(&header, tool_command());
    return run(device, &header);
}
