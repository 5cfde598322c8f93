//! What happens, as CloudTrail sees it.
//!
//! Every call becomes an event, a refused one too, and so does what a service does to another by
//! itself.

use crate::arn::partition_of;
use crate::context::{Context, Observation, Told};
use crate::error::{ApiError, Result};
use crate::operation::{Access, EventKind};
use crate::schema::recorded;
use crate::services::cloudtrail;
use crate::services::cloudtrail::event::{Event, Kind, Resource};
use crate::services::cloudtrail::identity::Identity;
use crate::services::cloudtrail::trail::Trail;
use crate::value::Value;

use super::Call;

/// The address that calls come from: this machine.
pub const SOURCE_ADDRESS: &str = "127.0.0.1";

/// Returns the user agent of a command, as `cloudtrail.create-trail`.
pub fn user_agent(command: &str) -> String {
    format!("trailwatch/{} md/command#{command}", env!("CARGO_PKG_VERSION"))
}

/// Records a call and what services did because of it.
pub(super) fn call(
    ctx: &mut Context<'_>,
    call: &Call<'_>,
    answered: Result<&Value, &ApiError>,
    before: &[Trail],
) -> Result<()> {
    let read_only = call.operation.access == Access::Read;
    let response = match answered {
        Ok(document) if !read_only => recorded::document(document, call.operation.output),
        _ => Value::Null,
    };
    let touched = std::mem::take(&mut ctx.extra.touched);
    let mut event = Event {
        account: ctx.caller.account.clone(),
        identity: Identity::of_caller(&ctx.caller, partition_of(&ctx.region)).document(),
        time: ctx.now.whole_secs(),
        source: call.service.source.to_owned(),
        name: call.operation.name.to_owned(),
        region: ctx.region.clone(),
        source_ip: SOURCE_ADDRESS.to_owned(),
        user_agent: user_agent(call.command),
        error_code: answered.err().map(|error| error.code().name.to_owned()),
        error_message: answered.err().map(|error| error.message().to_owned()),
        request: (call.service.request_in_event)(call.operation, call.request, &ctx.region),
        response,
        additional: Value::Null,
        request_id: Some(ctx.ids.uuid()),
        id: ctx.ids.uuid(),
        read_only,
        resources: touched.into_iter().map(Resource::from).collect(),
        vpc_endpoint: None,
        from_console: false,
        kind: Kind::ApiCall,
        management: call.operation.event == EventKind::Management,
        shared_id: None,
    };
    tell(&mut event, std::mem::take(&mut ctx.extra.told));
    cloudtrail::record(ctx, &event, before)?;
    by_services(ctx)
}

/// Puts into an event what its service says otherwise.
fn tell(event: &mut Event, told: Told) {
    if let Some(name) = told.name {
        name.clone_into(&mut event.name);
    }
    event.request_id = told.request_id.or_else(|| event.request_id.take());
    if let Some(response) = told.response.filter(|_| event.error_code.is_none()) {
        event.response = response;
    }
    if told.brackets {
        event.user_agent = format!("[{}]", event.user_agent);
    }
    event.additional = told.additional;
}

/// Records what services did by themselves.
pub(super) fn by_services(ctx: &mut Context<'_>) -> Result<()> {
    for observed in std::mem::take(&mut ctx.extra.observed) {
        let trails = Trail::seen_by(&ctx.txn, &observed.account)?;
        let event = of_service(ctx, observed);
        cloudtrail::record(ctx, &event, &trails)?;
    }
    Ok(())
}

fn of_service(ctx: &mut Context<'_>, observed: Observation) -> Event {
    let mut event = Event {
        account: observed.account,
        identity: Identity::of_service(observed.invoked_by).document(),
        time: ctx.now.whole_secs(),
        source: observed.source.to_owned(),
        name: observed.name.to_owned(),
        region: observed.region,
        source_ip: observed.invoked_by.to_owned(),
        user_agent: observed.invoked_by.to_owned(),
        error_code: None,
        error_message: None,
        request: observed.request,
        response: Value::Null,
        additional: Value::Null,
        request_id: Some(ctx.ids.uuid()),
        id: ctx.ids.uuid(),
        read_only: observed.read_only,
        resources: observed.touched.into_iter().map(Resource::from).collect(),
        vpc_endpoint: None,
        from_console: false,
        kind: Kind::ApiCall,
        management: observed.management,
        shared_id: Some(ctx.ids.uuid()),
    };
    tell(&mut event, observed.told);
    event
}
