//! What holds for moving records of any kind.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use super::{Moved, RECORDS, Unfinished};
use crate::error::{Error, Result};
use crate::store::sealed::{Item, Sealed};
use crate::store::{Form, Home, Json, Key, Kind, Record, Store, Told, Txn, kind_of, kinds};
use crate::time::Timestamp;

/// Something that is sealed, by its shelf.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
struct Thing {
    shelf: u64,
    place: u64,
    name: String,
}

impl Record for Thing {
    const KIND: &'static str = "thing";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all().number(self.shelf).number(self.place)
    }
}

impl Sealed for Thing {
    fn partition(&self) -> Key {
        Self::all().number(self.shelf)
    }

    fn times(&self) -> (Timestamp, Timestamp) {
        (NOW, NOW)
    }
}

/// Something whose bytes are no JSON.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Byte(u8);

impl Record for Byte {
    const KIND: &'static str = "byte";
    type Form = Raw;

    fn key(&self) -> Key {
        Self::all().number(self.0.into())
    }
}

enum Raw {}

impl Form<Byte> for Raw {
    fn encode(record: &Byte) -> Vec<u8> {
        vec![0xFF, record.0]
    }

    fn decode(bytes: &[u8]) -> Option<Byte> {
        let [0xFF, byte] = bytes else { return None };
        Some(Byte(*byte))
    }
}

impl Told<Byte> for Raw {
    fn tell(bytes: &[u8]) -> Option<String> {
        Self::decode(bytes).map(|Byte(byte)| byte.to_string())
    }

    fn hear(document: &str) -> Result<(Byte, Vec<u8>), String> {
        let byte = Byte(serde_json::from_str(document).map_err(|cause| cause.to_string())?);
        let bytes = Self::encode(&byte);
        Ok((byte, bytes))
    }
}

/// Something that is never but sealed, and need not be the only one under its key.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
struct Pile(u64, String);

impl Record for Pile {
    const KIND: &'static str = "pile";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all().number(self.0)
    }
}

impl Sealed for Pile {
    fn partition(&self) -> Key {
        Self::all()
    }

    fn times(&self) -> (Timestamp, Timestamp) {
        (NOW, NOW)
    }
}

/// How many things are open: what a service would count.
#[derive(Debug, Deserialize, Eq, PartialEq, Serialize)]
struct Open(u64);

impl Record for Open {
    const KIND: &'static str = "open things";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all()
    }
}

fn recount(txn: &mut Txn<'_>, _now: Timestamp) -> Result<()> {
    let open = txn.scan::<Thing>(&Thing::all()).collect::<Result<Vec<_>>>()?.len();
    txn.put(&Open(open as u64));
    Ok(())
}

const NOW: Timestamp = Timestamp::from_secs(1_704_067_200);

const OURS: &[Kind] = &[
    Kind::sealed::<Thing>(),
    Kind::only_sealed::<Pile>(),
    Kind::of::<Byte>(),
    Kind::recounted::<Open>(recount),
];

fn all_kinds() -> Vec<&'static Kind> {
    kinds().chain(OURS).collect()
}

fn home(folder: &TempDir, name: &str) -> Home {
    Home::new(folder.path().join(name))
}

fn open(home: &Home) -> Store {
    Store::open(home.clone(), Duration::ZERO).unwrap()
}

fn things(shelf: u64, places: std::ops::Range<u64>) -> Vec<Thing> {
    places.map(|place| Thing { shelf, place, name: format!("{shelf}/{place}") }).collect()
}

fn seal(store: &Store, things: &[Thing]) {
    let mut txn = store.begin();
    let items = things.iter().map(|thing| Ok(Item::of(thing)));
    txn.seal::<Thing>(&things[0].partition(), items, NOW).unwrap().unwrap();
    txn.commit().unwrap();
}

fn put(store: &Store, records: &[impl Record]) {
    let mut txn = store.begin();
    for record in records {
        txn.put(record);
    }
    txn.commit().unwrap();
}

fn export(store: &Store, folder: &Path) -> Result<Moved> {
    store.export(&all_kinds(), folder, &mut |_, _| {})
}

fn import(home: &Home, folder: &Path) -> Result<Moved> {
    Store::import(home, Duration::ZERO, (&all_kinds(), &|_| Ok(NOW)), folder, &mut |_, _| {})
}

