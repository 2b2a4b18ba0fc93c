//! An eSIM that is bought before the trip: opened in time, given back, and never opened.

use qazaq_esim_bot::domain::lang::Lang;

use crate::support::talk::Talk;

/// From the first word to a paid order that waits; what is read elsewhere is left out.
async fn kept(lang: Lang, tenge: bool, says: &[&str], pays: &[&str]) -> Talk {
    let mut talk = Talk::begin(lang, tenge).await;
    talk.customer(says).await;
    talk.leave_out();
    talk.customer(pays).await;
    talk.pays().await;
    talk
}

/// The choice, Pay, and where it is tenge the other rail.
fn pays<'a>(tenge: bool, presses: &'a [&'a str; 3]) -> &'a [&'a str] {
    &presses[..if tenge { 3 } else { 2 }]
}

async fn in_kazakh(tenge: bool) -> Talk {
    let agrees = ["/start", "Түркия", "[7 күн]", "[Оферта: иә]", "[Өңдеу: иә]", "[Шетелге: иә]"];
    kept(Lang::Kk, tenge, &agrees, pays(tenge, &["[Сапар алдында]", "[Төлеу]", "[Теңгемен]"])).await
}

async fn in_russian(tenge: bool) -> Talk {
    let agrees =
        ["/start", "Турция", "[7 дней]", "[Оферта: да]", "[Обработка: да]", "[За рубеж: да]"];
    kept(Lang::Ru, tenge, &agrees, pays(tenge, &["[Перед поездкой]", "[Оплатить]", "[В тенге]"]))
        .await
}

async fn in_english(tenge: bool) -> Talk {
    let agrees =
        ["/start", "Turkey", "[7 days]", "[Offer: yes]", "[Processing: yes]", "[Abroad: yes]"];
    kept(Lang::En, tenge, &agrees, pays(tenge, &["[Before the trip]", "[Pay]", "[In tenge]"])).await
}

#[tokio::test]
async fn it_is_opened_in_time_in_kazakh() {
    let mut talk = in_kazakh(false).await;
    talk.days_pass(23).await;
    talk.customer(&["[QR-кодты ашу]"]).await;
    insta::assert_snapshot!(talk.end().await, @r#"
    press | [ ⚪️ Сапар алдында ]

    edit  | 🧾 🇹🇷 Түркия · 1 ГБ · 7 күн
          | 🔒 QR-код төлегеннен кейін сізді 30 күн күтеді. Ашпасаңыз, ақшаңызды қайтарамыз.
          | 💰 Төлейтініңіз: 308 ⭐ (бағасы 2 000 ₸)
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
          | [ ⚪️ QR бірден ] [ 🔘 Сапар алдында ]
          | [ 💳 Төлеу: 308 ⭐ ]
          | [ 📱 Телефон жарай ма? ] [ ⬅️ Артқа ]

    press | [ 💳 Төлеу: 308 ⭐ ]

    bot   | [invoice, 308 XTR] eSIM: 1 ГБ, 7 күн
          | 🇹🇷 Түркия. Тапсырыс QE-…. Шот 30 минут жарамды, ең кеші: 19:43 (Алматы уақыты). QR-кодты осы чатта, сапар алдында өзіңіз ашасыз.
          | [ Төлеу: 308 ⭐ ]
          | [ ❌ Бас тарту ]

    gone  | 🧾 🇹🇷 Түркия · 1 ГБ · 7 күн

    press | [ Төлеу: 308 ⭐ ]

    me    | [paid 308 XTR]

    edit  | [invoice, 308 XTR] eSIM: 1 ГБ, 7 күн
          | 🇹🇷 Түркия. Тапсырыс QE-…. Шот 30 минут жарамды, ең кеші: 19:43 (Алматы уақыты). QR-кодты осы чатта, сапар алдында өзіңіз ашасыз.

    bot   | ✅ Төлем қабылданды: 308 ⭐
          | Тапсырыс QE-…
          |
          | 🔒 🇹🇷 Түркия · 1 ГБ · 7 күн
          | QR-код күтіп тұр: оны сапар алдында ашыңыз. Соңғы күн: 21.10.2026
          | Оған дейін ақша толық қайтарылады, ал ашпасаңыз, оны өзіміз қайтарамыз.
          | [ 🔓 QR-кодты ашу ]
          | [ 💸 Ақшаны қайтару ]
          | [ 🧾 Түбіртек ] [ 💬 Қолдау қызметі ]

    bot   | ⏰ 🇹🇷 Түркия · 1 ГБ
          | Сіз QR-кодты әлі ашқан жоқсыз. Соңғы күн: 21.10.2026
          | Сапар болмай қалды ма? Ақшаңызды қайтарып алыңыз.
          | [ 🔓 QR-кодты ашу ]
          | [ 💸 Ақшаны қайтару ]
          | [ 🧾 Түбіртек ] [ 💬 Қолдау қызметі ]

    press | [ 🔓 QR-кодты ашу ]

    edit  | 🔓 QE-… тапсырысы ашылды: QR-код төменде келеді.

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
async fn it_is_opened_in_time_in_russian() {
    let mut talk = in_russian(false).await;
    talk.days_pass(23).await;
    talk.customer(&["[Открыть QR-код]"]).await;
    insta::assert_snapshot!(talk.end().await, @r#"
    press | [ ⚪️ Перед поездкой ]

    edit  | 🧾 🇹🇷 Турция · 1 ГБ · 7 дней
          | 🔒 QR-код ждёт вас 30 дней после оплаты. Не откроете — вернём деньги.
          | 💰 К оплате: 308 ⭐ (цена 2 000 ₸)
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
          | [ ⚪️ QR сразу ] [ 🔘 Перед поездкой ]
          | [ 💳 Оплатить 308 ⭐ ]
          | [ 📱 Подойдёт телефон? ] [ ⬅️ Назад ]

    press | [ 💳 Оплатить 308 ⭐ ]

    bot   | [invoice, 308 XTR] eSIM · 1 ГБ · 7 дней
          | 🇹🇷 Турция. Заказ QE-…. Счёт на 30 минут, до 19:43 по времени Алматы. QR-код откроете сами в этом чате, перед поездкой.
          | [ Оплатить 308 ⭐ ]
          | [ ❌ Отменить заказ ]

    gone  | 🧾 🇹🇷 Турция · 1 ГБ · 7 дней

    press | [ Оплатить 308 ⭐ ]

    me    | [paid 308 XTR]

    edit  | [invoice, 308 XTR] eSIM · 1 ГБ · 7 дней
          | 🇹🇷 Турция. Заказ QE-…. Счёт на 30 минут, до 19:43 по времени Алматы. QR-код откроете сами в этом чате, перед поездкой.

    bot   | ✅ Оплата получена: 308 ⭐
          | Заказ QE-…
          |
          | 🔒 🇹🇷 Турция · 1 ГБ · 7 дней
          | QR-код ждёт: откройте его перед поездкой. Последний день: 21.10.2026
          | До этого вернём всю сумму, а если не откроете, вернём её сами.
          | [ 🔓 Открыть QR-код ]
          | [ 💸 Вернуть деньги ]
          | [ 🧾 Квитанция ] [ 💬 Поддержка ]

    bot   | ⏰ 🇹🇷 Турция · 1 ГБ
          | Вы ещё не открыли QR-код. Последний день: 21.10.2026
          | Поездка не состоится? Верните деньги.
          | [ 🔓 Открыть QR-код ]
          | [ 💸 Вернуть деньги ]
          | [ 🧾 Квитанция ] [ 💬 Поддержка ]

    press | [ 🔓 Открыть QR-код ]

    edit  | 🔓 Заказ QE-… открыт: QR-код придёт ниже.

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
async fn it_is_opened_in_time_in_english() {
    let mut talk = in_english(false).await;
    talk.days_pass(23).await;
    talk.customer(&["[Open the QR code]"]).await;
    insta::assert_snapshot!(talk.end().await, @r#"
    press | [ ⚪️ Before the trip ]

    edit  | 🧾 🇹🇷 Türkiye · 1 GB · 7 days
          | 🔒 Your QR code waits 30 days, or is refunded.
          | 💰 You pay 308 ⭐ (price 2,000 ₸)
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
          | [ ⚪️ QR at once ] [ 🔘 Before the trip ]
          | [ 💳 Pay 308 ⭐ ]
          | [ 📱 Check my phone ] [ ⬅️ Back ]

    press | [ 💳 Pay 308 ⭐ ]

    bot   | [invoice, 308 XTR] eSIM · 1 GB · 7 days
          | 🇹🇷 Türkiye. Order QE-…. Valid for 30 minutes, until 19:43 Almaty time. You open the QR code here yourself, before the trip.
          | [ Pay 308 ⭐ ]
          | [ ❌ Cancel the order ]

    gone  | 🧾 🇹🇷 Türkiye · 1 GB · 7 days

    press | [ Pay 308 ⭐ ]

    me    | [paid 308 XTR]

    edit  | [invoice, 308 XTR] eSIM · 1 GB · 7 days
          | 🇹🇷 Türkiye. Order QE-…. Valid for 30 minutes, until 19:43 Almaty time. You open the QR code here yourself, before the trip.

    bot   | ✅ Payment received: 308 ⭐
          | Order QE-…
          |
          | 🔒 🇹🇷 Türkiye · 1 GB · 7 days
          | The QR code waits: open it before the trip. Last day: 21 Oct 2026
          | Until then you get a full refund; if you never open it, we return the money ourselves.
          | [ 🔓 Open the QR code ]
          | [ 💸 Get a refund ]
          | [ 🧾 Receipt ] [ 💬 Support ]

    bot   | ⏰ 🇹🇷 Türkiye · 1 GB
          | You have not opened the QR code yet. Last day: 21 Oct 2026
          | No trip after all? Take your money back.
          | [ 🔓 Open the QR code ]
          | [ 💸 Get a refund ]
          | [ 🧾 Receipt ] [ 💬 Support ]

    press | [ 🔓 Open the QR code ]

    edit  | 🔓 Order QE-… is open: the QR code comes below.

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
async fn the_money_is_wished_back_in_kazakh() {
    let mut talk = in_kazakh(false).await.of_both();
    talk.leave_out();
    talk.customer(&["/esims", "[Түркия]", "[Ақшаны қайтару]"]).await;
    insta::assert_snapshot!(talk.end().await, @r#"
    --- customer ---

    me    | /esims

    bot   | eSIM-деріңіз
          | [ 🇹🇷 Түркия · 1 ГБ · 21.09.2026 · ашу, ең кеші 21.10.2026 ]
          | [ 🏠 Басты бет ]

    press | [ 🇹🇷 Түркия · 1 ГБ · 21.09.2026 · ашу, ең кеші 21.10.2026 ]

    edit  | 🇹🇷 Түркия · 1 ГБ · 7 күн
          | Тапсырыс QE-…
          | 🗓 Төленген уақыты: 21.09.2026, 19:13 (UTC+5)
          | 🔹 Күйі: ашу, ең кеші 21.10.2026
          |
          | 🔒 QR-код күтіп тұр: оны сапар алдында ашыңыз. Оған дейін ақша толық қайтарылады.
          | [ 🔓 QR-кодты ашу ]
          | [ 💸 Ақшаны қайтару ]
          | [ 🧾 Түбіртек ] [ 💬 Қолдау қызметі ]
          | [ ⬅️ Артқа ]

    press | [ 💸 Ақшаны қайтару ]

    edit  | ↩️ Тапсырыс QE-…
          | Тапсырыс жабылды, ақша қайтарылады.

    bot   | ↩️ Тапсырыс QE-…
          | Қайтарылатын сома: 308 ⭐. Қайтару басталды, аяқталғанда хабарлаймыз.

    bot   | ✅ Тапсырыс QE-…
          | Ақша қайтарылды: 308 ⭐

    --- admin ---

    bot   | ✅ Тапсырыс QE-…
          | Ақша қайтарылды: 308 ⭐
    "#);
}

#[tokio::test]
async fn the_money_is_wished_back_in_russian() {
    let mut talk = in_russian(false).await.of_both();
    talk.leave_out();
    talk.customer(&["/esims", "[Турция]", "[Вернуть деньги]"]).await;
    insta::assert_snapshot!(talk.end().await, @r#"
    --- customer ---

    me    | /esims

    bot   | Ваши eSIM
          | [ 🇹🇷 Турция · 1 ГБ · 21.09.2026 · открыть до 21.10.2026 ]
          | [ 🏠 На главную ]

    press | [ 🇹🇷 Турция · 1 ГБ · 21.09.2026 · открыть до 21.10.2026 ]

    edit  | 🇹🇷 Турция · 1 ГБ · 7 дней
          | Заказ QE-…
          | 🗓 Оплачен: 21.09.2026, 19:13 (UTC+5)
          | 🔹 Состояние: открыть до 21.10.2026
          |
          | 🔒 QR-код ждёт: откройте его перед поездкой. До этого вернём всю сумму.
          | [ 🔓 Открыть QR-код ]
          | [ 💸 Вернуть деньги ]
          | [ 🧾 Квитанция ] [ 💬 Поддержка ]
          | [ ⬅️ Назад ]

    press | [ 💸 Вернуть деньги ]

    edit  | ↩️ Заказ QE-…
          | Заказ закрыт с возвратом денег.

    bot   | ↩️ Заказ QE-…
          | Начали возврат: 308 ⭐. Сообщим, когда деньги вернутся.

    bot   | ✅ Заказ QE-…
          | Деньги возвращены: 308 ⭐

    --- admin ---

    bot   | ✅ Заказ QE-…
          | Деньги возвращены: 308 ⭐
    "#);
}

#[tokio::test]
async fn the_money_is_wished_back_in_english() {
    let mut talk = in_english(false).await.of_both();
    talk.leave_out();
    talk.customer(&["/esims", "[Türkiye]", "[Get a refund]"]).await;
    insta::assert_snapshot!(talk.end().await, @r#"
    --- customer ---

    me    | /esims

    bot   | Your eSIMs
          | [ 🇹🇷 Türkiye · 1 GB · 21 Sep 2026 · open by 21 Oct 2026 ]
          | [ 🏠 Home ]

    press | [ 🇹🇷 Türkiye · 1 GB · 21 Sep 2026 · open by 21 Oct 2026 ]

    edit  | 🇹🇷 Türkiye · 1 GB · 7 days
          | Order QE-…
          | 🗓 Paid: 21 Sep 2026, 19:13 (UTC+5)
          | 🔹 State: open by 21 Oct 2026
          |
          | 🔒 The QR code waits: open it before the trip. Until then you get a full refund.
          | [ 🔓 Open the QR code ]
          | [ 💸 Get a refund ]
          | [ 🧾 Receipt ] [ 💬 Support ]
          | [ ⬅️ Back ]

    press | [ 💸 Get a refund ]

    edit  | ↩️ Order QE-…
          | The order is closed with a refund.

    bot   | ↩️ Order QE-…
          | The refund has begun: 308 ⭐. We will tell you when the money is back.

    bot   | ✅ Order QE-…
          | The money is back: 308 ⭐

    --- admin ---

    bot   | ✅ Order QE-…
          | The money is back: 308 ⭐
    "#);
}

#[tokio::test]
async fn it_is_never_opened_in_kazakh() {
    let mut talk = in_kazakh(true).await.of_both();
    talk.leave_out();
    talk.days_pass(29).await;
    talk.days_pass(2).await;
    insta::assert_snapshot!(talk.end().await, @r#"
    --- customer ---

    bot   | ⏰ 🇹🇷 Түркия · 1 ГБ
          | Сіз QR-кодты әлі ашқан жоқсыз. Соңғы күн: 21.10.2026
          | Сапар болмай қалды ма? Ақшаңызды қайтарып алыңыз.
          | Теңгені қызметкер провайдер арқылы 3 жұмыс күні ішінде қайтарады.
          | [ 🔓 QR-кодты ашу ]
          | [ 💸 Ақшаны қайтару ]
          | [ 🧾 Түбіртек ] [ 💬 Қолдау қызметі ]

    bot   | ⌛️ Тапсырыс QE-…
          | Соңғы күн өтті, QR-код ашылған жоқ. Ақшаны қайтарып жатырмыз.

    edit  | ↩️ Тапсырыс QE-…
          | Тапсырыс жабылды, ақша қайтарылады.

    bot   | ↩️ Тапсырыс QE-…
          | Қайтарылатын сома: 2 000 ₸. Теңгемен төленген соманы қызметкеріміз төлем провайдері арқылы қайтарады. Қайтарылғанда хабарлаймыз.
          | Ең кеші: 27.10.2026

    --- admin ---

    bot   | ❗️ Вернуть через провайдера: 2 000 ₸
          | Заказ QE-…
          |
          | 1. Найдите в кабинете платёжного провайдера платёж …
          | 2. Верните всю сумму: 2 000 ₸
          | 3. Подтвердите здесь: /settled QE-…
          | Не позже: 27.10.2026
    "#);
}

#[tokio::test]
async fn it_is_never_opened_in_russian() {
    let mut talk = in_russian(true).await.of_both();
    talk.leave_out();
    talk.days_pass(29).await;
    talk.days_pass(2).await;
    insta::assert_snapshot!(talk.end().await, @r#"
    --- customer ---

    bot   | ⏰ 🇹🇷 Турция · 1 ГБ
          | Вы ещё не открыли QR-код. Последний день: 21.10.2026
          | Поездка не состоится? Верните деньги.
          | Тенге возвращает сотрудник через провайдера за 3 рабочих дня.
          | [ 🔓 Открыть QR-код ]
          | [ 💸 Вернуть деньги ]
          | [ 🧾 Квитанция ] [ 💬 Поддержка ]

    bot   | ⌛️ Заказ QE-…
          | Последний день прошёл, QR-код не открыт. Возвращаем деньги.

    edit  | ↩️ Заказ QE-…
          | Заказ закрыт с возвратом денег.

    bot   | ↩️ Заказ QE-…
          | К возврату: 2 000 ₸. Оплату в тенге наш сотрудник возвращает через платёжного провайдера. Сообщим, когда это будет сделано.
          | Не позже: 27.10.2026

    --- admin ---

    bot   | ❗️ Вернуть через провайдера: 2 000 ₸
          | Заказ QE-…
          |
          | 1. Найдите в кабинете платёжного провайдера платёж …
          | 2. Верните всю сумму: 2 000 ₸
          | 3. Подтвердите здесь: /settled QE-…
          | Не позже: 27.10.2026
    "#);
}

#[tokio::test]
async fn it_is_never_opened_in_english() {
    let mut talk = in_english(true).await.of_both();
    talk.leave_out();
    talk.days_pass(29).await;
    talk.days_pass(2).await;
    insta::assert_snapshot!(talk.end().await, @r#"
    --- customer ---

    bot   | ⏰ 🇹🇷 Türkiye · 1 GB
          | You have not opened the QR code yet. Last day: 21 Oct 2026
          | No trip after all? Take your money back.
          | Our staff return tenge at the provider within 3 working days.
          | [ 🔓 Open the QR code ]
          | [ 💸 Get a refund ]
          | [ 🧾 Receipt ] [ 💬 Support ]

    bot   | ⌛️ Order QE-…
          | The last day is over, and the QR code was not opened. We are returning the money.

    edit  | ↩️ Order QE-…
          | The order is closed with a refund.

    bot   | ↩️ Order QE-…
          | To be returned: 2,000 ₸. Payments in tenge are returned by our staff through the payment provider. We will tell you when it is done.
          | By 27 Oct 2026 at the latest

    --- admin ---

    bot   | ❗️ Вернуть через провайдера: 2 000 ₸
          | Заказ QE-…
          |
          | 1. Найдите в кабинете платёжного провайдера платёж …
          | 2. Верните всю сумму: 2 000 ₸
          | 3. Подтвердите здесь: /settled QE-…
          | Не позже: 27.10.2026
    "#);
}
