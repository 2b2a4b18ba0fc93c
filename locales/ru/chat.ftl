### What is said in the chat, in Russian. Keys and arguments: src/domain/text.rs.
### Values come as ready words in the nominative; only counts are inflected, by plural forms.
### Buttons, invoice-*, refuse-*, chart-*, old-* and stale-button are plain; the rest may hold Telegram's HTML.

## Buttons

btn-back = ⬅️ Назад
btn-all-countries = 🌐 Все страны
btn-regions = 🗺 Регионы и мир
btn-search = 🔍 Поиск
btn-home = 🏠 На главную
btn-place = { $place }
btn-initial = { $letter }
btn-several = 🌍 Несколько стран
btn-coverage =
    { $place }{ $count ->
        [0] {""}
        [one] , { $count } страна
        [few] , { $count } страны
        [many] , { $count } стран
       *[other] , { $count } страны
    } · от { $price }
btn-most-bought = 👍 { $label }
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
btn-instead =
    { $allowance } · { $days ->
        [one] { $days } день
        [few] { $days } дня
        [many] { $days } дней
       *[other] { $days } дня
    } · { $price } · { $place }
btn-lang = { $language }
btn-next = Далее ▶️
btn-previous = ◀️ Ранее
btn-phone = 📱 Подойдёт телефон?
btn-offer = ☐ Оферта: да
btn-offer-given = ✅ Оферта: да
btn-offer-no = Оферта: нет
btn-processing = ☐ Обработка: да
btn-processing-given = ✅ Обработка: да
btn-processing-no = Обработка: нет
btn-transfer = ☐ За рубеж: да
btn-transfer-given = ✅ За рубеж: да
btn-transfer-no = За рубеж: нет
btn-agree-to-all = ☐ На всё: да
btn-checkout-pay = 💳 Оплатить { $price }
btn-back-to-checkout = ⬅️ К заказу
btn-read-offer = 📄 Оферта на сайте
btn-read-privacy = 🔒 Политика на сайте
btn-terms = 📄 Публичная оферта
btn-privacy = 🔒 Конфиденциальность
btn-email-yes = ☐ 📧 И на почту
btn-email-given = ✅ 📧 И на почту
btn-email-other = ✏️ Другой адрес
btn-email-no = 💬 Только в этот чат
btn-address-ok = Мой адрес верный
btn-address-again = ✏️ Ввести заново
btn-address-fixed = Да, с исправлением
btn-address = { $address }
btn-pay-stars = ⭐ Звёздами: { $stars }
btn-pay-tenge = 💳 В тенге: { $price }
btn-pay = Оплатить { $price }
btn-new-invoice = 🧾 Новый счёт
btn-price-ok = Подходит: { $price }
btn-cancel-order = ❌ Отменить заказ
btn-order = { $order } · { $state }
btn-trip = { $place } · { $allowance } · { $day }
btn-trip-state = { $place } · { $allowance } · { $day } · { $state }
btn-show-qr = 🔳 Показать QR-код
btn-send-mail = 📧 Письмо ещё раз
btn-mail = 📧 Прислать на почту
btn-mail-on = 📧 Да, ввести адрес
btn-correct = ✏️ Исправить адрес
btn-another = 🛒 Купить ещё такую
btn-continue = 💳 Перейти к оплате
btn-iphone = 🍏 iPhone
btn-android = 🤖 Android
btn-trouble = 🛠 Не работает
btn-install = 📖 Как установить
btn-by-hand = ⌨️ Вручную
btn-receipt = 🧾 Квитанция
btn-copy-part = 📋 Код для iPhone
btn-copy-confirmation = 📋 Код подтверждения
btn-to-qr = ⬅️ К QR-коду
btn-not-there = 🏠 Ещё не в поездке
btn-works-now = ✅ Заработало
btn-still-trouble = 💬 Не помогло
btn-phone-iphone = iPhone
btn-phone-android = Android
btn-install-iphone = 📲 На iPhone
btn-install-android = 📲 На Android
btn-copy-code = 📋 Код для Android
btn-copy-smdp = 📋 SM-DP+
btn-support = 💬 Поддержка
btn-ask-us = 💬 Спросить нас
btn-pass-on = 💬 В поддержку
btn-look-up = 🔍 Это про страну
btn-keep-talk = ✅ Да, и отправить
btn-send-talk = Только отправить
btn-withdraw-talk = 💬 Чат не хранить
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
btn-case = № { $case }
btn-cases = 📋 Список дел
btn-case-retry = 🔁 Повторить
btn-case-resume = ▶️ Снова включить
btn-case-replace = 🔄 Дать другой код
btn-case-outside = ✅ Улажено вне бота
btn-case-drop = 🗑 Не обрабатывать
btn-settled-yes = Да, деньги возвращены

