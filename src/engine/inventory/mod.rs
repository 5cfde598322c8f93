//! What there is, as AWS Config sees it.
//!
//! A transaction that makes, changes or removes a resource tells Config of it before it is committed,
//! and a recorder that begins to record, or records more than before, is told of all there is.
//!
//! | type                                | is                                  | its id     |
//! |-------------------------------------|-------------------------------------|------------|
//! | `AWS::CloudTrail::Trail`            | a trail, in its home region         | its ARN    |
//! | `AWS::CloudTrail::EventDataStore`   | an event data store                 | its ARN    |
//! | `AWS::CloudWatch::Alarm`            | an alarm, also a composite one      | its ARN    |
//! | `AWS::CloudWatch::MetricStream`     | a metric stream                     | its name   |
//! | `AWS::S3::Bucket`                   | a bucket                            | its name   |
//! | `AWS::Config::ConfigurationRecorder`| a recorder                          | its name   |
//! | `AWS::Config::AggregationAuthorization` | that another account may gather | both parts |
//! | `AWS::Config::StoredQuery`          | a query that is kept                | its name   |
//! | `AWS::Config::ConformancePack`      | a conformance pack                  | its name   |
//! | `AWS::Config::ConformancePackCompliance` | whether one is kept            | the pack's |
//! | `AWS::CloudTrail::Channel`          | a channel                           | its ARN    |
//! | any other                           | what `sim resource put` put         | as put     |
//!
//! AWS Config has no type for channels of `CloudTrail`: that they have items is an addition of ours. None
//! of these resources belongs to another: in AWS's table of relationships each has "NA". The one type of
//! ours that has a relationship there, `AWS::Config::ResourceCompliance`, is not seen here, but recorded
//! when rules are evaluated.
//!
//! Source: the resource schemas of AWS Config, for the members of configurations; for members that are
//! written in another form than the API's, such as `okactions`, too; AWS `CloudFormation` User Guide,
//! for the members and ids of resources whose schemas begin with capitals; AWS Config Developer Guide,
//! "Supported Resource Types", for relationships, "Querying Compliance History for Conformance Packs".

mod own;

use std::collections::{BTreeMap, BTreeSet, btree_map};

use serde_json::json;

use crate::bucket::Bucket;
use crate::context::Context;
use crate::error::Result;
use crate::schema::Shape;
use crate::schema::names::lower_camel;
use crate::services::cloudtrail::channel::Channel;
use crate::services::cloudtrail::event_data_store::EventDataStore;
use crate::services::cloudtrail::selector::Selectors;
use crate::services::cloudtrail::trail::Trail;
use crate::services::cloudwatch::alarm::Alarm;
use crate::services::cloudwatch::stream::Stream;
use crate::services::config::aggregator::Authorization;
use crate::services::config::conformance::Pack;
use crate::services::config::item::Found;
use crate::services::config::recorder::Recorder;
use crate::services::config::recording::{self, Seen};
use crate::services::config::resource::{CHANNEL, Simulated};
use crate::services::config::stored_query::StoredQuery;
use crate::services::s3::access::canonical_id;
use crate::store::{Record, Txn};
use crate::time::text;
use crate::value::{Object, Value};
use own::{authorization, kept, pack, pack_compliance, stored_query};

/// What stands where a resource has no availability zone.
const NO_ZONE: &str = "Not Applicable";

/// Tells Config of what a transaction changes.
pub(super) fn observe(ctx: &mut Context<'_>) -> Result<()> {
    let recorders = ctx.txn.changed::<Recorder>()?;
    if recorders.is_empty() && ctx.txn.scan::<Recorder>(&Recorder::all()).next().is_none() {
        return Ok(());
    }
    let mut seen = Vec::new();
    gather(&ctx.txn, |other: &Trail| Some(trail(other)), &mut seen)?;
    gather(&ctx.txn, |other: &EventDataStore| Some(event_data_store(other)), &mut seen)?;
    gather(&ctx.txn, |other: &Channel| Some(channel(other)), &mut seen)?;
    gather(&ctx.txn, |other: &Alarm| Some(alarm(other)), &mut seen)?;
    gather(&ctx.txn, stream, &mut seen)?;
    gather(&ctx.txn, |other: &StoredQuery| Some(stored_query(other)), &mut seen)?;
    gather(&ctx.txn, |other: &Authorization| Some(authorization(other)), &mut seen)?;
    gather(&ctx.txn, |other: &Pack| Some(pack(other)), &mut seen)?;
    gather(&ctx.txn, |other: &Bucket| Some(bucket(other)), &mut seen)?;
    // These can be many, so that none is copied.
    let mut real = Real::default();
    for change in Simulated::changed(&ctx.txn)? {
        let simulated = match change {
            (_, Some(after)) => Seen::there(after.0),
            (Some(before), None) => Seen::gone(before.0),
            (None, None) => continue,
        };
        if !real.has(&ctx.txn, &simulated)? {
            seen.push(simulated);
        }
    }
    seen.extend(
        recorders
            .iter()
            .filter_map(|change| seen_of(|other: &Recorder| Some(other.found()), change)),
    );
    recording::see(ctx, seen)?;
    for (before, after) in recorders {
        let Some(recorder) = after.filter(|recorder| recorder.recording) else { continue };
        let records_as_before =
            before.is_some_and(|before| before.recording && before.group == recorder.group);
        if !records_as_before {
            let all = all(&ctx.txn, &recorder.account, &recorder.region)?;
            recording::discover(ctx, &recorder, all)?;
        }
    }
    // What was recorded may have set off rules, by which packs are kept or not.
    let kept = kept(&ctx.txn)?;
    recording::see(ctx, kept)
}

