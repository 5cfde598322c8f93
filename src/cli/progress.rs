//! Progress bars, for work that takes long enough for a person to wonder.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::engine::Watch;
use crate::time::clock::Stopwatch;

/// Work that takes less than this shows no bar.
const PATIENCE: Duration = Duration::from_millis(500);

/// A bar on the standard error that appears once work has taken long enough.
pub struct Progress {
    what: &'static str,
    started: Stopwatch,
    bar: Option<ProgressBar>,
    seen: bool,
}

impl Progress {
    /// Makes a bar for work that `what` names; it is only ever drawn where `seen` says that somebody
    /// is looking.
    pub fn new(what: &'static str, seen: bool) -> Self {
        Self { what, started: Stopwatch::start(), bar: None, seen }
    }

    /// Tells how much is done and how much there is to do.
    pub fn tell(&mut self, done: u64, all: u64) {
        if !self.seen || self.started.elapsed() < PATIENCE {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| {
            let style = ProgressStyle::with_template("{msg} [{bar:40}] {percent}%");
            let bar = ProgressBar::with_draw_target(Some(all), ProgressDrawTarget::stderr());
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.set_message(self.what);
            bar
        });
        bar.set_length(all);
        bar.set_position(done);
    }

    /// Takes the bar off the screen.
    pub fn finish(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        self.started = Stopwatch::start();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.finish();
    }
}

/// Returns a watch that shows what falls due on the way of the clock.
pub fn of_settling(seen: bool) -> Watch {
    let mut progress = Progress::new("settling", seen);
    Watch::new(move |done, all| {
        if done >= all {
            progress.finish();
        } else {
            progress.tell(done, all);
        }
    })
}
