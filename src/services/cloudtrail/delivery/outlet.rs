//! Where a trail's events of one region go: what is waiting, and how far the chain is.

use serde::{Deserialize, Serialize};

use super::super::trail::Trail;
use crate::context::Context;
use crate::error::Result;
use crate::store::{Json, Key, Record, Txn};
use crate::time::{HOUR, Timestamp};

use super::place::Whose;
use super::{MARK, REST};

/// The state of a trail's deliveries in one region. It comes into being with the region's first
/// event, in the home region with the first digest that is due.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Outlet {
    /// Which trail: its id, and where it lies.
    pub trail: String,
    account: String,
    home: String,
    name: String,
    /// The region of the events.
    pub region: String,
    /// The account of the events, for a trail of an organization.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Member>,
    /// When the next log file is due, if events are waiting.
    pub due: Option<Timestamp>,
    /// How many events have waited here.
    pub waited: u64,
    /// The chain of digests that is being written.
    pub chain: Option<Chain>,
    /// When the chain ends with a last digest, because recording or validation stopped.
    pub closes: Option<Timestamp>,
    /// When the last chain ended; the next one does not begin before.
    #[serde(default)]
    pub ended: Option<Timestamp>,
    /// The trail as it was when it was deleted.
    pub orphan: Option<Trail>,
    /// What the bucket refused last.
    #[serde(default)]
    pub refused: Refused,
    /// When the bucket first took a digest again, or the trail got another bucket: digests that
    /// were due before are delivered then.
    #[serde(default)]
    pub resumed: Option<Timestamp>,
    /// What `get-trail-status` tells.
    pub status: Status,
}

/// An account of an organization.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Member {
    /// The organization.
    pub organization: String,
    /// The account.
    pub account: String,
}

/// What a bucket refused; only a change of the bucket helps.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Refused {
    /// Whether it refused log files.
    pub logs: bool,
    /// Whether it refused digests.
    pub digests: bool,
}

/// How deliveries fare.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Status {
    /// When a log file was last delivered.
    pub delivered: Option<Timestamp>,
    /// When delivery of a log file was last tried.
    pub tried: Option<Timestamp>,
    /// What S3 said to that.
    pub error: Option<String>,
    /// When the trail's topic was last told of a log file.
    pub notified: Option<Timestamp>,
    /// When a digest was last delivered.
    pub digested: Option<Timestamp>,
    /// What S3 said to the last digest.
    pub digest_error: Option<String>,
}

/// A chain of digests.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Chain {
    /// Where the time of the next digest begins.
    pub start: Timestamp,
    /// When the last log file was delivered, or the chain began.
    pub last_log: Timestamp,
    /// Whether nothing is written until there is a log file again.
    pub resting: bool,
    /// The digest before the next one.
    pub previous: Option<Previous>,
}

/// What a digest says of the one before it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Previous {
    /// The bucket it is in.
    pub bucket: String,
    /// Its key.
    pub key: String,
    /// The SHA-256 of its JSON.
    pub hash: String,
    /// Its signature, in hexadecimal.
    pub signature: String,
}

impl Chain {
    /// Begins a chain.
    pub const fn new(start: Timestamp) -> Self {
        Self { start, last_log: start, resting: false, previous: None }
    }

    /// Returns when the next digest's time ends; `None` if the chain rests.
    ///
    /// Digests follow each other hour by hour. After a rest the next one ends at the first of these
    /// hours at which `waiting`, the delivery of the oldest log file not in a digest, is over.
    pub fn next_end(&self, waiting: Option<Timestamp>) -> Option<Timestamp> {
        if !self.resting {
            return Some(self.start + HOUR);
        }
        let rest = waiting?.since(self.start).as_secs().div_ceil(HOUR.as_secs()).max(1);
        Some(self.start + HOUR * u32::try_from(rest).unwrap_or(u32::MAX))
    }

    /// Moves on to the hour after a digest whose time ended at `end`.
    pub fn advance(&mut self, end: Timestamp, previous: Previous, more_waiting: bool) {
        self.start = end;
        self.previous = Some(previous);
        self.resting = !more_waiting && end.since(self.last_log) >= REST;
    }
}

impl Record for Outlet {
    const KIND: &'static str = "outlet";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of(&self.trail, &self.stream())
    }
}

