//! `graph`: draws metrics.

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;

use crate::chart::{self, Chart, terminal};
use crate::context::Context;
use crate::error::Result;
use crate::services::cloudwatch::catalogue::Entry;
use crate::services::cloudwatch::period::Period;
use crate::services::cloudwatch::stat::Stat;
use crate::services::cloudwatch::widget::Widget;
use crate::services::cloudwatch::widget::gather::gather;
use crate::services::cloudwatch::widget::when::When;
use crate::value::{Object, Value};

use super::super::exit::{Failure, Outcome};
use super::super::paramfile;
use super::super::program::Program;
use super::draw;

/// How many metrics of a name are drawn where no dimensions are said.
const METRICS: usize = 20;

/// Returns the command.
pub(super) fn command() -> Command {
    let valued = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    let size = |name: &'static str, help: &'static str| {
        valued(name, "PIXELS", help).value_parser(clap::value_parser!(u64).range(1..=2_000))
    };
    Command::new("graph")
        .about("Draws metrics in the terminal, or as a picture")
        .long_about(
            "Draws metrics in the terminal, or as a picture. Without dimensions, all metrics of the \
             name are drawn.\n\n\
             \x20 trailwatch graph AWS/EC2 CPUUtilization InstanceId=i-0123456789abcdef0 --start 6h\n\
             \x20 trailwatch graph Shop Latency --stat p50 --stat p99 --file latency.png\n\
             \x20 trailwatch graph --expression \"SEARCH('{Shop,Host}', 'Average', 300)\"\n\
             \x20 trailwatch graph --widget file://widget.json --file widget.svg",
        )
        .arg(Arg::new("namespace").value_name("NAMESPACE").help("The namespace of the metric"))
        .arg(
            Arg::new("metric")
                .value_name("METRIC")
                .requires("namespace")
                .help("The name of the metric"),
        )
        .arg(
            Arg::new("dimensions")
                .value_name("NAME=VALUE")
                .num_args(0..)
                .help("A dimension of the metric; may be repeated"),
        )
        .arg(
            valued("stat", "STATISTIC", "The statistic; may be repeated. Average, unless it is said")
                .action(ArgAction::Append),
        )
        .arg(
            valued("period", "SECONDS", "How long a period is; follows from the time, unless it is said")
                .value_parser(clap::value_parser!(u64).range(1..=2_592_000)),
        )
        .arg(
            valued("expression", "EXPRESSION", "What is computed, in place of a metric; may be repeated")
                .action(ArgAction::Append)
                .conflicts_with("namespace"),
        )
        .arg(
            valued("widget", "JSON", "What is drawn, as get-metric-widget-image takes it")
                .conflicts_with_all(["namespace", "expression", "stat", "period"]),
        )
        .arg(
            valued("view", "VIEW", "How it is drawn")
                .value_parser(["timeSeries", "stacked", "bar", "pie", "singleValue", "gauge", "table"])
                .conflicts_with("widget"),
        )
        .arg(valued("title", "TEXT", "What stands above it").conflicts_with("widget"))
        .args(draw::times())
        .args(draw::options())
        .arg(size("width", "How wide a picture is; 800, unless it is said").requires("file"))
        .arg(size("height", "How high a picture is; 400, unless it is said").requires("file"))
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, matches: &ArgMatches) -> Outcome {
    let region = program.session.region.clone();
    let asked = asked(program, matches)?;
    let (start, end) = (draw::time(matches, "start")?, draw::time(matches, "end")?);
    let [across, down] = match &asked {
        Asked::Widget(widget) => widget.size,
        Asked::Metrics(..) => [800, 400],
    };
    let pixels = |name: &str, usual: u32| {
        let given = matches.get_one::<u64>(name).and_then(|given| u32::try_from(*given).ok());
        given.unwrap_or(usual)
    };
    let (across, down) = (pixels("width", across), pixels("height", down));
    draw::show(
        program,
        matches,
        |program| {
            program.engine.with_context(&region, |ctx| Ok(read(ctx, &asked, (start, end))))?
        },
        |chart: &Chart| vec![chart::picture(chart, across, down)],
        |chart, paper| {
            let rows = (paper.columns / 5).clamp(16, 26);
            let text =
                terminal::draw(chart, paper.columns, rows, paper.colored).text(paper.colored);
            format!("{}\n", text.trim_end())
        },
    )
}

/// What is to be drawn.
enum Asked {
    /// What a widget says.
    Widget(Box<Widget>),
    /// The properties of a widget, and the metrics of a name whose dimensions are not said.
    Metrics(Object, Option<(String, String)>),
}

