//! The time that a log covers.

/// From the first to the last event of a log, and how many there are. What several logs cover may have gaps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// The first moment, as RFC 3339 in UTC; none when no event tells its time.
    pub from: Option<String>,
    /// The last moment.
    pub until: Option<String>,
    /// How many events there are.
    pub events: u64,
    /// How many logs it is of.
    pub logs: u32,
}

impl Window {
    /// Takes in an event of a moment; moments are compared as they are written.
    pub fn add(&mut self, moment: &str) {
        self.events += 1;
        self.logs = self.logs.max(1);
        if !moment.is_empty() {
            self.reach(Some(moment), Some(moment));
        }
    }

    /// Takes in the window of another log.
    pub fn merge(&mut self, other: &Self) {
        self.events += other.events;
        self.logs += other.logs;
        self.reach(other.from.as_deref(), other.until.as_deref());
    }

    fn reach(&mut self, from: Option<&str>, until: Option<&str>) {
        if let Some(from) = from.filter(|from| self.from.as_deref().is_none_or(|known| *from < known)) {
            self.from = Some(from.to_owned());
        }
        if let Some(until) = until.filter(|until| self.until.as_deref().is_none_or(|known| *until > known)) {
            self.until = Some(until.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_spans_everything_in_it() {
        let mut window = Window::default();
        for moment in ["2026-11-20T08:00:00Z", "", "2026-11-19T08:00:00Z"] {
            window.add(moment);
        }
        let mut other = Window::default();
        other.add("2026-11-25T00:00:00Z");
        window.merge(&other);
        window.merge(&Window::default());
        assert_eq!((window.events, window.logs), (4, 2));
        assert_eq!(window.from.as_deref(), Some("2026-11-19T08:00:00Z"));
        assert_eq!(window.until.as_deref(), Some("2026-11-25T00:00:00Z"));
    }
}
