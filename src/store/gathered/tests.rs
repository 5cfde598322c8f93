use std::collections::BTreeMap;
use std::time::Duration;

use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use super::*;
use crate::error::Error;
use crate::store::{Home, Json, Record, Store};

/// A record of a kind that is gathered.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
struct Small {
    name: String,
    text: String,
}

impl Record for Small {
    const KIND: &'static str = "small";
    const GATHERED: bool = true;
    type Form = Json;

    fn key(&self) -> Key {
        Self::all().text(&self.name)
    }
}

/// The same kind, as it was before it was gathered.
#[derive(Deserialize, Serialize)]
struct Alone(Small);

impl Record for Alone {
    const KIND: &'static str = "small";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all().text(&self.0.name)
    }
}

/// Kinds whose keys lie right before and behind.
#[derive(Deserialize, Serialize)]
struct Beside<const BEHIND: bool>;

impl<const BEHIND: bool> Record for Beside<BEHIND> {
    const KIND: &'static str = if BEHIND { "smalls" } else { "smal" };
    type Form = Json;

    fn key(&self) -> Key {
        Self::all().text("x")
    }
}

fn small(number: usize, text: &str) -> Small {
    Small { name: format!("{number:04}"), text: text.to_owned() }
}

fn open(folder: &TempDir) -> Store {
    Store::open(Home::new(folder.path().join("home")), Duration::ZERO).unwrap()
}

fn all(txn: &crate::store::Txn<'_>) -> Vec<Small> {
    txn.scan(&Small::all()).map(Result::unwrap).collect()
}

/// Returns how many bytes the values of the kind have in sled, key by key.
fn blocks(store: &Store) -> Vec<usize> {
    let of_kind = |(key, _): &(Vec<u8>, Vec<u8>)| key.starts_with(Small::all().bytes());
    let entries = store.entries().map(Result::unwrap).filter(of_kind);
    entries.map(|(_, value)| value.len()).collect()
}

#[test]
fn small_records_lie_many_to_a_key_in_blocks_of_like_sizes() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let mut txn = store.begin();
    (0..5_000).for_each(|number| txn.put(&small(number, "a text of a few words")));
    txn.commit().unwrap();
    let sizes = blocks(&store);
    assert!(sizes.len() < 100, "{}", sizes.len());
    assert!(sizes.iter().all(|size| (MOST / 2..=MOST).contains(size)), "{sizes:?}");
    assert_eq!(all(&store.begin()).len(), 5_000);
}

#[test]
fn blocks_from_which_all_but_a_few_records_go_are_joined() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let mut txn = store.begin();
    (0..5_000).for_each(|number| txn.put(&small(number, "a text of a few words")));
    txn.commit().unwrap();
    let mut txn = store.begin();
    (0..5_000).filter(|n| n % 100 > 0).for_each(|n| txn.delete(&small(n, "").key()));
    txn.commit().unwrap();
    assert_eq!(
        all(&store.begin()),
        (0..50).map(|n| small(n * 100, "a text of a few words")).collect::<Vec<_>>()
    );
    assert!(blocks(&store).len() <= 2, "{:?}", blocks(&store));
    let mut txn = store.begin();
    (0..5_000).for_each(|number| txn.delete(&small(number, "").key()));
    txn.commit().unwrap();
    assert!(blocks(&store).is_empty());
}

#[test]
fn a_large_record_has_its_block_for_itself() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let large = "x".repeat(2 * MOST);
    let mut txn = store.begin();
    (0..20).for_each(|number| txn.put(&small(number, if number == 7 { &large } else { "y" })));
    txn.commit().unwrap();
    assert_eq!(blocks(&store).iter().filter(|size| **size > MOST).count(), 1);
    assert_eq!(blocks(&store).len(), 3);
    assert_eq!(all(&store.begin())[7].text, large);
}

#[test]
fn records_that_were_kept_before_they_were_gathered_are_read_and_join_those_beside_them() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let mut txn = store.begin();
    (0..100).for_each(|number| txn.put(&Alone(small(number * 2, "kept"))));
    txn.commit().unwrap();
    assert_eq!(blocks(&store).len(), 100);
    let kept: Vec<_> = (0..100).map(|number| small(number * 2, "kept")).collect();
    let txn = store.begin();
    assert_eq!(all(&txn), kept);
    assert_eq!(txn.get(&kept[50].key()).unwrap(), Some(kept[50].clone()));
    assert!(!txn.has(&small(1, "").key()).unwrap());

    let mut txn = store.begin();
    txn.put(&small(101, "new"));
    txn.delete(&kept[10].key());
    txn.commit().unwrap();
    // Those behind the new one are with it until there are enough.
    assert_eq!(blocks(&store).len(), 50);
    let mut expected = kept;
    expected.insert(51, small(101, "new"));
    expected.remove(10);
    assert_eq!(all(&store.begin()), expected);
}

