//! The operations on queries of event data stores.

use crate::bucket::Bucket;
use crate::context::Context;
use crate::error::{ApiError, Error, Result};
use crate::page;
use crate::services::cloudtrail::errors::{
    EVENT_DATA_STORE_NOT_FOUND, GENERATE_RESPONSE, INACTIVE_EVENT_DATA_STORE, INACTIVE_QUERY,
    INSUFFICIENT_S3_BUCKET_POLICY, INVALID_DATE_RANGE, INVALID_NEXT_TOKEN, INVALID_PARAMETER,
    INVALID_QUERY_STATEMENT, INVALID_S3_BUCKET_NAME, INVALID_S3_PREFIX, MAX_CONCURRENT_QUERIES,
    QUERY_ID_NOT_FOUND, S3_BUCKET_DOES_NOT_EXIST,
};
use crate::services::cloudtrail::event_data_store::EventDataStore;
use crate::services::cloudtrail::lake::delivery::{PREFIX_LENGTH, Place, accepts};
use crate::services::cloudtrail::lake::query::{CONCURRENT, Query, planned};
use crate::services::cloudtrail::lake::samples::{Sample, search};
use crate::services::cloudtrail::shapes::queries::{
    CancelQueryRequest, CancelQueryResponse, DeliveryStatus, DescribeQueryRequest,
    DescribeQueryResponse, GenerateQueryRequest, GenerateQueryResponse, GetQueryResultsRequest,
    GetQueryResultsResponse, ListQueriesRequest, ListQueriesResponse, Query as Listed,
    QueryStatistics, QueryStatisticsForDescribeQuery, QueryStatus, SearchSampleQueriesRequest,
    SearchSampleQueriesResponse, SearchSampleQueriesSearchResult, StartQueryRequest,
    StartQueryResponse,
};

/// How many rows a page of results has at most, and unless the request says fewer.
///
/// Source: the limit of `MaxQueryResults` in the CloudTrail API model.
const ROWS: usize = 1_000;

/// How many queries a page of `list-queries` has unless the request says fewer. AWS does not say.
const QUERIES: usize = 1_000;

/// How long an alias is at most.
///
/// Source: the limit of `QueryAlias` in the CloudTrail API model.
const ALIAS_LENGTH: usize = 256;

/// How well a sample must fit a question to be its answer.
const FITS: f64 = 0.5;

/// Starts a query; it runs when somebody looks at it, or a second later.
///
/// Fails with, in the order in which they are checked:
///
/// - [`INVALID_PARAMETER`] unless there is either a statement or an alias, or if the alias is unknown
///   or takes other parameters;
/// - [`EVENT_DATA_STORE_NOT_FOUND`] or [`INACTIVE_EVENT_DATA_STORE`] if the statement names a store
///   that there is not, or that is about to be deleted;
/// - [`INVALID_QUERY_STATEMENT`], with the place, if the statement cannot be understood;
/// - what `check_place` fails with;
/// - [`MAX_CONCURRENT_QUERIES`] if ten others wait.
pub fn start_query(
    ctx: &mut Context<'_>,
    request: StartQueryRequest,
) -> Result<StartQueryResponse> {
    check_owner(ctx, request.event_data_store_owner_account_id.as_deref())?;
    let statement = statement_of(&request)?;
    let stores = EventDataStore::of_region(&ctx.txn, &ctx.caller.account, &ctx.region)?;
    let plan = planned(&statement, &stores, ctx.now).map_err(|problem| match &problem.store {
        Some(store) => not_found(store),
        None => ApiError::new(INVALID_QUERY_STATEMENT, problem.told(&statement)),
    })?;
    let mut named: Vec<String> = Vec::new();
    for scan in &plan.scans {
        let store = stores.iter().find(|store| store.id == scan.store);
        if let Some(store) = store.filter(|store| store.deleted.is_some()) {
            return Err(inactive(store));
        }
        if !named.contains(&scan.store) {
            named.push(scan.store.clone());
        }
    }
    if let Some(uri) = &request.delivery_s3_uri {
        check_place(ctx, uri, named.first().map_or("", String::as_str))?;
    }
    let others = Query::of_region(&ctx.txn, &ctx.caller.account, &ctx.region)?;
    if others.iter().filter(|query| query.waits()).count() >= CONCURRENT {
        let message =
            format!("You are already running the maximum number of {CONCURRENT} queries.");
        return Err(ApiError::new(MAX_CONCURRENT_QUERIES, message).into());
    }
    let query = Query {
        id: ctx.ids.uuid(),
        account: ctx.caller.account.clone(),
        region: ctx.region.clone(),
        stores: named,
        statement,
        created: ctx.now,
        status: QueryStatus::Queued,
        error: None,
        columns: Vec::new(),
        rows: 0,
        matched: 0,
        scanned: 0,
        bytes: 0,
        millis: 0,
        alias: request.query_alias,
        refresh: None,
        delivery: request.delivery_s3_uri.as_ref().map(|_| DeliveryStatus::Pending),
        delivery_uri: request.delivery_s3_uri,
        first: Vec::new(),
    };
    ctx.txn.put(&query);
    Ok(StartQueryResponse { query_id: Some(query.id), event_data_store_owner_account_id: None })
}

