//! Archives made at random and tampered with at random, as many as are asked for.
//!
//! | variable                   | is                                        | unless it is set |
//! |----------------------------|-------------------------------------------|------------------|
//! | `TRAILWATCH_ARCHIVES`      | how many archives are looked at           | 200              |
//! | `TRAILWATCH_ARCHIVES_SEED` | the number that the first is made from    | 1                |
//!
//! Of each archive, three things are held:
//!
//! - strict validation finds nothing before anything is done to it;
//! - it finds each single change of what the files hold, and tells of it as what it is;
//! - after several changes, the AWS CLI and trailwatch print the same lines and end with the same code.
//!
//! What nobody can see is not done: a newest digest, and the last before a stop, may be taken away
//! without a trace, because no other digest names it.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};
use trailwatch::gzip::{End, Inflater, compress, inflate};
use trailwatch::services::cloudtrail::chain::place::Place;
use trailwatch::time::{HOUR, Timestamp, text};

use crate::arguments::number;
use crate::judge::Judge;
use crate::made::{Hour, Made, at, place, public_keys, sign};
use crate::tamper::{edit, edit_text};
use crate::world::{Ran, World};

const ORGANIZATION: &str = "o-abcdefghij";
const ARN: &str = "arn:aws:cloudtrail:us-east-1:123456789012:trail/audit";

/// An archive, and what it was made of.
struct Archive {
    world: World,
    places: Vec<Place>,
    is_organization: bool,
    prefix: Option<&'static str>,
    /// The digests that others name, and all others.
    named: Vec<String>,
    unnamed: Vec<String>,
    /// The log files that digests list.
    logs: Vec<String>,
}

fn some_hours(random: &mut StdRng, count: u32) -> Vec<Hour> {
    let (mut hours, mut end) = (Vec::new(), random.gen_range(1..3));
    for _ in 0..count {
        let begins = !hours.is_empty() && random.gen_bool(0.15);
        end += if begins { random.gen_range(1..4) } else { 1 };
        hours.push(Hour { end, logs: random.gen_range(0..4), begins });
    }
    hours
}

impl Archive {
    fn made(random: &mut StdRng) -> Self {
        let is_organization = random.gen_bool(0.3);
        let prefix = [None, Some("p"), Some("some/prefix")].choose(random).copied().flatten();
        let mut places = Vec::new();
        for region in ["us-east-1", "eu-west-2"] {
            let account = if is_organization { "222222222222" } else { "123456789012" }.to_owned();
            places.push(Place {
                prefix: prefix.map(str::to_owned),
                organization: is_organization.then(|| ORGANIZATION.to_owned()),
                account,
                region: region.to_owned(),
                ..place()
            });
        }
        places.truncate(random.gen_range(1..=2));
        let mut made = Made::default();
        for place in &places {
            let count = random.gen_range(3..8);
            made.chain(place, &some_hours(random, count), false);
            if random.gen_bool(0.4) {
                let count = random.gen_range(1..4);
                made.chain(place, &some_hours(random, count), true);
            }
        }
        let mut named = Vec::new();
        let digests = made.0.keys().filter(|key| key.contains("/CloudTrail-Digest/"));
        for key in digests.clone() {
            let content = inflate(&made.0[key].bytes, 1 << 20).unwrap();
            let document: Value = serde_json::from_slice(&content).unwrap();
            named.extend(document["previousDigestS3Object"].as_str().map(str::to_owned));
        }
        let unnamed = digests.filter(|key| !named.contains(key)).cloned().collect();
        let logs = made.0.keys().filter(|key| key.contains("/CloudTrail/")).cloned().collect();
        let world = World::new();
        let archive = Self { world, places, is_organization, prefix, named, unnamed, logs };
        made.write(&archive.folder());
        fs::write(archive.world.work().join("keys.json"), public_keys().to_string()).unwrap();
        archive
    }

    fn folder(&self) -> PathBuf {
        self.world.work().join("archive")
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder().join(key)
    }

    /// Returns the digests, those that others name first.
    fn digests(&self) -> Vec<&String> {
        self.named.iter().chain(&self.unnamed).collect()
    }

    fn run(&self, words: &[&str]) -> Ran {
        let ours = ["cloudtrail", "validate-logs", "--archive", "logs=archive"];
        self.world.run(&[&ours[..], &["--public-keys", "keys.json"], words].concat())
    }

