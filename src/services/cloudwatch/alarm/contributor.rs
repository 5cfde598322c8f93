//! One of several series that an alarm watches: a contributor, with a state of its own.
//!
//! ```text
//! SELECT ... GROUP BY Host ORDER BY ...
//!    a   OK      --\
//!    b   ALARM   ---+-->  alarm  ALARM  "1 out of 3 time series evaluated to ALARM"
//!    c   OK      --/
//! ```
//!
//! | the query returns           | the contributor                    | the alarm                       |
//! |-----------------------------|------------------------------------|---------------------------------|
//! | its series                  | judged as an alarm by itself       | `ALARM` if one of them is       |
//! | others, not its series      | `OK`                               | as the others say               |
//! | nothing                     | `OK`                               | as missing data are treated     |
//!
//! Only those in `ALARM` are kept, at most 100 of them; every other one is `OK`.
//!
//! Source: CloudWatch User Guide, "Create a CloudWatch alarm based on a Metrics Insights query",
//! "Limits" of alarms, "Acting on alarm changes", "Alarm events and `EventBridge`"; sentences of alarms
//! in `OK` and of queries that return nothing were seen in public, where it was also measured that
//! missing data are treated as the alarm says then, which the guide tells in two ways. Our reading:
//! what the history tells of contributors; that actions which are muted are not made up for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::reason::{self, Told};
use super::rules::Watched;
use super::verdict::{Missing, Verdict};
use super::windows::{Outcome, Outcomes, Windows};
use super::{Alarm, action, history, watch};
use crate::context::Context;
use crate::crypto::sha256;
use crate::error::Result;
use crate::services::cloudwatch::insights::Insight;
use crate::services::cloudwatch::shapes::alarm_history::AlarmContributor;
use crate::services::cloudwatch::shapes::alarms::StateValue;
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;
use crate::value::json::compact;

/// How many contributors can be in `ALARM`.
///
/// Source: CloudWatch User Guide, "Limits" of alarms.
const MOST: usize = 100;

/// How long an id is.
///
/// Source: the API model, and the sample in "Alarm events and `EventBridge`".
const ID: usize = 16;

/// A contributor that is in `ALARM`, or has just left it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Contributor {
    account: String,
    region: String,
    alarm: String,
    /// Its id, which follows from its attributes.
    pub id: String,
    /// What tells it from others.
    pub attributes: BTreeMap<String, String>,
    /// Why it is in its state.
    pub reason: String,
    /// Since when it is.
    pub since: Timestamp,
}

impl Record for Contributor {
    const KIND: &'static str = "alarm contributor";
    type Form = Json;

    fn key(&self) -> Key {
        Self::of((&self.account, &self.region), &self.alarm).text(&self.id)
    }
}

impl Contributor {
    fn of((account, region): (&str, &str), alarm: &str) -> Key {
        Self::all().text(account).text(region).text(alarm)
    }

    /// Returns those of an alarm that are in `ALARM`, in the order of their ids.
    pub fn listing(txn: &Txn<'_>, owner: (&str, &str), alarm: &str) -> Result<Vec<Self>> {
        txn.scan(&Self::of(owner, alarm)).collect()
    }

    /// Returns it as answers show it.
    pub fn shown(self) -> AlarmContributor {
        AlarmContributor {
            contributor_id: self.id,
            contributor_attributes: self.attributes,
            state_reason: self.reason,
            state_transitioned_timestamp: Some(self.since),
        }
    }
}

/// Returns the id of the contributor with these attributes.
fn id_of(attributes: &BTreeMap<String, String>) -> String {
    let mut id = sha256(compact(&json!(attributes)).as_bytes());
    id.truncate(ID);
    id
}

/// Takes all contributors of an alarm away, without a word.
pub fn forget(txn: &mut Txn<'_>, alarm: &Alarm) -> Result<()> {
    for contributor in Contributor::listing(txn, (&alarm.account, &alarm.region), &alarm.name)? {
        txn.delete(&contributor.key());
    }
    Ok(())
}

/// What an evaluation comes to for all contributors.
struct Judged {
    /// The ids of those that are in `ALARM`, in the order of the query.
    alarming: Vec<String>,
    /// How many series there are.
    series: usize,
    /// The state of the alarm; none if it stays.
    state: Option<StateValue>,
    /// Why, in words.
    reason: String,
    /// Whether there are more series than were looked at.
    is_partial: bool,
}

