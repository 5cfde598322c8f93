//! Judgements of alarms.

use std::collections::HashSet;

use super::{Finding, Judge, Table, Verdict, Whole, World, list, text};
use crate::services::config::item::Item;
use crate::services::config::rule::known::Parameters;
use crate::value::Value;

pub(super) const TABLE: Table = &[
    ("CLOUDWATCH_ALARM_ACTION_CHECK", Judge::Each(actions)),
    ("CLOUDWATCH_ALARM_ACTION_ENABLED_CHECK", Judge::Each(enabled)),
    ("CLOUDWATCH_ALARM_DESCRIPTION", Judge::Each(description)),
    ("CLOUDWATCH_ALARM_RESOURCE_CHECK", Judge::Whole(RESOURCES)),
    ("CLOUDWATCH_ALARM_SETTINGS_CHECK", Judge::Each(settings)),
];

const KIND: &str = "AWS::CloudWatch::Alarm";

const RESOURCES: Whole = Whole { judge: resources, items: &[KIND], ids: Some("resourceType") };

/// Each state that must have an action has one; with actions named, one of these.
fn actions(item: &Item, parameters: &Parameters) -> Verdict {
    let all = ["action1", "action2", "action3", "action4", "action5"];
    let named: Vec<&str> = all.iter().filter_map(|name| parameters.get(name)).collect();
    let has = |member: &str| {
        let actions = list(&item.found.configuration, member);
        if named.is_empty() {
            return !actions.is_empty();
        }
        actions.iter().filter_map(Value::as_str).any(|action| named.contains(&action))
    };
    let good = [
        ("alarmActionRequired", "alarmActions"),
        ("insufficientDataActionRequired", "insufficientDataActions"),
        ("okActionRequired", "okactions"),
    ]
    .iter()
    .all(|(parameter, member)| !parameters.says(parameter) || has(member));
    Verdict::is(good)
}

fn enabled(item: &Item, _: &Parameters) -> Verdict {
    Verdict::is(item.found.configuration["actionsEnabled"] == true)
}

fn description(item: &Item, _: &Parameters) -> Verdict {
    Verdict::is(!text(&item.found.configuration, "alarmDescription").is_empty())
}

/// Alarms on another metric are not meant.
fn settings(item: &Item, parameters: &Parameters) -> Verdict {
    let alarm = &item.found.configuration;
    if parameters.get("metricName") != Some(text(alarm, "metricName")) {
        return Verdict::NotApplicable;
    }
    let same_text =
        |name: &str| parameters.get(name).is_none_or(|wanted| text(alarm, name) == wanted);
    let same_number = |name: &str| {
        let wanted = parameters.number(name);
        wanted.is_none_or(|wanted| {
            alarm[name].as_f64().is_some_and(|is| is.to_bits() == wanted.to_bits())
        })
    };
    Verdict::is(
        ["statistic", "comparisonOperator"].into_iter().all(same_text)
            && ["period", "threshold", "evaluationPeriods"].into_iter().all(same_number),
    )
}

/// Each resource of the type is watched: an alarm on the metric has its id as the value of a dimension.
fn resources(world: &World<'_>, parameters: &Parameters) -> Vec<Finding> {
    let kind = parameters.get("resourceType").unwrap_or_default();
    let metric = parameters.get("metricName").unwrap_or_default();
    let watched: HashSet<&str> = world
        .of_kind(KIND)
        .map(|alarm| &alarm.found.configuration)
        .filter(|alarm| text(alarm, "metricName") == metric)
        .flat_map(|alarm| list(alarm, "dimensions"))
        .map(|dimension| text(dimension, "value"))
        .collect();
    let finding = |id: &String| Finding::new(kind, id, Verdict::is(watched.contains(id.as_str())));
    world.ids.iter().map(finding).collect()
}
