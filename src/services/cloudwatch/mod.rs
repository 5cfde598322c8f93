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

pub mod alarm;
pub mod anomaly;
pub mod asked;
pub mod block;
pub mod catalogue;
pub mod chunk;
pub mod columns;
pub mod dashboard;
pub mod dataset;
pub mod datum;
pub mod document;
pub mod enrichment;
pub mod entity;
pub mod errors;
pub mod event;
pub mod exact;
pub mod extended;
pub mod fault;
pub mod held;
pub mod insight_rule;
pub mod insights;
pub mod label;
pub mod math;
pub mod metric;
pub mod ops;
pub mod period;
pub mod queries;
pub mod retention;
pub mod rolled;
pub mod rollup;
pub mod sample;
pub mod series;
pub mod shapes;
pub mod simulated;
pub mod sketch;
pub mod stat;
pub mod statistics;
pub mod stored;
pub mod stream;
pub mod tier;
pub mod unit;
pub mod widget;

use crate::error::Code;
use crate::operation::{Answer, Chore, Meaning, Operation, Service, Waiter};
use crate::operations;
use crate::store::Kind;

use alarm::shown;
use shapes::{
    alarm_history, alarm_mute_rules, alarms, anomaly_detectors, composite_alarms, dashboards, data,
    datasets, insight_rules, log_alarms, metric_data, metric_streams, metrics, otel,
    statistics as told, tags,
};

/// The service.
pub static SERVICE: Service = Service {
    command: "cloudwatch",
    title: "Amazon CloudWatch",
    doc: "Keeps what is measured as metrics, and tells their statistics over time.",
    source: "monitoring.amazonaws.com",
    operations: OPERATIONS,
    waiters: WAITERS,
    undeclared: &[],
    chores: CHORES,
    records: &[
        Kind::of::<catalogue::Entry>(),
        Kind::of::<catalogue::Numbered>(),
        Kind::of::<chunk::Chunk>(),
        Kind::only_sealed::<block::Block>(),
        Kind::of::<held::Held>(),
        Kind::of::<held::Open>(),
        Kind::of::<dataset::Dataset>(),
        Kind::of::<enrichment::Enrichment>(),
        Kind::of::<insight_rule::Rule>(),
        Kind::of::<stream::Stream>(),
        Kind::of::<stream::waiting::Waiting>(),
        Kind::of::<alarm::Alarm>(),
        Kind::of::<alarm::notes::Due>(),
        Kind::of::<alarm::notes::On>(),
        Kind::of::<alarm::notes::OnRule>(),
        Kind::of::<alarm::notes::Asks>(),
        Kind::of::<alarm::contributor::Contributor>(),
        Kind::of::<dashboard::Dashboard>(),
        Kind::of::<dashboard::Part>(),
        Kind::of::<alarm::link::Link>(),
        Kind::of::<alarm::mute::MuteRule>(),
        Kind::of::<alarm::mute::Target>(),
        Kind::of::<alarm::mute::Unmute>(),
        Kind::sealed::<alarm::history::Past>(),
        Kind::of::<anomaly::Detector>(),
        Kind::recounted::<alarm::history::Counted>(alarm::history::recount),
        Kind::of::<simulated::Source>(),
        Kind::of::<simulated::Due>(),
    ],
    invalid,
    request_in_event: event::request_in_event,
};

