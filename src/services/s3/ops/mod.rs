//! The operations of S3; the files have the names of those of the shapes.

pub mod buckets;
pub mod copies;
pub mod listings;
pub mod objects;
pub mod policies;
