//! The settings of the data: where it lies, where its keys lie, and what seals them.

use std::path::{Path, PathBuf};

use super::{Checker, Problems, Settings, is_this_machine};
use crate::storage::Engine;
use crate::storage::seal::SealingKey;

/// Where the data is: all that the short commands need.
pub struct DataConfig {
    pub database_url: String,
    pub keys_url: String,
    pub sealing_key: SealingKey,
}

/// Adds what an SQLite URL needs: the file is made when it is not there.
fn with_mode(url: &str) -> String {
    let lite = Engine::of(url) == Some(Engine::Sqlite);
    if lite && !url.contains("mode=") && !url.contains(":memory:") {
        format!("{url}{}mode=rwc", if url.contains('?') { '&' } else { '?' })
    } else {
        url.to_owned()
    }
}

/// The file behind an SQLite URL.
pub fn sqlite_file(url: &str) -> Option<PathBuf> {
    let rest = url.strip_prefix("sqlite:")?;
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    Some(PathBuf::from(rest.split('?').next().unwrap_or(rest)))
}

/// Whether data may lie at a URL. What leaves this machine must be encrypted on its way.
fn place_of(url: &str) -> Result<(), &'static str> {
    match Engine::of(url) {
        Some(Engine::Sqlite) => return Ok(()),
        Some(Engine::Postgres) => {}
        None => return Err("must begin with sqlite: or postgres://"),
    }
    let parsed = url::Url::parse(url).map_err(|_| "is no URL; write postgres://user@host/name")?;
    let asked = |name: &str| {
        let found = parsed.query_pairs().find(|(key, _)| key == name);
        found.map(|(_, value)| value.into_owned())
    };
    let host = asked("hostaddr").or_else(|| asked("host"));
    let host = host.or_else(|| parsed.host_str().map(str::to_owned)).unwrap_or_default();
    let host = percent_encoding::percent_decode_str(&host).decode_utf8_lossy().into_owned();
    if host.is_empty() {
        return Err("names no host; write localhost, or ?host=/var/run/postgresql for a socket");
    }
    let here = host.starts_with('/') || is_this_machine(&host);
    let mode = asked("sslmode").or_else(|| asked("ssl-mode")).unwrap_or_default();
    if here || ["require", "verify-ca", "verify-full"].contains(&mode.as_str()) {
        Ok(())
    } else {
        Err("is on another machine; add ?sslmode=verify-full (or require), so that nobody reads \
             along")
    }
}

/// Where the keys lie by default: a file beside the file, a schema of their own beside the schema.
fn keys_beside(database: &str) -> Option<String> {
    if let Some(file) = sqlite_file(database) {
        return Some(format!("sqlite:{}.keys", file.display()));
    }
    let joint = if database.contains('?') { '&' } else { '?' };
    let plain = !database.contains("options=") && !database.contains("options[");
    plain.then(|| format!("{database}{joint}options=-c%20search_path%3Dkeys"))
}

pub(super) fn data(settings: &Settings, checker: &mut Checker) -> Option<DataConfig> {
    let database = checker.needed(
        "DATABASE_URL",
        settings.database_url.as_ref(),
        "is empty; give a file such as sqlite:shop.db",
    );
    let database = database.and_then(|url| match place_of(&url) {
        Ok(()) => Some(url),
        Err(what) => checker.wrong("DATABASE_URL", what),
    });
    let keys = match settings.keys_url.as_ref().filter(|url| !url.is_empty()) {
        Some(url) => match place_of(url) {
            Ok(()) => Some(url.clone()),
            Err(what) => checker.wrong("KEYS_URL", what),
        },
        None => match database.as_deref().map(keys_beside) {
            Some(Some(url)) => Some(url),
            Some(None) => checker.wrong(
                "KEYS_URL",
                "is missing; DATABASE_URL has options of its own, so say which schema has the keys",
            ),
            None => None,
        },
    };
    if let (Some(database), Some(keys)) = (&database, &keys) {
        if database == keys {
            checker.wrong::<()>("KEYS_URL", "must be another place than the database");
        } else if Engine::of(database) != Engine::of(keys) {
            checker.wrong::<()>("KEYS_URL", "must be of the same engine as DATABASE_URL");
        }
    }
    let key = match &settings.sealing_key_file {
        Some(file) => match read_key(file) {
            Ok(key) => Some(key),
            Err(what) => checker.wrong("SEALING_KEY_FILE", what),
        },
        None => checker
            .wrong("SEALING_KEY_FILE", "is missing; make one with: qazaq-esim-bot keygen FILE"),
    };
    let old = settings.old_sealing_key_file.as_ref().filter(|file| !file.as_os_str().is_empty());
    let old = old.and_then(|file| match read_key(file) {
        Ok(old) if Some(old) == key => {
            checker.wrong("OLD_SEALING_KEY_FILE", "holds the same key as SEALING_KEY_FILE")
        }
        Ok(old) => Some(old),
        Err(what) => checker.wrong("OLD_SEALING_KEY_FILE", what),
    });
    let sealing_key = key.map(|key| SealingKey::new(&key));
    let sealing_key = match old {
        Some(old) => sealing_key.map(|key| key.after(&old)),
        None => sealing_key,
    };
    Some(DataConfig {
        database_url: with_mode(&database?),
        keys_url: with_mode(&keys?),
        sealing_key: sealing_key?,
    })
}

