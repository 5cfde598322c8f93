//! Completion scripts: small ones, which ask the program.

use std::ffi::OsString;

use clap::Command;
use clap_complete::CompleteEnv;
use clap_complete::env::Shells;

/// The shells that there are scripts for, each with the usual name of the script's file.
pub const SHELLS: &[(&str, &str)] = &[
    ("bash", "trailwatch.bash"),
    ("elvish", "trailwatch.elv"),
    ("fish", "trailwatch.fish"),
    ("powershell", "trailwatch.ps1"),
    ("zsh", "_trailwatch"),
];

/// The variable by which a script tells the program that it is asked for completions.
const VARIABLE: &str = "COMPLETE";

/// The script for bash, with `NAME` for the word that is completed.
///
/// Bash takes words apart at `:` and `=`, so `s3://logs` and ARNs are several to it. The script puts
/// together what stands together, and takes off the answers what bash thinks is finished. The
/// variables by which it asks are those of clap_complete's own script.
const BASH: &str = r#"# Completion of NAME in bash: asks the program.
_NAME_complete() {
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
            _CLAP_COMPLETE_SPACE="$space" COMPLETE=bash NAME -- "${words[@]}" 2>/dev/null
    ))
    local typed=${words[last]}
    local finished=${typed%"${typed##*[:=]}"}
    COMPREPLY=("${COMPREPLY[@]#"$finished"}")
    if [[ $space == false && ${COMPREPLY-} == *[=/:] ]]; then
        compopt -o nospace
    fi
}
complete -o nospace -o bashdefault -F _NAME_complete NAME
"#;

/// Returns the script for a shell; `None` if there is none.
///
/// `name` is the word that is completed, `trailwatch` or `aws`.
pub fn script(shell: &str, name: &str) -> Option<String> {
    if shell == "bash" {
        return Some(BASH.replace("NAME", name));
    }
    let shells = Shells::builtins();
    let completer = shells.completer(shell)?;
    let mut text = Vec::new();
    completer.write_registration(VARIABLE, name, name, name, &mut text).ok()?;
    String::from_utf8(text).ok()
}

/// Answers a completion script that asks; returns whether one did.
///
/// The script says so in the environment, and what is written so far in `words`, the program's name
/// first. The answer goes to the standard output.
pub fn complete(tree: impl Fn() -> Command, words: Vec<OsString>) -> bool {
    CompleteEnv::with_factory(tree).var(VARIABLE).try_complete(words, None).unwrap_or(true)
}
