//! Each rule that is judged has a case of each kind, in `cases.json`: rule, parameters, verdict, and the
//! resource that is judged, or the trails and items that there are. The many rules that want resources of
//! a type to have tags have the same cases, each with its own type.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::*;
use crate::services::config::item::{Found, Status};
use crate::time::Timestamp;
use crate::value::Object;

const REGION: &str = "us-east-1";

fn item(told: &Value) -> Item {
    let some = |name: &str| told[name].as_object().cloned().unwrap_or_default();
    let tags = some("tags").into_iter();
    Item {
        found: Found {
            account: "123456789012".to_owned(),
            region: REGION.to_owned(),
            kind: told["type"].as_str().unwrap().to_owned(),
            id: told["id"].as_str().unwrap_or("thing").to_owned(),
            name: None,
            arn: None,
            zone: String::new(),
            created: None,
            tags: tags.map(|(key, value)| (key, value.as_str().unwrap().to_owned())).collect(),
            relationships: Vec::new(),
            configuration: Value::Object(some("is")),
            supplementary: some("supplementary"),
        },
        status: Status::Ok,
        captured: Timestamp::default(),
        state: 1,
        frequency: "CONTINUOUS".to_owned(),
    }
}

fn trail(told: &Value) -> Trail {
    let members = told.as_object().unwrap();
    let mut trail = Object::from_iter([("TrailARN".to_owned(), json!("arn:trail"))]);
    trail.extend(members.iter().map(|(name, value)| (name.clone(), value.clone())));
    let document = json!({
        "Trail": trail,
        "Status": {"IsLogging": told.get("IsLogging").unwrap_or(&json!(true))},
        "Selectors": told.get("Selectors").unwrap_or(&json!({"EventSelectors": [
            {"ReadWriteType": "All", "IncludeManagementEvents": true, "DataResources": [],
             "ExcludeManagementEventSources": []},
        ]})),
    });
    Trail::read(&document)
}

/// Returns the verdict of a case: of its resource, or of the only finding about it.
fn judged(case: &Value) -> &'static str {
    let known = Known::find(case["rule"].as_str().unwrap()).unwrap();
    let given = case["parameters"].as_object().cloned().unwrap_or_default();
    assert_eq!(known.fault(&given, ""), None, "{case}");
    let parameters = Parameters::of(Some(&known), &given);
    let verdict = match find(&known).unwrap() {
        Judge::Each(judge) => {
            let item = item(&case["resource"]);
            if known.kinds().any(|kind| kind == item.found.kind) {
                judge(&item, &parameters)
            } else {
                Verdict::NotApplicable
            }
        }
        Judge::Whole(judge) => {
            let trails: Vec<Trail> = list(case, "trails").iter().map(trail).collect();
            let mut items: Vec<Item> = list(case, "items").iter().map(item).collect();
            let named = judge.ids.and_then(|name| parameters.get(name));
            let is_named = |item: &&Item| Some(item.found.kind.as_str()) == named;
            let ids: Vec<String> =
                items.iter().filter(is_named).map(|item| item.found.id.clone()).collect();
            items.retain(|item| judge.items.contains(&item.found.kind.as_str()));
            let world =
                World { account: "123456789012", trails: &trails, items: &items, ids: &ids };
            let about = case["about"].as_str();
            let mut findings = (judge.judge)(&world, &parameters);
            findings.retain(|finding| about.is_none_or(|about| finding.id == about));
            assert!(findings.len() <= 1, "{case}: {findings:?}");
            findings.pop().map_or(Verdict::NotApplicable, |finding| finding.verdict)
        }
    };
    match verdict {
        Verdict::Compliant => "COMPLIANT",
        Verdict::Broken(_) => "NON_COMPLIANT",
        Verdict::NotApplicable => "NOT_APPLICABLE",
    }
}

fn cases() -> Vec<Value> {
    let mut cases: Vec<Value> = serde_json::from_str(include_str!("cases.json")).unwrap();
    cases.extend(Known::all().filter(tags::is_about_tags).flat_map(|known| about_tags(&known)));
    cases
}

/// Returns the cases of a rule that wants resources of its types to have tags.
fn about_tags(known: &Known) -> Vec<Value> {
    let rule = known.identifier;
    let case = |verdict: &str, kind: &str, tags: Value, wanted: Option<&str>| {
        let parameters = wanted.map_or(json!({}), |keys| json!({"requiredKeyTags": keys}));
        json!({
            "rule": rule, "verdict": verdict, "parameters": parameters,
            "resource": {"type": kind, "tags": tags},
        })
    };
    let of_kind = |kind| {
        [
            case("COMPLIANT", kind, json!({"owner": "ann"}), None),
            case("NON_COMPLIANT", kind, json!({}), None),
            case("NON_COMPLIANT", kind, json!({"aws:cloudformation:stack-name": "s"}), None),
            case("COMPLIANT", kind, json!({"owner": "", "stage": "test"}), Some("owner,stage")),
            case("NON_COMPLIANT", kind, json!({"owner": "ann"}), Some("owner,stage")),
        ]
    };
    let mut cases: Vec<Value> = known.kinds().flat_map(of_kind).collect();
    assert!(!cases.is_empty(), "{rule} is about no type");
    cases.push(case("NOT_APPLICABLE", "My::Other::Thing", json!({"owner": "ann"}), None));
    cases
}

#[test]
fn every_case_is_judged_as_it_says() {
    for case in cases() {
        assert_eq!(judged(&case), case["verdict"], "{case}");
    }
}

#[test]
fn every_rule_that_is_judged_has_a_case_of_each_verdict() {
    let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for case in cases() {
        let verdict = case["verdict"].as_str().unwrap().to_owned();
        seen.entry(case["rule"].as_str().unwrap().to_owned()).or_default().insert(verdict);
    }
    for (identifier, _) in TABLES.iter().flat_map(|table| table.iter()) {
        assert!(Known::find(identifier).is_some(), "{identifier} is no rule of AWS");
    }
    let judged: Vec<Known> = Known::all().filter(|known| find(known).is_some()).collect();
    assert!(judged.len() > 100, "{} rules are judged", judged.len());
    let lacking: Vec<&str> = judged
        .iter()
        .map(|known| known.identifier)
        .filter(|identifier| seen.get(*identifier).map_or(0, BTreeSet::len) != 3)
        .collect();
    assert!(lacking.is_empty(), "without a case of each verdict: {lacking:?}");
}
