### What is said in the chat, in Russian. Keys and arguments: src/domain/text.rs.
### Values come as ready words in the nominative; only counts are inflected, by plural forms.
### Buttons, invoice-*, refuse-*, chart-* and stale-button are plain; the rest may hold Telegram's HTML.

## Buttons

btn-back = ⬅️ Назад
btn-all-countries = 🌐 Все страны
btn-regions = 🗺 Регионы и мир
btn-search = 🔍 Поиск
btn-home = 🏠 На главную
btn-place = { $place }
btn-plan =
    { $allowance } · { $days ->
        [one] { $days } день
        [few] { $days } дня
        [many] { $days } дней
       *[other] { $days } дня
    } · { $price }
btn-plan-stars =
    { $allowance } · { $days ->
        [one] { $days } день
        [few] { $days } дня
        [many] { $days } дней
       *[other] { $days } дня
    } · { $price } · { $stars }
# The place is last: on a narrow phone it may be cut, and the numbers stay in line with the other plans.
btn-plan-wide =
    { $allowance } · { $days ->
        [one] { $days } день
        [few] { $days } дня
        [many] { $days } дней
       *[other] { $days } дня
    } · { $price } · { $stars } · { $place }
btn-lang = { $language }
btn-next = Далее ▶️
btn-previous = ◀️ Ранее
btn-phone = 📱 Подойдёт телефон?
btn-buy = 🛒 Купить
btn-offer = Принимаю оферту
btn-processing = Даю согласие
btn-processing-no = Не даю согласия
btn-read-offer = 📄 Оферта на сайте
btn-read-privacy = 🔒 Политика на сайте
btn-terms = 📄 Публичная оферта
btn-privacy = 🔒 Конфиденциальность
btn-email-yes = 📧 И на почту тоже
btn-email-no = 💬 Только в этот чат
btn-email-same = 📧 На прежний адрес
btn-address-ok = Мой адрес верный
btn-address-again = ✏️ Ввести заново
btn-address-fixed = Да, с исправлением
btn-pay-stars = Звёздами: { $stars }
btn-pay-tenge = В тенге: { $price }
btn-pay = Оплатить { $price }
btn-new-invoice = 🧾 Новый счёт
btn-price-ok = Подходит: { $price }
btn-cancel-order = ❌ Отменить заказ
btn-order = { $order } · { $state }
btn-show-qr = 🔳 Показать QR-код
btn-send-mail = 📧 Письмо ещё раз
btn-correct = ✏️ Исправить адрес
btn-another = 🛒 Купить ещё такую
btn-continue = 💳 Перейти к оплате
btn-iphone = 🍏 Шаги для iPhone
btn-android = 🤖 Шаги для Android
btn-trouble = 🛠 Не работает
btn-install-iphone = 📲 Установить на iPhone
btn-install-android = 📲 Установить на Android
btn-copy-code = 📋 Скопировать код
btn-copy-smdp = 📋 Скопировать SM-DP+
btn-support = 💬 Поддержка
btn-want-refund = 💸 Вернуть деньги
btn-esims = 📶 Мои eSIM
btn-help = ❓ Помощь
btn-language = 🌐 Язык
btn-consents = 📝 Мои согласия
btn-withdraw-email = Не писать мне на почту
btn-leave = ⬅️ Выйти
btn-erase = Да, удалить данные
btn-erase-sure = 🗑 Удалить навсегда
btn-refund-yes = Вернуть { $price }
btn-refund-no = Пока оставить
btn-settled-yes = Да, деньги возвращены

## First screen and places

choose-language = Тілді таңдаңыз · Выберите язык · Choose a language

language-set = ✅ Теперь говорим по-русски.

home =
    <b>Здравствуйте!</b> 👋

    Это Qazaq eSIM — мобильный интернет в поездках. Выбираете пакет, оплачиваете, и QR-код приходит прямо в этот чат. Менять SIM-карту не нужно.

    <b>Куда едете?</b> Выберите страну или напишите её название на русском, казахском или английском.

all-countries =
    { $pages ->
        [1] <b>Все страны</b>
        [one] <b>Все страны</b> · { $page } из { $pages }
        [few] <b>Все страны</b> · { $page } из { $pages }
        [many] <b>Все страны</b> · { $page } из { $pages }
       *[other] <b>Все страны</b> · { $page } из { $pages }
    }

