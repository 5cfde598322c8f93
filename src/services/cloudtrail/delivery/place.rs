//! The keys of log files and digests.
//!
//! ```text
//! [PREFIX/]AWSLogs/ACCOUNT/CloudTrail/REGION/2024/01/01/
//!     ACCOUNT_CloudTrail_REGION_20240101T0005Z_16CHARACTERS.json.gz
//! [PREFIX/]AWSLogs/ACCOUNT/CloudTrail-Insight/REGION/2024/01/01/
//!     ACCOUNT_CloudTrail-Insight_REGION_20240101T0005Z_16CHARACTERS.json.gz
//! [PREFIX/]AWSLogs/ACCOUNT/CloudTrail-Digest/REGION/2024/01/01/
//!     ACCOUNT_CloudTrail-Digest_REGION_TRAIL_HOME_20240101T010000Z.json.gz
//! ```
//!
//! Source: CloudTrail User Guide, "Finding your CloudTrail log files", "CloudTrail digest file
//! structure".

use crate::time::{Timestamp, text};

use super::super::chain::place::Place;
use super::super::trail::Trail;

/// Returns the key of a log file of a trail and region that is delivered at a time.
pub fn log_file(trail: &Trail, region: &str, delivered: Timestamp, suffix: &str) -> String {
    file("CloudTrail", trail, region, delivered, suffix)
}

/// Returns the key of a file of Insights events of a trail and region that is delivered at a time.
pub fn insights(trail: &Trail, region: &str, delivered: Timestamp, suffix: &str) -> String {
    file("CloudTrail-Insight", trail, region, delivered, suffix)
}

fn file(kind: &str, trail: &Trail, region: &str, delivered: Timestamp, suffix: &str) -> String {
    let account = &trail.account;
    let (folders, stamp) = (text::date_folders(delivered), text::log_stamp(delivered));
    format!(
        "{}{kind}/{region}/{folders}/{account}_{kind}_{region}_{stamp}_{suffix}.json.gz",
        beginning(trail)
    )
}

/// Returns the key of the digest of a trail and region whose time ends at `end`.
pub fn digest(trail: &Trail, region: &str, end: Timestamp) -> String {
    let place = Place {
        prefix: trail.prefix.clone(),
        organization: None,
        account: trail.account.clone(),
        region: region.to_owned(),
        trail: trail.name.to_string(),
        home: trail.home.clone(),
    };
    place.digest(end)
}

/// Returns what all keys of a trail begin with.
pub fn beginning(trail: &Trail) -> String {
    let prefix = trail.prefix.as_ref().map_or_else(String::new, |prefix| format!("{prefix}/"));
    format!("{prefix}AWSLogs/{}/", trail.account)
}
