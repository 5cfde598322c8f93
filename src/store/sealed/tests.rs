//! What holds for sealed files of any kind.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::ops::Range;
use std::path::PathBuf;
use std::time::Duration;

use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use super::{Item, Run, Sealed, Survey, Wanted, identity};
use crate::error::{Error, Result};
use crate::store::{Home, Json, Key, Record, Store, Txn};
use crate::time::Timestamp;

/// Something that is sealed: it lies on a shelf, at a place, and has colours.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
struct Thing {
    shelf: u64,
    place: u64,
    name: String,
    colours: Vec<String>,
}

impl Record for Thing {
    const KIND: &'static str = "thing";
    type Form = Json;

    fn key(&self) -> Key {
        shelf(self.shelf).number(self.place).text(&self.name)
    }
}

impl Sealed for Thing {
    const ATTRIBUTES: &'static [&'static str] = &["colour", "name"];

    fn partition(&self) -> Key {
        shelf(self.shelf)
    }

    fn times(&self) -> (Timestamp, Timestamp) {
        let time = NOW + Duration::from_secs(self.place);
        (time, time)
    }

    fn identity(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn attributes(&self, add: &mut dyn FnMut(usize, &str)) {
        self.colours.iter().for_each(|colour| add(0, colour));
        add(1, &self.name);
    }
}

const NOW: Timestamp = Timestamp::from_secs(1_704_067_200);

fn shelf(number: u64) -> Key {
    Thing::all().number(number)
}

fn thing(shelf: u64, place: u64) -> Thing {
    let colour = ["red", "green", "blue"][usize::try_from(place % 3).unwrap()].to_owned();
    Thing { shelf, place, name: format!("{shelf}/{place}"), colours: vec![colour] }
}

fn things(shelf: u64, places: Range<u64>) -> Vec<Thing> {
    places.map(|place| thing(shelf, place)).collect()
}

fn open(folder: &TempDir) -> Store {
    Store::open(Home::new(folder.path().join("home")), Duration::ZERO).unwrap()
}

/// Seals things of one shelf in a transaction of their own.
fn seal(store: &Store, things: &[Thing]) -> Run {
    let mut txn = store.begin();
    let items = things.iter().map(|thing| Ok(Item::of(thing)));
    let run = txn.seal::<Thing>(&things[0].partition(), items, NOW).unwrap().unwrap();
    txn.commit().unwrap();
    run
}

fn merge_all(store: &Store) {
    while store.begin().merge_due::<Thing>().unwrap().is_some() {
        let mut txn = store.begin();
        txn.merge_runs::<Thing>(NOW).unwrap();
        txn.commit().unwrap();
    }
}

fn everywhere() -> Range<Key> {
    Thing::all()..Thing::all().end()
}

fn read(txn: &Txn<'_>, keys: &Range<Key>, wanted: Option<Wanted>) -> Result<Vec<Thing>> {
    txn.sealed(&everywhere(), keys, wanted)?.collect()
}

fn all(store: &Store) -> Vec<Thing> {
    read(&store.begin(), &everywhere(), None).unwrap()
}

fn path(store: &Store, run: &Run) -> PathBuf {
    store.home().path().join(run.path())
}

#[test]
fn what_is_sealed_is_read_again_forwards_and_backwards() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    // Two files that lie across each other, and one of another shelf.
    let (odd, even): (Vec<_>, Vec<_>) =
        things(1, 0..900).into_iter().partition(|thing| thing.place % 2 == 1);
    seal(&store, &odd);
    seal(&store, &even);
    seal(&store, &things(2, 0..3));
    let expected = [things(1, 0..900), things(2, 0..3)].concat();
    assert_eq!(all(&store), expected);

    let store = {
        drop(store);
        open(&folder)
    };
    let txn = store.begin();
    let back = txn.sealed_back::<Thing>(&everywhere(), &everywhere(), None).unwrap();
    let back: Vec<Thing> = back.map(Result::unwrap).collect();
    assert!(back.iter().eq(expected.iter().rev()));

    let within = shelf(1).number(455)..shelf(2).number(1);
    let expected = [things(1, 455..900), things(2, 0..1)].concat();
    assert_eq!(read(&txn, &within, None).unwrap(), expected);
    let nothing = shelf(1).number(900)..shelf(2);
    assert_eq!(read(&txn, &nothing, None).unwrap(), []);
}

