//! Names of resources: `arn:partition:service:region:account:resource`.

use std::fmt;

/// A resource name in its parts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Arn<'a> {
    /// `aws`, `aws-cn` or `aws-us-gov`.
    pub partition: &'a str,
    /// The service that owns the resource.
    pub service: &'a str,
    /// The region, empty for global resources.
    pub region: &'a str,
    /// The account, empty for S3 buckets.
    pub account: &'a str,
    /// Everything behind the fifth colon.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// Returns the parts of a name; `None` if it does not have six or does not begin with `arn`.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        let mut part = || parts.next();
        let prefix = part()?;
        let arn = Self {
            partition: part()?,
            service: part()?,
            region: part()?,
            account: part()?,
            resource: part()?,
        };
        let complete = prefix == "arn"
            && !arn.partition.is_empty()
            && !arn.service.is_empty()
            && !arn.resource.is_empty();
        complete.then_some(arn)
    }

    /// Returns the resource behind a kind, such as `my-trail` of `trail/my-trail`.
    pub fn resource_of(&self, kind: &str) -> Option<&'a str> {
        self.resource.strip_prefix(kind)?.strip_prefix('/')
    }

    /// Returns its text, quicker than `to_string` does.
    pub fn text(&self) -> String {
        self.parts().concat()
    }

    const fn parts(&self) -> [&str; 10] {
        let Self { partition, service, region, account, resource } = self;
        ["arn:", partition, ":", service, ":", region, ":", account, ":", resource]
    }
}

impl fmt::Display for Arn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts().into_iter().try_for_each(|part| f.write_str(part))
    }
}

/// Returns the partition that a region belongs to.
pub fn partition_of(region: &str) -> &'static str {
    if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else {
        "aws"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_printed_as_it_was_parsed() {
        let names = [
            "arn:aws:cloudtrail:eu-west-2:123456789012:trail/my-trail",
            "arn:aws:s3:::bucket/a:b",
            "arn:aws-cn:iam::123456789012:user/ann",
        ];
        for name in names {
            assert_eq!(Arn::parse(name).unwrap().to_string(), name);
        }
    }

    #[test]
    fn what_lacks_a_part_is_no_name() {
        for text in ["", "arn", "arn:aws:s3:::", "xarn:aws:s3:::b", "arn::s3:::b", "arn:aws:s3::b"]
        {
            assert_eq!(Arn::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_resource_behind_its_kind() {
        let arn = Arn::parse("arn:aws:cloudtrail:eu-west-2:123456789012:trail/a").unwrap();
        assert_eq!(arn.resource_of("trail"), Some("a"));
        assert_eq!(arn.resource_of("channel"), None);
    }
}
