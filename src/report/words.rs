//! JSON Schemas of the words of the model, so that reports can carry them as they are.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::model::{
    Accepted, BlockKind, Credential, Engine, Evidence, Impact, Judge, Method, Phase, Run, Severity, Tally,
    Verdict,
};

macro_rules! words {
    ($($name:ty, $title:literal, [$($word:expr),+ $(,)?];)+) => {
        $(impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                $title.into()
            }

            fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
                json_schema!({"type": "string", "enum": [$($word),+]})
            }
        })+
    };
}

words! {
    Evidence, "Evidence", ["inferred-low", "inferred-medium", "vendor", "observed", "official", "spec"];
    Impact, "Impact", ["read", "write", "control"];
    Severity, "Severity", ["note", "warning", "error"];
    Verdict, "Verdict", ["pass", "fail", "not-judged"];
    Judge, "Judge", ["scopes", "roles", "all"];
    Engine, "Engine", ["identity-engine", "classic"];
    Method, "Method", ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"];
    Credential, "Credential", ["service_app", "user_app", "api_token"];
    BlockKind, "BlockKind", ["resource", "data-source", "provider", "module"];
    Phase, "Phase", ["read", "create", "update", "delete", "import"];
    Run, "Run", ["refresh", "apply"];
    Accepted, "Accepted", ["none", "api-token", "oauth", "user-token", "client-auth", "opa-bearer", "oag-jwt"];
}

impl JsonSchema for Tally {
    fn schema_name() -> Cow<'static, str> {
        "Tally".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let count = generator.subschema_for::<u32>();
        json_schema!({
            "type": "object",
            "description": "A number of operations by what they can do at worst.",
            "properties": {"control": count.clone(), "write": count.clone(), "read": count},
            "required": ["control", "write", "read"],
            "additionalProperties": false
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A schema that lists other words than the type writes would reject every report.
    #[test]
    fn schemas_list_the_words_that_are_written() {
        fn listed<T: JsonSchema>() -> Vec<String> {
            let schema = serde_json::to_value(schemars::schema_for!(T)).expect("a schema is JSON");
            let words = schema["enum"].as_array().expect("a list of words").iter();
            words.map(|word| word.as_str().expect("a word").to_owned()).collect()
        }
        fn written<T: serde::Serialize>(all: &[T]) -> Vec<String> {
            let words = all.iter().map(|one| serde_json::to_value(one).expect("a word is JSON"));
            words.map(|word| word.as_str().expect("a word").to_owned()).collect()
        }
        assert_eq!(listed::<Evidence>(), written(&Evidence::ALL));
        assert_eq!(listed::<Impact>(), written(&[Impact::Read, Impact::Write, Impact::Control]));
        assert_eq!(listed::<Severity>(), written(&Severity::ALL));
        assert_eq!(listed::<Verdict>(), written(&Verdict::ALL));
        assert_eq!(listed::<Judge>(), written(&[Judge::Scopes, Judge::Roles, Judge::All]));
        assert_eq!(listed::<Engine>(), written(&[Engine::IdentityEngine, Engine::Classic]));
        assert_eq!(listed::<Method>(), written(&Method::ALL));
        assert_eq!(listed::<Credential>(), written(&Credential::ALL));
        let accepted = [
            Accepted::None,
            Accepted::ApiToken,
            Accepted::Oauth,
            Accepted::UserToken,
            Accepted::ClientAuth,
            Accepted::OpaBearer,
            Accepted::OagJwt,
        ];
        assert_eq!(listed::<Accepted>(), written(&accepted));
    }
}
