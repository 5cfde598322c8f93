//! How a text stands in YAML: bare, or in which quotes.
//!
//! | a text that                                                             | stands           |
//! |-------------------------------------------------------------------------|------------------|
//! | has characters that cannot be printed, or spaces beside a line break     | in double quotes |
//! | has line breaks, or spaces at an end, or reads as a number, a time, ...  | in single quotes |
//! | begins with, or has, what the notation uses: `# a`, `a: b`, `[`          | in single quotes |
//! | is anything else                                                         | bare             |
//!
//! Source: facts, "AWS CLI", d.6; YAML 1.2; the behaviour of libyaml 0.2.

/// How a text stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Style {
    Bare,
    Single,
    Double,
}

/// Returns how a text stands.
pub(super) fn style(text: &str) -> Style {
    if text.chars().any(|c| !is_printable(c)) || has_space_beside_break(text) {
        return Style::Double;
    }
    let has_space_at_end = text.starts_with(' ') || text.ends_with(' ');
    if text.contains(is_break) || has_space_at_end || has_signs(text) || means_other(text) {
        return Style::Single;
    }
    Style::Bare
}

/// Returns whether a character ends a line.
pub(super) const fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Returns whether a character can stand as it is; libyaml counts none beyond U+FFFF.
pub(super) const fn is_printable(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}'
        | '\u{ff00}'..='\u{fffd}')
}

fn has_space_beside_break(text: &str) -> bool {
    let mut pairs = text.chars().zip(text.chars().skip(1));
    pairs.any(|(c, next)| (c == ' ' && is_break(next)) || (is_break(c) && next == ' '))
}

/// Returns whether a text has signs that mean something where they stand.
fn has_signs(text: &str) -> bool {
    if text.starts_with("---") || text.starts_with("...") {
        return true;
    }
    let is_blank = |c: char| matches!(c, ' ' | '\t' | '\0') || is_break(c);
    let mut previous = None;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let ends_word = rest.as_str().chars().next().is_none_or(is_blank);
        let is_sign = match (c, previous) {
            ('#', Some(previous)) => is_blank(previous),
            (':', _) | ('?' | '-', None) => ends_word,
            (c, None) => "#,[]{}&*!|>'\"%@`".contains(c),
            _ => false,
        };
        if is_sign {
            return true;
        }
        previous = Some(c);
    }
    false
}

/// Returns whether a bare text would be read as something else than a text.
fn means_other(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "", "~", "null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE", "=",
        "<<", "!", "&", "*",
    ];
    if WORDS.contains(&text) {
        return true;
    }
    let starts_with_digit = text.starts_with(|c: char| c.is_ascii_digit());
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_signed = unsigned.len() < text.len();
    (starts_with_digit && is_time(text))
        || ((starts_with_digit || is_signed) && is_whole_number(unsigned))
        || is_decimal_number(unsigned)
        || [".inf", ".Inf", ".INF"].contains(&unsigned)
        || [".nan", ".NaN", ".NAN"].contains(&text)
}

/// `0b101`, `0o17`, `1_000`, `0xff`.
fn is_whole_number(text: &str) -> bool {
    let all = |digits: &str, is_digit: fn(char) -> bool| {
        !digits.is_empty() && digits.chars().all(|c| c == '_' || is_digit(c))
    };
    let behind = |prefix: &str, is_digit| {
        text.strip_prefix(prefix).is_some_and(|digits| all(digits, is_digit))
    };
    all(text, |c| c.is_ascii_digit())
        || behind("0b", |c| matches!(c, '0' | '1'))
        || behind("0o", |c| c.is_digit(8))
        || behind("0x", |c| c.is_ascii_hexdigit())
}

/// `1.`, `1.5e3`, `1e5`, `.5`, `.5e+3`.
fn is_decimal_number(text: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit() || c == '_';
    let (number, power) = match text.split_once(['e', 'E']) {
        Some((number, power)) => (number, Some(power)),
        None => (text, None),
    };
    let is_signed = power.is_some_and(|power| power.starts_with(['-', '+']));
    let digits = power.map(|power| power.strip_prefix(['-', '+']).unwrap_or(power));
    if digits.is_some_and(|d| d.is_empty() || !d.bytes().all(|b| b.is_ascii_digit())) {
        return false;
    }
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (number, None),
    };
    if !whole.chars().all(is_digit) || !fraction.unwrap_or_default().chars().all(is_digit) {
        return false;
    }
    if whole.is_empty() {
        return fraction.is_some_and(|fraction| !fraction.is_empty())
            && (power.is_none() || is_signed);
    }
    !whole.starts_with('_') && (fraction.is_some() || power.is_some())
}