regions =
    <b>Регионы и весь мир</b>
    Одна eSIM работает сразу в нескольких странах. Что вам подойдёт?

type-a-name =
    🔍 Напишите страну или город — на русском, казахском или английском.

    Например: <i>Турция</i>, <i>Дубай</i>, <i>Thailand</i>

found-several = Нашлось несколько вариантов. Какой нужен?

found-perhaps = Точно такого названия нет. Может быть, вы имели в виду что-то из этого?

found-nothing =
    Ничего не нашлось 🤔
    Попробуйте написать страну или город иначе либо выберите из списка.

found-not-sold = { $country }: сейчас пакетов в продаже нет. Посмотрите пакеты для регионов и всего мира.

nothing-for-sale = Сейчас в продаже ничего нет, загляните чуть позже. Купленные eSIM всегда здесь: /esims

sales-paused = ⏸ Продажи ненадолго приостановлены. Оплаченные заказы выполняем как обычно.

## Plans

plans-title =
    { $pages ->
        [1] <b>{ $place }</b>
        [one] <b>{ $place }</b> · { $page } из { $pages }
        [few] <b>{ $place }</b> · { $page } из { $pages }
        [many] <b>{ $place }</b> · { $page } из { $pages }
       *[other] <b>{ $place }</b> · { $page } из { $pages }
    }
    Выберите пакет:

plan-title =
    <b>{ $place } · { $allowance } · { $days ->
        [one] { $days } день
        [few] { $days } дня
        [many] { $days } дней
       *[other] { $days } дня
    }</b>

plan-name = <i>{ $name }</i>

plan-data = 📶 Объём трафика: <b>{ $allowance }</b>

plan-days =
    📅 Срок действия: <b>{ $days ->
        [one] { $days } день
        [few] { $days } дня
        [many] { $days } дней
       *[other] { $days } дня
    }</b>

plan-starts-install = ⏱ Срок начинается сразу после установки eSIM

plan-starts-first-use = ⏱ Срок начинается с первого подключения к сети за границей

plan-networks = 📡 Операторы: { $networks }

plan-generation = 🚀 Сеть: { $generation }

plan-hotspot-yes = 🔗 Раздача интернета: можно

plan-hotspot-no = 🔗 Раздача интернета: нельзя

plan-top-up-yes = ➕ Добавить трафик: можно

plan-top-up-no = ➕ Добавить трафик: нельзя

plan-countries = 🗺 Где работает: { $countries }

plan-world = 🌍 Работает в большинстве стран мира

plan-note = ℹ️ { $note }

plan-price = 💰 Цена: <b>{ $price }</b>

plan-price-stars = 💰 Цена: <b>{ $price }</b> или <b>{ $stars }</b>

plan-data-only = 💬 Только интернет: без звонков, SMS и номера телефона

notice-russia = ⚠️ <b>Россия:</b> после въезда на иностранных eSIM первые 24 часа не работают мобильный интернет и SMS. Таковы правила страны. На первые сутки понадобится Wi-Fi.

notice-phone = 📱 Проверьте телефон до оплаты: наберите <code>*#06#</code>. Если появилась строка <b>EID</b>, телефон поддерживает eSIM.

notice-refund = ↩️ Пока QR-код не показан, возвращаем всю сумму. Показанный код забрать обратно нельзя, но если eSIM не работает по нашей вине или по вине оператора, деньги вернём.

phone-check =
    <b>Подойдёт ли ваш телефон?</b>

    1. Откройте набор номера и введите <code>*#06#</code>. Если в окне есть строка <b>EID</b>, в телефоне есть eSIM.

    2. Телефон не должен быть привязан к одному оператору. На iPhone: Настройки → Основные → Об этом устройстве. Если в строке «Блокировка оператора» сказано, что ограничений нет, всё в порядке.

    3. Обратите внимание:
    • iPhone — начиная с моделей XR и XS;
    • в iPhone для материкового Китая eSIM нет, в моделях для Гонконга и Макао она есть лишь в некоторых;
    • в телефонах Samsung для Китая, Гонконга, Тайваня и Макао eSIM часто нет.

    Сомневаетесь — спросите нас до оплаты: /support

