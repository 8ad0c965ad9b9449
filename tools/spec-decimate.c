/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * spec-decimate: resamples to a lower rate, at an exact ratio and without aliasing.
 */
#include <math.h>

#include "base/fraction.h"
#include "base/sentence.h"
#include "cli/tool.h"
#include "signal/resample/decimate.h"
#include "tools/shared/preview.h"
#include "tools/shared/run.h"

enum { MOST_FACTOR = 1000000 };

static struct {
    enum when progress;
    struct input_options input;
    struct several_options several;
    struct output_options output;
    long factor;
    struct ratio rate;
    enum quality { QUALITY_FAST, QUALITY_HIGH, QUALITY_BEST } quality;
    enum decimation method;
    const char *transition;
    double attenuation;
    bool causal, plan;
    enum padding padding;
} opt = {.padding = PADDING_EVEN,
         .input = INPUT_OPTIONS_DEFAULT,
         .quality = QUALITY_HIGH,
         .method = DECIMATION_FIR,
         .attenuation = NAN};

/* The filter of each --quality: attenuation in dB, transition band in multiples of the new Nyquist frequency. */
static const struct {
    const char *name;
    double attenuation;
    struct band transition;
} qualities[] = {[QUALITY_FAST] = {"fast", 100, {0.7, 1}},
                 [QUALITY_HIGH] = {"high", 120, {0.8, 1}},
                 [QUALITY_BEST] = {"best", 135, {0.9, 1}}};

static const char *quality_name(size_t i)
{
    return i < sizeof qualities / sizeof *qualities ? qualities[i].name : NULL;
}

/* The paddings that reach as far as a filter does: all but prediction, which fades within a frame. */
static const char *end_name(size_t i)
{
    return i <= PADDING_CONSTANT ? padding_name(i) : NULL;
}

static const struct option_row options[] = {
    OPTION_SECTION("Rate"),
    OPTION_COUNT(0, "factor", "NUMBER", &opt.factor, 1, MOST_FACTOR, "divide the sample rate by this whole number"),
    OPTION_RATIO(0, "to-rate", "HZ", &opt.rate, "new sample rate, a number or a fraction; not above the old one"),
    OPTION_SECTION("Filter"),
    OPTION_CHOICE(0, "quality", "NAME", &opt.quality, quality_name, "preset of --attenuation and --transition"),
    OPTION_NUMBER(0, "attenuation", "DB", &opt.attenuation, 30, 150, "attenuation of frequencies that would alias"),
    OPTION_TEXT(0, "transition", "LO:HI", &opt.transition,
                "transition band in multiples of the new Nyquist frequency; 0.8:1 with --quality high"),
    OPTION_CHOICE(0, "method", "NAME", &opt.method, decimation_name,
                  "linear-phase filter; for comparison, a Chebyshev filter or means"),
    OPTION_FLAG(0, "causal", &opt.causal, "keep the delay of the filter, so that no output depends on later samples"),
    OPTION_CHOICE(0, "padding", "NAME", &opt.padding, end_name, "extension of the signal beyond its ends"),
    OPTION_FLAG(0, "plan", &opt.plan, "describe the output and the filter stages without resampling"),
    OPTION_SECTION("Input"),
    OPTIONS_INPUT(&opt.input),
    OPTIONS_SEVERAL(&opt.several),
    OPTION_SECTION("Output"),
    OPTIONS_OUTPUT(&opt.output),
    OPTION_WHEN(0, "progress", &opt.progress, "show progress on stderr"),
    OPTION_END};

static const struct tool tool = {
    .name = "spec-decimate",
    .synopsis = "--factor NUMBER | --to-rate HZ [OPTION]... [FILE]...",
    .example = "spec-decimate --to-rate 16000 music.flac -o music16k.wav",
    .summary = "Resamples each FILE (audio, a stream, or with --rate raw samples; stdin without\n"
               "FILE) to a lower rate and writes a stream, WAV, FLAC, CSV or NPY.",
    .options = options,
    .most_operands = -1,
};

/* The exact ratio of the rates. NULL, or a sentence that names the nearest ratios if its terms are too large. */
static const char *find_ratio(struct fraction *ratio, const struct reader *in)
{
    struct fraction below, above;
    double rate = header_rate(&in->header);
    *ratio = (struct fraction){1, opt.factor};
    if (opt.factor > 0)
        return NULL;
    if (!(ratio_value(opt.rate) * MOST_FACTOR >= rate))
        return sentence("--to-rate: %.17g Hz is less than a millionth of %.17g Hz", ratio_value(opt.rate), rate);
    const char *why = fraction_of(ratio, opt.rate, in->header.rate, &below, &above);
    if (why != NULL)
        return sentence("--to-rate: %.17g / %.17g Hz %s; the nearest are %lld/%lld (%.17g Hz) and %lld/%lld (%.17g Hz)",
                        ratio_value(opt.rate), rate, why, (long long)below.num, (long long)below.den,
                        rate * (double)below.num / (double)below.den, (long long)above.num, (long long)above.den,
                        rate * (double)above.num / (double)above.den);
    if (ratio->num > ratio->den)
        return sentence("--to-rate: %.17g Hz is above the rate of %s, %.17g Hz", ratio_value(opt.rate), in->name, rate);
    return NULL;
}

