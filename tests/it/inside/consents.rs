//! The register of consents: each is a row that says what was shown, in which words.

use std::fmt::Write as _;

use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use sha2::{Digest, Sha256};

use crate::support::{MORNING, Phone, Shop};

const REGISTER: &str =
    "select purpose, act, lang, text_hash, at, order_id from consents order by id";

/// The hash of the screen that the customer has before them: its words as they went to Telegram.
fn hash_of_screen(phone: Phone<'_>) -> String {
    let calls = phone.shop.world.calls();
    let screen = calls.iter().rev().find_map(|call| {
        let to = call.params.get("chat_id").map(|chat| chat.to_string().replace('"', ""));
        let text = call.params.get("text").filter(|_| call.ok)?.as_str()?;
        (to == Some(phone.person.to_string())).then(|| text.to_owned())
    });
    let hash = Sha256::digest(screen.expect("a screen").as_bytes());
    hash.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[tokio::test]
async fn each_consent_is_a_row_with_the_words_that_were_shown() {
    for lang in Lang::ALL {
        let shop = Shop::open().await;
        let phone = shop.customer();
        phone.begin(lang).await;
        phone.choose("Turkey", "tr-1").await;
        assert!(shop.sql(REGISTER).await.is_empty(), "nothing is pre-ticked");
        let mut shown = vec![("offer", "granted", hash_of_screen(phone))];
        phone.press("the offer", |press| matches!(press, Press::Offer(_))).await;
        assert!(shop.orders().await.is_empty(), "one press is not two");
        shown.push(("processing", "granted", hash_of_screen(phone)));
        phone.press("the processing", |press| matches!(press, Press::Processing(_))).await;
        shown.push(("transfer", "granted", hash_of_screen(phone)));
        phone.press("the transfer", |press| matches!(press, Press::Transfer(_))).await;
        phone.to_pay().await;

        let order = shop.newest_order().await.number().to_string();
        let wanted: Vec<Vec<String>> = shown
            .into_iter()
            .map(|(purpose, act, hash)| {
                let at = MORNING.to_string();
                [purpose, act, lang.code(), &hash, &at, &order].map(str::to_owned).to_vec()
            })
            .collect();
        assert_eq!(shop.sql(REGISTER).await, wanted);
        shop.finish().await;
    }
}
