//! The AWS configuration file, as far as its settings matter here.
//!
//! Source: facts, "AWS CLI", a.2.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;

use super::environment::Environment;
use super::exit::{Failure, Outcome};

/// The settings of a profile.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Profile {
    /// `region`.
    pub region: Option<String>,
    /// `output`.
    pub output: Option<String>,
    /// `cli_error_format`.
    pub error_format: Option<String>,
    /// `cli_timestamp_format`.
    pub timestamp_format: Option<String>,
}

impl Profile {
    /// Reads the profile that is named on the command line or in the environment.
    ///
    /// A file that does not exist has no settings. Fails if a named profile is in neither the
    /// configuration nor the credentials file, or a file cannot be read.
    pub fn load(environment: &Environment, named: Option<&str>) -> Outcome<Self> {
        let variable = |name: &str| environment.get(name).filter(|value| !value.is_empty());
        let named =
            named.or_else(|| variable("AWS_PROFILE")).or_else(|| variable("AWS_DEFAULT_PROFILE"));
        let name = named.unwrap_or("default");

        let config = sections(environment, "AWS_CONFIG_FILE", "~/.aws/config")?;
        let header = if name == "default" { name.to_owned() } else { format!("profile {name}") };
        let in_config = |(section, _): &&(String, Vec<(String, String)>)| {
            *section == header || (name == "default" && section == "profile default")
        };
        if let Some((_, settings)) = config.iter().find(in_config) {
            let setting = |name: &str| {
                settings.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.clone())
            };
            return Ok(Self {
                region: setting("region"),
                output: setting("output"),
                error_format: setting("cli_error_format"),
                timestamp_format: setting("cli_timestamp_format"),
            });
        }
        let credentials =
            sections(environment, "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")?;
        let known = name == "default" || credentials.iter().any(|(section, _)| section == name);
        if known {
            Ok(Self::default())
        } else {
            Err(Failure::General(format!("The config profile ({name}) could not be found")))
        }
    }
}

/// Returns the names of the profiles that the configuration and the credentials file have; none of a
/// file that cannot be read.
pub fn names(environment: &Environment) -> Vec<String> {
    let config = sections(environment, "AWS_CONFIG_FILE", "~/.aws/config").unwrap_or_default();
    let credentials = sections(environment, "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials");
    let in_config = config.into_iter().filter_map(|(name, _)| {
        if name == "default" {
            Some(name)
        } else {
            name.strip_prefix("profile ").map(str::to_owned)
        }
    });
    let in_credentials = credentials.unwrap_or_default().into_iter().map(|(name, _)| name);
    let names: BTreeSet<String> = in_config.chain(in_credentials).collect();
    names.into_iter().collect()
}

/// A section: its name, and its settings with their values in order.
pub type Section = (String, Vec<(String, String)>);

fn sections(environment: &Environment, variable: &str, default: &str) -> Outcome<Vec<Section>> {
    let path = environment.expand(environment.get(variable).unwrap_or(default));
    let unreadable =
        || Failure::General(format!("Unable to parse config file: {}", path.display()));
    match fs::read_to_string(&path) {
        Ok(text) => parse(&text).ok_or_else(unreadable),
        Err(cause) if matches!(cause.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(Vec::new())
        }
        Err(_) => Err(unreadable()),
    }
}

/// Returns the sections of a file; `None` if a line is neither a section, a setting nor a comment.
pub fn parse(text: &str) -> Option<Vec<Section>> {
    let mut sections: Vec<Section> = Vec::new();
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
            continue;
        }
        if let Some(header) = trimmed.strip_prefix('[') {
            let name = header.split_once(']')?.0.trim().replace(['"', '\''], "");
            sections.push((name.split_whitespace().collect::<Vec<_>>().join(" "), Vec::new()));
            continue;
        }
        // A line that begins with a space belongs to the setting above it.
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let (key, value) = trimmed.split_once('=')?;
        let value = value.split(" #").next().unwrap_or_default();
        sections.last_mut()?.1.push((key.trim().to_ascii_lowercase(), value.trim().to_owned()));
    }
    Some(sections)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_and_settings_are_read() {
        let text = "# comment\n[default]\nregion = eu-west-2\n\n[profile  dev]\noutput=text\ns3 =\n  x = y\n";
        let sections = parse(text).unwrap();
        assert_eq!(sections[0].0, "default");
        assert_eq!(sections[0].1, [("region".to_owned(), "eu-west-2".to_owned())]);
        assert_eq!(sections[1].0, "profile dev");
        assert_eq!(sections[1].1[0], ("output".to_owned(), "text".to_owned()));
    }

    #[test]
    fn what_is_no_configuration_is_refused() {
        for text in ["garbage", "key = value", "[open\nkey = value", "[a]\ngarbage"] {
            assert!(parse(text).is_none(), "{text}");
        }
    }
}
