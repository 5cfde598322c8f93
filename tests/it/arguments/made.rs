//! Command lines, made from the tables.

use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use serde_json::{Map, Value, json};
use trailwatch::cli::arguments::{self, Argument};
use trailwatch::cli::page::Page;
use trailwatch::operation::Operation;
use trailwatch::schema::names::kebab;
use trailwatch::schema::{Schema, Structure};
use trailwatch::services;

/// The services whose commands are the same in both versions of the AWS CLI.
const SERVICES: [&str; 4] = ["cloudtrail", "cloudwatch", "configservice", "sts"];

/// Texts, plain and strange.
const TEXTS: [&str; 20] = [
    "a",
    "audit",
    "b c",
    "it's",
    "say \"x\"",
    "é",
    "日本",
    "",
    " ",
    "-5",
    "-.5",
    "-",
    "5",
    "[x",
    "{x",
    "a=b",
    "a,b",
    "x\ny",
    "arn:aws:cloudtrail:us-east-1:123456789012:trail/audit",
    "True",
];

/// Numbers, and what is none.
const NUMBERS: [&str; 14] =
    ["5", "60", "0", "-3", "+1", " 1 ", "1_0", "1__0", "x", "", "1.5", "1e3", "nan", "99999999999"];

/// Times, and what is none. Both versions read the same; none hangs on the day.
const TIMES: [&str; 10] = [
    "2024-01-01",
    "2024-01-01T00:00:00Z",
    "1700000000",
    "1700000000.5",
    "Jan 2 2024 3pm",
    "notatime",
    "2024-02-30",
    "20240101T000000Z",
    "",
    "1e400",
];

/// Global options that mean the same to both versions.
const GLOBALS: [&[&str]; 7] = [
    &["--region", "us-west-2"],
    &["--output", "text"],
    &["--output=json"],
    &["--no-paginate"],
    &["--query", "Foo[0]"],
    &["--color", "off"],
    &["--outp", "table"],
];

/// Returns lines; the same for the same seed.
pub(super) fn lines(seed: u64, count: u64) -> Vec<Vec<String>> {
    let mut maker = Maker(StdRng::seed_from_u64(seed));
    (0..count).map(|_| maker.line()).collect()
}

struct Maker(StdRng);