#[test]
fn kinds_beside_it_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let mut txn = store.begin();
    txn.put(&Beside::<false>);
    txn.put(&Beside::<true>);
    txn.commit().unwrap();
    let mut txn = store.begin();
    assert!(!txn.has(&small(0, "").key()).unwrap());
    txn.put(&small(0, "x"));
    txn.put(&small(1, "x"));
    txn.commit().unwrap();
    let mut txn = store.begin();
    txn.delete(&small(0, "").key());
    txn.delete(&small(1, "").key());
    txn.commit().unwrap();
    let txn = store.begin();
    assert_eq!(all(&txn), []);
    assert!(txn.has(&Beside::<false>.key()).unwrap());
    assert!(txn.has(&Beside::<true>.key()).unwrap());
}

#[test]
fn a_damaged_block_is_told_by_whoever_reads_it_and_by_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let mut txn = store.begin();
    (0..1_000).for_each(|number| txn.put(&small(number, "a text of a few words")));
    txn.commit().unwrap();
    let (key, value) = store.tree.range(Small::all().bytes()..).nth(5).unwrap().unwrap();
    store.tree.insert(&key, &value[..value.len() - 1]).unwrap();

    let txn = store.begin();
    let broken = txn.get::<Small>(&Key::from_bytes(key.to_vec()).gathered(true));
    let told = "a record of kind 'small' in the store is damaged";
    assert!(matches!(broken, Err(Error::Damaged(what)) if what == told));
    let read: Vec<_> = txn.scan::<Small>(&Small::all()).collect();
    assert_eq!(read.iter().filter(|small| small.is_err()).count(), 1);
    assert!(read.len() > 900);
    assert_eq!(txn.get(&small(0, "").key()).unwrap(), Some(small(0, "a text of a few words")));
    drop(txn);
    let mut txn = store.begin();
    txn.delete(&Key::from_bytes(key.to_vec()).gathered(true));
    assert!(matches!(txn.commit(), Err(Error::Damaged(_))));
}

#[derive(Clone, Debug)]
enum Step {
    Put(usize, usize),
    Delete(usize),
    DeleteAll(usize, usize),
    Commit,
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    let number = || 0..300_usize;
    prop_oneof![
        8 => (number(), prop_oneof![9 => 0..200_usize, 1 => 0..6_000_usize])
            .prop_map(|(number, length)| Step::Put(number, length)),
        3 => number().prop_map(Step::Delete),
        1 => (number(), number()).prop_map(|(start, end)| Step::DeleteAll(start, end)),
        2 => Just(Step::Commit),
        1 => Just(Step::Reopen),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn gathered_records_are_as_others_are(steps in proptest::collection::vec(step(), 1..120)) {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Some(open(&folder));
        let mut expected = BTreeMap::new();
        let mut steps = steps.into_iter().chain([Step::Reopen]);
        let mut is_done = false;
        while !is_done {
            let is_opened_again = {
                let mut txn = store.as_ref().unwrap().begin();
                loop {
                    let Some(step) = steps.next() else {
                        is_done = true;
                        break false;
                    };
                    match step {
                        Step::Put(number, length) => {
                            let small = small(number, &"x".repeat(length));
                            txn.put(&small);
                            expected.insert(number, small);
                        }
                        Step::Delete(number) => {
                            txn.delete(&small(number, "").key());
                            expected.remove(&number);
                        }
                        Step::DeleteAll(start, end) => (start..end).for_each(|number| {
                            txn.delete(&small(number, "").key());
                            expected.remove(&number);
                        }),
                        Step::Commit | Step::Reopen => {
                            let in_order: Vec<_> = expected.values().cloned().collect();
                            prop_assert_eq!(&all(&txn), &in_order);
                            txn.commit().unwrap();
                            break matches!(step, Step::Reopen);
                        }
                    }
                }
            };
            if is_opened_again {
                drop(store.take());
                store = Some(open(&folder));
            }
            let store = store.as_ref().unwrap();
            let txn = store.begin();
            let in_order: Vec<_> = expected.values().cloned().collect();
            prop_assert_eq!(&all(&txn), &in_order);
            let (start, end) = (small(100, "").key(), small(200, "").key());
            let back: Vec<Small> =
                txn.range_back(&start, &end).map(Result::unwrap).collect();
            let among: Vec<_> = expected.range(100..200).rev().map(|(_, small)| small.clone()).collect();
            prop_assert_eq!(back, among);
            for number in 0..300 {
                let key = small(number, "").key();
                prop_assert_eq!(txn.get::<Small>(&key).unwrap(), expected.get(&number).cloned());
                prop_assert_eq!(txn.has(&key).unwrap(), expected.contains_key(&number));
            }
        }
    }

    #[test]
    fn no_bytes_make_reading_a_block_panic(key in any::<Vec<u8>>(), mut value in any::<Vec<u8>>()) {
        value.insert(0, BLOCK);
        if let Some(places) = places(&key, &value) {
            prop_assert!(places.iter().all(|(_, place)| place.end <= value.len()));
        }
    }
}
