/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/option_unknown.h"

#include <string.h>

#include "base/name_match.h"
#include "base/sentence.h"
#include "cli/option_kind.h"

/* NAME of --NAME=ARGUMENT. */
struct word {
    const char *name;
    size_t length;
};

static struct word word_of(const char *text)
{
    return (struct word){text + 2, strcspn(text + 2, "=")};
}

static bool is_option(const struct option_row *row)
{
    return row->kind != OPTION_IS_SECTION;
}

static const struct option_row *find_row(const struct option_row *const tables[], const char *name, size_t length)
{
    const struct option_row *row = NULL;
    for (size_t i = 0; (row = option_at(tables, i)) != NULL; i++)
        if (is_option(row) && name_matches(row->name, name, length))
            return row;
    return NULL;
}

const struct option_row *option_respelt(const struct option_row *const tables[], const char *text)
{
    struct word word = word_of(text);
    return find_row(tables, word.name, word.length);
}

/*
 * Names of sox, ffmpeg, librosa, scipy, matplotlib, Kaldi, HTK, openSMILE and aubio. `option` is ours, with its argument
 * as an example: the first that the program has.
 */
static const struct {
    const char *theirs, *option, *argument;
} foreign[] = {
    {"overlap", "hop", " 75%"},
    {"noverlap", "hop", " 75%"},
    {"hop-length", "hop", " LENGTH"},
    {"hop-size", "hop", " LENGTH"},
    {"frame-shift", "hop", " 10ms"},
    {"step", "hop", " LENGTH"},
    {"n-fft", "fft-size", " SAMPLES"},
    {"nfft", "fft-size", " SAMPLES"},
    {"fft", "fft-size", " SAMPLES"},
    {"window-size", "win-length", " LENGTH"},
    {"window-length", "win-length", " LENGTH"},
    {"frame-length", "win-length", " 25ms"},
    {"frame-size", "win-length", " LENGTH"},
    {"nperseg", "win-length", " LENGTH"},
    {"window-type", "window", " NAME"},
    {"win-func", "window", " NAME"},
    {"fmin", "freq", " LO:HI"},
    {"fmax", "freq", " LO:HI"},
    {"min-freq", "freq", " LO:HI"},
    {"max-freq", "freq", " LO:HI"},
    {"low-freq", "freq", " LO:HI"},
    {"high-freq", "freq", " LO:HI"},
    {"frequency", "freq", " LO:HI"},
    {"ylim", "freq", " LO:HI"},
    {"cmap", "colormap", " NAME"},
    {"color", "colormap", " NAME"},
    {"colors", "colormap", " NAME"},
    {"colour", "colormap", " NAME"},
    {"palette", "colormap", " NAME"},
    {"size", "width", " PIXELS and --height PIXELS"},
    {"figsize", "width", " PIXELS and --height PIXELS"},
    {"vmin", "range", " LO:HI"},
    {"vmax", "range", " LO:HI"},
    {"zmin", "range", " LO:HI"},
    {"zmax", "range", " LO:HI"},
    {"drange", "range", " LO:HI"},
    {"dynamic-range", "range", " LO:HI"},
    {"top-db", "range", " LO:HI"},
    {"sr", "to-rate", " HZ"},
    {"sr", "rate", " HZ"},
    {"fs", "to-rate", " HZ"},
    {"fs", "rate", " HZ"},
    {"sample-rate", "to-rate", " HZ"},
    {"sample-rate", "rate", " HZ"},
    {"sample-frequency", "rate", " HZ"},
    {"samplerate", "to-rate", " HZ"},
    {"samplerate", "rate", " HZ"},
    {"n-mfcc", "coefficients", " NUMBER"},
    {"num-ceps", "coefficients", " NUMBER"},
    {"num-coeffs", "coefficients", " NUMBER"},
    {"numcep", "coefficients", " NUMBER"},
    {"cepstra", "coefficients", " NUMBER"},
    {"n-mels", "bands", " NUMBER"},
    {"nfilt", "bands", " NUMBER"},
    {"num-mel-bins", "bands", " NUMBER"},
    {"num-bands", "bands", " NUMBER"},
    {"preemphasis", "preemph", " NUMBER"},
    {"preemphasis-coefficient", "preemph", " NUMBER"},
    {"log", "axis", " log"},
    {"logscale", "axis", " log"},
    {"logfreq", "axis", " log"},
    {"mel", "axis", " mel"},
    {"bark", "axis", " bark"},
    {"fscale", "axis", " NAME"},
    {"y-axis", "axis", " NAME"},
    {"scale", "axis", " NAME"},
    {"db", "kind", " level"},
    {"psd", "kind", " density"},
    {"legend", "no-axes", ""},
    {"no-legend", "no-axes", ""},
    {"raw-picture", "no-axes", ""},
    {"out", "output", " FILE"},
    {"outfile", "output", " FILE"},
    {"output-dir", "out-dir", " DIR"},
    {"output-folder", "out-dir", " DIR"},
    {"workers", "jobs", " NUMBER"},
    {"threads", "jobs", " NUMBER"},
    {"list-devices", "list", ""},
    {"offset", "start", " TIME"},
    {"from", "start", " TIME"},
    {"to", "end", " TIME"},
    {"length", "duration", " TIME"},
    {"mono", "channels", " mix"},
    {"channel", "channels", " LIST"},
    {"input-format", "format", " NAME"},
    {"encoding", "format", " NAME"},
    {"port", "serial", " PORT"},
    {"tty", "serial", " PORT"},
    {"baudrate", "baud", " NUMBER"},
    {"silent", "quiet", ""},
};

