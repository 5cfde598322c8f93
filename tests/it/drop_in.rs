//! The program in the place of the AWS CLI: a bash script that knows it as `aws`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::world::World;

fn main_job() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bash/main_job.sh")
}

/// Runs a script, which must come to its end.
fn run_to_its_end(world: &World, script: &Path) {
    let ran = world.bash(&format!("bash '{}'", script.display()));
    assert_eq!((ran.code, ran.out.as_str()), (0, "done\n"), "{}", ran.err);
}

#[test]
fn a_script_for_aws_does_the_main_job() {
    run_to_its_end(&World::new(), &main_job());
}

#[test]
fn a_script_as_people_write_them_runs_with_aws_being_a_link() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bash/nightly.sh");
    run_to_its_end(&World::new(), &script);
}

/// Returns the script with the program under its own name and, but for the commands of `s3`,
/// without the service word.
fn bare_words(script: &str) -> String {
    ["cloudtrail", "cloudwatch", "s3api"]
        .iter()
        .fold(script.to_owned(), |script, service| {
            script.replace(&format!("aws {service} "), "trailwatch ")
        })
        .replace("aws s3 ", "trailwatch s3 ")
}

#[test]
fn under_its_own_name_the_service_word_can_be_left_out() {
    let script = bare_words(&fs::read_to_string(main_job()).unwrap());
    let called = |line: &&str| line.contains("aws ") && !line.starts_with('#');
    assert_eq!(script.lines().find(called), None);
    let world = World::new();
    let path = world.work().join("bare.sh");
    fs::write(&path, script).unwrap();
    run_to_its_end(&world, &path);
}

#[test]
fn under_the_name_aws_it_cannot() {
    let world = World::new();
    for line in [
        "create-trail --name audit --s3-bucket-name logs",
        "validate-logs --trail-arn a --start-time 2024-01-01",
        "put-metric-data --namespace Shop --metric-name Latency --value 1",
        "create-bucket --bucket logs",
    ] {
        let operation = line.split(' ').next().unwrap();
        let ran = world.bash(&format!("aws {line}"));
        assert_eq!((ran.code, ran.out.as_str()), (252, ""), "{line}");
        let expected = format!(
            "aws: [ERROR]: An error occurred (ParamValidation): argument command: Found invalid \
             choice '{operation}'"
        );
        assert_eq!(ran.err.trim_start().lines().next(), Some(expected.as_str()));
    }
    assert!(!world.home().exists(), "a store was made");
}
