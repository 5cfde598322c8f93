//! Global options and the settings that follow from them and from the environment.
//!
//! | setting | option      | else the environment                  | else the profile | else        |
//! |---------|-------------|---------------------------------------|------------------|-------------|
//! | region  | `--region`  | `AWS_REGION`, `AWS_DEFAULT_REGION`    | `region`         | `us-east-1` |
//! | output  | `--output`  | `AWS_DEFAULT_OUTPUT`                  | `output`         | `json`      |
//! | profile | `--profile` | `AWS_PROFILE`, `AWS_DEFAULT_PROFILE`  |                  | `default`   |
//!
//! Source: facts, "AWS CLI", a.1, a.2.

use std::path::PathBuf;
use std::time::Duration;

use crate::context::Caller;
use crate::engine::Settings;
use crate::output::{Format, Screen};
use crate::query::Query;
use crate::store::Home;
use crate::time::clock::Clock;

use super::environment::Environment;
use super::exit::{Failure, Outcome};
use super::member::integer;
use super::own;
use super::profile::Profile;
use super::split::{Alone, Found, Kind, Rest, Spec, Takes, split_alone};

/// A global option.
pub struct Global {
    /// With its dashes, as in `--region`.
    pub name: &'static str,
    /// What stands for its value in help; empty if it has none.
    pub value: &'static str,
    /// What it does, in our own words.
    pub doc: &'static str,
    /// The values it may have, if only some.
    pub choices: &'static [&'static str],
}

/// What is said of options that change nothing here.
pub const NO_EFFECT: &str = "Has no effect here.";

/// The global options, in the order of the AWS CLI's help; ours last.
pub const GLOBALS: &[Global] = &[
    global("--debug", "", NO_EFFECT),
    global(
        "--endpoint-url",
        "URL",
        "Where an archive in S3 is asked for (validate-logs --archive); no effect otherwise.",
    ),
    global("--no-verify-ssl", "", NO_EFFECT),
    global("--no-paginate", "", "Asks for one page of a listing only."),
    Global {
        name: "--output",
        value: "FORMAT",
        doc: "How the answer is printed; json, unless the environment or the profile says otherwise.",
        choices: &["json", "text", "table", "yaml", "yaml-stream", "off"],
    },
    global(
        "--query",
        "EXPRESSION",
        "A JMESPath expression that picks what is printed of the answer.",
    ),
    global(
        "--profile",
        "NAME",
        "The section of the AWS configuration file that settings come from.",
    ),
    global(
        "--region",
        "REGION",
        "The region that the command goes to; us-east-1, unless the environment or the profile says \
         otherwise.",
    ),
    global("--version", "", "Prints the version."),
    Global {
        name: "--color",
        value: "WHEN",
        doc: "Whether tables are coloured; auto, which is the default, colours them on a terminal.",
        choices: &["on", "off", "auto"],
    },
    global(
        "--no-sign-request",
        "",
        "Reads an archive in S3 without credentials (validate-logs --archive); no effect otherwise.",
    ),
    global("--ca-bundle", "PATH", NO_EFFECT),
    global("--cli-read-timeout", "SECONDS", NO_EFFECT),
    global("--cli-connect-timeout", "SECONDS", NO_EFFECT),
    Global {
        name: "--cli-binary-format",
        value: "FORMAT",
        doc: NO_EFFECT,
        choices: &["base64", "raw-in-base64-out"],
    },
    global("--no-cli-pager", "", "Prints long answers without a pager."),
    global("--cli-auto-prompt", "", NO_EFFECT),
    global("--no-cli-auto-prompt", "", NO_EFFECT),
    Global {
        name: "--cli-error-format",
        value: "FORMAT",
        doc: "How failures are told: in a line, or as a document with code and message.",
        choices: &["legacy", "json", "yaml", "text", "table", "enhanced"],
    },
    global(
        "--print-request",
        "",
        "Checks the command line and prints the request that it would make, and does not make it.",
    ),
];

impl Global {
    fn spec(&self) -> Spec {
        let takes = if self.value.is_empty() { Takes::Nothing } else { Takes::One };
        let kind = match (self.name, self.choices) {
            ("--version", _) => Kind::Stop,
            ("--print-request", _) => Kind::AnyOfOurs,
            (_, []) => Kind::Any,
            (_, choices) => Kind::OneOf(choices),
        };
        Spec { name: self.name.to_owned(), takes, kind }
    }
}

