//! Where a new bucket lies.
//!
//! | the call goes to | names        | the bucket                                       |
//! |------------------|--------------|--------------------------------------------------|
//! | us-east-1        | nothing      | lies in us-east-1                                |
//! | us-east-1        | a region     | lies there; us-east-1 itself may not be named    |
//! | another region   | that region  | lies there                                       |
//! | another region   | anything else| is refused                                       |
//!
//! Source: S3 API Reference, "CreateBucket", "Error responses"; the sentences are those of recorded
//! answers.

use super::errors::{ILLEGAL_LOCATION_CONSTRAINT, INVALID_LOCATION_CONSTRAINT};
use crate::error::Code;

/// The region of buckets for which none is named.
pub(super) const HOME: &str = "us-east-1";

/// Returns the region of a bucket that is created by a call to `endpoint`, or what is wrong.
pub(super) fn region(endpoint: &str, constraint: Option<&str>) -> Result<String, (Code, String)> {
    let constraint = constraint.filter(|constraint| !constraint.is_empty());
    let incompatible = |what: &str| {
        let message = format!(
            "The {what} location constraint is incompatible for the region specific endpoint this \
             request was sent to."
        );
        Err((ILLEGAL_LOCATION_CONSTRAINT, message))
    };
    match constraint {
        None if endpoint == HOME => Ok(HOME.to_owned()),
        None => incompatible("unspecified"),
        Some(region) if endpoint != HOME && region != endpoint => incompatible(region),
        Some(region) if REGIONS.contains(&region) => Ok(region.to_owned()),
        Some(_) => {
            let message = "The specified location-constraint is not valid".to_owned();
            Err((INVALID_LOCATION_CONSTRAINT, message))
        }
    }
}

/// The regions that can be named. Source: the API model, `BucketLocationConstraint`, without `EU`,
/// the old name of eu-west-1.
pub const REGIONS: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_us_east_1_creates_buckets_elsewhere() {
        let incompatible = |what: &str| {
            Err(format!(
                "The {what} location constraint is incompatible for the region specific endpoint \
                 this request was sent to."
            ))
        };
        let invalid = || Err("The specified location-constraint is not valid".to_owned());
        let cases = [
            ("us-east-1", None, Ok("us-east-1")),
            ("us-east-1", Some("eu-west-2"), Ok("eu-west-2")),
            ("us-east-1", Some("us-east-1"), invalid()),
            ("us-east-1", Some("mars-1"), invalid()),
            ("eu-west-2", Some("eu-west-2"), Ok("eu-west-2")),
            ("eu-west-2", None, incompatible("unspecified")),
            ("eu-west-2", Some("eu-west-1"), incompatible("eu-west-1")),
            ("eu-west-2", Some("us-east-1"), incompatible("us-east-1")),
        ];
        for (endpoint, constraint, expected) in cases {
            let found = region(endpoint, constraint).map_err(|(_, message)| message);
            assert_eq!(found, expected.map(str::to_owned), "{endpoint} {constraint:?}");
        }
    }
}
