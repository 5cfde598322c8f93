//! The dataset of an account and region, and the key that it is encrypted with.
//!
//! There is one, `default`, without anybody having made it. Nothing is encrypted here: which key is
//! meant is kept and told.
//!
//! Source: CloudWatch API Reference, "`AssociateDatasetKmsKey`", "`GetDataset`".

use serde::{Deserialize, Serialize};

use super::errors::{RESOURCE_NOT_FOUND_EXCEPTION, VALIDATION_ERROR};
use crate::arn::Arn;
use crate::error::ApiError;
use crate::store::{Json, Key, Record};

/// The name of the only dataset.
pub const NAME: &str = "default";

/// What an identifier of a dataset looks like.
///
/// Source: the API model, `DatasetIdentifier`.
const IDENTIFIER: &str =
    r"(default|arn:[a-zA-Z0-9-]+:cloudwatch:[a-zA-Z0-9-]*:\d{12}:dataset/default)";

/// What the ARN of a key looks like.
///
/// Source: the API model, `KmsKeyArn`.
const KEY: &str = r"arn:[a-zA-Z0-9-]+:kms:[a-zA-Z0-9-]+:\d{12}:key/[a-f0-9-]+";

/// A dataset that is encrypted with a key of the account; without a record it is not.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Dataset {
    /// Whose it is.
    pub account: String,
    /// Where it is.
    pub region: String,
    /// The ARN of the key.
    pub kms_key_arn: String,
}

impl Record for Dataset {
    const KIND: &'static str = "dataset";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of((&self.account, &self.region))
    }
}

impl Dataset {
    /// Returns the key of the dataset of an account and region.
    pub fn key_of((account, region): (&str, &str)) -> Key {
        Self::all().text(account).text(region)
    }
}

/// Looks at an identifier: the name of the dataset, or its ARN.
///
/// Fails with [`VALIDATION_ERROR`] for a text of another form, and with
/// [`RESOURCE_NOT_FOUND_EXCEPTION`] for the dataset of another account or region.
pub fn check_identifier((account, region): (&str, &str), identifier: &str) -> Result<(), ApiError> {
    if identifier == NAME {
        return Ok(());
    }
    let arn = arn_of(identifier, "cloudwatch").filter(|arn| arn.resource == "dataset/default");
    let arn = arn.ok_or_else(|| wrong("datasetIdentifier", identifier, IDENTIFIER))?;
    let own = arn.account == account && arn.region == region;
    own.then_some(()).ok_or_else(missing)
}

/// Looks at the ARN of a key, and returns its region.
///
/// Fails with [`VALIDATION_ERROR`] for a text of another form, which that of an alias is.
pub fn check_key(key: &str) -> Result<&str, ApiError> {
    let is_id = |id: &str| {
        !id.is_empty() && id.bytes().all(|b| matches!(b, b'a'..=b'f' | b'0'..=b'9' | b'-'))
    };
    let arn = arn_of(key, "kms").filter(|arn| !arn.region.is_empty());
    arn.filter(|arn| arn.resource_of("key").is_some_and(is_id))
        .map(|arn| arn.region)
        .ok_or_else(|| wrong("kmsKeyArn", key, KEY))
}

/// Returns the error for what is not there.
///
/// Source: recorded, of other resources: the error has no sentence of its own.
pub fn missing() -> ApiError {
    ApiError::new(RESOURCE_NOT_FOUND_EXCEPTION, "Unknown")
}

/// Returns the ARN of a resource of a service that a text is, as far as the patterns of the model
/// say how it is written.
fn arn_of<'t>(text: &'t str, service: &str) -> Option<Arn<'t>> {
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    Arn::parse(text).filter(|arn| {
        arn.service == service
            && plain(arn.partition)
            && plain(arn.region)
            && arn.account.len() == 12
            && arn.account.bytes().all(|b| b.is_ascii_digit())
    })
}

fn wrong(member: &str, value: &str, pattern: &str) -> ApiError {
    let sentence = format!(
        "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: {pattern}"
    );
    ApiError::new(VALIDATION_ERROR, sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: (&str, &str) = ("123456789012", "us-east-1");

    #[test]
    fn the_dataset_is_known_by_its_name_and_its_arn() {
        let cases = [
            ("default", None),
            ("arn:aws:cloudwatch:us-east-1:123456789012:dataset/default", None),
            (
                "arn:aws:cloudwatch:eu-west-2:123456789012:dataset/default",
                Some(RESOURCE_NOT_FOUND_EXCEPTION),
            ),
            (
                "arn:aws:cloudwatch:us-east-1:111122223333:dataset/default",
                Some(RESOURCE_NOT_FOUND_EXCEPTION),
            ),
            ("other", Some(VALIDATION_ERROR)),
            ("arn:aws:cloudwatch:us-east-1:123456789012:dataset/x", Some(VALIDATION_ERROR)),
            ("arn:aws:logs:us-east-1:123456789012:dataset/default", Some(VALIDATION_ERROR)),
        ];
        for (identifier, code) in cases {
            let found = check_identifier(OWNER, identifier).err().map(|error| error.code());
            assert_eq!(found, code, "{identifier}");
        }
    }

    #[test]
    fn a_key_is_named_by_its_arn_only() {
        let key = "arn:aws:kms:eu-west-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
        assert_eq!(check_key(key).unwrap(), "eu-west-2");
        for wrong in [
            "1234abcd-12ab-34cd-56ef-1234567890ab",
            "alias/dashboards-and-more",
            "arn:aws:kms:us-east-1:123456789012:alias/a",
            "arn:aws:kms:us-east-1:123456789012:key/",
            "arn:aws:kms:us-east-1:123456789012:key/XYZ",
            "arn:aws:kms::123456789012:key/12ab",
            "arn:aws:kms:us-east-1:12345678901:key/12ab",
        ] {
            assert_eq!(check_key(wrong).unwrap_err().code(), VALIDATION_ERROR, "{wrong}");
        }
    }
}