impl Outlet {
    fn new(trail: &Trail, region: &str, member: Option<Member>) -> Self {
        Self {
            trail: trail.id.clone(),
            account: trail.account.clone(),
            home: trail.home.clone(),
            name: trail.name.to_string(),
            region: region.to_owned(),
            member,
            due: None,
            waited: 0,
            chain: None,
            closes: None,
            ended: None,
            orphan: None,
            refused: Refused::default(),
            resumed: None,
            status: Status::default(),
        }
    }

    fn key_of(trail: &str, stream: &str) -> Key {
        Self::all().text(trail).text(stream)
    }

    /// Returns what tells it from the trail's others.
    fn stream(&self) -> String {
        stream(&self.region, self.member.as_ref())
    }

    /// Returns a trail's outlet for the events of an account in a region, a new one if there is none
    /// yet.
    pub fn find_or_new(txn: &Txn<'_>, trail: &Trail, account: &str, region: &str) -> Result<Self> {
        let found = Self::find(txn, trail, account, region)?;
        Ok(found.unwrap_or_else(|| Self::new(trail, region, member(trail, account))))
    }

    /// Returns a trail's outlet for the events of an account in a region, if it has one. A trail that
    /// is no organization's has events of one account only.
    pub fn find(txn: &Txn<'_>, trail: &Trail, account: &str, region: &str) -> Result<Option<Self>> {
        txn.get(&Self::key_of(&trail.id, &stream(region, member(trail, account).as_ref())))
    }

    /// Returns whether the trail still delivers from it: as an organization's, or as none's.
    pub fn is_current(&self, trail: &Trail) -> bool {
        self.member.as_ref().map(|member| &member.organization) == trail.organization.as_ref()
    }

    /// Returns whose events it has.
    pub fn whose<'a>(&'a self, trail: &'a Trail) -> Whose<'a> {
        match &self.member {
            Some(Member { organization, account }) => {
                Whose { organization: Some(organization), account }
            }
            None => Whose { organization: None, account: &trail.account },
        }
    }

    /// Returns all outlets of a trail.
    pub fn of_trail(txn: &Txn<'_>, trail: &Trail) -> Result<Vec<Self>> {
        txn.scan(&Self::all().text(&trail.id)).collect()
    }

    /// Returns all outlets there are.
    pub fn every(txn: &Txn<'_>) -> Result<Vec<Self>> {
        txn.scan(&Self::all()).collect()
    }

    /// Returns the trail, also if it was deleted; `None` if it is gone without a trace.
    pub fn trail(&self, txn: &Txn<'_>) -> Result<Option<Trail>> {
        let kept: Option<Trail> = txn.get(&Trail::key_of(&self.account, &self.home, &self.name))?;
        let same = kept.filter(|trail| trail.id == self.trail);
        Ok(same.or_else(|| self.orphan.clone()))
    }

    /// Begins a chain at a time, or where the last one ended if that is later, unless one is there
    /// that has yet to end.
    pub fn begin_chain(&mut self, start: Timestamp) {
        if self.chain.is_none() {
            self.chain = Some(Chain::new(self.ended.map_or(start, |ended| start.max(ended))));
        }
    }

    /// Ends the chain at the next delivery, whose log files are the last that it proves.
    pub fn end_chain(&mut self, now: Timestamp) {
        if self.chain.is_some() && self.closes.is_none() {
            self.closes = Some(now.next(MARK));
        }
    }

    /// Keeps the outlet, or removes it if its trail is gone and nothing is left to do.
    pub fn keep(&self, txn: &mut Txn<'_>) {
        if self.orphan.is_some() && self.chain.is_none() && self.due.is_none() {
            txn.delete(&self.key());
        } else {
            txn.put(self);
        }
    }
}

fn member(trail: &Trail, account: &str) -> Option<Member> {
    let organization = trail.organization.clone()?;
    Some(Member { organization, account: account.to_owned() })
}

fn stream(region: &str, member: Option<&Member>) -> String {
    match member {
        Some(Member { organization, account }) => format!("{region} {organization} {account}"),
        None => region.to_owned(),
    }
}

/// An event that waits for the next log file.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Waiting {
    trail: String,
    /// The region, and the account where the trail is an organization's.
    region: String,
    number: u64,
    /// When it was recorded.
    pub recorded: Timestamp,
    /// When it happened.
    pub time: Timestamp,
    /// The record, as one line of JSON.
    pub record: String,
}

