//! A question to support and the answer to it.

use qazaq_esim_bot::domain::lang::Lang;

use crate::support::talk::Talk;

/// Somebody who agreed to nothing yet writes to support, and lets the talk be kept.
async fn stranger(lang: Lang, asks: &str, yes: &str, answer: &str) -> String {
    let mut talk = Talk::begin(lang, false).await;
    let language = match lang {
        Lang::Kk => "[Қазақша]",
        Lang::Ru => "[Русский]",
        Lang::En => "[English]",
    };
    talk.customer(&["/start", language]).await;
    talk.leave_out();
    let mut talk = talk.of_both();
    talk.customer(&["/support", asks, yes]).await;
    talk.admin_replies(answer).await;
    talk.end().await
}

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
          | Осы не келесі хабарламаға «Жауап беру» арқылы жауап жазыңыз.
          | [ 🔇 Үнін өшіру ]

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
          | [ 🔍 Искать страну ]
          | [ 🏠 На главную ]

    --- admin ---

    bot   | 💬 Сообщение в поддержку. Язык: Русский
          | Последний заказ: QE-…
          | Ответьте на это или следующее сообщение через «Ответить».
          | [ 🔇 Заглушить ]

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
          | Answer this message or the next with “Reply”.
          | [ 🔇 Mute this person ]

    bot   | How do I turn on roaming?

    me    | Choose the eSIM in the settings and turn on data roaming.

    bot   | ✅ The answer was sent.

    --- customer ---

    bot   | 💬 Support answers:

    bot   | Choose the eSIM in the settings and turn on data roaming.
    "#);
}

#[tokio::test]
async fn a_stranger_is_asked_and_answered_in_kazakh() {
    let talk = stranger(Lang::Kk, "Марста интернет бар ма?", "[✅ Сақтап, жіберу]", "Әзірге жоқ.");
    insta::assert_snapshot!(talk.await, @r#"
    --- customer ---

    me    | /support

    bot   | 💬 Сұрағыңызды жазыңыз
          |
          | Келесі хабарламаларыңызды қызметкеріміз оқиды. Мәтін, фото, дауыстық хабарлама — бәрі жарайды. Мәселе тапсырысқа қатысты болса, нөмірін қоса жазыңыз. QR-код пен белсендіру кодын жібермеңіз.
          | [ ⬅️ Шығу ]

    me    | Марста интернет бар ма?

    bot   | 💬 Осы жазысуды сақтай аламыз ба?
          |
          | Сонда қолдау қызметі кейін де жауап бере алады: соңғы хабарламадан кейін 30 күнге дейін. Telegram идентификаторыңызды және қай хабарламалар бір-біріне қатысты екенін шифрлап сақтаймыз. Келісімді қайтарып алу: /consents.
          |
          | Келісім бермесеңіз де, хабарламаңызды жібереміз, бірақ жауап 24 сағат ішінде ғана келе алады.
          | [ ✅ Сақтап, жіберу ]
          | [ Сақтамай жіберу ]

    press | [ ✅ Сақтап, жіберу ]

    edit  | ⏳ Хабарламаңызды қолдау қызметіне жіберіп жатырмыз…
          | [ 🏠 Басты бет ]

    edit  | ✅ Хабарламаңыз қолдау қызметіне жіберілді. Жауап осы чатқа келеді.
          | [ 🔍 Бұл ел атауы ]
          | [ 🏠 Басты бет ]

    --- admin ---

    bot   | 💬 Қолдау қызметіне хабарлама. Тілі: Қазақша
          | Осы не келесі хабарламаға «Жауап беру» арқылы жауап жазыңыз.
          | [ 🔇 Үнін өшіру ]

    bot   | Марста интернет бар ма?

    me    | Әзірге жоқ.

    bot   | ✅ Жауап жіберілді.

    --- customer ---

    bot   | 💬 Қолдау қызметінің жауабы:

    bot   | Әзірге жоқ.
    "#);
}

#[tokio::test]
async fn a_stranger_is_asked_and_answered_in_russian() {
    let talk = stranger(Lang::Ru, "А на Марсе работает?", "[✅ Да, и отправить]", "Пока нет.");
    insta::assert_snapshot!(talk.await, @r#"
    --- customer ---

    me    | /support

    bot   | 💬 Напишите ваш вопрос
          |
          | Следующие сообщения прочитает наш сотрудник. Подойдут текст, фото, голосовое — что угодно. Если дело в заказе, добавьте его номер. QR-код и код активации не присылайте.
          | [ ⬅️ Выйти ]

    me    | А на Марсе работает?

    bot   | 💬 Можно хранить эту переписку?
          |
          | Тогда поддержка сможет ответить и позже: до 30 дней после последнего сообщения. Храним зашифрованными ваш идентификатор Telegram и то, какие сообщения относятся друг к другу. Отозвать согласие: /consents.
          |
          | Без этого сообщение тоже отправим, но ответ может прийти только в течение 24 часов.
          | [ ✅ Да, и отправить ]
          | [ Только отправить ]

    press | [ ✅ Да, и отправить ]

    edit  | ⏳ Передаём сообщение в поддержку…
          | [ 🏠 На главную ]

    edit  | ✅ Сообщение передано в поддержку. Ответ придёт в этот чат.
          | [ 🔍 Искать страну ]
          | [ 🏠 На главную ]

    --- admin ---

    bot   | 💬 Сообщение в поддержку. Язык: Русский
          | Ответьте на это или следующее сообщение через «Ответить».
          | [ 🔇 Заглушить ]

    bot   | А на Марсе работает?

    me    | Пока нет.

    bot   | ✅ Ответ отправлен.

    --- customer ---

    bot   | 💬 Ответ поддержки:

    bot   | Пока нет.
    "#);
}

#[tokio::test]
async fn a_stranger_is_asked_and_answered_in_english() {
    let talk = stranger(Lang::En, "Does it work on Mars?", "[✅ Keep it and send]", "Not yet.");
    insta::assert_snapshot!(talk.await, @r#"
    --- customer ---

    me    | /support

    bot   | 💬 Write your question
          |
          | A person will read your next messages. Text, photo, voice message: all are fine. If it is about an order, add its number. Please do not send the QR code or the activation code.
          | [ ⬅️ Leave ]

    me    | Does it work on Mars?

    bot   | 💬 May we keep this conversation?
          |
          | So that support can answer later too: until 30 days after its last word. We keep your Telegram id and which messages belong together, sealed; you can take it back in /consents.
          |
          | Without that your message is sent as well, and an answer can come for 24 hours only.
          | [ ✅ Keep it and send ]
          | [ Send without keeping ]

    press | [ ✅ Keep it and send ]

    edit  | ⏳ Passing your message on to support…
          | [ 🏠 Home ]

    edit  | ✅ Your message was passed on to support. The answer will come to this chat.
          | [ 🔍 I meant a country ]
          | [ 🏠 Home ]

    --- admin ---

    bot   | 💬 A message to support. Language: English
          | Answer this message or the next with “Reply”.
          | [ 🔇 Mute this person ]

    bot   | Does it work on Mars?

    me    | Not yet.

    bot   | ✅ The answer was sent.

    --- customer ---

    bot   | 💬 Support answers:

    bot   | Not yet.
    "#);
}
