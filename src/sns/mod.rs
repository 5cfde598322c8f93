//! Stands in for SNS: a topic is a file of the messages that were published to it.
//!
//! ```text
//! sns/ACCOUNT/REGION/TOPIC.jsonl      a message a line, the oldest first
//! {"Type":"Notification","MessageId":"...","TopicArn":"arn:aws:sns:...","Subject":"...",
//!     "Message":"...","Timestamp":"2024-01-01T00:05:00.000Z"}
//! ```
//!
//! A message is what SNS delivers to a queue or an address, without what only SNS can make: the
//! signature, the certificate that it is checked with, and the link that ends a subscription. Every
//! topic that has a good name is there for its account; there are no subscriptions and no policies.
//!
//! Messages are added with the transaction that has to do with them, once, whenever a kill comes.
//!
//! Source: SNS Developer Guide, "Parsing message formats"; SNS API Reference, "`CreateTopic`", for
//! the names.

pub mod survey;

use std::fmt;
use std::path::PathBuf;

use serde_json::json;

use crate::arn::{Arn, partition_of};
use crate::crypto::sha256;
use crate::error::Result;
use crate::store::Txn;
use crate::time::{Timestamp, text};
use crate::value::Object;
use crate::value::json::compact;

/// The folder of all topics, below the home.
pub const FOLDER: &str = "sns";

/// How long a name may be.
const NAME: usize = 256;

/// How names of topics end that keep messages in order.
const FIFO: &str = ".fifo";

/// The longest name that a file has as it is; one that is longer ends in a hash.
const FILE_NAME: usize = 200;

/// A topic.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Topic {
    /// The account that owns it.
    pub account: String,
    /// The region that it lies in.
    pub region: String,
    /// Its name.
    pub name: String,
}

impl Topic {
    /// Returns the topic of a name in an account and region, or of an ARN; `None` if the text is
    /// neither.
    ///
    /// Topics whose names end in `.fifo` are none: services do not publish to them.
    pub fn named(account: &str, region: &str, text: &str) -> Option<Self> {
        if !text.starts_with("arn:") {
            let topic = |name: &str| Self {
                account: account.to_owned(),
                region: region.to_owned(),
                name: name.to_owned(),
            };
            return is_name(text).then(|| topic(text));
        }
        let arn = Arn::parse(text)?;
        let good = arn.service == "sns"
            && arn.partition == partition_of(arn.region)
            && is_region(arn.region)
            && arn.account.len() == 12
            && arn.account.bytes().all(|b| b.is_ascii_digit())
            && is_name(arn.resource);
        good.then(|| Self {
            account: arn.account.to_owned(),
            region: arn.region.to_owned(),
            name: arn.resource.to_owned(),
        })
    }

    /// Returns whether a topic can have an ARN, be it one that services do not publish to.
    ///
    /// Source: SNS API Reference, "`CreateTopic`", `Name`, also for the names that end in `.fifo`.
    pub fn can_have(arn: &str) -> bool {
        let is_short = |arn: Arn<'_>| arn.resource.len() <= NAME;
        let standard = arn.strip_suffix(FIFO).unwrap_or(arn);
        Arn::parse(arn).is_some_and(is_short) && Self::named("", "", standard).is_some()
    }

    /// Returns its file, below the home.
    pub fn path(&self) -> PathBuf {
        let file = if self.name.len() <= FILE_NAME {
            format!("{}.jsonl", self.name)
        } else {
            let hash = sha256(self.name.as_bytes());
            format!("{}.{}.jsonl", &self.name[..FILE_NAME], &hash[..16])
        };
        [FOLDER, &self.account, &self.region, &file].iter().collect()
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { account, region, name } = self;
        write!(f, "arn:{}:sns:{region}:{account}:{name}", partition_of(region))
    }
}

/// A message to a topic.
#[derive(Clone, Copy, Debug)]
pub struct Message<'m> {
    /// Tells it from all others.
    pub id: &'m str,
    /// What it is about, if the service says so.
    pub subject: Option<&'m str>,
    /// What it says.
    pub text: &'m str,
}

/// Publishes a message at a time; it is there once the transaction is committed.
pub fn publish(
    txn: &mut Txn<'_>,
    topic: &Topic,
    message: Message<'_>,
    now: Timestamp,
) -> Result<()> {
    let mut line = Object::new();
    let mut add = |name: &str, text: &str| line.insert(name.to_owned(), json!(text));
    add("Type", "Notification");
    add("MessageId", message.id);
    add("TopicArn", &topic.to_string());
    if let Some(subject) = message.subject {
        add("Subject", subject);
    }
    add("Message", message.text);
    add("Timestamp", &text::utc_millis(now));
    txn.append(&topic.path(), &format!("{}\n", compact(&line.into())))
}

fn is_name(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    (1..=NAME).contains(&text.len()) && text.chars().all(plain)
}

/// Returns whether a text can be a region, so that it can be a folder.
fn is_region(text: &str) -> bool {
    !text.is_empty()
        && text.len() < 64
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Option<Topic> {
        Topic::named("123456789012", "eu-west-2", text)
    }

    #[test]
    fn a_topic_is_known_by_its_name_or_arn() {
        let topic = named("alerts").unwrap();
        let arn = "arn:aws:sns:eu-west-2:123456789012:alerts";
        assert_eq!(topic.to_string(), arn);
        assert_eq!(named(arn), Some(topic.clone()));
        assert_eq!(topic.path().to_str(), Some("sns/123456789012/eu-west-2/alerts.jsonl"));
        let other = named("arn:aws-cn:sns:cn-north-1:210987654321:a-b_C").unwrap();
        assert_eq!(other.path().to_str(), Some("sns/210987654321/cn-north-1/a-b_C.jsonl"));
    }

    #[test]
    fn what_is_neither_is_no_topic() {
        let long = "a".repeat(257);
        let bad = [
            "",
            "a.b",
            "a/b",
            "..",
            "alerts.fifo",
            "größe",
            long.as_str(),
            "arn:aws:sns:eu-west-2:123456789012:",
            "arn:aws:sns:eu-west-2:123456789012:a:b",
            "arn:aws:sns:eu-west-2:1234:a",
            "arn:aws:sns::123456789012:a",
            "arn:aws:sns:../..:123456789012:a",
            "arn:aws:sns:cn-north-1:123456789012:a",
            "arn:aws:sqs:eu-west-2:123456789012:a",
        ];
        for text in bad {
            assert_eq!(named(text), None, "{text}");
        }
    }

    #[test]
    fn names_that_a_topic_can_have_may_be_of_those_in_order() {
        let arn = |name: &str| format!("arn:aws:sns:eu-west-2:123456789012:{name}");
        let (long, too_long) = ("a".repeat(251) + ".fifo", "a".repeat(252) + ".fifo");
        for name in ["alerts", "alerts.fifo", &long] {
            assert!(Topic::can_have(&arn(name)), "{name}");
        }
        for name in ["", ".fifo", "a.fifo.fifo", "a.b", "../../x", &too_long] {
            assert!(!Topic::can_have(&arn(name)), "{name}");
        }
        assert!(!Topic::can_have("alerts"));
    }

    #[test]
    fn a_long_name_has_a_file_of_its_own() {
        let (one, other) = ("a".repeat(256), format!("{}b", "a".repeat(255)));
        let (one, other) = (named(&one).unwrap().path(), named(&other).unwrap().path());
        assert_ne!(one, other);
        for path in [one, other] {
            assert!(path.file_name().unwrap().len() < 255);
        }
    }
}
