//! The result of a query in a bucket: files of rows, and a signed file that lists their hashes.
//!
//! ```text
//! PREFIX/AWSLogs/ACCOUNT/CloudTrail-Lake/Query/2024/03/01/QUERY/result_1.csv.gz
//!                                                              /result_2.csv.gz
//!                                                              /result_sign.json
//! ```
//!
//! Source: CloudTrail User Guide, "Find your CloudTrail Lake saved query results", "CloudTrail sign
//! file structure", "Amazon S3 bucket policy for CloudTrail Lake query results". How many rows a file
//! has, AWS does not say.

use serde_json::json;

use super::query::Query;
use crate::arn::partition_of;
use crate::bucket::name::uri_parts;
use crate::bucket::{self, Bucket, Headers};
use crate::context::Context;
use crate::crypto::sha256;
use crate::error::Result;
use crate::gzip;
use crate::id::hex;
use crate::policy::{Policy, Request};
use crate::services::cloudtrail::delivery::keys::KeyPair;
use crate::services::cloudtrail::shapes::queries::DeliveryStatus;
use crate::time::text;
use crate::value::json::compact;

/// The service that asks.
const SERVICE: &str = "cloudtrail.amazonaws.com";

/// The most bytes of rows in a file before compression, which bounds the memory.
const FILE: usize = 16 << 20;

/// The most bytes of a key's beginning that a request may name.
///
/// Source: CloudTrail API Reference, "`StartQuery`": `InvalidS3PrefixException` has no number; this is
/// the limit of trails.
pub const PREFIX_LENGTH: usize = 200;

/// The place that a URI names: a bucket, and what keys begin with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Place {
    /// The bucket.
    pub bucket: String,
    /// What keys begin with, without the slash at its end.
    pub prefix: String,
}

impl Place {
    /// Reads `s3://BUCKET/PREFIX`; `None` if it is no such URI.
    pub fn parse(uri: &str) -> Option<Self> {
        let (bucket, prefix) = uri_parts(uri)?;
        let prefix = prefix.trim_end_matches('/').to_owned();
        (!bucket.is_empty()).then(|| Self { bucket: bucket.to_owned(), prefix })
    }

    fn logs_of(&self, account: &str) -> String {
        let slash = if self.prefix.is_empty() { "" } else { "/" };
        format!("{}{slash}AWSLogs/{account}/", self.prefix)
    }

    /// Returns what the keys of a query's files begin with.
    fn folder(&self, query: &Query) -> String {
        let (date, id) = (text::date_folders(query.created), &query.id);
        format!("{}CloudTrail-Lake/Query/{date}/{id}/", self.logs_of(&query.account))
    }
}

/// Returns whether a bucket lets CloudTrail deliver results of a store's queries to a place in it.
///
/// Source: CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail Lake query results".
pub fn accepts(bucket: &Bucket, place: &Place, account: &str, region: &str, store: &str) -> bool {
    let policy = bucket.policy.as_deref().and_then(|text| Policy::parse(text).ok());
    let Some(policy) = policy else { return false };
    let partition = partition_of(region);
    let arn = format!("arn:{partition}:cloudtrail:{region}:{account}:eventdatastore/{store}");
    let context = [
        ("aws:PrincipalIsAWSService", "true"),
        ("aws:PrincipalServiceName", SERVICE),
        ("aws:SecureTransport", "true"),
        ("aws:SourceAccount", account),
        ("aws:SourceArn", arn.as_str()),
    ];
    let name = bucket.arn();
    let allows = |action, resource: &str| {
        policy.allows(&Request { service: SERVICE, action, resource, context: &context })
    };
    let key = format!("{}CloudTrail-Lake/Query/", place.logs_of(account));
    allows("s3:GetBucketAcl", &name) && allows("s3:PutObject", &format!("{name}/{key}"))
}

/// A result on its way into a bucket.
pub(super) struct Delivery {
    /// The bucket, or what came in between.
    target: Result<Bucket, DeliveryStatus>,
    folder: String,
    region: String,
    /// The rows of the file that is being filled.
    rows: Vec<u8>,
    heading: Vec<u8>,
    /// Names and hashes of the files that are there.
    files: Vec<(String, String)>,
}

