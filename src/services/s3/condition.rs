//! Conditions that a caller sets on an object.
//!
//! | condition           | holds if the object                | else                      |
//! |---------------------|------------------------------------|---------------------------|
//! | If-Match            | has the tag                        | Precondition Failed       |
//! | If-Unmodified-Since | was not written after the time     | Precondition Failed       |
//! | If-None-Match       | does not have the tag              | Not Modified              |
//! | If-Modified-Since   | was written after the time         | Not Modified              |
//!
//! A tag decides where both a tag and a time are named.
//!
//! Source: S3 API Reference, "GetObject", "Overriding response header values" and what follows; RFC
//! 9110, 13.2.2.

use crate::time::Timestamp;

/// The conditions of a request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Conditions<'a> {
    /// The tag that the object must have.
    pub matches: Option<&'a str>,
    /// The tag that it must not have.
    pub none_match: Option<&'a str>,
    /// The time after which it must have been written.
    pub modified_since: Option<Timestamp>,
    /// The time after which it must not have been written.
    pub unmodified_since: Option<Timestamp>,
}

/// What a condition that does not hold is answered with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Broken {
    /// The caller has the object as it is.
    NotModified,
    /// The condition of this name does not hold.
    Failed(&'static str),
}

impl Conditions<'_> {
    /// Checks the conditions on an object with this tag that was written then.
    pub fn check(&self, tag: &str, written: Timestamp) -> Result<(), Broken> {
        match (self.matches, self.unmodified_since) {
            (Some(wanted), _) if !is_tag(wanted, tag) => return Err(Broken::Failed("If-Match")),
            (None, Some(time)) if written > time => {
                return Err(Broken::Failed("If-Unmodified-Since"));
            }
            _ => {}
        }
        match (self.none_match, self.modified_since) {
            (Some(had), _) if is_tag(had, tag) => Err(Broken::NotModified),
            (None, Some(time)) if written <= time => Err(Broken::NotModified),
            _ => Ok(()),
        }
    }
}

/// Returns whether a condition names a tag: with or without its quotes, in a list, or as `*`.
fn is_tag(wanted: &str, tag: &str) -> bool {
    wanted.split(',').any(|one| {
        let one = one.trim();
        one == "*" || one.trim_matches('"') == tag.trim_matches('"')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_decides_before_a_time() {
        let at = |secs| Some(Timestamp::from_secs(secs));
        let (same, other) = (Some("\"t\""), Some("\"u\""));
        let failed = |name| Err(Broken::Failed(name));
        let gone = Err(Broken::NotModified);
        let cases = [
            (None, None, None, None, Ok(())),
            (same, None, None, None, Ok(())),
            (Some("t"), None, None, None, Ok(())),
            (Some("*"), None, None, None, Ok(())),
            (Some("\"u\", \"t\""), None, None, None, Ok(())),
            (other, None, None, None, failed("If-Match")),
            (None, None, None, at(9), failed("If-Unmodified-Since")),
            (None, None, None, at(10), Ok(())),
            (same, None, None, at(9), Ok(())),
            (None, same, None, None, gone),
            (None, other, None, None, Ok(())),
            (None, None, at(10), None, gone),
            (None, None, at(9), None, Ok(())),
            (None, other, at(10), None, Ok(())),
        ];
        for (matches, none_match, modified_since, unmodified_since, expected) in cases {
            let conditions = Conditions { matches, none_match, modified_since, unmodified_since };
            let found = conditions.check("\"t\"", Timestamp::from_secs(10));
            assert_eq!(found, expected, "{conditions:?}");
        }
    }
}
