#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Draws every recording in FOLDER and its subfolders, next to the recording, on all processors.
#
#     batch.sh FOLDER [OPTION OF spec-render]...
#
# A file that cannot be drawn does not stop the others: its error is reported, and the exit status is 1.
set -o pipefail

case ${1-} in
'' | -*)
    echo "usage: batch.sh FOLDER [OPTION OF spec-render]..." >&2
    exit 64 ;;
esac
folder=$1
shift
[[ -d $folder ]] || { echo "batch.sh: $folder: not a folder" >&2; exit 66; }

# xargs stops at status 255 or a signal, so every failure is status 1.
# shellcheck disable=SC2016 # the inner shell expands these
one='last=${!#}; spec-render "${@:1:$# - 1}" -o "${last%.*}.png" "$last" || exit 1'

find "$folder" -type f \( -iname '*.wav' -o -iname '*.flac' \) -print0 |
    xargs -0 -r -n 1 -P "$(nproc)" bash -c "$one" batch.sh "$@" || exit 1
