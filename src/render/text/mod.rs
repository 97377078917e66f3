//! Text for people at a terminal: first the answer, then what needs attention, then why, then the calls.

mod answer;
mod attention;
mod calls;
mod layout;
mod why;

use std::io::{self, Write};

use super::Look;
use crate::report::PlanReport;

pub(super) use layout::{Page, table as plain_table};

pub(super) fn write(report: &PlanReport, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { out, look };
    answer::write(report, &mut page)?;
    attention::write(report, &mut page)?;
    why::write(report, &mut page)?;
    calls::write(report, &mut page)
}
