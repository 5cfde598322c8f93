//! What a dashboard shows: its widgets in their places, with what they are to draw.

use super::super::shapes::alarms::{AlarmType, DescribeAlarmsInput};
use super::super::widget::Widget;
use super::super::widget::gather::{gather, state_color};
use super::super::widget::when::When;
use super::Dashboard;
use crate::arn::Arn;
use crate::chart::Chart;
use crate::chart::board::{Board, COLUMNS, Content, Item, Panel};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::picture::Theme;
use crate::schema::Shape;
use crate::services::cloudwatch::ops::alarms::describe_alarms;
use crate::time::{Timestamp, span, text};
use crate::value::{Object, Value};

/// How wide and high a widget is unless it says so.
///
/// Source: CloudWatch User Guide, "Dashboard body structure and syntax".
const SIZE: u64 = 6;

/// Reads what a dashboard shows; `range` is the time that it shows, where that is not its own.
///
/// A widget that cannot be drawn says why in its place.
pub fn read(
    ctx: &mut Context<'_>,
    dashboard: &Dashboard,
    range: (Option<When>, Option<When>),
) -> Result<Board> {
    let body = dashboard.body(&ctx.txn)?;
    let body: Value = serde_json::from_str(&body)
        .map_err(|_| Error::Damaged(format!("what is kept of {} is damaged", dashboard.name)))?;
    // An end alone counts for nothing in a body.
    let has_start = body.get("start").is_some();
    let when = |name: &str, given: Option<When>| {
        given.or_else(|| When::parse(body.get(name).filter(|_| has_start)?.as_str()?))
    };
    let start = when("start", range.0).or_else(|| range.1.map(When::hours_before));
    let range = start.map(|start| {
        let end = when("end", range.1).unwrap_or(When::NOW);
        (start.time(ctx.now), end.time(ctx.now))
    });
    let mut panels = Vec::new();
    let mut next = (0, 0, 0);
    for widget in body.get("widgets").and_then(Value::as_array).into_iter().flatten() {
        let Some(widget) = widget.as_object() else { continue };
        let place = place(widget, &mut next);
        let properties = widget.get("properties").and_then(Value::as_object).cloned();
        let properties = properties.unwrap_or_default();
        let kind = widget.get("type").and_then(Value::as_str).unwrap_or_default();
        let content = match kind {
            "metric" => Content::Chart(Box::new(graph(ctx, &properties, range)?)),
            "text" => {
                let text = properties.get("markdown").and_then(Value::as_str);
                Content::Text(text.unwrap_or_default().to_owned())
            }
            "alarm" => alarms(ctx, &properties)?,
            other => noted(&properties, format!("{other} widgets are not emulated")),
        };
        panels.push(Panel { place, content });
    }
    Ok(Board { title: dashboard.name.clone(), panels })
}

/// Returns where a widget lies: where it says, else behind the one before, or below all of them.
///
/// `next` is where the one before ends, and where all of them do.
fn place(widget: &Object, next: &mut (u32, u32, u32)) -> [u32; 4] {
    let get = |name: &str| widget.get(name).and_then(Value::as_f64);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "within the limits"
    )]
    let whole = |value: f64, least: f64, most: f64| value.clamp(least, most) as u32;
    #[expect(clippy::cast_precision_loss, reason = "it is 6")]
    let usual = SIZE as f64;
    let wide = whole(get("width").unwrap_or(usual), 1.0, 24.0);
    let high = whole(get("height").unwrap_or(usual), 1.0, 1_000.0);
    let (x, y) = match (get("x"), get("y")) {
        (Some(x), Some(y)) => (whole(x, 0.0, f64::from(COLUMNS - wide)), whole(y, 0.0, 100_000.0)),
        _ if next.0 + wide > COLUMNS => (0, next.2),
        _ => (next.0, next.1),
    };
    *next = (x + wide, y, next.2.max(y + high));
    [x, y, wide, high]
}

