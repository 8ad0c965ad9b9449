# SPDX-License-Identifier: GPL-2.0-or-later
# Completion for fish. The options come from the program (--list-options), so this file cannot be out of date.
# Installed once per program, as spec-stft.fish and so on; under any other name it completes all programs.

set -l programs spec-stft spec-render spec-reassign spec-decimate spec-capture spec-mfcc
set -l own (string replace -r '\.fish$' '' -- (status basename))
contains -- $own $programs; and set programs $own

for program in $programs
    type -q $program; or continue
    for line in ($program --list-options 2>/dev/null)
        set -l fields (string split \t -- $line) # letter, name, unit, kind, default, choices, help
        set -l rule --command $program --long-option (string sub -s 3 -- $fields[2]) --description $fields[7]
        test $fields[1] != -; and set -a rule --short-option $fields[1]
        test "$fields[3]" = DIR; and set -a rule --no-files --arguments '(__fish_complete_directories)'
        test -n "$fields[6]"; and set -a rule --no-files --arguments (string replace -a , ' ' -- $fields[6])
        contains -- $fields[4] flag when; or set -a rule --require-parameter
        complete $rule
    end
end
