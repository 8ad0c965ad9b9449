/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/reassign/point_tables.h"

#include <math.h>

#include "signal/reassign/ridge_peaks.h"
#include "signal/transform/level.h"

const struct table_column *point_table_columns(enum point_table list, bool channels)
{
    static const struct table_column tables[2][2][MOST_TABLE_COLUMNS] = {
        {{{"time", 9}, {"frequency", 6}, {"level", 3}, {"mixed", 6}},
         {{"time", 9}, {"frequency", 6}, {"level", 3}, {"mixed", 6}, {"channel", 0}}},
        {{{"time", 9}, {"delay", 9}, {"level", 3}}, {{"time", 9}, {"delay", 9}, {"level", 3}, {"channel", 0}}},
    };
    return tables[list == POINT_TABLE_EVENTS][channels];
}

/* A point's frequency. One that was mirrored at 0 may lie below it by a rounding error. */
static double hertz_of(const struct point_table_setting *setting, const struct points *points, size_t k)
{
    return fabs((double)k + (double)points->shift[k]) * setting->rate / (double)setting->fft_size;
}

static double level(double power)
{
    return power > 0 ? fmax(10 * log10(power), LEVEL_FLOOR) : LEVEL_FLOOR;
}

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

int64_t point_table_frame(struct table *table, const struct point_table_setting *setting, const struct points *points,
                          int64_t frame, size_t channel)
{
    double per_sample = 1 / setting->rate;
    double time = setting->start + (double)frame * (double)setting->hop * per_sample;
    int64_t unmoved = 0;
    double half = (double)setting->fft_size / (double)setting->win_length / 2;
    if (setting->list == POINT_TABLE_EVENTS) {
        write_event(table, setting, points, time, channel);
        return 0;
    }
    for (size_t k = 0; k < points->bins; k++) {
        double hertz = hertz_of(setting, points, k), power = (double)points->power[k];
        if (power == 0 || !(hertz >= setting->low && hertz <= setting->high))
            continue;
        if (setting->list == POINT_TABLE_PEAKS && !ridge_is_peak(points, k, 2 * half))
            continue;
        unmoved += points->unmoved[k];
        if (points->unmoved[k])
            continue;
        if (setting->list == POINT_TABLE_PEAKS)
            power = setting->gain * ridge_energy(points, k, half);
        table_line(table, (const double[]){time + (double)points->delay[k] * per_sample, hertz, level(power),
                                           (double)points->mixed[k], (double)channel + 1});
    }
    return unmoved;
}
