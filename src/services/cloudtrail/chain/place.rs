//! Where the digests of a trail lie.
//!
//! ```text
//! [PREFIX/]AWSLogs/[ORGANIZATION/]ACCOUNT/CloudTrail-Digest/REGION/2024/01/01/
//!     ACCOUNT_CloudTrail-Digest_REGION_TRAIL_HOME_20240101T010000Z[_backfill].json.gz
//! ```
//!
//! Source: CloudTrail User Guide, "CloudTrail digest file structure"; facts, "AWS CLI", h.2.

use std::time::Duration;

use super::digest::Range;
use crate::time::{HOUR, Timestamp, text};

/// The folder that digests lie in, below the account's.
pub(super) const FOLDER: &str = "/CloudTrail-Digest/";

/// Its name.
pub const FOLDER_NAME: &str = "CloudTrail-Digest";

/// The folder that log files lie in.
pub(super) const LOGS: &str = "/CloudTrail/";

/// The folder that insight files lie in.
pub const INSIGHTS: &str = "/CloudTrail-Insight/";

/// Where the digests of a trail and region lie.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Place {
    /// What comes before `AWSLogs`, if anything.
    pub prefix: Option<String>,
    /// The organization, for trails of one.
    pub organization: Option<String>,
    /// The account whose events they are about.
    pub account: String,
    /// The region of the events.
    pub region: String,
    /// The trail's name.
    pub trail: String,
    /// The trail's home region.
    pub home: String,
}

impl Place {
    /// Returns the key of the digest whose time ends at `end`.
    pub fn digest(&self, end: Timestamp) -> String {
        let (folders, stamp) = (text::date_folders(end), text::digest_stamp(end));
        format!("{}/{folders}/{}{stamp}.json.gz", self.beginning(), self.name())
    }

    /// Returns whether the digests are of the same trail, account and region, under whatever prefix.
    pub(super) fn is_of_same_trail(&self, other: &Self) -> bool {
        let Self { prefix, organization, .. } = self.clone();
        Self { prefix, organization, ..other.clone() } == *self
    }

    /// Returns what the keys of digests begin with.
    pub fn beginning(&self) -> String {
        let part =
            |part: &Option<String>| part.as_ref().map_or_else(String::new, |p| format!("{p}/"));
        format!(
            "{}AWSLogs/{}{}{FOLDER}{}",
            part(&self.prefix),
            part(&self.organization),
            self.account,
            self.region
        )
    }

    /// Returns what the keys of its digests, log files and insight files begin with, each with a
    /// slash at its end.
    pub fn folders(&self) -> Vec<String> {
        let digests = format!("{}/", self.beginning());
        let beside = |folder| digests.replacen(FOLDER, folder, 1);
        vec![beside(LOGS), beside(INSIGHTS), digests.clone()]
    }

    /// Returns what the keys of its log files begin with, up to the folders of days.
    pub fn logs(&self) -> String {
        format!("{}/", self.beginning().replacen(FOLDER, LOGS, 1))
    }

    /// Returns what the names of digests begin with.
    fn name(&self) -> String {
        let Self { account, region, trail, home, .. } = self;
        format!("{account}_CloudTrail-Digest_{region}_{trail}_{home}_")
    }

    /// Returns whether a key is that of a digest of this trail and region.
    pub fn holds(&self, key: &str) -> bool {
        let Some(below) = key.strip_prefix(&self.beginning()) else { return false };
        let Some(mut below) = below.strip_prefix('/') else { return false };
        for _ in 0..3 {
            match below.split_once('/') {
                Some((date, rest)) if is_number(date) => below = rest,
                _ => return false,
            }
        }
        let name = below.strip_prefix(&self.name());
        name.and_then(|name| name.strip_suffix(".json.gz")).is_some_and(|date| !date.is_empty())
    }

    /// Returns the place of the digests that a key is one of, for a trail, account and region, with
    /// the prefix and organization that the key has.
    pub fn found(&self, key: &str) -> Option<Self> {
        let (above, _) = key.split_once(&format!("/{}{FOLDER}{}/", self.account, self.region))?;
        let (prefix, organization) = match above.rsplit_once("AWSLogs/") {
            Some((prefix, organization)) => (prefix, Some(organization.to_owned())),
            None => (above.strip_suffix("AWSLogs")?, None),
        };
        let prefix = (!prefix.is_empty()).then(|| prefix.trim_end_matches('/').to_owned());
        let place = Self { prefix, organization, ..self.clone() };
        place.holds(key).then_some(place)
    }

