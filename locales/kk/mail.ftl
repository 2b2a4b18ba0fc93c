### The letter with the QR, and what the chat says about letters, in Kazakh. Plain text: the frame of
### the letter is src/mail/html.rs. No code in the subject, nor in the preheader.

## The letter

mail-subject = { $place }: eSIM дайын, тапсырыс { $order }
mail-preheader = { $place }: eSIM дайын. Ішінде QR-код пен орнату нұсқаулығы бар.
mail-hello = Сәлеметсіз бе! { $order } тапсырысы бойынша eSIM дайын. Бізді таңдағаныңызға рахмет.
mail-fact-plan = Пакет
mail-fact-order = Тапсырыс
mail-plan = { $place } · { $allowance } · { $days } күн
mail-requisites = Сатушы: { $seller_name }, ЖСН { $seller_iin }, { $seller_address }, { $site }
mail-scan = Wi-Fi желісіне қосылып, мына QR-кодты телефонмен сканерлеңіз.
mail-qr-alt = eSIM орнатуға арналған QR-код
mail-manual = Сканерлеу мүмкін болмаса, деректерді телефонға қолмен енгізіңіз:
mail-smdp = SM-DP+ мекенжайы
mail-code = Белсендіру коды
mail-confirmation = Растау коды
mail-install-iphone = iPhone-ға орнату
mail-install-android = Android-қа орнату
mail-secret = Код бір-ақ рет орнатылады, сондықтан QR-код пен кодтарды ешкімге бермеңіз. Орнатылған eSIM-ді пакет біткенше телефоннан өшірмеңіз: көбіне оны қайта орнату мүмкін емес.
mail-when = eSIM-ді сапар алдында, Wi-Fi бар жерде орнатыңыз. Мерзімі орнатылған сәттен басталатын пакетті жолға шығарда ғана орнатыңыз. Барған соң осы eSIM-нің деректер роумингін қосыңыз.
mail-support = Сұрағыңыз болса, осы хатқа жауап беріңіз немесе бізге жазыңыз: { $support_email }
mail-why = Бұл хат QR-кодты поштаңызға жіберуге келісім бергендіктен келді. Келісімді ботта қайтарып алуға болады: /consents

mail-fact-paid = Төленді

mail-paid = { $paid }, { $bought }

## In the chat

mail-sent =
    📧 Тапсырыс { $order }: хат жіберілді.
    Мекенжай: { $address }
    Хат көрінбесе, «Спам» қалтасын қараңыз.

mail-failed =
    ⚠️ Тапсырыс { $order }: хат жіберілмеді.
    Мекенжай: { $address }
    QR-код осы чатқа бәрібір келеді. Мекенжайды тексеріп, түзетіңіз немесе хатты қайта жіберіп көріңіз.
