//! Topics: whether what lies there are messages.

use crate::error::Result;
use crate::sns::survey;
use crate::store::Store;

use super::Found;

/// Reads all messages.
pub(super) fn look(store: &Store, found: &mut Found) -> Result<()> {
    let survey = survey::look(store.home())?;
    found.wrong.extend(survey.wrong);
    let messages = survey.topics.iter().map(|topic| topic.messages).sum();
    found.count(messages, "message of a topic", "messages of topics");
    Ok(())
}
