//! Judgements of trails.
//!
//! Rules look at what CloudTrail answers of the trails that record in a region: those that are at home
//! there, and those that cover all regions.

use super::buckets::is_open;
use super::selected::{Selected, Way};
use super::{Finding, Judge, Table, Verdict, Whole, World, supplementary, text};
use crate::services::config::item::Item;
use crate::services::config::rule::known::Parameters;
use crate::value::Value;

/// A trail, as CloudTrail tells of it.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of the API")]
pub struct Trail {
    /// Its ARN.
    pub arn: String,
    /// The bucket that gets its files.
    pub bucket: String,
    /// The ARN of the topic that is told of them.
    pub topic: Option<String>,
    /// The ARN of the log group that its events go to.
    pub log_group: Option<String>,
    /// The key that encrypts its files.
    pub key: Option<String>,
    /// Whether digests prove its files.
    pub validation: bool,
    /// Whether it covers all regions.
    pub every_region: bool,
    /// Whether it takes the events of global services.
    pub global_events: bool,
    /// Whether it records.
    pub logging: bool,
    /// Which events it takes: basic selectors as requests tell them.
    pub basic: Vec<Value>,
    /// Which events it takes: advanced selectors as requests tell them.
    pub advanced: Vec<Value>,
}

impl Trail {
    /// Reads what CloudTrail answers of a trail: to `describe-trails`, `get-trail-status` and
    /// `get-event-selectors`.
    pub fn read(document: &Value) -> Self {
        let (trail, selectors) = (&document["Trail"], &document["Selectors"]);
        let some = |name: &str| Some(text(trail, name).to_owned()).filter(|text| !text.is_empty());
        let list = |name: &str| selectors[name].as_array().cloned().unwrap_or_default();
        let says = |name: &str| trail[name].as_bool().unwrap_or_default();
        Self {
            arn: text(trail, "TrailARN").to_owned(),
            bucket: text(trail, "S3BucketName").to_owned(),
            topic: some("SnsTopicARN"),
            log_group: some("CloudWatchLogsLogGroupArn"),
            key: some("KmsKeyId"),
            validation: says("LogFileValidationEnabled"),
            every_region: says("IsMultiRegionTrail"),
            global_events: says("IncludeGlobalServiceEvents"),
            logging: document["Status"]["IsLogging"].as_bool().unwrap_or_default(),
            basic: list("EventSelectors"),
            advanced: list("AdvancedEventSelectors"),
        }
    }

    fn selected(&self) -> Selected<'_> {
        Selected { basic: &self.basic, advanced: &self.advanced }
    }

    /// Returns whether it goes where parameters want it to.
    fn goes_to(&self, parameters: &Parameters) -> bool {
        let wants = |name: &str, value: Option<&str>| {
            parameters.get(name).is_none_or(|wanted| value == Some(wanted))
        };
        wants("s3BucketName", Some(&self.bucket))
            && wants("snsTopicArn", self.topic.as_deref())
            && wants("cloudWatchLogsLogGroupArn", self.log_group.as_deref())
    }
}

pub(super) const TABLE: Table = &[
    ("CLOUDTRAIL_ALL_READ_S3_DATA_EVENT_CHECK", Judge::Whole(Whole::of_trails(all_reads))),
    ("CLOUDTRAIL_ALL_WRITE_S3_DATA_EVENT_CHECK", Judge::Whole(Whole::of_trails(all_writes))),
    ("CLOUDTRAIL_EVENT_DATA_STORE_MULTI_REGION", Judge::Each(multi_region_store)),
    (
        "CLOUDTRAIL_S3_BUCKET_ACCESS_LOGGING",
        Judge::Whole(Whole { items: &[BUCKET], ..Whole::of_trails(bucket_logged) }),
    ),
    (
        "CLOUDTRAIL_S3_BUCKET_PUBLIC_ACCESS_PROHIBITED",
        Judge::Whole(Whole { items: &[BUCKET], ..Whole::of_trails(bucket_closed) }),
    ),
    ("CLOUDTRAIL_S3_DATAEVENTS_ENABLED", Judge::Whole(Whole::of_trails(data_events))),
    ("CLOUDTRAIL_SECURITY_TRAIL_ENABLED", Judge::Whole(Whole::of_trails(security_trail))),
    ("CLOUD_TRAIL_CLOUD_WATCH_LOGS_ENABLED", Judge::Whole(Whole::of_trails(logs))),
    ("CLOUD_TRAIL_ENABLED", Judge::Whole(Whole::of_trails(enabled))),
    ("CLOUD_TRAIL_ENCRYPTION_ENABLED", Judge::Whole(Whole::of_trails(encrypted))),
    ("CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED", Judge::Whole(Whole::of_trails(validated))),
    ("MULTI_REGION_CLOUD_TRAIL_ENABLED", Judge::Whole(Whole::of_trails(multi_region))),
];

