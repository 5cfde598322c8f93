//! Objects in S3, read over the network.
//!
//! ```text
//! many threads, each waiting for its object --> one thread with the runtime --> at most 16 requests
//! ```
//!
//! The runtime stays in here: whoever asks waits as for a disk. Bodies are handed on in pieces, so
//! a large object takes no more memory than a small one. Digests are fetched ahead of the walk,
//! which asks for one after the other.
//!
//! The keys of objects are those below the prefix, as with a folder, for a copy; if its digests say
//! that they were delivered below the prefix themselves, they are the whole ones.

use std::collections::{BTreeMap, HashSet};
use std::future::Future;
use std::io::{self, Read};
use std::pin::Pin;
use std::sync::{Arc, mpsc as waiting};
use std::thread;
use std::time::Duration;

use futures_util::StreamExt;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{Attribute, GetOptions, ObjectStore, RetryConfig};
use tokio::sync::{Semaphore, mpsc};

use super::ahead::Ahead;
use super::live::DIGEST;
use super::objects::{Objects, Strange, said};
use super::remote::Access;
use super::work::failure;
use crate::bucket::folder::{HEADERS, parse_headers};
use crate::cli::exit::{Failure, Outcome};
use crate::error::{ApiError, Code, Error};
use crate::services::cloudtrail::chain::content::Content;
use crate::services::cloudtrail::chain::place::Place;
use crate::services::cloudtrail::chain::source::{Fetched, Halt, Opened};
use crate::services::s3::errors;

/// The most requests that are made at once.
const AT_ONCE: usize = 16;

/// How many pieces of a body wait to be read.
const PIECES: usize = 4;

/// The ending of what lies beside an object, in the form of `head-object`.
const SIDECAR: &str = ".metadata.json";

/// From how many digests it is taken what their keys are below.
const ASKED: usize = 5;

/// A bucket, or what lies below a prefix in it.
pub(super) struct Bucket {
    client: Client,
    /// What stands before each key; empty, or with a slash at its end.
    base: String,
    /// What keys must begin with.
    scope: String,
    ahead: Ahead,
}

impl Bucket {
    /// Connects to nothing yet, unless there is a prefix.
    pub(super) fn open(access: &Access, bucket: &str, prefix: &str) -> Outcome<Self> {
        let client = Client::new(access, bucket)?;
        let (base, scope) = (String::new(), String::new());
        let mut opened = Self { client, base, scope, ahead: Ahead::default() };
        if !prefix.is_empty() {
            let below = format!("{prefix}/");
            if opened.says_whole_keys(&below).map_err(failure)? {
                opened.scope = below;
            } else {
                opened.base = below;
            }
        }
        Ok(opened)
    }

    /// Returns whether digests below a prefix say that they were delivered there.
    fn says_whole_keys(&self, prefix: &str) -> Result<bool, Halt> {
        let is_digest = |key: &str| Place::of_key(key).is_some();
        let digests = self.client.first(prefix, ASKED, is_digest)?;
        // Nothing stands before the keys yet.
        let says = |key: &&String| said(self, key, "digestS3Object").as_ref() == Some(*key);
        let whole = digests.iter().filter(says).count();
        Ok(whole * 2 > digests.len())
    }

    fn name(&self, key: &str) -> String {
        format!("{}{key}", self.base)
    }

    fn fetch(client: &Client, name: &str) -> Result<Option<Fetched>, Halt> {
        let Some(Body { bytes, metadata }) = client.get(name, DIGEST)? else { return Ok(None) };
        // Metadata that is not there was not kept when the object was copied; a file may have it.
        let metadata = if metadata.is_empty() {
            let beside = client.get(&format!("{name}{SIDECAR}"), HEADERS)?;
            let parsed = beside.map(|beside| {
                let why = || {
                    format!(
                        "s3://{}/{name}{SIDECAR} does not hold what head-object prints",
                        client.bucket
                    )
                };
                parse_headers(&beside.bytes).ok_or_else(|| Error::Damaged(why()))
            });
            parsed.transpose()?.map(|headers| headers.metadata)
        } else {
            Some(metadata)
        };
        Ok(Some(Fetched { bytes, metadata }))
    }
}

