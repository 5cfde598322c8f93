//! Metrics through the program: listing them page by page, and many of them at once.

use serde_json::{Value, json};

use crate::world::World;

/// Puts metrics of these names.
fn put(world: &World, names: impl Iterator<Item = String>) {
    let data: Vec<Value> = names.map(|name| json!({"MetricName": name, "Value": 1})).collect();
    std::fs::write(world.work().join("data.json"), Value::from(data).to_string()).unwrap();
    world.ok(&["put-metric-data", "--namespace", "N", "--metric-data", "file://data.json"]);
}

/// Returns the names on a page, and the token of the next one.
fn page(world: &World, token: Option<&str>) -> (Vec<String>, Option<String>) {
    let words = match token {
        Some(token) => vec!["list-metrics", "--next-token", token],
        None => vec!["list-metrics", "--no-paginate"],
    };
    let page: Value = serde_json::from_str(&world.ok(&words)).unwrap();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let metrics = page["Metrics"].as_array().unwrap();
    let names = metrics.iter().map(|metric| text(&metric["MetricName"]).unwrap());
    (names.collect(), text(&page["NextToken"]))
}

#[test]
fn a_page_has_500_metrics_and_its_token_goes_on_behind_the_last() {
    let world = World::at("2024-06-01T12:00:00Z");
    let names: Vec<String> = (0..1_100).map(|n| format!("m{n:04}")).collect();
    put(&world, names[..1_000].iter().cloned());
    put(&world, names[1_000..].iter().cloned());

    let (first, token) = page(&world, None);
    assert_eq!(first, names[..500]);
    // What comes in before the place where the token goes on does not move it.
    put(&world, ["a", "m0499a"].into_iter().map(str::to_owned));
    let (second, token) = page(&world, token.as_deref());
    assert_eq!(second[0], "m0499a");
    assert_eq!(second[1..], names[500..999]);
    let (third, token) = page(&world, token.as_deref());
    assert_eq!((third.as_slice(), token), (&names[999..], None));
}

#[test]
fn queries_may_need_each_other_in_a_chain_as_long_as_a_request_may_be() {
    let world = World::at("2024-06-01T12:00:00Z");
    put(&world, ["m".to_owned()].into_iter());
    let metric = json!({"Namespace": "N", "MetricName": "m"});
    let stat = json!({"Metric": metric, "Period": 60, "Stat": "Sum"});
    let mut queries = vec![json!({"Id": "m1", "MetricStat": stat, "ReturnData": false})];
    // Each is as deep as its characters let it be.
    let sum = |before: &str| format!("{before}{}", "+1".repeat(1_020));
    queries.push(json!({"Id": "e2", "Expression": sum("m1"), "ReturnData": false}));
    for n in 3..500 {
        let expression = sum(&format!("e{}", n - 1));
        queries
            .push(json!({"Id": format!("e{n}"), "Expression": expression, "ReturnData": n == 499}));
    }
    queries.reverse();
    std::fs::write(world.work().join("queries.json"), Value::from(queries).to_string()).unwrap();
    let answer = world.ok(&[
        "get-metric-data",
        "--metric-data-queries",
        "file://queries.json",
        "--start-time",
        "2024-06-01T11:00Z",
        "--end-time",
        "2024-06-01T13:00Z",
        "--query",
        "MetricDataResults[].Values[]",
        "--output",
        "text",
    ]);
    assert_eq!(answer, format!("{}.0\n", 1 + 498 * 1_020));
}