impl Judged {
    fn of(watched: &Watched, outcomes: &Outcomes, known: &BTreeMap<String, Contributor>) -> Self {
        let mut alarming = Vec::new();
        for (attributes, outcome) in &outcomes.each {
            let id = id_of(attributes);
            let is_alarm = match outcome.verdict {
                Verdict::Alarm(_) => true,
                Verdict::Ok(_) | Verdict::Insufficient => false,
                Verdict::Stays => known.contains_key(&id),
            };
            if is_alarm {
                alarming.push(id);
            }
        }
        let series = outcomes.each.len();
        let (state, reason) = match alarming.len() {
            _ if series == 0 => without_series(watched.rule.missing),
            0 => (Some(StateValue::Ok), format!("{series} time series evaluated to OK")),
            number => {
                let reason = if number > MOST {
                    format!("{MOST}+ time series evaluated to ALARM")
                } else {
                    format!("{number} out of {series} time series evaluated to ALARM")
                };
                (Some(StateValue::Alarm), reason)
            }
        };
        // Those that are there already keep their place.
        alarming.sort_by_key(|id| !known.contains_key(id));
        alarming.truncate(MOST);
        Self { alarming, series, state, reason, is_partial: outcomes.is_partial }
    }
}

fn without_series(missing: Missing) -> (Option<StateValue>, String) {
    let (state, word) = match missing {
        Missing::Missing => (Some(StateValue::InsufficientData), "Missing"),
        Missing::Ignore => (None, "Ignore"),
        Missing::Breaching => (Some(StateValue::Alarm), "Breaching"),
        Missing::NotBreaching => (Some(StateValue::Ok), "NonBreaching"),
    };
    let reason = format!(
        "No time series were returned by the query. Treat missing data is configured as [{word}]."
    );
    (state, reason)
}

