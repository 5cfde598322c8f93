//! What is odd about a body that is kept all the same.
//!
//! The rules are those of the documentation; that CloudWatch only remarks upon what breaks them is known
//! of an end without a start, and chosen for the others. The sentences are ours.
//!
//! | member            | rule                                                                  |
//! |-------------------|-----------------------------------------------------------------------|
//! | `start`, `end`    | a time, or how long ago it was; an end needs a start                  |
//! | `x`, `y`          | one without the other places nothing                                  |
//! | `period`          | 1, 5, 10, 20, 30 or a multiple of 60 seconds                          |
//! | `stat`            | a statistic that CloudWatch knows                                     |
//!
//! Source: CloudWatch User Guide, "Dashboard body structure and syntax"; public issues, for an end
//! without a start.

use super::{Found, Message};
use crate::services::cloudwatch::period::Period;
use crate::services::cloudwatch::stat::Stat;
use crate::services::cloudwatch::widget::when::When;
use crate::value::{Object, Value};

impl Found {
    fn remark(&mut self, path: &str, name: &str, text: impl Into<String>) {
        self.warnings.push(Message { path: format!("{path}/{name}"), text: text.into() });
    }

    /// Looks at the time that a dashboard or a widget shows.
    pub(super) fn range(&mut self, path: &str, members: &Object) {
        for name in ["start", "end"] {
            let told = members.get(name).and_then(Value::as_str);
            if told.is_some_and(|told| When::parse(told).is_none()) {
                let text = "Should be a time or a span such as -PT3H, will be ignored";
                self.remark(path, name, text);
            }
        }
        if members.contains_key("end") && !members.contains_key("start") {
            self.remark(path, "end", "Should come with \"start\", will be ignored");
        }
    }

    /// Looks at the place of a widget.
    pub(super) fn place(&mut self, path: &str, widget: &Object) {
        for (name, other) in [("x", "y"), ("y", "x")] {
            if widget.contains_key(name) && !widget.contains_key(other) {
                self.remark(path, name, format!("Should come with \"{other}\", will be ignored"));
            }
        }
    }

    /// Looks at how a widget or a metric of it is computed.
    pub(super) fn statistic(&mut self, path: &str, members: &Object) {
        let period = members.get("period").and_then(Value::as_i64);
        let is_none = |secs: i64| i32::try_from(secs).ok().and_then(Period::parse).is_none();
        if period.is_some_and(|secs| secs > 0 && is_none(secs)) {
            self.remark(path, "period", "Should be 1, 5, 10, 20, 30 or a multiple of 60");
        }
        let stat = members.get("stat").and_then(Value::as_str);
        if stat.is_some_and(|stat| Stat::parse(stat).is_none()) {
            self.remark(path, "stat", "Should be a statistic");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;

    fn told(body: &str) -> Vec<String> {
        let found = check(body).unwrap();
        assert!(found.errors.is_empty(), "{body}: {:?}", found.errors);
        found.warnings.iter().map(|m| format!("{} {}", m.path, m.text)).collect()
    }

    #[test]
    fn odd_bodies_are_remarked_upon() {
        let metric = r#""type":"metric","properties":{"region":"r","metrics":[["N","M""#;
        let no_time = "Should be a time or a span such as -PT3H, will be ignored";
        let cases = [
            (r#"{"widgets":[],"start":"-PT3H","end":"P0D"}"#.to_owned(), vec![]),
            (r#"{"widgets":[],"start":"foo"}"#.to_owned(), vec![format!("/start {no_time}")]),
            (
                r#"{"widgets":[],"end":"2024-06-01T12:00:00Z"}"#.to_owned(),
                vec!["/end Should come with \"start\", will be ignored".to_owned()],
            ),
            (
                format!(r#"{{"widgets":[{{"x":1,{metric}]]}}}}]}}"#),
                vec!["/widgets/0/x Should come with \"y\", will be ignored".to_owned()],
            ),
            (
                format!(
                    r#"{{"widgets":[{{{metric}]],"period":7,"stat":"p200","end":"x","start":"-P1D"}}}}]}}"#
                ),
                vec![
                    format!("/widgets/0/properties/end {no_time}"),
                    "/widgets/0/properties/period Should be 1, 5, 10, 20, 30 or a multiple of 60"
                        .to_owned(),
                    "/widgets/0/properties/stat Should be a statistic".to_owned(),
                ],
            ),
            (
                format!(r#"{{"widgets":[{{{metric},{{"stat":"Mean","period":300}}]]}}}}]}}"#),
                vec!["/widgets/0/properties/metrics/0/2/stat Should be a statistic".to_owned()],
            ),
        ];
        for (body, expected) in cases {
            assert_eq!(told(&body), expected, "{body}");
        }
    }

    #[test]
    fn a_dashboard_has_2_500_metrics_at_most() {
        let widget = |number| {
            let metrics = vec![r#"["N","M"]"#; number].join(",");
            format!(r#"{{"type":"metric","properties":{{"region":"r","metrics":[{metrics}]}}}}"#)
        };
        let errors = |last| {
            let mut widgets = vec![widget(500); 5];
            widgets.extend(last);
            let body = format!(r#"{{"widgets":[{}]}}"#, widgets.join(","));
            let found = check(&body).unwrap();
            found.errors.iter().map(|m| format!("{} {}", m.path, m.text)).collect::<Vec<_>>()
        };
        assert!(errors(None).is_empty());
        assert_eq!(errors(Some(widget(1))), ["/widgets Should NOT have more than 2500 metrics"]);
        let many = "/widgets/5/properties/metrics Should NOT have more than 500 items";
        assert_eq!(errors(Some(widget(501)))[0], many);
    }
}
