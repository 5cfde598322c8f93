//! What a handler is given: who calls, where and when, and what it may read and change.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::PathBuf;

use crate::arn::partition_of;
use crate::error::Result;
use crate::id::{Ids, stable};
use crate::store::Txn;
use crate::time::Timestamp;
use crate::value::Value;

/// Who makes a call.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Caller {
    /// The account, twelve digits.
    pub account: String,
    /// The name of the IAM user.
    pub user: String,
}

impl Caller {
    /// Returns the user's unique id, which follows from account and name.
    pub fn principal_id(&self) -> String {
        stable("AIDA", &[&self.account, &self.user])
    }

    /// Returns the user's access key id, which follows from account and name.
    pub fn access_key_id(&self) -> String {
        stable("AKIA", &[&self.account, &self.user])
    }
}

/// Everything that a handler works with.
///
/// A handler knows neither where its call came from nor how its answer will be shown.
pub struct Context<'s> {
    /// Who calls.
    pub caller: Caller,
    /// The region that the call goes to.
    pub region: String,
    /// The time, on the store's clock; for a chore, when it was due.
    pub now: Timestamp,
    /// Up to when all that falls due is being done: what comes at several times up to then, a chore may
    /// do at once if nobody can tell. For a call, the same as `now`.
    pub until: Timestamp,
    /// The number of the call or chore; each has a larger one than those before it.
    pub number: u64,
    /// Identifiers for what comes into being.
    pub ids: Ids,
    /// What is kept.
    pub txn: Txn<'s>,
    /// The bytes that come with the request, as for an upload.
    pub body: Option<Body>,
    /// What the answer has besides its document.
    pub extra: Extra,
    /// How the lines of log groups are read.
    pub logs: Logs,
    /// How trails are read.
    pub trails: Trails,
    /// How documents of Systems Manager act on what is here.
    pub remedies: Remedies,
    /// How the organization is read.
    pub organization: Organizations,
    /// How configuration items come into event data stores.
    pub items: Items,
}

/// Reads the lines of the log groups of an account and region whose names are wanted, from a time up
/// to and without another, in no order.
pub type Logs =
    fn(&Txn<'_>, (&str, &str), &dyn Fn(&str) -> bool, (Timestamp, Timestamp)) -> Result<Vec<Line>>;

/// Reads the trails that record in an account and region, as CloudTrail would answer of each: members
/// `Trail`, `Status` and `Selectors`.
pub type Trails = fn(&Txn<'_>, (&str, &str)) -> Result<Vec<Value>>;

/// Does what a document of Systems Manager does in an account and region, with its parameters.
pub type Remedies =
    fn(&mut Context<'_>, (&str, &str), &str, &BTreeMap<String, Vec<String>>) -> Result<Remedied>;

/// What a document has done.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Remedied {
    /// What it does; the name of its step.
    Done(&'static str),
    /// Nothing, because its step failed; the step and why.
    Failed(&'static str, String),
    /// Nothing, because it is not known here.
    Unknown,
}

/// Reads the organization that there is, if there is one.
pub type Organizations = fn(&Txn<'_>) -> Result<Option<Organized>>;

/// The accounts of an organization.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Organized {
    /// The account that manages it.
    pub management: String,
    /// Its other accounts.
    pub members: Vec<String>,
    /// The members that administer a service besides, by the name that it calls itself.
    pub delegated: BTreeMap<String, Vec<String>>,
}

impl Organized {
    /// Returns whether an account administers a service: the one that manages the organization, and
    /// those that it delegated that to.
    pub fn administers(&self, account: &str, service: &str) -> bool {
        self.management == account
            || self.delegated.get(service).is_some_and(|all| all.iter().any(|one| one == account))
    }

    /// Returns its accounts, the one that manages it first.
    pub fn accounts(self) -> Vec<String> {
        let mut accounts = vec![self.management];
        accounts.extend(self.members);
        accounts
    }
}
/// Gives configuration items that were recorded at this time to the event data stores that take them,
/// each as a file of AWS Config tells it.
pub type Items = fn(&mut Context<'_>, &mut dyn Iterator<Item = Value>) -> Result<()>;

/// A line of a log group.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// When it was logged.
    pub time: Timestamp,
    /// The number of the call that it is of.
    pub number: u64,
    /// What it says.
    pub document: Value,
}

/// Bytes that come with a request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Body {
    /// The bytes themselves.
    Bytes(Vec<u8>),
    /// A file that holds them.
    File(PathBuf),
}

/// What an answer has besides its document.
#[derive(Debug, Default)]
pub struct Extra {
    /// The bytes of the answer, as for a download.
    pub body: Option<Download>,
    /// Sentences for the person who called, which AWS would not send.
    pub warnings: Vec<String>,
    /// The resources that the call touched, as its event names them.
    pub touched: Vec<Touched>,
    /// What a service did by itself that is an event of its own.
    pub observed: Vec<Observation>,
    /// What the event of the call says otherwise than those of other services.
    pub told: Told,
}

/// The bytes of an answer: a part of a file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Download {
    /// The file.
    pub file: PathBuf,
    /// The position of the first byte.
    pub start: u64,
    /// How many bytes there are.
    pub length: u64,
}

/// What an event says otherwise than those of other services; what is not set is as usual.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// The operation, where events name it otherwise than the API does.
    pub name: Option<&'static str>,
    /// The id of the request, where it is no UUID.
    pub request_id: Option<String>,
    /// What was answered.
    pub response: Option<Value>,
    /// Whether the user agent stands in brackets.
    pub brackets: bool,
    /// What else there is to tell: `additionalEventData`.
    pub additional: Value,
}

/// A resource that a call touched.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Touched {
    /// Its type, as in `AWS::S3::Object`.
    pub kind: &'static str,
    /// Its name; empty for what has none, such as a metric.
    pub arn: String,
    /// The account that owns it, where the event says so.
    pub account: Option<String>,
}

/// A call that one service made to another by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// The account on whose behalf it happened.
    pub account: String,
    /// Where it happened.
    pub region: String,
    /// The service that called, as in `cloudtrail.amazonaws.com`.
    pub invoked_by: &'static str,
    /// The service that was called, as in `s3.amazonaws.com`.
    pub source: &'static str,
    /// The operation.
    pub name: &'static str,
    /// Whether it only reads.
    pub read_only: bool,
    /// Whether it is a management event; otherwise it is a data event.
    pub management: bool,
    /// What was asked, as the event tells it.
    pub request: Value,
    /// What it touched.
    pub touched: Vec<Touched>,
    /// What the event says otherwise than those of other services.
    pub told: Told,
}

impl Context<'_> {
    /// Returns the account and the region that the call is made in.
    pub fn owner(&self) -> (&str, &str) {
        (&self.caller.account, &self.region)
    }

    /// Returns the name of a resource of the caller in the region of the call.
    pub fn arn(&self, service: &str, resource: impl Display) -> String {
        let partition = partition_of(&self.region);
        format!("arn:{partition}:{service}:{}:{}:{resource}", self.region, self.caller.account)
    }
}
