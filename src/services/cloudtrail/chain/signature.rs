//! The text of a digest that is signed.

/// Returns the text that a digest's signature is over.
///
/// | line | what                                                                 |
/// |------|----------------------------------------------------------------------|
/// | 1    | the end of its time                                                  |
/// | 2    | its bucket, a slash and its key                                      |
/// | 3    | the SHA-256 of its JSON, in small hexadecimal letters                |
/// | 4    | the signature of the digest before it, or `null`; no newline follows |
///
/// Source: CloudTrail User Guide, "Custom implementations of CloudTrail log file integrity
/// validation".
pub fn signed_text(
    end: &str,
    bucket: &str,
    key: &str,
    hash: &str,
    previous_signature: Option<&str>,
) -> String {
    format!("{end}\n{bucket}/{key}\n{hash}\n{}", previous_signature.unwrap_or("null"))
}
