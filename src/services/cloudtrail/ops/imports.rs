//! The operations on imports of log files into event data stores.

use crate::arn::Arn;
use crate::bucket::Bucket;
use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::page;
use crate::services::cloudtrail::errors::{
    ACCOUNT_HAS_ONGOING_IMPORT, IMPORT_NOT_FOUND, INVALID_EVENT_DATA_STORE_CATEGORY,
    INVALID_IMPORT_SOURCE, INVALID_NEXT_TOKEN, INVALID_PARAMETER,
};
use crate::services::cloudtrail::event_data_store::{EventDataStore, Group};
use crate::services::cloudtrail::import::place::Place;
use crate::services::cloudtrail::import::{Failure, Import, Ongoing, STEP};
use crate::services::cloudtrail::shapes::imports::{
    GetImportRequest, GetImportResponse, ImportFailureStatus, ImportSource, ImportStatus,
    ImportsListItem, ListImportFailuresRequest, ListImportFailuresResponse, ListImportsRequest,
    ListImportsResponse, S3ImportSource, StartImportRequest, StartImportResponse,
    StopImportRequest, StopImportResponse,
};

/// How many items a page has unless the request says fewer. AWS does not say.
const PAGE: usize = 100;

/// Starts an import, or tries one again that failed or was stopped.
///
/// Fails with, in the order in which they are checked:
///
/// - [`INVALID_PARAMETER`] if both a new import and an old one are meant, or neither, or the start lies
///   after the end;
/// - [`IMPORT_NOT_FOUND`] if there is no import of the id, [`INVALID_PARAMETER`] if it has nothing to
///   try again;
/// - what [`EventDataStore::find_active`] fails with, [`INVALID_EVENT_DATA_STORE_CATEGORY`] if the
///   store is not one of CloudTrail's events;
/// - [`INVALID_IMPORT_SOURCE`] if the place, the role or the region is none, or there is no such bucket;
/// - [`ACCOUNT_HAS_ONGOING_IMPORT`] if another one goes on.
///
/// Source: CloudTrail API Reference, "`StartImport`"; nobody has published the sentences: they are
/// ours.
pub fn start_import(
    ctx: &mut Context<'_>,
    request: StartImportRequest,
) -> Result<StartImportResponse> {
    let import = match (&request.import_id, &request.destinations, &request.import_source) {
        (Some(id), None, None) if request.start_event_time.or(request.end_event_time).is_none() => {
            let id = id.clone();
            retried(ctx, &id)?
        }
        (Some(_), ..) => {
            return Err(invalid("Specify only ImportId when you retry an import.").into());
        }
        (None, Some(destinations), Some(source)) => {
            let (destination, source) = (destinations.first().cloned(), source.s3.clone());
            new_import(ctx, &request, &destination.unwrap_or_default(), source)?
        }
        (None, ..) => {
            let message = "Specify Destinations and ImportSource for a new import, or ImportId.";
            return Err(invalid(message).into());
        }
    };
    if Ongoing::find(&ctx.txn, &import.account, &import.region)?.is_some() {
        let message = "An import is still in progress. Wait until it ends, or stop it.";
        return Err(ApiError::new(ACCOUNT_HAS_ONGOING_IMPORT, message).into());
    }
    import.keep(&mut ctx.txn, Some(ctx.now + STEP));
    Ok(StartImportResponse {
        import_id: Some(import.id.clone()),
        destinations: Some(vec![import.destination.clone()]),
        import_source: Some(import.source()),
        start_event_time: import.start,
        end_event_time: import.end,
        import_status: Some(import.status),
        created_timestamp: Some(import.created),
        updated_timestamp: Some(import.updated),
    })
}

