//! The operations on recorders.

use std::collections::BTreeMap;

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::id::suffix;
use crate::services::config::channel::Channel;
use crate::services::config::delivery;
use crate::services::config::errors::{
    CONFLICT, MAX_NUMBER_OF_CONFIGURATION_RECORDERS_EXCEEDED, NO_AVAILABLE_DELIVERY_CHANNEL,
    NO_SUCH_CONFIGURATION_RECORDER, VALIDATION,
};
use crate::services::config::linked::{Linked, refuse};
use crate::services::config::recorder::{
    DEFAULT_NAME, Frequency, Group, Recorder, check_name, no_such,
};
use crate::services::config::shapes::recorders::{
    AssociateResourceTypesRequest, AssociateResourceTypesResponse, ConfigurationRecorder,
    ConfigurationRecorderStatus, ConfigurationRecorderSummary, DeleteConfigurationRecorderRequest,
    DescribeConfigurationRecorderStatusRequest, DescribeConfigurationRecorderStatusResponse,
    DescribeConfigurationRecordersRequest, DescribeConfigurationRecordersResponse,
    DisassociateResourceTypesRequest, DisassociateResourceTypesResponse,
    ListConfigurationRecordersRequest, ListConfigurationRecordersResponse,
    PutConfigurationRecorderRequest, StartConfigurationRecorderRequest,
    StopConfigurationRecorderRequest,
};
use crate::services::config::shapes::{Nothing, Word};
use crate::store::Record;

use super::paged;
use super::tags::put_tags;

/// Makes the recorder of the region, or changes it.
///
/// Fails with, in the order in which they are checked:
/// [`MAX_NUMBER_OF_CONFIGURATION_RECORDERS_EXCEEDED`] if the region has one of another name, what
/// [`check_name`] and [`Recorder::configure`] fail with, what the tags are refused with.
pub fn put_configuration_recorder(
    ctx: &mut Context<'_>,
    request: PutConfigurationRecorderRequest,
) -> Result<Nothing> {
    let shape = request.configuration_recorder;
    let name = shape.name.clone().unwrap_or_else(|| DEFAULT_NAME.to_owned());
    let found = Recorder::of(&ctx.txn, &ctx.caller.account, &ctx.region)?;
    if found.as_ref().is_some_and(|recorder| recorder.name != name) {
        let message = format!(
            "Failed to put configuration recorder '{name}' because the maximum number of \
             configuration recorders: 1 is reached."
        );
        return Err(ApiError::new(MAX_NUMBER_OF_CONFIGURATION_RECORDERS_EXCEEDED, message).into());
    }
    check_name(&name)?;
    let is_new = found.is_none();
    let mut recorder = found.unwrap_or_else(|| Recorder {
        account: ctx.caller.account.clone(),
        region: ctx.region.clone(),
        id: suffix(&[&ctx.ids.uuid()]).to_lowercase(),
        name,
        role: String::new(),
        group: Group::All { global: false },
        frequency: Frequency::Continuous,
        overrides: Vec::new(),
        tags: BTreeMap::new(),
        created: ctx.now,
        recording: false,
        started: None,
        stopped: None,
    });
    recorder.configure(&shape)?;
    if is_new {
        put_tags(&mut recorder.tags, request.tags.as_deref().unwrap_or_default())?;
    }
    ctx.txn.put(&recorder);
    Ok(Nothing {})
}

/// Deletes the recorder. What it recorded stays.
///
/// Fails with `UnmodifiableEntityException` if it is linked to a service, then with
/// [`NO_SUCH_CONFIGURATION_RECORDER`].
pub fn delete_configuration_recorder(
    ctx: &mut Context<'_>,
    request: DeleteConfigurationRecorderRequest,
) -> Result<Nothing> {
    refuse(ctx, &request.configuration_recorder_name)?;
    let recorder = Recorder::named(ctx, &request.configuration_recorder_name)?;
    ctx.txn.delete(&recorder.key());
    reschedule(ctx)?;
    Ok(Nothing {})
}

/// Lets the recorder record; one that does goes on.
///
/// Fails with, in the order in which they are checked: `UnmodifiableEntityException` if it is linked to
/// a service, [`NO_SUCH_CONFIGURATION_RECORDER`], [`NO_AVAILABLE_DELIVERY_CHANNEL`].
pub fn start_configuration_recorder(
    ctx: &mut Context<'_>,
    request: StartConfigurationRecorderRequest,
) -> Result<Nothing> {
    refuse(ctx, &request.configuration_recorder_name)?;
    let mut recorder = Recorder::named(ctx, &request.configuration_recorder_name)?;
    if Channel::of(&ctx.txn, &ctx.caller.account, &ctx.region)?.is_none() {
        let message = "Delivery channel is not available to start configuration recorder.";
        return Err(ApiError::new(NO_AVAILABLE_DELIVERY_CHANNEL, message).into());
    }
    if !recorder.recording {
        recorder.recording = true;
        recorder.started = Some(ctx.now);
        ctx.txn.put(&recorder);
        reschedule(ctx)?;
    }
    Ok(Nothing {})
}

