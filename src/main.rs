//! leastwise
fn main() {}
