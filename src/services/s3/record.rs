//! What the event of a call says, which S3 words in its own way.
//!
//! Its request ids are 16 letters and digits, its user agents stand in brackets, and `additionalEventData` tells how the request was
//! signed and how many bytes went either way. Requests are told by their HTTP headers and query,
//! and answers are not told, except for how an object is encrypted.
//!
//! How many bytes an error has follows from the XML that it would be. How many a listing has is not
//! told, because its XML is not made here.
//!
//! Source: recorded events, whose sizes of errors are met to the byte; S3 User Guide, "Amazon S3
//! CloudTrail events", "Default encryption FAQ".

use serde_json::json;

use crate::context::Context;
use crate::error::{ApiError, Code, Error, Result};
use crate::operation::Operation;
use crate::value::{Object, Value};

/// The name of the bytes that an answer had, in `additionalEventData`.
const SENT: &str = "bytesTransferredOut";

/// Begins the record of a call that transfers nothing.
pub(super) fn begin(ctx: &mut Context<'_>) {
    ctx.extra.told.request_id = Some(ctx.ids.s3_request());
    ctx.extra.told.response = Some(Value::Null);
    ctx.extra.told.brackets = true;
    ctx.extra.told.additional = json!({
        "SignatureVersion": "SigV4",
        "CipherSuite": "TLS_AES_128_GCM_SHA256",
        "bytesTransferredIn": 0,
        "AuthenticationMethod": "AuthHeader",
        "x-amz-id-2": ctx.ids.s3_extended(),
        SENT: 0,
    });
}

/// Tells how many bytes the caller sent.
pub(super) fn received(ctx: &mut Context<'_>, bytes: u64) {
    ctx.extra.told.additional["bytesTransferredIn"] = json!(bytes);
}

/// Tells how many bytes the caller got.
pub(super) fn sent(ctx: &mut Context<'_>, bytes: u64) {
    ctx.extra.told.additional[SENT] = json!(bytes);
}

/// Leaves out how many bytes the caller got.
pub(super) fn sent_a_listing(ctx: &mut Context<'_>) {
    if let Some(additional) = ctx.extra.told.additional.as_object_mut() {
        additional.shift_remove(SENT);
    }
}

/// Tells that an object was encrypted as all are.
pub(super) fn encrypted(ctx: &mut Context<'_>) {
    ctx.extra.told.additional["SSEApplied"] = json!("Default_SSE_S3");
    ctx.extra.told.response = Some(json!({"x-amz-server-side-encryption": "AES256"}));
}

/// Returns an error, and tells how many bytes it has; `about` are the names and values that stand
/// in it beside code and message.
pub(super) fn refuse(
    ctx: &mut Context<'_>,
    code: Code,
    message: &str,
    about: &[(&str, &str)],
) -> Error {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let ids = [
        ("RequestId", ctx.extra.told.request_id.clone().unwrap_or_default()),
        ("HostId", text(&ctx.extra.told.additional["x-amz-id-2"])),
    ];
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>");
    let mut add = |name: &str, value: &str| {
        xml.push_str(&format!("<{name}>{}</{name}>", escaped(value)));
    };
    add("Code", code.name);
    add("Message", message);
    for (name, value) in about {
        add(name, value);
    }
    for (name, value) in &ids {
        add(name, value);
    }
    xml.push_str("</Error>");
    sent(ctx, xml.len() as u64);
    ApiError::new(code, message).into()
}