/// Adds the resources of a kind of record that a transaction changes.
fn gather<R: Record>(
    txn: &Txn<'_>,
    found: impl Fn(&R) -> Option<Found>,
    seen: &mut Vec<Seen>,
) -> Result<()> {
    seen.extend(txn.changed::<R>()?.iter().filter_map(|change| seen_of(&found, change)));
    Ok(())
}

fn seen_of<R>(
    found: impl Fn(&R) -> Option<Found>,
    change: &(Option<R>, Option<R>),
) -> Option<Seen> {
    match change {
        (_, Some(after)) => found(after).map(Seen::there),
        (Some(before), None) => found(before).map(Seen::gone),
        (None, None) => None,
    }
}

/// Returns all that is there in a region. What stands for a resource that is really there is left out.
fn all(txn: &Txn<'_>, account: &str, region: &str) -> Result<Vec<Found>> {
    let mut all = made(txn, account, region)?;
    let mut real = Real::default();
    for Simulated(found) in Simulated::of_region(txn, (account, region))? {
        let seen = Seen::there(found);
        if !real.has(txn, &seen)? {
            all.extend(seen.found);
        }
    }
    Ok(all)
}

/// The resources that are really there, by account and region, as far as somebody asked.
#[derive(Debug, Default)]
struct Real(BTreeMap<(String, String), BTreeSet<(String, String)>>);

impl Real {
    /// Returns whether a resource is really there, so that what stands for one says nothing of it.
    fn has(&mut self, txn: &Txn<'_>, seen: &Seen) -> Result<bool> {
        let services = ["AWS::CloudTrail::", "AWS::CloudWatch::", "AWS::Config::", "AWS::S3::"];
        if !services.iter().any(|service| seen.kind.starts_with(service)) {
            return Ok(false);
        }
        let there = match self.0.entry((seen.account.clone(), seen.region.clone())) {
            btree_map::Entry::Occupied(known) => known.into_mut(),
            btree_map::Entry::Vacant(place) => {
                let made = made(txn, &seen.account, &seen.region)?;
                place.insert(made.into_iter().map(|found| (found.kind, found.id)).collect())
            }
        };
        Ok(there.contains(&(seen.kind.clone(), seen.id.clone())))
    }
}

/// Returns all that was made in a region with the commands of its services.
fn made(txn: &Txn<'_>, account: &str, region: &str) -> Result<Vec<Found>> {
    let mut all = Vec::new();
    let trails = Trail::of_account(txn, account)?;
    all.extend(trails.iter().filter(|trail| trail.home == region).map(trail));
    all.extend(EventDataStore::of_region(txn, account, region)?.iter().map(event_data_store));
    all.extend(Channel::of_region(txn, account, region)?.iter().map(channel));
    for found in Alarm::listing(txn, (account, region), "", None) {
        all.push(alarm(&found?));
    }
    all.extend(Stream::all_of(txn, (account, region))?.iter().filter_map(stream));
    all.extend(StoredQuery::of_region(txn, (account, region))?.iter().map(stored_query));
    all.extend(Authorization::of_region(txn, (account, region))?.iter().map(authorization));
    for found in Pack::of_region(txn, (account, region))? {
        all.push(pack(&found));
        all.push(pack_compliance(txn, &found)?);
    }
    for found in txn.scan::<Bucket>(&Bucket::all()) {
        let found = found?;
        if found.account == account && found.region == region {
            all.push(bucket(&found));
        }
    }
    Ok(all)
}

