//! `sim call`: a call of any AWS service, recorded as AWS would record it.

use clap::builder::NonEmptyStringValueParser;
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;

use crate::arn::partition_of;
use crate::context::Context;
use crate::engine::observe::{SOURCE_ADDRESS, user_agent};
use crate::error::{Error, Result};
use crate::schema::names::kebab;
use crate::services::cloudtrail::event::{Event, global_region};
use crate::services::cloudtrail::identity::{Identity, Who};
use crate::services::cloudtrail::kind_of_call::source_of;
use crate::services::cloudtrail::sign_in::SignIn;
use crate::services::cloudtrail::simulated::Simulated;
use crate::services::cloudtrail::trail::Trail;
use crate::services::cloudtrail::{self, Kept};
use crate::time::{Timestamp, text};
use crate::value::Value;

use super::super::super::exit::{Failure, Outcome};
use super::super::super::paramfile;
use super::super::super::program::Program;

/// What a browser says that it is, where nothing else is said.
const BROWSER: &str = "Mozilla/5.0";

/// The options that say what a sign-in has not, or what follows from its being one.
const NOT_OF_SIGN_INS: [&str; 14] = [
    "service",
    "action",
    "request",
    "response",
    "resource",
    "error-code",
    "read-only",
    "write",
    "data",
    "management",
    "invoked-by",
    "vpc-endpoint",
    "network-activity",
    "from-console",
];

/// Returns the command.
pub(super) fn command() -> Command {
    let valued = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
    };
    Command::new("call")
        .about("Records a call of any AWS service as AWS would record it")
        .long_about(
            "Records a call of any AWS service as AWS would record it: in the event history, and in \
             the log files of the trails that take it. Nothing but the record comes of it. Whether \
             it only reads, and whether it is a management or a data event, follows from service \
             and action unless it is said. A sign-in to the console happens in us-east-1, that of a \
             user where --region says.\n\n\
             \x20 trailwatch sim call --service ec2 --action RunInstances --user alice\n\
             \x20 trailwatch sim call --service iam --action DeleteUser --error-code AccessDenied\n\
             \x20 trailwatch sim call --service s3 --action GetObject --request \
             '{\"bucketName\":\"b\",\"key\":\"k\"}'\n\
             \x20 trailwatch sim call --console-sign-in --identity root",
        )
        .arg(
            valued("service", "SERVICE", "The service: ec2, or ec2.amazonaws.com")
                .value_parser(NonEmptyStringValueParser::new())
                .required_unless_present("console-sign-in"),
        )
        .arg(
            valued("action", "ACTION", "The operation: RunInstances")
                .value_parser(NonEmptyStringValueParser::new())
                .required_unless_present("console-sign-in"),
        )
        .arg(valued("user", "NAME", "The IAM user who calls; $TRAILWATCH_USER or student, unless it is said"))
        .arg(
            valued("identity", "KIND", "Who calls: a user, unless --role is there")
                .value_parser(["user", "root", "role", "service"]),
        )
        .arg(valued("role", "NAME", "The role that the caller has assumed"))
        .arg(
            valued(
                "session",
                "NAME",
                "The name of the role's session; the user's, unless it is said",
            )
            .requires("role"),
        )
        .arg(valued("invoked-by", "SERVICE", "The service that acts, by itself or for the caller"))
        .arg(flag("mfa", "The caller signed in with MFA"))
        .arg(valued("at", "TIME", "When it happened: now or before; now, unless it is said"))
        .arg(valued("request", "JSON", "requestParameters of the record: a JSON object, or file://PATH"))
        .arg(valued("response", "JSON", "responseElements of the record: a JSON object, or file://PATH"))
        .arg(valued("error-code", "CODE", "The code of the error that the call ended in"))
        .arg(valued("error-message", "MESSAGE", "The message of that error"))
        .arg(
            valued("resource", "TYPE=NAME", "A resource, as in AWS::EC2::Instance=i-0abc, which the event history knows it by; an ARN stands in the record, too; may be repeated")
                .action(ArgAction::Append),
        )
        .arg(flag("read-only", "It only reads").conflicts_with("write"))
        .arg(flag("write", "It changes something"))
        .arg(flag("data", "It is a data event").conflicts_with("management"))
        .arg(valued("vpc-endpoint", "ID", "The endpoint of a VPC that it comes through: vpce-0abc"))
        .arg(
            flag("network-activity", "It is what the owner of that endpoint sees of it: a network activity event")
                .requires("vpc-endpoint")
                .conflicts_with_all(["data", "management", "read-only", "write", "request", "response"]),
        )
        .arg(flag("from-console", "A session of the console makes it"))
        .arg(flag("management", "It is a management event"))
        .arg(valued("source-ip", "ADDRESS", "The address that it comes from"))
        .arg(valued("user-agent", "TEXT", "The program that it is made with"))
        .arg(
            valued("console-sign-in", "HOW", "A sign-in to the console in place of a call: success, unless failure is said")
                .num_args(0..=1)
                .default_missing_value("success")
                .value_parser(["success", "failure"])
                .conflicts_with_all(NOT_OF_SIGN_INS),
        )
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, matches: &ArgMatches) -> Outcome {
    let said = Said { program, matches };
    said.check()?;
    let at = said.time()?;
    let describe = if matches.contains_id("console-sign-in") {
        Described::SignIn(Box::new(said.sign_in()?))
    } else {
        Described::Call(Box::new(said.call()?))
    };
    let region = program.session.region.clone();
    let (id, kept) = program.engine.with_context(&region, |ctx| record(ctx, describe, at))?;
    if let Some(sentence) = hidden(kept) {
        program.warn(sentence);
    }
    program.print("sim call", &json!({ "EventId": id }))
}