not-for-sale = Этот пакет больше не продаётся. Выберите, пожалуйста, другой.

## Review, consents

review-title = 🧾 <b>Заказ { $order }</b>

review-plan =
    { $place } · { $allowance } · { $days ->
        [one] { $days } день
        [few] { $days } дня
        [many] { $days } дней
       *[other] { $days } дня
    }

review-total = Итого: <b>{ $price }</b>

review-total-stars = Итого: <b>{ $price }</b> или <b>{ $stars }</b>

review-processing-stands = Ваше согласие на обработку персональных данных действует. Посмотреть или отозвать: /consents

processing-declined =
    Хорошо. Без согласия принять заказ мы не можем, поэтому он не создан. Данные сеанса удалятся сами через 24 часа.

    Каталог открыт: смотрите пакеты сколько угодно.

session-over = ⌛ Сеанс закончился. Начните, пожалуйста, заново: /start

## E-mail

email-question =
    📧 <b>Прислать QR-код ещё и на почту?</b>

    Тогда его удобно открыть на другом экране и отсканировать телефоном. Это необязательно: в чат QR-код придёт в любом случае.

    Нажимая «И на почту тоже», вы соглашаетесь на обработку адреса для отправки писем. Отозвать согласие можно когда угодно: /consents

email-question-same =
    📧 <b>Прислать QR-код ещё и на почту?</b>

    Прошлый адрес: <code>{ $address }</code>

    Это необязательно: в чат QR-код придёт в любом случае. Выбирая почту, вы соглашаетесь на обработку адреса для отправки писем. Отозвать согласие можно когда угодно: /consents

address-question =
    ✏️ Напишите адрес электронной почты.
    Например: <code>name@example.com</code>

address-check =
    Адрес верный?

    <code>{ $address }</code>

address-typo =
    Вы написали: <code>{ $address }</code>
    Возможно, имелось в виду: <code>{ $suggestion }</code>

    Какой адрес верный?

address-bad =
    Это не похоже на адрес почты. Он выглядит так: <code>name@example.com</code>
    Попробуйте ещё раз.

address-too-long = Адрес слишком длинный. Проверьте его и напишите ещё раз.

address-one-only = Нужен один адрес: без пробелов и в одну строку.

address-saved =
    ✅ Адрес сохранён: <code>{ $address }</code>
    Теперь письма приходят на него.

address-as-text = Напишите адрес текстом или нажмите кнопку.

## Payment

rail-question =
    <b>Заказ { $order }</b>
    Как удобнее оплатить? ⭐ — звёзды Telegram (Stars).

invoice-sent =
    🧾 Заказ { $order }: счёт выставлен.
    Оплатить до: { $until }

invoice-title =
    eSIM · { $allowance } · { $days ->
        [one] { $days } день
        [few] { $days } дня
        [many] { $days } дней
       *[other] { $days } дня
    }

invoice-description = { $place }. Заказ { $order }. Оплатить до: { $until }. После оплаты QR-код придёт в этот чат.

invoice-line = Заказ { $order }

invoice-over =
    ⌛ Заказ { $order }: срок счёта истёк.
    Нажмите кнопку ниже, и мы выставим новый.

invoice-failed =
    ⚠️ Заказ { $order }: не получилось выставить счёт.
    Попробуйте ещё раз. Если не поможет, напишите в поддержку.

price-changed =
    <b>Заказ { $order }</b>
    За это время цена изменилась.

    Было: <s>{ $old }</s>
    Стало: <b>{ $new }</b>

    Без вашего согласия ничего не спишем.

order-gone =
    <b>Заказ { $order }</b>
    Этот пакет больше не продаётся. Выберите, пожалуйста, другой.

order-cancelled = ✅ Заказ { $order } отменён. Платить за него не нужно.

payment-under-way = ⏳ Заказ { $order }: оплата уже идёт. Подождите немного.

order-waits =
    <b>Заказ { $order }</b> ещё не оплачен.
    Сначала оплатите его или отмените.

## Pre-checkout refusals

