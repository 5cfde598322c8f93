//! Whose calls they were: the identities, user agents and error codes that are seen most.
//!
//! The sessions of a role count as that role. Calls of services have no ARN, and are missing among the
//! identities; calls without an error count as `null`.
//!
//! Source: CloudTrail User Guide, "CloudTrail record contents for Insights events for trails", and its
//! example, for the roles and the word.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;

use super::rate::{Found, average};
use crate::value::Value;

/// How many of each there are at most.
const MOST: usize = 5;

/// How often each of the attributes was seen.
#[derive(Debug, Default)]
pub struct Attributions {
    /// Identities, user agents and error codes.
    seen: [Seen; 3],
}

#[derive(Debug, Default)]
struct Seen {
    unusual: BTreeMap<String, u64>,
    usual: BTreeMap<String, u64>,
}

const NAMES: [&str; 3] = ["userIdentityArn", "userAgent", "errorCode"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fields<'r> {
    #[serde(borrow)]
    user_identity: Option<Identity<'r>>,
    #[serde(borrow)]
    user_agent: Option<Cow<'r, str>>,
    #[serde(borrow)]
    error_code: Option<Cow<'r, str>>,
}

#[derive(Deserialize)]
struct Identity<'r> {
    #[serde(borrow)]
    arn: Option<Cow<'r, str>>,
}

impl Attributions {
    /// Counts a record, of the unusual activity or of what is usual. One that cannot be read has no
    /// attributes.
    pub fn count(&mut self, record: &str, unusual: bool) {
        let Ok(fields) = serde_json::from_str::<Fields<'_>>(record) else { return };
        let arn = fields.user_identity.and_then(|identity| identity.arn);
        let code = fields.error_code.filter(|code| !code.is_empty());
        let values = [
            arn.map(|arn| without_session(&arn).to_owned()),
            fields.user_agent.map(Cow::into_owned),
            Some(code.map_or_else(|| "null".to_owned(), Cow::into_owned)),
        ];
        for (seen, value) in self.seen.iter_mut().zip(values) {
            let Some(value) = value else { continue };
            let counts = if unusual { &mut seen.unusual } else { &mut seen.usual };
            *counts.entry(value).or_default() += 1;
        }
    }

    /// Returns what a record says of them.
    pub fn document(&self, found: &Found) -> Value {
        let attribute = |(name, seen): (&&str, &Seen)| {
            json!({
                "attribute": name,
                "insight": most_seen(&seen.unusual, found.minutes()),
                "baseline": most_seen(&seen.usual, found.baseline.minutes),
            })
        };
        NAMES.iter().zip(&self.seen).map(attribute).collect()
    }

    /// Returns the same as event data stores have it.
    pub fn rows(&self, found: &Found) -> Value {
        let row = |(name, seen): (&&str, &Seen)| {
            let insight = most_seen(&seen.unusual, found.minutes());
            let baseline = most_seen(&seen.usual, found.baseline.minutes);
            json!({
                "attribute": name,
                "insightValue": insight[0]["value"],
                "insightAverage": insight[0]["average"],
                "baselineValue": baseline[0]["value"],
                "baselineAverage": baseline[0]["average"],
                "insightAttributes": insight,
                "baselineAttributes": baseline,
            })
        };
        NAMES.iter().zip(&self.seen).map(row).collect()
    }
}

fn most_seen(counts: &BTreeMap<String, u64>, minutes: i64) -> Value {
    let mut counts: Vec<_> = counts.iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(**count));
    let told = |(value, count): &(&String, &u64)| json!({"value": value, "average": average(**count, minutes)});
    counts.iter().take(MOST).map(told).collect()
}

/// Returns the ARN of the role of a session's.
fn without_session(arn: &str) -> &str {
    match arn.find(":assumed-role/") {
        Some(place) => {
            let name = place + ":assumed-role/".len();
            let end = arn[name..].find('/').map_or(arn.len(), |length| name + length);
            &arn[..end]
        }
        None => arn,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::cloudtrail::insight::rate::Baseline;

    fn found(minutes: i64) -> Found {
        let baseline = Baseline { minutes: 10_080, ..Baseline::default() };
        Found { id: String::new(), ends: true, start: 0, end: minutes, total: 0, baseline }
    }

    #[test]
    fn the_five_that_are_seen_most_come_first() {
        let mut attributions = Attributions::default();
        for (user, times) in [("a", 1), ("b", 7), ("c", 2), ("d", 3), ("e", 4), ("f", 5)] {
            let record = json!({"userIdentity": {"arn": user}, "userAgent": "cli"}).to_string();
            for _ in 0..times {
                attributions.count(&record, true);
            }
        }
        attributions.count(r#"{"userAgent":"cli","errorCode":"AccessDenied"}"#, false);
        attributions.count("no record", false);
        let told = attributions.document(&found(10));
        let users: Vec<_> =
            told[0]["insight"].as_array().unwrap().iter().map(|one| one["value"].clone()).collect();
        assert_eq!(users, ["b", "f", "e", "d", "c"]);
        assert_eq!(told[0]["insight"][0]["average"], 0.7);
        assert_eq!(told[0]["baseline"], json!([]));
        assert_eq!(told[1]["insight"], json!([{"value": "cli", "average": 2.2}]));
        assert_eq!(told[2]["insight"][0]["value"], "null");
        assert_eq!(told[2]["baseline"][0]["value"], "AccessDenied");
    }

    #[test]
    fn the_sessions_of_a_role_are_the_role() {
        let role = "arn:aws:sts::123456789012:assumed-role/Deploy";
        for arn in [role.to_owned(), format!("{role}/i-0123")] {
            assert_eq!(without_session(&arn), role);
        }
        let user = "arn:aws:iam::123456789012:user/ann";
        assert_eq!(without_session(user), user);
    }
}
