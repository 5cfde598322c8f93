//! Whole-program tests, in one binary.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod all_chains;
mod architecture;
mod archives;
mod aws_cli;
mod completion;
mod concurrent;
mod conformance;
mod damage;
mod delivered;
mod delivery;
mod digests;
mod drop_in;
mod forged;
mod full_disk;
mod garbage;
mod generated;
mod hints;
mod history;
mod import;
mod import_killed;
mod inflating;
mod journeys;
mod judge;
mod kill;
mod lab;
mod laws;
mod made;
mod metrics;
mod model;
mod moving;
mod opening;
mod put_metric_data;
mod python;
mod readme;
mod real_records;
mod scripts;
mod sealed_history;
mod tamper;
mod tampered_at_random;
mod tampered_digests;
mod tampered_logs;
mod validate_cases;
mod walk;
mod world;
