//! The rules for names of buckets.
//!
//! Source: Amazon S3 User Guide, "General purpose bucket naming rules".

/// Returns the bucket and the rest of a URI, as in `s3://BUCKET/REST`; `None` if it is no such URI.
///
/// The rest is empty if there is none. Neither of them is looked at.
pub fn uri_parts(uri: &str) -> Option<(&str, &str)> {
    let rest = uri.strip_prefix("s3://")?;
    Some(rest.split_once('/').unwrap_or((rest, "")))
}

/// A rule that a name breaks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Rule {
    /// 3 to 63 characters.
    Length,
    /// No underscores, which older buckets had.
    Underscore,
    /// Small letters, digits, `.` and `-`.
    Characters,
    /// A letter or digit at both ends.
    Ends,
    /// No two dots beside each other, nor a dot beside a dash.
    Dots,
    /// Not like an IP address.
    Address,
    /// Not with a beginning or end that S3 keeps for itself.
    Reserved,
}

impl Rule {
    /// Returns what CloudTrail says of a name that breaks the rule.
    pub fn sentence(self) -> String {
        match self {
            Self::Length => "Bucket name should be between 3 and 63 characters long",
            Self::Underscore => "Bucket name should not contain '_'",
            Self::Characters => {
                "Bucket name should only contain lowercase letters, numbers, periods and hyphens"
            }
            Self::Ends => "Bucket name should begin and end with a letter or number",
            Self::Dots => {
                "Bucket name should not contain two adjacent periods, or dashes next to periods"
            }
            Self::Address => "Bucket name must not be formatted as an IP Address",
            Self::Reserved => "Bucket name should not begin or end with a reserved word",
        }
        .to_owned()
    }
}

/// Returns whether the AWS CLI asks for a bucket of this name at all: it knows only that older
/// buckets have letters, digits, `.`, `-` and `_`.
///
/// Source: botocore 1.43.55.
pub fn is_asked_for(name: &str) -> bool {
    let plain = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'-' | b'_');
    (1..=255).contains(&name.len()) && name.bytes().all(plain)
}

/// Checks a name; the first rule that it breaks is returned.
pub fn check(name: &str) -> Result<(), Rule> {
    let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit();
    let bytes = name.as_bytes();
    if !(3..=63).contains(&bytes.len()) {
        return Err(Rule::Length);
    }
    if name.contains('_') {
        return Err(Rule::Underscore);
    }
    if !bytes.iter().all(|c| plain(*c) || matches!(c, b'.' | b'-')) {
        return Err(Rule::Characters);
    }
    if !plain(bytes[0]) || !plain(bytes[bytes.len() - 1]) {
        return Err(Rule::Ends);
    }
    if ["..", ".-", "-."].iter().any(|pair| name.contains(pair)) {
        return Err(Rule::Dots);
    }
    if name.parse::<std::net::Ipv4Addr>().is_ok() {
        return Err(Rule::Address);
    }
    let begins = ["xn--", "sthree-", "amzn-s3-demo-"];
    let ends = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];
    if begins.iter().any(|word| name.starts_with(word))
        || ends.iter().any(|word| name.ends_with(word))
    {
        return Err(Rule::Reserved);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_broken_rule_is_the_one_reported() {
        let long = "a".repeat(64);
        let cases = [
            ("ab", Rule::Length),
            (long.as_str(), Rule::Length),
            ("my_bucket", Rule::Underscore),
            ("MyBucket", Rule::Characters),
            ("my bucket", Rule::Characters),
            ("-bucket", Rule::Ends),
            ("bucket.", Rule::Ends),
            ("my..bucket", Rule::Dots),
            ("my.-bucket", Rule::Dots),
            ("192.168.5.4", Rule::Address),
            ("xn--bucket", Rule::Reserved),
            ("bucket-s3alias", Rule::Reserved),
        ];
        for (name, rule) in cases {
            assert_eq!(check(name), Err(rule), "{name}");
        }
    }

    #[test]
    fn names_that_keep_the_rules_are_taken() {
        for name in ["abc", "tochukwu.xyz-mwo-trail-bucket", "a1.b2-c3", &"a".repeat(63)] {
            assert_eq!(check(name), Ok(()), "{name}");
        }
    }
}