/// Makes a new import.
fn new_import(
    ctx: &mut Context<'_>,
    request: &StartImportRequest,
    destination: &str,
    source: S3ImportSource,
) -> Result<Import> {
    if let (Some(start), Some(end)) = (request.start_event_time, request.end_event_time)
        && start > end
    {
        return Err(invalid("StartEventTime must be before or the same as EndEventTime.").into());
    }
    let store = EventDataStore::find_active(ctx, destination)?;
    if store.selectors.group() != Group::Events {
        let message = format!(
            "Event data store {} does not have the category of management or data events.",
            store.arn()
        );
        return Err(ApiError::new(INVALID_EVENT_DATA_STORE_CATEGORY, message).into());
    }
    let place = check_source(ctx, &source)?;
    if request.end_event_time.is_some_and(|end| end < store.oldest(ctx.now)) {
        ctx.extra.warnings.push(format!(
            "all events of the range are older than the {} days that the event data store keeps: none \
             will be imported",
            store.days
        ));
    }
    Ok(Import {
        id: ctx.ids.uuid(),
        account: ctx.caller.account.clone(),
        region: ctx.region.clone(),
        destination: store.arn(),
        place,
        uri: source.s3_location_uri,
        bucket_region: source.s3_bucket_region,
        role: source.s3_bucket_access_role_arn,
        start: request.start_event_time,
        end: request.end_event_time,
        status: ImportStatus::Initializing,
        created: ctx.now,
        updated: ctx.now,
        after: None,
        listed: false,
        prefixes_found: 0,
        prefixes_completed: 0,
        files: 0,
        events: 0,
        failed: 0,
        too_old: 0,
    })
}

/// Fails with [`INVALID_IMPORT_SOURCE`] if, in this order, the place is none, the role is none, there
/// is no such bucket, or it lies in another region. What the role may do is not looked at.
fn check_source(ctx: &Context<'_>, source: &S3ImportSource) -> Result<Place> {
    let fail = |message: String| Err(ApiError::new(INVALID_IMPORT_SOURCE, message).into());
    let uri = &source.s3_location_uri;
    let Some(place) = Place::parse(uri) else {
        return fail(format!("{uri} is not a valid S3 URI."));
    };
    let role = &source.s3_bucket_access_role_arn;
    let is_role = Arn::parse(role)
        .is_some_and(|arn| arn.service == "iam" && arn.resource.starts_with("role/"));
    if !is_role {
        return fail(format!("{role} is not the ARN of an IAM role."));
    }
    let Some(bucket) = Bucket::find(&ctx.txn, &place.bucket)? else {
        return fail(format!("S3 bucket {} does not exist!", place.bucket));
    };
    if bucket.region != source.s3_bucket_region {
        return fail(format!(
            "S3 bucket {} is not in the region {}.",
            place.bucket, source.s3_bucket_region
        ));
    }
    Ok(place)
}

/// Returns an import that is to be tried again: the files that failed, and those that it did not come
/// to.
fn retried(ctx: &mut Context<'_>, id: &str) -> Result<Import> {
    let mut import = find(ctx, id)?;
    if import.status == ImportStatus::Completed {
        return Err(invalid(format!("Import {id} has no failures to retry.")).into());
    }
    if import.is_ongoing() {
        return Ok(import);
    }
    let failures: Vec<Failure> = ctx.txn.scan(&Failure::of(&import.id)).collect::<Result<_>>()?;
    for failure in failures.into_iter().filter(|f| f.status == ImportFailureStatus::Failed) {
        ctx.txn.put(&Failure { status: ImportFailureStatus::Retry, ..failure });
    }
    import.status = ImportStatus::Initializing;
    import.updated = ctx.now;
    Ok(import)
}

/// Stops an import.
///
/// Fails with [`IMPORT_NOT_FOUND`], or [`INVALID_PARAMETER`] if it has ended already.
pub fn stop_import(
    ctx: &mut Context<'_>,
    request: StopImportRequest,
) -> Result<StopImportResponse> {
    let mut import = find(ctx, &request.import_id)?;
    if !import.is_ongoing() {
        let status = import.status.word();
        let message = format!("Import {} cannot be stopped: it is {status}.", import.id);
        return Err(invalid(message).into());
    }
    import.status = ImportStatus::Stopped;
    import.updated = ctx.now;
    import.keep(&mut ctx.txn, None);
    Ok(StopImportResponse {
        import_id: Some(import.id.clone()),
        import_source: Some(import.source()),
        destinations: Some(vec![import.destination.clone()]),
        import_status: Some(import.status),
        created_timestamp: Some(import.created),
        updated_timestamp: Some(import.updated),
        start_event_time: import.start,
        end_event_time: import.end,
        import_statistics: Some(import.statistics()),
    })
}

