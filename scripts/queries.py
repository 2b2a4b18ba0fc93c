#!/usr/bin/env python3
"""Writes the queries that the search is measured by: tests/search/queries.tsv.

    python3 -m venv env
    env/bin/pip install babel==2.19.0 pymorphy3==2.0.6 pymorphy3-dicts-ru==2.4.417150.4580142 \
        airportsdata==20260905
    env/bin/python scripts/queries.py [FORMER] > tests/search/queries.tsv

It knows nothing of the search's tables. Names of countries are Babel's, Russian is declined by
pymorphy3, Kazakh by the rules below, airports are those of airportsdata; cities, areas, adjectives
and everyday words are written here by hand. The queries marked `held` are not looked at while the
search is worked on. A hash of the text with the seed deals them, so that a new name moves no other.
Once they were looked at they are spent: take another seed, and name the former file, whose queries
all count as seen.

A line: part, language, kind, what is right, text. What is right:
    =TR      this place, certainly      +TR GE   all of these, certainly
    ?TR      this place, at least asked ~DE FR   one wider place that contains these, certainly
    -        no place at all            !        nothing for certain
    @Help    an everyday word of this meaning
"""

import hashlib
import random
import re
import sys
from pathlib import Path

import airportsdata
import pymorphy3
from babel import Locale

SEED = 314_159
# Of the texts that no former file had; with those a third of all is held.
HELD_OF_EIGHT = 5
CASES = ("gent", "datv", "accs", "ablt", "loct")
RU_ON = set("CY CU MV PH JM MT LK HT BB SC BS MU MG FO KM FJ DO".split())
# Nobody travels there with a telephone.
LEFT_OUT = set("BV HM GS TF UM IO AQ CC CX NF EH".split())

