# SPDX-License-Identifier: GPL-2.0-or-later
# Rules for pictures and features of recordings. In your Makefile:
#
#     STFT_FLAGS = -n 2048 -p 75%
#     RENDER_FLAGS = -z -100:-20
#     MFCC_FLAGS = --preset librosa -c mix
#     include spec.mk
#     all: $(patsubst %.wav,%.png,$(wildcard *.wav)) $(patsubst %.wav,%.csv,$(wildcard *.wav))
#
# A recipe fails if any of its stages fails, in plain sh too: spec-render detects truncated input. Output files are
# complete or absent, so .DELETE_ON_ERROR is not needed.

SPEC_STFT ?= spec-stft
SPEC_RENDER ?= spec-render
SPEC_MFCC ?= spec-mfcc

%.png: %.wav
	$(SPEC_STFT) $(STFT_FLAGS) '$<' | $(SPEC_RENDER) $(RENDER_FLAGS) -o '$@'

%.png: %.flac
	$(SPEC_STFT) $(STFT_FLAGS) '$<' | $(SPEC_RENDER) $(RENDER_FLAGS) -o '$@'

%.csv: %.wav
	$(SPEC_MFCC) $(MFCC_FLAGS) -o '$@' '$<'

%.csv: %.flac
	$(SPEC_MFCC) $(MFCC_FLAGS) -o '$@' '$<'
