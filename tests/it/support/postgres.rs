//! A private PostgreSQL for one run of the tests: made from installed binaries, reached by a
//! socket, gone when the test binary ends, however it ends. `TEST_POSTGRES_URL` names another one,
//! which may be filled with schemas and databases by a superuser's role, and where a new role needs
//! no password; `TEST_POSTGRES_BIN` names the folder of other binaries. It must not know what is
//! tested.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _};

/// Makes the server, says so, waits until the other end of its input is closed (which the system
/// does when the test binary ends, even by SIGKILL), and takes everything away.
const WATCHER: &str = r#"
set -e
trap '' INT TERM HUP
cd "$PLACE"
"$BIN/initdb" -D "$PLACE/data" -U test -A trust --no-sync --no-instructions -E UTF8 \
    --locale=C >"$PLACE/log" 2>&1
options="-F -c listen_addresses='' -k $PLACE -c full_page_writes=off -c synchronous_commit=off"
options="$options -c max_connections=400 -c shared_buffers=64MB"
"$BIN/pg_ctl" -D "$PLACE/data" -s -w -t 120 -l "$PLACE/log" -o "$options" start \
    </dev/null >/dev/null 2>&1
echo ready
cat >/dev/null || true
"$BIN/pg_ctl" -D "$PLACE/data" -s -m immediate stop >/dev/null 2>&1 || true
cd /
rm -rf "$PLACE"
"#;

/// The server, or why there is none.
struct Server {
    url: Result<String, String>,
    /// Its input is what the watcher waits on.
    _watcher: Option<Child>,
}

fn bin() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let version = |folder: &Path| -> u32 {
        folder.file_name().and_then(|name| name.to_str()?.parse().ok()).unwrap_or(0)
    };
    let mut folders: Vec<PathBuf> = folders.flatten().map(|entry| entry.path()).collect();
    folders.retain(|folder| folder.join("bin/initdb").exists());
    folders.sort_by_key(|folder| version(folder));
    folders.pop().map(|folder| folder.join("bin"))
}

/// Somebody who is not root: PostgreSQL refuses to run as root, and so do poolers.
pub fn somebody() -> Option<(u32, u32)> {
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    ["postgres", "nobody"].iter().find_map(|wanted| {
        let line = users.lines().find(|line| line.split(':').next() == Some(wanted))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    })
}

/// What this run of tests is given.
#[expect(
    clippy::disallowed_methods,
    reason = "what a run of tests is given, not a setting of the shop"
)]
pub fn given(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn start() -> Server {
    let none = |why: &str| Server { url: Err(why.to_owned()), _watcher: None };
    if let Some(url) = given("TEST_POSTGRES_URL") {
        return Server { url: Ok(url), _watcher: None };
    }
    let found = given("TEST_POSTGRES_BIN").map_or_else(bin, |bin| Some(PathBuf::from(bin)));
    let Some(bin) = found.filter(|bin| bin.join("initdb").exists()) else {
        return none("there are no binaries to start it from, and TEST_POSTGRES_URL is not set");
    };
    let place = tempfile::Builder::new().prefix("pgt").tempdir().unwrap().keep();
    let mut watcher = Command::new("sh");
    watcher.args(["-c", WATCHER]).env("PLACE", &place).env("BIN", bin);
    watcher.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    // A group of its own: what ends the tests from the keyboard must not end the one who cleans up.
    watcher.process_group(0);
    if std::fs::metadata("/proc/self").unwrap().uid() == 0 {
        let Some((user, group)) = somebody() else { return none("there is nobody to run it as") };
        std::os::unix::fs::chown(&place, Some(user), Some(group)).unwrap();
        watcher.uid(user).gid(group).current_dir(&place);
    }
    let mut watcher = watcher.spawn().unwrap();
    let mut said = String::new();
    BufReader::new(watcher.stdout.take().unwrap()).read_line(&mut said).unwrap();
    if said.trim() != "ready" {
        let _ = watcher.wait();
        let log = std::fs::read_to_string(place.join("log")).unwrap_or_default();
        return none(&format!("it does not start: {log}"));
    }
    let url = format!("postgres://test@localhost/postgres?host={}", place.display());
    Server { url: Ok(url), _watcher: Some(watcher) }
}

/// The server's URL. Where there is none the run ends here, as if there were no tests: in one line,
/// and well unless `REQUIRE_POSTGRES` is set.
pub fn server() -> &'static str {
    static SERVER: OnceLock<Server> = OnceLock::new();
    match &SERVER.get_or_init(start).url {
        Ok(url) => url,
        Err(why) => {
            let needed = given("REQUIRE_POSTGRES").as_deref() == Some("1");
            let mut out = std::io::stderr().lock();
            let _ = writeln!(out, "\nthe tests on PostgreSQL did not run: {why}");
            std::process::exit(i32::from(needed));
        }
    }
}

/// The URL of a schema.
pub fn schema(name: &str) -> String {
    schema_at(server(), name)
}

fn schema_at(url: &str, name: &str) -> String {
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}options=-c%20search_path%3D{name}")
}

/// The schema of a URL.
pub fn schema_of(url: &str) -> &str {
    url.rsplit("%3D").next().unwrap()
}

/// A name that nobody used before.
fn new_name() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("t{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst))
}

/// Two schemas that nobody used before: for a database, and for its key store.
pub fn fresh() -> (String, String) {
    let name = new_name();
    (schema(&name), schema(&format!("{name}_keys")))
}

/// The same in a database of their own, for what looks at everybody who is connected to it.
pub async fn alone() -> (String, String) {
    let url = in_database(&database().await);
    (schema_at(&url, "shop"), schema_at(&url, "shop_keys"))
}

/// The name of a database that nobody used before.
pub async fn database() -> String {
    let name = new_name();
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(server()).await.unwrap();
    connection.execute(AssertSqlSafe(format!("create database {name}"))).await.unwrap();
    connection.close().await.unwrap();
    name
}

/// The server's URL with another database.
fn in_database(name: &str) -> String {
    let (address, options) = server().split_once('?').unwrap_or((server(), ""));
    let (address, _) = address.rsplit_once('/').unwrap();
    format!("{address}/{name}?{options}")
}
