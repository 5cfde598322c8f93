//! What a search in an expression finds.

use super::{Queries, Read, Source, Wanted, label, properties};
use crate::services::cloudwatch::math::search::Search;
use crate::services::cloudwatch::math::{Fault, Series, Trouble};
use crate::services::cloudwatch::period::Period;
use crate::services::cloudwatch::stat::Stat;

/// How many metrics a search tells at most.
///
/// Source: CloudWatch User Guide, "CloudWatch search expression syntax", of a graph.
pub const FOUND: usize = 500;

impl<S: Source> Queries<'_, S> {
    /// Returns the series of the metrics that a search finds.
    ///
    /// Fails for a search, a statistic or a period that there is not.
    pub(super) fn searched(
        &mut self,
        query: &str,
        stat: &str,
        period: u64,
    ) -> Result<Vec<Series>, Trouble> {
        let search = Search::parse(query)?;
        if i32::try_from(period).ok().and_then(Period::parse).is_none() {
            return Err(Fault(format!("SEARCH takes no period of {period} seconds")).into());
        }
        let spelled = stat.to_owned();
        let stat = Stat::parse(stat);
        let stat = stat.ok_or_else(|| Fault(format!("There is no statistic {spelled}")))?;
        let mut metrics = self.source.find(&search)?;
        self.is_exceeded |= metrics.len() > FOUND;
        metrics.truncate(FOUND);
        let labels = label::apart(&metrics);
        let mut many = Vec::new();
        for (metric, label) in metrics.into_iter().zip(labels) {
            let wanted =
                Wanted { metric, stat, spelled: spelled.clone(), period, unit: None, region: None };
            let Read { points, .. } = self.source.read(&wanted)?;
            self.found.insert(label.clone(), properties(&wanted, self.source.owner()));
            many.push(Series { label, period, points });
        }
        Ok(many)
    }
}
