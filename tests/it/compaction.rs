//! Killed at any moment while the store is written anew, because it had grown: nothing is lost.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use trailwatch::store::{Home, Json, Key, Record, Store};

use crate::world::{World, machine_now, program};

/// How many times the program is killed.
const KILLS: u32 = 30;

/// How many times at most, until it was killed twice in the midst of its work.
const MOST_KILLS: u32 = 300;

#[derive(Debug, Deserialize, Eq, PartialEq, Serialize)]
struct Page {
    number: u64,
    text: String,
}

impl Record for Page {
    const KIND: &'static str = "page";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all().number(self.number)
    }
}

fn open(home: &Path) -> Store {
    Store::open(Home::new(home.to_path_buf()), Duration::from_secs(10)).unwrap()
}

/// Makes a store whose file is many times what it holds.
fn make_grown(home: &Path) {
    let store = open(home);
    let pages = |from, to| (from..to).map(|number| Page { number, text: "page..".repeat(1_000) });
    let mut txn = store.begin();
    pages(0, 2_000).for_each(|page| txn.put(&page));
    txn.commit().unwrap();
    let mut txn = store.begin();
    pages(50, 2_000).for_each(|page| txn.delete(&page.key()));
    txn.commit().unwrap();
}

fn size(home: &Path) -> u64 {
    fs::metadata(home.join("store/db")).map_or(0, |metadata| metadata.len())
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn kills_while_the_store_is_written_anew_lose_nothing() {
    let grown = tempfile::tempdir().unwrap();
    make_grown(grown.path());
    let before = size(grown.path());
    assert!(before > 10 << 20, "{before}");

    let world = World::new();
    let home = world.home();
    let begin_again = || {
        let _ = fs::remove_dir_all(&home);
        copy(grown.path(), &home);
    };
    begin_again();
    let begin = machine_now();
    world.ok(&["clock", "show"]);
    let mut usual = begin.elapsed();
    assert!(size(&home) < before / 3, "it is not written anew");

    let (mut unfinished, mut undone) = (0, 0);
    for kill in 0..MOST_KILLS {
        if kill >= KILLS && unfinished > 1 && undone > 1 {
            break;
        }
        begin_again();
        let mut child =
            world.command(program()).args(["clock", "show"]).stdout(Stdio::null()).spawn().unwrap();
        // Kills are spread over the time that it takes, which differs with what else the machine does.
        thread::sleep(usual * (kill * 37 % 60) / 60);
        if child.try_wait().unwrap().is_some() {
            usual = usual * 9 / 10;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let left = |name| home.join(name).exists();
        unfinished += u32::from(left("compacted") || left("replaced"));
        undone += u32::from(size(&home) == before);

        world.ok(&["clock", "show"]);
        assert!(!left("compacted") && !left("replaced") && !left("trial"), "kill {kill}");
        assert!(size(&home) < before / 3, "kill {kill}");
        let store = open(&home);
        let numbers: Vec<u64> = store
            .begin()
            .scan::<Page>(&Page::all())
            .map(|page| page.map(|page| page.number))
            .collect::<Result<_, _>>()
            .unwrap();
        assert!(numbers.into_iter().eq(0..50), "kill {kill}");
    }
    assert!(unfinished > 1 && undone > 1, "{unfinished} and {undone} of {MOST_KILLS}");
}