impl Record for Waiting {
    const KIND: &'static str = "waiting";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all().text(&self.trail).text(&self.region).number(self.number)
    }
}

impl Waiting {
    /// Returns the events that wait at an outlet, in the order in which they were recorded.
    pub fn at(txn: &Txn<'_>, outlet: &Outlet) -> Result<Vec<Self>> {
        txn.scan(&Self::all().text(&outlet.trail).text(&outlet.stream())).collect()
    }

    /// Lets an event wait for the next log file of a trail.
    pub fn add(ctx: &mut Context<'_>, outlet: &mut Outlet, time: Timestamp, record: &str) {
        let waiting = Self {
            trail: outlet.trail.clone(),
            region: outlet.stream(),
            number: outlet.waited,
            recorded: ctx.now,
            time,
            record: record.to_owned(),
        };
        outlet.waited += 1;
        outlet.due = outlet.due.or_else(|| Some(ctx.now.next(MARK)));
        ctx.txn.put(&waiting);
    }
}

/// A log file that the next digest will list.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Delivered {
    trail: String,
    /// The region, and the account where the trail is an organization's.
    region: String,
    /// When it was delivered.
    pub at: Timestamp,
    /// The bucket it is in.
    pub bucket: String,
    /// Its key.
    pub object: String,
    /// The SHA-256 of its JSON.
    pub hash: String,
    /// The time of its newest event.
    pub newest: Timestamp,
    /// The time of its oldest event.
    pub oldest: Timestamp,
}

impl Record for Delivered {
    const KIND: &'static str = "delivered";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all().text(&self.trail).text(&self.region).time(self.at).text(&self.object)
    }
}

impl Delivered {
    /// Names a log file that was delivered from an outlet.
    pub fn new(
        outlet: &Outlet,
        at: Timestamp,
        (bucket, object): (&str, &str),
        hash: String,
        (oldest, newest): (Timestamp, Timestamp),
    ) -> Self {
        Self {
            trail: outlet.trail.clone(),
            region: outlet.stream(),
            at,
            bucket: bucket.to_owned(),
            object: object.to_owned(),
            hash,
            newest,
            oldest,
        }
    }

    /// Returns the log files of an outlet that no digest lists yet, the oldest first.
    pub fn at(txn: &Txn<'_>, outlet: &Outlet) -> Result<Vec<Self>> {
        txn.scan(&Self::all().text(&outlet.trail).text(&outlet.stream())).collect()
    }

    /// Returns when the oldest log file that no digest lists was delivered.
    pub fn oldest_at(txn: &Txn<'_>, outlet: &Outlet) -> Result<Option<Timestamp>> {
        let all = Self::all().text(&outlet.trail).text(&outlet.stream());
        Ok(txn.scan::<Self>(&all).next().transpose()?.map(|file| file.at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn at(hours: u64) -> Timestamp {
        Timestamp::from_secs(1_704_067_200) + HOUR * u32::try_from(hours).unwrap()
    }

    fn previous() -> Previous {
        let text = String::new;
        Previous { bucket: text(), key: text(), hash: text(), signature: text() }
    }

    #[test]
    fn digests_follow_each_other_hour_by_hour() {
        let mut chain = Chain::new(at(0));
        assert_eq!(chain.next_end(None), Some(at(1)));
        chain.advance(at(1), previous(), false);
        assert_eq!(chain.next_end(None), Some(at(2)));
    }

    #[test]
    fn a_week_after_the_last_log_file_the_chain_rests() {
        let mut chain = Chain::new(at(0));
        for hour in 1..168 {
            chain.advance(at(hour), previous(), false);
            assert!(chain.next_end(None).is_some(), "{hour}");
        }
        chain.advance(at(168), previous(), false);
        assert_eq!(chain.next_end(None), None);
    }

    #[test]
    fn after_a_rest_the_next_digest_covers_the_time_since() {
        let mut chain = Chain::new(at(0));
        chain.advance(at(168), previous(), false);
        let minute = Duration::from_mins(1);
        assert_eq!(chain.next_end(Some(at(200) + minute)), Some(at(201)));
        assert_eq!(chain.next_end(Some(at(200))), Some(at(200)));
        assert_eq!(chain.start, at(168));
    }
}