/// Ends that the recorder records.
///
/// Fails with `UnmodifiableEntityException` if it is linked to a service, then with
/// [`NO_SUCH_CONFIGURATION_RECORDER`].
pub fn stop_configuration_recorder(
    ctx: &mut Context<'_>,
    request: StopConfigurationRecorderRequest,
) -> Result<Nothing> {
    refuse(ctx, &request.configuration_recorder_name)?;
    let mut recorder = Recorder::named(ctx, &request.configuration_recorder_name)?;
    if recorder.recording {
        recorder.recording = false;
        recorder.stopped = Some(ctx.now);
        ctx.txn.put(&recorder);
        reschedule(ctx)?;
    }
    Ok(Nothing {})
}

fn reschedule(ctx: &mut Context<'_>) -> Result<()> {
    if let Some(mut channel) = Channel::of(&ctx.txn, &ctx.caller.account, &ctx.region)? {
        delivery::schedule(ctx, &mut channel)?;
        ctx.txn.put(&channel);
    }
    Ok(())
}

/// Shows the recorder.
///
/// Fails with what `asked` fails with.
pub fn describe_configuration_recorders(
    ctx: &mut Context<'_>,
    request: DescribeConfigurationRecordersRequest,
) -> Result<DescribeConfigurationRecordersResponse> {
    let names = request.configuration_recorder_names.unwrap_or_default();
    let found = asked(ctx, &names, request.service_principal.as_deref(), request.arn.as_deref())?;
    Ok(DescribeConfigurationRecordersResponse {
        configuration_recorders: Some(found.iter().map(Asked::shown).collect()),
    })
}

/// Shows how the recorder fares.
///
/// Fails with what `asked` fails with.
pub fn describe_configuration_recorder_status(
    ctx: &mut Context<'_>,
    request: DescribeConfigurationRecorderStatusRequest,
) -> Result<DescribeConfigurationRecorderStatusResponse> {
    let names = request.configuration_recorder_names.unwrap_or_default();
    let found = asked(ctx, &names, request.service_principal.as_deref(), request.arn.as_deref())?;
    Ok(DescribeConfigurationRecorderStatusResponse {
        configuration_recorders_status: Some(found.iter().map(Asked::status).collect()),
    })
}

/// A recorder of the account's own, or of a service.
enum Asked {
    Own(Recorder),
    Linked(Linked),
}

impl Asked {
    fn shown(&self) -> ConfigurationRecorder {
        match self {
            Self::Own(recorder) => recorder.shown(),
            Self::Linked(linked) => linked.shown(),
        }
    }

    fn status(&self) -> ConfigurationRecorderStatus {
        match self {
            Self::Own(recorder) => recorder.status(),
            Self::Linked(linked) => linked.status(),
        }
    }
}

/// Returns the recorders that are asked for: the account's own unless others are named.
///
/// Fails with [`VALIDATION`] if more than one is asked for, whose sentence is ours; then with
/// [`NO_SUCH_CONFIGURATION_RECORDER`].
///
/// Source: AWS Config API Reference, "`DescribeConfigurationRecorders`" and "`ValidationException`".
fn asked(
    ctx: &Context<'_>,
    names: &[String],
    service: Option<&str>,
    arn: Option<&str>,
) -> Result<Vec<Asked>> {
    if names.len() + usize::from(service.is_some()) + usize::from(arn.is_some()) > 1 {
        let message = "You have specified more than one configuration recorder.";
        return Err(ApiError::new(VALIDATION, message).into());
    }
    let owner = (ctx.caller.account.as_str(), ctx.region.as_str());
    let own = Recorder::of(&ctx.txn, owner.0, owner.1)?;
    let linked = Linked::of_region(&ctx.txn, owner)?;
    if names.is_empty() && service.is_none() && arn.is_none() {
        return Ok(own.map(Asked::Own).into_iter().collect());
    }
    let own_names = own.iter().map(|recorder| recorder.name.clone());
    let there: Vec<String> = own_names.chain(linked.iter().map(Linked::name)).collect();
    if let Some(name) = names.iter().find(|name| !there.contains(name)) {
        return Err(no_such(name).into());
    }
    let is = |name: &str, own_arn: &str, own_service: Option<&str>| {
        (names.is_empty() || names.iter().any(|other| other == name))
            && arn.is_none_or(|arn| arn == own_arn)
            && service.is_none_or(|service| own_service == Some(service))
    };
    let mut found = Vec::new();
    found.extend(own.filter(|one| is(&one.name, &one.arn(), None)).map(Asked::Own));
    let linked = linked.into_iter().filter(|one| is(&one.name(), &one.arn(), Some(&one.service)));
    found.extend(linked.map(Asked::Linked));
    if let Some(arn) = arn.filter(|_| found.is_empty()) {
        let message = format!("Cannot find configuration recorder with the specified ARN '{arn}'.");
        return Err(ApiError::new(NO_SUCH_CONFIGURATION_RECORDER, message).into());
    }
    if let Some(service) = service.filter(|_| found.is_empty()) {
        let message =
            format!("Cannot find a service-linked configuration recorder of '{service}'.");
        return Err(ApiError::new(NO_SUCH_CONFIGURATION_RECORDER, message).into());
    }
    Ok(found)
}

