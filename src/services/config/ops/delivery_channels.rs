//! The operations on delivery channels.

use crate::arn::Arn;
use crate::bucket::{Bucket, Headers};
use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::services::config::access;
use crate::services::config::channel::{Channel, Fared, no_such};
use crate::services::config::delivery;
use crate::services::config::errors::{
    INSUFFICIENT_DELIVERY_POLICY, INVALID_DELIVERY_CHANNEL_NAME, INVALID_S3_KEY_PREFIX,
    INVALID_S3_KMS_KEY_ARN, INVALID_SNS_TOPIC_ARN, LAST_DELIVERY_CHANNEL_DELETE_FAILED,
    MAX_NUMBER_OF_DELIVERY_CHANNELS_EXCEEDED, NO_AVAILABLE_CONFIGURATION_RECORDER,
    NO_RUNNING_CONFIGURATION_RECORDER, NO_SUCH_BUCKET,
};
use crate::services::config::place;
use crate::services::config::recorder::{DEFAULT_NAME, Recorder};
use crate::services::config::shapes::Nothing;
use crate::services::config::shapes::delivery_channels::{
    DeleteDeliveryChannelRequest, DeliverConfigSnapshotRequest, DeliverConfigSnapshotResponse,
    DeliveryChannel, DescribeDeliveryChannelStatusRequest, DescribeDeliveryChannelStatusResponse,
    DescribeDeliveryChannelsRequest, DescribeDeliveryChannelsResponse, PutDeliveryChannelRequest,
};
use crate::sns::Topic;
use crate::store::Record;

/// How long a key prefix may be, in characters, as CloudTrail's.
const PREFIX: usize = 1_024;

/// Makes the delivery channel of the region, or changes it, and tries its bucket.
///
/// Fails with, in the order in which they are checked:
///
/// - [`MAX_NUMBER_OF_DELIVERY_CHANNELS_EXCEEDED`] if the region has one of another name;
/// - [`NO_AVAILABLE_CONFIGURATION_RECORDER`] if it has no recorder;
/// - [`INVALID_DELIVERY_CHANNEL_NAME`] if the name is blank;
/// - what `check` and `check_bucket` fail with.
///
/// Source: the order of the errors in the API model.
pub fn put_delivery_channel(
    ctx: &mut Context<'_>,
    request: PutDeliveryChannelRequest,
) -> Result<Nothing> {
    let shape = request.delivery_channel;
    let name = shape.name.clone().unwrap_or_else(|| DEFAULT_NAME.to_owned());
    let found = Channel::of(&ctx.txn, &ctx.caller.account, &ctx.region)?;
    let fail = |code, message: String| Err(ApiError::new(code, message).into());
    if found.as_ref().is_some_and(|channel| channel.name != name) {
        let message = format!(
            "Failed to put delivery channel '{name}' because the maximum number of delivery \
             channels: 1 is reached."
        );
        return fail(MAX_NUMBER_OF_DELIVERY_CHANNELS_EXCEEDED, message);
    }
    if Recorder::of(&ctx.txn, &ctx.caller.account, &ctx.region)?.is_none() {
        let message = "Configuration recorder is not available to put delivery channel.";
        return fail(NO_AVAILABLE_CONFIGURATION_RECORDER, message.to_owned());
    }
    if name.trim().is_empty() {
        let message = format!("The delivery channel name '{name}' is not valid, blank string.");
        return fail(INVALID_DELIVERY_CHANNEL_NAME, message);
    }
    let mut channel = found.unwrap_or_else(|| Channel {
        account: ctx.caller.account.clone(),
        region: ctx.region.clone(),
        name,
        bucket: String::new(),
        prefix: None,
        kms_key: None,
        topic: None,
        frequency: None,
        snapshot_due: None,
        history_due: None,
        history_until: None,
        snapshot: Fared::default(),
        history: Fared::default(),
        stream_changed: ctx.now,
    });
    let (topic, frequency) = (channel.topic.clone(), channel.frequency.clone());
    configure(&mut channel, &shape);
    check(&channel, &shape)?;
    let bucket = check_bucket(ctx, &channel)?;
    let headers = Headers { kms_key: channel.kms_key.clone(), ..Headers::default() };
    let key = place::check_file(&channel);
    delivery::put(ctx, &channel, &bucket, &key, (&[], headers))?;
    if channel.topic.is_some() != topic.is_some() {
        channel.stream_changed = ctx.now;
    }
    if channel.frequency != frequency {
        delivery::schedule(ctx, &mut channel)?;
    }
    ctx.txn.put(&channel);
    Ok(Nothing {})
}