/* "use --freq LO:HI", or NULL. */
static const char *foreign_advice(const struct option_row *const tables[], struct word word)
{
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        if (name_matches(foreign[i].theirs, word.name, word.length) &&
            find_row(tables, foreign[i].option, strlen(foreign[i].option)) != NULL)
            return sentence("use --%s%s", foreign[i].option, foreign[i].argument);
    return NULL;
}

/* "--raw or --rate or --rows", the names that begin with the word, which are several; else NULL. */
static const char *possible_names(const struct option_row *const tables[], struct word word)
{
    const struct option_row *row = NULL;
    const char *found = NULL;
    int matches = 0;
    for (size_t i = 0; word.length > 0 && (row = option_at(tables, i)) != NULL; i++)
        if (is_option(row) && strncmp(row->name, word.name, word.length) == 0) {
            found = found == NULL ? sentence("--%s", row->name) : sentence("%s or --%s", found, row->name);
            matches++;
        }
    return matches > 1 ? found : NULL;
}

/* The one name that is nearest; NULL: none is near, or several are equally near. */
static const char *nearest_name(const struct option_row *const tables[], struct word word)
{
    const struct option_row *row = NULL;
    const char *found = NULL;
    size_t nearest = name_far;
    for (size_t i = 0; (row = option_at(tables, i)) != NULL; i++) {
        size_t distance = is_option(row) ? name_distance(row->name, word.name, word.length) : name_far;
        if (distance == nearest)
            found = NULL;
        if (distance < nearest) {
            nearest = distance;
            found = row->name;
        }
    }
    return found;
}

const char *option_unknown(const struct option_row *const tables[], const char *text)
{
    struct word word = word_of(text);
    int shown = word.length < 80 ? (int)word.length : 80;
    const char *found = NULL;
    if ((found = possible_names(tables, word)) != NULL)
        return sentence("--%.*s may mean %s", shown, word.name, found);
    if ((found = foreign_advice(tables, word)) != NULL)
        return sentence("unknown option --%.*s; %s", shown, word.name, found);
    if ((found = nearest_name(tables, word)) != NULL)
        return sentence("unknown option --%.*s (did you mean --%s?)", shown, word.name, found);
    return sentence("unknown option --%.*s", shown, word.name);
}