# City or resort: code, Russian, Kazakh, English.
CITIES = """
TR Стамбул Стамбул Istanbul|TR Анталья Анталья Antalya|TR Анкара Анкара Ankara
TR Бодрум Бодрум Bodrum|TR Измир Измир Izmir|TR Алания Алания Alanya|AE Дубай Дубай Dubai
AE Абу-Даби Абу-Даби Abu_Dhabi|AE Шарджа Шарджа Sharjah|CN Пекин Пекин Beijing
CN Шанхай Шанхай Shanghai|CN Гуанчжоу Гуанчжоу Guangzhou|CN Урумчи Үрімші Urumqi
CN Шэньчжэнь Шэньчжэнь Shenzhen|CN Санья Санья Sanya|TH Пхукет Пхукет Phuket
TH Бангкок Бангкок Bangkok|TH Паттайя Паттайя Pattaya|TH Самуи Самуи Samui
VN Нячанг Нячанг Nha_Trang|VN Ханой Ханой Hanoi|VN Фукуок Фукуок Phu_Quoc|VN Дананг Дананг Da_Nang
EG Хургада Хургада Hurghada|EG Каир Каир Cairo|GE Тбилиси Тбилиси Tbilisi|GE Батуми Батуми Batumi
KR Сеул Сеул Seoul|KR Пусан Пусан Busan|JP Токио Токио Tokyo|JP Осака Осака Osaka
JP Киото Киото Kyoto|DE Берлин Берлин Berlin|DE Мюнхен Мюнхен Munich
DE Франкфурт Франкфурт Frankfurt|DE Гамбург Гамбург Hamburg|FR Париж Париж Paris
FR Ницца Ницца Nice|FR Лион Лион Lyon|IT Рим Рим Rome|IT Милан Милан Milan
IT Венеция Венеция Venice|IT Флоренция Флоренция Florence|IT Неаполь Неаполь Naples
ES Барселона Барселона Barcelona|ES Мадрид Мадрид Madrid|ES Малага Малага Malaga
GB Лондон Лондон London|GB Манчестер Манчестер Manchester|US Нью-Йорк Нью-Йорк New_York
US Майами Майами Miami|US Чикаго Чикаго Chicago|US Лас-Вегас Лас-Вегас Las_Vegas
US Лос-Анджелес Лос-Анджелес Los_Angeles|US Бостон Бостон Boston|RU Москва Мәскеу Moscow
RU Казань Қазан Kazan|RU Сочи Сочи Sochi|RU Омск Омбы Omsk|RU Новосибирск Новосібір Novosibirsk
RU Екатеринбург Екатеринбург Yekaterinburg|UZ Ташкент Ташкент Tashkent
UZ Самарканд Самарқанд Samarkand|UZ Бухара Бұхара Bukhara|KG Бишкек Бішкек Bishkek|KG Ош Ош Osh
AZ Баку Баку Baku|AM Ереван Ереван Yerevan|CZ Прага Прага Prague|AT Вена Вена Vienna
HU Будапешт Будапешт Budapest|PL Варшава Варшава Warsaw|PL Краков Краков Krakow
GR Афины Афина Athens|GR Крит Крит Crete|NL Амстердам Амстердам Amsterdam
BE Брюссель Брюссель Brussels|CH Цюрих Цюрих Zurich|CH Женева Женева Geneva
PT Лиссабон Лиссабон Lisbon|FI Хельсинки Хельсинки Helsinki|SE Стокгольм Стокгольм Stockholm
NO Осло Осло Oslo|DK Копенгаген Копенгаген Copenhagen|IE Дублин Дублин Dublin
RS Белград Белград Belgrade|ME Будва Будва Budva|BG Варна Варна Varna|LV Рига Рига Riga
LT Вильнюс Вильнюс Vilnius|EE Таллин Таллин Tallinn|SA Мекка Мекке Mecca|SA Медина Мәдине Medina
SA Джидда Жидда Jeddah|QA Доха Доха Doha|IL Иерусалим Иерусалим Jerusalem|IN Дели Дели Delhi
IN Мумбаи Мумбаи Mumbai|IN Гоа Гоа Goa|ID Бали Бали Bali|ID Джакарта Джакарта Jakarta
MY Куала-Лумпур Куала-Лумпур Kuala_Lumpur|PH Манила Манила Manila|LK Коломбо Коломбо Colombo
MV Мале Мале Malé|KH Пномпень Пномпень Phnom_Penh|MN Улан-Батор Ұлан-Батыр Ulaanbaatar
AU Сидней Сидней Sydney|AU Мельбурн Мельбурн Melbourne|CA Торонто Торонто Toronto
CA Ванкувер Ванкувер Vancouver|MX Канкун Канкун Cancun
BR Рио-де-Жанейро Рио-де-Жанейро Rio_de_Janeiro|CU Гавана Гавана Havana
TZ Занзибар Занзибар Zanzibar|MA Марракеш Марракеш Marrakech|CY Ларнака Ларнака Larnaca
KZ Алматы Алматы Almaty|KZ Астана Астана Astana|KZ Шымкент Шымкент Shymkent
TJ Душанбе Душанбе Dushanbe|BY Минск Минск Minsk|UA Киев Киев Kyiv
TR Кемер Кемер Kemer|TR Мармарис Мармарис Marmaris|TR Каппадокия Каппадокия Cappadocia
TR Трабзон Трабзон Trabzon|AE Рас-эль-Хайма Рас-әл-Хайма Ras_al_Khaimah|CN Чэнду Чэнду Chengdu
CN Харбин Харбин Harbin|CN Тяньцзинь Тяньцзинь Tianjin|TH Краби Краби Krabi
VN Хошимин Хошимин Ho_Chi_Minh
EG Шарм-эль-Шейх Шарм-эш-Шейх Sharm_El_Sheikh|EG Александрия Александрия Alexandria
GE Кутаиси Кутаиси Kutaisi
KR Инчхон Инчхон Incheon|JP Нагоя Нагоя Nagoya|DE Кёльн Кёльн Cologne|DE Штутгарт Штутгарт Stuttgart
FR Марсель Марсель Marseille|FR Бордо Бордо Bordeaux|IT Турин Турин Turin|IT Болонья Болонья Bologna
ES Валенсия Валенсия Valencia|ES Севилья Севилья Seville|GB Эдинбург Эдинбург Edinburgh
GB Ливерпуль Ливерпуль Liverpool|US Сан-Франциско Сан-Франциско San_Francisco|US Сиэтл Сиэтл Seattle
US Орландо Орландо Orlando|RU Самара Самара Samara|RU Калининград Калининград Kaliningrad
UZ Хива Хиуа Khiva|UZ Фергана Ферғана Fergana|KG Каракол Қаракөл Karakol|AZ Гянджа Гянджа Ganja
CZ Брно Брно Brno|AT Зальцбург Зальцбург Salzburg|PL Гданьск Гданьск Gdansk
GR Салоники Салоники Thessaloniki
GR Санторини Санторини Santorini|NL Роттердам Роттердам Rotterdam|CH Базель Базель Basel
PT Порту Порту Porto
HR Дубровник Дубровник Dubrovnik|HR Загреб Загреб Zagreb|SI Любляна Любляна Ljubljana
SK Братислава Братислава Bratislava|RO Бухарест Бухарест Bucharest|BG София София Sofia
IN Калькутта Калькутта Kolkata|IN Агра Агра Agra|ID Убуд Убуд Ubud|MY Лангкави Лангкави Langkawi
NP Катманду Катманду Kathmandu|JO Амман Амман Amman|OM Маскат Маскат Muscat|BH Манама Манама Manama
LB Бейрут Бейрут Beirut|IR Тегеран Тегеран Tehran|PK Исламабад Исламабад Islamabad
KE Найроби Найроби Nairobi
ZA Кейптаун Кейптаун Cape_Town|ET Аддис-Абеба Аддис-Абеба Addis_Ababa|TN Тунис Тунис Tunis
PE Лима Лима Lima|AR Буэнос-Айрес Буэнос-Айрес Buenos_Aires|CO Богота Богота Bogota
CL Сантьяго Сантьяго Santiago
NZ Окленд Окленд Auckland|AU Брисбен Брисбен Brisbane|KZ Ақтау Ақтау Aktau
KZ Караганда Қарағанды Karaganda
"""

