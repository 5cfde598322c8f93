//! One file or object on its way to the other end, and what is told of it.

use std::fs::File;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::local::seen_from;
use super::plan::End;
use super::{SCHEME, SERVICE, bucket_and_key, download, mime, operation};
use crate::cli::errno;
use crate::cli::exit::{Failure, Outcome};
use crate::cli::program::Program;
use crate::context::Body;
use crate::value::Object;

/// What is told.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Telling {
    /// Everything.
    All,
    /// Failures and warnings.
    Errors,
    /// Nothing.
    Nothing,
}

/// How transfers are made.
pub(super) struct Transfers<'t> {
    /// The command, as its events name it.
    pub(super) command: &'t str,
    /// The folder that paths are seen from.
    pub(super) current: &'t str,
    /// What is told.
    pub(super) telling: Telling,
    /// Whether it is only told what would be done.
    pub(super) dry: bool,
    /// Members that each put and copy has.
    pub(super) headers: Object,
    /// Whether the kind of content is guessed.
    pub(super) guesses: bool,
    /// Whether a copy keeps those properties of its source that are not among the headers.
    pub(super) keeps: bool,
    /// How many came to nothing.
    pub(super) failed: usize,
    /// How many were passed over.
    pub(super) warned: usize,
}

impl Transfers<'_> {
    /// Transfers something from one end to another, or deletes it; `head` is what is known of an
    /// object that it comes from.
    ///
    /// A transfer that fails is told and counted. Fails itself only if going on makes no sense.
    pub(super) fn make(
        &mut self,
        program: &mut Program<'_>,
        (source, head): (&End, Option<&Value>),
        target: Option<&End>,
    ) -> Outcome {
        let (word, source, target) = match (source, target) {
            (End::Local(file), Some(End::Bucket(object))) => ("upload", file, object),
            (End::Bucket(object), Some(End::Local(file))) => ("download", object, file),
            (End::Bucket(from), Some(End::Bucket(to))) => ("copy", from, to),
            (End::Bucket(object), None) => ("delete", object, object),
            (End::Local(_), _) => return Err(Failure::General("nothing to do".to_owned())),
        };
        let line = self.line(word, source, target);
        if self.dry {
            return self.tell(program, &format!("(dryrun) {word}: {line}\n"));
        }
        let made = match word {
            "upload" => self.upload(program, source, target),
            "download" => self.download(program, source, target),
            "copy" => self.copy(program, (source, head), target),
            _ => self.delete(program, source),
        };
        match made {
            Ok(()) => self.tell(program, &format!("{word}: {line}\n")),
            Err(stop @ (Failure::NotEmulated(_) | Failure::Quiet(_))) => Err(stop),
            Err(failure) => {
                self.fail(program, &format!("{word} failed: {line} {}", failure.sentence()));
                Ok(())
            }
        }
    }

    /// Tells of something that came to nothing, and counts it.
    pub(super) fn fail(&mut self, program: &mut Program<'_>, line: &str) {
        self.failed += 1;
        if self.telling != Telling::Nothing {
            program.streams.tell(&format!("{line}\n"));
        }
    }

    /// Tells of something that is passed over, and counts it.
    pub(super) fn warn(&mut self, program: &mut Program<'_>, line: &str) {
        self.warned += 1;
        if self.telling != Telling::Nothing {
            program.streams.tell(&format!("{line}\n"));
        }
    }

    /// Returns how the command ends: with 1 if anything failed, with 2 if anything was passed over.
    pub(super) const fn end(&self) -> Outcome {
        match (self.failed, self.warned) {
            (0, 0) => Ok(()),
            (0, _) => Err(Failure::Quiet(2)),
            _ => Err(Failure::Quiet(1)),
        }
    }

    fn tell(&self, program: &mut Program<'_>, line: &str) -> Outcome {
        if self.telling == Telling::All { program.streams.print(line) } else { Ok(()) }
    }

    fn line(&self, word: &str, source: &str, target: &str) -> String {
        let file = |path: &str| seen_from(self.current, path);
        match word {
            "upload" => format!("{} to {SCHEME}{target}", file(source)),
            "download" => format!("{SCHEME}{source} to {}", file(target)),
            "copy" => format!("{SCHEME}{source} to {SCHEME}{target}"),
            _ => format!("{SCHEME}{source}"),
        }
    }

    fn call(
        &self,
        program: &mut Program<'_>,
        name: &str,
        request: &Value,
        body: Option<Body>,
    ) -> Outcome<crate::cli::program::Shown> {
        program.call_as(self.command, &SERVICE, operation(name), request, body)
    }

    fn upload(&self, program: &mut Program<'_>, file: &str, object: &str) -> Outcome {
        let refused = |cause| Failure::General(errno::text(&cause, file));
        if Path::new(file).is_dir() {
            return Err(refused(std::io::Error::from_raw_os_error(IS_A_DIRECTORY)));
        }
        File::open(file).map_err(refused)?;
        let guessed = mime::guess(file).filter(|_| self.guesses);
        self.put(program, object, guessed, Body::File(PathBuf::from(file)))
    }

    /// Puts bytes into an object.
    pub(super) fn put(
        &self,
        program: &mut Program<'_>,
        object: &str,
        guessed: Option<&str>,
        body: Body,
    ) -> Outcome {
        let (bucket, key) = bucket_and_key(object);
        let mut request = self.headers.clone();
        request.shift_remove("MetadataDirective");
        request.insert("Bucket".to_owned(), json!(bucket));
        request.insert("Key".to_owned(), json!(key));
        if let Some(kind) = guessed {
            request.entry("ContentType").or_insert_with(|| json!(kind));
        }
        self.call(program, "PutObject", &Value::Object(request), Some(body)).map(drop)
    }

    fn download(&self, program: &mut Program<'_>, object: &str, file: &str) -> Outcome {
        let (bucket, key) = bucket_and_key(object);
        let request = json!({"Bucket": bucket, "Key": key});
        let shown = self.call(program, "GetObject", &request, None)?;
        let mut content = download::open(&shown)?;
        download::save(&mut content, file, &shown.document["LastModified"])
            .map_err(Failure::General)
    }

    /// Copies an object. A property that is said for the copy makes S3 forget all of the source:
    /// the AWS CLI then says them again.
    fn copy(
        &self,
        program: &mut Program<'_>,
        (from, head): (&str, Option<&Value>),
        to: &str,
    ) -> Outcome {
        let mut request = self.headers.clone();
        let says = PROPERTIES.iter().any(|name| request.contains_key(*name));
        if !request.contains_key("MetadataDirective") && (says || !self.keeps) {
            request.insert("MetadataDirective".to_owned(), json!("REPLACE"));
            if self.keeps {
                let known = match head {
                    Some(known) => known.clone(),
                    None => self.head(program, from)?,
                };
                for name in PROPERTIES {
                    if let Some(property) = known.get(*name) {
                        request.entry(*name).or_insert_with(|| property.clone());
                    }
                }
            }
        }
        let (bucket, key) = bucket_and_key(to);
        request.insert("Bucket".to_owned(), json!(bucket));
        request.insert("Key".to_owned(), json!(key));
        request.insert("CopySource".to_owned(), json!(coded(from)));
        self.call(program, "CopyObject", &Value::Object(request), None).map(drop)
    }

    fn head(&self, program: &mut Program<'_>, object: &str) -> Outcome<Value> {
        let (bucket, key) = bucket_and_key(object);
        let request = json!({"Bucket": bucket, "Key": key});
        Ok(self.call(program, "HeadObject", &request, None)?.document)
    }

    fn delete(&self, program: &mut Program<'_>, object: &str) -> Outcome {
        let (bucket, key) = bucket_and_key(object);
        let request = json!({"Bucket": bucket, "Key": key});
        self.call(program, "DeleteObject", &request, None).map(drop)
    }
}

/// The properties of an object that a copy has from its source, or from its call.
const PROPERTIES: &[&str] = &[
    "CacheControl",
    "ContentDisposition",
    "ContentEncoding",
    "ContentLanguage",
    "ContentType",
    "Metadata",
];

/// The number of the error that something is a directory, on Linux and macOS.
const IS_A_DIRECTORY: i32 = 21;

/// Returns a path as it stands in an address, slashes as they are.
fn coded(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte);
    path.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_of_copies_are_coded() {
        assert_eq!(coded("b/a b/é%+?.x"), "b/a%20b/%C3%A9%25%2B%3F.x");
    }
}
