//! The parts of a request by the names that logs give them: members of JSON, `name=value` pairs, W3C columns.

use std::borrow::Cow;

use crate::intake::json::{Broken, Cursor, Kind};
use crate::intake::signs;
use crate::model::names_okta;

/// What a line says about a request, part by part.
#[derive(Debug, Default)]
pub(super) struct Fields<'l> {
    pub(super) method: Cow<'l, str>,
    pub(super) url: Cow<'l, str>,
    /// The query, where it stands apart from the URL.
    pub(super) query: Cow<'l, str>,
    /// The request line, such as `GET /api/v1/users HTTP/1.1`.
    pub(super) line: Cow<'l, str>,
    pub(super) host: Cow<'l, str>,
    pub(super) status: u16,
    /// What request and answer have in common, where they stand in lines of their own.
    pub(super) id: Cow<'l, str>,
    /// A text in which another line may stand.
    pub(super) message: Cow<'l, str>,
    /// Whether a header, or the name of what answered, shows that the request went to Okta.
    pub(super) is_oktas: bool,
    /// Where the URL, or else the line, stands in the text.
    pub(super) at: usize,
    /// How telling the name of the URL was.
    rank: u8,
}

/// A part of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Method,
    /// The URL or the path; the highest rank is the one that holds most of it.
    Url(u8),
    Query,
    Line,
    Host,
    /// What the request was handed on to.
    Upstream,
    Status,
    Id,
    Message,
}

/// The part that goes by a name.
///
/// They are those of nginx, Envoy, Caddy, Traefik, Google Cloud and AWS API Gateway logs, pino, the plugin logging of
/// Terraform, and the W3C format that the servers of Amazon and Microsoft write.
pub(super) fn part(name: &str) -> Option<Part> {
    Some(match name {
        "method" | ":method" | "request_method" | "requestMethod" | "RequestMethod" | "httpMethod"
        | "http_method" | "verb" | "tf_http_req_method" | "cs-method" => Part::Method,
        "request_uri" | "requestUrl" | "request_url" | "tf_http_req_uri" | "originalUrl" => Part::Url(3),
        "url" | "path" | ":path" | "RequestPath" | "cs-uri-stem" => Part::Url(2),
        "uri" | "resourcePath" | "target" => Part::Url(1),
        "args" | "query_string" | "cs-uri-query" => Part::Query,
        "request_line" => Part::Line,
        "host" | "http_host" | "vhost" | "authority" | ":authority" | "RequestHost" | "domainName"
        | "cs(Host)" | "cs-host" | "x-host-header" => Part::Host,
        "upstream" | "upstream_host" | "upstream_name" | "upstream_cluster" | "proxy_host" | "backend"
        | "backend_name" | "server_name" | "ServiceName" | "RouterName" | "cluster" => Part::Upstream,
        "status"
        | ":status"
        | "status_code"
        | "statusCode"
        | "response_code"
        | "DownstreamStatus"
        | "tf_http_res_status_code"
        | "sc-status" => Part::Status,
        "tf_http_trans_id" => Part::Id,
        "message" | "msg" | "@message" | "log" => Part::Message,
        _ => return None,
    })
}

/// Members that hold the parts in an object of their own.
const NESTED: [&str; 4] = ["httpRequest", "req", "request", "res"];

impl<'l> Fields<'l> {
    /// The members of a line that is one JSON object.
    pub(super) fn of_json(text: &'l str) -> Result<Self, Broken> {
        let mut fields = Self::default();
        let mut cursor = Cursor::new(text.as_bytes());
        cursor.map(|cursor, key| match &*key {
            name if NESTED.contains(&name) && cursor.kind()? == Kind::Map => {
                cursor.map(|cursor, key| match &*key {
                    "headers" => fields.headers(cursor),
                    key => fields.member(cursor, part(key)),
                })
            }
            "headers" | "request_headers" | "response_headers" => fields.headers(cursor),
            "request" => fields.member(cursor, Some(Part::Line)),
            name => fields.member(cursor, part(name)),
        })?;
        let end = cursor.offset();
        if cursor.is_at_end() { Ok(fields) } else { Err(Broken { at: end, what: "a line holds two values" }) }
    }

    /// Looks through headers for signs of Okta; each has a value or a list of values.
    fn headers(&mut self, cursor: &mut Cursor<'l>) -> Result<(), Broken> {
        cursor.map_or_skip(|cursor, name| {
            let mut value = None;
            if cursor.kind()? == Kind::List {
                cursor.list(|cursor| cursor.text_or_skip().map(|text| value = value.take().or(text)))?;
            } else {
                value = cursor.text_or_skip()?;
            }
            let value = value.unwrap_or_default();
            self.is_oktas |=
                signs::in_request_header(&name, &value) || signs::in_answer_header(&name, &value);
            Ok(())
        })
    }

    fn member(&mut self, cursor: &mut Cursor<'l>, part: Option<Part>) -> Result<(), Broken> {
        let at = cursor.offset();
        match part {
            None => cursor.skip(),
            Some(Part::Status) => cursor.number_or_skip().map(|status| self.status = status),
            Some(part) => {
                if let Some(value) = cursor.text_or_skip()? {
                    self.set(part, value, at);
                }
                Ok(())
            }
        }
    }

    /// The `name=value` pairs of a line; a value with spaces stands in quotes, and those in a quoted text are none.
    pub(super) fn of_pairs(text: &'l str) -> Self {
        let mut fields = Self::default();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('=') {
            if before.matches('"').count() % 2 == 1 {
                rest = after.split_once('"').map_or("", |(_, next)| next);
                continue;
            }
            let name = before.rsplit([' ', '\t', ',']).next().unwrap_or_default();
            let quoted = after.strip_prefix('"').and_then(|inner| inner.split_once('"'));
            let (value, next) = quoted.or_else(|| after.split_once([' ', '\t'])).unwrap_or((after, ""));
            if let Some(part) = part(name) {
                fields.set(part, Cow::Borrowed(value), text.len() - after.len());
            }
            rest = next;
        }
        fields
    }

    /// The columns of a line, by their parts; they stand between tabs or spaces, and `-` is none.
    pub(super) fn of_columns(text: &'l str, columns: &[Option<Part>]) -> Self {
        let mut fields = Self::default();
        let mut at = 0;
        let gap: &[char] = if text.contains('\t') { &['\t'] } else { &[' '] };
        for (value, part) in text.split(gap).zip(columns) {
            if let (Some(part), true) = (part, value != "-") {
                fields.set(*part, Cow::Borrowed(value), at);
            }
            at += value.len() + 1;
        }
        fields
    }

    pub(super) fn set(&mut self, part: Part, value: Cow<'l, str>, at: usize) {
        match part {
            Part::Method => self.method = value,
            Part::Url(rank) if rank > self.rank => {
                (self.url, self.rank, self.at) = (value, rank, at);
            }
            Part::Query => self.query = value,
            Part::Line => {
                self.line = value;
                if self.rank == 0 {
                    self.at = at;
                }
            }
            // The name of the machine that writes the log goes by the same name; that of an org has a dot.
            Part::Host if value.contains('.') => self.host = value,
            Part::Upstream => self.is_oktas |= names_okta(&value),
            Part::Url(_) | Part::Host => {}
            Part::Status => self.status = value.trim().parse().unwrap_or(0),
            Part::Id => self.id = value,
            Part::Message => self.message = value,
        }
    }
}
