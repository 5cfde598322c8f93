//! Metrics in the store, as queries read them.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::context::Logs;
use crate::error::Result;
use crate::store::Txn;
use crate::time::Timestamp;

use super::anomaly::{Detector, Learning};
use super::catalogue::Entry;
use super::insight_rule::{self, Rule, report::Order};
use super::insights::{Insight, Known};
use super::math::Series;
use super::math::search::Search;
use super::metric::Metric;
use super::period::{Period, Periods};
use super::queries::{self, FOUND, On, Read, Wanted};
use super::sample::Measure;
use super::series;
use super::simulated::Source;
use super::stat::Stat;
use super::unit::Unit;

/// How old the newest data of a metric may be that a search finds, and what Metrics Insights sees.
///
/// Source: CloudWatch User Guide, "CloudWatch search expression syntax".
const RECENT: Duration = Duration::from_hours(14 * 24);

/// How many metrics a query of Metrics Insights looks at; it does not see the others.
///
/// Source: CloudWatch User Guide, "CloudWatch Metrics Insights limits".
pub const SCANNED: usize = 10_000;

/// The metrics of a region in the store.
#[derive(Clone, Copy)]
pub struct Stored<'c, 's> {
    /// What is kept.
    pub txn: &'c Txn<'s>,
    /// How the lines of log groups are read.
    pub logs: Logs,
    /// The account and the region.
    pub owner: (&'c str, &'c str),
    /// The time that is asked for.
    pub range: (Timestamp, Timestamp),
    /// The time at which it is.
    pub now: Timestamp,
}

/// Returns what is known of metrics besides themselves, as far as a query asks for it.
pub fn known(txn: &Txn<'_>, owner: (&str, &str), insight: &Insight) -> Result<Known> {
    let tags = if insight.has_tags() {
        Source::tags_of(txn, owner, &insight.namespace)?
    } else {
        BTreeMap::new()
    };
    Ok(Known { account: owner.0.to_owned(), tags })
}

impl Stored<'_, '_> {
    fn owner_of<'w>(&'w self, wanted: &'w Wanted) -> (&'w str, &'w str) {
        (self.owner.0, wanted.region.as_deref().unwrap_or(self.owner.1))
    }

    fn periods(&self, secs: u64) -> Option<Periods> {
        let period = i32::try_from(secs).ok().and_then(Period::parse)?;
        Periods::cut(period, self.range.0, self.range.1, self.now)
    }
}

impl queries::Source for Stored<'_, '_> {
    fn read(&self, wanted: &Wanted) -> Result<Read> {
        let (account, region) = self.owner_of(wanted);
        let entry = Entry::find(self.txn, account, region, &wanted.metric)?;
        let (Some(entry), Some(periods)) = (entry, self.periods(wanted.period)) else {
            return Ok(Read::default());
        };
        let mut groups: BTreeMap<&'static str, BTreeMap<Timestamp, Vec<Measure>>> = BTreeMap::new();
        for sample in series::samples(self.txn, entry.number, periods.range())? {
            let sample = sample?;
            if wanted.unit.is_none_or(|unit| unit == sample.unit) {
                let group = groups.entry(Unit::word(sample.unit)).or_default();
                group.entry(periods.beginning(sample.time)).or_default().push(sample.measure);
            }
        }
        let units = groups.keys().copied().collect();
        let points = groups.into_iter().next().map(|(_, periods)| {
            let point = |(time, measures): (Timestamp, Vec<Measure>)| {
                Some((time, wanted.stat.of(&measures)?.value))
            };
            periods.into_iter().filter_map(point).collect()
        });
        Ok(Read { points: points.unwrap_or_default(), units })
    }

    fn find(&self, search: &Search) -> Result<Vec<Metric>> {
        let mut found = Vec::new();
        let oldest = self.now - RECENT;
        for entry in Entry::listing(self.txn, self.owner, (search.namespace(), None), None) {
            let entry = entry?;
            if entry.last >= oldest && search.finds(&entry.metric) {
                found.push(entry.metric);
            }
            if found.len() > FOUND {
                break;
            }
        }
        Ok(found)
    }

    fn told(&self, insight: &Insight, secs: u64) -> Result<Vec<Series>> {
        let Some(periods) = self.periods(secs) else { return Ok(Vec::new()) };
        let oldest = self.now - RECENT;
        let known = known(self.txn, self.owner, insight)?;
        let (start, end) = periods.range();
        let range = (start.max(oldest), end);
        let mut groups: BTreeMap<String, BTreeMap<Timestamp, Vec<Measure>>> = BTreeMap::new();
        let names = (Some(insight.namespace.as_str()), Some(insight.name.as_str()));
        let mut seen = 0;
        for entry in Entry::listing(self.txn, self.owner, names, None) {
            let entry = entry?;
            if entry.last < oldest || !insight.matches(&entry.metric, &known) {
                continue;
            }
            seen += 1;
            if seen > SCANNED {
                break;
            }
            let group = groups.entry(insight.group(&entry.metric, &known)).or_default();
            for sample in series::samples(self.txn, entry.number, range)? {
                let sample = sample?;
                group.entry(periods.beginning(sample.time)).or_default().push(sample.measure);
            }
        }
        let told = Stat::Plain(insight.statistic());
        let series = groups.into_iter().map(|(label, group)| {
            let point = |(time, measures): (Timestamp, Vec<Measure>)| {
                Some((time, told.of(&measures)?.value))
            };
            Series { label, period: secs, points: group.into_iter().filter_map(point).collect() }
        });
        Ok(insight.chosen(series.collect()))
    }

    fn found(&self, rule: &str, metric: &str, secs: u64) -> Result<Option<Series>> {
        let Some(rule) = Rule::find(self.txn, self.owner, rule)? else { return Ok(None) };
        let label = format!("{} {metric}", rule.name);
        let none = Series { label, period: secs, ..Series::default() };
        let Some(periods) = self.periods(secs) else { return Ok(Some(none)) };
        let beginning = |time| periods.beginning(time);
        let source = (self.txn, self.logs);
        let report = rule.report(source, periods.range(), beginning, Order::Sum)?;
        let point = |(start, period): (&Timestamp, &insight_rule::report::Period)| {
            Some((*start, period.told(metric)?))
        };
        let points = report.periods.iter().filter_map(point).collect();
        Ok(Some(Series { points, ..none }))
    }

    fn range(&self, period: u64) -> (Timestamp, Timestamp) {
        let first = self.periods(period).map_or(self.range.0, |periods| periods.first());
        (first, self.range.1)
    }

    fn owner(&self) -> (&str, &str) {
        self.owner
    }

    fn over(&self, range: (Timestamp, Timestamp)) -> Self {
        Self { range, ..*self }
    }

    fn oldest(&self, period: u64) -> Timestamp {
        let period = i32::try_from(period).ok().and_then(Period::parse);
        period.map_or(Timestamp::MIN, |period| period.oldest(self.now))
    }

    fn now(&self) -> Timestamp {
        self.now
    }

    fn learning(&self, on: &On<'_>) -> Result<Option<Learning>> {
        let detector = match on {
            On::Metric(wanted) => {
                let Wanted { metric, spelled, .. } = wanted;
                Detector::on_metric(self.txn, self.owner_of(wanted), metric, spelled)
            }
            On::Expression(print) => Detector::on_expression(self.txn, self.owner, print),
        };
        Ok(detector?.map(|detector| detector.learning()))
    }
}
