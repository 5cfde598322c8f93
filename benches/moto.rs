//! The server of moto, which stands in for AWS in tests of Python programs, and what is asked of it.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::measure::worked_by;

/// A server in a process of its own, on the loopback address. It ends with this.
pub(crate) struct Moto {
    process: Child,
    port: u16,
}

impl Moto {
    /// Starts the server that lies beside a Python.
    pub(crate) fn beside(python: &Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let process = Command::new(python.with_file_name("moto_server"))
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let moto = Self { process, port };
        let tries = 0..600;
        let is_there = |_: &_| {
            thread::sleep(Duration::from_millis(100));
            TcpStream::connect(("127.0.0.1", port)).is_ok()
        };
        assert!(tries.into_iter().find(is_there).is_some(), "moto does not start");
        moto
    }

    /// Returns how long the processors have worked for it, where the system tells it.
    pub(crate) fn worked(&self) -> Option<Duration> {
        worked_by(&self.process.id().to_string())
    }

    /// Calls an operation of CloudWatch with parameters of its query protocol, and returns the answer.
    pub(crate) fn call(&self, operation: &str, parameters: &str) -> String {
        let body = format!("Action={operation}&Version=2010-08-01&{parameters}");
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(
            stream,
            "POST / HTTP/1.0\r\nHost: monitoring.us-east-1.amazonaws.com\r\n\
             Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20240320/us-east-1/\
             monitoring/aws4_request, SignedHeaders=host, Signature=0\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.lines().next().unwrap_or_default();
        assert!(status.contains(" 200 "), "moto answers {status} to {operation}");
        answer
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