const fn global(name: &'static str, value: &'static str, doc: &'static str) -> Global {
    Global { name, value, doc, choices: &[] }
}

/// The global options of a command line.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "they are switches of the command line")]
pub struct Globals {
    /// `--output`.
    pub output: Option<String>,
    /// `--query`.
    pub query: Option<String>,
    /// `--color`.
    pub color: Option<String>,
    /// `--endpoint-url`.
    pub endpoint_url: Option<String>,
    /// `--no-sign-request`.
    pub no_sign_request: bool,
    /// `--cli-read-timeout` and `--cli-connect-timeout`.
    pub timeouts: Vec<String>,
    /// `--cli-auto-prompt` and `--no-cli-auto-prompt`.
    pub auto_prompt: [bool; 2],
    /// `--cli-error-format`.
    pub error_format: Option<String>,
    /// `--profile`.
    pub profile: Option<String>,
    /// `--region`.
    pub region: Option<String>,
    /// Whether listings are read to their end.
    pub paginate: bool,
    /// `--version`.
    pub version: bool,
    /// `--print-request`.
    pub print_request: bool,
    /// `--no-cli-pager`.
    pub no_pager: bool,
    /// `--debug`.
    pub debug: bool,
}

impl Globals {
    /// Takes the global options out of a command line and returns what is left.
    ///
    /// The first word that is no option is left where it is, but `check` looks at it. Where it is a
    /// command of our own, that command's options are its own: `--end` is no beginning of
    /// `--endpoint-url` there.
    ///
    /// Fails with a parse error for a value outside an option's choices; what stands behind
    /// `--version` is not looked at.
    pub fn take(words: &[Rest], check: &dyn Fn(&str) -> Outcome) -> Outcome<(Self, Vec<Rest>)> {
        let mut specs: Vec<Spec> = GLOBALS.iter().map(Global::spec).collect();
        let own = own::options(words, &specs);
        specs.extend(own);
        let split =
            split_alone(words, &specs, Some(Alone { check, keeps: true, optional: false }))?;
        let mut globals = Self { paginate: true, ..Self::default() };
        for Found { spec, values } in split.found {
            let value = values.into_iter().next();
            match GLOBALS[spec].name {
                "--output" => globals.output = value,
                "--query" => globals.query = value,
                "--color" => globals.color = value,
                "--profile" => globals.profile = value,
                "--region" => globals.region = value,
                "--no-paginate" => globals.paginate = false,
                "--version" => globals.version = true,
                "--print-request" => globals.print_request = true,
                "--no-cli-pager" => globals.no_pager = true,
                "--debug" => globals.debug = true,
                "--endpoint-url" => globals.endpoint_url = value,
                "--no-sign-request" => globals.no_sign_request = true,
                "--cli-read-timeout" | "--cli-connect-timeout" => globals.timeouts.extend(value),
                "--cli-auto-prompt" => globals.auto_prompt[0] = true,
                "--no-cli-auto-prompt" => globals.auto_prompt[1] = true,
                "--cli-error-format" => globals.error_format = value,
                _ => {}
            }
        }
        Ok((globals, split.rest))
    }

    /// Takes over what an alias says.
    ///
    /// Fails for the options that an alias cannot have.
    pub fn replace_by(&mut self, alias: Self, name: &str) -> Outcome {
        for (option, is_given) in [("debug", alias.debug), ("profile", alias.profile.is_some())] {
            if is_given {
                return Err(Failure::General(format!(
                    "Global parameter \"--{option}\" detected in alias \"{name}\" which is not \
                     supported in subcommand aliases."
                )));
            }
        }
        let replace = |old: &mut Option<String>, new: Option<String>| {
            if new.is_some() {
                *old = new;
            }
        };
        replace(&mut self.output, alias.output);
        replace(&mut self.query, alias.query);
        replace(&mut self.color, alias.color);
        replace(&mut self.endpoint_url, alias.endpoint_url);
        replace(&mut self.error_format, alias.error_format);
        replace(&mut self.region, alias.region);
        self.timeouts.extend(alias.timeouts);
        self.paginate &= alias.paginate;
        self.version |= alias.version;
        self.no_sign_request |= alias.no_sign_request;
        self.print_request |= alias.print_request;
        self.no_pager |= alias.no_pager;
        self.auto_prompt = [0, 1].map(|place| self.auto_prompt[place] || alias.auto_prompt[place]);
        Ok(())
    }

