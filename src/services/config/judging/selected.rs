//! What events the selectors of a trail take, as far as rules ask for it.

use super::text;
use crate::value::Value;

/// Which events are asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Way {
    /// Those that read.
    Reads,
    /// Those that write.
    Writes,
    /// Both.
    Both,
}

impl Way {
    /// Returns what a word of `ReadWriteType` asks for.
    pub(super) fn of(word: &str) -> Self {
        match word {
            "ReadOnly" => Self::Reads,
            "WriteOnly" => Self::Writes,
            _ => Self::Both,
        }
    }

    const fn includes(self, other: Self) -> bool {
        matches!(
            (self, other),
            (Self::Both, _) | (Self::Reads, Self::Reads) | (Self::Writes, Self::Writes)
        )
    }
}

/// The selectors of a trail, of which one kind is empty.
#[derive(Clone, Copy, Debug)]
pub(super) struct Selected<'a> {
    /// Basic ones.
    pub basic: &'a [Value],
    /// Advanced ones.
    pub advanced: &'a [Value],
}

impl Selected<'_> {
    /// Returns whether all management events are taken, with none left out.
    pub(super) fn all_management(&self, way: Way) -> bool {
        let basic = self.basic.iter().any(|selector| {
            selector["IncludeManagementEvents"] != false
                && Way::of(text(selector, "ReadWriteType")).includes(way)
                && selector["ExcludeManagementEventSources"].as_array().is_none_or(Vec::is_empty)
        });
        basic
            || covers(self.advanced, way, |fields| {
                has(fields, "eventCategory", "Management")
                    && fields
                        .iter()
                        .all(|field| ["eventCategory", "readOnly"].contains(&text(field, "Field")))
            })
    }

    /// Returns whether the data events of the objects of buckets are taken; those of all if none is
    /// named.
    pub(super) fn objects(&self, buckets: &[&str], way: Way) -> bool {
        if buckets.is_empty() {
            return self.objects_of(None, way);
        }
        buckets.iter().all(|bucket| self.objects_of(Some(bucket), way))
    }

    fn objects_of(&self, bucket: Option<&str>, way: Way) -> bool {
        let is_taken = |value: &str| {
            let all = ["arn:aws:s3", "arn:aws:s3:::", "arn:aws:s3:::*/*"].contains(&value);
            all || bucket.is_some_and(|bucket| value == format!("arn:aws:s3:::{bucket}/"))
        };
        let basic = self.basic.iter().any(|selector| {
            Way::of(text(selector, "ReadWriteType")).includes(way)
                && super::list(selector, "DataResources").iter().any(|data| {
                    text(data, "Type") == "AWS::S3::Object"
                        && super::list(data, "Values")
                            .iter()
                            .filter_map(Value::as_str)
                            .any(is_taken)
                })
        });
        basic
            || covers(self.advanced, way, |fields| {
                has(fields, "eventCategory", "Data")
                    && has(fields, "resources.type", "AWS::S3::Object")
                    && fields.iter().all(|field| match text(field, "Field") {
                        "eventCategory" | "readOnly" | "resources.type" => true,
                        "resources.ARN" => super::list(field, "StartsWith")
                            .iter()
                            .filter_map(Value::as_str)
                            .any(is_taken),
                        _ => false,
                    })
            })
    }
}

/// Returns whether advanced selectors of a form take reads and writes as asked for.
fn covers(advanced: &[Value], way: Way, is_good: impl Fn(&[Value]) -> bool) -> bool {
    let takes = |way: Way| {
        advanced.iter().any(|selector| {
            let fields = super::list(selector, "FieldSelectors");
            is_good(fields)
                && fields.iter().filter(|field| text(field, "Field") == "readOnly").all(|field| {
                    let wanted = if way == Way::Reads { "true" } else { "false" };
                    super::list(field, "Equals").iter().any(|value| value == wanted)
                })
        })
    };
    match way {
        Way::Both => takes(Way::Reads) && takes(Way::Writes),
        one => takes(one),
    }
}

fn has(fields: &[Value], name: &str, value: &str) -> bool {
    fields.iter().any(|field| {
        text(field, "Field") == name
            && super::list(field, "Equals").iter().any(|other| other == value)
    })
}
