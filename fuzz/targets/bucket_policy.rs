//! A bucket policy: what S3 refuses, and what it allows.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::policy::{Policy, Request, bucket};

fuzz_target!(|text: &str| {
    let arn = "arn:aws:s3:::bkt";
    let policy = Policy::parse(text);
    if let Ok(checked) = bucket::check(text, arn) {
        let _ = (checked.is_public(), checked.speaks_of_others());
    }
    let request = Request {
        service: "cloudtrail.amazonaws.com",
        action: "s3:PutObject",
        resource: "arn:aws:s3:::bkt/AWSLogs/123456789012/x",
        context: &[("s3:x-amz-acl", "bucket-owner-full-control")],
    };
    if let Ok(policy) = policy {
        policy.allows(&request);
        policy.resources().count();
    }
});
