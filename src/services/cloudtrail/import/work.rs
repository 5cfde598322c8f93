//! The work of an import: one part of it in a transaction.
//!
//! What a part costs follows from what it brings: of what the event data store holds already, only the
//! files are asked that touch the time of the part's events.

use std::collections::HashSet;
use std::path::Path;

use super::place::{count_folders, folder_of};
use super::{Failure, Import, Ongoing, STEP, Trouble};
use crate::bucket::Bucket;
use crate::context::Context;
use crate::error::Result;
use crate::services::cloudtrail::event_data_store::EventDataStore;
use crate::services::cloudtrail::imported::{Content, read};
use crate::services::cloudtrail::lake::{self, Incoming};
use crate::services::cloudtrail::log_text::text_of;
use crate::services::cloudtrail::shapes::imports::{ImportFailureStatus, ImportStatus};
use crate::store::{Record, identity};
use crate::time::Timestamp;

/// How many files are looked at in one transaction.
const FILES: usize = 1_000;

/// How many bytes of events are imported in one transaction, and more only if a file has more.
const BYTES: usize = 32 << 20;

/// Goes on with the import that is due first.
pub(super) fn run(ctx: &mut Context<'_>) -> Result<()> {
    let Some(ongoing) = Ongoing::first(&ctx.txn)? else { return Ok(()) };
    let Ongoing { account, region, id, .. } = &ongoing;
    let Some(mut import) = Import::find(&ctx.txn, account, region, id)? else {
        ctx.txn.delete(&ongoing.key());
        return Ok(());
    };
    import.updated = ctx.now;
    let next = match import.status {
        ImportStatus::Initializing => look(ctx, &mut import)?,
        _ => go_on(ctx, &mut import)?,
    };
    import.keep(&mut ctx.txn, next);
    Ok(())
}

/// Looks at the bucket.
fn look(ctx: &mut Context<'_>, import: &mut Import) -> Result<Option<Timestamp>> {
    import.status = ImportStatus::InProgress;
    if let Some(bucket) = Bucket::find(&ctx.txn, &import.place.bucket)? {
        let entries = bucket.folder(&ctx.txn).list(&import.place.prefix)?;
        let keys = entries.iter().map(|entry| entry.key.as_str());
        let (start, end) = (import.start, import.end);
        let found = count_folders(keys.filter(|key| import.place.has(key, start, end)));
        import.prefixes_found = found as u64;
    }
    Ok(Some(ctx.now + STEP))
}

/// Imports some files, and returns when it goes on.
fn go_on(ctx: &mut Context<'_>, import: &mut Import) -> Result<Option<Timestamp>> {
    let store = EventDataStore::of_region(&ctx.txn, &import.account, &import.region)?
        .into_iter()
        .find(|store| store.arn() == import.destination && store.deleted.is_none());
    let bucket = Bucket::find(&ctx.txn, &import.place.bucket)?;
    let (Some(store), Some(bucket)) = (store, bucket) else {
        if Bucket::find(&ctx.txn, &import.place.bucket)?.is_none() {
            let prefix = import.place.prefix.clone();
            let why = "The bucket does not exist.".to_owned();
            fail(ctx, import, &prefix, (Trouble::NoSuchBucket, why));
        }
        import.status = ImportStatus::Failed;
        return Ok(None);
    };
    let mut batch = Batch::into(&store, ctx.now);
    batch.retry(ctx, import, &bucket)?;
    if !batch.is_full() && !import.listed {
        batch.read(ctx, import, &bucket)?;
    }
    let is_full = batch.is_full();
    import.too_old += batch.too_old;
    let events = lake::unknown(&ctx.txn, &store.id, batch.events)?;
    import.events += lake::ingest(&mut ctx.txn, &store, events, ctx.now)? as u64;
    if is_full || !import.listed {
        return Ok(Some(ctx.now));
    }
    import.prefixes_completed = import.prefixes_found;
    import.status = if import.failed == 0 { ImportStatus::Completed } else { ImportStatus::Failed };
    Ok(None)
}

/// What is imported in one transaction.
struct Batch {
    /// What stands for the ids of its events.
    ids: HashSet<u128>,
    /// The time of the oldest event that the event data store still keeps.
    oldest: Timestamp,
    events: Vec<Incoming>,
    bytes: usize,
    files: usize,
    /// How many events are older.
    too_old: u64,
}

