//! Queries of metric math that need each other, a line each: `e1 = m1 + 1`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::error::Result;
use trailwatch::services::cloudwatch::anomaly::Learning;
use trailwatch::services::cloudwatch::insights::Insight;
use trailwatch::services::cloudwatch::label::Zone;
use trailwatch::services::cloudwatch::math::Series;
use trailwatch::services::cloudwatch::math::parse::Node;
use trailwatch::services::cloudwatch::math::search::Search;
use trailwatch::services::cloudwatch::metric::Metric;
use trailwatch::services::cloudwatch::queries::{On, Queries, Query, Read, Source, Wanted, What};
use trailwatch::services::cloudwatch::stat::Stat;
use trailwatch::time::Timestamp;

/// Ten minutes in which every metric counts up.
struct Counting;

impl Source for Counting {
    fn read(&self, _: &Wanted) -> Result<Read> {
        let points = (0..10).map(|n| (Timestamp::from_secs(n * 60), (n - 4) as f64));
        Ok(Read { points: points.collect(), units: vec!["None"] })
    }

    fn find(&self, _: &Search) -> Result<Vec<Metric>> {
        Ok(vec![Metric::new("N", "a", &[]), Metric::new("N", "b", &[])])
    }

    fn told(&self, _: &Insight, _: u64) -> Result<Vec<Series>> {
        Ok(Vec::new())
    }

    fn found(&self, _: &str, _: &str, _: u64) -> Result<Option<Series>> {
        Ok(None)
    }

    fn range(&self, _: u64) -> (Timestamp, Timestamp) {
        (Timestamp::from_secs(0), Timestamp::from_secs(600))
    }

    fn owner(&self) -> (&str, &str) {
        ("123456789012", "us-east-1")
    }

    fn over(&self, _: (Timestamp, Timestamp)) -> Self {
        Self
    }

    fn oldest(&self, _: u64) -> Timestamp {
        Timestamp::from_secs(0)
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_secs(600)
    }

    fn learning(&self, _: &On<'_>) -> Result<Option<Learning>> {
        Ok(None)
    }
}

fn query(line: &str) -> Option<Query> {
    let (id, text) = line.split_once('=')?;
    let what = match text.trim() {
        "metric" => What::Metric(Wanted {
            metric: Metric::new("N", id.trim(), &[]),
            stat: Stat::parse("Sum")?,
            spelled: "Sum".to_owned(),
            period: 60,
            unit: None,
            region: None,
        }),
        text => What::Expression(Node::parse(text).ok()?, 60),
    };
    Some(Query { id: id.trim().to_owned(), what, label: None, told: true })
}

fuzz_target!(|text: &str| {
    let queries: Vec<Query> = text.lines().take(500).filter_map(query).collect();
    let mut all = Queries::new(&Counting, &queries, Zone::default());
    for query in &queries {
        let Ok(outcomes) = all.results(query) else { continue };
        let mut points = outcomes.into_iter().flat_map(|outcome| outcome.series.points);
        assert!(points.all(|(_, value)| value.is_finite()));
    }
});
