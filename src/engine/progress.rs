//! Long work, shown to whoever waits for it.

/// Is told how far long work has come.
pub struct Watch(Box<dyn FnMut(u64, u64)>);

impl Watch {
    /// Calls `show` with how much is done and how much there is to do.
    pub fn new(show: impl FnMut(u64, u64) + 'static) -> Self {
        Self(Box::new(show))
    }

    /// Shows nothing.
    pub fn silent() -> Self {
        Self::new(|_, _| {})
    }

    /// Tells how much is done and how much there is to do.
    pub fn tell(&mut self, done: u64, all: u64) {
        (self.0)(done, all);
    }
}
