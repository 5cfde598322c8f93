//! What is wrong with a request, in CloudWatch's words.
//!
//! The operations on metric data do not answer as most of AWS does, with the limits of the model:
//! each parameter that breaks a rule has a sentence of its own, and all sentences of one code are
//! joined, a line each.
//!
//! ```text
//! The parameter MetricData.member.1.Timestamp must specify a time within the past two weeks.
//! The parameter MetricData.member.3.Timestamp must specify a time within the past two weeks.
//! ```
//!
//! | sentence                                                      | where it was seen            |
//! |---------------------------------------------------------------|------------------------------|
//! | `The parameter P is required.`                                | public issues; also for blank values |
//! | `The value for parameter P contains non-ASCII characters.`    | public issues; also for control characters |
//! | `The parameter P must be shorter than N characters.`          | public issues                |
//! | `The collection P must not have a size greater than N.`       | public issues                |
//! | `The parameter P must be a value in the set [ A, B ].`        | public issues                |
//! | `The value V for parameter P is invalid.`                     | public issues, for numbers   |
//!
//! AWS has only been seen to join sentences of one code. Which code wins when there are several, and
//! the last sentence for texts that begin with a colon, are our choice.
//!
//! Source: facts, "CloudWatch", messages; names and limits: the API model.

use std::fmt::Display;

use super::errors::{INVALID_PARAMETER_COMBINATION, INVALID_PARAMETER_VALUE, MISSING_PARAMETER};
use super::shapes::Word;
use crate::error::ApiError;
use crate::schema::{Schema, Shape};

/// How far from zero a value may be: 2^360, which may itself be reached.
///
/// Source: CloudWatch API Reference, "`PutMetricData`".
const FARTHEST: f64 = f64::from_bits((1_023 + 360) << 52);

/// What is wrong with a request, as far as it was looked at.
#[derive(Debug, Default)]
pub struct Faults {
    missing: Vec<String>,
    invalid: Vec<String>,
    combination: Vec<String>,
}

impl Faults {
    /// Returns an error if anything is wrong.
    ///
    /// Parameters that are missing are reported before those that break a rule, and these before
    /// those that do not go together.
    pub fn check(self) -> Result<(), ApiError> {
        let groups = [
            (MISSING_PARAMETER, self.missing),
            (INVALID_PARAMETER_VALUE, self.invalid),
            (INVALID_PARAMETER_COMBINATION, self.combination),
        ];
        match groups.into_iter().find(|(_, sentences)| !sentences.is_empty()) {
            Some((code, sentences)) => Err(ApiError::new(code, sentences.join("\n"))),
            None => Ok(()),
        }
    }

    /// Notes that a parameter is missing.
    pub fn missing(&mut self, path: impl Display) {
        self.missing.push(format!("The parameter {path} is required."));
    }

    /// Notes that a parameter breaks a rule; `sentence` says which.
    pub fn invalid(&mut self, sentence: impl Into<String>) {
        self.invalid.push(sentence.into());
    }

    /// Notes that parameters do not go together; `sentence` says which.
    pub fn combination(&mut self, sentence: impl Into<String>) {
        self.combination.push(sentence.into());
    }

    /// Notes that the value of a parameter cannot be.
    pub fn value(&mut self, path: impl Display, value: &str) {
        self.invalid(format!("The value {value} for parameter {path} is invalid."));
    }

    /// Looks at a text, which must say something, in printable ASCII, in at most `most` characters.
    pub fn text(&mut self, path: impl Display, text: &str, most: usize) {
        if text.trim().is_empty() {
            return self.missing(path);
        }
        if !text.chars().all(|c| c == ' ' || c.is_ascii_graphic()) {
            self.invalid(format!("The value for parameter {path} contains non-ASCII characters."));
        }
        if text.chars().count() > most {
            let beyond = most + 1;
            self.invalid(format!("The parameter {path} must be shorter than {beyond} characters."));
        }
    }

    /// Looks at a text that must not begin with a colon either.
    pub fn name(&mut self, path: impl Display, text: &str, most: usize) {
        self.text(&path, text, most);
        if text.starts_with(':') {
            self.value(path, text);
        }
    }

    /// Looks at how many entries a list has.
    pub fn size(&mut self, path: impl Display, size: usize, most: usize) {
        if size > most {
            self.invalid(format!(
                "The collection {path} must not have a size greater than {most}."
            ));
        }
    }

