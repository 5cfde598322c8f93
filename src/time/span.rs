//! The spelling of spans of time, as in `clock advance 1h30m`.

use std::time::Duration;

/// The letters that may follow a number, the longest unit first, with their length in seconds.
const UNITS: [(char, u64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

/// Returns the span that `text` spells, or `None` if it spells none.
///
/// A span is one or more whole numbers, each followed by its unit, the larger unit first and no
/// unit twice: `90s`, `15m`, `2h`, `3d`, `1h30m`.
pub fn parse(text: &str) -> Option<Duration> {
    let mut secs: u64 = 0;
    let mut units = UNITS.iter();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: u64 = rest[..end].parse().ok()?;
        let letter = rest[end..].chars().next()?;
        let (_, unit) = units.find(|(name, _)| *name == letter)?;
        secs = secs.checked_add(number.checked_mul(*unit)?)?;
        rest = &rest[end + letter.len_utf8()..];
    }
    (!text.is_empty()).then(|| Duration::from_secs(secs))
}

/// Returns the shortest spelling of a span, such as `1h30m`; a fraction of a second is left out.
pub fn print(span: Duration) -> String {
    let mut secs = span.as_secs();
    let mut text = String::new();
    for (letter, unit) in UNITS {
        if secs >= unit {
            text.push_str(&format!("{}{letter}", secs / unit));
            secs %= unit;
        }
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_units_add_up() {
        let cases = [
            ("90s", 90),
            ("15m", 900),
            ("2h", 7_200),
            ("3d", 259_200),
            ("1h30m", 5_400),
            ("1d1s", 86_401),
            ("0s", 0),
        ];
        for (text, secs) in cases {
            assert_eq!(parse(text), Some(Duration::from_secs(secs)), "{text}");
        }
    }

    #[test]
    fn anything_else_is_no_span() {
        let wrong = [
            "",
            "90",
            "h",
            "1x",
            "30m1h",
            "1h1h",
            "-1h",
            "1.5h",
            " 1h",
            "99999999999999999999d",
            "1é",
        ];
        for text in wrong {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_span_is_printed_as_it_may_be_typed() {
        for text in ["90s", "15m", "1h30m", "3d", "1d2h3m4s", "0s"] {
            let span = parse(text).unwrap();
            assert_eq!(parse(&print(span)), Some(span), "{text}");
        }
        assert_eq!(print(Duration::from_secs(90)), "1m30s");
    }
}
