//! What there is of what streams have sent, and whether it is sound.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::FOLDER;
use crate::error::{Error, Result};
use crate::store::Home;
use crate::value::Value;

/// The most bytes of a line or a message that is read: more than Firehose takes.
const MOST: u64 = 1 << 24;

/// A file that a stream has written.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sent {
    /// Its path below the home.
    pub path: PathBuf,
    /// How many records it has: datapoints in JSON, messages in OpenTelemetry.
    pub records: u64,
    /// How many bytes.
    pub bytes: u64,
}

/// Everything below the folder of streams.
#[derive(Debug, Default)]
pub struct Survey {
    /// The files, in the order of their paths.
    pub files: Vec<Sent>,
    /// What is wrong, a sentence each.
    pub wrong: Vec<String>,
}

/// Reads all that streams of a home have sent.
pub fn look(home: &Home) -> Result<Survey> {
    let mut survey = Survey::default();
    for stream in names_in(&home.path().join(FOLDER), true)? {
        let below = Path::new(FOLDER).join(&stream.name);
        if !stream.is_folder {
            survey.no_stream(home, &below);
            continue;
        }
        for file in names_in(&home.path().join(&below), false)? {
            let path = below.join(&file.name);
            let end = path.extension().and_then(|end| end.to_str());
            // The name goes on behind the point of a version, as in `opentelemetry1.0`.
            let name = file.name.to_string_lossy();
            if file.is_folder {
                survey.no_stream(home, &path);
            } else if end == Some("jsonl") {
                survey.read(home, path, &stream.name.to_string_lossy(), line)?;
            } else if [".opentelemetry0.7", ".opentelemetry1.0"].iter().any(|e| name.ends_with(e)) {
                survey.read(home, path, &stream.name.to_string_lossy(), message)?;
            } else {
                survey.no_stream(home, &path);
            }
        }
    }
    Ok(survey)
}

/// What lies in a folder.
struct Name {
    name: std::ffi::OsString,
    is_folder: bool,
}

fn names_in(folder: &Path, may_lack: bool) -> Result<Vec<Name>> {
    let read = || -> io::Result<Vec<Name>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            names.push(Name { name: entry.file_name(), is_folder: entry.file_type()?.is_dir() });
        }
        names.sort_by(|left, right| left.name.cmp(&right.name));
        Ok(names)
    };
    match read() {
        Err(cause) if may_lack && cause.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        read => read.map_err(Error::machine("read", folder)),
    }
}

/// What a place of a file holds.
enum Record {
    /// A record of so many bytes.
    Sound(u64),
    /// Something else, of so many bytes.
    Wrong(u64),
    /// Its end.
    End,
}

impl Survey {
    fn no_stream(&mut self, home: &Home, path: &Path) {
        self.wrong
            .push(format!("{} belongs to no metric stream", home.path().join(path).display()));
    }

    fn read(
        &mut self,
        home: &Home,
        path: PathBuf,
        stream: &str,
        next: fn(&mut dyn BufRead, &str) -> io::Result<Record>,
    ) -> Result<()> {
        let full = home.path().join(&path);
        let trouble = || Error::machine("read", &full);
        let mut reader = BufReader::new(File::open(&full).map_err(trouble())?);
        let mut sent = Sent { path, records: 0, bytes: 0 };
        loop {
            let (bytes, is_sound) = match next(&mut reader, stream).map_err(trouble())? {
                Record::Sound(bytes) => (bytes, true),
                Record::Wrong(bytes) => (bytes, false),
                Record::End => break,
            };
            sent.records += 1;
            sent.bytes += bytes;
            if !is_sound {
                let (full, number) = (full.display(), sent.records);
                self.wrong.push(format!("{full}, record {number}: nothing that this stream sends"));
            }
        }
        self.files.push(sent);
        Ok(())
    }
}

/// Reads a datapoint in JSON.
fn line(reader: &mut dyn BufRead, stream: &str) -> io::Result<Record> {
    let mut line = Vec::new();
    let length = reader.take(MOST).read_until(b'\n', &mut line)? as u64;
    if length == 0 {
        return Ok(Record::End);
    }
    let point: Option<Value> =
        line.strip_suffix(b"\n").and_then(|line| serde_json::from_slice(line).ok());
    let is_sound = point.is_some_and(|point| {
        point["metric_stream_name"] == stream
            && point["timestamp"].is_i64()
            && point["value"]["count"].is_number()
    });
    Ok(if is_sound { Record::Sound(length) } else { Record::Wrong(length) })
}

/// Reads a message behind its length. Behind one that is wrong, the rest cannot be told apart.
fn message(reader: &mut dyn BufRead, _stream: &str) -> io::Result<Record> {
    let (mut length, mut read) = (0_u64, 0_u64);
    loop {
        let mut byte = [0];
        if reader.read(&mut byte)? == 0 {
            return Ok(if read == 0 { Record::End } else { Record::Wrong(read) });
        }
        length |= u64::from(byte[0] & 0x7F) << (7 * read);
        read += 1;
        if byte[0] < 0x80 || read > 4 {
            break;
        }
    }
    let mut first = [0];
    let skipped = if length > 0 && length <= MOST {
        // The only field of a message is the first, which has a length.
        reader.read_exact(&mut first).ok();
        let rest = io::copy(&mut reader.take(length - 1), &mut io::sink())?;
        (first == [0x0A]).then_some(rest + 1)
    } else {
        None
    };
    if skipped == Some(length) {
        return Ok(Record::Sound(read + length));
    }
    let rest = io::copy(reader, &mut io::sink())?;
    Ok(Record::Wrong(read + skipped.unwrap_or(0) + rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_record_of_its_stream_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new(folder.path().join("home"));
        assert!(look(&home).unwrap().files.is_empty());
        let below = home.path().join("streams/all");
        fs::create_dir_all(&below).unwrap();
        let point = r#"{"metric_stream_name":"all","timestamp":1,"value":{"count":1.0}}"#;
        let other = point.replace("all", "some");
        fs::write(below.join("1-r.jsonl"), format!("{point}\n{other}\n{point}\nx\n{point}"))
            .unwrap();
        fs::write(below.join("1-r.opentelemetry1.0"), [2, 0x0A, 0, 3, 0x0A, 1, 9]).unwrap();
        fs::write(below.join("2-r.opentelemetry0.7"), [2, 0x0A, 0, 9, 0x0A]).unwrap();
        fs::write(below.join("note.txt"), "").unwrap();
        fs::write(home.path().join("streams/note"), "").unwrap();
        let Survey { files, wrong } = look(&home).unwrap();
        let counts: Vec<_> = files.iter().map(|sent| (sent.records, sent.bytes)).collect();
        let jsonl = fs::metadata(below.join("1-r.jsonl")).unwrap().len();
        assert_eq!(counts, [(5, jsonl), (2, 7), (2, 5)]);
        let expected = ["record 2", "record 4", "record 5", "record 2", "note.txt", "note "];
        assert_eq!(wrong.len(), expected.len(), "{wrong:?}");
        for (line, part) in wrong.iter().zip(expected) {
            assert!(line.contains(part), "{part}: {line}");
        }
    }
}