/// Returns all things, open and sealed.
fn held(store: &Store) -> Vec<Thing> {
    let (txn, all) = (store.begin(), Thing::all()..Thing::all().end());
    let sealed = txn.sealed::<Thing>(&all, &all, None).unwrap();
    let mut held: Vec<Thing> =
        sealed.chain(txn.scan::<Thing>(&Thing::all())).map(Result::unwrap).collect();
    held.sort();
    held
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// A store with a few of everything, and its export.
fn exported(folder: &TempDir) -> PathBuf {
    let home = home(folder, "from");
    let store = open(&home);
    seal(&store, &things(1, 0..300));
    put(&store, &things(1, 300..310));
    put(&store, &things(2, 0..3));
    put(&store, &[Byte(7), Byte(9)]);
    put(&store, &[Open(13)]);
    write(&home.path().join("buckets/b/x/y"), b"bytes");
    write(&home.path().join("sns/1/t.jsonl"), b"{}\n");
    let target = folder.path().join("export");
    let moved = export(&store, &target).unwrap();
    assert_eq!((moved.records, moved.files, moved.passed_over), (315, 2, 0));
    target
}

#[test]
fn what_is_moved_is_all_there_and_moved_again_is_the_same_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    let target = exported(&folder);
    let home = home(&folder, "to");
    let moved = import(&home, &target).unwrap();
    assert_eq!((moved.records, moved.files), (315, 2));
    let store = open(&home);
    assert_eq!(held(&store), [things(1, 0..310), things(2, 0..3)].concat());
    assert_eq!(fs::read(home.path().join("buckets/b/x/y")).unwrap(), b"bytes");
    // What was sealed is sealed again, what is little stays open, and what is counted is so.
    let txn = store.begin();
    let sealed: Vec<u64> = txn.all_runs().unwrap().iter().map(|run| run.count).collect();
    assert_eq!(sealed, [310]);
    assert_eq!(txn.get::<Open>(&Open::all()).unwrap(), Some(Open(3)));
    drop(txn);

    let again = folder.path().join("again");
    export(&store, &again).unwrap();
    for path in [RECORDS, "buckets/b/x/y", "sns/1/t.jsonl"] {
        assert_eq!(fs::read(target.join(path)).unwrap(), fs::read(again.join(path)).unwrap());
    }
    let time = |root: &Path| root.join("buckets/b/x/y").metadata().unwrap().modified().unwrap();
    assert_eq!(time(home.path()), time(&folder.path().join("from")));
}

