//! The policies that services want of the buckets that they deliver to.
//!
//! Each lets the service look at the bucket and put objects below `AWSLogs/ACCOUNT/`, as long as
//! the bucket's owner has full control of them, and on behalf of the account only.
//!
//! Source: CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail"; AWS Config Developer
//! Guide, "Permissions for the Amazon S3 bucket for the AWS Config delivery channel".

use serde_json::json;

use crate::value::Value;

/// Where a service is to deliver.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// `aws`, `aws-cn` or `aws-us-gov`.
    pub partition: &'a str,
    /// The account on whose behalf it delivers.
    pub account: &'a str,
    /// The organization on whose behalf it delivers, too.
    pub organization: Option<&'a str>,
    /// The bucket.
    pub bucket: &'a str,
    /// What the keys begin with, if anything.
    pub prefix: Option<&'a str>,
}

impl Place<'_> {
    fn bucket_arn(&self) -> String {
        format!("arn:{}:s3:::{}", self.partition, self.bucket)
    }

    /// Returns the name of all objects that the service puts, which sets a slash behind a prefix,
    /// also behind one that ends with a slash.
    fn objects_arn(&self, owner: &str, below: &str) -> String {
        let prefix = self.prefix.unwrap_or_default();
        let slash = if prefix.is_empty() { "" } else { "/" };
        format!("{}/{prefix}{slash}AWSLogs/{owner}/{below}*", self.bucket_arn())
    }
}

