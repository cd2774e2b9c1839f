//! What data files are made of: pieces of text, and of JSON that is kept as text.
//!
//! `build.rs` reads the built-in files as JSON and writes them in a compact form, in which each text is a place in the `pool`.
//! The program reads that form at its start, and looks at a text when somebody asks for it. A user's own files are read from JSON.
//! Both through the same types, so this file is a part of the build script too.

use std::borrow::{Borrow, Cow};
use std::fmt::{self, Display, Formatter};
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde::ser::Error as _;
use serde::{Deserialize, Serialize, Serializer};

use super::pool;

/// A text that is a part of the program, or was read from a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Str(Cow<'static, str>);

impl Serialize for Str {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return serializer.serialize_str(self);
        }
        pool::place(self).ok_or_else(|| S::Error::custom("only the build script packs"))?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Str {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return String::deserialize(deserializer).map(Self::from);
        }
        let (start, length) = Deserialize::deserialize(deserializer)?;
        pool::text(start, length).map(Self::from).ok_or_else(|| D::Error::custom("no such text"))
    }
}

impl Str {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Str {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Str {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Str {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Display for Str {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl From<String> for Str {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<&'static str> for Str {
    fn from(text: &'static str) -> Self {
        Self(text.into())
    }
}

impl From<Str> for String {
    fn from(text: Str) -> Self {
        text.0.into_owned()
    }
}

impl From<&Str> for String {
    fn from(text: &Str) -> Self {
        text.as_str().to_owned()
    }
}

impl PartialEq<str> for Str {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Str {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl PartialEq<String> for Str {
    fn eq(&self, other: &String) -> bool {
        self.0 == *other
    }
}

impl PartialEq<Str> for &str {
    fn eq(&self, other: &Str) -> bool {
        other.0 == *self
    }
}

impl PartialEq<Str> for String {
    fn eq(&self, other: &Str) -> bool {
        other.0 == *self
    }
}

/// A text in every language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// English.
    pub en: Str,
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    pub zh_cn: Str,
}

/// A line to type or to follow: one for everybody, or one a language where it holds words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// English, or the same in every language.
    pub en: Str,
    /// Simplified Chinese, where that differs.
    pub zh_cn: Option<Str>,
}

impl<'de> Deserialize<'de> for Line {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            let (en, zh_cn) = Deserialize::deserialize(deserializer)?;
            return Ok(Self { en, zh_cn });
        }
        match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(line) => Ok(Self { en: line.into(), zh_cn: None }),
            texts => {
                let Text { en, zh_cn } = Text::deserialize(texts).map_err(D::Error::custom)?;
                Ok(Self { en, zh_cn: Some(zh_cn) })
            }
        }
    }
}

/// One text, or a list of some.
#[derive(Debug, Default, Serialize)]
pub struct OneOrMany(pub Vec<Str>);

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return Deserialize::deserialize(deserializer).map(Self);
        }
        match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(one) => Ok(Self(vec![one.into()])),
            many => Deserialize::deserialize(many).map(Self).map_err(D::Error::custom),
        }
    }
}

/// The members of an object in the order of the file.
#[derive(Debug)]
pub struct Members<T>(pub Vec<(Str, T)>);

impl<T> Default for Members<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Serialize> Serialize for Members<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Members<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for InOrder<T> {
            type Value = Vec<(Str, T)>;

            fn expecting(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::with_capacity(map.size_hint().unwrap_or_default());
                while let Some(name) = map.next_key::<Str>()? {
                    let value = map.next_value().map_err(|error| A::Error::custom(format_args!("{name}: {error}")))?;
                    members.push((name, value));
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(InOrder(PhantomData)).map(Self)
    }
}

/// A piece of JSON, kept as text until somebody needs the value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JsonText(Str);

impl JsonText {
    /// The value.
    ///
    /// # Panics
    /// Never: the text was written from a value.
    pub fn value(&self) -> serde_json::Value {
        serde_json::from_str(&self.0).expect("the text was written from a value")
    }
}

impl<'de> Deserialize<'de> for JsonText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let value = serde_json::Value::deserialize(deserializer)?;
            Ok(Self(value.to_string().into()))
        } else {
            Str::deserialize(deserializer).map(Self)
        }
    }
}