/* NULL or a sentence; then EXIT_USAGE_ERROR. */
static const char *resolve(struct decimate_setting *setting, const struct reader *in)
{
    struct band transition = qualities[opt.quality].transition;
    struct fraction ratio;
    if (opt.transition != NULL &&
        (band_parse(&transition, opt.transition, notation_number) != NULL ||
         !(transition.low >= 0.05 && transition.high - transition.low >= 0.01 && transition.high <= 1.5)))
        return sentence("--transition: '%s' is not LO:HI with LO from 0.05, HI to 1.5, and HI at least LO + 0.01",
                        opt.transition);
    const char *why = find_ratio(&ratio, in);
    if (why != NULL)
        return why;
    *setting = (struct decimate_setting){
        .method = opt.method,
        .causal = opt.causal,
        .padding = opt.causal && !option_given(&opt.padding) ? PADDING_ZEROS : opt.padding,
        .pass = transition.low,
        .stop = transition.high,
        .attenuation = option_given(&opt.attenuation) ? opt.attenuation : qualities[opt.quality].attenuation,
        .up = ratio.num,
        .down = ratio.den};
    if (setting->method != DECIMATION_FIR && (setting->up != 1 || setting->down == 1))
        return sentence("--method %s requires a whole factor of 2 or more, not %lld/%lld", decimation_name(opt.method),
                        (long long)setting->down, (long long)setting->up);
    if (setting->method != DECIMATION_FIR &&
        (opt.causal || option_given(&opt.transition) || option_given(&opt.attenuation) || option_given(&opt.padding)))
        return "--causal, --padding, --attenuation and --transition require --method fir";
    if (opt.causal && setting->padding != PADDING_ZEROS && setting->padding != PADDING_CONSTANT)
        return sentence("--padding %s mirrors later samples, which --causal excludes", padding_name(opt.padding));
    return NULL;
}

static struct header header_of(const struct reader *in, const struct decimate_setting *setting, double start)
{
    struct header header = in->header;
    double rate = header_rate(&header);
    header.start += start / rate;
    if (opt.factor > 0)
        header.rate = ratio_divide(header.rate, (double)opt.factor);
    else
        header.rate = opt.rate;
    header.samplerate = header.rate;
    if (header.rows >= 0)
        header.rows = decimate_rows(setting, header.rows);
    return header;
}

static void push_samples(struct stage *stage, const float *samples, size_t count)
{
    decimate_push(stage->state, samples, count);
}

static size_t next_samples(struct stage *stage, const float **samples)
{
    return decimate_next(stage->state, samples);
}

/* The samples pushed last, which are lent unchanged if the rate does not change. */
struct passage {
    const float *samples;
    size_t count;
};

static void push_unchanged(struct stage *stage, const float *samples, size_t count)
{
    *(struct passage *)stage->state = (struct passage){samples, count};
}

static size_t next_unchanged(struct stage *stage, const float **samples)
{
    struct passage *passage = stage->state;
    size_t count = passage->count;
    *samples = passage->samples;
    passage->count = 0;
    return count;
}

static int write_samples(struct decimate *decimate, const struct header *header, struct reader *in, struct output *out)
{
    struct passage passage;
    struct stage stage = decimate == NULL
                             ? (struct stage){.push = push_unchanged, .next = next_unchanged, .state = &passage}
                             : (struct stage){.push = push_samples, .next = next_samples, .state = decimate};
    int status = run_open_output(out, header, in);
    if (status != EXIT_DONE)
        return status;
    run_rows(in, &stage, &out->writer, opt.progress);
    return run_close(in, &stage, out);
}

static int process(struct reader *in, struct output *out)
{
    struct decimate_setting setting;
    char from[2 * NOTATION_ROOM], to[2 * NOTATION_ROOM];
    int status = EXIT_DONE;
    if (!header_is(&in->header, "samples"))
        return fail_with(EXIT_BAD_DATA, "%s: only samples can be decimated, not %s rows", in->name, in->header.kind);
    const char *why = resolve(&setting, in);
    if (why != NULL)
        return fail_with(EXIT_USAGE_ERROR, "%s", why);
    bool same = setting.up == setting.down;
    struct decimate *decimate = same ? NULL : decimate_create(&setting, (size_t)in->header.channels, RUN_BLOCK);
    struct header header = header_of(in, &setting, same ? 0 : decimate_start(decimate));
    if (opt.plan)
        preview_decimation(&setting, decimate, in, &header);
    else
        note("%s: %s Hz to %s Hz, exactly %lld/%lld", in->name, notation_ratio_text(from, in->header.rate),
             notation_ratio_text(to, header.rate), (long long)setting.up, (long long)setting.down);
    if (!opt.plan)
        status = write_samples(decimate, &header, in, out);
    decimate_destroy(decimate);
    return status;
}

int main(int argc, char **argv)
{
    char **operands = tool_start(&tool, argc, argv);
    const char *why = output_check(&opt.output, &opt.input);
    if (why == NULL && (opt.factor > 0) == (opt.rate.num > 0))
        why = "give either --factor or --to-rate";
    if (why != NULL)
        die(EXIT_USAGE_ERROR, "%s", why);
    return run_inputs(&(struct run_setting){.several = &opt.several,
                                            .input = &opt.input,
                                            .output = &opt.output,
                                            .format = "stream",
                                            .single = opt.plan ? "--plan is for one input" : NULL,
                                            .no_output = opt.plan,
                                            .progress = &opt.progress,
                                            .process = process},
                      operands);
}
