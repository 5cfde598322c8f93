//! Metric streams: whether what lies there is what they send.

use crate::error::Result;
use crate::services::cloudwatch::stream::survey;
use crate::store::Store;

use super::Found;

/// Reads all that was sent.
pub(super) fn look(store: &Store, found: &mut Found) -> Result<()> {
    let survey = survey::look(store.home())?;
    found.wrong.extend(survey.wrong);
    let records = survey.files.iter().map(|sent| sent.records).sum();
    found.count(records, "record of a metric stream", "records of metric streams");
    Ok(())
}