/// Evaluates an alarm on several series, and notes when it is due again; returns the state that it was
/// in if it has changed.
pub fn evaluate(
    ctx: &mut Context<'_>,
    alarm: &mut Alarm,
    (watched, insight): (&Watched, &Insight),
    (windows, is_partial): (&Windows<'_>, bool),
) -> Result<Option<StateValue>> {
    let owner = (alarm.account.as_str(), alarm.region.as_str());
    let listed = Contributor::listing(&ctx.txn, owner, &alarm.name)?;
    let mut known: BTreeMap<String, Contributor> =
        listed.into_iter().map(|contributor| (contributor.id.clone(), contributor)).collect();
    let outcomes = windows.judge_each(insight, ctx.now);
    let judged = Judged::of(watched, &outcomes, &known);
    let mut gone: Vec<String> =
        known.keys().filter(|id| !judged.alarming.contains(id)).cloned().collect();
    for (attributes, outcome) in outcomes.each {
        let id = id_of(&attributes);
        let is_alarm = judged.alarming.contains(&id);
        if is_alarm == known.contains_key(&id) {
            continue;
        }
        gone.retain(|other| *other != id);
        let reason = reason_of(watched, &outcome, is_alarm);
        let contributor = Contributor {
            account: alarm.account.clone(),
            region: alarm.region.clone(),
            alarm: alarm.name.clone(),
            id: id.clone(),
            attributes,
            reason,
            since: ctx.now,
        };
        if is_alarm {
            ctx.txn.put(&contributor);
            known.insert(id, contributor.clone());
        } else {
            ctx.txn.delete(&contributor.key());
            known.remove(&id);
        }
        change(ctx, alarm, &contributor, is_alarm)?;
    }
    for id in gone {
        let Some(mut contributor) = known.remove(&id) else { continue };
        ctx.txn.delete(&contributor.key());
        "No data was returned for this contributor".clone_into(&mut contributor.reason);
        contributor.since = ctx.now;
        change(ctx, alarm, &contributor, false)?;
    }
    alarm.is_partial = judged.is_partial || is_partial;
    let before = alarm.state.value;
    let state = judged.state.unwrap_or(before);
    if state != before || (judged.state.is_some() && judged.reason != alarm.state.reason) {
        let data = json!({"version": "1.0", "queryDate": reason::moment(ctx.now)});
        watch::change(ctx, alarm, state, judged.reason.clone(), Some(compact(&data)))?;
    }
    alarm.due = windows.next((ctx.now, ctx.until), |tick| {
        let later = Judged::of(watched, &windows.judge_each(insight, tick), &known);
        let alarming = |judged: &Judged| {
            let mut ids = judged.alarming.clone();
            ids.sort_unstable();
            ids
        };
        later.series != judged.series || alarming(&later) != alarming(&judged)
    });
    Ok((state != before).then_some(before))
}

fn reason_of(watched: &Watched, outcome: &Outcome, is_alarm: bool) -> String {
    let filled = match &outcome.verdict {
        Verdict::Alarm(grounds) | Verdict::Ok(grounds) => grounds.filled,
        Verdict::Insufficient | Verdict::Stays => 0,
    };
    let told = Told {
        rule: watched.rule,
        says_number: false,
        comparison: watched.comparison,
        points: &outcome.points,
        filled,
        alarm: is_alarm,
    };
    told.of_contributor()
}

/// Tells that a contributor has come into another state, and does what is to be done then.
fn change(
    ctx: &mut Context<'_>,
    alarm: &Alarm,
    contributor: &Contributor,
    is_alarm: bool,
) -> Result<()> {
    let of = |is_alarm| if is_alarm { StateValue::Alarm } else { StateValue::Ok };
    let (before, state) = (of(!is_alarm), of(is_alarm));
    history::contributor_changed(&mut ctx.txn, alarm, contributor, (before, state), ctx.now)?;
    action::act_for(ctx, alarm, contributor, (before, state))
}

#[cfg(test)]
mod tests {
    use super::super::computed::Computed;
    use super::super::layout::Layout;
    use super::super::rules::{Asked, What};
    use super::super::verdict::{Comparison, Grounds, Rule};
    use super::*;
    use crate::services::cloudwatch::shapes::alarms::{ComparisonOperator, PutMetricAlarmInput};
    use crate::services::cloudwatch::shapes::metric_data::MetricDataQuery;
    use crate::time::MINUTE;

    fn watched() -> Watched {
        let query = MetricDataQuery {
            id: "q".to_owned(),
            expression: Some("SELECT MAX(M) FROM N GROUP BY Host ORDER BY MAX()".to_owned()),
            period: Some(60),
            ..MetricDataQuery::default()
        };
        let put = PutMetricAlarmInput { metrics: Some(vec![query]), ..Default::default() };
        Watched {
            what: What::Computed(Computed::of(&put).unwrap().unwrap()),
            asked: Asked { stat: None, unit: None, layout: Layout::sliding(MINUTE), fewest: 0.0 },
            statistic: None,
            rule: Rule { periods: 1, to_alarm: 1, missing: Missing::Missing },
            says_number: false,
            comparison: Comparison {
                operator: ComparisonOperator::GreaterThanThreshold,
                threshold: Some(1.0),
            },
        }
    }

    fn attributes(host: usize) -> BTreeMap<String, String> {
        [("Host".to_owned(), host.to_string())].into()
    }

    /// Returns what series come to, the first so many in `ALARM`, the others in `OK`.
    fn outcomes(alarming: usize, fine: usize) -> Outcomes {
        let outcome = |host: usize| {
            let grounds = Grounds::default();
            let verdict =
                if host < alarming { Verdict::Alarm(grounds) } else { Verdict::Ok(grounds) };
            let outcome = Outcome { tick: Timestamp::default(), verdict, points: Vec::new() };
            (attributes(host), outcome)
        };
        Outcomes { each: (0..alarming + fine).map(outcome).collect(), is_partial: false }
    }

    fn contributor(host: usize) -> (String, Contributor) {
        let id = id_of(&attributes(host));
        let text = String::new;
        let (account, region, alarm, reason) = (text(), text(), text(), text());
        let (attributes, since) = (attributes(host), Timestamp::default());
        (id.clone(), Contributor { account, region, alarm, id, attributes, reason, since })
    }

    #[test]
    fn the_alarm_says_how_many_series_are_in_which_state() {
        let (watched, none) = (watched(), BTreeMap::new());
        let cases = [
            (0, 3, "3 time series evaluated to OK", Some(StateValue::Ok), 0),
            (95, 55, "95 out of 150 time series evaluated to ALARM", Some(StateValue::Alarm), 95),
            (100, 0, "100 out of 100 time series evaluated to ALARM", Some(StateValue::Alarm), 100),
            (105, 45, "100+ time series evaluated to ALARM", Some(StateValue::Alarm), 100),
        ];
        for (alarming, fine, reason, state, kept) in cases {
            let judged = Judged::of(&watched, &outcomes(alarming, fine), &none);
            assert_eq!((judged.reason.as_str(), judged.state), (reason, state));
            assert_eq!(judged.alarming.len(), kept);
        }
    }

    #[test]
    fn of_too_many_those_that_are_there_keep_their_place() {
        let known: BTreeMap<_, _> = [contributor(104), contributor(200)].into();
        let judged = Judged::of(&watched(), &outcomes(105, 0), &known);
        assert_eq!(judged.alarming.len(), MOST);
        assert!(judged.alarming.contains(&id_of(&attributes(104))));
        assert!(!judged.alarming.contains(&id_of(&attributes(200))));
    }

    #[test]
    fn an_id_follows_from_the_attributes() {
        let id = id_of(&attributes(1));
        assert_eq!(id.len(), ID);
        assert!(id.bytes().all(|b| b.is_ascii_hexdigit()));
        assert_ne!(id, id_of(&attributes(2)));
    }
}
