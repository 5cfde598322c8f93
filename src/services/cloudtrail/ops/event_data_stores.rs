//! The operations on event data stores.

use std::collections::BTreeMap;

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::page;
use crate::services::cloudtrail::channel::Channel;
use crate::services::cloudtrail::errors::{
    CHANNEL_EXISTS_FOR_EDS, EVENT_DATA_STORE_ALREADY_EXISTS, EVENT_DATA_STORE_FEDERATION_ENABLED,
    EVENT_DATA_STORE_HAS_ONGOING_IMPORT, EVENT_DATA_STORE_MAX_LIMIT_EXCEEDED,
    EVENT_DATA_STORE_TERMINATION_PROTECTED, INVALID_EVENT_DATA_STORE_CATEGORY,
    INVALID_EVENT_DATA_STORE_STATUS, INVALID_NEXT_TOKEN, INVALID_PARAMETER,
};
use crate::services::cloudtrail::event_data_store::{
    EventContext, EventDataStore, Group, STORES_PER_REGION, Selectors, check_name, check_retention,
    retention,
};
use crate::services::cloudtrail::import::Ongoing;
use crate::services::cloudtrail::kms::key_arn;
use crate::services::cloudtrail::organization::Organization;
use crate::services::cloudtrail::shapes::event_data_stores::{
    BillingMode, CreateEventDataStoreRequest, CreateEventDataStoreResponse,
    DeleteEventDataStoreRequest, DisableFederationRequest, DisableFederationResponse,
    EnableFederationRequest, EnableFederationResponse, EventDataStore as Listed,
    EventDataStoreStatus, FederationStatus, GetEventDataStoreRequest, GetEventDataStoreResponse,
    ListEventDataStoresRequest, ListEventDataStoresResponse, RestoreEventDataStoreRequest,
    RestoreEventDataStoreResponse, StartEventDataStoreIngestionRequest,
    StopEventDataStoreIngestionRequest, UpdateEventDataStoreRequest, UpdateEventDataStoreResponse,
};
use crate::services::cloudtrail::shapes::tags::Tag;
use crate::services::cloudtrail::shapes::trails::Nothing;

use super::tags::put_tags;

/// How many stores a page of `list-event-data-stores` has unless the request says fewer. AWS does not
/// say.
const PAGE: usize = 50;

/// Makes an answer that shows all settings of an event data store, of which each operation has a type
/// of its own, and what only that operation tells.
macro_rules! answer {
    ($answer:ident of $store:ident { $($member:ident: $value:expr),* $(,)? }) => {
        $answer {
            event_data_store_arn: Some($store.arn()),
            advanced_event_selectors: Some($store.selectors.shapes()?),
            multi_region_enabled: Some($store.every_region),
            organization_enabled: Some($store.organization),
            retention_period: Some($store.days),
            termination_protection_enabled: Some($store.protected),
            created_timestamp: Some($store.created),
            updated_timestamp: Some($store.updated),
            billing_mode: Some($store.billing),
            kms_key_id: $store.kms_key.clone(),
            name: Some($store.name.clone()),
            $($member: $value,)*
        }
    };
}

