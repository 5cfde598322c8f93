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
/// if there are not as many of both.
///
/// What would end the quotes is doubled.
pub fn fill(
    statement: &str,
    names: &[String],
    values: &BTreeMap<String, String>,
) -> Result<String, String> {
    let marks = statement.matches('?').count();
    if marks != names.len() {
        return Err(format!(
            "The query statement has {marks} placeholders and {} parameters.",
            names.len()
        ));
    }
    let mut parts = statement.split('?');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for (name, part) in names.iter().zip(parts) {
        let value = values.get(name).map_or("", String::as_str);
        filled.push_str(&value.replace('\'', "''"));
        filled.push_str(part);
    }
    Ok(filled)
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