    /// Returns what strict validation finds, a time without recording aside.
    fn findings(&self) -> (i32, Vec<Value>) {
        let ran = self.run(&["--all", "--strict", "--report", "report.json"]);
        let report = fs::read(self.world.work().join("report.json"));
        let report: Value = serde_json::from_slice(&report.unwrap_or_else(|_| {
            panic!("no report: {}{}", ran.out, ran.err);
        }))
        .unwrap();
        let chains = report["Chains"].as_array().unwrap().iter();
        let findings = chains.flat_map(|chain| chain["Findings"].as_array().unwrap().clone());
        (ran.code, findings.filter(|finding| finding["Kind"] != "Gap").collect())
    }

    /// Returns what the AWS CLI says of a chain, and what trailwatch does.
    fn judged(&self, judge: &Judge, words: &[&str]) -> (Ran, Ran) {
        let root = self.world.work().join("judged");
        if !root.exists() {
            fs::create_dir_all(root.join("buckets")).unwrap();
            symlink(self.folder(), root.join("buckets/logs")).unwrap();
            symlink(self.world.work().join("keys.json"), root.join("public-keys.json")).unwrap();
            let mut trail = json!({"TrailARN": ARN, "S3BucketName": "logs"});
            trail["IsOrganizationTrail"] = json!(self.is_organization);
            if let Some(prefix) = self.prefix {
                trail["S3KeyPrefix"] = json!(prefix);
            }
            let organization = json!({"Organization": {"Id": ORGANIZATION}});
            let documents = [
                ("trails.json", json!({"trailList": [trail]})),
                ("organization.json", organization),
            ];
            for (name, document) in documents {
                fs::write(root.join(name), document.to_string()).unwrap();
            }
        }
        let theirs = judge.of_archive(&self.world, &root, words);
        let prefix = self.prefix.map_or(Vec::new(), |prefix| vec!["--s3-prefix", prefix]);
        let mut ours = self.run(&[words, &prefix].concat());
        let lines = ours.err.split_inclusive('\n');
        ours.err = lines.filter(|line| !line.starts_with("trailwatch: warning:")).collect();
        (ours, theirs)
    }
}

/// Returns what a file holds, as both validators see it: nothing where it is damaged.
fn content(path: &Path) -> Option<Vec<u8>> {
    let bytes = fs::read(path).ok()?;
    let mut content = Vec::new();
    let mut sink = |piece: &[u8]| content.extend_from_slice(piece);
    let size = bytes.len() as u64;
    let end = Inflater::default().inflate(&mut &*bytes, size, &mut sink).unwrap();
    // Nobody minds garbage behind a digest.
    let is_digest = path.to_string_lossy().contains("/CloudTrail-Digest/");
    match end {
        End::Complete => Some(content),
        End::Trailing if is_digest => Some(content),
        End::Cut if !is_digest => Some(content),
        _ => None,
    }
}

/// Something that is done to an archive.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Harm {
    Append,
    CopyOver,
    Cut,
    EditText,
    Empty,
    Flip,
    InsertDigest,
    InsertLog,
    Move,
    OtherSignature,
    Remove,
    SignAgain,
    Swap,
}

const HARMS: [Harm; 13] = [
    Harm::Append,
    Harm::CopyOver,
    Harm::Cut,
    Harm::EditText,
    Harm::Empty,
    Harm::Flip,
    Harm::InsertDigest,
    Harm::InsertLog,
    Harm::Move,
    Harm::OtherSignature,
    Harm::Remove,
    Harm::SignAgain,
    Harm::Swap,
];

impl Harm {
    /// Returns the kinds of findings of which one must be there, wherever it must be seen.
    fn told_as(self, of_digest: bool) -> &'static [&'static str] {
        match self {
            Self::InsertLog => &["NotListed"],
            Self::InsertDigest => &["NotReached", "NotNamed", "InvalidDigest"],
            Self::SignAgain => &["PreviousHash", "PreviousSignature"],
            _ if of_digest => &["InvalidDigest", "UnsignedDigest", "MissingHour", "NotReached"],
            _ => &["InvalidLogFile"],
        }
    }
}

/// What was done, whether strict validation must see it, `None` if it may or may not, and the kinds of
/// findings of which there must be one.
type Done = (String, Option<bool>, &'static [&'static str]);

