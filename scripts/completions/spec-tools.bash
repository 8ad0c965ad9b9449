# SPDX-License-Identifier: GPL-2.0-or-later
# Completion for bash. The options come from the program (--list-options), so this file cannot be out of date.

_spec_tools()
{
    local IFS=$'\n' current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} line words=
    local letter name unit kind standard choices help
    COMPREPLY=()

    # readline splits --window=hann into three words
    if [[ $current == = ]]; then
        current=
    elif [[ $before == = && COMP_CWORD -gt 1 ]]; then
        before=${COMP_WORDS[COMP_CWORD - 2]}
    fi

    while IFS= read -r line; do
        # with TAB, read would drop empty fields
        IFS=$'\x1f' read -r letter name unit kind standard choices help <<<"${line//$'\t'/$'\x1f'}"
        if [[ -n $choices && ( $before == "$name" || $before == "-$letter" ) ]]; then
            words=${choices//,/$'\n'}
            break
        elif [[ $unit == DIR && ( $before == "$name" || $before == "-$letter" ) ]]; then
            COMPREPLY=($(compgen -d -- "$current"))
            return
        elif [[ $current == -* ]]; then
            words+=$name$'\n'
        fi
    done < <("${1/#~\//$HOME/}" --list-options 2>/dev/null)

    # without a match, -o default offers files
    [[ -n $words ]] && COMPREPLY=($(compgen -W "$words" -- "$current"))
}

complete -o default -o bashdefault -F _spec_tools \
    spec-stft spec-render spec-reassign spec-decimate spec-capture spec-mfcc