#[test]
fn what_a_store_keeps_for_itself_is_not_told() {
    let folder = tempfile::tempdir().unwrap();
    let target = exported(&folder);
    let told: BTreeSet<String> = fs::read_to_string(target.join(RECORDS))
        .unwrap()
        .lines()
        .skip(1)
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|line| line["kind"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(told.into_iter().collect::<Vec<_>>(), ["byte", "end", "file", "thing"]);
}

#[test]
fn many_records_of_many_partitions_leave_sled_small() {
    let folder = tempfile::tempdir().unwrap();
    let from = open(&home(&folder, "from"));
    for shelf in 0..400 {
        seal(&from, &things(shelf, 0..20));
    }
    let target = folder.path().join("export");
    export(&from, &target).unwrap();
    let to = home(&folder, "to");
    import(&to, &target).unwrap();
    let store = open(&to);
    assert_eq!(held(&store), held(&from));
    assert!(store.keys() < 1_400, "{} keys", store.keys());
}

#[test]
fn records_of_one_key_stay_apart_where_they_may_be() {
    let folder = tempfile::tempdir().unwrap();
    let from = open(&home(&folder, "from"));
    let piles = [Pile(1, "a".to_owned()), Pile(1, "b".to_owned()), Pile(2, "a".to_owned())];
    let mut txn = from.begin();
    txn.seal::<Pile>(&Pile::all(), piles.iter().map(|pile| Ok(Item::of(pile))), NOW).unwrap();
    txn.commit().unwrap();
    let target = folder.path().join("export");
    export(&from, &target).unwrap();
    let to = home(&folder, "to");
    import(&to, &target).unwrap();
    let all = Pile::all()..Pile::all().end();
    let store = open(&to);
    let txn = store.begin();
    let sealed: Vec<Pile> = txn.sealed(&all, &all, None).unwrap().map(Result::unwrap).collect();
    assert_eq!(sealed, piles);
}

/// Checks that an import is refused with words, and that nothing is left of it.
fn refused(folder: &TempDir, target: &Path, words: &str) {
    let to = home(folder, "to");
    let error = import(&to, target).unwrap_err();
    assert!(matches!(error, Error::Refused(_)), "{words}: {error}");
    assert!(error.to_string().contains(words), "{words}: {error}");
    let store = open(&to);
    let kinds: Vec<String> = store.entries().map(|entry| kind_of(&entry.unwrap().0)).collect();
    assert_eq!(kinds, ["version"], "{words}");
    for below in ["buckets", "sns", "streams", "sealed", "staged"] {
        let entries = fs::read_dir(to.path().join(below));
        assert_eq!(entries.map_or(0, Iterator::count), 0, "{words}: {below}");
    }
}

#[test]
fn what_is_wrong_with_an_export_is_told_by_its_line_and_nothing_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let target = exported(&folder);
    let path = target.join(RECORDS);
    let good = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = good.lines().collect();
    assert_eq!(lines.len(), 319);
    let changed = |place: usize, line: &str| {
        let mut lines = lines.clone();
        lines[place - 1] = line;
        lines.join("\n") + "\n"
    };
    let without = |place: usize| changed(place, "").replace("\n\n", "\n");
    let cases = [
        (String::new(), "line 0: it is empty"),
        (good[..10].to_owned(), "line 1: the line is cut off"),
        (changed(1, "{}"), "line 1: it does not begin an export"),
        (good.replacen("\"version\":1", "\"version\":2", 1), "line 1: the export is of version 2"),
        (good[..good.len() / 2].to_owned(), "the line is cut off"),
        (good[..good.len() - 1].to_owned(), "line 319: the line is cut off"),
        (lines[..318].join("\n") + "\n", "line 318: the export ends early"),
        (without(100), "line 318: the export has 318 lines, and says that it has 319"),
        (changed(7, "garbage"), "line 7: it is no line of an export"),
        (changed(7, lines[5]), "line 7: the record does not come behind"),
        (
            changed(7, "{\"kind\":\"thong\",\"value\":1}"),
            "line 7: there are no records of kind 'thong'",
        ),
        (changed(7, "{\"kind\":\"version\",\"value\":1}"), "line 7: there are no records of kind"),
        (changed(7, "{\"kind\":\"sealed\",\"value\":{}}"), "line 7: there are no records of kind"),
        (changed(7, "{\"kind\":\"open things\",\"value\":1}"), "line 7: there are no records of"),
        (
            changed(7, "{\"kind\":\"thing\",\"value\":{}}"),
            "line 7: it tells no record of kind 'thing'",
        ),
        (changed(7, "{\"kind\":\"thing\"}"), "line 7: it is no line of an export"),
        (
            good.replace("\"value\":9}", "\"value\":900}"),
            "line 316: it tells no record of kind 'byte'",
        ),
        (good.clone() + lines[318] + "\n", "line 320: it stands behind the last line"),
        (good.replace("buckets/b/x/y", "buckets/../x"), "line 317: 'buckets/../x' is no place"),
        (good.replace("buckets/b/x/y", "buckets/b/x/z"), "buckets/b/x/z cannot be read"),
        (good.replace("\"bytes\":5", "\"bytes\":6"), "y has 5 bytes in place of 6"),
        (changed(318, lines[316]), "line 318: "),
        (good.replace("\"sha256\":\"", "\"sha256\":\"0"), "line 317: "),
    ];
    for (text, words) in cases {
        fs::write(&path, text).unwrap();
        refused(&folder, &target, words);
    }
    fs::write(&path, [good.as_bytes(), b"\xFF\n"].concat()).unwrap();
    refused(&folder, &target, "line 320: it is not text");

    fs::write(&path, &good).unwrap();
    let object = target.join("buckets/b/x/y");
    fs::write(&object, "bytez").unwrap();
    refused(&folder, &target, "line 317: ");
    fs::remove_file(&object).unwrap();
    refused(&folder, &target, "line 317: ");
    std::os::unix::fs::symlink(target.join(RECORDS), &object).unwrap();
    refused(&folder, &target, "is reached through a link");
    fs::remove_file(&object).unwrap();
    fs::create_dir(&object).unwrap();
    refused(&folder, &target, "y is no file");
    fs::remove_dir(&object).unwrap();
    fs::write(&object, "bytes").unwrap();
    import(&home(&folder, "to"), &target).unwrap();
}

