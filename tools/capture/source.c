/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/capture/source.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/tool.h"

static struct device *open_serial(const struct source_wish *wish)
{
    struct device *device = NULL;
    const char *remark = NULL;
    struct serial_setting setting = {.path = wish->serial,
                                     .baud = wish->baud > 0 ? wish->baud : 115200,
                                     .dtr = option_given(&wish->dtr) ? wish->dtr : DTR_LEAVE,
                                     .settle = wish->settle.unit == EXTENT_SECONDS ? wish->settle.value : 0};
    const char *why = serial_open(&device, &remark, &setting);
    if (why != NULL)
        die(EXIT_NO_INPUT, "%s: %s", wish->serial, why);
    if (remark != NULL)
        warn("%s: %s", wish->serial, remark);
    return device;
}

static struct device *open_card(const char *name, long channels, struct capture_wish *wish)
{
    struct device *device = NULL;
    struct alsa_setting setting = {.name = name != NULL ? name : "default", .channels = channels};
    double rate = wish->rate.over > 0 ? ratio_value(wish->rate) : 0;
    if (rate != rint(rate) || rate > 1e9)
        die(EXIT_USAGE_ERROR, "--rate: a sound card's rate is a whole number of Hz, not %.17g", rate);
    setting.rate = (long)rate;
    snprintf(setting.format, sizeof setting.format, "%.7s", wish->wire.format);
    const char *why = alsa_open(&device, &setting);
    if (why != NULL)
        die(EXIT_NO_INPUT, "%s: %s", setting.name, why);
    note("%s: %s, %ld channels, %ld Hz", setting.name, setting.format, setting.channels, setting.rate);
    wish->fixed = true;
    snprintf(wish->wire.format, sizeof wish->wire.format, "%s", setting.format);
    wish->wire.channels = setting.channels;
    if (!wish->measure)
        wish->rate = (struct ratio){(double)setting.rate, 1};
    return device;
}

static struct device *open_bytes(const char *operand, const struct capture_wish *wish)
{
    struct device *device = NULL;
    const char *why = bytes_open(&device, operand);
    if (why != NULL)
        die(EXIT_NO_INPUT, "%s: %s", strcmp(operand, "-") == 0 ? "stdin" : operand, why);
    if (wish->measure && !device->paced)
        die(EXIT_USAGE_ERROR, "%s: --rate auto: a file has no clock", device->name);
    return device;
}

static void check_options(const struct source_wish *wish, const char *operand)
{
    int named = (wish->serial != NULL) + (wish->card != NULL) + (operand != NULL);
    if (named > 1)
        die(EXIT_USAGE_ERROR, "--serial, --device and an operand exclude each other: one source at a time");
    if (wish->serial == NULL && (option_given(&wish->baud) || option_given(&wish->dtr) || option_given(&wish->settle)))
        die(EXIT_USAGE_ERROR, "--baud, --dtr and --settle are for --serial");
    if (wish->settle.unit == EXTENT_SAMPLES)
        die(EXIT_USAGE_ERROR, "--settle: a wait is a time, not a number of samples");
}

struct device *source_open(const struct source_wish *wish, const char *operand, struct capture_wish *capture)
{
    check_options(wish, operand);
    if (wish->serial != NULL)
        return open_serial(wish);
    return operand != NULL ? open_bytes(operand, capture) : open_card(wish->card, capture->wire.channels, capture);
}

void source_list(void)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *list = open_memstream(&text, &bytes);
    if (list == NULL)
        die(EXIT_NO_MEMORY, "out of memory");
    serial_list(list);
    alsa_list(list);
    if (fclose(list) != 0)
        die(EXIT_NO_MEMORY, "out of memory");
    if (bytes == 0)
        report("there is no serial port and no sound card");
    if (fwrite(text, 1, bytes, stdout) != bytes || fclose(stdout) != 0)
        die(EXIT_IO, "stdout: %s", strerror(errno));
    free(text);
}
