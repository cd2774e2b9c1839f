//! Paths as they are told: with `/`, and each by one spelling, also those of Windows. Asks no file system.

use std::borrow::Cow;

/// A path with `/`; `\\?\C:\a`, `\\.\C:\a` and `\\?\UNC\server\share`, as Windows tells where a path really is, as people
/// write them.
pub(crate) fn told(path: &str) -> String {
    let path = path.replace('\\', "/");
    match path.strip_prefix("//?/").or_else(|| path.strip_prefix("//./")) {
        Some(rest) if rest.starts_with("UNC/") => format!("/{}", &rest["UNC".len()..]),
        Some(rest) if is_drive(rest) => rest.to_owned(),
        _ => path,
    }
}

/// Whether a path, as it is told, begins with the letter of a drive.
pub(crate) fn is_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic())
}

/// What of a path, as it is told, is below a folder. Where there are drives and shares, names are blind to case.
pub(crate) fn below<'n>(path: &'n str, folder: &str) -> Option<&'n str> {
    let folder = folder.trim_end_matches('/');
    let (start, rest) = path.split_at_checked(folder.len())?;
    let windows = is_drive(folder) || folder.starts_with("//");
    let same = start == folder || windows && folded(start) == folded(folder);
    rest.strip_prefix('/').filter(|_| same)
}

fn folded(name: &str) -> Cow<'_, str> {
    if name.is_ascii() { name.to_ascii_lowercase().into() } else { name.to_lowercase().into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_windows_is_told_as_people_write_it() {
        for (path, wanted) in [
            (r"exports\a.json", "exports/a.json"),
            (r"C:\Exports\a.json", "C:/Exports/a.json"),
            (r"\\?\C:\Exports\a.json", "C:/Exports/a.json"),
            (r"\\.\C:\Exports\a.json", "C:/Exports/a.json"),
            (r"\\server\share\a.json", "//server/share/a.json"),
            (r"\\?\UNC\server\share\a.json", "//server/share/a.json"),
            // A volume without a letter has no other spelling.
            (r"\\?\Volume{1}\a.json", "//?/Volume{1}/a.json"),
            ("/home/a.json", "/home/a.json"),
        ] {
            assert_eq!(told(path), wanted);
        }
    }

    #[test]
    fn folders_of_windows_are_blind_to_case_and_others_are_not() {
        assert_eq!(below("c:/repo/exports/a.json", "C:/Repo"), Some("exports/a.json"));
        assert_eq!(below("//Server/Share/设置/A.json", "//server/share/设置/"), Some("A.json"));
        assert_eq!(below("/home/Repo/a.json", "/home/repo"), None);
        assert_eq!(below("C:/repository/a.json", "C:/repo"), None);
        assert_eq!(below("C:/设置2/a.json", "C:/设置"), None);
        assert_eq!(below("C:/repo", "C:/repo"), None);
    }
}