/// Returns the policy that CloudTrail wants; for one trail, in a region, or for all of the account.
///
/// For an organization's trail it has a statement more; that of the account is for the time when the
/// trail is not the organization's any more.
///
/// Source: CloudTrail User Guide, "Creating a trail for an organization with the AWS CLI".
pub fn cloudtrail(place: Place<'_>, trail: Option<(&str, &str)>) -> Value {
    let (partition, account) = (place.partition, place.account);
    let arn = |region: &str, name: &str| {
        format!("arn:{partition}:cloudtrail:{region}:{account}:trail/{name}")
    };
    let (test, source) = match trail {
        Some((region, name)) => ("StringEquals", arn(region, name)),
        None => ("StringLike", arn("*", "*")),
    };
    let mut write = json!({"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}});
    write[test]["aws:SourceArn"] = json!(source);
    let statements = [
        statement(
            ("AWSCloudTrailAclCheck", "cloudtrail.amazonaws.com"),
            "s3:GetBucketAcl",
            place.bucket_arn(),
            json!({test: {"aws:SourceArn": source}}),
        ),
        statement(
            ("AWSCloudTrailWrite", "cloudtrail.amazonaws.com"),
            "s3:PutObject",
            place.objects_arn(account, ""),
            write.clone(),
        ),
    ];
    let organization = place.organization.map(|organization| {
        statement(
            ("AWSCloudTrailOrganizationWrite", "cloudtrail.amazonaws.com"),
            "s3:PutObject",
            place.objects_arn(organization, ""),
            write,
        )
    });
    document(&statements.into_iter().chain(organization).collect::<Vec<_>>())
}

/// Returns the policy that AWS Config wants.
pub fn config(place: Place<'_>) -> Value {
    let service = "config.amazonaws.com";
    let account = || json!({"StringEquals": {"aws:SourceAccount": place.account}});
    let mut write = json!({"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}});
    write["StringEquals"]["aws:SourceAccount"] = json!(place.account);
    document(&[
        statement(
            ("AWSConfigBucketPermissionsCheck", service),
            "s3:GetBucketAcl",
            place.bucket_arn(),
            account(),
        ),
        statement(
            ("AWSConfigBucketExistenceCheck", service),
            "s3:ListBucket",
            place.bucket_arn(),
            account(),
        ),
        statement(
            ("AWSConfigBucketDelivery", service),
            "s3:PutObject",
            place.objects_arn(place.account, "Config/"),
            write,
        ),
    ])
}

fn document(statements: &[Value]) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

fn statement(
    (id, service): (&str, &str),
    action: &str,
    resource: String,
    condition: Value,
) -> Value {
    json!({
        "Sid": id,
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": action,
        "Resource": resource,
        "Condition": condition,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Request, bucket};

    const PLACE: Place<'_> = Place {
        partition: "aws",
        account: "123456789012",
        organization: None,
        bucket: "logs",
        prefix: None,
    };

    fn allows(policy: &Value, service: &str, action: &str, resource: &str, source: &str) -> bool {
        let policy = bucket::check(&policy.to_string(), "arn:aws:s3:::logs").unwrap();
        policy.allows(&Request {
            service,
            action,
            resource,
            context: &[
                ("s3:x-amz-acl", "bucket-owner-full-control"),
                ("aws:SourceArn", source),
                ("aws:SourceAccount", "123456789012"),
            ],
        })
    }

    #[test]
    fn cloudtrail_may_deliver_for_the_trails_that_are_meant() {
        let (mine, other) = (
            "arn:aws:cloudtrail:eu-west-2:123456789012:trail/mine",
            "arn:aws:cloudtrail:eu-west-2:123456789012:trail/other",
        );
        let stranger = "arn:aws:cloudtrail:eu-west-2:999999999999:trail/mine";
        let log = "arn:aws:s3:::logs/AWSLogs/123456789012/CloudTrail/x";
        let may = |policy: &Value, trail: &str| {
            let service = "cloudtrail.amazonaws.com";
            allows(policy, service, "s3:GetBucketAcl", "arn:aws:s3:::logs", trail)
                && allows(policy, service, "s3:PutObject", log, trail)
        };
        let all = cloudtrail(PLACE, None);
        assert!(may(&all, mine) && may(&all, other) && !may(&all, stranger));
        let one = cloudtrail(PLACE, Some(("eu-west-2", "mine")));
        assert!(may(&one, mine) && !may(&one, other));
    }

    #[test]
    fn an_organization_has_a_folder_beside_the_accounts() {
        let organization = Some("o-exampleorgid");
        let policy = cloudtrail(Place { organization, ..PLACE }, None);
        let trail = "arn:aws:cloudtrail:eu-west-2:123456789012:trail/mine";
        for owner in ["123456789012", "o-exampleorgid/222222222222"] {
            let log = format!("arn:aws:s3:::logs/AWSLogs/{owner}/CloudTrail/x");
            let service = "cloudtrail.amazonaws.com";
            assert!(allows(&policy, service, "s3:PutObject", &log, trail), "{owner}");
            assert_eq!(
                allows(&cloudtrail(PLACE, None), service, "s3:PutObject", &log, trail),
                owner == "123456789012"
            );
        }
    }

    #[test]
    fn a_prefix_stands_before_the_folder_of_logs() {
        for (prefix, expected) in [
            (None, "arn:aws:s3:::logs/AWSLogs/123456789012/*"),
            (Some(""), "arn:aws:s3:::logs/AWSLogs/123456789012/*"),
            (Some("a/b"), "arn:aws:s3:::logs/a/b/AWSLogs/123456789012/*"),
            (Some("a/"), "arn:aws:s3:::logs/a//AWSLogs/123456789012/*"),
        ] {
            let policy = cloudtrail(Place { prefix, ..PLACE }, None);
            assert_eq!(policy["Statement"][1]["Resource"], expected, "{prefix:?}");
        }
    }

    #[test]
    fn config_may_look_list_and_deliver() {
        let (policy, service) = (config(PLACE), "config.amazonaws.com");
        let item = "arn:aws:s3:::logs/AWSLogs/123456789012/Config/x";
        for (action, resource) in [
            ("s3:GetBucketAcl", "arn:aws:s3:::logs"),
            ("s3:ListBucket", "arn:aws:s3:::logs"),
            ("s3:PutObject", item),
        ] {
            assert!(allows(&policy, service, action, resource, ""), "{action}");
        }
    }
}
