//! Shapes of S3's operations, written from the API model of version 2006-03-01.
//!
//! Requests have all members of the model, so that no option of the AWS CLI is unknown; what is not
//! emulated answers that it is not. Answers have the members that are emulated.

pub mod buckets;
pub mod copies;
pub mod listings;
pub mod objects;
pub mod policies;