/// Does something to a file, or to a file and another one of its kind; `None` if it cannot be done.
fn tamper(archive: &Archive, harm: Harm, random: &mut StdRng) -> Option<Done> {
    let of_digest = match harm {
        Harm::InsertDigest | Harm::OtherSignature | Harm::SignAgain => true,
        Harm::InsertLog => false,
        _ => archive.logs.is_empty() || random.gen_bool(0.5),
    };
    let files: Vec<&String> =
        if of_digest { archive.digests() } else { archive.logs.iter().collect() };
    let (key, other) = (*files.choose(random)?, *files.choose(random)?);
    let (one, two) = (archive.path(key), archive.path(other));
    if !one.is_file() || !two.is_file() {
        return None;
    }
    let is_named = !of_digest || archive.named.contains(key);
    let before = (content(&one), content(&two));
    let bytes = fs::read(&one).unwrap();
    let mut told = String::new();
    let mut seen = None;
    match harm {
        Harm::Append => edit(&one, |bytes| [bytes, b"junk".to_vec()].concat()),
        Harm::CopyOver => drop(fs::copy(&two, &one).unwrap()),
        Harm::Cut => edit(&one, |bytes| bytes[..random.gen_range(0..=bytes.len())].to_vec()),
        Harm::EditText => {
            before.0.as_ref().filter(|_| inflate(&bytes, 1 << 20).is_ok())?;
            edit_text(&one, |text| {
                let (before, after) = text.split_at(random.gen_range(0..=text.len()));
                format!("{before}0{after}")
            });
        }
        Harm::Empty => fs::write(&one, "").unwrap(),
        Harm::Flip => {
            let at = random.gen_range(0..bytes.len().max(1));
            edit(&one, |mut bytes| {
                bytes.get_mut(at).into_iter().for_each(|byte| *byte ^= 1 << random.gen_range(0..8));
                bytes
            });
        }
        // Half an hour after another.
        Harm::InsertDigest => {
            let to = archive.path(&key.replace("0000Z", "3000Z"));
            fs::copy(&one, &to).unwrap();
            let _ = fs::copy(sidecar(&one), sidecar(&to));
            seen = Some(Some(true));
        }
        Harm::InsertLog => {
            told = inserted(archive, random);
            let to = archive.path(&told);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(&one, to).unwrap();
            seen = Some(Some(true));
        }
        Harm::Move => fs::rename(&one, &two).unwrap(),
        Harm::OtherSignature => {
            let beside = sidecar(&one);
            let mut head: Value = serde_json::from_slice(&fs::read(&beside).ok()?).unwrap();
            let signature = head["Metadata"]["signature"].as_str().unwrap();
            let digit = if signature.starts_with('0') { "1" } else { "0" };
            head["Metadata"]["signature"] = json!(format!("{digit}{}", &signature[1..]));
            fs::write(beside, head.to_string()).unwrap();
            seen = Some(Some(true));
        }
        Harm::Remove => {
            fs::remove_file(&one).unwrap();
            seen = Some(Some(is_named));
        }
        // As only somebody can who has CloudTrail's own key.
        Harm::SignAgain => {
            before.0.as_ref()?;
            told = sign_again(&one, key, random)?;
            seen = Some(is_named.then_some(true));
        }
        Harm::Swap => {
            fs::write(&one, fs::read(&two).unwrap()).unwrap();
            fs::write(&two, bytes).unwrap();
        }
    }
    // It is tampering if what a file holds has become something else.
    let seen = seen.unwrap_or_else(|| Some(before != (content(&one), content(&two))));
    let kinds = harm.told_as(of_digest);
    Some((format!("{harm:?} {told} of {key} with {other}"), seen, kinds))
}

/// Returns the file beside a digest that has its signature.
fn sidecar(digest: &Path) -> PathBuf {
    PathBuf::from(format!("{}.metadata.json", digest.display()))
}

/// Returns a key under which a log file can be put, in an hour that has a digest.
fn inserted(archive: &Archive, random: &mut StdRng) -> String {
    let hourly = archive.digests().into_iter().filter(|key| !key.contains("_backfill"));
    let digest = *hourly.collect::<Vec<_>>().choose(random).unwrap();
    let place = Place::of_key(digest).unwrap();
    let (before, _) = digest.split_once("/CloudTrail-Digest/").unwrap();
    let folder = format!("{before}/CloudTrail/{}", place.region);
    let end = digest.rsplit('_').next().unwrap();
    let end = text::parse_digest_stamp(end.strip_suffix(".json.gz").unwrap()).unwrap();
    let time: Timestamp = end - HOUR / 2;
    let (folders, stamp) = (text::date_folders(time), text::log_stamp(time));
    let name =
        format!("{}_CloudTrail_{}_{stamp}_AddedByAHand.json.gz", place.account, place.region);
    match random.gen_range(0..4) {
        0 => format!("{folder}/{folders}/whatever.json.gz"),
        1 => format!("{folder}/{name}"),
        _ => format!("{folder}/{folders}/{name}"),
    }
}

