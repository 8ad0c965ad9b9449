/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/channel_choice.h"

#include <stdlib.h>
#include <string.h>

#include "base/sentence.h"

const char *channel_choice_parse(struct channel_choice *choice, const char *text, long channels)
{
    *choice = (struct channel_choice){.all = strcmp(text, "all") == 0, .mix = strcmp(text, "mix") == 0};
    if (choice->all || choice->mix) {
        choice->count = choice->all ? channels : 1;
        return NULL;
    }
    choice->listed = channels > 1;
    for (const char *at = text;; at++) {
        char *end = NULL;
        long channel = *at >= '0' && *at <= '9' ? strtol(at, &end, 10) : 0;
        if (channel < 1 || (*end != ',' && *end != '\0'))
            return sentence("--channels: '%s' is none of all, mix, or a list such as 1,3", text);
        if (channel > channels)
            return sentence("--channels: there is no channel %ld: %ld in all", channel, channels);
        if (choice->count == MOST_CHANNELS)
            return sentence("--channels: more than %d channels", MOST_CHANNELS);
        choice->from[choice->count++] = channel - 1;
        at = end;
        if (*at == '\0')
            return NULL;
    }
}

static void mix_row(float *to, const float *from, size_t channels, size_t width)
{
    for (size_t i = 0; i < width; i++) {
        double sum = 0;
        for (size_t c = 0; c < channels; c++)
            sum += (double)from[c * width + i];
        to[i] = (float)(sum / (double)channels);
    }
}

void channel_choice_rows(const struct channel_choice *choice, float *to, const float *from, size_t rows,
                         size_t channels, size_t width)
{
    for (size_t row = 0; row < rows; row++, from += channels * width) {
        if (choice->mix) {
            mix_row(to, from, channels, width);
            to += width;
            continue;
        }
        for (long c = 0; c < choice->count; c++, to += width)
            memcpy(to, from + (size_t)choice->from[c] * width, width * sizeof *to);
    }
}
