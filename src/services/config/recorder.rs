//! The recorder of a region: what is recorded, and whether it is.
//!
//! ```text
//! put --> stopped <--stop, start--> records       start needs a delivery channel
//! ```
//!
//! An account has one recorder of its own in a region, beside those that are [linked](super::linked) to
//! services.
//!
//! Source: AWS Config Developer Guide, "Working with the configuration recorder", "Recording AWS
//! resources with AWS Config"; messages as facts list them, others are ours.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::errors::{
    INVALID_CONFIGURATION_RECORDER_NAME, INVALID_RECORDING_GROUP, INVALID_ROLE,
    NO_SUCH_CONFIGURATION_RECORDER, VALIDATION,
};
use super::item::Found;
use super::resource_compliance::is_told;
use super::shapes::Word;
use super::shapes::recorders::{
    ConfigurationRecorder, ConfigurationRecorderStatus, ExclusionByResourceTypes, RecordingGroup,
    RecordingMode, RecordingModeOverride, RecordingStrategy,
};
use crate::arn::{Arn, partition_of};
use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;
use crate::value::Value;

/// The name that a recorder has unless another is said.
pub const DEFAULT_NAME: &str = "default";

/// What the names of other services' recorders begin with.
pub const RESERVED: &str = "AWSConfigurationRecorderFor";

/// The type of recorders, which record themselves whatever their group says.
///
/// Source: AWS Config Developer Guide, "Recording AWS resources with AWS Config", of system resource
/// types.
pub const KIND: &str = "AWS::Config::ConfigurationRecorder";

/// The types of IAM, which are not of a region.
const GLOBAL: [&str; 4] =
    ["AWS::IAM::Group", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::User"];

/// A recorder.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Recorder {
    /// Whose it is.
    pub account: String,
    /// Where it is.
    pub region: String,
    /// Its name.
    pub name: String,
    /// The end of its ARN.
    pub id: String,
    /// The role by which it looks.
    pub role: String,
    /// What it records.
    pub group: Group,
    /// How often it records changes, unless the overrides say otherwise.
    pub frequency: Frequency,
    /// Types that are recorded at another frequency.
    #[serde(default)]
    pub overrides: Vec<Override>,
    /// Its tags.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
    /// When it was made.
    pub created: Timestamp,
    /// Whether it records.
    pub recording: bool,
    /// When it last began to.
    pub started: Option<Timestamp>,
    /// When it last stopped.
    pub stopped: Option<Timestamp>,
}

/// The types that are recorded.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub enum Group {
    /// All; those of IAM only if it says so.
    All {
        /// Whether the types of IAM are recorded.
        global: bool,
    },
    /// Only these.
    Only(Vec<String>),
    /// All but these.
    Except(Vec<String>),
}

/// How often changes are recorded.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Frequency {
    /// Each.
    Continuous,
    /// What has become of a resource in a day.
    Daily,
}

impl Frequency {
    /// Returns its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Continuous => "CONTINUOUS",
            Self::Daily => "DAILY",
        }
    }

    fn parse(word: &str) -> Self {
        if word == "DAILY" { Self::Daily } else { Self::Continuous }
    }
}

/// Types that are recorded at another frequency.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Override {
    /// What is said of it.
    pub description: Option<String>,
    /// The types.
    pub kinds: Vec<String>,
    /// How often.
    pub frequency: Frequency,
}

impl Record for Recorder {
    const KIND: &'static str = "recorder";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of(&self.account, &self.region)
    }
}

impl Recorder {
    fn key_of(account: &str, region: &str) -> Key {
        Self::all().text(account).text(region)
    }

    /// Returns the recorder of a region, if it has one.
    pub fn of(txn: &Txn<'_>, account: &str, region: &str) -> Result<Option<Self>> {
        txn.get(&Self::key_of(account, region))
    }

    /// Returns the caller's recorder in the region of the call, if it has this name.
    ///
    /// Fails with [`NO_SUCH_CONFIGURATION_RECORDER`].
    pub fn named(ctx: &Context<'_>, name: &str) -> Result<Self> {
        let found = Self::of(&ctx.txn, &ctx.caller.account, &ctx.region)?;
        Ok(found.filter(|recorder| recorder.name == name).ok_or_else(|| no_such(name))?)
    }

