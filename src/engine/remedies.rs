//! What documents of Systems Manager do to what is here, when AWS Config runs them.
//!
//! | document                                                  | does                                 |
//! |-----------------------------------------------------------|--------------------------------------|
//! | `AWS-EnableCloudTrailLogFileValidation`,                  | digests prove the files of a trail   |
//! | `AWSConfigRemediation-EnableCloudTrailLogFileValidation`  |                                      |
//! | `AWSConfigRemediation-RestrictBucketSSLRequestsOnly`      | a bucket's policy denies requests    |
//! |                                                           | that come unencrypted                |
//! | `AWS-DisableS3BucketPublicReadWrite`                      | nothing: no bucket here is public    |
//! | `AWS-PublishSNSNotification`                              | a topic gets a message               |
//!
//! Source: Systems Manager Automation runbook reference, the page of each.

use std::collections::BTreeMap;

use serde_json::json;

use crate::bucket::Bucket;
use crate::context::{Context, Observation, Remedied, Told, Touched};
use crate::error::{Error, Result};
use crate::policy::bucket as rules;
use crate::services::cloudtrail::ops::trails::update_trail;
use crate::services::cloudtrail::shapes::trails::UpdateTrailRequest;
use crate::sns::{self, Message, Topic};
use crate::value::Value;
use crate::value::json::compact;

/// Who runs documents.
const SERVICE: &str = "ssm.amazonaws.com";

type Parameters = BTreeMap<String, Vec<String>>;

/// Does what a document does, in an account and region.
pub(super) fn remedy(
    ctx: &mut Context<'_>,
    (account, region): (&str, &str),
    document: &str,
    parameters: &Parameters,
) -> Result<Remedied> {
    let act: fn(&mut Context<'_>, &Parameters) -> Result<Remedied> = match document {
        "AWS-EnableCloudTrailLogFileValidation"
        | "AWSConfigRemediation-EnableCloudTrailLogFileValidation" => validate,
        "AWSConfigRemediation-RestrictBucketSSLRequestsOnly" => restrict,
        "AWS-DisableS3BucketPublicReadWrite" => {
            |_, _| Ok(Remedied::Done("DisableS3BucketPublicReadWrite"))
        }
        "AWS-PublishSNSNotification" => publish,
        _ => return Ok(Remedied::Unknown),
    };
    let caller = (ctx.caller.account.clone(), ctx.region.clone());
    account.clone_into(&mut ctx.caller.account);
    region.clone_into(&mut ctx.region);
    let point = ctx.txn.savepoint();
    let done = act(ctx, parameters);
    (ctx.caller.account, ctx.region) = caller;
    match done {
        Err(Error::Api(error)) => {
            ctx.txn.return_to(point);
            Ok(Remedied::Failed("Run", error.message().to_owned()))
        }
        done => done,
    }
}

fn first<'p>(parameters: &'p Parameters, name: &str) -> &'p str {
    parameters.get(name).and_then(|values| values.first()).map_or("", String::as_str)
}

fn validate(ctx: &mut Context<'_>, parameters: &Parameters) -> Result<Remedied> {
    let name = first(parameters, "TrailName").to_owned();
    let request = UpdateTrailRequest {
        name: name.clone(),
        enable_log_file_validation: Some(true),
        ..UpdateTrailRequest::default()
    };
    update_trail(ctx, request)?;
    let asked = json!({"name": name, "enableLogFileValidation": true});
    observe(ctx, ("cloudtrail.amazonaws.com", "UpdateTrail"), asked, Vec::new());
    Ok(Remedied::Done("EnableLogFileValidation"))
}

fn restrict(ctx: &mut Context<'_>, parameters: &Parameters) -> Result<Remedied> {
    const STEP: &str = "RestrictBucketSSLRequestsOnly";
    let name = first(parameters, "BucketName");
    let found = Bucket::find(&ctx.txn, name)?;
    let Some(mut bucket) = found.filter(|bucket| bucket.account == ctx.caller.account) else {
        let message = format!("The bucket {name} is not there.");
        return Ok(Remedied::Failed(STEP, message));
    };
    let arn = bucket.arn();
    let kept = bucket.policy.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let mut policy: Value =
        kept.unwrap_or_else(|| json!({"Version": "2012-10-17", "Statement": []}));
    let deny = json!({
        "Sid": "AllowSSLRequestsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, format!("{arn}/*")],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    });
    match &mut policy["Statement"] {
        Value::Array(statements) => statements.push(deny),
        one => *one = json!([one.clone(), deny]),
    }
    let text = compact(&policy);
    if let Err(rules::Broken(rule)) = rules::check(&text, &arn) {
        return Ok(Remedied::Failed(STEP, rule));
    }
    bucket.policy = Some(text);
    bucket.changed = ctx.now;
    ctx.txn.put(&bucket);
    let touched = Touched { kind: "AWS::S3::Bucket", arn, account: Some(bucket.account.clone()) };
    let asked = json!({"bucketName": bucket.name, "bucketPolicy": policy, "policy": ""});
    observe(ctx, ("s3.amazonaws.com", "PutBucketPolicy"), asked, vec![touched]);
    Ok(Remedied::Done(STEP))
}

fn publish(ctx: &mut Context<'_>, parameters: &Parameters) -> Result<Remedied> {
    const STEP: &str = "PublishSNSNotification";
    let (account, region) = (ctx.caller.account.clone(), ctx.region.clone());
    let text = first(parameters, "TopicArn");
    let Some(topic) = Topic::named(&account, &region, text) else {
        return Ok(Remedied::Failed(STEP, format!("{text} is not the ARN of a topic.")));
    };
    let id = ctx.ids.uuid();
    let message = Message { id: &id, subject: None, text: first(parameters, "Message") };
    sns::publish(&mut ctx.txn, &topic, message, ctx.now)?;
    Ok(Remedied::Done(STEP))
}

/// Records what a document calls as an event.
fn observe(
    ctx: &mut Context<'_>,
    (source, name): (&'static str, &'static str),
    request: Value,
    touched: Vec<Touched>,
) {
    ctx.extra.observed.push(Observation {
        account: ctx.caller.account.clone(),
        region: ctx.region.clone(),
        invoked_by: SERVICE,
        source,
        name,
        read_only: false,
        management: true,
        request,
        touched,
        told: Told::default(),
    });
}
