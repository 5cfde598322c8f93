//! What a trail is, the rules for its name, and how one is found.
//!
//! A trail lives in its home region. One that covers all regions shows up in the others as a
//! shadow: it is listed there and can be read by its ARN, and only its home region changes it.
//!
//! Source: CloudTrail User Guide, "Naming requirements", "Quotas", "Working with CloudTrail trails";
//! messages as facts list them, and as others report them of neighbouring separators and of
//! IP addresses.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::errors::{
    CLOUD_TRAIL_ARN_INVALID, INVALID_HOME_REGION, INVALID_TRAIL_NAME, TRAIL_NOT_FOUND,
};
use super::log_group::LogGroup;
use super::organization::{Organization, not_master};
use super::selector::Selectors;
use super::shapes::event_configuration::Template;
use super::shapes::insights::{InsightType, SourceEventCategory};
use crate::arn::{Arn, partition_of};
use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::sns::Topic;
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;

/// How many trails a region may have; one that covers all regions counts in each.
pub const TRAILS_PER_REGION: usize = 5;

/// How long a key prefix may be, in characters.
pub const PREFIX_LENGTH: usize = 200;

/// A name that keeps the rules for trail names.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct TrailName(String);

impl TrailName {
    /// Checks a name; the first rule that it breaks is reported.
    ///
    /// | rule                                                         |
    /// |--------------------------------------------------------------|
    /// | it is not blank                                              |
    /// | it has 3 to 128 characters                                   |
    /// | it begins with a letter or digit, and ends with one          |
    /// | between them stand letters, digits, `.`, `-` and `_`         |
    /// | no two of `.`, `-`, `_` stand beside each other              |
    /// | it does not look like an IP address                          |
    pub fn parse(name: &str) -> Result<Self, ApiError> {
        let broken = |rule: String| Err(ApiError::new(INVALID_TRAIL_NAME, rule));
        let length = name.chars().count();
        let alphanumeric = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let separator = |c: char| matches!(c, '.' | '-' | '_');

        if name.trim().is_empty() {
            return broken("Trail name cannot be blank!".to_owned());
        }
        if length < 3 {
            return broken(format!(
                "Trail name too short. Minimum allowed length: 3 characters. \
                 Specified name length: {length} characters."
            ));
        }
        if length > 128 {
            return broken(format!(
                "Trail name too long. Maximum allowed length: 128 characters. \
                 Specified name length: {length} characters."
            ));
        }
        if !alphanumeric(name.chars().next()) {
            return broken("Trail name must starts with a letter or number.".to_owned());
        }
        if !alphanumeric(name.chars().last()) {
            return broken("Trail name must ends with a letter or number.".to_owned());
        }
        if !name.chars().all(|c| c.is_ascii_alphanumeric() || separator(c)) {
            return broken(
                "Trail name or ARN can only contain uppercase letters, lowercase letters, \
                 numbers, periods (.), hyphens (-), and underscores (_)."
                    .to_owned(),
            );
        }
        if name.as_bytes().windows(2).any(|pair| pair.iter().all(|b| separator(char::from(*b)))) {
            return broken(
                "Trail name or ARN cannot have adjacent periods (.), hyphens (-), or underscores \
                 (_)."
                    .to_owned(),
            );
        }
        if name.parse::<std::net::Ipv4Addr>().is_ok() {
            return broken("Trail names must not be formatted as an IP address.".to_owned());
        }
        Ok(Self(name.to_owned()))
    }

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TrailName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A trail.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of the API")]
pub struct Trail {
    /// Tells this trail from earlier ones of the same name.
    pub id: String,
    /// The account that owns it.
    pub account: String,
    /// The region that it was made in.
    pub home: String,
    /// Its name.
    pub name: TrailName,
    /// The bucket that gets its files.
    pub bucket: String,
    /// What the keys of its files begin with.
    pub prefix: Option<String>,
    /// Whether it takes the events of global services.
    pub global_events: bool,
    /// Whether it covers all regions.
    pub every_region: bool,
    /// Whether digests prove its log files.
    pub validation: bool,
    /// The organization whose accounts it covers, if it is one's; its management account owns it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// The SNS topic that is told of its log files, by the name or ARN that was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// The ARN of the KMS key that encrypts its files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kms_key: Option<String>,
    /// The log group of CloudWatch Logs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_group: Option<LogGroup>,
    /// Which events it takes.
    pub selectors: Selectors,
    /// Whether its selectors are others than those it was made with.
    pub custom_selectors: bool,
    /// Which unusual activity it looks for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub insights: Vec<Watched>,
    /// What its data events are to be counted by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counted_by: Vec<Template>,
    /// Its tags.
    pub tags: BTreeMap<String, Option<String>>,
    /// Whether it records.
    pub logging: bool,
    /// When it last began to record.
    pub started: Option<Timestamp>,
    /// When it last stopped recording.
    pub stopped: Option<Timestamp>,
    /// Since when digests are written: since it both records and is validated.
    pub digests_since: Option<Timestamp>,
}

/// A kind of unusual activity that a trail looks for, and in which events.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Watched {
    /// The kind.
    pub kind: InsightType,
    /// The categories of events.
    pub categories: Vec<SourceEventCategory>,
}

