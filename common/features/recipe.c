/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "features/recipe.h"

#include "base/names.h"
#include "signal/mel/spectral_shape.h"

NAMES(rounding_name, "nearest", "down")
NAMES(window_form_name, "periodic", "symmetric")
NAMES(spectrum_norm_name, "none", "fft")
NAMES(zeroth_name, "c0", "energy", "both", "none")
NAMES(zeroth_place_name, "first", "last")
NAMES(row_kind_name, "mfcc", "mel", "logmel", "features")
NAMES(cmvn_name, "none", "mean", "variance")
NAMES(answer_name, "no", "yes")

const char *frame_energy_name(size_t i)
{
    return energy_name(i + ENERGY_RAW);
}

const char *feature_name(size_t i)
{
    return i < SHAPE_COUNT ? spectral_shape_name(i) : i == SHAPE_COUNT ? "chroma" : NULL;
}
