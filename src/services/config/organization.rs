//! What is deployed in all accounts of an organization: rules and conformance packs.
//!
//! ```text
//! put, by the management account --> in each account but those left out, in this region
//!                                    how that went, account by account
//! ```
//!
//! `sim organization` declares which accounts belong together. Delegated administrators of AWS Config
//! are not emulated.
//!
//! Source: AWS Config Developer Guide, "Managing AWS Config Rules Across All Accounts in Your
//! Organization", "Managing Conformance Packs Across all Accounts in Your Organization"; API Reference,
//! "`PutOrganizationConfigRule`". The sentences are ours.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::errors::{NO_AVAILABLE_ORGANIZATION, ORGANIZATION_ACCESS_DENIED};
use crate::arn::partition_of;
use crate::context::{Context, Organized};
use crate::error::{ApiError, Error, Result};
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;
use crate::value::Value;

/// Who makes what is deployed.
///
/// Source: AWS Config Developer Guide, "Service-Linked AWS Config Rules".
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
    /// The management account.
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
    /// Code and message of what went wrong, if anything did.
    pub failure: Option<(String, String)>,
}

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

    /// Returns one by its name, if there is one.
    pub fn find(
        txn: &Txn<'_>,
        what: What,
        owner: (&str, &str),
        name: &str,
    ) -> Result<Option<Self>> {
        txn.get(&Self::key_of(what, owner, name))
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

    /// Returns the word of how it went, and code and message of the first failure.
    pub fn status(&self) -> (&'static str, Option<(String, String)>) {
        let failure = self.members.values().find_map(|member| member.failure.clone());
        (word(self.again, failure.is_some()), failure)
    }
}

/// Returns the accounts of the caller's organization, the caller's first.
///
/// Fails with [`NO_AVAILABLE_ORGANIZATION`] if the caller belongs to none, then with
/// [`ORGANIZATION_ACCESS_DENIED`] if the caller does not manage it.
pub fn accounts(ctx: &Context<'_>) -> Result<Vec<String>> {
    let Some(accounts) = of_caller(ctx)? else {
        let message = "Your account does not belong to an organization, which 'trailwatch sim \
                       organization' declares.";
        return Err(ApiError::new(NO_AVAILABLE_ORGANIZATION, message).into());
    };
    managed(ctx, &accounts)?;
    Ok(accounts)
}

/// Fails with [`ORGANIZATION_ACCESS_DENIED`] unless the caller manages an organization.
pub fn check(ctx: &Context<'_>) -> Result<()> {
    managed(ctx, &of_caller(ctx)?.unwrap_or_default())
}

/// Returns the accounts of the organization that the caller belongs to, if there is one.
fn of_caller(ctx: &Context<'_>) -> Result<Option<Vec<String>>> {
    let accounts = (ctx.organization)(&ctx.txn)?.map(Organized::accounts);
    Ok(accounts.filter(|accounts| accounts.contains(&ctx.caller.account)))
}

fn managed(ctx: &Context<'_>, accounts: &[String]) -> Result<()> {
    if accounts.first() == Some(&ctx.caller.account) {
        return Ok(());
    }
    let message = "Only the management account of an organization can do this.";
    Err(ApiError::new(ORGANIZATION_ACCESS_DENIED, message).into())
}

/// Does something as another account would, and takes it back if it does not work; returns code and
/// message of why.
pub fn as_account(
    ctx: &mut Context<'_>,
    account: &str,
    work: impl FnOnce(&mut Context<'_>) -> Result<()>,
) -> Result<Option<(String, String)>> {
    let caller = std::mem::replace(&mut ctx.caller.account, account.to_owned());
    let point = ctx.txn.savepoint();
    let done = work(ctx);
    ctx.caller.account = caller;
    match done {
        Ok(()) => Ok(None),
        Err(Error::Api(error)) => {
            ctx.txn.return_to(point);
            Ok(Some((error.code().name.to_owned(), error.message().to_owned())))
        }
        Err(other) => Err(other),
    }
}
