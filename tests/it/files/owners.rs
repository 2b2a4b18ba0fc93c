//! Of files alone. What root does in a service's place leaves nothing that the service cannot open,
//! and says so; what cannot be opened is named, and whose it is.

use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::names;
use crate::support::PLANS;
use crate::support::files::more_stock;
use crate::support::places::{BINARY, program};

/// Nobody, as Debian numbers it.
const NOBODY: u32 = 65_534;

/// A service's folder, with a copy of the binary beside it that everybody can run.
struct Service {
    folder: tempfile::TempDir,
    beside: tempfile::TempDir,
}

impl Service {
    /// `None`, and said so, where this does not run as root.
    fn new() -> Option<Self> {
        let (folder, beside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        if chown(folder.path(), Some(NOBODY), Some(NOBODY)).is_err() {
            eprintln!("skipped: root alone can work in the place of somebody else");
            return None;
        }
        chown(beside.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        std::fs::copy(BINARY, beside.path().join("bot")).unwrap();
        Some(Self { folder, beside })
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let here = self.folder.path();
        let url = |name: &str| format!("sqlite:{}", here.join(name).display());
        let bot = self.beside.path().join("bot");
        let mut command = program(&bot, here, &(url("shop.db"), url("shop.db.keys")));
        command.args(args).current_dir(here);
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    fn as_nobody(&self, args: &[&str]) -> (bool, String) {
        let output = self.command(args).uid(NOBODY).gid(NOBODY).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(said).unwrap())
    }

    /// Nothing in the folder is anybody else's.
    fn is_whole(&self, after: &[&str]) {
        for name in names(self.folder.path()) {
            let about = std::fs::metadata(self.file(&name)).unwrap();
            assert_eq!((about.uid(), about.gid()), (NOBODY, NOBODY), "{name} after {after:?}");
        }
    }
}

fn write(file: &Path, text: &str) {
    std::fs::write(file, text).unwrap();
    chown(file, Some(NOBODY), Some(NOBODY)).unwrap();
}

#[test]
fn every_command_of_root_says_so_and_leaves_nothing_that_the_service_cannot_open() {
    let Some(service) = Service::new() else { return };
    write(&service.file("plans.csv"), PLANS);
    write(&service.file("stock.csv"), &more_stock("tr-1", 3));
    for args in [
        &["keygen", "sealing.key"][..],
        &["plans", "import", "plans.csv"],
        &["stock", "import", "stock.csv"],
        &["stock", "faulty"],
        &["cases", "list"],
        &["ledger", "export", "books.csv"],
        &["backup", "shop.copy"],
        &["backup", "--keys", "keys.copy"],
        &["migrate"],
        &["restore", "shop.copy"],
        &["restore", "--keys", "keys.copy"],
        &["restore", "--finish", "--yes"],
        &["stock", "release", "--yes"],
    ] {
        let output = service.run(args);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{args:?}: {said}");
        assert!(said.contains("runs as root") && said.contains("belongs to"), "{args:?}: {said}");
        service.is_whole(args);
    }
    // What `serve` and `check` begin with.
    for command in ["check", "serve"] {
        let output = service
            .command(&[command])
            .env("TELEGRAM_BOT_TOKEN", "12345:abcdefghijklmnopqrstuvwxyz0123456789")
            .env("TELEGRAM_API_URL", "http://127.0.0.1:1")
            .env("STARS_RATE_KZT", "6.5")
            .env("METRICS_ADDR", "192.0.2.1:9")
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && said.contains("runs as root"), "{command}: {said}");
        service.is_whole(&[command]);
    }
    let (well, said) = service.as_nobody(&["cases", "list"]);
    assert!(well, "{said}");
    let (well, said) = service.as_nobody(&["migrate"]);
    assert!(well && !said.contains("root"), "{said}");
}

#[test]
fn a_restore_keeps_the_owner_and_the_rights_of_what_it_replaces() {
    use std::os::unix::fs::PermissionsExt as _;
    let Some(service) = Service::new() else { return };
    write(&service.file("plans.csv"), PLANS);
    for args in [
        &["keygen", "sealing.key"][..],
        &["plans", "import", "plans.csv"],
        &["backup", "shop.copy"],
    ] {
        assert!(service.run(args).status.success(), "{args:?}");
    }
    let base = service.file("shop.db");
    chown(&base, Some(NOBODY), Some(7)).unwrap();
    std::fs::set_permissions(&base, std::fs::Permissions::from_mode(0o640)).unwrap();
    let output = service.run(&["restore", "shop.copy"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let whole = |file: &Path| {
        let about = std::fs::metadata(file).unwrap();
        (about.uid(), about.gid(), about.mode() & 0o777)
    };
    assert_eq!(whole(&base), (NOBODY, 7, 0o640));
    let aside = names(service.folder.path()).into_iter().find(|it| it.contains(".before-restore-"));
    assert_eq!(whole(&service.file(&aside.unwrap())), (NOBODY, 7, 0o640));
}

#[test]
fn what_belongs_to_root_is_named_with_its_path() {
    let Some(service) = Service::new() else { return };
    write(&service.file("plans.csv"), PLANS);
    for args in [&["keygen", "sealing.key"][..], &["plans", "import", "plans.csv"], &["migrate"]] {
        assert!(service.run(args).status.success(), "{args:?}");
    }
    for (name, args) in [
        ("shop.db", &["cases", "list"][..]),
        ("shop.db.keys", &["cases", "list"]),
        ("shop.db-wal", &["cases", "list"]),
        ("shop.db.lock", &["migrate"]),
    ] {
        let file = service.file(name);
        let was_there = file.exists();
        if !was_there {
            std::fs::write(&file, "").unwrap();
        }
        chown(&file, Some(0), Some(0)).unwrap();
        std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600))
            .unwrap();
        let (well, said) = service.as_nobody(args);
        let told = format!("{} belongs to root", file.display());
        assert!(!well && said.contains(&told), "{name}: {said}");
        assert!(said.contains("permission denied"), "{name}: {said}");
        if was_there {
            chown(&file, Some(NOBODY), Some(NOBODY)).unwrap();
        } else {
            std::fs::remove_file(&file).unwrap();
        }
    }
    let (well, said) = service.as_nobody(&["cases", "list"]);
    assert!(well, "{said}");
    chown(service.folder.path(), Some(0), Some(0)).unwrap();
    let (well, said) = service.as_nobody(&["backup", "mine.copy"]);
    assert!(!well && said.contains("permission denied"), "{said}");
}