/// Shows a query, and runs it if it waits.
///
/// Fails with what `find` fails with, or with [`INVALID_PARAMETER`] if the request names neither a
/// query nor an alias.
pub fn describe_query(
    ctx: &mut Context<'_>,
    request: DescribeQueryRequest,
) -> Result<DescribeQueryResponse> {
    let owner = request.event_data_store_owner_account_id.as_deref();
    let query = match (&request.query_id, &request.query_alias) {
        (Some(id), None) => find(ctx, request.event_data_store.as_deref(), id, owner)?,
        (None, Some(alias)) => {
            let queries = Query::of_region(&ctx.txn, &ctx.caller.account, &ctx.region)?;
            let refresh = request.refresh_id.as_ref();
            let of_alias = queries.into_iter().filter(|query| {
                query.alias.as_ref() == Some(alias)
                    && refresh.is_none_or(|id| query.refresh.as_ref() == Some(id))
            });
            let newest = of_alias.max_by(|a, b| (a.created, &a.id).cmp(&(b.created, &b.id)));
            let id = newest.ok_or_else(|| unknown_query(alias))?.id;
            find(ctx, request.event_data_store.as_deref(), &id, owner)?
        }
        _ => return Err(invalid("You must specify either QueryId or QueryAlias.")),
    };
    let query = query.settle(ctx)?;
    let done = query.status == QueryStatus::Finished;
    let millis = i32::try_from(query.millis).unwrap_or(i32::MAX);
    Ok(DescribeQueryResponse {
        query_statistics: Some(QueryStatisticsForDescribeQuery {
            events_matched: done.then_some(query.matched),
            events_scanned: done.then_some(query.scanned),
            bytes_scanned: done.then_some(query.bytes),
            execution_time_in_millis: done.then_some(millis),
            creation_time: Some(query.created),
        }),
        query_id: Some(query.id),
        query_string: Some(query.statement),
        query_status: Some(query.status),
        error_message: query.error,
        delivery_s3_uri: query.delivery_uri,
        delivery_status: query.delivery,
        prompt: None,
        event_data_store_owner_account_id: None,
    })
}

/// Shows the rows that a query found, page by page, and runs it if it waits. A value is a text; one
/// that is not there is an empty one.
///
/// Fails with what `find` fails with, then with [`INVALID_NEXT_TOKEN`] if the token is not one of this
/// query.
pub fn get_query_results(
    ctx: &mut Context<'_>,
    request: GetQueryResultsRequest,
) -> Result<GetQueryResultsResponse> {
    const NAME: &str = "GetQueryResults";
    let owner = request.event_data_store_owner_account_id.as_deref();
    let query = find(ctx, request.event_data_store.as_deref(), &request.query_id, owner)?;
    let from = match &request.next_token {
        None => 0,
        Some(token) => page::position(NAME, token)
            .and_then(|position| {
                let (id, from) = position.split_once(' ')?;
                (id == query.id).then(|| from.parse::<u64>().ok()).flatten()
            })
            .ok_or_else(|| ApiError::new(INVALID_NEXT_TOKEN, "Invalid next token."))?,
    };
    let waited = query.waits();
    let query = query.settle(ctx)?;
    let size = request.max_query_results.and_then(|most| usize::try_from(most).ok());
    let size = size.unwrap_or(ROWS);
    // What this very call has sealed can be read once it is committed.
    let rows =
        if waited { query.first_rows(size) } else { query.rows_from(&ctx.txn, from, size)? };
    let row = |cells: Vec<String>| {
        let pair = |(name, cell): (&String, String)| [(name.clone(), cell)].into();
        query.columns.iter().zip(cells).map(pair).collect()
    };
    let count = i32::try_from(rows.len()).unwrap_or(i32::MAX);
    let next = from + rows.len() as u64;
    let more = next < query.rows && count > 0;
    let done = query.status == QueryStatus::Finished;
    Ok(GetQueryResultsResponse {
        query_status: Some(query.status),
        query_statistics: done.then(|| QueryStatistics {
            results_count: Some(count),
            total_results_count: Some(i32::try_from(query.rows).unwrap_or(i32::MAX)),
            bytes_scanned: Some(query.bytes),
        }),
        query_result_rows: done.then(|| rows.into_iter().map(row).collect()),
        next_token: more.then(|| page::token(NAME, &format!("{} {next}", query.id))),
        error_message: query.error.clone(),
    })
}

