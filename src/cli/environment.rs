//! The environment, read once in `main` and passed on.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use super::exit::{Failure, Outcome};

/// The variables of the environment that are text.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    variables: BTreeMap<String, String>,
    /// Whether the user's settings are not to be looked at.
    plain: bool,
}

impl Environment {
    /// Takes the variables that are text; others are as if they were not set.
    pub fn new(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        let text = |(name, value): (OsString, OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self { variables: variables.into_iter().filter_map(text).collect(), plain: false }
    }

    /// Returns a variable.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// Returns the variables that name the home folders, and no other setting; those in files are
    /// not read either.
    #[must_use]
    pub fn without_settings(&self) -> Self {
        let mut variables = self.variables.clone();
        variables.retain(|name, _| name == "HOME" || name == "TRAILWATCH_HOME");
        for file in ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"] {
            variables.insert(file.to_owned(), "/dev/null".to_owned());
        }
        Self { variables, plain: true }
    }

    /// Returns whether the user's settings are not to be looked at.
    pub const fn is_plain(&self) -> bool {
        self.plain
    }

    /// Returns the user's home folder.
    pub fn home(&self) -> Outcome<PathBuf> {
        let home = self.get("HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
        home.or_else(std::env::home_dir).ok_or_else(|| {
            Failure::General("there is no home folder: set HOME or TRAILWATCH_HOME".to_owned())
        })
    }

    /// Returns a path with `~` and `$NAME` replaced by what they stand for.
    pub fn expand(&self, path: &str) -> PathBuf {
        let path = match path.strip_prefix('~') {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => {
                format!("{}{rest}", self.get("HOME").unwrap_or("~"))
            }
            _ => path.to_owned(),
        };
        let mut expanded = String::new();
        let mut rest = path.as_str();
        while let Some((before, after)) = rest.split_once('$') {
            expanded.push_str(before);
            let (name, tail) = variable_at(after);
            match self.get(name) {
                Some(value) if !name.is_empty() => expanded.push_str(value),
                _ => {
                    expanded.push('$');
                    rest = after;
                    continue;
                }
            }
            rest = tail;
        }
        expanded.push_str(rest);
        PathBuf::from(expanded)
    }
}

/// Returns the name of a variable at the beginning of text, with or without braces, and the rest.
fn variable_at(text: &str) -> (&str, &str) {
    if let Some((name, tail)) = text.strip_prefix('{').and_then(|text| text.split_once('}')) {
        return (name, tail);
    }
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(text.len());
    text.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_expand_as_in_a_shell() {
        let set = |name: &str, value: &str| (OsString::from(name), OsString::from(value));
        let environment = Environment::new([set("HOME", "/home/ann"), set("DIR", "d")]);
        let cases = [
            ("~/x", "/home/ann/x"),
            ("~", "/home/ann"),
            ("~bob/x", "~bob/x"),
            ("$DIR/x", "d/x"),
            ("a${DIR}b", "adb"),
            ("$NOPE/x", "$NOPE/x"),
            ("a$", "a$"),
            ("plain", "plain"),
        ];
        for (path, expected) in cases {
            assert_eq!(environment.expand(path), PathBuf::from(expected), "{path}");
        }
    }
}
