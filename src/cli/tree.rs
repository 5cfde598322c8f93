//! The tree of commands as clap knows it, built from the tables.
//!
//! Help, completion and man pages read it. The words of operations are split by
//! [`split`](super::split), because clap cannot do it as argparse does; those of our own commands
//! by clap.

use clap::{Arg, ArgAction, Command};

use crate::operation::{Operation, Service};
use crate::schema::names::kebab;
use crate::schema::{Limit, Member, Schema, sentence};
use crate::services;

use super::arguments::{self, Argument, Shortcut};
use super::command::bare_service;
use super::environment::Environment;
use super::globals::{GLOBALS, Global, NO_EFFECT};
use super::page::Page;
use super::wait::{self, WAIT};
use super::whole::{Skeleton, Whole};
use super::{completion, custom, own};

/// What the help of an operation says of the options that it does not list.
const OTHER_OPTIONS: &str =
    "'trailwatch help' lists the options of all commands, such as --region, --query and --output.";

/// How many words are more than help lists.
const MANY_WORDS: usize = 40;

/// What a list of operations says of one that is not emulated yet.
const NOT_YET: &str = "(not emulated yet)";

/// Returns the whole tree.
pub fn tree() -> Command {
    root(|service| with_operations(stem(service), service, &|_| true))
}

/// Returns the part of the tree that a command line walks into: every service and every command of
/// our own, but only the operations of the service that `words` name, or imply by an operation that
/// stands without its service, and the options of those operations alone that `words` name.
pub fn along(words: &[String]) -> Command {
    let named = |word: &str| words.iter().any(|other| other == word);
    let tree = root(|service| {
        let stem = stem(service);
        if named(service.command) { with_operations(stem, service, &named) } else { stem }
    });
    let bare = words.iter().find_map(|word| Some((word, bare_service("trailwatch", word)?)));
    let Some((word, service)) = bare.filter(|(_, service)| !named(service.command)) else {
        return tree;
    };
    let meant = with_operations(stem(service), service, &named);
    match meant.find_subcommand(word) {
        Some(operation) => tree.subcommand(operation.clone().hide(true)),
        None => tree,
    }
}

/// Returns the part of the tree that completion looks at: as [`along`], with the global options that
/// have an effect behind every command, and with what there is to be named.
pub fn completed(words: &[String], environment: &Environment) -> Command {
    let tree = completion::offer(along(words), words, environment);
    tree.mut_args(|arg| if arg.is_hide_set() { arg } else { arg.global(true) })
}

