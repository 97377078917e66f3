//! Requests of a log whose answers stand in lines that follow, and the calls that both make.

use std::collections::VecDeque;
use std::mem;
use std::sync::Arc;

use super::fold::{Fold, alike};
use super::line::{PRINTED, Sent, Shown};
use crate::disclosure::AllowList;
use crate::intake::exchange::{Exchange, Received};
use crate::model::Origin;

/// How many requests may wait for an answer at once.
const MOST: usize = 100;

/// The requests that a log shows so far.
#[derive(Debug, Default)]
pub(super) struct Requests {
    pub(super) fold: Fold,
    waiting: VecDeque<Waiting>,
    /// What is put together to look something up.
    url: String,
    key: String,
    /// What may be printed of a request.
    allowed: Arc<AllowList>,
    /// Whether the request shown last waits for its answer; otherwise it is the one with this key.
    is_last_waiting: bool,
}

#[derive(Debug)]
struct Waiting {
    origin: Origin,
    method: String,
    url: String,
    host: String,
    id: String,
    is_oktas: bool,
}

impl Requests {
    /// Nothing yet.
    pub(super) fn new(allowed: Arc<AllowList>) -> Self {
        Self { allowed, ..Self::default() }
    }

    /// Takes in what a line shows; `origin` tells where a byte of it stands.
    pub(super) fn take(&mut self, shown: Shown<'_>, origin: impl FnOnce(usize) -> Origin) {
        match shown {
            Shown::Request(sent) if sent.waits => self.wait(&sent, origin(sent.at)),
            Shown::Request(Sent { method, url, host, status, at, is_oktas, .. }) => {
                self.count(&method, &host, &url, status, is_oktas, origin(at));
            }
            Shown::Answer { status, to } => self.answer(&to, status),
            Shown::Host(host) => {
                let printed = |asked: &&mut Waiting| asked.id == PRINTED && asked.host.is_empty();
                if let Some(asked) = self.waiting.back_mut().filter(printed) {
                    host.clone_into(&mut asked.host);
                }
            }
            Shown::Broken => {}
        }
    }

    /// Says that the request shown last, or its answer, shows that it went to Okta.
    pub(super) fn is_oktas(&mut self) {
        match self.waiting.back_mut().filter(|_| self.is_last_waiting) {
            Some(asked) => asked.is_oktas = true,
            None => self.fold.attribute(&self.key),
        }
    }

    /// The end of the log: what still waits was not answered in it.
    pub(super) fn end(mut self) -> Fold {
        while let Some(asked) = self.waiting.pop_front() {
            self.settle(asked, None);
        }
        self.fold
    }

    fn wait(&mut self, sent: &Sent<'_>, origin: Origin) {
        if self.waiting.len() == MOST
            && let Some(first) = self.waiting.pop_front()
        {
            self.settle(first, None);
        }
        let Sent { method, url, host, id, is_oktas, .. } = sent;
        self.is_last_waiting = true;
        self.waiting.push_back(Waiting {
            origin,
            method: method.to_string(),
            url: url.to_string(),
            host: host.to_string(),
            id: id.to_string(),
            is_oktas: *is_oktas,
        });
    }

    /// Takes in an answer. Of several different requests that it may be for, it is not known which was answered.
    fn answer(&mut self, to: &str, status: u16) {
        let (mut asked, others): (VecDeque<_>, _) =
            mem::take(&mut self.waiting).into_iter().partition(|one| one.url == to || one.id == to);
        self.waiting = others;
        let same =
            asked.iter().zip(asked.iter().skip(1)).all(|(a, b)| (&a.method, &a.url) == (&b.method, &b.url));
        if same {
            if let Some(first) = asked.pop_front() {
                self.settle(first, Some(status));
            }
            self.waiting.append(&mut asked);
        }
        for one in asked {
            self.settle(one, None);
        }
    }

    fn settle(&mut self, asked: Waiting, status: Option<u16>) {
        let Waiting { origin, method, url, host, is_oktas, .. } = asked;
        self.count(&method, &host, &url, status, is_oktas, origin);
    }

    fn count(
        &mut self,
        method: &str,
        host: &str,
        url: &str,
        status: Option<u16>,
        is_oktas: bool,
        origin: Origin,
    ) {
        self.is_last_waiting = false;
        self.url.clear();
        if !host.is_empty() && url.starts_with('/') {
            self.url.push_str("https://");
            self.url.push_str(host);
        }
        let whole = url.split('#').next().unwrap_or(url);
        alike(whole.split_once('?').unwrap_or((whole, "")), &self.allowed, &mut self.url);
        let status = status.unwrap_or(0);
        self.key.clear();
        self.key.push_str(method);
        self.key.push_str(&format!(" {status} "));
        self.key.push_str(&self.url);
        let exchange = Exchange {
            method,
            url: &self.url,
            sent: None,
            received: Some(Received { status, ..Received::default() }),
            is_oktas,
        };
        self.fold.count(&self.key, origin, |origin| exchange.call(origin));
        if is_oktas {
            self.fold.attribute(&self.key);
        }
    }
}
