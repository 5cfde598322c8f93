//! Shapes of the operations on queries of event data stores.

use std::collections::BTreeMap;

use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{outline, words};

outline! {
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
        query_id: String = "QueryId" [MinLength(36), MaxLength(36)],
        query_status: QueryStatus = "QueryStatus",
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
        query_id: Option<String> = "QueryId" [MinLength(36), MaxLength(36)],
        query_string: Option<String> = "QueryString" [MinLength(1), MaxLength(10_000)],
        query_status: Option<QueryStatus> = "QueryStatus",
        query_statistics: Option<QueryStatisticsForDescribeQuery> = "QueryStatistics",
        error_message: Option<String> = "ErrorMessage" [MinLength(4), MaxLength(1000)],
        delivery_s3_uri: Option<String> = "DeliveryS3Uri" [MaxLength(1024)],
        delivery_status: Option<DeliveryStatus> = "DeliveryStatus",
        prompt: Option<String> = "Prompt" [MinLength(3), MaxLength(500)],
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
        query_statement: Option<String> = "QueryStatement" [MinLength(1), MaxLength(10_000)],
        query_alias: Option<String> = "QueryAlias" [MinLength(1), MaxLength(256)],
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
        query_status: Option<QueryStatus> = "QueryStatus",
        query_statistics: Option<QueryStatistics> = "QueryStatistics",
        query_result_rows: Option<Vec<Vec<BTreeMap<String, String>>>> = "QueryResultRows",
        next_token: Option<String> = "NextToken" [MinLength(4), MaxLength(1000)],
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
        queries: Option<Vec<Query>> = "Queries",
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
        search_results: Option<Vec<SearchSampleQueriesSearchResult>> = "SearchResults",
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
        query_id: Option<String> = "QueryId" [MinLength(36), MaxLength(36)],
        event_data_store_owner_account_id: Option<String> =
            "EventDataStoreOwnerAccountId" [MinLength(12), MaxLength(16)],
    }

    /// What a query has looked at.
    pub struct QueryStatisticsForDescribeQuery {
        events_matched: Option<i64> = "EventsMatched",
        events_scanned: Option<i64> = "EventsScanned",
        bytes_scanned: Option<i64> = "BytesScanned",
        execution_time_in_millis: Option<i32> = "ExecutionTimeInMillis",
        creation_time: Option<Timestamp> = "CreationTime",
    }

    /// How much a query found.
    pub struct QueryStatistics {
        results_count: Option<i32> = "ResultsCount",
        total_results_count: Option<i32> = "TotalResultsCount",
        bytes_scanned: Option<i64> = "BytesScanned",
    }

    /// A query in a list.
    pub struct Query {
        query_id: Option<String> = "QueryId" [MinLength(36), MaxLength(36)],
        query_status: Option<QueryStatus> = "QueryStatus",
        creation_time: Option<Timestamp> = "CreationTime",
    }

    /// A sample query that was found.
    pub struct SearchSampleQueriesSearchResult {
        name: Option<String> = "Name",
        description: Option<String> = "Description",
        /// The query.
        sql: Option<String> = "SQL",
        /// How well it fits, from 0 to 1.
        relevance: Option<f64> = "Relevance",
    }
}

words! {
    /// What state a query is in.
    pub enum QueryStatus = ["QUEUED", "RUNNING", "FINISHED", "FAILED", "CANCELLED", "TIMED_OUT"];

    /// Whether results were written to a bucket.
    pub enum DeliveryStatus = [
        "SUCCESS", "FAILED", "FAILED_SIGNING_FILE", "PENDING", "RESOURCE_NOT_FOUND",
        "ACCESS_DENIED", "ACCESS_DENIED_SIGNING_FILE", "CANCELLED", "UNKNOWN",
    ];
}