/// What happens.
enum Described {
    Call(Box<Simulated>),
    SignIn(Box<SignIn>),
}

impl Described {
    fn event(self, ctx: &mut Context<'_>, time: Timestamp) -> Event {
        match self {
            Self::Call(mut call) => {
                (call.time, call.identity.since) = (time, time);
                call.event(&mut ctx.ids)
            }
            Self::SignIn(sign_in) => SignIn { time, ..*sign_in }.event(&mut ctx.ids),
        }
    }
}

/// Records what happens, and returns the id of its event.
///
/// Fails with [`Error::Invalid`] if it lies in the future.
fn record(
    ctx: &mut Context<'_>,
    described: Described,
    at: Option<Timestamp>,
) -> Result<(String, Kept)> {
    let time = at.unwrap_or(ctx.now);
    if time > ctx.now {
        return Err(Error::Invalid(format!(
            "--at {time} lies in the future: the store's clock shows {}",
            ctx.now
        )));
    }
    let trails = Trail::seen_by(&ctx.txn, &ctx.caller.account)?;
    let event = described.event(ctx, time);
    let kept = cloudtrail::record(ctx, &event, &trails)?;
    Ok((event.id, kept))
}

/// Returns what to tell about an event that is not found where one would look for it.
fn hidden(kept: Kept) -> Option<&'static str> {
    match kept {
        Kept { management: false, trails: 0, stores: 0, .. } => Some(
            "no trail and no event data store takes this event, and the event history has management \
             events only: nothing is kept of it",
        ),
        Kept { management: true, in_history: false, trails: 0, stores: 0 } => Some(
            "the event is older than 90 days, so the event history does not show it, and no trail \
             or event data store takes it: nothing is kept of it",
        ),
        Kept { management: true, in_history: false, .. } => {
            Some("the event is older than 90 days, so the event history does not show it")
        }
        _ => None,
    }
}

/// The words of the command line.
struct Said<'a, 'p> {
    program: &'a Program<'p>,
    matches: &'a ArgMatches,
}

impl Said<'_, '_> {
    fn text(&self, name: &str) -> Option<String> {
        self.matches.get_one::<String>(name).cloned()
    }

    fn time(&self) -> Outcome<Option<Timestamp>> {
        let parse = |time: String| {
            text::parse_parameter(&time)
                .ok_or_else(|| Failure::Parameter(format!("--at: '{time}' is no time")))
        };
        self.text("at").map(parse).transpose()
    }

    /// Returns a document that is given as JSON text or by the file that holds it.
    fn document(&self, name: &str) -> Outcome<Value> {
        let Some(value) = self.text(name) else { return Ok(Value::Null) };
        let text = paramfile::load(name, &value, self.program.environment)?;
        let wrong = |what: &str| {
            Failure::Parameter(format!(
                "Error parsing parameter '--{name}': Invalid JSON: {what}\nJSON received: {text}"
            ))
        };
        match serde_json::from_str(&text) {
            Ok(document @ (Value::Object(_) | Value::Null)) => Ok(document),
            Ok(_) => Err(wrong("a record has an object here, or null")),
            Err(cause) => Err(wrong(&cause.to_string())),
        }
    }

    /// Returns one of two flags that exclude each other, if one is there.
    fn either(&self, yes: &str, no: &str) -> Option<bool> {
        match (self.matches.get_flag(yes), self.matches.get_flag(no)) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }

    /// Checks that what names something could be a name of such.
    ///
    /// Source: IAM API Reference, the patterns of `userName`, `roleName` and `RoleSessionName`; AWS
    /// General Reference, "Service endpoints", for the forms of services and regions.
    fn check(&self) -> Outcome<()> {
        let is_label = |text: &str| {
            let plain =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            !text.is_empty() && text.bytes().all(plain)
        };
        let is_service = |text: &str| text.split('.').all(is_label);
        let is_name = |text: &str| {
            let plain = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
            (1..=64).contains(&text.len()) && text.chars().all(plain)
        };
        for (option, what, fits) in [
            ("service", "service", &is_service as &dyn Fn(&str) -> bool),
            ("invoked-by", "service", &is_service),
            ("user", "name of an IAM user", &is_name),
            ("role", "name of an IAM role", &is_name),
            ("session", "name of a role's session", &is_name),
        ] {
            if let Some(text) = self.text(option).filter(|text| !fits(text)) {
                return Err(Failure::Parameter(format!("--{option}: '{text}' is no {what}")));
            }
        }
        let region = &self.program.session.region;
        let mut parts = region.rsplit('-');
        let number = parts.next().unwrap_or_default();
        let words: Vec<&str> = parts.collect();
        let is_word =
            |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        if is_number && words.len() >= 2 && words.iter().all(is_word) {
            return Ok(());
        }
        Err(Failure::Parameter(format!("--region: '{region}' is no region of AWS")))
    }

    fn identity(&self) -> Outcome<Identity> {
        let caller = &self.program.session.engine.caller;
        let user = self.text("user").unwrap_or_else(|| caller.user.clone());
        let default = if self.matches.contains_id("role") { "role" } else { "user" };
        let kind = self.text("identity").unwrap_or_else(|| default.to_owned());
        let invoked_by = self.text("invoked-by").map(|service| source_of(&service));
        let missing =
            |option: &str| Failure::Parameter(format!("--identity {kind} needs {option}"));
        let idle = [("role", kind != "role"), ("user", kind == "root" || kind == "service")];
        if let Some((option, _)) =
            idle.iter().find(|(name, idle)| *idle && self.text(name).is_some())
        {
            let what = format!("--identity {kind} has no --{option}");
            return Err(Failure::Parameter(what));
        }
        let who = match kind.as_str() {
            "root" => Who::Root,
            "role" => Who::Role {
                name: self.text("role").ok_or_else(|| missing("--role"))?,
                session: self.text("session").unwrap_or(user),
            },
            "service" => Who::Service(invoked_by.clone().ok_or_else(|| missing("--invoked-by"))?),
            _ => Who::User(user),
        };
        Ok(Identity {
            who,
            mfa: self.matches.get_flag("mfa"),
            invoked_by,
            ..Identity::of_caller(caller, partition_of(&self.program.session.region))
        })
    }

    fn call(&self) -> Outcome<Simulated> {
        let word = self.text("service").unwrap_or_default();
        let action = self.text("action").unwrap_or_default();
        let source = source_of(&word);
        let command = format!("{}.{}", word.split('.').next().unwrap_or(&word), kebab(&action));
        let resource = |text: &String| {
            let pair = text.split_once('=').map(|(kind, arn)| (kind.to_owned(), arn.to_owned()));
            pair.ok_or_else(|| {
                Failure::Parameter(format!(
                    "--resource: '{text}' is not of the form AWS::S3::Bucket=arn:aws:s3:::NAME"
                ))
            })
        };
        let resources = self.matches.get_many::<String>("resource").unwrap_or_default();
        Ok(Simulated {
            account: self.program.session.engine.caller.account.clone(),
            identity: self.identity()?,
            source,
            region: self.program.session.region.clone(),
            time: Timestamp::default(),
            request: self.document("request")?,
            response: self.document("response")?,
            error_code: self.text("error-code"),
            error_message: self.text("error-message"),
            resources: resources.map(resource).collect::<Outcome<_>>()?,
            read_only: self.either("read-only", "write"),
            management: self.either("management", "data"),
            vpc_endpoint: self.text("vpc-endpoint"),
            network_activity: self.matches.get_flag("network-activity"),
            from_console: self.matches.get_flag("from-console"),
            source_ip: self.text("source-ip").unwrap_or_else(|| SOURCE_ADDRESS.to_owned()),
            user_agent: self.text("user-agent").unwrap_or_else(|| user_agent(&command)),
            action,
        })
    }

    /// Returns the sign-in. That of the root user happens in the region of global services, and so
    /// does a user's unless `--region` names the one whose sign-in page was used.
    fn sign_in(&self) -> Outcome<SignIn> {
        let identity = self.identity()?;
        let session = &self.program.session;
        let region = match (&identity.who, &session.named_region) {
            (Who::User(_), Some(region)) => region.clone(),
            (Who::User(_) | Who::Root, _) => global_region(&session.region).to_owned(),
            _ => {
                return Err(Failure::NotEmulated(
                    "sim call --console-sign-in of a role or service".to_owned(),
                ));
            }
        };
        let failure = self.text("console-sign-in").as_deref() == Some("failure");
        let error_message = self.text("error-message");
        Ok(SignIn {
            identity,
            region,
            time: Timestamp::default(),
            succeeds: !failure && error_message.is_none(),
            error_message,
            source_ip: self.text("source-ip").unwrap_or_else(|| SOURCE_ADDRESS.to_owned()),
            user_agent: self.text("user-agent").unwrap_or_else(|| BROWSER.to_owned()),
        })
    }
}