#[test]
fn who_asks_for_many_records_opens_a_file_and_inflates_a_block_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    seal(&store, &things(1, 0..500));
    let txn = store.begin();
    let blocks = 500_u64.div_ceil(Thing::BLOCK);
    for place in 0..500 {
        let key = thing(1, place).key();
        let found = read(&txn, &(key.clone()..key.end()), None).unwrap();
        assert_eq!(found, [thing(1, place)]);
    }
    assert_eq!(txn.shelf.counts(), (1, blocks));

    // Only the files that were read last stay open.
    for number in 2..20 {
        seal(&store, &things(number, 0..1));
    }
    let txn = store.begin();
    for _ in 0..2 {
        assert_eq!(read(&txn, &everywhere(), None).unwrap().len(), 518);
    }
    assert_eq!(txn.shelf.counts().0, 2 * 19);
    assert_eq!(read(&txn, &(shelf(19)..shelf(20)), None).unwrap(), things(19, 0..1));
    assert_eq!(txn.shelf.counts().0, 2 * 19);
}

#[test]
fn what_is_not_committed_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let mut txn = store.begin();
    let items = things(1, 0..10).iter().map(|thing| Ok(Item::of(thing))).collect::<Vec<_>>();
    txn.seal::<Thing>(&shelf(1), items, NOW).unwrap();
    drop(txn);
    assert_eq!(all(&store), []);
    drop(store);
    let store = open(&folder);
    assert!(
        !store.home().staged().exists() || store.home().staged().read_dir().unwrap().count() == 0
    );
    assert_eq!(store.home().sealed().read_dir().unwrap().count(), 0);
}

#[test]
fn nothing_makes_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let mut txn = store.begin();
    assert_eq!(txn.seal::<Thing>(&shelf(1), [], NOW).unwrap(), None);
    assert!(!txn.has_changes());
}

#[test]
fn a_record_that_cannot_be_had_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let mut txn = store.begin();
    let items = [Ok(Item::of(&thing(1, 1))), Err(Error::Refused("gone".to_owned()))];
    let sealed = txn.seal::<Thing>(&shelf(1), items, NOW);
    assert!(matches!(sealed, Err(Error::Refused(what)) if what == "gone"));
    assert_eq!(store.home().staged().read_dir().unwrap().count(), 0);
}

#[test]
fn filters_leave_out_what_has_not_the_value() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    for part in 0..5 {
        seal(&store, &things(1, part * 1_000..part * 1_000 + 1_000));
    }
    let txn = store.begin();
    let one = read(&txn, &everywhere(), Some(Wanted::new(1, "1/4321"))).unwrap();
    assert!(one.contains(&thing(1, 4_321)));
    assert!(one.len() <= 600, "{} records were read to find one", one.len());
    let red = read(&txn, &everywhere(), Some(Wanted::new(0, "red"))).unwrap();
    assert_eq!(red.iter().filter(|thing| thing.colours == ["red"]).count(), 1_667);
    assert_eq!(read(&txn, &everywhere(), Some(Wanted::new(0, "pink"))).unwrap(), []);
}

#[test]
fn what_is_not_asked_for_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let old = seal(&store, &things(1, 0..1_000));
    seal(&store, &things(1, 1_000..2_000));
    fs::remove_file(path(&store, &old)).unwrap();
    let txn = store.begin();
    let mut back = txn.sealed_back::<Thing>(&everywhere(), &everywhere(), None).unwrap();
    for place in (1_000..2_000).rev() {
        assert_eq!(back.next().unwrap().unwrap(), thing(1, place));
    }
    assert!(matches!(back.next(), Some(Err(Error::Damaged(_)))));
    assert!(back.next().is_none());
}

#[test]
fn identities_are_those_of_all_that_is_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    seal(&store, &things(1, 0..500));
    seal(&store, &things(1, 500..700));
    let mut known = HashSet::new();
    store.begin().identities(&everywhere(), &mut known).unwrap();
    let expected: HashSet<u128> =
        things(1, 0..700).iter().map(|thing| identity(&thing.name)).collect();
    assert_eq!(known, expected);
    // Of the second file none is struck out: it begins later.
    let mut left = expected;
    let times = (NOW, NOW + Duration::from_secs(3));
    store.begin().strike_identities(&everywhere(), times, &mut left).unwrap();
    let expected: HashSet<u128> =
        things(1, 500..700).iter().map(|thing| identity(&thing.name)).collect();
    assert_eq!(left, expected);
}

