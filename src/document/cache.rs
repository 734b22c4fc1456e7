//! Plans by the text they were made from.

use moka::sync::Cache;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

use crate::document::{Limits, Plan, Refusal, SchemaModel, plan};

/// Most plans that are kept.
pub const PLANS_MAX: u64 = 10_000;
/// How much a plan counts for at least, in bytes; so all plans together have at most [`PLANS_MAX`] times this.
pub const PLAN_BYTES: u32 = 8 * 1024;

/// Which document and which of its operations. The schema does not change while the process lives.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    text: [u8; 32],
    operation: Option<String>,
}

/// The plans of documents that were seen, for one schema and one set of limits.
pub struct PlanCache {
    pub model: Arc<SchemaModel>,
    pub limits: Limits,
    plans: Cache<Key, Arc<Plan>>,
}

impl PlanCache {
    /// An empty cache that keeps [`PLANS_MAX`] plans.
    pub fn new(model: Arc<SchemaModel>, limits: Limits) -> Self {
        Self::holding(model, limits, PLANS_MAX)
    }

    /// An empty cache that keeps at most so many plans, and fewer if they are large.
    pub fn holding(model: Arc<SchemaModel>, limits: Limits, plans: u64) -> Self {
        // Frequency decides who stays (W-TinyLFU): documents that are sent once do not push out those of the applications.
        let plans = Cache::builder()
            .max_capacity(plans.saturating_mul(u64::from(PLAN_BYTES)))
            .weigher(|_: &Key, plan: &Arc<Plan>| u32::try_from(plan.size()).unwrap_or(u32::MAX).max(PLAN_BYTES))
            .build();
        Self { model, limits, plans }
    }

    /// The plan of this document, made now or earlier. Refusals are not kept.
    ///
    /// # Errors
    /// As [`plan`].
    pub fn get_or_plan(&self, text: &str, operation_name: Option<&str>) -> Result<Arc<Plan>, Vec<Refusal>> {
        if text.len() > self.limits.bytes {
            // Not even hashed.
            return plan(&self.model, &self.limits, text, operation_name).map(Arc::new);
        }
        let key = Key { text: Sha256::digest(text.as_bytes()).into(), operation: operation_name.map(str::to_owned) };
        if let Some(plan) = self.plans.get(&key) {
            return Ok(plan);
        }
        let plan = Arc::new(plan(&self.model, &self.limits, text, operation_name)?);
        self.plans.insert(key, Arc::clone(&plan));
        Ok(plan)
    }

    /// How many plans are kept.
    pub fn len(&self) -> u64 {
        self.plans.run_pending_tasks();
        self.plans.entry_count()
    }

    /// Whether no plan is kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
