//! A setting's value in canonical form, or the reason why there is none.

use std::borrow::Cow;

use crate::lang::{Lang, words};

/// A value in canonical form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value<'d> {
    /// A boolean.
    Bool(bool),
    /// A member of the setting's enum, by its index.
    Member(u16),
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(Cow<'d, str>),
    /// A list of texts.
    List(Vec<Cow<'d, str>>),
}

/// Why there is no verdict, or none that could be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// No export holds the kind of object.
    KindAbsent,
    /// The object is there, the setting is not.
    SettingAbsent,
    /// The setting is `null`.
    NullValue,
    /// The value is of another type than the setting has.
    WrongType,
    /// The value is none that the setting is known to take.
    UnknownValue,
    /// The export was cut at a depth limit.
    Truncated,
    /// The export says that its command failed.
    CollectionFailed,
    /// The export holds only the first page of a listing.
    PartialListing,
    /// A fleet listing leaves the setting at its type's default.
    ListingDefault,
    /// The object holds the setting twice, with different values.
    ConflictingValues,
    /// The evidence is from another tenant.
    TenantMismatch,
    /// The evidence is older than it may be.
    Stale,
    /// The documents do not list the combination.
    NotInDocument,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::KindAbsent,
        Self::SettingAbsent,
        Self::NullValue,
        Self::WrongType,
        Self::UnknownValue,
        Self::Truncated,
        Self::CollectionFailed,
        Self::PartialListing,
        Self::ListingDefault,
        Self::ConflictingValues,
        Self::TenantMismatch,
        Self::Stale,
        Self::NotInDocument,
    ];

    /// Whether it says of an object that it did not tell enough.
    pub(crate) fn says_nothing(self) -> bool {
        matches!(self, Self::SettingAbsent | Self::ListingDefault | Self::NullValue | Self::Truncated)
    }

    /// The id in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::KindAbsent => "kind_absent",
            Self::SettingAbsent => "setting_absent",
            Self::NullValue => "null_value",
            Self::WrongType => "wrong_type",
            Self::UnknownValue => "unknown_value",
            Self::Truncated => "truncated",
            Self::CollectionFailed => "collection_failed",
            Self::PartialListing => "partial_listing",
            Self::ListingDefault => "listing_default",
            Self::ConflictingValues => "conflicting_values",
            Self::TenantMismatch => "tenant_mismatch",
            Self::Stale => "stale",
            Self::NotInDocument => "not_in_document",
        }
    }
}

/// What an export says about a setting: a value, or why it tells none.
pub type Reading<'d> = Result<Value<'d>, Reason>;

impl Value<'_> {
    /// A copy that outlives its document.
    pub fn detached(self) -> Value<'static> {
        let text = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        match self {
            Self::Bool(value) => Value::Bool(value),
            Self::Member(member) => Value::Member(member),
            Self::Integer(value) => Value::Integer(value),
            Self::Text(value) => Value::Text(text(value)),
            Self::List(items) => Value::List(items.into_iter().map(text).collect()),
        }
    }

    /// The index among the values of a setting whose values are few.
    pub fn index(&self) -> Option<usize> {
        match self {
            Self::Bool(value) => Some(usize::from(*value)),
            Self::Member(member) => Some(usize::from(*member)),
            _ => None,
        }
    }
}

/// Why nothing could be said, in words.
pub(crate) fn reason_words(reason: Reason, lang: Lang) -> &'static str {
    let (en, zh) = match reason {
        Reason::KindAbsent => ("no export holds it", "缺少此类数据的导出"),
        Reason::SettingAbsent => ("the setting is not in the export", "导出文件中没有此项设置"),
        Reason::NullValue => ("the value is null", "值为 null"),
        Reason::WrongType => ("the value is of the wrong type", "值的类型不符"),
        Reason::UnknownValue => ("the value is not one that is known", "值无法识别"),
        Reason::Truncated => (
            "the export was cut at its depth limit; export again with -Depth 10",
            "导出内容因深度限制被截断；请加 -Depth 10 重新导出",
        ),
        Reason::CollectionFailed => ("the export says that its command failed", "导出文件记录了该命令执行失败"),
        Reason::PartialListing => ("the export holds only the first page", "导出文件只含第一页"),
        Reason::ListingDefault => (
            "a fleet listing leaves this at its default; export each site with -Identity",
            "批量列表不返回此项，只留下默认值；请用 -Identity 逐个导出",
        ),
        Reason::ConflictingValues => {
            ("the object holds it twice, with different values", "同一对象中出现两次，且值不同")
        }
        Reason::TenantMismatch => ("the evidence is from another tenant", "数据来自另一个租户"),
        Reason::Stale => ("the export is too old, or the declared answer has expired", "导出文件太旧，或声明已过期"),
        Reason::NotInDocument => ("the documents do not list this combination", "文档未列出这种组合"),
    };
    words(lang, en, zh)
}
