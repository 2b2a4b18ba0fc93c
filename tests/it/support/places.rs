//! Places on this machine for what works beside a test's shop: processes and commands. It must not
//! know which.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;

use qazaq_esim_bot::config::DataConfig;
use qazaq_esim_bot::storage::Engine;
use rand::RngExt as _;

use super::Shop;

impl Shop {
    /// Its data, as the binary's short commands are told of it.
    pub fn data(&self) -> DataConfig {
        let (database_url, keys_url) = self.urls.clone();
        DataConfig { database_url, keys_url, sealing_key: self.sealing.clone() }
    }
}

/// An address that nobody has yet, outside the ports that the system gives to whoever asks for any.
/// A process binds it later than this is said, and again in its next life: it is said once in all
/// tests of this binary.
pub fn free_address() -> String {
    static SAID: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
    loop {
        let port = rand::rng().random_range(20_000..30_000);
        let address = format!("127.0.0.1:{port}");
        let new = SAID.lock().unwrap().insert(port);
        if new && TcpListener::bind(&address).is_ok() {
            return address;
        }
    }
}

/// Writes the sealing key of every test into a folder, for its owner alone.
pub fn write_sealing_key(folder: &Path) {
    write_key(&folder.join("sealing.key"), 7);
}

/// Writes a sealing key of this byte.
pub fn write_key(file: &Path, byte: u8) {
    std::fs::write(file, format!("{byte:02x}").repeat(32)).unwrap();
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).unwrap();
}

/// The real binary.
pub const BINARY: &str = env!("CARGO_BIN_EXE_qazaq-esim-bot");

/// It, with nothing but a database and the sealing key of this folder.
pub fn binary(folder: &Path, urls: &(String, String)) -> Command {
    program(Path::new(BINARY), folder, urls)
}

/// The same of another version.
pub fn program(path: &Path, folder: &Path, urls: &(String, String)) -> Command {
    let mut command = Command::new(path);
    command
        .env_clear()
        .env("DATABASE_URL", &urls.0)
        .env("SEALING_KEY_FILE", folder.join("sealing.key"))
        .stdin(Stdio::null());
    // The keys of a file lie beside it by themselves; on a server every test has a place of its
    // own.
    if crate::ENGINE == Engine::Postgres {
        command.env("KEYS_URL", &urls.1);
    }
    command
}
