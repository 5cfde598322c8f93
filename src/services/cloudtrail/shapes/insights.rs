//! Shapes of the operations on unusual activity.

use std::collections::BTreeMap;

use super::events::Event;
use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
    /// What get-insight-selectors takes.
    pub struct GetInsightSelectorsRequest {
        /// The name or ARN of the trail.
        trail_name: Option<String> = "TrailName",
        /// The ARN of the event data store, or the id at its end.
        event_data_store: Option<String> = "EventDataStore" [MinLength(3), MaxLength(256)],
    }

    /// What get-insight-selectors answers.
    pub struct GetInsightSelectorsResponse {
        /// The ARN of the trail.
        trail_arn: Option<String> = "TrailARN",
        /// What is looked for.
        insight_selectors: Option<Vec<InsightSelector>> = "InsightSelectors",
        /// The ARN of the event data store whose events are looked at.
        event_data_store_arn: Option<String> = "EventDataStoreArn" [MinLength(3), MaxLength(256)],
        /// The ARN of the event data store that Insights events go to.
        insights_destination: Option<String> = "InsightsDestination" [MinLength(3), MaxLength(256)],
    }

    /// What list-insights-data takes.
    pub struct ListInsightsDataRequest {
        /// The ARN of the trail.
        insight_source: String = "InsightSource" [MinLength(3), MaxLength(256)],
        /// What is listed: InsightsEvents.
        data_type: ListInsightsDataType = "DataType",
        /// Only Insights events with these attributes.
        dimensions: Option<BTreeMap<String, String>> =
            "Dimensions" [MinLength(1), MaxLength(1), Each(&[MinLength(1), MaxLength(2000)])],
        /// The beginning of the time that is looked at.
        start_time: Option<Timestamp> = "StartTime",
        /// The end of the time that is looked at.
        end_time: Option<Timestamp> = "EndTime",
        /// How many items a page has at most.
        max_results: Option<i32> = "MaxResults" [Min(1), Max(50)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken" [MinLength(4), MaxLength(1000)],
    }

    /// What list-insights-data answers.
    pub struct ListInsightsDataResponse {
        /// The events, the newest first.
        events: Option<Vec<Event>> = "Events",
        /// The token of the next page, if there is one.
        next_token: Option<String> = "NextToken" [MinLength(4), MaxLength(1000)],
    }

    /// What list-insights-metric-data takes.
    pub struct ListInsightsMetricDataRequest {
        /// The name or ARN of the trail.
        trail_name: Option<String> = "TrailName",
        /// The source of the operation's events, as in ec2.amazonaws.com.
        event_source: String = "EventSource" [MaxLength(256)],
        /// The name of the operation.
        event_name: String = "EventName" [MaxLength(128)],
        /// Whether calls or errors are counted.
        insight_type: InsightType = "InsightType",
        /// The error that is counted. Only, and always, for the rate of errors.
        error_code: Option<String> = "ErrorCode" [MaxLength(128)],
        /// The beginning of the time that is looked at.
        start_time: Option<Timestamp> = "StartTime",
        /// The end of the time that is looked at.
        end_time: Option<Timestamp> = "EndTime",
        /// How long a period is, in seconds: 60, 300 or 3600.
        period: Option<i32> = "Period" [Min(60), Max(3600)],
        /// Whether values are there for all periods, as 0 where nothing was, or only where
        /// something was.
        data_type: Option<InsightsMetricDataType> = "DataType",
        /// How many items a page has at most.
        max_results: Option<i32> = "MaxResults" [Min(1), Max(21_600)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken" [MinLength(1), MaxLength(5000)],
    }

    /// What list-insights-metric-data answers.
    pub struct ListInsightsMetricDataResponse {
        /// The ARN of the trail.
        trail_arn: Option<String> = "TrailARN",
        /// The source of the operation's events.
        event_source: Option<String> = "EventSource" [MaxLength(256)],
        /// The name of the operation.
        event_name: Option<String> = "EventName" [MaxLength(128)],
        /// Whether calls or errors are counted.
        insight_type: Option<InsightType> = "InsightType",
        /// The error that is counted.
        error_code: Option<String> = "ErrorCode" [MaxLength(128)],
        /// The beginnings of the periods.
        timestamps: Option<Vec<Timestamp>> = "Timestamps",
        /// How many there were in each of them.
        values: Option<Vec<f64>> = "Values",
        /// The token of the next page, if there is one.
        next_token: Option<String> = "NextToken" [MinLength(1), MaxLength(5000)],
    }

    /// What put-insight-selectors takes.
    pub struct PutInsightSelectorsRequest {
        /// The name or ARN of the trail.
        trail_name: Option<String> = "TrailName",
        /// The kinds of unusual activity that are looked for; none ends it.
        insight_selectors: Vec<InsightSelector> = "InsightSelectors",
        /// The ARN of the event data store, or the id at its end.
        event_data_store: Option<String> = "EventDataStore" [MinLength(3), MaxLength(256)],
        /// The ARN of the event data store that Insights events go to.
        insights_destination: Option<String> = "InsightsDestination" [MinLength(3), MaxLength(256)],
    }

    /// What put-insight-selectors answers.
    pub struct PutInsightSelectorsResponse {
        /// The ARN of the trail.
        trail_arn: Option<String> = "TrailARN",
        /// What is looked for.
        insight_selectors: Option<Vec<InsightSelector>> = "InsightSelectors",
        /// The ARN of the event data store whose events are looked at.
        event_data_store_arn: Option<String> = "EventDataStoreArn" [MinLength(3), MaxLength(256)],
        /// The ARN of the event data store that Insights events go to.
        insights_destination: Option<String> = "InsightsDestination" [MinLength(3), MaxLength(256)],
    }

    /// A kind of unusual activity that is looked for.
    pub struct InsightSelector {
        /// Calls or errors.
        insight_type: Option<InsightType> = "InsightType",
        /// Whether management events or data events are counted.
        event_categories: Option<Vec<SourceEventCategory>> = "EventCategories",
    }
}

words! {
    /// A kind of unusual activity.
    pub enum InsightType {
        /// Calls come at an unusual rate.
        ApiCallRateInsight = "ApiCallRateInsight",
        /// Errors come at an unusual rate.
        ApiErrorRateInsight = "ApiErrorRateInsight",
    }

    /// What kind of events are looked at.
    pub enum SourceEventCategory {
        /// Management events.
        Management = "Management",
        /// Data events.
        Data = "Data",
    }

    /// What kind of data is listed.
    pub enum ListInsightsDataType {
        /// Insights events.
        InsightsEvents = "InsightsEvents",
    }

    /// For which periods there are values.
    pub enum InsightsMetricDataType {
        /// For all, as 0 where nothing was.
        FillWithZeros = "FillWithZeros",
        /// For those where something was.
        NonZeroData = "NonZeroData",
    }
}
