//! What waits in a transaction that gathers, and what becomes of it.

use super::*;
use crate::storage::seal::Master;
use crate::storage::{Store, get};

static PUT: Rows = Rows::values("insert into settings (name, value)", 2, "");
static PUT_NEW: Rows = Rows::values(
    "insert into settings (name, value)",
    2,
    "on conflict (name) do nothing returning name",
);
const GET: Sql = Sql::new("select value from settings where name = $1");
const RENAME: Sql = Sql::new("update settings set name = $2 where name = $1");

fn pair(name: &str, value: &str) -> Vec<Value> {
    vec![name.into(), value.into()]
}

async fn value(tx: &mut Tx, name: &str) -> Option<String> {
    let row = tx.maybe_row(GET, vec![name.into()]).await.unwrap();
    row.map(|row| get(&row, "value").unwrap())
}

async fn opened(folder: &tempfile::TempDir) -> Store {
    let at = |name: &str| format!("sqlite:{}?mode=rwc", folder.path().join(name).display());
    Store::open(&at("shop.db"), &at("shop.db.keys"), Master::new(&[7; 32])).await.unwrap()
}

async fn gathering(store: &Store) -> Tx {
    let mut tx = store.begin().await.unwrap();
    tx.gather();
    tx
}

#[tokio::test]
async fn what_waits_goes_before_the_next_look_and_before_the_commit() {
    let folder = tempfile::tempdir().unwrap();
    let store = opened(&folder).await;
    let mut tx = gathering(&store).await;
    tx.write("a", &PUT, vec![pair("a", "1")]).await.unwrap();
    tx.tell(RENAME, pair("a", "b")).await.unwrap();
    assert_eq!(tx.waiting.len(), 2);
    // Each of them has a placeholder $1 of its own.
    assert_eq!(value(&mut tx, "b").await.as_deref(), Some("1"));
    assert!(tx.waiting.is_empty());
    tx.write("c", &PUT, vec![pair("c", "3")]).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.look().await.unwrap();
    assert_eq!(value(&mut tx, "a").await, None);
    assert_eq!(value(&mut tx, "c").await.as_deref(), Some("3"));
    drop(tx);
    store.close().await;
}

#[tokio::test]
async fn a_promise_is_kept_by_a_later_answer_and_by_being_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let store = opened(&folder).await;
    let mut tx = gathering(&store).await;
    let first = tx.write_promising(&PUT_NEW, vec![pair("a", "1"), pair("b", "2")]).await.unwrap();
    let again = tx.write_promising(&PUT_NEW, vec![pair("b", "3"), pair("c", "4")]).await.unwrap();
    assert_eq!(value(&mut tx, "b").await.as_deref(), Some("2"));
    assert!(tx.waiting.is_empty());
    assert_eq!(tx.kept(first).await.unwrap().len(), 2);
    let new: Vec<String> =
        tx.kept(again).await.unwrap().iter().map(|row| get(row, "name").unwrap()).collect();
    assert_eq!(new, ["c"]);
    let asked = tx.write_promising(&PUT_NEW, vec![pair("d", "5")]).await.unwrap();
    assert_eq!(tx.waiting.len(), 1);
    assert_eq!(tx.kept(asked).await.unwrap().len(), 1);
    tx.rollback().await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn a_row_too_few_among_those_that_wait_takes_everything_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = opened(&folder).await;
    let mut tx = gathering(&store).await;
    tx.write("a", &PUT, vec![pair("a", "1")]).await.unwrap();
    tx.run_exactly("renamed", RENAME, pair("nobody", "b"), 1).await.unwrap();
    tx.write("c", &PUT, vec![pair("c", "3")]).await.unwrap();
    let refused = tx.commit().await.unwrap_err();
    assert!(
        matches!(refused, StorageError::RowCount { statement: "renamed", changed: 0, wanted: 1 }),
        "{refused:?}"
    );
    let mut tx = store.begin().await.unwrap();
    assert_eq!(value(&mut tx, "a").await, None);
    assert_eq!(value(&mut tx, "c").await, None);
    tx.commit().await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn a_statement_refused_among_those_that_wait_takes_everything_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = opened(&folder).await;
    let mut tx = gathering(&store).await;
    tx.write("a", &PUT, vec![pair("a", "1")]).await.unwrap();
    tx.write("a again", &PUT, vec![pair("a", "2")]).await.unwrap();
    assert!(tx.maybe_row(GET, vec!["a".into()]).await.is_err());
    // Nor does anything more go through, whoever goes on.
    assert!(tx.maybe_row(GET, vec!["a".into()]).await.is_err());
    tx.write("b", &PUT, vec![pair("b", "1")]).await.unwrap();
    assert!(tx.commit().await.is_err());
    let mut tx = store.begin().await.unwrap();
    assert_eq!(value(&mut tx, "a").await, None);
    assert_eq!(value(&mut tx, "b").await, None);
    tx.commit().await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn what_is_for_many_rows_does_not_wait() {
    let folder = tempfile::tempdir().unwrap();
    let store = opened(&folder).await;
    let mut tx = gathering(&store).await;
    tx.write("one", &PUT, vec![pair("one", "1")]).await.unwrap();
    let many = (0..7).map(|n| pair(&format!("many{n}"), "x")).collect();
    tx.write("many", &PUT, many).await.unwrap();
    // Four go at once, with what waited; two and one wait.
    assert_eq!(tx.waiting.len(), 2);
    assert_eq!(value(&mut tx, "one").await.as_deref(), Some("1"));
    assert_eq!(value(&mut tx, "many6").await.as_deref(), Some("x"));
    tx.rollback().await.unwrap();
    // Elsewhere nothing waits.
    let mut tx = store.begin().await.unwrap();
    tx.write("one", &PUT, vec![pair("one", "1")]).await.unwrap();
    assert!(tx.waiting.is_empty());
    tx.rollback().await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn the_commit_takes_what_waits_along_and_gives_what_was_promised() {
    let folder = tempfile::tempdir().unwrap();
    let store = opened(&folder).await;
    let mut tx = gathering(&store).await;
    tx.write("a", &PUT, vec![pair("a", "1")]).await.unwrap();
    tx.run_exactly("renamed", RENAME, pair("a", "b"), 1).await.unwrap();
    let new = tx.write_promising(&PUT_NEW, vec![pair("b", "3"), pair("c", "4")]).await.unwrap();
    assert_eq!(tx.waiting.len(), 3, "not even the beginning was sent");
    let mut answers = tx.commit_answering().await.unwrap();
    let new: Vec<String> = answers.kept(new).iter().map(|row| get(row, "name").unwrap()).collect();
    assert_eq!(new, ["c"]);
    let mut tx = store.look().await.unwrap();
    assert_eq!(value(&mut tx, "b").await.as_deref(), Some("1"));
    drop(tx);
    // One that did nothing has nothing to commit.
    store.begin().await.unwrap().commit().await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn who_leaves_in_the_middle_takes_everything_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = opened(&folder).await;
    let mut tx = gathering(&store).await;
    tx.write("a", &PUT, vec![pair("a", "1")]).await.unwrap();
    assert_eq!(value(&mut tx, "a").await.as_deref(), Some("1"));
    drop(tx);
    let mut tx = gathering(&store).await;
    assert_eq!(value(&mut tx, "a").await, None);
    tx.write("a", &PUT, vec![pair("a", "2")]).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    assert_eq!(value(&mut tx, "a").await.as_deref(), Some("2"));
    tx.rollback().await.unwrap();
    store.close().await;
}
