//! Imports: log files of a bucket into an event data store.
//!
//! ```text
//! start --10 s--> look at the bucket --10 s--> files, so many in a transaction --> done
//!                                               |
//!                                               \--> Failure: tried again with start-import
//! ```
//!
//! AWS takes its time; how long, it does not say: the ten seconds are ours, so that an import can be
//! seen under way and stopped. The place behind the last file is kept with what came of it, so an
//! import that is killed goes on there. An event that the store has already is not imported again.
//!
//! Source: CloudTrail API Reference, "`StartImport`", "`ImportStatistics`".

pub mod place;
mod work;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::shapes::imports::{
    ImportFailureListItem, ImportFailureStatus, ImportSource, ImportStatistics, ImportStatus,
    S3ImportSource,
};
use crate::error::Result;
use crate::operation::Chore;
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;
use place::Place;

/// Goes on with imports.
pub const IMPORTING: Chore = Chore {
    name: "import log files",
    due: |txn| Ok(Ongoing::first(txn)?.map(|ongoing| ongoing.due)),
    run: work::run,
};

/// How long each of the two steps before the first file takes.
pub const STEP: Duration = Duration::from_secs(10);

/// An import.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Import {
    /// Its id.
    pub id: String,
    /// The account.
    pub account: String,
    /// The region of the event data store.
    pub region: String,
    /// The ARN of the event data store.
    pub destination: String,
    /// Where the log files are.
    pub place: Place,
    /// The place as it was named.
    pub uri: String,
    /// The region of the bucket.
    pub bucket_region: String,
    /// The role that reads it.
    pub role: String,
    /// The time of the first event that is wanted.
    pub start: Option<Timestamp>,
    /// The time of the last event that is wanted.
    pub end: Option<Timestamp>,
    /// What state it is in.
    pub status: ImportStatus,
    /// When it was started.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
    /// The key of the last file that was looked at.
    pub after: Option<String>,
    /// Whether all files were looked at.
    pub listed: bool,
    /// How many folders were found.
    pub prefixes_found: u64,
    /// How many of them are done.
    pub prefixes_completed: u64,
    /// How many files are done.
    pub files: u64,
    /// How many events were imported.
    pub events: u64,
    /// How many files failed.
    pub failed: u64,
    /// How many events were older than what the event data store keeps.
    #[serde(default)]
    pub too_old: u64,
}

impl Record for Import {
    const KIND: &'static str = "import";
    type Form = Json;

    fn key(&self) -> Key {
        Self::in_region(&self.account, &self.region).text(&self.id)
    }
}

impl Import {
    fn in_region(account: &str, region: &str) -> Key {
        Self::all().text(account).text(region)
    }

    /// Returns an import.
    pub fn find(txn: &Txn<'_>, account: &str, region: &str, id: &str) -> Result<Option<Self>> {
        txn.get(&Self::in_region(account, region).text(id))
    }

    /// Returns the imports of a region, the newest first.
    pub fn of_region(txn: &Txn<'_>, account: &str, region: &str) -> Result<Vec<Self>> {
        let all = txn.scan(&Self::in_region(account, region));
        let mut imports: Vec<Self> = all.collect::<Result<_>>()?;
        imports.sort_by(|left, right| (right.created, &left.id).cmp(&(left.created, &right.id)));
        Ok(imports)
    }

    /// Returns whether it is yet to end.
    pub const fn is_ongoing(&self) -> bool {
        matches!(self.status, ImportStatus::Initializing | ImportStatus::InProgress)
    }

    /// Keeps it, with when it goes on.
    pub fn keep(&self, txn: &mut Txn<'_>, due: Option<Timestamp>) {
        let Self { account, region, id, .. } = self;
        let (account, region, id) = (account.clone(), region.clone(), id.clone());
        match due {
            Some(due) => txn.put(&Ongoing { account, region, id, due }),
            None => txn.delete(&Ongoing::key_of(&account, &region)),
        }
        txn.put(self);
    }

