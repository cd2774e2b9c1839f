//! What is told at a place and is no finding of a rule: one type for all that can be said of inputs, the configuration,
//! rules, waivers, the baseline, declarations and comparisons.
//!
//! Whoever finds something makes a [`Diagnostic`] of facts and words in both languages; what becomes of it is up to the
//! reports. Nothing here is cut or made harmless: that is done where it is shown.

mod code;
pub(crate) mod near;

pub use code::Code;

use crate::lang::{Text, both};
use crate::model::place::{Place, SourceId, Span};
use crate::model::severity::Severity;

/// A table of what is told: for each a name, the values that its words hold, its sort and its headline in both languages, and
/// where there is such, what stands at a place, and what to do.
macro_rules! told {
    ($($(#[$doc:meta])* $name:ident $(($($arg:ident: $type:ty),+))?: $code:path, $en:tt, $zh:tt
        $(, at $place:ident $label_en:tt, $label_zh:tt)? $(, help $help_en:tt, $help_zh:tt)?;)+) => {
        $($(#[$doc])* pub(crate) fn $name($($($arg: $type),+)?) -> $crate::diagnostic::Diagnostic {
            $crate::diagnostic::Diagnostic::new($code, $crate::lang::text!($en, $zh))
                $(.at($place, $crate::lang::text!($label_en, $label_zh)))?
                $(.help($crate::lang::text!($help_en, $help_zh)))?
        })+
    };
}
pub(crate) use told;

/// Something to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What sort it is of.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, a sentence without its full stop.
    pub headline: Text,
    /// The places, the first of them where it is; none where it is about a whole file, or none.
    pub labels: Vec<Label>,
    /// The file, where it is about a whole one.
    pub file: Option<String>,
    /// What to do, or to type instead.
    pub help: Option<Text>,
}

/// A place, and what stands under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub place: Place,
    /// What is said there; nothing where the headline says it all.
    pub words: Text,
}

impl Diagnostic {
    /// Something that is about no place.
    pub fn new(code: Code, headline: Text) -> Self {
        Self { code, severity: code.severity(), headline, labels: Vec::new(), file: None, help: None }
    }

    /// The same at a place, or at one more.
    #[must_use]
    pub fn at(mut self, place: Place, words: Text) -> Self {
        self.labels.push(Label { place, words });
        self
    }

    /// The same, where the headline says all that there is to say.
    #[must_use]
    pub fn there(self, place: Place) -> Self {
        self.at(place, both("", ""))
    }

    /// The same about a whole file.
    #[must_use]
    pub fn of_file(mut self, name: impl Into<String>) -> Self {
        self.file = Some(name.into());
        self
    }

    /// The same with advice.
    #[must_use]
    pub fn help(self, help: Text) -> Self {
        Self { help: Some(help), ..self }
    }

    /// The same as another sort.
    #[must_use]
    pub fn coded(self, code: Code) -> Self {
        Self { code, severity: code.severity(), ..self }
    }

    /// The same as something else, as where a text that is no JSON is no baseline.
    #[must_use]
    pub fn told_as(self, code: Code, headline: Text) -> Self {
        Self { code, severity: code.severity(), headline, ..self }
    }

    /// The same in another source; what parses a text need not know which it is.
    #[must_use]
    pub fn within(mut self, source: SourceId) -> Self {
        for label in &mut self.labels {
            label.place.source = source;
        }
        self
    }

    /// What is wrong and what to do, where there is no place to show.
    pub fn line(&self) -> Text {
        self.help.as_ref().map_or_else(|| self.headline.clone(), |help| self.headline.and(help))
    }

    /// Where it is.
    pub fn place(&self) -> Option<Place> {
        self.labels.first().map(|label| label.place)
    }

    /// The bytes of that.
    pub fn span(&self) -> Option<Span> {
        self.place().map(|place| place.span)
    }

    /// What the file is called that it is about as a whole.
    pub fn file(&self) -> &str {
        self.file.as_deref().unwrap_or_default()
    }

    /// What stands under the place.
    pub fn label(&self) -> Option<&Text> {
        self.labels.first().map(|label| &label.words)
    }
}
