/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/alsa_setup.h"
#include "base/sentence.h"

#include <alsa/asoundlib.h>
#include <assert.h>
#include <string.h>

/* The most precise first: 32-bit integers have more significant bits than a float's 24. */
static const struct {
    const char *name;
    snd_pcm_format_t format;
} formats[] = {
    {"s32le", SND_PCM_FORMAT_S32_LE},   {"f64le", SND_PCM_FORMAT_FLOAT64_LE},
    {"f32le", SND_PCM_FORMAT_FLOAT_LE}, {"s24le", SND_PCM_FORMAT_S24_3LE},
    {"s16le", SND_PCM_FORMAT_S16_LE},   {"u16le", SND_PCM_FORMAT_U16_LE},
    {"s8", SND_PCM_FORMAT_S8},          {"u8", SND_PCM_FORMAT_U8},
    {"s32be", SND_PCM_FORMAT_S32_BE},   {"f64be", SND_PCM_FORMAT_FLOAT64_BE},
    {"f32be", SND_PCM_FORMAT_FLOAT_BE}, {"s24be", SND_PCM_FORMAT_S24_3BE},
    {"s16be", SND_PCM_FORMAT_S16_BE},   {"u16be", SND_PCM_FORMAT_U16_BE},
};
enum { FORMATS = sizeof formats / sizeof *formats };

static const unsigned usual_rates[] = {8000,  11025, 12000, 16000,  22050,  24000,  32000,  44100,  48000,
                                       64000, 88200, 96000, 176400, 192000, 352800, 384000, 705600, 768000};
enum { RATES = sizeof usual_rates / sizeof *usual_rates };

/* The configuration space of a card. */
struct space {
    snd_pcm_t *card;
    snd_pcm_hw_params_t *left; /* the configurations still possible with the parameters set so far */
    snd_pcm_hw_params_t *all;  /* all of them, to say what the card supports */
};

struct list {
    char text[400];
    size_t length;
};

__attribute__((format(printf, 2, 3))) static void list_add(struct list *list, const char *format, ...)
{
    va_list more;
    va_start(more, format);
    if (list->length > 0)
        list->length += (size_t)snprintf(list->text + list->length, sizeof list->text - list->length, ", ");
    list->length += (size_t)vsnprintf(list->text + list->length, sizeof list->text - list->length, format, more);
    va_end(more);
    assert(list->length < sizeof list->text); /* the list of all formats, or of all usual rates, fits */
}

static void hush(const char *file, int line, const char *function, int error, const char *format, ...)
{
    (void)file, (void)line, (void)function, (void)error, (void)format;
}

void alsa_hush(void)
{
    snd_lib_error_set_handler(hush);
}

static size_t format_find(const char *name)
{
    size_t i = 0;
    while (i < FORMATS && strcmp(formats[i].name, name) != 0)
        i++;
    return i;
}

static bool format_is_possible(const struct space *space, snd_pcm_hw_params_t *params, size_t i)
{
    return snd_pcm_hw_params_test_format(space->card, params, formats[i].format) == 0;
}

static const char *format_refuse(const struct space *space, const char *name)
{
    struct list has = {.length = 0};
    for (size_t i = 0; i < FORMATS; i++)
        if (format_is_possible(space, space->all, i))
            list_add(&has, "%s", formats[i].name);
    if (has.length == 0)
        return "has no supported format; plughw: instead of hw: converts it";
    return sentence("does not support %s, only %s", name, has.text);
}

static const char *format_choose(const struct space *space, struct alsa_setting *setting)
{
    size_t i = setting->format[0] != '\0' ? format_find(setting->format) : 0;
    while (setting->format[0] == '\0' && i < FORMATS && !format_is_possible(space, space->left, i))
        i++;
    if (i == FORMATS || !format_is_possible(space, space->all, i))
        return format_refuse(space, setting->format);
    if (snd_pcm_hw_params_set_format(space->card, space->left, formats[i].format) < 0)
        return sentence("supports %s, but not at this rate and with these channels", formats[i].name);
    snprintf(setting->format, sizeof setting->format, "%s", formats[i].name);
    return NULL;
}

static const char *channels_refuse(const struct space *space, unsigned wanted)
{
    enum { MOST_LISTED = 32 };
    struct list has = {.length = 0};
    unsigned least = 1, most = 1, count = 0;
    if (snd_pcm_hw_params_test_channels(space->card, space->all, wanted) == 0)
        return sentence("supports %u channels, but not at this rate and in this format", wanted);
    snd_pcm_hw_params_get_channels_min(space->all, &least);
    snd_pcm_hw_params_get_channels_max(space->all, &most);
    for (unsigned i = least; i <= most && i < least + MOST_LISTED; i++)
        if (snd_pcm_hw_params_test_channels(space->card, space->all, i) == 0) {
            list_add(&has, "%u", i);
            count++;
        }
    if (count > 2 && (count == MOST_LISTED || count > most - least))
        return sentence("supports %u to %u channels, not %u", least, most, wanted);
    return sentence("supports %s channel%s, not %u", has.text, most == 1 ? "" : "s", wanted);
}

static const char *channels_choose(const struct space *space, struct alsa_setting *setting)
{
    unsigned wanted = (unsigned)setting->channels;
    if (setting->channels == 0)
        snd_pcm_hw_params_get_channels_min(space->left, &wanted);
    if (snd_pcm_hw_params_set_channels(space->card, space->left, wanted) < 0)
        return channels_refuse(space, wanted);
    setting->channels = wanted;
    return NULL;
}

