//! The operations on channels, and the one that events come through them by.

use std::collections::{BTreeMap, HashSet};

use crate::context::{Context, Touched};
use crate::error::{ApiError, Error, Result};
use crate::page;
use crate::services::cloudtrail::channel::activity::{Activity, Arrival, Refusal};
use crate::services::cloudtrail::channel::{CHANNELS, CUSTOM, Channel, is_partner, place_of};
use crate::services::cloudtrail::errors::{
    CHANNEL_ALREADY_EXISTS, CHANNEL_INSUFFICIENT_PERMISSION, CHANNEL_MAX_LIMIT_EXCEEDED,
    CHANNEL_NOT_FOUND_BY_DATA, DUPLICATED_AUDIT_EVENT_ID, INVALID_CHANNEL_ARN,
    INVALID_EVENT_DATA_STORE_CATEGORY, INVALID_NEXT_TOKEN, INVALID_PARAMETER, INVALID_SOURCE,
    VALIDATION,
};
use crate::services::cloudtrail::event_data_store::{EventDataStore, Group};
use crate::services::cloudtrail::lake::{self, Incoming};
use crate::services::cloudtrail::resource_policy::ResourcePolicy;
use crate::services::cloudtrail::shapes::channels::{
    Channel as Listed, CreateChannelRequest, CreateChannelResponse, DeleteChannelRequest,
    Destination, DestinationType, GetChannelRequest, GetChannelResponse, ListChannelsRequest,
    ListChannelsResponse, UpdateChannelRequest, UpdateChannelResponse,
};
use crate::services::cloudtrail::shapes::data::{
    AuditEvent, AuditEventResultEntry, PutAuditEventsRequest, PutAuditEventsResponse,
    ResultErrorEntry,
};
use crate::services::cloudtrail::shapes::tags::Tag;
use crate::services::cloudtrail::shapes::trails::Nothing;
use crate::store::Record;

use super::tags::put_tags;

/// How many channels a page has unless the request says fewer. AWS does not say.
const PAGE: usize = 100;

/// How many bytes of event data a call may bring.
///
/// Source: CloudTrail API Reference, "`PutAuditEvents`".
const BYTES: usize = 1 << 20;

/// Creates a channel.
///
/// Fails with, in the order in which they are checked:
///
/// - [`VALIDATION`] if the name has a character that names cannot have;
/// - what the tags are refused with;
/// - that partners are not emulated, if the source is one of them;
/// - [`INVALID_SOURCE`] if it is neither a partner nor `Custom`;
/// - [`CHANNEL_ALREADY_EXISTS`] if the caller has a channel of that name in the region;
/// - [`CHANNEL_MAX_LIMIT_EXCEEDED`] if there are too many;
/// - what `destinations` fails with.
pub fn create_channel(
    ctx: &mut Context<'_>,
    request: CreateChannelRequest,
) -> Result<CreateChannelResponse> {
    check_name(&request.name)?;
    let mut tags = BTreeMap::new();
    put_tags(&mut tags, request.tags.as_deref().unwrap_or_default())?;
    let source = &request.source;
    if is_partner(source) {
        return Err(Error::NotEmulated(format!("cloudtrail create-channel --source {source}")));
    }
    if source != CUSTOM {
        let message = format!("The source {source} is not valid.");
        return Err(ApiError::new(INVALID_SOURCE, message).into());
    }
    check_unique(ctx, None, &request.name)?;
    let (account, region) = (ctx.caller.account.clone(), ctx.region.clone());
    if Channel::of_region(&ctx.txn, &account, &region)?.len() >= CHANNELS {
        let message = format!("The account has the maximum number of {CHANNELS} channels.");
        return Err(ApiError::new(CHANNEL_MAX_LIMIT_EXCEEDED, message).into());
    }
    let channel = Channel {
        id: ctx.ids.uuid(),
        account,
        region,
        name: request.name,
        source: request.source,
        destinations: destinations(ctx, &request.destinations)?,
        tags,
        succeeded: None,
        attempted: None,
        error: None,
    };
    ctx.txn.put(&channel);
    let tag =
        |(key, value): (&String, &Option<String>)| Tag { key: key.clone(), value: value.clone() };
    Ok(CreateChannelResponse {
        channel_arn: Some(channel.arn()),
        name: Some(channel.name.clone()),
        source: Some(channel.source.clone()),
        destinations: Some(channel.shapes()),
        tags: Some(channel.tags.iter().map(tag).collect()),
    })
}

/// Checks the name of a channel, whose length is checked already.
///
/// Source: the pattern of `ChannelName` in the CloudTrail API model.
fn check_name(name: &str) -> Result<(), ApiError> {
    if name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)) {
        return Ok(());
    }
    let message = format!(
        "1 validation error detected: Value '{name}' at 'name' failed to satisfy constraint: Member \
         must satisfy regular expression pattern: ^[a-zA-Z0-9._\\-]+$"
    );
    Err(ApiError::new(VALIDATION, message))
}

