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
          | 🇹🇷 Түркия. Тапсырыс QE-…. Шот 30 минут жарамды, ең кеші: 19:43 (Алматы уақыты). Төлеген соң QR-код осы чатқа келеді.
          | [ Төлеу: 2 000 ₸ ]
          | [ ⭐ Жұлдызбен: 308 ⭐ ]
          | [ ❌ Бас тарту ]

    gone  | [invoice, 308 XTR] eSIM: 1 ГБ, 7 күн

    press | [ Төлеу: 2 000 ₸ ]

    me    | [paid 2000.00 KZT]

    edit  | [invoice, 2000.00 KZT] eSIM: 1 ГБ, 7 күн
          | 🇹🇷 Түркия. Тапсырыс QE-…. Шот 30 минут жарамды, ең кеші: 19:43 (Алматы уақыты). Төлеген соң QR-код осы чатқа келеді.

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
          | 🇹🇷 Турция. Заказ QE-…. Счёт на 30 минут, до 19:43 по времени Алматы. После оплаты QR-код придёт в этот чат.
          | [ Оплатить 2 000 ₸ ]
          | [ ⭐ Звёздами: 308 ⭐ ]
          | [ ❌ Отменить заказ ]

    gone  | [invoice, 308 XTR] eSIM · 1 ГБ · 7 дней

    press | [ Оплатить 2 000 ₸ ]

    me    | [paid 2000.00 KZT]

    edit  | [invoice, 2000.00 KZT] eSIM · 1 ГБ · 7 дней
          | 🇹🇷 Турция. Заказ QE-…. Счёт на 30 минут, до 19:43 по времени Алматы. После оплаты QR-код придёт в этот чат.

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
          | 🇹🇷 Türkiye. Order QE-…. Valid for 30 minutes, until 19:43 Almaty time. After the payment the QR code comes to this chat.
          | [ Pay 2,000 ₸ ]
          | [ ⭐ With Stars: 308 ⭐ ]
          | [ ❌ Cancel the order ]

    gone  | [invoice, 308 XTR] eSIM · 1 GB · 7 days

    press | [ Pay 2,000 ₸ ]

    me    | [paid 2000.00 KZT]

    edit  | [invoice, 2000.00 KZT] eSIM · 1 GB · 7 days
          | 🇹🇷 Türkiye. Order QE-…. Valid for 30 minutes, until 19:43 Almaty time. After the payment the QR code comes to this chat.

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

