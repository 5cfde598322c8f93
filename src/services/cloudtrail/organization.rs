//! The organization of AWS Organizations that the accounts of the store belong to.
//!
//! There is none until `sim organization` declares it: a management account and its members. All
//! features are on, and CloudTrail has its access. A trail of the organization belongs to the
//! management account, takes the events of all accounts, and shows up in the members; the management
//! account and the members that it has made delegated administrators change it.
//!
//! Source: CloudTrail User Guide, "Creating a trail for an organization", "Organization delegated
//! administrator". AWS publishes no sentences of the errors: they are ours.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::errors::{NOT_ORGANIZATION_MASTER_ACCOUNT, ORGANIZATIONS_NOT_IN_USE};
use crate::context::Organized;
use crate::error::{ApiError, Result};
use crate::store::{Json, Key, Record, Txn};

/// How many delegated administrators CloudTrail may have.
///
/// Source: CloudTrail User Guide, "Organization delegated administrator".
pub const ADMINISTRATORS: usize = 3;

/// An organization.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Organization {
    /// Its id, as in `o-exampleorgid`.
    pub id: String,
    /// The account that manages it.
    pub management: String,
    /// Its other accounts, in their order.
    pub members: Vec<String>,
    /// The members that administer trails and event data stores, in the order in which they came.
    #[serde(default)]
    pub administrators: Vec<String>,
    /// The members that administer other services, by the name that each calls itself.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub delegated: BTreeMap<String, Vec<String>>,
}

impl Record for Organization {
    const KIND: &'static str = "organization";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all()
    }
}

impl Organization {
    /// Returns the organization of the store, if there is one.
    pub fn find(txn: &Txn<'_>) -> Result<Option<Self>> {
        txn.get(&Self::all())
    }

    /// Returns the organization that an account belongs to, if it does.
    pub fn of(txn: &Txn<'_>, account: &str) -> Result<Option<Self>> {
        Ok(Self::find(txn)?.filter(|organization| organization.has(account)))
    }

    /// Returns the organization that an account belongs to.
    ///
    /// Fails with [`ORGANIZATIONS_NOT_IN_USE`] if it belongs to none.
    pub fn needed_by(txn: &Txn<'_>, account: &str) -> Result<Self> {
        let message = "Your account is not a member of an organization. Sign in to an account that \
                       belongs to an organization.";
        Ok(Self::of(txn, account)?
            .ok_or_else(|| ApiError::new(ORGANIZATIONS_NOT_IN_USE, message))?)
    }

    /// Returns the organization of an account that may make and change what is the organization's.
    ///
    /// Fails with [`ORGANIZATIONS_NOT_IN_USE`], then with [`NOT_ORGANIZATION_MASTER_ACCOUNT`].
    pub fn administered_by(txn: &Txn<'_>, account: &str) -> Result<Self> {
        let organization = Self::needed_by(txn, account)?;
        if organization.is_administrator(account) {
            return Ok(organization);
        }
        Err(not_master(account).into())
    }

    /// Returns whether an account belongs to it.
    pub fn has(&self, account: &str) -> bool {
        self.management == account || self.members.iter().any(|member| member == account)
    }

    /// Returns whether an account may make and change what is the organization's.
    pub fn is_administrator(&self, account: &str) -> bool {
        self.management == account || self.administrators.iter().any(|other| other == account)
    }
}

/// Returns the accounts of the organization that there is, as other services see it.
pub fn organized(txn: &Txn<'_>) -> Result<Option<Organized>> {
    let shown = |Organization { management, members, delegated, .. }| Organized {
        management,
        members,
        delegated,
    };
    Ok(Organization::find(txn)?.map(shown))
}

/// Returns the refusal of an account that may not change what is the organization's.
pub fn not_master(account: &str) -> ApiError {
    let message = format!(
        "Account {account} is neither the management account nor a delegated administrator of the \
         organization."
    );
    ApiError::new(NOT_ORGANIZATION_MASTER_ACCOUNT, message)
}

/// Returns whether a text is an organization's id.
///
/// Source: Organizations API Reference, "`Organization`".
pub fn is_id(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.strip_prefix("o-")
        .is_some_and(|rest| (10..=32).contains(&rest.len()) && rest.chars().all(plain))
}

/// Returns whether a text is an account's id.
pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_belongs_to_it_and_who_administers_it() {
        let organization = Organization {
            id: "o-exampleorgid".to_owned(),
            management: "1".to_owned(),
            members: vec!["2".to_owned(), "3".to_owned()],
            administrators: vec!["3".to_owned()],
            delegated: BTreeMap::new(),
        };
        let told =
            |account: &str| (organization.has(account), organization.is_administrator(account));
        assert_eq!(told("1"), (true, true));
        assert_eq!(told("2"), (true, false));
        assert_eq!(told("3"), (true, true));
        assert_eq!(told("4"), (false, false));
    }

    #[test]
    fn ids_are_those_of_organizations() {
        assert!(is_id("o-exampleorgid") && is_account("123456789012"));
        for text in ["", "o-", "o-short", "exampleorgid", "o-EXAMPLEORGID", "o-../../../../"] {
            assert!(!is_id(text), "{text}");
        }
        assert!(!is_account("1234") && !is_account("12345678901a"));
    }
}
