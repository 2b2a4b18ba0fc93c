//! A purchase in tenge, only in the chat, from the question for an address on.

use qazaq_esim_bot::domain::lang::Lang;

use crate::support::talk::Talk;

#[tokio::test]
async fn in_tenge_and_without_mail_in_kazakh() {
    let mut talk = Talk::begin(Lang::Kk, true).await;
    talk.customer(&["/start", "Түркия", "[7 күн]", "[Оферта: иә]", "[Өңдеу: иә]", "[Шетелге: иә]"])
        .await;
    talk.leave_out();
    talk.customer(&["[Төлеу]", "[Теңгемен]"]).await;
    talk.pays().await;
    insta::assert_snapshot!(talk.end().await, @r#"
    press | [ 💳 Төлеу: 308 ⭐ ]

    bot   | [invoice, 308 XTR] eSIM: 1 ГБ, 7 күн
          | 🇹🇷 Түркия. Тапсырыс QE-…. Шот 30 минут жарамды, ең кеші: 19:43 (Алматы уақыты). Төлеген соң QR-код осы чатқа келеді.
          | [ Төлеу: 308 ⭐ ]
          | [ 💳 Теңгемен: 2 000 ₸ ]
          | [ ❌ Бас тарту ]

    gone  | 🧾 🇹🇷 Түркия · 1 ГБ · 7 күн

    press | [ 💳 Теңгемен: 2 000 ₸ ]

    bot   | [invoice, 2000.00 KZT] eSIM: 1 ГБ, 7 күн
          | 🇹🇷 Түркия. Тапсырыс QE-…. Шот 31 минут жарамды, ең кеші: 19:43 (Алматы уақыты). Төлеген соң QR-код осы чатқа келеді.
          | [ Төлеу: 2 000 ₸ ]
          | [ ⭐ Жұлдызбен: 308 ⭐ ]
          | [ ❌ Бас тарту ]

    gone  | [invoice, 308 XTR] eSIM: 1 ГБ, 7 күн

    press | [ Төлеу: 2 000 ₸ ]

    me    | [paid 2000.00 KZT]

    edit  | [invoice, 2000.00 KZT] eSIM: 1 ГБ, 7 күн
          | 🇹🇷 Түркия. Тапсырыс QE-…. Шот 31 минут жарамды, ең кеші: 19:43 (Алматы уақыты). Төлеген соң QR-код осы чатқа келеді.

    bot   | ✅ Төлем қабылданды: 2 000 ₸
          | Тапсырыс QE-…
          |
          | eSIM дайындалып жатыр. QR-код осы хабарламада пайда болады, әдетте бірден. Ең кеші: 21.09.2026, 19:28 (UTC+5)

    edit  | [photo, a QR]
          | ✅ 🇹🇷 Түркия · 1 ГБ · 7 күн
          | Тапсырыс QE-… · төленген күні 21.09.2026
          | 🗓 Мерзімі сапарда, алғаш қосылғанда басталады. Қазір-ақ орната беріңіз.
          | 📲 Осы телефонға төмендегі батырмамен, басқасына QR-кодпен орнатыңыз. Wi-Fi керек. eSIM бір-ақ рет орнатылады, QR-кодты ешкімге көрсетпеңіз.
          | [ 📲 iPhone-ға ] [ 📲 Android-қа ]
          | [ 📖 Орнату жолы ] [ 🛠 Істемей тұр ]
          | [ ⌨️ Қолмен ] [ 🧾 Түбіртек ]
    "#);
}

#[tokio::test]
async fn in_tenge_and_without_mail_in_russian() {
    let mut talk = Talk::begin(Lang::Ru, true).await;
    talk.customer(&[
        "/start",
        "Турция",
        "[7 дней]",
        "[Оферта: да]",
        "[Обработка: да]",
        "[За рубеж: да]",
    ])
    .await;
    talk.leave_out();
    talk.customer(&["[Оплатить]", "[В тенге]"]).await;
    talk.pays().await;
    insta::assert_snapshot!(talk.end().await, @r#"
    press | [ 💳 Оплатить 308 ⭐ ]

    bot   | [invoice, 308 XTR] eSIM · 1 ГБ · 7 дней
          | 🇹🇷 Турция. Заказ QE-…. Счёт на 30 минут, до 19:43 по времени Алматы. После оплаты QR-код придёт в этот чат.
          | [ Оплатить 308 ⭐ ]
          | [ 💳 В тенге: 2 000 ₸ ]
          | [ ❌ Отменить заказ ]

    gone  | 🧾 🇹🇷 Турция · 1 ГБ · 7 дней

    press | [ 💳 В тенге: 2 000 ₸ ]

    bot   | [invoice, 2000.00 KZT] eSIM · 1 ГБ · 7 дней
          | 🇹🇷 Турция. Заказ QE-…. Счёт на 31 минуту, до 19:43 по времени Алматы. После оплаты QR-код придёт в этот чат.
          | [ Оплатить 2 000 ₸ ]
          | [ ⭐ Звёздами: 308 ⭐ ]
          | [ ❌ Отменить заказ ]

    gone  | [invoice, 308 XTR] eSIM · 1 ГБ · 7 дней

    press | [ Оплатить 2 000 ₸ ]

    me    | [paid 2000.00 KZT]

    edit  | [invoice, 2000.00 KZT] eSIM · 1 ГБ · 7 дней
          | 🇹🇷 Турция. Заказ QE-…. Счёт на 31 минуту, до 19:43 по времени Алматы. После оплаты QR-код придёт в этот чат.

    bot   | ✅ Оплата получена: 2 000 ₸
          | Заказ QE-…
          |
          | Готовим вашу eSIM. QR-код появится здесь, обычно сразу. Крайний срок: 21.09.2026, 19:28 (UTC+5)

    edit  | [photo, a QR]
          | ✅ 🇹🇷 Турция · 1 ГБ · 7 дней
          | Заказ QE-… · оплачен 21.09.2026
          | 🗓 Срок начнётся в поездке, при первом подключении. Ставьте уже сейчас.
          | 📲 На этот телефон ставьте кнопкой ниже, на другой — по QR-коду. Нужен Wi-Fi. eSIM ставится один раз, никому не показывайте QR-код.
          | [ 📲 На iPhone ] [ 📲 На Android ]
          | [ 📖 Как установить ] [ 🛠 Не работает ]
          | [ ⌨️ Вручную ] [ 🧾 Квитанция ]
    "#);
}

#[tokio::test]
async fn in_tenge_and_without_mail_in_english() {
    let mut talk = Talk::begin(Lang::En, true).await;
    talk.customer(&[
        "/start",
        "Turkey",
        "[7 days]",
        "[Offer: yes]",
        "[Processing: yes]",
        "[Abroad: yes]",
    ])
    .await;
    talk.leave_out();
    talk.customer(&["[Pay]", "[In tenge]"]).await;
    talk.pays().await;
    insta::assert_snapshot!(talk.end().await, @r#"
    press | [ 💳 Pay 308 ⭐ ]

    bot   | [invoice, 308 XTR] eSIM · 1 GB · 7 days
          | 🇹🇷 Türkiye. Order QE-…. Valid for 30 minutes, until 19:43 Almaty time. After the payment the QR code comes to this chat.
          | [ Pay 308 ⭐ ]
          | [ 💳 In tenge: 2,000 ₸ ]
          | [ ❌ Cancel the order ]

    gone  | 🧾 🇹🇷 Türkiye · 1 GB · 7 days

    press | [ 💳 In tenge: 2,000 ₸ ]

    bot   | [invoice, 2000.00 KZT] eSIM · 1 GB · 7 days
          | 🇹🇷 Türkiye. Order QE-…. Valid for 31 minutes, until 19:43 Almaty time. After the payment the QR code comes to this chat.
          | [ Pay 2,000 ₸ ]
          | [ ⭐ With Stars: 308 ⭐ ]
          | [ ❌ Cancel the order ]

    gone  | [invoice, 308 XTR] eSIM · 1 GB · 7 days

    press | [ Pay 2,000 ₸ ]

    me    | [paid 2000.00 KZT]

    edit  | [invoice, 2000.00 KZT] eSIM · 1 GB · 7 days
          | 🇹🇷 Türkiye. Order QE-…. Valid for 31 minutes, until 19:43 Almaty time. After the payment the QR code comes to this chat.

    bot   | ✅ Payment received: 2,000 ₸
          | Order QE-…
          |
          | Your eSIM is being prepared. The QR code will appear here, usually at once. At the latest by: 21 Sep 2026, 19:28 (UTC+5)

    edit  | [photo, a QR]
          | ✅ 🇹🇷 Türkiye · 1 GB · 7 days
          | Order QE-… · paid 21 Sep 2026
          | 🗓 The days begin abroad, at the first connection. Install it now.
          | 📲 On this phone install with a button below, on another one with the QR code. You need Wi-Fi. The eSIM installs once, so keep the QR code private.
          | [ 📲 On iPhone ] [ 📲 On Android ]
          | [ 📖 How to install ] [ 🛠 It doesn’t work ]
          | [ ⌨️ By hand ] [ 🧾 Receipt ]
    "#);
}
