//! Calls that intake or a question sets aside: why each is none.

use std::collections::BTreeSet;

use super::{Code, Match, Status};
use crate::catalog::tables::OperationKey;
use crate::model::{Answer, Says, SetAside, either};

/// What becomes of a call that was set aside, with what was answered to it.
pub(super) fn matched(set_aside: SetAside, answer: Option<&Answer>) -> Match {
    let (code, message) = match set_aside {
        SetAside::CommentedOut => (Code::CommentedOut, "the line is a comment"),
        SetAside::Negated => (Code::Negated, "the line says that it is not called"),
        SetAside::Remark => (Code::NotACall, "it stands in a remark about another call"),
        SetAside::Denied => return excluded(Code::Denied, denied(answer)),
        SetAside::Disabled => (Code::NotACall, "it is switched off where it stands"),
        SetAside::Protected => (
            Code::NotACall,
            "`prevent_destroy` forbids it; removing the block from the configuration still deletes",
        ),
        SetAside::Unchanged => (Code::NotACall, "`ignore_changes = all` leaves nothing to update"),
        SetAside::Data => (Code::NotACall, "it stands in what a command sends"),
        SetAside::Link => (Code::NotACall, "a link that nobody is seen to follow"),
        SetAside::OtherScheme => (Code::NotACall, "its URL is not one of HTTP"),
        SetAside::OtherProtocol => (Code::NotACall, "a request of another protocol, such as GraphQL or gRPC"),
        SetAside::OtherMethod => (Code::NotACall, "its method is none that Okta's APIs know"),
        SetAside::Served => (Code::NotACall, "a route that the program itself answers or fakes"),
        SetAside::Described => (
            Code::NotACall,
            "a document, a list or data describes it; name the file itself to plan for what it describes",
        ),
        SetAside::Recorded => {
            (Code::NotACall, "it is kept as a record or handed back, and nothing here is seen to send it")
        }
        SetAside::NotAttributed => (
            Code::NotAttributed,
            "nothing shows that it goes to Okta: only its path looks like one of Okta's",
        ),
        SetAside::ForeignHost => (Code::ForeignHost, "its host is written out and is not one of Okta's"),
        SetAside::Variable => {
            (Code::NotACall, "a variable holds its URL, and the command that uses it is the call")
        }
        SetAside::Mentioned => (Code::NotACall, "it is only mentioned, not called"),
    };
    excluded(code, message.to_owned())
}

impl Match {
    /// The same without some operations, and whether it was one of them: what is nothing else is excluded then, for
    /// this reason.
    pub fn left_out(&mut self, operations: &BTreeSet<OperationKey>, reason: &str) -> bool {
        let is_left_out = |key: &OperationKey| operations.contains(key);
        let counts = matches!(self.status, Status::Matched | Status::Corrected);
        let concerned = self.operations.iter().any(is_left_out);
        if concerned && self.operations.iter().all(is_left_out) {
            *self = excluded(Code::LeftOut, reason.to_owned());
        } else if counts {
            self.operations.retain(|key| !is_left_out(key));
        }
        concerned
    }
}

fn excluded(code: Code, message: String) -> Match {
    Match::new(Status::Excluded, Vec::new()).because(code, message, Vec::new())
}

fn denied(answer: Option<&Answer>) -> String {
    let Some(answer) = answer else { return "it failed, which shows no use".to_owned() };
    let status = answer.status;
    let why = match (&answer.says, status) {
        (Some(Says::MissingScope(scopes)), _) if scopes.is_empty() => "the token lacks a scope".to_owned(),
        (Some(Says::MissingScope(scopes)), _) => format!("the token lacks the scope {}", either(scopes)),
        (Some(Says::MissingRole), _) => "the principal lacks a role, a permission or a target".to_owned(),
        (Some(Says::WrongCredential), _) => "a credential of this kind is not accepted there".to_owned(),
        (Some(Says::InvalidCredential), _) | (_, 401) => "the credential is not valid".to_owned(),
        (_, 404) => "there is no such thing, or the principal may not see it".to_owned(),
        (_, 429) => "there were too many calls".to_owned(),
        _ => "it did not get through".to_owned(),
    };
    format!("answered with {status}: {why}; that shows no use")
}
