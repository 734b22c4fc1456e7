//! The text of a document: sent, registered before, or sent before.

use std::sync::Arc;

use crate::document::Plan;
use crate::engine::Inside;
use crate::engine::outcome::{Class, Refused};
use crate::engine::prepare::Carrier;
use crate::engine::settings::DocumentMode;
use crate::kernel::fault::Fault;
use crate::persisted::DocumentId;

/// How a request names its document.
pub struct Named {
    pub query: Option<String>,
    pub document_id: Option<String>,
    pub hash: Option<String>,
}

/// A document, and how much it is trusted.
pub struct Source {
    pub text: Arc<str>,
    pub origin: Origin,
}

/// Where the text of a document comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From the client, just now.
    Sent,
    /// From the client, to be kept under this id when it is good.
    Offered(DocumentId),
    /// From a client, before.
    Automatic,
    /// From whoever runs the server.
    Trusted,
}

impl Inside {
    pub async fn source(&self, named: Named, carrier: &Carrier) -> Result<Source, Refused> {
        match named {
            Named { query: Some(query), document_id: None, hash: None } => self.sent(query, carrier).await,
            Named { query: None, document_id: Some(id), hash: None } => self.trusted(&id, carrier).await,
            Named { query: Some(query), document_id: None, hash: Some(hash) } => {
                self.offered(query, &hash, carrier).await
            }
            Named { query: None, document_id: None, hash: Some(hash) } => self.automatic(&hash, carrier).await,
            Named { query: None, document_id: None, hash: None } => Err(ill_formed("query", "`query` is missing.")),
            Named { document_id: Some(_), .. } => {
                Err(ill_formed("documentId", "`documentId` stands alone: the document has a text already."))
            }
        }
    }

    async fn sent(&self, query: String, carrier: &Carrier) -> Result<Source, Refused> {
        let text: Arc<str> = query.into();
        if self.settings.documents != DocumentMode::Trusted {
            return Ok(Source { text, origin: Origin::Sent });
        }
        // A client that was not told to send ids sends texts, and they are trusted all the same.
        if self.find(&DocumentId::of(&text), carrier).await?.is_none() {
            let message = "Only registered documents are executed here.";
            return Err(Refused::new(Class::Invalid, "DOCUMENT_NOT_TRUSTED", message));
        }
        Ok(Source { text, origin: Origin::Trusted })
    }

    async fn trusted(&self, id: &str, carrier: &Carrier) -> Result<Source, Refused> {
        let id = DocumentId::parse(id).ok_or_else(|| ill_formed("documentId", "This is no id of a document."))?;
        let found = self.find(&id, carrier).await?;
        found.map(|text| Source { text, origin: Origin::Trusted }).ok_or_else(not_found)
    }

    async fn offered(&self, query: String, hash: &str, carrier: &Carrier) -> Result<Source, Refused> {
        let id = hashed(hash)?;
        if id != DocumentId::of(&query) {
            return Err(ill_formed("extensions", "`sha256Hash` is not the hash of `query`."));
        }
        let Source { text, origin } = self.sent(query, carrier).await?;
        let keep = self.settings.documents == DocumentMode::Automatic;
        Ok(Source { text, origin: if keep { Origin::Offered(id) } else { origin } })
    }

    async fn automatic(&self, hash: &str, carrier: &Carrier) -> Result<Source, Refused> {
        let id = hashed(hash)?;
        if let Some(text) = self.find(&id, carrier).await? {
            return Ok(Source { text, origin: Origin::Trusted });
        }
        if self.settings.documents != DocumentMode::Automatic {
            // Clients of Apollo send texts from then on.
            return Err(Refused::new(Class::Invalid, "PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported"));
        }
        let found = Box::pin(self.app.documents.recall(&id)).await.map_err(unavailable)?;
        found.map(|text| Source { text, origin: Origin::Automatic }).ok_or_else(not_found)
    }

    async fn find(&self, id: &DocumentId, carrier: &Carrier) -> Result<Option<Arc<str>>, Refused> {
        Box::pin(self.app.documents.find(carrier.client.as_deref(), id)).await.map_err(unavailable)
    }

    /// Keeps an offered document, now that it is known to be good. One that cannot be kept is executed all the same, and its
    /// client will send it again.
    pub async fn keep(&self, id: &DocumentId, plan: &Plan, text: &str) -> Result<(), Refused> {
        if self.app.documents.recall(id).await.map_err(unavailable)?.is_some() {
            return Ok(());
        }
        let operations: Vec<String> = plan.operation_name.iter().cloned().collect();
        if let Err(fault) = self.app.documents.remember(id, &operations, text).await {
            tracing::warn!(error = fault.told(), "an automatic document was not kept");
        }
        Ok(())
    }
}

/// A SHA-256 in hexadecimal.
fn hashed(hash: &str) -> Result<DocumentId, Refused> {
    DocumentId::parse(hash)
        .filter(DocumentId::is_hash)
        .ok_or_else(|| ill_formed("extensions", "`sha256Hash` is a SHA-256 in hexadecimal."))
}

/// The sentence is the one that clients of Apollo look for.
fn not_found() -> Refused {
    Refused::new(Class::Invalid, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
}

fn ill_formed(field: &str, message: &str) -> Refused {
    Refused::new(Class::IllFormed, "BAD_REQUEST", message).at(&[field])
}

fn unavailable(fault: Fault) -> Refused {
    Refused::fault(Class::Status(axum::http::StatusCode::SERVICE_UNAVAILABLE), fault)
}
