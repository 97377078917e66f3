//! JSON as people have it: read where it stands, value by value, so that no more is held than is asked for.
//!
//! A [`Cursor`] walks one text in memory and skips fast what nobody wants; a [`Stream`] cuts a long input into values.
//! Both say where a text is broken.

mod cursor;
mod stream;
mod text;

pub(super) use cursor::{Cursor, Kind};
pub(super) use stream::{Record, Stop, Stream};

/// Where and why a text is no JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Broken {
    /// The byte, from 0, counted from the beginning of the text.
    pub(super) at: usize,
    /// What is wrong there.
    pub(super) what: &'static str,
}
