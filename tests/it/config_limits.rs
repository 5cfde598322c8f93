//! More than there may be of a thing, AWS Config refuses.

use serde_json::{Value, json};
use trailwatch::error::Error;
use trailwatch::services::cloudtrail::organization::Organization;
use trailwatch::services::config::SERVICE;

use crate::lab::{ACCOUNT, Lab};

fn call(lab: &mut Lab, name: &str, request: &Value) -> Result<Value, Error> {
    lab.call_to(&SERVICE, "us-east-1", name, request)
}

/// Puts things with these numbers; the last is refused, with this code, and one that is there can be put
/// again.
fn put_all(lab: &mut Lab, name: &str, most: u32, code: &str, request: impl Fn(u32) -> Value) {
    for number in 0..most {
        call(lab, name, &request(number)).unwrap();
    }
    match call(lab, name, &request(most)) {
        Err(Error::Api(error)) => assert_eq!(error.code().name, code, "{}", error.message()),
        other => panic!("{name}: {other:?}"),
    }
    call(lab, name, &request(most / 2)).unwrap();
}

#[test]
fn one_more_than_there_may_be_is_refused() {
    let mut lab = Lab::at("2024-01-09T00:10:00Z");
    let organization = Organization {
        id: "o-exampleorgid".to_owned(),
        management: ACCOUNT.to_owned(),
        members: Vec::new(),
        administrators: Vec::new(),
        delegated: std::collections::BTreeMap::new(),
    };
    let declare = |ctx: &mut trailwatch::context::Context<'_>| {
        ctx.txn.put(&organization);
        Ok(())
    };
    lab.engine.with_context("us-east-1", declare).unwrap();
    let recorder = json!({"name": "default", "roleARN": "arn:aws:iam::123456789012:role/config"});
    call(&mut lab, "PutConfigurationRecorder", &json!({"ConfigurationRecorder": recorder}))
        .unwrap();
    let template = json!({"Resources": {"Tls": {"Type": "AWS::Config::ConfigRule", "Properties": {
        "Source": {"Owner": "AWS", "SourceIdentifier": "S3_BUCKET_SSL_REQUESTS_ONLY"}}}}});
    let code = "MaxNumberOfOrganizationConformancePacksExceededException";
    put_all(&mut lab, "PutOrganizationConformancePack", 50, code, |number| {
        json!({
            "OrganizationConformancePackName": format!("p{number}"),
            "TemplateBody": template.to_string(), "ExcludedAccounts": [ACCOUNT],
        })
    });
    let code = "MaxNumberOfConformancePacksExceededException";
    put_all(
        &mut lab,
        "PutConformancePack",
        50,
        code,
        |number| json!({"ConformancePackName": format!("p{number}"), "TemplateBody": template.to_string()}),
    );
    let code = "MaxNumberOfOrganizationConfigRulesExceededException";
    put_all(&mut lab, "PutOrganizationConfigRule", 150, code, |number| {
        json!({
            "OrganizationConfigRuleName": format!("r{number}"), "ExcludedAccounts": [ACCOUNT],
            "OrganizationManagedRuleMetadata": {"RuleIdentifier": "S3_BUCKET_SSL_REQUESTS_ONLY"},
        })
    });
    put_all(&mut lab, "PutConfigurationAggregator", 50, "LimitExceededException", |number| {
        json!({
            "ConfigurationAggregatorName": format!("a{number}"),
            "AccountAggregationSources": [{"AccountIds": [ACCOUNT], "AllAwsRegions": true}],
        })
    });
    let rules = call(&mut lab, "DescribeConfigRules", &json!({})).unwrap();
    let arn = &rules["ConfigRules"][0]["ConfigRuleArn"];
    put_all(
        &mut lab,
        "TagResource",
        50,
        "TooManyTagsException",
        |number| json!({"ResourceArn": arn, "Tags": [{"Key": format!("k{number}"), "Value": "v"}]}),
    );
}
