//! The tokens of Pulumi's package, each with its type of the Terraform provider.

use crate::intake::KnownNames;
use crate::model::BlockKind;

/// A resource or a function of the package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::intake) struct Token {
    /// What it is in Terraform.
    pub(in crate::intake) kind: BlockKind,
    /// Its type in Terraform; the token itself when the package has none such.
    pub(in crate::intake) name: String,
    /// The token, such as `okta:app/oAuth:OAuth`.
    pub(in crate::intake) text: String,
}

impl Token {
    /// What a token names, in its long form `okta:app/oAuth:OAuth` or in a short one, `okta:app:OAuth` or `okta:Brand`;
    /// none when it is of another package.
    pub(super) fn of(text: &str, names: &dyn KnownNames) -> Option<Self> {
        let mut parts = text.split(':');
        if parts.next() != Some("okta") {
            return None;
        }
        let (first, second) = (parts.next()?, parts.next());
        let (module, member) = second.map_or(("index", first), |member| (first, member));
        let module = module.split('/').next().unwrap_or_default();
        Some(Self::member(module, member, names).unwrap_or_else(|| Self {
            kind: if is_function(member) { BlockKind::DataSource } else { BlockKind::Resource },
            name: text.to_owned(),
            text: text.to_owned(),
        }))
    }

    /// A member of a module of the package; `None` where the module has no such member.
    pub(in crate::intake) fn member(module: &str, member: &str, names: &dyn KnownNames) -> Option<Self> {
        let found = names.pulumi_member(module, member)?;
        let mut letters = found.member.chars();
        let first: String = letters.next().map(|letter| letter.to_ascii_lowercase()).into_iter().collect();
        let text = format!("okta:{}/{first}{}:{}", found.module, letters.as_str(), found.member);
        Some(Self { kind: found.kind, name: found.name, text })
    }

    /// Whether the package has no such member.
    pub(in crate::intake) fn is_unknown(&self) -> bool {
        self.name == self.text
    }

    /// A member that the package does not have; what it needs is not known.
    pub(in crate::intake) fn unknown(module: &str, member: &str) -> Self {
        let kind = if is_function(member) { BlockKind::DataSource } else { BlockKind::Resource };
        let text = format!("okta:{module}:{member}");
        Self { kind, name: text.clone(), text }
    }
}

/// Whether the name of a member is that of a function: `getGroup`, `get_group`, `GetGroup`, and no `Getaway`.
fn is_function(member: &str) -> bool {
    let rest = member.strip_prefix("get").unwrap_or_default();
    rest.starts_with(|letter: char| letter.is_ascii_uppercase() || letter == '_')
}

/// The name of a property in Terraform: `grantTypes` is `grant_types`.
pub(in crate::intake) fn snake_case(name: &str) -> String {
    let mut found = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            if !found.is_empty() && !found.ends_with('_') {
                found.push('_');
            }
            found.push(letter.to_ascii_lowercase());
        } else {
            found.push(letter);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::PulumiMember;

    struct Names;

    impl KnownNames for Names {
        fn allow_list(&self) -> std::sync::Arc<crate::disclosure::AllowList> {
            std::sync::Arc::new(crate::disclosure::AllowList::open())
        }

        fn knows(&self, _: &str) -> bool {
            false
        }

        fn nearest(&self, _: &str) -> Option<String> {
            None
        }

        fn pulumi_member(&self, module: &str, member: &str) -> Option<PulumiMember> {
            let (kind, name) = match (module, member) {
                ("app", "OAuth") => (BlockKind::Resource, "okta_app_oauth"),
                ("index", "Brand") => (BlockKind::Resource, "okta_brand"),
                ("group", "getGroup") => (BlockKind::DataSource, "okta_group"),
                _ => return None,
            };
            let (module, member, name) = (module.to_owned(), member.to_owned(), name.to_owned());
            Some(PulumiMember { kind, module, member, name })
        }
    }

    #[test]
    fn tokens_are_read_in_every_form() {
        for (text, name, long) in [
            ("okta:app/oAuth:OAuth", "okta_app_oauth", "okta:app/oAuth:OAuth"),
            ("okta:app:OAuth", "okta_app_oauth", "okta:app/oAuth:OAuth"),
            ("okta:Brand", "okta_brand", "okta:index/brand:Brand"),
            ("okta:index:Brand", "okta_brand", "okta:index/brand:Brand"),
            ("okta:group/getGroup:getGroup", "okta_group", "okta:group/getGroup:getGroup"),
            ("okta:app:Nothing", "okta:app:Nothing", "okta:app:Nothing"),
        ] {
            let token = Token::of(text, &Names).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((token.name.as_str(), token.text.as_str()), (name, long), "{text}");
        }
        for text in ["aws:s3:Bucket", "okta", "oktapus:app:OAuth", ""] {
            assert_eq!(Token::of(text, &Names), None, "{text}");
        }
    }

    #[test]
    fn properties_are_named_as_terraform_names_them() {
        for (written, name) in
            [("grantTypes", "grant_types"), ("label", "label"), ("GrantTypes", "grant_types")]
        {
            assert_eq!(snake_case(written), name);
        }
    }
}