impl Objects for Bucket {
    fn list(&self, prefix: &str, after: &str) -> Result<Vec<String>, Halt> {
        // Both say what a key begins with: the longer one is asked for, if they agree.
        let wanted = self.name(prefix);
        if !wanted.starts_with(&self.scope) && !self.scope.starts_with(&wanted) {
            return Ok(Vec::new());
        }
        let longer = if wanted.len() > self.scope.len() { &wanted } else { &self.scope };
        let listed = self.client.list(longer, &self.name(after))?;
        let mut keys = Vec::with_capacity(listed.len());
        for (name, size) in listed {
            let Some(key) = name.strip_prefix(&self.base) else { continue };
            if key.starts_with(prefix) && key > after && !key.ends_with(SIDECAR) {
                keys.push((key.to_owned(), size));
            }
        }
        keys.sort_unstable();
        self.ahead.listed(prefix, &keys);
        Ok(keys.into_iter().map(|(key, _)| key).collect())
    }

    fn digest(&self, key: &str) -> Result<Option<Fetched>, Halt> {
        let begin = |key: &str| {
            let (client, name) = (self.client.clone(), self.name(key));
            let (answer, waiting) = waiting::channel();
            // A thread that waits costs little, and the client says how many requests there are.
            thread::spawn(move || answer.send(Self::fetch(&client, &name)));
            waiting
        };
        self.ahead.take(key, begin).unwrap_or_else(|| Self::fetch(&self.client, &self.name(key)))
    }

    fn open(&self, key: &str) -> Result<Option<Opened>, Halt> {
        self.client.open(&self.name(key))
    }

    /// Returns the files of headers whose object is not there, and those of objects that are no digests
    /// and have none as a rule, if they hold no headers. The walk reads those of digests.
    fn strange(&self) -> Result<Vec<Strange>, Halt> {
        let below = if self.scope.is_empty() { &self.base } else { &self.scope };
        let listed = self.client.list(below, "")?;
        let names: HashSet<&str> = listed.iter().map(|(name, _)| name.as_str()).collect();
        let mut strange = Vec::new();
        for (name, _) in &listed {
            let Some(object) = name.strip_suffix(SIDECAR) else { continue };
            let is_there = names.contains(object);
            if is_there && Place::of_key(object).is_some() {
                continue;
            }
            let what = if is_there {
                let body = self.client.get(name, HEADERS)?;
                if body.is_none_or(|body| parse_headers(&body.bytes).is_some()) {
                    continue;
                }
                "does not hold what head-object prints"
            } else {
                "holds the headers of an object that is not there"
            };
            let opened = self.client.open(name)?;
            strange.push(Strange {
                path: name.strip_prefix(&self.base).unwrap_or(name).to_owned(),
                what: what.to_owned(),
                holds: opened.into_iter().map(|opened| Content::of(opened.content)).collect(),
            });
        }
        Ok(strange)
    }

    fn own_keys(&self) -> Option<String> {
        let name = self.name("public-keys.json");
        self.client.get(&name, HEADERS).ok()??;
        Some(format!("s3://{}/{name}", self.client.bucket))
    }

    fn at_once(&self) -> Option<usize> {
        Some(AT_ONCE)
    }
}

/// Work for the thread with the runtime.
type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What makes requests.
#[derive(Clone)]
struct Client {
    store: Arc<AmazonS3>,
    bucket: Arc<str>,
    endpoint: Arc<str>,
    jobs: mpsc::UnboundedSender<Job>,
    permits: Arc<Semaphore>,
}

/// A whole object.
struct Body {
    bytes: Vec<u8>,
    metadata: BTreeMap<String, String>,
}

