//! leastwise
pub mod catalog;
pub mod cli;
pub mod intake;
pub mod matching;
pub mod model;
pub mod plan;
pub mod render;
pub mod report;
pub mod solver;
