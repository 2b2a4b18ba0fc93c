//! Whose files are. A file that root makes in a service's place belongs to that service, and an
//! error about a file names it and whose it is. It must not know what is in a file.

use std::fs::{self, File, Metadata, OpenOptions, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::Path;

/// Readable and writable by its owner alone.
const PRIVATE: u32 = 0o600;

/// The folder that a file lies in.
pub(crate) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes a new file for its owner alone. It belongs to whom the folder belongs.
///
/// # Errors
/// It is there, or cannot be made.
pub(crate) fn create_new(file: &Path) -> io::Result<File> {
    let made = OpenOptions::new().write(true).create_new(true).mode(PRIVATE).open(file)?;
    give(&made, &fs::metadata(folder_of(file))?)?;
    Ok(made)
}

/// Opens a file to write. Where it is missing it is made for its owner alone; it belongs to whom
/// `beside` belongs, or to whom the folder does where that is not there either.
///
/// # Errors
/// It cannot be opened or made.
pub(crate) fn open_or_create(file: &Path, beside: &Path) -> io::Result<File> {
    match create_new(file) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            OpenOptions::new().write(true).open(file)
        }
        Err(error) => Err(error),
        Ok(made) => {
            if let Ok(about) = fs::metadata(beside) {
                give(&made, &about)?;
            }
            Ok(made)
        }
    }
}

/// Gives a file to whom another one belongs. Only root can: whoever else made a file keeps it.
fn give(file: &File, like: &Metadata) -> io::Result<()> {
    let own = file.metadata()?;
    if (own.uid(), own.gid()) == (like.uid(), like.gid()) {
        return Ok(());
    }
    match fchown(file, Some(like.uid()), Some(like.gid())) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Ok(()),
        given => given,
    }
}

/// Gives a file the owner, the group and the rights of the one that it will replace.
///
/// # Errors
/// The rights cannot be set.
pub(crate) fn replace(file: &File, replaced: &Metadata) -> io::Result<()> {
    give(file, replaced)?;
    file.set_permissions(Permissions::from_mode(replaced.mode() & 0o777))
}

/// A user's name, or the number where it has none here.
fn user(uid: u32) -> String {
    let number = uid.to_string();
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let mut users = users.lines().map(|line| line.split(':'));
    let named = users.find_map(|mut fields| {
        let name = fields.next()?;
        (fields.nth(1)? == number).then(|| name.to_owned())
    });
    named.unwrap_or(format!("user {number}"))
}

/// Who this process is. `None` where the system does not tell.
fn me() -> Option<u32> {
    Some(fs::metadata("/proc/self").ok()?.uid())
}

/// What went wrong with a file: which one, what, and where it was forbidden whose it is and who
/// asked.
pub(crate) fn told(file: &Path, error: &io::Error) -> String {
    let what = format!("{}: {}", file.display(), error.kind());
    if error.kind() != ErrorKind::PermissionDenied {
        return what;
    }
    let known =
        [file, folder_of(file)].into_iter().find_map(|it| Some((it, fs::metadata(it).ok()?)));
    let Some((place, about)) = known else { return what };
    let whose = format!("{what}; {} belongs to {}", place.display(), user(about.uid()));
    let Some(me) = me() else { return whose };
    let me = user(me);
    format!("{whose}, and this runs as {me}. Run it as its owner, or say: chown {me}: FILE")
}

/// What is told of the first of these files that is there and may not be read and written here.
pub(crate) fn forbidden<'a>(files: impl IntoIterator<Item = &'a Path>) -> Option<String> {
    files.into_iter().find_map(|file| {
        let error = OpenOptions::new().read(true).write(true).open(file).err()?;
        (error.kind() == ErrorKind::PermissionDenied).then(|| told(file, &error))
    })
}

/// What is said first where root works in the place of somebody else. `None` where it does not.
pub fn note_for_root(file: &Path) -> Option<String> {
    let place = if file.exists() { file } else { folder_of(file) };
    let owner = fs::metadata(place).ok()?.uid();
    (me()? == 0 && owner != 0).then(|| {
        let owner = user(owner);
        let place = place.display();
        format!(
            "Note: this runs as root, and {place} belongs to {owner}. What it makes there is given \
             to {owner}."
        )
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::chown;
    use std::path::PathBuf;

    use super::*;

    /// Nobody, as Debian numbers it.
    const NOBODY: u32 = 65_534;

    fn whose(file: &Path) -> (u32, u32, u32) {
        let about = fs::metadata(file).unwrap();
        (about.uid(), about.gid(), about.mode() & 0o777)
    }

    /// A folder of nobody's. `None`, and said so, where this does not run as root.
    fn folder() -> Option<(tempfile::TempDir, PathBuf)> {
        let folder = tempfile::tempdir().unwrap();
        if chown(folder.path(), Some(NOBODY), Some(NOBODY)).is_err() {
            eprintln!("skipped: files can be given away by root alone");
            return None;
        }
        let path = folder.path().to_owned();
        Some((folder, path))
    }

    #[test]
    fn what_root_makes_belongs_to_the_folder_or_to_what_lies_beside() {
        let Some((_folder, here)) = folder() else { return };
        let (new, lock, beside) = (here.join("new"), here.join("lock"), here.join("shop.db"));
        create_new(&new).unwrap();
        assert_eq!(whose(&new), (NOBODY, NOBODY, 0o600));
        assert_eq!(create_new(&new).unwrap_err().kind(), ErrorKind::AlreadyExists);
        fs::write(&beside, "").unwrap();
        chown(&beside, Some(7), Some(8)).unwrap();
        open_or_create(&lock, &beside).unwrap();
        assert_eq!(whose(&lock), (7, 8, 0o600));
        open_or_create(&lock, &new).unwrap();
        assert_eq!(whose(&lock), (7, 8, 0o600), "what is there stays as it is");
        fs::set_permissions(&beside, Permissions::from_mode(0o640)).unwrap();
        replace(&File::open(&new).unwrap(), &fs::metadata(&beside).unwrap()).unwrap();
        assert_eq!(whose(&new), (7, 8, 0o640));
    }

    #[test]
    fn an_error_names_the_file_and_whose_it_is() {
        let Some((_folder, here)) = folder() else { return };
        let missing = here.join("missing");
        let told = |kind| told(&missing, &io::Error::from(kind));
        assert_eq!(
            told(ErrorKind::StorageFull),
            format!("{}: no storage space", missing.display())
        );
        let denied = told(ErrorKind::PermissionDenied);
        let nobody = user(NOBODY);
        assert!(denied.contains("permission denied") && denied.contains(&nobody), "{denied}");
        assert!(denied.contains(&format!("{} belongs to", here.display())), "{denied}");
        assert_eq!(user(0), "root");
        assert_eq!(user(4_000_000), "user 4000000");
        assert!(note_for_root(&missing).unwrap().contains(&nobody));
        let own = here.join("own");
        fs::write(&own, "").unwrap();
        assert_eq!(note_for_root(&own), None, "root's own");
    }
}
