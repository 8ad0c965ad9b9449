/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/capture/meter.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/message.h"
#include "tools/capture/time_base.h"

enum { BAR = 6, LONGEST = 320, RATE_ROOM = 64 };
static const double quiet = -60; /* dB of full scale at the left end of the bar */

/* "666661.4 +-0.3 Hz", with as many decimals as the error allows. */
static const char *rate_text(char text[RATE_ROOM], const struct pace_fit *fit)
{
    int decimals = fit->error > 0 ? (int)fmin(fmax(ceil(-log10(fit->error)), 0), 6) : 6;
    snprintf(text, RATE_ROOM, "%.*f +-%.*f Hz", decimals, fit->rate, decimals, fit->error);
    return text;
}

static void compose(char line[LONGEST], const struct capture *capture)
{
    char elapsed[CLOCK_ROOM], rate[RATE_ROOM];
    static const char full[] = "######", empty[] = "------";
    const struct outputs *outputs = &capture->outputs;
    const struct time_base *base = &capture->time_base;
    double level = outputs->peak > 0 ? 20 * log10(outputs->peak) : -INFINITY;
    int bar = (int)fmax(0, fmin(BAR, ceil(BAR * (1 - level / quiet))));
    if (base->fit.span > 0)
        rate_text(rate, &base->fit);
    else
        snprintf(rate, sizeof rate, "%g Hz", base->rate);
    if (capture->state == CAPTURE_LISTENING)
        snprintf(line, LONGEST, "waiting for %s", capture->device->name);
    else if (capture->state == CAPTURE_MEASURING)
        snprintf(line, LONGEST, "measuring the rate: %s", rate);
    else
        snprintf(line, LONGEST, "%s  %s  %5.1f dB [%.*s%.*s]  clipped %lld  lost %lld  buffer %.0f%%",
                 progress_clock(elapsed, (double)outputs->rows / base->rate), rate,
                 level > -0.05 ? 0 : fmax(level, -199.9), bar, full, BAR - bar, empty, (long long)outputs->clipped,
                 (long long)outputs->gap_rows, 100 * capture->share);
}

bool meter_show(struct progress *progress, const struct capture *capture)
{
    char line[LONGEST];
    if (!progress_due(progress))
        return false;
    compose(line, capture);
    progress_line(progress, line);
    return true;
}

static void report_rate(const struct capture *capture)
{
    char rate[RATE_ROOM], drift[RATE_ROOM] = "";
    const struct time_base *base = &capture->time_base;
    const struct pace_fit *fit = &base->fit;
    if (!time_base_is_timed(base) || !(fit->span > 0))
        return;
    double ppm = 1e6 * (fit->rate / base->rate - 1);
    if (!base->measure)
        snprintf(drift, sizeof drift, ", %.1f +-%.1f ppm from the given %.9g Hz", ppm, 1e6 * fit->error / fit->rate,
                 base->rate);
    report("%s: measured %s%s", capture->device->name, rate_text(rate, fit), drift);
}

/* "1 row was", "2 rows were" */
static const char *were(int64_t count)
{
    return count == 1 ? " was" : "s were";
}

static void report_damage(const struct capture *capture)
{
    const struct wire_tally *tally = &capture->identification.tally;
    const char *name = capture->device->name;
    const char *unit = strcmp(capture->identification.setting.format, "text") == 0 ? "line" : "packet";
    if (tally->damaged > 0)
        warn("%s: %lld %s%s damaged", name, (long long)tally->damaged, unit, were(tally->damaged));
    if (tally->words > 0)
        warn("%s: %lld line%s without a number %s skipped", name, (long long)tally->words, tally->words == 1 ? "" : "s",
             tally->words == 1 ? "was" : "were");
    if (tally->resyncs > 0)
        warn("%s: %lld byte%s skipped to resynchronise, %lld time%s", name, (long long)tally->skipped,
             were(tally->skipped), (long long)tally->resyncs, tally->resyncs == 1 ? "" : "s");
}

/*
 * Whole numbers as a converter gives them, taken for samples of full scale 1: usually --bits was forgotten. Real signals
 * do not exceed full scale by 18 dB.
 */
static void warn_of_scale(const struct capture *capture)
{
    static const double most = 8;
    const struct wire_tally *tally = &capture->identification.tally;
    if (capture->outputs.loudest > most && !capture->outputs.fractional &&
        (tally->unit == NULL || *tally->unit == '\0'))
        warn("%s: samples reach %.6g times full scale; if they are counts of a converter, give its resolution, such as "
             "--bits %d",
             capture->device->name, capture->outputs.loudest, (int)ceil(log2(capture->outputs.loudest + 1)));
}

void meter_report(const struct capture *capture)
{
    const struct outputs *outputs = &capture->outputs;
    const char *name = capture->device->name, *losses = NULL;
    double rate = capture->time_base.rate;
    if (rate > 0)
        report("%s: %lld rows, %.4f s at %.9g Hz, %lld samples clipped", name, (long long)outputs->rows,
               (double)outputs->rows / rate, rate, (long long)outputs->clipped);
    report_rate(capture);
    if (outputs->gaps > 0)
        warn("%s: %lld row%s lost in %lld gap%s", name, (long long)outputs->gap_rows, were(outputs->gap_rows),
             (long long)outputs->gaps, outputs->gaps == 1 ? "" : "s");
    if (capture->overrun > 0)
        warn("%s: %lld bytes were lost because the buffer was full: use a larger --buffer or a faster reader", name,
             (long long)capture->overrun);
    report_damage(capture);
    warn_of_scale(capture);
    if (capture->device->losses != NULL)
        losses = capture->device->losses(capture->device);
    if (losses != NULL)
        warn("%s: %s", name, losses);
    if (outputs->recording.clipped > 0)
        warn("%s: %lld samples beyond full scale were clipped; --recording wav keeps them",
             capture->options->recording.path, (long long)outputs->recording.clipped);
}
