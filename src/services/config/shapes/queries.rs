//! Shapes of the operations on queries.

use super::tags::Tag;
use crate::schema::Limit::{Max, MaxLength, Min, MinLength};
use crate::shape;

shape! {
    /// What delete-stored-query takes.
    pub struct DeleteStoredQueryRequest {
        /// The name of the query.
        query_name: String = "QueryName" [MinLength(1), MaxLength(64)],
    }

    /// What get-stored-query takes.
    pub struct GetStoredQueryRequest {
        /// The name of the query.
        query_name: String = "QueryName" [MinLength(1), MaxLength(64)],
    }

    /// What get-stored-query answers.
    pub struct GetStoredQueryResponse {
        /// The query.
        stored_query: Option<StoredQuery> = "StoredQuery",
    }

    /// What list-stored-queries takes.
    pub struct ListStoredQueriesRequest {
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
        /// How many items a page has at most.
        max_results: Option<i32> = "MaxResults" [Min(0), Max(100)],
    }

    /// What list-stored-queries answers.
    pub struct ListStoredQueriesResponse {
        /// The queries.
        stored_query_metadata: Option<Vec<StoredQueryMetadata>> = "StoredQueryMetadata",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What put-stored-query takes.
    pub struct PutStoredQueryRequest {
        /// The query, its name and what it is for.
        stored_query: StoredQuery = "StoredQuery",
        /// Tags: keys, and a value for each.
        tags: Option<Vec<Tag>> = "Tags" [MaxLength(50)],
    }

    /// What put-stored-query answers.
    pub struct PutStoredQueryResponse {
        /// The ARN of the query.
        query_arn: Option<String> = "QueryArn" [MinLength(1), MaxLength(500)],
    }

    /// What select-aggregate-resource-config takes.
    pub struct SelectAggregateResourceConfigRequest {
        /// The query, in SQL.
        expression: String = "Expression" [MinLength(1), MaxLength(4096)],
        /// The name of the aggregator.
        configuration_aggregator_name: String =
            "ConfigurationAggregatorName" [MinLength(1), MaxLength(256)],
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(100)],
        /// How many items a page has at most.
        max_results: Option<i32> = "MaxResults" [Min(0), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What select-aggregate-resource-config answers.
    pub struct SelectAggregateResourceConfigResponse {
        /// The rows, each as JSON in text.
        results: Option<Vec<String>> = "Results",
        /// What the rows are made of.
        query_info: Option<QueryInfo> = "QueryInfo",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// A query that was kept.
    pub struct StoredQuery {
        /// Its id, which its ARN ends with.
        query_id: Option<String> = "QueryId" [MinLength(1), MaxLength(36)],
        /// The ARN of the query.
        query_arn: Option<String> = "QueryArn" [MinLength(1), MaxLength(500)],
        /// Its name.
        query_name: String = "QueryName" [MinLength(1), MaxLength(64)],
        /// What it is for.
        description: Option<String> = "Description" [MaxLength(256)],
        /// The query, in SQL.
        expression: Option<String> = "Expression" [MinLength(1), MaxLength(4096)],
    }

    /// A query in a list.
    pub struct StoredQueryMetadata {
        /// Its id, which its ARN ends with.
        query_id: String = "QueryId" [MinLength(1), MaxLength(36)],
        /// The ARN of the query.
        query_arn: String = "QueryArn" [MinLength(1), MaxLength(500)],
        /// Its name.
        query_name: String = "QueryName" [MinLength(1), MaxLength(64)],
        /// What it is for.
        description: Option<String> = "Description" [MaxLength(256)],
    }

    /// What select-resource-config takes.
    pub struct SelectResourceConfigRequest {
        /// The query, in SQL.
        expression: String = "Expression" [MinLength(1), MaxLength(4096)],
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What select-resource-config answers.
    pub struct SelectResourceConfigResponse {
        /// The rows, each as JSON in text.
        results: Option<Vec<String>> = "Results",
        /// What the rows are made of.
        query_info: Option<QueryInfo> = "QueryInfo",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What a query is made of.
    pub struct QueryInfo {
        /// What a row shows, in the order of the query.
        select_fields: Option<Vec<FieldInfo>> = "SelectFields",
    }

    /// A field of the results of a query.
    pub struct FieldInfo {
        /// The property or function.
        name: Option<String> = "Name",
    }
}