## First screen and places

choose-language = Тілді таңдаңыз · Выберите язык · Choose a language

home =
    <b>Здравствуйте!</b> 👋

    Это Qazaq eSIM — мобильный интернет в поездках. Выбираете пакет, оплачиваете, и QR-код приходит прямо в этот чат. Менять SIM-карту не нужно.

    <b>Куда едете?</b> Выберите страну или напишите её название на русском, казахском или английском.

where-to = <b>Куда едете?</b> Напишите страну или город, можно сразу с днями и трафиком: «Турция, 7 дней, 5 ГБ».

home-again =
    <b>С возвращением!</b> 👋
    Прошлая поездка: { $place } · { $allowance } · { $day }

home-open = ⏳ Открытый заказ: { $place } · { $allowance } · { $state }

home-where = <b>Куда едете?</b> Выберите страну или напишите её название.

all-countries = <b>Все страны</b>

choose-initial = На какую букву начинается страна? Или просто напишите её название.

initial-title =
    <b>Страны на букву «{ $letter }»</b>
    Сначала те, для которых есть свои пакеты.

regions =
    <b>Регионы и весь мир</b>
    Одна eSIM работает сразу в нескольких странах. Что вам подойдёт?

type-a-name =
    🔍 Напишите страну или город — на русском, казахском или английском.

    Например: <i>Турция</i>, <i>Дубай</i>, <i>Thailand</i>

found-several = Нашлось несколько вариантов. Какой нужен?

found-perhaps = Точно такого названия нет. Что из этого подойдёт?

found-nothing =
    Ничего не нашлось 🤔
    Напишите страну, город или код аэропорта иначе, выберите из списка или спросите нас.

found-not-sold = { $country }: пакетов сейчас нет. Спросите нас, если они нужны.

found-at-home = 🇰🇿 Внутри Казахстана наши eSIM не работают: они для поездок за границу. Куда едете?

found-together =
    Одна eSIM на все эти места: <b>{ $place }</b>
    Ниже есть и каждое место отдельно.

showing = Показываю: <b>{ $name }</b>

welcome = Пожалуйста! Хорошей поездки ✈️

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

plans-found =
    { $pages ->
        [1] Показываю: <b>{ $place }</b>
        [one] Показываю: <b>{ $place }</b> · { $page } из { $pages }
        [few] Показываю: <b>{ $place }</b> · { $page } из { $pages }
        [many] Показываю: <b>{ $place }</b> · { $page } из { $pages }
       *[other] Показываю: <b>{ $place }</b> · { $page } из { $pages }
    }

choose-plan = Выберите пакет:

choose-coverage = Одна eSIM сразу на несколько стран. Что вам подойдёт?

most-bought =
    👍 Чаще всего берут: { $allowance } · { $days ->
        [one] { $days } день
        [few] { $days } дня
        [many] { $days } дней
       *[other] { $days } дня
    }

list-per-gb =
    { $allowance } · { $days ->
        [one] { $days } день
        [few] { $days } дня
        [many] { $days } дней
       *[other] { $days } дня
    }: ≈ { $price } за 1 ГБ

list-per-day =
    { $allowance } · { $days ->
        [one] { $days } день
        [few] { $days } дня
        [many] { $days } дней
       *[other] { $days } дня
    }: ≈ { $price } за день

sold-out =
    { $place } · { $allowance } · { $days ->
        [one] { $days } день
        [few] { $days } дня
        [many] { $days } дней
       *[other] { $days } дня
    }: сейчас распродано.

coverage-sold-out = { $place }: сейчас всё распродано.

