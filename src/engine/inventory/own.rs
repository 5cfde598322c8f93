//! What AWS Config itself has, as it records it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::NO_ZONE;
use crate::error::Result;
use crate::services::config::aggregator::Authorization;
use crate::services::config::conformance::{self, Pack};
use crate::services::config::item::Found;
use crate::services::config::recording::Seen;
use crate::services::config::resource_compliance;
use crate::services::config::rule::Rule;
use crate::services::config::shapes::compliance::ComplianceType;
use crate::services::config::stored_query::StoredQuery;
use crate::store::Txn;
use crate::value::{Object, Value};

/// Returns whether the packs are kept that a transaction changes, or of which it changes rules.
pub(super) fn kept(txn: &Txn<'_>) -> Result<Vec<Seen>> {
    let mut seen = Vec::new();
    let mut touched: BTreeSet<(String, String, String)> = BTreeSet::new();
    let place = |pack: Pack| (pack.account, pack.region, pack.id);
    for change in txn.changed::<Pack>()? {
        match change {
            (Some(before), None) => seen.push(Seen::gone(pack_compliance(txn, &before)?)),
            (_, after) => touched.extend(after.map(place)),
        }
    }
    for change in txn.changed::<Rule>()? {
        let Some(rule) = change.1.or(change.0) else { continue };
        if rule.created_by.as_deref() == Some(conformance::SERVICE)
            && let Some(at) = rule.name.rfind(conformance::BEGINNING)
        {
            touched.insert((rule.account, rule.region, rule.name[at..].to_owned()));
        }
    }
    let owners: BTreeSet<(&str, &str)> =
        touched.iter().map(|(account, region, _)| (account.as_str(), region.as_str())).collect();
    for (account, region) in owners {
        for pack in Pack::of_region(txn, (account, region))? {
            let place = (pack.account.clone(), pack.region.clone(), pack.id.clone());
            if touched.contains(&place) {
                seen.push(Seen::there(pack_compliance(txn, &pack)?));
            }
        }
    }
    Ok(seen)
}

pub(super) fn stored_query(query: &StoredQuery) -> Found {
    Found {
        account: query.account.clone(),
        region: query.region.clone(),
        kind: "AWS::Config::StoredQuery".to_owned(),
        id: query.name.clone(),
        name: Some(query.name.clone()),
        arn: Some(query.arn()),
        zone: NO_ZONE.to_owned(),
        created: None,
        tags: query.tags.clone(),
        relationships: Vec::new(),
        configuration: json!({
            "QueryArn": query.arn(),
            "QueryId": query.id,
            "QueryName": query.name,
            "QueryDescription": query.description,
            "QueryExpression": query.expression,
        }),
        supplementary: Object::new(),
    }
}

pub(super) fn authorization(authorization: &Authorization) -> Found {
    let arn = authorization.arn();
    Found {
        account: authorization.account.clone(),
        region: authorization.region.clone(),
        kind: "AWS::Config::AggregationAuthorization".to_owned(),
        id: format!("{}|{}", authorization.by_account, authorization.by_region),
        name: None,
        arn: Some(arn.clone()),
        zone: NO_ZONE.to_owned(),
        created: Some(authorization.created),
        tags: authorization.tags.clone(),
        relationships: Vec::new(),
        configuration: json!({
            "AggregationAuthorizationArn": arn,
            "AuthorizedAccountId": authorization.by_account,
            "AuthorizedAwsRegion": authorization.by_region,
        }),
        supplementary: Object::new(),
    }
}

/// Returns a conformance pack, whose configuration is in the words of CloudFormation, which never tells
/// the template.
pub(super) fn pack(pack: &Pack) -> Found {
    let parameters: Vec<Value> = pack
        .parameters
        .iter()
        .map(|(name, value)| json!({"ParameterName": name, "ParameterValue": value}))
        .collect();
    Found {
        account: pack.account.clone(),
        region: pack.region.clone(),
        kind: "AWS::Config::ConformancePack".to_owned(),
        id: pack.name.clone(),
        name: Some(pack.name.clone()),
        arn: Some(pack.arn()),
        zone: NO_ZONE.to_owned(),
        created: None,
        tags: pack.tags.clone(),
        relationships: Vec::new(),
        configuration: json!({
            "ConformancePackName": pack.name,
            "DeliveryS3Bucket": pack.bucket,
            "DeliveryS3KeyPrefix": pack.prefix,
            "ConformancePackInputParameters": parameters,
        }),
        supplementary: Object::new(),
    }
}

pub(super) fn pack_compliance(txn: &Txn<'_>, pack: &Pack) -> Result<Found> {
    let rules = pack.rules(txn)?;
    let told = |rule: &Rule| {
        json!({
            "configRuleName": rule.name,
            "controls": [],
            "configRuleArn": rule.arn(),
            "complianceType": rule.compliance().word(),
        })
    };
    let count =
        |wanted: ComplianceType| rules.iter().filter(|rule| rule.compliance() == wanted).count();
    Ok(Found {
        account: pack.account.clone(),
        region: pack.region.clone(),
        kind: resource_compliance::OF_PACK.to_owned(),
        id: pack.id.clone(),
        name: Some(pack.name.clone()),
        arn: Some(pack.arn()),
        zone: NO_ZONE.to_owned(),
        created: None,
        tags: BTreeMap::new(),
        relationships: Vec::new(),
        configuration: json!({
            "compliantRuleCount": count(ComplianceType::Compliant),
            "configRuleList": rules.iter().map(told).collect::<Vec<_>>(),
            "totalRuleCount": rules.len(),
            "nonCompliantRuleCount": count(ComplianceType::NonCompliant),
            "complianceType": pack.compliance(txn)?.word(),
        }),
        supplementary: Object::new(),
    })
}
