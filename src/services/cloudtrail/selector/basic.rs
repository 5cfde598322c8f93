//! Basic selectors: reads and writes, sources, and the data events of three types of resource.
//!
//! Source: CloudTrail User Guide, "Logging management events", "Logging data events"; API
//! Reference, "`EventSelector`", "`DataResource`"; messages as facts list them.

use serde::{Deserialize, Serialize};

use super::{Category, Facts, invalid};
use crate::error::ApiError;
use crate::services::cloudtrail::shapes::selectors::{DataResource, EventSelector, ReadWriteType};

/// How many selectors a trail may have.
const SELECTORS: usize = 5;

/// How many data resources all selectors of a trail may name together.
const VALUES: usize = 250;

/// The sources whose management events a selector may leave out.
pub(super) const EXCLUDABLE: [&str; 2] = ["kms.amazonaws.com", "rdsdata.amazonaws.com"];

/// A rule that says which events are taken.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Selector {
    /// Whether events that only read are taken, events that write, or both.
    read_write: ReadWriteType,
    /// Whether management events are taken.
    management: bool,
    /// Which data events are taken.
    data: Vec<DataSelector>,
    /// The sources whose management events are not taken.
    excluded: Vec<String>,
}

/// The data events of one type of resource.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
struct DataSelector {
    kind: String,
    values: Vec<String>,
}

impl Selector {
    /// Returns the selector that a trail is made with.
    pub fn initial() -> Self {
        Self {
            read_write: ReadWriteType::All,
            management: true,
            data: Vec::new(),
            excluded: Vec::new(),
        }
    }

    /// Makes the selectors of a trail from those of a request.
    ///
    /// Fails with `InvalidEventSelectorsException` if, in this order, there are too many or none, a
    /// selector takes nothing, a source cannot be excluded, a type has no data events, a value is
    /// not one of its type, or there are too many values.
    pub fn parse_all(selectors: &[EventSelector]) -> Result<Vec<Self>, ApiError> {
        if selectors.is_empty() || selectors.len() > SELECTORS {
            return Err(invalid(
                "Specify a valid number of event selectors (1 to 5) for your trail.",
            ));
        }
        let parsed: Vec<Self> = selectors.iter().map(Self::parse).collect::<Result<_, _>>()?;
        let values: usize = parsed.iter().map(Self::counted_values).sum();
        if values > VALUES {
            return Err(invalid(
                "Specify a valid number of DataResources.Values (0 to 250) for all your selectors",
            ));
        }
        Ok(parsed)
    }

    fn parse(selector: &EventSelector) -> Result<Self, ApiError> {
        let data = selector.data_resources.as_deref().unwrap_or_default();
        let excluded = selector.exclude_management_event_sources.clone().unwrap_or_default();
        let management = selector.include_management_events.unwrap_or(true);
        if !management && data.is_empty() {
            return Err(invalid(
                "Invalid combination of parameters in EventSelectors. When includeManagementEvents \
                 is false, DataResources must not be empty",
            ));
        }
        if let Some(source) = excluded.iter().find(|source| !EXCLUDABLE.contains(&source.as_str()))
        {
            return Err(invalid(format!(
                "Value {source} for ExcludeManagementEventSources is invalid."
            )));
        }
        Ok(Self {
            read_write: selector.read_write_type.unwrap_or(ReadWriteType::All),
            management,
            data: data.iter().map(DataSelector::parse).collect::<Result<_, _>>()?,
            excluded,
        })
    }

    /// Returns the values that count towards the limit: those that name single resources.
    fn counted_values(&self) -> usize {
        let single = |data: &DataSelector| {
            data.values.iter().filter(|value| !data.is_everything(value)).count()
        };
        self.data.iter().map(single).sum()
    }

    /// Returns the selector as requests and answers show it.
    pub fn shape(&self) -> EventSelector {
        let data = |data: &DataSelector| DataResource {
            r#type: Some(data.kind.clone()),
            values: Some(data.values.clone()),
        };
        EventSelector {
            read_write_type: Some(self.read_write),
            include_management_events: Some(self.management),
            data_resources: Some(self.data.iter().map(data).collect()),
            exclude_management_event_sources: Some(self.excluded.clone()),
        }
    }

    /// Returns whether it asks for management events that read, or for those that write.
    pub const fn asks_for_management(&self, read_only: bool) -> bool {
        self.management && self.is_for(read_only)
    }

    const fn is_for(&self, read_only: bool) -> bool {
        match self.read_write {
            ReadWriteType::All => true,
            ReadWriteType::ReadOnly => read_only,
            ReadWriteType::WriteOnly => !read_only,
        }
    }

    /// Returns whether it takes an event.
    pub fn takes(&self, event: &Facts<'_>) -> bool {
        self.is_for(event.read_only)
            && match event.category {
                Category::Management => {
                    self.management && !self.excluded.iter().any(|source| source == event.source)
                }
                Category::Data => {
                    event.resources.iter().any(|(kind, arn)| self.takes_data(kind, arn))
                }
                _ => false,
            }
    }

