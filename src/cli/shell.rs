//! Words as a shell writes them: Python's `shlex`, which the AWS CLI reads aliases and pagers with.

/// Returns the words of a line.
///
/// Fails with Python's sentence for a quotation or an escape that does not end.
pub fn split(line: &str) -> Result<Vec<String>, &'static str> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '\\' => word.get_or_insert_default().push(chars.next().ok_or("No escaped character")?),
            '\'' | '"' => quotation(&mut chars, c, word.get_or_insert_default())?,
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Ok(words)
}

/// Reads up to the end of a quotation. In one of `"`, a `\` stands before another `\` or before `"`.
fn quotation(
    chars: &mut std::str::Chars<'_>,
    quote: char,
    word: &mut String,
) -> Result<(), &'static str> {
    loop {
        match chars.next().ok_or("No closing quotation")? {
            c if c == quote => return Ok(()),
            '\\' if quote == '"' => match chars.next().ok_or("No escaped character")? {
                c @ ('\\' | '"') => word.push(c),
                c => word.extend(['\\', c]),
            },
            c => word.push(c),
        }
    }
}

/// Returns a word as a shell takes it for itself.
pub fn quote(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_@%+=:,./-".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\"'\"'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_words_as_in_python() {
        let cases: [(&str, Result<&[&str], &str>); 9] = [
            ("a  b\tc\nd", Ok(&["a", "b", "c", "d"])),
            ("'a b' \"c d\"", Ok(&["a b", "c d"])),
            ("a'b'\"c\"", Ok(&["abc"])),
            ("a\\ b", Ok(&["a b"])),
            (r#""a\"b\\c\d" 'a\b'"#, Ok(&[r#"a"b\c\d"#, r"a\b"])),
            ("'' \"\"", Ok(&["", ""])),
            ("# no comment", Ok(&["#", "no", "comment"])),
            ("'a", Err("No closing quotation")),
            ("a\\", Err("No escaped character")),
        ];
        for (line, expected) in cases {
            let expected = expected.map(|words| words.iter().map(|w| (*w).to_owned()).collect());
            assert_eq!(split(line), expected, "{line}");
        }
    }

    #[test]
    fn quoted_words_are_themselves_again() {
        for word in ["", "a", "a b", "it's", "$HOME", "a\"b", "-x=1"] {
            assert_eq!(split(&quote(word)), Ok(vec![word.to_owned()]), "{word}");
        }
    }
}
