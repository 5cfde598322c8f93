//! What the machine refuses, in the words of the AWS CLI, which are Python's.

use std::io;

/// Returns `[Errno 2] No such file or directory: 'path'`.
pub fn text(cause: &io::Error, path: &str) -> String {
    format!("{}: '{path}'", bare(cause))
}

/// Returns `[Errno 2] No such file or directory`.
pub fn bare(cause: &io::Error) -> String {
    let Some(number) = cause.raw_os_error() else { return cause.to_string() };
    let text = cause.to_string();
    let words = text.strip_suffix(&format!(" (os error {number})")).unwrap_or(&text);
    format!("[Errno {number}] {words}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_before_the_words_of_the_machine() {
        let cases = [
            (2, "[Errno 2] No such file or directory: 'x'"),
            (13, "[Errno 13] Permission denied: 'x'"),
            (21, "[Errno 21] Is a directory: 'x'"),
        ];
        for (number, expected) in cases {
            assert_eq!(text(&io::Error::from_raw_os_error(number), "x"), expected);
        }
    }
}
