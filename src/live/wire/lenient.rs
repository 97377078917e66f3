//! Decoding of optional members: an odd value costs that member, not the entry that holds it.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// The value of a member; the default value for `null` and for a value of another form.
pub(super) fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    Ok(serde_json::from_str(raw.get()).unwrap_or_default())
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