#[test]
fn four_files_of_a_size_become_one_and_hold_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    for part in 0..22 {
        // Some follow each other, some lie across others.
        let places =
            (0..300).map(|place| if part % 2 == 0 { part * 300 + place } else { place * 97 });
        let mut things: Vec<Thing> = places.map(|place| thing(1, place)).collect();
        for thing in &mut things {
            thing.name = format!("{part} {}", thing.name);
        }
        things.sort_by_key(Record::key);
        seal(&store, &things);
        let before: BTreeSet<Thing> = all(&store).into_iter().collect();
        merge_all(&store);
        let after = all(&store);
        assert!(after.is_sorted_by_key(Record::key));
        assert_eq!(after.len(), 300 * (usize::try_from(part).unwrap() + 1));
        assert_eq!(after.into_iter().collect::<BTreeSet<_>>(), before);
    }
    let txn = store.begin();
    let runs = txn.runs(&everywhere()).unwrap();
    assert!(runs.len() <= 6, "{} files", runs.len());
    let last = runs.iter().map(|run| run.to).max().unwrap();
    let first = runs.iter().map(|run| run.from).min().unwrap();
    assert_eq!((first, last), (NOW, NOW + Duration::from_secs(299 * 97)));
    assert_eq!(store.home().sealed().read_dir().unwrap().count(), runs.len());
    let mut known = HashSet::new();
    txn.identities(&everywhere(), &mut known).unwrap();
    assert_eq!(known.len(), 22 * 300);
    let wanted = "3 1/970";
    let found = read(&txn, &everywhere(), Some(Wanted::new(1, wanted))).unwrap();
    assert!(found.iter().any(|thing| thing.name == wanted));
    assert!(runs.iter().all(|run| txn.verify_run(run).is_ok()));
}

/// What happens to a file, and its bytes afterwards.
fn damages(good: &[u8], foreign: &[u8]) -> Vec<(String, Option<Vec<u8>>)> {
    let mut damages = vec![
        ("missing".to_owned(), None),
        ("empty".to_owned(), Some(Vec::new())),
        ("foreign".to_owned(), Some(foreign.to_vec())),
        ("longer".to_owned(), Some([good, b"x"].concat())),
        ("another file of its length".to_owned(), Some(vec![0; good.len()])),
    ];
    for length in [1, 8, good.len() / 2, good.len() - 1] {
        damages.push((format!("cut to {length}"), Some(good[..length].to_vec())));
    }
    for place in (0..good.len()).step_by(good.len() / 300 + 1).chain([good.len() - 1]) {
        let mut bytes = good.to_vec();
        bytes[place] ^= 1 << (place % 8);
        damages.push((format!("a bit at {place}"), Some(bytes)));
    }
    damages
}

#[test]
fn a_damaged_file_is_named_and_costs_only_what_it_held() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let run = seal(&store, &things(1, 0..450));
    let other = seal(&store, &things(2, 0..450));
    let path = path(&store, &run);
    let good = fs::read(&path).unwrap();
    let foreign = fs::read(store.home().path().join(other.path())).unwrap();
    for (what, bytes) in damages(&good, &foreign) {
        match bytes {
            Some(bytes) => fs::write(&path, bytes).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        let txn = store.begin();
        let verified = txn.verify_run(&run);
        let Err(Error::Damaged(text)) = verified else { panic!("{what}: {verified:?}") };
        assert!(text.contains("sealed/thing-000001"), "{what}: {text}");
        // One of another shelf is sound in itself.
        if let (Ok(bytes), false) = (fs::read(&path), what == "foreign") {
            assert!(Survey::of_file(&path).is_err(), "{what}");
            assert!(Survey::of_bytes(&bytes).is_err(), "{what}");
        }
        // Whatever is read, is what was written.
        let read = txn.sealed::<Thing>(&everywhere(), &everywhere(), None).unwrap();
        let (good, bad): (Vec<_>, Vec<_>) = read.partition(Result::is_ok);
        let good: Vec<Thing> = good.into_iter().map(Result::unwrap).collect();
        assert!(bad.iter().all(|bad| matches!(bad, Err(Error::Damaged(_)))), "{what}");
        assert!(bad.len() == 1 || good.len() == 900, "{what}");
        let of_shelf = |shelf| good.iter().filter(move |thing| thing.shelf == shelf).count();
        assert_eq!(of_shelf(2), 450, "{what}");
        assert!(good.iter().all(|read| *read == thing(read.shelf, read.place)), "{what}");
        let shelf_two = read_shelf(&txn, 2);
        assert_eq!(shelf_two.unwrap(), things(2, 0..450), "{what}");
    }
    fs::write(&path, good).unwrap();
    assert_eq!(all(&store).len(), 900);
}

