### The letter with the QR, and what the chat says about letters, in Russian. Plain text: the frame of
### the letter is src/mail. No code in the subject, nor in the preheader.

## The letter

mail-subject = { $place }: eSIM готова, заказ { $order }

mail-preheader = { $place }: eSIM готова. Внутри QR-код и как её установить.

mail-hello = Здравствуйте! Ваша eSIM по заказу { $order } готова. Спасибо, что выбрали нас.

mail-fact-plan = Пакет

mail-fact-order = Заказ

mail-fact-paid = Оплачено

mail-paid = { $paid }, { $bought }

mail-plan =
    { $place } · { $allowance } · { $days ->
        [one] { $days } день
        [few] { $days } дня
        [many] { $days } дней
       *[other] { $days } дня
    }

mail-scan = Подключитесь к Wi-Fi и отсканируйте этот QR-код телефоном.

mail-qr-alt = QR-код для установки eSIM

mail-manual = Если отсканировать не получается, введите данные в телефоне вручную:

mail-smdp = Адрес SM-DP+

mail-code = Код активации

mail-confirmation = Код подтверждения

mail-install-iphone = Установить на iPhone

mail-install-android = Установить на Android

mail-secret = Код устанавливается один раз, поэтому никому не показывайте QR-код и коды. Не удаляйте eSIM с телефона, пока пакет не закончился: установить её второй раз чаще всего нельзя.

mail-when = Установите eSIM до поездки, там, где есть Wi-Fi. Если срок пакета начинается с установки, сделайте это перед самым выездом. Когда приедете, включите для этой eSIM роуминг данных.

mail-support = Есть вопрос? Ответьте на это письмо или напишите нам: { $support_email }

mail-requisites = Продавец: { $seller_name }, ИИН { $seller_iin }, { $seller_address }, { $site }

mail-why = Вы получили это письмо, потому что согласились получить QR-код на почту. Отозвать согласие можно в боте: /consents

## In the chat

mail-sent =
    📧 Заказ { $order }: письмо отправлено.
    Адрес: { $address }
    Не видно письма? Загляните в «Спам».

mail-failed =
    ⚠️ Заказ { $order }: письмо отправить не удалось.
    Адрес: { $address }
    QR-код в любом случае придёт в этот чат. Проверьте и исправьте адрес или отправьте письмо ещё раз.

letter-failed-shown =
    ⚠️ Заказ { $order }: письмо отправить не удалось.
    Адрес: { $address }
    QR-код уже в этом чате, он действует. Проверьте и исправьте адрес или отправьте письмо ещё раз.

letter-offer =
    📧 <b>Прислать письмо с QR-кодом?</b>
    Заказ { $order }

    Отвечая «да», вы соглашаетесь на обработку адреса для отправки писем. Отозвать согласие можно когда угодно: /consents

letter-offer-same =
    📧 <b>Прислать письмо с QR-кодом?</b>
    Заказ { $order }
    Прошлый адрес: <code>{ $address }</code>

    Выбирая адрес, вы соглашаетесь на его обработку для отправки писем. Отозвать согласие можно когда угодно: /consents

letter-withdrawn =
    📧 Вы отозвали согласие на письма, поэтому по заказу { $order } письмо не отправлено. QR-код остаётся в этом чате.

    Включить письма снова? Отвечая «да», вы соглашаетесь на обработку адреса для отправки писем. Отозвать согласие можно когда угодно: /consents

letter-under-way =
    📧 Отправляем письмо с QR-кодом на <code>{ $address }</code>
    Когда оно уйдёт, скажем здесь.

letter-not-now = 📧 Сейчас письма не отправляются. QR-код остаётся в этом чате.
