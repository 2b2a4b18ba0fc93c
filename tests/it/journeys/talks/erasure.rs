//! `/deletemydata` after a purchase: two questions, and the QR is gone.

use qazaq_esim_bot::domain::lang::Lang;

use crate::support::talk::Talk;

#[tokio::test]
async fn everything_is_forgotten_in_kazakh() {
    let mut talk = Talk::bought(Lang::Kk, false).await;
    talk.customer(&["/deletemydata", "[Иә, деректерімді жою]", "[Біржола жою]"]).await;
    insta::assert_snapshot!(talk.end().await, @r#"
    me    | /deletemydata

    bot   | 🗑 Деректеріңізді жоямыз ба?
          |
          | Жойылады:
          | • Telegram идентификаторы (чат нөмірі) және тіл;
          | • электрондық пошта;
          | • бот хабарламаларының нөмірлері;
          | • eSIM кодтары: QR-кодты енді көрсете алмаймыз. Керек болса, алдымен eSIM-ді орнатыңыз немесе кодты сақтап алыңыз.
          |
          | Заң бойынша мыналар қалады, олар жеке басыңызды көрсетпейді:
          | • тапсырыс нөмірі, пакет, сома, күні және төлем нөмірі — тапсырыс жылынан кейінгі толық 5 күнтізбелік жыл, салық заңы бойынша;
          | • келісімдер тізілімі, байланыс деректерінсіз — 3 жыл.
          |
          | Шифрлау кілттерінің көшірмелері ең көбі 7 күн сақталады, содан кейін деректі сақтық көшірмелерден де оқу мүмкін болмайды.
          |
          | Чаттың өзі Telegram-да қалады: оны өзіңіз тазалаңыз. Орнатылған eSIM жұмысын жалғастыра береді.
          | [ Иә, деректерімді жою ]
          | [ ⬅️ Шығу ]

    press | [ Иә, деректерімді жою ]

    edit  | ⚠️ Соңғы сұрақ. Деректерді біржола жоямыз ба?
          |
          | Мұны кері қайтару мүмкін емес: QR-кодтар мен тапсырыстар тізімі енді ашылмайды.
          | [ 🗑 Біржола жою ]
          | [ ⬅️ Шығу ]

    press | [ 🗑 Біржола жою ]

    edit  | [photo, 600 x 600]
          | Деректер жойылды, QR-код енді көрсетілмейді.

    gone  | Сәлеметсіз бе! 👋

    gone  | [invoice, 308 XTR] eSIM: 1 ГБ, 7 күн

    gone  | ⚠️ Соңғы сұрақ. Деректерді біржола жоямыз ба?

    bot   | ✅ Деректеріңіз жойылып жатыр. Бізбен бірге болғаныңызға рахмет!
          |
          | Чат тарихы Telegram-да қалады, қаласаңыз, оны өзіңіз тазалаңыз. Қайта бастасаңыз (/start), сізді жаңа адам ретінде қарсы аламыз. Сапарыңыз сәтті болсын!
    "#);
}

#[tokio::test]
async fn everything_is_forgotten_in_russian() {
    let mut talk = Talk::bought(Lang::Ru, false).await;
    talk.customer(&["/deletemydata", "[Да, удалить данные]", "[Удалить навсегда]"]).await;
    insta::assert_snapshot!(talk.end().await, @r#"
    me    | /deletemydata

    bot   | 🗑 Удалить ваши данные?
          |
          | Удалим:
          | • идентификатор Telegram (номер чата) и язык;
          | • адрес электронной почты;
          | • номера сообщений бота;
          | • коды eSIM: показать QR-код ещё раз мы уже не сможем. Если он нужен, сначала установите eSIM или сохраните код.
          |
          | По закону останется, без указания на вас:
          | • номер заказа, пакет, сумма, дата и номер платежа — 5 полных календарных лет после года заказа, по налоговому закону;
          | • реестр согласий без контактных данных — 3 года.
          |
          | Копии ключей шифрования хранятся не дольше 7 дней, после этого данные не прочитать и в резервных копиях.
          |
          | Сам чат остаётся в Telegram: очистите его сами. Установленная eSIM продолжит работать.
          | [ Да, удалить данные ]
          | [ ⬅️ Выйти ]

    press | [ Да, удалить данные ]

    edit  | ⚠️ Последний вопрос. Удалить данные навсегда?
          |
          | Вернуть их будет нельзя: QR-коды и список заказов больше не откроются.
          | [ 🗑 Удалить навсегда ]
          | [ ⬅️ Выйти ]

    press | [ 🗑 Удалить навсегда ]

    edit  | [photo, 600 x 600]
          | Данные удалены, этот QR-код больше не показывается.

    gone  | Здравствуйте! 👋

    gone  | [invoice, 308 XTR] eSIM · 1 ГБ · 7 дней

    gone  | ⚠️ Последний вопрос. Удалить данные навсегда?

    bot   | ✅ Ваши данные удаляются. Спасибо, что были с нами!
          |
          | История чата остаётся в Telegram; если хотите, очистите её сами. Если начнёте снова (/start), встретим вас как в первый раз. Хорошей поездки!
    "#);
}

#[tokio::test]
async fn everything_is_forgotten_in_english() {
    let mut talk = Talk::bought(Lang::En, false).await;
    talk.customer(&["/deletemydata", "[Yes, delete my data]", "[Delete forever]"]).await;
    insta::assert_snapshot!(talk.end().await, @r#"
    me    | /deletemydata

    bot   | 🗑 Delete your data?
          |
          | We delete:
          | • your Telegram identifier (chat number) and language;
          | • your e-mail address;
          | • the numbers of the bot’s messages;
          | • the eSIM codes: we cannot show the QR code again. If you need it, install the eSIM or save the code first.
          |
          | By law, and without naming you, we keep:
          | • order number, plan, amount, date and charge id, for 5 full calendar years after the year of the order, by tax law;
          | • the register of consents, without contact data, for 3 years.
          |
          | Copies of encryption keys are kept for 7 days at most; after that the data cannot be read in backups either.
          |
          | The chat itself stays with Telegram: please clear it yourself. An installed eSIM goes on working.
          | [ Yes, delete my data ]
          | [ ⬅️ Leave ]

    press | [ Yes, delete my data ]

    edit  | ⚠️ The last question. Delete your data forever?
          |
          | This cannot be undone: your QR codes and the list of your orders will not open again.
          | [ 🗑 Delete forever ]
          | [ ⬅️ Leave ]

    press | [ 🗑 Delete forever ]

    edit  | [photo, 600 x 600]
          | The data was deleted; this QR code is no longer shown.

    gone  | Hello! 👋

    gone  | [invoice, 308 XTR] eSIM · 1 GB · 7 days

    gone  | ⚠️ The last question. Delete your data forever?

    bot   | ✅ Your data is being deleted. Thank you for being with us!
          |
          | The chat history stays with Telegram; you can clear it yourself. If you begin again (/start), we will greet you as somebody new. Have a good trip!
    "#);
}
