//! The key of an object: it comes back from its path, which stays in its folder.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::path::{Component, Path};

use trailwatch::bucket::path::{key_of, path_of};

fuzz_target!(|text: &str| {
    if let Ok(path) = path_of(text) {
        assert!(path.components().all(|part| matches!(part, Component::Normal(_))));
        assert_eq!(key_of(&path).as_deref(), Some(text));
    }
    if let Some(key) = key_of(Path::new(text)) {
        path_of(&key).expect("a file stands only for a key that could be put");
    }
});