/// Stops a query that waits.
///
/// Fails with what `find` fails with, then with [`INACTIVE_QUERY`] if it is over.
pub fn cancel_query(
    ctx: &mut Context<'_>,
    request: CancelQueryRequest,
) -> Result<CancelQueryResponse> {
    let owner = request.event_data_store_owner_account_id.as_deref();
    let mut query = find(ctx, request.event_data_store.as_deref(), &request.query_id, owner)?;
    if !query.waits() {
        let message = format!(
            "Query {} cannot be canceled because it is in state {}.",
            query.id,
            query.status.word()
        );
        return Err(ApiError::new(INACTIVE_QUERY, message).into());
    }
    query.status = QueryStatus::Cancelled;
    query.delivery = query.delivery.map(|_| DeliveryStatus::Cancelled);
    ctx.txn.put(&query);
    Ok(CancelQueryResponse {
        query_id: query.id,
        query_status: query.status,
        event_data_store_owner_account_id: None,
    })
}

/// Lists the queries of an event data store in the last seven days, the newest first.
///
/// Fails with, in the order in which they are checked:
///
/// - what [`EventDataStore::find_active`] fails with;
/// - [`INVALID_DATE_RANGE`] if the start lies after the end;
/// - [`INVALID_NEXT_TOKEN`] if the token is not one of this operation.
pub fn list_queries(
    ctx: &mut Context<'_>,
    request: ListQueriesRequest,
) -> Result<ListQueriesResponse> {
    const NAME: &str = "ListQueries";
    let store = EventDataStore::find_active(ctx, &request.event_data_store)?;
    if let (Some(start), Some(end)) = (request.start_time, request.end_time)
        && start > end
    {
        let message = "The start time must be before the end time.";
        return Err(ApiError::new(INVALID_DATE_RANGE, message).into());
    }
    let from = number(NAME, request.next_token.as_deref())?;
    let mut queries = Query::of_region(&ctx.txn, &ctx.caller.account, &ctx.region)?;
    queries.retain(|query| {
        query.stores.contains(&store.id)
            && request.query_status.is_none_or(|status| status == query.status)
            && request.start_time.is_none_or(|start| start <= query.created)
            && request.end_time.is_none_or(|end| query.created <= end)
    });
    queries.sort_by(|a, b| (b.created, &b.id).cmp(&(a.created, &a.id)));
    let size = request.max_results.and_then(|most| usize::try_from(most).ok()).unwrap_or(QUERIES);
    let (queries, next) = page::cut(queries, from, size);
    let listed = |query: Query| Listed {
        query_id: Some(query.id),
        query_status: Some(query.status),
        creation_time: Some(query.created),
    };
    Ok(ListQueriesResponse {
        queries: Some(queries.into_iter().map(listed).collect()),
        next_token: next.map(|next| page::token(NAME, &next.to_string())),
    })
}