/// Every operation, in the order of the names.
const OPERATIONS: &[Operation] = operations! {
    /// Encrypts a dataset with a KMS key of the account.
    AssociateDatasetKmsKey(datasets::AssociateDatasetKmsKeyInput) -> data::Nothing
        = ops::datasets::associate_dataset_kms_key, Write, Management;
    /// Deletes an alarm mute rule.
    DeleteAlarmMuteRule(alarm_mute_rules::DeleteAlarmMuteRuleInput) -> data::Nothing
        = ops::alarm_mute_rules::delete_alarm_mute_rule, Write, Management;
    /// Deletes alarms, at most one of them composite.
    DeleteAlarms(alarms::DeleteAlarmsInput) -> data::Nothing = ops::alarms::delete_alarms, Write, Management;
    /// Deletes an anomaly detector.
    DeleteAnomalyDetector(anomaly_detectors::DeleteAnomalyDetectorInput) -> data::Nothing
        = ops::anomaly_detectors::delete_anomaly_detector, Write, Management;
    /// Deletes dashboards; if one is not there, none is deleted.
    DeleteDashboards(dashboards::DeleteDashboardsInput) -> data::Nothing
        = ops::dashboards::delete_dashboards, Write, Management;
    /// Deletes Contributor Insights rules.
    DeleteInsightRules(insight_rules::DeleteInsightRulesInput)
        -> insight_rules::DeleteInsightRulesOutput
        = ops::insight_rules::delete_insight_rules, Write, Management;
    /// Deletes a metric stream.
    DeleteMetricStream(metric_streams::DeleteMetricStreamInput) -> data::Nothing
        = ops::metric_streams::delete_metric_stream, Write, Management;
    /// Lists what keeps an alarm in its state, where it watches several time series.
    DescribeAlarmContributors(alarm_history::DescribeAlarmContributorsInput)
        -> alarm_history::DescribeAlarmContributorsOutput
        = ops::log_alarms::describe_alarm_contributors, Read, Management;
    /// Tells how alarms and their states changed, the newest first.
    DescribeAlarmHistory(alarm_history::DescribeAlarmHistoryInput)
        -> alarm_history::DescribeAlarmHistoryOutput
        = ops::alarm_history::describe_alarm_history, Read, Management,
        pager("NextToken" -> "NextToken", limit "MaxRecords", [AlarmHistoryItems]);
    /// Shows alarms: their settings and their state.
    DescribeAlarms(alarms::DescribeAlarmsInput) -> shown::DescribeAlarmsOutput
        = ops::alarms::describe_alarms, Read, Management,
        pager("NextToken" -> "NextToken", limit "MaxRecords",
            [MetricAlarms, CompositeAlarms, LogAlarms]);
    /// Shows the alarms on a metric.
    DescribeAlarmsForMetric(alarms::DescribeAlarmsForMetricInput)
        -> shown::DescribeAlarmsForMetricOutput
        = ops::alarms::describe_alarms_for_metric, Read, Management;
    /// Lists the anomaly detectors.
    DescribeAnomalyDetectors(anomaly_detectors::DescribeAnomalyDetectorsInput)
        -> anomaly_detectors::DescribeAnomalyDetectorsOutput
        = ops::anomaly_detectors::describe_anomaly_detectors, Read, Management,
        pager("NextToken" -> "NextToken", limit "MaxResults", [AnomalyDetectors]);
    /// Lists the Contributor Insights rules.
    DescribeInsightRules(insight_rules::DescribeInsightRulesInput)
        -> insight_rules::DescribeInsightRulesOutput
        = ops::insight_rules::describe_insight_rules, Read, Management;
    /// Lets alarms change their state without acting.
    DisableAlarmActions(alarms::DisableAlarmActionsInput) -> data::Nothing
        = ops::alarms::disable_alarm_actions, Write, Management;
    /// Lets Contributor Insights rules look at no more logs.
    DisableInsightRules(insight_rules::DisableInsightRulesInput)
        -> insight_rules::DisableInsightRulesOutput
        = ops::insight_rules::disable_insight_rules, Write, Management;
    /// Encrypts a dataset with a key of AWS again.
    DisassociateDatasetKmsKey(datasets::DisassociateDatasetKmsKeyInput) -> data::Nothing
        = ops::datasets::disassociate_dataset_kms_key, Write, Management;
    /// Lets alarms act again when they change their state.
    EnableAlarmActions(alarms::EnableAlarmActionsInput) -> data::Nothing
        = ops::alarms::enable_alarm_actions, Write, Management;
    /// Lets Contributor Insights rules look at logs.
    EnableInsightRules(insight_rules::EnableInsightRulesInput)
        -> insight_rules::EnableInsightRulesOutput
        = ops::insight_rules::enable_insight_rules, Write, Management;
    /// Shows an alarm mute rule.
    GetAlarmMuteRule(alarm_mute_rules::GetAlarmMuteRuleInput)
        -> alarm_mute_rules::GetAlarmMuteRuleOutput
        = ops::alarm_mute_rules::get_alarm_mute_rule, Read, Management;
    /// Shows what a dashboard holds.
    GetDashboard(dashboards::GetDashboardInput) -> dashboards::GetDashboardOutput
        = ops::dashboards::get_dashboard, Read, Management;
    /// Shows which key a dataset is encrypted with.
    GetDataset(datasets::GetDatasetInput) -> datasets::GetDatasetOutput
        = ops::datasets::get_dataset, Read, Management;
    /// Tells which contributors a Contributor Insights rule found in a time, the largest first.
    GetInsightRuleReport(insight_rules::GetInsightRuleReportInput)
        -> insight_rules::GetInsightRuleReportOutput
        = ops::insight_rules::get_insight_rule_report, Read, Management;
    /// Tells several metrics, and what is computed from them, period by period.
    GetMetricData(metric_data::GetMetricDataInput) -> metric_data::GetMetricDataOutput
        = ops::metric_data::get_metric_data, Read, Data,
        pager("NextToken" -> "NextToken", limit "MaxDatapoints", [MetricDataResults, Messages]);
    /// Tells statistics of a metric, period by period.
    GetMetricStatistics(told::GetMetricStatisticsInput) -> told::GetMetricStatisticsOutput
        = ops::statistics::get_metric_statistics, Read, Data;
    /// Shows the settings of a metric stream.
    GetMetricStream(metric_streams::GetMetricStreamInput) -> metric_streams::GetMetricStreamOutput
        = ops::metric_streams::get_metric_stream, Read, Management;
    /// Draws metrics as a picture.
    GetMetricWidgetImage(metric_data::GetMetricWidgetImageInput)
        -> metric_data::GetMetricWidgetImageOutput
        = ops::widget_image::get_metric_widget_image, Read, Data;
    /// Shows whether metrics are enriched for OpenTelemetry.
    GetOTelEnrichment(data::Nothing) -> otel::GetOTelEnrichmentOutput
        = ops::otel::get_otel_enrichment, Read, Management;
    /// Lists the alarm mute rules.
    ListAlarmMuteRules(alarm_mute_rules::ListAlarmMuteRulesInput)
        -> alarm_mute_rules::ListAlarmMuteRulesOutput
        = ops::alarm_mute_rules::list_alarm_mute_rules, Read, Management,
        pager("NextToken" -> "NextToken", limit "MaxRecords", [AlarmMuteRuleSummaries]);
    /// Lists the dashboards.
    ListDashboards(dashboards::ListDashboardsInput) -> dashboards::ListDashboardsOutput
        = ops::dashboards::list_dashboards, Read, Management,
        pager("NextToken" -> "NextToken", [DashboardEntries]);
    /// Lists the Contributor Insights rules that AWS has for a resource.
    ListManagedInsightRules(insight_rules::ListManagedInsightRulesInput)
        -> insight_rules::ListManagedInsightRulesOutput
        = ops::managed_insight_rules::list_managed_insight_rules, Read, Management;
    /// Lists the metric streams of this region.
    ListMetricStreams(metric_streams::ListMetricStreamsInput)
        -> metric_streams::ListMetricStreamsOutput
        = ops::metric_streams::list_metric_streams, Read, Management;
    /// Lists the metrics that have had data in the last two weeks.
    ListMetrics(metrics::ListMetricsInput) -> metrics::ListMetricsOutput
        = ops::metrics::list_metrics, Read, Data,
        pager("NextToken" -> "NextToken", [Metrics, OwningAccounts]);
    /// Lists the tags of an alarm, a dashboard, a metric stream or a Contributor Insights rule.
    ListTagsForResource(tags::ListTagsForResourceInput) -> tags::ListTagsForResourceOutput
        = ops::tags::list_tags_for_resource, Read, Management;
    /// Creates or replaces a rule that keeps alarms from acting for a while.
    PutAlarmMuteRule(alarm_mute_rules::PutAlarmMuteRuleInput) -> data::Nothing
        = ops::alarm_mute_rules::put_alarm_mute_rule, Write, Management;
    /// Creates an anomaly detector, which learns what values of a metric are to be expected.
    PutAnomalyDetector(anomaly_detectors::PutAnomalyDetectorInput)
        -> anomaly_detectors::PutAnomalyDetectorOutput
        = ops::anomaly_detectors::put_anomaly_detector, Write, Management;
    /// Creates or replaces an alarm whose state follows from those of other alarms.
    PutCompositeAlarm(composite_alarms::PutCompositeAlarmInput) -> data::Nothing
        = ops::composite_alarms::put_composite_alarm, Write, Management;
    /// Creates or replaces a dashboard.
    PutDashboard(dashboards::PutDashboardInput) -> dashboards::PutDashboardOutput
        = ops::dashboards::put_dashboard, Write, Management;
    /// Creates or replaces a Contributor Insights rule.
    PutInsightRule(insight_rules::PutInsightRuleInput) -> data::Nothing
        = ops::insight_rules::put_insight_rule, Write, Management;
    /// Creates or replaces an alarm on what a query of logs finds.
    PutLogAlarm(log_alarms::PutLogAlarmInput) -> data::Nothing = ops::log_alarms::put_log_alarm, Write, Management;
    /// Creates Contributor Insights rules that AWS has for a resource.
    PutManagedInsightRules(insight_rules::PutManagedInsightRulesInput)
        -> insight_rules::PutManagedInsightRulesOutput
        = ops::managed_insight_rules::put_managed_insight_rules, Write, Management;
    /// Creates or replaces an alarm on a metric, or on what is computed from metrics.
    PutMetricAlarm(alarms::PutMetricAlarmInput) -> data::Nothing = ops::alarms::put_metric_alarm, Write, Management;
    /// Puts data into metrics, which come into being with their first data.
    PutMetricData(data::PutMetricDataInput) -> data::Nothing
        = ops::data::put_metric_data, Write, Data;
    /// Creates or replaces a metric stream, which sends metrics on as they come.
    PutMetricStream(metric_streams::PutMetricStreamInput) -> metric_streams::PutMetricStreamOutput
        = ops::metric_streams::put_metric_stream, Write, Management;
    /// Puts an alarm into a state until it is evaluated again, to try what it does.
    SetAlarmState(alarms::SetAlarmStateInput) -> data::Nothing = ops::alarms::set_alarm_state, Write, Management;
    /// Lets metric streams send.
    StartMetricStreams(metric_streams::StartMetricStreamsInput) -> data::Nothing
        = ops::metric_streams::start_metric_streams, Write, Management;
    /// Lets metrics be enriched for OpenTelemetry.
    StartOTelEnrichment(data::Nothing) -> data::Nothing = ops::otel::start_otel_enrichment, Write, Management;
    /// Lets metric streams send no more.
    StopMetricStreams(metric_streams::StopMetricStreamsInput) -> data::Nothing
        = ops::metric_streams::stop_metric_streams, Write, Management;
    /// Ends that metrics are enriched for OpenTelemetry.
    StopOTelEnrichment(data::Nothing) -> data::Nothing = ops::otel::stop_otel_enrichment, Write, Management;
    /// Puts tags on an alarm, a dashboard, a metric stream or a Contributor Insights rule.
    TagResource(tags::TagResourceInput) -> data::Nothing = ops::tags::tag_resource, Write, Management;
    /// Takes tags off an alarm, a dashboard, a metric stream or a Contributor Insights rule.
    UntagResource(tags::UntagResourceInput) -> data::Nothing = ops::tags::untag_resource, Write, Management;
};