refuse-expired = Этот счёт больше не действует. Запросите в чате новый. Деньги не списаны.
refuse-taken = Этот заказ уже оплачивается или оплачен. Что с ним, видно в чате: /esims
refuse-other = Этот счёт выставлен другому человеку. Оформите в чате свой заказ. Деньги не списаны.
refuse-amount = Сумма не совпадает с ценой заказа. Запросите в чате новый счёт. Деньги не списаны.
refuse-stock = Этот пакет только что закончился. Выберите в чате другой. Деньги не списаны.
refuse-paused = Продажи ненадолго приостановлены. Попробуйте позже. Деньги не списаны.
refuse-busy = Сейчас не получается проверить платёж. Попробуйте через минуту. Деньги не списаны.

## Paid

card-paid =
    ✅ <b>Оплата получена: { $amount }</b>
    Заказ { $order }

    Готовим вашу eSIM. QR-код появится здесь, обычно сразу. Крайний срок: { $until }

card-qr =
    ✅ <b>{ $place } · { $allowance } · { $days ->
        [one] { $days } день
        [few] { $days } дня
        [many] { $days } дней
       *[other] { $days } дня
    }</b>
    Заказ { $order }
    Оплачен: { $bought }

card-codes =
    Адрес SM-DP+:
    <code>{ $smdp }</code>
    Код активации:
    <code>{ $code }</code>

card-confirmation = Код подтверждения (его спросит телефон): <code>{ $confirmation }</code>

card-how = 📲 Подключитесь к Wi-Fi и отсканируйте QR-код с другого экрана или установите eSIM кнопкой ниже. Код устанавливается один раз, никому его не показывайте.

card-late =
    ⏳ <b>Заказ { $order }</b>
    QR-код задерживается, извините. Мы уже знаем об этом: как только он будет готов, он придёт в этот чат.

    Не хотите ждать — деньги можно вернуть.

card-returned =
    ↩️ <b>Заказ { $order }</b>
    Заказ закрыт с возвратом денег.

card-erased = Данные удалены, этот QR-код больше не показывается.

steps-iphone =
    <b>Установка на iPhone</b>

    Подключитесь к Wi-Fi. Лучше установить eSIM дома, до поездки. Если срок пакета начинается с установки, сделайте это перед самым выездом.

    1. На iOS 17.4 и новее нажмите кнопку «Установить на iPhone» под QR-кодом.

    2. Или откройте QR-код на другом экране и отсканируйте: Настройки → Сотовая связь → Добавить eSIM → Использовать QR-код. QR-код на этом же телефоне? Откройте картинку в приложении «Фото» и удерживайте палец на коде (в новых версиях iOS).

    3. Не выходит — выберите там же «Ввести данные вручную» и вставьте адрес SM-DP+ и код активации. Из кода, который начинается на <code>LPA:1$</code>, нужна только часть после второго знака $. Если телефон попросит, введите код подтверждения.

    <b>Когда приедете:</b>
    • выберите эту eSIM для сотовых данных;
    • включите для неё «Роуминг данных»;
    • выключите «Переключение сотовых данных», иначе может расходоваться интернет основной SIM-карты.

    ⚠️ Не удаляйте eSIM, пока пакет не закончился: установить её второй раз чаще всего нельзя.

steps-android =
    <b>Установка на Android</b>

    Подключитесь к Wi-Fi. Лучше установить eSIM дома, до поездки. Если срок пакета начинается с установки, сделайте это перед самым выездом.

    1. Попробуйте кнопку «Установить на Android» под QR-кодом. На некоторых телефонах (Xiaomi, vivo) она может не открыться, тогда переходите к шагу 2.

    2. Откройте QR-код на другом экране и отсканируйте:
    • <b>Samsung:</b> Настройки → Подключения → Диспетчер SIM-карт → Добавить eSIM;
    • <b>Pixel и другие:</b> Настройки → Сеть и интернет → SIM-карты → Добавить eSIM.

    3. Не выходит — выберите там же ввод кода вручную и вставьте код активации целиком, вместе с началом <code>LPA:1$</code>. Если телефон попросит, введите код подтверждения.

    <b>Когда приедете:</b>
    • выберите эту eSIM для мобильного интернета;
    • включите для неё роуминг;
    • выключите мобильный интернет на основной SIM-карте.

    ⚠️ Не удаляйте eSIM, пока пакет не закончился: установить её второй раз чаще всего нельзя.

