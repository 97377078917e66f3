//! The plans of a Terraform configuration: for what only reads and for everything, together and for each provider.

use std::collections::BTreeSet;

use super::{Options, Plans, plan};
use crate::catalog::Catalog;
use crate::matching::Match;
use crate::model::{Asked, BlockKind, Call, ProviderBlock, Provision, Run};

/// The plans for a part of the calls.
#[derive(Clone, Debug)]
pub struct Share {
    /// The provider whose calls they are; none for all of them.
    pub provider: Option<String>,
    /// The run of Terraform: to apply includes to refresh.
    pub run: Run,
    /// The least grants for it.
    pub plans: Plans,
}

/// The shares of calls of Terraform. Where nothing else is read, what all of them need to be applied is the plan itself
/// and not among them, nor is what the only provider needs.
///
/// A provider block without calls has shares, too: it needs nothing.
pub fn shares(
    catalog: &Catalog,
    blocks: &[ProviderBlock],
    calls: &[Call],
    matches: &[Match],
    options: &Options,
    is_alone: bool,
) -> Vec<Share> {
    let used: BTreeSet<&str> = calls
        .iter()
        .filter_map(provision)
        .filter(|one| one.kind != BlockKind::Module)
        .map(|one| one.provider.as_str())
        .collect();
    if used.is_empty() {
        return Vec::new();
    }
    let providers: BTreeSet<&str> = blocks.iter().map(|one| one.name.as_str()).chain(used).collect();
    let share = |provider: Option<&str>, run: Run| {
        let counts = |call: &Call| match provision(call) {
            Some(one) => provider.is_none_or(|name| one.may_be_of(name)) && one.run <= run,
            None => provider.is_none(),
        };
        let counting = calls.iter().zip(matches).filter(|(call, _)| counts(call));
        let matches: Vec<_> = counting.map(|(_, found)| found.clone()).collect();
        let plans = plan(catalog, &matches, options);
        Share { provider: provider.map(str::to_owned), run, plans }
    };
    let mut shares = Vec::new();
    if is_alone {
        shares.push(share(None, Run::Refresh));
    }
    if !is_alone || providers.len() > 1 {
        for provider in providers {
            shares.extend([Run::Refresh, Run::Apply].map(|run| share(Some(provider), run)));
        }
    }
    shares
}

fn provision(call: &Call) -> Option<&Provision> {
    if let Asked::Provision(provision) = &call.asked { Some(provision) } else { None }
}