fn check_unique(ctx: &Context<'_>, own: Option<&Channel>, name: &str) -> Result<()> {
    let channels = Channel::of_region(&ctx.txn, &ctx.caller.account, &ctx.region)?;
    let is_other = |other: &&Channel| own.is_none_or(|own| own.id != other.id);
    if channels.iter().filter(is_other).any(|other| other.name == name) {
        let message = format!("A channel with the name {name} already exists.");
        return Err(ApiError::new(CHANNEL_ALREADY_EXISTS, message).into());
    }
    Ok(())
}

/// Returns the ARNs of the event data stores that are named.
///
/// Fails with, for the first that breaks a rule: [`INVALID_PARAMETER`] if it is a service or named
/// twice; what [`EventDataStore::find_active`] fails with; [`INVALID_EVENT_DATA_STORE_CATEGORY`] if it
/// is not one of events from outside AWS.
fn destinations(ctx: &Context<'_>, named: &[Destination]) -> Result<Vec<String>> {
    let mut arns: Vec<String> = Vec::new();
    for destination in named {
        if destination.r#type == DestinationType::AwsService {
            let message = "The type of a destination must be EVENT_DATA_STORE.";
            return Err(ApiError::new(INVALID_PARAMETER, message).into());
        }
        let store = EventDataStore::find_active(ctx, &destination.location)?;
        let arn = store.arn();
        if store.selectors.group() != Group::Outside {
            let message = format!(
                "Event data store {arn} does not have the category of events \
                                   from outside AWS."
            );
            return Err(ApiError::new(INVALID_EVENT_DATA_STORE_CATEGORY, message).into());
        }
        if arns.contains(&arn) {
            let message = format!("The destination {arn} is named twice.");
            return Err(ApiError::new(INVALID_PARAMETER, message).into());
        }
        arns.push(arn);
    }
    Ok(arns)
}

/// Returns the settings of a channel.
///
/// Fails with what [`Channel::find`] fails with.
pub fn get_channel(
    ctx: &mut Context<'_>,
    request: GetChannelRequest,
) -> Result<GetChannelResponse> {
    let channel = Channel::find(ctx, &request.channel)?;
    Ok(GetChannelResponse {
        channel_arn: Some(channel.arn()),
        destinations: Some(channel.shapes()),
        ingestion_status: channel.status(),
        source_config: None,
        name: Some(channel.name),
        source: Some(channel.source),
    })
}

/// Lists the channels of the region.
///
/// Fails with [`INVALID_NEXT_TOKEN`].
pub fn list_channels(
    ctx: &mut Context<'_>,
    request: ListChannelsRequest,
) -> Result<ListChannelsResponse> {
    let start = match request.next_token.as_deref() {
        None => 0,
        Some(token) => page::position("ListChannels", token)
            .and_then(|position| position.parse().ok())
            .ok_or_else(|| ApiError::new(INVALID_NEXT_TOKEN, "Invalid next token."))?,
    };
    let size = request.max_results.and_then(|most| usize::try_from(most).ok()).unwrap_or(PAGE);
    let channels = Channel::of_region(&ctx.txn, &ctx.caller.account, &ctx.region)?;
    let (channels, next) = page::cut(channels, start, size);
    let listed =
        |channel: Channel| Listed { channel_arn: Some(channel.arn()), name: Some(channel.name) };
    Ok(ListChannelsResponse {
        channels: Some(channels.into_iter().map(listed).collect()),
        next_token: next.map(|next| page::token("ListChannels", &next.to_string())),
    })
}

/// Changes the name or the destinations of a channel.
///
/// Fails with, in the order in which they are checked: what [`Channel::find`] fails with;
/// [`VALIDATION`] or [`CHANNEL_ALREADY_EXISTS`] for the name; what `destinations` fails with.
pub fn update_channel(
    ctx: &mut Context<'_>,
    request: UpdateChannelRequest,
) -> Result<UpdateChannelResponse> {
    let mut channel = Channel::find(ctx, &request.channel)?;
    if let Some(name) = request.name {
        check_name(&name)?;
        check_unique(ctx, Some(&channel), &name)?;
        channel.name = name;
    }
    if let Some(named) = &request.destinations {
        channel.destinations = destinations(ctx, named)?;
    }
    ctx.txn.put(&channel);
    Ok(UpdateChannelResponse {
        channel_arn: Some(channel.arn()),
        name: Some(channel.name.clone()),
        source: Some(channel.source.clone()),
        destinations: Some(channel.shapes()),
    })
}

/// Deletes a channel, with its policy.
///
/// Fails with what [`Channel::find`] fails with.
pub fn delete_channel(ctx: &mut Context<'_>, request: DeleteChannelRequest) -> Result<Nothing> {
    let channel = Channel::find(ctx, &request.channel)?;
    ctx.txn.delete(&channel.key());
    ctx.txn.delete(&ResourcePolicy::key_of(&channel.arn()));
    Ok(Nothing {})
}