    /// Returns where it reads.
    pub fn source(&self) -> ImportSource {
        ImportSource {
            s3: S3ImportSource {
                s3_location_uri: self.uri.clone(),
                s3_bucket_region: self.bucket_region.clone(),
                s3_bucket_access_role_arn: self.role.clone(),
            },
        }
    }

    /// Returns a sentence on the events that were left out, which AWS does without a word; `None` if
    /// there were none.
    ///
    /// Source: CloudTrail User Guide, "Considerations for copying trail events": what is older than the
    /// retention period is not kept.
    pub fn left_out(&self) -> Option<String> {
        let (count, store) = (self.too_old, &self.destination);
        let of_it = match count {
            0 => return None,
            1 => "1 event was left out: it is".to_owned(),
            _ => format!("{count} events were left out: they are"),
        };
        Some(format!(
            "{of_it} older than what the event data store keeps; 'cloudtrail \
             update-event-data-store --event-data-store {store} --retention-period DAYS' keeps more"
        ))
    }

    /// Returns how much it has done.
    pub fn statistics(&self) -> ImportStatistics {
        let number = |count: u64| i64::try_from(count).ok();
        ImportStatistics {
            prefixes_found: number(self.prefixes_found),
            prefixes_completed: number(self.prefixes_completed),
            files_completed: number(self.files),
            events_completed: number(self.events),
            failed_entries: number(self.failed),
        }
    }
}

/// The import of an account and region that goes on; there is one at most.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Ongoing {
    account: String,
    region: String,
    id: String,
    due: Timestamp,
}

impl Record for Ongoing {
    const KIND: &'static str = "ongoing import";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of(&self.account, &self.region)
    }
}

impl Ongoing {
    fn key_of(account: &str, region: &str) -> Key {
        Self::all().text(account).text(region)
    }

    /// Returns the import that goes on in a region.
    pub fn find(txn: &Txn<'_>, account: &str, region: &str) -> Result<Option<Import>> {
        match txn.get::<Self>(&Self::key_of(account, region))? {
            Some(ongoing) => Import::find(txn, account, region, &ongoing.id),
            None => Ok(None),
        }
    }

    fn first(txn: &Txn<'_>) -> Result<Option<Self>> {
        let all: Vec<Self> = txn.scan(&Self::all()).collect::<Result<_>>()?;
        Ok(all.into_iter().min_by_key(|ongoing| ongoing.due))
    }
}

/// A file that could not be taken in.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Failure {
    /// The import.
    pub import: String,
    /// The key of the file.
    pub object: String,
    /// Where it lies.
    pub location: String,
    /// Whether it is tried again.
    pub status: ImportFailureStatus,
    /// What kind of trouble it is.
    pub kind: Trouble,
    /// What is wrong with it.
    pub message: String,
    /// When it was last tried.
    pub updated: Timestamp,
}

/// What can be wrong with a file. AWS does not publish its words for it: these are ours.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Trouble {
    /// It is damaged: it cannot be inflated, or is no JSON.
    DamagedFile,
    /// It is something else than a log file.
    NotALogFile,
    /// It is not there any more.
    NoSuchKey,
    /// The bucket is not there.
    NoSuchBucket,
}

impl Record for Failure {
    const KIND: &'static str = "import failure";
    type Form = Json;

    fn key(&self) -> Key {
        Self::of(&self.import).text(&self.object)
    }
}

impl Failure {
    /// Returns the beginning of the keys of an import's failures.
    pub fn of(import: &str) -> Key {
        Self::all().text(import)
    }

    /// Returns it as the API shows it.
    pub fn shape(self) -> ImportFailureListItem {
        ImportFailureListItem {
            location: Some(self.location),
            status: Some(self.status),
            error_type: Some(format!("{:?}", self.kind)),
            error_message: Some(self.message),
            last_updated_time: Some(self.updated),
        }
    }
}
