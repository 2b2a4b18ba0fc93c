//! A purchase with Stars, and the QR by mail too, from the first word to the letter.

use qazaq_esim_bot::domain::lang::Lang;

use crate::support::talk::Talk;

#[tokio::test]
async fn with_stars_and_a_letter_in_kazakh() {
    let mut talk = Talk::begin(Lang::Kk, false).await;
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
    talk.customer(&["[Поштаға да жіберу]", "traveller@example.com", "[Жазғаным дұрыс]"]).await;
    talk.pays().await;
    insta::assert_snapshot!(talk.end().await, @r#"
    me    | /start

    bot   | Тілді таңдаңыз · Выберите язык · Choose a language
          | [ Қазақша ]
          | [ Русский ]
          | [ English ]

    press | [ Қазақша ]

    edit  | Сәлеметсіз бе! 👋
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

    me    | Түркия

    bot   | Көрсетілуде: 🇹🇷 Түркия
          | Пакетті таңдаңыз:
          | [ 1 ГБ · 7 күн · 2 000 ₸ · 308 ⭐ ]
          | [ 5 ГБ · 30 күн · 5 500 ₸ · 847 ⭐ ]
          | [ 🌍 Бірнеше елге ]
          | [ 💬 Қолдауға жіберу ]
          | [ ⬅️ Артқа ]

    press | [ 1 ГБ · 7 күн · 2 000 ₸ · 308 ⭐ ]

    edit  | 🇹🇷 Түркия · 1 ГБ · 7 күн
          |
          | 📶 Трафик көлемі: 1 ГБ
          | 📅 Жарамдылық мерзімі: 7 күн
          | ⏱ Мерзім шетелдегі желіге алғаш қосылғанда басталады
          | 📡 Байланыс операторлары: Turkcell
          | 🚀 Желі: 4G
          | 🔗 Интернет тарату: болады
          | 💬 Тек интернет: қоңырау, SMS және телефон нөмірі жоқ
          |
          | 💰 Бағасы: 2 000 ₸ немесе 308 ⭐
          |
          | 📱 Төлемес бұрын телефонды тексеріңіз: *#06# теріңіз. EID жолы шықса, телефон eSIM-ді қолдайды.
          | ↩️ QR-код әлі көрсетілмеген болса, ақша толық қайтарылады. Көрсетілген кодты кері алу мүмкін емес, бірақ eSIM біздің немесе оператордың кінәсінен жұмыс істемесе, ақшаңызды қайтарамыз.
          | [ 🛒 Сатып алу ]
          | [ 📱 Телефон жарай ма? ]
          | [ ⬅️ Артқа ]

    press | [ 🛒 Сатып алу ]

    edit  | 🧾 Тапсырыс QE-…
          | 🇹🇷 Түркия · 1 ГБ · 7 күн
          | Барлығы: 2 000 ₸ немесе 308 ⭐
          |
          | Сатушы
          | Атауы: ЖК "Islambakiyev Sh.A."
          | ЖСН: 910109301239
          | Заңды мекенжайы: Republic of Kazakhstan, Almaty, Samal-2, Building 33A
          | Эл. пошта: support@qazaq-esim.com
          | Сайт: qazaq-esim.com
          |
          | 1-қадам. Жария оферта
          | Сатып алу шарты жария оферта бойынша жасалады: онда бағасы, жеткізу, ақшаны қайтару және шағым беру тәртібі жазылған. Оқып шығып, келіссеңіз, «Офертаны қабылдаймын» батырмасын басыңыз.
          |
          | ↩️ QR-код әлі көрсетілмеген болса, ақша толық қайтарылады. Көрсетілген кодты кері алу мүмкін емес, бірақ eSIM біздің немесе оператордың кінәсінен жұмыс істемесе, ақшаңызды қайтарамыз.
          | [ 📄 Жария оферта ]
          | [ 🔒 Құпиялылық саясаты ]
          | [ Офертаны қабылдаймын ]
          | [ ⬅️ Артқа ]

    press | [ Офертаны қабылдаймын ]

    edit  | 🧾 Тапсырыс QE-…
          | 🇹🇷 Түркия · 1 ГБ · 7 күн
          | Барлығы: 2 000 ₸ немесе 308 ⭐
          |
          | 2-қадам. Дербес деректерді өңдеуге келісім
          |
          | Мен, осы Telegram аккаунтының иесі, дербес деректерімді мынадай шарттармен жинауға және өңдеуге келісемін:
          |
          | 1. Оператор: ЖК "Islambakiyev Sh.A.", ЖСН 910109301239, Republic of Kazakhstan, Almaty, Samal-2, Building 33A.
          | 2. Субъект: мен, Telegram идентификаторым бойынша. Аты-жөнім сұралмайды және сақталмайды.
          | 3. Мақсаты: шарт жасасу және орындау, eSIM-ді чатқа, ал бөлек келісім берсем, поштаға жеткізу, қолдау көрсету, төлемді тексеру және ақшаны қайтару, салық есебін жүргізу.
          | 4. Деректер тізімі: Telegram идентификаторы (чат нөмірі), таңдалған тіл, тапсырыстар мен төлемдер (карта деректерінсіз), eSIM кодтары, бот хабарламаларының нөмірлері, келісімдер тізілімі; электрондық пошта — оны өзім берсем ғана.
          | 5. Үшінші тұлғаларға беру: иә. Telegram — хабарлама мен төлем үшін; төлем провайдері — теңгемен төлесем; пошта қызметі — хатты таңдасам. eSIM жеткізушісіне жеке басыма қатысты деректер берілмейді.
          | 6. Трансшекаралық беру: иә. Telegram серверлері Қазақстаннан тыс жерде, пошта қызметінің серверлері де шетелде болуы мүмкін.
          | 7. Көпшілікке қолжетімді көздерде жариялау: жоқ.
          | 8. Мерзімі: мақсатқа жеткенше немесе келісімді қайтарып алғанша. Содан кейін заң талабымен: төлемдердің жеке басты көрсетпейтін тізілімі — тапсырыс жылынан кейінгі толық 5 күнтізбелік жыл, келісімдер тізілімі (байланыс деректерінсіз) — 3 жыл.
          |
          | Келісімді кез келген уақытта қайтарып алуға болады: /consents, /deletemydata немесе support@qazaq-esim.com. Төленген тапсырыс орындалмай тұрса, алдымен ол жеткізіледі немесе ақшасы қайтарылады.
          |
          | Толық мәтіні: /privacy, 1-редакция.
          | [ 🔒 Құпиялылық саясаты ]
          | [ Өңдеуге келісемін ]
          | [ Келіспеймін ]
          | [ ⬅️ Артқа ]

    press | [ Өңдеуге келісемін ]

    edit  | 📧 QR-кодты электрондық поштаңызға да жіберейік пе?
          |
          | Сонда оны басқа экраннан ашып, телефонмен сканерлеу оңай болады. Бұл міндетті емес: QR-код осы чатқа бәрібір келеді.
          |
          | «Поштаға да жіберу» батырмасын бассаңыз, мекенжайыңызды хат жіберу үшін өңдеуге келісесіз. Келісімді кез келген уақытта қайтарып алуға болады: /consents
          | [ 📧 Поштаға да жіберу ]
          | [ 💬 Тек осы чатқа ]
          | [ ⬅️ Артқа ]

    press | [ 📧 Поштаға да жіберу ]

    edit  | ✏️ Электрондық пошта мекенжайыңызды жазыңыз.
          | Мысалы: name@example.com
          | [ 💬 Тек осы чатқа ]
          | [ ⬅️ Артқа ]

    me    | traveller@example.com

    bot   | Мекенжай дұрыс па?
          |
          | traveller@example.com
          | [ Жазғаным дұрыс ]
          | [ 💬 Тек осы чатқа ]
          | [ ✏️ Қайта жазу ]

    press | [ Жазғаным дұрыс ]

    edit  | 🧾 Тапсырыс QE-…: төлем шоты жіберілді.
          | Төлеудің соңғы мерзімі: 21.09.2026, 19:43 (UTC+5)
          | [ ❌ Бас тарту ]

    bot   | [invoice, 308 XTR] eSIM: 1 ГБ, 7 күн
          | 🇹🇷 Түркия. Тапсырыс QE-…. Төлеудің соңғы мерзімі: 21.09.2026, 19:43 (UTC+5). Төлеген соң QR-код осы чатқа келеді.
          | [ Төлеу: 308 ⭐ ]
          | [ ❌ Бас тарту ]

    press | [ Төлеу: 308 ⭐ ]

    me    | [paid 308 XTR]

    bot   | ✅ Төлем қабылданды: 308 ⭐
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

    bot   | 📧 Тапсырыс QE-…: хат жіберілді.
          | Мекенжай: traveller@example.com
          | Хат көрінбесе, «Спам» қалтасын қараңыз.

    mail  | From: orders@qazaq-esim.com
          | To: traveller@example.com
          | Subject: 🇹🇷 Түркия: eSIM дайын, тапсырыс QE-…
          |
          | 🇹🇷 Түркия: eSIM дайын, тапсырыс QE-…
          |
          | Сәлеметсіз бе! QE-… тапсырысы бойынша eSIM дайын. Бізді таңдағаныңызға рахмет.
          |
          | Пакет: 🇹🇷 Түркия · 1 ГБ · 7 күн
          | Төленді: 308 ⭐, 21.09.2026, 19:13 (UTC+5)
          | Тапсырыс: QE-…
          |
          | Сканерлеу мүмкін болмаса, деректерді телефонға қолмен енгізіңіз:
          |
          | SM-DP+ мекенжайы:
          | smdp.demo-esim.example
          |
          | Белсендіру коды:
          | LPA:1$smdp.demo-esim.example$…
          |
          | iPhone-ға орнату:
          | https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=LPA%3A1%24smdp.demo-esim.example%24…
          |
          | Android-қа орнату:
          | https://esimsetup.android.com/esim_qrcode_provisioning?carddata=LPA%3A1%24smdp.demo-esim.example%24…
          |
          | ⏱ Мерзім шетелдегі желіге алғаш қосылғанда басталады
          |
          | eSIM-ді сапар алдында, Wi-Fi бар жерде орнатыңыз. Мерзімі орнатылған сәттен басталатын пакетті жолға шығарда ғана орнатыңыз. Барған соң осы eSIM-нің деректер роумингін қосыңыз.
          |
          | Код бір-ақ рет орнатылады, сондықтан QR-код пен кодтарды ешкімге көрсетпеңіз. Орнатылған eSIM-ді пакет біткенше телефоннан өшірмеңіз: көбіне оны қайта орнату мүмкін емес.
          |
          | --
          | Сұрағыңыз болса, осы хатқа жауап беріңіз немесе бізге жазыңыз: support@qazaq-esim.com
          | Сатушы: ЖК "Islambakiyev Sh.A.", ЖСН 910109301239, Republic of Kazakhstan, Almaty, Samal-2, Building 33A, qazaq-esim.com
          | Бұл хат QR-кодты поштаңызға жіберуге келісім бергендіктен келді. Келісімді ботта қайтарып алуға болады: /consents
          | [inline, image/png]
          | [eSIM-QE-….png, image/png]
    "#);
}

#[tokio::test]
async fn with_stars_and_a_letter_in_russian() {
    let mut talk = Talk::begin(Lang::Ru, false).await;
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
    talk.customer(&["[И на почту тоже]", "traveller@example.com", "[Мой адрес верный]"]).await;
    talk.pays().await;
    insta::assert_snapshot!(talk.end().await, @r#"
    me    | /start

    bot   | Тілді таңдаңыз · Выберите язык · Choose a language
          | [ Қазақша ]
          | [ Русский ]
          | [ English ]

    press | [ Русский ]

    edit  | Здравствуйте! 👋
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

    me    | Турция

    bot   | Показываю: 🇹🇷 Турция
          | Выберите пакет:
          | [ 1 ГБ · 7 дней · 2 000 ₸ · 308 ⭐ ]
          | [ 5 ГБ · 30 дней · 5 500 ₸ · 847 ⭐ ]
          | [ 🌍 Несколько стран ]
          | [ 💬 В поддержку ]
          | [ ⬅️ Назад ]

    press | [ 1 ГБ · 7 дней · 2 000 ₸ · 308 ⭐ ]

    edit  | 🇹🇷 Турция · 1 ГБ · 7 дней
          |
          | 📶 Объём трафика: 1 ГБ
          | 📅 Срок действия: 7 дней
          | ⏱ Срок начинается с первого подключения к сети за границей
          | 📡 Операторы: Turkcell
          | 🚀 Сеть: 4G
          | 🔗 Раздача интернета: можно
          | 💬 Только интернет: без звонков, SMS и номера телефона
          |
          | 💰 Цена: 2 000 ₸ или 308 ⭐
          |
          | 📱 Проверьте телефон до оплаты: наберите *#06#. Если появилась строка EID, телефон поддерживает eSIM.
          | ↩️ Пока QR-код не показан, возвращаем всю сумму. Показанный код забрать обратно нельзя, но если eSIM не работает по нашей вине или по вине оператора, деньги вернём.
          | [ 🛒 Купить ]
          | [ 📱 Подойдёт телефон? ]
          | [ ⬅️ Назад ]

    press | [ 🛒 Купить ]

    edit  | 🧾 Заказ QE-…
          | 🇹🇷 Турция · 1 ГБ · 7 дней
          | Итого: 2 000 ₸ или 308 ⭐
          |
          | Продавец
          | Наименование: ИП "Islambakiyev Sh.A."
          | ИИН: 910109301239
          | Юридический адрес: Republic of Kazakhstan, Almaty, Samal-2, Building 33A
          | Эл. почта: support@qazaq-esim.com
          | Сайт: qazaq-esim.com
          |
          | Шаг 1. Публичная оферта
          | Вы покупаете на условиях публичной оферты: в ней цена, доставка, возврат денег и порядок претензий. Прочитайте её и, если согласны, нажмите «Принимаю оферту».
          |
          | ↩️ Пока QR-код не показан, возвращаем всю сумму. Показанный код забрать обратно нельзя, но если eSIM не работает по нашей вине или по вине оператора, деньги вернём.
          | [ 📄 Публичная оферта ]
          | [ 🔒 Конфиденциальность ]
          | [ Принимаю оферту ]
          | [ ⬅️ Назад ]

    press | [ Принимаю оферту ]

    edit  | 🧾 Заказ QE-…
          | 🇹🇷 Турция · 1 ГБ · 7 дней
          | Итого: 2 000 ₸ или 308 ⭐
          |
          | Шаг 2. Согласие на обработку персональных данных
          |
          | Я, владелец этого аккаунта Telegram, даю согласие на сбор и обработку моих персональных данных на таких условиях:
          |
          | 1. Оператор: ИП "Islambakiyev Sh.A.", ИИН 910109301239, Republic of Kazakhstan, Almaty, Samal-2, Building 33A.
          | 2. Субъект: я, по идентификатору Telegram. Имя не спрашивают и не хранят.
          | 3. Цели: заключить и исполнить договор, доставить eSIM в чат, а по отдельному согласию и на почту, оказать поддержку, проверить оплату и вернуть деньги, вести налоговый учёт.
          | 4. Перечень данных: идентификатор Telegram (номер чата), выбранный язык, заказы и платежи (без данных карты), коды eSIM, номера сообщений бота, реестр согласий; адрес электронной почты — только если я его укажу.
          | 5. Передача третьим лицам: да. Telegram — для сообщений и оплаты; платёжному провайдеру — если плачу в тенге; почтовому сервису — если выберу письмо. Поставщику eSIM данные обо мне не передаются.
          | 6. Трансграничная передача: да. Серверы Telegram находятся за пределами Казахстана, серверы почтового сервиса тоже могут быть за рубежом.
          | 7. Публикация в общедоступных источниках: нет.
          | 8. Срок: до достижения целей или отзыва согласия. Затем по закону хранятся: обезличенный реестр платежей — 5 полных календарных лет после года заказа, реестр согласий (без контактных данных) — 3 года.
          |
          | Отозвать согласие можно когда угодно: /consents, /deletemydata или support@qazaq-esim.com. Если оплаченный заказ ещё не выполнен, сначала он будет доставлен или деньги будут возвращены.
          |
          | Полный текст: /privacy, редакция 1.
          | [ 🔒 Конфиденциальность ]
          | [ Даю согласие ]
          | [ Не даю согласия ]
          | [ ⬅️ Назад ]

    press | [ Даю согласие ]

    edit  | 📧 Прислать QR-код ещё и на почту?
          |
          | Тогда его удобно открыть на другом экране и отсканировать телефоном. Это необязательно: в чат QR-код придёт в любом случае.
          |
          | Нажимая «И на почту тоже», вы соглашаетесь на обработку адреса для отправки писем. Отозвать согласие можно когда угодно: /consents
          | [ 📧 И на почту тоже ]
          | [ 💬 Только в этот чат ]
          | [ ⬅️ Назад ]

    press | [ 📧 И на почту тоже ]

    edit  | ✏️ Напишите адрес электронной почты.
          | Например: name@example.com
          | [ 💬 Только в этот чат ]
          | [ ⬅️ Назад ]

    me    | traveller@example.com

    bot   | Адрес верный?
          |
          | traveller@example.com
          | [ Мой адрес верный ]
          | [ 💬 Только в этот чат ]
          | [ ✏️ Ввести заново ]

    press | [ Мой адрес верный ]

    edit  | 🧾 Заказ QE-…: счёт выставлен.
          | Оплатить до: 21.09.2026, 19:43 (UTC+5)
          | [ ❌ Отменить заказ ]

    bot   | [invoice, 308 XTR] eSIM · 1 ГБ · 7 дней
          | 🇹🇷 Турция. Заказ QE-…. Оплатить до: 21.09.2026, 19:43 (UTC+5). После оплаты QR-код придёт в этот чат.
          | [ Оплатить 308 ⭐ ]
          | [ ❌ Отменить заказ ]

    press | [ Оплатить 308 ⭐ ]

    me    | [paid 308 XTR]

    bot   | ✅ Оплата получена: 308 ⭐
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

    bot   | 📧 Заказ QE-…: письмо отправлено.
          | Адрес: traveller@example.com
          | Не видно письма? Загляните в «Спам».

    mail  | From: orders@qazaq-esim.com
          | To: traveller@example.com
          | Subject: 🇹🇷 Турция: eSIM готова, заказ QE-…
          |
          | 🇹🇷 Турция: eSIM готова, заказ QE-…
          |
          | Здравствуйте! Ваша eSIM по заказу QE-… готова. Спасибо, что выбрали нас.
          |
          | Пакет: 🇹🇷 Турция · 1 ГБ · 7 дней
          | Оплачено: 308 ⭐, 21.09.2026, 19:13 (UTC+5)
          | Заказ: QE-…
          |
          | Если отсканировать не получается, введите данные в телефоне вручную:
          |
          | Адрес SM-DP+:
          | smdp.demo-esim.example
          |
          | Код активации:
          | LPA:1$smdp.demo-esim.example$…
          |
          | Установить на iPhone:
          | https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=LPA%3A1%24smdp.demo-esim.example%24…
          |
          | Установить на Android:
          | https://esimsetup.android.com/esim_qrcode_provisioning?carddata=LPA%3A1%24smdp.demo-esim.example%24…
          |
          | ⏱ Срок начинается с первого подключения к сети за границей
          |
          | Установите eSIM до поездки, там, где есть Wi-Fi. Если срок пакета начинается с установки, сделайте это перед самым выездом. Когда приедете, включите для этой eSIM роуминг данных.
          |
          | Код устанавливается один раз, поэтому никому не показывайте QR-код и коды. Не удаляйте eSIM с телефона, пока пакет не закончился: установить её второй раз чаще всего нельзя.
          |
          | --
          | Есть вопрос? Ответьте на это письмо или напишите нам: support@qazaq-esim.com
          | Продавец: ИП "Islambakiyev Sh.A.", ИИН 910109301239, Republic of Kazakhstan, Almaty, Samal-2, Building 33A, qazaq-esim.com
          | Вы получили это письмо, потому что согласились получить QR-код на почту. Отозвать согласие можно в боте: /consents
          | [inline, image/png]
          | [eSIM-QE-….png, image/png]
    "#);
}

#[tokio::test]
async fn with_stars_and_a_letter_in_english() {
    let mut talk = Talk::begin(Lang::En, false).await;
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
    talk.customer(&["[By e-mail too]", "traveller@example.com", "[My address is right]"]).await;
    talk.pays().await;
    insta::assert_snapshot!(talk.end().await, @r#"
    me    | /start

    bot   | Тілді таңдаңыз · Выберите язык · Choose a language
          | [ Қазақша ]
          | [ Русский ]
          | [ English ]

    press | [ English ]

    edit  | Hello! 👋
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

    me    | Turkey

    bot   | Showing: 🇹🇷 Türkiye
          | Choose a plan:
          | [ 1 GB · 7 days · 2,000 ₸ · 308 ⭐ ]
          | [ 5 GB · 30 days · 5,500 ₸ · 847 ⭐ ]
          | [ 🌍 Several countries ]
          | [ 💬 Pass to support ]
          | [ ⬅️ Back ]

    press | [ 1 GB · 7 days · 2,000 ₸ · 308 ⭐ ]

    edit  | 🇹🇷 Türkiye · 1 GB · 7 days
          |
          | 📶 Data: 1 GB
          | 📅 Valid for: 7 days
          | ⏱ The days begin when you first connect abroad
          | 📡 Operators: Turkcell
          | 🚀 Network: 4G
          | 🔗 Hotspot: allowed
          | 💬 Data only: no calls, texts or phone number
          |
          | 💰 Price: 2,000 ₸ or 308 ⭐
          |
          | 📱 Check your phone before paying: dial *#06#. If you see an EID line, the phone supports eSIM.
          | ↩️ Until the QR code is shown, you get a full refund. A code that was shown cannot be taken back, but if the eSIM does not work through our fault or the operator’s, we return the money.
          | [ 🛒 Buy ]
          | [ 📱 Check my phone ]
          | [ ⬅️ Back ]

    press | [ 🛒 Buy ]

    edit  | 🧾 Order QE-…
          | 🇹🇷 Türkiye · 1 GB · 7 days
          | Total: 2,000 ₸ or 308 ⭐
          |
          | Seller
          | Name: IE "Islambakiyev Sh.A."
          | IIN: 910109301239
          | Legal address: Republic of Kazakhstan, Almaty, Samal-2, Building 33A
          | Email: support@qazaq-esim.com
          | Website: qazaq-esim.com
          |
          | Step 1. The public offer
          | You buy on the terms of the public offer: price, delivery, refunds and claims are in it. Please read it and, if you agree, press “I accept the offer”.
          |
          | ↩️ Until the QR code is shown, you get a full refund. A code that was shown cannot be taken back, but if the eSIM does not work through our fault or the operator’s, we return the money.
          | [ 📄 Public offer ]
          | [ 🔒 Privacy policy ]
          | [ I accept the offer ]
          | [ ⬅️ Back ]

    press | [ I accept the offer ]

    edit  | 🧾 Order QE-…
          | 🇹🇷 Türkiye · 1 GB · 7 days
          | Total: 2,000 ₸ or 308 ⭐
          |
          | Step 2. Consent to the processing of personal data
          |
          | I, the holder of this Telegram account, consent to the collection and processing of my personal data on these terms:
          |
          | 1. Operator: IE "Islambakiyev Sh.A.", IIN 910109301239, Republic of Kazakhstan, Almaty, Samal-2, Building 33A.
          | 2. Subject: me, by my Telegram identifier. My name is neither asked nor stored.
          | 3. Purposes: to make and perform the contract, deliver the eSIM to the chat and, with a separate consent, by e-mail, give support, check payments and return money, keep tax records.
          | 4. Data: Telegram identifier (chat number), chosen language, orders and payments (no card data), eSIM codes, numbers of the bot’s messages, the register of consents; an e-mail address only if I give one.
          | 5. Transfer to third parties: yes. Telegram, for messages and payment; the payment provider, if I pay in tenge; the mail service, if I choose e-mail. The eSIM supplier receives no data about me.
          | 6. Transfer abroad: yes. Telegram’s servers are outside Kazakhstan, and those of the mail service may be abroad too.
          | 7. Publication in open sources: no.
          | 8. Term: until the purposes are reached or the consent is withdrawn. After that the law requires: the register of payments, without anything that names me, for 5 full calendar years after the year of the order; the register of consents, without contact data, for 3 years.
          |
          | I can withdraw my consent at any time: /consents, /deletemydata or support@qazaq-esim.com. If a paid order is still open, it is delivered or refunded first.
          |
          | Full text: /privacy, edition 1.
          | [ 🔒 Privacy policy ]
          | [ I give my consent ]
          | [ I do not consent ]
          | [ ⬅️ Back ]

    press | [ I give my consent ]

    edit  | 📧 Shall we send the QR code to your e-mail too?
          |
          | It is then easy to open on another screen and scan with your phone. This is optional: the QR code comes to this chat anyway.
          |
          | By pressing “By e-mail too” you consent to the processing of your address for sending these e-mails. You can withdraw your consent at any time: /consents
          | [ 📧 By e-mail too ]
          | [ 💬 Only in this chat ]
          | [ ⬅️ Back ]

    press | [ 📧 By e-mail too ]

    edit  | ✏️ Type your e-mail address.
          | For example: name@example.com
          | [ 💬 Only in this chat ]
          | [ ⬅️ Back ]

    me    | traveller@example.com

    bot   | Is this address right?
          |
          | traveller@example.com
          | [ My address is right ]
          | [ 💬 Only in this chat ]
          | [ ✏️ Type it again ]

    press | [ My address is right ]

    edit  | 🧾 Order QE-…: the invoice is here.
          | Please pay by: 21 Sep 2026, 19:43 (UTC+5)
          | [ ❌ Cancel the order ]

    bot   | [invoice, 308 XTR] eSIM · 1 GB · 7 days
          | 🇹🇷 Türkiye. Order QE-…. Please pay by: 21 Sep 2026, 19:43 (UTC+5). After the payment the QR code comes to this chat.
          | [ Pay 308 ⭐ ]
          | [ ❌ Cancel the order ]

    press | [ Pay 308 ⭐ ]

    me    | [paid 308 XTR]

    bot   | ✅ Payment received: 308 ⭐
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

    bot   | 📧 Order QE-…: the e-mail was sent.
          | Address: traveller@example.com
          | Cannot find it? Check your spam folder.

    mail  | From: orders@qazaq-esim.com
          | To: traveller@example.com
          | Subject: 🇹🇷 Türkiye: your eSIM is ready, order QE-…
          |
          | 🇹🇷 Türkiye: your eSIM is ready, order QE-…
          |
          | Hello! Your eSIM for order QE-… is ready. Thank you for choosing us.
          |
          | Plan: 🇹🇷 Türkiye · 1 GB · 7 days
          | Paid: 308 ⭐, 21 Sep 2026, 19:13 (UTC+5)
          | Order: QE-…
          |
          | If you cannot scan it, enter these on the phone by hand:
          |
          | SM-DP+ address:
          | smdp.demo-esim.example
          |
          | Activation code:
          | LPA:1$smdp.demo-esim.example$…
          |
          | Install on iPhone:
          | https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=LPA%3A1%24smdp.demo-esim.example%24…
          |
          | Install on Android:
          | https://esimsetup.android.com/esim_qrcode_provisioning?carddata=LPA%3A1%24smdp.demo-esim.example%24…
          |
          | ⏱ The days begin when you first connect abroad
          |
          | Install the eSIM before the trip, where you have Wi-Fi. If the days of your plan begin with the installation, do it just before you leave. When you arrive, turn on data roaming for this eSIM.
          |
          | The code installs only once, so show the QR code and the codes to nobody. Do not delete the eSIM from your phone until the plan is over: usually it cannot be installed again.
          |
          | --
          | Any questions? Reply to this e-mail or write to us: support@qazaq-esim.com
          | Seller: IE "Islambakiyev Sh.A.", IIN 910109301239, Republic of Kazakhstan, Almaty, Samal-2, Building 33A, qazaq-esim.com
          | You received this e-mail because you agreed to have the QR code sent to your e-mail. You can withdraw your consent in the bot: /consents
          | [inline, image/png]
          | [eSIM-QE-….png, image/png]
    "#);
}
