//! What the names of columns and members say about what stands there: a method, a path, a remark, whether it is used.

use crate::model::{Method, SetAside};

/// What stands in a column of a table, or in a member of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// The method, or several.
    Method,
    /// The path or URL.
    Path,
    /// The host that a path is on.
    Host,
    /// The names of operations.
    Name,
    /// Words about the call.
    Label,
    /// What was answered, or whether the call is made.
    Status,
    /// Whether the call with this method is made: a matrix of paths and methods.
    Of(Method),
    /// Anything else.
    Other,
}

const METHODS: &str = " method methods httpmethod httpmethods verb verbs httpverb httpverbs requestmethod httprequestmethod \
    methode metodo ";
const PATHS: &str = " url uri path endpoint endpoints route routes href resource resourcepath requesturl requesturi \
    requestpath apipath apiendpoint apiurl apicall urlpath pathname fullurl rawurl urltemplate pathtemplate \
    urlpattern uripattern pathpattern endpointpath endpointurl target pfad ";
const HOSTS: &str = " host hostname domain origin baseurl basepath server ";
const NAMES: &str =
    " operation operations operationid operationids operationname operationnames sdkmethod sdkmethods ";
const LABELS: &str = " description descriptions summary name title note notes comment comments why what whatfor purpose \
    reason usecase use label remark remarks feature action beschreibung zweck ";

impl Column {
    /// What a name says; case, blanks and signs do not matter.
    pub(super) fn of(name: &str) -> Self {
        let bare = bare(name);
        let is_in = |list: &str| !bare.is_empty() && list.contains(&format!(" {bare} "));
        match () {
            () if is_in(METHODS) => Self::Method,
            () if is_in(PATHS) => Self::Path,
            () if is_in(HOSTS) => Self::Host,
            () if is_in(NAMES) => Self::Name,
            () if is_in(LABELS) => Self::Label,
            () if is_status(&bare) => Self::Status,
            () => name.trim_matches(|c: char| !c.is_alphabetic()).parse().map_or(Self::Other, Self::Of),
        }
    }
}

fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn is_status(bare: &str) -> bool {
    matches!(bare, "status" | "statuscode" | "httpstatus" | "httpstatuscode" | "responsestatus" | "state")
}

/// The status that a cell or member holds, where it is one of HTTP.
pub(super) fn status(value: &str) -> u16 {
    value.trim().parse().ok().filter(|status| (100..600).contains(status)).unwrap_or(0)
}

/// Why a call is not made, when a column or member says so: `used: no`, `enabled: false`, `status: disabled`.
pub(super) fn denied(name: &str, value: &str) -> Option<SetAside> {
    let off = || is_no(value).then_some(SetAside::Disabled);
    match &*bare(name) {
        "used" | "isused" | "inuse" | "called" | "iscalled" | "included" | "include" | "inscope" => {
            is_no(value).then_some(SetAside::Negated)
        }
        "enabled" | "isenabled" | "active" | "isactive" => off(),
        "disabled" | "isdisabled" | "skip" | "skipped" | "inactive" => {
            is_yes(value).then_some(SetAside::Disabled)
        }
        "unused" | "notused" | "excluded" | "exclude" | "ignored" | "outofscope" => {
            is_yes(value).then_some(SetAside::Negated)
        }
        "status" | "state" => match &*bare(value) {
            "disabled" | "inactive" | "off" | "switchedoff" | "deactivated" => Some(SetAside::Disabled),
            "unused" | "notused" | "removed" | "retired" | "excluded" | "dropped" | "outofscope"
            | "nolongerused" => Some(SetAside::Negated),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a cell says no; an empty one says nothing.
pub(super) fn is_no(value: &str) -> bool {
    const SIGNS: [&str; 9] = ["✗", "✘", "❌", "✖", "☐", "⛔", "-", "–", "—"];
    let words = ["no", "n", "false", "0", "off", "never", "none", "nein", "non", "na", "notused", "unused"];
    let value = value.trim();
    SIGNS.contains(&value) || words.contains(&&*bare(value))
}

fn is_yes(value: &str) -> bool {
    let signs = ["✓", "✔", "✅", "☑", "●", "•"];
    let words = ["yes", "y", "true", "1", "x", "on", "ja", "oui"];
    signs.contains(&value.trim().trim_end_matches('\u{fe0f}')) || words.contains(&&*bare(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_stands_there() {
        for (name, column) in [
            ("HTTP Method", Column::Method),
            ("http_method", Column::Method),
            ("**Verb**", Column::Method),
            ("Endpoint", Column::Path),
            ("requestUrl", Column::Path),
            ("API endpoint", Column::Path),
            ("Base URL", Column::Host),
            ("operationId", Column::Name),
            ("what for", Column::Label),
            ("Status Code", Column::Status),
            ("DELETE", Column::Of(Method::Delete)),
            ("Owner", Column::Other),
            ("", Column::Other),
            ("  ", Column::Other),
        ] {
            assert_eq!(Column::of(name), column, "{name}");
        }
    }

    #[test]
    fn what_is_switched_off_is_told_from_what_is_not() {
        let (negated, disabled) = (Some(SetAside::Negated), Some(SetAside::Disabled));
        for (name, value, expected) in [
            ("used", "no", negated),
            ("In use", "FALSE", negated),
            ("used", "yes", None),
            ("used", "", None),
            ("used", "not yet known", None),
            ("Enabled", "❌", disabled),
            ("disabled", "true", disabled),
            ("disabled", "false", None),
            ("status", "Disabled", disabled),
            ("status", "not used", negated),
            ("status", "deprecated", None),
            ("status", "200", None),
            ("Admin needed", "no", None),
            ("required", "false", None),
        ] {
            assert_eq!(denied(name, value), expected, "{name}: {value}");
        }
    }
}
