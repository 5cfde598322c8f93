//! The keys of log files and digests.
//!
//! ```text
//! [PREFIX/]AWSLogs/[ORGANIZATION/]ACCOUNT/CloudTrail/REGION/2024/01/01/
//!     ACCOUNT_CloudTrail_REGION_20240101T0005Z_16CHARACTERS.json.gz
//! [PREFIX/]AWSLogs/[ORGANIZATION/]ACCOUNT/CloudTrail-Insight/REGION/2024/01/01/
//!     ACCOUNT_CloudTrail-Insight_REGION_20240101T0005Z_16CHARACTERS.json.gz
//! [PREFIX/]AWSLogs/[ORGANIZATION/]ACCOUNT/CloudTrail-Digest/REGION/2024/01/01/
//!     ACCOUNT_CloudTrail-Digest_REGION_TRAIL_HOME_20240101T010000Z.json.gz
//! ```
//!
//! Source: CloudTrail User Guide, "Finding your CloudTrail log files", "CloudTrail digest file
//! structure".

use crate::time::{Timestamp, text};

use super::super::chain::place::Place;
use super::super::trail::Trail;

/// Whose events the files of a trail hold.
#[derive(Clone, Copy, Debug)]
pub struct Whose<'a> {
    /// The organization, for a trail of one.
    pub organization: Option<&'a str>,
    /// The account.
    pub account: &'a str,
}

impl<'a> Whose<'a> {
    /// Returns that of the events of the account that owns a trail.
    pub fn owner(trail: &'a Trail) -> Self {
        Self { organization: trail.organization.as_deref(), account: &trail.account }
    }
}

/// Returns the key of a log file of a trail and region that is delivered at a time.
pub fn log_file(
    trail: &Trail,
    whose: Whose<'_>,
    region: &str,
    delivered: Timestamp,
    suffix: &str,
) -> String {
    file("CloudTrail", (trail, whose), region, delivered, suffix)
}

/// Returns the key of a file of Insights events of a trail and region that is delivered at a time.
pub fn insights(trail: &Trail, region: &str, delivered: Timestamp, suffix: &str) -> String {
    file("CloudTrail-Insight", (trail, Whose::owner(trail)), region, delivered, suffix)
}

fn file(
    kind: &str,
    (trail, whose): (&Trail, Whose<'_>),
    region: &str,
    delivered: Timestamp,
    suffix: &str,
) -> String {
    let account = whose.account;
    let (folders, stamp) = (text::date_folders(delivered), text::log_stamp(delivered));
    format!(
        "{}{kind}/{region}/{folders}/{account}_{kind}_{region}_{stamp}_{suffix}.json.gz",
        beginning(trail, whose)
    )
}

/// Returns the key of the digest of a trail and region whose time ends at `end`.
pub fn digest(trail: &Trail, whose: Whose<'_>, region: &str, end: Timestamp) -> String {
    let place = Place {
        prefix: trail.prefix.clone(),
        organization: whose.organization.map(str::to_owned),
        account: whose.account.to_owned(),
        region: region.to_owned(),
        trail: trail.name.to_string(),
        home: trail.home.clone(),
    };
    place.digest(end)
}

/// Returns what all keys of a trail and account begin with.
pub fn beginning(trail: &Trail, whose: Whose<'_>) -> String {
    let part = |part: Option<&str>| part.map_or_else(String::new, |part| format!("{part}/"));
    let (prefix, organization) = (part(trail.prefix.as_deref()), part(whose.organization));
    format!("{prefix}AWSLogs/{organization}{}/", whose.account)
}
