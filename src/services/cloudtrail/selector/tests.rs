//! Tests of advanced selectors: the rules, and what is taken.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::Owner::{EventDataStore, Trail};
use super::field::{Field, Operator};
use super::*;
use crate::schema::Shape;
use crate::services::cloudtrail::shapes::selectors::AdvancedEventSelector;

fn parse(selectors: &Value, owner: Owner) -> Result<Vec<Advanced>, ApiError> {
    let requests: Vec<AdvancedEventSelector> = Shape::read(selectors).unwrap();
    Advanced::parse_all(&requests, owner)
}

/// Returns a selector of a category with conditions as `[field, operator, values]`.
fn selector(category: &str, conditions: &[(&str, &str, &[&str])]) -> Value {
    let mut fields = vec![json!({"Field": "eventCategory", "Equals": [category]})];
    for (field, operator, values) in conditions {
        let mut condition = json!({"Field": field});
        condition[*operator] = json!(values);
        fields.push(condition);
    }
    json!({"FieldSelectors": fields})
}

fn refusal(selectors: &Value, owner: Owner) -> String {
    let error = parse(selectors, owner).unwrap_err();
    assert_eq!(error.code(), INVALID_EVENT_SELECTORS);
    error.message().to_owned()
}

const OBJECT: &str = "AWS::S3::Object";

fn event(category: Category, resources: &[(String, String)]) -> Facts<'_> {
    Facts {
        category,
        source: "s3.amazonaws.com",
        name: "PutObject",
        event_type: "AwsApiCall",
        read_only: false,
        user: Some("arn:aws:iam::123456789012:user/ann"),
        from_console: false,
        error_code: None,
        vpc_endpoint: None,
        resources,
    }
}

fn object(arn: &str) -> Vec<(String, String)> {
    let bucket = arn.split('/').next().unwrap();
    vec![(OBJECT.to_owned(), arn.to_owned()), ("AWS::S3::Bucket".to_owned(), bucket.to_owned())]
}

#[test]
fn the_example_of_six_operators_in_the_user_guide_holds() {
    let bucket = "arn:aws:s3:::amzn-s3-demo-bucket";
    let selectors = json!([{
        "Name": "S3Select",
        "FieldSelectors": [
            {"Field": "eventCategory", "Equals": ["Data"]},
            {"Field": "resources.type", "Equals": [OBJECT]},
            {
                "Field": "resources.ARN",
                "Equals": [format!("{bucket}/object1")],
                "StartsWith": [format!("{bucket}/")],
                "EndsWith": ["object3"],
                "NotStartsWith": [format!("{bucket}/deselect")],
                "NotEndsWith": ["object5"],
                "NotEquals": [format!("{bucket}/object6")],
            },
        ],
    }]);
    let selectors = parse(&selectors, Owner::Trail).unwrap();
    let cases = [
        ("/object1", true),
        ("/object2", true),
        ("1/object3", true),
        ("/deselectObject4", false),
        ("/object5", false),
        ("/object6", false),
        ("1/object7", false),
    ];
    for (rest, taken) in cases {
        let resources = object(&format!("{bucket}{rest}"));
        let takes = selectors[0].takes(&event(Category::Data, &resources));
        assert_eq!(takes, taken, "{rest}");
    }
}

#[test]
fn a_field_that_the_event_lacks_fits_no_value() {
    let denied = selector(
        "NetworkActivity",
        &[
            ("eventSource", "Equals", &["s3.amazonaws.com"]),
            ("errorCode", "Equals", &["VpceAccessDenied"]),
        ],
    );
    let denied = parse(&json!([denied]), Owner::Trail).unwrap().remove(0);
    let other = selector(
        "NetworkActivity",
        &[
            ("eventSource", "Equals", &["s3.amazonaws.com"]),
            ("vpcEndpointId", "NotEquals", &["vpce-1"]),
        ],
    );
    let other = parse(&json!([other]), Owner::Trail).unwrap().remove(0);
    let plain = event(Category::NetworkActivity, &[]);
    assert!(!denied.takes(&plain) && other.takes(&plain));
    assert!(denied.takes(&Facts { error_code: Some("VpceAccessDenied"), ..plain }));
    assert!(!other.takes(&Facts { vpc_endpoint: Some("vpce-1"), ..plain }));
    assert!(!other.takes(&Facts { source: "kms.amazonaws.com", ..plain }));
    assert!(!other.takes(&event(Category::Management, &[])));
}