/// Takes in events from outside AWS, those that keep the rules.
///
/// An event data store that takes no events gets none.
///
/// Fails with, in the order in which they are checked: [`INVALID_CHANNEL_ARN`];
/// [`CHANNEL_NOT_FOUND_BY_DATA`]; [`CHANNEL_INSUFFICIENT_PERMISSION`] if the channel's policy denies it
/// to the caller; [`DUPLICATED_AUDIT_EVENT_ID`]; [`VALIDATION`] if the events have more than 1 MB.
pub fn put_audit_events(
    ctx: &mut Context<'_>,
    request: PutAuditEventsRequest,
) -> Result<PutAuditEventsResponse> {
    let named = &request.channel_arn;
    let Some(place) = place_of(ctx, named) else {
        let message = format!("The channel ARN {named} is not valid.");
        return Err(ApiError::new(INVALID_CHANNEL_ARN, message).into());
    };
    let Some(mut channel) = Channel::at(&ctx.txn, place, ctx)? else {
        let message = format!("The channel {named} could not be found.");
        return Err(ApiError::new(CHANNEL_NOT_FOUND_BY_DATA, message).into());
    };
    let arn = channel.arn();
    check_permission(ctx, &arn, request.external_id.as_deref())?;
    check_ids(&request.audit_events)?;
    ctx.extra.touched.push(Touched {
        kind: "AWS::CloudTrail::Channel",
        arn: arn.clone(),
        account: Some(channel.account.clone()),
    });

    let mut incoming = Vec::new();
    let mut answer = PutAuditEventsResponse::default();
    for AuditEventOf { event, activity } in request.audit_events.into_iter().map(|event| {
        let activity = Activity::read(&event, &channel.account);
        AuditEventOf { event, activity }
    }) {
        let id = ctx.ids.uuid();
        channel.attempted = Some((ctx.now, id.clone()));
        match activity {
            Ok(activity) => {
                let (region, account) = (ctx.region.as_str(), channel.account.as_str());
                let arrival = Arrival { id: &id, region, account, channel: &arn, now: ctx.now };
                let record = activity.record(arrival);
                incoming.push(Incoming { time: activity.time, id: id.clone(), record });
                channel.succeeded = Some((ctx.now, id.clone()));
                answer.successful.push(AuditEventResultEntry { event_id: id, id: event.id });
            }
            Err((code, message)) => {
                channel.error = Some(code.to_owned());
                let error_code = code.to_owned();
                let entry = ResultErrorEntry { error_code, error_message: message, id: event.id };
                answer.failed.push(entry);
            }
        }
    }
    for store in EventDataStore::of_region(&ctx.txn, &channel.account, &channel.region)? {
        let takes = store.ingesting && store.deleted.is_none();
        if takes && channel.destinations.contains(&store.arn()) {
            lake::ingest(&mut ctx.txn, &store, incoming.clone(), ctx.now)?;
        }
    }
    ctx.txn.put(&channel);
    Ok(answer)
}

struct AuditEventOf {
    event: AuditEvent,
    activity: Result<Activity, Refusal>,
}

/// The owner of a channel may use it unless its policy denies that.
///
/// Source: CloudTrail User Guide, "Resource-based policy examples".
fn check_permission(ctx: &Context<'_>, arn: &str, external_id: Option<&str>) -> Result<()> {
    let Some(policy) = ResourcePolicy::find(&ctx.txn, arn)? else { return Ok(()) };
    let account = ctx.caller.account.as_str();
    let partition = crate::arn::partition_of(&ctx.region);
    let root = format!("arn:{partition}:iam::{account}:root");
    let user = format!("arn:{partition}:iam::{account}:user/{}", ctx.caller.user);
    let names = [account, root.as_str(), user.as_str()];
    let mut context = vec![
        ("aws:PrincipalAccount", account),
        ("aws:PrincipalArn", user.as_str()),
        ("aws:SecureTransport", "true"),
    ];
    context.extend(external_id.map(|id| ("cloudtrail:ExternalId", id)));
    if policy.read().is_some_and(|policy| {
        policy.denies(&names, "cloudtrail-data:PutAuditEvents", arn, &context)
    }) {
        let message = "The policy of the channel does not let you put events.";
        return Err(ApiError::new(CHANNEL_INSUFFICIENT_PERMISSION, message).into());
    }
    Ok(())
}

fn check_ids(events: &[AuditEvent]) -> Result<(), ApiError> {
    let mut ids = HashSet::new();
    if let Some(event) = events.iter().find(|event| !ids.insert(&event.id)) {
        let message = format!("Two or more events have the ID {}.", event.id);
        return Err(ApiError::new(DUPLICATED_AUDIT_EVENT_ID, message));
    }
    if events.iter().map(|event| event.event_data.len()).sum::<usize>() > BYTES {
        let message = "The events have more than 1 MB of data.";
        return Err(ApiError::new(VALIDATION, message));
    }
    Ok(())
}
