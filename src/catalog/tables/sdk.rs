//! Okta's SDKs, packed: which there are, and what their methods mean where the name alone does not say it.

use serde::{Deserialize, Serialize};

use crate::catalog::schema::{Gone, Sdk};
use crate::model::Majors;

/// Everything that is known about SDKs; packed apart from the other tables and read only when a name is looked up.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Sdks {
    /// The SDKs.
    pub sdks: Vec<Sdk>,
    /// The names that mean, or meant, something else than the operation of that id, sorted.
    pub aliases: Vec<Alias>,
}

/// A name with everything that it means in some SDK.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Alias {
    /// The name as the SDK spells it.
    pub name: String,
    /// What it means.
    pub meanings: Vec<Meaning>,
}

/// One meaning of a name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Meaning {
    /// What it is.
    pub is: Meant,
    /// Where it is that.
    pub uses: Vec<Use>,
}

/// What a method calls.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Meant {
    /// An operation, by its full name.
    Operation(String),
    /// A request of which no document speaks now.
    Gone(Gone),
}

/// Where a name has a meaning.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Use {
    /// The SDK, by its position.
    pub sdk: u8,
    /// The major versions.
    pub majors: Majors,
    /// What stands before the method; in angle brackets the type of the object.
    pub receivers: Vec<String>,
}

impl Sdks {
    /// The other meanings of a name.
    pub fn alias(&self, name: &str) -> Option<&Alias> {
        let found = self.aliases.binary_search_by(|alias| alias.name.as_str().cmp(name)).ok()?;
        self.aliases.get(found)
    }

    /// The SDK of a short name, with its position.
    pub fn named(&self, name: &str) -> Option<(u8, &Sdk)> {
        (0..).zip(&self.sdks).find(|(_, sdk)| sdk.name == name)
    }
}
