//! Judgements of networks: security groups, addresses, subnets.

use super::{Judge, Table, Verdict, list, says, text};
use crate::services::config::item::Item;
use crate::services::config::rule::known::Parameters;
use crate::value::Value;

pub(super) const TABLE: Table = &[
    ("EIP_ATTACHED", Judge::Each(attached)),
    ("INCOMING_SSH_DISABLED", Judge::Each(no_ssh)),
    ("RESTRICTED_INCOMING_TRAFFIC", Judge::Each(no_ports)),
    ("SUBNET_AUTO_ASSIGN_PUBLIC_IP_DISABLED", Judge::Each(private_subnet)),
    ("VPC_DEFAULT_SECURITY_GROUP_CLOSED", Judge::Each(closed)),
];

fn attached(item: &Item, _: &Parameters) -> Verdict {
    let address = &item.found.configuration;
    let names = ["instanceId", "networkInterfaceId", "associationId", "InstanceId"];
    Verdict::is(names.iter().any(|name| !text(address, name).is_empty()))
}

fn private_subnet(item: &Item, _: &Parameters) -> Verdict {
    let subnet = &item.found.configuration;
    Verdict::is(!says(subnet, "mapPublicIpOnLaunch") && !says(subnet, "MapPublicIpOnLaunch"))
}

/// Returns whether a permission lets everybody in.
fn is_for_everybody(permission: &Value) -> bool {
    let addresses = list(permission, "ipRanges").iter().filter_map(|range| {
        // Items tell addresses of version 4 as texts, or as objects.
        range.as_str().or_else(|| range["cidrIp"].as_str())
    });
    let more = list(permission, "ipv4Ranges").iter().filter_map(|range| range["cidrIp"].as_str());
    let six = list(permission, "ipv6Ranges").iter().filter_map(|range| range["cidrIpv6"].as_str());
    addresses.chain(more).chain(six).any(|range| range == "0.0.0.0/0" || range == "::/0")
}

/// Returns whether everybody can reach a port by TCP.
fn is_open(group: &Value, port: i64) -> bool {
    list(group, "ipPermissions").iter().any(|permission| {
        let protocol = text(permission, "ipProtocol");
        let from = permission["fromPort"].as_i64().unwrap_or(0);
        let to = permission["toPort"].as_i64().unwrap_or(65_535);
        let meets = protocol == "-1" || (protocol == "tcp" && (from..=to).contains(&port));
        meets && is_for_everybody(permission)
    })
}

fn no_ssh(item: &Item, _: &Parameters) -> Verdict {
    Verdict::is(!is_open(&item.found.configuration, 22))
}

fn no_ports(item: &Item, parameters: &Parameters) -> Verdict {
    let names = ["blockedPort1", "blockedPort2", "blockedPort3", "blockedPort4", "blockedPort5"];
    let ports = names.iter().filter_map(|name| parameters.get(name));
    let mut ports =
        ports.chain(parameters.list("blockedPorts")).filter_map(|port| port.parse().ok());
    Verdict::is(!ports.any(|port: i64| is_open(&item.found.configuration, port)))
}

/// Only the group that a network begins with is meant.
fn closed(item: &Item, _: &Parameters) -> Verdict {
    let group = &item.found.configuration;
    if text(group, "groupName") != "default" {
        return Verdict::NotApplicable;
    }
    Verdict::is(
        list(group, "ipPermissions").is_empty() && list(group, "ipPermissionsEgress").is_empty(),
    )
}