# Everyday names of countries in Russian, Kazakh and English.
SHORT = """
US ru США|US kk АҚШ|US en USA|US ru Америка|AE ru ОАЭ|AE kk БАӘ|AE en UAE|AE ru Эмираты|GB en UK
GB ru Англия|GB kk Англия|GB ru Великобритания|GB kk Ұлыбритания|ZA ru ЮАР|KR ru Корея|KR kk Корея
CN ru КНР|CN kk ҚХР|RU ru РФ|TH ru Тайланд|TH ru Тай|NL ru Голландия|CZ ru Чехия|CZ kk Чехия
DO ru Доминикана|KG ru Киргизия|BY ru Белоруссия|SA kk Сауд_Арабиясы|SA ru Саудовская_Аравия
MD ru Молдавия|TM ru Туркмения
"""

AREAS = """
DE_FR ru Европа|DE_FR kk Еуропа|DE_FR en Europe|DE_FR ru ЕС|DE_FR en EU|DE_FR ru Евросоюз
DE_FR ru Шенген|DE_FR en Schengen|UZ_KG ru Центральная_Азия|UZ_KG ru Средняя_Азия
UZ_KG kk Орталық_Азия|UZ_KG kk Орта_Азия|UZ_KG en Central_Asia|RU_UZ ru СНГ|RU_UZ kk ТМД
RU_UZ en CIS|RS_ME ru Балканы|RS_ME kk Балқан|RS_ME en Balkans|SE_NO ru Скандинавия
SE_NO kk Скандинавия|SE_NO en Scandinavia|EE_LV ru Прибалтика|EE_LV en Baltics|AE_QA en Gulf
AE_QA ru Страны_Персидского_залива|GE_AM ru Кавказ|GE_AM kk Кавказ|GE_AM en Caucasus
TH_VN ru Юго-Восточная_Азия|TH_VN en Southeast_Asia|TH_VN kk Оңтүстік-Шығыс_Азия|CN_TH ru Азия
CN_TH kk Азия|CN_TH en Asia|EG_KE ru Африка|EG_KE kk Африка|EG_KE en Africa
AE_SA ru Ближний_Восток|AE_SA kk Таяу_Шығыс|AE_SA en Middle_East|BR_AR ru Латинская_Америка
BR_AR en Latin_America|BR_AR ru Южная_Америка|BR_AR en South_America|US_CA ru Северная_Америка
US_CA en North_America|AU_NZ ru Океания|AU_NZ en Oceania|TR_US ru весь_мир|TR_US kk бүкіл_әлем
TR_US en whole_world|TR_US en worldwide|BE_NL ru Бенилюкс
"""

