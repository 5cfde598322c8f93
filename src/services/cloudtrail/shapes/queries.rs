//! Shapes of the operations on queries of event data stores.

use std::collections::BTreeMap;

use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
    /// What cancel-query takes.
    pub struct CancelQueryRequest {
        /// The ARN of the event data store, or the id at its end.
        event_data_store: Option<String> = "EventDataStore" [MinLength(3), MaxLength(256)],
        /// The id of the query.
        query_id: String = "QueryId" [MinLength(36), MaxLength(36)],
        /// The account that the event data store belongs to.
        event_data_store_owner_account_id: Option<String> =
            "EventDataStoreOwnerAccountId" [MinLength(12), MaxLength(16)],
    }

    /// What cancel-query answers.
    pub struct CancelQueryResponse {
        /// Its id.
        query_id: String = "QueryId" [MinLength(36), MaxLength(36)],
        /// What state it is in.
        query_status: QueryStatus = "QueryStatus",
        /// The account that the event data store belongs to.
        event_data_store_owner_account_id: Option<String> =
            "EventDataStoreOwnerAccountId" [MinLength(12), MaxLength(16)],
    }

    /// What describe-query takes.
    pub struct DescribeQueryRequest {
        /// The ARN of the event data store, or the id at its end.
        event_data_store: Option<String> = "EventDataStore" [MinLength(3), MaxLength(256)],
        /// The id of the query.
        query_id: Option<String> = "QueryId" [MinLength(36), MaxLength(36)],
        /// The name of a query in the template of a dashboard.
        query_alias: Option<String> = "QueryAlias" [MinLength(1), MaxLength(256)],
        /// The id of a refresh of a dashboard.
        refresh_id: Option<String> = "RefreshId" [MinLength(10), MaxLength(20)],
        /// The account that the event data store belongs to.
        event_data_store_owner_account_id: Option<String> =
            "EventDataStoreOwnerAccountId" [MinLength(12), MaxLength(16)],
    }

    /// What describe-query answers.
    pub struct DescribeQueryResponse {
        /// Its id.
        query_id: Option<String> = "QueryId" [MinLength(36), MaxLength(36)],
        /// Its statement.
        query_string: Option<String> = "QueryString" [MinLength(1), MaxLength(10_000)],
        /// What state it is in.
        query_status: Option<QueryStatus> = "QueryStatus",
        /// What it has looked at.
        query_statistics: Option<QueryStatisticsForDescribeQuery> = "QueryStatistics",
        /// Why it failed.
        error_message: Option<String> = "ErrorMessage" [MinLength(4), MaxLength(1000)],
        /// Where its results are written to.
        delivery_s3_uri: Option<String> = "DeliveryS3Uri" [MaxLength(1024)],
        /// Whether they were.
        delivery_status: Option<DeliveryStatus> = "DeliveryStatus",
        /// The question that it was generated from.
        prompt: Option<String> = "Prompt" [MinLength(3), MaxLength(500)],
        /// The account that the event data store belongs to.
        event_data_store_owner_account_id: Option<String> =
            "EventDataStoreOwnerAccountId" [MinLength(12), MaxLength(16)],
    }

    /// What generate-query takes.
    pub struct GenerateQueryRequest {
        /// The ARNs of the event data stores that the query is about. Only one can be named.
        event_data_stores: Vec<String> =
            "EventDataStores" [MinLength(1), MaxLength(1), Each(&[MinLength(3), MaxLength(256)])],
        /// The question, in English.
        prompt: String = "Prompt" [MinLength(3), MaxLength(500)],
    }

    /// What generate-query answers.
    pub struct GenerateQueryResponse {
        /// The query, in SQL.
        query_statement: Option<String> = "QueryStatement" [MinLength(1), MaxLength(10_000)],
        /// A name that start-query takes in place of the statement.
        query_alias: Option<String> = "QueryAlias" [MinLength(1), MaxLength(256)],
        /// The account that the event data store belongs to.
        event_data_store_owner_account_id: Option<String> =
            "EventDataStoreOwnerAccountId" [MinLength(12), MaxLength(16)],
    }

    /// What get-query-results takes.
    pub struct GetQueryResultsRequest {
        /// The ARN of the event data store, or the id at its end.
        event_data_store: Option<String> = "EventDataStore" [MinLength(3), MaxLength(256)],
        /// The id of the query.
        query_id: String = "QueryId" [MinLength(36), MaxLength(36)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken" [MinLength(4), MaxLength(1000)],
        /// How many rows a page has at most.
        max_query_results: Option<i32> = "MaxQueryResults" [Min(1), Max(1000)],
        /// The account that the event data store belongs to.
        event_data_store_owner_account_id: Option<String> =
            "EventDataStoreOwnerAccountId" [MinLength(12), MaxLength(16)],
    }

    /// What get-query-results answers.
    pub struct GetQueryResultsResponse {
        /// What state it is in.
        query_status: Option<QueryStatus> = "QueryStatus",
        /// What it has looked at.
        query_statistics: Option<QueryStatistics> = "QueryStatistics",
        /// The rows; each is a list of its columns.
        query_result_rows: Option<Vec<Vec<BTreeMap<String, String>>>> = "QueryResultRows",
        /// The token of the next page.
        next_token: Option<String> = "NextToken" [MinLength(4), MaxLength(1000)],
        /// Why it failed.
        error_message: Option<String> = "ErrorMessage" [MinLength(4), MaxLength(1000)],
    }

    /// What list-queries takes.
    pub struct ListQueriesRequest {
        /// The ARN of the event data store, or the id at its end.
        event_data_store: String = "EventDataStore" [MinLength(3), MaxLength(256)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken" [MinLength(4), MaxLength(1000)],
        /// How many items a page has at most.
        max_results: Option<i32> = "MaxResults" [Min(1), Max(1000)],
        /// The beginning of the time that is looked at.
        start_time: Option<Timestamp> = "StartTime",
        /// The end of the time that is looked at.
        end_time: Option<Timestamp> = "EndTime",
        /// Only queries of this state.
        query_status: Option<QueryStatus> = "QueryStatus",
    }

    /// What list-queries answers.
    pub struct ListQueriesResponse {
        /// The queries.
        queries: Option<Vec<Query>> = "Queries",
        /// The token of the next page.
        next_token: Option<String> = "NextToken" [MinLength(4), MaxLength(1000)],
    }

    /// What search-sample-queries takes.
    pub struct SearchSampleQueriesRequest {
        /// What to search for, in English.
        search_phrase: String = "SearchPhrase" [MinLength(2), MaxLength(1000)],
        /// How many items a page has at most.
        max_results: Option<i32> = "MaxResults" [Min(1), Max(50)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken" [MinLength(4), MaxLength(1000)],
    }

    /// What search-sample-queries answers.
    pub struct SearchSampleQueriesResponse {
        /// The sample queries that were found.
        search_results: Option<Vec<SearchSampleQueriesSearchResult>> = "SearchResults",
        /// The token of the next page.
        next_token: Option<String> = "NextToken" [MinLength(4), MaxLength(1000)],
    }

    /// What start-query takes.
    pub struct StartQueryRequest {
        /// The query, in SQL.
        query_statement: Option<String> = "QueryStatement" [MinLength(1), MaxLength(10_000)],
        /// The place in a bucket that the results are written to, as in s3://BUCKET/PREFIX.
        delivery_s3_uri: Option<String> = "DeliveryS3Uri" [MaxLength(1024)],
        /// The name of a query in the template of a dashboard.
        query_alias: Option<String> = "QueryAlias" [MinLength(1), MaxLength(256)],
        /// The values of the query's parameters, in order.
        query_parameters: Option<Vec<String>> =
            "QueryParameters" [MinLength(1), MaxLength(10), Each(&[MinLength(1), MaxLength(1024)])],
        /// The account that the event data store belongs to.
        event_data_store_owner_account_id: Option<String> =
            "EventDataStoreOwnerAccountId" [MinLength(12), MaxLength(16)],
    }

    /// What start-query answers.
    pub struct StartQueryResponse {
        /// Its id.
        query_id: Option<String> = "QueryId" [MinLength(36), MaxLength(36)],
        /// The account that the event data store belongs to.
        event_data_store_owner_account_id: Option<String> =
            "EventDataStoreOwnerAccountId" [MinLength(12), MaxLength(16)],
    }

    /// What a query has looked at.
    pub struct QueryStatisticsForDescribeQuery {
        /// How many events fulfil its conditions.
        events_matched: Option<i64> = "EventsMatched",
        /// How many events it looked at.
        events_scanned: Option<i64> = "EventsScanned",
        /// How many bytes these have.
        bytes_scanned: Option<i64> = "BytesScanned",
        /// How long it took, in milliseconds.
        execution_time_in_millis: Option<i32> = "ExecutionTimeInMillis",
        /// When it was started.
        creation_time: Option<Timestamp> = "CreationTime",
    }

    /// How much a query found.
    pub struct QueryStatistics {
        /// How many rows this page has.
        results_count: Option<i32> = "ResultsCount",
        /// How many rows there are.
        total_results_count: Option<i32> = "TotalResultsCount",
        /// How many bytes these have.
        bytes_scanned: Option<i64> = "BytesScanned",
    }

    /// A query in a list.
    pub struct Query {
        /// Its id.
        query_id: Option<String> = "QueryId" [MinLength(36), MaxLength(36)],
        /// What state it is in.
        query_status: Option<QueryStatus> = "QueryStatus",
        /// When it was started.
        creation_time: Option<Timestamp> = "CreationTime",
    }

    /// A sample query that was found.
    pub struct SearchSampleQueriesSearchResult {
        /// Its title.
        name: Option<String> = "Name",
        /// What it finds.
        description: Option<String> = "Description",
        /// The query.
        sql: Option<String> = "SQL",
        /// How well it fits, from 0 to 1.
        relevance: Option<f64> = "Relevance",
    }
}

words! {
    /// What state a query is in.
    pub enum QueryStatus {
        /// It waits.
        Queued = "QUEUED",
        /// It runs.
        Running = "RUNNING",
        /// Its result is there.
        Finished = "FINISHED",
        /// It failed.
        Failed = "FAILED",
        /// It was stopped before it ran.
        Cancelled = "CANCELLED",
        /// It took too long.
        TimedOut = "TIMED_OUT",
    }

    /// Whether results were written to a bucket.
    pub enum DeliveryStatus {
        /// They are there.
        Success = "SUCCESS",
        /// They could not be written.
        Failed = "FAILED",
        /// The signed file could not be written.
        FailedSigningFile = "FAILED_SIGNING_FILE",
        /// They are yet to be written.
        Pending = "PENDING",
        /// The bucket is gone.
        ResourceNotFound = "RESOURCE_NOT_FOUND",
        /// The bucket refuses them.
        AccessDenied = "ACCESS_DENIED",
        /// The bucket refuses the signed file.
        AccessDeniedSigningFile = "ACCESS_DENIED_SIGNING_FILE",
        /// There is no result.
        Cancelled = "CANCELLED",
        /// Nobody knows.
        Unknown = "UNKNOWN",
    }
}
