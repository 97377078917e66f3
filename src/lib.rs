//! leastwise
pub mod catalog;
pub mod model;
pub mod solver;