ADJECTIVES = """
CN китайский|TR турецкий|AE эмиратский|RU российский|GE грузинский|UZ узбекский|KG киргизский
TH тайский|EG египетский|KR корейский|DE немецкий|US американский|VN вьетнамский|SA саудовский
IT итальянский|FR французский|ES испанский|GB английский|GB британский|MY малайзийский
ID индонезийский|JP японский|AZ азербайджанский|CZ чешский|GR греческий|IN индийский|AM армянский
PL польский|PT португальский|NL голландский|CH швейцарский|AT австрийский|HU венгерский
RS сербский|ME черногорский|IL израильский|FI финский|SE шведский|NO норвежский|MN монгольский
TJ таджикский|UA украинский|BY белорусский
"""
ADJECTIVES_KK = """
TR түрік|CN қытай|JP жапон|DE неміс|KR корей|UZ өзбек|KG қырғыз|GB ағылшын|FR француз
"""
ADJECTIVES_EN = """
TR Turkish|CN Chinese|JP Japanese|KR Korean|TH Thai|DE German|FR French|IT Italian|ES Spanish
GB British|US American|GE Georgian|UZ Uzbek|EG Egyptian|VN Vietnamese|IN Indian|GR Greek|CH Swiss
PL Polish|AE Emirati
"""

AIRPORTS = """
TR IST SAW AYT ESB ADB DLM BJV|AE DXB AUH SHJ DWC|CN PEK PKX PVG CAN URC SZX SYX
TH BKK HKT DMK CNX USM|VN SGN HAN CXR DAD PQC|EG HRG SSH CAI|GE TBS BUS KUT|KR ICN GMP PUS CJU
JP NRT HND KIX|DE BER MUC HAM DUS CGN|FR CDG ORY NCE LYS|IT FCO MXP VCE NAP BGY|ES BCN MAD AGP PMI
GB LHR LGW STN MAN EDI|US JFK LAX ORD MIA SFO EWR LAS|RU SVO DME VKO LED AER KZN OVB|UZ TAS SKD
KG FRU|AZ GYD|AM EVN|CZ PRG|AT VIE|HU BUD|PL WAW KRK|GR ATH HER SKG|NL AMS|BE BRU|CH ZRH GVA
PT LIS OPO|FI HEL|SE ARN|NO OSL|DK CPH|IE DUB|RS BEG|ME TIV TGD|LV RIX|LT VNO|EE TLL
SA JED MED RUH|QA DOH|IN DEL BOM|ID DPS CGK|MY KUL|PH MNL|LK CMB|MV MLE|AU SYD MEL|CA YYZ YVR
MX CUN|BR GRU|CY LCA PFO|KZ ALA NQZ CIT|TJ DYU|IL TLV|JO AMM|HK HKG|SG SIN|TW TPE|OM MCT|US NYC
GB LON|RU MOW|FR PAR|JP TYO
"""

