//! Decoding of optional members: an odd value costs that member, not the entry that holds it.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

/// Reads types from objects alone. What is derived takes a list, too: its first element for the first member, and so on.
macro_rules! from_object {
    ($($name:ident),+ $(,)?) => {$(
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Members;

                impl<'de> serde::de::Visitor<'de> for Members {
                    type Value = $name;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("an object")
                    }

                    fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<$name, A::Error> {
                        $name::deserialize(serde::de::value::MapAccessDeserializer::new(map))
                    }
                }

                deserializer.deserialize_map(Members)
            }
        }
    )+};
}
pub(in crate::live) use from_object;

/// The value of a member; the default value for `null` and for a value of another form.
pub(super) fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    Ok(serde_json::from_str(raw.get()).unwrap_or_default())
}

/// A member of any form; none where it is absent or `null`. One that cannot be read at all, such as `1e400`, is of an odd form.
#[derive(Debug, Default)]
pub(super) struct Anything(pub(super) Option<Value>);

impl<'de> Deserialize<'de> for Anything {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Ok(Self(serde_json::from_str(raw.get()).unwrap_or(Some(Value::Bool(false)))))
    }
}

/// The elements of an array that have the expected form. Anything but an array has none.
#[derive(Debug)]
pub(super) struct Elements<T> {
    pub(super) kept: Vec<T>,
    /// Whether there were others.
    pub(super) dropped: bool,
}

impl<T> Default for Elements<T> {
    fn default() -> Self {
        Self { kept: Vec::new(), dropped: false }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Elements<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raws: Vec<Box<RawValue>> = Vec::deserialize(deserializer)?;
        let kept: Vec<T> = raws.iter().filter_map(|raw| serde_json::from_str(raw.get()).ok()).collect();
        Ok(Self { dropped: kept.len() < raws.len(), kept })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct Sample {
        #[serde(deserialize_with = "lenient")]
        text: Option<String>,
        #[serde(deserialize_with = "lenient")]
        flag: bool,
        #[serde(deserialize_with = "lenient")]
        texts: Elements<String>,
    }

    fn owned(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn an_odd_member_costs_only_itself() {
        for (json, text, flag, texts) in [
            (r#"{"text":"a","flag":true,"texts":["b","c"]}"#, Some("a"), true, &["b", "c"][..]),
            (r#"{"text":null,"flag":null,"texts":null}"#, None, false, &[]),
            ("{}", None, false, &[]),
            (r#"{"text":7,"flag":true,"texts":["b",null,{"x":[]},"c"]}"#, None, true, &["b", "c"]),
            (r#"{"text":"a","flag":"yes","texts":{"b":"c"}}"#, Some("a"), false, &[]),
        ] {
            let sample: Sample = serde_json::from_str(json).unwrap();
            assert_eq!(sample.text.as_deref(), text, "{json}");
            assert_eq!((sample.flag, sample.texts.kept), (flag, owned(texts)), "{json}");
        }
    }
}
