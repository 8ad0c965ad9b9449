/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A sound card for tests, as a plugin of libasound: a file of bare samples, at the pace of a real card, with faults.
 *
 *   pcm.NAME { type spectest infile "/x.raw" ... }
 *
 * format    what it has, with commas between: S16_LE         channels, channels_max   1, the same
 * rate      48000                                            rate_max                 the same
 * speed_pct its clock, in percent of the rate: 100
 * xrun_at   frame at which it stops for the time of `gap` frames, overruns once all before it have been read, and goes
 *           on `gap` frames later in the file
 * xruns     how often it does so, before the next frame, once it does: 1
 * unplug_at frame after the last one that comes before it is unplugged
 *
 * The file is repeated. A reader that is too slow overruns it as it would a real card: the file goes on meanwhile.
 */
#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { MOST_FORMATS = 16 };

struct script {
    const char *infile, *format;
    long channels, channels_max, rate, rate_max, speed_pct, xrun_at, xruns, gap, unplug_at;
};

struct source {
    snd_pcm_ioplug_t io;
    struct script script; /* its texts are the configuration's: for the start only */
    int file, timer;
    off_t length; /* of the file, bytes */
    bool in_place, started, running, jumps, gone;
    long overruns;
    int64_t time;            /* ns: of the last start */
    snd_pcm_sframes_t frame; /* which the last start gave first */
};

static int64_t source_now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* Frames since the last start. */
static snd_pcm_sframes_t source_ran(const struct source *source)
{
    double pace = source->io.rate * (double)source->script.speed_pct / 100;
    return (snd_pcm_sframes_t)((double)(source_now() - source->time) * 1e-9 * pace);
}

static snd_pcm_sframes_t source_pointer(snd_pcm_ioplug_t *io)
{
    struct source *source = io->private_data;
    const struct script *script = &source->script;
    snd_pcm_sframes_t ran = source->running ? source_ran(source) : 0, taken = (snd_pcm_sframes_t)io->appl_ptr;
    if (script->xrun_at >= 0 && source->overruns < script->xruns && source->frame + ran > script->xrun_at) {
        source->jumps =
            source->frame + ran >= script->xrun_at + script->gap && source->frame + taken >= script->xrun_at;
        source->overruns += source->jumps;
        if (source->jumps)
            return -EPIPE;
        ran = script->xrun_at - source->frame;
    }
    if (script->unplug_at >= 0 && source->frame + ran > script->unplug_at)
        ran = script->unplug_at - source->frame;
    if (script->unplug_at >= 0 && source->frame + taken >= script->unplug_at) {
        source->gone = true;
        snd_pcm_ioplug_set_state(io, SND_PCM_STATE_DISCONNECTED); /* an error from here would be an overrun */
        return ran % (snd_pcm_sframes_t)io->buffer_size;
    }
    if (ran > taken + (snd_pcm_sframes_t)io->buffer_size)
        return -EPIPE;
    return ran % (snd_pcm_sframes_t)io->buffer_size;
}

static int source_start(snd_pcm_ioplug_t *io)
{
    struct source *source = io->private_data;
    long tick = (long)(1e11 * (double)io->period_size / io->rate / (double)source->script.speed_pct);
    struct itimerspec each = {.it_interval = {tick / 1000000000, tick % 1000000000}};
    each.it_value = each.it_interval;
    if (source->jumps)
        source->frame = source->script.xrun_at + source->script.gap;
    else if (source->started)
        source->frame += source_ran(source);
    source->time = source_now();
    source->started = source->running = true;
    source->jumps = false;
    return timerfd_settime(source->timer, 0, &each, NULL) != 0 ? -errno : 0;
}

static int source_stop(snd_pcm_ioplug_t *io)
{
    struct source *source = io->private_data;
    source->running = false;
    return timerfd_settime(source->timer, 0, &(struct itimerspec){.it_value = {0, 0}}, NULL) != 0 ? -errno : 0;
}

static int source_prepare(snd_pcm_ioplug_t *io)
{
    struct source *source = io->private_data;
    source->running = false;
    return source->gone ? -ENODEV : 0;
}

static int source_poll(snd_pcm_ioplug_t *io, struct pollfd *files, unsigned count, unsigned short *events)
{
    uint64_t ticks;
    (void)io;
    bool ticked = count == 1 && read(files->fd, &ticks, sizeof ticks) > 0;
    *events = ticked ? POLLIN : 0;
    return 0;
}

/* May be asked for the same frames twice, as libasound does under `plug`. */
static snd_pcm_sframes_t source_transfer(snd_pcm_ioplug_t *io, const snd_pcm_channel_area_t *area,
                                         snd_pcm_uframes_t offset, snd_pcm_uframes_t count)
{
    struct source *source = io->private_data;
    int frame = snd_pcm_format_physical_width(io->format) / 8 * (int)io->channels;
    snd_pcm_uframes_t size = io->buffer_size,
                      ahead = source->in_place ? (offset + size - io->appl_ptr % size) % size : 0;
    off_t from = (source->frame + (off_t)io->appl_ptr + (off_t)ahead) * frame, length = source->length / frame * frame;
    char *to = (char *)area->addr + (area->first + area->step * offset) / 8;
    if (length == 0)
        return -ENODEV;
    for (off_t left = (off_t)count * frame; left > 0;) {
        off_t at = from % length, piece = left < length - at ? left : length - at;
        ssize_t got = pread(source->file, to, (size_t)piece, at);
        if (got <= 0)
            return got < 0 ? -errno : -ENODEV;
        to += got;
        from += got;
        left -= got;
    }
    return (snd_pcm_sframes_t)count;
}

