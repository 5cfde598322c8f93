//! The text of log files, plain or gzip, in bounded memory.

use std::fs;
use std::path::Path;

use crate::gzip;

/// The most bytes of a file after inflating, which bounds the memory. AWS bounds a log file by 50 MB
/// compressed.
pub const MOST: u64 = 1 << 30;

/// How many times its size a larger file may inflate to. Each record has random identifiers, so that
/// log files come to some twenty times their size; a bomb comes to a thousand times.
const TIMES: u64 = 200;

/// The content that a file of any size may have.
const ALWAYS: u64 = 32 << 20;

/// Returns the text of a file, inflated if it is gzip; fails with what is wrong with it.
pub fn text_of(path: &Path) -> Result<String, String> {
    let size = fs::metadata(path).map_err(|cause| cause.to_string())?.len();
    if size > MOST {
        return Err(format!("it has more than {MOST} bytes"));
    }
    let bytes = fs::read(path).map_err(|cause| cause.to_string())?;
    let bytes = if gzip::is_gzip(&bytes) { inflated(&bytes)? } else { bytes };
    String::from_utf8(bytes).map_err(|_| "it is not text".to_owned())
}

/// Returns the content of gzip, which ends in the length of its content.
fn inflated(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let most = TIMES.saturating_mul(bytes.len() as u64).clamp(ALWAYS, MOST);
    let content = gzip::inflate(bytes, most).map_err(|cause| format!("as gzip, {cause}"))?;
    let length = bytes.last_chunk().map(|length| u64::from(u32::from_le_bytes(*length)));
    if length != Some(content.len() as u64 & u64::from(u32::MAX)) {
        return Err("something follows its gzip content".to_owned());
    }
    Ok(content)
}