    /// Returns the place of the digest that a key is one of; `None` if it is none's.
    pub fn of_key(key: &str) -> Option<Self> {
        let (above, below) = key.split_once(FOLDER)?;
        let account = above.rsplit('/').next()?;
        let region = below.split('/').next()?;
        let name = key.rsplit('/').next()?.strip_prefix(account)?;
        let name = name.strip_prefix("_CloudTrail-Digest_")?.strip_prefix(region)?;
        let (name, _) = name.strip_prefix('_')?.rsplit_once(&format!("_{}", date_of(key)))?;
        // A trail's name may have underscores, a region's has none.
        let (trail, home) = name.rsplit_once('_')?;
        let [account, region, trail, home] = [account, region, trail, home].map(str::to_owned);
        Self { prefix: None, organization: None, account, region, trail, home }.found(key)
    }

    /// Returns, of keys in their order, those of all digests in a range.
    pub fn keys_in_range(&self, keys: Vec<String>, range: Range) -> Vec<String> {
        let Listed { mut hourly, backfill } = self.in_range(keys, range.start, range.end);
        hourly.extend(backfill);
        hourly
    }

    /// Returns, of keys in their order, those of digests in a range, hourly ones and backfill apart.
    ///
    /// Digests whose time ends up to an hour after the range still have something of it.
    pub(super) fn in_range(
        &self,
        keys: impl IntoIterator<Item = String>,
        start: Timestamp,
        end: Timestamp,
    ) -> Listed {
        let (first, last) = (text::digest_stamp(start), text::digest_stamp(end + HOUR));
        let mut listed = Listed::default();
        for key in keys.into_iter().filter(|key| self.holds(key)) {
            let date = date_of(&key);
            if date > last {
                break;
            }
            if date < first {
                continue;
            }
            if is_backfill(&key) { listed.backfill.push(key) } else { listed.hourly.push(key) }
        }
        listed
    }

    /// Returns the key that a listing from `start` on begins after.
    pub fn marker(&self, start: Timestamp) -> String {
        self.digest(start - Duration::from_mins(1))
    }
}

/// Keys of digests, the oldest first.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Listed {
    pub(super) hourly: Vec<String>,
    pub(super) backfill: Vec<String>,
}

/// Returns whether a key is that of a digest that was made later, for events that came late.
pub fn is_backfill(key: &str) -> bool {
    key.ends_with("_backfill.json.gz")
}

/// Returns the date in a key: the sixteen characters before its end.
pub fn date_of(key: &str) -> String {
    let end = if is_backfill(key) { "_backfill.json.gz" } else { ".json.gz" };
    let characters: Vec<char> = key.chars().collect();
    let last = characters.len().saturating_sub(end.len());
    characters[last.saturating_sub(16)..last].iter().collect()
}

/// Returns the time in the name of a log file.
pub fn log_time(key: &str) -> Option<Timestamp> {
    let name = key.rsplit('/').next()?.strip_suffix(".json.gz")?;
    let (name, _) = name.rsplit_once('_')?;
    text::parse_log_stamp(name.rsplit('_').next()?)
}

/// Returns whether a key lies in the folder of a time's day.
pub fn is_in_folder_of(key: &str, time: Timestamp) -> bool {
    let folder = key.rsplit_once('/').map_or("", |(folder, _)| folder);
    folder.ends_with(&format!("/{}", text::date_folders(time)))
}

/// Returns whether a key is one that log files are delivered under.
pub fn is_of_log_file(key: &str) -> bool {
    key.contains(LOGS) && log_time(key).is_some_and(|time| is_in_folder_of(key, time))
}

