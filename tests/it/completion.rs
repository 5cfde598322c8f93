//! Completion of the names that only this machine knows.

use std::fs;

use trailwatch::store::{Home, Store};

use crate::world::{World, program, ran};

/// Returns what the last of some words is completed with, without the options.
fn completed(world: &World, words: &[&str]) -> Vec<String> {
    let output = world
        .command(program())
        .env("COMPLETE", "bash")
        .env("AWS_CONFIG_FILE", world.work().join("config"))
        .env("_CLAP_IFS", "\n")
        .env("_CLAP_COMPLETE_INDEX", words.len().to_string())
        .env("_CLAP_COMPLETE_COMP_TYPE", "9")
        .env("_CLAP_COMPLETE_SPACE", "true")
        .args(["--", "trailwatch"])
        .args(words)
        .output()
        .unwrap();
    let ran = ran(&output);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{words:?}");
    let lines = ran.out.lines().filter(|line| !line.starts_with('-'));
    lines.map(str::to_owned).collect()
}

fn world() -> World {
    let world = World::at("2024-01-01T00:00:00Z");
    let ran = world.bash(
        "set -e
        trailwatch s3api create-bucket --bucket logs >/dev/null
        trailwatch s3api create-bucket --bucket data >/dev/null
        trailwatch sim policy cloudtrail --bucket logs > policy.json
        trailwatch s3api put-bucket-policy --bucket logs --policy file://policy.json
        trailwatch create-trail --name audit --s3-bucket-name logs >/dev/null
        trailwatch create-trail --name all --s3-bucket-name logs --region eu-west-2 >/dev/null
        trailwatch put-metric-data --namespace Shop --metric-name Latency --value 1
        trailwatch put-metric-data --namespace Shop --metric-name Orders --value 1
        trailwatch put-metric-data --namespace Depot --metric-name Weight --value 1",
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    world
}

#[test]
fn what_is_in_the_store_is_completed() {
    let world = world();
    fs::write(world.work().join("config"), "[default]\n[profile dev]\nregion=eu-west-2\n").unwrap();
    let arn =
        |region: &str, name: &str| format!("arn:aws:cloudtrail:{region}:123456789012:trail/{name}");
    let (audit, all) = (arn("us-east-1", "audit"), arn("eu-west-2", "all"));
    let cases: &[(&[&str], &[&str])] = &[
        (&["cloudtrail", "get-trail", "--name", ""], &["all", "audit"]),
        (&["get-trail-status", "--name", "au"], &["audit"]),
        (&["cloudtrail", "create-trail", "--name", ""], &[]),
        (&["cloudtrail", "get-event-selectors", "--trail-name", ""], &["all", "audit"]),
        (&["cloudtrail", "validate-logs", "--trail-arn", ""], &[&all, &audit]),
        (&["cloudtrail", "create-trail", "--s3-bucket-name", ""], &["data", "logs"]),
        (&["s3api", "head-object", "--bucket", "d"], &["data"]),
        (&["s3api", "create-bucket", "--bucket", ""], &[]),
        (&["s3", "ls", "s3://"], &["s3://data/", "s3://logs/"]),
        (&["cloudwatch", "list-metrics", "--namespace", ""], &["Depot", "Shop"]),
        (&["cloudwatch", "list-metrics", "--metric-name", ""], &["Latency", "Orders", "Weight"]),
        (&["list-metrics", "--namespace", "Shop", "--metric-name", ""], &["Latency", "Orders"]),
        (
            &["cloudtrail", "list-trails", "--region", "eu-west-"],
            &["eu-west-1", "eu-west-2", "eu-west-3"],
        ),
        (&["cloudtrail", "list-trails", "--profile", ""], &["default", "dev"]),
        (&["store", "archive", ""], &["data", "logs"]),
    ];
    for (words, expected) in cases {
        assert_eq!(completed(&world, words), *expected, "{words:?}");
    }
}

/// Returns what bash offers for a line with the script of the program, the cursor at its end.
fn offered_by_bash(world: &World, line: &str) -> Vec<String> {
    // Bash itself takes the line apart as it does when the tab key is pressed.
    let script = format!(
        r#"source <(trailwatch completions bash)
        COMP_WORDBREAKS=$' \t\n"\'><=;|&(:'
        COMP_LINE={line:?}; COMP_POINT=${{#COMP_LINE}}; COMP_TYPE=9
        taken=$(printf '%s' "$COMP_LINE" | sed -E 's/([:=])/ \1 /g')
        read -ra COMP_WORDS <<<"$taken"
        [[ $COMP_LINE == *[[:space:]] || $COMP_LINE == *[:=] ]] && COMP_WORDS+=("")
        COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
        _trailwatch_complete
        printf '%s\n' "${{COMPREPLY[@]}}""#
    );
    let ran = world.bash(&script);
    assert_eq!(ran.code, 0, "{line}: {}", ran.err);
    ran.out.lines().filter(|line| !line.starts_with('-')).map(str::to_owned).collect()
}

#[test]
fn bash_completes_words_that_it_takes_apart_itself() {
    let world = world();
    let cases: &[(&str, &[&str])] = &[
        ("trailwatch s3 ls s3://", &["//data/", "//logs/"]),
        ("trailwatch s3 ls s3://lo", &["//logs/"]),
        ("trailwatch cloudtrail get-trail --name=au", &["audit"]),
        (
            "trailwatch validate-logs --trail-arn arn:aws:cloudtrail:eu",
            &["eu-west-2:123456789012:trail/all"],
        ),
        ("trailwatch get-trail --name ", &["all", "audit"]),
        ("trailwatch cloudtrail start-lo", &["start-logging"]),
    ];
    for (line, expected) in cases {
        assert_eq!(offered_by_bash(&world, line), *expected, "{line}");
    }
}

#[test]
fn names_come_and_go_with_what_they_name() {
    let world = world();
    let trails = || completed(&world, &["get-trail", "--name", ""]);
    world.ok(&["cloudtrail", "delete-trail", "--name", "audit"]);
    assert_eq!(trails(), ["all"]);
    world.ok(&["s3api", "delete-bucket", "--bucket", "data"]);
    assert_eq!(completed(&world, &["s3api", "head-bucket", "--bucket", ""]), ["logs"]);
    let namespaces = || completed(&world, &["list-metrics", "--namespace", ""]);
    assert_eq!(namespaces(), ["Depot", "Shop"]);
    // Metrics are forgotten with their last data, by the clock and not by a command.
    world.ok(&["clock", "advance", "500d"]);
    assert!(namespaces().is_empty(), "{:?}", namespaces());
    world.ok(&["store", "reset", "--yes"]);
    assert!(trails().is_empty());
}

#[test]
fn completion_neither_waits_for_the_store_nor_minds_what_is_broken() {
    let world = world();
    let words = ["s3api", "head-bucket", "--bucket", ""];
    let held = Store::open(Home::new(world.home()), std::time::Duration::from_secs(10)).unwrap();
    assert_eq!(completed(&world, &words), ["data", "logs"]);
    drop(held);
    let names = world.home().join("names");
    for garbage in ["", "{", "[]", "{\"buckets\": 7}", "\0"] {
        fs::write(&names, garbage).unwrap();
        assert!(completed(&world, &words).is_empty(), "{garbage:?}");
    }
    fs::remove_file(&names).unwrap();
    assert!(completed(&world, &words).is_empty());
    // The next thing that is made brings all names back.
    world.ok(&["s3api", "create-bucket", "--bucket", "more"]);
    assert_eq!(completed(&world, &words), ["data", "logs", "more"]);
}
