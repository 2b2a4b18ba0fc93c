//! The money back: an admin asks, confirms, and both hear how it ended.

use qazaq_esim_bot::domain::lang::Lang;

use crate::support::talk::Talk;

#[tokio::test]
async fn stars_go_back_in_kazakh() {
    let mut talk = Talk::bought(Lang::Kk, false).await.of_both();
    talk.admin(&["/refund QE-…", "[Қайтару:]"]).await;
    insta::assert_snapshot!(talk.end().await, @r#"
    --- admin ---

    me    | /refund QE-…

    bot   | ↩️ Ақшаны қайтарамыз ба?
          | Тапсырыс QE-…
          | 🇹🇷 Түркия
          | Сома: 308 ⭐
          | Күйі: дайын
          | Төленген уақыты: 21.09.2026, 19:13 (UTC+5)
          |
          | Сұрақ 5 минут бойы жарамды.
          |
          | ⚠️ QR-код көрсетілген: оны кері алу мүмкін емес, сатып алушы орната алады.
          | [ Қайтару: 308 ⭐ ]
          | [ Әзірге қалдыру ]

    press | [ Қайтару: 308 ⭐ ]

    edit  | ⏳ Тапсырыс QE-…: қабылданды, нәтижесін хабарлаймыз.
          | [ 📋 Істер тізімі ]

    bot   | ✅ Тапсырыс QE-…
          | Ақша қайтарылды: 308 ⭐

    --- customer ---

    bot   | ↩️ Тапсырыс QE-…
          | Қайтарылатын сома: 308 ⭐. Қайтару басталды, аяқталғанда хабарлаймыз.

    bot   | ✅ Тапсырыс QE-…
          | Ақша қайтарылды: 308 ⭐
    "#);
}

#[tokio::test]
async fn stars_go_back_in_russian() {
    let mut talk = Talk::bought(Lang::Ru, false).await.of_both();
    talk.admin(&["/refund QE-…", "[Вернуть]"]).await;
    insta::assert_snapshot!(talk.end().await, @r#"
    --- admin ---

    me    | /refund QE-…

    bot   | ↩️ Вернуть деньги?
          | Заказ QE-…
          | 🇹🇷 Турция
          | Сумма: 308 ⭐
          | Состояние: готов
          | Оплачен: 21.09.2026, 19:13 (UTC+5)
          |
          | Вопрос действует 5 минут.
          |
          | ⚠️ QR-код показан: забрать его нельзя, покупатель может его установить.
          | [ Вернуть 308 ⭐ ]
          | [ Пока оставить ]

    press | [ Вернуть 308 ⭐ ]

    edit  | ⏳ Заказ QE-…: принято, сообщим о результате.
          | [ 📋 Список дел ]

    bot   | ✅ Заказ QE-…
          | Деньги возвращены: 308 ⭐

    --- customer ---

    bot   | ↩️ Заказ QE-…
          | Начали возврат: 308 ⭐. Сообщим, когда деньги вернутся.

    bot   | ✅ Заказ QE-…
          | Деньги возвращены: 308 ⭐
    "#);
}

#[tokio::test]
async fn stars_go_back_in_english() {
    let mut talk = Talk::bought(Lang::En, false).await.of_both();
    talk.admin(&["/refund QE-…", "[Refund]"]).await;
    insta::assert_snapshot!(talk.end().await, @r#"
    --- admin ---

    me    | /refund QE-…

    bot   | ↩️ Return the money?
          | Order QE-…
          | 🇹🇷 Türkiye
          | Amount: 308 ⭐
          | State: ready
          | Paid: 21 Sep 2026, 19:13 (UTC+5)
          |
          | This question stands for 5 minutes.
          |
          | ⚠️ The QR code was shown: it cannot be taken back, the customer can install it.
          | [ Refund 308 ⭐ ]
          | [ Leave it for now ]

    press | [ Refund 308 ⭐ ]

    edit  | ⏳ Order QE-…: accepted, we will tell you how it went.
          | [ 📋 All cases ]

    bot   | ✅ Order QE-…
          | The money is back: 308 ⭐

    --- customer ---

    bot   | ↩️ Order QE-…
          | The refund has begun: 308 ⭐. We will tell you when the money is back.

    bot   | ✅ Order QE-…
          | The money is back: 308 ⭐
    "#);
}

#[tokio::test]
async fn tenge_go_back_at_the_provider_in_kazakh() {
    let mut talk = Talk::bought(Lang::Kk, true).await.of_both();
    talk.admin(&["/refund QE-…", "[Қайтару:]", "/cases", "/settled QE-…", "[Иә, ақша қайтарылды]"])
        .await;
    insta::assert_snapshot!(talk.end().await, @r#"
    --- admin ---

    me    | /refund QE-…

    bot   | ↩️ Ақшаны қайтарамыз ба?
          | Тапсырыс QE-…
          | 🇹🇷 Түркия
          | Сома: 2 000 ₸
          | Күйі: дайын
          | Төленген уақыты: 21.09.2026, 19:13 (UTC+5)
          |
          | Сұрақ 5 минут бойы жарамды.
          |
          | ⚠️ QR-код көрсетілген: оны кері алу мүмкін емес, сатып алушы орната алады.
          | ⚠️ Теңгемен төленген ақшаны Telegram арқылы қайтару мүмкін емес. Растасаңыз, қайтару керек деп жазылады және провайдерде не істеу керегі айтылады.
          | [ Қайтару: 2 000 ₸ ]
          | [ Әзірге қалдыру ]

    press | [ Қайтару: 2 000 ₸ ]

    edit  | ⏳ Тапсырыс QE-…: қабылданды, нәтижесін хабарлаймыз.
          | [ 📋 Істер тізімі ]

    bot   | ❗️ Провайдер арқылы қайтару керек: 2 000 ₸
          | Тапсырыс QE-…
          |
          | 1. Төлем провайдерінің кабинетінен мына төлемді табыңыз: …
          | 2. Соманы толық қайтарыңыз: 2 000 ₸
          | 3. Осында растаңыз: /settled QE-…
          | Ең кеші: 24.09.2026

    --- customer ---

    bot   | ↩️ Тапсырыс QE-…
          | Қайтарылатын сома: 2 000 ₸. Теңгемен төленген соманы қызметкеріміз төлем провайдері арқылы қайтарады. Қайтарылғанда хабарлаймыз.
          | Ең кеші: 24.09.2026

    --- admin ---

    me    | /cases

    bot   | Адамның қарауын күтіп тұрғандар: 1
          |
          | № 1 · Тапсырыс QE-…: провайдер арқылы қайтару керек, 2 000 ₸
          | Ең кеші: 24.09.2026
          | [ № 1 ]

    me    | /settled QE-…

    bot   | Тапсырыс QE-…
          | Провайдер мына соманы қайтарды ма: 2 000 ₸?
          |
          | Растасаңыз, сатып алушыға хабарланады. Сұрақ 5 минут бойы жарамды.
          | [ Иә, ақша қайтарылды ]
          | [ Әзірге қалдыру ]

    press | [ Иә, ақша қайтарылды ]

    edit  | ⏳ Тапсырыс QE-…: қабылданды, нәтижесін хабарлаймыз.
          | [ 📋 Істер тізімі ]

    bot   | ✅ Тапсырыс QE-…: ақша қайтарылды деп жазылды.

    --- customer ---

    bot   | ✅ Тапсырыс QE-…
          | Ақша қайтарылды: 2 000 ₸
    "#);
}

#[tokio::test]
async fn tenge_go_back_at_the_provider_in_russian() {
    let mut talk = Talk::bought(Lang::Ru, true).await.of_both();
    talk.admin(&[
        "/refund QE-…",
        "[Вернуть]",
        "/cases",
        "/settled QE-…",
        "[Да, деньги возвращены]",
    ])
    .await;
    insta::assert_snapshot!(talk.end().await, @r#"
    --- admin ---

    me    | /refund QE-…

    bot   | ↩️ Вернуть деньги?
          | Заказ QE-…
          | 🇹🇷 Турция
          | Сумма: 2 000 ₸
          | Состояние: готов
          | Оплачен: 21.09.2026, 19:13 (UTC+5)
          |
          | Вопрос действует 5 минут.
          |
          | ⚠️ QR-код показан: забрать его нельзя, покупатель может его установить.
          | ⚠️ Оплату в тенге нельзя вернуть через Telegram. После подтверждения запишем её к возврату и подскажем, что сделать у провайдера.
          | [ Вернуть 2 000 ₸ ]
          | [ Пока оставить ]

    press | [ Вернуть 2 000 ₸ ]

    edit  | ⏳ Заказ QE-…: принято, сообщим о результате.
          | [ 📋 Список дел ]

    bot   | ❗️ Вернуть через провайдера: 2 000 ₸
          | Заказ QE-…
          |
          | 1. Найдите в кабинете платёжного провайдера платёж …
          | 2. Верните всю сумму: 2 000 ₸
          | 3. Подтвердите здесь: /settled QE-…
          | Не позже: 24.09.2026

    --- customer ---

    bot   | ↩️ Заказ QE-…
          | К возврату: 2 000 ₸. Оплату в тенге наш сотрудник возвращает через платёжного провайдера. Сообщим, когда это будет сделано.
          | Не позже: 24.09.2026

    --- admin ---

    me    | /cases

    bot   | Ждут решения человека: 1
          |
          | № 1 · Заказ QE-…: вернуть через провайдера 2 000 ₸
          | Не позже: 24.09.2026
          | [ № 1 ]

    me    | /settled QE-…

    bot   | Заказ QE-…
          | Провайдер вернул 2 000 ₸?
          |
          | После подтверждения сообщим покупателю. Вопрос действует 5 минут.
          | [ Да, деньги возвращены ]
          | [ Пока оставить ]

    press | [ Да, деньги возвращены ]

    edit  | ⏳ Заказ QE-…: принято, сообщим о результате.
          | [ 📋 Список дел ]

    bot   | ✅ Заказ QE-…: возврат записан.

    --- customer ---

    bot   | ✅ Заказ QE-…
          | Деньги возвращены: 2 000 ₸
    "#);
}

#[tokio::test]
async fn tenge_go_back_at_the_provider_in_english() {
    let mut talk = Talk::bought(Lang::En, true).await.of_both();
    talk.admin(&["/refund QE-…", "[Refund]", "/cases", "/settled QE-…", "[Yes, it was returned]"])
        .await;
    insta::assert_snapshot!(talk.end().await, @r#"
    --- admin ---

    me    | /refund QE-…

    bot   | ↩️ Return the money?
          | Order QE-…
          | 🇹🇷 Türkiye
          | Amount: 2,000 ₸
          | State: ready
          | Paid: 21 Sep 2026, 19:13 (UTC+5)
          |
          | This question stands for 5 minutes.
          |
          | ⚠️ The QR code was shown: it cannot be taken back, the customer can install it.
          | ⚠️ A payment in tenge cannot be returned through Telegram. When you confirm, it is noted as due and you are told what to do at the provider.
          | [ Refund 2,000 ₸ ]
          | [ Leave it for now ]

    press | [ Refund 2,000 ₸ ]

    edit  | ⏳ Order QE-…: accepted, we will tell you how it went.
          | [ 📋 All cases ]

    bot   | ❗️ To be returned at the provider: 2,000 ₸
          | Order QE-…
          |
          | 1. In the payment provider’s account find the payment …
          | 2. Return the whole amount: 2,000 ₸
          | 3. Confirm it here: /settled QE-…
          | By 24 Sep 2026 at the latest

    --- customer ---

    bot   | ↩️ Order QE-…
          | To be returned: 2,000 ₸. Payments in tenge are returned by our staff through the payment provider. We will tell you when it is done.
          | By 24 Sep 2026 at the latest

    --- admin ---

    me    | /cases

    bot   | Waiting for a person: 1
          |
          | No. 1 · Order QE-…: 2,000 ₸ to be returned at the provider
          | By 24 Sep 2026 at the latest
          | [ No. 1 ]

    me    | /settled QE-…

    bot   | Order QE-…
          | Did the provider return 2,000 ₸?
          |
          | When you confirm, the customer is told. This question stands for 5 minutes.
          | [ Yes, it was returned ]
          | [ Leave it for now ]

    press | [ Yes, it was returned ]

    edit  | ⏳ Order QE-…: accepted, we will tell you how it went.
          | [ 📋 All cases ]

    bot   | ✅ Order QE-…: the return is recorded.

    --- customer ---

    bot   | ✅ Order QE-…
          | The money is back: 2,000 ₸
    "#);
}
