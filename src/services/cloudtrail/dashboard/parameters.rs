//! The parameters of a dashboard's queries.
//!
//! A question mark in a statement stands for a parameter, within the quotes that the statement has for
//! it; the parameters are named in the order of the question marks.
//!
//! | parameter     | unless it is given                       |
//! |---------------|------------------------------------------|
//! | `$StartTime$` | a day before the refresh                 |
//! | `$EndTime$`   | the time of the refresh                  |
//! | `$Period$`    | an hour: `1h`                            |
//!
//! Source: CloudTrail API Reference, "`RequestWidget`", "`StartDashboardRefresh`"; what they are
//! unless they are given, AWS does not say.

use std::collections::BTreeMap;

use crate::time::{DAY, Timestamp, text};

/// The parameters that custom dashboards may have.
const KNOWN: [&str; 3] = ["$StartTime$", "$EndTime$", "$Period$"];

/// Returns the first name that no parameter has.
pub fn unknown<'n>(mut names: impl Iterator<Item = &'n String>) -> Option<&'n String> {
    names.find(|name| !KNOWN.contains(&name.as_str()))
}

/// Returns the value of each parameter at a refresh.
pub fn values(given: &BTreeMap<String, String>, now: Timestamp) -> BTreeMap<String, String> {
    let usual = [
        ("$StartTime$", text::utc(now - DAY)),
        ("$EndTime$", text::utc(now)),
        ("$Period$", "1h".to_owned()),
    ];
    let mut values: BTreeMap<String, String> =
        usual.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    values.extend(given.iter().map(|(name, value)| (name.clone(), value.clone())));
    // Queries compare times as 2024-01-01 00:00:00.
    for name in ["$StartTime$", "$EndTime$"] {
        if let Some(value) = values.get_mut(name)
            && let Some(time) = text::parse_date_as_utc(value)
        {
            *value = text::utc(time).replace('T', " ").replace('Z', "");
        }
    }
    values
}

/// Returns a statement with its parameters in place of the question marks; fails with what is wrong
/// if there are not as many of both, or one has no quotes.
///
/// What would end the quotes is doubled. A question mark beside other characters of a text is one.
pub fn fill(
    statement: &str,
    names: &[String],
    values: &BTreeMap<String, String>,
) -> Result<String, String> {
    let mut filled = String::new();
    let mut marks = 0;
    let mut rest = statement;
    while let Some(at) = rest.find(['\'', '"', '?']) {
        let (before, found) = rest.split_at(at);
        filled.push_str(before);
        if found.starts_with('?') {
            let place = statement.len() - found.len();
            let line = statement[..place].matches('\n').count() + 1;
            let column = statement[..place].chars().rev().take_while(|c| *c != '\n').count() + 1;
            return Err(format!(
                "line {line}:{column}: a placeholder stands in single quotes: '?'"
            ));
        }
        let length = quoted_length(found);
        let (literal, after) = found.split_at(length);
        if literal == "'?'" {
            let value = names.get(marks).and_then(|name| values.get(name));
            let value = value.map_or("", String::as_str).replace('\'', "''");
            filled.push_str(&format!("'{value}'"));
            marks += 1;
        } else {
            filled.push_str(literal);
        }
        rest = after;
    }
    filled.push_str(rest);
    if marks != names.len() {
        return Err(format!(
            "The query statement has {marks} placeholders and {} parameters.",
            names.len()
        ));
    }
    Ok(filled)
}

/// Returns how many bytes of a text are in the quotes that it begins with, the quotes included.
fn quoted_length(text: &str) -> usize {
    let quote = text.as_bytes().first().copied().unwrap_or_default();
    let mut bytes = text.bytes().enumerate().skip(1).peekable();
    while let Some((at, byte)) = bytes.next() {
        if byte != quote {
            continue;
        }
        match bytes.peek() {
            Some((_, next)) if *next == quote => {
                bytes.next();
            }
            _ => return at + 1,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp::from_secs(1_704_110_400);

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn question_marks_become_parameters_in_their_order() {
        let values = values(&BTreeMap::new(), NOON);
        let statement = "SELECT 1 FROM e WHERE eventTime > '?' AND eventTime < '?'";
        let filled = fill(statement, &names(&["$StartTime$", "$EndTime$"]), &values).unwrap();
        assert_eq!(
            filled,
            "SELECT 1 FROM e WHERE eventTime > '2023-12-31 12:00:00' AND eventTime < \
             '2024-01-01 12:00:00'"
        );
        assert!(fill(statement, &names(&["$StartTime$"]), &values).is_err());
        assert_eq!(fill("SELECT 1", &[], &values).unwrap(), "SELECT 1");
        let other = "SELECT 'why?', 'it''s ?', \"?\" FROM e WHERE eventTime > '?' -- '";
        let filled = fill(other, &names(&["$StartTime$"]), &values).unwrap();
        assert_eq!(filled, other.replace("'?'", "'2023-12-31 12:00:00'"));
    }

    #[test]
    fn a_question_mark_without_quotes_is_told_with_its_place() {
        let values = values(&BTreeMap::new(), NOON);
        let statement = "SELECT 'a'\nFROM e WHERE eventTime > ? AND eventTime < '?'";
        let told = fill(statement, &names(&["$StartTime$", "$EndTime$"]), &values).unwrap_err();
        assert_eq!(told, "line 2:26: a placeholder stands in single quotes: '?'");
    }

    #[test]
    fn what_is_given_is_taken_and_cannot_leave_its_quotes() {
        let mut given = BTreeMap::new();
        given.insert("$StartTime$".to_owned(), "2024-01-01T00:00:00Z".to_owned());
        given.insert("$Period$".to_owned(), "' OR '1'='1".to_owned());
        let values = values(&given, NOON);
        let filled = fill("'?' '?'", &names(&["$StartTime$", "$Period$"]), &values).unwrap();
        assert_eq!(filled, "'2024-01-01 00:00:00' ''' OR ''1''=''1'");
    }

    #[test]
    fn other_parameters_are_unknown() {
        let all = names(&["$StartTime$", "$Other$"]);
        assert_eq!(unknown(all.iter()), Some(&"$Other$".to_owned()));
        assert_eq!(unknown(all[..1].iter()), None);
    }
}
