//! Files of settings, held to what the AWS CLI's own code makes of them.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::judge::AWSCLI;
use crate::python;
use crate::world::World;

#[test]
fn settings_are_written_as_by_the_aws_cli() {
    let Some(python) = python::with_packages("awscli", &[AWSCLI]) else { return };
    let output =
        Command::new(python).arg(python::script("settings.py")).arg("400").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    let world = World::new();
    let path = world.work().join("config");
    let mut wrong = Vec::new();
    for line in lines.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| case[name].as_str().unwrap();
        fs::write(&path, text("before")).unwrap();
        let mut command = world.command("aws");
        command.args(["configure", "set", text("name"), "new"]).env("AWS_CONFIG_FILE", &path);
        if text("profile") != "default" {
            command.args(["--profile", text("profile")]);
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "{case}: {}", String::from_utf8_lossy(&output.stderr));
        let after = fs::read_to_string(&path).unwrap();
        if after != text("after") {
            wrong.push(format!("{case}\nours {after:?}"));
        }
    }
    assert!(lines.lines().count() > 300);
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_link_to_the_file_and_its_permissions_stay() {
    let world = World::new();
    let ran = world.bash(
        "mkdir ~/.aws && touch real && chmod 640 real && ln -s ../real ~/.aws/config \
         && aws configure set region eu-west-1 && stat -c %a real && cat real \
         && test -L ~/.aws/config && ls ~/.aws",
    );
    let expected = "640\n[default]\nregion = eu-west-1\nconfig\n";
    assert_eq!((ran.out.as_str(), ran.err.as_str(), ran.code), (expected, "", 0));
    let ran = world.bash(
        "printf '[default]\\nregion = \\377\\n' >real; aws configure set region x; wc -c <real",
    );
    assert_eq!(ran.out, "21\n", "what is no text is not written over: {}", ran.err);
}
