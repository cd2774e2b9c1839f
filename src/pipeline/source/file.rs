//! Files and standard input to bytes or, where a long one is UTF-16, straight to text.
//!
//! Fresh memory costs more than reading: the system hands it out in pages of 4 KiB and clears each. A long file goes
//! into one anonymous map of large pages instead, which the system is asked for, not relied on. It is not the file that
//! is mapped: nobody can change or cut the text while it is being judged.

use std::fs::File;
use std::io::{self, Read as _, Seek as _};
use std::path::Path;

use bytes::Bytes;
use bytestring::ByteString;
use memmap2::{MmapMut, MmapOptions};
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::decode::{Encoding, marked};
use super::{Digest, unread, utf16};
use crate::diagnostic::Diagnostic;
use crate::progress;
use crate::progress::Progress;
use crate::threads;

/// The longest text whose spans fit: 4 GiB.
pub(super) const LONGEST: u64 = u32::MAX as u64;

/// A file from this length on is long.
const LONG: u64 = 4 << 20;
/// A long file is read in pieces of that length, side by side.
const PIECE: usize = 256 << 10;

/// What was read.
pub(super) enum Content {
    /// The bytes, to be decoded.
    Bytes(Bytes),
    /// The text of a long file in UTF-16, with the SHA-256 of the file if it was asked for.
    Text(ByteString, Encoding, Option<Digest>),
}

/// Reads standard input.
pub(super) fn read_stdin(progress: &Progress) -> Result<Content, Box<Diagnostic>> {
    let bytes = to_end(io::stdin().lock(), 0, progress)?;
    progress.expect(0, bytes.len() as u64);
    Ok(Content::Bytes(bytes))
}

/// Reads a file.
pub(super) fn read(
    path: &Path,
    forced: Option<Encoding>,
    hash: bool,
    progress: &Progress,
) -> Result<Content, Box<Diagnostic>> {
    let file = File::open(path).map_err(unread::io)?;
    let metadata = file.metadata().map_err(unread::io)?;
    let length = if metadata.is_file() { metadata.len() } else { 0 };
    if length >= LONG {
        threads::ready();
        let encoding = match head(&file).map(|head| marked(&head)).map_err(unread::io)? {
            Encoding::Utf8 => forced.unwrap_or(Encoding::Utf8),
            marked => marked,
        };
        let wide = matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be);
        if length > if wide { 2 * LONGEST } else { LONGEST } {
            return Err(unread::too_long().into());
        }
        let long = Long { file: &file, length: usize::try_from(length).unwrap_or(usize::MAX), progress };
        let content = if wide { long.utf16(encoding, hash) } else { long.bytes() };
        if let Some(content) = content.map_err(unread::io)? {
            return Ok(content);
        }
    }
    if let Some(bytes) = short(&file, length, progress).map_err(unread::io)? {
        return Ok(Content::Bytes(bytes));
    }
    to_end(file, usize::try_from(length).unwrap_or(usize::MAX), progress).map(Content::Bytes)
}

/// A file of so many bytes, asked for at once; nothing if it has another length by now, or comes in pieces, so that it is to
/// be read from the beginning.
fn short(mut file: &File, length: u64, progress: &Progress) -> io::Result<Option<Bytes>> {
    let Some(length) = usize::try_from(length).ok().filter(|_| (1..LONG).contains(&length)) else { return Ok(None) };
    // Room for one more byte: that it stays empty is the end of the file.
    let mut bytes = vec![0; length + 1];
    let read = file.read(&mut bytes)?;
    if read != length {
        file.seek(io::SeekFrom::Start(0))?;
        return Ok(None);
    }
    bytes.truncate(length);
    progress.read(length);
    Ok(Some(bytes.into()))
}

/// Reads a file that must not be longer than so many bytes.
pub(super) fn read_most(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

/// Reads what may be of any length, most likely of this one.
fn to_end(mut reader: impl io::Read, length: usize, progress: &Progress) -> Result<Bytes, Box<Diagnostic>> {
    let mut bytes = Vec::new();
    bytes.reserve_exact(length + 1);
    loop {
        let read = reader.by_ref().take(progress::STEP as u64).read_to_end(&mut bytes).map_err(unread::io)?;
        progress.read(read);
        if bytes.len() as u64 > LONGEST {
            return Err(unread::too_long().into());
        }
        // The end has been seen. At a terminal it is seen once: whoever asked again would wait for another Ctrl+D.
        if read < progress::STEP {
            return Ok(bytes.into());
        }
    }
}

fn head(file: &File) -> io::Result<[u8; 4]> {
    let mut head = [0; 4];
    read_at(file, 0, &mut head)?;
    Ok(head)
}

/// Memory of a length, in large pages where the system has them.
fn memory(length: usize) -> io::Result<MmapMut> {
    let map = MmapOptions::new().len(length).map_anon()?;
    // A wish: without it all is the same but slower.
    #[cfg(target_os = "linux")]
    let _ = map.advise(memmap2::Advice::HugePage);
    Ok(map)
}

/// A long file.
struct Long<'f> {
    file: &'f File,
    length: usize,
    progress: &'f Progress,
}