impl Record for Trail {
    const KIND: &'static str = "trail";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of(&self.account, &self.home, self.name.as_str())
    }
}

impl Trail {
    /// Returns the key of an account's trail in a region.
    pub fn key_of(account: &str, home: &str, name: &str) -> Key {
        Self::all().text(account).text(home).text(name)
    }

    /// Returns its name across accounts and regions.
    pub fn arn(&self) -> String {
        let partition = partition_of(&self.home);
        format!("arn:{partition}:cloudtrail:{}:{}:trail/{}", self.home, self.account, self.name)
    }

    /// Returns the topic that is told of its log files.
    pub fn topic(&self) -> Option<Topic> {
        Topic::named(&self.account, &self.home, self.topic.as_deref()?)
    }

    /// Returns whether it records the events of a region; "all regions" are those of its partition.
    pub fn covers(&self, region: &str) -> bool {
        self.home == region
            || (self.every_region && partition_of(&self.home) == partition_of(region))
    }

    /// Returns whether it looks for a kind of unusual activity in events of a category.
    pub fn watches(&self, kind: InsightType, category: SourceEventCategory) -> bool {
        let is = |watched: &Watched| watched.kind == kind && watched.categories.contains(&category);
        self.insights.iter().any(is)
    }

    /// Returns the trails of an account, those of all regions, in the order of region and name.
    pub fn of_account(txn: &Txn<'_>, account: &str) -> Result<Vec<Self>> {
        txn.scan(&Self::all().text(account)).collect()
    }

    /// Returns the trails that take the events of an account and show up in it: its own, and those of
    /// its organization.
    pub fn seen_by(txn: &Txn<'_>, account: &str) -> Result<Vec<Self>> {
        let mut trails = Self::of_account(txn, account)?;
        let organization = Organization::of(txn, account)?;
        if let Some(organization) = organization.filter(|other| other.management != account) {
            let others = Self::of_account(txn, &organization.management)?;
            let shared = |trail: &Self| trail.organization.as_ref() == Some(&organization.id);
            trails.extend(others.into_iter().filter(shared));
        }
        Ok(trails)
    }

    /// Returns how many trails count in a region.
    pub fn count_in(trails: &[Self], region: &str) -> usize {
        trails.iter().filter(|trail| trail.covers(region)).count()
    }

    /// Returns the caller's trail of a name or ARN, as it may be read from the call's region.
    ///
    /// Fails with, in the order in which they are checked: [`CLOUD_TRAIL_ARN_INVALID`],
    /// [`INVALID_TRAIL_NAME`], [`TRAIL_NOT_FOUND`]. A bare name is looked for in the region only; an
    /// ARN also finds the trail whose shadow the region has.
    pub fn find(ctx: &Context<'_>, name_or_arn: &str) -> Result<Self> {
        let trail = Self::named(ctx, name_or_arn)?;
        if trail.covers(&ctx.region) {
            return Ok(trail);
        }
        Err(not_found(ctx, name_or_arn).into())
    }

    /// Returns the caller's trail of a name or ARN, as it may be changed: from its home region.
    ///
    /// Fails with, in the order in which they are checked: [`CLOUD_TRAIL_ARN_INVALID`],
    /// [`INVALID_TRAIL_NAME`], [`TRAIL_NOT_FOUND`], `NotOrganizationMasterAccountException`,
    /// [`INVALID_HOME_REGION`]. A bare name is looked for in the region only, so that just an ARN comes
    /// to the last two.
    ///
    /// Source: CloudTrail API Reference, "`InvalidHomeRegionException`", which gives no text for it:
    /// that is ours.
    pub fn find_at_home(ctx: &Context<'_>, name_or_arn: &str) -> Result<Self> {
        let trail = Self::named(ctx, name_or_arn)?;
        let caller = ctx.caller.account.as_str();
        if trail.account != caller
            && !Organization::of(&ctx.txn, caller)?.is_some_and(|o| o.is_administrator(caller))
        {
            return Err(not_master(caller).into());
        }
        if trail.home == ctx.region {
            return Ok(trail);
        }
        let message =
            format!("Trail {} can only be changed in its home region: {}", trail.arn(), trail.home);
        Err(ApiError::new(INVALID_HOME_REGION, message).into())
    }

