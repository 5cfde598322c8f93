//! Messages to the topic of a delivery channel.
//!
//! Source: AWS Config Developer Guide, "Notifications that AWS Config sends to an Amazon SNS topic".

use super::channel::Channel;
use crate::context::Context;
use crate::error::Result;
use crate::sns::{self, Message};
use crate::value::Value;
use crate::value::json::compact;

/// How long a subject may be.
///
/// Source: SNS API Reference, "`Publish`".
const SUBJECT: usize = 100;

/// What a subject ends in that would be longer.
///
/// Source: AWS Config Developer Guide, "Example Compliance Change Notification".
const CUT: &str = "...";

/// Tells the topic of a channel something; without a topic nobody hears it.
pub(super) fn publish(
    ctx: &mut Context<'_>,
    channel: &Channel,
    about: &str,
    text: &Value,
) -> Result<()> {
    let Some(topic) = channel.topic() else { return Ok(()) };
    let mut subject = format!("[AWS Config:{}] {about}", channel.region);
    if subject.chars().count() > SUBJECT {
        subject = subject.chars().take(SUBJECT - CUT.len()).collect::<String>() + CUT;
    }
    let id = ctx.ids.uuid();
    let text = compact(text);
    let message = Message { id: &id, subject: Some(subject.trim_end()), text: &text };
    sns::publish(&mut ctx.txn, &topic, message, ctx.now)
}
