//! Anomaly detectors as they are kept.

use serde::{Deserialize, Serialize};

use super::learning::Learning;
use super::print::Prints;
use crate::context::Context;
use crate::error::Result;
use crate::schema::Shape;
use crate::services::cloudwatch::asked::checked;
use crate::services::cloudwatch::math::parse::Node;
use crate::services::cloudwatch::metric::Metric;
use crate::services::cloudwatch::queries::{Query, Wanted, What};
use crate::services::cloudwatch::shapes::anomaly_detectors::{
    AnomalyDetector, AnomalyDetectorConfiguration, AnomalyDetectorType, MetricCharacteristics,
    MetricMathAnomalyDetector, SingleMetricAnomalyDetector,
};
use crate::services::cloudwatch::shapes::metric_data::MetricDataQuery;
use crate::services::cloudwatch::stat::Stat;
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;
use crate::time::zone::Zone;
use crate::value::Value;

/// The period by which a detector on one metric says how much it has learned, in seconds.
const USUAL: u64 = 300;

/// An anomaly detector.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Detector {
    /// Whose it is.
    pub account: String,
    /// Where it is.
    pub region: String,
    /// Its id.
    pub id: String,
    /// What it is on.
    pub on: Subject,
    /// When it was put first.
    pub created: Timestamp,
    /// What it does not learn from, as it was put.
    pub configuration: Option<Value>,
    /// What is known of the metric, as it was put.
    pub characteristics: Option<Value>,
}

/// What an anomaly detector is on.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub enum Subject {
    /// A statistic of a metric.
    Single(Metric, String),
    /// An expression: its queries as they were put.
    Math(Value),
}

impl Record for Detector {
    const KIND: &'static str = "anomaly detector";
    type Form = Json;

    fn key(&self) -> Key {
        let owner = (self.account.as_str(), self.region.as_str());
        match &self.on {
            Subject::Single(metric, stat) => Self::single_key(owner, metric, stat),
            Subject::Math(_) => Self::math(owner).text(&self.id),
        }
    }
}

impl Detector {
    fn of_region((account, region): (&str, &str)) -> Key {
        Self::all().text(account).text(region)
    }

    fn singles(owner: (&str, &str)) -> Key {
        Self::of_region(owner).text(AnomalyDetectorType::SingleMetric.word())
    }

    fn math(owner: (&str, &str)) -> Key {
        Self::of_region(owner).text(AnomalyDetectorType::MetricMath.word())
    }

    fn single_key(owner: (&str, &str), metric: &Metric, stat: &str) -> Key {
        let names = Self::singles(owner).text(&metric.namespace).text(&metric.name);
        let dimensions = metric.dimensions().iter();
        let key = dimensions.fold(names, |key, (name, value)| key.text(name).text(value));
        // The empty name, which no dimension has, keeps metrics with more dimensions apart.
        key.text("").text(stat)
    }

    /// Returns the detectors of a region: those on metrics, in the order of the metrics, or those on
    /// expressions.
    pub fn listing(
        txn: &Txn<'_>,
        owner: (&str, &str),
        kind: AnomalyDetectorType,
    ) -> Result<Vec<Self>> {
        let key = match kind {
            AnomalyDetectorType::SingleMetric => Self::singles(owner),
            AnomalyDetectorType::MetricMath => Self::math(owner),
        };
        txn.scan(&key).collect()
    }

    /// Returns the detector on a statistic of a metric.
    pub fn on_metric(
        txn: &Txn<'_>,
        owner: (&str, &str),
        metric: &Metric,
        stat: &str,
    ) -> Result<Option<Self>> {
        txn.get(&Self::single_key(owner, metric, stat))
    }

    /// Returns the detector on an expression, whose print is given.
    pub fn on_expression(txn: &Txn<'_>, owner: (&str, &str), print: &str) -> Result<Option<Self>> {
        for detector in Self::listing(txn, owner, AnomalyDetectorType::MetricMath)? {
            if detector.print()?.as_deref() == Some(print) {
                return Ok(Some(detector));
            }
        }
        Ok(None)
    }

    /// Returns the detector on what another is to be on.
    pub fn like(txn: &Txn<'_>, owner: (&str, &str), on: &Subject) -> Result<Option<Self>> {
        match on {
            Subject::Single(metric, stat) => Self::on_metric(txn, owner, metric, stat),
            Subject::Math(_) => match on.print()? {
                Some(print) => Self::on_expression(txn, owner, &print),
                None => Ok(None),
            },
        }
    }

    /// Makes sure that there is a detector, as for an alarm that watches a band.
    ///
    /// Source: CloudWatch User Guide, "Create a CloudWatch alarm based on anomaly detection".
    pub fn ensure(ctx: &mut Context<'_>, on: Subject) -> Result<()> {
        let (account, region) = (ctx.caller.account.clone(), ctx.region.clone());
        if Self::like(&ctx.txn, (&account, &region), &on)?.is_none() {
            let (id, created) = (ctx.ids.uuid(), ctx.now);
            let (configuration, characteristics) = (None, None);
            ctx.txn.put(&Self { account, region, id, on, created, configuration, characteristics });
        }
        Ok(())
    }

