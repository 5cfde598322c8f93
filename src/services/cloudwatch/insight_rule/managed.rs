//! Rules that AWS has ready for resources of some services.
//!
//! Their contributors are what the service itself reports, not lines of a log group. Those that are
//! known to exist are for endpoint services of VPCs; whether a resource is there is not asked, as with
//! topics. Nothing reports here, so they find nothing.
//!
//! Source: Amazon VPC, AWS PrivateLink Guide, "CloudWatch metrics for AWS PrivateLink": there are four;
//! their names and order: public tests of what `ListManagedInsightRules` answers. What rules are called
//! that are made from them, and what their definition says, AWS does not publish: it is ours.

use serde::{Deserialize, Serialize};

use super::definition::Definition;
use crate::arn::Arn;

/// The form of the definition of managed rules.
///
/// Source: CloudWatch API Reference, "`InsightRule`", `Schema`.
pub const SCHEMA: &str = r#"{"Name": "ServiceLogRule", "Version": 1}"#;

/// The templates for an endpoint service, with what each adds up by endpoint.
const OF_ENDPOINT_SERVICE: [(&str, &str); 4] = [
    ("VpcEndpointService-NewConnectionsByEndpointId-v1", "NewConnections"),
    ("VpcEndpointService-BytesByEndpointId-v1", "Bytes"),
    ("VpcEndpointService-RstPacketsByEndpointId-v1", "RstPackets"),
    ("VpcEndpointService-ActiveConnectionsByEndpointId-v1", "ActiveConnections"),
];

/// What a managed rule is made from.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Managed {
    /// The name of the template.
    pub template: String,
    /// The ARN of the resource.
    pub resource: String,
}

impl Managed {
    /// Returns the rules that there are for a resource of an account and region, in AWS's order; `None`
    /// if there are none for such a resource.
    pub fn all_for((account, region): (&str, &str), resource: &str) -> Option<Vec<Self>> {
        let arn = Arn::parse(resource)?;
        let own = arn.service == "ec2" && arn.region == region && arn.account == account;
        let id = arn.resource_of("vpc-endpoint-service").filter(|_| own)?;
        let is_id =
            |text: &str| text.len() <= 40 && text.bytes().all(|c| c.is_ascii_alphanumeric());
        id.strip_prefix("vpce-svc-").filter(|text| !text.is_empty() && is_id(text))?;
        let managed = |(template, _): (&str, &str)| Self {
            template: template.to_owned(),
            resource: resource.to_owned(),
        };
        Some(OF_ENDPOINT_SERVICE.map(managed).into())
    }

    /// Returns what the rule is called.
    pub fn name(&self) -> String {
        let (_, id) = self.resource.rsplit_once('/').unwrap_or_default();
        format!("{}-{id}", self.template)
    }

    /// Returns the text of its definition.
    pub fn definition(&self) -> String {
        let Self { template, resource } = self;
        let text = |text: &str| serde_json::Value::from(text);
        format!(
            r#"{{"Schema": {SCHEMA}, "TemplateName": {}, "ResourceARN": {}}}"#,
            text(template),
            text(resource)
        )
    }

    /// Returns what it looks for.
    pub fn looks_for(&self) -> Definition {
        let template = OF_ENDPOINT_SERVICE.iter().find(|(name, _)| *name == self.template);
        Definition::of_service("EndpointId", template.map_or("", |(_, value)| *value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_rules_for_the_endpoint_services_of_the_caller() {
        let owner = ("123456789012", "us-east-1");
        let arn = "arn:aws:ec2:us-east-1:123456789012:vpc-endpoint-service/vpce-svc-0a1";
        let rules = Managed::all_for(owner, arn).unwrap();
        assert_eq!(rules.len(), 4);
        assert_eq!(rules[1].name(), "VpcEndpointService-BytesByEndpointId-v1-vpce-svc-0a1");
        assert!(rules.iter().all(|rule| rule.name().len() <= 128));
        assert_eq!(rules[1].looks_for().keys, ["EndpointId"]);
        assert!(serde_json::from_str::<serde_json::Value>(&rules[1].definition()).is_ok());
        for other in [
            "vpce-svc-0a1",
            "arn:aws:ec2:eu-west-1:123456789012:vpc-endpoint-service/vpce-svc-0a1",
            "arn:aws:ec2:us-east-1:210987654321:vpc-endpoint-service/vpce-svc-0a1",
            "arn:aws:ec2:us-east-1:123456789012:instance/i-0a1",
            "arn:aws:ec2:us-east-1:123456789012:vpc-endpoint-service/vpce-svc-",
            "arn:aws:ec2:us-east-1:123456789012:vpc-endpoint-service/vpce-svc-a/b",
        ] {
            assert_eq!(Managed::all_for(owner, other), None, "{other}");
        }
    }
}
