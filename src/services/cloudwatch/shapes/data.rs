//! Shapes of what is put into metrics.

use std::collections::BTreeMap;

use super::metrics::Dimension;
use super::{NAMESPACE, Word};
use crate::schema::Limit::{Each, EachName, MaxLength, Min, MinLength, Pattern};
use crate::services::cloudwatch::unit::Unit;
use crate::shape;
use crate::time::Timestamp;

shape! {
    /// Data to put into metrics, which come into being with their first data.
    pub struct PutMetricDataInput {
        /// What keeps the metrics apart from those of other applications.
        namespace: String = "Namespace" [MinLength(1), MaxLength(255), Pattern(NAMESPACE)],
        /// The data, at most 1,000.
        metric_data: Option<Vec<MetricDatum>> = "MetricData",
        /// Data that are about entities, at most two: they are put as other data are.
        entity_metric_data: Option<Vec<EntityMetricData>> = "EntityMetricData",
        /// Whether the request is refused if something is wrong with an entity. Needed with data about entities.
        strict_entity_validation: Option<bool> = "StrictEntityValidation",
    }

    /// Data of a metric at one time: a value, several values, or statistics of values.
    pub struct MetricDatum {
        /// The name of the metric.
        metric_name: String = "MetricName" [MinLength(1), MaxLength(255)],
        /// The dimensions of the metric.
        dimensions: Option<Vec<Dimension>> = "Dimensions" [MaxLength(30)],
        /// When it was measured: from two weeks ago to two hours ahead; otherwise now.
        timestamp: Option<Timestamp> = "Timestamp",
        /// A value.
        value: Option<f64> = "Value",
        /// Statistics of values that are not known themselves.
        statistic_values: Option<StatisticSet> = "StatisticValues",
        /// Several values, at most 150.
        values: Option<Vec<f64>> = "Values",
        /// How many times each of the values occurred; otherwise once.
        counts: Option<Vec<f64>> = "Counts",
        /// What the values are in.
        unit: Option<Word<Unit>> = "Unit",
        /// How finely the time is kept: 1 for the second, otherwise 60 for the minute.
        storage_resolution: Option<i32> = "StorageResolution" [Min(1)],
    }

    /// Statistics of values that are not known themselves.
    pub struct StatisticSet {
        /// How many there are.
        sample_count: f64 = "SampleCount",
        /// What they come to.
        sum: f64 = "Sum",
        /// The smallest.
        minimum: f64 = "Minimum",
        /// The largest.
        maximum: f64 = "Maximum",
    }

    /// Data that are about an entity.
    pub struct EntityMetricData {
        /// The entity.
        entity: Option<Entity> = "Entity",
        /// The data.
        metric_data: Option<Vec<MetricDatum>> = "MetricData",
    }

    /// Something that data are about, such as a service.
    pub struct Entity {
        /// What tells it from others.
        key_attributes: Option<BTreeMap<String, String>> = "KeyAttributes" [
            MinLength(2), MaxLength(4), Each(&[MinLength(1), MaxLength(2048)]),
            EachName(&[MinLength(1), MaxLength(32)]),
        ],
        /// What else is known of it.
        attributes: Option<BTreeMap<String, String>> = "Attributes" [
            MinLength(0), MaxLength(10), Each(&[MinLength(1), MaxLength(2048)]),
            EachName(&[MinLength(1), MaxLength(256)]),
        ],
    }

    /// Nothing.
    pub struct Nothing {}
}
