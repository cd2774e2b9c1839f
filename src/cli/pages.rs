//! Completions and manual pages, made from the definition of the command line.

use clap::Command;
use clap::builder::PossibleValuesParser;
use clap_complete::Shell;
use clap_mangen::Man;

use super::{Message, words};
use crate::diagnostic::near::advice;
use crate::lang::Lang;
use crate::order::Gather as _;
use crate::pack::catalogue::Catalogue;
use crate::pack::rule::Rules;

/// The script that completes commands, flags and the ids of the built-in rules.
pub(super) fn completions(command: Command, shell: Shell) -> Message {
    let rules = Rules::builtin(&Catalogue::builtin());
    let mut names: Vec<String> = rules.all().map(|(_, rule)| rule.id.to_string()).collect();
    let mut patterns = names.clone();
    let services = names.iter().filter_map(|id| Some(format!("{}/*", id.split('/').next()?)));
    patterns.extend(services.into_set());
    let mut ids = |taken: &Command, id: &str| {
        let takes = taken.get_arguments().any(|arg| arg.get_id() == id);
        takes.then(|| if id == "rule" && taken.get_name() == "explain" { names.split_off(0) } else { patterns.clone() })
    };
    // Only here: a folder of rules may bring others, so the program itself accepts every id.
    let mut command = command.mut_subcommands(|mut sub| {
        for id in ["rule", "skip_rule"] {
            if let Some(ids) = ids(&sub, id) {
                sub = sub.mut_arg(id, |arg| arg.value_parser(PossibleValuesParser::new(ids)));
            }
        }
        sub
    });
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut command, "tenantlint", &mut text);
    page(&text)
}

/// The manual page of the program or of one of its commands, in roff.
pub(super) fn man(mut command: Command, of: Option<&str>, lang: Lang) -> Message {
    command = command.disable_help_subcommand(true);
    command.build();
    let known: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let chosen = match of {
        None => Some(&command),
        Some(name) => command.find_subcommand(name),
    };
    let Some(chosen) = chosen else {
        let name = crate::text::printable::printable(of.unwrap_or_default());
        let near = advice(&name, known.iter().map(String::as_str), || words::commands(&known));
        let said = words::no_command(&name).and(&near);
        let text = format!("{}{}\n", words(lang, "error: ", "错误："), said.get(lang));
        return Message { text, to_stderr: true, code: 2 };
    };
    let mut text = Vec::new();
    let source = concat!("tenantlint ", env!("CARGO_PKG_VERSION"));
    let manual = words(lang, "tenantlint manual", "tenantlint 手册");
    let rendered = Man::new(chosen.clone()).source(source).manual(manual).render(&mut text);
    debug_assert!(rendered.is_ok(), "writing to a vector cannot fail");
    let mut message = page(&text);
    if lang == Lang::ZhCn {
        // The library has no other headings than English ones.
        for (english, chinese) in [
            ("NAME", "名称"),
            ("SYNOPSIS", "用法"),
            ("DESCRIPTION", "说明"),
            ("OPTIONS", "选项"),
            ("EXTRA", "其他"),
            ("VERSION", "版本"),
        ] {
            message.text = message.text.replace(&format!("\n.SH {english}\n"), &format!("\n.SH {chinese}\n"));
        }
    }
    message
}

fn page(text: &[u8]) -> Message {
    Message { text: String::from_utf8_lossy(text).into_owned(), to_stderr: false, code: 0 }
}