/// Returns the graph of a widget, or one that says why there is none.
fn graph(
    ctx: &mut Context<'_>,
    properties: &Object,
    range: Option<(Timestamp, Timestamp)>,
) -> Result<Chart> {
    let own = properties.contains_key("start");
    let gathered = match Widget::read(properties) {
        Ok(widget) => gather(ctx, &widget, range.filter(|_| !own)),
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    let note = match gathered {
        // A board has the colours of all its widgets.
        Ok(chart) => return Ok(Chart { theme: Theme::Light, ..chart }),
        Err(Error::Api(error)) => error.message().to_owned(),
        Err(error @ (Error::NotEmulated(_) | Error::Refused(_))) => error.to_string(),
        Err(error) => return Err(error),
    };
    let title = properties.get("title").and_then(Value::as_str).map(str::to_owned);
    Ok(Chart { title, note: Some(note), ..Chart::default() })
}

fn noted(properties: &Object, note: String) -> Content {
    let title = properties.get("title").and_then(Value::as_str).map(str::to_owned);
    Content::Chart(Box::new(Chart { title, note: Some(note), ..Chart::default() }))
}

fn alarms(ctx: &mut Context<'_>, properties: &Object) -> Result<Content> {
    let arns = properties.get("alarms").and_then(Value::as_array).into_iter().flatten();
    let arns: Vec<&str> = arns.filter_map(Value::as_str).collect();
    let title = properties.get("title").and_then(Value::as_str).map(str::to_owned);
    let mut items = Vec::new();
    for arn in arns {
        let name = Arn::parse(arn).and_then(|arn| arn.resource.strip_prefix("alarm:"));
        let name = name.unwrap_or(arn).to_owned();
        let mut found = board(ctx, Some(name.clone()))?;
        found.truncate(1);
        items.push(found.pop().unwrap_or_else(|| Item {
            color: state_color(""),
            texts: ["--".to_owned(), name, String::new(), "is not there".to_owned()],
        }));
    }
    Ok(Content::List(title, items))
}

/// Returns the alarms of the region, or the one of a name, with their states: those in `ALARM` first,
/// each kind by name.
pub fn board(ctx: &mut Context<'_>, name: Option<String>) -> Result<Vec<Item>> {
    let mut token = None;
    let mut found = Vec::new();
    loop {
        let page = describe_alarms(
            ctx,
            DescribeAlarmsInput {
                alarm_names: name.clone().map(|name| vec![name]),
                alarm_name_prefix: None,
                alarm_types: Some(vec![
                    AlarmType::CompositeAlarm,
                    AlarmType::MetricAlarm,
                    AlarmType::LogAlarm,
                ]),
                children_of_alarm_name: None,
                parents_of_alarm_name: None,
                state_value: None,
                action_prefix: None,
                max_records: None,
                next_token: token,
            },
        )?;
        found.extend(page.composite_alarms.into_iter().flatten().map(Shape::write));
        found.extend(page.metric_alarms.into_iter().flatten().map(Shape::write));
        found.extend(page.log_alarms.into_iter().flatten().map(Shape::write));
        token = page.next_token;
        if token.is_none() {
            break;
        }
    }
    let rank = |alarm: &Value| match alarm["StateValue"].as_str() {
        Some("ALARM") => 0,
        Some("INSUFFICIENT_DATA") => 1,
        _ => 2,
    };
    found.sort_by_key(|alarm| (rank(alarm), alarm["AlarmName"].as_str().map(str::to_owned)));
    Ok(found.iter().map(|alarm| item(alarm, ctx.now)).collect())
}

fn item(alarm: &Value, now: Timestamp) -> Item {
    let get = |name: &str| alarm[name].as_str().unwrap_or_default();
    let since = ["StateTransitionedTimestamp", "StateUpdatedTimestamp"]
        .iter()
        .find_map(|name| Timestamp::read(&alarm[*name]).ok());
    let since = since.map_or_else(String::new, |since| {
        let whole = text::utc(since);
        let ago = std::time::Duration::from_secs(now.since(since).as_secs());
        format!("since {} {} ({} ago)", &whole[..10], &whole[11..16], span::print(ago))
    });
    Item {
        color: state_color(get("StateValue")),
        texts: [
            get("StateValue").to_owned(),
            get("AlarmName").to_owned(),
            since,
            get("StateReason").to_owned(),
        ],
    }
}
