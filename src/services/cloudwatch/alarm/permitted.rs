//! What every alarm that is put may be called, and what it may do.
//!
//! Source: CloudWatch API Reference, "`PutMetricAlarm`", `AlarmName`, `AlarmActions`; facts, "CloudWatch",
//! messages, for regions; public issues for partitions and for `Invalid arn syntax`. Our reading: that an ARN which no topic
//! and no function can have is as little one as a text is. The sentence about names is ours, after the
//! one that AWS has for names of metrics.

use crate::arn::{Arn, partition_of};
use crate::error::ApiError;
use crate::lambda::Function;
use crate::services::cloudwatch::errors::VALIDATION_ERROR;
use crate::services::cloudwatch::insights::Insight;
use crate::services::cloudwatch::shapes::alarms::PutMetricAlarmInput;
use crate::services::cloudwatch::shapes::metric_data::MetricDataQuery;
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

/// Looks at an action of an alarm, which EC2 can only take on the instance that its one metric is about.
///
/// Source: CloudWatch User Guide, "Create alarms to stop, terminate, reboot, or recover an EC2 instance",
/// and "Alarm queries": those on math expressions cannot have such actions; public issues for the sentence,
/// which is seen for alarms on one metric. Those on Metrics Insights queries can, by "Acting on alarm
/// changes": of what they find each is about an instance or not.
pub fn check_instance(action: &str, request: &PutMetricAlarmInput) -> Result<(), ApiError> {
    let arn = Arn::parse(action);
    let is_of_ec2 = arn.is_some_and(|arn| match arn.service {
        // The place of the account names the service.
        "automate" => arn.account == "ec2",
        "swf" => arn.resource.contains("AWS_EC2."),
        _ => false,
    });
    let is_insight = |query: &MetricDataQuery| query.expression.as_deref().is_some_and(Insight::is);
    let dimensions = match request.metrics.as_deref() {
        None => request.dimensions.as_ref(),
        Some([query]) if query.expression.is_none() => {
            query.metric_stat.as_ref().and_then(|asked| asked.metric.dimensions.as_ref())
        }
        Some(queries) if queries.iter().any(is_insight) => return Ok(()),
        Some(_) => None,
    };
    let mut dimensions = dimensions.into_iter().flatten();
    let has_instance = dimensions.any(|dimension| dimension.name == "InstanceId");
    if is_of_ec2 && !has_instance {
        return Err(wrong(
            "Invalid use of EC2 action. An EC2 action can only be used if the alarm is monitoring an \
             EC2 instance.",
        ));
    }
    Ok(())
}

/// Looks at the ARN of an action.
///
/// Fails with [`VALIDATION_ERROR`] if it is no ARN, if it is of another partition, if it is one of SNS or
/// EC2 in another region, or if there can be no such topic or function.
pub fn check_action(action: &str, region: &str) -> Result<(), ApiError> {
    let malformed = || wrong(format!("Invalid arn syntax: {action}"));
    let arn = Arn::parse(action).ok_or_else(malformed)?;
    let partition = partition_of(region);
    if arn.partition != partition {
        return Err(wrong(format!(
            "Invalid partition {} specified. Only {partition} is supported.",
            arn.partition
        )));
    }
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
            "arn:aws:lambda:us-east-1:123456789012:function:../../x",
            long.as_str(),
        ];
        for action in malformed {
            let refusal = check_action(action, "us-east-1").unwrap_err();
            assert_eq!(refusal.message(), format!("Invalid arn syntax: {action}"));
        }
        let cases = [("aws-cn", "us-east-1", "aws"), ("aws", "us-gov-west-1", "aws-us-gov")];
        for (partition, region, only) in cases {
            let refusal =
                check_action(&format!("arn:{partition}:sns:{region}:123456789012:t"), region);
            let sentence =
                format!("Invalid partition {partition} specified. Only {only} is supported.");
            assert_eq!(refusal.unwrap_err().message(), sentence);
        }
        assert_eq!(check_action("arn:aws-cn:sns:cn-north-1:123456789012:t", "cn-north-1"), Ok(()));
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