/// Reads the sealing key. The file must belong to its owner alone: the check is made on the opened
/// file, so that nobody changes it in between.
fn read_key(file: &Path) -> Result<[u8; 32], String> {
    use std::io::Read;
    use std::os::unix::fs::MetadataExt;
    let mut opened = std::fs::File::open(file).map_err(|error| {
        format!("cannot be opened ({}); make one with: qazaq-esim-bot keygen FILE", error.kind())
    })?;
    let about = opened.metadata().map_err(|error| format!("cannot be read ({})", error.kind()))?;
    if about.mode() & 0o077 != 0 {
        return Err("can be read by others; say: chmod 600 FILE".to_owned());
    }
    let mut text = String::new();
    opened
        .read_to_string(&mut text)
        .map_err(|_| "is no key file; make one with: qazaq-esim-bot keygen FILE".to_owned())?;
    parse_key(text.trim())
        .ok_or("is no key file; make one with: qazaq-esim-bot keygen FILE".to_owned())
}

fn parse_key(text: &str) -> Option<[u8; 32]> {
    let mut key = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, pair) in key.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(key)
}

/// Checks what the short commands need.
pub fn parse_data(settings: &Settings) -> Result<DataConfig, Problems> {
    let mut checker = Checker::default();
    match data(settings, &mut checker) {
        Some(config) if checker.0.is_empty() => Ok(config),
        Some(_) | None => Err(Problems(checker.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_readable_by_others_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        std::fs::write(&file, "ab".repeat(32)).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(read_key(&file).unwrap_err(), "can be read by others; say: chmod 600 FILE");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        assert!(read_key(&file).is_ok());
        std::fs::write(&file, "short").unwrap();
        assert!(read_key(&file).is_err());
    }

    #[test]
    fn what_goes_to_another_machine_goes_encrypted() {
        for good in [
            "sqlite:shop.db",
            "postgres://shop@localhost/shop",
            "postgres://shop@127.0.0.1:5433/shop",
            "postgresql://shop@[::1]/shop",
            "postgres://shop@localhost/shop?host=/var/run/postgresql",
            "postgres://shop@%2Fvar%2Frun%2Fpostgresql/shop",
            "postgres://shop:word@db.example/shop?sslmode=require",
            "postgres://shop:word@db.example/shop?sslmode=verify-full",
        ] {
            assert_eq!(place_of(good), Ok(()), "{good}");
        }
        for bad in [
            "mysql://localhost/shop",
            "postgres:///shop",
            "postgres://shop:word@db.example/shop",
            "postgres://shop:word@db.example/shop?sslmode=prefer",
            "postgres://shop@localhost/shop?host=db.example",
            "postgres://shop@localhost/shop?hostaddr=10.0.0.7",
        ] {
            assert!(place_of(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn keys_lie_in_a_schema_of_their_own() {
        assert_eq!(
            keys_beside("postgres://shop@localhost/shop?sslmode=require").as_deref(),
            Some("postgres://shop@localhost/shop?sslmode=require&options=-c%20search_path%3Dkeys")
        );
        assert_eq!(keys_beside("postgres://shop@localhost/shop?options=-c%20a%3Db"), None);
        assert_eq!(keys_beside("sqlite:shop.db?mode=rwc").as_deref(), Some("sqlite:shop.db.keys"));
    }

    #[test]
    fn the_key_store_is_beside_the_database_by_default() {
        assert_eq!(sqlite_file("sqlite:shop.db?mode=rwc"), Some(PathBuf::from("shop.db")));
        assert_eq!(
            sqlite_file("sqlite:///var/lib/shop.db"),
            Some(PathBuf::from("/var/lib/shop.db"))
        );
        assert_eq!(with_mode("sqlite:shop.db"), "sqlite:shop.db?mode=rwc");
    }
}
