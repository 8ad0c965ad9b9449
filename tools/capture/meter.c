/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/capture/meter.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/sentence.h"
#include "cli/tool.h"

enum { BAR = 6, LONGEST = 320 };
static const double quiet = -60; /* dB at the meter's left end */

/* "666661.4 +-0.3 Hz": no more decimals than the error leaves. */
static const char *rate_text(char text[64], const struct pace_fit *fit)
{
    int decimals = fit->error > 0 ? (int)fmin(fmax(ceil(-log10(fit->error)), 0), 6) : 6;
    snprintf(text, 64, "%.*f +-%.*f Hz", decimals, fit->rate, decimals, fit->error);
    return text;
}

static void compose(char line[LONGEST], const struct capture *capture)
{
    char clock[CLOCK_ROOM], rate[64];
    static const char full[] = "######", empty[] = "------";
    double level = capture->peak > 0 ? 20 * log10(capture->peak) : -INFINITY;
    int bar = (int)fmax(0, fmin(BAR, ceil(BAR * (1 - level / quiet))));
    if (capture->fit.span > 0)
        rate_text(rate, &capture->fit);
    else
        snprintf(rate, sizeof rate, "%g Hz", capture->rate);
    if (capture->state == CAPTURE_LISTENING)
        snprintf(line, LONGEST, "waiting for %s", capture->device->name);
    else if (capture->state == CAPTURE_MEASURING)
        snprintf(line, LONGEST, "measuring the rate: %s", rate);
    else
        snprintf(line, LONGEST, "%s  %s  %5.1f dB [%.*s%.*s]  clipped %lld  lost %lld  buffer %.0f%%",
                 progress_clock(clock, (double)capture->rows / capture->rate), rate,
                 level > -0.05 ? 0 : fmax(level, -199.9), bar, full, BAR - bar, empty, (long long)capture->clipped,
                 (long long)capture->gap_rows, 100 * capture->share);
}

void meter_show(struct progress *progress, struct capture *capture)
{
    char line[LONGEST];
    if (!progress_due(progress))
        return;
    compose(line, capture);
    progress_line(progress, line);
    capture->peak = 0;
}

static void report_rate(const struct capture *capture)
{
    char rate[64], drift[64] = "";
    const struct pace_fit *fit = &capture->fit;
    if (!capture->device->paced || !(fit->span > 0) || (capture->device->finite && !capture->measure))
        return;
    double ppm = 1e6 * (fit->rate / capture->rate - 1);
    if (!capture->measure)
        snprintf(drift, sizeof drift, ", %.1f +-%.1f ppm off the %.9g Hz given", ppm, 1e6 * fit->error / fit->rate,
                 capture->rate);
    report("%s: measured %s%s", capture->device->name, rate_text(rate, fit), drift);
}

/* "1 row was", "2 rows were" */
static const char *were(int64_t count)
{
    return count == 1 ? " was" : "s were";
}

void meter_report(const struct capture *capture)
{
    const struct wire_tally *tally = &capture->tally;
    const char *name = capture->device->name, *losses = NULL;
    if (capture->rate > 0)
        report("%s: %lld rows, %.4f s at %.9g Hz, %lld samples at an end of the converter's range", name,
               (long long)capture->rows, (double)capture->rows / capture->rate, capture->rate,
               (long long)capture->clipped);
    report_rate(capture);
    if (capture->gaps > 0)
        warn("%s: %lld row%s lost in %lld gap%s", name, (long long)capture->gap_rows, were(capture->gap_rows),
             (long long)capture->gaps, capture->gaps == 1 ? "" : "s");
    if (capture->overrun > 0)
        warn("%s: %lld bytes found no room: a larger --buffer or a faster reader keeps them", name,
             (long long)capture->overrun);
    if (tally->damaged > 0)
        warn("%s: %lld %s%s damaged", name, (long long)tally->damaged,
             strcmp(capture->setting.format, "text") == 0 ? "line" : "packet", were(tally->damaged));
    if (tally->resyncs > 0)
        warn("%s: %lld byte%s skipped to find whole samples again, %lld time%s", name, (long long)tally->skipped,
             were(tally->skipped), (long long)tally->resyncs, tally->resyncs == 1 ? "" : "s");
    if (capture->device->losses != NULL)
        losses = capture->device->losses(capture->device);
    if (losses != NULL)
        warn("%s: %s", name, losses);
    if (capture->recording.clipped > 0)
        warn("%s: %lld samples beyond full scale were clipped; --recording wav keeps them",
             capture->wish->recording.path, (long long)capture->recording.clipped);
}
