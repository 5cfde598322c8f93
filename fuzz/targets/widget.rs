//! Widgets, and the pictures of what they show.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::chart::{self, COLORS, Chart, Series, terminal};
use trailwatch::picture::{png, svg};
use trailwatch::services::cloudwatch::widget::Widget;
use trailwatch::time::Timestamp;

fuzz_target!(|asked: (&str, Vec<(u16, f64)>, u8, u8)| {
    let (json, points, wide, high) = asked;
    let Ok(widget) = Widget::parse(json) else { return };
    let points = points.into_iter().filter(|(_, value)| value.is_finite());
    let point = |(time, value): (u16, f64)| (Timestamp::from_secs(i64::from(time)), value);
    let chart = Chart {
        title: widget.title.clone(),
        view: widget.view,
        axes: widget.axes.clone(),
        zone: widget.zone.minutes(),
        horizontal: widget.horizontal.clone(),
        vertical: widget.vertical.clone(),
        legend: widget.legend,
        sparkline: widget.sparkline,
        series: vec![Series {
            label: "m".to_owned(),
            color: COLORS[0],
            right: false,
            period: 60,
            points: points.map(point).collect(),
            unit: None,
        }],
        ..Chart::default()
    };
    let picture = chart::picture(&chart, u32::from(wide) + 1, u32::from(high) + 1);
    assert!(png::encode(&picture).len() > 50);
    assert!(svg::encode(&picture).ends_with("</svg>\n"));
    let shown = terminal::draw(&chart, usize::from(wide), usize::from(high), false).text(false);
    assert_eq!(shown.lines().count(), usize::from(high));
});
