//! Calls as they are shown: with the catalog's names of parameters.

use std::borrow::Cow;

use super::Match;
use crate::catalog::Catalog;
use crate::disclosure::HIDDEN;
use crate::model::{Asked, Call};

/// The call with the catalog's own name in the place of a parameter; ids of Okta's objects stay.
pub fn with_parameter_names<'c>(catalog: &Catalog, call: &'c Call, found: &Match) -> Cow<'c, Call> {
    let mut paths = found.operations.iter().map(|key| &catalog.operation(*key).path);
    let Some(template) = paths.next().filter(|first| paths.all(|path| path == *first)) else {
        return Cow::Borrowed(call);
    };
    let named = |path: &str| {
        let (own, names): (Vec<_>, Vec<_>) = (path.split('/').collect(), template.split('/').collect());
        // What stands before the path of the operation, such as that of a proxy, is not part of the template.
        let before = own.len().checked_sub(names.len())?;
        let names = std::iter::repeat_n("", before).chain(names);
        let shown = own.into_iter().zip(names).map(|(own, name)| {
            let is_hidden = own == HIDDEN || own.starts_with('{');
            if is_hidden && name.starts_with('{') { name } else { own }
        });
        Some(shown.collect::<Vec<_>>().join("/"))
    };
    let mut shown = call.clone();
    let path = match &mut shown.asked {
        Asked::Http(request) => &mut request.path,
        Asked::Event(event) => &mut event.path,
        Asked::Name(_) | Asked::Sdk(_) | Asked::Provision(_) => return Cow::Borrowed(call),
    };
    if let Some(named) = named(path) {
        *path = named;
    }
    Cow::Owned(shown)
}
