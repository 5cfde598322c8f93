//! Metric math: taken apart, and computed of two metrics.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::services::cloudwatch::math::evaluate::{Known, evaluate};
use trailwatch::services::cloudwatch::math::parse::Node;
use trailwatch::services::cloudwatch::math::search::Search;
use trailwatch::services::cloudwatch::math::{Fault, Series, Trouble, Value};
use trailwatch::time::Timestamp;

struct Metrics;

impl Known for Metrics {
    fn named(&mut self, id: &str) -> Result<Value, Trouble> {
        let place = ["m1", "m2"].iter().position(|name| *name == id);
        let place = place.ok_or_else(|| Fault("There is no such query".to_owned()))?;
        self.metrics("").map(|mut many| Value::One(many.swap_remove(place)))
    }

    fn metrics(&mut self, _containing: &str) -> Result<Vec<Series>, Trouble> {
        let series = |step: i64| Series {
            label: "m".to_owned(),
            period: 60,
            points: (0..9).map(|n| (Timestamp::from_secs(n * step), (n - 4) as f64)).collect(),
        };
        Ok(vec![series(60), series(120)])
    }

    fn search(&mut self, query: &str, _: &str, _: u64) -> Result<Vec<Series>, Trouble> {
        Search::parse(query)?;
        self.metrics(query)
    }

    fn band(&mut self, of: &Node, _width: f64) -> Result<Vec<Series>, Trouble> {
        Ok(evaluate(of, self)?.series().unwrap_or_default())
    }

    fn found(&mut self, rule: &str, metric: &str) -> Result<Series, Trouble> {
        let mut many = self.metrics(rule)?;
        many[0].label = metric.to_owned();
        Ok(many.swap_remove(0))
    }

    fn namespace(&self, id: &str) -> Option<&str> {
        (id == "m2").then_some("AWS/Usage")
    }

    fn range(&self) -> (Timestamp, Timestamp, u64) {
        (Timestamp::from_secs(0), Timestamp::from_secs(600), 60)
    }
}

fuzz_target!(|text: &str| {
    let Ok(node) = Node::parse(text) else { return };
    if let Ok(value) = evaluate(&node, &mut Metrics)
        && let Some(many) = value.series()
    {
        // What is no number is no datapoint.
        let mut points = many.into_iter().flat_map(|series| series.numbers().points);
        assert!(points.all(|(_, value)| value.is_finite()));
    }
});