/// Returns how far an import is, and warns of events that it left out.
///
/// Fails with [`IMPORT_NOT_FOUND`].
pub fn get_import(ctx: &mut Context<'_>, request: GetImportRequest) -> Result<GetImportResponse> {
    let import = find(ctx, &request.import_id)?;
    ctx.extra.warnings.extend(import.left_out());
    let source: ImportSource = import.source();
    Ok(GetImportResponse {
        import_id: Some(import.id.clone()),
        destinations: Some(vec![import.destination.clone()]),
        import_source: Some(source),
        start_event_time: import.start,
        end_event_time: import.end,
        import_status: Some(import.status),
        created_timestamp: Some(import.created),
        updated_timestamp: Some(import.updated),
        import_statistics: Some(import.statistics()),
    })
}

/// Lists imports, the newest first.
///
/// Fails with what [`EventDataStore::find`] fails with if a destination is named, then with
/// [`INVALID_NEXT_TOKEN`].
pub fn list_imports(
    ctx: &mut Context<'_>,
    request: ListImportsRequest,
) -> Result<ListImportsResponse> {
    let store = request.destination.as_ref().map(|store| EventDataStore::find(ctx, store));
    let destination = store.transpose()?.map(|store| store.arn());
    let start = position("ListImports", request.next_token.as_deref())?;
    let mut imports = Import::of_region(&ctx.txn, &ctx.caller.account, &ctx.region)?;
    imports.retain(|import| {
        destination.as_ref().is_none_or(|arn| *arn == import.destination)
            && request.import_status.is_none_or(|status| status == import.status)
    });
    let (imports, next) = page::cut(imports, start, size(request.max_results));
    let item = |import: Import| ImportsListItem {
        import_id: Some(import.id),
        import_status: Some(import.status),
        destinations: Some(vec![import.destination]),
        created_timestamp: Some(import.created),
        updated_timestamp: Some(import.updated),
    };
    Ok(ListImportsResponse {
        imports: Some(imports.into_iter().map(item).collect()),
        next_token: next.map(|next| page::token("ListImports", &next.to_string())),
    })
}

/// Lists the files that an import could not take in, those that it could at another try too.
///
/// Fails with [`INVALID_PARAMETER`] if there is no such import, then with [`INVALID_NEXT_TOKEN`].
///
/// Source: the errors of `ListImportFailures` in the API model, among which none is for an unknown
/// import.
pub fn list_import_failures(
    ctx: &mut Context<'_>,
    request: ListImportFailuresRequest,
) -> Result<ListImportFailuresResponse> {
    let id = &request.import_id;
    if Import::find(&ctx.txn, &ctx.caller.account, &ctx.region, id)?.is_none() {
        return Err(invalid(format!("Import {id} was not found.")).into());
    }
    let operation = "ListImportFailures";
    let all = Failure::of(id);
    let after = match request.next_token.as_deref() {
        None => all.clone(),
        Some(token) => {
            let last = page::position(operation, token).ok_or_else(bad_token)?;
            all.clone().text(&last).end()
        }
    };
    let size = size(request.max_results);
    let found = ctx.txn.range::<Failure>(&after, &all.end()).take(size.saturating_add(1));
    let mut failures: Vec<Failure> = found.collect::<Result<_>>()?;
    let more = failures.len() > size;
    failures.truncate(size);
    let last = failures.last().filter(|_| more).map(|last| page::token(operation, &last.object));
    Ok(ListImportFailuresResponse {
        failures: Some(failures.into_iter().map(Failure::shape).collect()),
        next_token: last,
    })
}

fn find(ctx: &Context<'_>, id: &str) -> Result<Import> {
    let found = Import::find(&ctx.txn, &ctx.caller.account, &ctx.region, id)?;
    let message = format!("Import {id} was not found.");
    Ok(found.ok_or_else(|| ApiError::new(IMPORT_NOT_FOUND, message))?)
}

fn position(operation: &str, token: Option<&str>) -> Result<usize, ApiError> {
    let parse = |token| page::position(operation, token)?.parse().ok();
    token.map_or(Ok(0), |token| parse(token).ok_or_else(bad_token))
}

fn size(most: Option<i32>) -> usize {
    most.and_then(|most| usize::try_from(most).ok()).unwrap_or(PAGE)
}

fn bad_token() -> ApiError {
    ApiError::new(INVALID_NEXT_TOKEN, "Invalid next token.")
}

fn invalid(message: impl Into<String>) -> ApiError {
    ApiError::new(INVALID_PARAMETER, message)
}
