//! Whole conversations as they are read, and what holds for every message in every language.

use pretend_telegram::world::chats::{Action, Content, Message};
use qazaq_esim_bot::demo;
use qazaq_esim_bot::demo::robot::Wish;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;

use crate::support::{Shop, pictures};

/// A purchase as it stands in the chat at the end; what chance made is written as `…`.
async fn purchase(lang: Lang) -> String {
    let shop = Shop::open().await;
    let phone = shop.customer();
    let bought = phone.wishes(&Wish::in_language(lang)).await;
    let order = shop.newest_order().await.to_string();
    let code = pictures::scan(&bought.qr).unwrap();
    let chat = demo::robot::transcript(&shop.world, phone.person);
    let chat = chat.replace(&order, "QE-…").replace(&code, "LPA:1$…");
    shop.finish().await;
    chat.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// Letters that Kazakh has and Russian has not.
const KAZAKH: &str = "әіңғүұқөһӘІҢҒҮҰҚӨҺ";

/// Whether a text is in this language, by its letters.
fn speaks(lang: Lang, text: &str) -> bool {
    let kazakh = text.chars().any(|letter| KAZAKH.contains(letter));
    let cyrillic = text.chars().any(|letter| ('\u{400}'..='\u{4ff}').contains(&letter));
    match lang {
        Lang::Kk => kazakh,
        Lang::Ru => cyrillic && !kazakh,
        Lang::En => !cyrillic && text.chars().any(|letter| letter.is_ascii_alphabetic()),
    }
}

#[test]
fn no_language_passes_for_another() {
    let said = [
        (Lang::Kk, "Қайда барасыз?"),
        (Lang::Ru, "Куда едете?"),
        (Lang::En, "Where are you going?"),
    ];
    for (lang, text) in said {
        for other in Lang::ALL {
            assert_eq!(speaks(other, text), other == lang, "{text} in {}", other.code());
        }
    }
}

/// A message has words, in the language, and shows no name of a text or value instead of it.
fn is_well_said(lang: Lang, message: &Message, keys: &[&str]) {
    let mut all = vec![message.text.as_str()];
    for button in message.keyboard.iter().flatten().flatten() {
        assert!(!button.text.trim().is_empty(), "a button without words below {:?}", message.text);
        all.push(&button.text);
        if let Action::Callback(data) = &button.action {
            assert!(data.len() <= 64);
        }
    }
    if !matches!(message.content, Content::Invoice(_)) {
        assert!(!message.text.trim().is_empty(), "an empty message");
        assert!(speaks(lang, &message.text), "not in {}: {}", lang.code(), message.text);
    }
    for text in all {
        assert!(!text.contains("{$") && !text.contains('…'), "a value is missing in {text:?}");
        for key in keys {
            assert!(text.trim() != *key, "a key shows: {text}");
        }
    }
}

async fn everything_is_said(lang: Lang) {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.wishes(&Wish::in_language(lang)).await;
    let order = shop.newest_order().await;
    for command in
        ["/esims", "/help", "/terms", "/privacy", "/consents", "/paysupport", "/support", "/cancel"]
    {
        phone.say(command).await;
        let last = phone.last();
        assert!(!last.text.trim().is_empty(), "{command}");
    }
    for press in [Press::StepsIphone(order), Press::StepsAndroid(order), Press::StepsTrouble(order)]
    {
        phone.tap(&press).await;
    }
    let samples = Text::samples();
    let keys: Vec<&str> =
        samples.iter().filter_map(Text::key).filter(|key| key.contains('-')).collect();
    assert!(keys.len() > 100 && phone.heard().len() > 10, "there is something to look at");
    for message in phone.heard() {
        is_well_said(lang, &message, &keys);
    }
    shop.finish().await;
}

#[tokio::test]
async fn every_message_is_well_said_in_kazakh() {
    everything_is_said(Lang::Kk).await;
}

#[tokio::test]
async fn every_message_is_well_said_in_russian() {
    everything_is_said(Lang::Ru).await;
}

#[tokio::test]
async fn every_message_is_well_said_in_english() {
    everything_is_said(Lang::En).await;
}

#[tokio::test]
async fn a_purchase_reads_like_this_in_kazakh() {
    insta::assert_snapshot!(purchase(Lang::Kk).await, @r#"
    me   | /start

    bot  | Сәлеметсіз бе! 👋
         |
         | Бұл — Qazaq eSIM, шетелдегі мобильді интернет. Пакетті таңдап, төлейсіз, ал QR-код осы чатқа келеді. SIM картаны ауыстырудың керегі жоқ.
         |
         | Қайда барасыз? Елді таңдаңыз немесе атауын қазақша, орысша не ағылшынша жазып жіберіңіз.
         | [ 🇹🇷 Түркия ] [ 🇦🇪 Біріккен Араб Әмірліктері ]
         | [ 🇷🇺 Ресей ] [ 🇨🇳 Қытай ]
         | [ 🇺🇿 Өзбекстан ] [ 🇰🇬 Қырғызстан ]
         | [ 🇹🇭 Таиланд ] [ 🇪🇬 Мысыр ]
         | [ 🇬🇪 Грузия ] [ 🇰🇷 Оңтүстік Корея ]
         | [ 🇩🇪 Германия ] [ 🇺🇸 АҚШ ]
         | [ 🌐 Барлық елдер ] [ 🗺 Аймақтар, әлем ]
         | [ 🔍 Іздеу ]
         | [ 📶 eSIM-дерім ] [ ❓ Көмек ] [ 🌐 Тіл ]

    me   | Түркия

    bot  | ✏️ Электрондық пошта мекенжайыңызды жазыңыз.
         | Мысалы: name@example.com
         | [ 💬 Тек осы чатқа ]
         | [ ⬅️ Артқа ]

    me   | traveller@example.com

    bot  | 🧾 Тапсырыс QE-…: төлем шоты жіберілді.
         | Төлеудің соңғы мерзімі: 21.09.2026, 19:43 (UTC+5)
         | [ ❌ Бас тарту ]

    bot  | [invoice]
         | [ Төлеу: 308 ⭐ ]
         | [ ❌ Бас тарту ]

    me   | [paid]

    bot  | [photo] ✅ 🇹🇷 Түркия · 1 ГБ · 7 күн
         | Тапсырыс QE-…
         | Төленген уақыты: 21.09.2026, 19:13 (UTC+5)
         |
         | SM-DP+ мекенжайы:
         | smdp.demo-esim.example
         | Белсендіру коды:
         | LPA:1$…
         |
         | 📲 Wi-Fi бар жерде QR-кодты басқа экраннан сканерлеңіз немесе төмендегі батырмамен орнатыңыз. Код бір-ақ рет орнатылады, оны ешкімге бермеңіз.
         | [ 📲 iPhone-ға орнату ]
         | [ 📲 Android-қа орнату ]
         | [ 📋 Кодты көшіру ] [ 📋 SM-DP+ көшіру ]
         | [ 🍏 iPhone нұсқаулығы ] [ 🤖 Android нұсқаулығы ]
         | [ 🛠 Жұмыс істемей тұр ]
         | [ 📶 eSIM-дерім ]

    bot  | 📧 Тапсырыс QE-…: хат жіберілді.
         | Мекенжай: traveller@example.com
         | Хат көрінбесе, «Спам» қалтасын қараңыз.
    "#);
}

#[tokio::test]
async fn a_purchase_reads_like_this_in_russian() {
    insta::assert_snapshot!(purchase(Lang::Ru).await, @r#"
    me   | /start

    bot  | Здравствуйте! 👋
         |
         | Это Qazaq eSIM — мобильный интернет в поездках. Выбираете пакет, оплачиваете, и QR-код приходит прямо в этот чат. Менять SIM-карту не нужно.
         |
         | Куда едете? Выберите страну или напишите её название на русском, казахском или английском.
         | [ 🇹🇷 Турция ] [ 🇦🇪 ОАЭ ]
         | [ 🇷🇺 Россия ] [ 🇨🇳 Китай ]
         | [ 🇺🇿 Узбекистан ] [ 🇰🇬 Кыргызстан ]
         | [ 🇹🇭 Таиланд ] [ 🇪🇬 Египет ]
         | [ 🇬🇪 Грузия ] [ 🇰🇷 Южная Корея ]
         | [ 🇩🇪 Германия ] [ 🇺🇸 США ]
         | [ 🌐 Все страны ] [ 🗺 Регионы и мир ]
         | [ 🔍 Поиск ]
         | [ 📶 Мои eSIM ] [ ❓ Помощь ] [ 🌐 Язык ]

    me   | Турция

    bot  | ✏️ Напишите адрес электронной почты.
         | Например: name@example.com
         | [ 💬 Только в этот чат ]
         | [ ⬅️ Назад ]

    me   | traveller@example.com

    bot  | 🧾 Заказ QE-…: счёт выставлен.
         | Оплатить до: 21.09.2026, 19:43 (UTC+5)
         | [ ❌ Отменить заказ ]

    bot  | [invoice]
         | [ Оплатить 308 ⭐ ]
         | [ ❌ Отменить заказ ]

    me   | [paid]

    bot  | [photo] ✅ 🇹🇷 Турция · 1 ГБ · 7 дней
         | Заказ QE-…
         | Оплачен: 21.09.2026, 19:13 (UTC+5)
         |
         | Адрес SM-DP+:
         | smdp.demo-esim.example
         | Код активации:
         | LPA:1$…
         |
         | 📲 Подключитесь к Wi-Fi и отсканируйте QR-код с другого экрана или установите eSIM кнопкой ниже. Код устанавливается один раз, никому его не показывайте.
         | [ 📲 Установить на iPhone ]
         | [ 📲 Установить на Android ]
         | [ 📋 Скопировать код ] [ 📋 Скопировать SM-DP+ ]
         | [ 🍏 Шаги для iPhone ] [ 🤖 Шаги для Android ]
         | [ 🛠 Не работает ]
         | [ 📶 Мои eSIM ]

    bot  | 📧 Заказ QE-…: письмо отправлено.
         | Адрес: traveller@example.com
         | Не видно письма? Загляните в «Спам».
    "#);
}

#[tokio::test]
async fn a_purchase_reads_like_this_in_english() {
    insta::assert_snapshot!(purchase(Lang::En).await, @r#"
    me   | /start

    bot  | Hello! 👋
         |
         | This is Qazaq eSIM: mobile internet for your trips. Choose a plan, pay, and the QR code arrives right here in the chat. No need to swap your SIM card.
         |
         | Where are you going? Pick a country, or type its name in English, Kazakh or Russian.
         | [ 🇹🇷 Türkiye ] [ 🇦🇪 United Arab Emirates ]
         | [ 🇷🇺 Russia ] [ 🇨🇳 China ]
         | [ 🇺🇿 Uzbekistan ] [ 🇰🇬 Kyrgyzstan ]
         | [ 🇹🇭 Thailand ] [ 🇪🇬 Egypt ]
         | [ 🇬🇪 Georgia ] [ 🇰🇷 South Korea ]
         | [ 🇩🇪 Germany ] [ 🇺🇸 USA ]
         | [ 🌐 All countries ] [ 🗺 Regions and world ]
         | [ 🔍 Search ]
         | [ 📶 My eSIMs ] [ ❓ Help ] [ 🌐 Language ]

    me   | Turkey

    bot  | ✏️ Type your e-mail address.
         | For example: name@example.com
         | [ 💬 Only in this chat ]
         | [ ⬅️ Back ]

    me   | traveller@example.com

    bot  | 🧾 Order QE-…: the invoice is here.
         | Please pay by: 21 Sep 2026, 19:43 (UTC+5)
         | [ ❌ Cancel the order ]

    bot  | [invoice]
         | [ Pay 308 ⭐ ]
         | [ ❌ Cancel the order ]

    me   | [paid]

    bot  | [photo] ✅ 🇹🇷 Türkiye · 1 GB · 7 days
         | Order QE-…
         | Paid: 21 Sep 2026, 19:13 (UTC+5)
         |
         | SM-DP+ address:
         | smdp.demo-esim.example
         | Activation code:
         | LPA:1$…
         |
         | 📲 Connect to Wi-Fi and scan the QR code from another screen, or install with a button below. The code installs only once, so show it to nobody.
         | [ 📲 Install on iPhone ]
         | [ 📲 Install on Android ]
         | [ 📋 Copy the code ] [ 📋 Copy SM-DP+ ]
         | [ 🍏 iPhone steps ] [ 🤖 Android steps ]
         | [ 🛠 It doesn’t work ]
         | [ 📶 My eSIMs ]

    bot  | 📧 Order QE-…: the e-mail was sent.
         | Address: traveller@example.com
         | Cannot find it? Look into the spam folder.
    "#);
}
