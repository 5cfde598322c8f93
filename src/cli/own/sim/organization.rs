//! `sim organization`: which accounts belong together.

use std::collections::BTreeMap;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;

use crate::context::Context;
use crate::crypto::sha256;
use crate::error::{Error, Result};
use crate::services::cloudtrail::event_data_store::EventDataStore;
use crate::services::cloudtrail::organization::{Organization, is_account, is_id};
use crate::services::cloudtrail::trail::Trail;
use crate::services::config::aggregator::SERVICE as AGGREGATORS;
use crate::services::config::organization::SERVICE as RULES;
use crate::store::Record;
use crate::value::Value;

use super::super::super::exit::{Failure, Outcome};
use super::super::super::program::Program;

/// Returns the command.
pub(super) fn command() -> Command {
    let valued = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    Command::new("organization")
        .about("Declares which accounts belong to an organization, for what is of all of them")
        .long_about(
            "Declares which accounts belong to an organization, for what is of all of them. All of \
             its features are on. A command is one of the account whose twelve digits \
             AWS_ACCESS_KEY_ID has.\n\n\
             \x20 trailwatch sim organization declare --member 222222222222\n\
             \x20 trailwatch cloudtrail create-trail --is-organization-trail ...\n\
             \x20 AWS_ACCESS_KEY_ID=222222222222 trailwatch sim call --service ec2 --action \
             RunInstances",
        )
        .subcommand_required(true)
        .subcommand(
            Command::new("declare")
                .about("Declares the organization, or that its members are others")
                .arg(valued(
                    "management",
                    "ACCOUNT",
                    "The account that manages it; the caller's, unless it is said",
                ))
                .arg(
                    valued("member", "ACCOUNT", "Another account of it; may be repeated")
                        .action(ArgAction::Append),
                )
                .arg(valued(
                    "id",
                    "ID",
                    "Its id: o- and 10 to 32 small letters and digits; follows from the management \
                     account, unless it is said",
                )),
        )
        .subcommand(delegated(
            Command::new("register-delegated-administrator")
                .about("Lets a member administer AWS Config for the organization"),
        ))
        .subcommand(delegated(
            Command::new("deregister-delegated-administrator")
                .about("Lets it no more; what it deployed stays"),
        ))
        .subcommand(Command::new("show").about("Shows the organization"))
        .subcommand(
            Command::new("remove")
                .about("Removes it, once no trail or event data store is its own"),
        )
}

/// Adds the options that AWS Organizations has for delegated administrators.
fn delegated(command: Command) -> Command {
    let needed = |name: &'static str, value: &'static str, help: String| {
        Arg::new(name).long(name).value_name(value).help(help).required(true)
    };
    command.arg(needed("account-id", "ACCOUNT", "The member".to_owned())).arg(needed(
        "service-principal",
        "SERVICE",
        format!(
            "{RULES} for rules and conformance packs of the organization, {AGGREGATORS} for its \
             aggregators"
        ),
    ))
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, matches: &ArgMatches) -> Outcome {
    let region = program.session.region.clone();
    match matches.subcommand() {
        Some(("declare", matches)) => {
            let declared = declared(program, matches)?;
            let keep = |ctx: &mut Context<'_>| declare(ctx, declared);
            let document = program.engine.with_context(&region, keep)?;
            program.print("sim organization", &document)
        }
        Some((
            name @ ("register-delegated-administrator" | "deregister-delegated-administrator"),
            matches,
        )) => {
            let text = |name: &str| matches.get_one::<String>(name).cloned().unwrap_or_default();
            let (account, service) = (text("account-id"), text("service-principal"));
            if ![RULES, AGGREGATORS].contains(&service.as_str()) {
                return Err(Failure::Parameter(format!(
                    "--service-principal: '{service}' is neither {RULES} nor {AGGREGATORS}; \
                     'cloudtrail register-organization-delegated-admin' is for CloudTrail"
                )));
            }
            let registers = name == "register-delegated-administrator";
            let delegate = |ctx: &mut Context<'_>| {
                if registers {
                    register(ctx, account, service)
                } else {
                    deregister(ctx, &account, &service)
                }
            };
            Ok(program.engine.with_context(&region, delegate)?)
        }
        Some(("remove", _)) => Ok(program.engine.with_context(&region, remove)?),
        _ => {
            program.engine.settle()?;
            let organization = Organization::find(&program.engine.store()?.begin())?;
            let document = organization.as_ref().map(document).ok_or_else(none)?;
            program.print("sim organization", &document)
        }
    }
}