plan-fits = 👇 Под ваш запрос первым стоит { $allowance } · { $days ->
    [one] { $days } день
    [few] { $days } дня
    [many] { $days } дней
   *[other] { $days } дня
}

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

plan-install-within =
    📥 Срок для установки после покупки: { $days ->
        [one] { $days } день
        [few] { $days } дня
        [many] { $days } дней
       *[other] { $days } дня
    }

plan-fair-use = 🐢 Скорость: { $rule }

plan-fair-use-unknown = 🐢 Замедляется ли безлимит после какого-то объёма, нам неизвестно

plan-countries = <blockquote expandable>🗺 Где работает: { $countries }</blockquote>

plan-world = 🌍 Работает в большинстве стран мира

plan-note = ℹ️ { $note }

plan-per-gb = ⚖️ За 1 ГБ выходит ≈ { $price }

plan-per-day = ⚖️ За день выходит ≈ { $price }

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

checkout-plan =
    🧾 <b>{ $place } · { $allowance } · { $days ->
        [one] { $days } день
        [few] { $days } дня
        [many] { $days } дней
       *[other] { $days } дня
    }</b>

checkout-for = 👤 Для вас: QR-код придёт в этот чат.

checkout-mail = 👤 Для вас: в этот чат и письмом на <code>{ $address }</code>. Выбрав письмо, вы соглашаетесь на обработку адреса.

checkout-russia = ⚠️ Россия: первые 24 часа интернета нет.

checkout-total = 💰 Итого: <b>{ $price }</b>

checkout-total-stars = 💰 К оплате: <b>{ $stars }</b> (цена { $price })

checkout-total-either = 💰 К оплате: <b>{ $first }</b> или <b>{ $second }</b>

checkout-stars-dearer = Звёзды, купленные в приложении, могут обойтись дороже.

checkout-more = …и ещё стран: { $more }

checkout-instead = ↩️ Неоплаченный заказ { $order } заменим этим.

checkout-asks = 🔞 Вам есть 18 лет. Ответьте «да» на три согласия: их тексты ниже.

checkout-agreed = 🔞 Вам есть 18 лет. Ваши согласия действуют: /consents

price-rose =
    Пока вы выбирали, цена выросла.
    Было: <s>{ $old }</s>. Стало: <b>{ $new }</b>.

consent-declined =
    Хорошо. Без согласия принять заказ мы не можем, поэтому он не создан и ничего не сохранено. Данные сеанса удалятся сами через 24 часа.

    Каталог открыт: смотрите пакеты сколько угодно.

session-over = ⌛ Давно не виделись! Начнём заново: /start

## E-mail

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

address-no-at = В адресе нет знака @. Он выглядит так: <code>name@example.com</code>

address-no-dot = После знака @ не хватает точки, например <code>gmail.com</code>. Проверьте и напишите ещё раз.

address-not-latin = До знака @ есть нелатинские буквы. Переключите раскладку и напишите ещё раз.

address-too-long = Адрес слишком длинный. Проверьте его и напишите ещё раз.

address-one-only = Нужен один адрес: без пробелов и в одну строку.

address-saved =
    ✅ Адрес сохранён: <code>{ $address }</code>
    Теперь письма приходят на него.

address-as-text = Напишите адрес текстом или нажмите кнопку.

## Payment

invoice-title =
    eSIM · { $allowance } · { $days ->
        [one] { $days } день
        [few] { $days } дня
        [many] { $days } дней
       *[other] { $days } дня
    }

invoice-description = { $place }. Заказ { $order }. Счёт на { $minutes ->
    [one] { $minutes } минуту
    [few] { $minutes } минуты
    [many] { $minutes } минут
   *[other] { $minutes } минуты
}, до { $until } по времени Алматы. После оплаты QR-код придёт в этот чат.

invoice-line = Заказ { $order }

invoice-over =
    ⌛ Заказ { $order }: срок счёта истёк.
    Нажмите кнопку ниже, и мы выставим новый.

invoice-failed =
    ⚠️ Заказ { $order }: не получилось выставить счёт.
    Попробуйте ещё раз. Если не поможет, напишите в поддержку.

order-gone =
    <b>Заказ { $order }</b>
    Этот пакет больше не продаётся. Выберите, пожалуйста, другой.

