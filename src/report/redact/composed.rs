//! Texts that were made of our words and of others': what of them stands in an input, or has the form of an address, is
//! a name.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::pseudonyms::{ENDS, Pseudonyms, PseudonymsSort};
use super::text::words;
use super::vocabulary::Vocabulary;
use crate::pipeline::source::Sources;

/// So many words of a text at most are one name.
const MOST_WORDS: usize = 24;

/// The texts of all inputs, and the files.
pub(super) struct Known {
    texts: HashSet<u64>,
    /// The paths of files, longest first, each with what is told instead.
    files: Vec<(String, String)>,
}

impl Known {
    /// All that stands in a source and is not ours.
    pub(super) fn of(sources: &Sources, vocabulary: &Vocabulary) -> Self {
        let mut texts = HashSet::new();
        for source in sources.all() {
            words(&source.text, |word| add(word, vocabulary, &mut texts));
        }
        Self { texts, files: Vec::new() }
    }

    /// A file that is told by another name; its folders are names too.
    pub(super) fn add_file(&mut self, path: &str, told: &str, vocabulary: &Vocabulary) {
        if self.files.iter().any(|(known, _)| known == path) {
            return;
        }
        for part in path.split(['/', '\\']).filter(|part| !FOLDERS.contains(part) && !is_short(part)) {
            if !vocabulary.holds(part) {
                self.texts.insert(hash(part));
            }
        }
        let at = self.files.partition_point(|(known, _)| known.len() >= path.len());
        self.files.insert(at, (path.to_owned(), told.to_owned()));
    }

    /// The text with pseudonyms for its names.
    pub(super) fn told(&self, text: &str, vocabulary: &Vocabulary, pseudonyms: &mut Pseudonyms) -> String {
        // One path may be the end of another.
        let text = self.files.iter().fold(text.to_owned(), |text, (path, told)| text.replace(path.as_str(), told));
        let edges = edges(&text);
        let mut result = String::with_capacity(text.len());
        let mut at = 0;
        while at + 1 < edges.len() {
            let ends = (at + 1..edges.len().min(at + 1 + MOST_WORDS)).rev();
            let mut parts =
                ends.map(|end| (end, &text[edges[at]..edges[end]])).filter(|(_, part)| part.trim() == *part);
            let is_ours = |part: &str| vocabulary.holds(part) || pseudonyms.is_given(part);
            let found = parts.find(|(_, part)| is_ours(part) || self.holds(part));
            let (end, part) = found.unwrap_or((at + 1, &text[edges[at]..edges[at + 1]]));
            let stays = found.is_none() || is_ours(part);
            result.push_str(&if stays { part.to_owned() } else { pseudonyms.of(PseudonymsSort::of(part), part) });
            at = end;
        }
        formed(&result, vocabulary, pseudonyms)
    }

    fn holds(&self, part: &str) -> bool {
        !is_short(part) && self.texts.contains(&hash(part))
    }
}

/// Folders that are called so everywhere, and would be found in every sentence.
const FOLDERS: [&str; 6] = ["exports", "export", "files", "tenants", "settings", "tests"];

/// Too short to be told from a word.
fn is_short(part: &str) -> bool {
    part.chars().count() < if part.bytes().all(|byte| byte.is_ascii_lowercase()) { 3 } else { 2 }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.to_lowercase().hash(&mut hasher);
    hasher.finish()
}

/// A text of an input; of what was joined into one, its parts.
fn add(text: &str, vocabulary: &Vocabulary, texts: &mut HashSet<u64>) {
    let mut put = |text: &str| {
        let text = text.trim();
        if !is_short(text) && !vocabulary.holds(text) {
            texts.insert(hash(text));
        }
    };
    put(text);
    for part in text.split(|c: char| ";,={}|:()[]\"'\\/@\r\n".contains(c)).map(str::trim) {
        // A plain word is a word of ours as likely as a name.
        let is_word = part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b' ');
        if part.len() < text.len() && !is_word && part.split_whitespace().count() < 7 {
            put(part);
        }
    }
}

/// Where words begin and end.
fn edges(text: &str) -> Vec<usize> {
    let mut edges = vec![0];
    let mut before = None;
    for (at, character) in text.char_indices() {
        let is_inside =
            before.is_some_and(|before: char| before.is_ascii_alphanumeric()) && character.is_ascii_alphanumeric();
        if at > 0 && !is_inside {
            edges.push(at);
        }
        before = Some(character);
    }
    edges.push(text.len());
    edges
}

/// What has the form of an address, a host or an id becomes a pseudonym, whether or not an input holds it.
fn formed(text: &str, vocabulary: &Vocabulary, pseudonyms: &mut Pseudonyms) -> String {
    let ends = |c: char| c.is_whitespace() || "\"'“”‘’<>()（），、；：。;,[]{}|".contains(c);
    let mut result = String::with_capacity(text.len());
    for piece in text.split_inclusive(ends) {
        let word = piece.trim_end_matches(ends);
        let bare = word.trim_end_matches(['.', ':', '?', '!']);
        let name = bare.split(':').next().unwrap_or(bare);
        let sort =
            if name.contains(['/', '\\']) && is_file(name) { PseudonymsSort::File } else { PseudonymsSort::of(bare) };
        let is_ours =
            vocabulary.holds(bare) || pseudonyms.is_given(name) || sort == PseudonymsSort::Host && is_file(name);
        if is_ours || sort == PseudonymsSort::Name {
            result.push_str(piece);
        } else {
            result.push_str(&if sort == PseudonymsSort::File {
                pseudonyms.file(name) + &bare[name.len()..]
            } else {
                pseudonyms.of(sort, bare)
            });
            result.push_str(&piece[bare.len()..]);
        }
    }
    result
}

/// Whether a name ends like one of the files that are read or written.
fn is_file(name: &str) -> bool {
    let end = name.rsplit_once('.').map_or("", |(_, end)| end).to_ascii_lowercase();
    ENDS.contains(&end.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::place::SourceId;
    use crate::pack::catalogue::Catalogue;
    use crate::pack::rule::Rules;
    use crate::pipeline::source::{Encoding, Source};

    #[test]
    fn what_stands_in_an_input_is_a_name_wherever_it_is_told() {
        let ours = Vocabulary::of(&Catalogue::default(), &Rules::default());
        let text = r#"{"Name": "Lanhai Group", "by": "li.wei@lanhai.example", "n": "EX01; EX02", "名": "岚海"}"#;
        let source = Source::new(SourceId(0), "x/y.json".to_owned(), text, Encoding::Utf8);
        let mut known = Known::of(&Sources::of(vec![source]), &ours);
        known.add_file("x/lanhai-it/y.json", "file-1.json", &ours);
        let mut names = Pseudonyms::default();
        let mut told = |text: &str| known.told(text, &ours, &mut names);
        assert_eq!(
            told("the group Lanhai Group has 2 servers: EX02, ex01"),
            "the group name-1 has 2 servers: name-2, name-3"
        );
        assert_eq!(told("岚海的设置在 x/lanhai-it/y.json:3:4"), "name-4的设置在 file-1.json:3:4");
        assert_eq!(told("ask li.wei@lanhai.example by 2026-06-01"), "ask address-1 by 2026-06-01");
        assert_eq!(told("see https://b.example/q?r, 10.0.0.1."), "see address-2, host-1.");
        assert_eq!(told("in lanhai-it, or a/b.toml: spo.json"), "in name-5, or file-1.toml: spo.json");
    }
}
