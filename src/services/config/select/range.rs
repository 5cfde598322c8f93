//! Addresses of the Internet, one or a range of them.
//!
//! Source: AWS Config Developer Guide, "CIDR notation is converted to IP ranges for search".

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A range of addresses, both ends included, as numbers. Those of version 4 are among those of
/// version 6, in the way in which they are mapped there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Range {
    pub(super) first: u128,
    pub(super) last: u128,
}

impl Range {
    /// Reads an address, or one with the length of a prefix behind it; `None` if it is neither.
    pub(super) fn parse(text: &str) -> Option<Self> {
        // Most texts are told from an address by their first character.
        if !text.starts_with(|c: char| c.is_ascii_hexdigit() || c == ':') {
            return None;
        }
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let whole = if address.is_ipv4() { 32 } else { 128 };
        let length: u32 = match length {
            Some(length) if length.bytes().all(|c| c.is_ascii_digit()) => length.parse().ok()?,
            Some(_) => return None,
            None => whole,
        };
        let free = whole.checked_sub(length)?;
        let rest = if free == 128 { u128::MAX } else { (1_u128 << free) - 1 };
        let number = u128::from(match address {
            IpAddr::V4(address) => mapped(address),
            IpAddr::V6(address) => address,
        });
        Some(Self { first: number & !rest, last: number | rest })
    }

    /// Returns whether two ranges have an address in common.
    pub(super) const fn meets(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

fn mapped(address: Ipv4Addr) -> Ipv6Addr {
    address.to_ipv6_mapped()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_a_range() {
        let ends = |first: &str, last: &str| {
            let one = |text| Range::parse(text).unwrap().first;
            Range { first: one(first), last: one(last) }
        };
        for (text, first, last) in [
            ("10.0.0.7", "10.0.0.7", "10.0.0.7"),
            ("10.0.0.0/24", "10.0.0.0", "10.0.0.255"),
            ("10.0.0.9/30", "10.0.0.8", "10.0.0.11"),
            ("0.0.0.0/0", "0.0.0.0", "255.255.255.255"),
            ("::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
            ("fd00::/8", "fd00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
        ] {
            assert_eq!(Range::parse(text), Some(ends(first, last)), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_no_range() {
        for text in ["", "10.0.0", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/+8", "::/129", "abc", "/8"]
        {
            assert_eq!(Range::parse(text), None, "{text}");
        }
    }
}