/// Creates an event data store, which takes events from now on unless the request says otherwise.
///
/// Fails with, in the order in which they are checked:
///
/// - `ValidationException` if the name has a character that names cannot have;
/// - what the tags are refused with;
/// - `InvalidEventSelectorsException` if the selectors break a rule;
/// - [`INVALID_PARAMETER`] if the billing mode does not keep events that long;
/// - `InvalidKmsKeyIdException` if the key is none;
/// - what [`Organization::administered_by`] fails with, if it is to be an organization's;
/// - [`EVENT_DATA_STORE_ALREADY_EXISTS`] if the caller has a store of that name in the region;
/// - [`EVENT_DATA_STORE_MAX_LIMIT_EXCEEDED`] if the region is full, or any that it would cover.
pub fn create_event_data_store(
    ctx: &mut Context<'_>,
    request: CreateEventDataStoreRequest,
) -> Result<CreateEventDataStoreResponse> {
    check_name(&request.name)?;
    let mut tags = BTreeMap::new();
    put_tags(&mut tags, request.tags_list.as_deref().unwrap_or_default())?;
    let selectors =
        Selectors::parse(request.advanced_event_selectors.as_deref().unwrap_or_default())?;
    let billing = request.billing_mode.unwrap_or(BillingMode::ExtendableRetentionPricing);
    let days = request.retention_period.unwrap_or(retention(billing).0);
    check_retention(days, billing)?;
    let kms_key = request.kms_key_id.map(|key| key_arn(ctx, &key)).transpose()?;
    let organization = request.organization_enabled.unwrap_or(false);
    // A delegated administrator makes the stores of the management account.
    let caller = &ctx.caller.account;
    let account = if organization {
        Organization::administered_by(&ctx.txn, caller)?.management
    } else {
        caller.clone()
    };
    let store = EventDataStore {
        id: ctx.ids.uuid(),
        account,
        home: ctx.region.clone(),
        name: request.name,
        selectors,
        every_region: request.multi_region_enabled.unwrap_or(true),
        organization,
        days,
        protected: request.termination_protection_enabled.unwrap_or(true),
        tags,
        kms_key,
        billing,
        ingesting: request.start_ingestion.unwrap_or(true),
        deleted: None,
        federation: None,
        context: EventContext::default(),
        insights: Vec::new(),
        insights_to: None,
        created: ctx.now,
        updated: ctx.now,
    };
    check_unique(ctx, &store)?;
    check_room(ctx, &store)?;
    if store.selectors.group() == Group::Evidence {
        let message = "there is no AWS Audit Manager here that collects evidence: the event data store \
                       stays empty";
        ctx.extra.warnings.push(message.to_owned());
    }
    ctx.txn.put(&store);
    let tag =
        |(key, value): (&String, &Option<String>)| Tag { key: key.clone(), value: value.clone() };
    Ok(answer!(CreateEventDataStoreResponse of store {
        status: Some(EventDataStoreStatus::Created),
        tags_list: Some(store.tags.iter().map(tag).collect()),
    }))
}

/// Shows the settings of an event data store.
///
/// Fails with what [`EventDataStore::find`] fails with.
pub fn get_event_data_store(
    ctx: &mut Context<'_>,
    request: GetEventDataStoreRequest,
) -> Result<GetEventDataStoreResponse> {
    let store = EventDataStore::find(ctx, &request.event_data_store)?;
    Ok(answer!(GetEventDataStoreResponse of store {
        status: Some(store.status()),
        federation_status: store.federation.as_ref().map(|_| FederationStatus::Enabled),
        federation_role_arn: store.federation.clone(),
        partition_keys: None,
    }))
}

/// Lists the event data stores of the region, those too that are about to be deleted.
///
/// An answer names them only; all else that the model has for it, AWS no longer fills in.
///
/// Fails with [`INVALID_NEXT_TOKEN`] if the token is not one of this operation.
///
/// Source: CloudTrail API Reference, "`EventDataStore`".
pub fn list_event_data_stores(
    ctx: &mut Context<'_>,
    request: ListEventDataStoresRequest,
) -> Result<ListEventDataStoresResponse> {
    const NAME: &str = "ListEventDataStores";
    let from = match &request.next_token {
        None => 0,
        Some(token) => page::position(NAME, token)
            .and_then(|position| position.parse().ok())
            .ok_or_else(|| ApiError::new(INVALID_NEXT_TOKEN, "Invalid next token."))?,
    };
    let size = request.max_results.and_then(|most| usize::try_from(most).ok()).unwrap_or(PAGE);
    let stores = EventDataStore::of_region(&ctx.txn, &ctx.caller.account, &ctx.region)?;
    let (stores, next) = page::cut(stores, from, size);
    let listed = |store: &EventDataStore| Listed {
        event_data_store_arn: Some(store.arn()),
        name: Some(store.name.clone()),
        ..Listed::default()
    };
    Ok(ListEventDataStoresResponse {
        event_data_stores: Some(stores.iter().map(listed).collect()),
        next_token: next.map(|next| page::token(NAME, &next.to_string())),
    })
}

