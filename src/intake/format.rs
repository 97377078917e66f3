//! The formats that are read: how each is called, told from the others, and read.

use std::fmt;

use super::calls::Calls;
use super::content::Content;
use super::glimpse::Glimpse;
use super::source::IntakeError;
use super::{
    Context, bruno, cassette, code, csv, har, html, http, insomnia, log, openapi, postman, pulumi, table,
    terraform, text, wiremock,
};

/// A format that calls are read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// A browser's or proxy's recording, HAR 1.2.
    Har,
    /// A Postman collection, v1 to v2.1.
    Postman,
    /// Requests of Bruno, in its own language or in YAML.
    Bruno,
    /// An `.http` or `.rest` file.
    Http,
    /// An Insomnia export, v4 or v5.
    Insomnia,
    /// An OpenAPI or Swagger document, whole or in part.
    OpenApi,
    /// What a server, a proxy or an HTTP client wrote about requests, line by line.
    AccessLog,
    /// Okta's System Log.
    SystemLog,
    /// What a test suite recorded: go-vcr, VCR, vcrpy, Betamax, nock.
    Cassette,
    /// Mappings and journals of `WireMock`.
    Wiremock,
    /// Configurations, plans and states of Terraform.
    Terraform,
    /// Programs of Pulumi in YAML, previews and exports of stacks.
    Pulumi,
    /// JSON or YAML of any shape with methods and paths in it.
    Table,
    /// Values with separators: CSV, TSV.
    Csv,
    /// A page of HTML, with tables or without.
    Html,
    /// Source code.
    Code,
    /// A free-form list, in whatever form people paste it.
    Text,
}

/// What there is to know about a format.
pub(super) struct Reader {
    pub(super) format: Format,
    /// The name for `--from`.
    pub(super) name: &'static str,
    /// What it is, in a line.
    pub(super) title: &'static str,
    /// Whether an input looks like it. No two claim the same input; what nobody claims is a free-form list.
    pub(super) claims: fn(&Glimpse<'_>) -> bool,
    /// Reads the calls of an input.
    pub(super) read: fn(Content, &Context<'_>, &mut Calls) -> Result<(), IntakeError>,
}

/// Every format, as `--help` lists them.
pub(super) const READERS: &[Reader] = &[
    Reader {
        format: Format::Har,
        name: "har",
        title: "a recording of a browser or proxy, HAR 1.2",
        claims: har::claims,
        read: har::read,
    },
    Reader {
        format: Format::Postman,
        name: "postman",
        title: "a Postman collection, v1 to v2.1, completed by environments beside it",
        claims: postman::claims,
        read: postman::read,
    },
    Reader {
        format: Format::Bruno,
        name: "bruno",
        title: "requests of Bruno: .bru files, or YAML (OpenCollection)",
        claims: bruno::claims,
        read: bruno::read,
    },
    Reader {
        format: Format::Http,
        name: "http",
        title: "an .http or .rest file of VS Code or JetBrains",
        claims: http::claims,
        read: http::read,
    },
    Reader {
        format: Format::Insomnia,
        name: "insomnia",
        title: "an Insomnia export, v4 or v5",
        claims: insomnia::claims,
        read: insomnia::read,
    },
    Reader {
        format: Format::OpenApi,
        name: "openapi",
        title: "an OpenAPI 3 or Swagger 2 document, or a part of one: every operation in it",
        claims: openapi::claims,
        read: openapi::read,
    },
    Reader {
        format: Format::AccessLog,
        name: "access-log",
        title: "a log of requests: nginx, Apache, Envoy, AWS, Caddy, HAProxy, Terraform debug, HTTP clients",
        claims: log::access::claims,
        read: log::access::read,
    },
    Reader {
        format: Format::SystemLog,
        name: "system-log",
        title: "Okta's System Log: pages of /api/v1/logs, NDJSON, exports of a SIEM",
        claims: log::system::claims,
        read: log::system::read,
    },
    Reader {
        format: Format::Cassette,
        name: "cassette",
        title: "a cassette of recorded tests: go-vcr, VCR, vcrpy, Betamax, PHP-VCR, nock",
        claims: cassette::claims,
        read: cassette::read,
    },
    Reader {
        format: Format::Wiremock,
        name: "wiremock",
        title: "mappings or a journal of WireMock",
        claims: wiremock::claims,
        read: wiremock::read,
    },
    Reader {
        format: Format::Terraform,
        name: "terraform",
        title: "a configuration of Terraform (.tf, .tf.json, folders), a plan (`terraform show -json`) or a state",
        claims: terraform::claims,
        read: terraform::read,
    },
    Reader {
        format: Format::Pulumi,
        name: "pulumi",
        title: "Pulumi: a program in YAML, a preview (`pulumi preview --json`), an export of a stack",
        claims: pulumi::claims,
        read: pulumi::read,
    },
    Reader {
        format: Format::Table,
        name: "table",
        title: "JSON, NDJSON or YAML of any shape that carries methods and paths; a plan of leastwise",
        claims: table::claims,
        read: table::read,
    },
    Reader {
        format: Format::Csv,
        name: "csv",
        title: "CSV or TSV with methods and paths, in columns of any order",
        claims: csv::claims,
        read: csv::read,
    },
    Reader {
        format: Format::Html,
        name: "html",
        title: "a page of HTML with tables or lists, as wikis and word processors export it",
        claims: html::claims,
        read: html::read,
    },
    Reader {
        format: Format::Code,
        name: "code",
        title: "source code: URLs with the method of the call around them, calls of Okta's SDKs",
        claims: code::claims,
        read: code::read,
    },
    Reader {
        format: Format::Text,
        name: "text",
        title: "a list in any form: prose, bullets, tables, CSV, curl commands, names of operations",
        claims: |_| false,
        read: text::list,
    },
];

impl Format {
    /// Every format, in the order of `--help`.
    pub fn all() -> impl Iterator<Item = Self> {
        READERS.iter().map(|reader| reader.format)
    }

    /// The name for `--from`.
    pub fn name(self) -> &'static str {
        self.reader().map_or("", |reader| reader.name)
    }

    /// What it is, in a line.
    pub fn title(self) -> &'static str {
        self.reader().map_or("", |reader| reader.title)
    }

    /// The format of that name.
    pub fn named(name: &str) -> Option<Self> {
        READERS.iter().find(|reader| reader.name == name).map(|reader| reader.format)
    }

    /// The formats that claim an input by its name and beginning; at most one does.
    pub fn claiming(name: &str, head: &[u8]) -> Vec<Self> {
        let glimpse = Glimpse::of(name, head);
        let claiming = |of_any_shape: bool| {
            let readers = READERS.iter().filter(|reader| reader.format.is_of_any_shape() == of_any_shape);
            readers.filter(|reader| (reader.claims)(&glimpse)).map(|reader| reader.format).collect()
        };
        let specific: Vec<_> = claiming(false);
        if specific.is_empty() { claiming(true) } else { specific }
    }

    /// Whether it is known by its notation alone, so that it claims only what no other does.
    const fn is_of_any_shape(self) -> bool {
        matches!(self, Self::Table | Self::Csv | Self::Html)
    }

    pub(super) fn reader(self) -> Option<&'static Reader> {
        READERS.iter().find(|reader| reader.format == self)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
