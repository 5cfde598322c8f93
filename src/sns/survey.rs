//! What there is of topics, and whether it is sound.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use super::{FOLDER, Topic};
use crate::error::{Error, Result};
use crate::store::Home;
use crate::value::Value;

/// The most bytes of a line that is read as a message: four times what SNS takes.
const LINE: u64 = 1 << 20;

/// What a topic holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Held {
    /// Its ARN; where no message tells it, the path of its file.
    pub topic: String,
    /// How many messages.
    pub messages: u64,
    /// How many bytes.
    pub bytes: u64,
}

/// Everything below the folder of topics.
#[derive(Debug, Default)]
pub struct Survey {
    /// The topics, in the order of their files.
    pub topics: Vec<Held>,
    /// What is wrong, a sentence each.
    pub wrong: Vec<String>,
}

/// Reads all topics of a home.
pub fn look(home: &Home) -> Result<Survey> {
    let mut survey = Survey::default();
    survey.walk(home.path(), Path::new(FOLDER), 0)?;
    Ok(survey)
}

impl Survey {
    /// Looks into the folder of all topics, of an account, and of a region.
    fn walk(&mut self, home: &Path, below: &Path, depth: usize) -> Result<()> {
        let folder = home.join(below);
        let entries = match fs::read_dir(&folder) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound && depth == 0 => return Ok(()),
            read => read.map_err(Error::machine("read", &folder))?,
        };
        let mut names = entries
            .map(|entry| entry.map(|entry| (entry.file_name(), entry.file_type())))
            .collect::<io::Result<Vec<_>>>()
            .map_err(Error::machine("read", &folder))?;
        names.sort_by(|(left, _), (right, _)| left.cmp(right));
        for (name, kind) in names {
            let path = below.join(&name);
            let is_folder = kind.map_err(Error::machine("read", &home.join(&path)))?.is_dir();
            match (is_folder, depth) {
                (true, 0 | 1) => self.walk(home, &path, depth + 1)?,
                (false, 2) if path.extension().is_some_and(|end| end == "jsonl") => {
                    self.read(home, path)?;
                }
                _ => self.wrong.push(format!("{} belongs to no topic", home.join(path).display())),
            }
        }
        Ok(())
    }

    fn read(&mut self, home: &Path, path: PathBuf) -> Result<()> {
        let full = home.join(&path);
        let trouble = || Error::machine("read", &full);
        let mut reader = BufReader::new(File::open(&full).map_err(trouble())?);
        let mut held = Held { topic: String::new(), messages: 0, bytes: 0 };
        let mut line = Vec::new();
        loop {
            line.clear();
            let mut bounded = io::Read::take(&mut reader, LINE);
            let length = bounded.read_until(b'\n', &mut line).map_err(trouble())?;
            if length == 0 {
                break;
            }
            held.messages += 1;
            held.bytes += length as u64;
            let topic = arn_of(&line)
                .filter(|arn| Topic::named("", "", arn).is_some_and(|topic| topic.path() == path));
            match topic {
                Some(topic) => held.topic = topic,
                None => self.wrong.push(format!(
                    "{}, line {}: no message of this topic",
                    full.display(),
                    held.messages
                )),
            }
        }
        if held.topic.is_empty() {
            held.topic = path.display().to_string();
        }
        self.topics.push(held);
        Ok(())
    }
}

/// Returns the topic that a whole line says it was published to.
fn arn_of(line: &[u8]) -> Option<String> {
    let message: Value = serde_json::from_slice(line.strip_suffix(b"\n")?).ok()?;
    let text = |name: &str| message.get(name).and_then(Value::as_str);
    text("Message").and(text("MessageId"))?;
    text("TopicArn").map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::sns::{Message, publish};
    use crate::store::Store;
    use crate::time::Timestamp;

    fn store(folder: &tempfile::TempDir) -> Store {
        Store::open(Home::new(folder.path().join("home")), Duration::ZERO).unwrap()
    }

    fn tell(store: &Store, topic: &str, texts: &[&str]) {
        let topic = Topic::named("123456789012", "eu-west-2", topic).unwrap();
        let mut txn = store.begin();
        for text in texts {
            let message = Message { id: "m", subject: Some("s"), text };
            publish(&mut txn, &topic, message, Timestamp::from_millis(1_704_067_200_050)).unwrap();
        }
        txn.commit().unwrap();
    }

    #[test]
    fn messages_are_lines_that_a_survey_counts() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder);
        assert!(look(store.home()).unwrap().topics.is_empty());
        tell(&store, "alerts", &["one", "t\"w\no"]);
        tell(&store, &"a".repeat(256), &["long"]);
        tell(&store, "alerts", &["three"]);
        let survey = look(store.home()).unwrap();
        assert!(survey.wrong.is_empty(), "{:?}", survey.wrong);
        let counts: Vec<_> = survey.topics.iter().map(|held| held.messages).collect();
        assert_eq!(counts, [1, 3]);
        assert_eq!(survey.topics[1].topic, "arn:aws:sns:eu-west-2:123456789012:alerts");
        let path = store.home().path().join("sns/123456789012/eu-west-2/alerts.jsonl");
        let text = fs::read_to_string(path).unwrap();
        assert_eq!(
            text.lines().next().unwrap(),
            "{\"Type\":\"Notification\",\"MessageId\":\"m\",\"TopicArn\":\"arn:aws:sns:eu-west-2:\
             123456789012:alerts\",\"Subject\":\"s\",\"Message\":\"one\",\"Timestamp\":\
             \"2024-01-01T00:00:00.050Z\"}"
        );
    }

    #[test]
    fn what_is_no_message_is_told_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder);
        tell(&store, "alerts", &["one"]);
        let path = store.home().path().join("sns/123456789012/eu-west-2/alerts.jsonl");
        let good = fs::read_to_string(&path).unwrap();
        let other = good.replace("alerts", "others");
        fs::write(&path, format!("{good}{{}}\nx\n{other}{}", good.trim_end())).unwrap();
        fs::write(store.home().path().join("sns/note.txt"), "").unwrap();
        let wrong = look(store.home()).unwrap().wrong;
        for line in ["line 2", "line 3", "line 4", "line 5", "note.txt belongs to no topic"] {
            assert!(wrong.iter().any(|wrong| wrong.contains(line)), "{line}: {wrong:?}");
        }
        assert_eq!(wrong.len(), 5);
    }
}