/// Answers a question with the sample query that fits it, whose statement runs as it stands.
///
/// Fails with what [`EventDataStore::find_active`] fails with, then with [`GENERATE_RESPONSE`] if no
/// sample fits.
pub fn generate_query(
    ctx: &mut Context<'_>,
    request: GenerateQueryRequest,
) -> Result<GenerateQueryResponse> {
    let name = request.event_data_stores.first().map_or("", String::as_str);
    let store = EventDataStore::find_active(ctx, name)?;
    let best = search(&request.prompt).into_iter().next().filter(|(_, fit)| *fit >= FITS);
    let Some((sample, _)) = best else {
        ctx.extra.warnings.push(
            "generate-query finds prepared questions by their words, and writes none itself: \
             'cloudtrail search-sample-queries' lists them"
                .to_owned(),
        );
        let message = "A valid query could not be generated for the provided prompt.";
        return Err(ApiError::new(GENERATE_RESPONSE, message).into());
    };
    let asked = sample.asked(&request.prompt);
    let statement = match &asked {
        // One that is asked about is the one that there is.
        Some(value) => sample.statement(&store.id, std::slice::from_ref(value)).unwrap_or_default(),
        None => sample.example(&store.id),
    };
    if let (Some(parameter), None) = (sample.parameter(), &asked) {
        ctx.extra.warnings.push(format!(
            "'{}' stands in the statement as an example, because the prompt does not name one",
            parameter.example
        ));
    }
    // The alias stands for the same statement: what is asked about belongs to it.
    let about = asked.map(|value| format!(":{value}")).unwrap_or_default();
    let alias = format!("{}:{}{about}", sample.alias, store.id);
    Ok(GenerateQueryResponse {
        query_statement: Some(statement),
        query_alias: Some(alias).filter(|alias| alias.len() <= ALIAS_LENGTH),
        event_data_store_owner_account_id: None,
    })
}

/// Searches the sample queries, the best first.
///
/// Fails with [`INVALID_PARAMETER`] if the token is not one of this operation.
pub fn search_sample_queries(
    _ctx: &mut Context<'_>,
    request: SearchSampleQueriesRequest,
) -> Result<SearchSampleQueriesResponse> {
    const NAME: &str = "SearchSampleQueries";
    let from = match &request.next_token {
        None => 0,
        Some(token) => page::position(NAME, token)
            .and_then(|position| position.parse().ok())
            .ok_or_else(|| invalid("Invalid next token."))?,
    };
    let size = request.max_results.and_then(|most| usize::try_from(most).ok()).unwrap_or(10);
    let (found, next) = page::cut(search(&request.search_phrase), from, size);
    let result = |(sample, fit): (&Sample, f64)| SearchSampleQueriesSearchResult {
        name: Some(sample.name.to_owned()),
        description: Some(sample.description.to_owned()),
        sql: Some(sample.example("$EDS_ID")),
        relevance: Some(fit),
    };
    Ok(SearchSampleQueriesResponse {
        search_results: Some(found.into_iter().map(result).collect()),
        next_token: next.map(|next| page::token(NAME, &next.to_string())),
    })
}

/// Returns the statement that a request has, or that its alias stands for: `NAME` with the id of an
/// event data store as its first parameter, or `NAME:ID` or `NAME:ID:PARAMETER`, as `generate-query`
/// gives it.
fn statement_of(request: &StartQueryRequest) -> Result<String> {
    let parameters = request.query_parameters.as_deref().unwrap_or_default();
    match (&request.query_statement, &request.query_alias) {
        (Some(statement), None) if parameters.is_empty() => Ok(statement.clone()),
        (Some(_), None) => Err(invalid("QueryParameters can only be specified with QueryAlias.")),
        (None, Some(alias)) => {
            let generated = alias.split_once(':');
            let (name, store, rest) = match (generated, parameters.split_first()) {
                (Some((name, store)), _) => (name, store, parameters),
                (None, Some((store, rest))) => (alias.as_str(), store.as_str(), rest),
                (None, None) => {
                    return Err(invalid(
                        "The first of QueryParameters must be the id of an event data store.",
                    ));
                }
            };
            let sample = Sample::of(name);
            let sample = sample.ok_or_else(|| invalid(&format!("Unknown query alias: {name}")))?;
            if generated.is_some() && parameters.is_empty() {
                let Some((store, value)) = store.split_once(':') else {
                    return Ok(sample.example(store));
                };
                if let Ok(statement) = sample.statement(store, &[value.to_owned()]) {
                    return Ok(statement);
                }
            }
            sample.statement(store, rest).map_err(|count| {
                let count = count + parameters.len() - rest.len();
                invalid(&format!("Query alias {alias} takes {count} parameters."))
            })
        }
        _ => Err(invalid("You must specify either QueryStatement or QueryAlias.")),
    }
}