    /// Returns its ARN.
    pub fn arn(&self) -> String {
        let Self { account, region, name, id, .. } = self;
        let partition = partition_of(region);
        format!("arn:{partition}:config:{region}:{account}:configuration-recorder/{name}/{id}")
    }

    /// Returns whether it records resources of a type.
    pub fn records(&self, kind: &str) -> bool {
        if kind == KIND || !kind.starts_with("AWS::") {
            return true;
        }
        match &self.group {
            Group::All { global } => *global || !GLOBAL.contains(&kind),
            Group::Only(kinds) => kinds.iter().any(|other| other == kind),
            Group::Except(kinds) => kinds.iter().all(|other| other != kind),
        }
    }

    /// Returns how often it records changes of resources of a type: those of its own are always recorded
    /// at once.
    ///
    /// Source: AWS Config API Reference, "`RecordingMode`".
    pub fn frequency_of(&self, kind: &str) -> Frequency {
        if kind == KIND || is_told(kind) {
            return Frequency::Continuous;
        }
        let is = |other: &&Override| other.kinds.iter().any(|other| other == kind);
        self.overrides.iter().find(is).map_or(self.frequency, |found| found.frequency)
    }

    /// Puts what a request says of it into it.
    ///
    /// Fails with, in the order in which they are checked: [`INVALID_ROLE`],
    /// [`INVALID_RECORDING_GROUP`], [`VALIDATION`] over a type that is not recorded daily.
    ///
    /// Source: AWS Config API Reference, "`RecordingModeOverride`"; the sentence is ours.
    pub fn configure(&mut self, request: &ConfigurationRecorder) -> Result<(), ApiError> {
        let role = request.role_arn.as_deref().unwrap_or_default();
        let is_role = Arn::parse(role).is_some_and(|arn| {
            arn.service == "iam" && arn.account.len() == 12 && arn.resource_of("role").is_some()
        });
        if !is_role {
            let message = format!("The role ARN '{role}' is not valid.");
            return Err(ApiError::new(INVALID_ROLE, message));
        }
        role.clone_into(&mut self.role);
        self.group = group(request.recording_group.as_ref())?;
        let mode = request.recording_mode.as_ref();
        self.frequency = mode
            .map_or(Frequency::Continuous, |mode| Frequency::parse(&mode.recording_frequency.0));
        let overrides = mode.and_then(|mode| mode.recording_mode_overrides.as_deref());
        self.overrides = overrides.unwrap_or_default().iter().map(Override::of).collect();
        let daily = self.overrides.iter().filter(|other| other.frequency == Frequency::Daily);
        let is_own = |kind: &&String| *kind == KIND || is_told(kind);
        if let Some(kind) = daily.flat_map(|other| &other.kinds).find(is_own) {
            let message = format!("Daily recording cannot be specified for {kind}.");
            return Err(ApiError::new(VALIDATION, message));
        }
        Ok(())
    }

    /// Returns it as answers show it.
    pub fn shown(&self) -> ConfigurationRecorder {
        let words = |kinds: &[String]| Some(kinds.iter().map(Word::new).collect());
        let (included, excluded, strategy) = match &self.group {
            Group::All { .. } => (&[][..], &[][..], "ALL_SUPPORTED_RESOURCE_TYPES"),
            Group::Only(kinds) => (&kinds[..], &[][..], "INCLUSION_BY_RESOURCE_TYPES"),
            Group::Except(kinds) => (&[][..], &kinds[..], "EXCLUSION_BY_RESOURCE_TYPES"),
        };
        let overrides = self.overrides.iter().map(|other| RecordingModeOverride {
            description: other.description.clone(),
            resource_types: other.kinds.iter().map(Word::new).collect(),
            recording_frequency: Word::new(other.frequency.word()),
        });
        ConfigurationRecorder {
            arn: Some(self.arn()),
            name: Some(self.name.clone()),
            role_arn: Some(self.role.clone()),
            recording_group: Some(RecordingGroup {
                all_supported: Some(matches!(self.group, Group::All { .. })),
                include_global_resource_types: Some(self.group == Group::All { global: true }),
                resource_types: words(included),
                exclusion_by_resource_types: Some(ExclusionByResourceTypes {
                    resource_types: words(excluded),
                }),
                recording_strategy: Some(RecordingStrategy { use_only: Some(Word::new(strategy)) }),
            }),
            recording_mode: Some(RecordingMode {
                recording_frequency: Word::new(self.frequency.word()),
                recording_mode_overrides: (!self.overrides.is_empty()).then(|| overrides.collect()),
            }),
            recording_scope: Some(Word::new("PAID")),
            ..ConfigurationRecorder::default()
        }
    }