impl Client {
    fn new(access: &Access, bucket: &str) -> Outcome<Self> {
        let retry = RetryConfig {
            max_retries: 3,
            retry_timeout: Duration::from_mins(1),
            ..RetryConfig::default()
        };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(bucket)
            .with_region(&access.region)
            .with_retry(retry)
            .with_skip_signature(access.is_anonymous);
        if let Some(endpoint) = &access.endpoint {
            builder = builder.with_endpoint(endpoint.trim_end_matches('/'));
            builder = builder.with_allow_http(endpoint.starts_with("http://"));
        }
        if let Some(who) = &access.credentials {
            builder = builder.with_access_key_id(&who.access_key);
            builder = builder.with_secret_access_key(&who.secret);
            if let Some(token) = &who.token {
                builder = builder.with_token(token);
            }
        }
        let refuse = |cause: &dyn std::fmt::Display| Failure::General(format!("S3: {cause}"));
        let store = builder.build().map_err(|cause| refuse(&cause))?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|cause| refuse(&cause))?;
        let (jobs, mut inbox) = mpsc::unbounded_channel::<Job>();
        thread::spawn(move || {
            runtime.block_on(async move {
                while let Some(job) = inbox.recv().await {
                    tokio::spawn(job);
                }
            });
        });
        let usual = format!("https://s3.{}.amazonaws.com", access.region);
        let endpoint = access.endpoint.clone().unwrap_or(usual);
        Ok(Self {
            store: Arc::new(store),
            bucket: bucket.into(),
            endpoint: endpoint.into(),
            jobs,
            permits: Arc::new(Semaphore::new(AT_ONCE)),
        })
    }

    /// Lets the thread with the runtime do something, and waits for what it comes to.
    fn wait<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, Halt>> + Send + 'static,
    ) -> Result<T, Halt> {
        let (answer, waiting) = waiting::channel();
        // If it is gone, so is the answer.
        let _ = self.jobs.send(Box::pin(async move { drop(answer.send(work.await)) }));
        waiting.recv().unwrap_or_else(|_| Err(Halt::Fault("S3 cannot be read any more".to_owned())))
    }

    /// Returns names and sizes of objects that begin with `prefix` and come after `after`.
    fn list(&self, prefix: &str, after: &str) -> Result<Vec<(String, u64)>, Halt> {
        let (this, prefix, after) = (self.clone(), folder(prefix)?, path(after)?);
        self.wait(async move {
            let mut listed = Vec::new();
            let mut pages = if after.as_ref().is_empty() {
                this.store.list(prefix.as_ref())
            } else {
                this.store.list_with_offset(prefix.as_ref(), &after)
            };
            while let Some(object) = pages.next().await {
                let object = object.map_err(|error| this.halt("ListObjectsV2", "", error))?;
                listed.push((object.location.to_string(), object.size));
            }
            Ok(listed)
        })
    }

    /// Returns the first names below a prefix that are wanted.
    fn first(
        &self,
        prefix: &str,
        most: usize,
        is_wanted: impl Fn(&str) -> bool + Send + 'static,
    ) -> Result<Vec<String>, Halt> {
        let (this, prefix) = (self.clone(), folder(prefix)?);
        self.wait(async move {
            let (mut found, mut pages) = (Vec::new(), this.store.list(prefix.as_ref()));
            while let Some(object) = pages.next().await.filter(|_| found.len() < most) {
                let object = object.map_err(|error| this.halt("ListObjectsV2", "", error))?;
                let name = object.location.to_string();
                found.extend(is_wanted(&name).then_some(name));
            }
            Ok(found)
        })
    }

    /// Reads an object of at most `most` bytes; `None` if there is none.
    fn get(&self, name: &str, most: u64) -> Result<Option<Body>, Halt> {
        let (this, name, path) = (self.clone(), name.to_owned(), path(name)?);
        self.wait(async move {
            let permit = this.permits.acquire().await;
            let got = match this.store.get_opts(&path, GetOptions::default()).await {
                Err(object_store::Error::NotFound { source, .. }) if !is_no_bucket(&*source) => {
                    return Ok(None);
                }
                got => got.map_err(|error| this.halt("GetObject", &name, error))?,
            };
            if got.meta.size > most {
                let why = format!("it has {} bytes, which no digest has", got.meta.size);
                return Err(Halt::Machine(Error::Refused(why)));
            }
            let mut metadata = BTreeMap::new();
            for (attribute, value) in &got.attributes {
                if let Attribute::Metadata(pair) = attribute {
                    metadata.insert(pair.to_ascii_lowercase(), value.to_string());
                }
            }
            let bytes = got.bytes().await.map_err(|error| this.halt("GetObject", &name, error))?;
            drop(permit);
            Ok(Some(Body { bytes: bytes.into(), metadata }))
        })
    }

    /// Opens an object, whose body comes as it is read; `None` if there is none.
    fn open(&self, name: &str) -> Result<Option<Opened>, Halt> {
        let (this, name, path) = (self.clone(), name.to_owned(), path(name)?);
        let (pieces, inbox) = mpsc::channel(PIECES);
        let (answer, waiting) = waiting::channel();
        let _ = self.jobs.send(Box::pin(async move {
            let _permit = this.permits.acquire().await;
            let got = match this.store.get_opts(&path, GetOptions::default()).await {
                Ok(got) => got,
                Err(object_store::Error::NotFound { source, .. }) if !is_no_bucket(&*source) => {
                    return drop(answer.send(Ok(None)));
                }
                Err(error) => return drop(answer.send(Err(this.halt("GetObject", &name, error)))),
            };
            let _ = answer.send(Ok(Some(got.meta.size)));
            let mut body = got.into_stream();
            while let Some(piece) = body.next().await {
                let piece = piece.map_err(|error| io::Error::other(causes(&error)));
                // Whoever has read enough is gone.
                if pieces.send(piece.map(Vec::from)).await.is_err() {
                    return;
                }
            }
        }));
        let gone = || Err(Halt::Fault("S3 cannot be read any more".to_owned()));
        let size = waiting.recv().unwrap_or_else(|_| gone())?;
        let content = Pieces { inbox, piece: io::Cursor::default() };
        Ok(size.map(|size| Opened { content: Box::new(content), size }))
    }

    /// Returns why a validation cannot go on, in the words of the AWS CLI.
    fn halt(&self, operation: &'static str, name: &str, error: object_store::Error) -> Halt {
        let text = causes(&error);
        for code in TOLD {
            if text.contains(&format!("<Code>{}</Code>", code.name)) {
                let between =
                    text.split_once("<Message>").and_then(|(_, m)| m.split_once("</Message>"));
                let message = between.map_or("", |(message, _)| message);
                return Halt::Service { operation, error: ApiError::new(code, message) };
            }
        }
        if text.contains("error sending request") {
            let endpoint = &self.endpoint;
            return Halt::Fault(format!("Could not connect to the endpoint URL: \"{endpoint}\""));
        }
        Halt::Fault(format!("cannot read s3://{}/{name}: {text}", self.bucket))
    }
}