impl Delivery {
    /// Begins the delivery of a query's result.
    pub(super) fn begin(ctx: &Context<'_>, query: &Query, uri: &str) -> Result<Self> {
        let place = Place::parse(uri);
        let bucket = match &place {
            Some(place) => Bucket::find(&ctx.txn, &place.bucket)?,
            None => None,
        };
        let store = query.stores.first().map_or("", String::as_str);
        let target = match bucket {
            None => Err(DeliveryStatus::ResourceNotFound),
            Some(bucket)
                if place.as_ref().is_some_and(|place| {
                    accepts(&bucket, place, &query.account, &query.region, store)
                }) =>
            {
                Ok(bucket)
            }
            Some(_) => Err(DeliveryStatus::AccessDenied),
        };
        let mut heading = Vec::new();
        push_line(&mut heading, &query.columns);
        Ok(Self {
            target,
            folder: place.map(|place| place.folder(query)).unwrap_or_default(),
            region: query.region.clone(),
            rows: Vec::new(),
            heading,
            files: Vec::new(),
        })
    }

    /// Adds a row.
    pub(super) fn row(&mut self, ctx: &mut Context<'_>, cells: &[String]) -> Result<()> {
        if self.target.is_ok() {
            push_line(&mut self.rows, cells);
            if self.rows.len() >= FILE {
                self.write(ctx)?;
            }
        }
        Ok(())
    }

    fn write(&mut self, ctx: &mut Context<'_>) -> Result<()> {
        let Ok(bucket) = &self.target else { return Ok(()) };
        let name = format!("result_{}.csv.gz", self.files.len() + 1);
        let mut content = self.heading.clone();
        content.append(&mut self.rows);
        let file = gzip::compress(&content);
        let headers =
            Headers { content_type: Some("application/x-gzip".to_owned()), ..Headers::default() };
        let key = format!("{}{name}", self.folder);
        bucket::put_object(&mut ctx.txn, bucket, &key, &mut file.as_slice(), headers, ctx.now)?;
        self.files.push((name, sha256(&file)));
        Ok(())
    }

    /// Writes what is left, and the signed file.
    pub(super) fn finish(mut self, ctx: &mut Context<'_>) -> Result<DeliveryStatus> {
        if let Err(status) = &self.target {
            return Ok(*status);
        }
        if !self.rows.is_empty() || self.files.is_empty() {
            self.write(ctx)?;
        }
        let pair = KeyPair::for_digest(&mut ctx.txn, &self.region, ctx.now)?;
        let hashes: Vec<&str> = self.files.iter().map(|(_, hash)| hash.as_str()).collect();
        let signature = hex(&pair.private()?.sign(hashes.join(" ").as_bytes()));
        let file =
            |(name, hash): &(String, String)| json!({"fileHashValue": hash, "fileName": name});
        let document = json!({
            "version": "1.0",
            "region": self.region,
            "files": self.files.iter().map(file).collect::<Vec<_>>(),
            "hashAlgorithm": "SHA-256",
            "signatureAlgorithm": "SHA256withRSA",
            "queryCompleteTime": ctx.now.whole_secs().to_string(),
            "hashSignature": signature,
            "publicKeyFingerprint": pair.fingerprint,
        });
        if let Ok(bucket) = &self.target {
            let content = compact(&document);
            let headers =
                Headers { content_type: Some("application/json".to_owned()), ..Headers::default() };
            let key = format!("{}result_sign.json", self.folder);
            let bytes = &mut content.as_bytes();
            bucket::put_object(&mut ctx.txn, bucket, &key, bytes, headers, ctx.now)?;
        }
        Ok(DeliveryStatus::Success)
    }
}

/// Adds a line of CSV: every value in quotes, a quote in it twice.
fn push_line(content: &mut Vec<u8>, cells: &[String]) {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            content.push(b',');
        }
        content.push(b'"');
        content.extend(cell.replace('"', "\"\"").bytes());
        content.push(b'"');
    }
    content.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_bucket_and_a_prefix() {
        let place = |uri| Place::parse(uri).map(|place| (place.bucket, place.prefix));
        let of = |bucket: &str, prefix: &str| Some((bucket.to_owned(), prefix.to_owned()));
        assert_eq!(place("s3://logs"), of("logs", ""));
        assert_eq!(place("s3://logs/"), of("logs", ""));
        assert_eq!(place("s3://logs/a/b/"), of("logs", "a/b"));
        assert_eq!(place("s3:///a"), None);
        assert_eq!(place("logs"), None);
    }

    #[test]
    fn values_stand_in_quotes() {
        let mut content = Vec::new();
        push_line(&mut content, &["a".to_owned(), String::new(), "b \"c\", d".to_owned()]);
        assert_eq!(content, b"\"a\",\"\",\"b \"\"c\"\", d\"\n");
    }
}
