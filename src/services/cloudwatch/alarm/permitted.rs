//! What every alarm that is put may be called, and what it may do.
//!
//! Source: CloudWatch API Reference, "`PutMetricAlarm`", `AlarmName`, `AlarmActions`; facts, "CloudWatch",
//! messages, for regions; public issues for `Invalid arn syntax`. Our reading: that an ARN which no topic
//! and no function can have is as little one as a text is. The sentence about names is ours, after the
//! one that AWS has for names of metrics.

use crate::arn::Arn;
use crate::error::ApiError;
use crate::lambda::Function;
use crate::services::cloudwatch::errors::VALIDATION_ERROR;
use crate::sns::Topic;

/// The services whose actions are in the region of the alarm.
const OF_REGION: [&str; 2] = ["sns", "automate"];

/// Looks at the name of an alarm that is put.
pub fn check_name(name: &str) -> Result<(), ApiError> {
    if name.chars().any(|c| c.is_ascii_control()) {
        return Err(wrong("AlarmName must not contain ASCII control characters"));
    }
    Ok(())
}

/// Looks at the ARN of an action.
///
/// Fails with [`VALIDATION_ERROR`] if it is no ARN, if it is one of SNS or EC2 in another region, or if
/// there can be no such topic or function.
pub fn check_action(action: &str, region: &str) -> Result<(), ApiError> {
    let malformed = || wrong(format!("Invalid arn syntax: {action}"));
    let arn = Arn::parse(action).ok_or_else(malformed)?;
    if OF_REGION.contains(&arn.service) && arn.region != region {
        return Err(wrong(format!(
            "Invalid region {} specified. Only {region} is supported.",
            arn.region
        )));
    }
    let can_be = match arn.service {
        "sns" => Topic::can_have(action),
        "lambda" => Function::named(action).is_some(),
        _ => true,
    };
    if can_be { Ok(()) } else { Err(malformed()) }
}

fn wrong(sentence: impl Into<String>) -> ApiError {
    ApiError::new(VALIDATION_ERROR, sentence.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_no_control_characters() {
        for name in ["a", "größe", "a b/c:d", "\u{85}", &"a".repeat(255)] {
            assert_eq!(check_name(name), Ok(()), "{name}");
        }
        for name in ["\0", "a\nb", "a\t", "\u{1b}[31m", "\u{7f}"] {
            let refusal = check_name(name).unwrap_err();
            let sentence = "AlarmName must not contain ASCII control characters";
            assert_eq!((refusal.code(), refusal.message()), (VALIDATION_ERROR, sentence));
        }
    }

    #[test]
    fn actions_that_cannot_be_are_refused() {
        let long = format!("arn:aws:sns:us-east-1:123456789012:{}", "t".repeat(257));
        let malformed = [
            "",
            "topic",
            "arn:aws:sns:us-east-1:123456789012:",
            "arn:aws:sns:us-east-1:123456789012:../../x",
            "arn:aws:sns:us-east-1:123456789012:a/b",
            "arn:aws:sns:us-east-1:123456789012:a:b",
            "arn:aws:sns:us-east-1:123456789012:a.b",
            "arn:aws:sns:us-east-1:123456789012:.fifo",
            "arn:aws:sns:us-east-1:../../123456:t",
            "arn:aws-cn:sns:us-east-1:123456789012:t",
            "arn:aws:lambda:us-east-1:123456789012:function:../../x",
            long.as_str(),
        ];
        for action in malformed {
            let refusal = check_action(action, "us-east-1").unwrap_err();
            assert_eq!(refusal.message(), format!("Invalid arn syntax: {action}"));
        }
        let elsewhere = check_action("arn:aws:sns:eu-west-2:123456789012:t", "us-east-1");
        assert_eq!(
            elsewhere.unwrap_err().message(),
            "Invalid region eu-west-2 specified. Only us-east-1 is supported."
        );
        for action in [
            "arn:aws:sns:us-east-1:123456789012:t",
            "arn:aws:sns:us-east-1:210987654321:a-b_C",
            "arn:aws:sns:us-east-1:123456789012:t.fifo",
            "arn:aws:lambda:us-east-1:123456789012:function:judge:live",
            "arn:aws:automate:us-east-1:ec2:reboot",
            "arn:aws:ssm:us-east-1:123456789012:opsitem:1#CATEGORY=Cost",
        ] {
            assert_eq!(check_action(action, "us-east-1"), Ok(()), "{action}");
        }
    }
}