/// Returns what the command line asks for.
fn asked(program: &Program<'_>, matches: &ArgMatches) -> Outcome<Asked> {
    let text = |name: &str| matches.get_one::<String>(name).cloned();
    let all = |name: &str| matches.get_many::<String>(name).unwrap_or_default().cloned();
    let wrong = |what: &str| Err(Failure::Parameter(what.to_owned()));
    if let Some(widget) = text("widget") {
        let json = paramfile::load("--widget", &widget, program.environment)?;
        let widget = Widget::parse(&json)
            .map_err(|wrong| Failure::Parameter(format!("--widget: {wrong}")))?;
        return Ok(Asked::Widget(Box::new(widget)));
    }
    let mut stats: Vec<String> = all("stat").collect();
    if stats.is_empty() {
        stats.push("Average".to_owned());
    }
    if let Some(stat) = stats.iter().find(|stat| Stat::parse(stat).is_none()) {
        return wrong(&format!("--stat: there is no statistic '{stat}'"));
    }
    let period = matches.get_one::<u64>("period").copied();
    let is_period = |secs: &u64| i32::try_from(*secs).ok().and_then(Period::parse).is_some();
    if let Some(secs) = period.filter(|secs| !is_period(secs)) {
        let what = format!("--period: {secs} is none of 1, 5, 10, 20, 30 and the multiples of 60");
        return wrong(&what);
    }
    let mut properties = Object::new();
    let mut any = None;
    let mut metrics: Vec<Value> = Vec::new();
    let title = match (text("namespace"), text("metric")) {
        (Some(namespace), Some(name)) => {
            let mut dimensions = Vec::new();
            for dimension in all("dimensions") {
                match dimension.split_once('=') {
                    Some((name, value)) if !name.is_empty() => {
                        dimensions.extend([name.to_owned(), value.to_owned()]);
                    }
                    _ => {
                        let what = format!("'{dimension}' is no dimension: write NAME=VALUE");
                        return wrong(&what);
                    }
                }
            }
            if dimensions.is_empty() {
                any = Some((namespace.clone(), name.clone()));
            }
            let several = stats.len() > 1;
            for stat in &stats {
                let mut metric = vec![json!(namespace), json!(name)];
                metric.extend(dimensions.iter().map(|part| json!(part)));
                let mut options = json!({"stat": stat});
                if several {
                    options["label"] = json!(stat);
                }
                metric.push(options);
                metrics.push(metric.into());
            }
            let stat = if several { String::new() } else { format!(" ({})", stats[0]) };
            Some(format!("{namespace} {name}{stat}"))
        }
        (Some(_), None) => return wrong("the name of the metric is missing"),
        _ => {
            metrics.extend(all("expression").map(|text| json!([{"expression": text}])));
            if metrics.is_empty() {
                return wrong("say what to draw: NAMESPACE METRIC, --expression or --widget");
            }
            None
        }
    };
    properties.insert("metrics".to_owned(), metrics.into());
    if let Some(period) = period {
        properties.insert("period".to_owned(), json!(period));
    }
    if let Some(title) = text("title").or(title) {
        properties.insert("title".to_owned(), title.into());
    }
    let view = text("view").unwrap_or_else(|| "timeSeries".to_owned());
    if view == "stacked" {
        properties.insert("stacked".to_owned(), true.into());
    } else {
        properties.insert("view".to_owned(), view.as_str().into());
    }
    if view == "gauge" {
        properties.insert("yAxis".to_owned(), json!({"left": {"min": 0, "max": 100}}));
    }
    Ok(Asked::Metrics(properties, any))
}

/// Reads what is to be drawn.
fn read(
    ctx: &mut Context<'_>,
    asked: &Asked,
    (start, end): (Option<When>, Option<When>),
) -> Outcome<Chart> {
    let (properties, any) = match asked {
        Asked::Widget(widget) => {
            let mut widget = widget.as_ref().clone();
            widget.start = start.unwrap_or(widget.start);
            widget.end = end.unwrap_or(widget.end);
            return Ok(gather(ctx, &widget, None)?);
        }
        Asked::Metrics(properties, any) => (properties, any),
    };
    let mut properties = properties.clone();
    if let Some((namespace, name)) = any {
        let metrics = all_of(ctx, (namespace, name), &properties);
        properties.insert("metrics".to_owned(), metrics?);
    }
    let end = end.unwrap_or(When::NOW);
    let start = start.unwrap_or_else(|| end.hours_before());
    if !properties.contains_key("period") {
        // About as many values as a graph can show.
        let length = end.time(ctx.now).since(start.time(ctx.now)).as_secs();
        let periods = [60, 300, 900, 3_600, 21_600];
        let least = usize::from(length >= 3_600);
        let period = periods.into_iter().skip(least).find(|period| length / period <= 400);
        properties.insert("period".to_owned(), period.unwrap_or(86_400).into());
    }
    let mut widget = Widget::read(&properties).map_err(Failure::Parameter)?;
    (widget.start, widget.end) = (start, end);
    Ok(gather(ctx, &widget, None)?)
}

/// Returns the metrics of a name, each with each statistic; the name alone if there is none.
fn all_of(
    ctx: &Context<'_>,
    (namespace, name): (&str, &str),
    properties: &Object,
) -> Outcome<Value> {
    let owner = (ctx.caller.account.as_str(), ctx.region.as_str());
    let entries = Entry::listing(&ctx.txn, owner, (Some(namespace), Some(name)), None);
    let found = entries.take(METRICS).collect::<Result<Vec<_>>>()?;
    let asked = properties["metrics"].as_array().cloned().unwrap_or_default();
    if found.is_empty() {
        return Ok(asked.into());
    }
    let alone = found.len() == 1;
    let mut metrics = Vec::new();
    for entry in &found {
        for one in &asked {
            let mut options =
                one.as_array().and_then(|parts| parts.last().cloned()).unwrap_or_default();
            let values = entry.metric.dimensions().iter().map(|(_, value)| value.as_str());
            let values = values.collect::<Vec<_>>().join(" ");
            if let Some(stat) = options.get("label").and_then(Value::as_str).filter(|_| !alone) {
                options["label"] = format!("{values} {stat}").trim_start().into();
            }
            let mut metric = vec![json!(namespace), json!(name)];
            let dimensions = entry.metric.dimensions().iter();
            metric.extend(dimensions.flat_map(|(name, value)| [json!(name), json!(value)]));
            metric.push(options);
            metrics.push(metric.into());
        }
    }
    Ok(Value::Array(metrics))
}