/// Changes the settings of an event data store; what the request does not name stays as it is.
///
/// Fails with, in the order in which they are checked:
///
/// - what [`EventDataStore::find_active`] fails with;
/// - [`INVALID_PARAMETER`] if nothing is to be changed;
/// - `ValidationException` if the new name has a character that names cannot have;
/// - `InvalidEventSelectorsException` if the selectors break a rule;
/// - [`INVALID_EVENT_DATA_STORE_CATEGORY`] if they are about events from elsewhere;
/// - [`INVALID_PARAMETER`] if the billing mode cannot become the one that is named, or does not keep
///   events that long;
/// - `InvalidKmsKeyIdException` if the key is none, [`INVALID_PARAMETER`] if the store has another;
/// - what [`Organization::administered_by`] fails with, if it is to become an organization's;
/// - [`EVENT_DATA_STORE_ALREADY_EXISTS`] if another store has the new name.
pub fn update_event_data_store(
    ctx: &mut Context<'_>,
    request: UpdateEventDataStoreRequest,
) -> Result<UpdateEventDataStoreResponse> {
    let old = EventDataStore::find_active(ctx, &request.event_data_store)?;
    let named = UpdateEventDataStoreRequest {
        event_data_store: request.event_data_store.clone(),
        ..UpdateEventDataStoreRequest::default()
    };
    if request == named {
        return Err(invalid("At least one setting of the event data store must be specified."));
    }
    let mut store = old.clone();
    if let Some(name) = request.name {
        check_name(&name)?;
        store.name = name;
    }
    if let Some(selectors) = &request.advanced_event_selectors {
        store.selectors = Selectors::parse(selectors)?;
        if store.selectors.group() != old.selectors.group() {
            let message = "The event categories of an event data store cannot be changed.";
            return Err(ApiError::new(INVALID_EVENT_DATA_STORE_CATEGORY, message).into());
        }
    }
    if let Some(billing) = request.billing_mode.filter(|billing| *billing != old.billing) {
        if billing == BillingMode::FixedRetentionPricing {
            return Err(invalid(
                "BillingMode cannot be changed from EXTENDABLE_RETENTION_PRICING to \
                 FIXED_RETENTION_PRICING.",
            ));
        }
        store.billing = billing;
    }
    if let Some(days) = request.retention_period {
        store.days = days;
    }
    check_retention(store.days, store.billing)?;
    if let Some(key) = request.kms_key_id {
        let key = key_arn(ctx, &key)?;
        if store.kms_key.as_ref().is_some_and(|other| *other != key) {
            return Err(invalid("The KMS key of an event data store cannot be changed."));
        }
        store.kms_key = Some(key);
    }
    if let Some(organization) = request.organization_enabled {
        if organization && !old.organization {
            Organization::administered_by(&ctx.txn, &ctx.caller.account)?;
        }
        store.organization = organization;
    }
    store.every_region = request.multi_region_enabled.unwrap_or(store.every_region);
    store.protected = request.termination_protection_enabled.unwrap_or(store.protected);
    if store.name != old.name {
        check_unique(ctx, &store)?;
    }
    if store.every_region && !old.every_region {
        check_room(ctx, &store)?;
    }
    store.updated = ctx.now;
    ctx.txn.put(&store);
    Ok(answer!(UpdateEventDataStoreResponse of store {
        status: Some(store.status()),
        federation_status: store.federation.as_ref().map(|_| FederationStatus::Enabled),
        federation_role_arn: store.federation.clone(),
    }))
}

