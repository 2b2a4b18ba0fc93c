//! Letters as files, for the demo and for looking at them in a mail program.
//!
//! It must not know what is in a letter. See [`super::Mailer::folder`].

use std::io;
use std::path::Path;

use tokio::fs;

use super::letter::LetterId;

/// Writes the letter whole or not at all: under another name first. A repeat replaces the file by
/// the same bytes; a crash leaves at most a `.part` that the repeat overwrites.
pub(super) async fn write(folder: &Path, id: &LetterId, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder).await?;
    let part = folder.join(format!("{}.part", id.as_str()));
    fs::write(&part, bytes).await?;
    fs::rename(&part, folder.join(format!("{}.eml", id.as_str()))).await
}

/// Whether the folder can be written to.
pub(super) async fn check(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder).await?;
    let probe = folder.join(".check.part");
    fs::write(&probe, b"").await?;
    fs::remove_file(&probe).await
}
