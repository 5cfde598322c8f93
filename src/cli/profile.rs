//! The AWS CLI's files of settings, and the profile among them that a command goes by.
//!
//! A profile's settings stand in the configuration file and in that of the credentials, which counts
//! more.
//!
//! Source: facts, "AWS CLI", a.2; botocore's reading of its configuration.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use super::environment::Environment;
use super::exit::{Failure, Outcome};
use super::ini::{Section, nested, parse};
use super::shell;

/// A file of settings.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum File {
    /// `~/.aws/config`, or what `AWS_CONFIG_FILE` names.
    Config,
    /// `~/.aws/credentials`, or what `AWS_SHARED_CREDENTIALS_FILE` names.
    Credentials,
}

impl File {
    /// Returns where it is, as it is written.
    pub fn place(self, environment: &Environment) -> &str {
        let (variable, default) = match self {
            Self::Config => ("AWS_CONFIG_FILE", "~/.aws/config"),
            Self::Credentials => ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
        };
        environment.get(variable).unwrap_or(default)
    }

    /// Returns where it is.
    pub fn path(self, environment: &Environment) -> PathBuf {
        environment.expand(self.place(environment))
    }

    fn sections(self, environment: &Environment) -> Outcome<Vec<Section>> {
        let path = self.path(environment);
        let sections = read(&path)?;
        // A value of several lines has settings of its own.
        let mut settings = sections.iter().flat_map(|section| &section.settings);
        if settings.any(|(_, value)| value.starts_with('\n') && nested(value).is_none()) {
            return Err(unreadable(&path));
        }
        Ok(sections)
    }
}

/// Reads the sections of a file; one that does not exist has none.
///
/// Fails if it cannot be read.
pub fn read(path: &std::path::Path) -> Outcome<Vec<Section>> {
    match fs::read_to_string(path) {
        Ok(text) => parse(&text).ok_or_else(|| unreadable(path)),
        Err(cause)
            if matches!(
                cause.kind(),
                ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::IsADirectory
            ) || !path.is_file() =>
        {
            Ok(Vec::new())
        }
        Err(_) => Err(unreadable(path)),
    }
}

fn unreadable(path: &std::path::Path) -> Failure {
    Failure::General(format!("Unable to parse config file: {}", path.display()))
}

/// All that is configured.
#[derive(Clone, Debug, Default)]
pub struct Configuration {
    /// The profiles by their names, in the order in which they are listed.
    pub profiles: Vec<Section>,
    /// The other sections: `plugins`, `sso-session x`, `services x`.
    pub others: Vec<Section>,
}

impl Configuration {
    /// Reads both files. One that does not exist has no settings.
    ///
    /// Fails if one cannot be read.
    pub fn load(environment: &Environment) -> Outcome<Self> {
        let mut configuration = Self::default();
        for section in File::Config.sections(environment)? {
            match profile_name(&section.name) {
                Some(name) => configuration.put(Section { name, ..section }),
                None => configuration.others.push(section),
            }
        }
        for section in File::Credentials.sections(environment)? {
            match configuration.profiles.iter_mut().find(|profile| profile.name == section.name) {
                Some(profile) => {
                    let added = |(name, _): &(String, String)| section.get(name).is_none();
                    profile.settings.retain(added);
                    profile.settings.extend(section.settings);
                }
                None => configuration.profiles.push(section),
            }
        }
        Ok(configuration)
    }

    /// Adds a profile, or replaces one.
    fn put(&mut self, section: Section) {
        match self.profiles.iter_mut().find(|profile| profile.name == section.name) {
            Some(profile) => *profile = section,
            None => self.profiles.push(section),
        }
    }

    /// Returns a profile.
    pub fn profile(&self, name: &str) -> Option<&Section> {
        self.profiles.iter().find(|profile| profile.name == name)
    }

    /// Returns the settings of the profile that is named on the command line or in the environment, or
    /// of the default one.
    ///
    /// Fails if there is none of the name.
    pub fn scoped(&self, environment: &Environment, named: Option<&str>) -> Outcome<Section> {
        let Some(name) = named.or_else(|| name_in(environment)) else {
            return Ok(self
                .profile("default")
                .cloned()
                .unwrap_or_else(|| Section { name: "default".to_owned(), settings: Vec::new() }));
        };
        match self.profile(name) {
            Some(profile) => Ok(profile.clone()),
            None if name == "default" => {
                Ok(Section { name: name.to_owned(), settings: Vec::new() })
            }
            None => {
                Err(Failure::General(format!("The config profile ({name}) could not be found")))
            }
        }
    }
}

/// Returns the names of the profiles; none of files that cannot be read.
pub fn names(environment: &Environment) -> Vec<String> {
    let configuration = Configuration::load(environment).unwrap_or_default();
    configuration.profiles.into_iter().map(|profile| profile.name).collect()
}

/// Returns the profile that the environment names.
pub fn name_in(environment: &Environment) -> Option<&str> {
    let variable = |name: &str| environment.get(name).filter(|value| !value.is_empty());
    variable("AWS_PROFILE").or_else(|| variable("AWS_DEFAULT_PROFILE"))
}

/// Returns the name of the profile that a section is, as `dev` of `profile dev`.
fn profile_name(section: &str) -> Option<String> {
    if section == "default" {
        return Some(section.to_owned());
    }
    if !section.starts_with("profile") {
        return None;
    }
    match shell::split(section).unwrap_or_default().as_slice() {
        [_, name] => Some(name.clone()),
        _ => None,
    }
}

/// The settings of a profile that matter here.
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
    /// `cli_pager`.
    pub pager: Option<String>,
}

impl Profile {
    /// Reads the profile that is named on the command line or in the environment.
    ///
    /// Fails if a named profile is in neither file, or a file cannot be read.
    pub fn load(environment: &Environment, named: Option<&str>) -> Outcome<Self> {
        let section = Configuration::load(environment)?.scoped(environment, named)?;
        let setting = |name: &str| section.get(name).map(str::to_owned);
        Ok(Self {
            region: setting("region"),
            output: setting("output"),
            error_format: setting("cli_error_format"),
            timestamp_format: setting("cli_timestamp_format"),
            pager: setting("cli_pager"),
        })
    }
}
