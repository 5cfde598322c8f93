//! AWS CloudTrail, CloudWatch and AWS Config in one local program.
//!
//! The modules are declared from the bottom up: each may use only those above it in this list.
//! `tests/it/architecture.rs` holds the code to that order, so reading the list is reading the
//! design. A command goes through them from the last to the first and back:
//! argv -> [`cli`] -> document -> [`engine`] -> service -> document -> [`query`] -> [`output`].

// -- ground: knows nothing of operations
pub mod time; // Points in time, the machine's clock, the spellings of time.
pub mod value; // The document that every layer passes along.
pub mod error; // What a call answers when it does not do what was asked.
pub mod arn; // Names of resources.
pub mod policy; // Resource policies: what a bucket lets a service do.
pub mod sql; // Statements of SQL, in words.
pub mod gzip; // Writing and inflating gzip.
pub mod picture; // Shapes, and the PNG or SVG they become.
pub mod chart; // Graphs of series: as pictures, and in a terminal.
pub mod id; // Identifiers, random or from a seed.
pub mod varint; // Numbers that take as few bytes as they need.
pub mod crypto; // RSA signatures and hashes.

// -- contract: how the API is described
pub mod page; // Tokens from one page to the next.
pub mod schema; // Shapes, members, limits.

// -- keeping things
pub mod store; // Ordered records, and files that change with them.
pub mod bucket; // Stands in for S3: objects with metadata, as plain files.
pub mod sns; // Stands in for SNS: topics as files of messages.
pub mod lambda; // Stands in for Lambda: functions as files of events.

// -- the product
pub mod context; // What a handler is given: caller, clock, store.
pub mod operation; // The rows of the tables of operations.
pub mod services; // The services, each in a folder of its own.

// -- the spine
pub mod engine; // Every call goes through here.

// -- faces
pub mod query; // --query: JMESPath.
pub mod output; // Answers as text.
pub mod docs; // Help, man pages and completion scripts, read from the tree of commands.
pub mod cli; // The command line: words in, text and an exit code out.