steps-trouble =
    <b>Нет интернета? Проверьте по порядку:</b>

    1. Включена ли eSIM и выбрана ли для мобильного интернета именно она?
    2. Включён ли для неё роуминг данных?
    3. Включите на 10 секунд режим полёта и выключите. Не помогло — перезагрузите телефон.
    4. Выберите сеть вручную: одного из операторов с карточки пакета.
    5. APN обычно настраивается сам. Если он указан на карточке пакета, введите его вручную.
    6. В России интернет на иностранных eSIM не работает первые 24 часа. Подождите.

    <b>Не устанавливается?</b>
    • Проверьте, есть ли Wi-Fi.
    • Телефон пишет, что код уже использован? Посмотрите, не стоит ли eSIM в списке: код устанавливается один раз.
    • Наберите <code>*#06#</code>: если строки <b>EID</b> нет, телефон не поддерживает eSIM.

    eSIM не удаляйте: установить её второй раз чаще всего нельзя. Ничего не помогло — напишите нам: /support. Укажите номер заказа, модель телефона и страну, где вы сейчас.

qr-again = 🔄 QR-код сейчас появится здесь…

## Refunds, as the customer hears them

refund-started =
    ↩️ <b>Заказ { $order }</b>
    Начали возврат: { $amount }. Сообщим, когда деньги вернутся.

refund-done =
    ✅ <b>Заказ { $order }</b>
    Деньги возвращены: { $amount }

charge-returned = ↩️ Для этого платежа нет заказа, который ждёт оплаты, поэтому возвращаем деньги: { $amount }

charge-unclear =
    🔎 Пришёл платёж { $amount }, который не подходит ни к одному заказу.
    Деньги не пропадут: сотрудник всё проверит и ответит вам в этом чате. Есть вопрос — /paysupport

refund-by-person =
    ↩️ <b>Заказ { $order }</b>
    К возврату: { $amount }. Оплату в тенге наш сотрудник возвращает через платёжного провайдера. Сообщим, когда это будет сделано.

refund-noted =
    ↩️ <b>Заказ { $order }</b>
    Просьбу о возврате приняли. Она выполнится сама, как только ответит поставщик eSIM.

## Orders and eSIMs

esims-title =
    { $pages ->
        [1] <b>Ваши eSIM</b>
        [one] <b>Ваши eSIM</b> · { $page } из { $pages }
        [few] <b>Ваши eSIM</b> · { $page } из { $pages }
        [many] <b>Ваши eSIM</b> · { $page } из { $pages }
       *[other] <b>Ваши eSIM</b> · { $page } из { $pages }
    }

esims-empty = У вас пока нет eSIM. Подберём что-нибудь для поездки?

esim-title =
    <b>{ $place } · { $allowance } · { $days ->
        [one] { $days } день
        [few] { $days } дня
        [many] { $days } дней
       *[other] { $days } дня
    }</b>
    Заказ { $order }

esim-bought = 🗓 Оплачен: { $day }

esim-state = 🔹 Состояние: { $state }

esim-address = 📧 Письма приходят на: <code>{ $address }</code>

state-invoiced = ждёт оплаты
state-paid = готовится
state-fulfilled = готов
state-returned = возврат оформлен
state-expired = не оплачен в срок
state-cancelled = отменён

## Help, support

help =
    <b>Qazaq eSIM</b> — мобильный интернет в поездках. SIM-карту менять не нужно: выбираете пакет, оплачиваете и сканируете QR-код.

    /start — выбрать страну и пакет
    /esims — заказы и eSIM, показать QR-код ещё раз
    /language — сменить язык
    /support — написать в поддержку
    /paysupport — вопросы об оплате
    /terms — публичная оферта
    /privacy — политика конфиденциальности
    /consents — ваши согласия
    /cancel — отменить заказ или выйти из вопроса
    /deletemydata — удалить ваши данные

    Почта: { $support_email }

