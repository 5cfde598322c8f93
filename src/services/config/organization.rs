//! What is deployed in all accounts of an organization: rules and conformance packs.
//!
//! ```text
//! put, by the management account --> in each account but those left out, in this region
//!      or a delegated administrator   how that went, account by account
//! ```
//!
//! `sim organization` declares which accounts belong together, and which members are delegated
//! administrators of AWS Config. What one account has put, only that account sees, changes and deletes.
//!
//! Source: AWS Config Developer Guide, "Managing AWS Config Rules Across All Accounts in Your
//! Organization", "Managing Conformance Packs Across all Accounts in Your Organization"; API Reference,
//! "`PutOrganizationConfigRule`". The sentences are ours.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::errors::{
    MAX_NUMBER_OF_ORGANIZATION_CONFIG_RULES_EXCEEDED,
    MAX_NUMBER_OF_ORGANIZATION_CONFORMANCE_PACKS_EXCEEDED, NO_AVAILABLE_ORGANIZATION,
    NO_SUCH_ORGANIZATION_CONFIG_RULE, NO_SUCH_ORGANIZATION_CONFORMANCE_PACK,
    ORGANIZATION_ACCESS_DENIED,
};
use crate::arn::partition_of;
use crate::context::{Context, Organized};
use crate::error::{ApiError, Error, Result};
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;
use crate::value::Value;

/// Who makes what is deployed, and what it is delegated for.
///
/// Source: AWS Config Developer Guide, "Service-Linked AWS Config Rules", "Register a Delegated
/// Administrator".
pub const SERVICE: &str = "config-multiaccountsetup.amazonaws.com";

/// What is deployed.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum What {
    /// A rule.
    Rule,
    /// A conformance pack.
    Pack,
}

impl What {
    const fn word(self) -> &'static str {
        match self {
            Self::Rule => "organization-config-rule",
            Self::Pack => "organization-conformance-pack",
        }
    }

    /// Returns the refusal where there is none of a name.
    fn no_such(self, name: &str) -> ApiError {
        let (code, kind) = match self {
            Self::Rule => (NO_SUCH_ORGANIZATION_CONFIG_RULE, "config rule"),
            Self::Pack => (NO_SUCH_ORGANIZATION_CONFORMANCE_PACK, "conformance pack"),
        };
        ApiError::new(code, format!("The organization {kind} '{name}' does not exist."))
    }

    /// Returns the refusal of one more than an organization may have in a region, and how many these are.
    ///
    /// Source: AWS Config Developer Guide, "Service Limits".
    fn too_many(self) -> (usize, ApiError) {
        let (most, code, kind) = match self {
            Self::Rule => (150, MAX_NUMBER_OF_ORGANIZATION_CONFIG_RULES_EXCEEDED, "config rules"),
            Self::Pack => {
                (50, MAX_NUMBER_OF_ORGANIZATION_CONFORMANCE_PACKS_EXCEEDED, "conformance packs")
            }
        };
        let message =
            format!("You have reached the limit of {most} {kind} that an organization can have.");
        (most, ApiError::new(code, message))
    }

    const fn beginning(self) -> &'static str {
        match self {
            Self::Rule => "OrgConfigRule",
            Self::Pack => "OrgConformsPack",
        }
    }
}

/// Something that is deployed in all accounts of an organization.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Deployment {
    /// What it is.
    pub what: What,
    /// The account that put it: the management account, or a delegated administrator.
    pub account: String,
    /// Where it is.
    pub region: String,
    /// Its name.
    pub name: String,
    /// Eight letters that tell it from others.
    pub id: String,
    /// What it says, as its request did.
    pub request: Value,
    /// The accounts that are left out.
    pub excluded: Vec<String>,
    /// When it was last put.
    pub updated: Timestamp,
    /// Whether it was there before that.
    pub again: bool,
    /// How it went, account by account.
    pub members: BTreeMap<String, Member>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// How a deployment went in an account.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Member {
    /// When.
    pub updated: Timestamp,
    /// Whether it was there before.
    pub again: bool,
    /// What went wrong, if anything did.
    pub failure: Option<Failure>,
}

/// Code and message of what went wrong.
pub type Failure = (String, String);