/// The errors of S3 that are told as the AWS CLI tells them.
///
/// Source: S3 API Reference, "Error responses".
const TOLD: [Code; 8] = [
    errors::ACCESS_DENIED,
    errors::NO_SUCH_BUCKET,
    told("AllAccessDisabled"),
    told("AuthorizationHeaderMalformed"),
    told("ExpiredToken"),
    told("InvalidAccessKeyId"),
    told("PermanentRedirect"),
    told("SignatureDoesNotMatch"),
];

const fn told(name: &'static str) -> Code {
    Code { name, http_status: 403 }
}

/// Returns an error with everything that led to it.
fn causes(error: &dyn std::error::Error) -> String {
    let (mut text, mut next) = (error.to_string(), error.source());
    while let Some(cause) = next {
        let more = cause.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        next = cause.source();
    }
    text
}

fn is_no_bucket(source: &(dyn std::error::Error + Send + Sync)) -> bool {
    causes(source).contains("<Code>NoSuchBucket</Code>")
}

/// Returns a name as the library takes it.
///
/// Fails for names that it cannot ask for: those with empty parts, or parts that lead elsewhere.
fn path(name: &str) -> Result<Path, Halt> {
    let refuse = |_| {
        let why = "has a part that is empty or leads elsewhere";
        Halt::Machine(Error::Refused(format!("the key '{}' {why}", name.escape_debug())))
    };
    Path::parse(name).map_err(refuse)
}

/// Returns what a listing asks for.
fn folder(prefix: &str) -> Result<Option<Path>, Halt> {
    let path = path(prefix.trim_end_matches('/'))?;
    Ok((!path.as_ref().is_empty()).then_some(path))
}

/// A body, as it comes.
struct Pieces {
    inbox: mpsc::Receiver<io::Result<Vec<u8>>>,
    piece: io::Cursor<Vec<u8>>,
}

impl Read for Pieces {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.piece.read(bytes)?;
            if read > 0 || bytes.is_empty() {
                return Ok(read);
            }
            match self.inbox.blocking_recv() {
                Some(piece) => self.piece = io::Cursor::new(piece?),
                None => return Ok(0),
            }
        }
    }
}
