//! The name that a file gives to the one object in it, where that object has none of its own and the name of the file
//! can be nothing else.

use crate::pack::catalogue::{Catalogue, Kind, Shape};

/// Words of file names that name no object.
const ANYBODYS: [&str; 46] = [
    "all",
    "audit",
    "backup",
    "check",
    "cn",
    "collected",
    "config",
    "configuration",
    "current",
    "data",
    "dump",
    "exo",
    "export",
    "exported",
    "exports",
    "file",
    "final",
    "full",
    "get",
    "json",
    "latest",
    "list",
    "new",
    "now",
    "object",
    "output",
    "policies",
    "policy",
    "prod",
    "report",
    "result",
    "results",
    "rows",
    "setting",
    "settings",
    "spo",
    "temp",
    "tenant",
    "tenants",
    "test",
    "tmp",
    "today",
    "utf",
    "value",
    "values",
    "vianet",
];

/// The same in Chinese.
const CHINESE: [&str; 14] =
    ["导出", "策略", "租户", "设置", "配置", "结果", "全部", "测试", "报告", "数据", "最新", "当前", "文件", "列表"];

/// The longest name that is taken for one.
const LONGEST: usize = 64;

/// The name of an object of a kind by the title of its file; none if the title may stand for something else.
pub(super) fn of<'t>(title: &'t str, kind: &Kind, catalogue: &Catalogue) -> Option<&'t str> {
    let title = title.trim();
    let &[name] = kind.identity.get(..1)? else { return None };
    let def = kind.def(name);
    // An address or a number of its own form is no name of a file.
    if title.len() > LONGEST
        || kind.identity_joined
        || def.shape != Shape::Text
        || def.clue.is_some()
        || def.form.is_some()
    {
        return None;
    }
    if catalogue.by_title(title).is_some() || catalogue.by_title_in(title).is_some_and(|other| other != kind.id) {
        return None;
    }
    let of_kind: Vec<String> = words(&kind.name).chain(words(&kind.label.en)).collect();
    let mut told = false;
    for word in words(title) {
        let singular = word.strip_suffix("ies").map(|stem| stem.to_owned() + "y");
        let singular = singular.or_else(|| word.strip_suffix('s').map(str::to_owned));
        if singular.is_some_and(|singular| of_kind.contains(&singular)) && !of_kind.contains(&word) {
            // A listing, whatever it is called.
            return None;
        }
        let short = word.chars().nth(1).is_none();
        told |= !short
            && !of_kind.contains(&word)
            && !ANYBODYS.contains(&word.as_str())
            && !CHINESE.contains(&word.as_str());
    }
    told.then_some(title)
}

/// The words of a name, in lower case, without its numbers.
fn words(name: &str) -> impl Iterator<Item = String> + '_ {
    name.split(|c: char| !c.is_alphabetic()).flat_map(|part| {
        let mut words = vec![String::new()];
        let mut before = ' ';
        for character in part.chars() {
            if character.is_uppercase() && before.is_lowercase() {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(character.to_lowercase());
            }
            before = character;
        }
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_that_name_an_object() {
        let catalogue = Catalogue::builtin();
        let named = |title: &'static str| of(title, catalogue.named("exchange.owaMailboxPolicy").unwrap(), &catalogue);
        for title in ["Kiosk", "OwaMailboxPolicy-Default", "前台人员", "Kiosk 2"] {
            assert_eq!(named(title), Some(title), "{title}");
        }
        for title in [
            "owa-policy",
            "owa-policies",
            "Get-OwaMailboxPolicy",
            "contoso-owa-policies",
            "export",
            "2026-05-01",
            "a1",
            "策略",
            "SharingPolicy-Kiosk",
        ] {
            assert_eq!(named(title), None, "{title}");
        }
        let site = catalogue.named("sharepoint.site").unwrap();
        assert_eq!(of("marketing", site, &catalogue), None);
    }
}