order-cancelled = ✅ Заказ { $order } отменён. Платить за него не нужно.

payment-under-way = ⏳ Заказ { $order }: оплата уже идёт. Подождите немного.

payment-under-way-until = ⏳ Заказ { $order }: его оплата, возможно, уже идёт. Подождите до { $until } по времени Алматы.

## Pre-checkout refusals

refuse-expired = Этот счёт больше не действует. Запросите в чате новый. Деньги не списаны.
refuse-replaced = Этот счёт заменён новым. Оплатите последний счёт в чате. Деньги не списаны.
refuse-taken = Этот заказ уже оплачивается или оплачен. Что с ним, видно в чате: /esims
refuse-other = Этот счёт выставлен другому человеку. Оформите в чате свой заказ. Деньги не списаны.
refuse-amount = Сумма не совпадает с ценой заказа. Запросите в чате новый счёт. Деньги не списаны.
refuse-stock = Этот пакет только что закончился. Выберите в чате другой. Деньги не списаны.
refuse-paused = Продажи ненадолго приостановлены. Попробуйте позже. Деньги не списаны.
refuse-busy = Сейчас не получается проверить платёж. Попробуйте через минуту. Деньги не списаны.

not-paid = ⚠️ <b>Оплата не прошла</b>

instead = Вместо него подойдут:

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

card-order = Заказ { $order } · оплачен { $day }

card-starts-first-use = 🗓 Срок начнётся в поездке, при первом подключении. Ставьте уже сейчас.

card-starts-install = 🗓 Срок начнётся с установки. Ставьте перед самым выездом.

card-starts-unknown = 🗓 Начало срока оператор не указал. Ставьте перед самым выездом.

card-by-hand =
    ⌨️ <b>Установка вручную</b>
    iPhone: Настройки → Сотовая связь → Добавить eSIM → Использовать QR-код → Ввести данные вручную.
    Android: добавьте eSIM в настройках SIM-карт и выберите ввод кода вручную.

card-smdp = Адрес SM-DP+: <code>{ $smdp }</code>

card-part = iPhone, код активации: <code>{ $part }</code>

card-code = Android, код целиком: <code>{ $code }</code>

card-confirmation = Код подтверждения (его спросит телефон): <code>{ $confirmation }</code>

card-how = 📲 На этот телефон ставьте кнопкой, с другого экрана — по QR-коду. Нужен Wi-Fi. eSIM ставится один раз, никому её не показывайте.

card-how-confirm = 📲 На этот телефон ставьте кнопкой, с другого экрана — по QR-коду. Нужен Wi-Fi. Телефон спросит код подтверждения: нажмите «Вручную». Никому не показывайте.

card-replaced =
    ⏳ <b>Заказ { $order }</b>
    eSIM, отложенная для вас, оказалась неисправной; её никто не видел. Вы получите другую, с таким же пакетом. Нужно чуть больше времени: QR-код появится здесь. Доплачивать и делать ничего не нужно.

card-waiting =
    ✅ <b>Оплата получена: { $amount }</b>
    Заказ { $order }

    Получаем вашу eSIM у поставщика, это займёт немного больше времени. QR-код появится здесь. Крайний срок: { $until }
    Если eSIM к этому сроку не будет, деньги вернутся сами. Не хотите ждать — верните их сейчас.

esim-promise = ⏳ QR-код придёт в этот чат. Крайний срок: { $until }

card-late =
    ⏳ <b>Заказ { $order }</b>
    QR-код задерживается, извините. Проверяем у поставщика: если eSIM есть, QR-код придёт в этот чат; если её нет, деньги вернутся сами.

    Не хотите ждать — деньги можно вернуть.

card-returned =
    ↩️ <b>Заказ { $order }</b>
    Заказ закрыт с возвратом денег.

card-erased = Данные удалены, этот QR-код больше не показывается.

install-on = <b>На какой телефон ставим?</b>