EVERYDAY = """
Help помощь|Help Помощь!|Help help|Help көмек|Help как установить|Help как это работает
Help how to install|Support поддержка|Support оператор|Support қолдау|Support support
Support есть вопрос|Support менеджер|Support техподдержка|Support сұрағым бар|Support operator
Refund возврат|Refund вернуть деньги|Refund ақшаны қайтару|Refund refund|Refund money back
Refund верните деньги|Esims мои esim|Esims мои симки|Esims my esim|Esims менің esim
Esims мои заказы|Esims my orders|Esims тапсырыстарым|Esims где мой заказ|Cancel отмена
Cancel cancel|Cancel болдырмау|Cancel отменить заказ|Cancel бас тарту|Home меню|Home старт
Home menu|Home start|Home мәзір|Language язык|Language language|Language тіл|Language english
Language қазақша|Thanks спасибо|Thanks рахмет|Thanks thanks|Thanks спасибо большое
Thanks thank you|Thanks көп рахмет|Hello привет|Hello сәлем|Hello hello|Hello здравствуйте
Trouble не работает|Trouble не работает интернет|Trouble жұмыс істемейді|Trouble not working
Trouble нет интернета|Trouble no internet|Trouble интернет жоқ|Trouble в Турции не работает
Trouble не работает в Китае|Trouble Түркияда істемейді|Trouble doesn't work in Dubai
Trouble не пришел код|Terms оферта|Terms terms|Terms условия|Terms шарттар
Help помогите пожалуйста|Help как пользоваться|Help что такое esim|Help как активировать
Help қалай қосамын
Help қалай орнатамын|Help нұсқаулық|Help how does it work|Help what is an esim|Help how to use
Support напишите оператору|Support хочу поговорить с оператором|Support позовите человека
Support живой оператор
Support админ|Support связаться с поддержкой|Support операторға қосыңыз|Support көмек қызметі
Support contact support|Support talk to a human|Support live chat|Support customer service
Refund хочу вернуть деньги|Refund верни деньги|Refund деньги обратно|Refund возврат средств
Refund ақшамды қайтарыңыз|Refund ақшамды қайтар|Refund i want my money back|Refund get a refund
Esims мои покупки|Esims мой заказ|Esims где мой qr код|Esims покажи мой qr|Esims где моя симка
Esims менің тапсырысым|Esims qr кодым қайда|Esims where is my qr|Esims show my esim
Esims my orders please
Cancel стоп|Cancel отмените заказ|Cancel хочу отменить|Cancel тапсырысты болдырмау
Cancel cancel my order
Home на главную|Home начать заново|Home главное меню|Home басты мәзір|Home main menu|Home restart
Language сменить язык|Language поменяй язык|Language на казахском|Language тілді ауыстыру
Language change language|Language на русском|Language орысша|Thanks благодарю|Thanks спс
Thanks үлкен рахмет
Thanks thx|Thanks thank you so much|Hello добрый день|Hello салам|Hello ассалаумағалейкум
Hello good morning
Trouble интернет не работает|Trouble не ловит сеть|Trouble пропал интернет|Trouble нет связи
Trouble esim не устанавливается|Trouble не могу подключиться|Trouble код не сканируется
Trouble ошибка
Trouble qr не работает|Trouble не активируется|Trouble плохо работает|Trouble желі жоқ
Trouble интернет істемей тұр|Trouble қосылмай жатыр|Trouble орната алмадым|Trouble it doesn't work
Trouble esim not working|Trouble no signal|Trouble no network in Turkey|Trouble can't install
Trouble cannot connect|Trouble internet is not working in Thailand|Trouble в Дубае нет интернета
Trouble приехал в Тбилиси и нет сети|Terms правила|Terms политика конфиденциальности|Terms privacy
Terms договор|Terms privacy policy|Terms ережелер
"""

NO_PLACE = """
Крым|в Крым|в Крыму|Crimea|Қырым|Қырымға|Симферополь|Ялта|Луна|на Луну|Moon|Марс|на Марсе|Абхазия
в Абхазию|Abkhazia|Сухум|qwqwqw|ыыыы|asdasd|7 дней|5 ГБ|хочу поехать|сколько стоит|12345|???|😀
барамын|trip to|на неделю
Приднестровье|в Южную Осетию|Северный Кипр|Донецк|Юпитер|на Юпитер|Нарния|Atlantis|zxcvbn|!!!!
10 гигов
14 days|2 апта|безлимит|шексіз интернет|how much|қанша тұрады|цены|дешево|999|👍|❤️|...|фывфыв|лалала
"""
UNSURE = """
кот|дом|собака|телефон|самсунг|айфон|iphone 12|samsung a54|холодильник|Айгуль|Нурлан|асылбек|тест
test|проверка|мама|море|солнце|кино|work|house|water|lol|wow|тц|абв|abc|xyz|не знаю|погода
курс доллара|ұшақ|кітап|жаңбыр|New Jersey Devils|банан|самолет|паспорт|чемодан|money|football|мяч
окно|hotel|отель|қонақүй|стол|книга|чай|кофе|рыба|мышь|лес|река|гора|лодка|вода|хлеб|кровать|ноутбук
xiaomi|galaxy|pixel 8|гугл|instagram|тикток|вотсап|whatsapp|карта|виза|visa|mastercard|каспи|kaspi
Марат|Динара|Саша|Маша|Sergey|Anna|Maria|бабушка|апа|ана|әке|бала|мысық|ит|жылқы|тау|су|нан|гүл
kitap
bread|table|tree|garden|monkey|chair|river|coffee|tea|book|windows|linux|бит|мир вам|полет|билет
билет на самолет|аэропорт|airport|вокзал|жд билеты|погода завтра|сколько времени|what time is it
"""

LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю"
ALPHABETS = {
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "kk": "аәбвгғдежзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "en": "abcdefghijklmnopqrstuvwxyz",
}

morph = pymorphy3.MorphAnalyzer()
dice = random.Random(SEED)


def rows(text: str, between: str = "|"):
    return [row.strip() for line in text.strip().splitlines() for row in line.split(between)]