/// Returns the trails that record in a region, as CloudTrail answers of each.
pub(super) fn trails(txn: &Txn<'_>, (account, region): (&str, &str)) -> Result<Vec<Value>> {
    let told = |trail: &Trail| {
        let selectors = match &trail.selectors {
            Selectors::Basic(all) => {
                let all: Vec<Value> = all.iter().map(|one| one.shape().write()).collect();
                json!({"EventSelectors": all})
            }
            Selectors::Advanced(all) => {
                let all: Vec<Value> = all.iter().map(|one| one.shape().write()).collect();
                json!({"AdvancedEventSelectors": all})
            }
        };
        json!({
            "Trail": {
                "TrailARN": trail.arn(),
                "S3BucketName": trail.bucket,
                "SnsTopicARN": trail.topic().map(|topic| topic.to_string()),
                "CloudWatchLogsLogGroupArn": trail.log_group.as_ref().map(|logs| &logs.group),
                "KmsKeyId": trail.kms_key,
                "LogFileValidationEnabled": trail.validation,
                "IsMultiRegionTrail": trail.every_region,
                "IncludeGlobalServiceEvents": trail.global_events,
            },
            "Status": {"IsLogging": trail.logging},
            "Selectors": selectors,
        })
    };
    let all = Trail::of_account(txn, account)?;
    Ok(all.iter().filter(|trail| trail.covers(region)).map(told).collect())
}

fn trail(trail: &Trail) -> Found {
    let arn = trail.arn();
    let logs = trail.log_group.as_ref();
    Found {
        account: trail.account.clone(),
        region: trail.home.clone(),
        kind: "AWS::CloudTrail::Trail".to_owned(),
        id: arn.clone(),
        name: Some(trail.name.to_string()),
        arn: Some(arn.clone()),
        zone: NO_ZONE.to_owned(),
        created: None,
        tags: tags(&trail.tags),
        relationships: Vec::new(),
        configuration: json!({
            "name": trail.name.to_string(),
            "s3BucketName": trail.bucket,
            "s3KeyPrefix": trail.prefix,
            "snsTopicName": trail.topic,
            "snsTopicARN": trail.topic().map(|topic| topic.to_string()),
            "includeGlobalServiceEvents": trail.global_events,
            "isMultiRegionTrail": trail.every_region,
            "homeRegion": trail.home,
            "trailARN": arn,
            "logFileValidationEnabled": trail.validation,
            "cloudWatchLogsLogGroupArn": logs.map(|logs| &logs.group),
            "cloudWatchLogsRoleArn": logs.map(|logs| &logs.role),
            "kmsKeyId": trail.kms_key,
            "hasCustomEventSelectors": trail.custom_selectors,
            "hasInsightSelectors": !trail.insights.is_empty(),
            "isOrganizationTrail": trail.organization.is_some(),
        }),
        supplementary: Object::new(),
    }
}

/// Returns an event data store, whose configuration is in the words of CloudFormation.
fn event_data_store(store: &EventDataStore) -> Found {
    let arn = store.arn();
    let selectors = store.selectors.shapes().into_iter().flatten();
    let selectors: Vec<Value> = selectors.map(Shape::write).collect();
    Found {
        account: store.account.clone(),
        region: store.home.clone(),
        kind: "AWS::CloudTrail::EventDataStore".to_owned(),
        id: arn.clone(),
        name: Some(store.name.clone()),
        arn: Some(arn.clone()),
        zone: NO_ZONE.to_owned(),
        created: Some(store.created),
        tags: tags(&store.tags),
        relationships: Vec::new(),
        configuration: json!({
            "EventDataStoreArn": arn,
            "Name": store.name,
            "Status": store.status().word(),
            "AdvancedEventSelectors": selectors,
            "MultiRegionEnabled": store.every_region,
            "OrganizationEnabled": store.organization,
            "RetentionPeriod": store.days,
            "TerminationProtectionEnabled": store.protected,
            "IngestionEnabled": store.ingesting,
            "KmsKeyId": store.kms_key,
            "BillingMode": store.billing.word(),
            "FederationRoleArn": store.federation,
            "CreatedTimestamp": text::utc_millis(store.created),
            "UpdatedTimestamp": text::utc_millis(store.updated),
        }),
        supplementary: Object::new(),
    }
}

/// The members of an alarm that tell its state, which is no configuration.
const STATE: [&str; 6] = [
    "StateValue",
    "StateReason",
    "StateReasonData",
    "StateUpdatedTimestamp",
    "StateTransitionedTimestamp",
    "EvaluationState",
];