impl Batch {
    fn into(store: &EventDataStore, now: Timestamp) -> Self {
        let (ids, oldest) = (HashSet::new(), store.oldest(now));
        Self { ids, oldest, events: Vec::new(), bytes: 0, files: 0, too_old: 0 }
    }

    const fn is_full(&self) -> bool {
        self.bytes >= BYTES || self.files >= FILES
    }

    /// Tries files again that failed.
    fn retry(&mut self, ctx: &mut Context<'_>, import: &mut Import, bucket: &Bucket) -> Result<()> {
        let all = ctx.txn.scan::<Failure>(&Failure::of(&import.id));
        let is_due = |failure: &Result<Failure>| {
            failure.as_ref().map_or(true, |failure| failure.status == ImportFailureStatus::Retry)
        };
        let due: Vec<Failure> = all.filter(is_due).take(FILES).collect::<Result<_>>()?;
        for mut failure in due {
            if self.is_full() {
                return Ok(());
            }
            self.files += 1;
            import.failed = import.failed.saturating_sub(1);
            let file = bucket.folder(&ctx.txn).find(&failure.object)?;
            let read = match file {
                Some(file) => self.file(import, &file.path),
                None => Err((Trouble::NoSuchKey, "The object does not exist.".to_owned())),
            };
            match read {
                Ok(()) => {
                    import.files += 1;
                    failure.status = ImportFailureStatus::Succeeded;
                    failure.updated = ctx.now;
                    ctx.txn.put(&failure);
                }
                Err(trouble) => fail(ctx, import, &failure.object, trouble),
            }
        }
        Ok(())
    }

    /// Reads the files after the last one.
    fn read(&mut self, ctx: &mut Context<'_>, import: &mut Import, bucket: &Bucket) -> Result<()> {
        let folder = bucket.folder(&ctx.txn);
        let most = FILES.saturating_sub(self.files).max(1);
        let entries = folder.page(&import.place.prefix, import.after.as_deref(), most)?;
        let is_last = entries.len() < most;
        for entry in entries {
            if self.is_full() {
                return Ok(());
            }
            let (last, key) = (import.after.replace(entry.key.clone()), entry.key);
            self.files += 1;
            if !import.place.has(&key, import.start, import.end) {
                continue;
            }
            let is_other = last.is_some_and(|last| folder_of(&last) != folder_of(&key));
            if is_other && import.prefixes_completed + 1 < import.prefixes_found {
                import.prefixes_completed += 1;
            }
            match self.file(import, &entry.file.path) {
                Ok(()) => import.files += 1,
                Err(trouble) => fail(ctx, import, &key, trouble),
            }
        }
        import.listed = is_last;
        Ok(())
    }

    /// Takes in the events of a file; fails with what is wrong with it.
    fn file(&mut self, import: &Import, path: &Path) -> Result<(), (Trouble, String)> {
        let damaged = |why: String| (Trouble::DamagedFile, format!("The file is damaged: {why}."));
        let text = text_of(path).map_err(damaged)?;
        let records = match read(&text).map_err(damaged)? {
            Content::Records(records) => records,
            Content::Digest => {
                return Err((Trouble::NotALogFile, "The file is a digest.".to_owned()));
            }
            Content::Other => {
                return Err((Trouble::NotALogFile, "The file has no list of Records.".to_owned()));
            }
        };
        for record in records {
            let is_wanted = import.start.is_none_or(|start| start <= record.time)
                && import.end.is_none_or(|end| record.time <= end);
            if !is_wanted || !self.ids.insert(identity(record.id())) {
                continue;
            }
            if record.time.whole_secs() < self.oldest {
                self.too_old += 1;
            } else {
                let line = record.line(None);
                self.bytes += line.len();
                let id = record.id().to_owned();
                self.events.push(Incoming { time: record.time.whole_secs(), id, record: line });
            }
        }
        Ok(())
    }
}

/// Notes a file that could not be taken in.
fn fail(
    ctx: &mut Context<'_>,
    import: &mut Import,
    object: &str,
    (kind, message): (Trouble, String),
) {
    import.failed += 1;
    ctx.txn.put(&Failure {
        import: import.id.clone(),
        object: object.to_owned(),
        location: import.place.uri_of(object),
        status: ImportFailureStatus::Failed,
        kind,
        message,
        updated: ctx.now,
    });
}