/// Checks where results are to be delivered to.
///
/// Fails with, in the order in which they are checked: [`INVALID_PARAMETER`], [`INVALID_S3_PREFIX`],
/// [`INVALID_S3_BUCKET_NAME`], [`S3_BUCKET_DOES_NOT_EXIST`], [`INSUFFICIENT_S3_BUCKET_POLICY`].
fn check_place(ctx: &mut Context<'_>, uri: &str, store: &str) -> Result<()> {
    let fail = |code, message: String| Err(ApiError::new(code, message).into());
    let Some(place) = Place::parse(uri) else {
        return fail(INVALID_PARAMETER, format!("DeliveryS3Uri {uri} is not valid."));
    };
    if place.prefix.chars().count() > PREFIX_LENGTH {
        let message = format!("S3 prefix is longer than maximum length: {PREFIX_LENGTH}");
        return fail(INVALID_S3_PREFIX, message);
    }
    if let Err(rule) = crate::bucket::name::check(&place.bucket) {
        return fail(INVALID_S3_BUCKET_NAME, rule.sentence());
    }
    let Some(bucket) = Bucket::find(&ctx.txn, &place.bucket)? else {
        let message = format!("S3 bucket {} does not exist!", place.bucket);
        return fail(S3_BUCKET_DOES_NOT_EXIST, message);
    };
    if !accepts(&bucket, &place, &ctx.caller.account, &ctx.region, store) {
        ctx.extra.warnings.push(format!(
            "the bucket's policy must let cloudtrail.amazonaws.com do s3:PutObject on \
             arn:aws:s3:::{0}/* and s3:GetBucketAcl on arn:aws:s3:::{0}",
            place.bucket
        ));
        let message =
            format!("Incorrect S3 bucket policy is detected for bucket: {}", place.bucket);
        return fail(INSUFFICIENT_S3_BUCKET_POLICY, message);
    }
    Ok(())
}

/// Returns the caller's query of an id.
///
/// Fails with, in the order in which they are checked: what [`EventDataStore::find`] fails with if the
/// request names a store; [`QUERY_ID_NOT_FOUND`]; [`INACTIVE_EVENT_DATA_STORE`] if a store that the
/// query reads is about to be deleted.
fn find(ctx: &Context<'_>, store: Option<&str>, id: &str, owner: Option<&str>) -> Result<Query> {
    check_owner(ctx, owner)?;
    let store = store.map(|store| EventDataStore::find(ctx, store)).transpose()?;
    let query = Query::find(ctx, id)?;
    let query =
        query.filter(|query| store.as_ref().is_none_or(|store| query.stores.contains(&store.id)));
    let query = query.ok_or_else(|| unknown_query(id))?;
    let stores = EventDataStore::of_region(&ctx.txn, &ctx.caller.account, &ctx.region)?;
    let gone = stores.iter().find(|s| s.deleted.is_some() && query.stores.contains(&s.id));
    match gone {
        Some(store) => Err(inactive(store)),
        None => Ok(query),
    }
}

/// Checks that the stores that are meant are the caller's.
fn check_owner(ctx: &Context<'_>, owner: Option<&str>) -> Result<()> {
    match owner.filter(|owner| *owner != ctx.caller.account) {
        Some(owner) => Err(not_found(&format!("of account {owner}")).into()),
        None => Ok(()),
    }
}

fn number(operation: &str, token: Option<&str>) -> Result<usize, ApiError> {
    match token {
        None => Ok(0),
        Some(token) => page::position(operation, token)
            .and_then(|position| position.parse().ok())
            .ok_or_else(|| ApiError::new(INVALID_NEXT_TOKEN, "Invalid next token.")),
    }
}

fn inactive(store: &EventDataStore) -> Error {
    let message = format!("Event data store {} is in state PENDING_DELETION.", store.arn());
    ApiError::new(INACTIVE_EVENT_DATA_STORE, message).into()
}

fn not_found(store: &str) -> ApiError {
    ApiError::new(EVENT_DATA_STORE_NOT_FOUND, format!("Event data store {store} was not found."))
}

fn unknown_query(id: &str) -> Error {
    ApiError::new(QUERY_ID_NOT_FOUND, format!("Query {id} was not found.")).into()
}

fn invalid(message: &str) -> Error {
    ApiError::new(INVALID_PARAMETER, message).into()
}