static bool rate_is_possible(const struct space *space, unsigned rate)
{
    return snd_pcm_hw_params_test_rate(space->card, space->all, rate, 0) == 0;
}

static const char *rate_refuse(const struct space *space, unsigned rate)
{
    struct list has = {.length = 0};
    unsigned least = 0, most = 0;
    snd_pcm_hw_params_get_rate_min(space->all, &least, NULL);
    snd_pcm_hw_params_get_rate_max(space->all, &most, NULL);
    for (size_t i = 0; i < RATES; i++)
        if (rate_is_possible(space, usual_rates[i]))
            list_add(&has, "%u", usual_rates[i]);
    bool any = most - least > 1 && rate_is_possible(space, least + 1) && rate_is_possible(space, most - 1);
    if (has.length == 0 && least == most)
        list_add(&has, "%u", least);
    if (has.length == 0)
        return sentence("does not support %u Hz, only rates from %u to %u Hz", rate, least, most);
    if (any)
        return sentence("does not support %u Hz, only %s and any other rate from %u to %u Hz", rate, has.text, least,
                        most);
    return sentence("does not support %u Hz, only %s Hz", rate, has.text);
}

static const char *rate_choose(const struct space *space, struct alsa_setting *setting)
{
    unsigned rate = setting->rate > 0 ? (unsigned)setting->rate : 48000;
    if (setting->rate > 0 && !rate_is_possible(space, rate))
        return rate_refuse(space, rate);
    int result = setting->rate > 0 ? snd_pcm_hw_params_set_rate(space->card, space->left, rate, 0)
                                   : snd_pcm_hw_params_set_rate_near(space->card, space->left, &rate, NULL);
    if (result < 0)
        return sentence("supports %u Hz, but not with this format and these channels", rate);
    setting->rate = rate;
    return NULL;
}

/* Sets the requested parameters first, then chooses the others among those possible with them. */
static const char *space_choose(const struct space *space, struct alsa_setting *setting)
{
    const char *(*const choose[])(const struct space *, struct alsa_setting *) = {rate_choose, format_choose,
                                                                                  channels_choose};
    const bool requested[] = {setting->rate != 0, setting->format[0] != '\0', setting->channels != 0};
    const char *why = NULL;
    for (size_t i = 0; i < 3 && why == NULL; i++)
        why = requested[i] ? choose[i](space, setting) : NULL;
    for (size_t i = 0; i < 3 && why == NULL; i++)
        why = requested[i] ? NULL : choose[i](space, setting);
    return why;
}

/* A period of 1024 frames wakes the reader often enough; the buffer lasts half a second on a busy machine. */
static int space_buffer(const struct space *space, unsigned rate)
{
    snd_pcm_uframes_t period = 1024, buffer;
    int result = snd_pcm_hw_params_set_period_size_near(space->card, space->left, &period, NULL);
    buffer = 16 * period > rate / 2 ? 16 * period : rate / 2;
    if (result >= 0)
        result = snd_pcm_hw_params_set_buffer_size_near(space->card, space->left, &buffer);
    return result < 0 ? result : snd_pcm_hw_params(space->card, space->left);
}

/* Checks the actual configuration, since drivers may deviate from what they accepted. */
static const char *space_compare(const struct space *space, const struct alsa_setting *setting)
{
    unsigned rate = 0, channels = 0;
    snd_pcm_format_t format = SND_PCM_FORMAT_UNKNOWN;
    snd_pcm_hw_params_get_rate(space->left, &rate, NULL);
    snd_pcm_hw_params_get_channels(space->left, &channels);
    snd_pcm_hw_params_get_format(space->left, &format);
    if (rate == setting->rate && channels == setting->channels &&
        format == formats[format_find(setting->format)].format)
        return NULL;
    return sentence("was asked for %ld Hz, %ld channels, %s, but runs at %u Hz, %u channels, %s", setting->rate,
                    setting->channels, setting->format, rate, channels, snd_pcm_format_name(format));
}

static const char *space_open(struct space *space)
{
    int result = snd_pcm_hw_params_any(space->card, space->left);
    if (result >= 0)
        result = snd_pcm_hw_params_set_rate_resample(space->card, space->left, 0);
    if (result >= 0)
        result = snd_pcm_hw_params_set_access(space->card, space->left, SND_PCM_ACCESS_RW_INTERLEAVED);
    if (result >= 0)
        snd_pcm_hw_params_copy(space->all, space->left);
    return result < 0 ? sentence("cannot be set up: %s", snd_strerror(result)) : NULL;
}

/* The software parameters keep their defaults: reading stops at an overrun, and wakes once per period. */
const char *alsa_setup(struct _snd_pcm *card, struct alsa_setting *setting)
{
    struct space space = {.card = card};
    snd_pcm_hw_params_alloca(&space.left);
    snd_pcm_hw_params_alloca(&space.all);
    const char *why = space_open(&space);
    if (why == NULL)
        why = space_choose(&space, setting);
    if (why != NULL)
        return why;
    int result = space_buffer(&space, (unsigned)setting->rate);
    return result < 0 ? sentence("cannot be set up: %s", snd_strerror(result)) : space_compare(&space, setting);
}