fn read_shelf(txn: &Txn<'_>, number: u64) -> Result<Vec<Thing>> {
    let range = shelf(number)..shelf(number).end();
    txn.sealed(&range, &range, None)?.collect()
}

#[test]
fn a_file_tells_of_itself_without_a_catalogue() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let run = seal(&store, &things(1, 0..450));
    let path = path(&store, &run);
    let survey = Survey::of_file(&path).unwrap();
    assert_eq!(Survey::of_bytes(&fs::read(&path).unwrap()), Ok(survey.clone()));
    assert_eq!((survey.kind.as_str(), survey.records), ("thing", 450));
    assert_eq!((survey.from, survey.to), (run.from, run.to));
    let machine = Survey::of_file(&path.with_extension("none"));
    assert!(matches!(machine, Err(Error::Machine { .. })));
    assert!(matches!(Survey::of_file(folder.path()), Err(Error::Damaged(_))));
}

#[test]
fn a_damaged_file_is_left_out_of_merging_and_can_be_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let runs: Vec<Run> =
        (0..4).map(|part| seal(&store, &things(1, part * 10..part * 10 + 10))).collect();
    fs::write(path(&store, &runs[1]), "garbage").unwrap();
    merge_all(&store);
    let txn = store.begin();
    let after = txn.runs(&everywhere()).unwrap();
    let marked: Vec<(u64, bool)> = after.iter().map(|run| (run.count, run.damaged)).collect();
    assert_eq!(marked, [(10, true), (30, false)]);
    assert!(matches!(read(&txn, &everywhere(), None), Err(Error::Damaged(_))));

    let mut txn = store.begin();
    txn.set_run_aside(&after[0]);
    txn.commit().unwrap();
    assert_eq!(all(&store), [things(1, 0..10), things(1, 20..40)].concat());
    assert!(path(&store, &after[0]).with_extension("damaged").exists());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn sealed_and_read_is_read(
        files in prop::collection::vec(prop::collection::btree_set((0..3_u64, 0..600_u64), 1..400), 1..7),
        start in (0..3_u64, 0..600_u64),
        end in (0..3_u64, 0..600_u64),
        colour in "red|green|pink",
    ) {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&folder);
        let mut expected = Vec::new();
        for places in &files {
            for number in 0..3 {
                let things: Vec<Thing> = places.iter()
                    .filter(|(shelf, _)| *shelf == number)
                    .map(|(shelf, place)| thing(*shelf, *place))
                    .collect();
                if !things.is_empty() {
                    seal(&store, &things);
                }
                expected.extend(things);
            }
        }
        expected.sort();
        merge_all(&store);
        prop_assert_eq!(&all(&store), &expected);

        let keys = shelf(start.0).number(start.1)..shelf(end.0).number(end.1);
        let within = |thing: &&Thing| (start.0, start.1) <= (thing.shelf, thing.place)
            && (thing.shelf, thing.place) < (end.0, end.1);
        let inside: Vec<Thing> = expected.iter().filter(within).cloned().collect();
        let txn = store.begin();
        prop_assert_eq!(read(&txn, &keys, None).unwrap(), inside.clone());
        let has = |thing: &Thing| thing.colours.contains(&colour);
        let mut found = read(&txn, &keys, Some(Wanted::new(0, &colour))).unwrap();
        found.retain(has);
        let wanted: Vec<Thing> = inside.into_iter().filter(|thing| has(thing)).collect();
        prop_assert_eq!(found, wanted);
    }
}