fn root(branch: impl Fn(&'static Service) -> Command) -> Command {
    let mut tree = Command::new("trailwatch")
        .version(env!("CARGO_PKG_VERSION"))
        .about("AWS CloudTrail, CloudWatch and AWS Config in one local program")
        .long_about(
            "AWS CloudTrail, CloudWatch and AWS Config in one local program: the commands of the \
             AWS CLI on a store in your home folder, without an account, a server or a network.\n\n\
             'trailwatch tour' shows the main things. 'help' behind a service or command tells of \
             it: 'trailwatch cloudtrail help', 'trailwatch cloudtrail create-trail help'. The \
             service may be left out where only one has the command: 'trailwatch create-trail'.",
        )
        .after_long_help(about_surroundings())
        .disable_help_flag(true)
        .disable_version_flag(true)
        .subcommand_value_name("SERVICE|COMMAND")
        .subcommand_help_heading("Services and commands");
    for global in GLOBALS {
        tree = tree.arg(global_argument(global));
    }
    for service in services::ALL {
        tree = tree.subcommand(branch(service));
    }
    for group in custom::GROUPS {
        tree = tree.subcommand(group_command(group));
    }
    for own in own::ALL {
        tree = tree.subcommand((own.command)());
    }
    tree
}

/// Returns what help says of options without effect and of the environment.
fn about_surroundings() -> String {
    let without: Vec<&str> =
        GLOBALS.iter().filter(|global| global.doc == NO_EFFECT).map(|global| global.name).collect();
    format!(
        "Accepted without effect: {}.\n\n\
         Environment:\n  \
         TRAILWATCH_HOME          the folder that everything is kept in; ~/.trailwatch\n  \
         TRAILWATCH_SEED          a number; ids and the names of files follow from it\n  \
         TRAILWATCH_USER          the IAM user who calls; student\n  \
         TRAILWATCH_LOCK_TIMEOUT  the seconds to wait for another command; 60\n  \
         TRAILWATCH_HINTS         0: no line of explanation behind errors on a terminal\n  \
         AWS_ACCESS_KEY_ID        the account, if it is twelve digits; 123456789012\n  \
         AWS_REGION, AWS_DEFAULT_REGION, AWS_DEFAULT_OUTPUT, AWS_PROFILE, AWS_CONFIG_FILE,\n  \
         AWS_SHARED_CREDENTIALS_FILE, AWS_PAGER, PAGER, AWS_CLI_ERROR_FORMAT\n  \
         {:23}  as for the AWS CLI; without any, the region is us-east-1",
        without.join(", "),
        ""
    )
}

fn group_command(group: &'static custom::Group) -> Command {
    let command = Command::new(group.name)
        .about(group.title)
        .long_about(sentence(group.doc))
        .disable_help_flag(true)
        .subcommand_value_name("COMMAND")
        .subcommand_help_heading("Commands")
        .subcommands(group.commands.iter().map(|custom| (custom.command)()));
    if group.not_emulated.is_empty() {
        return command;
    }
    command.after_long_help(format!("Not emulated yet: {}.", group.not_emulated.join(", ")))
}

fn global_argument(global: &'static Global) -> Arg {
    let name = global.name.trim_start_matches('-');
    let arg = Arg::new(name).long(name).help(global.doc).help_heading("Global options");
    let arg = arg.hide(global.doc == NO_EFFECT);
    match (global.value, global.choices) {
        ("", _) => arg.action(ArgAction::SetTrue),
        (value, []) => arg.value_name(value),
        (value, choices) => arg.value_name(value).value_parser(choices.to_vec()),
    }
}

/// Returns a service without its operations.
fn stem(service: &'static Service) -> Command {
    Command::new(service.command)
        .about(service.title)
        .disable_help_flag(true)
        .subcommand_value_name("OPERATION")
        .subcommand_help_heading("Operations")
}

/// Adds the operations of a service; only those that are `open` with their options.
fn with_operations(
    mut command: Command,
    service: &'static Service,
    open: &dyn Fn(&str) -> bool,
) -> Command {
    command = command.long_about(sentence(service.doc));
    for operation in service.operations {
        let name = operation.command();
        if custom::find(service, &name).is_some() {
            continue;
        }
        command = command.subcommand(if open(&name) {
            operation_command(operation)
        } else {
            Command::new(name).about(short_about(operation))
        });
    }
    for custom in custom::of(service) {
        command = command.subcommand((custom.command)());
    }
    if !service.waiters.is_empty() {
        command = command.subcommand(wait_command(service, open));
    }
    if service.undeclared.is_empty() {
        return command;
    }
    let names: Vec<_> = service.undeclared.iter().map(|name| kebab(name)).collect();
    command.after_long_help(format!("Not emulated yet: {}.", names.join(", ")))
}

/// Returns the command that the waiters of a service stand behind.
fn wait_command(service: &'static Service, open: &dyn Fn(&str) -> bool) -> Command {
    let mut command = Command::new(WAIT)
        .about("Waits until something is so")
        .long_about(
            "Waits until something is so: asks an operation again and again, and comes back without \
             a word once it is. On a stopped clock it asks once.",
        )
        .disable_help_flag(true)
        .subcommand_value_name("WHAT")
        .subcommand_help_heading("What can be waited for");
    for waiter in service.waiters {
        let (name, operation) = (kebab(waiter.name), wait::operation(service, waiter));
        let about = if operation.is_emulated() {
            waiter.doc.to_owned()
        } else {
            format!("{} {NOT_YET}", waiter.doc)
        };
        let bare = if open(&name) { operation_command(operation) } else { Command::new("") };
        let long = format!(
            "{about}\n\nAsks {} every {} seconds, at most {} times; if it is not so by then, the exit \
             code is 255.",
            operation.command(),
            waiter.delay,
            waiter.attempts
        );
        command = command.subcommand(bare.name(name).about(about).long_about(long));
    }
    command
}

/// Returns the command of an operation.
pub(super) fn operation_command(operation: &'static Operation) -> Command {
    let mut command = Command::new(operation.command())
        .about(short_about(operation))
        .long_about(about_operation(operation))
        .after_long_help(OTHER_OPTIONS)
        .disable_help_flag(true);
    for (name, argument) in arguments::of(operation) {
        match argument {
            Argument::Member(member) => {
                let by_hand = operation.pager.is_some_and(|pager| pager.is_about(member.name));
                command = command.arg(member_argument(name, member).hide(by_hand));
            }
            Argument::Not(_) => {}
            Argument::Page(page) => command = command.arg(page_argument(name, page)),
            Argument::Shortcut(shortcut) => command = command.arg(shortcut_argument(shortcut)),
            Argument::Whole(whole) => command = command.arg(whole_argument(name, whole)),
        }
    }
    command
}

/// Returns what a list of operations says of one.
fn short_about(operation: &Operation) -> String {
    let about = sentence(operation.doc);
    let first = about.split('\n').next().unwrap_or_default();
    if operation.is_emulated() { first.to_owned() } else { format!("{first} {NOT_YET}") }
}

fn about_operation(operation: &Operation) -> String {
    let mut about = sentence(operation.doc);
    if !operation.is_emulated() {
        about.push_str("\n\nNot emulated yet: what it is given is checked, and nothing is done.");
    }
    if operation.pager.is_some() {
        about.push_str(
            "\n\nThe answer comes in pages, which are read to the end and joined unless \
             --no-paginate asks for one page.",
        );
    }
    about
}

fn member_argument(name: String, member: &'static Member) -> Arg {
    let help = member_help(member);
    let arg = Arg::new(name.clone()).long(name.clone()).required(member.required).help(help);
    match member.schema {
        Schema::Boolean => arg.action(ArgAction::SetTrue).visible_alias(format!("no-{name}")),
        Schema::List(Schema::Enum(words)) => words_argument(arg, words).num_args(0..),
        Schema::List(_) => arg.value_name(value_name(member.schema)).num_args(0..),
        Schema::Enum(words) => words_argument(arg, words),
        other => arg.value_name(value_name(other)),
    }
}

/// Lets an argument be one of some words, of which help lists only so many. They are the service's to
/// refuse; here they are completed.
fn words_argument(arg: Arg, words: &'static [&'static str]) -> Arg {
    let many = words.len() > MANY_WORDS;
    arg.value_name("WORD").value_parser(words.to_vec()).hide_possible_values(many)
}