/// Returns what the keys of the log files of an account and region begin with, up to the folders of
/// days, for the key of one of them.
pub fn logs_of(key: &str) -> Option<&str> {
    let (above, below) = key.split_once(LOGS)?;
    let region = below.split('/').next()?;
    key.get(..above.len() + LOGS.len() + region.len() + 1)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Place {
        Place {
            prefix: None,
            organization: None,
            account: "123456789012".to_owned(),
            region: "us-west-2".to_owned(),
            trail: "audit".to_owned(),
            home: "us-east-1".to_owned(),
        }
    }

    const KEY: &str = "AWSLogs/123456789012/CloudTrail-Digest/us-west-2/2024/01/01/\
                       123456789012_CloudTrail-Digest_us-west-2_audit_us-east-1_20240101T000000Z.json.gz";

    #[test]
    fn the_key_of_a_digest_is_told_from_others() {
        assert_eq!(place().digest(Timestamp::from_secs(1_704_067_200)), KEY);
        assert!(place().holds(KEY));
        assert!(place().holds(&KEY.replace("Z.json", "Z_backfill.json")));
        let others = [
            KEY.replace("audit", "audit2"),
            KEY.replace("/us-west-2/", "/us-east-2/"),
            KEY.replace("/2024/", "/x/"),
            KEY.replace("20240101T000000Z", ""),
            format!("logs/{KEY}"),
            format!("{KEY}.metadata.json"),
        ];
        for key in others {
            assert!(!place().holds(&key), "{key}");
        }
    }

    #[test]
    fn prefix_and_organization_are_found_in_a_key() {
        let cases = [
            (KEY.to_owned(), None, None),
            (format!("logs/all/{KEY}"), Some("logs/all"), None),
            (KEY.replace("AWSLogs/", "p/AWSLogs/o-1234/"), Some("p"), Some("o-1234")),
        ];
        for (key, prefix, organization) in cases {
            let found = place().found(&key).unwrap();
            assert_eq!(found.prefix.as_deref(), prefix, "{key}");
            assert_eq!(found.organization.as_deref(), organization, "{key}");
        }
        assert_eq!(place().found("x/y"), None);
        assert_eq!(place().found(&KEY.replace("AWSLogs", "Logs")), None);
    }

    #[test]
    fn a_place_is_read_from_a_key() {
        let cases = [
            (KEY.to_owned(), Some(place())),
            (KEY.replace("Z.json", "Z_backfill.json"), Some(place())),
            (
                KEY.replace("_audit_", "_my_trail_x_"),
                Some(Place { trail: "my_trail_x".to_owned(), ..place() }),
            ),
            (
                format!("p/{}", KEY.replace("AWSLogs/", "AWSLogs/o-1/")),
                Some(Place {
                    prefix: Some("p".to_owned()),
                    organization: Some("o-1".to_owned()),
                    ..place()
                }),
            ),
            (KEY.replace("CloudTrail-Digest/", "CloudTrail/"), None),
            (KEY.replace("AWSLogs", "Logs"), None),
            (KEY.replace(".json.gz", ".json"), None),
            ("x/y".to_owned(), None),
            (String::new(), None),
        ];
        for (key, expected) in cases {
            assert_eq!(Place::of_key(&key), expected, "{key}");
        }
    }

    #[test]
    fn the_date_is_cut_out_of_the_key_whatever_it_is() {
        assert_eq!(date_of(KEY), "20240101T000000Z");
        assert_eq!(date_of(&KEY.replace("Z.json", "Z_backfill.json")), "20240101T000000Z");
        assert_eq!(date_of("é.json.gz"), "é");
        assert_eq!(date_of("short"), "");
    }

    #[test]
    fn a_range_takes_the_digests_that_end_up_to_an_hour_after_it() {
        let at = |hour: i64| Timestamp::from_secs(1_704_067_200 + hour * 3_600);
        let keys: Vec<String> = (0..6).map(|hour| place().digest(at(hour))).collect();
        let listed = place().in_range(keys.clone(), at(1), at(3));
        assert_eq!(listed.hourly, keys[1..=4]);
        assert!(listed.backfill.is_empty());
    }

    #[test]
    fn the_time_of_a_log_file_is_in_its_name() {
        let folder = "AWSLogs/1/CloudTrail/us-east-1/2024/01/01";
        let key = format!("{folder}/1_CloudTrail_us-east-1_20240101T0505Z_abc.json.gz");
        assert_eq!(log_time(&key), Some(Timestamp::from_secs(1_704_085_500)));
        for other in ["x.json.gz", "1_CloudTrail_us-east-1_2024_abc.json.gz", "a_b_c", ""] {
            assert_eq!(log_time(other), None, "{other}");
        }
    }
}
