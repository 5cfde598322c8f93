# Completion of trailwatch in bash: asks the program.
_trailwatch_complete() {
    local line=${COMP_LINE:0:COMP_POINT} words=() place piece
    for ((place = 0; place <= COMP_CWORD; place++)); do
        piece=${COMP_WORDS[place]}
        if ((place == 0)) || [[ $line == [[:space:]]* ]]; then
            words+=("")
        fi
        line=${line#"${line%%[![:space:]]*}"}
        # What is behind the cursor does not count.
        ((place == COMP_CWORD)) && piece=$line
        words[${#words[@]} - 1]+=$piece
        line=${line#"$piece"}
    done
    local last=$((${#words[@]} - 1)) space=true IFS=$'\013'
    compopt +o nospace 2>/dev/null && space=false
    COMPREPLY=($(
        _CLAP_IFS="$IFS" _CLAP_COMPLETE_INDEX="$last" _CLAP_COMPLETE_COMP_TYPE="$COMP_TYPE" \
            _CLAP_COMPLETE_SPACE="$space" COMPLETE=bash trailwatch -- "${words[@]}" 2>/dev/null
    ))
    local typed=${words[last]}
    local finished=${typed%"${typed##*[:=]}"}
    COMPREPLY=("${COMPREPLY[@]#"$finished"}")
    if [[ $space == false && ${COMPREPLY-} == *[=/:] ]]; then
        compopt -o nospace
    fi
}
complete -o nospace -o bashdefault -F _trailwatch_complete trailwatch
