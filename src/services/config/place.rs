//! The keys of what Config delivers.
//!
//! ```text
//! [PREFIX/]AWSLogs/ACCOUNT/Config/ConfigWritabilityCheckFile
//! [PREFIX/]AWSLogs/ACCOUNT/Config/REGION/2024/1/9/ConfigSnapshot/
//!     ACCOUNT_Config_REGION_ConfigSnapshot_20240109T120000Z_UUID.json.gz
//! [PREFIX/]AWSLogs/ACCOUNT/Config/REGION/2024/1/9/ConfigHistory/
//!     ACCOUNT_Config_REGION_ConfigHistory_TYPE_20240109T060000Z_20240109T113000Z_1.json.gz
//! [PREFIX/]AWSLogs/ACCOUNT/Config/REGION/2024/1/9/OversizedChangeNotification/TYPE/ID/
//!     ACCOUNT_Config_REGION_ChangeNotification_TYPE_ID_20240109T113000Z_STATE.json.gz
//! ```
//!
//! Month and day have no zero before them.
//!
//! Source: AWS Config Developer Guide, "Viewing the configuration snapshot", "Viewing configuration
//! history", "Example Oversized Configuration Item Change Notification"; delivered files.

use super::channel::Channel;
use super::item::Item;
use crate::time::{Timestamp, text};

/// Returns the key of the file by which the bucket is tried.
pub fn check_file(channel: &Channel) -> String {
    format!("{}ConfigWritabilityCheckFile", beginning(channel))
}

/// Returns the key of a snapshot.
pub fn snapshot(channel: &Channel, time: Timestamp, id: &str) -> String {
    file(channel, "ConfigSnapshot", time, &format!("{}_{id}", text::digest_stamp(time)))
}

/// Returns the key of a history file of a type, whose first and last items were captured at these
/// times.
pub fn history(
    channel: &Channel,
    kind: &str,
    now: Timestamp,
    (first, last): (Timestamp, Timestamp),
    number: usize,
) -> String {
    let (first, last) = (text::digest_stamp(first), text::digest_stamp(last));
    file(channel, "ConfigHistory", now, &format!("{kind}_{first}_{last}_{number}"))
}

/// Returns the key of an item that is too long for a message.
pub fn oversized(channel: &Channel, item: &Item) -> String {
    let Channel { account, region, .. } = channel;
    let (kind, id) = (&item.found.kind, &item.found.id);
    let stamp = text::digest_stamp(item.captured);
    format!(
        "{}OversizedChangeNotification/{kind}/{id}/\
         {account}_Config_{region}_ChangeNotification_{kind}_{id}_{stamp}_{}.json.gz",
        day(channel, item.captured),
        item.state
    )
}

fn file(channel: &Channel, folder: &str, time: Timestamp, end: &str) -> String {
    let Channel { account, region, .. } = channel;
    let day = day(channel, time);
    format!("{day}{folder}/{account}_Config_{region}_{folder}_{end}.json.gz")
}

fn day(channel: &Channel, time: Timestamp) -> String {
    let day = text::date_folders(time);
    let day: Vec<&str> = day.split('/').map(|part| part.trim_start_matches('0')).collect();
    format!("{}{}/{}/", beginning(channel), channel.region, day.join("/"))
}

fn beginning(channel: &Channel) -> String {
    let prefix = channel.prefix.as_ref().map_or_else(String::new, |prefix| format!("{prefix}/"));
    format!("{prefix}AWSLogs/{}/Config/", channel.account)
}