#[test]
fn a_store_that_holds_anything_is_not_imported_into_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let target = exported(&folder);
    let to = home(&folder, "to");
    put(&open(&to), &[Byte(1)]);
    let error = import(&to, &target).unwrap_err().to_string();
    assert!(error.contains("is not empty, it holds a record of kind 'byte'"), "{error}");
    assert_eq!(open(&to).begin().get::<Byte>(&Byte(1).key()).unwrap(), Some(Byte(1)));

    let other = home(&folder, "other");
    write(&other.path().join("buckets/b/k"), b"mine");
    let error = import(&other, &target).unwrap_err().to_string();
    assert!(error.contains("buckets/b"), "{error}");
    assert_eq!(fs::read(other.path().join("buckets/b/k")).unwrap(), b"mine");
}

#[test]
fn an_unfinished_import_is_told_and_begun_again() {
    let folder = tempfile::tempdir().unwrap();
    let target = exported(&folder);
    let to = home(&folder, "to");
    {
        let store = open(&to);
        put(&store, &[Unfinished { from: "somewhere".to_owned() }]);
        put(&store, &[Byte(1)]);
        seal(&store, &things(5, 0..9));
        write(&to.path().join("buckets/b/x"), b"half");
    }
    let told = |opened: Result<Store>| match opened {
        Err(Error::Refused(what)) => assert!(what.contains("import of somewhere"), "{what}"),
        other => panic!("{:?}", other.map(|_| ())),
    };
    told(Store::open(to.clone(), Duration::ZERO));
    // A folder that is no export changes nothing.
    import(&to, &folder.path().join("nowhere")).unwrap_err();
    told(Store::open(to.clone(), Duration::ZERO));

    import(&to, &target).unwrap();
    let store = open(&to);
    assert_eq!(held(&store), [things(1, 0..310), things(2, 0..3)].concat());
    assert!(!to.path().join("buckets/b/x").is_file());
    assert_eq!(store.begin().get::<Byte>(&Byte(1).key()).unwrap(), None);
}

#[test]
fn what_cannot_be_read_is_not_exported() {
    let folder = tempfile::tempdir().unwrap();
    let from = home(&folder, "from");
    let store = open(&from);
    seal(&store, &things(1, 0..300));
    let path = from.path().join(store.begin().all_runs().unwrap()[0].path());
    let target = |name: &str| folder.path().join(name);
    let good = fs::read(&path).unwrap();
    fs::write(&path, &good[1..]).unwrap();
    assert!(matches!(export(&store, &target("a")), Err(Error::Damaged(_))));
    fs::write(&path, &good).unwrap();
    export(&store, &target("b")).unwrap();
    let mut txn = store.begin();
    txn.change(Byte(1).key(), Some(b"garbage".to_vec()));
    txn.commit().unwrap();
    assert!(matches!(export(&store, &target("c")), Err(Error::Damaged(_))));
    let mut txn = store.begin();
    txn.delete(&Byte(1).key());
    txn.change(Key::of("strange"), Some(Vec::new()));
    txn.commit().unwrap();
    assert!(matches!(export(&store, &target("d")), Err(Error::Damaged(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn moved_is_what_was_there(
        sealed in prop::collection::vec(prop::collection::btree_set((0..4_u64, 0..900_u64), 1..600), 0..4),
        open_ones in prop::collection::btree_set((0..4_u64, 900..1_000_u64), 0..60),
        bytes in prop::collection::btree_set(any::<u8>(), 0..20),
        name in ".{0,9}",
    ) {
        let folder = tempfile::tempdir().unwrap();
        let from = open(&home(&folder, "from"));
        let made = |(shelf, place): &(u64, u64)| Thing { shelf: *shelf, place: *place, name: name.clone() };
        let mut known = BTreeSet::new();
        for places in &sealed {
            for shelf in 0..4 {
                let things: Vec<Thing> = places.iter()
                    .filter(|at| at.0 == shelf && known.insert(**at))
                    .map(made)
                    .collect();
                if !things.is_empty() {
                    seal(&from, &things);
                }
            }
        }
        put(&from, &open_ones.iter().map(made).collect::<Vec<_>>());
        put(&from, &bytes.iter().map(|byte| Byte(*byte)).collect::<Vec<_>>());
        let (first, second) = (folder.path().join("first"), folder.path().join("second"));
        export(&from, &first).unwrap();
        let to = home(&folder, "to");
        import(&to, &first).unwrap();
        let to = open(&to);
        prop_assert_eq!(held(&to), held(&from));
        export(&to, &second).unwrap();
        prop_assert_eq!(fs::read(first.join(RECORDS)).unwrap(), fs::read(second.join(RECORDS)).unwrap());
    }
}