fn page_argument(name: String, page: Page) -> Arg {
    let (value, help) = match page {
        Page::MaxItems => (
            "NUMBER",
            "How many items to print at most; the rest is had with the token that is printed with them.",
        ),
        Page::PageSize => {
            ("NUMBER", "How many items to ask for at a time; what is printed does not change.")
        }
        Page::StartingToken => {
            ("TOKEN", "The token that an earlier command printed, to go on from there.")
        }
    };
    Arg::new(name.clone()).long(name).value_name(value).help(help)
}

fn shortcut_argument(shortcut: &'static Shortcut) -> Arg {
    let arg = Arg::new(shortcut.name).long(shortcut.name).value_name(shortcut.value);
    let arg = arg.help(shortcut.doc);
    // The words are the service's to refuse; here they are completed.
    if shortcut.words.is_empty() { arg } else { arg.value_parser(shortcut.words.to_vec()) }
}

fn whole_argument(name: String, whole: Whole) -> Arg {
    let arg = Arg::new(name.clone()).long(name).help(whole.doc()).help_heading("The whole request");
    match whole {
        Whole::Json => arg.value_name("JSON"),
        Whole::Yaml => arg.value_name("YAML"),
        Whole::Skeleton => {
            arg.value_name("KIND").num_args(0..=1).value_parser(Skeleton::WORDS.to_vec())
        }
    }
}

/// Returns what a member means, its limits, and how it is written if it has parts.
fn member_help(member: &Member) -> String {
    let mut help = member.sentence();
    let limits: Vec<String> =
        member.limits.iter().filter_map(|limit| limit_text(*limit, member.schema)).collect();
    if !limits.is_empty() {
        help.push_str(&format!(" ({})", limits.join(", ")));
    }
    if let Some(syntax) = syntax(member.schema) {
        help.push_str(&format!("\n\nShorthand: {syntax}"));
    }
    help
}

fn limit_text(limit: Limit, schema: Schema) -> Option<String> {
    let noun = match schema {
        Schema::List(_) | Schema::Map(_) => "entries",
        _ => "characters",
    };
    match limit {
        Limit::Min(0)
        | Limit::MinLength(0 | 1)
        | Limit::Each(_)
        | Limit::EachName(_)
        | Limit::Pattern(_) => None,
        Limit::Min(least) => Some(format!("at least {least}")),
        Limit::Max(most) => Some(format!("at most {most}")),
        Limit::MinLength(least) => Some(format!("at least {least} {noun}")),
        Limit::MaxLength(most) => Some(format!("at most {most} {noun}")),
    }
}

const fn value_name(schema: Schema) -> &'static str {
    match schema {
        Schema::Blob => "BASE64",
        Schema::Boolean => "true|false",
        Schema::Double => "NUMBER",
        Schema::Enum(_) => "WORD",
        Schema::Integer | Schema::Long => "INTEGER",
        Schema::List(item) => match item {
            Schema::Structure(_) | Schema::List(_) | Schema::Map(_) => "ITEM",
            _ => "TEXT",
        },
        Schema::Map(_) => "MAP",
        Schema::String => "TEXT",
        Schema::Structure(_) => "STRUCTURE",
        Schema::Timestamp => "TIME",
    }
}

/// Returns how something with parts is written in shorthand; `None` for what has none.
fn syntax(schema: Schema) -> Option<String> {
    match schema {
        Schema::Structure(structure) => Some(members_syntax(structure.members, 0)),
        Schema::Map(item) => Some(format!("NAME={}", inner_syntax(*item, 1))),
        Schema::List(item) => syntax(*item).map(|item| format!("{item} ...")),
        _ => None,
    }
}

fn members_syntax(members: &[Member], depth: usize) -> String {
    let pairs: Vec<_> = members
        .iter()
        .map(|member| format!("{}={}", member.name, inner_syntax(member.schema, depth + 1)))
        .collect();
    pairs.join(",")
}

fn inner_syntax(schema: Schema, depth: usize) -> String {
    match schema {
        _ if depth > 6 => "...".to_owned(),
        Schema::Structure(structure) => format!("{{{}}}", members_syntax(structure.members, depth)),
        Schema::List(item) => format!("[{},...]", inner_syntax(*item, depth + 1)),
        Schema::Map(item) => format!("{{NAME={},...}}", inner_syntax(*item, depth + 1)),
        Schema::Enum(words) if words.len() <= MANY_WORDS => words.join("|"),
        other => value_name(other).to_owned(),
    }
}
