//! The sorts of diagnostics, each with an id that stays: people filter by it, and reports carry it.

use crate::model::severity::Severity;

/// One line for each sort: its name, its id, and how bad it is.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $id:literal $severity:ident)+) => {
        /// A sort of diagnostic.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The id. It never changes its meaning.
            pub fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)+
                }
            }

            /// How bad it is.
            pub fn severity(self) -> Severity {
                match self {
                    $(Self::$name => Severity::$severity,)+
                }
            }
        }
    };
}

codes! {
    /// An input could not be read.
    Unreadable = "input/unreadable" Error
    /// A file that should be there is not.
    InputGone = "input/gone" Error
    /// There is nothing under a name that was typed.
    InputAbsent = "input/absent" Error
    /// There is nothing in an input.
    InputEmpty = "input/empty" Error
    /// There is nothing to read in a folder.
    FolderEmpty = "input/empty-folder" Error
    /// All that could be read in a folder is left out.
    FolderExcluded = "input/excluded-folder" Error
    /// An input is not JSON.
    NotJson = "input/not-json" Error
    /// An input is the answer to a request that failed.
    FailedRequest = "input/failed-request" Error
    /// A manifest is not as it should be.
    ManifestInvalid = "input/manifest" Error
    /// Text before the JSON was passed over.
    NoteLeadingText = "note/leading-text" Info
    /// There are several documents in one file.
    NoteDocuments = "note/several-documents" Info
    /// A key has no value; its section was not collected.
    NoteValueMissing = "note/value-missing" Warning
    /// A section stands twice with the same text; one was read.
    NoteRepeatedSection = "note/repeated-section" Info
    /// A section stands twice with different texts; both were read.
    NoteConflictingSection = "note/conflicting-section" Warning
    /// One object holds a setting twice, with different values.
    NoteConflictingSetting = "note/conflicting-setting" Warning
    /// An export says that it holds only the first page.
    NotePartialListing = "note/first-page" Warning
    /// An export says that a command failed.
    NoteFailedCommand = "note/failed-command" Warning
    /// Among the objects there is a record of an error.
    NoteErrorRecord = "note/error-record" Warning
    /// One of the documents is the answer to a request that failed.
    NoteFailedPart = "note/failed-part" Warning
    /// A manifest says that an export failed.
    NoteFailedExport = "note/failed-export" Warning
    /// A manifest says that an export is not complete.
    NotePartialExport = "note/partial-export" Warning
    /// A file is not the one that a manifest says was written.
    NoteChangedFile = "note/changed-file" Warning
    /// A manifest says that there is none of what every tenant has.
    NoteNoneOfOne = "note/none-of-one" Warning
    /// A manifest names a kind that there is not.
    NoteUnknownKind = "note/unknown-kind" Warning
    /// A part of a file was not read.
    NoteNotRead = "note/not-read" Info
    /// So many more parts were not read.
    NoteMoreNotRead = "note/more-not-read" Info
    /// An array holds the lines of a JSON text, which was read.
    NoteLines = "note/lines" Info
    /// A part of a declaration is not read.
    NoteDeclaration = "note/declaration" Warning

    /// Too few rules could be judged.
    GateCoverage = "gate/coverage" Error
    /// What the run takes out of the gate or lets weigh less.
    GateNotCounted = "gate/not-counted" Info
    /// An input that must be there is not, or holds nothing.
    GateInputMissing = "gate/input-missing" Error
    /// What the repository's own configuration says and a policy overrules.
    PolicyDecides = "policy/decides" Info
    /// Declarations that do not count.
    PolicyDeclarations = "policy/declarations" Info
    /// Answers that something is not there, which do not count.
    PolicyAbsences = "policy/absences" Info
    /// An export is from another tenant.
    ExpectTenant = "expect/tenant" Error
    /// An export is from another cloud.
    ExpectCloud = "expect/cloud" Error

    /// A file that a hook names looks like an export and is none.
    HookNoExport = "hook/no-export" Warning

    /// Something in a declaration does not count.
    DeclarationAnswer = "declaration/answer" Warning

    /// A file is not TOML.
    NotToml = "toml/syntax" Error
    /// A key that there is not.
    UnknownKey = "toml/unknown-key" Error
    /// A value that is not what it should be.
    WrongValue = "toml/wrong-value" Error
    /// A text or a list that says nothing.
    EmptyValue = "toml/empty-value" Error
    /// A list that is longer than anybody writes by hand.
    TooMany = "toml/too-many" Error
    /// A rule that there is not.
    UnknownRule = "rule/unknown" Error

    /// A file or a folder of rules cannot be read.
    RulesUnreadable = "rule/unreadable" Error
    /// There is no rule in a folder.
    RulesAbsent = "rule/absent" Error
    /// A file is not a rule or a kind.
    RuleInvalid = "rule/invalid" Error

    /// The configuration cannot be read.
    ConfigUnreadable = "config/unreadable" Error
    /// A glob that cannot be understood.
    BadGlob = "config/bad-glob" Error
    /// A pattern that names no rules.
    BadPattern = "config/bad-pattern" Error
    /// A rule that nobody may waive is switched off.
    RuleOff = "config/rule-off" Warning
    /// A rule that nobody may waive is lowered.
    RuleLowered = "config/rule-lowered" Warning
    /// A configuration in the checked folder that is not used.
    ConfigUnused = "config/unused" Warning

    /// A file of waivers cannot be read.
    WaiversUnreadable = "waiver/unreadable" Error
    /// A waiver lacks what each has.
    WaiverIncomplete = "waiver/incomplete" Error
    /// A waiver ends before it begins.
    WaiverBackwards = "waiver/ends-before-it-begins" Error
    /// A waiver without a last day.
    WaiverEndless = "waiver/no-last-day" Error
    /// A waiver that lasts longer than the policy allows.
    WaiverTooLong = "waiver/too-long" Error
    /// A waiver of a kind or a setting that its rule does not look at.
    WaiverNeverMatches = "waiver/never-matches" Error
    /// A pinned value that may be of several settings.
    WaiverValueOfWhat = "waiver/value-of-what" Error
    /// There is a policy already.
    WaiverSecondPolicy = "waiver/second-policy" Error
    /// A waiver that is asked for cannot be.
    WaiverRefused = "waiver/refused" Error
    /// There is such a waiver already.
    WaiverRepeated = "waiver/repeated" Error
    /// A waiver for a rule that nobody may waive.
    NotWaivable = "waiver/not-waivable" Warning
    /// A waiver whose last day is over.
    WaiverExpired = "waiver/expired" Error
    /// A waiver of a day to come.
    WaiverNotYet = "waiver/not-yet" Warning
    /// A waiver that matches nothing.
    WaiverUnused = "waiver/unused" Warning
    /// A waiver whose last day is near.
    WaiverExpiresSoon = "waiver/expires-soon" Warning
    /// The value is no longer the one that was accepted.
    WaiverValueChanged = "waiver/value-changed" Warning
    /// A waiver that accepts too much.
    WaiverTooBroad = "waiver/too-broad" Warning
    /// Whether waivers are still needed cannot be told.
    WaiverNotJudged = "waiver/not-judged" Info
    /// A waiver of the working tree that does not count yet.
    WaiverNotInForce = "waiver/not-in-force" Info
    /// A waiver that still counts and is gone from the working tree.
    WaiverWithdrawn = "waiver/withdrawn" Info
    /// The waivers of the working tree, which do not count yet, cannot be read.
    WaiverProposedUnread = "waiver/proposed-unread" Warning

    /// The sides of a comparison are of different tenants.
    DiffTenants = "diff/different-tenants" Warning
    /// A side of a comparison is of several tenants.
    DiffSeveralTenants = "diff/several-tenants" Warning
    /// A side is a saved report.
    DiffSaved = "diff/saved-report" Warning
    /// A side is a saved report without what passes.
    DiffPassesNotSaved = "diff/passes-not-saved" Warning
    /// When a report was saved, an input could not be read.
    DiffUnreadable = "diff/unreadable-input" Warning

    /// A baseline cannot be read.
    BaselineUnreadable = "baseline/unreadable" Error
    /// There is no such baseline.
    BaselineAbsent = "baseline/absent" Error
    /// A baseline is not JSON.
    BaselineNotJson = "baseline/not-json" Error
    /// A file is no baseline.
    BaselineForeign = "baseline/foreign" Error
    /// A baseline of a newer version, or of none.
    BaselineVersion = "baseline/version" Error
    /// A part of a baseline is not as it should be.
    BaselineMalformed = "baseline/malformed" Error
    /// Recorded findings that are gone.
    BaselineGone = "baseline/gone" Info
    /// The same, taken out of the file.
    BaselinePruned = "baseline/pruned" Info
    /// Recorded findings of rules that are gone.
    BaselineRuleGone = "baseline/rule-gone" Info
    /// Findings in the baseline that nobody may waive.
    BaselineNotWaivable = "baseline/not-waivable" Warning
    /// Findings were recorded.
    BaselineWritten = "baseline/written" Info
    /// They were not, because not all could be judged.
    BaselineNotWritten = "baseline/not-written" Warning
}

impl Code {
    /// The id under which reports carry it: one for all notes of inputs, one for all why an input could not be read.
    pub fn reported_as(self) -> &'static str {
        match self {
            Self::InputGone | Self::InputAbsent | Self::InputEmpty | Self::FolderEmpty | Self::FolderExcluded => {
                Self::Unreadable.id()
            }
            other if other.id().starts_with("note/") => "input/note",
            other => other.id(),
        }
    }

    /// Whether it fails a run that could be judged.
    pub fn fails(self) -> bool {
        matches!(
            self,
            Self::GateCoverage | Self::GateInputMissing | Self::ExpectTenant | Self::ExpectCloud | Self::WaiverExpired
        )
    }
}
