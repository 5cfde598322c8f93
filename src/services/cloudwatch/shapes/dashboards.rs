//! Shapes of the operations on dashboards.

use super::tags::Tag;
use crate::shape;
use crate::time::Timestamp;

shape! {
    /// What delete-dashboards takes.
    pub struct DeleteDashboardsInput {
        /// The names of the dashboards.
        dashboard_names: Vec<String> = "DashboardNames",
    }

    /// What get-dashboard takes.
    pub struct GetDashboardInput {
        /// The name of the dashboard.
        dashboard_name: String = "DashboardName",
    }

    /// What get-dashboard answers.
    pub struct GetDashboardOutput {
        /// Its ARN.
        dashboard_arn: Option<String> = "DashboardArn",
        /// What it holds, as JSON.
        dashboard_body: Option<String> = "DashboardBody",
        /// Its name.
        dashboard_name: Option<String> = "DashboardName",
    }

    /// What list-dashboards takes.
    pub struct ListDashboardsInput {
        /// Only dashboards whose name begins so.
        dashboard_name_prefix: Option<String> = "DashboardNamePrefix",
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What list-dashboards answers.
    pub struct ListDashboardsOutput {
        /// The dashboards.
        dashboard_entries: Option<Vec<DashboardEntry>> = "DashboardEntries",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What put-dashboard takes.
    pub struct PutDashboardInput {
        /// The name of the dashboard.
        dashboard_name: String = "DashboardName",
        /// What the dashboard holds, as JSON.
        dashboard_body: String = "DashboardBody",
        /// Tags: keys, and a value for each.
        tags: Option<Vec<Tag>> = "Tags",
    }

    /// What put-dashboard answers.
    pub struct PutDashboardOutput {
        /// What is not as it should be.
        dashboard_validation_messages: Option<Vec<DashboardValidationMessage>> =
            "DashboardValidationMessages",
    }

    /// A dashboard in a list.
    pub struct DashboardEntry {
        /// Its name.
        dashboard_name: Option<String> = "DashboardName",
        /// Its ARN.
        dashboard_arn: Option<String> = "DashboardArn",
        /// When it was last put.
        last_modified: Option<Timestamp> = "LastModified",
        /// How many bytes its body has.
        size: Option<i64> = "Size",
    }

    /// Something in a dashboard that is not as it should be.
    pub struct DashboardValidationMessage {
        /// Where in the body it is.
        data_path: Option<String> = "DataPath",
        /// What is wrong there.
        message: Option<String> = "Message",
    }
}
