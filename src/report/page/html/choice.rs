//! What the reader chooses: radio buttons, and the style that obeys them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use maud::{Markup, html as markup};

use super::Frame;
use super::words::{both, id};
use crate::lang::Lang;
use crate::report::page::{Block, PartChoice};

/// The choice of the language, each called as it calls itself.
pub(super) fn languages(frame: Frame<'_>) -> Markup {
    markup! {
        fieldset.lang {
            legend { (frame.languages) }
            @for (lang, name) in [(Lang::En, "English"), (Lang::ZhCn, "中文")] {
                label {
                    input type="radio" name="lang" id=(id(lang)) checked[lang == frame.lang];
                    span.name lang=(id(lang)) { (name) }
                }
            }
        }
    }
}

/// A choice among the marks of parts.
pub(super) fn choice(en: &PartChoice, zh: &PartChoice) -> Markup {
    let name = en.name;
    markup! {
        fieldset {
            legend { (both([&en.legend, &zh.legend])) }
            label { input type="radio" name=(name) checked; (both([&en.all, &zh.all])) }
            @for ((option, en), (_, zh)) in en.options.iter().zip(&zh.options) {
                label { input type="radio" name=(name) id={ (name) "-" (option) }; (both([en, zh])) }
            }
        }
    }
}

/// What hides the parts that were not chosen, on a screen; paper holds them all.
pub(super) fn style(blocks: &[Block]) -> String {
    let mut choices = BTreeSet::new();
    collect(blocks, &mut choices);
    let mut style = String::new();
    for (name, option) in choices {
        // Writing to a string cannot fail.
        let _ = writeln!(
            style,
            "@media screen{{body:has(#{name}-{option}:checked) [data-{name}]:not([data-{name}~=\"{option}\"]){{display:none}}}}"
        );
    }
    style
}

fn collect<'b>(blocks: &'b [Block], choices: &mut BTreeSet<(&'b str, &'b str)>) {
    for block in blocks {
        match block {
            Block::Choice(choice) => {
                choices.extend(choice.options.iter().map(|(option, _)| (choice.name, option.as_str())));
            }
            Block::Part(part) => collect(&part.blocks, choices),
            _ => {}
        }
    }
}