/// Removes what has a name from the caller's account, if it is there.
pub type Remove = fn(&mut Context<'_>, &str) -> Result<()>;

impl Member {
    /// Returns the word of how it went.
    pub const fn word(&self) -> &'static str {
        word(self.again, self.failure.is_some())
    }
}

const fn word(again: bool, failed: bool) -> &'static str {
    match (again, failed) {
        (false, false) => "CREATE_SUCCESSFUL",
        (false, true) => "CREATE_FAILED",
        (true, false) => "UPDATE_SUCCESSFUL",
        (true, true) => "UPDATE_FAILED",
    }
}

impl Record for Deployment {
    const KIND: &'static str = "organization deployment";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of(self.what, (&self.account, &self.region), &self.name)
    }
}

impl Deployment {
    fn key_of(what: What, (account, region): (&str, &str), name: &str) -> Key {
        Self::all().text(account).text(region).text(what.word()).text(name)
    }

    /// Returns the caller's of a name in the region of the call.
    ///
    /// Fails with what [`check`] fails with, then with [`NO_SUCH_ORGANIZATION_CONFIG_RULE`] or
    /// [`NO_SUCH_ORGANIZATION_CONFORMANCE_PACK`].
    pub fn named(ctx: &Context<'_>, what: What, name: &str) -> Result<Self> {
        check(ctx)?;
        let found = ctx.txn.get(&Self::key_of(what, ctx.owner(), name))?;
        Ok(found.ok_or_else(|| what.no_such(name))?)
    }

    /// Returns the caller's of these names in the region of the call, or all if none is named.
    ///
    /// Fails as [`named`](Self::named) does.
    pub fn asked(ctx: &Context<'_>, what: What, names: Option<&[String]>) -> Result<Vec<Self>> {
        check(ctx)?;
        match names {
            None | Some([]) => Self::of_region(&ctx.txn, what, ctx.owner()),
            Some(names) => names.iter().map(|name| Self::named(ctx, what, name)).collect(),
        }
    }

    /// Returns the one of a name with what a request says of it now, or a new one, which has the tags.
    ///
    /// Fails with [`MAX_NUMBER_OF_ORGANIZATION_CONFIG_RULES_EXCEEDED`] or
    /// [`MAX_NUMBER_OF_ORGANIZATION_CONFORMANCE_PACKS_EXCEEDED`].
    pub fn put_again(
        ctx: &mut Context<'_>,
        what: What,
        name: String,
        tags: BTreeMap<String, String>,
        request: Value,
    ) -> Result<Self> {
        let known: Option<Self> = ctx.txn.get(&Self::key_of(what, ctx.owner(), &name))?;
        let again = known.is_some();
        if !again {
            let (most, refusal) = what.too_many();
            let mut count = 0;
            for other in ctx.txn.scan::<Self>(&Self::all()) {
                let other = other?;
                count += usize::from(other.what == what && other.region == ctx.region);
            }
            if count >= most {
                return Err(refusal.into());
            }
        }
        let new = |ctx: &mut Context<'_>| Self {
            what,
            account: ctx.caller.account.clone(),
            region: ctx.region.clone(),
            name,
            id: ctx.ids.letters(8),
            request: Value::Null,
            excluded: Vec::new(),
            updated: ctx.now,
            again,
            members: BTreeMap::new(),
            tags,
        };
        let known = known.unwrap_or_else(|| new(ctx));
        Ok(Self { request, again, updated: ctx.now, ..known })
    }

    /// Puts it into accounts, except for some, from which it is removed, and keeps how that went.
    pub fn deploy(
        mut self,
        ctx: &mut Context<'_>,
        (accounts, excluded): (&[String], Vec<String>),
        remove: Remove,
        put: impl Fn(&mut Context<'_>, String) -> Result<Option<Failure>>,
    ) -> Result<Self> {
        for account in accounts {
            if excluded.contains(account) {
                self.remove_from(ctx, account, remove)?;
                self.members.remove(account);
                continue;
            }
            let name = self.name_there();
            let failure = as_account(ctx, account, |ctx| put(ctx, name))?;
            let again = self.members.contains_key(account);
            self.members.insert(account.clone(), Member { updated: ctx.now, again, failure });
        }
        self.excluded = excluded;
        ctx.txn.put(&self);
        Ok(self)
    }

    /// Removes it from all accounts that it is in.
    pub fn withdraw(&self, ctx: &mut Context<'_>, remove: Remove) -> Result<()> {
        for account in self.members.keys() {
            self.remove_from(ctx, account, remove)?;
        }
        ctx.txn.delete(&self.key());
        Ok(())
    }

    fn remove_from(&self, ctx: &mut Context<'_>, account: &str, remove: Remove) -> Result<()> {
        let name = self.name_there();
        as_account(ctx, account, |ctx| remove(ctx, &name).map(|()| None))?;
        Ok(())
    }

    /// Returns how it went in the accounts that are asked for: one, and those where it went so.
    pub fn fared(self, account: Option<&String>, word: Option<&str>) -> Vec<(String, Member)> {
        let is_asked = |(own, member): &(String, Member)| {
            account.is_none_or(|account| account == own)
                && word.is_none_or(|word| word == member.word())
        };
        self.members.into_iter().filter(is_asked).collect()
    }

    /// Returns those of a region, in the order of their names.
    pub fn of_region(
        txn: &Txn<'_>,
        what: What,
        (account, region): (&str, &str),
    ) -> Result<Vec<Self>> {
        txn.scan(&Self::all().text(account).text(region).text(what.word())).collect()
    }

    /// Returns its ARN.
    pub fn arn(&self) -> String {
        let Self { account, region, name, id, .. } = self;
        let (partition, word) = (partition_of(region), self.what.word());
        format!("arn:{partition}:config:{region}:{account}:{word}/{name}-{id}")
    }

    /// Returns the name that it has in each account.
    pub fn name_there(&self) -> String {
        format!("{}-{}-{}", self.what.beginning(), self.name, self.id)
    }

    /// Returns the word of how it went, and the first failure.
    pub fn status(&self) -> (&'static str, Option<Failure>) {
        let failure = self.members.values().find_map(|member| member.failure.clone());
        (word(self.again, failure.is_some()), failure)
    }
}

