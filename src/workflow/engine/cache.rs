//! Compiled definitions, by the hash of their source: a cache that is rebuilt from JSON and never stored.

use data_encoding::HEXLOWER;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use crate::kernel::fault::Fault;
use crate::kernel::journal::canonical;
use crate::workflow::compile::Compiled;
use crate::workflow::entity::version;
use crate::workflow::model::Definition;

/// So many are kept; a house has a few dozen.
const KEPT: usize = 256;

static CACHE: LazyLock<Mutex<HashMap<String, Arc<Compiled>>>> = LazyLock::new(Mutex::default);

/// The hash of a source: the same for the same JSON, however a database spells it.
pub fn hash_of(source: &Value) -> String {
    HEXLOWER.encode(&Sha256::digest(canonical(source).as_bytes()))
}

/// The compiled form of a version that was published, and so was without errors.
pub fn compiled(version: &version::Model) -> Result<Arc<Compiled>, Fault> {
    let mut cache = CACHE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = cache.get(&version.source_hash) {
        return Ok(Arc::clone(known));
    }
    let definition: Definition = serde_json::from_value(version.source.clone())?;
    let compiled = Compiled::of(&definition)
        .map_err(|findings| Fault::internal(format!("a published definition does not compile: {findings:?}")))?;
    let compiled = Arc::new(compiled);
    if cache.len() >= KEPT {
        cache.clear();
    }
    cache.insert(version.source_hash.clone(), Arc::clone(&compiled));
    Ok(compiled)
}
