//! Log files, compared with the hash that a digest has of them.

use super::digest::LogFile;
use super::source::{Halt, LogFiles};
use crate::crypto::RunningSha256;
use crate::error::Error;
use crate::gzip::{End, Inflater};

/// What a log file is found to be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Finding {
    /// It is as it was delivered.
    Valid,
    /// It was changed.
    Changed,
    /// It is no gzip, or not whole.
    Format,
    /// It is not there.
    Missing,
    /// Something lies behind its content.
    Trailing,
    /// It cannot lie where the digest says; the text says why.
    Refused(String),
}

impl Finding {
    /// Returns what the AWS CLI says of it, if anything is wrong.
    ///
    /// Source: facts, "AWS CLI", h.4.
    pub fn fault(&self) -> Option<&str> {
        Some(match self {
            Self::Valid => return None,
            Self::Changed => "hash value doesn't match",
            Self::Format => "invalid format",
            Self::Missing => "not found",
            Self::Trailing => "unexpected data after end of compressed stream",
            Self::Refused(why) => why,
        })
    }
}

/// Compares a log file with its hash, which is over its content and not over the gzip around it.
///
/// Source: facts, "AWS CLI", h.3.
pub fn check(
    log_file: &LogFile,
    files: &dyn LogFiles,
    inflater: &mut Inflater,
) -> Result<Finding, Halt> {
    let LogFile { bucket, key, hash, is_named } = log_file;
    if !is_named {
        return Ok(Finding::Format);
    }
    let mut opened = match files.open(bucket, key) {
        Ok(Some(opened)) => opened,
        Ok(None) => return Ok(Finding::Missing),
        Err(Halt::Machine(Error::Refused(why))) => return Ok(Finding::Refused(why)),
        Err(halt) => return Err(halt),
    };
    let mut running = RunningSha256::default();
    let mut sink = |bytes: &[u8]| running.update(bytes);
    let ended = inflater.inflate(&mut opened.content, opened.size, &mut sink);
    Ok(match ended.map_err(|cause| unreadable(log_file, cause))? {
        End::Trailing => Finding::Trailing,
        End::Damaged => Finding::Format,
        End::Complete | End::Cut => match hash {
            Some(hash) if *hash == running.finish() => Finding::Valid,
            Some(_) => Finding::Changed,
            None => Finding::Format,
        },
    })
}

fn unreadable(log_file: &LogFile, cause: std::io::Error) -> Halt {
    let doing = format!("read s3://{}/{}", log_file.bucket, log_file.key);
    Halt::Machine(Error::Machine { doing, cause })
}
