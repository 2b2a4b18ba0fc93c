### The bot's profile and its menus, in Kazakh: plain text within Telegram's limits.
### Name 64, description 512, short description 120, a menu line 256 characters.

## Profile

bot-name = Qazaq eSIM — шетелдегі интернет

bot-description =
    Шетелде жүргенде интернетсіз қалмаңыз. Елді таңдап, пакетті төлесеңіз, eSIM-нің QR-коды осы чатқа келеді. SIM картаны ауыстырудың керегі жоқ.

    • Әр елге, аймақтарға және бүкіл әлемге арналған пакеттер
    • Бағасы теңгемен көрсетіледі
    • Қазақша, орысша, ағылшынша қолдау

    Бастау үшін төмендегі батырманы басыңыз.

bot-short-description = Саяхатқа арналған eSIM: елді таңдап, төлеңіз, QR-код осы чатқа келеді. { $site }

## Menu

cmd-start = Ел мен пакет таңдау
cmd-esims = Тапсырыстарым мен eSIM-дерім
cmd-language = Тілді ауыстыру
cmd-help = Көмек
cmd-support = Қолдау қызметіне жазу
cmd-paysupport = Төлем туралы сұрақтар
cmd-terms = Жария оферта
cmd-privacy = Құпиялылық саясаты
cmd-consents = Келісімдерім
cmd-cancel = Тапсырыстан не ағымдағы әрекеттен бас тарту
cmd-deletemydata = Деректерімді жою

## Menu of admins

cmd-stats = Статистика
cmd-refund = Ақшаны қайтару: тапсырыс нөмірін қоса жазыңыз
cmd-settled = Провайдер ақшаны қайтарғанын растау
cmd-pause = Сатылымды тоқтату
cmd-resume = Сатылымды қайта бастау
cmd-notes = Сатылым туралы хабарламаларды қосу не өшіру
cmd-cases = Адамның қарауын күтіп тұрғандар