/// Puts an event data store aside, to be deleted in seven days.
///
/// Fails with, in the order in which they are checked:
///
/// - what [`EventDataStore::find_active`] fails with;
/// - [`EVENT_DATA_STORE_TERMINATION_PROTECTED`] if it is protected;
/// - [`EVENT_DATA_STORE_FEDERATION_ENABLED`] if other services read it;
/// - [`EVENT_DATA_STORE_HAS_ONGOING_IMPORT`] if something is imported into it;
/// - [`CHANNEL_EXISTS_FOR_EDS`] if a channel leads to it.
pub fn delete_event_data_store(
    ctx: &mut Context<'_>,
    request: DeleteEventDataStoreRequest,
) -> Result<Nothing> {
    let mut store = EventDataStore::find_active(ctx, &request.event_data_store)?;
    let refuse = |code, message: &str| Err(ApiError::new(code, message).into());
    if store.protected {
        return refuse(
            EVENT_DATA_STORE_TERMINATION_PROTECTED,
            "The event data store cannot be deleted because termination protection is enabled for \
             it.",
        );
    }
    if store.federation.is_some() {
        return refuse(
            EVENT_DATA_STORE_FEDERATION_ENABLED,
            "The event data store cannot be deleted because Lake query federation is enabled. \
             Disable federation first.",
        );
    }
    let import = Ongoing::find(&ctx.txn, &store.account, &store.home)?;
    if import.is_some_and(|import| import.destination == store.arn()) {
        return refuse(
            EVENT_DATA_STORE_HAS_ONGOING_IMPORT,
            "The event data store cannot be deleted because an import into it is in progress.",
        );
    }
    let arn = store.arn();
    let channels = Channel::of_region(&ctx.txn, &store.account, &store.home)?;
    if channels.iter().any(|channel| channel.destinations.contains(&arn)) {
        return refuse(
            CHANNEL_EXISTS_FOR_EDS,
            "The event data store cannot be deleted because a channel leads to it.",
        );
    }
    store.deleted = Some(ctx.now);
    store.updated = ctx.now;
    ctx.txn.put(&store);
    Ok(Nothing {})
}

/// Takes back that an event data store is to be deleted; it goes on as it was.
///
/// Fails with what [`EventDataStore::find`] fails with, then with
/// [`INVALID_EVENT_DATA_STORE_STATUS`] if it is not about to be deleted.
pub fn restore_event_data_store(
    ctx: &mut Context<'_>,
    request: RestoreEventDataStoreRequest,
) -> Result<RestoreEventDataStoreResponse> {
    let mut store = EventDataStore::find(ctx, &request.event_data_store)?;
    if store.deleted.is_none() {
        return Err(wrong_status(&store, "PENDING_DELETION"));
    }
    store.deleted = None;
    store.updated = ctx.now;
    ctx.txn.put(&store);
    Ok(answer!(RestoreEventDataStoreResponse of store { status: Some(store.status()) }))
}

/// Lets an event data store take events again.
///
/// Fails with what [`EventDataStore::find`] fails with, then with
/// [`INVALID_EVENT_DATA_STORE_STATUS`] unless its ingestion is stopped, then with
/// [`INVALID_EVENT_DATA_STORE_CATEGORY`] if its events do not come by themselves.
pub fn start_event_data_store_ingestion(
    ctx: &mut Context<'_>,
    request: StartEventDataStoreIngestionRequest,
) -> Result<Nothing> {
    turn_ingestion(ctx, &request.event_data_store, true)
}

/// Lets an event data store take no more events; what it holds stays.
///
/// Fails with what [`EventDataStore::find`] fails with, then with
/// [`INVALID_EVENT_DATA_STORE_STATUS`] unless it is enabled, then with
/// [`INVALID_EVENT_DATA_STORE_CATEGORY`] if its events do not come by themselves.
pub fn stop_event_data_store_ingestion(
    ctx: &mut Context<'_>,
    request: StopEventDataStoreIngestionRequest,
) -> Result<Nothing> {
    turn_ingestion(ctx, &request.event_data_store, false)
}

fn turn_ingestion(ctx: &mut Context<'_>, name: &str, ingesting: bool) -> Result<Nothing> {
    let mut store = EventDataStore::find(ctx, name)?;
    if store.deleted.is_some() || store.ingesting == ingesting {
        return Err(wrong_status(&store, if ingesting { "STOPPED_INGESTION" } else { "ENABLED" }));
    }
    if !matches!(store.selectors.group(), Group::Events | Group::Configuration) {
        let message = "Ingestion starts and stops only for the event categories Management, Data, \
                       NetworkActivity and ConfigurationItem.";
        return Err(ApiError::new(INVALID_EVENT_DATA_STORE_CATEGORY, message).into());
    }
    store.ingesting = ingesting;
    store.updated = ctx.now;
    ctx.txn.put(&store);
    Ok(Nothing {})
}

