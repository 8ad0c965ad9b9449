/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/memory.h"
#include "base/sentence.h"
#include "capture/alsa_setup.h"
#include "capture/device.h"
#include "capture/nanoseconds.h"
#include "capture/reading.h"

#include <alsa/asoundlib.h>
#include <errno.h>
#include <math.h>
#include <string.h>

enum { MOST_RECOVERIES = 10 /* in a row without reading a frame */ };

struct alsa {
    struct device device; /* first, so that a pointer to it is also one to the whole */
    char *name;
    snd_pcm_t *card;
    long rate;                /* Hz */
    size_t frame;             /* bytes per frame, which is one sample of each channel */
    snd_pcm_uframes_t buffer; /* frames; if more are read at once, the `file` plugin returns zeros */

    bool running;
    int64_t started;   /* time of the last start, ns */
    int64_t last;      /* time of the last read of frames, at first that of the first start, ns */
    int64_t buffered;  /* frames in the card's buffer after that read */
    const char *cause; /* of a restart since then; NULL: none */
    int recoveries;    /* since then */
};

static ssize_t alsa_over(struct alsa *from, int error)
{
    bool gone = error == -ENODEV || error == -EBADFD || snd_pcm_state(from->card) == SND_PCM_STATE_DISCONNECTED;
    return reading_over(&from->device, gone ? "the sound card was unplugged" : snd_strerror(error));
}

/* Frames lost in a restart: those in the buffer after the last read, and those from then until the card ran again. */
static int64_t alsa_lost(const struct alsa *from)
{
    double seconds = (double)(from->started - from->last) * 1e-9;
    return from->buffered + llround(seconds * (double)from->rate);
}

static int alsa_start(struct alsa *from)
{
    int result = from->running ? 0 : snd_pcm_start(from->card);
    if (result < 0 || from->running)
        return result;
    from->running = true;
    from->started = nanoseconds_now(CLOCK_MONOTONIC);
    if (from->last == 0)
        from->last = from->started;
    return 0;
}

/* After a suspend the card resumes by itself, or must be prepared again. */
static int alsa_resume(struct alsa *from)
{
    from->cause = "the sound card was suspended";
    int result = snd_pcm_resume(from->card);
    if (result == -EAGAIN)
        poll(NULL, 0, READING_WAIT);
    if (result == 0) {
        from->started = nanoseconds_now(CLOCK_MONOTONIC);
        from->buffered = 0; /* it kept its buffer */
    }
    return result;
}

static ssize_t alsa_recover(struct alsa *from, int error)
{
    if (error == -EAGAIN || error == -EINTR)
        return 0;
    if (error != -EPIPE && error != -ESTRPIPE)
        return alsa_over(from, error);
    if (error == -ESTRPIPE) {
        int result = alsa_resume(from);
        if (result == 0 || result == -EAGAIN)
            return 0;
    } else {
        from->cause = "the sound card overran (xrun)";
    }
    if (++from->recoveries > MOST_RECOVERIES)
        return reading_over(&from->device, "the sound card stopped sending samples");
    from->running = false;
    int result = snd_pcm_prepare(from->card);
    return result < 0 ? alsa_over(from, result) : 0;
}

/* Fills in time and loss of a block that has just been read. */
static void alsa_describe(struct alsa *from, struct block *block)
{
    block->time = nanoseconds_now(CLOCK_MONOTONIC);
    if (from->cause != NULL) {
        block->lost = alsa_lost(from) * (int64_t)from->frame;
        block->estimated = true;
        block->cause = from->cause;
    }
    snd_pcm_sframes_t buffered = snd_pcm_avail_update(from->card);
    from->buffered = buffered > 0 ? buffered : 0;
    from->last = block->time;
    from->cause = NULL;
    from->recoveries = 0;
}

static ssize_t alsa_read(struct device *device, unsigned char *bytes, size_t size, struct block *block)
{
    struct alsa *from = (struct alsa *)device;
    *block = (struct block){.time = nanoseconds_now(CLOCK_MONOTONIC)};
    int result = alsa_start(from);
    if (result >= 0)
        result = snd_pcm_wait(from->card, READING_WAIT);
    if (result <= 0)
        return result == 0 ? 0 : alsa_recover(from, result);
    size_t room = size / from->frame;
    snd_pcm_sframes_t frames = snd_pcm_readi(from->card, bytes, room < from->buffer ? room : from->buffer);
    if (frames < 0)
        return alsa_recover(from, (int)frames);
    if (frames > 0)
        alsa_describe(from, block);
    return frames * (ssize_t)from->frame;
}

static void alsa_close(struct device *device)
{
    struct alsa *from = (struct alsa *)device;
    snd_pcm_drop(from->card);
    snd_pcm_close(from->card);
    snd_config_update_free_global();
    free(from->name);
    free(from);
}

static const char *alsa_refusal(int error)
{
    switch (error) {
    case -ENOENT:
    case -ENODEV:
    case -ENXIO:
    case -EINVAL: /* as for hw:63: cards end at 31 */
        return "no such device; --list shows the available ones";
    case -EBUSY:
    case -EAGAIN:
        return "is in use by another program";
    case -EACCES:
    case -EPERM:
        return "permission denied; usually the members of the group audio have access";
    default:
        return sentence("%s", snd_strerror(error));
    }
}

const char *alsa_open(struct device **device, struct alsa_setting *setting)
{
    snd_pcm_t *card = NULL;
    alsa_hush();
    errno = 0;
    int result = snd_pcm_open(&card, setting->name, SND_PCM_STREAM_CAPTURE, SND_PCM_NONBLOCK);
    const char *why = result < 0 ? alsa_refusal(result) : alsa_setup(card, setting);
    if (result == -ENOMEM)
        mem_fail();
    mem_check_errno(); /* plugins report other errors then */
    if (why != NULL) {
        if (card != NULL)
            snd_pcm_close(card);
        snd_config_update_free_global();
        return why;
    }
    struct alsa *from = mem_new(1, sizeof *from);
    from->card = card;
    from->rate = setting->rate;
    from->frame = (size_t)snd_pcm_frames_to_bytes(card, 1);
    snd_pcm_get_params(card, &from->buffer, &(snd_pcm_uframes_t){0});
    from->name = mem_text(setting->name);
    from->device = (struct device){.name = from->name, .paced = true, .read = alsa_read, .close = alsa_close};
    *device = &from->device;
    return NULL;
}