impl Maker {
    fn chance(&mut self, percent: u32) -> bool {
        self.0.gen_ratio(percent, 100)
    }

    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        *items.choose(&mut self.0).unwrap()
    }

    fn line(&mut self) -> Vec<String> {
        let service = loop {
            if let Some(service) = services::find(self.pick(&SERVICES)) {
                break service;
            }
        };
        let operation = service.operations.choose(&mut self.0).unwrap();
        let mut words = vec![service.command.to_owned(), kebab(operation.name)];
        let mut options = self.options(operation);
        options.shuffle(&mut self.0);
        for global in 0..self.pick(&[0, 0, 0, 1, 1, 2]) {
            let place = self.0.gen_range(0..=options.len());
            let words = self.pick(&GLOBALS).iter().map(|word| (*word).to_owned()).collect();
            options.insert(place.min(options.len() + global), words);
        }
        if self.chance(50) {
            self.break_an_option(&mut options);
        }
        words.extend(options.concat());
        if self.chance(15) {
            self.break_the_line(&mut words);
        }
        words
    }

    /// Returns options of an operation, each with its words.
    fn options(&mut self, operation: &Operation) -> Vec<Vec<String>> {
        let mut options = Vec::new();
        for (name, argument) in arguments::of(operation) {
            let (percent, schema) = match argument {
                Argument::Member(member) if member.required => (100, Some(member.schema)),
                Argument::Member(member) => (30, Some(member.schema)),
                Argument::Not(_) => (10, None),
                Argument::Page(Page::StartingToken) => (5, Some(Schema::String)),
                Argument::Page(_) => (10, Some(Schema::Long)),
                Argument::Shortcut(_) => (20, Some(Schema::String)),
                Argument::Whole(_) => (0, None),
            };
            // The AWS CLI takes a part out of it, which is looked at by hand.
            let is_special = name == "configuration-recorder";
            if is_special || !self.chance(percent) {
                continue;
            }
            let option = format!("--{name}");
            options.push(match schema {
                None | Some(Schema::Boolean) => vec![option],
                Some(_) if matches!(argument, Argument::Shortcut(_)) => {
                    vec![
                        option,
                        self.pick(&["1", "A=1,B=2", "Sum=1", "x", "2024-01-01"]).to_owned(),
                    ]
                }
                Some(schema) => self.option(option, schema),
            });
        }
        // The versions do not agree on options about pages beside a whole request.
        let pages = ["--starting-token", "--page-size", "--max-items"];
        let has_pages = options.iter().any(|option| pages.iter().any(|p| option[0].starts_with(p)));
        if self.chance(3) && !has_pages {
            let whole = self.value(Schema::Structure(operation.input), 0, true).to_string();
            options.push(vec!["--cli-input-json".to_owned(), whole]);
        }
        options
    }

    fn option(&mut self, option: String, schema: Schema) -> Vec<String> {
        let values = self.words(schema);
        let begins_option = |value: &String| value.starts_with('-') && value.len() > 1;
        match values.as_slice() {
            [only] if begins_option(only) || self.0.gen_ratio(1, 10) => {
                vec![format!("{option}={only}")]
            }
            _ => std::iter::once(option).chain(values).collect(),
        }
    }

    /// Returns the words of a value, as JSON or as shorthand where it has parts.
    fn words(&mut self, schema: Schema) -> Vec<String> {
        let count = self.pick(&[0, 1, 1, 1, 2, 3]);
        match schema {
            Schema::List(item) if is_complex(*item) => {
                if self.chance(30) {
                    return vec![self.value(schema, 0, false).to_string()];
                }
                let as_json = self.chance(30);
                (0..count.max(1)).map(|_| self.word(*item, as_json)).collect()
            }
            Schema::List(item) if self.chance(80) => {
                (0..count).map(|_| self.word(*item, false)).collect()
            }
            Schema::List(_) => vec![self.value(schema, 0, false).to_string()],
            _ => {
                let as_json = self.chance(50);
                vec![self.word(schema, as_json)]
            }
        }
    }

    fn word(&mut self, schema: Schema, as_json: bool) -> String {
        if !is_complex(schema) {
            return self.single(schema);
        }
        let value = self.value(schema, 0, as_json);
        if as_json { value.to_string() } else { self.shorthand(&value, true) }
    }

    fn single(&mut self, schema: Schema) -> String {
        match schema {
            Schema::Integer | Schema::Long | Schema::Double if self.chance(70) => {
                self.0.gen_range(0..100).to_string()
            }
            Schema::Integer | Schema::Long | Schema::Double => self.pick(&NUMBERS).to_owned(),
            Schema::Timestamp => self.pick(&TIMES).to_owned(),
            Schema::Boolean => self.pick(&["true", "false", "True", "yes"]).to_owned(),
            Schema::Enum(words) if self.chance(80) => self.pick(words).to_owned(),
            _ if self.chance(60) => self.pick(&["audit", "Latency", "a/b", "x.y"]).to_owned(),
            _ => self.pick(&TEXTS).to_owned(),
        }
    }

    /// Returns a document of a kind; numbers and truths are what JSON has for them if `typed`.
    fn value(&mut self, schema: Schema, depth: usize, typed: bool) -> Value {
        match schema {
            Schema::Structure(structure) => self.members(structure, depth, typed),
            Schema::List(item) => {
                let count = self.pick(&[0, 1, 1, 2]);
                (0..count).map(|_| self.value(*item, depth + 1, typed)).collect()
            }
            Schema::Map(item) => {
                let mut members = Map::new();
                for name in ["k", "l"] {
                    if self.chance(50) {
                        members.insert(name.to_owned(), self.value(*item, depth + 1, typed));
                    }
                }
                Value::Object(members)
            }
            Schema::Integer | Schema::Long | Schema::Double if typed => {
                let number = self.pick(&["1", "0", "-1", "1.5", "\"1\""]);
                serde_json::from_str(number).unwrap()
            }
            Schema::Boolean if typed => json!(self.chance(50)),
            _ => Value::from(self.single(schema)),
        }
    }

    fn members(&mut self, structure: &Structure, depth: usize, typed: bool) -> Value {
        let mut members = Map::new();
        for member in structure.members {
            let percent = if depth > 3 { 5 } else { 40 };
            if (member.required && !self.chance(3)) || self.chance(percent) {
                let value = self.value(member.schema, depth + 1, typed);
                members.insert(member.name.to_owned(), value);
            }
        }
        if self.chance(3) {
            members.insert("Bogus".to_owned(), json!("x"));
        }
        Value::Object(members)
    }

    /// Returns a document in shorthand.
    fn shorthand(&mut self, value: &Value, is_top: bool) -> String {
        match value {
            Value::Object(members) => {
                let pairs: Vec<String> = members
                    .iter()
                    .map(|(name, value)| format!("{name}={}", self.shorthand(value, false)))
                    .collect();
                let pairs = pairs.join(",");
                if is_top { pairs } else { format!("{{{pairs}}}") }
            }
            Value::Array(items) => {
                let items: Vec<String> =
                    items.iter().map(|item| self.shorthand(item, false)).collect();
                let is_plain = value.as_array().is_some_and(|all| all.iter().all(Value::is_string));
                let items = items.join(",");
                if is_plain && self.chance(50) { items } else { format!("[{items}]") }
            }
            Value::String(text) if self.chance(20) => {
                format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
            }
            Value::String(text) => text.clone(),
            other => other.to_string(),
        }
    }

    fn break_an_option(&mut self, options: &mut Vec<Vec<String>>) {
        let Some(place) = (0..options.len()).collect::<Vec<_>>().choose(&mut self.0).copied()
        else {
            return;
        };
        match self.0.gen_range(0..8) {
            0 => drop(options.remove(place)),
            1 => options[place].truncate(1),
            2 => {
                let name = &mut options[place][0];
                let is_ours = name.starts_with("--cli");
                let length = self.0.gen_range(3..=name.len().max(4));
                let begun: String = name.chars().take(length).collect();
                // A profile would be the session's from there on.
                if !is_ours && !"--profile".starts_with(&begun) {
                    *name = begun;
                }
            }
            3 => options[place].push("extra".to_owned()),
            4 => {
                let again = options[place].clone();
                options.push(again);
            }
            5 => {
                if let [_, .., value] = options[place].as_mut_slice() {
                    let length = value.chars().count();
                    let kept = self.0.gen_range(0..=length);
                    *value = value.chars().take(kept).collect();
                }
            }
            6 => {
                if let [_, .., value] = options[place].as_mut_slice() {
                    let kept = self.0.gen_range(0..=value.chars().count());
                    let sign = self.pick(&['"', '\'', '{', ']', ',', '=', ' ', '@', '\\']);
                    let (before, after): (Vec<_>, Vec<_>) =
                        value.chars().enumerate().partition(|(position, _)| *position < kept);
                    let letters = |part: Vec<(usize, char)>| part.into_iter().map(|(_, c)| c);
                    *value = letters(before).chain([sign]).chain(letters(after)).collect();
                }
            }
            _ => {
                let name = &mut options[place][0];
                name.push_str(self.pick(&["=", "=x", "x", "=true", "=it's"]));
            }
        }
    }

    fn break_the_line(&mut self, words: &mut Vec<String>) {
        let place = self.0.gen_range(0..=words.len());
        let word =
            self.pick(&["--bogus", "--bogus=1", "extra", "--", "-x", "--bogus=a b", "-5", "--no"]);
        words.insert(place, word.to_owned());
    }
}

const fn is_complex(schema: Schema) -> bool {
    matches!(schema, Schema::Structure(_) | Schema::Map(_) | Schema::List(_))
}
