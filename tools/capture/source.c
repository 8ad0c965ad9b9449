/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/capture/source.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/tool.h"

static struct device *open_serial(const struct source_options *options)
{
    struct device *device = NULL;
    const char *remark = NULL;
    struct serial_setting setting = {.path = options->serial,
                                     .baud = options->baud > 0 ? options->baud : 115200,
                                     .dtr = option_given(&options->dtr) ? options->dtr : DTR_LEAVE,
                                     .settle = options->settle.unit == EXTENT_SECONDS ? options->settle.value : 0};
    const char *why = serial_open(&device, &remark, &setting);
    if (why != NULL)
        die(EXIT_NO_INPUT, "%s: %s", options->serial, why);
    if (remark != NULL)
        warn("%s: %s", options->serial, remark);
    return device;
}

static struct device *open_card(const char *name, long channels, struct capture_options *options)
{
    struct device *device = NULL;
    struct alsa_setting setting = {.name = name != NULL ? name : "default", .channels = channels};
    double rate = options->rate.num > 0 ? ratio_value(options->rate) : 0;
    if (rate != rint(rate) || rate > 1e9)
        die(EXIT_USAGE_ERROR, "--rate: the rate of a sound card must be a whole number of Hz, not %.17g", rate);
    setting.rate = (long)rate;
    snprintf(setting.format, sizeof setting.format, "%.7s", options->wire.format);
    const char *why = alsa_open(&device, &setting);
    if (why != NULL)
        die(EXIT_NO_INPUT, "%s%s: %s", name == NULL ? "no source given, and ALSA device " : "", setting.name, why);
    note("%s: %s, %ld channels, %ld Hz", setting.name, setting.format, setting.channels, setting.rate);
    options->fixed = true;
    snprintf(options->wire.format, sizeof options->wire.format, "%s", setting.format);
    options->wire.channels = setting.channels;
    if (!options->measure)
        options->rate = (struct ratio){(double)setting.rate, 1};
    return device;
}

static struct device *open_bytes(const char *operand, const struct capture_options *options)
{
    struct device *device = NULL;
    const char *why = bytes_open(&device, operand);
    if (why != NULL)
        die(EXIT_NO_INPUT, "%s: %s", strcmp(operand, "-") == 0 ? "stdin" : operand, why);
    if (options->measure && !device->paced)
        die(EXIT_USAGE_ERROR, "%s: --rate auto cannot measure the rate of a file", device->name);
    return device;
}

static void check_options(const struct source_options *options, const char *operand)
{
    int named = (options->serial != NULL) + (options->card != NULL) + (operand != NULL);
    if (named > 1)
        die(EXIT_USAGE_ERROR, "give only one of --serial, --device and FILE");
    if (options->serial == NULL &&
        (option_given(&options->baud) || option_given(&options->dtr) || option_given(&options->settle)))
        die(EXIT_USAGE_ERROR, "--baud, --dtr and --settle require --serial");
    if (options->settle.unit == EXTENT_SAMPLES)
        die(EXIT_USAGE_ERROR, "--settle must be a time, not a number of samples");
}

struct device *source_open(const struct source_options *options, const char *operand, struct capture_options *capture)
{
    check_options(options, operand);
    if (options->serial != NULL)
        return open_serial(options);
    return operand != NULL ? open_bytes(operand, capture) : open_card(options->card, capture->wire.channels, capture);
}

void source_list(void)
{
    struct builder list = {0};
    builder_add_text(&list, ""); /* a text, even if nothing is listed */
    serial_list(&list);
    alsa_list(&list);
    if (list.length == 0)
        warn("found no serial port and no sound card");
    fwrite(list.text, 1, list.length, stdout);
    tool_close_stdout();
    free(list.text);
}
