/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/reassign/row_weights.h"

#include <math.h>

#include "base/whole.h"

int64_t grid_rows(const struct grid_setting *setting, int64_t frames)
{
    int64_t row_hop = (int64_t)setting->row_hop;
    return frames <= 0 ? 0 : 1 + ((frames - 1) * (int64_t)setting->hop + row_hop / 2) / row_hop;
}

double row_border(const struct grid_setting *setting)
{
    double tone = (double)setting->row_hop / 2 + setting->tone_delay;
    return (double)(setting->row_hop / 1024) + 0.5 - (tone - floor(tone));
}

/* The row to which the points of a steady tone in this frame belong. */
static int64_t row_of_tone(const struct grid_setting *setting, int64_t frame)
{
    int64_t row_hop = (int64_t)setting->row_hop, at = frame * (int64_t)setting->hop, row = floor_div(at, row_hop);
    double behind = (double)(at - row * row_hop) + setting->tone_delay + row_border(setting);
    return row + (int64_t)floor(behind / (double)row_hop + 0.5);
}

/* The first frame at or after `samples` from the centre of a row. */
static int64_t first_frame(const struct grid_setting *setting, int64_t row, double samples)
{
    int64_t hop = (int64_t)setting->hop, at = row * (int64_t)setting->row_hop, frame = floor_div(at, hop);
    return frame + (int64_t)ceil(((double)(at - frame * hop) + samples) / (double)hop);
}

/* The number of frames whose tone belongs to this row; there are none before frame 0. */
static double frames_of_row(const struct grid_setting *setting, int64_t row)
{
    double from = -(double)setting->row_hop / 2 - row_border(setting) - setting->tone_delay;
    int64_t first = first_frame(setting, row, from), next = first_frame(setting, row + 1, from);
    return (double)(next - (first > 0 ? first : 0));
}

/* The same with bilinear gridding: the sum of the shares of this row, from as many frames on both sides. */
static double shares_of_row(const struct grid_setting *setting, int64_t row)
{
    double row_hop = (double)setting->row_hop, sum = 0;
    int64_t last = first_frame(setting, row, row_hop - setting->tone_delay);
    for (int64_t frame = first_frame(setting, row, -row_hop - setting->tone_delay); frame < last; frame++) {
        int64_t at = frame * (int64_t)setting->hop - row * (int64_t)setting->row_hop;
        sum += row_hop - fabs((double)at + setting->tone_delay);
    }
    return sum / row_hop;
}

double grid_weight(const struct grid_setting *setting, int64_t frame)
{
    if (setting->hop >= setting->row_hop || setting->bilinear)
        return 1;
    return (double)setting->row_hop / (double)setting->hop / frames_of_row(setting, row_of_tone(setting, frame));
}

double row_weights_gain(const struct grid_setting *setting, int64_t row)
{
    if (setting->hop >= setting->row_hop || !setting->bilinear)
        return setting->gain;
    return setting->gain * ((double)setting->row_hop / (double)setting->hop / shares_of_row(setting, row));
}
