//! What queries come to, each after those that it needs.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{On, Queries, Query, Source, What, unfit};
use crate::services::cloudwatch::anomaly::print::Prints;
use crate::services::cloudwatch::math::evaluate::{Known, check_range, evaluate};
use crate::services::cloudwatch::math::parse::Node;
use crate::services::cloudwatch::math::{Fault, Series, Trouble, Value};
use crate::time::Timestamp;

/// How many bands may be in each other: for each, all that it is about is read and computed again.
const BANDS: usize = 3;

/// A query that waits for those that it needs.
struct Waiting<'q> {
    query: &'q Query,
    /// The ids that its expression names and that were not looked at yet.
    names: std::vec::IntoIter<&'q str>,
}

impl<'q> Waiting<'q> {
    fn on(query: &'q Query) -> Self {
        let mut names = Vec::new();
        if let What::Expression(node, _) = &query.what {
            node.names(&mut names);
        }
        Self { query, names: names.into_iter() }
    }
}

impl<S: Source> Queries<'_, S> {
    /// Computes a query, if it is one and was not computed yet.
    ///
    /// What it needs is computed first, one after the other: five hundred queries may each need the one
    /// before, and whoever computed them in each other would need room for all of them at once.
    fn compute(&mut self, id: &str) -> Result<(), Trouble> {
        let asked = self.asked;
        let find = |id: &str| asked.iter().find(|query| query.id == id);
        let mut waiting: Vec<Waiting<'_>> = Vec::new();
        let mut next = find(id).filter(|query| !self.computed.contains_key(&query.id));
        loop {
            if let Some(query) = next {
                if waiting.iter().any(|waiting| waiting.query.id == query.id) {
                    return Err(Fault(format!("{} is computed from itself", query.id)).into());
                }
                waiting.push(Waiting::on(query));
            }
            let Some(last) = waiting.last_mut() else { return Ok(()) };
            let computed = &self.computed;
            next = last.names.by_ref().filter(|id| !computed.contains_key(*id)).find_map(find);
            if next.is_none() {
                let query = last.query;
                let value = self.value(query)?;
                self.computed.insert(query.id.clone(), value);
                waiting.pop();
            }
        }
    }

    /// Returns what a query comes to; what it needs was computed.
    fn value(&mut self, query: &Query) -> Result<Value, Trouble> {
        Ok(match &query.what {
            What::Metric(wanted) => Value::One(self.read(query, wanted)?),
            What::Insight(insight, period) => {
                let mut many = self.source.told(insight, *period)?;
                match (insight.has_groups(), many.pop()) {
                    (false, one) => {
                        let none = Series { period: *period, ..Series::default() };
                        Value::One(one.unwrap_or(none))
                    }
                    (true, last) => {
                        many.extend(last);
                        Value::Many(many)
                    }
                }
            }
            What::Expression(node, period) => {
                let outer = std::mem::replace(&mut self.period, *period);
                let value = evaluate(node, self);
                self.period = outer;
                value?
            }
        })
    }
}

impl<S: Source> Known for Queries<'_, S> {
    fn named(&mut self, id: &str) -> Result<Value, Trouble> {
        self.compute(id)?;
        let missing = || Fault(format!("There is no query with the id {id}"));
        Ok(self.computed.get(id).cloned().ok_or_else(missing)?)
    }

    fn metrics(&mut self, containing: &str) -> Result<Vec<Series>, Trouble> {
        let mut many = Vec::new();
        for query in self.asked {
            if matches!(query.what, What::Metric(_))
                && query.id.contains(containing)
                && let Value::One(series) = self.named(&query.id)?
            {
                many.push(series);
            }
        }
        Ok(many)
    }

    fn search(&mut self, query: &str, stat: &str, period: u64) -> Result<Vec<Series>, Trouble> {
        self.searched(query, stat, period)
    }

    fn found(&mut self, rule: &str, metric: &str) -> Result<Series, Trouble> {
        if !self.period.is_multiple_of(60) {
            let sentence = "INSIGHT_RULE_METRIC takes periods that are multiples of 60 seconds";
            return Err(Fault(sentence.to_owned()).into());
        }
        let found = self.source.found(rule, metric, self.period)?;
        Ok(found.ok_or_else(|| Fault(format!("There is no Contributor Insights rule {rule}")))?)
    }

    fn namespace(&self, id: &str) -> Option<&str> {
        let query = self.asked.iter().find(|query| query.id == id)?;
        match &query.what {
            What::Metric(wanted) => Some(&wanted.metric.namespace),
            What::Expression(..) | What::Insight(..) => None,
        }
    }

    /// A band has a value for each period, whether the metric has one or not. Without a detector, or
    /// before it has learned, it has none.
    fn band(&mut self, of: &Node, width: f64) -> Result<Vec<Series>, Trouble> {
        let (start, end, mut period) = self.range();
        let named = match of {
            Node::Name(id) => self.asked.iter().find(|query| query.id == *id),
            _ => None,
        };
        let on = match named.map(|query| &query.what) {
            Some(What::Metric(wanted)) => {
                period = wanted.period;
                Some(On::Metric(wanted))
            }
            _ => Prints::of(self.asked).expression(of).map(On::Expression),
        };
        // What is no time series has no band, whether there is a detector or not.
        let value = evaluate(of, self)?;
        if !matches!(value, Value::One(_)) {
            return Err(unfit(&value));
        }
        let learning = on.map(|on| self.source.learning(&on)).transpose()?.flatten();
        let mut ends = ["high", "low"].map(|label| Series {
            label: label.to_owned(),
            period,
            points: BTreeMap::new(),
        });
        if let Some(learning) = learning {
            let step = Duration::from_secs(period.max(1));
            check_range((start, end), step)?;
            if self.bands == BANDS {
                let sentence = format!(
                    "Bands are in each other more than {BANDS} times, and too much to compute"
                );
                return Err(Fault(sentence).into());
            }
            let data = self.past(of, &learning, (start, end), period)?;
            let times = std::iter::successors(Some(start), |time| Some(*time + step));
            let times = times.take_while(|time| *time < end);
            for (time, band) in learning.bands(data, times, width, self.source.now()) {
                ends[0].points.insert(time, band.high);
                ends[1].points.insert(time, band.low);
            }
        }
        Ok(ends.into())
    }

    fn range(&self) -> (Timestamp, Timestamp, u64) {
        let (start, end) = self.source.range(self.period);
        (start, end, self.period)
    }
}
