//! Standard roles by what people call them: the type of the API, or the label that the Admin Console shows.

use super::Catalog;
use super::tables::RoleKey;
use crate::model::{is_role_label, role_words};

impl Catalog {
    /// The standard role of this type or label, in any capitals and with any signs between the words.
    pub fn role_called(&self, name: &str) -> Option<RoleKey> {
        if let Some(key) = self.names().roles.get(name) {
            return Some(*key);
        }
        if !is_role_label(name) {
            return None;
        }
        let wanted = role_words(name);
        let is_meant = |text: &str| role_words(text) == wanted;
        self.roles().find(|(_, role)| is_meant(&role.name) || is_meant(&role.title)).map(|(key, _)| key)
    }
}
