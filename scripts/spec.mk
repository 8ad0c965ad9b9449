# SPDX-License-Identifier: GPL-2.0-or-later
# Pictures of recordings, for a Makefile of one's own:
#
#     STFT_FLAGS = -n 2048 -p 75%
#     RENDER_FLAGS = -z -100:-20
#     include spec.mk
#     all: $(patsubst %.wav,%.png,$(wildcard *.wav))
#
# A recipe fails when any of its stages fails, in plain sh too: spec-render notices that its input is cut short. A PNG
# appears whole or not at all, so .DELETE_ON_ERROR is not needed.

SPEC_STFT ?= spec-stft
SPEC_RENDER ?= spec-render

%.png: %.wav
	$(SPEC_STFT) $(STFT_FLAGS) '$<' | $(SPEC_RENDER) $(RENDER_FLAGS) -o '$@'

%.png: %.flac
	$(SPEC_STFT) $(STFT_FLAGS) '$<' | $(SPEC_RENDER) $(RENDER_FLAGS) -o '$@'
