//! The operations on what else events tell.

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::services::cloudtrail::errors::{
    INVALID_EVENT_DATA_STORE_CATEGORY, INVALID_PARAMETER, INVALID_PARAMETER_COMBINATION,
};
use crate::services::cloudtrail::event_data_store::{EventDataStore, Group};
use crate::services::cloudtrail::selector::Category;
use crate::services::cloudtrail::shapes::event_configuration::{
    AggregationConfiguration, EventCategoryAggregation, EventConfiguration,
    GetEventConfigurationRequest, MaxEventSize, PutEventConfigurationRequest, Template,
};
use crate::services::cloudtrail::trail::Trail;

/// Says how large the events of an event data store may be and what they tell besides the usual; what
/// the request does not name stays as it is.
///
/// Of a trail it says which events are counted together. That is kept and shown, but the events that
/// tell the counts every five minutes are not made, as a warning says: AWS publishes their fields, but
/// neither where their files lie nor how much of each list they show.
///
/// Fails with, in the order in which they are checked:
///
/// - [`INVALID_PARAMETER_COMBINATION`] if a trail and an event data store are named, or neither, or
///   if a parameter is named that is about the other of the two;
/// - what [`Trail::find_at_home`] or [`EventDataStore::find_active`] fails with;
/// - [`INVALID_PARAMETER`] if nothing is to be changed;
/// - [`INVALID_EVENT_DATA_STORE_CATEGORY`] if the event data store holds no events of CloudTrail;
/// - [`INVALID_PARAMETER`] if a trail logs no data events, or counts by the same twice;
/// - what the keys are refused with, and [`INVALID_PARAMETER_COMBINATION`] if there are keys and
///   events are not `Large`.
///
/// Source: CloudTrail API Reference, "`PutEventConfiguration`"; User Guide, "Aggregating data events",
/// for what a trail must log; the sentences are ours.
pub fn put_event_configuration(
    ctx: &mut Context<'_>,
    request: PutEventConfigurationRequest,
) -> Result<EventConfiguration> {
    let of_stores = request.max_event_size.is_some() || request.context_key_selectors.is_some();
    let of_trails = request.aggregation_configurations.is_some();
    let misplaced = |what: &str, whose: &str| {
        ApiError::new(INVALID_PARAMETER_COMBINATION, format!("{what} cannot be set for {whose}."))
    };
    match (&request.trail_name, &request.event_data_store) {
        (Some(name), None) => {
            if of_stores {
                let what = "MaxEventSize and ContextKeySelectors";
                return Err(misplaced(what, "a trail").into());
            }
            let mut trail = Trail::find_at_home(ctx, name)?;
            let Some(configurations) = request.aggregation_configurations else {
                return Err(nothing().into());
            };
            trail.counted_by = configurations.into_iter().flat_map(|of| of.templates).collect();
            check_counted(&trail)?;
            if !trail.counted_by.is_empty() {
                ctx.extra.warnings.push(
                    "the aggregation is kept and shown, but aggregated events are not emulated"
                        .to_owned(),
                );
            }
            ctx.txn.put(&trail);
            Ok(of_trail(&trail))
        }
        (None, Some(name)) => {
            if of_trails {
                let what = "AggregationConfigurations";
                return Err(misplaced(what, "an event data store").into());
            }
            let mut store = EventDataStore::find_active(ctx, name)?;
            if !of_stores {
                return Err(nothing().into());
            }
            check_group(&store)?;
            if let Some(size) = request.max_event_size {
                store.context.large = size == MaxEventSize::Large;
            }
            if let Some(selectors) = &request.context_key_selectors {
                store.context.set_keys(selectors)?;
            }
            if store.context.has_keys() && !store.context.large {
                let message = "MaxEventSize must be Large if there are ContextKeySelectors.";
                return Err(ApiError::new(INVALID_PARAMETER_COMBINATION, message).into());
            }
            store.updated = ctx.now;
            ctx.txn.put(&store);
            Ok(of_store(&store))
        }
        _ => Err(one_of_two().into()),
    }
}

/// Shows how large the events of an event data store may be and what they tell besides the usual, or
/// which events of a trail are counted together.
///
/// Fails with, in the order in which they are checked: [`INVALID_PARAMETER_COMBINATION`] if a trail
/// and an event data store are named, or neither; what [`Trail::find`] or [`EventDataStore::find`]
/// fails with; [`INVALID_EVENT_DATA_STORE_CATEGORY`] if that holds no events of CloudTrail.
pub fn get_event_configuration(
    ctx: &mut Context<'_>,
    request: GetEventConfigurationRequest,
) -> Result<EventConfiguration> {
    match (&request.trail_name, &request.event_data_store) {
        (Some(name), None) => Ok(of_trail(&Trail::find(ctx, name)?)),
        (None, Some(name)) => {
            let store = EventDataStore::find(ctx, name)?;
            check_group(&store)?;
            Ok(of_store(&store))
        }
        _ => Err(one_of_two().into()),
    }
}

fn check_group(store: &EventDataStore) -> Result<(), ApiError> {
    if store.selectors.group() == Group::Events {
        return Ok(());
    }
    let message = format!(
        "Event data store {} does not hold management, data or network activity events.",
        store.arn()
    );
    Err(ApiError::new(INVALID_EVENT_DATA_STORE_CATEGORY, message))
}

fn check_counted(trail: &Trail) -> Result<(), ApiError> {
    let by = &trail.counted_by;
    if by.iter().enumerate().any(|(place, template)| by[..place].contains(template)) {
        let message = "Each template can be specified only once.";
        return Err(ApiError::new(INVALID_PARAMETER, message));
    }
    if !by.is_empty() && !trail.selectors.ask_for(Category::Data) {
        let message = format!("Trail {} does not log data events.", trail.arn());
        return Err(ApiError::new(INVALID_PARAMETER, message));
    }
    Ok(())
}

fn of_trail(trail: &Trail) -> EventConfiguration {
    let configuration = |templates: &Vec<Template>| AggregationConfiguration {
        templates: templates.clone(),
        event_category: EventCategoryAggregation::Data,
    };
    let counted = Some(&trail.counted_by).filter(|templates| !templates.is_empty());
    EventConfiguration {
        trail_arn: Some(trail.arn()),
        aggregation_configurations: Some(counted.map(configuration).into_iter().collect()),
        ..EventConfiguration::default()
    }
}

fn of_store(store: &EventDataStore) -> EventConfiguration {
    let size = if store.context.large { MaxEventSize::Large } else { MaxEventSize::Standard };
    EventConfiguration {
        event_data_store_arn: Some(store.arn()),
        max_event_size: Some(size),
        context_key_selectors: Some(store.context.shapes()),
        ..EventConfiguration::default()
    }
}

fn one_of_two() -> ApiError {
    let message = "Specify either TrailName or EventDataStore.";
    ApiError::new(INVALID_PARAMETER_COMBINATION, message)
}

fn nothing() -> ApiError {
    ApiError::new(INVALID_PARAMETER, "At least one setting of the configuration must be specified.")
}
