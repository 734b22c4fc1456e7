//! Open a channel.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::channels::entity::channel;
use crate::channels::error::ChannelError;
use crate::channels::permission::ChannelCreate;
use crate::kernel::aggregate::New;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::fault::{Fault, Violation};
use crate::kernel::fold::fold;
use crate::kernel::id::ChannelId;
use crate::kernel::money::Currency;
use crate::kernel::text::{Checks, PLAIN_NAME};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// The channel to open.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct ChannelCreateInput {
    /// Its name in URLs: lower-case letters, digits and hyphens, at most 255 characters, unique.
    pub slug: String,
    /// Its name for people, at most 255 characters.
    pub name: String,
    /// The currency of its prices and orders. It never changes.
    pub currency: Currency,
}

impl Command for ChannelCreateInput {
    type Permission = ChannelCreate;
    type Outcome = ChannelId;
    const NAME: &'static str = "channelCreate";

    crate::makes!(ChannelCreate);

    async fn run(self, cx: &Cx<ChannelCreate>, tx: &Tx, _: New) -> Result<ChannelId, Failure> {
        let ChannelCreateInput { slug, name, currency } = self;
        let mut checks = Checks::new();
        let slug = checks.slug("slug", &slug);
        let name = checks.required("name", &name, PLAIN_NAME);
        checks.done()?;
        let id = cx.new_id();
        let now = tx.now();
        let channel = channel::Model {
            id,
            slug,
            name_folded: fold(&name),
            name,
            active: true,
            version: 1,
            created_at: now,
            updated_at: now,
            currency,
        };
        match tx.insert(channel).await {
            Err(Fault::Violation(Violation::Unique)) => Err(ChannelError::SlugTaken.into()),
            Err(fault) => Err(fault.into()),
            Ok(_) => Ok(id),
        }
    }
}
