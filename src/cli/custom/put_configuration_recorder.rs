//! The option that the AWS CLI adds to `configservice put-configuration-recorder`.
//!
//! ```text
//! --configuration-recorder name=default,roleARN=arn:... --recording-group allSupported=true
//!     {"ConfigurationRecorder": {"name": "default", "roleARN": "arn:...",
//!         "recordingGroup": {"allSupported": true}}}
//! ```
//!
//! Source: facts, "AWS CLI", m.

use serde_json::json;

use super::super::arguments::Shortcut;
use super::super::environment::Environment;
use super::super::exit::Outcome;
use super::super::member;
use crate::schema::Described;
use crate::services::config::shapes::recorders::RecordingGroup;
use crate::value::Object;

/// The option without its dashes.
const OPTION: &str = "recording-group";

/// The option.
pub(super) const SHORTCUTS: &[Shortcut] = &[Shortcut {
    name: OPTION,
    value: "STRUCTURE",
    words: &[],
    doc: "The types of resources that are recorded, as in allSupported=true or \
          resourceTypes=AWS::EC2::Instance,AWS::S3::Bucket.",
    instead_of: None,
    fill,
}];

/// Sets the group of the recorder.
fn fill(request: &mut Object, word: &str) -> Outcome {
    let word = [word.to_owned()];
    let group = member::value(OPTION, RecordingGroup::SCHEMA, &word, &Environment::default())?;
    let recorder = request.entry("ConfigurationRecorder").or_insert_with(|| json!({}));
    if let Some(recorder) = recorder.as_object_mut() {
        recorder.insert("recordingGroup".to_owned(), group);
    }
    Ok(())
}