# ---- Russian: pymorphy3 ----


def declined(word: str, case: str):
    """A word in a case; itself where it does not change; `None` where the tool does not know it."""
    if len(word) > 1 and word.isupper():
        return word
    for parse in morph.parse(word):
        if "nomn" in parse.tag and ({"NOUN"} & {parse.tag.POS} or parse.tag.POS in ("ADJF",)):
            if not parse.is_known:
                return None
            if "Fixd" in parse.tag:
                return word
            form = parse.inflect({case})
            # An adjective before an inanimate noun; the tool prefers the animate accusative.
            return form.word.title() if form else None
    return None


def russian(name: str, case: str):
    """A name in a case. What stands in the genitive already, or is a small word, stays."""
    out, head_seen = [], False
    for token in re.split(r"([ -])", name):
        if token in (" ", "-", "и", "") or not token[0].isalpha():
            out.append(token)
            head_seen = head_seen and token != "и"
            continue
        if head_seen:
            genitive = any("gent" in parse.tag for parse in morph.parse(token))
            if not genitive:
                return None
            out.append(token)
            continue
        form = declined(token, case)
        if form is None:
            return None
        head_seen = morph.parse(token)[0].tag.POS == "NOUN" and " " in name
        out.append(form)
    return "".join(out)


RU = {
    "nomn": [
        "{}", "{} esim", "симка {}", "{} 7 дней", "{} 5 гб", "{}, 10 ГБ на 30 дней", "Интернет {}",
    ],
    "gent": ["{}", "симка для {}", "esim для {}", "нужен интернет для {} на 5 дней"],
    "datv": ["{}", "по {}", "путешествие по {} на две недели"],
    "accs": ["{}", "В {}", "хочу в {}", "едем в {} на неделю", "поездка в {}", "лечу в {} 10 дней"],
    "ablt": ["{}"],
    "loct": ["в {}", "интернет в {}", "отдых в {} летом", "мы будем в {} 5 дней с детьми"],
}

# ---- Kazakh: vowel harmony and the last sound ----

BACK, FRONT = "аоұыуяюё", "әеөүіэ"
VOWELS = BACK + FRONT + "и"
VOICELESS = "пфкқтсшщчцхһбвгд"
KK = {
    "nomn": ["{}", "{} esim", "{} үшін сим", "{} 7 күн", "{} 5 ГБ", "{} бойынша интернет"],
    "dat": [
        "{}", "{} барамын", "{} сапар", "{} 10 күнге", "Ертең {} ұшамын", "{} барамыз 1 аптаға",
    ],
    "loc": ["{}", "{} интернет керек", "{} боламын"],
    "acc": ["{}"],
    "gen": ["{}", "{} симкасы"],
    "ins": ["{}"],
}


def kazakh(name: str, case: str) -> str:
    last = name.split()[-1].lower()
    vowels = [letter for letter in last if letter in BACK + FRONT]
    # Words of other languages take the endings of their last clear vowel; abbreviations as read.
    soft = bool(vowels) and vowels[-1] in FRONT
    soft |= not vowels and "и" in last
    a, y = ("е", "і") if soft else ("а", "ы")
    if re.search(r"(лар|лер|дар|дер|тар|тер)[ыі]$|асы$|есі$|аралы$|ландысы$|биясы$|одағы$", last):
        tail = {"dat": "н" + a, "loc": "нд" + a, "acc": "н", "gen": f"н{y}ң", "ins": "мен"}[case]
        return name + tail
    end = last[-1] if last[-1] not in "ьъ" else last[-2]
    vowel, nasal = end in VOWELS and end not in "уи" or last.endswith(("и", "у")), end in "мнң"
    hard = end in VOICELESS
    return name + {
        "dat": (("к" if soft else "қ") if hard else ("г" if soft else "ғ")) + a,
        "loc": ("т" if hard else "д") + a,
        "acc": ("н" if vowel else "т" if hard else "д") + y,
        "gen": ("н" if vowel or nasal else "т" if hard else "д") + y + "ң",
        "ins": "пен" if hard else "бен" if end in "зж" else "мен",
    }[case]


EN = ["{}", "to {}", "esim for {}", "Trip to {} next week", "{} 7 days", "{} 5gb", "going to {}",
      "mobile data in {}", "I need a SIM for {}", "travel to {} for 10 days"]

