//! Amazon CloudWatch: how much of what, over time.
//!
//! ```text
//! put-metric-data ----> datum ----> sample ----> series      open chunks in the store
//!                                      \-------> catalogue   which metrics there are
//!
//! retention             chunk ----> block ----> block ----> ...   sealed, ever more coarsely
//!   when: tier, held          \    rollup: rolled, exact, sketch
//!                              columns, varint                    their bytes
//!
//! get-metric-statistics --> period --> series --> statistics, extended
//! list-metrics -----------> catalogue
//! ```

pub mod block;
pub mod catalogue;
pub mod chunk;
pub mod columns;
pub mod datum;
pub mod document;
pub mod errors;
pub mod event;
pub mod exact;
pub mod extended;
pub mod fault;
pub mod held;
pub mod metric;
pub mod ops;
pub mod period;
pub mod retention;
pub mod rolled;
pub mod rollup;
pub mod sample;
pub mod series;
pub mod shapes;
pub mod sketch;
pub mod statistics;
pub mod tier;
pub mod unit;
pub mod varint;

use crate::error::Code;
use crate::operation::{Operation, Service};
use crate::operations;
use crate::store::Kind;

use shapes::{data, metrics, statistics as told};

/// The service.
pub static SERVICE: Service = Service {
    command: "cloudwatch",
    title: "Amazon CloudWatch",
    doc: "Keeps what is measured as metrics, and tells their statistics over time.",
    source: "monitoring.amazonaws.com",
    operations: OPERATIONS,
    not_emulated: NOT_EMULATED,
    chores: retention::CHORES,
    records: &[
        Kind::of::<catalogue::Entry>(),
        Kind::of::<catalogue::Numbered>(),
        Kind::of::<chunk::Chunk>(),
        Kind::only_sealed::<block::Block>(),
        Kind::of::<held::Held>(),
        Kind::of::<held::Open>(),
    ],
    invalid,
    request_in_event: event::request_in_event,
};

/// Every operation that is emulated, in the order of the names.
const OPERATIONS: &[Operation] = operations! {
    /// Tells statistics of a metric, period by period.
    GetMetricStatistics(told::GetMetricStatisticsInput) -> told::GetMetricStatisticsOutput
        = ops::statistics::get_metric_statistics, Read, Data;
    /// Lists the metrics that have had data in the last two weeks.
    ListMetrics(metrics::ListMetricsInput) -> metrics::ListMetricsOutput
        = ops::metrics::list_metrics, Read, Data,
        pager("NextToken" -> "NextToken", [Metrics, OwningAccounts]);
    /// Puts data into metrics, which come into being with their first data.
    PutMetricData(data::PutMetricDataInput) -> data::Nothing
        = ops::data::put_metric_data, Write, Data;
};

/// What AWS has and this program does not emulate yet.
const NOT_EMULATED: &[&str] = &[
    "AssociateDatasetKmsKey",
    "DeleteAlarmMuteRule",
    "DeleteAlarms",
    "DeleteAnomalyDetector",
    "DeleteDashboards",
    "DeleteInsightRules",
    "DeleteMetricStream",
    "DescribeAlarmContributors",
    "DescribeAlarmHistory",
    "DescribeAlarms",
    "DescribeAlarmsForMetric",
    "DescribeAnomalyDetectors",
    "DescribeInsightRules",
    "DisableAlarmActions",
    "DisableInsightRules",
    "DisassociateDatasetKmsKey",
    "EnableAlarmActions",
    "EnableInsightRules",
    "GetAlarmMuteRule",
    "GetDashboard",
    "GetDataset",
    "GetInsightRuleReport",
    "GetMetricData",
    "GetMetricStream",
    "GetMetricWidgetImage",
    "GetOTelEnrichment",
    "ListAlarmMuteRules",
    "ListDashboards",
    "ListManagedInsightRules",
    "ListMetricStreams",
    "ListTagsForResource",
    "PutAlarmMuteRule",
    "PutAnomalyDetector",
    "PutCompositeAlarm",
    "PutDashboard",
    "PutInsightRule",
    "PutLogAlarm",
    "PutManagedInsightRules",
    "PutMetricAlarm",
    "PutMetricStream",
    "SetAlarmState",
    "StartMetricStreams",
    "StartOTelEnrichment",
    "StopMetricStreams",
    "StopOTelEnrichment",
    "TagResource",
    "UntagResource",
];

/// The operations on metric data look at their limits themselves, and have sentences of their own.
const fn invalid(_operation: &str, _path: &str) -> Option<Code> {
    None
}
