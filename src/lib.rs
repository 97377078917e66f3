//! leastwise
pub mod catalog;
pub mod intake;
pub mod matching;
pub mod model;
pub mod solver;