/// What can be waited for, in the order of the names.
const WAITERS: &[Waiter] = &[
    Waiter {
        name: "AlarmExists",
        doc: "Waits until an alarm on a metric is there.",
        operation: "DescribeAlarms",
        meanings: &[(Answer::Fits("length(MetricAlarms[]) > `0`"), Meaning::Success)],
        delay: 5,
        attempts: 40,
    },
    Waiter {
        name: "AlarmMuteRuleExists",
        doc: "Waits until an alarm mute rule is there.",
        operation: "GetAlarmMuteRule",
        meanings: &[(Answer::Status(200), Meaning::Success), (Answer::Status(404), Meaning::Retry)],
        delay: 5,
        attempts: 40,
    },
    Waiter {
        name: "CompositeAlarmExists",
        doc: "Waits until a composite alarm is there.",
        operation: "DescribeAlarms",
        meanings: &[(Answer::Fits("length(CompositeAlarms[]) > `0`"), Meaning::Success)],
        delay: 5,
        attempts: 40,
    },
    Waiter {
        name: "LogAlarmExists",
        doc: "Waits until an alarm on logs is there.",
        operation: "DescribeAlarms",
        meanings: &[(Answer::Fits("length(LogAlarms[]) > `0`"), Meaning::Success)],
        delay: 5,
        attempts: 40,
    },
];

/// What is done by itself. Alarms and streams see the data of their time, which come before they look, and
/// are rolled up later.
const CHORES: &[Chore] = &[
    simulated::work::CHORE,
    alarm::watch::CHORE,
    stream::sending::CHORE,
    alarm::mute::CHORE,
    alarm::history::SEALING,
    alarm::history::MERGING,
    alarm::history::EXPIRY,
    retention::DAYS,
    retention::SEALING,
    retention::MINUTES,
    retention::FIVE_MINUTES,
    retention::HOURS,
    retention::EXPIRY,
    retention::MERGING,
];

/// The operations on metric data look at their limits themselves, and have sentences of their own.
fn invalid(operation: &str, _path: &str) -> Option<Code> {
    const OWN: [&str; 3] = ["PutMetricData", "GetMetricStatistics", "ListMetrics"];
    (!OWN.contains(&operation)).then_some(errors::VALIDATION_ERROR)
}
