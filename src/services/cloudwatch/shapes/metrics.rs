//! Shapes of metrics themselves.

use super::{NAMESPACE, Word};
use crate::schema::Limit::{Each, MaxLength, MinLength, Pattern};
use crate::{shape, words};

shape! {
    /// A name and a value that are part of what a metric is.
    pub struct Dimension {
        /// What it is about.
        name: String = "Name" [MinLength(1), MaxLength(255)],
        /// What it says.
        value: String = "Value" [MinLength(1), MaxLength(1024)],
    }

    /// A dimension that listed metrics must have.
    pub struct DimensionFilter {
        /// The dimension's name.
        name: String = "Name" [MinLength(1), MaxLength(255)],
        /// Its value; any if there is none.
        value: Option<String> = "Value" [MinLength(1), MaxLength(1024)],
    }

    /// Asks for the metrics that have had data in the last two weeks.
    pub struct ListMetricsInput {
        /// Only metrics of this namespace.
        namespace: Option<String> = "Namespace" [MinLength(1), MaxLength(255), Pattern(NAMESPACE)],
        /// Only metrics of this name.
        metric_name: Option<String> = "MetricName" [MinLength(1), MaxLength(255)],
        /// Only metrics that have all of these dimensions, and perhaps others.
        dimensions: Option<Vec<DimensionFilter>> = "Dimensions" [MaxLength(10)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
        /// Only metrics that have had data in the last three hours.
        recently_active: Option<Word<RecentlyActive>> = "RecentlyActive",
        /// Also tells whose each metric is. There are no linked accounts here.
        include_linked_accounts: Option<bool> = "IncludeLinkedAccounts",
        /// Only metrics of this account.
        owning_account: Option<String> = "OwningAccount" [MinLength(1), MaxLength(255)],
    }

    /// A metric.
    pub struct Metric {
        /// What keeps it apart from metrics of other applications.
        namespace: Option<String> = "Namespace" [MinLength(1), MaxLength(255), Pattern(NAMESPACE)],
        /// Its name.
        metric_name: Option<String> = "MetricName" [MinLength(1), MaxLength(255)],
        /// Its dimensions, in the order of their names.
        dimensions: Option<Vec<Dimension>> = "Dimensions" [MaxLength(30)],
    }

    /// Metrics.
    pub struct ListMetricsOutput {
        /// The metrics, in the order of namespace, name and dimensions.
        metrics: Option<Vec<Metric>> = "Metrics",
        /// The token of the next page, if there is one.
        next_token: Option<String> = "NextToken",
        /// The account of each metric.
        owning_accounts: Option<Vec<String>> = "OwningAccounts" [Each(&[MinLength(1), MaxLength(255)])],
    }
}

words! {
    /// How recent data must be.
    pub enum RecentlyActive {
        /// Three hours.
        ThreeHours = "PT3H",
    }
}
