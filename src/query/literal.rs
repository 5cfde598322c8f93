//! Literals in backticks that are no JSON: a bare word counts as text.
//!
//! JMESPath once had it so, the AWS CLI's library still takes it, and scripts are full of it:
//!
//! | literal              | means                                    |
//! |----------------------|------------------------------------------|
//! | `` `5` ``, `` `"a"` `` | the number 5, the text `a`: JSON       |
//! | `` `a` ``, `` `a b` ``  | the text `a`, `a b`                    |
//! | `` `a"` ``           | nothing: it is no JSON in quotes either  |
//!
//! Source: the JMESPath library of Python, 1.1.0, which the AWS CLI evaluates `--query` with; JEP-12.

use crate::value::Value;

/// Returns an expression with quotes around the bare words in its literals; `None` if there are none.
pub(super) fn quoted(expression: &str) -> Option<String> {
    let mut quoted = String::with_capacity(expression.len() + 8);
    let mut found = false;
    let mut rest = expression;
    while let Some(start) = rest.find(['\'', '"', '`']) {
        let mark = char::from(rest.as_bytes()[start]);
        let Some(length) = end_of(&rest[start + 1..], mark) else { break };
        let end = start + 1 + length;
        quoted.push_str(&rest[..=start]);
        let inside = &rest[start + 1..end];
        if mark == '`' && is_bare(inside) {
            quoted.push('"');
            quoted.push_str(inside.trim_start());
            quoted.push('"');
            found = true;
        } else {
            quoted.push_str(inside);
        }
        quoted.push(mark);
        rest = &rest[end + 1..];
    }
    quoted.push_str(rest);
    found.then_some(quoted)
}

/// Returns where the mark that ends a text stands; a backslash takes the meaning of what follows it.
fn end_of(text: &str, mark: char) -> Option<usize> {
    let mut characters = text.char_indices();
    while let Some((position, character)) = characters.next() {
        if character == mark {
            return Some(position);
        }
        if character == '\\' {
            characters.next();
        }
    }
    None
}

/// Returns whether the inside of a literal is no JSON, but would be a text in quotes.
fn is_bare(inside: &str) -> bool {
    let is_json = |text: &str| serde_json::from_str::<Value>(text).is_ok();
    let inside = inside.replace("\\`", "`");
    !is_json(&inside) && is_json(&format!("\"{}\"", inside.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_words_get_quotes_and_nothing_else_does() {
        let cases = [
            ("a[?b==`c`].d", Some("a[?b==`\"c\"`].d")),
            ("a[?b==` c d`]", Some("a[?b==`\"c d\"`]")),
            ("`a\\`b`", Some("`\"a\\`b\"`")),
            ("``", Some("`\"\"`")),
            ("[`a`, `5`, `b`]", Some("[`\"a\"`, `5`, `\"b\"`]")),
            ("'`a`' == \"`b`\"", None),
            ("'it\\'s `a`'", None),
            ("`5`", None),
            ("`\"a\"`", None),
            ("`{\"a\": [1]}`", None),
            ("`a\"b`", None),
            ("`a", None),
            ("größe", None),
        ];
        for (expression, expected) in cases {
            assert_eq!(quoted(expression).as_deref(), expected, "{expression}");
        }
    }
}