    /// Returns how it fares. What there is when it begins is recorded at once.
    pub fn status(&self) -> ConfigurationRecorderStatus {
        let status = self.started.map(|_| Word::new("SUCCESS"));
        ConfigurationRecorderStatus {
            arn: Some(self.arn()),
            name: Some(self.name.clone()),
            last_start_time: self.started,
            last_stop_time: self.stopped,
            recording: Some(self.recording),
            last_status: Some(status.unwrap_or_else(|| Word::new("PENDING"))),
            last_status_change_time: self.stopped.max(self.started),
            ..ConfigurationRecorderStatus::default()
        }
    }

    /// Returns what it is like as a resource.
    ///
    /// Source: the resource schema of AWS Config, `AWS::Config::ConfigurationRecorder`.
    pub fn found(&self) -> Found {
        let shown = self.shown();
        let group = shown.recording_group.unwrap_or_default();
        let kinds = |kinds: &Option<Vec<Word<_>>>| -> Value {
            kinds.iter().flatten().map(|word| json!(word.0)).collect()
        };
        let overrides: Vec<Value> = self
            .overrides
            .iter()
            .map(|other| {
                json!({
                    "ResourceTypes": other.kinds,
                    "RecordingFrequency": other.frequency.word(),
                })
            })
            .collect();
        let excluded = group.exclusion_by_resource_types.unwrap_or_default().resource_types;
        let strategy = group.recording_strategy.unwrap_or_default().use_only.unwrap_or_default();
        Found {
            account: self.account.clone(),
            region: self.region.clone(),
            kind: KIND.to_owned(),
            id: self.name.clone(),
            name: Some(self.name.clone()),
            arn: Some(self.arn()),
            zone: "Not Applicable".to_owned(),
            created: None,
            tags: self.tags.clone(),
            relationships: Vec::new(),
            configuration: json!({
                "Id": self.name,
                "Name": self.name,
                "RoleARN": self.role,
                "Recording": self.recording,
                "RecordingGroup": {
                    "AllSupported": group.all_supported,
                    "IncludeGlobalResourceTypes": group.include_global_resource_types,
                    "ResourceTypes": kinds(&group.resource_types),
                    "ExclusionByResourceTypes": {"ResourceTypes": kinds(&excluded)},
                    "RecordingStrategy": {"UseOnly": strategy.0},
                },
                "RecordingMode": {
                    "RecordingFrequency": self.frequency.word(),
                    "RecordingModeOverrides": overrides,
                },
            }),
            supplementary: serde_json::Map::new(),
        }
    }
}

impl Override {
    fn of(shape: &RecordingModeOverride) -> Self {
        Self {
            description: shape.description.clone(),
            kinds: shape.resource_types.iter().map(|kind| kind.0.clone()).collect(),
            frequency: Frequency::parse(&shape.recording_frequency.0),
        }
    }
}

/// Checks the name of a new recorder.
pub fn check_name(name: &str) -> Result<(), ApiError> {
    let wrong = |message: String| Err(ApiError::new(INVALID_CONFIGURATION_RECORDER_NAME, message));
    if name.trim().is_empty() {
        return wrong(format!(
            "The configuration recorder name '{name}' is not valid, blank string."
        ));
    }
    if name.starts_with(RESERVED) {
        return wrong(format!(
            "The configuration recorder name '{name}' is not valid: names that begin with {RESERVED} \
             are reserved."
        ));
    }
    Ok(())
}