#[test]
fn conditions_on_resources_hold_for_one_resource_together() {
    let data = |operator, values: &[&str]| {
        let conditions = [
            ("resources.type", "Equals", &[OBJECT] as &[&str]),
            ("resources.ARN", operator, values),
        ];
        parse(&json!([selector("Data", &conditions)]), Owner::Trail).unwrap().remove(0)
    };
    let resources = object("arn:aws:s3:::b/k");
    let put = event(Category::Data, &resources);
    assert!(data("StartsWith", &["arn:aws:s3:::b"]).takes(&put));
    assert!(!data("Equals", &["arn:aws:s3:::b"]).takes(&put), "that is the bucket's");
    assert!(!data("NotStartsWith", &["arn:aws:s3:::b/"]).takes(&put));
    assert!(!data("StartsWith", &["arn"]).takes(&event(Category::Data, &[])));
}

/// A refused list of selectors, whose it is, and a part of the sentence.
type Refused = (Value, Owner, &'static str);

fn assert_refused(cases: impl IntoIterator<Item = Refused>) {
    for (selectors, owner, part) in cases {
        let message = refusal(&selectors, owner);
        assert!(message.contains(part), "{selectors}: {message}");
    }
}

/// Returns a selector of a category with all that it must have, and a condition more.
fn with(category: &str, condition: (&str, &str, &[&str])) -> Value {
    let required: &[(&str, &str, &[&str])] = match category {
        "Data" => &[("resources.type", "Equals", &[OBJECT])],
        "NetworkActivity" => &[("eventSource", "Equals", &["kms.amazonaws.com"])],
        _ => &[],
    };
    json!([selector(category, &[required, &[condition]].concat())])
}

#[test]
fn a_selector_that_is_not_whole_is_refused() {
    let of = |field: Value| json!([{"FieldSelectors": [field]}]);
    assert_refused([
        (json!([]), Trail, "at least one advanced event selector"),
        (of(json!({"Field": "readOnly", "Equals": ["true"]})), Trail, "eventCategory is required"),
        (of(json!({"Field": "eventCategory"})), Trail, "at least one operator"),
        (of(json!({"Field": "eventCategory", "Equals": []})), Trail, "at least one operator"),
        (
            of(json!({"Field": "eventCategory", "StartsWith": ["Data"]})),
            Trail,
            "Operator StartsWith is not supported for field eventCategory. Valid operators: Equals",
        ),
        (
            of(json!({"Field": "eventCategory", "Equals": ["Data", "Management"]})),
            Trail,
            "exactly one value",
        ),
        (json!([selector("data", &[])]), Trail, "Value data for field eventCategory is invalid."),
        (json!([selector("Insight", &[])]), Trail, "Value Insight for field eventCategory"),
        (json!([selector("Data", &[])]), Trail, "Field resources.type is required"),
        (json!([selector("NetworkActivity", &[])]), Trail, "Field eventSource is required"),
        (
            json!([selector("ConfigurationItem", &[]), selector("Management", &[])]),
            EventDataStore,
            "eventCategory ConfigurationItem must be the only one",
        ),
    ]);
}

#[test]
fn a_field_operator_or_value_that_a_category_does_not_have_is_refused() {
    assert_refused([
        (with("Management", ("eventname", "Equals", &["x"])), Trail, "not a valid field"),
        (
            with("Management", ("eventName", "Equals", &["RunInstances"])),
            Trail,
            "Field eventName is not supported in an advanced event selector of a trail with the \
             eventCategory Management.",
        ),
        (
            with("Insight", ("eventName", "Equals", &["x"])),
            EventDataStore,
            "of an event data store with the eventCategory Insight.",
        ),
        (
            with("Management", ("readOnly", "Equals", &["yes"])),
            Trail,
            "Value yes for field readOnly",
        ),
        (
            with("Management", ("readOnly", "Equals", &["true", "false"])),
            Trail,
            "exactly one value",
        ),
        (
            with("Management", ("eventSource", "NotEquals", &["ec2.amazonaws.com"])),
            Trail,
            "Value ec2.amazonaws.com for field eventSource is invalid.",
        ),
        (
            with("Management", ("eventSource", "Equals", &["kms.amazonaws.com"])),
            Trail,
            "Valid operators: NotEquals",
        ),
        (
            json!([selector("Data", &[("resources.type", "Equals", &["AWS::S3::Bucket"])])]),
            Trail,
            "Value AWS::S3::Bucket for field resources.type is invalid.",
        ),
        (with("Data", ("resources.ARN", "Equals", &["photos"])), Trail, "Value photos"),
        (with("Data", ("resources.type", "Equals", &[OBJECT])), Trail, "only once"),
        (
            with("Data", ("sessionCredentialFromConsole", "Equals", &["false"])),
            Trail,
            "Value false for field sessionCredentialFromConsole",
        ),
        (with("Data", ("vpcEndpointId", "Equals", &["vpce-1"])), Trail, "not supported"),
        (
            with("NetworkActivity", ("errorCode", "Equals", &["AccessDenied"])),
            Trail,
            "AccessDenied",
        ),
        (with("NetworkActivity", ("readOnly", "Equals", &["true"])), Trail, "not supported"),
        (
            with("NetworkActivity", ("userIdentity.arn", "Equals", &["x"])),
            EventDataStore,
            "not supported",
        ),
        (
            json!([selector(
                "NetworkActivity",
                &[("eventSource", "Equals", &["iam.amazonaws.com"])]
            )]),
            Trail,
            "Value iam.amazonaws.com for field eventSource",
        ),
        (
            json!([selector(
                "Data",
                &[
                    ("resources.type", "Equals", &["AWS::CloudWatch::Metric"]),
                    ("resources.ARN", "StartsWith", &["arn"]),
                ],
            )]),
            Trail,
            "which have no ARN",
        ),
    ]);
}

#[test]
fn what_keeps_the_rules_is_taken_and_shown_as_it_was_given() {
    let trail = json!([
        selector(
            "Management",
            &[
                ("readOnly", "Equals", &["false"]),
                ("eventSource", "NotEquals", &["kms.amazonaws.com", "rdsdata.amazonaws.com"]),
            ]
        ),
        selector(
            "Data",
            &[
                ("eventName", "Equals", &["PutObject", "DeleteObject"]),
                ("resources.ARN", "NotStartsWith", &["arn:aws:s3:::logs/"]),
                ("resources.type", "Equals", &[OBJECT]),
                ("userIdentity.arn", "EndsWith", &["/Reader"]),
                ("sessionCredentialFromConsole", "NotEquals", &["true"]),
                ("eventType", "NotEquals", &["AwsServiceEvent"]),
            ]
        ),
        selector(
            "NetworkActivity",
            &[
                ("eventSource", "Equals", &["kms.amazonaws.com"]),
                ("errorCode", "Equals", &["VpceAccessDenied"]),
                ("userIdentity.arn", "StartsWith", &["arn:aws:sts::"]),
            ]
        ),
    ]);
    let parsed = parse(&trail, Owner::Trail).unwrap();
    let shown: Value = parsed.iter().map(|selector| selector.shape().write()).collect();
    assert_eq!(shown, trail);
    for category in ["Insight", "ConfigurationItem", "Evidence", "ActivityAuditLog"] {
        let alone = json!([selector(category, &[])]);
        assert!(parse(&alone, Owner::EventDataStore).is_ok(), "{category}");
    }
    let store = selector("Management", &[("eventName", "StartsWith", &["Delete"])]);
    assert!(parse(&json!([store]), Owner::EventDataStore).is_ok());
}

#[test]
fn all_selectors_have_at_most_500_values() {
    let names: Vec<String> = (0..499).map(|number| format!("Name{number}")).collect();
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    let with = |names: &[&str]| {
        json!([selector(
            "Data",
            &[("resources.type", "Equals", &[OBJECT]), ("eventName", "Equals", names)]
        )])
    };
    let message = refusal(&with(&names), Owner::Trail);
    assert!(message.contains("(1 to 500)"), "{message}");
    names.pop();
    assert!(parse(&with(&names), Owner::Trail).is_ok(), "498, the type and the category");
}

/// A few texts that begin and end like each other.
fn text() -> impl Strategy<Value = String> {
    vec(prop_oneof![Just("a"), Just("b"), Just("ab")], 1..4).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn a_condition_says_what_its_operators_say_one_by_one(
        lists in vec(vec(text(), 1..3), 6),
        there in vec(any::<bool>(), 6),
        name in text(),
    ) {
        let mut condition = json!({"Field": "eventName"});
        for ((operator, list), there) in Operator::ALL.iter().zip(&lists).zip(&there) {
            if *there {
                condition[operator.word()] = json!(list);
            }
        }
        prop_assume!(there.contains(&true));
        let selectors = json!([{"FieldSelectors": [
            {"Field": "eventCategory", "Equals": ["Management"]}, condition,
        ]}]);
        let selector = parse(&selectors, Owner::EventDataStore).unwrap().remove(0);
        let facts = Facts { name: &name, ..event(Category::Management, &[]) };

        let like = |position: usize| there[position] && lists[position].iter().any(|value| {
            match position % 3 {
                0 => name == *value,
                1 => name.len() >= value.len() && name[..value.len()] == **value,
                _ => name.len() >= value.len() && name[name.len() - value.len()..] == **value,
            }
        });
        let wanted = !(there[0] || there[1] || there[2]) || like(0) || like(1) || like(2);
        let expected = wanted && !(like(3) || like(4) || like(5));
        prop_assert_eq!(selector.takes(&facts), expected);
    }

    #[test]
    fn more_conditions_never_take_more(
        values in vec((0..3_usize, 0..6_usize, text()), 1..4),
        name in text(),
        user in text(),
    ) {
        let fields = ["eventName", "userIdentity.arn", "eventType"];
        let mut conditions: Vec<(&str, &str, &[&str])> = Vec::new();
        let texts: Vec<[&str; 1]> = values.iter().map(|(_, _, text)| [text.as_str()]).collect();
        let facts = Facts {
            name: &name,
            user: Some(&user),
            event_type: &name,
            ..event(Category::Management, &[])
        };
        let mut taken = true;
        for ((field, operator, _), text) in values.iter().zip(&texts) {
            if conditions.iter().any(|(other, ..)| *other == fields[*field]) {
                continue;
            }
            conditions.push((fields[*field], Operator::ALL[*operator].word(), text));
            let selectors = json!([selector("Management", &conditions)]);
            let takes = parse(&selectors, Owner::EventDataStore).unwrap()[0].takes(&facts);
            prop_assert!(taken || !takes);
            taken = takes;
        }
    }
}

#[test]
fn names_of_fields_are_read_back() {
    for field in Field::ALL {
        assert_eq!(Field::parse(field.name()), Some(field));
        assert_eq!(serde_json::to_value(field).unwrap(), field.name());
    }
}

#[test]
fn both_kinds_are_kept_and_read_back_as_what_they_were() {
    let basic = Selectors::initial();
    let kept = serde_json::to_value(&basic).unwrap();
    assert!(kept.is_array(), "as stores of earlier versions have them: {kept}");
    assert_eq!(serde_json::from_value::<Selectors>(kept).unwrap(), basic);

    let request = json!({"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]});
    let request = crate::schema::Shape::read(&request).unwrap();
    let advanced = Advanced::parse_all(&[request], Owner::Trail).unwrap();
    let advanced = Selectors::Advanced(advanced);
    let kept = serde_json::to_value(&advanced).unwrap();
    assert_eq!(serde_json::from_value::<Selectors>(kept).unwrap(), advanced);
}

#[test]
fn a_trail_asks_for_management_events_unless_it_says_otherwise() {
    let initial = Selectors::initial();
    assert!(initial.ask_for(Category::Management));
    assert!(!initial.ask_for(Category::Data) && !initial.ask_for(Category::NetworkActivity));
}