impl Long<'_> {
    /// Its bytes; nothing if it has become shorter.
    fn bytes(&self) -> io::Result<Option<Content>> {
        let mut map = memory(self.length)?;
        let read = map.par_chunks_mut(PIECE).enumerate().try_for_each(|(at, piece)| {
            read_at(self.file, at * PIECE, piece)?;
            self.progress.read(piece.len());
            Ok(())
        });
        match read {
            Err(error) if is_cut(&error) => Ok(None),
            read => read.map(|()| Some(Content::Bytes(Bytes::from_owner(map)))),
        }
    }

    /// Its text, as it is UTF-16; nothing if it is not, so that the whole is to be read to say where.
    fn utf16(&self, encoding: Encoding, hash: bool) -> io::Result<Option<Content>> {
        let begin = match head(self.file)? {
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => 2,
            _ => 0,
        };
        if self.length % 2 == 1 {
            return Ok(None);
        }
        // What is not written to costs nothing.
        let mut map = memory((self.length / 2 * utf16::WIDEST).min(usize::try_from(LONGEST).unwrap_or(usize::MAX)))?;
        let mut taken = TakenText { written: 0, hashed: if hash { Some(Hashed::new(self.length)?) } else { None } };
        let starts: Vec<usize> = (0..self.length).step_by(PIECE).collect();
        let little_endian = encoding == Encoding::Utf16Le;
        // The room of a piece is used again and again: it stays in the cache. While some are read, those before are taken.
        let mut room = [(); 2].map(|()| Vec::new());
        for some in &mut room {
            some.resize_with(2 * rayon::current_num_threads(), FilePiece::default);
        }
        let [mut next, mut last] = room;
        let mut before: &[usize] = &[];
        for some in starts.chunks(next.len()).chain([&[][..]]) {
            let read = || {
                let side_by_side = next.par_iter_mut().zip(some);
                side_by_side.try_for_each(|(piece, from)| self.utf16_piece(*from, begin, little_endian, piece))
            };
            let take = || last.iter().zip(before).all(|(piece, from)| taken.take(piece, *from, self.length, &mut map));
            let (read, all) = rayon::join(read, take);
            match read {
                Err(error) if is_cut(&error) => return Ok(None),
                read => read?,
            }
            if !all {
                return Ok(None);
            }
            std::mem::swap(&mut next, &mut last);
            before = some;
        }
        let TakenText { written, hashed } = taken;
        let Ok(text) = ByteString::try_from(Bytes::from_owner(map).slice(..written)) else { return Ok(None) };
        self.progress.read_file(self.length as u64, written);
        Ok(Some(Content::Text(text, encoding, hashed.map(Hashed::digest))))
    }

    /// Reads one piece, and decodes the characters that begin in it. `begin` is where the text does.
    fn utf16_piece(&self, from: usize, begin: usize, little_endian: bool, piece: &mut FilePiece) -> io::Result<()> {
        let to = (from + PIECE).min(self.length);
        // With a unit before and one behind: a pair may lie across the border.
        piece.first = from.saturating_sub(2);
        piece.bytes.resize((to + 2).min(self.length) - piece.first, 0);
        read_at(self.file, piece.first, &mut piece.bytes)?;
        let (first, bytes) = (piece.first, &piece.bytes);
        let within_pair = |at: usize| {
            let before = at.checked_sub(first + 2).filter(|_| at > begin && at < self.length);
            before.is_some_and(|before| utf16::begins_pair([bytes[before], bytes[before + 1]], little_endian))
        };
        let whole = |at: usize| if within_pair(at) { at + 2 } else { at } - first;
        piece.text.clear();
        let text = bytes.get(whole(from.max(begin))..whole(to));
        piece.is_text = text.and_then(|text| utf16::decode(text, little_endian, &mut piece.text)).is_some();
        self.progress.read(to - from);
        Ok(())
    }
}

/// A piece of a file in UTF-16.
#[derive(Default)]
struct FilePiece {
    /// Where its bytes begin in the file.
    first: usize,
    bytes: Vec<u8>,
    text: Vec<u8>,
    is_text: bool,
}

/// What has been taken of a file in UTF-16.
struct TakenText {
    /// How many bytes of text.
    written: usize,
    hashed: Option<Hashed>,
}