/// Puts what a request says of a channel in place of what was said.
fn configure(channel: &mut Channel, shape: &DeliveryChannel) {
    channel.bucket = shape.s3_bucket_name.clone().unwrap_or_default();
    channel.prefix.clone_from(&shape.s3_key_prefix);
    channel.kms_key.clone_from(&shape.s3_kms_key_arn);
    channel.topic.clone_from(&shape.sns_topic_arn);
    let properties = shape.config_snapshot_delivery_properties.as_ref();
    let frequency = properties.and_then(|properties| properties.delivery_frequency.as_ref());
    channel.frequency = frequency.map(|frequency| frequency.0.clone());
}

/// Checks what a channel names.
///
/// Fails with, in the order in which they are checked: [`NO_SUCH_BUCKET`] if no bucket is named,
/// [`INVALID_S3_KEY_PREFIX`], [`INVALID_S3_KMS_KEY_ARN`], [`INVALID_SNS_TOPIC_ARN`]. Topics of others
/// have no policy here that would let Config publish.
fn check(channel: &Channel, shape: &DeliveryChannel) -> Result<(), ApiError> {
    if channel.bucket.trim().is_empty() {
        let message = "Cannot find a S3 bucket with an empty bucket name.";
        return Err(ApiError::new(NO_SUCH_BUCKET, message));
    }
    match shape.s3_key_prefix.as_deref() {
        Some("") => {
            let message = "The s3 key prefix '' is not valid, empty s3 key prefix.";
            return Err(ApiError::new(INVALID_S3_KEY_PREFIX, message));
        }
        Some(prefix) if prefix.chars().count() > PREFIX || prefix.contains("AWSLogs") => {
            let message = format!("The s3 key prefix '{prefix}' is not valid.");
            return Err(ApiError::new(INVALID_S3_KEY_PREFIX, message));
        }
        _ => {}
    }
    if let Some(key) = &channel.kms_key {
        let named = Arn::parse(key).is_some_and(|arn| {
            arn.service == "kms"
                && (arn.resource.starts_with("key/") || arn.resource.starts_with("alias/"))
        });
        if !named {
            let message = format!("The arn '{key}' is not a valid kms key or alias arn.");
            return Err(ApiError::new(INVALID_S3_KMS_KEY_ARN, message));
        }
    }
    if let Some(topic) = &channel.topic {
        let good = topic.starts_with("arn:")
            && Topic::named(&channel.account, &channel.region, topic)
                .is_some_and(|named| named.account == channel.account);
        if !good {
            let message = format!("The sns topic arn '{topic}' is not valid.");
            return Err(ApiError::new(INVALID_SNS_TOPIC_ARN, message));
        }
    }
    Ok(())
}

/// Returns the bucket of a channel.
///
/// Fails with [`NO_SUCH_BUCKET`] if there is none of the name, then with
/// [`INSUFFICIENT_DELIVERY_POLICY`] if its policy does not let Config deliver.
fn check_bucket(ctx: &mut Context<'_>, channel: &Channel) -> Result<Bucket> {
    let name = &channel.bucket;
    let Some(bucket) = Bucket::find(&ctx.txn, name)? else {
        let message = format!("Cannot find a S3 bucket with the specified name '{name}'.");
        return Err(ApiError::new(NO_SUCH_BUCKET, message).into());
    };
    if access::accepts(&bucket, channel) {
        return Ok(bucket);
    }
    let prefix = channel.prefix.as_ref().map_or_else(String::new, |p| format!(" --prefix {p}"));
    ctx.extra.warnings.push(format!(
        "'trailwatch sim policy config --bucket {name}{prefix}' prints the policy that is needed; \
         's3api put-bucket-policy' sets it"
    ));
    let or_null = |text: &Option<String>| text.clone().unwrap_or_else(|| "null".to_owned());
    let message = format!(
        "Insufficient delivery policy to s3 bucket: {name}, unable to write to bucket, provided s3 \
         key prefix is '{}', provided kms key is '{}'.",
        or_null(&channel.prefix),
        or_null(&channel.kms_key)
    );
    Err(ApiError::new(INSUFFICIENT_DELIVERY_POLICY, message).into())
}