    /// Returns the caller's trail of a name in the region, or of an ARN, which finds trails of its
    /// organization, too.
    fn named(ctx: &Context<'_>, name_or_arn: &str) -> Result<Self> {
        let caller = ctx.caller.account.as_str();
        let (account, home, name) = if name_or_arn.starts_with("arn:") {
            let arn = trail_arn(name_or_arn)?;
            let name = arn.resource_of("trail").unwrap_or_default();
            (arn.account, arn.region, TrailName::parse(name)?)
        } else {
            (caller, ctx.region.as_str(), TrailName::parse(name_or_arn)?)
        };
        let found: Option<Self> = ctx.txn.get(&Self::key_of(account, home, name.as_str()))?;
        let mut own = found;
        if own.as_ref().is_some_and(|trail| trail.account != caller) {
            let organization = Organization::of(&ctx.txn, caller)?.map(|other| other.id);
            own = own
                .filter(|trail| trail.organization.is_some() && trail.organization == organization);
        }
        Ok(own.ok_or_else(|| not_found(ctx, name_or_arn))?)
    }
}

/// Returns the parts of a trail's ARN; fails with [`CLOUD_TRAIL_ARN_INVALID`] if it is none.
pub fn trail_arn(text: &str) -> Result<Arn<'_>, ApiError> {
    let arn = Arn::parse(text).filter(|arn| {
        arn.service == "cloudtrail"
            && !arn.region.is_empty()
            && arn.account.len() == 12
            && arn.account.bytes().all(|b| b.is_ascii_digit())
            && arn.resource_of("trail").is_some_and(|name| !name.is_empty())
    });
    arn.ok_or_else(|| {
        ApiError::new(CLOUD_TRAIL_ARN_INVALID, format!("Trail ARN {text} is not valid."))
    })
}

/// Returns the refusal of an unknown trail; a bare name is told by the ARN that it stands for.
///
/// Source: CloudTrail User Guide, "Error code and message log example"; answers to `GetTrailStatus`
/// and `GetEventSelectors`, delivered records of `StartLogging`, `StopLogging` and `DeleteTrail`.
fn not_found(ctx: &Context<'_>, name_or_arn: &str) -> ApiError {
    let arn = if name_or_arn.starts_with("arn:") {
        name_or_arn.to_owned()
    } else {
        ctx.arn("cloudtrail", format_args!("trail/{name_or_arn}"))
    };
    let message = format!("Unknown trail: {arn} for the user: {}", ctx.caller.account);
    ApiError::new(TRAIL_NOT_FOUND, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_broken_rule_is_the_one_reported() {
        let long = "a".repeat(129);
        let cases = [
            ("", "cannot be blank"),
            ("  ", "cannot be blank"),
            ("ab", "too short"),
            ("a!", "too short"),
            (long.as_str(), "too long"),
            ("-trail", "must starts"),
            ("trail!", "must ends"),
            ("my#trail", "can only contain"),
            ("träil", "can only contain"),
            ("my--trail", "adjacent"),
            ("my._trail", "adjacent"),
            ("192.168.5.4", "IP address"),
        ];
        for (name, rule) in cases {
            let error = TrailName::parse(name).unwrap_err();
            assert_eq!(error.code(), INVALID_TRAIL_NAME, "{name}");
            assert!(error.message().contains(rule), "{name}: {error}");
        }
    }

    #[test]
    fn names_that_keep_the_rules_are_taken() {
        for name in ["abc", "my-trail", "my_trail.2", "1.2.3", "A1b", &"a".repeat(128)] {
            assert!(TrailName::parse(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn an_arn_of_something_else_is_no_trails() {
        let good = "arn:aws:cloudtrail:eu-west-2:123456789012:trail/my-trail";
        assert!(trail_arn(good).is_ok());
        let bad = [
            "arn:aws:s3:::bucket",
            "arn:aws:cloudtrail:eu-west-2:123456789012:channel/x",
            "arn:aws:cloudtrail:eu-west-2:1234:trail/my-trail",
            "arn:aws:cloudtrail::123456789012:trail/my-trail",
            "arn:aws:cloudtrail:eu-west-2:123456789012:trail/",
        ];
        for text in bad {
            assert_eq!(trail_arn(text).unwrap_err().code(), CLOUD_TRAIL_ARN_INVALID, "{text}");
        }
    }
}