impl TakenText {
    /// Takes the next piece; whether it was text, for which there is room.
    fn take(&mut self, piece: &FilePiece, from: usize, length: usize, map: &mut [u8]) -> bool {
        if let Some(hashed) = &mut self.hashed {
            hashed.add(&piece.bytes[from - piece.first..][..PIECE.min(length - from)], from, self.written);
        }
        let room = map.get_mut(self.written..self.written + piece.text.len()).filter(|_| piece.is_text);
        let Some(room) = room else { return false };
        room.copy_from_slice(&piece.text);
        self.written += piece.text.len();
        true
    }
}

/// The SHA-256 of a file in the making. The last third is left to be hashed beside the work that is to come, as far as text
/// and bytes together are no longer than the file: the text of one that is mostly ASCII is half as long.
struct Hashed {
    state: Sha256,
    left: MmapMut,
    kept: usize,
    length: usize,
}

impl Hashed {
    fn new(length: usize) -> io::Result<Self> {
        Ok(Self { state: Sha256::new(), left: memory(length - length / 3 * 2)?, kept: 0, length })
    }

    /// The bytes that stand at `from`, when so many bytes of text have been written.
    fn add(&mut self, bytes: &[u8], from: usize, written: usize) {
        let (end, fits) = (self.kept + bytes.len(), written + self.kept <= self.length);
        if let Some(room) = self.left.get_mut(self.kept..end).filter(|_| from >= self.length / 3 * 2 && fits) {
            room.copy_from_slice(bytes);
            self.kept = end;
            return;
        }
        self.state.update(&self.left[..std::mem::take(&mut self.kept)]);
        self.state.update(bytes);
    }

    fn digest(self) -> Digest {
        Digest::after(self.state, Bytes::from_owner(self.left).slice(..self.kept))
    }
}

/// Whether a file has become shorter while it was read.
fn is_cut(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::UnexpectedEof
}

/// Fills a piece of memory from a place in a file.
#[cfg(unix)]
fn read_at(file: &File, at: usize, piece: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, piece, at as u64)
}

/// Fills a piece of memory from a place in a file.
#[cfg(windows)]
fn read_at(file: &File, at: usize, piece: &mut [u8]) -> io::Result<()> {
    let mut filled = 0;
    while filled < piece.len() {
        match std::os::windows::fs::FileExt::seek_read(file, &mut piece[filled..], (at + filled) as u64)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => filled += read,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::super::decode::decode;
    use super::*;
    use crate::progress::SILENT;
    use crate::text::hex::hex;

    /// What a file of these bytes comes to, and what its bytes in memory do.
    fn both(bytes: &[u8], forced: Option<Encoding>) -> [Option<(String, Encoding, String)>; 2] {
        let sha256 = hex(&Sha256::digest(bytes));
        let told = |(text, encoding): (ByteString, Encoding)| (text.to_string(), encoding, sha256.clone());
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(bytes).expect("written");
        let read = match read(file.path(), forced, true, &SILENT).expect("read") {
            Content::Bytes(read) => {
                assert!(read == bytes);
                decode(read, forced).ok().map(told)
            }
            Content::Text(text, encoding, sha256) => {
                Some((text.to_string(), encoding, sha256.expect("asked for").hex().to_owned()))
            }
        };
        [read, decode(bytes.to_vec(), forced).ok().map(told)]
    }

    #[test]
    fn a_long_file_is_what_its_bytes_are() {
        // Pairs lie across the borders of pieces, at each distance from them in turn.
        for shift in 0..3 {
            let text = "x".repeat(shift) + &"ab\u{1F600}名\r\n".repeat(usize::try_from(LONG).unwrap() / 10);
            for (mark, forced) in [(true, None), (false, Some(Encoding::Utf16Le)), (true, Some(Encoding::Utf16Le))] {
                let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
                let bytes: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
                let [read, decoded] = both(&bytes, forced);
                assert!(read == decoded && read.is_some_and(|(read, ..)| read == text), "{shift} {mark}");
            }
            let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
            let [read, decoded] = both(&units.flat_map(u16::to_be_bytes).collect::<Vec<_>>(), None);
            assert!(read == decoded && read.is_some_and(|(read, ..)| read == text), "big end first");
            let [read, decoded] = both(text.as_bytes(), None);
            assert!(read == decoded && read.is_some(), "UTF-8");
        }
    }

    #[test]
    fn a_long_file_that_is_no_text_is_read_to_say_so() {
        let text = "ab\u{1F600}".repeat(usize::try_from(LONG).unwrap() / 8);
        let bytes: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let lone = [&bytes[..PIECE], &0xDC00_u16.to_le_bytes(), &bytes[PIECE..]].concat();
        for broken in [&lone, &bytes[..bytes.len() - 2], &bytes[..bytes.len() - 1]] {
            assert_eq!(both(broken, None), [None, None]);
        }
    }
}
