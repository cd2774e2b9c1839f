//! Files and standard input to bytes or, where a long one is UTF-16, straight to text.
//!
//! Fresh memory costs more than reading: the system hands it out in pages of 4 KiB and clears each. A long file goes
//! into one anonymous map of large pages instead, which the system is asked for, not relied on. It is not the file that
//! is mapped: nobody can change or cut the text while it is being judged.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use bytes::Bytes;
use bytestring::ByteString;
use memmap2::{MmapMut, MmapOptions};
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::decode::{Encoding, marked};
use super::{hex, utf16};

/// The longest text whose spans fit: 4 GiB.
pub(super) const LONGEST: u64 = u32::MAX as u64;

/// A file from this length on is long.
const LONG: u64 = 4 << 20;
/// A long file is read in pieces of that length, side by side.
const PIECE: usize = 1 << 20;

/// What was read.
pub(super) enum Content {
    /// The bytes, to be decoded.
    Bytes(Bytes),
    /// The text of a long file in UTF-16, with the SHA-256 of the file if it was asked for.
    Text(ByteString, Encoding, Option<String>),
}

/// Reads standard input.
pub(super) fn read_stdin() -> io::Result<Bytes> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(LONGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes.into())
}

/// Reads a file; one that is too long is read only so far that this shows.
pub(super) fn read(path: &Path, forced: Option<Encoding>, hash: bool) -> io::Result<Content> {
    let mut file = File::open(path)?;
    let metadata = file.metadata()?;
    let length = metadata.len();
    if metadata.is_file() && (LONG..=2 * LONGEST).contains(&length) {
        let encoding = forced.map_or_else(|| head(&file).map(|head| marked(&head)), Ok)?;
        let content = match encoding {
            Encoding::Utf16Le | Encoding::Utf16Be => text_of_utf16(&file, length as usize, encoding, hash)?,
            _ if length <= LONGEST => long(&file, length as usize)?.map(Content::Bytes),
            _ => None,
        };
        if let Some(content) = content {
            return Ok(content);
        }
    }
    let mut bytes = Vec::new();
    bytes.reserve_exact(length.min(LONGEST) as usize + 1);
    file.by_ref().take(LONGEST + 1).read_to_end(&mut bytes)?;
    Ok(Content::Bytes(bytes.into()))
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

/// The bytes of a long file; nothing if it is shorter than it was.
fn long(file: &File, length: usize) -> io::Result<Option<Bytes>> {
    let mut map = memory(length)?;
    let pieces = map.par_chunks_mut(PIECE).enumerate();
    match pieces.try_for_each(|(at, piece)| read_at(file, at * PIECE, piece)) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        read => read.map(|()| Some(Bytes::from_owner(map))),
    }
}

/// The text of a long file in UTF-16; nothing if it is none, so that the whole is to be read to say where.
fn text_of_utf16(file: &File, length: usize, encoding: Encoding, hash: bool) -> io::Result<Option<Content>> {
    let little = encoding == Encoding::Utf16Le;
    let skip = match &head(file)? {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => 2,
        _ => 0,
    };
    if length % 2 == 1 {
        return Ok(None);
    }
    let mut sha256 = hash.then(Sha256::new);
    // What is not written to costs nothing.
    let mut map = memory((length / 2 * utf16::WIDEST).min(LONGEST as usize))?;
    let mut written = 0;
    let pieces: Vec<usize> = (0..length).step_by(PIECE).collect();
    for some in pieces.chunks(2 * rayon::current_num_threads()) {
        let decode = |from: &usize| piece_of_utf16(file, *from, length, skip, little, hash);
        let read: io::Result<Vec<_>> = some.par_iter().map(decode).collect();
        let read = match read {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            read => read?,
        };
        for (raw, text) in read {
            if let Some(sha256) = &mut sha256 {
                sha256.update(&raw);
            }
            let room = text.and_then(|text| Some((map.get_mut(written..written + text.len())?, text)));
            let Some((room, text)) = room else { return Ok(None) };
            room.copy_from_slice(&text);
            written += text.len();
        }
    }
    let text = ByteString::try_from(Bytes::from_owner(map).slice(..written));
    let sha256 = sha256.map(|sha256| hex(&sha256.finalize()));
    Ok(text.ok().map(|text| Content::Text(text, encoding, sha256)))
}

/// One piece of a file in UTF-16: its bytes if they are asked for, and the text of the characters that begin in it.
fn piece_of_utf16(
    file: &File,
    from: usize,
    length: usize,
    skip: usize,
    little: bool,
    raw: bool,
) -> io::Result<(Vec<u8>, Option<Vec<u8>>)> {
    // With a unit before and one behind: a pair may lie across the border.
    let (begin, to) = (from.saturating_sub(2), (from + PIECE).min(length));
    let mut bytes = vec![0; (to + 2).min(length) - begin];
    read_at(file, begin, &mut bytes)?;
    let border = |at: usize| {
        at <= skip || at == length || utf16::is_border([bytes[at - 2 - begin], bytes[at - 1 - begin]], little)
    };
    let whole = |at: usize| if border(at) { at } else { at + 2 };
    let text = bytes.get(whole(from.max(skip)) - begin..whole(to) - begin);
    let text = text.and_then(|text| utf16::decode(text, little));
    let raw = if raw { bytes[from - begin..to - begin].to_vec() } else { Vec::new() };
    Ok((raw, text))
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