    /// Returns what tables are drawn on, given what the answers are seen on.
    pub fn screen(&self, seen_on: Screen) -> Screen {
        let colored = match self.color.as_deref() {
            Some("on") => true,
            Some("off") => false,
            _ => seen_on.colored,
        };
        Screen { colored, ..seen_on }
    }

    /// Checks the values, and returns what picks from answers.
    pub fn check(&self) -> Outcome<Option<Query>> {
        let query = self.query.as_deref().map(Query::compile);
        let query = query.transpose().map_err(Failure::Parameter)?;
        self.endpoint_url.as_deref().map_or(Ok(()), check_url)?;
        for word in &self.timeouts {
            integer(word).ok_or_else(|| {
                Failure::General(format!("invalid literal for int() with base 10: '{word}'"))
            })?;
        }
        if self.auto_prompt == [true, true] {
            return Err(Failure::Parameter(
                "Both --cli-auto-prompt and --no-cli-auto-prompt cannot be specified at the same \
                 time."
                    .to_owned(),
            ));
        }
        Ok(query)
    }
}

fn check_url(url: &str) -> Outcome {
    if url.contains("://") {
        return Ok(());
    }
    Err(Failure::Parameter(format!(
        "Bad value for --endpoint-url \"{url}\": scheme is missing.  Must be of the form \
         http://<hostname>/ or https://<hostname>/"
    )))
}

/// The settings of a command.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "they are switches of the command line")]
pub struct Session {
    /// The region that calls go to.
    pub region: String,
    /// The region that was named on the command line.
    pub named_region: Option<String>,
    /// The profile that was named on the command line.
    pub profile: Option<String>,
    /// Where services are asked that this program does not stand in for.
    pub endpoint_url: Option<String>,
    /// Whether they are asked without a signature.
    pub no_sign_request: bool,
    /// What the profile says about the pager.
    pub pager: Option<String>,
    /// Whether there is to be no pager.
    pub no_pager: bool,
    /// How answers are printed; checked when the first one is.
    pub output: String,
    /// The format that was named on the command line.
    pub named_output: Option<String>,
    /// What tables are drawn on.
    pub screen: Screen,
    /// What picks from answers.
    pub query: Option<Query>,
    /// Whether times are printed as they come, in seconds since 1970.
    pub wire_times: bool,
    /// Whether listings are read to their end.
    pub paginate: bool,
    /// Whether the request is printed in place of being made.
    pub print_request: bool,
    /// What the engine works with.
    pub engine: Settings,
}

impl Session {
    /// Makes the settings of global options and environment.
    ///
    /// Fails if the profile does not exist, a region has the wrong form, or one of our own variables
    /// makes no sense.
    pub fn new(
        globals: Globals,
        query: Option<Query>,
        environment: &Environment,
        screen: Screen,
    ) -> Outcome<Self> {
        let profile = Profile::load(environment, globals.profile.as_deref())?;
        let wire_times = match profile.timestamp_format.as_deref() {
            None | Some("iso8601") => false,
            Some("wire") => true,
            Some(other) => {
                let message = format!(
                    "Unknown cli_timestamp_format value: {other}, valid values are \"wire\" or \
                     \"iso8601\""
                );
                return Err(Failure::Config("Configuration", message));
            }
        };
        let variable = |name: &str| environment.get(name).filter(|value| !value.is_empty());
        let region = globals
            .region
            .as_deref()
            .or_else(|| variable("AWS_REGION"))
            .or_else(|| variable("AWS_DEFAULT_REGION"))
            .or(profile.region.as_deref())
            .unwrap_or("us-east-1")
            .to_owned();
        if !is_region(&region) {
            return Err(Failure::General(format!(
                "Provided region_name '{region}' doesn't match a supported format."
            )));
        }
        let named_output = globals.output;
        let output = named_output
            .clone()
            .or_else(|| environment.get("AWS_DEFAULT_OUTPUT").map(str::to_owned))
            .or(profile.output)
            .unwrap_or_else(|| "json".to_owned());
        Ok(Self {
            region,
            named_region: globals.region,
            profile: globals.profile,
            endpoint_url: globals.endpoint_url,
            no_sign_request: globals.no_sign_request,
            pager: profile.pager,
            no_pager: globals.no_pager,
            output,
            named_output,
            screen,
            query,
            wire_times,
            paginate: globals.paginate,
            print_request: globals.print_request,
            engine: engine(environment)?,
        })
    }

