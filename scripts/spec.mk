# SPDX-License-Identifier: GPL-2.0-or-later
# Rules for pictures and features of recordings. In your Makefile:
#
#     RENDER_FLAGS = -z -100:-20
#     MFCC_FLAGS = --preset librosa -c mix
#     include spec.mk
#     all: $(patsubst %.wav,%.png,$(wildcard *.wav)) $(patsubst %.wav,%.npy,$(wildcard *.wav))
#
# Pictures have the frames that spec-render chooses, or with STFT_FLAGS (-n 2048 -p 75%) those of spec-stft. A recipe
# fails if any of its stages fails, in plain sh too: spec-render detects truncated input. Output files are complete or
# absent, so .DELETE_ON_ERROR is not needed.

SPEC_STFT ?= spec-stft
SPEC_RENDER ?= spec-render
SPEC_MFCC ?= spec-mfcc

# make separates names by blanks, and would look for the parts of such a name.
spec-blank := $(wildcard *\ *.wav *\ *.flac)
ifneq ($(spec-blank),)
$(error spec.mk: make cannot handle names with blanks ($(firstword $(spec-blank))...): rename them, or use "spec-render . -O DIR")
endif

# A name as one word of the shell.
spec-word = '$(subst ','\'',$(1))'

spec-draw = $(if $(STFT_FLAGS),\
    $(SPEC_STFT) $(STFT_FLAGS) $(call spec-word,$<) | $(SPEC_RENDER) $(RENDER_FLAGS) -o $(call spec-word,$@),\
    $(SPEC_RENDER) $(RENDER_FLAGS) -o $(call spec-word,$@) $(call spec-word,$<))
spec-features = $(SPEC_MFCC) $(MFCC_FLAGS) -o $(call spec-word,$@) $(call spec-word,$<)

%.png: %.wav
	$(spec-draw)

%.png: %.flac
	$(spec-draw)

%.csv: %.wav
	$(spec-features)

%.csv: %.flac
	$(spec-features)

%.npy: %.wav
	$(spec-features)

%.npy: %.flac
	$(spec-features)