steps-iphone =
    <b>Установка на iPhone</b>

    1. На iOS 17.4 и новее нажмите «На iPhone» под QR-кодом.

    2. Или откройте QR-код на другом экране и отсканируйте: Настройки → Сотовая связь → Добавить eSIM → Использовать QR-код. QR-код на этом же телефоне? Откройте картинку в приложении «Фото» и удерживайте палец на коде (в новых версиях iOS).

    3. Не выходит — выберите там же «Ввести данные вручную». Адрес SM-DP+ и код для iPhone копируются кнопками: под QR-кодом нажмите «Вручную».

steps-android =
    <b>Установка на Android</b>

    1. Нажмите «На Android» под QR-кодом. На некоторых телефонах (Xiaomi, vivo) она может не открыться, тогда переходите к шагу 2.

    2. Откройте QR-код на другом экране и отсканируйте:
    • <b>Samsung:</b> Настройки → Подключения → Диспетчер SIM-карт → Добавить eSIM;
    • <b>Pixel и другие:</b> Настройки → Сеть и интернет → SIM-карты → Добавить eSIM.

    3. Не выходит — выберите там же ввод кода вручную. Код целиком копируется кнопкой: под QR-кодом нажмите «Вручную».

steps-confirmation = 🔑 Телефон спросит код подтверждения: под QR-кодом нажмите «Вручную».

arrive-iphone =
    <b>Когда приедете</b> ({ $place }):
    • выберите эту eSIM для сотовых данных;
    • включите для неё «Роуминг данных»;
    • выключите «Переключение сотовых данных», иначе может расходоваться интернет основной SIM-карты.

arrive-android =
    <b>Когда приедете</b> ({ $place }):
    • выберите эту eSIM для мобильного интернета;
    • включите для неё роуминг;
    • выключите мобильный интернет на основной SIM-карте.

steps-keep = ⚠️ Не удаляйте eSIM, пока пакет не закончился: установить её второй раз чаще всего нельзя.

trouble-where =
    <b>Разберёмся. Где вы сейчас?</b>
    Выберите страну или напишите её название.

trouble-where-again = Не узнали страну. Напишите её название одним словом.

trouble-phone = <b>Какой у вас телефон?</b>

trouble-install =
    <b>Не устанавливается? Проверьте:</b>
    • есть ли Wi-Fi;
    • нет ли этой eSIM уже в списке: она ставится один раз;
    • наберите <code>*#06#</code>: если строки <b>EID</b> нет, телефон не поддерживает eSIM.

    До поездки интернета у этой eSIM нет: он появится на месте.

trouble-elsewhere = ⚠️ { $country }: здесь этот пакет не работает. Он для мест, названных выше.

trouble-iphone =
    <b>Проверьте по порядку:</b>
    1. Настройки → Сотовая связь: эта eSIM включена и выбрана для сотовых данных.
    2. Для неё включён «Роуминг данных».
    3. Включите на 10 секунд авиарежим и выключите. Не помогло — перезагрузите телефон.

trouble-android =
    <b>Проверьте по порядку:</b>
    1. Настройки → SIM-карты: эта eSIM включена и выбрана для мобильного интернета.
    2. Для неё включён роуминг.
    3. Включите на 10 секунд режим полёта и выключите. Не помогло — перезагрузите телефон.

trouble-networks = • Выберите сеть вручную: { $networks }.

trouble-apn = • APN телефон настраивает сам. Если поле APN пустое, напишите нам.

trouble-sent =
    💬 Пришлите сюда снимок экрана или пару слов. Передадим их поддержке вместе с заказом { $order }, страной и телефоном.
    Ответ придёт в этот чат.

receipt =
    🧾 <b>Подтверждение покупки</b>

    Продавец: { $seller_name }, ИИН { $seller_iin }
    { $seller_address }

    eSIM: { $place } · { $allowance } · { $days ->
        [one] { $days } день
        [few] { $days } дня
        [many] { $days } дней
       *[other] { $days } дня
    }
    Сумма: <b>{ $amount }</b>
    Оплачено: { $day }
    Заказ { $order }

qr-again = 🔄 QR-код сейчас появится здесь…

qr-not-now =
    😔 <b>Заказ { $order }</b>
    Сейчас QR-код показать не получается. Мы об этом знаем и разбираемся. Если он нужен скоро, напишите нам по кнопке ниже. Уже установленная eSIM работает как прежде.

## Refunds, as the customer hears them