pay-support =
    <b>Вопросы об оплате</b>

    <b>Оплата прошла, а QR-кода нет.</b> Обычно он приходит сразу, самое позднее через 15 минут. Если задержался, откройте заказ и нажмите «Вернуть деньги»: /esims

    <b>Хочу вернуть деньги.</b> Пока QR-код не показан, возвращаем всю сумму. Показанный код забрать обратно нельзя, но каждый случай мы разбираем отдельно: если eSIM не работает по нашей вине или по вине оператора, деньги вернём.

    <b>Кому писать?</b> Нам: /support или { $support_email }. Укажите номер заказа. Поддержка самого Telegram не сможет помочь с покупками, сделанными через бота.

support-ask =
    💬 <b>Напишите ваш вопрос</b>

    Следующие сообщения прочитает наш сотрудник. Подойдут текст, фото, голосовое — что угодно. Если дело в заказе, добавьте его номер. QR-код и код активации не присылайте.

support-sent = ✅ Сообщение передано в поддержку. Ответ придёт в этот чат.

support-answer = 💬 <b>Ответ поддержки:</b>

email-withdrawn = ✅ Согласие на письма отозвано. Этот адрес больше не используем, QR-коды будут приходить только в чат.

nothing-to-cancel = Отменять сейчас нечего.

left = Хорошо, всё осталось как было.

## Bad input

unknown-command = Такой команды нет. Что умеет бот: /help

stale-button = Это старая кнопка. Всё актуальное — в последнем сообщении 👇

unexpected = Здесь нужен текст или кнопка.

edited-message = Исправленные сообщения бот заново не читает. Отправьте, пожалуйста, новое.

private-only = Этот бот работает только в личном чате.

order-unknown = Такого заказа у вас нет. Ваши заказы здесь: /esims

search-too-long = Для поиска напишите название страны или города — коротко, одним-двумя словами.

## Admins

note-sale =
    💰 <b>Продажа: { $amount }</b>
    { $place } · { $allowance } · { $days ->
        [one] { $days } день
        [few] { $days } дня
        [many] { $days } дней
       *[other] { $days } дня
    }
    Заказ <code>{ $order }</code>

notes-on = 🔔 Сообщения о каждой продаже включены. Выключить: /notes

notes-off = 🔕 Сообщения о продажах выключены. Включить: /notes

paused = ⏸ Продажи приостановлены. Оплаченные заказы выполняются. Возобновить: /resume

resumed = ▶️ Продажи возобновлены. Приостановить: /pause

refund-usage =
    Добавьте номер заказа:
    <code>/refund QE-XXXX-XXXX</code> — вернуть деньги
    <code>/settled QE-XXXX-XXXX</code> — подтвердить, что провайдер их вернул

refund-no-order = Такого заказа нет: <code>{ $order }</code>

refund-no-charge =
    Заказ <code>{ $order }</code>: возвращать нечего.
    Состояние: { $state }

refund-already = Заказ <code>{ $order }</code>: деньги уже возвращены или возвращаются.

refund-ask =
    ↩️ <b>Вернуть деньги?</b>
    Заказ <code>{ $order }</code>
    { $place }
    Сумма: <b>{ $amount }</b>
    Состояние: { $state }
    Оплачен: { $paid }

    Вопрос действует 5 минут.

refund-never-shown = 🔹 QR-код не показан: eSIM сначала вернётся на склад.

refund-shown = ⚠️ QR-код показан: забрать его нельзя, покупатель может его установить.

refund-tenge-note = ⚠️ Оплату в тенге нельзя вернуть через Telegram. После подтверждения запишем её к возврату и подскажем, что сделать у провайдера.

refund-stale = Заказ <code>{ $order }</code>: вопрос устарел или заказ изменился. Отправьте команду ещё раз.

refund-left = Заказ <code>{ $order }</code>: оставили как есть.

refund-asked = ⏳ Заказ <code>{ $order }</code>: принято, сообщим о результате.

refund-done-admin =
    ✅ Заказ <code>{ $order }</code>
    Деньги возвращены: { $amount }

refund-rejected =
    ❗️ Заказ <code>{ $order }</code>
    Telegram отказал в возврате: { $amount }. Проверьте баланс звёзд бота и повторите /refund. Список дел: /cases

