//! Of files alone. A disk that is full: nothing is acknowledged that was not written, what is paid
//! is kept, and when there is room again everything goes on by itself. A server's full disk is told
//! by its code, as other trouble of a server is.

use std::io::Write as _;
use std::process::Command;
use std::time::Duration;

use pretend_telegram::clock::real_pause;
use pretend_telegram::world::money::{PayOutcome, PayTarget};
use pretend_telegram::world::people::Role;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::text::Text;

use crate::support::postgres::given;
use crate::support::{MINUTE, Shop, ShopOptions};

/// People who have an invoice when the disk fills up.
const PAYERS: usize = 6;
/// Strangers whose rows fill the last room.
const STRANGERS: usize = 80;

#[tokio::test]
async fn a_full_disk_loses_nothing_acknowledges_nothing_and_passes() {
    let shop = Shop::start(ShopOptions { codes: 20, ..ShopOptions::default() }).await;
    let mut payers = Vec::new();
    for number in 0..PAYERS {
        let person = shop.world.add_person(&format!("P{number}"), Some("en"), Role::Customer);
        shop.phone(person).to_invoice(Lang::En).await;
        payers.push((person, shop.phone(person).invoice().unwrap()));
    }
    // The first one has pressed nothing yet, and will.
    let presser = shop.customer();
    presser.begin(Lang::Ru).await;

    shop.store().limit_pages(Some(1)).await.unwrap();
    let strangers: Vec<i64> = (0..STRANGERS)
        .map(|n| shop.world.add_person(&format!("S{n}"), Some("kk"), Role::Customer))
        .collect();
    for person in &strangers {
        shop.world.send_text(*person, "/start").unwrap();
    }
    let full = async || shop.log_says("database or disk is full");
    shop.until("the disk to be full", full).await;
    let waiting = shop.world.unconfirmed_updates();
    assert!(waiting > 0);

    // Everybody pays now; a press waits too.
    let world = shop.world.clone();
    let paying = payers.iter().map(|(person, message)| {
        let world = world.clone();
        async move { world.pay(*person, PayTarget::Message(*message)).await }
    });
    let later = async {
        real_pause(Duration::from_millis(1_500)).await;
        shop.jump(11_000);
    };
    let (outcomes, ()) = tokio::join!(futures::future::join_all(paying), later);
    for outcome in &outcomes {
        let refused = matches!(outcome, PayOutcome::Timeout | PayOutcome::Refused { .. });
        assert!(refused, "approved with a database that cannot be written: {outcome:?}");
    }
    assert!(shop.world.unconfirmed_updates() >= waiting, "an update was acknowledged");
    assert!(shop.world.ledger().is_empty());

    // There is room again: nobody is lost, and the same invoices can be paid.
    shop.store().limit_pages(None).await.unwrap();
    shop.rest().await;
    for person in &strangers {
        assert!(!shop.phone(*person).heard().is_empty(), "a stranger was lost");
    }
    for (person, _) in &payers {
        shop.phone(*person).pays().await;
        assert_eq!(shop.phone(*person).photos().len(), 1);
    }
    shop.finish().await;
}

/// A small disk of its own, where this machine lets one be mounted.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(folder.path())
            .output()
            .is_ok_and(|done| done.status.success());
        mounted.then_some(Self(folder))
    }

    /// Leaves no room at all.
    fn fill(&self) {
        let mut ballast = std::fs::File::create(self.ballast()).unwrap();
        for size in [65_536, 4_096, 512, 1] {
            while ballast.write_all(&vec![0; size]).is_ok() {}
        }
    }

    fn ballast(&self) -> std::path::PathBuf {
        self.0.path().join("ballast")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).output();
    }
}

#[tokio::test]
async fn a_disk_that_is_really_full_loses_nothing_and_passes() {
    let Some(disk) = SmallDisk::mount("8m") else {
        let needed = given("REQUIRE_SMALL_DISK").as_deref() == Some("1");
        assert!(
            !needed,
            "a small disk cannot be mounted here, and REQUIRE_SMALL_DISK=1 asks for it"
        );
        eprintln!("skipped: a small disk cannot be mounted here");
        return;
    };
    let place = Some(disk.0.path().to_owned());
    let shop = Shop::start(ShopOptions { codes: 20, place, ..ShopOptions::default() }).await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    disk.fill();
    let strangers: Vec<i64> = (0..STRANGERS)
        .map(|n| shop.world.add_person(&format!("S{n}"), Some("kk"), Role::Customer))
        .collect();
    for person in &strangers {
        shop.world.send_text(*person, "/start").unwrap();
    }
    let full = async || shop.log_says("the database cannot be used; nothing is acknowledged");
    shop.until("the disk to be full", full).await;
    // It stays so for a while: the same is tried again and again.
    real_pause(Duration::from_secs(2)).await;
    assert!(shop.world.unconfirmed_updates() > 0, "acknowledged without room");
    std::fs::remove_file(disk.ballast()).unwrap();
    shop.rest().await;
    for person in &strangers {
        assert!(!shop.phone(*person).heard().is_empty(), "a stranger was lost");
    }
    phone.pays().await;
    assert_eq!(phone.photos().len(), 1);
    shop.finish().await;
}

#[tokio::test]
async fn a_payment_taken_when_the_disk_fills_up_is_delivered_when_there_is_room() {
    let shop = Shop::start(ShopOptions { codes: 20, ..ShopOptions::default() }).await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    // From the approval on the disk is full: the charge comes and cannot be written down.
    let strangers: Vec<i64> = (0..STRANGERS)
        .map(|n| shop.world.add_person(&format!("S{n}"), Some("kk"), Role::Customer))
        .collect();
    let message = phone.invoice().unwrap();
    let paid = shop.world.pay(phone.person, PayTarget::Message(message)).await;
    shop.store().limit_pages(Some(1)).await.unwrap();
    assert!(matches!(paid, PayOutcome::Paid { .. }), "{paid:?}");
    for person in &strangers {
        shop.world.send_text(*person, "/start").unwrap();
    }
    let full = async || shop.log_says("database or disk is full");
    shop.until("the disk to be full", full).await;
    shop.store().limit_pages(None).await.unwrap();
    shop.advance(MINUTE).await;
    assert_eq!(phone.photos().len(), 1);
    assert_eq!(shop.orders().await, ["fulfilled"]);
    shop.finish().await;
}

#[tokio::test]
async fn a_press_that_waits_for_the_disk_is_answered_in_words() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::En).await;
    shop.store().limit_pages(Some(1)).await.unwrap();
    for n in 0..STRANGERS {
        let person = shop.world.add_person(&format!("S{n}"), Some("ru"), Role::Customer);
        shop.world.send_text(person, "/start").unwrap();
    }
    let last = phone.last();
    shop.world.press(phone.person, last.id, 0, 0).unwrap();
    let words = Lang::ALL.map(|lang| shop.plain(&Text::NotNow, lang));
    let told =
        async || shop.world.toast(phone.person).is_some_and(|toast| words.contains(&toast.text));
    shop.until("the words", told).await;
    shop.store().limit_pages(None).await.unwrap();
    shop.rest().await;
    shop.finish().await;
}
