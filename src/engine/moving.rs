//! Moving everything that is kept into a folder, and from there into another home.

use std::path::Path;

use super::{Engine, clock, records};
use crate::error::Result;
use crate::store::moving::{Moved, Progress};
use crate::store::{Kind, Store, Txn};

impl Engine {
    /// Writes everything that is kept, as it is, into a folder that is not there yet.
    ///
    /// Nothing falls due meanwhile: what is due stays so, and happens where it goes.
    pub fn export(&mut self, folder: &Path, progress: Progress<'_>) -> Result<Moved> {
        let kinds: Vec<&'static Kind> = records::all().collect();
        self.store()?.export(&kinds, folder, progress)
    }

    /// Puts everything that an export holds into the home, which must be empty.
    pub fn import(&mut self, folder: &Path, progress: Progress<'_>) -> Result<Moved> {
        self.release();
        let kinds: Vec<&'static Kind> = records::all().collect();
        let settings = self.settings();
        let now = |txn: &Txn<'_>| clock::now(txn, settings.clock);
        Store::import(&settings.home, settings.patience, (&kinds, &now), folder, progress)
    }
}