#[tokio::test]
async fn tenge_first_and_stars_after_all_in_kazakh() {
    let mut talk = Talk::tenge_first(Lang::Kk).await;
    talk.customer(&["/start", "Түркия", "[7 күн]", "[Оферта: иә]", "[Өңдеу: иә]"]).await;
    talk.leave_out();
    talk.customer(&["[Шетелге: иә]", "[Төлеу]", "[Жұлдызбен]"]).await;
    talk.pays().await;
    insta::assert_snapshot!(talk.end().await, @r#"
    press | [ ☐ Шетелге: иә ]

    edit  | 🧾 🇹🇷 Түркия · 1 ГБ · 7 күн
          | 👤 Сізге: QR-код осы чатқа келеді.
          | 💰 Төлейтініңіз: 2 000 ₸ немесе 308 ⭐
          | Қолданбада сатып алынған жұлдыздар қымбатырақ түсуі мүмкін.
          | 🔞 Сіз 18 жасқа толғансыз. Үш келісімнің «иә» батырмасын басыңыз: мәтіндері төменде.
          | 📶 Трафик көлемі: 1 ГБ
          | 📅 Жарамдылық мерзімі: 7 күн
          | ⏱ Мерзім шетелдегі желіге алғаш қосылғанда басталады
          | 📡 Байланыс операторлары: Turkcell
          | 🚀 Желі: 4G
          | 🔗 Интернет тарату: болады
          | 💬 Тек интернет: қоңырау, SMS және телефон нөмірі жоқ
          | 📱 Төлемес бұрын телефонды тексеріңіз: *#06# теріңіз. EID жолы шықса, телефон eSIM-ді қолдайды.
          | Сатушы
          | Атауы: ЖК "Islambakiyev Sh.A."
          | ЖСН: 910109301239
          | Заңды мекенжайы: Republic of Kazakhstan, Almaty, Samal-2, Building 33A
          | Эл. пошта: support@qazaq-esim.com
          | Сайт: qazaq-esim.com
          | ↩️ QR-код әлі көрсетілмеген болса, ақша толық қайтарылады. Көрсетілген QR-кодты қайтаруға болмайды, бірақ eSIM біздің немесе оператордың кінәсінен жұмыс істемесе, ақшаңызды қайтарамыз.
          | Оферта. Сатып алу шарты жария оферта бойынша жасалады (/terms, 2-редакция): онда баға, жеткізу, ақшаны қайтару және шағым беру тәртібі жазылған. «Оферта: иә» батырмасын бассаңыз, оны қабылдайсыз.
          | Өңдеу. «Өңдеу: иә» батырмасын басып, мен, осы Telegram аккаунтының иесі, дербес деректерімді жинауға және өңдеуге келісемін.
          | Оператор: ЖК "Islambakiyev Sh.A.", ЖСН 910109301239, Republic of Kazakhstan, Almaty, Samal-2, Building 33A.
          | Субъект: мен, Telegram идентификаторым бойынша. Аты-жөнім сұралмайды және сақталмайды.
          | Мақсаты: шарт жасасу және eSIM-ді чатқа, ал хатты таңдасам, поштаға да жеткізу; қолдау көрсету; төлемді тексеру және ақшаны қайтару; салықтық есепке алу.
          | Деректер: Telegram идентификаторы (чат нөмірі), тіл, тапсырыстар мен төлемдер (карта деректерінсіз), eSIM кодтары, бот хабарламаларының нөмірлері, келісімдер тізілімі; пошта мекенжайы — оны өзім берсем ғана.
          | Үшінші тұлғаларға: Telegram-ға — хабарлама мен төлем үшін; төлем провайдеріне — теңгемен төлесем; пошта қызметіне — хатты таңдасам. eSIM жеткізушісіне — ештеңе.
          | Шетелге: төмендегі бөлек келісіммен ғана. Жариялау: жоқ.
          | Мерзімі: мақсатқа жеткенше немесе келісімді қайтарып алғанша. Содан кейін заң талабымен: төлемдердің жеке басты көрсетпейтін тізілімі — тапсырыс жылынан кейінгі толық 5 күнтізбелік жыл, келісімдер тізілімі (байланыс деректерінсіз) — 3 жыл.
          | Қайтарып алу: /consents, /deletemydata немесе support@qazaq-esim.com. Төленген тапсырыс алдымен орындалады немесе ақшасы қайтарылады. Толық мәтіні: /privacy, 2-редакция.
          | Шетелге. «Шетелге: иә» батырмасын басып, деректерімді Қазақстаннан тыс жерге беруге келісемін:
          | • Telegram-ға (Telegram Messenger Inc., Британдық Виргин аралдары, және Telegram FZ-LLC, БАӘ) — идентификатор, бот хабарламалары, төлем;
          | • пошта қызметіне, хатты таңдасам, — мекенжай және хат мәтіні.
          | Бот Telegram-сыз жұмыс істей алмайды. Қайтарып алу: /deletemydata.
          | [ 📄 Жария оферта ] [ 🔒 Құпиялылық ]
          | [ ✅ Оферта: иә ] [ Оферта: жоқ ]
          | [ ✅ Өңдеу: иә ] [ Өңдеу: жоқ ]
          | [ ✅ Шетелге: иә ] [ Шетелге: жоқ ]
          | [ ☐ 📧 Поштаға да ]
          | [ 🔘 QR бірден ] [ ⚪️ Сапар алдында ]
          | [ 💳 Төлеу: 2 000 ₸ ]
          | [ 📱 Телефон жарай ма? ] [ ⬅️ Артқа ]

    press | [ 💳 Төлеу: 2 000 ₸ ]

    bot   | [invoice, 2000.00 KZT] eSIM: 1 ГБ, 7 күн
          | 🇹🇷 Түркия. Тапсырыс QE-…. Шот 30 минут жарамды, ең кеші: 19:43 (Алматы уақыты). Төлеген соң QR-код осы чатқа келеді.
          | [ Төлеу: 2 000 ₸ ]
          | [ ⭐ Жұлдызбен: 308 ⭐ ]
          | [ ❌ Бас тарту ]

    gone  | 🧾 🇹🇷 Түркия · 1 ГБ · 7 күн

    press | [ ⭐ Жұлдызбен: 308 ⭐ ]

    bot   | [invoice, 308 XTR] eSIM: 1 ГБ, 7 күн
          | 🇹🇷 Түркия. Тапсырыс QE-…. Шот 30 минут жарамды, ең кеші: 19:43 (Алматы уақыты). Төлеген соң QR-код осы чатқа келеді.
          | [ Төлеу: 308 ⭐ ]
          | [ 💳 Теңгемен: 2 000 ₸ ]
          | [ ❌ Бас тарту ]

    gone  | [invoice, 2000.00 KZT] eSIM: 1 ГБ, 7 күн

    press | [ Төлеу: 308 ⭐ ]

    me    | [paid 308 XTR]

    edit  | [invoice, 308 XTR] eSIM: 1 ГБ, 7 күн
          | 🇹🇷 Түркия. Тапсырыс QE-…. Шот 30 минут жарамды, ең кеші: 19:43 (Алматы уақыты). Төлеген соң QR-код осы чатқа келеді.

    bot   | ✅ Төлем қабылданды: 308 ⭐
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
async fn tenge_first_and_stars_after_all_in_russian() {
    let mut talk = Talk::tenge_first(Lang::Ru).await;
    talk.customer(&["/start", "Турция", "[7 дней]", "[Оферта: да]", "[Обработка: да]"]).await;
    talk.leave_out();
    talk.customer(&["[За рубеж: да]", "[Оплатить]", "[Звёздами]"]).await;
    talk.pays().await;
    insta::assert_snapshot!(talk.end().await, @r#"
    press | [ ☐ За рубеж: да ]

    edit  | 🧾 🇹🇷 Турция · 1 ГБ · 7 дней
          | 👤 Для вас: QR-код придёт в этот чат.
          | 💰 К оплате: 2 000 ₸ или 308 ⭐
          | Звёзды, купленные в приложении, могут обойтись дороже.
          | 🔞 Вам есть 18 лет. Нажмите «да» в трёх согласиях: их тексты ниже.
          | 📶 Объём трафика: 1 ГБ
          | 📅 Срок действия: 7 дней
          | ⏱ Срок начинается с первого подключения к сети за границей
          | 📡 Операторы: Turkcell
          | 🚀 Сеть: 4G
          | 🔗 Раздача интернета: можно
          | 💬 Только интернет: без звонков, SMS и номера телефона
          | 📱 Проверьте телефон до оплаты: наберите *#06#. Если появилась строка EID, телефон поддерживает eSIM.
          | Продавец
          | Наименование: ИП "Islambakiyev Sh.A."
          | ИИН: 910109301239
          | Юридический адрес: Republic of Kazakhstan, Almaty, Samal-2, Building 33A
          | Эл. почта: support@qazaq-esim.com
          | Сайт: qazaq-esim.com
          | ↩️ Пока QR-код не показан, возвращаем всю сумму. После показа QR-код вернуть нельзя, но если eSIM не работает по нашей вине или по вине оператора, деньги вернём.
          | Оферта. Вы покупаете на условиях публичной оферты (/terms, редакция 2): в ней цена, доставка, возврат денег и порядок рассмотрения претензий. Нажимая «Оферта: да», вы её принимаете.
          | Обработка. Нажимая «Обработка: да», я, владелец этого аккаунта Telegram, даю согласие на сбор и обработку моих персональных данных.
          | Оператор: ИП "Islambakiyev Sh.A.", ИИН 910109301239, Republic of Kazakhstan, Almaty, Samal-2, Building 33A.
          | Субъект: я, по идентификатору Telegram. Имя не спрашивают и не хранят.
          | Цели: договор и доставка eSIM в чат, а если я выберу письмо, то и на почту; поддержка; проверка оплаты и возврат денег; налоговый учёт.
          | Данные: идентификатор Telegram (номер чата), язык, заказы и платежи (без данных карты), коды eSIM, номера сообщений бота, реестр согласий; адрес почты — только если я его укажу.
          | Третьим лицам: Telegram — для сообщений и оплаты; платёжному провайдеру — если плачу в тенге; почтовому сервису — если выберу письмо. Поставщику eSIM — ничего.
          | За рубеж: только по отдельному согласию ниже. Публикация: нет.
          | Срок: до достижения целей или отзыва. Затем по закону: обезличенный реестр платежей — 5 полных календарных лет после года заказа, реестр согласий без контактных данных — 3 года.
          | Отзыв: /consents, /deletemydata или support@qazaq-esim.com. Оплаченный заказ сначала будет выполнен или деньги будут возвращены. Полный текст: /privacy, редакция 2.
          | За рубеж. Нажимая «За рубеж: да», я согласен на передачу моих данных за пределы Казахстана:
          | • Telegram (Telegram Messenger Inc., Британские Виргинские острова, и Telegram FZ-LLC, ОАЭ) — идентификатор, сообщения бота, оплата;
          | • почтовому сервису, если выберу письмо, — адрес и текст письма.
          | Без Telegram бот работать не может. Отзыв: /deletemydata.
          | [ 📄 Публичная оферта ] [ 🔒 Политика данных ]
          | [ ✅ Оферта: да ] [ Оферта: нет ]
          | [ ✅ Обработка: да ] [ Обработка: нет ]
          | [ ✅ За рубеж: да ] [ За рубеж: нет ]
          | [ ☐ 📧 И на почту ]
          | [ 🔘 QR сразу ] [ ⚪️ Перед поездкой ]
          | [ 💳 Оплатить 2 000 ₸ ]
          | [ 📱 Подойдёт телефон? ] [ ⬅️ Назад ]

    press | [ 💳 Оплатить 2 000 ₸ ]

    bot   | [invoice, 2000.00 KZT] eSIM · 1 ГБ · 7 дней
          | 🇹🇷 Турция. Заказ QE-…. Счёт на 30 минут, до 19:43 по времени Алматы. После оплаты QR-код придёт в этот чат.
          | [ Оплатить 2 000 ₸ ]
          | [ ⭐ Звёздами: 308 ⭐ ]
          | [ ❌ Отменить заказ ]

    gone  | 🧾 🇹🇷 Турция · 1 ГБ · 7 дней

    press | [ ⭐ Звёздами: 308 ⭐ ]

    bot   | [invoice, 308 XTR] eSIM · 1 ГБ · 7 дней
          | 🇹🇷 Турция. Заказ QE-…. Счёт на 30 минут, до 19:43 по времени Алматы. После оплаты QR-код придёт в этот чат.
          | [ Оплатить 308 ⭐ ]
          | [ 💳 В тенге: 2 000 ₸ ]
          | [ ❌ Отменить заказ ]

    gone  | [invoice, 2000.00 KZT] eSIM · 1 ГБ · 7 дней

    press | [ Оплатить 308 ⭐ ]

    me    | [paid 308 XTR]

    edit  | [invoice, 308 XTR] eSIM · 1 ГБ · 7 дней
          | 🇹🇷 Турция. Заказ QE-…. Счёт на 30 минут, до 19:43 по времени Алматы. После оплаты QR-код придёт в этот чат.

    bot   | ✅ Оплата получена: 308 ⭐
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
async fn tenge_first_and_stars_after_all_in_english() {
    let mut talk = Talk::tenge_first(Lang::En).await;
    talk.customer(&["/start", "Turkey", "[7 days]", "[Offer: yes]", "[Processing: yes]"]).await;
    talk.leave_out();
    talk.customer(&["[Abroad: yes]", "[Pay]", "[With Stars]"]).await;
    talk.pays().await;
    insta::assert_snapshot!(talk.end().await, @r#"
    press | [ ☐ Abroad: yes ]

    edit  | 🧾 🇹🇷 Türkiye · 1 GB · 7 days
          | 👤 For you: the QR code comes to this chat.
          | 💰 You pay 2,000 ₸ or 308 ⭐
          | Stars bought in the app may cost more.
          | 🔞 You are 18 or older. Answer “yes” to the three consents below.
          | 📶 Data: 1 GB
          | 📅 Valid for: 7 days
          | ⏱ The days begin when you first connect abroad
          | 📡 Operators: Turkcell
          | 🚀 Network: 4G
          | 🔗 Hotspot: allowed
          | 💬 Data only: no calls, texts or phone number
          | 📱 Check your phone before paying: dial *#06#. If you see an EID line, the phone supports eSIM.
          | Seller
          | Name: IE "Islambakiyev Sh.A."
          | IIN: 910109301239
          | Legal address: Republic of Kazakhstan, Almaty, Samal-2, Building 33A
          | Email: support@qazaq-esim.com
          | Website: qazaq-esim.com
          | ↩️ Until the QR code is shown, you get a full refund. A code that was shown cannot be taken back, but if the eSIM does not work through our fault or the operator’s, we return the money.
          | Offer. You buy on the terms of the public offer (/terms, edition 2): it has the price, the delivery, refunds and complaints. By pressing “Offer: yes” you accept it.
          | Processing. By pressing “Processing: yes” I, the holder of this Telegram account, consent to the collection and processing of my personal data.
          | Operator: IE "Islambakiyev Sh.A.", IIN 910109301239, Republic of Kazakhstan, Almaty, Samal-2, Building 33A.
          | Subject: me, by my Telegram identifier. My name is neither asked nor stored.
          | Purposes: the contract and the delivery of the eSIM to the chat and, if I choose it, by e-mail; support; checking payments and returning money; tax records.
          | Data: Telegram identifier (chat number), language, orders and payments (no card data), eSIM codes, numbers of the bot’s messages, the register of consents; an e-mail address only if I give one.
          | To third parties: Telegram, for messages and payment; the payment provider, if I pay in tenge; the mail service, if I choose e-mail. To the eSIM supplier, nothing.
          | Abroad: only with the separate consent below. Publication: none.
          | Term: until the purposes are reached or the consent is withdrawn. After that the law requires: the register of payments, without anything that names me, for 5 full calendar years after the year of the order; the register of consents, without contact data, for 3 years.
          | Withdrawal: /consents, /deletemydata or support@qazaq-esim.com. A paid order is delivered or refunded first. Full text: /privacy, edition 2.
          | Abroad. By pressing “Abroad: yes” I consent to the transfer of my data out of Kazakhstan:
          | • to Telegram (Telegram Messenger Inc., British Virgin Islands, and Telegram FZ-LLC, UAE): the identifier, the bot’s messages, the payment;
          | • to the mail service, if I choose e-mail: the address and the text of the e-mail.
          | The bot cannot work without Telegram. Withdrawal: /deletemydata.
          | [ 📄 Public offer ] [ 🔒 Privacy policy ]
          | [ ✅ Offer: yes ] [ Offer: no ]
          | [ ✅ Processing: yes ] [ Processing: no ]
          | [ ✅ Abroad: yes ] [ Abroad: no ]
          | [ ☐ 📧 By e-mail too ]
          | [ 🔘 QR at once ] [ ⚪️ Before the trip ]
          | [ 💳 Pay 2,000 ₸ ]
          | [ 📱 Check my phone ] [ ⬅️ Back ]

    press | [ 💳 Pay 2,000 ₸ ]

    bot   | [invoice, 2000.00 KZT] eSIM · 1 GB · 7 days
          | 🇹🇷 Türkiye. Order QE-…. Valid for 30 minutes, until 19:43 Almaty time. After the payment the QR code comes to this chat.
          | [ Pay 2,000 ₸ ]
          | [ ⭐ With Stars: 308 ⭐ ]
          | [ ❌ Cancel the order ]

    gone  | 🧾 🇹🇷 Türkiye · 1 GB · 7 days

    press | [ ⭐ With Stars: 308 ⭐ ]

    bot   | [invoice, 308 XTR] eSIM · 1 GB · 7 days
          | 🇹🇷 Türkiye. Order QE-…. Valid for 30 minutes, until 19:43 Almaty time. After the payment the QR code comes to this chat.
          | [ Pay 308 ⭐ ]
          | [ 💳 In tenge: 2,000 ₸ ]
          | [ ❌ Cancel the order ]

    gone  | [invoice, 2000.00 KZT] eSIM · 1 GB · 7 days

    press | [ Pay 308 ⭐ ]

    me    | [paid 308 XTR]

    edit  | [invoice, 308 XTR] eSIM · 1 GB · 7 days
          | 🇹🇷 Türkiye. Order QE-…. Valid for 30 minutes, until 19:43 Almaty time. After the payment the QR code comes to this chat.

    bot   | ✅ Payment received: 308 ⭐
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