refund-started =
    ↩️ <b>Заказ { $order }</b>
    Начали возврат: { $amount }. Сообщим, когда деньги вернутся.

refund-done =
    ✅ <b>Заказ { $order }</b>
    Деньги возвращены: { $amount }

charge-returned = ↩️ Для этого платежа нет заказа, который ждёт оплаты, поэтому возвращаем деньги: { $amount }

payment-unhandled =
    ✅ Оплата получена: { $amount }
    Выполнить заказ автоматически не получилось. Деньги не пропадут: мы сообщили сотруднику, вы получите eSIM или деньги обратно. Платить ещё раз не нужно. Есть вопрос — /paysupport

charge-unclear =
    🔎 Пришёл платёж { $amount }, который не подходит ни к одному заказу.
    Деньги не пропадут: сотрудник всё проверит и ответит вам в этом чате. Есть вопрос — /paysupport

charge-settled = ✅ Платёж { $amount } проверен и улажен сотрудником. Есть вопрос — /paysupport

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
state-returning = деньги возвращаются
state-back = деньги вернулись
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

support-keep =
    💬 <b>Можно хранить эту переписку?</b>

    Тогда поддержка сможет ответить и позже: до 30 дней после последнего сообщения. Храним зашифрованными ваш идентификатор Telegram и то, какие сообщения относятся друг к другу. Отозвать согласие: /consents.

    Без этого сообщение тоже отправим, но ответ может прийти только в течение 24 часов.

support-kept = ✅ Храним переписку до 30 дней после последнего сообщения.

support-passing = ⏳ Передаём сообщение в поддержку…

support-day = Ответ может прийти только в течение 24 часов: эту переписку мы не храним.

support-lost = Сообщение передать не удалось. Попробуйте позже или напишите на { $support_email }.

media-photo = фото
media-video = видео
media-circle = видеосообщение
media-voice = голосовое сообщение
media-audio = аудиозапись
media-document = файл
media-animation = анимация
media-sticker = стикер
media-contact = контакт
media-location = геопозиция
media-other = сообщение другого вида
media-lasting = { $what }, { $seconds } с

support-refused = Сообщение не приняли в таком виде ({ $what }): это запрещают настройки на той стороне. Поддержка знает, что вы его отправили. Опишите, пожалуйста, словами.

support-described = 📎 Здесь было: { $what }. Настройки этого чата его не принимают. Ответить можно на это сообщение.

support-short = 📎 Не удалось скопировать: { $left } из { $of }.

email-withdrawn = ✅ Согласие на письма отозвано. Этот адрес больше не используем, QR-коды будут приходить только в чат.

talk-withdrawn = ✅ Переписку с поддержкой больше не храним. Ответ может прийти только в течение 24 часов после вашего последнего визита.

nothing-to-cancel = Отменять сейчас нечего.

left = Хорошо, всё осталось как было.

## Bad input

unknown-command = Такой команды нет. Что умеет бот: /help

not-now = Сейчас у нас техническая неполадка. Ничего не потеряно: ответим, как только всё заработает.

stale-button = Это старая кнопка. Начать заново: /start
old-paid = Этот заказ уже оплачен. Он здесь: /esims
old-invoiced = Этот шаг пройден: заказ ждёт оплаты. Он здесь: /esims
old-over = Этот заказ закрыт. Ваши заказы: /esims
old-checkout = Этот экран устарел. Откройте пакет ещё раз.
consents-missing = Чтобы оплатить, ответьте «да» на все три согласия.

unexpected = Здесь нужен текст или кнопка.
press-a-button = Чтобы продолжить, нажмите одну из кнопок 👇

pass-on-question = Это вопрос для поддержки? Передадим ваше сообщение одним нажатием.

edited-message = Исправленные сообщения бот заново не читает. Отправьте, пожалуйста, новое.

private-only = Этот бот работает только в личном чате.

order-unknown = Такого заказа у вас нет. Ваши заказы здесь: /esims

search-too-long = Для поиска это слишком длинно. Напишите только страну или город, одним-двумя словами.

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

support-header =
    💬 <b>Сообщение в поддержку.</b> Язык: { $language }
    Ответьте на это или следующее сообщение через «Ответить».