/// Returns what the command line declares.
fn declared(program: &Program<'_>, matches: &ArgMatches) -> Outcome<(Organization, bool)> {
    let wrong = |what: String| Failure::Parameter(what);
    let text = |name: &str| matches.get_one::<String>(name).cloned();
    let caller = program.session.engine.caller.account.clone();
    let management = text("management").unwrap_or(caller);
    let mut members: Vec<String> =
        matches.get_many::<String>("member").unwrap_or_default().cloned().collect();
    members.sort();
    members.dedup();
    if let Some(account) =
        std::iter::once(&management).chain(&members).find(|account| !is_account(account))
    {
        return Err(wrong(format!("'{account}' is no account: an account has twelve digits")));
    }
    if members.contains(&management) {
        return Err(wrong(format!("{management} manages the organization and is no --member")));
    }
    let id = text("id");
    if let Some(id) = id.as_ref().filter(|id| !is_id(id)) {
        return Err(wrong(format!("--id: '{id}' is not o- and 10 to 32 small letters and digits")));
    }
    let named = id.is_some();
    let id = id.unwrap_or_else(|| format!("o-{}", &sha256(management.as_bytes())[..10]));
    let (administrators, delegated) = (Vec::new(), BTreeMap::new());
    Ok((Organization { id, management, members, administrators, delegated }, named))
}

/// Keeps an organization; where there is one already, its id and administrators stay as far as they
/// can.
fn declare(ctx: &mut Context<'_>, (mut new, named): (Organization, bool)) -> Result<Value> {
    if let Some(old) = Organization::find(&ctx.txn)? {
        if !named && old.management == new.management {
            new.id.clone_from(&old.id);
        }
        if old.id != new.id || old.management != new.management {
            refuse_if_in_use(ctx, &old)?;
        }
        new.administrators = old.administrators;
        new.administrators.retain(|account| new.members.contains(account));
        new.delegated = old.delegated;
        for accounts in new.delegated.values_mut() {
            accounts.retain(|account| new.members.contains(account));
        }
        new.delegated.retain(|_, accounts| !accounts.is_empty());
    }
    ctx.txn.put(&new);
    Ok(document(&new))
}

/// How many delegated administrators AWS Config may have.
///
/// Source: AWS Config API Reference, "`PutOrganizationConfigRule`".
const MOST: usize = 3;

/// Lets a member administer a service.
///
/// Fails with [`Error::Refused`] where AWS Organizations refuses it; the sentences are ours.
fn register(ctx: &mut Context<'_>, account: String, service: String) -> Result<()> {
    let mut organization = Organization::find(&ctx.txn)?.ok_or_else(none)?;
    let accounts = organization.delegated.entry(service).or_default();
    let refused = if !organization.members.contains(&account) {
        Some(format!("{account} is no member of the organization"))
    } else if accounts.contains(&account) {
        Some(format!("{account} is a delegated administrator of this service already"))
    } else if accounts.len() >= MOST {
        Some(format!("{MOST} accounts are delegated administrators of this service already"))
    } else {
        None
    };
    if let Some(why) = refused {
        return Err(Error::Refused(why));
    }
    accounts.push(account);
    ctx.txn.put(&organization);
    Ok(())
}

/// Lets a member administer a service no more.
///
/// Fails with [`Error::Refused`] if it does not.
fn deregister(ctx: &mut Context<'_>, account: &str, service: &str) -> Result<()> {
    let mut organization = Organization::find(&ctx.txn)?.ok_or_else(none)?;
    let accounts = organization.delegated.entry(service.to_owned()).or_default();
    let Some(place) = accounts.iter().position(|other| other == account) else {
        let why = format!("{account} is no delegated administrator of {service}");
        return Err(Error::Refused(why));
    };
    accounts.remove(place);
    organization.delegated.retain(|_, accounts| !accounts.is_empty());
    ctx.txn.put(&organization);
    Ok(())
}

fn remove(ctx: &mut Context<'_>) -> Result<()> {
    let organization = Organization::find(&ctx.txn)?.ok_or_else(none)?;
    refuse_if_in_use(ctx, &organization)?;
    ctx.txn.delete(&organization.key());
    Ok(())
}

/// Fails with [`Error::Refused`] if there is anything of the organization's.
fn refuse_if_in_use(ctx: &Context<'_>, organization: &Organization) -> Result<()> {
    let account = &organization.management;
    let trails = Trail::of_account(&ctx.txn, account)?;
    let trail = trails.iter().find(|trail| trail.organization.is_some()).map(Trail::arn);
    let stores = EventDataStore::of_account(&ctx.txn, account)?;
    let store = stores.iter().find(|store| store.organization).map(EventDataStore::arn);
    match trail.or(store) {
        Some(arn) => Err(Error::Refused(format!(
            "{arn} is the organization's: delete it first, or update it so that it is not"
        ))),
        None => Ok(()),
    }
}

fn none() -> Error {
    Error::Refused(
        "there is no organization: 'trailwatch sim organization declare' declares one".to_owned(),
    )
}

fn document(organization: &Organization) -> Value {
    let mut document = json!({
        "Id": organization.id,
        "ManagementAccount": organization.management,
        "Members": organization.members,
        "DelegatedAdministrators": organization.administrators,
    });
    if !organization.delegated.is_empty() {
        document["DelegatedServices"] = json!(organization.delegated);
    }
    document
}
