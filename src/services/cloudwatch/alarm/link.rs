//! Which composite alarms name an alarm, in their rules or as their suppressor.

use serde::{Deserialize, Serialize};

use super::composite::Rule;
use super::{Alarm, Arn};
use crate::error::Result;
use crate::store::{Json, Key, Record, Txn};

/// Says that a composite alarm names another.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Link {
    account: String,
    region: String,
    /// The alarm that is named.
    pub child: String,
    /// The composite alarm.
    pub parent: String,
    /// Whether its rule names it.
    pub in_rule: bool,
    /// Whether it is its suppressor.
    pub suppresses: bool,
}

impl Record for Link {
    const KIND: &'static str = "alarm link";
    type Form = Json;

    fn key(&self) -> Key {
        Self::of_child((&self.account, &self.region), &self.child).text(&self.parent)
    }
}

impl Link {
    fn of_child((account, region): (&str, &str), child: &str) -> Key {
        Self::all().text(account).text(region).text(child)
    }

    /// Returns the composite alarms that name an alarm, in the order of their names.
    pub fn parents(txn: &Txn<'_>, owner: (&str, &str), child: &str) -> Result<Vec<Self>> {
        txn.scan(&Self::of_child(owner, child)).collect()
    }
}

/// Returns the name of the alarm that a name or an ARN stands for; `None` for the ARN of something
/// else, or of another account or region.
pub fn name_of<'t>((account, region): (&str, &str), text: &'t str) -> Option<&'t str> {
    if !text.starts_with("arn:") {
        return Some(text);
    }
    let arn = Arn::parse(text)?;
    let is_here = arn.service == "cloudwatch" && arn.account == account && arn.region == region;
    arn.resource.strip_prefix("alarm:").filter(|_| is_here)
}

/// Returns the names of the alarms that the rule of an alarm names, in order, each once.
pub fn children(alarm: &Alarm) -> Result<Vec<String>> {
    let rule = Rule::parse(&alarm.composite()?.alarm_rule).ok();
    let owner = (alarm.account.as_str(), alarm.region.as_str());
    let texts = rule.as_ref().map(Rule::alarms).unwrap_or_default();
    let mut names: Vec<String> =
        texts.into_iter().filter_map(|text| name_of(owner, text)).map(str::to_owned).collect();
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

/// Returns the name of the suppressor of an alarm.
pub fn suppressor(alarm: &Alarm) -> Result<Option<String>> {
    let owner = (alarm.account.as_str(), alarm.region.as_str());
    let text = alarm.composite()?.actions_suppressor;
    Ok(text.and_then(|text| name_of(owner, &text).map(str::to_owned)))
}

fn of(alarm: &Alarm) -> Result<Vec<Link>> {
    let Alarm { account, region, name, .. } = alarm;
    let link = |child: String| Link {
        account: account.clone(),
        region: region.clone(),
        child,
        parent: name.clone(),
        in_rule: true,
        suppresses: false,
    };
    let mut links: Vec<Link> = children(alarm)?.into_iter().map(link).collect();
    if let Some(suppressor) = suppressor(alarm)? {
        match links.iter_mut().find(|link| link.child == suppressor) {
            Some(link) => link.suppresses = true,
            None => links.push(Link { in_rule: false, suppresses: true, ..link(suppressor) }),
        }
    }
    Ok(links)
}

/// Notes what a composite alarm names.
pub fn keep(txn: &mut Txn<'_>, alarm: &Alarm) -> Result<()> {
    of(alarm)?.iter().for_each(|link| txn.put(link));
    Ok(())
}

/// Takes the notes away.
pub fn forget(txn: &mut Txn<'_>, alarm: &Alarm) -> Result<()> {
    of(alarm)?.iter().for_each(|link| txn.delete(&link.key()));
    Ok(())
}
