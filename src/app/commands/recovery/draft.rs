//! The files of a restore: the draft that it works on, how it comes in force, and the names of what
//! it replaces. It must not know what is in them.

use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::domain::almaty::{self, Form};
use crate::domain::time::Stamp;
use crate::storage::seam::{Point, Seam};
use crate::storage::{backup, owned};

use super::super::new_file;

/// A file beside another one, its name with something at its end.
pub(super) fn beside(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// Makes what was written under these names last a power cut.
pub(super) fn sync_folder_of(file: &Path) -> anyhow::Result<()> {
    let folder = owned::folder_of(file);
    File::open(folder)?.sync_all().with_context(|| folder.display().to_string())
}

pub(super) fn remove_if_there(file: &Path) -> anyhow::Result<()> {
    match fs::remove_file(file) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error).with_context(|| file.display().to_string()),
    }
}

/// The copy that a restore works on, beside what it will replace. It goes when the restore does not
/// come to its end.
pub(super) struct Draft {
    pub file: PathBuf,
    pub from: PathBuf,
}

impl Draft {
    /// Lets `work` bring a file back in the place of `base`, by way of a draft, which goes where
    /// that fails.
    pub(crate) async fn within<T>(
        from: &Path,
        base: &Path,
        seam: &Seam,
        work: impl AsyncFnOnce(&Self) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        forget_second_names(base)?;
        let draft = Self::take(from, base)?;
        seam.pass("restore", Point::Copied).await;
        let done = work(&draft).await;
        if done.is_err() {
            draft.remove()?;
        }
        done
    }

    fn take(from: &Path, base: &Path) -> anyhow::Result<Self> {
        let file = beside(base, ".restoring");
        let draft = Self { file, from: from.to_owned() };
        draft.remove()?;
        if beside(from, "-wal").metadata().is_ok_and(|about| about.len() > 0) {
            bail!(
                "{} has a log beside it: it is a database in use and no backup; make one with: \
                 qazaq-esim-bot backup FILE",
                from.display()
            );
        }
        let mut source =
            File::open(from).with_context(|| format!("{} cannot be read", from.display()))?;
        if let Ok(there) = fs::metadata(base) {
            let about = source.metadata()?;
            if (about.dev(), about.ino()) == (there.dev(), there.ino()) {
                bail!("{} is the file in force itself; name a backup", from.display());
            }
        }
        let mut copy = new_file(&draft.file)?;
        if let Ok(replaced) = fs::metadata(base) {
            owned::replace(&copy, &replaced)?;
        }
        std::io::copy(&mut source, &mut copy).context("the backup cannot be copied")?;
        copy.flush()?;
        copy.sync_all()?;
        Ok(draft)
    }

    fn remove(&self) -> anyhow::Result<()> {
        for end in ["", "-wal", "-shm", "-journal"] {
            remove_if_there(&beside(&self.file, end))?;
        }
        Ok(())
    }

    pub(crate) fn url(&self) -> String {
        format!("sqlite:{}?mode=rw", self.file.display())
    }

    /// Puts the copy in force and keeps what it replaces under `aside`.
    pub(crate) async fn put_in_force(
        &self,
        base: &Path,
        aside: &Path,
        seam: &Seam,
    ) -> anyhow::Result<bool> {
        if beside(&self.file, "-wal").metadata().is_ok_and(|about| about.len() > 0) {
            bail!("the log of the restored copy is not empty; nothing was changed");
        }
        File::open(&self.file)?.sync_all()?;
        let replaced = base.exists();
        let seized = if replaced { Some(backup::seize(base).await?) } else { None };
        if beside(base, "-wal").metadata().is_ok_and(|about| about.len() > 0) {
            bail!(
                "{0}-wal belongs to a database that is not there or cannot be opened; move it away \
                 by hand, and restore again. Nothing was changed",
                base.display()
            );
        }
        if replaced {
            if fs::hard_link(base, aside).is_err() {
                // A file system without hard links; a process that has the file open writes
                // nothing.
                let mut kept = new_file(aside)?;
                owned::replace(&kept, &fs::metadata(base)?)?;
                std::io::copy(&mut File::open(base)?, &mut kept)?;
                kept.sync_all()?;
            }
            sync_folder_of(base)?;
        }
        // A crash here leaves the old one in force; its second name goes with the next restore.
        seam.pass("restore", Point::KeptAside).await;
        fs::rename(&self.file, base)?;
        sync_folder_of(base)?;
        // A crash here leaves the new one in force, whole.
        seam.pass("restore", Point::InForce).await;
        if let Some(seized) = seized {
            seized.release().await?;
        }
        Ok(replaced)
    }
}

/// The name under which a replaced file is kept.
pub(super) fn aside(base: &Path, now: Stamp) -> PathBuf {
    let at = almaty::write(now, Form::Name);
    let name = beside(base, &format!(".before-restore-{at}"));
    let taken = |n: u32| beside(&name, &format!("-{n}"));
    if !name.exists() {
        return name;
    }
    (2..100).map(taken).find(|name| !name.exists()).unwrap_or(name)
}

/// Takes away second names of the file in force that a restore cut short left behind.
fn forget_second_names(base: &Path) -> anyhow::Result<()> {
    let (Ok(about), Some(name)) = (fs::metadata(base), base.file_name()) else { return Ok(()) };
    let folder = owned::folder_of(base);
    let begins = format!("{}.before-restore-", name.to_string_lossy());
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(there) = entry.metadata() else { continue };
        let second = (there.dev(), there.ino()) == (about.dev(), about.ino());
        if second && entry.file_name().to_string_lossy().starts_with(&begins) {
            remove_if_there(&entry.path())?;
        }
    }
    Ok(())
}
