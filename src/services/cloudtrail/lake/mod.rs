//! CloudTrail Lake: what event data stores hold, and queries of it.
//!
//! ```text
//! a call --> event --taken?--> page in sled ----seal----> sealed files, by store and 32 days
//! import, channel ----------------------------seal---->       |
//!                                   |                         |     retention: the whole file goes,
//!                                   \------- events ----------/     what is older is not shown
//! ```
//!
//! Each event data store has its events for itself. A view of what is kept already would not do: the
//! history has management events of 90 days, a store has data events too, for ten years; and which
//! events a store took depends on its selectors and its state when they came, which no later look at
//! an event tells. So an event is written once more for each store that takes it, packed with its
//! neighbours, and leaves with the store or when it is too old, without a look at anything else.
//!
//! An event costs no key of its own: it joins the last *page* of its store, a record of several
//! events. When many are open, they are sealed, as those of the history are.

mod configuration;
pub mod delivery;
mod event;
mod holding;
mod page;
pub mod query;
pub mod run;
pub mod samples;
pub mod sql;

pub use configuration::take_items;
pub use event::Held;
pub use holding::{
    EXPIRY, Incoming, MERGING, SEALING, Tail, drop_all, events, ingest, recount, size, take,
    unknown,
};
pub use page::Page;
