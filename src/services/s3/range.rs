//! Which bytes of an object a caller wants.
//!
//! Source: RFC 9110, 14.1.2; S3 API Reference, "GetObject": one range a request, and a header that
//! is no range is passed over.

/// Bytes of an object.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Range {
    /// The first.
    pub start: u64,
    /// How many.
    pub length: u64,
}

/// What a range comes to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Wanted {
    /// Everything.
    Whole,
    /// A part.
    Part(Range),
    /// Nothing that is there.
    Nothing,
}

/// Returns what `bytes=...` asks for of an object of this size.
pub fn parse(text: &str, size: u64) -> Wanted {
    let Some((start, end)) = text.strip_prefix("bytes=").and_then(|range| range.split_once('-'))
    else {
        return Wanted::Whole;
    };
    let number = |text: &str| text.trim().parse::<u64>();
    let (start, end) = match (number(start), number(end)) {
        (Ok(start), Ok(end)) if start <= end => (start, end),
        (Ok(start), Err(_)) if end.trim().is_empty() => (start, u64::MAX),
        (Err(_), Ok(0)) if start.trim().is_empty() => return Wanted::Nothing,
        (Err(_), Ok(last)) if start.trim().is_empty() => (size.saturating_sub(last), u64::MAX),
        _ => return Wanted::Whole,
    };
    if start >= size {
        return Wanted::Nothing;
    }
    Wanted::Part(Range { start, length: end.min(size - 1) - start + 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_cut_at_the_end_of_the_object() {
        let part = |start, length| Wanted::Part(Range { start, length });
        let cases = [
            ("bytes=0-1", part(0, 2)),
            ("bytes=3-99", part(3, 2)),
            ("bytes=2-", part(2, 3)),
            ("bytes=-2", part(3, 2)),
            ("bytes=-99", part(0, 5)),
            ("bytes=5-", Wanted::Nothing),
            ("bytes=-0", Wanted::Nothing),
            ("bytes=3-2", Wanted::Whole),
            ("bytes=0-1,3-4", Wanted::Whole),
            ("bytes=x", Wanted::Whole),
            ("0-1", Wanted::Whole),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text, 5), expected, "{text}");
        }
        assert_eq!(parse("bytes=0-", 0), Wanted::Nothing);
    }
}