    /// Returns whether it asks for events of a category.
    pub fn asks_for(&self, category: Category) -> bool {
        match category {
            Category::Management => self.management,
            Category::Data => !self.data.is_empty(),
            _ => false,
        }
    }

    /// Returns the prefixes of objects that end with a star, which looks like a wildcard.
    pub fn starred(&self) -> impl Iterator<Item = &str> {
        let objects = self.data.iter().filter(|data| data.kind == "AWS::S3::Object");
        objects.flat_map(|data| &data.values).map(String::as_str).filter(|v| v.ends_with('*'))
    }

    /// Returns whether it takes the data events of a resource.
    fn takes_data(&self, kind: &str, arn: &str) -> bool {
        self.data.iter().any(|data| data.kind == kind && data.takes(arn))
    }
}

impl DataSelector {
    fn parse(data: &DataResource) -> Result<Self, ApiError> {
        let kind = data.r#type.clone().unwrap_or_default();
        let values = data.values.clone().unwrap_or_default();
        let Some(service) = service_of(&kind) else {
            return Err(invalid(format!("Value {kind} for DataResources.Type is invalid.")));
        };
        let selector = Self { kind, values };
        match selector.values.iter().find(|value| !is_value(service, value)) {
            Some(value) => {
                Err(invalid(format!("Value {value} for DataResources.Values is invalid.")))
            }
            None => Ok(selector),
        }
    }

    /// Returns whether a value stands for all resources of the type, as `arn:aws:s3` does.
    fn is_everything(&self, value: &str) -> bool {
        service_of(&self.kind).is_some_and(|service| is_everything(service, value))
    }

    fn takes(&self, arn: &str) -> bool {
        self.values.iter().any(|value| {
            if self.is_everything(value) {
                true
            } else if self.kind == "AWS::S3::Object" {
                arn.starts_with(value.as_str())
            } else {
                // A function's ARN also stands for its versions and aliases.
                arn.strip_prefix(value.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
            }
        })
    }
}

/// Returns the service of a type whose data events a basic selector can take.
fn service_of(kind: &str) -> Option<&'static str> {
    match kind {
        "AWS::DynamoDB::Table" => Some("dynamodb"),
        "AWS::Lambda::Function" => Some("lambda"),
        "AWS::S3::Object" => Some("s3"),
        _ => None,
    }
}

fn is_everything(service: &str, value: &str) -> bool {
    let Some(rest) = value.strip_prefix("arn:") else { return false };
    let Some((_, rest)) = rest.split_once(':') else { return false };
    rest == service || (service == "s3" && rest == "s3:::")
}

