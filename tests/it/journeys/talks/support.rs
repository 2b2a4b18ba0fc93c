//! A question to support and the answer to it.

use qazaq_esim_bot::domain::lang::Lang;

use crate::support::talk::Talk;

#[tokio::test]
async fn support_answers_in_kazakh() {
    let mut talk = Talk::bought(Lang::Kk, false).await.of_both();
    talk.customer(&["/support", "Роумингті қалай қосамын?"]).await;
    talk.admin_replies("Параметрлерден eSIM-ді таңдап, деректер роумингін қосыңыз.").await;
    insta::assert_snapshot!(talk.end().await, @r#"
    --- customer ---

    me    | /support

    bot   | 💬 Сұрағыңызды жазыңыз
          |
          | Келесі хабарламаларыңызды қызметкеріміз оқиды. Мәтін, фото, дауыстық хабарлама — бәрі жарайды. Мәселе тапсырысқа қатысты болса, нөмірін қоса жазыңыз. QR-код пен белсендіру кодын жібермеңіз.
          | [ ⬅️ Шығу ]

    me    | Роумингті қалай қосамын?

    bot   | ✅ Хабарламаңыз қолдау қызметіне жіберілді. Жауап осы чатқа келеді.
          | [ 🔍 Бұл ел атауы ]
          | [ 🏠 Басты бет ]

    --- admin ---

    bot   | 💬 Қолдау қызметіне хабарлама. Тілі: Қазақша
          | Соңғы тапсырысы: QE-…
          | Келесі хабарламаға «Жауап беру» арқылы жауап жазыңыз.

    bot   | Роумингті қалай қосамын?

    me    | Параметрлерден eSIM-ді таңдап, деректер роумингін қосыңыз.

    bot   | ✅ Жауап жіберілді.

    --- customer ---

    bot   | 💬 Қолдау қызметінің жауабы:

    bot   | Параметрлерден eSIM-ді таңдап, деректер роумингін қосыңыз.
    "#);
}

#[tokio::test]
async fn support_answers_in_russian() {
    let mut talk = Talk::bought(Lang::Ru, false).await.of_both();
    talk.customer(&["/support", "Как включить роуминг?"]).await;
    talk.admin_replies("Выберите eSIM в настройках и включите роуминг данных.").await;
    insta::assert_snapshot!(talk.end().await, @r#"
    --- customer ---

    me    | /support

    bot   | 💬 Напишите ваш вопрос
          |
          | Следующие сообщения прочитает наш сотрудник. Подойдут текст, фото, голосовое — что угодно. Если дело в заказе, добавьте его номер. QR-код и код активации не присылайте.
          | [ ⬅️ Выйти ]

    me    | Как включить роуминг?

    bot   | ✅ Сообщение передано в поддержку. Ответ придёт в этот чат.
          | [ 🔍 Это про страну ]
          | [ 🏠 На главную ]

    --- admin ---

    bot   | 💬 Сообщение в поддержку. Язык: Русский
          | Последний заказ: QE-…
          | Ответьте на следующее сообщение через «Ответить».

    bot   | Как включить роуминг?

    me    | Выберите eSIM в настройках и включите роуминг данных.

    bot   | ✅ Ответ отправлен.

    --- customer ---

    bot   | 💬 Ответ поддержки:

    bot   | Выберите eSIM в настройках и включите роуминг данных.
    "#);
}

#[tokio::test]
async fn support_answers_in_english() {
    let mut talk = Talk::bought(Lang::En, false).await.of_both();
    talk.customer(&["/support", "How do I turn on roaming?"]).await;
    talk.admin_replies("Choose the eSIM in the settings and turn on data roaming.").await;
    insta::assert_snapshot!(talk.end().await, @r#"
    --- customer ---

    me    | /support

    bot   | 💬 Write your question
          |
          | A person will read your next messages. Text, photo, voice message: all are fine. If it is about an order, add its number. Please do not send the QR code or the activation code.
          | [ ⬅️ Leave ]

    me    | How do I turn on roaming?

    bot   | ✅ Your message was passed on to support. The answer will come to this chat.
          | [ 🔍 I meant a country ]
          | [ 🏠 Home ]

    --- admin ---

    bot   | 💬 A message to support. Language: English
          | Latest order: QE-…
          | Answer the next message with “Reply”.

    bot   | How do I turn on roaming?

    me    | Choose the eSIM in the settings and turn on data roaming.

    bot   | ✅ The answer was sent.

    --- customer ---

    bot   | 💬 Support answers:

    bot   | Choose the eSIM in the settings and turn on data roaming.
    "#);
}
