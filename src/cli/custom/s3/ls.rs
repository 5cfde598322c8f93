//! `s3 ls`: lists buckets, or objects and what their keys begin with.

use clap::Command;
use serde_json::{Value, json};

use super::super::options::{Given, Syntax, flag, value};
use super::{SERVICE, bucket_and_key, operation};
use crate::cli::exit::{Failure, Outcome};
use crate::cli::program::Program;
use crate::cli::split::Rest;

const SYNTAX: Syntax = Syntax {
    command: "ls",
    about: "Lists buckets, or the objects whose keys begin so",
    words: ("paths", "S3_URI", 0, 1),
    options: &[&[
        flag("recursive", "Lists all objects, and not only those up to the next slash"),
        value("page-size", "NUMBER", "How many objects to ask for at a time"),
        flag("human-readable", "Shows sizes as people read them"),
        flag("summarize", "Adds how many objects there are, and how large they are together"),
        value("request-payer", "WHO", "No bucket here lets the requester pay")
            .with_or_without_value()
            .without_effect(),
        value("bucket-name-prefix", "TEXT", "What the names of the buckets begin with"),
        value("bucket-region", "REGION", "The region that the buckets lie in"),
    ]],
};

/// Returns the command.
pub(super) fn command() -> Command {
    SYNTAX.command()
}

/// Runs it. A key that nothing begins with is told by the exit code alone.
pub(super) fn run(program: &mut Program<'_>, words: &[Rest]) -> Outcome {
    let given = SYNTAX.read(words)?;
    let path = given.paths.first().map_or("", String::as_str);
    let page_size = given.number("page-size")?;
    let (bucket, key) = bucket_and_key(path);
    let mut total = Total { readable: given.has("human-readable"), ..Total::default() };
    if bucket.is_empty() {
        list_buckets(program, &given, page_size)?;
    } else {
        let mut request = json!({"Bucket": bucket, "Prefix": key});
        if !given.has("recursive") {
            request["Delimiter"] = json!("/");
        }
        if let Some(size) = page_size {
            request["MaxKeys"] = json!(size);
        }
        each_page(program, "ListObjectsV2", request, |program, page| {
            program.streams.print(&total.lines(page, !given.has("recursive")))
        })?;
    }
    if given.has("summarize") {
        program.streams.print(&total.summary())?;
    }
    if !bucket.is_empty() && !key.is_empty() && !total.any {
        return Err(Failure::Quiet(1));
    }
    Ok(())
}

fn list_buckets(program: &mut Program<'_>, given: &Given, page_size: Option<i64>) -> Outcome {
    let mut request = json!({});
    for (option, member) in [("bucket-name-prefix", "Prefix"), ("bucket-region", "BucketRegion")] {
        if let Some(word) = given.value(option) {
            request[member] = json!(word);
        }
    }
    if let Some(size) = page_size {
        request["MaxBuckets"] = json!(size);
    }
    each_page(program, "ListBuckets", request, |program, page| {
        let line = |bucket: &Value| {
            format!("{} {}\n", date(&bucket["CreationDate"]), text(&bucket["Name"]))
        };
        let lines: String = items(page, "Buckets").map(line).collect();
        program.streams.print(&lines)
    })
}

/// Calls a listing page by page.
fn each_page(
    program: &mut Program<'_>,
    name: &str,
    mut request: Value,
    mut show: impl FnMut(&mut Program<'_>, &Value) -> Outcome,
) -> Outcome {
    let operation = operation(name);
    let next = operation.pager.map_or("", |pager| pager.output);
    loop {
        let page = program.call_as("s3.ls", &SERVICE, operation, &request, None)?.document;
        show(program, &page)?;
        match page.get(next) {
            Some(token) => request["ContinuationToken"] = token.clone(),
            None => return Ok(()),
        }
    }
}

/// What has been listed.
#[derive(Default)]
struct Total {
    readable: bool,
    any: bool,
    objects: u64,
    bytes: u64,
}

impl Total {
    /// Returns the lines of a page; `short` leaves out of a key what all have in common.
    fn lines(&mut self, page: &Value, short: bool) -> String {
        let mut lines = String::new();
        for prefix in items(page, "CommonPrefixes") {
            self.any = true;
            let prefix = text(&prefix["Prefix"]);
            let last = prefix.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            let last = if prefix.ends_with("//") { "" } else { last };
            lines.push_str(&format!("{:>30} {last}/\n", "PRE"));
        }
        for object in items(page, "Contents") {
            self.any = true;
            let size = object["Size"].as_u64().unwrap_or_default();
            self.objects += 1;
            self.bytes += size;
            let key = text(&object["Key"]);
            let name = if short { key.rsplit('/').next().unwrap_or_default() } else { key };
            let date = date(&object["LastModified"]);
            lines.push_str(&format!("{date} {:>10} {name}\n", self.size(size)));
        }
        lines
    }

    fn size(&self, bytes: u64) -> String {
        if self.readable { readable(bytes) } else { bytes.to_string() }
    }

    fn summary(&self) -> String {
        let size = self.size(self.bytes);
        format!("\nTotal Objects: {}\n   Total Size: {size}\n", self.objects)
    }
}

fn items<'p>(page: &'p Value, name: &str) -> impl Iterator<Item = &'p Value> {
    page.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Returns a time that is shown as `2024-01-01T00:00:00+00:00` as listings show it.
fn date(time: &Value) -> String {
    text(time).get(..19).unwrap_or_default().replace('T', " ")
}

/// Returns a number of bytes as people read it.
#[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
fn readable(bytes: u64) -> String {
    if bytes < 1_024 {
        return if bytes == 1 { "1 Byte".to_owned() } else { format!("{bytes} Bytes") };
    }
    let mut value = bytes as f64 / 1_024.0;
    let mut units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"].into_iter();
    let mut unit = units.next().unwrap_or_default();
    while value.round_ties_even() >= 1_024.0
        && let Some(next) = units.next()
    {
        value /= 1_024.0;
        unit = next;
    }
    format!("{value:.1} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_those_of_the_aws_cli() {
        let cases = [
            (0, "0 Bytes"),
            (1, "1 Byte"),
            (1_023, "1023 Bytes"),
            (1_024, "1.0 KiB"),
            (1_536, "1.5 KiB"),
            (1_048_063, "1023.5 KiB"),
            (1_048_064, "1.0 MiB"),
            (1 << 40, "1.0 TiB"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(readable(bytes), expected, "{bytes}");
        }
    }

    #[test]
    fn what_keys_begin_with_is_shown_by_its_last_part() {
        let page = json!({
            "CommonPrefixes": [{"Prefix": "a/b/"}, {"Prefix": "a//"}],
            "Contents": [{"Key": "a/c", "Size": 5, "LastModified": "2024-01-01T01:02:03+00:00"}],
        });
        let mut total = Total::default();
        let expected = "                           PRE b/\n                           PRE /\n\
                        2024-01-01 01:02:03          5 c\n";
        assert_eq!(total.lines(&page, true), expected);
        assert_eq!(total.summary(), "\nTotal Objects: 1\n   Total Size: 5\n");
    }
}