refund-due =
    ❗️ <b>Вернуть через провайдера: { $amount }</b>
    Заказ <code>{ $order }</code>

    1. Найдите в кабинете платёжного провайдера платёж <code>{ $charge }</code>
    2. Верните всю сумму: { $amount }
    3. Подтвердите здесь: <code>/settled { $order }</code>

settled-ask =
    Заказ <code>{ $order }</code>
    Провайдер вернул <b>{ $amount }</b>?

    После подтверждения сообщим покупателю. Вопрос действует 5 минут.

settled-done = ✅ Заказ <code>{ $order }</code>: возврат записан.

settled-nothing = Заказ <code>{ $order }</code>: через провайдера возвращать нечего.

support-header = 💬 <b>Сообщение в поддержку.</b> Язык: { $language }. Ответьте на следующее сообщение через «Ответить».

support-header-order =
    💬 <b>Сообщение в поддержку.</b> Язык: { $language }
    Последний заказ: <code>{ $order }</code>
    Ответьте на следующее сообщение через «Ответить».

support-gone = Этот ответ доставить нельзя: покупатель удалил данные или сообщение слишком старое.

support-delivered = ✅ Ответ отправлен.

alert-stuck =
    ❗️ <b>Заказ оплачен, а eSIM нет</b>
    Заказ <code>{ $order }</code>
    { $place }
    Пополните склад или верните деньги: <code>/refund { $order }</code>

alert-stock =
    📦 <b>Заканчиваются eSIM</b>
    Пакет: <code>{ $plan }</code>
    Осталось: { $left }

alert-charge =
    ❗️ <b>Платёж без заказа: { $amount }</b>
    Номер платежа: <code>{ $charge }</code>
    Нужно решение человека: /cases

alert-currency =
    ❗️ <b>Платёж в валюте, которую мы не принимаем</b>
    Сумма (в наименьших единицах): { $amount } { $currency }
    Номер платежа: <code>{ $charge }</code>
    Нужно решение человека: /cases

alert-parked = ❗️ Отложены необработанные обновления: { $count }. Посмотрите журнал, список дел: /cases

alert-mail = ⚠️ Заказ <code>{ $order }</code>: письмо не отправлено. QR-код есть в чате.

alert-qr = ⚠️ Заказ <code>{ $order }</code>: показать QR-код в чате не удалось, возможно, покупатель заблокировал бота.

cases-none = ✅ Ничего не ждёт решения человека.

cases-title = <b>Ждут решения человека: { $count }</b>

case-charge =
    • Платёж <code>{ $charge }</code>, { $amount }
    Причина: { $why }

case-due = • Заказ <code>{ $order }</code>: вернуть через провайдера { $amount }

case-order = • Заказ <code>{ $order }</code>: оплачен, QR-кода нет. Оплачен: { $since }

case-parked = • Отложенные обновления: { $count }

why-unknown-order = нет такого заказа
why-unsigned = счёт выставлен не нами
why-refund-refused = Telegram отказал в возврате
why-currency = валюта, которую мы не принимаем

## Statistics

stats-title = 📊 <b>Статистика</b> · { $now }

stats-today = <b>Сегодня</b>

stats-week = <b>7 дней</b>

stats-month = <b>30 дней</b>

stats-visitors = 👥 Посетители: { $count }

stats-funnel = 🪜 Посетители { $visitors } → пакет { $plans } → заказ { $reviews } → счёт { $invoices } → оплата { $paid }

stats-orders = • { $state }: { $count }

stats-revenue = 💰 Выручка: { $revenue } ({ $count }) · возвраты: { $refunds } ({ $refunded })

stats-country = • { $place }: { $count }

stats-delivery = ⏱ От оплаты до QR-кода: медиана { $median } с, дольше всего { $worst } с

stats-no-delivery = За это время QR-коды не выдавались

stats-stock = 📦 На складе eSIM: { $left }. Пакеты на исходе: { $low }

stats-cases = 🙋 Ждут решения человека: { $count }

chart-orders = Заказы по дням
chart-funnel = Путь к покупке
chart-countries = Страны
chart-visitors = Посетители
chart-plans = Смотрели пакет
chart-reviews = Открыли заказ
chart-invoices = Получили счёт
chart-paid = Оплатили
chart-revenue = Выручка, { $currency }
chart-refunds = Возвраты