/// Returns the accounts of the caller's organization, the one that manages it first.
///
/// Fails with [`NO_AVAILABLE_ORGANIZATION`] if the caller belongs to none, then with
/// [`ORGANIZATION_ACCESS_DENIED`] if the caller does not administer it.
pub fn accounts(ctx: &Context<'_>) -> Result<Vec<String>> {
    let Some(organization) = of_caller(ctx)? else {
        let message = "Your account does not belong to an organization, which 'trailwatch sim \
                       organization' declares.";
        return Err(ApiError::new(NO_AVAILABLE_ORGANIZATION, message).into());
    };
    administered(ctx, Some(&organization))?;
    Ok(organization.accounts())
}

/// Fails with [`ORGANIZATION_ACCESS_DENIED`] unless the caller administers an organization.
pub fn check(ctx: &Context<'_>) -> Result<()> {
    administered(ctx, of_caller(ctx)?.as_ref())
}

/// Returns the organization that the caller belongs to, if there is one.
fn of_caller(ctx: &Context<'_>) -> Result<Option<Organized>> {
    let account = &ctx.caller.account;
    let organization = (ctx.organization)(&ctx.txn)?;
    Ok(organization.filter(|found| found.management == *account || found.members.contains(account)))
}

fn administered(ctx: &Context<'_>, organization: Option<&Organized>) -> Result<()> {
    if organization.is_some_and(|found| found.administers(&ctx.caller.account, SERVICE)) {
        return Ok(());
    }
    let message = format!(
        "Only the management account of an organization, and its delegated administrators for \
         {SERVICE}, can do this."
    );
    Err(ApiError::new(ORGANIZATION_ACCESS_DENIED, message).into())
}

/// Does something as another account would, and takes it back if it is refused; returns code and
/// message of that, or of what the work itself tells of.
fn as_account(
    ctx: &mut Context<'_>,
    account: &str,
    work: impl FnOnce(&mut Context<'_>) -> Result<Option<Failure>>,
) -> Result<Option<Failure>> {
    let caller = std::mem::replace(&mut ctx.caller.account, account.to_owned());
    let point = ctx.txn.savepoint();
    let done = work(ctx);
    ctx.caller.account = caller;
    match done {
        Ok(failure) => Ok(failure),
        Err(Error::Api(error)) => {
            ctx.txn.return_to(point);
            Ok(Some((error.code().name.to_owned(), error.message().to_owned())))
        }
        Err(other) => Err(other),
    }
}
