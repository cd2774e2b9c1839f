//! What was typed and what the configuration file says, joined into settings.

use super::args::{Global, PickArgs, SettingArgs};
use super::{Message, Surroundings};
use crate::config;
use crate::config::{Choice, ConfigFile, Flags, Settings};
use crate::lang::{Lang, say};
use crate::pipeline::expect::TenantNames;
use crate::report::Style;
use crate::text::printable::printable;

/// Flags and the configuration file together; `known` is the file, where that is known already.
pub(super) fn join(
    known: Option<Choice>,
    flags: Flags,
    global: &Global,
    lang: Lang,
    style: Style,
    surroundings: &Surroundings,
) -> Result<Settings, Message> {
    let found = match (&global.config_file, global.no_config, &surroundings.folder) {
        (Some(file), ..) => Choice::File(file.clone()),
        (None, false, Some(folder)) => Choice::Find(folder.clone()),
        _ => Choice::Without,
    };
    let choice = known.unwrap_or(found);
    let load = |choice: &Choice| {
        config::load(choice)
            .map_err(|wrong| Message::error(&wrong.draw(global.lang.or(wrong.lang).unwrap_or(lang), style)))
    };
    let policy = flags.policy.clone().map(Choice::File);
    let policy = load(policy.as_ref().unwrap_or(&Choice::Without))?;
    let file = load(&choice)?;
    // Where what is used names itself the policy, there is nothing above it.
    let same = |file: &ConfigFile, policy: &ConfigFile| {
        file.path.canonicalize().ok().zip(policy.path.canonicalize().ok()).is_some_and(|(file, policy)| file == policy)
    };
    let file = file.filter(|file| !policy.as_ref().is_some_and(|policy| same(file, policy)));
    if let (Some(file), Some(_)) = (&file, &policy) {
        refuse_unclassified(file, lang)?;
    }
    let system = surroundings.locale.as_deref().map(Lang::of_locale);
    Ok(Settings::new(Flags { lang: global.lang, ..flags }, file, policy, system))
}

/// Under a policy, a key of the repository's own file of which nobody has said what it may do is refused.
fn refuse_unclassified(file: &ConfigFile, lang: Lang) -> Result<(), Message> {
    let unknown = file.config.keys.iter().find(|(key, ..)| config::policy::authority(key).is_none());
    let Some((key, ..)) = unknown else { return Ok(()) };
    let (name, key) = (printable(&file.name), printable(key));
    Err(Message::error(&say!(
        lang,
        "error: {name}: {key} does not go with --policy; say it in the policy\n",
        "错误：{name}：{key} 不能与 --policy 同时使用，请写在策略文件中\n"
    )))
}

impl PickArgs {
    pub(super) fn flags(self) -> Flags {
        Flags { only: self.rule, skip: self.skip_rule, rule_folders: self.rules, ..Flags::default() }
    }
}

impl SettingArgs {
    pub(super) fn flags(self) -> Flags {
        let tenant = self.tenant.into_iter().reduce(TenantNames::and);
        Flags {
            fail_on: self.fail_on,
            min_coverage: self.min_coverage,
            max_age: self.max_age,
            tenant,
            cloud: self.cloud,
            only: self.rule,
            skip: self.skip_rule,
            rule_folders: self.rules,
            policy: self.policy,
            ..Flags::default()
        }
    }
}
