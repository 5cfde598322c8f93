//! Judgements of resources of other services.

use super::{Judge, Table, Verdict, among, says, text};
use crate::services::config::item::Item;
use crate::services::config::rule::known::Parameters;

pub(super) const TABLE: Table = &[
    ("LAMBDA_FUNCTION_SETTINGS_CHECK", Judge::Each(function)),
    ("RDS_INSTANCE_PUBLIC_ACCESS_CHECK", Judge::Each(private_database)),
    ("RDS_STORAGE_ENCRYPTED", Judge::Each(encrypted_database)),
];

fn function(item: &Item, parameters: &Parameters) -> Verdict {
    let function = &item.found.configuration;
    // Functions that are images have no runtime.
    if text(function, "packageType") == "Image" {
        return Verdict::NotApplicable;
    }
    let same_number = |parameter: &str, member: &str| {
        let wanted = parameters.get(parameter).and_then(|text| text.parse::<i64>().ok());
        wanted.is_none_or(|wanted| function[member].as_i64() == Some(wanted))
    };
    Verdict::is(
        among(text(function, "runtime"), &parameters.list("runtime"))
            && parameters.get("role").is_none_or(|wanted| wanted == text(function, "role"))
            && same_number("memorySize", "memorySize")
            && same_number("timeout", "timeout"),
    )
}

fn private_database(item: &Item, _: &Parameters) -> Verdict {
    Verdict::is(!says(&item.found.configuration, "publiclyAccessible"))
}

fn encrypted_database(item: &Item, parameters: &Parameters) -> Verdict {
    let database = &item.found.configuration;
    let key = text(database, "kmsKeyId");
    let same = parameters.get("kmsKeyId").is_none_or(|wanted| wanted == key);
    Verdict::is(says(database, "storageEncrypted") && same)
}
