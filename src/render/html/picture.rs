//! Numbers of operations as bars: how wide, how high, how dark.

use super::audit::of;
use crate::model::{Impact, Tally};
use crate::report::{CheckReport, PrincipalView, ReachView};

/// How wide a full bar is.
const FULL: u32 = 260;

/// How high the picture of the fleet is.
const HIGH: u32 = 100;

/// How far two columns of it are apart.
const STEP: usize = 8;

/// How far two bars are apart.
const APART: u32 = 36;

/// A principal in the picture of the fleet: of each impact where its part begins and how high it is.
pub(super) struct Column<'a> {
    pub(super) rank: usize,
    pub(super) name: &'a str,
    pub(super) told: String,
    pub(super) x: usize,
    pub(super) control: (u32, u32),
    pub(super) write: (u32, u32),
    pub(super) read: (u32, u32),
}

/// One impact in the picture of a reach.
pub(super) struct Bar {
    pub(super) impact: Impact,
    pub(super) y: u32,
    pub(super) scopes: Option<u32>,
    pub(super) roles: Option<u32>,
    pub(super) effective: u32,
    pub(super) count: u32,
}

/// The most of each impact that anything in a report reaches.
pub(super) struct Scale {
    most: Tally,
    total: u32,
}

impl Scale {
    pub(super) fn of(report: &CheckReport) -> Self {
        let mut scale = Self { most: Tally { control: 1, write: 1, read: 1 }, total: 1 };
        for reach in report.reach.values() {
            for tally in [Some(reach.effective), reach.scopes, reach.roles].into_iter().flatten() {
                scale.most.control = scale.most.control.max(tally.control);
                scale.most.write = scale.most.write.max(tally.write);
                scale.most.read = scale.most.read.max(tally.read);
            }
            scale.total = scale.total.max(reach.effective.total());
        }
        scale
    }

    pub(super) fn column<'a>(&self, at: usize, principal: &'a PrincipalView) -> Column<'a> {
        let audit = principal.audit.as_ref();
        let beyond = audit.and_then(|audit| audit.beyond);
        let Tally { control, write, read } = beyond.unwrap_or_default();
        let height = |count: u32| count * HIGH / self.total;
        let (control, write, read) = (height(control), height(write), height(read));
        Column {
            rank: audit.map_or(0, |audit| audit.rank),
            name: &principal.name,
            told: beyond.map_or_else(|| "not known".to_owned(), |beyond| beyond.to_string()),
            x: at * STEP,
            control: (HIGH.saturating_sub(control), control),
            write: (HIGH.saturating_sub(control + write), write),
            read: (HIGH.saturating_sub(control + write + read), read),
        }
    }

    /// How dark a number is, from 0 for none to 4.
    pub(super) fn heat(&self, impact: Impact, tally: Tally) -> u32 {
        const DARKEST: u32 = 4;
        (of(tally, impact) * DARKEST).div_ceil(of(self.most, impact)).min(DARKEST)
    }

    pub(super) fn bars(&self, reach: &ReachView) -> Vec<Bar> {
        let impacts = [Impact::Control, Impact::Write, Impact::Read];
        let bar = |(at, impact): (u32, Impact)| {
            // What is there at all is to be seen.
            let width = |tally: Tally| (of(tally, impact) * FULL).div_ceil(of(self.most, impact)).min(FULL);
            Bar {
                impact,
                y: at * APART,
                scopes: reach.scopes.map(width),
                roles: reach.roles.map(width),
                effective: width(reach.effective),
                count: of(reach.effective, impact),
            }
        };
        (0..).zip(impacts).map(bar).collect()
    }
}
