//! The work of a validation: the walk on one thread, log files on all cores, findings in order.
//!
//! ```text
//! walk --> queue of digests, each with its log files --> report, in the order of the walk
//!                         \--> workers: inflate, hash --/
//! ```
//!
//! The walk runs some files ahead of the report, so the cores have work while a digest is read; the
//! memory is bounded by that and by what each worker holds.

use std::collections::VecDeque;
use std::num::NonZero;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::report::{DigestAt, Report};
use crate::cli::exit::{Failure, Outcome};
use crate::gzip::Inflater;
use crate::services::cloudtrail::chain::log_file::{self, Finding};
use crate::services::cloudtrail::chain::place::Place;
use crate::services::cloudtrail::chain::source::{Digests, Halt, LogFiles};
use crate::services::cloudtrail::chain::{Digest, LogFile, Step, Verified, Walk, strict};

/// How many log files the walk runs ahead of the report, at least one digest.
const FILES_AHEAD: usize = 256;

/// How many steps it runs ahead.
const STEPS_AHEAD: usize = 64;

/// Walks the digests of a place, hourly ones and then those that were made later, checks their log
/// files and tells the report of everything; then of what the walk does not see, if that is wanted.
///
/// Fails where the AWS CLI gives up; what was told before stays told.
pub fn validate(
    report: &mut Report<'_, '_>,
    bucket: &str,
    place: &Place,
    digests: &mut dyn Digests,
    files: &dyn LogFiles,
) -> Outcome {
    let range = report.wanted().range;
    report.begin()?;
    let (tasks, inbox) = channel();
    let inbox = Mutex::new(inbox);
    thread::scope(|scope| {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        for _ in 0..files.at_once().unwrap_or(cores) {
            scope.spawn(|| check_all(&inbox, files));
        }
        // The workers end when nobody can give them anything any more.
        let mut queue = Queue { tasks, report, backfill: false };
        queue.run(Walk::hourly(digests, bucket, place, range).map_err(failure)?)?;
        queue.backfill = true;
        queue.run(Walk::backfill(digests, bucket, place, range).map_err(failure)?)
    })?;
    if report.wanted().strict {
        let is_told = |bucket: &str, key: &str| report.has_told(bucket, key);
        let period = report.wanted().period;
        let asked = strict::Asked { bucket, place, range, period, is_told: &is_told };
        let found = strict::look(&asked, digests, files).map_err(failure)?;
        report.strict(&found);
    }
    Ok(())
}

/// A log file to check, and where to send what it is found to be.
struct Task {
    file: LogFile,
    answer: Sender<Result<Finding, Halt>>,
}

/// Checks log files until there are no more.
fn check_all(inbox: &Mutex<Receiver<Task>>, files: &dyn LogFiles) {
    let mut inflater =
        if files.at_once().is_some() { Inflater::small() } else { Inflater::default() };
    loop {
        let received = inbox.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Task { file, answer }) = received else { return };
        // Nobody waits for it any more once the report has come to an end.
        let _ = answer.send(log_file::check(&file, files, &mut inflater));
    }
}

/// The steps that the walk has done and the report has yet to tell.
struct Queue<'q, 'r, 's> {
    tasks: Sender<Task>,
    report: &'q mut Report<'r, 's>,
    backfill: bool,
}

/// A step, and the log files that are being checked for it.
type Pending = (Result<Step, Halt>, Vec<Result<Check, String>>);

/// A log file, and where what it is found to be comes from.
struct Check {
    file: LogFile,
    finding: Receiver<Result<Finding, Halt>>,
}

impl Queue<'_, '_, '_> {
    fn run(&mut self, mut walk: Walk<'_>) -> Outcome {
        let (mut steps, mut ahead): (VecDeque<Pending>, usize) = (VecDeque::new(), 0);
        let (mut done, all) = (0, walk.left() + 1);
        loop {
            while steps.len() < STEPS_AHEAD && ahead < FILES_AHEAD {
                let Some(step) = walk.next() else { break };
                let checks = self.begin(&step);
                ahead += checks.len();
                steps.push_back((step, checks));
            }
            let Some((step, checks)) = steps.pop_front() else { return Ok(()) };
            ahead -= checks.len();
            self.tell(step.map_err(failure)?, checks)?;
            done += 1;
            self.report.progress(done, all.max(done));
        }
    }

    /// Hands the log files of a step to the workers; what is no log file ends the list of them.
    fn begin(&self, step: &Result<Step, Halt>) -> Vec<Result<Check, String>> {
        let files = match step {
            Ok(Step::Valid { digest, .. }) => digest.log_files(),
            Ok(Step::Unsigned { digest, .. }) if self.report.wanted().allow_unsigned => {
                Verified::on_trust(digest.clone()).log_files()
            }
            _ => return Vec::new(),
        };
        let check = |file: LogFile| {
            let (answer, finding) = channel();
            // The workers live as long as the queue does.
            let _ = self.tasks.send(Task { file: file.clone(), answer });
            Check { file, finding }
        };
        files.into_iter().map(|file| file.map(check)).collect()
    }

    fn tell(&mut self, step: Step, checks: Vec<Result<Check, String>>) -> Outcome {
        let backfill = self.backfill;
        let at = |digest: &Digest| (digest.bucket.clone(), digest.key.clone());
        match step {
            Step::Gap { from, to } => self.report.gap(backfill, from, to),
            Step::Invalid { bucket, key, why } => {
                let (bucket, key) = (bucket.as_str(), key.as_str());
                self.report.invalid_digest(&DigestAt { backfill, bucket, key }, &why);
            }
            Step::Unsigned { digest, time } => {
                let (bucket, key) = &at(&digest);
                self.report.unsigned_digest(&DigestAt { backfill, bucket, key }, time);
            }
            Step::Valid { digest, time } => {
                let (bucket, key) = &at(digest.digest());
                self.report.valid_digest(&DigestAt { backfill, bucket, key }, time)?;
            }
        }
        for check in checks {
            let Check { file, finding } = check.map_err(Failure::General)?;
            let finding = finding.recv().unwrap_or_else(|_| {
                Err(Halt::Fault(format!("s3://{}/{} was not checked", file.bucket, file.key)))
            });
            self.report.log_file(&file, &finding.map_err(failure)?)?;
        }
        Ok(())
    }
}

/// Returns what a command fails with when a validation cannot go on.
pub(super) fn failure(halt: Halt) -> Failure {
    match halt {
        Halt::Service { operation, error } => Failure::Api { operation, error },
        Halt::Fault(text) => Failure::General(text),
        Halt::Machine(error) => Failure::from(error),
    }
}