/// Notes that other services may read an event data store by a role. There are none here.
///
/// Fails with what [`EventDataStore::find_active`] fails with, then with [`INVALID_PARAMETER`] if
/// the role is no ARN of one, then with [`EVENT_DATA_STORE_FEDERATION_ENABLED`] if it is so already.
pub fn enable_federation(
    ctx: &mut Context<'_>,
    request: EnableFederationRequest,
) -> Result<EnableFederationResponse> {
    let mut store = EventDataStore::find_active(ctx, &request.event_data_store)?;
    let role = request.federation_role_arn;
    let is_role = crate::arn::Arn::parse(&role).is_some_and(|arn| {
        arn.service == "iam" && arn.resource_of("role").is_some_and(|name| !name.is_empty())
    });
    if !is_role {
        return Err(invalid(&format!("Federation role ARN {role} is not valid.")));
    }
    if store.federation.is_some() {
        let message = "Lake query federation is already enabled for the event data store.";
        return Err(ApiError::new(EVENT_DATA_STORE_FEDERATION_ENABLED, message).into());
    }
    store.federation = Some(role.clone());
    store.updated = ctx.now;
    ctx.txn.put(&store);
    Ok(EnableFederationResponse {
        event_data_store_arn: Some(store.arn()),
        federation_status: Some(FederationStatus::Enabled),
        federation_role_arn: Some(role),
    })
}

/// Notes that other services may not read an event data store; it is no error if they never did.
///
/// Fails with what [`EventDataStore::find_active`] fails with.
pub fn disable_federation(
    ctx: &mut Context<'_>,
    request: DisableFederationRequest,
) -> Result<DisableFederationResponse> {
    let mut store = EventDataStore::find_active(ctx, &request.event_data_store)?;
    if store.federation.take().is_some() {
        store.updated = ctx.now;
        ctx.txn.put(&store);
    }
    Ok(DisableFederationResponse {
        event_data_store_arn: Some(store.arn()),
        federation_status: Some(FederationStatus::Disabled),
    })
}

/// Checks that no other store of the region has the store's name; one that waits for its deletion
/// still has its own.
fn check_unique(ctx: &Context<'_>, store: &EventDataStore) -> Result<()> {
    let stores = EventDataStore::of_region(&ctx.txn, &store.account, &store.home)?;
    if stores.iter().all(|other| other.name != store.name || other.id == store.id) {
        return Ok(());
    }
    let message = format!("An event data store with name {} already exists.", store.name);
    Err(ApiError::new(EVENT_DATA_STORE_ALREADY_EXISTS, message).into())
}

/// Checks that each region that a store would cover has room for it.
fn check_room(ctx: &Context<'_>, store: &EventDataStore) -> Result<()> {
    let mut stores = EventDataStore::of_account(&ctx.txn, &store.account)?;
    stores.retain(|other| other.id != store.id);
    let homes = stores.iter().map(|other| other.home.as_str()).filter(|home| store.covers(home));
    let full = std::iter::once(store.home.as_str()).chain(homes).find(|region| {
        stores.iter().filter(|other| other.covers(region)).count() >= STORES_PER_REGION
    });
    match full {
        None => Ok(()),
        Some(region) => {
            let message = format!(
                "User: {} already has {STORES_PER_REGION} event data stores in {region}.",
                store.account
            );
            Err(ApiError::new(EVENT_DATA_STORE_MAX_LIMIT_EXCEEDED, message).into())
        }
    }
}

fn wrong_status(store: &EventDataStore, wanted: &str) -> crate::error::Error {
    let message = format!(
        "Event data store {} is in state {}, and must be in state {wanted}.",
        store.arn(),
        store.status().word()
    );
    ApiError::new(INVALID_EVENT_DATA_STORE_STATUS, message).into()
}

fn invalid(message: &str) -> crate::error::Error {
    ApiError::new(INVALID_PARAMETER, message).into()
}
