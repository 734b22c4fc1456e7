//! The shape of every mutation's payload.

/// A payload: the thing that changed, user errors, and the approval that it waits for.
///
/// ```text
/// payload! {
///     /// The answer of `channelCreate`.
///     ChannelCreatePayload {
///         /// The new channel.
///         channel: Channel = ChannelById(ChannelId)
///     }
/// }
/// ```
/// The command's outcome is the id; the object is loaded from it, so that a repetition with the same idempotency key answers
/// with whatever fields it selects.
#[macro_export]
macro_rules! payload {
    ($(#[doc = $doc:literal])* $name:ident { $(#[doc = $field_doc:literal])* $field:ident: $object:path = $key:ident($id:ty) }) => {
        pub struct $name(pub $crate::kernel::command::Answer<$id>);

        $(#[doc = $doc])*
        #[async_graphql::Object]
        impl $name {
            $(#[doc = $field_doc])*
            async fn $field(&self, ctx: &async_graphql::Context<'_>) -> $crate::kernel::api::Nullable<$object> {
                use $crate::kernel::api::Api as _;
                let id = self.0.done()?;
                Some(ctx.changed($key(*id)).await.map($object))
            }

            /// Why nothing happened. Empty when it happened, and when it waits for approval.
            #[graphql(directive = $crate::kernel::cost::list::apply(2))]
            async fn user_errors(&self) -> Vec<$crate::kernel::user_error::UserError> {
                self.0.user_errors()
            }

            /// Set when the policies want an approval first: the input is parked, and this workflow decides.
            async fn pending_approval(&self) -> Option<$crate::workflow::graphql::PendingApproval> {
                self.0.parked().map($crate::workflow::graphql::PendingApproval)
            }
        }
    };
}

/// A payload of a command that leaves nothing to show but an id, such as a removal.
#[macro_export]
macro_rules! payload_id {
    ($(#[doc = $doc:literal])* $name:ident { $(#[doc = $field_doc:literal])* $field:ident: $id:ty }) => {
        pub struct $name(pub $crate::kernel::command::Answer<$id>);

        $(#[doc = $doc])*
        #[async_graphql::Object]
        impl $name {
            $(#[doc = $field_doc])*
            async fn $field(&self) -> Option<$id> {
                self.0.done().copied()
            }

            /// Why nothing happened. Empty when it happened, and when it waits for approval.
            #[graphql(directive = $crate::kernel::cost::list::apply(2))]
            async fn user_errors(&self) -> Vec<$crate::kernel::user_error::UserError> {
                self.0.user_errors()
            }

            /// Set when the policies want an approval first: the input is parked, and this workflow decides.
            async fn pending_approval(&self) -> Option<$crate::workflow::graphql::PendingApproval> {
                self.0.parked().map($crate::workflow::graphql::PendingApproval)
            }
        }
    };
}
