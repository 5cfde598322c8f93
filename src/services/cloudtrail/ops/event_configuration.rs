//! The operations on what else events tell.

use crate::context::Context;
use crate::error::{ApiError, Error, Result};
use crate::services::cloudtrail::errors::{
    INVALID_EVENT_DATA_STORE_CATEGORY, INVALID_PARAMETER, INVALID_PARAMETER_COMBINATION,
};
use crate::services::cloudtrail::event_data_store::{EventDataStore, Group};
use crate::services::cloudtrail::shapes::event_configuration::{
    EventConfiguration, GetEventConfigurationRequest, MaxEventSize, PutEventConfigurationRequest,
};
use crate::services::cloudtrail::trail::Trail;

/// Says how large the events of an event data store may be and what they tell besides the usual; what
/// the request does not name stays as it is.
///
/// Of a trail it says which events are counted together, which is not emulated: that none are can be
/// said.
///
/// Fails with, in the order in which they are checked:
///
/// - [`INVALID_PARAMETER_COMBINATION`] if a trail and an event data store are named, or neither, or
///   if a parameter is named that is about the other of the two;
/// - what [`Trail::find_at_home`] or [`EventDataStore::find_active`] fails with;
/// - [`INVALID_PARAMETER`] if nothing is to be changed;
/// - [`INVALID_EVENT_DATA_STORE_CATEGORY`] if the event data store holds no events of CloudTrail;
/// - what the keys are refused with, and [`INVALID_PARAMETER_COMBINATION`] if there are keys and
///   events are not `Large`.
///
/// Source: CloudTrail API Reference, "`PutEventConfiguration`"; the sentences are ours.
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
            let trail = Trail::find_at_home(ctx, name)?;
            let Some(configurations) = request.aggregation_configurations else {
                return Err(nothing().into());
            };
            if !configurations.is_empty() {
                return Err(Error::NotEmulated(
                    "cloudtrail put-event-configuration --aggregation-configurations".to_owned(),
                ));
            }
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
/// which events of a trail are counted together: none.
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

fn of_trail(trail: &Trail) -> EventConfiguration {
    EventConfiguration {
        trail_arn: Some(trail.arn()),
        aggregation_configurations: Some(Vec::new()),
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