static int source_params(snd_pcm_ioplug_t *io, snd_pcm_hw_params_t *params)
{
    struct source *source = io->private_data;
    snd_pcm_access_t access;
    int result = snd_pcm_hw_params_get_access(params, &access);
    source->in_place = result >= 0 && access == SND_PCM_ACCESS_MMAP_INTERLEAVED;
    return result;
}

static int source_close(snd_pcm_ioplug_t *io)
{
    struct source *source = io->private_data;
    close(source->file);
    close(source->timer);
    free(source);
    return 0;
}

static const snd_pcm_ioplug_callback_t callbacks = {.start = source_start,
                                                    .stop = source_stop,
                                                    .pointer = source_pointer,
                                                    .transfer = source_transfer,
                                                    .prepare = source_prepare,
                                                    .hw_params = source_params,
                                                    .poll_revents = source_poll,
                                                    .close = source_close};

static int script_number(struct script *script, const char *id, snd_config_t *field)
{
    struct {
        const char *id;
        long *value;
    } const numbers[] = {
        {"channels", &script->channels}, {"channels_max", &script->channels_max}, {"rate", &script->rate},
        {"rate_max", &script->rate_max}, {"xrun_at", &script->xrun_at},           {"gap", &script->gap},
        {"xruns", &script->xruns},       {"unplug_at", &script->unplug_at},       {"speed_pct", &script->speed_pct}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (strcmp(id, numbers[i].id) == 0)
            return snd_config_get_integer(field, numbers[i].value);
    SNDERR("spectest has no field %s", id);
    return -EINVAL;
}

static int script_read(struct script *script, snd_config_t *conf)
{
    snd_config_iterator_t i, next;
    snd_config_for_each(i, next, conf)
    {
        snd_config_t *field = snd_config_iterator_entry(i);
        const char *id;
        int result = snd_config_get_id(field, &id);
        if (result < 0 || strcmp(id, "comment") == 0 || strcmp(id, "type") == 0 || strcmp(id, "hint") == 0)
            continue;
        if (strcmp(id, "infile") == 0 || strcmp(id, "format") == 0)
            result = snd_config_get_string(field, id[0] == 'i' ? &script->infile : &script->format);
        else
            result = script_number(script, id, field);
        if (result < 0)
            return result;
    }
    script->channels_max = script->channels_max > 0 ? script->channels_max : script->channels;
    script->rate_max = script->rate_max > 0 ? script->rate_max : script->rate;
    return script->infile == NULL ? -EINVAL : 0;
}

static int source_limit(struct source *source, int parameter, long least, long most)
{
    return snd_pcm_ioplug_set_param_minmax(&source->io, parameter, (unsigned)least, (unsigned)most);
}

static int source_limits(struct source *source)
{
    const struct script *script = &source->script;
    const unsigned access[] = {SND_PCM_ACCESS_RW_INTERLEAVED, SND_PCM_ACCESS_MMAP_INTERLEAVED};
    unsigned formats[MOST_FORMATS], count = 0;
    char names[256], *rest = names, *name;
    snprintf(names, sizeof names, "%s", script->format);
    while (count < MOST_FORMATS && (name = strsep(&rest, ",")) != NULL)
        formats[count++] = (unsigned)snd_pcm_format_value(name);
    int result = snd_pcm_ioplug_set_param_list(&source->io, SND_PCM_IOPLUG_HW_ACCESS, 2, access);
    result |= snd_pcm_ioplug_set_param_list(&source->io, SND_PCM_IOPLUG_HW_FORMAT, count, formats);
    result |= source_limit(source, SND_PCM_IOPLUG_HW_CHANNELS, script->channels, script->channels_max);
    result |= source_limit(source, SND_PCM_IOPLUG_HW_RATE, script->rate, script->rate_max);
    result |= source_limit(source, SND_PCM_IOPLUG_HW_PERIOD_BYTES, 64, 1 << 20);
    result |= source_limit(source, SND_PCM_IOPLUG_HW_BUFFER_BYTES, 256, 4 << 20);
    return result | source_limit(source, SND_PCM_IOPLUG_HW_PERIODS, 2, 1024);
}

static struct source *source_create(const struct script *script)
{
    struct stat facts;
    struct source *source = calloc(1, sizeof *source);
    if (source == NULL)
        return NULL;
    source->script = *script;
    source->file = open(script->infile, O_RDONLY | O_CLOEXEC);
    source->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    source->io = (snd_pcm_ioplug_t){.version = SND_PCM_IOPLUG_VERSION,
                                    .name = "a sound card for tests",
                                    .callback = &callbacks,
                                    .private_data = source,
                                    .poll_fd = source->timer,
                                    .poll_events = POLLIN};
    if (source->timer < 0 || source->file < 0 || fstat(source->file, &facts) != 0) {
        source_close(&source->io);
        return NULL;
    }
    source->length = facts.st_size;
    return source;
}

SND_PCM_PLUGIN_DEFINE_FUNC(spectest);
SND_PCM_PLUGIN_DEFINE_FUNC(spectest)
{
    struct script script = {.format = "S16_LE", .channels = 1, .rate = 48000, .speed_pct = 100, .xruns = 1};
    (void)root;
    script.xrun_at = script.unplug_at = -1;
    int result = stream == SND_PCM_STREAM_CAPTURE ? script_read(&script, conf) : -EINVAL;
    if (result < 0)
        return result;
    struct source *source = source_create(&script);
    if (source == NULL)
        return -ENOENT;
    if ((result = snd_pcm_ioplug_create(&source->io, name, stream, mode)) < 0) {
        source_close(&source->io);
        return result;
    }
    if (source_limits(source) != 0) {
        snd_pcm_ioplug_delete(&source->io);
        return -EINVAL;
    }
    *pcmp = source->io.pcm;
    return 0;
}
SND_PCM_PLUGIN_SYMBOL(spectest)
