//! The token that goes on with a listing, as the AWS CLI prints and reads it.
//!
//! It is base64 of a JSON object: what the service is asked to go on from, and how many items of the
//! page that comes then were printed before.
//!
//! ```text
//! {"NextToken": null, "boto_truncate_amount": 2}      in the first page, behind its second item
//! {"NextToken": "abc", "boto_truncate_amount": 1}     in the page of a token
//! {"NextToken": "abc"}                                between two pages
//! ```
//!
//! Source: facts, "AWS CLI", e.

use data_encoding::BASE64;

use crate::schema::check::{python, python_type};
use crate::value::json::spaced;
use crate::value::{Object, Value};

use super::exit::{Failure, Outcome};
use super::member::integer;

/// How many items of the page were printed before.
const SKIP: &str = "boto_truncate_amount";

/// Where a listing goes on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resume {
    /// The members of the request that say from where, by name; null for the beginning.
    pub from: Object,
    /// How many items of the page that comes then were printed before.
    pub skip: Option<i64>,
}

impl Resume {
    /// Returns the text of the token; `input` is the member of the request that takes the service's.
    ///
    /// Fails as the AWS CLI does if it came from a token that named another member.
    pub fn encode(&self, input: &str) -> Outcome<String> {
        let mut token = self.from.clone();
        if let Some(skip) = self.skip {
            token.insert(SKIP.to_owned(), Value::from(skip));
        }
        let token = Value::Object(token);
        if self.from.len() == 1 && self.from.contains_key(input) {
            return Ok(BASE64.encode(spaced(&token).as_bytes()));
        }
        Err(Failure::General(format!("Bad starting token: {}", python(&token))))
    }

    /// Reads a token; one that is no such object is the older form `token___skip`, or else the
    /// service's own.
    pub fn decode(text: &str, input: &str) -> Outcome<Self> {
        let mut from = match decoded(text) {
            Some(Value::Object(from)) => from,
            // Python's lists have a `pop` too, but not for two arguments; that is taken for no token.
            None | Some(Value::Array(_)) => return older(text, input),
            Some(other) => {
                let kind = python_type(&other);
                let message = format!("'{kind}' object has no attribute 'pop'");
                return Err(Failure::General(message));
            }
        };
        let skip = match from.shift_remove(SKIP) {
            None => None,
            Some(skip) => Some(skip.as_i64().ok_or_else(|| {
                Failure::General(
                    "slice indices must be integers or None or have an __index__ method".to_owned(),
                )
            })?),
        };
        Ok(Self { from, skip })
    }
}

/// Returns the document in a token; what base64 does not have is passed over, as Python does.
fn decoded(text: &str) -> Option<Value> {
    let is_base64 = |c: &char| c.is_ascii_alphanumeric() || ['+', '/', '='].contains(c);
    let text: String = text.chars().filter(is_base64).collect();
    serde_json::from_slice(&BASE64.decode(text.as_bytes()).ok()?).ok()
}

fn older(text: &str, input: &str) -> Outcome<Resume> {
    let parts: Vec<&str> = text.split("___").collect();
    let (token, skip) = match parts.as_slice() {
        [token, skip] => match integer(skip) {
            Some(skip) => (*token, Some(skip)),
            None => (text, None),
        },
        [_] => (text, None),
        _ => return Err(Failure::General(format!("Bad starting token: {text}"))),
    };
    let token = if token == "None" { Value::Null } else { Value::from(token) };
    Ok(Resume { from: Object::from_iter([(input.to_owned(), token)]), skip })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn resume(token: Value, skip: Option<i64>) -> Resume {
        Resume { from: Object::from_iter([("NextToken".to_owned(), token)]), skip }
    }

    #[test]
    fn tokens_are_those_of_the_aws_cli_to_the_byte() {
        let cases = [
            (
                json!(null),
                Some(2),
                "eyJOZXh0VG9rZW4iOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAyfQ==",
            ),
            (
                json!("tokA"),
                Some(1),
                "eyJOZXh0VG9rZW4iOiAidG9rQSIsICJib3RvX3RydW5jYXRlX2Ftb3VudCI6IDF9",
            ),
            (json!("tokA"), None, "eyJOZXh0VG9rZW4iOiAidG9rQSJ9"),
        ];
        for (token, skip, text) in cases {
            let resume = resume(token, skip);
            assert_eq!(resume.encode("NextToken").unwrap(), text);
            assert_eq!(Resume::decode(text, "NextToken").unwrap(), resume);
        }
    }

    #[test]
    fn other_texts_are_the_older_form_or_the_services_own_token() {
        let cases = [
            ("raw", json!("raw"), None),
            ("raw-token", json!("raw-token"), None),
            ("raw___2", json!("raw"), Some(2)),
            ("raw___x", json!("raw___x"), None),
            ("None", json!(null), None),
            ("None___3", json!(null), Some(3)),
            ("", json!(""), None),
            ("WzFd", json!("WzFd"), None),
        ];
        for (text, token, skip) in cases {
            assert_eq!(Resume::decode(text, "NextToken").unwrap(), resume(token, skip), "{text}");
        }
    }

    #[test]
    fn tokens_that_make_no_sense_are_refused() {
        let cases = [
            ("a___b___c", "Bad starting token: a___b___c"),
            ("NQ==", "'int' object has no attribute 'pop'"),
            ("IngiCg==", "'str' object has no attribute 'pop'"),
            ("eyJib3RvX3RydW5jYXRlX2Ftb3VudCI6ICJ4In0=", "slice indices must be integers"),
        ];
        for (text, message) in cases {
            let failure = Resume::decode(text, "NextToken").unwrap_err();
            assert_eq!(failure.code(), 255);
            assert!(failure.text().contains(message), "{text}: {}", failure.text());
        }
        let nothing = Resume { from: Object::new(), skip: Some(1) };
        let message = nothing.encode("NextToken").unwrap_err().text();
        assert!(message.contains("Bad starting token: {'boto_truncate_amount': 1}"), "{message}");
    }
}
