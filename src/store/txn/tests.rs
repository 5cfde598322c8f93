use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use super::*;
use crate::store::Json;
use crate::store::witness::Witness;

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
struct Note {
    name: String,
    text: String,
}

impl Record for Note {
    const KIND: &'static str = "note";
    type Form = Json;

    fn key(&self) -> Key {
        Key::of(Self::KIND).text(&self.name)
    }
}

fn note(name: &str, text: &str) -> Note {
    Note { name: name.to_owned(), text: text.to_owned() }
}

fn open(folder: &TempDir) -> Store {
    Store::open(Home::new(folder.path().join("home")), Duration::ZERO).unwrap()
}

fn names(txn: &Txn<'_>) -> Vec<String> {
    txn.scan::<Note>(&Note::all()).map(|note| note.unwrap().name).collect()
}

#[test]
fn what_is_committed_is_there_when_the_store_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let mut txn = store.begin();
    txn.put(&note("a", "1"));
    txn.commit().unwrap();
    drop(store);

    let store = open(&folder);
    assert_eq!(store.begin().get(&note("a", "").key()).unwrap(), Some(note("a", "1")));
}

#[test]
fn what_is_not_committed_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let mut txn = store.begin();
    txn.put(&note("a", "1"));
    drop(txn);
    assert_eq!(store.begin().get::<Note>(&note("a", "").key()).unwrap(), None);
}

#[test]
fn a_transaction_sees_its_own_changes_over_what_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let mut txn = store.begin();
    for name in ["a", "c", "e"] {
        txn.put(&note(name, "kept"));
    }
    txn.commit().unwrap();

    let mut txn = store.begin();
    txn.put(&note("b", "new"));
    txn.put(&note("c", "changed"));
    txn.delete(&note("e", "").key());
    assert_eq!(names(&txn), ["a", "b", "c"]);

    let (start, end) = (note("a", "").key(), note("c", "").key());
    let back: Vec<_> = txn.range_back::<Note>(&start, &end).map(|n| n.unwrap().name).collect();
    assert_eq!(back, ["b", "a"]);
    assert_eq!(txn.get(&note("c", "").key()).unwrap(), Some(note("c", "changed")));
}

#[test]
fn returning_to_a_savepoint_takes_back_only_what_came_after() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let mut txn = store.begin();
    txn.put(&note("a", "1"));
    let point = txn.savepoint();
    txn.put(&note("a", "2"));
    txn.put(&note("b", "1"));
    txn.delete(&note("a", "").key());
    txn.return_to(point);
    assert_eq!(names(&txn), ["a"]);
    assert_eq!(txn.get(&note("a", "").key()).unwrap(), Some(note("a", "1")));
}

#[test]
fn staged_files_arrive_with_the_commit_and_not_before() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let target = store.home().path().join("buckets/b/x/y");
    let mut txn = store.begin();
    txn.stage(Path::new("buckets/b/x/y"), &mut &b"bytes"[..], |_| Ok(())).unwrap();
    assert!(!target.exists());
    txn.commit().unwrap();
    assert_eq!(std::fs::read(&target).unwrap(), b"bytes");

    let mut txn = store.begin();
    txn.remove_file(Path::new("buckets/b/x/y"), Path::new("buckets/b"));
    txn.commit().unwrap();
    assert!(!target.parent().unwrap().exists());
    assert!(store.home().path().join("buckets/b").exists());
}

/// Returns how many changes are known to be on the disk.
fn kept(store: &Store) -> u64 {
    Witness::read(&store.home().store()).unwrap().changes
}

fn commit(store: &Store, name: &str) {
    let mut txn = store.begin();
    txn.put(&note(name, "1"));
    txn.commit().unwrap();
}

