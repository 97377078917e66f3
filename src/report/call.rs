//! One call as renderers see it: where it stands, what became of it, what was answered.

use schemars::JsonSchema;
use serde::Serialize;

use super::names;
use crate::catalog::Catalog;
use crate::matching::{Match, with_parameter_names};
use crate::model::{Answer, Asked, Call, Credential, Method, Says};

/// One call.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CallView {
    /// The file, `-` for stdin, `argument` for the command line.
    pub source: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// The call: method, path and names of query parameters, or the name of an operation.
    pub text: String,
    /// The method, when one is given.
    pub method: Option<Method>,
    /// The path, when one is given.
    pub path: Option<String>,
    /// `matched`, `corrected`, `ambiguous`, `unresolved` or `excluded`.
    pub status: String,
    /// Why it is taken for a call to Okta: `explicit`, `stated` or `weak`.
    pub attribution: String,
    /// The operations that it is or may be.
    pub operations: Vec<String>,
    /// What is wrong with it.
    pub diagnosis: Option<DiagnosisView>,
    /// What each of several operations would need by itself, where the call may be any of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub would_need: Vec<WouldNeed>,
    /// What the input shows of its use: `used`, `requested` or `no evidence`, which never means that it is not used.
    #[serde(rename = "use")]
    pub seen: String,
    /// How often it was made or stands in the input: logs count calls that are alike.
    pub times: u32,
    /// How many places this entry is for; absent where it is for its own. Behind the first 10,000 calls, equal calls of
    /// an input, with ids in paths written `{id}`, share an entry, which stands at the first of their places.
    #[serde(skip_serializing_if = "is_single")]
    #[schemars(default = "single")]
    pub count: u32,
    /// What was answered, where the input tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<AnswerView>,
}

/// The least grant for one operation that a call may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WouldNeed {
    /// The operation.
    pub operation: String,
    /// Its method.
    pub method: Method,
    /// Its path.
    pub path: String,
    /// The credential that the grant is for: the one to take for the operation.
    pub credential: Credential,
    /// The least scopes.
    pub scopes: Vec<String>,
    /// The recommended standard roles.
    pub standard_roles: Vec<String>,
    /// The permissions of the recommended custom role.
    pub permissions: Vec<String>,
    /// Why it does not pass, or what is not known of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// What is wrong with a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DiagnosisView {
    /// A stable code.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// What may be meant.
    pub suggestions: Vec<String>,
}

/// What was answered to a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AnswerView {
    /// The HTTP status.
    pub status: u16,
    /// What it says about access: `missing-scope`, `missing-role`, `wrong-credential`, `invalid-credential` or
    /// `empty-list`; null when it says nothing.
    pub says: Option<String>,
    /// The scopes that are named as missing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
}

impl CallView {
    /// Whether it was refused.
    pub fn is_denied(&self) -> bool {
        self.is_diagnosed("denied")
    }

    /// Whether the question leaves it out.
    pub fn is_left_out(&self) -> bool {
        self.is_diagnosed("left-out")
    }

    fn is_diagnosed(&self, code: &str) -> bool {
        self.diagnosis.as_ref().is_some_and(|diagnosis| diagnosis.code == code)
    }

    /// Whether it was answered with an empty list, which is also what a principal without a role gets.
    pub fn is_empty_list(&self) -> bool {
        self.answer.as_ref().is_some_and(|answer| answer.says.as_deref() == Some("empty-list"))
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out a reference")]
const fn is_single(count: &u32) -> bool {
    *count == 1
}

const fn single() -> u32 {
    1
}

/// A call and what became of it.
pub(super) fn call_view(catalog: &Catalog, call: &Call, found: &Match) -> CallView {
    let shown = with_parameter_names(catalog, call, found);
    let (method, path) = match &shown.asked {
        Asked::Http(request) => (request.method, Some(request.path.clone())),
        Asked::Event(event) => (None, Some(event.path.clone())),
        Asked::Name(_) | Asked::Sdk(_) | Asked::Provision(_) => (None, None),
    };
    let diagnosis = found.diagnosis.as_ref().map(|diagnosis| DiagnosisView {
        code: diagnosis.code.name().to_owned(),
        message: diagnosis.message.clone(),
        suggestions: diagnosis.suggestions.clone(),
    });
    CallView {
        source: call.origin.source.to_string(),
        line: call.origin.line,
        column: call.origin.column,
        text: shown.text(),
        method,
        path,
        status: found.status.name().to_owned(),
        attribution: call.attribution.name().to_owned(),
        operations: names::operations(catalog, &found.operations),
        diagnosis,
        would_need: Vec::new(),
        seen: call.seen.name().to_owned(),
        times: call.times,
        count: call.count,
        answer: call.answer.as_ref().map(answer_view),
    }
}

fn answer_view(answer: &Answer) -> AnswerView {
    let scopes = match &answer.says {
        Some(Says::MissingScope(scopes)) => scopes.clone(),
        _ => Vec::new(),
    };
    AnswerView {
        status: answer.status,
        says: answer.says.as_ref().map(|says| says.name().to_owned()),
        scopes,
    }
}