support-header-order =
    💬 <b>Сообщение в поддержку.</b> Язык: { $language }
    Последний заказ: <code>{ $order }</code>
    Ответьте на это или следующее сообщение через «Ответить».

support-until = Переписка не хранится: ответить можно до { $until }.

support-gone = Этот ответ никому не придёт: покупатель удалил свои данные или это не сообщение покупателя.

support-late = ⌛ Ответ опоздал, покупатель его не получит: { $days ->
        [1] эту переписку хранить не разрешили, ответить можно было 24 часа.
        [one] ответить можно { $days } день после последнего сообщения.
        [few] ответить можно { $days } дня после последнего сообщения.
        [many] ответить можно { $days } дней после последнего сообщения.
       *[other] ответить можно { $days } дня после последнего сообщения.
    }

support-erased = Покупатель удалил свои данные: ответ никому не придёт.

support-blocked = 🚫 Покупатель заблокировал бота: ответ не доставлен.

support-refused-answer = 🚫 Не доставлено ({ $what }): настройки покупателя это не принимают. Покупатель знает, что вы его отправили. Напишите, пожалуйста, текстом.

support-failed = 🚫 Ответ не доставлен: Telegram его не принял. Отправьте ещё раз позже.

support-trouble =
    🛠 Не работает: { $place }, заказ { $order }.
    Где: { $country }. Телефон: { $phone }. Язык: { $language }
    Ответьте на это сообщение, и ответ придёт покупателю.

support-trouble-home =
    🛠 Не устанавливается или не работает до поездки: { $place }, заказ { $order }.
    Телефон: { $phone }. Язык: { $language }
    Ответьте на это сообщение, и ответ придёт покупателю.

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

alert-unhandled =
    ❗️ <b>Не удаётся обработать платёж: { $amount }</b>
    Номер платежа: <code>{ $charge }</code>
    Причина — в журнале сервера. Что можно сделать: /cases

alert-currency =
    ❗️ <b>Платёж в валюте, которую мы не принимаем</b>
    Сумма (в наименьших единицах): { $amount } { $currency }
    Номер платежа: <code>{ $charge }</code>
    Нужно решение человека: /cases

alert-stopped =
    🛑 <b>Возвраты без решения человека остановлены</b>
    За час пришло больше трёх неизвестных платежей. Так бывает, если подключена не та база. Проверьте её, потом /cases

alert-old-charges = ❗️ В учёте звёзд Telegram есть платежи старше этой базы, новых в списке: { $count }. Сами мы их не возвращаем. Решите по каждому: /cases

alert-approval =
    ❗️ <b>Заказ { $order }: посмотрите у провайдера</b>
    Мы разрешили списать { $amount } ({ $at }), а сообщения об оплате нет. Найдите платёж в кабинете провайдера по номеру заказа. Потом /cases

alert-parked = ❗️ Отложены необработанные обновления: { $count }. Посмотрите журнал, список дел: /cases

alert-mail = ⚠️ Заказ <code>{ $order }</code>: письмо не отправлено. QR-код есть в чате.

alert-qr = ⚠️ Заказ <code>{ $order }</code>: показать QR-код в чате не удалось, возможно, покупатель заблокировал бота.

alert-code = ⚠️ Заказ <code>{ $order }</code>: код eSIM не открывается, показать QR-код нельзя. Его никто не видел: можно дать другой код. Список дел: /cases

alert-unreadable = ⚠️ Заказ <code>{ $order }</code>: покупатель просит показать QR-код ещё раз, а код eSIM больше не открывается. Список дел: /cases

alert-undecided =
    🧊 <b>База восстановлена: в копии остались нерешённые платежи, { $count }</b>
    Чем они закончились потом, неизвестно: прежде чем возвращать деньги, спросите покупателя, пришла ли eSIM. Список: /cases

alert-held =
    🧊 <b>База восстановлена из копии: продажа остановлена, кодов: { $count }</b>
    Оплаченные заказы выполняются. Проверьте, какие коды использованы после создания копии, и выполните на сервере: <code>stock release</code>

cases-none = ✅ Ничего не ждёт решения человека.

cases-title = <b>Ждут решения человека: { $count }</b>