/// Returns whether a value names resources of a service.
///
/// | service  | a value                                                        |
/// |----------|----------------------------------------------------------------|
/// | any      | `arn:aws:SERVICE` for everything                               |
/// | s3       | `arn:aws:s3:::BUCKET/` and a prefix, which may be empty        |
/// | lambda   | the ARN of a function                                          |
/// | dynamodb | the ARN of a table                                             |
///
/// A star stands for nothing but itself, which only the prefix of objects can have.
fn is_value(service: &str, value: &str) -> bool {
    if is_everything(service, value) {
        return true;
    }
    let Some(arn) = crate::arn::Arn::parse(value) else { return false };
    if arn.service != service {
        return false;
    }
    let plain = |text: &str| !text.is_empty() && !text.contains('*');
    match service {
        "s3" => arn.resource.split_once('/').is_some_and(|(bucket, _)| plain(bucket)),
        "lambda" => arn.resource.strip_prefix("function:").is_some_and(plain),
        _ => arn.resource_of("table").is_some_and(plain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(kind: &str, values: &[&str]) -> EventSelector {
        EventSelector {
            data_resources: Some(vec![DataResource {
                r#type: Some(kind.to_owned()),
                values: Some(values.iter().map(|value| (*value).to_owned()).collect()),
            }]),
            ..EventSelector::default()
        }
    }

    fn selector(kind: &str, values: &[&str]) -> Selector {
        Selector::parse_all(&[request(kind, values)]).unwrap().remove(0)
    }

    fn facts<'a>(
        category: Category,
        source: &'a str,
        read_only: bool,
        resources: &'a [(String, String)],
    ) -> Facts<'a> {
        let (name, event_type) = ("Name", "AwsApiCall");
        let (user, error_code, vpc_endpoint, from_console) = (None, None, None, false);
        Facts {
            category,
            source,
            name,
            event_type,
            read_only,
            user,
            from_console,
            error_code,
            vpc_endpoint,
            resources,
        }
    }

    fn management(source: &str, read_only: bool) -> Facts<'_> {
        facts(Category::Management, source, read_only, &[])
    }

    #[test]
    fn the_initial_selector_takes_management_events_and_no_data_events() {
        let initial = Selector::initial();
        let object = [("AWS::S3::Object".to_owned(), "arn:aws:s3:::b/k".to_owned())];
        let data = facts(Category::Data, "s3.amazonaws.com", true, &object);
        assert!(initial.takes(&management("ec2.amazonaws.com", true)));
        assert!(initial.takes(&management("ec2.amazonaws.com", false)));
        assert!(!initial.takes(&data));
    }

    #[test]
    fn reads_writes_and_sources_can_be_left_out() {
        let only = |read_write| EventSelector {
            read_write_type: Some(read_write),
            exclude_management_event_sources: Some(vec!["kms.amazonaws.com".to_owned()]),
            ..EventSelector::default()
        };
        let takes = |read_write, source, read_only| {
            let selectors = Selector::parse_all(&[only(read_write)]).unwrap();
            selectors[0].takes(&management(source, read_only))
        };
        assert!(takes(ReadWriteType::ReadOnly, "ec2.amazonaws.com", true));
        assert!(!takes(ReadWriteType::ReadOnly, "ec2.amazonaws.com", false));
        assert!(takes(ReadWriteType::WriteOnly, "ec2.amazonaws.com", false));
        assert!(!takes(ReadWriteType::WriteOnly, "ec2.amazonaws.com", true));
        assert!(!takes(ReadWriteType::All, "kms.amazonaws.com", true));
    }

    #[test]
    fn data_values_are_prefixes_of_objects_and_names_of_functions() {
        let cases = [
            ("AWS::S3::Object", "arn:aws:s3:::b/", "arn:aws:s3:::b/k", true),
            ("AWS::S3::Object", "arn:aws:s3:::b/pre", "arn:aws:s3:::b/prefix", true),
            ("AWS::S3::Object", "arn:aws:s3:::b/", "arn:aws:s3:::bb/k", false),
            ("AWS::S3::Object", "arn:aws:s3", "arn:aws:s3:::any/k", true),
            ("AWS::S3::Object", "arn:aws:s3:::", "arn:aws:s3:::any/k", true),
            ("AWS::S3::Object", "arn:aws:s3:::b/*", "arn:aws:s3:::b/k", false),
            ("AWS::S3::Object", "arn:aws:s3:::b/*", "arn:aws:s3:::b/*k", true),
            (
                "AWS::Lambda::Function",
                "arn:aws:lambda:eu-west-2:1:function:f",
                "arn:aws:lambda:eu-west-2:1:function:f",
                true,
            ),
            (
                "AWS::Lambda::Function",
                "arn:aws:lambda:eu-west-2:1:function:f",
                "arn:aws:lambda:eu-west-2:1:function:ff",
                false,
            ),
            ("AWS::Lambda::Function", "arn:aws:lambda", "arn:aws:lambda:r:1:function:x", true),
        ];
        for (kind, value, arn, taken) in cases {
            assert_eq!(selector(kind, &[value]).takes_data(kind, arn), taken, "{value} {arn}");
        }
    }

    #[test]
    fn what_breaks_a_rule_is_refused_with_its_value() {
        let wrong = [
            ("AWS::S3::Object", "arn:aws:s3:::*"),
            ("AWS::S3::Object", "arn:aws:s3:::*/*"),
            ("AWS::S3::Object", "arn:aws:s3:::/"),
            ("AWS::S3::Object", "arn:aws:s3:::bucket"),
            ("AWS::S3::Object", "bucket/prefix"),
            ("AWS::Lambda::Function", "arn:aws:lambda:*"),
            ("AWS::Lambda::Function", "arn:aws:s3:::b/"),
            ("AWS::Lambda::Function", "arn:aws:lambda:eu-west-2:123456789012:function:*"),
            ("AWS::DynamoDB::Table", "arn:aws:dynamodb:eu-west-2:123456789012:table/"),
        ];
        for (kind, value) in wrong {
            let error = Selector::parse_all(&[request(kind, &[value])]).unwrap_err();
            let expected = format!("Value {value} for DataResources.Values is invalid.");
            assert_eq!(error.message(), expected);
        }
        let error = Selector::parse_all(&[request("AWS::S3::Bucket", &[])]).unwrap_err();
        assert!(error.message().contains("DataResources.Type"), "{error}");
        assert!(Selector::parse_all(&[]).is_err());
        assert!(Selector::parse_all(&vec![EventSelector::default(); 6]).is_err());
    }

    #[test]
    fn a_trail_has_at_most_250_values() {
        let values: Vec<_> = (0..251).map(|n| format!("arn:aws:s3:::b/{n}")).collect();
        let values: Vec<_> = values.iter().map(String::as_str).collect();
        assert!(Selector::parse_all(&[request("AWS::S3::Object", &values[..250])]).is_ok());
        let error = Selector::parse_all(&[request("AWS::S3::Object", &values)]).unwrap_err();
        assert!(error.message().contains("(0 to 250)"), "{error}");
    }
}