const KIND: &str = "AWS::CloudTrail::Trail";

const BUCKET: &str = "AWS::S3::Bucket";

fn each(world: &World<'_>, judge: impl Fn(&Trail) -> Verdict) -> Vec<Finding> {
    world.trails.iter().map(|trail| Finding::new(KIND, &trail.arn, judge(trail))).collect()
}

fn any(world: &World<'_>, is_good: impl Fn(&Trail) -> bool) -> Vec<Finding> {
    world.account(world.trails.iter().any(|trail| trail.logging && is_good(trail)))
}

fn enabled(world: &World<'_>, parameters: &Parameters) -> Vec<Finding> {
    any(world, |trail| trail.goes_to(parameters))
}

fn validated(world: &World<'_>, _: &Parameters) -> Vec<Finding> {
    each(world, |trail| Verdict::is(trail.validation))
}

fn encrypted(world: &World<'_>, _: &Parameters) -> Vec<Finding> {
    each(world, |trail| Verdict::is(trail.key.is_some()))
}

/// Events are in the log group as soon as they happen, so the age of the last one keeps every window.
fn logs(world: &World<'_>, _: &Parameters) -> Vec<Finding> {
    each(world, |trail| Verdict::is(trail.log_group.is_some()))
}

fn multi_region(world: &World<'_>, parameters: &Parameters) -> Vec<Finding> {
    let management = parameters
        .get("includeManagementEvents")
        .is_none_or(|_| parameters.says("includeManagementEvents"));
    let way = parameters.get("readWriteType").map_or(Way::Both, Way::of);
    any(world, |trail| {
        let takes = trail.selected().all_management(way);
        trail.every_region && trail.goes_to(parameters) && takes == management
    })
}

fn security_trail(world: &World<'_>, _: &Parameters) -> Vec<Finding> {
    any(world, |trail| {
        trail.global_events
            && trail.every_region
            && trail.validation
            && trail.key.is_some()
            && trail.selected().all_management(Way::Both)
    })
}

fn data_events(world: &World<'_>, parameters: &Parameters) -> Vec<Finding> {
    let buckets = parameters.list("S3BucketNames");
    any(world, |trail| trail.selected().objects(&buckets, Way::Both))
}

fn all_reads(world: &World<'_>, _: &Parameters) -> Vec<Finding> {
    any(world, |trail| trail.every_region && trail.selected().objects(&[], Way::Reads))
}

fn all_writes(world: &World<'_>, _: &Parameters) -> Vec<Finding> {
    any(world, |trail| trail.every_region && trail.selected().objects(&[], Way::Writes))
}

/// Judges trails by their buckets; one whose bucket is not known here is not judged.
fn by_bucket(world: &World<'_>, is_good: impl Fn(&Item) -> bool) -> Vec<Finding> {
    each(world, |trail| {
        let bucket = world.of_kind(BUCKET).find(|item| item.found.id == trail.bucket);
        bucket.map_or(Verdict::NotApplicable, |bucket| Verdict::is(is_good(bucket)))
    })
}

fn bucket_closed(world: &World<'_>, _: &Parameters) -> Vec<Finding> {
    by_bucket(world, |bucket| !is_open(bucket))
}

fn bucket_logged(world: &World<'_>, _: &Parameters) -> Vec<Finding> {
    by_bucket(world, |bucket| {
        let logging = supplementary(bucket, "BucketLoggingConfiguration");
        !text(&logging, "destinationBucketName").is_empty()
    })
}

fn multi_region_store(item: &Item, _: &Parameters) -> Verdict {
    Verdict::is(item.found.configuration["MultiRegionEnabled"] == true)
}
