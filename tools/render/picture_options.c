/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/render/picture_options.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "base/names.h"
#include "base/sentence.h"
#include "base/status.h"
#include "picture/plot_columns.h"
#include "stream/writer.h"

bool picture_options_time_right(const struct picture_options *options)
{
    return options->picture.orientation == TIME_RIGHT;
}

const char *picture_options_check(struct picture_options *options, struct input_options *input, const char *output)
{
    const char *form = NULL, *extension = writer_extension(output);
    const char *why = format_sort(options->formats, png_form_name, input, &form);
    bool right = picture_options_time_right(options);
    bool sized = right ? option_given(&options->width) : option_given(&options->height);
    if (why != NULL)
        return why;
    if (extension != NULL && strcmp(extension, "png") != 0)
        return sentence("%s: spec-render writes PNG only; spec-stft writes tables", output);
    if (option_given(&options->picture.waveform_peak) && !options->picture.waveform)
        return "--waveform-peak needs --waveform";
    if (option_given(&options->range) && option_given(&options->range_from))
        return "--range and --range-from exclude each other";
    if (option_given(&options->picture.pixels_per_second) && sized)
        return sentence("--%s and --pixels-per-second exclude each other", right ? "width" : "height");
    if (form != NULL)
        options->picture.form = (enum png_form)name_index(png_form_name, form);
    return NULL;
}

/* The default size across time. */
static long size_across(const struct picture_options *options, const struct header *rows, struct band band)
{
    struct plot_columns plots;
    if (options->picture.bare)
        return rows->channels > 1 ? 257 * rows->channels : 513;
    if (plot_columns_find(&plots, rows, band)) {
        long each = picture_options_time_right(options) ? 80 : 140, shares = (long)plot_columns_shares(&plots);
        return (long)((double)(each * (shares < 3 ? 3 : shares)) * fmax(options->picture.scale, 1));
    }
    return rows->channels > 1 && rows->rows != 1 ? 257 * rows->channels : 513;
}

void picture_options_size(struct picture_options *options, const struct header *rows, struct band band)
{
    long along = 1200, across = size_across(options, rows, band);
    bool right = picture_options_time_right(options);
    options->picture.width = option_given(&options->width) ? options->width : right ? along : across;
    options->picture.height = option_given(&options->height) ? options->height : right ? across : along;
}

bool picture_options_common(const struct picture_options *options)
{
    return options->range != NULL && strcmp(options->range, "common") == 0;
}

const char *picture_options_range(struct picture_options *options, const struct view *view, int *status)
{
    struct range *range = &options->picture.range;
    *range = range_default(view, !options->picture.bare);
    *status = EXIT_USAGE_ERROR;
    if (picture_options_common(options) && options->common != NULL) {
        *range = *options->common;
        return NULL;
    }
    const char *text = picture_options_common(options) ? "auto" : options->range;
    const char *why = option_given(&options->range) ? range_parse(range, text) : NULL;
    if (why != NULL || !option_given(&options->range_from) || (why = range_read(range, options->range_from)) == NULL)
        return why;
    *status = access(options->range_from, R_OK) != 0 ? EXIT_NO_INPUT : EXIT_BAD_DATA;
    return sentence("%s: %s", options->range_from, why);
}
