//! Metrics Insights: queries taken apart, and applied to a metric.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::services::cloudwatch::insights::{Insight, Known};
use trailwatch::services::cloudwatch::metric::Metric;

fuzz_target!(|text: &str| {
    if let Ok(insight) = Insight::parse(text) {
        // What can be taken apart begins as such a query does.
        assert!(Insight::is(text));
        let metric = Metric::new(&insight.namespace, &insight.name, &[]);
        let known = Known { account: "123456789012".to_owned(), ..Known::default() };
        let _ = insight.matches(&metric, &known);
        assert!(insight.has_groups() || insight.group(&metric, &known).is_empty());
    }
});
