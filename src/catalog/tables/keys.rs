//! Keys of the tables: an index into the table of its kind, which means nothing elsewhere.

use serde::{Deserialize, Serialize};

macro_rules! key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u16);

        impl $name {
            /// The position in the table.
            pub const fn index(self) -> usize {
                self.0 as usize
            }

            /// The key of a position; tables never reach 65,536 entries, packing sees to that.
            #[expect(clippy::cast_possible_truncation, reason = "packing refuses larger tables")]
            pub const fn new(index: usize) -> Self {
                Self(index as u16)
            }
        }
    };
}

key!(
    /// A key of [`Tables::apis`](super::Tables::apis).
    ApiKey
);
key!(
    /// A key of [`Tables::sources`](super::Tables::sources).
    SourceKey
);
key!(
    /// A key of [`Tables::citations`](super::Tables::citations): a set of sources that some fact rests on.
    CitationKey
);
key!(
    /// A key of [`Tables::scopes`](super::Tables::scopes).
    ScopeKey
);
key!(
    /// A key of [`Tables::capabilities`](super::Tables::capabilities).
    CapabilityKey
);
key!(
    /// A key of [`Tables::roles`](super::Tables::roles).
    RoleKey
);
key!(
    /// A key of [`Tables::operations`](super::Tables::operations).
    OperationKey
);
key!(
    /// A key of [`Tables::limits`](super::Tables::limits).
    LimitKey
);
key!(
    /// A key of [`Tables::parameters`](super::Tables::parameters).
    ParameterKey
);
