//! What is weak in the settings, and in the files that they name: `check` names it, and `serve`
//! warns of it. What is refused outright is refused where the settings are parsed. The whole list
//! stands in docs/configuration.md.

use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::config::{Config, DataConfig, Problem, sqlite_file};
use crate::domain::time::{Millis, Stamp};
use crate::mail;
use crate::storage::{backup, owned};

/// As long may a copy of the key store be kept.
const COPIES_OF_KEYS: Millis = Millis::days(7);

/// All that is weak now.
pub async fn find(config: &Config, now: Stamp) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut weak = |name, what: &str| found.push(Problem { name, what: what.to_owned() });
    if config.webhook.as_ref().is_some_and(|webhook| webhook.secret.is_weak()) {
        weak(
            "WEBHOOK_SECRET",
            "is short or plain: whoever guesses it makes up payments. Make one with: openssl rand \
             -hex 32, and say: qazaq-esim-bot webhook set",
        );
    }
    if config.metrics.is_some_and(is_open) {
        weak(
            "METRICS_ADDR",
            "answers everybody who reaches this machine: name an address that only your monitoring \
             reaches, such as 127.0.0.1:9090",
        );
    }
    if config.mail.as_ref().is_some_and(|(url, _)| mail::is_readable(url)) {
        weak(
            "SMTP_URL",
            "lets codes and addresses leave this machine unencrypted: write smtps://, or smtp:// \
             without ?tls=",
        );
    }
    if config.provider_token.as_ref().is_some_and(|token| token.contains(":TEST:")) {
        weak(
            "PAYMENT_PROVIDER_TOKEN",
            "is a test token: no money is taken, and real eSIMs are given for it",
        );
    }
    found.extend(files(&config.data, now).await);
    found
}

/// Whether an address is not of this machine or of a private network alone.
fn is_open(address: SocketAddr) -> bool {
    match address.ip().to_canonical() {
        IpAddr::V4(ip) => !(ip.is_loopback() || ip.is_private() || ip.is_link_local()),
        IpAddr::V6(ip) => !(ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local()),
    }
}

/// What is weak about the files of database and key store.
async fn files(data: &DataConfig, now: Stamp) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut folders = Vec::new();
    for (name, url) in [("DATABASE_URL", &data.database_url), ("KEYS_URL", &data.keys_url)] {
        let Some(file) = sqlite_file(url) else { continue };
        let folder = owned::folder_of(&file).to_owned();
        let mut weak = |what| found.push(Problem { name, what });
        if fs::metadata(&file).is_ok_and(|about| about.mode() & 0o077 != 0) {
            let file = file.display();
            weak(format!("{file} can be read by others; say: chmod 600 {file}"));
        }
        // In one with the sticky bit nobody takes away another's file.
        if fs::metadata(&folder).is_ok_and(|about| about.mode() & 0o1002 == 0o002) {
            let folder = folder.display();
            weak(format!("everybody may put other files into {folder}; say: chmod o-w {folder}"));
        }
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    let keys = sqlite_file(&data.keys_url);
    for folder in folders {
        for (copy, days) in old_copies(&folder, keys.as_deref(), now).await {
            let copy = copy.display();
            let what = format!(
                "{copy} is a copy of the key store and {days} days old: with it everybody who was \
                 erased since is readable in an old backup. Delete it"
            );
            found.push(Problem { name: "KEYS_URL", what });
        }
    }
    found
}

/// Copies of the key store in a folder that are older than they may be, with their days.
async fn old_copies(folder: &Path, in_force: Option<&Path>, now: Stamp) -> Vec<(PathBuf, i64)> {
    let mut old = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return old };
    for file in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let Ok(about) = fs::metadata(&file) else { continue };
        let age = now.since(Stamp(about.mtime().saturating_mul(1_000)));
        let may_be = about.is_file() && age > COPIES_OF_KEYS && in_force != Some(&*file);
        if may_be && backup::is_key_store(&file).await {
            old.push((file, age.in_days()));
        }
    }
    old.sort();
    old
}

#[cfg(test)]
mod tests {
    use std::fs::{File, Permissions};
    use std::os::unix::fs::PermissionsExt;
    use std::time::{Duration, SystemTime};

    use super::*;
    use crate::config::{Settings, parse};
    use crate::storage::Store;

    /// A setting, a weak value of it, and where it stands.
    type Weaken = (&'static str, &'static str, fn(&mut Settings) -> &mut Option<String>);

    const NOW: Stamp = Stamp(1_795_478_400_000);
    const LONG_SECRET: &str = "0123456789abcdef0123456789abcdef";

    fn well(folder: &Path) -> Settings {
        let key = folder.join("sealing.key");
        fs::write(&key, "07".repeat(32)).unwrap();
        fs::set_permissions(&key, Permissions::from_mode(0o600)).unwrap();
        let text = |text: &str| Some(text.to_owned());
        Settings {
            telegram_bot_token: text("12345:abcdefghijklmnopqrstuvwxyz0123456789"),
            telegram_api_url: text("https://api.telegram.org"),
            database_url: Some(format!("sqlite:{}", folder.join("shop.db").display())),
            sealing_key_file: Some(key),
            stars_rate_kzt: text("6.5"),
            webhook_url: text("https://shop.example/"),
            webhook_secret: text(LONG_SECRET),
            listen_addr: text("0.0.0.0:8080"),
            metrics_addr: text("10.0.0.7:9090"),
            smtp_url: text("smtp://mail.example"),
            mail_from: text("shop@shop.example"),
            payment_provider_token: text("12345:LIVE:67890"),
            ..Settings::default()
        }
    }