    /// Returns the print of its expression.
    fn print(&self) -> Result<Option<String>> {
        self.on.print()
    }

    /// Returns how it learns.
    pub fn learning(&self) -> Learning {
        let configuration = self.configuration().unwrap_or_default();
        let ranges = configuration.excluded_time_ranges.unwrap_or_default();
        let zone = configuration.metric_timezone.as_deref().and_then(Zone::parse);
        let characteristics = self.characteristics().unwrap_or_default();
        Learning {
            created: self.created,
            excluded: ranges.iter().map(|range| (range.start_time, range.end_time)).collect(),
            zone: zone.unwrap_or_default(),
            has_spikes: characteristics.periodic_spikes.unwrap_or_default(),
        }
    }

    fn configuration(&self) -> Option<AnomalyDetectorConfiguration> {
        AnomalyDetectorConfiguration::read(self.configuration.as_ref()?).ok()
    }

    fn characteristics(&self) -> Option<MetricCharacteristics> {
        MetricCharacteristics::read(self.characteristics.as_ref()?).ok()
    }

    /// Returns it as answers show it, without its state.
    ///
    /// Source: AWS CLI Command Reference, "describe-anomaly-detectors", the example.
    pub fn shown(&self) -> AnomalyDetector {
        let configuration = self.configuration().unwrap_or_default();
        let ranges = configuration.excluded_time_ranges.unwrap_or_default();
        let configuration =
            AnomalyDetectorConfiguration { excluded_time_ranges: Some(ranges), ..configuration };
        let shown = AnomalyDetector {
            anomaly_detector_id: Some(self.id.clone()),
            configuration: Some(configuration),
            metric_characteristics: self.characteristics(),
            ..AnomalyDetector::default()
        };
        match &self.on {
            Subject::Single(metric, stat) => {
                let of = metric.clone().into_shape();
                AnomalyDetector {
                    namespace: of.namespace.clone(),
                    metric_name: of.metric_name.clone(),
                    dimensions: of.dimensions.clone(),
                    stat: Some(stat.clone()),
                    single_metric_anomaly_detector: Some(SingleMetricAnomalyDetector {
                        account_id: Some(self.account.clone()),
                        namespace: of.namespace,
                        metric_name: of.metric_name,
                        dimensions: of.dimensions,
                        stat: Some(stat.clone()),
                    }),
                    ..shown
                }
            }
            Subject::Math(queries) => AnomalyDetector {
                metric_math_anomaly_detector: Some(MetricMathAnomalyDetector {
                    metric_data_queries: Vec::<MetricDataQuery>::read(queries).ok(),
                }),
                ..shown
            },
        }
    }
}

impl Subject {
    /// Returns what a band of the query of an id is on, in a request with queries that are right;
    /// `None` if there is no such query.
    pub fn of(asked: &[MetricDataQuery], id: &str) -> Option<Self> {
        let find = |id: &str| asked.iter().find(|query| query.id == id);
        if let Some(of) = &find(id)?.metric_stat {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let (namespace, name) = (text(&of.metric.namespace), text(&of.metric.metric_name));
            let dimensions = of.metric.dimensions.as_deref().unwrap_or_default();
            return Some(Self::Single(Metric::new(&namespace, &name, dimensions), of.stat.clone()));
        }
        let mut needed = vec![id.to_owned()];
        let mut place = 0;
        while let Some(id) = needed.get(place) {
            let expression = find(id).and_then(|query| query.expression.as_deref());
            if let Some(node) = expression.and_then(|text| Node::parse(text).ok()) {
                let mut names = Vec::new();
                node.names(&mut names);
                for name in names {
                    if find(name).is_some() && !needed.iter().any(|known| known == name) {
                        needed.push(name.to_owned());
                    }
                }
            }
            place += 1;
        }
        let mut queries: Vec<MetricDataQuery> =
            asked.iter().filter(|query| needed.contains(&query.id)).cloned().collect();
        for query in &mut queries {
            query.return_data = Some(query.id == id);
        }
        Some(Self::Math(queries.write()))
    }

    /// Returns the queries of it, and the id of the one that it is on.
    ///
    /// Fails where what was put is wrong.
    pub fn queries(&self) -> Result<(Vec<Query>, String)> {
        match self {
            Self::Single(metric, stat) => {
                let known = Stat::parse(stat).into_iter();
                let query = |stat_known| Query {
                    id: "m1".to_owned(),
                    what: What::Metric(Wanted {
                        metric: metric.clone(),
                        stat: stat_known,
                        spelled: stat.clone(),
                        period: USUAL,
                        unit: None,
                        region: None,
                    }),
                    label: None,
                    told: true,
                };
                Ok((known.map(query).collect(), "m1".to_owned()))
            }
            Self::Math(queries) => {
                let asked = Vec::<MetricDataQuery>::read(queries).unwrap_or_default();
                let queries = checked(&asked)?;
                let told = queries.iter().find(|query| query.told);
                let id = told.map(|query| query.id.clone()).unwrap_or_default();
                Ok((queries, id))
            }
        }
    }

    fn print(&self) -> Result<Option<String>> {
        let (queries, id) = self.queries()?;
        Ok(Prints::of(&queries).query(&id))
    }
}
