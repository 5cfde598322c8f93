//! Alarms as answers show them.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::{Alarm, suppress};
use crate::schema::{Described, Mismatch, Schema, Shape, Structure};
use crate::services::cloudwatch::shapes::alarms::{AlarmType, MetricAlarm};
use crate::services::cloudwatch::shapes::composite_alarms::CompositeAlarm;
use crate::services::cloudwatch::shapes::log_alarms::LogAlarm;
use crate::shape;
use crate::value::pretty::Printer;
use crate::value::{Object, Value};

shape! {
    /// What describe-alarms answers.
    pub struct DescribeAlarmsOutput {
        /// The composite alarms.
        composite_alarms: Option<Vec<Shown<CompositeAlarm>>> = "CompositeAlarms",
        /// The alarms on metrics.
        metric_alarms: Option<Vec<Shown<MetricAlarm>>> = "MetricAlarms",
        /// The alarms on logs.
        log_alarms: Option<Vec<Shown<LogAlarm>>> = "LogAlarms",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-alarms-for-metric answers.
    pub struct DescribeAlarmsForMetricOutput {
        /// The alarms.
        metric_alarms: Option<Vec<Shown<MetricAlarm>>> = "MetricAlarms",
    }
}

/// An alarm of a kind, or some members of it, in an answer.
#[derive(Debug)]
pub struct Shown<S> {
    alarm: Alarm,
    only: Option<&'static [&'static str]>,
    kind: PhantomData<S>,
}

impl<S> Shown<S> {
    /// Makes one, of which only some members are shown if they are named.
    pub const fn new(alarm: Alarm, only: Option<&'static [&'static str]>) -> Self {
        Self { alarm, only, kind: PhantomData }
    }

    fn parts(&self) -> impl Iterator<Item = (&'static str, Part<'_>)> {
        let is_shown = |name| self.only.is_none_or(|only| only.contains(&name));
        self.alarm.parts().filter(move |(name, _)| is_shown(*name))
    }
}

// A kind is only described: it can neither be cloned nor compared.
impl<S> Clone for Shown<S> {
    fn clone(&self) -> Self {
        Self::new(self.alarm.clone(), self.only)
    }
}

impl<S> PartialEq for Shown<S> {
    fn eq(&self, other: &Self) -> bool {
        (&self.alarm, self.only) == (&other.alarm, other.only)
    }
}

impl<S: Described> Described for Shown<S> {
    const SCHEMA: Schema = S::SCHEMA;
}

impl<S: Described> Shape for Shown<S> {
    fn read(_: &Value) -> Result<Self, Mismatch> {
        Err(Mismatch("what is shown of an alarm does not make one".to_owned()))
    }

    fn write(self) -> Value {
        document(self.parts())
    }

    fn print(&self, to: Printer<'_>) {
        let mut members = to.object();
        for (name, part) in self.parts() {
            part.print(members.member(name));
        }
        members.close();
    }
}

/// A member of an alarm.
enum Part<'a> {
    /// As it was put.
    Setting(&'a Value),
    Text(Cow<'a, str>),
    Truth(bool),
    Time(crate::time::Timestamp),
    NoItems,
}

impl Part<'_> {
    fn write(self) -> Value {
        match self {
            Self::Setting(value) => value.clone(),
            Self::Text(text) => Value::String(text.into_owned()),
            Self::Truth(truth) => truth.into(),
            Self::Time(time) => time.write(),
            Self::NoItems => Value::Array(Vec::new()),
        }
    }

    fn print(self, to: Printer<'_>) {
        match self {
            Self::Setting(value) => to.value(value),
            Self::Text(text) => to.text(&text),
            Self::Truth(truth) => truth.print(to),
            Self::Time(time) => time.print(to),
            Self::NoItems => to.list().close(),
        }
    }
}

fn document<'a>(parts: impl Iterator<Item = (&'static str, Part<'a>)>) -> Value {
    let members: Object = parts.map(|(name, part)| (name.to_owned(), part.write())).collect();
    Value::Object(members)
}

/// The lists that an alarm shows even when they are empty.
const LISTS: [&str; 4] = ["OKActions", "AlarmActions", "InsufficientDataActions", "Dimensions"];

impl Alarm {
    /// Returns it as answers show it: settings that were not put are not shown, except lists.
    ///
    /// Source: recorded.
    pub fn shown(&self) -> Value {
        document(self.parts())
    }