/// Takes the body off an error that answers a request which has none in its answer.
pub(super) fn without_body<T>(ctx: &mut Context<'_>, answered: Result<T>) -> Result<T> {
    answered.map_err(|error| match error {
        Error::Api(error) => {
            sent(ctx, 0);
            Error::Api(error.without_body())
        }
        other => other,
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Returns a request as S3's events tell it.
pub(super) fn request(operation: &Operation, request: &Value, region: &str) -> Value {
    let text = |name: &str| request.get(name).and_then(Value::as_str);
    let bucket = text("Bucket");
    let mut told = Object::new();
    let mut add = |name: &str, value: Value| {
        told.insert(name.to_owned(), value);
    };
    if let Some(policy) = text("Policy") {
        let document = serde_json::from_str(policy).unwrap_or_else(|_| json!(policy));
        add("bucketPolicy", document);
    }
    if let Some(Value::Object(configuration)) = request.get("CreateBucketConfiguration") {
        let mut configuration = configuration.clone();
        let namespace = "http://s3.amazonaws.com/doc/2006-03-01/";
        configuration.insert("xmlns".to_owned(), json!(namespace));
        add("CreateBucketConfiguration", Value::Object(configuration));
    }
    if let Some(bucket) = bucket {
        add("bucketName", json!(bucket));
    }
    add("Host", json!(host(bucket, region)));
    for (member, name) in QUERY_AND_HEADERS {
        match request.get(*member) {
            None | Some(Value::Null) => {}
            Some(Value::String(value)) => add(name, json!(value)),
            Some(value) => add(name, json!(value.to_string())),
        }
    }
    if let Some((_, word)) = WORDS.iter().find(|(name, _)| *name == operation.name) {
        add(word, json!(""));
    }
    if operation.name == "ListObjectsV2" {
        add("list-type", json!("2"));
        add("encoding-type", json!("url"));
    }
    Value::Object(told)
}

/// The members that are told, by their names in the query or the headers of the request.
const QUERY_AND_HEADERS: &[(&str, &str)] = &[
    ("ACL", "x-amz-acl"),
    ("CopySource", "x-amz-copy-source"),
    ("MetadataDirective", "x-amz-metadata-directive"),
    ("ServerSideEncryption", "x-amz-server-side-encryption"),
    ("StorageClass", "x-amz-storage-class"),
    ("ObjectOwnership", "x-amz-object-ownership"),
    ("ExpectedBucketOwner", "x-amz-expected-bucket-owner"),
    ("Key", "key"),
    ("Prefix", "prefix"),
    ("Delimiter", "delimiter"),
    ("MaxKeys", "max-keys"),
    ("MaxBuckets", "max-buckets"),
    ("BucketRegion", "bucket-region"),
    ("ContinuationToken", "continuation-token"),
    ("StartAfter", "start-after"),
    ("FetchOwner", "fetch-owner"),
];

/// The words in the query that say what of a bucket is meant.
const WORDS: &[(&str, &str)] = &[
    ("DeleteBucketPolicy", "policy"),
    ("GetBucketLocation", "location"),
    ("GetBucketPolicy", "policy"),
    ("PutBucketPolicy", "policy"),
];

/// Returns the host that the AWS CLI sends a request to.
///
/// The bucket stands in the name of the host, unless a dot in it would break the host's certificate.
fn host(bucket: Option<&str>, region: &str) -> String {
    let suffix = if region.starts_with("cn-") { ".cn" } else { "" };
    let endpoint = format!("s3.{region}.amazonaws.com{suffix}");
    match bucket {
        Some(bucket) if crate::bucket::name::check(bucket).is_ok() && !bucket.contains('.') => {
            format!("{bucket}.{endpoint}")
        }
        _ => endpoint,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::s3::SERVICE;

    fn told(operation: &str, asked: Value) -> Value {
        request(SERVICE.operation(operation).unwrap(), &asked, "eu-west-2")
    }

    #[test]
    fn requests_are_told_by_their_headers_and_query() {
        let cases = [
            (
                "PutObject",
                json!({"Bucket": "bkt", "Key": "a/b", "ContentType": "text/plain",
                    "ACL": "bucket-owner-full-control"}),
                json!({"bucketName": "bkt", "Host": "bkt.s3.eu-west-2.amazonaws.com",
                    "x-amz-acl": "bucket-owner-full-control", "key": "a/b"}),
            ),
            (
                "ListObjectsV2",
                json!({"Bucket": "my.bkt", "Prefix": "a/", "MaxKeys": 2, "FetchOwner": true}),
                json!({"bucketName": "my.bkt", "Host": "s3.eu-west-2.amazonaws.com",
                    "prefix": "a/", "max-keys": "2", "fetch-owner": "true", "list-type": "2",
                    "encoding-type": "url"}),
            ),
            (
                "PutBucketPolicy",
                json!({"Bucket": "bkt", "Policy": "{\"Statement\": []}"}),
                json!({"bucketPolicy": {"Statement": []}, "bucketName": "bkt",
                    "Host": "bkt.s3.eu-west-2.amazonaws.com", "policy": ""}),
            ),
            ("ListBuckets", json!({}), json!({"Host": "s3.eu-west-2.amazonaws.com"})),
        ];
        for (operation, asked, expected) in cases {
            assert_eq!(told(operation, asked).to_string(), expected.to_string(), "{operation}");
        }
    }
}
