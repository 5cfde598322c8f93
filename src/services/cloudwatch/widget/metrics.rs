//! The metrics of a widget: arrays of texts that may lean on the array before.

use super::{Asked, Source, whole_number};
use crate::picture::Color;
use crate::services::cloudwatch::metric::Metric;
use crate::services::cloudwatch::shapes::metrics::Dimension;
use crate::value::Value;

/// Reads the metrics of a widget, in which nothing is wrong but what they lean on.
///
/// `.` stands for the text at the same place of the metric before, `...` for all that come before the
/// texts that follow.
///
/// Source: CloudWatch User Guide, "Dashboard body structure and syntax", "Format for each metric".
pub(super) fn read(metrics: &[Value], period: u64, stat: &str) -> Result<Vec<Asked>, String> {
    let mut before: Vec<String> = Vec::new();
    let mut asked = Vec::new();
    for (place, metric) in metrics.iter().enumerate() {
        let parts = metric.as_array().map_or(&[][..], Vec::as_slice);
        let texts: Vec<&str> = parts.iter().filter_map(Value::as_str).collect();
        let options = parts.last().filter(|last| last.is_object());
        let option = |name: &str| options.and_then(|options| options.get(name));
        let text = |name: &str| option(name).and_then(Value::as_str).map(str::to_owned);
        let what = if let Some(expression) = text("expression").filter(|_| texts.is_empty()) {
            Source::Expression(expression)
        } else {
            let whole = whole(&texts, &before)
                .ok_or_else(|| format!("/metrics/{place}: there is no metric before it"))?;
            if whole.len() < 2 || !whole.len().is_multiple_of(2) {
                return Err(format!("/metrics/{place}: a dimension has no value"));
            }
            let dimension =
                |pair: &[String]| Dimension { name: pair[0].clone(), value: pair[1].clone() };
            let dimensions: Vec<Dimension> = whole[2..].chunks(2).map(dimension).collect();
            let metric = Metric::new(&whole[0], &whole[1], &dimensions);
            before = whole;
            Source::Metric(metric)
        };
        asked.push(Asked {
            what,
            id: text("id"),
            label: text("label"),
            color: text("color").and_then(|color| Color::parse(&color)),
            right: text("yAxis").as_deref() == Some("right"),
            visible: option("visible").and_then(Value::as_bool).unwrap_or(true),
            stat: text("stat").unwrap_or_else(|| stat.to_owned()),
            period: option("period").and_then(whole_number).unwrap_or(period),
            region: text("region"),
            account: text("accountId"),
        });
    }
    Ok(asked)
}

/// Returns the texts of a metric without what leans on the one before.
fn whole(texts: &[&str], before: &[String]) -> Option<Vec<String>> {
    let mut whole: Vec<String> = Vec::new();
    for (place, text) in texts.iter().enumerate() {
        match *text {
            "..." => {
                let behind = texts.len() - place - 1;
                let end = before.len().checked_sub(behind).filter(|end| *end >= whole.len())?;
                whole.extend_from_slice(before.get(whole.len()..end)?);
            }
            "." => whole.push(before.get(whole.len())?.clone()),
            text => whole.push(text.to_owned()),
        }
    }
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_stand_for_what_was_before() {
        let before = ["N", "M", "A", "1", "B", "2"].map(str::to_owned);
        let cases: [(&[&str], Option<&str>); 6] = [
            (&["...", "3"], Some("N M A 1 B 3")),
            (&[".", "L", ".", "."], Some("N L A 1")),
            (&["...", "C", "."], Some("N M A 1 C 2")),
            (&["N", "...", "9"], Some("N M A 1 B 9")),
            (&["O", "P"], Some("O P")),
            (&["...", "1", "2", "3", "4", "5", "6", "7"], None),
        ];
        for (texts, expected) in cases {
            let told = whole(texts, &before).map(|texts| texts.join(" "));
            assert_eq!(told.as_deref(), expected, "{texts:?}");
        }
        assert_eq!(whole(&["."], &[]), None);
    }
}
