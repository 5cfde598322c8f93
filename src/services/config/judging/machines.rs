//! Judgements of instances and volumes of EC2.

use super::{Judge, Table, Verdict, among, list, says, text};
use crate::services::config::item::Item;
use crate::services::config::rule::known::Parameters;

pub(super) const TABLE: Table = &[
    ("APPROVED_AMIS_BY_ID", Judge::Each(image)),
    ("DESIRED_INSTANCE_TENANCY", Judge::Each(tenancy)),
    ("DESIRED_INSTANCE_TYPE", Judge::Each(size)),
    ("EBS_OPTIMIZED_INSTANCE", Judge::Each(optimized)),
    ("EC2_IMDSV2_CHECK", Judge::Each(tokens)),
    ("EC2_INSTANCE_DETAILED_MONITORING_ENABLED", Judge::Each(monitoring)),
    ("EC2_INSTANCE_NO_PUBLIC_IP", Judge::Each(no_public_address)),
    ("EC2_INSTANCE_PROFILE_ATTACHED", Judge::Each(profile)),
    ("EC2_VOLUME_INUSE_CHECK", Judge::Each(in_use)),
    ("ENCRYPTED_VOLUMES", Judge::Each(encrypted)),
    ("INSTANCES_IN_VPC", Judge::Each(in_network)),
];

/// Judges an instance that is there; one that is terminated is not meant.
fn instance(item: &Item, is_good: impl Fn(&crate::value::Value) -> bool) -> Verdict {
    let instance = &item.found.configuration;
    if text(instance, "state.name") == "terminated" {
        return Verdict::NotApplicable;
    }
    Verdict::is(is_good(instance))
}

fn image(item: &Item, parameters: &Parameters) -> Verdict {
    instance(item, |it| parameters.list("amiIds").contains(&text(it, "imageId")))
}

/// Instances of other images than those that are named are not meant.
fn tenancy(item: &Item, parameters: &Parameters) -> Verdict {
    let images = parameters.list("imageId");
    if !among(text(&item.found.configuration, "imageId"), &images) {
        return Verdict::NotApplicable;
    }
    let hosts = parameters.list("hostId");
    instance(item, |it| {
        let wanted = parameters.get("tenancy").unwrap_or_default();
        wanted.eq_ignore_ascii_case(text(it, "placement.tenancy"))
            && among(text(it, "placement.hostId"), &hosts)
    })
}

fn size(item: &Item, parameters: &Parameters) -> Verdict {
    instance(item, |it| parameters.list("instanceType").contains(&text(it, "instanceType")))
}

fn optimized(item: &Item, _: &Parameters) -> Verdict {
    instance(item, |it| says(it, "ebsOptimized"))
}

fn tokens(item: &Item, _: &Parameters) -> Verdict {
    instance(item, |it| text(it, "metadataOptions.httpTokens") == "required")
}

fn monitoring(item: &Item, _: &Parameters) -> Verdict {
    instance(item, |it| text(it, "monitoring.state") == "enabled")
}

fn no_public_address(item: &Item, _: &Parameters) -> Verdict {
    instance(item, |it| {
        let has = |part: &crate::value::Value| !text(part, "association.publicIp").is_empty();
        text(it, "publicIpAddress").is_empty() && !list(it, "networkInterfaces").iter().any(has)
    })
}

fn profile(item: &Item, parameters: &Parameters) -> Verdict {
    let wanted = parameters.list("IamInstanceProfileArnList");
    instance(item, |it| {
        let profile = text(it, "iamInstanceProfile.arn");
        !profile.is_empty() && among(profile, &wanted)
    })
}

fn in_network(item: &Item, parameters: &Parameters) -> Verdict {
    instance(item, |it| {
        let network = text(it, "vpcId");
        !network.is_empty() && parameters.get("vpcId").is_none_or(|wanted| wanted == network)
    })
}

/// Volumes that are attached to no instance are not meant.
fn encrypted(item: &Item, parameters: &Parameters) -> Verdict {
    let volume = &item.found.configuration;
    if list(volume, "attachments").is_empty() {
        return Verdict::NotApplicable;
    }
    let key = text(volume, "kmsKeyId");
    let is_key = |wanted: &str| key == wanted || key.ends_with(&format!("/{wanted}"));
    Verdict::is(says(volume, "encrypted") && parameters.get("kmsId").is_none_or(is_key))
}

fn in_use(item: &Item, parameters: &Parameters) -> Verdict {
    let attachments = list(&item.found.configuration, "attachments");
    let goes = !parameters.says("deleteOnTermination")
        || attachments.iter().all(|attachment| says(attachment, "deleteOnTermination"));
    Verdict::is(!attachments.is_empty() && goes)
}
