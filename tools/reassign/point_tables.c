/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/reassign/point_tables.h"

#include <math.h>

#include "signal/reassign/ridge_peaks.h"
#include "signal/transform/level.h"

const struct table_column *point_table_columns(enum point_table kind, bool channels)
{
    static const struct table_column tables[2][2][MOST_TABLE_COLUMNS] = {
        {{{"time", 9}, {"frequency", 6}, {"level", 3}, {"mixed", 6}},
         {{"time", 9}, {"frequency", 6}, {"level", 3}, {"mixed", 6}, {"channel", 0}}},
        {{{"time", 9}, {"delay", 9}, {"level", 3}}, {{"time", 9}, {"delay", 9}, {"level", 3}, {"channel", 0}}},
    };
    return tables[kind == POINT_TABLE_EVENTS][channels];
}

/* A point's frequency in Hz. That of a point mirrored at 0 may be negative by a rounding error. */
static double hertz_of(const struct point_table_setting *setting, const struct points *points, size_t k)
{
    return fabs((double)k + (double)points->shift[k]) * setting->rate / (double)setting->fft_size;
}

/* dB */
static double level(double power)
{
    return power > 0 ? fmax(10 * log10(power), LEVEL_FLOOR) : LEVEL_FLOOR;
}

/* Adds the line of the frame: the centre of its energy between low and high. */
static void write_event(struct table *table, const struct point_table_setting *setting, const struct points *points,
                        double time, size_t channel)
{
    double sum = 0, moment = 0;
    for (size_t k = 0; k < points->bins; k++) {
        double hertz = hertz_of(setting, points, k);
        if (!(hertz >= setting->low && hertz <= setting->high))
            continue;
        sum += (double)points->power[k];
        moment += (double)points->power[k] * (double)points->delay[k];
    }
    double delay = sum > 0 ? moment / sum / setting->rate : 0;
    table_line(table, (const double[]){time, delay, level(sum * setting->gain), (double)channel + 1});
}

/* Adds the line of bin k, if the table lists it. Returns whether it is left out because it would have moved too far. */
static bool write_point(struct table *table, const struct point_table_setting *setting, const struct points *points,
                        size_t k, double time, size_t channel)
{
    double hertz = hertz_of(setting, points, k), power = (double)points->power[k];
    double resolution =
        (double)setting->fft_size / (double)setting->win_length; /* one over the window's length, in bins */
    bool peaks = setting->kind == POINT_TABLE_PEAKS;
    if (power == 0 || !(hertz >= setting->low && hertz <= setting->high))
        return false;
    if (peaks && !ridge_is_peak(points, k, resolution))
        return false;
    if (points->unmoved[k])
        return true;
    if (peaks)
        power = setting->gain * ridge_energy(points, k, resolution / 2);
    table_line(table, (const double[]){time + (double)points->delay[k] * (1 / setting->rate), hertz, level(power),
                                       (double)points->mixed[k], (double)channel + 1});
    return false;
}

int64_t point_table_frame(struct table *table, const struct point_table_setting *setting, const struct points *points,
                          int64_t frame, size_t channel)
{
    double time = setting->start + (double)frame * (double)setting->hop * (1 / setting->rate);
    int64_t left_out = 0;
    if (setting->kind == POINT_TABLE_EVENTS)
        write_event(table, setting, points, time, channel);
    for (size_t k = 0; k < points->bins && setting->kind != POINT_TABLE_EVENTS; k++)
        left_out += write_point(table, setting, points, k, time, channel);
    return left_out;
}