/// Lists the recorders, the account's own first.
pub fn list_configuration_recorders(
    ctx: &mut Context<'_>,
    request: ListConfigurationRecordersRequest,
) -> Result<ListConfigurationRecordersResponse> {
    let found = Recorder::of(&ctx.txn, &ctx.caller.account, &ctx.region)?;
    let filters = request.filters.unwrap_or_default();
    let owner = (ctx.caller.account.as_str(), ctx.region.as_str());
    let own = found.map(|recorder| ConfigurationRecorderSummary {
        arn: recorder.arn(),
        name: recorder.name,
        recording_scope: Word::new("PAID"),
        ..ConfigurationRecorderSummary::default()
    });
    let linked = Linked::of_region(&ctx.txn, owner)?;
    let mut all: Vec<_> = own.into_iter().chain(linked.iter().map(Linked::summary)).collect();
    all.retain(|summary| {
        filters.iter().all(|filter| {
            let values = filter.filter_value.as_ref();
            values.is_none_or(|values| values.contains(&summary.recording_scope.0))
        })
    });
    let asked = (request.next_token.as_deref(), request.max_results, 20);
    let (summaries, next_token) = paged("ListConfigurationRecorders", all, asked)?;
    Ok(ListConfigurationRecordersResponse {
        configuration_recorder_summaries: summaries,
        next_token,
    })
}

/// Adds types to those that the recorder records.
///
/// Fails with what `by_arn` and `change` fail with.
pub fn associate_resource_types(
    ctx: &mut Context<'_>,
    request: AssociateResourceTypesRequest,
) -> Result<AssociateResourceTypesResponse> {
    let mut recorder = by_arn(ctx, &request.configuration_recorder_arn)?;
    for kind in request.resource_types {
        change(&mut recorder.group, kind.0, true)?;
    }
    ctx.txn.put(&recorder);
    Ok(AssociateResourceTypesResponse { configuration_recorder: recorder.shown() })
}

/// Takes types off those that the recorder records.
///
/// Fails with what `by_arn` and `change` fail with.
pub fn disassociate_resource_types(
    ctx: &mut Context<'_>,
    request: DisassociateResourceTypesRequest,
) -> Result<DisassociateResourceTypesResponse> {
    let mut recorder = by_arn(ctx, &request.configuration_recorder_arn)?;
    for kind in request.resource_types {
        change(&mut recorder.group, kind.0, false)?;
    }
    ctx.txn.put(&recorder);
    Ok(DisassociateResourceTypesResponse { configuration_recorder: recorder.shown() })
}

fn by_arn(ctx: &Context<'_>, arn: &str) -> Result<Recorder> {
    match asked(ctx, &[], None, Some(arn))?.pop() {
        Some(Asked::Own(recorder)) => Ok(recorder),
        Some(Asked::Linked(linked)) => {
            let message = format!("{} decides which types its recorder records.", linked.service);
            Err(ApiError::new(CONFLICT, message).into())
        }
        None => Err(no_such(arn).into()),
    }
}

/// Lets a group have a type, or not.
///
/// Fails with [`VALIDATION`] if the group is of all types, has the type or lacks it already, or would be
/// of none.
///
/// Source: AWS Config API Reference, "`AssociateResourceTypes`"; the sentences are ours.
fn change(group: &mut Group, kind: String, recorded: bool) -> Result<(), ApiError> {
    let (kinds, listed) = match group {
        Group::All { .. } => {
            let message = "The recorder records all supported resource types: types are added and \
                           taken off only where it includes or excludes some.";
            return Err(ApiError::new(VALIDATION, message));
        }
        Group::Only(kinds) => (kinds, recorded),
        Group::Except(kinds) => (kinds, !recorded),
    };
    if kinds.contains(&kind) == listed {
        let already = if recorded { "associated with" } else { "disassociated from" };
        let message = format!("{kind} is already {already} the configuration recorder.");
        return Err(ApiError::new(VALIDATION, message));
    }
    kinds.retain(|other| *other != kind);
    if listed {
        kinds.push(kind);
    }
    if kinds.is_empty() {
        let message = "The recorder would have no resource types left to include or exclude.";
        return Err(ApiError::new(VALIDATION, message));
    }
    Ok(())
}
