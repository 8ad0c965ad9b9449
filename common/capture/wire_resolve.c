/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/wire_resolve.h"

#include "base/channels.h"
#include "base/name_match.h"
#include "base/sample.h"
#include "base/sentence.h"
#include "capture/wire_parts.h"
#include "capture/wire_protocol.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_TEXT_BITS = 32, LEAST_FEW = 9, MOST_FEW = 15 /* bits within 16 */ };

static bool is_text(const struct wire_setting *setting)
{
    return strcmp(setting->format, "text") == 0;
}

/* Resolves s24 to s24le, u12be to u16be with 12 bits. *few: those bits, or 0. False: there is no such format. */
static bool resolve_format(struct wire_setting *setting, long *few)
{
    char name[sizeof setting->format + 2];
    char *rest = NULL;
    *few = 0;
    if (is_text(setting) || sample_format_find(setting->format) != NULL)
        return true;
    snprintf(name, sizeof name, "%sle", setting->format);
    if (setting->format[0] == 'u' || setting->format[0] == 's') {
        bool digit = setting->format[1] >= '1' && setting->format[1] <= '9';
        long bits = digit ? strtol(setting->format + 1, &rest, 10) : 0;
        if (bits >= LEAST_FEW && bits <= MOST_FEW) {
            snprintf(name, sizeof name, "%c16%s", setting->format[0], *rest == '\0' ? "le" : rest);
            *few = bits;
        }
    }
    const struct sample_format *format = sample_format_find(name);
    if (format != NULL)
        snprintf(setting->format, sizeof setting->format, "%s", format->name);
    return format != NULL;
}

static const char *resolve_bits(struct wire_setting *setting, long few, const char *given)
{
    const struct sample_format *format = sample_format_find(setting->format);
    long most = format == NULL ? MOST_TEXT_BITS : 8 * (long)format->bytes;
    long least = format == NULL || format->positive ? 1 : 2; /* a sign bit and one more */
    if (few != 0 && setting->bits != 0 && setting->bits != few)
        return sentence("--bits: %s has %ld bits, not %ld", given, few, setting->bits);
    if (format != NULL && format->real)
        return setting->bits == 0 ? NULL : sentence("--bits: %s samples are not integers", setting->format);
    if (setting->bits == 0)
        setting->bits = few != 0 ? few : format != NULL ? most : 0;
    else if (setting->bits < least || setting->bits > most)
        return sentence("--bits: %s can have %ld to %ld bits, not %ld", given, least, most, setting->bits);
    return NULL;
}

static const char *resolve_numbers(struct wire_setting *setting, const struct wire_protocol *protocol)
{
    char given[sizeof setting->format];
    long few = 0;
    memcpy(given, setting->format, sizeof given);
    if (given[0] == '\0' && protocol->format[0] == '\0')
        return "--format is required for raw samples, such as u16le";
    if (given[0] == '\0')
        snprintf(setting->format, sizeof setting->format, "%s", protocol->format);
    if (!resolve_format(setting, &few))
        return sentence("--format: %s", name_unknown("format", sample_format_name, given, strlen(given)));
    if (protocol->format[0] != '\0' &&
        (strcmp(setting->format, protocol->format) != 0 || (few != 0 && few != protocol->bits)))
        return sentence("--format: %s sends %s, not %s", protocol->name, protocol->format, given);
    if (protocol->bits != 0 && setting->bits != 0 && setting->bits != protocol->bits)
        return sentence("--bits: %s sends %ld bits, not %ld", protocol->name, protocol->bits, setting->bits);
    if (setting->bits == 0)
        setting->bits = protocol->bits;
    return resolve_bits(setting, few, given[0] != '\0' ? given : setting->format);
}

static const char *resolve_channels(struct wire_setting *setting, const struct wire_protocol *protocol)
{
    long channels = setting->channels;
    if (channels < 0 || channels > MOST_CHANNELS)
        return sentence("--channels must be 1 to %d, not %ld", MOST_CHANNELS, channels);
    if (protocol->channels != 0 && channels != 0 && channels != protocol->channels)
        return sentence("--channels: %s sends %ld channel%s, not %ld", protocol->name, protocol->channels,
                        protocol->channels == 1 ? "" : "s", channels);
    if (channels == 0 && protocol->decoder != &wire_framed)
        setting->channels = protocol->channels != 0 ? protocol->channels : 1;
    return NULL;
}

static const char *resolve_scale(struct wire_setting *setting, const struct wire_protocol *protocol)
{
    bool as_is = is_text(setting) && setting->bits == 0;
    if (!isfinite(setting->vref) || setting->vref < 0)
        return "--vref must be above 0";
    if (as_is && setting->scale == WIRE_VOLTS && setting->vref > 0)
        return "--vref: text needs --bits to be scaled to volts";
    if (setting->vref == 0)
        setting->vref = protocol->vref;
    if (setting->scale == WIRE_VOLTS && setting->vref == 0 && !as_is)
        return "--scale volts requires --vref";
    return NULL;
}

/* The packets specify format and bits. */
static const char *refuse_framed(const struct wire_setting *setting)
{
    if (setting->format[0] != '\0')
        return sentence("--format %s: framed packets define their own format", setting->format);
    return setting->bits == 0 ? NULL : "--bits: framed packets define their own number of bits";
}

const char *wire_resolve(struct wire_setting *setting, struct ratio *rate)
{
    const char *why = NULL;
    const struct wire_protocol *protocol = wire_protocol_find(setting->protocol != NULL ? setting->protocol : "bare");
    *rate = (struct ratio){0, 0};
    if (protocol == NULL)
        return sentence("--protocol: %s",
                        name_unknown("protocol", protocol_name, setting->protocol, strlen(setting->protocol)));
    setting->protocol = protocol->name;
    why = protocol->decoder == &wire_framed ? refuse_framed(setting) : resolve_numbers(setting, protocol);
    if (why == NULL)
        why = resolve_channels(setting, protocol);
    if (why == NULL)
        why = resolve_scale(setting, protocol);
    if (why == NULL)
        *rate = protocol->rate;
    return why;
}