/// Deletes the delivery channel.
///
/// Fails with `NoSuchDeliveryChannelException`, then with [`LAST_DELIVERY_CHANNEL_DELETE_FAILED`] if
/// the recorder records.
pub fn delete_delivery_channel(
    ctx: &mut Context<'_>,
    request: DeleteDeliveryChannelRequest,
) -> Result<Nothing> {
    let channel = Channel::named(ctx, &request.delivery_channel_name)?;
    let recorder = Recorder::of(&ctx.txn, &channel.account, &channel.region)?;
    if recorder.is_some_and(|recorder| recorder.recording) {
        let message = format!(
            "Failed to delete last specified delivery channel with name '{}', because there, \
             because there is a running configuration recorder.",
            channel.name
        );
        return Err(ApiError::new(LAST_DELIVERY_CHANNEL_DELETE_FAILED, message).into());
    }
    ctx.txn.delete(&channel.key());
    Ok(Nothing {})
}

/// Shows the delivery channel.
///
/// Fails with `NoSuchDeliveryChannelException` if one that is asked for is not there.
pub fn describe_delivery_channels(
    ctx: &mut Context<'_>,
    request: DescribeDeliveryChannelsRequest,
) -> Result<DescribeDeliveryChannelsResponse> {
    let found = asked(ctx, &request.delivery_channel_names.unwrap_or_default())?;
    Ok(DescribeDeliveryChannelsResponse {
        delivery_channels: Some(found.iter().map(Channel::shown).collect()),
    })
}

/// Shows how deliveries fare.
///
/// Fails with `NoSuchDeliveryChannelException` if one that is asked for is not there.
pub fn describe_delivery_channel_status(
    ctx: &mut Context<'_>,
    request: DescribeDeliveryChannelStatusRequest,
) -> Result<DescribeDeliveryChannelStatusResponse> {
    let found = asked(ctx, &request.delivery_channel_names.unwrap_or_default())?;
    Ok(DescribeDeliveryChannelStatusResponse {
        delivery_channels_status: Some(
            found.iter().map(|channel| channel.status(ctx.now)).collect(),
        ),
    })
}

fn asked(ctx: &Context<'_>, names: &[String]) -> Result<Option<Channel>> {
    let found = Channel::of(&ctx.txn, &ctx.caller.account, &ctx.region)?;
    let is = |name: &String| found.as_ref().is_some_and(|channel| channel.name == *name);
    match names.iter().find(|name| !is(name)) {
        Some(name) => Err(no_such(name).into()),
        None => Ok(found),
    }
}

/// Writes a snapshot at once. AWS begins soon after the call.
///
/// Fails with, in the order in which they are checked: `NoSuchDeliveryChannelException`,
/// [`NO_AVAILABLE_CONFIGURATION_RECORDER`], [`NO_RUNNING_CONFIGURATION_RECORDER`].
///
/// Source: the order of the errors in the API model; the last two sentences are ours.
pub fn deliver_config_snapshot(
    ctx: &mut Context<'_>,
    request: DeliverConfigSnapshotRequest,
) -> Result<DeliverConfigSnapshotResponse> {
    let mut channel = Channel::named(ctx, &request.delivery_channel_name)?;
    let Some(recorder) = Recorder::of(&ctx.txn, &channel.account, &channel.region)? else {
        let message = "Configuration recorder is not available to deliver configuration snapshot.";
        return Err(ApiError::new(NO_AVAILABLE_CONFIGURATION_RECORDER, message).into());
    };
    if !recorder.recording {
        let message = "There is no configuration recorder running.";
        return Err(ApiError::new(NO_RUNNING_CONFIGURATION_RECORDER, message).into());
    }
    let id = delivery::snapshot(ctx, &mut channel)?;
    ctx.txn.put(&channel);
    Ok(DeliverConfigSnapshotResponse { config_snapshot_id: Some(id) })
}
