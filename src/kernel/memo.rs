//! What the loaders of one request have found, so that no key is looked up twice.
//!
//! The dataloader's own cache answers at once what it has, so what a document costs would depend on whether an answer came
//! before the same key was asked for again. This one answers in the turn of the batch that asks: by then, everything that was
//! asked for earlier is back.

use async_graphql::dataloader::Loader;
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use crate::kernel::pace;

/// A loader that remembers.
pub struct Memo<L> {
    loader: L,
    /// A [`Page`] for each type of key; `None` when nothing is to be remembered.
    pages: Option<Mutex<HashMap<TypeId, Box<dyn Any + Send>>>>,
}

/// What is known of the keys of one type; `None` for a key that leads to nothing.
type Page<K, V> = HashMap<K, Option<V>>;

impl<L> Memo<L> {
    /// Finds each key once.
    pub fn keeping(loader: L) -> Self {
        Self { loader, pages: Some(Mutex::default()) }
    }

    /// Finds a key again whenever it is asked for: for a mutation, whose changes make what was found before untrue.
    pub fn forgetting(loader: L) -> Self {
        Self { loader, pages: None }
    }

    pub fn loader(&self) -> &L {
        &self.loader
    }

    /// Splits the keys into what is known and those that must be looked up.
    fn recall<K, V>(&self, keys: &[K]) -> (HashMap<K, V>, Vec<K>)
    where
        K: Eq + Hash + Clone + Send + 'static,
        V: Clone + Send + 'static,
    {
        self.on_page(|page: &mut Page<K, V>| {
            let (mut found, mut open) = (HashMap::new(), Vec::new());
            for key in keys {
                match page.get(key) {
                    Some(Some(value)) => drop(found.insert(key.clone(), value.clone())),
                    Some(None) => {}
                    None => open.push(key.clone()),
                }
            }
            (found, open)
        })
    }

    fn remember<K, V>(&self, keys: Vec<K>, found: &HashMap<K, V>)
    where
        K: Eq + Hash + Send + 'static,
        V: Clone + Send + 'static,
    {
        let answers = keys.into_iter().map(|key| {
            let answer = found.get(&key).cloned();
            (key, answer)
        });
        self.on_page(|page| page.extend(answers));
    }

    fn on_page<K, V, R>(&self, read: impl FnOnce(&mut Page<K, V>) -> R) -> R
    where
        K: Send + 'static,
        V: Send + 'static,
    {
        let mut blank = Page::new();
        let Some(pages) = &self.pages else { return read(&mut blank) };
        let mut pages = pages.lock().unwrap_or_else(PoisonError::into_inner);
        let page = pages.entry(TypeId::of::<K>()).or_insert_with(|| Box::new(Page::<K, V>::new()));
        // A type of key has one type of value.
        read(page.downcast_mut().unwrap_or(&mut blank))
    }
}

impl<K, L> Loader<K> for Memo<L>
where
    K: Eq + Hash + Clone + Send + Sync + 'static,
    L: Loader<K>,
{
    type Value = L::Value;
    type Error = L::Error;

    async fn load(&self, keys: &[K]) -> Result<HashMap<K, L::Value>, L::Error> {
        pace::collected().await;
        let (mut known, open) = self.recall(keys);
        if !open.is_empty() {
            let found = self.loader.load(&open).await?;
            self.remember(open, &found);
            known.extend(found);
        }
        Ok(known)
    }
}
