//! A purchase in tenge, only in the chat, from the question for an address on.

use qazaq_esim_bot::domain::lang::Lang;

use crate::support::talk::Talk;

#[tokio::test]
async fn in_tenge_and_without_mail_in_kazakh() {
    let mut talk = Talk::begin(Lang::Kk, true).await;
    talk.customer(&[
        "/start",
        "[Қазақша]",
        "Түркия",
        "[7 күн]",
        "[Сатып алу]",
        "[Офертаны қабылдаймын]",
        "[Өңдеуге келісемін]",
    ])
    .await;
    talk.leave_out();
    talk.customer(&["[Тек осы чатқа]", "[Теңгемен]"]).await;
    talk.pays().await;
    insta::assert_snapshot!(talk.end().await, @r#"
    press | [ 💬 Тек осы чатқа ]

    edit  | Тапсырыс QE-…
          | Қалай төлейсіз? ⭐ — Telegram жұлдыздары (Stars).
          | [ Жұлдызбен: 308 ⭐ ]
          | [ Теңгемен: 2 000 ₸ ]
          | [ ⬅️ Артқа ]

    press | [ Теңгемен: 2 000 ₸ ]

    edit  | 🧾 Тапсырыс QE-…: төлем шоты жіберілді.
          | Төлеудің соңғы мерзімі: 21.09.2026, 19:43 (UTC+5)
          | [ ❌ Бас тарту ]

    bot   | [invoice, 2000.00 KZT] eSIM: 1 ГБ, 7 күн
          | 🇹🇷 Түркия. Тапсырыс QE-…. Төлеудің соңғы мерзімі: 21.09.2026, 19:43 (UTC+5). Төлеген соң QR-код осы чатқа келеді.
          | [ Төлеу: 2 000 ₸ ]
          | [ ❌ Бас тарту ]

    press | [ Төлеу: 2 000 ₸ ]

    me    | [paid 2000.00 KZT]

    bot   | ✅ Төлем қабылданды: 2 000 ₸
          | Тапсырыс QE-…
          |
          | eSIM дайындалып жатыр. QR-код осы хабарламада пайда болады, әдетте бірден. Ең кеші: 21.09.2026, 19:28 (UTC+5)

    edit  | [photo, a QR]
          | ✅ 🇹🇷 Түркия · 1 ГБ · 7 күн
          | Тапсырыс QE-…
          | Төленген уақыты: 21.09.2026, 19:13 (UTC+5)
          |
          | SM-DP+ мекенжайы:
          | smdp.demo-esim.example
          | Белсендіру коды:
          | LPA:1$smdp.demo-esim.example$…
          |
          | 📲 Wi-Fi бар жерде QR-кодты басқа экраннан сканерлеңіз немесе төмендегі батырмамен орнатыңыз. Код бір-ақ рет орнатылады, оны ешкімге бермеңіз.
          | [ 📲 iPhone-ға орнату ]
          | [ 📲 Android-қа орнату ]
          | [ 📋 Кодты көшіру ] [ 📋 SM-DP+ көшіру ]
          | [ 🍏 iPhone нұсқаулығы ] [ 🤖 Android нұсқаулығы ]
          | [ 🛠 Жұмыс істемей тұр ]
          | [ 📶 eSIM-дерім ]
    "#);
}

#[tokio::test]
async fn in_tenge_and_without_mail_in_russian() {
    let mut talk = Talk::begin(Lang::Ru, true).await;
    talk.customer(&[
        "/start",
        "[Русский]",
        "Турция",
        "[7 дней]",
        "[Купить]",
        "[Принимаю оферту]",
        "[Даю согласие]",
    ])
    .await;
    talk.leave_out();
    talk.customer(&["[Только в этот чат]", "[В тенге]"]).await;
    talk.pays().await;
    insta::assert_snapshot!(talk.end().await, @r#"
    press | [ 💬 Только в этот чат ]

    edit  | Заказ QE-…
          | Как удобнее оплатить? ⭐ — звёзды Telegram (Stars).
          | [ Звёздами: 308 ⭐ ]
          | [ В тенге: 2 000 ₸ ]
          | [ ⬅️ Назад ]

    press | [ В тенге: 2 000 ₸ ]

    edit  | 🧾 Заказ QE-…: счёт выставлен.
          | Оплатить до: 21.09.2026, 19:43 (UTC+5)
          | [ ❌ Отменить заказ ]

    bot   | [invoice, 2000.00 KZT] eSIM · 1 ГБ · 7 дней
          | 🇹🇷 Турция. Заказ QE-…. Оплатить до: 21.09.2026, 19:43 (UTC+5). После оплаты QR-код придёт в этот чат.
          | [ Оплатить 2 000 ₸ ]
          | [ ❌ Отменить заказ ]

    press | [ Оплатить 2 000 ₸ ]

    me    | [paid 2000.00 KZT]

    bot   | ✅ Оплата получена: 2 000 ₸
          | Заказ QE-…
          |
          | Готовим вашу eSIM. QR-код появится здесь, обычно сразу. Крайний срок: 21.09.2026, 19:28 (UTC+5)

    edit  | [photo, a QR]
          | ✅ 🇹🇷 Турция · 1 ГБ · 7 дней
          | Заказ QE-…
          | Оплачен: 21.09.2026, 19:13 (UTC+5)
          |
          | Адрес SM-DP+:
          | smdp.demo-esim.example
          | Код активации:
          | LPA:1$smdp.demo-esim.example$…
          |
          | 📲 Подключитесь к Wi-Fi и отсканируйте QR-код с другого экрана или установите eSIM кнопкой ниже. Код устанавливается один раз, никому его не показывайте.
          | [ 📲 Установить на iPhone ]
          | [ 📲 Установить на Android ]
          | [ 📋 Скопировать код ] [ 📋 Скопировать SM-DP+ ]
          | [ 🍏 Шаги для iPhone ] [ 🤖 Шаги для Android ]
          | [ 🛠 Не работает ]
          | [ 📶 Мои eSIM ]
    "#);
}

#[tokio::test]
async fn in_tenge_and_without_mail_in_english() {
    let mut talk = Talk::begin(Lang::En, true).await;
    talk.customer(&[
        "/start",
        "[English]",
        "Turkey",
        "[7 days]",
        "[Buy]",
        "[I accept the offer]",
        "[I give my consent]",
    ])
    .await;
    talk.leave_out();
    talk.customer(&["[Only in this chat]", "[Pay in tenge]"]).await;
    talk.pays().await;
    insta::assert_snapshot!(talk.end().await, @r#"
    press | [ 💬 Only in this chat ]

    edit  | Order QE-…
          | How would you like to pay? ⭐ means Telegram Stars.
          | [ Pay with Stars: 308 ⭐ ]
          | [ Pay in tenge: 2,000 ₸ ]
          | [ ⬅️ Back ]

    press | [ Pay in tenge: 2,000 ₸ ]

    edit  | 🧾 Order QE-…: the invoice is here.
          | Please pay by: 21 Sep 2026, 19:43 (UTC+5)
          | [ ❌ Cancel the order ]

    bot   | [invoice, 2000.00 KZT] eSIM · 1 GB · 7 days
          | 🇹🇷 Türkiye. Order QE-…. Please pay by: 21 Sep 2026, 19:43 (UTC+5). After the payment the QR code comes to this chat.
          | [ Pay 2,000 ₸ ]
          | [ ❌ Cancel the order ]

    press | [ Pay 2,000 ₸ ]

    me    | [paid 2000.00 KZT]

    bot   | ✅ Payment received: 2,000 ₸
          | Order QE-…
          |
          | Your eSIM is being prepared. The QR code will appear here, usually at once. At the latest by: 21 Sep 2026, 19:28 (UTC+5)

    edit  | [photo, a QR]
          | ✅ 🇹🇷 Türkiye · 1 GB · 7 days
          | Order QE-…
          | Paid: 21 Sep 2026, 19:13 (UTC+5)
          |
          | SM-DP+ address:
          | smdp.demo-esim.example
          | Activation code:
          | LPA:1$smdp.demo-esim.example$…
          |
          | 📲 Connect to Wi-Fi and scan the QR code from another screen, or install with a button below. The code installs only once, so show it to nobody.
          | [ 📲 Install on iPhone ]
          | [ 📲 Install on Android ]
          | [ 📋 Copy the code ] [ 📋 Copy SM-DP+ ]
          | [ 🍏 iPhone steps ] [ 🤖 Android steps ]
          | [ 🛠 It doesn’t work ]
          | [ 📶 My eSIMs ]
    "#);
}