# ---- Everything ----


def typo(name: str, lang: str) -> str:
    letters = list(name.lower())
    at = dice.randrange(1, len(letters))
    kind = dice.randrange(4)
    if kind == 0:
        del letters[at]
    elif kind == 1:
        letters.insert(at, dice.choice(ALPHABETS[lang]))
    elif kind == 2:
        letters[at] = dice.choice(ALPHABETS[lang].replace(letters[at], ""))
    else:
        at = min(at, len(letters) - 2)
        letters[at], letters[at + 1] = letters[at + 1], letters[at]
    return "".join(letters)


def keyboard(name: str, lang: str) -> str:
    pairs = (LATIN, RUSSIAN) if lang == "en" else (RUSSIAN, LATIN)
    return name.lower().translate(str.maketrans(*pairs))


def in_cases(name: str, code: str, lang: str, kind: str):
    """A name in every case, each in two sentences of its language."""
    # "Конго" is either of two countries.
    right = f"?{code}" if name == "Конго" else f"={code}"
    if lang == "en":
        for sentence in dice.sample(EN, 3):
            yield "en", kind, right, sentence.format(name)
        return
    cases = CASES if lang == "ru" else tuple(KK)[1:]
    yield lang, kind, right, dice.choice((RU if lang == "ru" else KK)["nomn"]).format(name)
    for case in cases:
        form = russian(name, case) if lang == "ru" else kazakh(name, case)
        if form is None:
            continue
        sentence = dice.choice((RU if lang == "ru" else KK)[case])
        if code in RU_ON or name.endswith(("ы", "острова")):
            sentence = re.sub(r"\b([Вв]) \{", r"на {", sentence)
        yield lang, kind, right, sentence.format(form)


def places():
    """Country names, short names and cities: `(code, lang, name, kind)`."""
    for lang in ("ru", "kk", "en"):
        for code, name in Locale(lang).territories.items():
            # "Виргинские острова (США)", "о-в Св. Елены": nobody writes that.
            odd = " (" in name or "о-в " in name
            if len(code) == 2 and not odd and code not in LEFT_OUT and code not in NOT_COUNTRIES:
                yield code, lang, name.replace("о-ва", "острова"), "country"
    for row in rows(SHORT):
        code, lang, name = row.split()
        yield code, lang, name.replace("_", " "), "short"
    for row in rows(CITIES):
        code, *names = row.split()
        for lang, name in zip(("ru", "kk", "en"), names):
            yield code, lang, name.replace("_", " "), "city"


NOT_COUNTRIES = set("AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ".split())


def queries():
    known = list(places())
    spelt = {name.lower(): code for code, _, name, _ in known}
    for code, lang, name, kind in known:
        yield from in_cases(name, code, lang, kind)
        if len(name) > 6:
            wrong = typo(name, lang)
            if spelt.get(wrong, code) == code and dice.random() < 0.4:
                yield lang, "typo", f"?{code}", wrong
        if len(name) > 3 and lang != "kk" and dice.random() < 0.4:
            yield lang, "keyboard", f"={code}", keyboard(name, lang)
    yield from codes()
    yield from several(known)
    yield from areas()
    yield from adjectives()
    for row in rows(EVERYDAY):
        meant, text = row.split(" ", 1)
        yield language(text), "everyday", f"@{meant}", text
    for right, texts in (("-", NO_PLACE), ("!", UNSURE)):
        for text in rows(texts):
            yield language(text), "nothing", right, text


def codes():
    countries = {row["country"] for row in airportsdata.load("IATA").values()}
    for row in rows(AIRPORTS):
        code, *airports = row.split()
        assert code in countries
        for airport in airports:
            yield "en", "airport", f"?{code}" if airport == "CAN" else f"={code}", airport
            yield "en", "airport", f"?{code}", airport.lower()
            yield "en", "airport", f"?{code}", dice.choice(
                [f"to {airport}", f"{airport} 7 days", f"в {airport}", f"{airport} 5 гб"]
            )
            # "ДРК" on the other keyboard is a country.
            if airport != "LHR":
                yield "en", "airport", f"?{code}", keyboard(airport, "en")
    for code in "TR AE CN TH US GB DE FR IT ES GE UZ KG KR JP VN EG SA RU KZ".split():
        yield "en", "code", f"={code}", code
        yield "en", "code", f"?{code}", code.lower()
        flag = "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code)
        yield "en", "code", f"={code}", dice.choice([flag, f"{flag} 5 ГБ", f"esim {flag}"])


