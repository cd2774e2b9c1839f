//! The hash of lines by which GitHub tells alerts apart, as its upload action computes it: over the first hundred
//! characters from the start of a line that are no blanks, whatever lines they stand in.

use std::collections::HashMap;

use crate::pipeline::source::{Encoding, Source};

const BLOCK: usize = 100;
const FACTOR: u64 = 37;
/// What the end of the text counts as.
const END: u16 = 0xFFFF;

/// The hashes of all lines, the first line first; none where the action would not read the text as we do.
pub(super) fn of(source: &Source) -> Option<Vec<String>> {
    let mark = match source.encoding {
        Encoding::Utf8 => None,
        Encoding::Utf8Bom => Some(0xFEFF),
        Encoding::Utf16Le | Encoding::Utf16Be | Encoding::Gb18030 => return None,
    };
    // A return alone begins a line there, but not here.
    let alone = |at: usize| source.text.as_bytes().get(at + 1) != Some(&b'\n');
    if memchr::memchr_iter(b'\r', source.text.as_bytes()).any(alone) {
        return None;
    }
    Some(hashes(mark.into_iter().chain(source.text.encode_utf16())))
}

struct Rolling {
    window: [u16; BLOCK],
    /// Whether a line starts at that place of the window.
    starts: [bool; BLOCK],
    at: usize,
    hash: u64,
    /// The factor to the power of the window's length.
    last_factor: u64,
    seen: HashMap<u64, u32>,
    lines: Vec<String>,
}

impl Rolling {
    fn tell(&mut self) {
        if std::mem::take(&mut self.starts[self.at]) {
            let times = self.seen.entry(self.hash).or_default();
            *times += 1;
            self.lines.push(format!("{:x}:{times}", self.hash));
        }
    }

    fn push(&mut self, unit: u16) {
        let leaving = std::mem::replace(&mut self.window[self.at], unit);
        let added = self.hash.wrapping_mul(FACTOR).wrapping_add(unit.into());
        self.hash = added.wrapping_sub(self.last_factor.wrapping_mul(leaving.into()));
        self.at = (self.at + 1) % BLOCK;
    }
}

fn hashes(units: impl Iterator<Item = u16>) -> Vec<String> {
    let mut rolling = Rolling {
        window: [0; BLOCK],
        starts: [false; BLOCK],
        at: 0,
        hash: 0,
        last_factor: (0..BLOCK).fold(1, |power: u64, _| power.wrapping_mul(FACTOR)),
        seen: HashMap::new(),
        lines: Vec::new(),
    };
    let (mut line_start, mut after_return) = (true, false);
    for unit in units.chain([END]) {
        let newline = unit == u16::from(b'\n');
        let skipped = unit == u16::from(b' ') || unit == u16::from(b'\t') || after_return && newline;
        after_return = !skipped && unit == u16::from(b'\r');
        if skipped {
            continue;
        }
        let unit = if after_return { u16::from(b'\n') } else { unit };
        rolling.tell();
        rolling.starts[rolling.at] = line_start;
        line_start = unit == u16::from(b'\n');
        rolling.push(unit);
    }
    for _ in 0..BLOCK {
        rolling.tell();
        rolling.push(0);
    }
    rolling.lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_text(text: &str) -> Vec<String> {
        hashes(text.encode_utf16())
    }

    #[test]
    fn agrees_with_the_action() {
        assert_eq!(of_text(""), ["c129715d7a2bc9a3:1"]);
        let four = ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"];
        assert_eq!(of_text(" a\nb\n  \t\tc\n d"), four);
        let ends = [
            "e9496ae3ebfced30:1",
            "fb7c023a8b9ccb3f:1",
            "ce8ba1a563dcdaca:1",
            "e20e36e16fcb0cc8:1",
            "b3edc88f2938467e:1",
            "c8e28b0b4002a3a0:1",
            "c129715d7a2bc9a3:1",
        ];
        for text in [
            " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n",
            " hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r",
            " hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n",
        ] {
            assert_eq!(of_text(text), ends);
        }
        let repeated = of_text(&"Lorem ipsum dolor sit amet.\n".repeat(10));
        assert_eq!(repeated[0], "a7f2ff13bc495cf2:1");
        assert_eq!(repeated[5..7], ["a7f2ff13bc495cf2:6", "a7f2ff1481e87703:1"]);
        assert_eq!(repeated.len(), 11);
    }
}
