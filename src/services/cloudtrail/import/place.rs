//! Where an import finds log files, and which of the objects there are some.
//!
//! | an object below the location             | is                                             |
//! |------------------------------------------|------------------------------------------------|
//! | in a folder `CloudTrail`                 | a log file                                     |
//! | in a folder `AWSLogs`, in no such folder | another service's, a digest: not looked at     |
//! | in neither                               | a log file, unless the location is the bucket  |
//!
//! With a range of times, it is one only if a date in its key is of a day of the range.
//!
//! Source: CloudTrail API Reference, "`StartImport`".

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::bucket::name::{self, uri_parts};
use crate::time::{DAY, Timestamp, text};

/// A place in a bucket.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Place {
    /// The bucket.
    pub bucket: String,
    /// What the keys begin with: nothing, or a folder.
    pub prefix: String,
}

impl Place {
    /// Returns the place of a URI, as in `s3://BUCKET/AWSLogs/`; `None` if it is none.
    pub fn parse(uri: &str) -> Option<Self> {
        let (bucket, prefix) = uri_parts(uri)?;
        name::check(bucket).ok()?;
        let ends = prefix.is_empty() || prefix.ends_with('/');
        let prefix = if ends { prefix.to_owned() } else { format!("{prefix}/") };
        Some(Self { bucket: bucket.to_owned(), prefix })
    }

    /// Returns the URI of an object.
    pub fn uri_of(&self, key: &str) -> String {
        format!("s3://{}/{key}", self.bucket)
    }

    /// Returns whether an object below it is taken for a log file, of the days of a range.
    pub fn has(&self, key: &str, start: Option<Timestamp>, end: Option<Timestamp>) -> bool {
        let mut folders = folder_of(key).split('/');
        let is_of_kind = if folders.clone().any(|folder| folder == "CloudTrail") {
            true
        } else {
            !self.prefix.is_empty() && !folders.any(|folder| folder == "AWSLogs")
        };
        let is_in_range = || {
            date_of(key).is_some_and(|date| {
                start.is_none_or(|start| start.floor(DAY) <= date)
                    && end.is_none_or(|end| date <= end.floor(DAY))
            })
        };
        is_of_kind && !key.ends_with('/') && ((start.is_none() && end.is_none()) || is_in_range())
    }
}

/// Returns the folder that a key lies in.
pub fn folder_of(key: &str) -> &str {
    key.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Returns the day that a key names: in its last three folders, or in its name.
fn date_of(key: &str) -> Option<Timestamp> {
    let mut parts: Vec<&str> = key.rsplit('/').collect();
    let name = parts.remove(0);
    let folders = match parts.as_slice() {
        [day, month, year, ..] => text::parse_date_as_utc(&format!("{year}-{month}-{day}")),
        _ => None,
    };
    let stamp = || name.split('_').find_map(text::parse_log_stamp);
    folders.or_else(stamp).map(|time| time.floor(DAY))
}

/// Returns how many folders keys lie in.
pub fn count_folders<'k>(keys: impl Iterator<Item = &'k str>) -> usize {
    keys.map(folder_of).collect::<BTreeSet<_>>().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_bucket_and_a_folder() {
        let place = |bucket: &str, prefix: &str| {
            Some(Place { bucket: bucket.to_owned(), prefix: prefix.to_owned() })
        };
        assert_eq!(Place::parse("s3://logs"), place("logs", ""));
        assert_eq!(Place::parse("s3://logs/"), place("logs", ""));
        assert_eq!(Place::parse("s3://logs/a/b"), place("logs", "a/b/"));
        for wrong in ["", "logs", "s3:/logs", "s3://", "s3://Logs!", "https://logs/a"] {
            assert_eq!(Place::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn log_files_lie_in_folders_of_cloudtrail() {
        let cases = [
            ("s3://bkt", "AWSLogs/1/CloudTrail/us-east-1/2024/01/02/f.json.gz", true),
            ("s3://bkt/AWSLogs/1/", "AWSLogs/1/CloudTrail/us-east-1/2024/01/02/f.json.gz", true),
            ("s3://bkt", "AWSLogs/1/CloudTrail-Digest/us-east-1/2024/01/02/f.json.gz", false),
            ("s3://bkt/AWSLogs/1/", "AWSLogs/1/CloudTrail-Insight/us-east-1/f.json.gz", false),
            ("s3://bkt/AWSLogs/1/", "AWSLogs/1/elasticloadbalancing/f.json.gz", false),
            ("s3://bkt", "copies/f.json.gz", false),
            ("s3://bkt/copies", "copies/f.json.gz", true),
            ("s3://bkt/copies", "copies/CloudTrail/", false),
        ];
        for (uri, key, expected) in cases {
            assert_eq!(Place::parse(uri).unwrap().has(key, None, None), expected, "{uri} {key}");
        }
    }

    #[test]
    fn a_range_is_about_the_days_that_keys_name() {
        let place = Place::parse("s3://bkt/p").unwrap();
        let day = |text: &str| text::parse_date_as_utc(text);
        let has = |key: &str| place.has(key, day("2024-01-02T12:00:00"), day("2024-01-03"));
        for key in
            ["p/2024/01/02/f.gz", "p/2024/01/03/f.gz", "p/1_CloudTrail_x_20240103T2355Z_s.gz"]
        {
            assert!(has(key), "{key}");
        }
        for key in ["p/2024/01/01/f.gz", "p/2024/01/04/f.gz", "p/f.gz"] {
            assert!(!has(key), "{key}");
        }
    }

    #[test]
    fn folders_are_counted_once() {
        assert_eq!(count_folders(["a/1", "a/2", "b/1", "c"].into_iter()), 3);
    }
}