/// `2024-01-01`, `2024-1-1 10:00:00.5 +01:00`.
fn is_time(text: &str) -> bool {
    let mut rest = Rest(text);
    if !(rest.digits(4, 4) && rest.sign('-')) {
        return false;
    }
    let month = rest;
    if rest.digits(2, 2) && rest.sign('-') && rest.digits(2, 2) && rest.0.is_empty() {
        return true;
    }
    rest = month;
    let has_day = rest.digits(1, 2) && rest.sign('-') && rest.digits(1, 2);
    let has_space = has_day && (rest.sign('T') || rest.sign('t') || rest.blanks() > 0);
    let has_hour = has_space && rest.digits(1, 2) && rest.sign(':') && rest.digits(2, 2);
    if !(has_hour && rest.sign(':') && rest.digits(2, 2)) {
        return false;
    }
    if rest.sign('.') {
        rest.0 = rest.0.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    if rest.0.is_empty() {
        return true;
    }
    rest.blanks();
    if rest.sign('Z') {
        return rest.0.is_empty();
    }
    let has_offset = (rest.sign('-') || rest.sign('+')) && rest.digits(1, 2);
    has_offset && (rest.0.is_empty() || (rest.sign(':') && rest.digits(2, 2) && rest.0.is_empty()))
}

/// What is left of a text that is read.
#[derive(Clone, Copy)]
struct Rest<'t>(&'t str);

impl Rest<'_> {
    /// Takes as many digits as there are, up to `most`; returns whether these are at least `least`.
    fn digits(&mut self, least: usize, most: usize) -> bool {
        let count = self.0.bytes().take(most).take_while(u8::is_ascii_digit).count();
        self.0 = &self.0[count..];
        count >= least
    }

    /// Takes a sign if it is there.
    fn sign(&mut self, sign: char) -> bool {
        let rest = self.0.strip_prefix(sign);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// Takes spaces and tabs; returns how many.
    fn blanks(&mut self) -> usize {
        let rest = self.0.trim_start_matches([' ', '\t']);
        let count = self.0.len() - rest.len();
        self.0 = rest;
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_read_as_something_else_are_quoted() {
        let other = [
            "",
            "~",
            "null",
            "True",
            "=",
            "<<",
            "1",
            "-1_0",
            "+",
            "-_",
            "0b1_",
            "0o7",
            "017",
            "0xfF",
            "1.",
            "1.5e-3",
            "12e03",
            "-.5",
            ".5e+3",
            "._",
            "-.INF",
            ".nan",
            "2024-01-01",
            "2024-1-1 1:02:03",
            "2024-01-01T10:00:00.123+00:00",
            "2024-01-01t10:00:00 Z",
            "2024-01-01 10:00:00-5",
        ];
        for text in other {
            let expected = !matches!(text, "+");
            assert_eq!(means_other(text), expected, "{text}");
        }
        let texts = [
            "nO",
            "yes",
            "on",
            "_1",
            "0b2",
            "0o8",
            "0xg",
            "1e",
            "e5",
            ".5e3",
            "-.nan",
            "nan",
            "2024-1-1",
            "24-01-01",
            "2024-01-01T10:00",
            "12:30",
            "1.2.3",
            "1e5.5",
            ".",
            "0b",
            "0x",
        ];
        for text in texts {
            assert!(!means_other(text), "{text}");
        }
    }

    #[test]
    fn signs_count_only_where_they_mean_something() {
        for text in
            ["a: b", "a:", "a #b", "#a", "- a", "-", "?", "[", "a\n#", "---x", "...", "@a", "%"]
        {
            assert!(has_signs(text), "{text}");
        }
        for text in ["a:b", "a#b", "-a", "?a", "a[", "a, b", "--", "<x>", "a ? b", "a - b", "$"] {
            assert!(!has_signs(text), "{text}");
        }
    }
}
