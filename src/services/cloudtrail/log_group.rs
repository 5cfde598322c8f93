//! The log group of CloudWatch Logs that a trail names. It is checked and kept; nothing is sent to
//! it, and what it would hold can be [read](super::log_lines) from the event history.
//!
//! Source: CloudTrail API Reference, "`CreateTrail`", "`UpdateTrail`"; messages as facts list them
//! and as others report them of log groups.

use serde::{Deserialize, Serialize};

use super::errors::{
    INVALID_CLOUD_WATCH_LOGS_LOG_GROUP_ARN, INVALID_CLOUD_WATCH_LOGS_ROLE_ARN,
    INVALID_PARAMETER_COMBINATION,
};
use crate::arn::{Arn, partition_of};
use crate::error::ApiError;

/// A log group, and the role that CloudTrail would take to write to it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct LogGroup {
    /// Its ARN, which ends in `:*` for all streams of it.
    pub group: String,
    /// The ARN of the role.
    pub role: String,
}

impl LogGroup {
    /// Makes one of what a request names; none if it names neither.
    ///
    /// The group is one of the account in the region, the role one of the account. Every one with a
    /// good name is there.
    ///
    /// Fails with, in the order in which they are checked: [`INVALID_PARAMETER_COMBINATION`] if one
    /// is named without the other, whose sentence is ours,
    /// [`INVALID_CLOUD_WATCH_LOGS_LOG_GROUP_ARN`], [`INVALID_CLOUD_WATCH_LOGS_ROLE_ARN`].
    pub fn parse(
        account: &str,
        region: &str,
        group: Option<&str>,
        role: Option<&str>,
    ) -> Result<Option<Self>, ApiError> {
        let (group, role) = match (group, role) {
            (None, None) => return Ok(None),
            (Some(group), Some(role)) => (group, role),
            (group, _) => {
                let (named, missing) = if group.is_some() {
                    ("CloudWatchLogsLogGroupArn", "CloudWatchLogsRoleArn")
                } else {
                    ("CloudWatchLogsRoleArn", "CloudWatchLogsLogGroupArn")
                };
                let message = format!("{missing} must be specified together with {named}.");
                return Err(ApiError::new(INVALID_PARAMETER_COMBINATION, message));
            }
        };
        let partition = partition_of(region);
        let is_group = Arn::parse(group).is_some_and(|arn| {
            let name = arn.resource.strip_prefix("log-group:").and_then(|r| r.strip_suffix(":*"));
            (arn.partition, arn.service, arn.region, arn.account)
                == (partition, "logs", region, account)
                && name.is_some_and(is_group_name)
        });
        if !is_group {
            let message = "CloudTrail cannot validate the specified log group ARN.";
            return Err(ApiError::new(INVALID_CLOUD_WATCH_LOGS_LOG_GROUP_ARN, message));
        }
        let is_role = Arn::parse(role).is_some_and(|arn| {
            (arn.partition, arn.service, arn.region, arn.account) == (partition, "iam", "", account)
                && arn.resource_of("role").is_some_and(is_role_name)
        });
        if !is_role {
            let message = "Access denied. Check the trust relationships for your role.";
            return Err(ApiError::new(INVALID_CLOUD_WATCH_LOGS_ROLE_ARN, message));
        }
        Ok(Some(Self { group: group.to_owned(), role: role.to_owned() }))
    }
}

/// Returns whether a log group can have a name.
///
/// Source: CloudWatch Logs API Reference, "`CreateLogGroup`".
fn is_group_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_/.#-".contains(c);
    (1..=512).contains(&name.len()) && name.chars().all(plain)
}

/// Returns whether a role can have a name, behind its path.
fn is_role_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_+=,.@/-".contains(c);
    !name.ends_with('/') && !name.is_empty() && name.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUP: &str = "arn:aws:logs:eu-west-2:123456789012:log-group:CloudTrail/logs:*";
    const ROLE: &str = "arn:aws:iam::123456789012:role/service-role/CloudTrail";

    fn parse(group: Option<&str>, role: Option<&str>) -> Result<Option<LogGroup>, ApiError> {
        LogGroup::parse("123456789012", "eu-west-2", group, role)
    }

    #[test]
    fn group_and_role_come_together() {
        assert_eq!(parse(None, None), Ok(None));
        let both = parse(Some(GROUP), Some(ROLE)).unwrap().unwrap();
        assert_eq!((both.group.as_str(), both.role.as_str()), (GROUP, ROLE));
        for (group, role) in [(Some(GROUP), None), (None, Some(ROLE))] {
            let error = parse(group, role).unwrap_err();
            assert_eq!(error.code(), INVALID_PARAMETER_COMBINATION, "{error}");
        }
    }

    #[test]
    fn a_group_is_one_of_the_account_in_the_region() {
        for group in [
            "CloudTrail/logs",
            "arn:aws:logs:eu-west-2:123456789012:log-group:CloudTrail/logs",
            "arn:aws:logs:eu-west-1:123456789012:log-group:CloudTrail/logs:*",
            "arn:aws:logs:eu-west-2:999999999999:log-group:CloudTrail/logs:*",
            "arn:aws:logs:eu-west-2:123456789012:log-group::*",
            "arn:aws:logs:eu-west-2:123456789012:log-group:a b:*",
            "arn:aws:s3:::logs",
        ] {
            let error = parse(Some(group), Some(ROLE)).unwrap_err();
            assert_eq!(error.code(), INVALID_CLOUD_WATCH_LOGS_LOG_GROUP_ARN, "{group}");
        }
    }

    #[test]
    fn a_role_is_one_of_the_account() {
        for role in [
            "CloudTrail",
            "arn:aws:iam::999999999999:role/CloudTrail",
            "arn:aws:iam::123456789012:user/CloudTrail",
            "arn:aws:iam::123456789012:role/",
        ] {
            let error = parse(Some(GROUP), Some(role)).unwrap_err();
            assert_eq!(error.code(), INVALID_CLOUD_WATCH_LOGS_ROLE_ARN, "{role}");
        }
    }
}