    /// Looks at a value: a number that is not too far from zero.
    pub fn number(&mut self, path: impl Display, value: f64) {
        if value.is_nan() || value.abs() > FARTHEST {
            self.value(path, &grouped(value));
        }
    }

    /// Returns the value behind a word, after noting one that is not in its set.
    pub fn word<W: Shape>(&mut self, path: impl Display, word: &Word<W>) -> Option<W> {
        let known = word.known();
        if known.is_none() {
            self.not_in(path, &format!("[ {} ]", words_of::<W>().join(", ")));
        }
        known
    }

    /// Notes that a word is not in its set.
    pub fn not_in(&mut self, path: impl Display, set: &str) {
        self.invalid(format!("The parameter {path} must be a value in the set {set}."));
    }
}

/// Returns the words of a set.
pub fn words_of<W: Shape>() -> &'static [&'static str] {
    match W::SCHEMA {
        Schema::Enum(words) => words,
        _ => &[],
    }
}

/// Returns a number as CloudWatch's sentences print it: in groups of three digits, `NaN`, `∞`.
///
/// Source: public tests of its limits, whose messages have the form of Java's `NumberFormat`: at
/// most three digits of a fraction.
fn grouped(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    let sign = if value < 0.0 { "-" } else { "" };
    if value.is_infinite() {
        return format!("{sign}∞");
    }
    let plain = format!("{:.3}", value.abs());
    let (_, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    // Without a precision, the digits are those that tell the number from others, and then zeros.
    let whole = value.abs().trunc().to_string();
    let mut text = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    match fraction.trim_end_matches('0') {
        "" => format!("{sign}{text}"),
        fraction => format!("{sign}{text}.{fraction}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_groups_of_three_digits() {
        let cases = [
            (f64::NAN, "NaN"),
            (f64::INFINITY, "∞"),
            (f64::NEG_INFINITY, "-∞"),
            (0.0, "0"),
            (-0.5, "-0.5"),
            (999.0, "999"),
            (-1_234_567.125, "-1,234,567.125"),
            (1e21, "1,000,000,000,000,000,000,000"),
        ];
        for (value, expected) in cases {
            assert_eq!(grouped(value), expected);
        }
        // Seen from AWS.
        let text = grouped(2_f64.powi(361));
        assert!(text.starts_with("4,697,085,165,547,666,500,000,000,"), "{text}");
        assert_eq!(text.len(), 109 + 36, "{text}");
    }

    #[test]
    fn a_value_may_reach_the_farthest_and_not_go_beyond() {
        for (value, fine) in [
            (2_f64.powi(360), true),
            (-(2_f64.powi(360)), true),
            (2_f64.powi(360) * (1.0 + f64::EPSILON), false),
            (f64::MIN_POSITIVE, true),
            (f64::NAN, false),
            (f64::INFINITY, false),
        ] {
            let mut faults = Faults::default();
            faults.number("P", value);
            assert_eq!(faults.check().is_ok(), fine, "{value}");
        }
    }

    #[test]
    fn each_rule_for_texts_has_its_sentence() {
        let long = "é".repeat(4);
        let cases = [
            ("abc", ""),
            ("a b", ""),
            ("", "The parameter P is required."),
            (" \t", "The parameter P is required."),
            ("a\nb", "The value for parameter P contains non-ASCII characters."),
            ("abcd", "The parameter P must be shorter than 4 characters."),
            (":ab", "The value :ab for parameter P is invalid."),
            (
                long.as_str(),
                "The value for parameter P contains non-ASCII characters.\n\
                 The parameter P must be shorter than 4 characters.",
            ),
        ];
        for (text, expected) in cases {
            let mut faults = Faults::default();
            faults.name("P", text, 3);
            let said = faults.check().err().map(|error| error.message().to_owned());
            assert_eq!(said.unwrap_or_default(), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_missing_is_reported_before_what_breaks_a_rule() {
        let mut faults = Faults::default();
        faults.combination("c");
        faults.invalid("b");
        faults.missing("A");
        faults.missing("B");
        let error = faults.check().unwrap_err();
        assert_eq!(error.code(), MISSING_PARAMETER);
        assert_eq!(error.message(), "The parameter A is required.\nThe parameter B is required.");
    }
}