fn alarm(alarm: &Alarm) -> Found {
    let arn = alarm.arn();
    let mut configuration = Object::new();
    for (name, value) in alarm.shown().as_object().into_iter().flatten() {
        if !STATE.contains(&name.as_str()) {
            let name = match name.as_str() {
                "OKActions" => "okactions".to_owned(),
                other => lower_camel(other),
            };
            configuration.insert(name, lowered(value));
        }
    }
    let configured = text::utc_millis(alarm.configured);
    configuration.insert("alarmConfigurationUpdatedTimestamp".to_owned(), json!(configured));
    Found {
        account: alarm.account.clone(),
        region: alarm.region.clone(),
        kind: "AWS::CloudWatch::Alarm".to_owned(),
        id: arn.clone(),
        name: Some(alarm.name.clone()),
        arn: Some(arn),
        zone: NO_ZONE.to_owned(),
        created: None,
        tags: alarm.tags.clone(),
        relationships: Vec::new(),
        configuration: Value::Object(configuration),
        supplementary: Object::new(),
    }
}

/// Returns a document whose names begin with a small letter.
fn lowered(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            members.iter().map(|(name, value)| (lower_camel(name), lowered(value))).collect()
        }
        Value::Array(items) => items.iter().map(lowered).collect(),
        other => other.clone(),
    }
}

/// Returns a metric stream; one that is damaged is passed over, as its own commands tell of it.
fn stream(stream: &Stream) -> Option<Found> {
    let shown = stream.shown().ok()?.write();
    let mut configuration = Object::new();
    for (name, value) in shown.as_object().into_iter().flatten() {
        let value = match name.as_str() {
            "CreationDate" => json!(text::utc_millis(stream.created)),
            "LastUpdateDate" => json!(text::utc_millis(stream.updated)),
            _ => value.clone(),
        };
        configuration.insert(name.clone(), value);
    }
    Some(Found {
        account: stream.account.clone(),
        region: stream.region.clone(),
        kind: "AWS::CloudWatch::MetricStream".to_owned(),
        id: stream.name.clone(),
        name: Some(stream.name.clone()),
        arn: Some(stream.arn()),
        zone: NO_ZONE.to_owned(),
        created: Some(stream.created),
        tags: stream.tags.clone(),
        relationships: Vec::new(),
        configuration: Value::Object(configuration),
        supplementary: Object::new(),
    })
}

/// Returns a channel, whose configuration is in the words of CloudFormation.
fn channel(channel: &Channel) -> Found {
    let arn = channel.arn();
    let destinations: Vec<Value> = channel.shapes().into_iter().map(Shape::write).collect();
    Found {
        account: channel.account.clone(),
        region: channel.region.clone(),
        kind: CHANNEL.to_owned(),
        id: arn.clone(),
        name: Some(channel.name.clone()),
        arn: Some(arn.clone()),
        zone: NO_ZONE.to_owned(),
        created: None,
        tags: tags(&channel.tags),
        relationships: Vec::new(),
        configuration: json!({
            "ChannelArn": arn,
            "Name": channel.name,
            "Source": channel.source,
            "Destinations": destinations,
        }),
        supplementary: Object::new(),
    }
}

fn bucket(bucket: &Bucket) -> Found {
    let mut supplementary = Object::new();
    let policy = json!({"policyText": bucket.policy});
    let block = json!({
        "blockPublicAcls": true, "ignorePublicAcls": true,
        "blockPublicPolicy": true, "restrictPublicBuckets": true,
    });
    let versioning = json!({"status": "Off", "isMfaDeleteEnabled": null});
    let encryption = json!({"rules": [{
        "applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256", "kmsMasterKeyID": null},
        "bucketKeyEnabled": false,
    }]});
    for (name, value) in [
        ("BucketPolicy", policy),
        ("BucketVersioningConfiguration", versioning),
        ("PublicAccessBlockConfiguration", block),
        ("IsRequesterPaysEnabled", json!(false)),
        ("ServerSideEncryptionConfiguration", encryption),
    ] {
        supplementary.insert(name.to_owned(), value);
    }
    Found {
        account: bucket.account.clone(),
        region: bucket.region.clone(),
        kind: "AWS::S3::Bucket".to_owned(),
        id: bucket.name.clone(),
        name: Some(bucket.name.clone()),
        arn: Some(bucket.arn()),
        zone: "Regional".to_owned(),
        created: Some(bucket.created),
        tags: BTreeMap::new(),
        relationships: Vec::new(),
        configuration: json!({
            "name": bucket.name,
            "owner": {"displayName": null, "id": canonical_id(&bucket.account)},
            "creationDate": text::utc_millis(bucket.created),
            "region": bucket.region,
        }),
        supplementary,
    }
}

fn tags(tags: &BTreeMap<String, Option<String>>) -> BTreeMap<String, String> {
    tags.iter().map(|(key, value)| (key.clone(), value.clone().unwrap_or_default())).collect()
}
