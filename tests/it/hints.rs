//! Errors that people meet who learn are explained, to people and not to scripts.

use trailwatch::cli::{self, Environment, Streams};
use trailwatch::output::Screen;

use crate::world::World;

/// Runs a command in this process, and returns what it says of its failure.
fn told(world: &World, line: &str, on_a_terminal: bool, more: &[(&str, &str)]) -> String {
    let home = world.home().display().to_string();
    let variables = [("TRAILWATCH_HOME", home.as_str()), ("HOME", "/nowhere")];
    let variables = variables.iter().chain(more);
    let environment = Environment::new(variables.map(|(name, value)| (name.into(), value.into())));
    let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let streams = Streams {
        input: &mut std::io::empty(),
        out: &mut out,
        err: &mut err,
        err_is_terminal: on_a_terminal,
        out_is_terminal: false,
        screen: Screen::NONE,
    };
    cli::run("trailwatch", &words, &environment, streams);
    String::from_utf8(err).unwrap()
}

fn world() -> World {
    let world = World::at("2024-01-01T00:00:00Z");
    let ran = world.bash(
        "set -e
        trailwatch s3api create-bucket --bucket logs >/dev/null
        trailwatch s3api create-bucket --bucket closed >/dev/null
        trailwatch sim policy cloudtrail --bucket logs > policy.json
        trailwatch s3api put-bucket-policy --bucket logs --policy file://policy.json
        for name in one two thr fou fiv; do
            trailwatch create-trail --name $name --s3-bucket-name logs >/dev/null
        done
        trailwatch create-trail --name far --s3-bucket-name logs --region eu-west-2 >/dev/null",
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    world
}

/// Command lines that fail, and how the line that explains it begins.
const CASES: &[(&str, &str)] = &[
    ("cloudtrail get-trail --nam one", ""),
    (
        "cloudtrail get-trail --name one --regions x",
        "there is no option --regions; --region is most",
    ),
    ("list-metrics --namespaces A", "there is no option --namespaces; --namespace is most like it"),
    ("list-metrics --zzz A", ""),
    ("cloudtrail start-logging --name far", "there is a trail far in eu-west-2: a bare name"),
    ("cloudtrail start-logging --name none", ""),
    (
        "cloudtrail create-trail --name six --s3-bucket-name logs",
        "a region shows at most five trails",
    ),
    (
        "cloudtrail create-trail --name new --s3-bucket-name closed --region us-west-2",
        "the bucket's policy must let cloudtrail.amazonaws.com do s3:GetBucketAcl",
    ),
    (
        "cloudtrail delete-trail --region us-west-2 --name \
         arn:aws:cloudtrail:eu-west-2:123456789012:trail/far",
        "a trail is changed in the region that it was made in",
    ),
    (
        "get-metric-statistics --namespace N --metric-name M --statistics Sum --period 60 \
         --start-time 2023-12-01T00:00:00Z --end-time 2024-01-01T00:00:00Z",
        "an answer has at most 1,440 datapoints",
    ),
];

#[test]
fn an_error_that_has_an_explanation_ends_with_it_on_a_terminal() {
    let world = world();
    for (line, explanation) in CASES {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let (plain, seen) = (told(&world, &line, false, &[]), told(&world, &line, true, &[]));
        let hint = seen.strip_prefix(plain.as_str()).unwrap_or_else(|| panic!("{line}: {seen}"));
        if explanation.is_empty() {
            assert_eq!(hint, "", "{line}");
        } else {
            let begin = format!("trailwatch: {explanation}");
            assert!(hint.starts_with(&begin), "{line}: {hint:?}");
            assert!(hint.ends_with('\n') && hint.lines().count() == 1, "{line}: {hint:?}");
        }
        let turned_off = told(&world, &line, true, &[("TRAILWATCH_HINTS", "0")]);
        assert_eq!(turned_off, plain, "{line}");
    }
}

#[test]
fn an_eleventh_query_that_waits_is_explained() {
    let world = World::at("2024-01-01T00:00:00Z");
    let made = ["create-event-data-store", "--name", "lake", "--query", "EventDataStoreArn"];
    let store = world.ok(&made).replace('"', "");
    let id = store.trim().rsplit('/').next().unwrap();
    let file = world.work().join("query.sql");
    std::fs::write(&file, format!("SELECT 1 FROM {id}")).unwrap();
    let line = format!("start-query --query-statement file://{}", file.display());
    for _ in 0..10 {
        assert_eq!(told(&world, &line, true, &[]), "");
    }
    let told = told(&world, &line, true, &[]);
    assert!(told.contains("MaxConcurrentQueriesException"), "{told}");
    assert!(told.ends_with("'clock advance 1s' lets them run\n"), "{told}");
}