/// Changes a digest, signs it as CloudTrail would, and returns what was changed.
fn sign_again(digest: &Path, key: &str, random: &mut StdRng) -> Option<String> {
    let content = inflate(&fs::read(digest).unwrap(), 1 << 20).ok()?;
    let mut document: Value = serde_json::from_slice(&content).ok()?;
    let what =
        *["logFiles", "digestStartTime", "previousDigestHashValue", "else"].choose(random)?;
    match what {
        "logFiles" => drop(document["logFiles"].as_array_mut()?.pop()?),
        "digestStartTime" => {
            let start = document["digestStartTime"].as_str()?;
            document["digestStartTime"] = json!(start.replace(":00:00Z", ":30:00Z"));
        }
        "previousDigestHashValue" => {
            document["previousDigestHashValue"].as_str()?;
            document["previousDigestHashValue"] = json!("0".repeat(64));
        }
        _ => document["else"] = json!(1),
    }
    let text = document.to_string();
    fs::write(digest, compress(text.as_bytes())).unwrap();
    let beside = sidecar(digest);
    let mut head: Value = serde_json::from_slice(&fs::read(&beside).ok()?).unwrap();
    head["Metadata"]["signature"] = json!(sign(key, &document));
    fs::write(beside, head.to_string()).unwrap();
    Some(what.to_owned())
}

/// Makes archives as the number says, and holds what is to be held of each.
fn look_at(judge: &Judge, seed: u64) {
    let mut random = StdRng::seed_from_u64(seed);
    let archive = Archive::made(&mut random);
    assert_eq!(archive.findings(), (0, Vec::new()), "nobody touched it");

    let mut done = Vec::new();
    while done.is_empty() {
        let harm = *HARMS.choose(&mut random).unwrap();
        if let Some((what, seen, kinds)) = tamper(&archive, harm, &mut random) {
            let (code, findings) = archive.findings();
            if let Some(seen) = seen {
                let of_kind = |finding: &Value| kinds.contains(&finding["Kind"].as_str().unwrap());
                let found = (code, findings.iter().any(of_kind));
                assert_eq!(found, (i32::from(seen), seen), "{what}: {findings:#?}");
            }
            done.push(what);
        }
    }
    for _ in 0..random.gen_range(0..4) {
        let harm = *HARMS.choose(&mut random).unwrap();
        done.extend(tamper(&archive, harm, &mut random).map(|(what, ..)| what));
    }

    let place = archive.places.choose(&mut random).unwrap();
    let start = random.gen_range(0..8 * 60);
    let length = [random.gen_range(0..600), 60 * random.gen_range(0..10)];
    let length = *length.choose(&mut random).unwrap();
    let minute = |minutes: u64| (at(0) + std::time::Duration::from_mins(minutes)).to_string();
    let (start, end) = (minute(start), minute(start + length));
    let mut words = vec!["--trail-arn", ARN, "--start-time", &start, "--end-time", &end];
    words.extend(["--region", &place.region]);
    if archive.is_organization {
        words.extend(["--account-id", &place.account]);
    }
    if random.gen_bool(0.5) {
        words.push("--verbose");
    }
    let (ours, theirs) = archive.judged(judge, &words);
    assert_eq!(ours, theirs, "{words:?} after {done:#?}");
}

#[test]
fn archives_made_and_tampered_with_at_random_are_judged_as_by_the_aws_cli() {
    let Some(judge) = Judge::new() else { return };
    let (seed, count) = (number("TRAILWATCH_ARCHIVES_SEED", 1), number("TRAILWATCH_ARCHIVES", 200));
    let seeds: Vec<u64> = (seed..seed + count).collect();
    let names: Vec<String> = seeds.iter().map(|seed| format!("seed {seed}")).collect();
    let cases: Vec<_> = names.iter().map(String::as_str).zip(seeds).collect();
    judge.each(&cases, |seed| look_at(&judge, seed));
}
