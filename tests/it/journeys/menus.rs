//! What is seen beside the chat: the bot's texts before `/start` and the menus of commands.

use pretend_telegram::world::profile::for_language;
use pretend_telegram::{ADMIN, CUSTOMER};
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;
use qazaq_esim_bot::telegram::command::{admin_menu, customer_menu};

use crate::support::Shop;

fn menu(shop: &Shop, commands: &[(&'static str, Text)], lang: Lang) -> Vec<(String, String)> {
    commands.iter().map(|(name, text)| ((*name).to_owned(), shop.plain(text, lang))).collect()
}

async fn profile_is_set(shop: &Shop) {
    let set = |world: &pretend_telegram::World| {
        world.quietly(|state| {
            let named = !state.profile.name.values().any(|name| name == "Pretend bot");
            (named && state.profile.short_description.len() == 4).then_some(())
        })
    };
    shop.world.wait_for("the profile", set).await.unwrap();
}

#[tokio::test]
async fn the_profile_speaks_three_languages_and_english_to_everybody_else() {
    let shop = Shop::open().await;
    profile_is_set(&shop).await;
    for (tag, lang) in [("kk", Lang::Kk), ("ru", Lang::Ru), ("en", Lang::En), ("", Lang::En)] {
        let (name, long, short) = shop.world.quietly(|state| {
            let profile = &state.profile;
            (
                for_language(&profile.name, tag),
                profile.description[tag].clone(),
                profile.short_description[tag].clone(),
            )
        });
        assert_eq!(name, shop.plain(&Text::BotName, lang));
        assert_eq!(long, shop.plain(&Text::BotDescription, lang));
        assert_eq!(short, shop.plain(&Text::BotShortDescription, lang));
    }
    shop.finish().await;
}

#[tokio::test]
async fn the_menu_follows_the_phone_until_another_language_is_chosen() {
    let shop = Shop::open().await;
    profile_is_set(&shop).await;
    for (tag, lang) in
        [(Some("kk"), Lang::Kk), (Some("ru"), Lang::Ru), (Some("de"), Lang::En), (None, Lang::En)]
    {
        shop.world.set_language(CUSTOMER, tag).unwrap();
        assert_eq!(shop.world.menu(CUSTOMER), menu(&shop, &customer_menu(), lang), "{tag:?}");
    }
    shop.world.set_language(CUSTOMER, Some("ru")).unwrap();
    let phone = shop.customer();
    phone.begin(Lang::Kk).await;
    assert_eq!(shop.world.menu(CUSTOMER), menu(&shop, &customer_menu(), Lang::Kk));
    phone.say("/language").await;
    phone.tap(&Press::Lang(Lang::En)).await;
    assert_eq!(shop.world.menu(CUSTOMER), menu(&shop, &customer_menu(), Lang::En));
    shop.finish().await;
}

#[tokio::test]
async fn an_admin_has_more_commands_in_their_own_chat_alone() {
    let shop = Shop::open().await;
    profile_is_set(&shop).await;
    let admin = shop.admin();
    admin.say("/start").await;
    let all = [&admin_menu()[..], &customer_menu()[..]].concat();
    assert_eq!(shop.world.menu(ADMIN), menu(&shop, &all, Lang::Ru));
    admin.tap(&Press::Lang(Lang::Kk)).await;
    assert_eq!(shop.world.menu(ADMIN), menu(&shop, &all, Lang::Kk));
    let customer = shop.world.menu(CUSTOMER);
    assert_eq!(customer, menu(&shop, &customer_menu(), Lang::Kk), "the phone's language");
    assert!(customer.iter().all(|(name, _)| name != "refund"));
    shop.finish().await;
}