    /// Returns its members in the order of the model. No setting has times in it.
    fn parts(&self) -> impl Iterator<Item = (&'static str, Part<'_>)> {
        structure(self.kind).members.iter().filter_map(move |member| {
            let name = member.name;
            let part = match self.request.get(name) {
                Value::Null => self.own(name)?,
                setting => Part::Setting(setting),
            };
            Some((name, part))
        })
    }

    /// Returns what is shown of it besides the settings that were put.
    fn own(&self, name: &str) -> Option<Part<'_>> {
        let state = &self.state;
        let text = |text| Part::Text(Cow::Borrowed(text));
        Some(match name {
            "AlarmName" => text(self.name.as_str()),
            "AlarmArn" => Part::Text(Cow::Owned(self.arn())),
            "AlarmConfigurationUpdatedTimestamp" => Part::Time(self.configured),
            "ActionsEnabled" => Part::Truth(self.acts),
            "StateValue" => text(state.value.word()),
            "StateReason" => text(&state.reason),
            "StateReasonData" => text(state.data.as_deref()?),
            "StateUpdatedTimestamp" => Part::Time(state.updated),
            "StateTransitionedTimestamp" => Part::Time(state.transitioned),
            "EvaluationState" if self.is_partial => text("PARTIAL_DATA"),
            "ActionsSuppressedBy" => text(self.hush.as_ref()?.by.word()),
            "ActionsSuppressedReason" => {
                Part::Text(suppress::reason(self.hush.as_ref()?.by).into())
            }
            list if LISTS.contains(&list) => Part::NoItems,
            _ => return None,
        })
    }
}

fn structure(kind: AlarmType) -> &'static Structure {
    use crate::operation::structure_of;
    match kind {
        AlarmType::CompositeAlarm => structure_of::<CompositeAlarm>(),
        AlarmType::MetricAlarm => structure_of::<MetricAlarm>(),
        AlarmType::LogAlarm => structure_of::<LogAlarm>(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::structure_of;
    use crate::schema::{has_times, present_in};
    use crate::services::cloudwatch::shapes::alarms::PutMetricAlarmInput;
    use crate::services::cloudwatch::shapes::composite_alarms::PutCompositeAlarmInput;
    use crate::services::cloudwatch::shapes::log_alarms::PutLogAlarmInput;
    use crate::time::Timestamp;
    use crate::value::json::pretty;
    use crate::value::pretty::PrettyLists;
    use serde_json::json;

    #[test]
    fn settings_have_no_times_in_them() {
        let inputs = [
            structure_of::<PutMetricAlarmInput>(),
            structure_of::<PutCompositeAlarmInput>(),
            structure_of::<PutLogAlarmInput>(),
        ];
        for input in inputs {
            assert!(!has_times(Schema::Structure(input)), "{}", input.name);
        }
    }

    #[test]
    fn what_is_printed_is_what_the_document_presents() {
        let request = json!({
            "AlarmName": "a\"b", "Metrics": [{"Id": "e", "Expression": "1"}], "Threshold": 1.0,
            "OKActions": ["arn:aws:sns:us-east-1:123456789012:t"], "EvaluationPeriods": 3,
        });
        let now = Timestamp::from_millis(1_710_900_000_250);
        let owner = ("123456789012", "us-east-1");
        let alarm = Alarm::new(owner, AlarmType::MetricAlarm, request, now);
        for only in [None, Some(["AlarmArn", "StateUpdatedTimestamp"].as_slice())] {
            let shown = Shown::<MetricAlarm>::new(alarm.clone(), only);
            let mut document = shown.clone().write();
            assert_eq!(document["StateUpdatedTimestamp"], json!(1_710_900_000.25));
            assert_eq!(document.as_object().unwrap().len(), only.map_or(15, <[_]>::len));
            present_in(&mut document, MetricAlarm::SCHEMA);

            let mut answer = DescribeAlarmsOutput {
                metric_alarms: Some(vec![shown]),
                next_token: Some("t".to_owned()),
                ..DescribeAlarmsOutput::default()
            };
            let mut lists = PrettyLists::new(&["CompositeAlarms", "MetricAlarms", "LogAlarms"]);
            answer.move_lists(&mut lists);
            let expected = pretty(&json!({"MetricAlarms": [document]}));
            assert_eq!(lists.close(&Object::new()), Some(expected));
            assert_eq!(answer.write(), json!({"MetricAlarms": [], "NextToken": "t"}));
        }
    }
}