#[test]
fn what_is_put_off_is_there_at_once_and_comes_onto_the_disk_together() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let before = kept(&store);
    store.put_off();
    for name in ["a", "b", "c"] {
        commit(&store, name);
    }
    assert_eq!((kept(&store), names(&store.begin()).len()), (before, 3));
    store.keep().unwrap();
    assert_eq!(kept(&store), before + 1);
    commit(&store, "d");
    assert_eq!(kept(&store), before + 2);
    drop(store);
    assert_eq!(names(&open(&folder).begin()), ["a", "b", "c", "d"]);
}

#[test]
fn what_is_put_off_is_seen_by_all_who_come_behind() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    for name in ["a", "c", "e", "g"] {
        commit(&store, name);
    }
    store.put_off();
    let mut txn = store.begin();
    txn.put(&note("c", "put off"));
    txn.put(&note("d", "put off"));
    txn.delete(&note("e", "").key());
    txn.commit().unwrap();

    let mut txn = store.begin();
    assert!(!txn.makes_or_removes::<Note>().unwrap() && !txn.has_changes());
    assert_eq!(names(&txn), ["a", "c", "d", "g"]);
    txn.delete(&note("d", "").key());
    txn.put(&note("e", "again"));
    txn.put(&note("c", "later"));
    let changed: Vec<(Option<Note>, Option<Note>)> = txn.changed().unwrap();
    let expected = [
        (Some(note("c", "put off")), Some(note("c", "later"))),
        (Some(note("d", "put off")), None),
        (None, Some(note("e", "again"))),
    ];
    assert_eq!(changed, expected);
    assert!(!txn.has(&note("d", "").key()).unwrap());
    assert_eq!(txn.get(&note("c", "").key()).unwrap(), Some(note("c", "later")));
    let all = Note::all();
    let back = |txn: &Txn<'_>| -> Vec<String> {
        txn.range_back::<Note>(&all, &all.end()).map(|note| note.unwrap().name).collect()
    };
    assert_eq!(back(&txn), ["g", "e", "c", "a"]);
    drop(txn);
    assert_eq!(back(&store.begin()), ["g", "d", "c", "a"]);
    drop(store);
    assert_eq!(names(&open(&folder).begin()), ["a", "c", "d", "g"]);
}

#[test]
fn much_that_is_put_off_is_written_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    store.put_off();
    let keys = store.keys();
    (0..300).for_each(|number| commit(&store, &format!("{number:03}")));
    assert!(store.keys() > keys + 200);
    assert_eq!(names(&store.begin()).len(), 300);
}

#[test]
fn files_come_to_their_place_behind_what_was_put_off() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let before = kept(&store);
    store.put_off();
    commit(&store, "a");
    let mut txn = store.begin();
    txn.stage(Path::new("buckets/b/k"), &mut &b"bytes"[..], |_| Ok(())).unwrap();
    txn.commit().unwrap();
    assert_eq!(kept(&store), before + 1);
    assert_eq!(std::fs::read(store.home().path().join("buckets/b/k")).unwrap(), b"bytes");
}

#[test]
fn moves_that_a_kill_left_undone_are_made_when_the_store_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let home = store.home().clone();
    let mut txn = store.begin();
    txn.stage(Path::new("buckets/b/k"), &mut &b"bytes"[..], |_| Ok(())).unwrap();
    let decided = Decided(std::mem::take(&mut txn.files));
    txn.put(&decided);
    txn.write().unwrap();
    drop(txn);
    drop(store);
    assert!(!home.path().join("buckets/b/k").exists());

    let store = open(&folder);
    assert_eq!(std::fs::read(home.path().join("buckets/b/k")).unwrap(), b"bytes");
    assert_eq!(store.begin().get::<Decided>(&Decided::all()).unwrap().map(|d| d.0), None);
}

#[test]
fn files_staged_in_vain_are_swept_away() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let home = store.home().clone();
    store.begin().stage(Path::new("buckets/b/k"), &mut &b"bytes"[..], |_| Ok(())).unwrap();
    assert!(home.staged().exists());
    drop(store);
    drop(open(&folder));
    assert!(!home.staged().exists());
}
