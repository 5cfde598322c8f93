//! The files of the AWS CLI's settings, read as Python's `configparser` reads them.
//!
//! ```text
//! [default]
//! region = eu-west-2        a setting; the sign may be a colon
//! s3 =                      a setting of several lines, which begin with more spaces
//!     addressing = path
//! # a line that says nothing
//! ```
//!
//! Names of settings have small letters, whatever is written. A section or setting that comes twice
//! makes the file unreadable.
//!
//! Source: Python's documentation of `configparser`; botocore's reading of its configuration.

/// A section: its name, and its settings in order.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Section {
    /// What stands in brackets.
    pub name: String,
    /// Names and values; the lines of a value are joined by `\n`.
    pub settings: Vec<(String, String)>,
}

impl Section {
    /// Returns a setting.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.settings.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Returns the sections of a file; `None` if a line is neither a section, a setting nor a comment, or
/// if one comes twice.
pub fn parse(text: &str) -> Option<Vec<Section>> {
    let mut sections: Vec<Section> = Vec::new();
    let mut indent = 0;
    // Whether lines that begin with more spaces belong to the last setting.
    let mut open = false;
    for line in text.lines() {
        let value = line.trim();
        if value.starts_with(['#', ';']) {
            continue;
        }
        let current = sections.last_mut().and_then(|section| section.settings.last_mut());
        if value.is_empty() {
            if let (true, Some((_, lines))) = (open, current) {
                lines.push('\n');
            }
            continue;
        }
        let spaces = line.len() - line.trim_start().len();
        if let (true, true, Some((_, lines))) = (open, spaces > indent, current) {
            lines.push('\n');
            lines.push_str(value);
            continue;
        }
        indent = spaces;
        if let Some(name) = header(value) {
            if sections.iter().any(|section| section.name == name) {
                return None;
            }
            sections.push(Section { name: name.to_owned(), settings: Vec::new() });
            open = false;
            continue;
        }
        let section = sections.last_mut()?;
        let (name, value) = value.split_once(['=', ':'])?;
        let name = name.trim_end().to_lowercase();
        if name.is_empty() || section.get(&name).is_some() {
            return None;
        }
        section.settings.push((name, value.trim().to_owned()));
        open = true;
    }
    for (_, value) in sections.iter_mut().flat_map(|section| &mut section.settings) {
        value.truncate(value.trim_end().len());
    }
    Some(sections)
}

fn header(line: &str) -> Option<&str> {
    let inner = line.strip_prefix('[')?;
    inner.rfind(']').map(|end| &inner[..end]).filter(|name| !name.is_empty())
}

/// Returns the settings in a value of several lines; `None` if one of them has no `=`.
pub fn nested(value: &str) -> Option<Vec<(&str, &str)>> {
    let lines = value.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| line.split_once('=').map(|(k, v)| (k.trim(), v.trim()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<String> {
        let section = |section: &Section| {
            let settings: Vec<String> =
                section.settings.iter().map(|(name, value)| format!("{name}={value:?}")).collect();
            format!("[{}] {}", section.name, settings.join(" "))
        };
        Some(parse(text)?.iter().map(section).collect::<Vec<_>>().join("; "))
    }

    #[test]
    fn sections_and_settings_are_read() {
        let cases = [
            ("# comment\n[default]\nRegion = eu-west-2\n", "[default] region=\"eu-west-2\""),
            ("[a]\nx: 1\n[b]\ny==2", "[a] x=\"1\"; [b] y=\"=2\""),
            ("[a]\ns3 =\n  k = v\n\n  # c\n  l = w\nx=1", "[a] s3=\"\\nk = v\\n\\nl = w\" x=\"1\""),
            ("[a]\nx = 1 # two\n", "[a] x=\"1 # two\""),
            ("[profile  dev]\n", "[profile  dev] "),
            ("  [a]\n  x = 1\n  y = 2\n", "[a] x=\"1\" y=\"2\""),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(told(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_configuration_is_refused() {
        let texts =
            ["garbage", "key = value", "[a]\ngarbage", "[a]\n= x", "[a]\n[a]", "[a]\nx=1\nX=2"];
        for text in texts {
            assert_eq!(told(text), None, "{text}");
        }
    }

    #[test]
    fn a_value_of_several_lines_is_settings() {
        assert_eq!(nested("\na = b\n\n c= d=e"), Some(vec![("a", "b"), ("c", "d=e")]));
        assert_eq!(nested("\na"), None);
    }
}