/// Returns the refusal of a recorder that there is not.
pub fn no_such(name: &str) -> ApiError {
    ApiError::new(
        NO_SUCH_CONFIGURATION_RECORDER,
        format!("Cannot find configuration recorder with the specified name '{name}'."),
    )
}

/// Reads what is to be recorded.
///
/// | says                                        | records                 |
/// |---------------------------------------------|-------------------------|
/// | nothing, or `allSupported`                  | all types               |
/// | `resourceTypes`                             | these                   |
/// | `exclusionByResourceTypes`                  | all but these           |
///
/// A strategy must be that of what else is said, and the types of IAM go with all types only.
///
/// Source: AWS Config API Reference, "`RecordingGroup`".
fn group(shape: Option<&RecordingGroup>) -> Result<Group, ApiError> {
    let Some(shape) = shape else { return Ok(Group::All { global: false }) };
    let list = |kinds: &Option<Vec<Word<_>>>| -> Vec<String> {
        kinds.iter().flatten().map(|kind| kind.0.clone()).collect()
    };
    let all = shape.all_supported.unwrap_or(false);
    let global = shape.include_global_resource_types.unwrap_or(false);
    let only = list(&shape.resource_types);
    let except = shape.exclusion_by_resource_types.as_ref();
    let except = except.map_or_else(Vec::new, |except| list(&except.resource_types));
    let strategy = shape.recording_strategy.as_ref().and_then(|s| s.use_only.as_ref());
    let strategy = strategy.map(|strategy| strategy.0.as_str());
    let said = (all, !only.is_empty(), !except.is_empty());
    let (group, fits) = match said {
        (true, false, false) => (Group::All { global }, "ALL_SUPPORTED_RESOURCE_TYPES"),
        (false, true, false) => (Group::Only(only), "INCLUSION_BY_RESOURCE_TYPES"),
        (false, false, true) => (Group::Except(except), "EXCLUSION_BY_RESOURCE_TYPES"),
        (false, false, false) if strategy == Some("ALL_SUPPORTED_RESOURCE_TYPES") => {
            (Group::All { global }, "ALL_SUPPORTED_RESOURCE_TYPES")
        }
        _ => return Err(invalid_group()),
    };
    let global_fits = !global || matches!(group, Group::All { .. });
    if global_fits && strategy.is_none_or(|strategy| strategy == fits) {
        Ok(group)
    } else {
        Err(invalid_group())
    }
}

fn invalid_group() -> ApiError {
    ApiError::new(INVALID_RECORDING_GROUP, "The recording group provided is not valid")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Shape;

    fn read(document: &Value) -> Option<Group> {
        group(Some(&RecordingGroup::read(document).unwrap())).ok()
    }

    #[test]
    fn a_group_says_one_thing() {
        let bucket = || vec!["AWS::S3::Bucket".to_owned()];
        let types = json!(["AWS::S3::Bucket"]);
        let cases = [
            (json!({"allSupported": true}), Some(Group::All { global: false })),
            (
                json!({"allSupported": true, "includeGlobalResourceTypes": true}),
                Some(Group::All { global: true }),
            ),
            (json!({"resourceTypes": types}), Some(Group::Only(bucket()))),
            (
                json!({"exclusionByResourceTypes": {"resourceTypes": types},
                    "recordingStrategy": {"useOnly": "EXCLUSION_BY_RESOURCE_TYPES"}}),
                Some(Group::Except(bucket())),
            ),
            (json!({}), None),
            (json!({"allSupported": true, "resourceTypes": types}), None),
            (json!({"resourceTypes": types, "includeGlobalResourceTypes": true}), None),
            (
                json!({"resourceTypes": types,
                    "recordingStrategy": {"useOnly": "EXCLUSION_BY_RESOURCE_TYPES"}}),
                None,
            ),
        ];
        for (document, expected) in cases {
            assert_eq!(read(&document), expected, "{document}");
        }
        assert_eq!(group(None).unwrap(), Group::All { global: false });
    }
}
