//! Answers the AWS CLI on a port of this machine, so that it does all of its work.
//!
//! It speaks as much of HTTP and of the services as the CLI needs: operations with JSON answers are
//! answered with what was prepared, and the objects of one bucket from a folder that `store archive`
//! wrote. Every connection has a thread.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use serde_json::Value;

/// What is answered.
pub(crate) struct Answers {
    /// The answers of operations, by their name.
    pub operations: BTreeMap<&'static str, String>,
    /// The bucket.
    pub bucket: String,
    /// The folder that holds its objects under their keys.
    pub folder: PathBuf,
}

/// A request, as far as it counts.
struct Request {
    path: String,
    query: BTreeMap<String, String>,
    operation: Option<String>,
}

impl Answers {
    /// Answers until the program ends, and returns where.
    pub(crate) fn serve(self) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let answers = Arc::new(self);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let answers = Arc::clone(&answers);
                thread::spawn(move || answers.converse(stream.unwrap()));
            }
        });
        address
    }

    /// Answers one request after the other until the caller hangs up.
    fn converse(&self, stream: TcpStream) {
        stream.set_nodelay(true).unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut stream = stream;
        while let Some(request) = read(&mut reader) {
            let (headers, body) = self.answer(&request);
            let length = body.len();
            let head = format!("HTTP/1.1 200 OK\r\n{headers}Content-Length: {length}\r\n\r\n");
            if stream.write_all(&[head.into_bytes(), body].concat()).is_err() {
                return;
            }
        }
    }

    /// Returns headers and body.
    fn answer(&self, request: &Request) -> (String, Vec<u8>) {
        if let Some(operation) = &request.operation {
            let answer = self.operations.get(operation.as_str());
            let answer = answer.unwrap_or_else(|| panic!("{operation} is not answered"));
            return (String::new(), answer.clone().into_bytes());
        }
        let path = request.path.trim_start_matches('/');
        if path != self.bucket {
            let key = path.strip_prefix(&format!("{}/", self.bucket)).unwrap();
            return (self.metadata(key), fs::read(self.folder.join(key)).unwrap());
        }
        let body = if request.query.contains_key("location") {
            "<LocationConstraint/>".to_owned()
        } else {
            self.listing(&request.query)
        };
        (String::new(), body.into_bytes())
    }

    /// Returns an object's metadata as headers.
    fn metadata(&self, key: &str) -> String {
        let beside = self.folder.join(format!("{key}.metadata.json"));
        let Ok(text) = fs::read(beside) else { return String::new() };
        let head: Value = serde_json::from_slice(&text).unwrap();
        let pairs = head["Metadata"].as_object().into_iter().flatten();
        let header = |(name, value): (&String, &Value)| {
            format!("x-amz-meta-{name}: {}\r\n", value.as_str().unwrap())
        };
        pairs.map(header).collect()
    }

    fn listing(&self, query: &BTreeMap<String, String>) -> String {
        let text = |name: &str| query.get(name).map_or("", String::as_str);
        let (prefix, marker) = (text("prefix"), text("marker"));
        let keys = self.keys().into_iter();
        let listed = keys.filter(|key| key.starts_with(prefix) && key.as_str() > marker);
        let mut body = "<ListBucketResult><IsTruncated>false</IsTruncated>".to_owned();
        for key in listed {
            body.push_str(&format!("<Contents><Key>{key}</Key></Contents>"));
        }
        body.push_str("</ListBucketResult>");
        body
    }

    /// Returns all keys, in their order.
    fn keys(&self) -> Vec<String> {
        let (mut keys, mut folders) = (Vec::new(), vec![self.folder.clone()]);
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    keys.push(
                        path.strip_prefix(&self.folder).unwrap().to_str().unwrap().to_owned(),
                    );
                }
            }
        }
        keys.retain(|key| !key.ends_with(".metadata.json"));
        keys.sort();
        keys
    }
}

/// Reads a request; `None` at the end of the stream.
fn read(reader: &mut impl BufRead) -> Option<Request> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let target = line.split(' ').nth(1).unwrap().to_owned();
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    // Of what the CLI escapes, keys of CloudTrail have only the slash.
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (name.to_owned(), value.replace("%2F", "/"))
    };
    let mut request = Request {
        path: path.to_owned(),
        query: query.split('&').map(pair).collect(),
        operation: None,
    };
    let mut length = 0;
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().unwrap(),
            "x-amz-target" => request.operation = value.rsplit('.').next().map(str::to_owned),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(request)
}
