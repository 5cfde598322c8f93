//! A line of an export, read with care: it may come from anywhere.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::FOLDERS;

/// The name of the form.
const FORMAT: &str = "trailwatch store";

/// The version of the form; raised when an earlier program could not read what is written.
const VERSION: u64 = 1;

/// The kinds of lines that tell no record; no kind of record has these names.
pub const FILE: &str = "file";
/// The kind of the last line.
pub const END: &str = "end";

/// The first line.
#[derive(Debug, Deserialize, Serialize)]
pub struct Head {
    format: String,
    version: u64,
}

impl Head {
    /// Returns that of this program.
    pub fn current() -> Self {
        Self { format: FORMAT.to_owned(), version: VERSION }
    }

    /// Checks a first line; fails with what is wrong with it.
    pub fn check(text: &str) -> Result<(), String> {
        let head: Self = match serde_json::from_str(text) {
            Ok(head) => head,
            Err(_) => return Err("it does not begin an export of a store".to_owned()),
        };
        match head {
            Self { format, .. } if format != FORMAT => {
                Err(format!("it begins a '{format}', not a '{FORMAT}'"))
            }
            Self { version: VERSION, .. } => Ok(()),
            Self { version, .. } => Err(format!(
                "the export is of version {version}, and this program knows version {VERSION}"
            )),
        }
    }
}

/// Any line but the first.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Line<'t> {
    /// What kind of thing it tells.
    #[serde(borrow)]
    pub kind: Cow<'t, str>,
    /// What it tells.
    #[serde(borrow)]
    pub value: &'t RawValue,
}

impl<'t> Line<'t> {
    /// Reads one; fails with what is wrong with it.
    pub fn read(text: &'t str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|cause| format!("it is no line of an export: {cause}"))
    }
}

/// What a line tells of a file.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FileLine {
    /// Where it lies, below the folder of the export and below a home.
    pub path: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// When it was last written, in seconds since 1970 with nine decimals.
    pub modified: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

impl FileLine {
    /// Reads what a line says; fails with what is wrong with it.
    pub fn read(value: &str) -> Result<Self, String> {
        let file: Self = serde_json::from_str(value).map_err(|cause| cause.to_string())?;
        file.place()?;
        if parse_nanos(&file.modified).is_none() {
            return Err(format!("'{}' is no time of a file", file.modified.escape_debug()));
        }
        Ok(file)
    }

    /// Returns where it lies; fails if that is not below one of the folders that are moved.
    pub fn place(&self) -> Result<PathBuf, String> {
        let path = Path::new(&self.path);
        let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
        let below = path.components().count() > 1
            && FOLDERS.iter().any(|folder| path.starts_with(folder))
            // What Path passes over is no part of how a path is written.
            && path.components().collect::<PathBuf>().as_os_str() == path.as_os_str();
        if plain && below && !self.path.contains('\0') {
            Ok(path.to_path_buf())
        } else {
            Err(format!("'{}' is no place for a file", self.path.escape_debug()))
        }
    }

    /// Returns when it was last written, in nanoseconds since 1970.
    pub fn nanos(&self) -> i128 {
        parse_nanos(&self.modified).unwrap_or_default()
    }
}

/// Returns a number of nanoseconds as seconds with nine decimals.
pub fn nanos_text(nanos: i128) -> String {
    let sign = if nanos < 0 { "-" } else { "" };
    let all = nanos.unsigned_abs();
    format!("{sign}{}.{:09}", all / 1_000_000_000, all % 1_000_000_000)
}

/// Reads seconds with nine decimals as nanoseconds.
fn parse_nanos(text: &str) -> Option<i128> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (secs, part) = digits.split_once('.')?;
    let is_number = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
    // Sixteen digits are the years of some three hundred million.
    if part.len() != 9 || secs.is_empty() || secs.len() > 16 || !is_number(secs) || !is_number(part)
    {
        return None;
    }
    Some(sign * (secs.parse::<i128>().ok()? * 1_000_000_000 + part.parse::<i128>().ok()?))
}

/// What the last line tells.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// How many lines there are, the first and this one among them.
    pub lines: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str) -> FileLine {
        let text = |text: &str| text.to_owned();
        FileLine { path: text(path), bytes: 1, modified: text("0.000000000"), sha256: text("") }
    }

    #[test]
    fn a_file_lies_below_the_folders_that_are_moved_and_nowhere_else() {
        for path in [
            "buckets/a",
            "buckets/a/b%/..%",
            "sns/1/us-east-1/t.jsonl",
            "streams/s/1-r.jsonl",
            "buckets/a/é",
        ] {
            assert_eq!(file(path).place().unwrap(), Path::new(path), "{path}");
        }
        let bad = [
            "",
            "/",
            "buckets",
            "buckets/",
            "sns",
            "store/db",
            "lock",
            "/buckets/a",
            "./buckets/a",
            "buckets/./a",
            "buckets//a",
            "buckets/a/",
            "buckets/../store/db",
            "buckets/a/..",
            "bucketsx/a",
            "buckets/a\0b",
            "../buckets/a",
        ];
        for path in bad {
            assert!(file(path).place().is_err(), "{path:?}");
        }
    }

    #[test]
    fn times_of_files_keep_their_nanoseconds() {
        for nanos in [0, 1, -1, 1_717_243_200_123_456_789, -2_000_000_000, i128::from(i64::MIN)] {
            assert_eq!(parse_nanos(&nanos_text(nanos)), Some(nanos), "{nanos}");
        }
        for text in ["", "1", "1.5", ".000000000", "1.00000000x", "+1.000000000", "--1.000000000"] {
            assert_eq!(parse_nanos(text), None, "{text}");
        }
    }

    #[test]
    fn the_first_line_names_form_and_version() {
        let current = serde_json::to_string(&Head::current()).unwrap();
        assert_eq!(Head::check(&current), Ok(()));
        let told = |text: &str| Head::check(text).unwrap_err();
        assert!(told(&current.replace('1', "2")).contains("version 2"));
        assert!(told(&current.replace("store", "shop")).contains("trailwatch shop"));
        for text in ["", "{}", "[]", "{\"format\":1}", &current[..20]] {
            assert!(told(text).contains("does not begin"), "{text}");
        }
    }
}
