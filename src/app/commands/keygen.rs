//! `keygen`: the sealing key in a file of its own.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use rand::Rng;

use super::new_file;

/// Makes a sealing key: a new file that only its owner reads. It never overwrites one.
///
/// # Errors
/// The file exists, or cannot be written.
pub fn keygen(file: &Path) -> anyhow::Result<String> {
    let mut key = [0_u8; 32];
    rand::rng().fill_bytes(&mut key);
    let mut opened = new_file(file)?;
    let mut text = String::with_capacity(65);
    for byte in key {
        let _ = write!(text, "{byte:02x}");
    }
    text.push('\n');
    opened.write_all(text.as_bytes())?;
    opened.sync_all()?;
    Ok(format!(
        "The sealing key is in {}.\nKeep a copy of it apart from the database and its backups: \
         without it nothing sealed can be read again, and with it and a backup everything can.",
        file.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_for_its_owner() {
        use std::os::unix::fs::MetadataExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sealing.key");
        assert!(keygen(&file).unwrap().contains("Keep a copy"));
        let first = std::fs::read(&file).unwrap();
        assert_eq!(std::fs::metadata(&file).unwrap().mode() & 0o777, 0o600);
        assert!(keygen(&file).is_err());
        assert_eq!(std::fs::read(&file).unwrap(), first);
    }
}
