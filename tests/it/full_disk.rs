//! A disk without room: an error and no change, and with room all goes on.
//!
//! Every Unix lets a process be refused files over a size, which fails writes as a full disk does,
//! root's too. Where a small file system can be mounted, a real one is filled as well.

use std::fs;
use std::io::Write as _;

use serde_json::{Value, json};

use crate::world::{Ran, World};

/// Runs a command line that may write no file beyond so many blocks.
fn within(world: &World, blocks: u32, line: &str) -> Ran {
    world.bash(&format!("trap '' XFSZ; ulimit -f {blocks}; {line}"))
}

/// Checks that a command failed in one line that says what the machine said.
fn assert_refused(ran: &Ran) {
    assert_eq!((ran.code, ran.out.as_str()), (255, ""), "{}", ran.err);
    let lines: Vec<&str> = ran.err.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines.len(), 1, "{}", ran.err);
    assert!(lines[0].starts_with("aws: [ERROR]: could not "), "{}", ran.err);
}

#[test]
fn a_store_that_cannot_be_written_is_as_it_was() {
    let world = World::at("2024-06-01T12:00:00Z");
    let put = "trailwatch put-metric-data --namespace N --metric-name M --value 1";
    let count = ["list-metrics", "--query", "length(Metrics)"];
    for blocks in [0, 1, 4, 64, 400] {
        assert_refused(&within(&world, blocks, put));
        // What the failed command left of the store's file is another matter than what a kill does.
        assert_refused(&within(&world, blocks, put));
        assert_eq!(world.ok(&count), "0\n", "{blocks} blocks");
    }
    assert_eq!(world.bash(put).code, 0);
    assert_eq!(world.ok(&count), "1\n");
    world.ok(&["store", "check"]);
}

#[test]
fn an_object_that_cannot_be_written_leaves_the_one_that_is_there() {
    let world = World::at("2024-06-01T12:00:00Z");
    world.ok(&["s3", "mb", "s3://bkt"]);
    fs::write(world.work().join("small"), "small").unwrap();
    fs::write(world.work().join("large"), vec![7; 3 << 20]).unwrap();
    world.ok(&["s3", "cp", "small", "s3://bkt/key"]);
    for key in ["key", "other"] {
        let line = format!("trailwatch s3api put-object --bucket bkt --key {key} --body large");
        assert_refused(&within(&world, 1_200, &line));
        let copied = within(&world, 1_200, &format!("trailwatch s3 cp large s3://bkt/{key}"));
        assert_eq!(copied.code, 1, "{}", copied.err);
        assert!(copied.err.starts_with("upload failed: "), "{}", copied.err);
    }
    let words =
        ["s3api", "list-objects-v2", "--bucket", "bkt", "--query", "Contents[].[Key, Size]"];
    let listed = || serde_json::from_str::<Value>(&world.ok(&words)).unwrap();
    assert_eq!(listed(), json!([["key", 5]]));
    assert_eq!(fs::read(world.object("bkt", "key")).unwrap(), b"small");

    world.ok(&["s3", "cp", "large", "s3://bkt/key"]);
    assert_eq!(listed(), json!([["key", 3 << 20]]));
    world.ok(&["store", "check"]);
}

/// Fills a disk of four megabytes up to a few pages, more from round to round, and lets a log file
/// fall due.
const ROUNDS: &str = r#"
set -eu
mount -t tmpfs -o size=4m none "$TRAILWATCH_HOME" 2> /dev/null || { echo cannot mount; exit; }
trailwatch clock set 2024-01-01T00:00:00Z > /dev/null
trailwatch s3 mb s3://bkt > /dev/null
trailwatch sim policy cloudtrail --bucket bkt > policy
trailwatch s3api put-bucket-policy --bucket bkt --policy file://policy
trailwatch create-trail --name trail --s3-bucket-name bkt > /dev/null
trailwatch start-logging --name trail
mkdir "$TRAILWATCH_HOME/buckets"
delivered() { find "$TRAILWATCH_HOME/buckets" -name '*.json.gz' | wc -l; }
for pages in 0 1 2 3 4 5 6 8 10 12 14 16 20 24 28 32 40 48 64 80 100 120 140 160; do
    before=$(delivered)
    trailwatch sim call --service ec2 --action "Act$pages" > /dev/null
    cat /dev/zero > "$TRAILWATCH_HOME/ballast" 2> /dev/null || true
    truncate -s "-$((pages * 4096))" "$TRAILWATCH_HOME/ballast"
    code=0
    trailwatch clock advance 15m > out 2> err || code=$?
    full=$(delivered)
    rm "$TRAILWATCH_HOME/ballast"
    trailwatch store check > /dev/null
    trailwatch clock show > /dev/null
    [ "$code" -eq 0 ] || trailwatch clock advance 15m > /dev/null
    after=$(delivered)
    [ "$after" -eq "$((before + 1))" ] || echo "$pages pages: $before, $full, $after log files"
    [ "$code" -eq 0 ] && [ "$full" -eq "$after" ] ||
        { [ "$code" -eq 255 ] && [ "$full" -eq "$before" ] && [ ! -s out ] && [ "$(grep -c . err)" -eq 1 ]; } ||
        { echo "$pages pages: exit code $code, $full log files"; cat out err; }
    echo "$code" >> codes
done
gunzip -c $(find "$TRAILWATCH_HOME/buckets" -name '*.json.gz') | grep -o '"Act[0-9]*"' | sort | uniq -d
sort -u codes
"#;

#[test]
fn a_full_disk_delays_a_delivery_and_loses_nothing() {
    let world = World::new();
    fs::create_dir(world.home()).unwrap();
    fs::write(world.work().join("rounds"), ROUNDS).unwrap();
    // A namespace of its own takes the mount away with it.
    let own = "unshare --user --map-root-user --mount";
    let ran = world.bash(&format!(
        "{own} true 2> /dev/null || {{ echo cannot mount; exit; }}; {own} bash rounds"
    ));
    if ran.out == "cannot mount\n" {
        // Written past the test runner, which keeps what tests print to itself.
        let line = b"\nSKIPPED: a full disk cannot be had: no file system can be mounted here\n";
        let _ = std::io::stderr().write_all(line);
        return;
    }
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "0\n255\n", ""));
}
