//! Shapes of the operations on an organization's delegated administrators.

use crate::schema::Limit::{MaxLength, MinLength};
use crate::shape;

shape! {
    /// What deregister-organization-delegated-admin takes.
    pub struct DeregisterOrganizationDelegatedAdminRequest {
        /// The account that administers.
        delegated_admin_account_id: String =
            "DelegatedAdminAccountId" [MinLength(12), MaxLength(16)],
    }

    /// What register-organization-delegated-admin takes.
    pub struct RegisterOrganizationDelegatedAdminRequest {
        /// The account that is to administer.
        member_account_id: String = "MemberAccountId" [MinLength(12), MaxLength(16)],
    }
}