POPULAR = "TR AE RU CN UZ KG TH EG GE KR DE US VN SA IT FR ES GB MY ID JP AZ CZ GR QA IN AM".split()


def several(known):
    names = {(lang, code): name for code, lang, name, kind in known if kind == "country"}
    joints = {
        "ru": ["{} и {}", "{}, {}", "{} {}", "{}-{} 10 дней", "{} + {}"],
        "kk": ["{} және {}", "{}, {}", "{} {}", "{} мен {}"],
        "en": ["{} and {}", "{}, {}", "{} {}", "{} & {} 7 days", "trip to {} and {}"],
    }
    for lang in ("ru", "kk", "en"):
        for _ in range(60):
            codes = dice.sample(POPULAR, 2)
            text = dice.choice(joints[lang]).format(*(names[lang, code] for code in codes))
            yield lang, "several", "+" + " ".join(sorted(codes)), text
        for _ in range(25):
            codes = dice.sample(POPULAR, 3)
            text = dice.choice([" ", ", "]).join(names[lang, code] for code in codes)
            yield lang, "several", "+" + " ".join(sorted(codes)), text
    for _ in range(40):
        codes = dice.sample([code for code in POPULAR if code not in ("AE", "US")], 2)
        forms = [russian(names["ru", code], "accs") for code in codes]
        if all(forms):
            text = dice.choice(["в {} и {}", "едем в {} и в {}"]).format(*forms)
            yield "ru", "several", "+" + " ".join(sorted(codes)), text
        forms = [kazakh(names["kk", code], "dat") for code in codes]
        yield "kk", "several", "+" + " ".join(sorted(codes)), "{}, {} барамыз".format(*forms)


def areas():
    for row in rows(AREAS):
        codes, lang, name = row.split()
        right = "~" + codes.replace("_", " ")
        name = name.replace("_", " ")
        yield lang, "area", right, name
        if lang == "en":
            yield lang, "area", right, f"esim for {name}"
            yield lang, "area", right, f"{name} 10 days"
        elif lang == "kk":
            for case in ("dat", "loc"):
                yield lang, "area", right, dice.choice(KK[case]).format(kazakh(name, case))
        else:
            for case in ("datv", "loct"):
                form = russian(name, case)
                if form:
                    by = ["по {}", "симка по {}"] if case == "datv" else ["в {}", "на {} 7 дней"]
                    yield lang, "area", right, dice.choice(by).format(form)


def adjectives():
    nouns = [("симка", {"femn"}), ("номер", {"masc"}), ("сим-карта", {"femn"})]
    for row in rows(ADJECTIVES):
        code, word = row.split()
        feminine = morph.parse(word)[0].inflect({"femn", "nomn"}).word
        accusative = morph.parse(word)[0].inflect({"femn", "accs"}).word
        yield "ru", "adjective", f"={code}", f"{feminine} симка"
        yield "ru", "adjective", f"={code}", f"нужна {feminine} esim"
        yield "ru", "adjective", f"={code}", f"купить {accusative} симку"
    for row in rows(ADJECTIVES_KK):
        code, word = row.split()
        yield "kk", "adjective", f"={code}", f"{word} симкасы"
    for row in rows(ADJECTIVES_EN):
        code, word = row.split()
        yield "en", "adjective", f"={code}", dice.choice(["{} esim", "{} sim card"]).format(word)


def language(text: str) -> str:
    if re.search("[әғқңөұүһі]", text.lower()):
        return "kk"
    return "ru" if re.search("[а-я]", text.lower()) else "en"


def is_held(text: str) -> bool:
    digest = hashlib.sha256(f"{SEED} {text}".encode()).digest()
    return digest[0] % 8 < HELD_OF_EIGHT


def main() -> None:
    former = "".join(Path(name).read_text(encoding="utf-8") for name in sys.argv[1:])
    looked_at = {line.rsplit("\t", 1)[-1] for line in former.splitlines()}
    seen = set()
    for lang, kind, right, text in queries():
        if text in seen:
            continue
        seen.add(text)
        part = "held" if text not in looked_at and is_held(text) else "seen"
        print(part, lang, kind, right, text, sep="\t")


if __name__ == "__main__":
    main()