    /// Returns whether the command line asks for a document where a command of our own would print a
    /// page for people: it names a format, or picks from the answer.
    pub const fn asks_for_document(&self) -> bool {
        self.named_output.is_some() || self.query.is_some()
    }

    /// Makes the settings of a command that is about settings, so that it does not go by them.
    ///
    /// Fails as [`new`](Self::new) does for our own variables.
    pub fn about_settings(
        mut globals: Globals,
        query: Option<Query>,
        environment: &Environment,
        screen: Screen,
    ) -> Outcome<Self> {
        let (profile, named_region) = (globals.profile.take(), globals.region.take());
        let session = Self::new(globals, query, &environment.without_settings(), screen)?;
        Ok(Self { named_region, profile, ..session })
    }

    /// Returns how answers are printed.
    ///
    /// Fails for a format that there is not.
    pub fn format(&self) -> Outcome<Format> {
        let unknown = || Failure::General(format!("Unknown output type: {}", self.output));
        Format::parse(&self.output).ok_or_else(unknown)
    }
}

/// Returns whether text could be a region: labels of letters, digits and dashes.
fn is_region(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 63
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// Returns the folder that everything is kept in.
pub(super) fn home_folder(environment: &Environment) -> Outcome<PathBuf> {
    let home = match environment.get("TRAILWATCH_HOME").filter(|home| !home.is_empty()) {
        Some(home) => PathBuf::from(home),
        None => environment.home()?.join(".trailwatch"),
    };
    Ok(std::path::absolute(&home).unwrap_or(home))
}

/// Makes what the engine works with.
fn engine(environment: &Environment) -> Outcome<Settings> {
    let home = home_folder(environment)?;
    let number = |name: &'static str| -> Outcome<Option<u64>> {
        environment
            .get(name)
            .map(|text| {
                text.parse().map_err(|_| {
                    Failure::General(format!("{name} is '{text}', which is no whole number"))
                })
            })
            .transpose()
    };
    let is_account = |text: &&str| text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
    let account = environment.get("AWS_ACCESS_KEY_ID").filter(is_account).unwrap_or("123456789012");
    let user = environment.get("TRAILWATCH_USER").filter(|user| !user.is_empty());
    Ok(Settings {
        home: Home::new(home),
        patience: Duration::from_secs(number("TRAILWATCH_LOCK_TIMEOUT")?.unwrap_or(60)),
        clock: Clock::MACHINE,
        seed: number("TRAILWATCH_SEED")?,
        caller: Caller { account: account.to_owned(), user: user.unwrap_or("student").to_owned() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::split::classify;

    #[test]
    fn the_options_of_a_command_of_our_own_are_no_beginnings_of_global_ones() {
        let take = |line: &str| {
            let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            let (globals, rest) = Globals::take(&classify(&words), &|_| Ok(())).unwrap();
            let rest: Vec<_> = rest.iter().map(Rest::text).collect();
            (globals.endpoint_url, globals.region, rest.join(" "))
        };
        let region = Some("eu-west-1".to_owned());
        for line in ["graph S m --end 1h", "graph S m --end=1h", "dashboard d --end -PT1H"] {
            assert_eq!(take(line), (None, None, line.to_owned()));
            assert_eq!(take(&format!("--region eu-west-1 {line}")).1, region);
            assert_eq!(take(&format!("{line} --region eu-west-1")).2, line);
        }
        let (url, _, rest) = take("cloudwatch list-metrics --end http://x");
        assert_eq!((url.as_deref(), rest.as_str()), (Some("http://x"), "cloudwatch list-metrics"));
        let (url, _, rest) = take("--profile graph list-metrics --end http://x");
        assert_eq!((url.as_deref(), rest.as_str()), (Some("http://x"), "list-metrics"));
    }

    #[test]
    fn tables_are_coloured_on_a_terminal_or_if_that_is_asked_for() {
        let terminal = Screen { columns: 100, rows: None, colored: true };
        for (color, seen_on, expected) in [
            (None, terminal, true),
            (Some("auto"), terminal, true),
            (Some("off"), terminal, false),
            (None, Screen::NONE, false),
            (Some("auto"), Screen::NONE, false),
            (Some("on"), Screen::NONE, true),
        ] {
            let globals = Globals { color: color.map(str::to_owned), ..Globals::default() };
            let screen = Screen { colored: expected, ..seen_on };
            assert_eq!(globals.screen(seen_on), screen, "{color:?}");
        }
    }
}
