/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/stft/synthesis.h"

#include "cli/tool.h"
#include "signal/transform/istft.h"
#include "spectra/spectra_header.h"

static void push_spectrum(struct stage *stage, const float *row, size_t count)
{
    istft_push(stage->state, count > 0 ? row : NULL);
}

static size_t next_samples(struct stage *stage, const float **samples)
{
    return istft_next(stage->state, samples, &stage->failure);
}

int synthesis_run(struct reader *in, struct output *out, bool partial, enum when progress)
{
    struct stft_setting setting;
    struct istft *istft = NULL;
    int64_t samples = -1;
    if (!header_is(&in->header, "complex"))
        return fail_with(EXIT_BAD_DATA, "%s: --inverse needs complex rows, and these are %s", in->name,
                         in->header.kind);
    const char *why = spectra_header_setting(&setting, &samples, &in->header);
    int64_t first_row = in->at + in->skip;
    if (in->end >= 0 || first_row > 0 || in->cut != NULL || partial)
        samples = -1; /* only some of the rows are read */
    if (why == NULL && (why = spectra_header_refuse_inverse(&in->header)) == NULL)
        why = istft_create(&istft, &setting, (size_t)in->header.channels, samples, first_row);
    if (why != NULL)
        return fail_with(EXIT_BAD_DATA, "%s: cannot be inverted: %s", in->name, why);
    struct header header = spectra_header_samples(&setting, &in->header, samples);
    struct stage stage = {
        .push = push_spectrum, .next = next_samples, .state = istft, .by_row = true, .status = EXIT_BAD_DATA};
    int status = run_open_output(out, &header, in);
    if (status == EXIT_DONE) {
        run_rows(in, &stage, &out->writer, progress);
        status = run_close(in, &stage, out);
    }
    istft_destroy(istft);
    return status;
}
