//! Why there are no datapoints is explained, on a terminal.

use crate::pager::on_terminal;
use crate::world::World;

#[test]
fn no_datapoints_are_explained_on_a_terminal() {
    let world = World::at("2024-01-01T12:00:00Z");
    let put = ["cloudwatch", "put-metric-data", "--namespace", "Shop", "--metric-name", "Latency"];
    for host in ["Host=a", "Host=b,Zone=z"] {
        world.ok(&[&put[..], &["--value", "1", "--dimensions", host]].concat());
    }
    let statistics =
        "aws cloudwatch get-metric-statistics --statistics Sum --period 60 --namespace";
    let today = "--start-time 2024-01-01 --end-time 2024-01-02";
    let cases = [
        (
            format!(
                "{statistics} Shop --metric-name Latency --start-time 2023-12-01 --end-time \
                 2023-12-01T01:00:00"
            ),
            "for that --start-time a period of 60 s is too short: below a minute it reaches 3 hours \
             back, a multiple of 60 s 15 days, of 300 s 63 days, of 3600 s 455 days",
        ),
        (
            format!("{statistics} Shop --metric-name Latency {today}"),
            "data are found by exactly the dimensions that they were put with; Latency has: \
             --dimensions Name=Host,Value=a or --dimensions Name=Host,Value=b Name=Zone,Value=z",
        ),
        (
            format!("{statistics} Shop --metric-name Latence {today}"),
            "there is no metric Latence in Shop, which has: Latency",
        ),
        (
            format!("{statistics} Other --metric-name Latency {today}"),
            "there is no metric in the namespace Other",
        ),
    ];
    let last = |line: &str| {
        let (_, shown) = on_terminal(&world, &format!("AWS_PAGER= {line}"))?;
        Some(shown.lines().last().unwrap_or_default().to_owned())
    };
    for (line, expected) in &cases {
        let Some(shown) = last(line) else { return };
        assert_eq!(shown, format!("trailwatch: {expected}"), "{line}");
        assert_eq!(last(&format!("TRAILWATCH_HINTS=0 {line}")).unwrap(), "}", "{line}");
        assert_eq!(world.bash(line).err, "", "{line}");
    }
    let (found, _) = &cases[1];
    assert_eq!(last(&format!("{found} --dimensions Name=Host,Value=a")).unwrap(), "}");
}
