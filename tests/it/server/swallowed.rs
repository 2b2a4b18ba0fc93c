//! Tests on PostgreSQL that silently do not run, or that run on something else, prove nothing: this
//! binary is started once more where there is no server, and a shop of these tests is asked where
//! its rows are.

use std::process::{Command, Output};

use qazaq_esim_bot::storage::Engine;

use crate::support::Shop;

/// Runs one test of this binary where nobody finds a server.
fn without_a_server(required: bool) -> Output {
    let mut run = Command::new(std::env::current_exe().unwrap());
    run.args(["--exact", "storage::statements::every_named_statement_is_prepared"]);
    run.env_remove("TEST_POSTGRES_URL").env("TEST_POSTGRES_BIN", "/nowhere");
    run.env("REQUIRE_POSTGRES", if required { "1" } else { "" });
    run.output().unwrap()
}

#[test]
fn a_missing_server_is_told_in_one_line_and_fails_where_it_is_required() {
    for required in [false, true] {
        let done = without_a_server(required);
        assert_eq!(done.status.success(), !required, "required: {required}, {done:?}");
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        let lines = told.lines().filter(|line| line.contains("did not run"));
        assert_eq!(lines.count(), 1, "{told}");
        let passed = String::from_utf8_lossy(&done.stdout).contains("1 passed");
        assert!(!passed, "a test passed without a server: {done:?}");
    }
}

#[tokio::test]
async fn a_shop_of_these_tests_has_its_rows_on_the_server() {
    let shop = Shop::open().await;
    assert_eq!(shop.store().engine(), Engine::Postgres);
    shop.customer().say("/start").await;
    // Asked of the server itself, through a connection of the test's own.
    let version = shop.sql("select version()").await;
    assert!(version[0][0].starts_with("PostgreSQL"), "{version:?}");
    assert_eq!(shop.count("select count(*) from customers").await, 1);
    shop.finish().await;
}
