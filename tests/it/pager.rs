//! Long answers on a terminal.

use crate::judge::AWSCLI;
use crate::python;
use crate::world::World;

/// Runs a line on a terminal and returns what it shows.
pub(crate) fn on_terminal(world: &World, line: &str) -> Option<(i32, String)> {
    let python = python::with_packages("awscli", &[AWSCLI])?;
    let (python, script) = (python.display(), python::script("terminal.py"));
    let ran = world.bash(&format!("{python} {} 80 bash -c '{line}'", script.display()));
    assert_eq!(ran.err, "", "{line}");
    Some((ran.code, ran.out))
}

#[test]
fn answers_on_a_terminal_are_read_in_the_pager() {
    const ANSWER: &str = "{\n    \"Trails\": []\n}\n";
    const MARKED: &str = "| {\n|     \"Trails\": []\n| }\n";
    let world = World::new();
    let list = "aws cloudtrail list-trails";
    let pager = "AWS_PAGER=\"sed \\\"s/^/| /\\\"\"";
    let cases = [
        (format!("{pager} {list}"), MARKED),
        (format!("{pager} {list} --no-cli-pager"), ANSWER),
        (format!("AWS_PAGER= {list}"), ANSWER),
        (format!("{pager} {list} | cat"), ANSWER),
        (format!("{pager} {list} --output off"), ""),
        (format!("AWS_PAGER=nosuchpager {list} --output off"), ""),
        (format!("AWS_PAGER=true {list}"), ""),
        // Without one that is chosen, and without less, answers are printed.
        ("PATH=/nowhere $(command -v aws) cloudtrail list-trails".to_owned(), ANSWER),
    ];
    for (line, expected) in cases {
        let Some((code, shown)) = on_terminal(&world, &line) else { return };
        assert_eq!((shown.as_str(), code), (expected, 0), "{line}");
    }
    let (code, shown) = on_terminal(&world, &format!("AWS_PAGER=nosuchpager {list}")).unwrap();
    let expected = "\naws: [ERROR]: An error occurred (Pager): Unable to redirect output to pager. \
                    Received the following error when opening pager:\n[Errno 2] No such file or \
                    directory: 'nosuchpager'\n\nLearn more about configuring the output pager by \
                    running \"aws help config-vars\".\n";
    assert_eq!((shown.as_str(), code), (expected, 253));
    let (_, shown) = on_terminal(&world, &format!("AWS_PAGER=\"printenv LESS\" {list}")).unwrap();
    assert_eq!(shown, "FRX\n");
    world.ok(&["configure", "set", "cli_pager", "wc -l"]);
    let (_, shown) = on_terminal(&world, list).unwrap();
    assert_eq!(shown.trim(), "3");
}

#[test]
fn help_on_a_terminal_is_read_in_the_pager() {
    let world = World::new();
    let help = "aws cloudtrail list-trails help";
    let Some((code, shown)) = on_terminal(&world, &format!("MANPAGER=\"wc -l\" {help}")) else {
        return;
    };
    assert_eq!(code, 0);
    assert!(shown.trim().parse::<u32>().unwrap() > 5, "{shown}");
    let (_, shown) = on_terminal(&world, &format!("PAGER= {help} | head -1")).unwrap();
    assert_eq!(shown, "Lists the trails of all regions.\n");
    let (_, wide) = on_terminal(&world, &format!("PAGER=cat {help}")).unwrap();
    assert!(wide.lines().all(|line| line.chars().count() <= 80), "{wide}");
}
