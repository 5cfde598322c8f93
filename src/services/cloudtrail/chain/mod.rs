//! The digest chain: proving that log files are as they were delivered.
//!
//! ```text
//!  digest 01:00 <-- digest 02:00 <-- digest 03:00        each names the one before it, with its
//!    |               |                 |    |            signature, and is itself signed
//!    log file        log file          log file ...      each with its hash
//! ```
//!
//! [`Walk`] goes from the newest digest to the oldest and says of each what it is; [`log_file`]
//! compares a log file with its hash. Both take what they need as traits, so a bucket of the store
//! and a folder anywhere on a disk are walked by the same code. What they say, and where they go on
//! after trouble, is what the AWS CLI does, oddities included.
//!
//! Source: CloudTrail User Guide, "Custom implementations of CloudTrail log file integrity
//! validation"; facts, "AWS CLI", h.

pub mod content;
mod digest;
pub mod log_file;
pub mod place;
pub mod public_keys;
mod python;
mod signature;
pub mod source;
pub mod strict;
mod walk;

pub use digest::{Digest, Invalid, LogFile, Range};
pub use public_keys::PublicKeys;
pub use signature::{Verified, signed_text};
pub use walk::{Step, Walk};
