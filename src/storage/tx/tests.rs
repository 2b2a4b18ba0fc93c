//! What becomes of a transaction whose statements fail, and of many rows in few statements.

use super::*;
use crate::storage::seal::SealingKey;
use crate::storage::{Store, get};

static PUT: MultiRow =
    MultiRow::values("put", "insert into settings (name, value) values (..)", "");
static PUT_NEW: MultiRow = MultiRow::values(
    "put_new",
    "insert into settings (name, value) values (..) on conflict (name) do nothing returning name",
    "",
);
static FORGET: MultiRow = MultiRow::list("forget", "delete from settings where name in (..)", "");

const fn both(name: &'static str, text: &'static str) -> Sql {
    Sql::new(name, text, text)
}
const GET: Sql = both("get", "select value from settings where name = $1");
const RENAME: Sql = both("renamed", "update settings set name = $2 where name = $1");
/// What SQLite does of its own accord, for instance when a disk is full.
const END: Sql = both("end", "rollback");

fn pair(name: &str, value: &str) -> Vec<Value> {
    vec![name.into(), value.into()]
}

async fn value(tx: &mut Tx, name: &str) -> Option<String> {
    let row = tx.fetch_optional(GET, vec![name.into()]).await.unwrap();
    row.map(|row| get(&row, "value").unwrap())
}

async fn opened(folder: &tempfile::TempDir) -> Store {
    let at = |name: &str| format!("sqlite:{}?mode=rwc", folder.path().join(name).display());
    Store::open(&at("shop.db"), &at("shop.db.keys"), SealingKey::new(&[7; 32])).await.unwrap()
}

#[tokio::test]
async fn rows_are_written_and_read_in_parts_and_each_of_them_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let store = opened(&folder).await;
    let names: Vec<String> = (0..139).map(|n| format!("many{n}")).collect();
    let mut tx = store.begin().await.unwrap();
    tx.insert(&PUT, names.iter().map(|name| pair(name, "x")).collect()).await.unwrap();
    let both = [&names[137..], &["new".to_owned()]].concat();
    let rows = both.iter().map(|name| pair(name, "y")).collect();
    let new = tx.insert_returning(&PUT_NEW, rows).await.unwrap();
    let new: Vec<String> = new.iter().map(|row| get(row, "name").unwrap()).collect();
    assert_eq!(new, ["new"]);
    tx.commit(Point::Update).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    assert_eq!(value(&mut tx, "many138").await.as_deref(), Some("x"));
    tx.execute_list(&FORGET, names.into_iter().map(Value::Text).collect()).await.unwrap();
    for gone in ["many0", "many64", "many138"] {
        assert_eq!(value(&mut tx, gone).await, None);
    }
    assert_eq!(value(&mut tx, "new").await.as_deref(), Some("y"));
    // One that did nothing has nothing to commit.
    tx.rollback().await.unwrap();
    store.begin().await.unwrap().commit(Point::Update).await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn a_row_too_few_takes_everything_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = opened(&folder).await;
    let mut tx = store.begin().await.unwrap();
    tx.insert(&PUT, vec![pair("a", "1")]).await.unwrap();
    let refused = tx.execute_one(RENAME, pair("nobody", "b")).await.unwrap_err();
    assert!(
        matches!(refused, StorageError::RowCount { statement: "renamed", changed: 0, wanted: 1 }),
        "{refused:?}"
    );
    // Whoever goes on all the same gets nothing done.
    assert!(tx.insert(&PUT, vec![pair("c", "3")]).await.is_err());
    assert!(tx.commit(Point::Update).await.is_err());
    let mut tx = store.begin().await.unwrap();
    assert_eq!(value(&mut tx, "a").await, None);
    assert_eq!(value(&mut tx, "c").await, None);
    tx.commit(Point::Update).await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn after_a_refused_statement_nothing_more_goes_through() {
    let folder = tempfile::tempdir().unwrap();
    let store = opened(&folder).await;
    let mut tx = store.begin().await.unwrap();
    tx.insert(&PUT, vec![pair("a", "1")]).await.unwrap();
    assert!(tx.insert(&PUT, vec![pair("a", "2")]).await.is_err());
    assert!(tx.fetch_optional(GET, vec!["a".into()]).await.is_err());
    assert!(tx.insert(&PUT, vec![pair("b", "1")]).await.is_err());
    assert!(tx.commit(Point::Update).await.is_err());
    let mut tx = store.begin().await.unwrap();
    assert_eq!(value(&mut tx, "a").await, None);
    assert_eq!(value(&mut tx, "b").await, None);
    tx.commit(Point::Update).await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn a_connection_whose_transaction_ended_by_itself_is_thrown_away() {
    let folder = tempfile::tempdir().unwrap();
    let store = opened(&folder).await;
    let mut tx = store.begin().await.unwrap();
    tx.execute(END, vec![]).await.unwrap();
    assert!(tx.rollback().await.is_err());
    let mut tx = store.begin().await.unwrap();
    tx.insert(&PUT, vec![pair("a", "1")]).await.unwrap();
    tx.commit(Point::Update).await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn a_reader_cannot_write() {
    const WRITE: Sql =
        both("write", "insert into settings (name, value) values ('a', '1') returning value");
    let folder = tempfile::tempdir().unwrap();
    let store = opened(&folder).await;
    assert!(store.look().await.unwrap().fetch_all(WRITE, vec![]).await.is_err());
    assert!(store.read().await.unwrap().fetch_all(WRITE, vec![]).await.is_err());
    let mut tx = store.begin().await.unwrap();
    assert_eq!(value(&mut tx, "a").await, None);
    assert_eq!(tx.fetch_all(WRITE, vec![]).await.unwrap().len(), 1);
    tx.rollback().await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn who_leaves_in_the_middle_takes_everything_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = opened(&folder).await;
    let mut tx = store.begin().await.unwrap();
    tx.insert(&PUT, vec![pair("a", "1")]).await.unwrap();
    assert_eq!(value(&mut tx, "a").await.as_deref(), Some("1"));
    drop(tx);
    let mut tx = store.begin().await.unwrap();
    assert_eq!(value(&mut tx, "a").await, None);
    tx.insert(&PUT, vec![pair("a", "2")]).await.unwrap();
    tx.commit(Point::Update).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    assert_eq!(value(&mut tx, "a").await.as_deref(), Some("2"));
    tx.rollback().await.unwrap();
    store.close().await;
}