    /// Names of what is refused, and of what is found weak.
    async fn told(settings: &Settings) -> Vec<&'static str> {
        match parse(settings) {
            Ok(config) => find(&config, NOW).await.iter().map(|weak| weak.name).collect(),
            Err(problems) => problems.0.iter().map(|problem| problem.name).collect(),
        }
    }

    #[tokio::test]
    async fn every_weak_setting_is_refused_or_named_and_stands_in_the_table() {
        let page = include_str!("../../../docs/configuration.md");
        let (_, table) = page.split_once("## Weak settings").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let none: [&str; 0] = [];
        assert_eq!(told(&well(folder.path())).await, none);
        let rows: [Weaken; 22] = [
            ("WEBHOOK_SECRET", "a", |all| &mut all.webhook_secret),
            ("WEBHOOK_SECRET", "0123456789abcdef0123456789abcde", |all| &mut all.webhook_secret),
            ("WEBHOOK_SECRET", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", |all| {
                &mut all.webhook_secret
            }),
            ("METRICS_ADDR", "0.0.0.0:9090", |all| &mut all.metrics_addr),
            ("METRICS_ADDR", "[::]:9090", |all| &mut all.metrics_addr),
            ("METRICS_ADDR", "[::ffff:0.0.0.0]:9090", |all| &mut all.metrics_addr),
            ("METRICS_ADDR", "203.0.113.9:9090", |all| &mut all.metrics_addr),
            ("SMTP_URL", "smtp://mail.example?tls=none", |all| &mut all.smtp_url),
            ("SMTP_URL", "smtp://u:p@10.0.0.3:587?tls=opportunistic", |all| &mut all.smtp_url),
            ("PAYMENT_PROVIDER_TOKEN", "12345:TEST:67890", |all| &mut all.payment_provider_token),
            ("TELEGRAM_API_URL", "http://api.telegram.org", |all| &mut all.telegram_api_url),
            ("TELEGRAM_API_URL", "http://10.0.0.3:8081", |all| &mut all.telegram_api_url),
            ("TELEGRAM_API_URL", "http://localhost.example", |all| &mut all.telegram_api_url),
            ("TELEGRAM_API_URL", "http://127.0.0.1@far.example", |all| &mut all.telegram_api_url),
            ("WEBHOOK_URL", "http://shop.example/", |all| &mut all.webhook_url),
            ("DATABASE_URL", "postgres://shop@db.example/shop", |all| &mut all.database_url),
            ("KEYS_URL", "postgres://shop@db.example/shop", |all| &mut all.keys_url),
            ("DATABASE_URL", "postgres://db.example/s?sslmode=prefer", |all| &mut all.database_url),
            ("METRICS_ADDR", "0.0.0.0:8080", |all| &mut all.metrics_addr),
            ("WEBHOOK_SECRET", "", |all| &mut all.webhook_secret),
            ("MAIL_FROM", "", |all| &mut all.mail_from),
            ("STARS_RATE_KZT", "", |all| &mut all.stars_rate_kzt),
        ];
        for (name, value, of) in rows {
            let mut settings = well(folder.path());
            *of(&mut settings) = Some(value.to_owned());
            let found = told(&settings).await;
            assert!(found.contains(&name), "{name} {value}: {found:?}");
            let listed = table.contains(&format!("| `{name}` |"));
            assert!(listed || ["MAIL_FROM", "STARS_RATE_KZT"].contains(&name), "{name}");
        }
    }

    #[tokio::test]
    async fn files_that_others_reach_and_old_copies_of_the_keys_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path();
        fs::set_permissions(here, Permissions::from_mode(0o700)).unwrap();
        let config = parse(&well(here)).unwrap();
        let data = &config.data;
        let store = Store::open(&data.database_url, &data.keys_url, data.sealing_key.clone()).await;
        store.unwrap().close().await;
        // Under a name of its own, and not the database's.
        let (keys, copy) = (here.join("shop.db.keys"), here.join("november.copy"));
        fs::copy(&keys, &copy).unwrap();
        fs::copy(here.join("shop.db"), here.join("old.db")).unwrap();
        let aged = |file: &Path, days: u64| {
            let seconds = NOW.0.unsigned_abs() / 1_000 - days * 86_400 - 1;
            let at = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            File::options().write(true).open(file).unwrap().set_modified(at).unwrap();
        };
        for file in [&keys, &here.join("old.db")] {
            aged(file, 30);
        }
        aged(&copy, 6);
        let all = async || {
            let found = find(&config, NOW).await;
            found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(all().await, "");
        aged(&copy, 7);
        let found = all().await;
        assert!(found.contains("KEYS_URL") && found.contains("november.copy"), "{found}");
        assert!(found.contains("7 days old") && found.lines().count() == 1, "{found}");
        fs::remove_file(&copy).unwrap();
        for (file, mode, name) in
            [(keys, 0o640, "KEYS_URL"), (here.join("shop.db"), 0o604, "DATABASE_URL")]
        {
            fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
            let found = all().await;
            assert!(found.starts_with(name) && found.contains("chmod 600"), "{found}");
            fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
        }
        fs::set_permissions(here, Permissions::from_mode(0o777)).unwrap();
        assert!(all().await.contains("chmod o-w"));
        fs::set_permissions(here, Permissions::from_mode(0o1777)).unwrap();
        assert_eq!(all().await, "");
    }
}