case-charge =
    Платёж <code>{ $charge }</code>, { $amount }
    Причина: { $why }

case-due = Заказ <code>{ $order }</code>: вернуть через провайдера { $amount }

case-order = Заказ <code>{ $order }</code>: оплачен, QR-кода нет. Оплачен: { $since }

case-row = <b>№ { $case }</b> · { $what }

case-update = Отложенное обновление: { $since }

case-unreachable = Заказ <code>{ $order }</code>: QR-код не доходит до чата. Открыто: { $since }

case-faulty = Заказ <code>{ $order }</code>: код eSIM непригоден, его никто не видел. Открыто: { $since }

case-unreadable = Заказ <code>{ $order }</code>: выдан, но код eSIM больше не открывается. Открыто: { $since }

case-approval = Заказ <code>{ $order }</code>: списание в тенге разрешено, оплаты не видно. Посмотрите у провайдера. Открыто: { $since }

case-stopped = Возвраты без решения человека остановлены: { $since }

case-currency = Платёж <code>{ $charge }</code> в валюте, которую мы не принимаем

case-other = { $subject }. Открыто: { $since }

cases-more = …и ещё: { $count }. Сначала уладьте эти.

case-gone = Дело № { $case } уже закрыто.

case-stale = Дело № { $case }: за это время что-то изменилось, или вопрос устарел. Откройте дело ещё раз.

case-accepted = ⏳ Дело № { $case }: принято, выполняем.

case-hint-charge = Проверьте платёж в учёте звёзд. Можно вернуть деньги плательщику или отметить, что всё улажено.

case-hint-unhandled = Бот уже несколько раз не смог обработать этот платёж, причина — в журнале сервера. Платежи в звёздах он сам пробует обработать снова каждые несколько минут, платежи в тенге — только по кнопке «Повторить». Можно также вернуть деньги или отметить, что всё улажено: в любом случае ничего не выдаётся и не возвращается дважды.

case-hint-due = Верните деньги в кабинете провайдера, потом отметьте это здесь.

case-hint-stuck = Пополните склад и повторите, или верните деньги.

case-hint-replace = Код этого заказа никто не видел. «Дать другой код» навсегда снимает его с продажи и даёт другой код того же пакета. Можно также повторить попытку или вернуть деньги.

case-hint-unreadable = Этот код покупатель уже видел, поэтому другой не выдаётся. Если ключ есть в копии хранилища ключей, верните его и повторите попытку. Иначе верните деньги или договоритесь с покупателем и отметьте, что всё улажено.

case-hint-erased = Данные этого покупателя удалены после создания копии, из которой восстановлена база. До удаления заказ всегда завершён: QR-код получен или деньги возвращены. Проверьте учёт звёзд или кабинет провайдера. Если нет ни того ни другого, верните деньги, иначе отметьте, что всё улажено.

replace-done = ✅ Заказ <code>{ $order }</code>: прежний код больше не продаётся, покупатель получит другой.

replace-no-stock = 📦 Заказ <code>{ $order }</code>: другого кода пакета <code>{ $plan }</code> на складе нет. Ничего не изменилось. Пополните склад и повторите, или верните деньги.

replace-stale = Заказ <code>{ $order }</code>: заменить код уже нельзя: его показывают или показали, либо заказ изменился. Всё осталось как было. Откройте /cases ещё раз.

case-hint-parked = Повторить безопасно: дважды ничего не спишется. Причина — в журнале сервера.

case-hint-approval = Найдите платёж у провайдера по номеру заказа. Если деньги списаны, верните их там и отметьте это здесь.

case-hint-stopped = Сначала проверьте, та ли база подключена, и уладьте платежи из списка.

case-held = • Коды, которые не продаются после восстановления: { $count }. Чтобы продавать снова, на сервере: <code>stock release</code>

why-unknown-order = нет такого заказа
why-unsigned = счёт выставлен не нами
why-refund-refused = Telegram отказал в возврате
why-currency = валюта, которую мы не принимаем
why-undecided = не удаётся обработать
why-unhandled = не удаётся обработать; заказ <code>{ $order }</code>
why-before-books = старше этой базы
why-stopped = возвраты остановлены

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

stats-faulty = 🚫 Непригодные коды: { $count }

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
