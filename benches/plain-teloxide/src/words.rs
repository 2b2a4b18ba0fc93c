//! What the bot says: one language, written into the source, as long as what the shop says.

use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup};

use crate::orders::{Order, Plan};

/// Countries by the names people type, their codes and how they are shown.
pub const COUNTRIES: &[(&str, &str, &str)] = &[
    ("түркия", "TR", "🇹🇷 Түркия"),
    ("бае", "AE", "🇦🇪 БАЕ"),
    ("ресей", "RU", "🇷🇺 Ресей"),
    ("қытай", "CN", "🇨🇳 Қытай"),
    ("өзбекстан", "UZ", "🇺🇿 Өзбекстан"),
    ("қырғызстан", "KG", "🇰🇬 Қырғызстан"),
    ("таиланд", "TH", "🇹🇭 Таиланд"),
    ("мысыр", "EG", "🇪🇬 Мысыр"),
    ("грузия", "GE", "🇬🇪 Грузия"),
    ("оңтүстік корея", "KR", "🇰🇷 Оңтүстік Корея"),
    ("германия", "DE", "🇩🇪 Германия"),
    ("ақш", "US", "🇺🇸 АҚШ"),
];

pub const CHOOSE_LANGUAGE: &str = "Тілді таңдаңыз · Выберите язык · Choose a language";

pub const HOME: &str = "<b>Сәлеметсіз бе!</b> 👋\n\nБұл — Qazaq eSIM, шетелдегі мобильді интернет. \
    Пакетті таңдап, төлейсіз, ал QR-код осы чатқа келеді. SIM картаны ауыстырудың керегі жоқ.\n\n\
    <b>Қайда барасыз?</b> Елді таңдаңыз немесе атауын қазақша, орысша не ағылшынша жазып \
    жіберіңіз.";

pub const NOT_FOUND: &str =
    "Ештеңе табылмады 🤔\nЕл не қала атауын басқаша жазып көріңіз немесе тізімнен таңдаңыз.";

/// How a country is shown.
pub fn country(code: &str) -> &str {
    COUNTRIES.iter().find(|(_, known, _)| *known == code).map_or(code, |(_, _, shown)| shown)
}

/// An order's number.
pub fn number(order: i64) -> String {
    format!("PL-{order:08}")
}

fn key(label: impl Into<String>, data: impl Into<String>) -> InlineKeyboardButton {
    InlineKeyboardButton::callback(label, data)
}

pub fn languages() -> InlineKeyboardMarkup {
    InlineKeyboardMarkup::new([
        [key("🇰🇿 Қазақша", "lang:kk")],
        [key("🇷🇺 Русский", "lang:ru")],
        [key("🇬🇧 English", "lang:en")],
    ])
}

pub fn home() -> InlineKeyboardMarkup {
    let mut rows: Vec<Vec<InlineKeyboardButton>> = COUNTRIES
        .chunks(2)
        .map(|pair| {
            pair.iter().map(|(_, code, shown)| key(*shown, format!("country:{code}"))).collect()
        })
        .collect();
    rows.push(vec![key("🌐 Барлық елдер", "countries"), key("🗺 Аймақтар, әлем", "regions")]);
    rows.push(vec![key("🔍 Іздеу", "search")]);
    rows.push(vec![
        key("📶 eSIM-дерім", "esims"),
        key("❓ Көмек", "help"),
        key("🌐 Тіл", "language"),
    ]);
    InlineKeyboardMarkup::new(rows)
}

fn data(plan: &Plan) -> String {
    match plan.data_mb.parse::<u64>() {
        Ok(mb) => format!("{} ГБ", mb / 1024),
        Err(_) => "Шексіз".to_owned(),
    }
}

fn tenge(amount: i64) -> String {
    if amount >= 1000 {
        format!("{}\u{a0}{:03}\u{a0}₸", amount / 1000, amount % 1000)
    } else {
        format!("{amount}\u{a0}₸")
    }
}

pub fn plans_title(code: &str) -> String {
    format!("<b>{}</b>\nПакетті таңдаңыз:", country(code))
}

pub fn plans(plans: &[Plan]) -> InlineKeyboardMarkup {
    let mut rows: Vec<Vec<InlineKeyboardButton>> = plans
        .iter()
        .map(|plan| {
            let label = format!(
                "{} · {} күн · {} · {}\u{a0}⭐",
                data(plan),
                plan.days,
                tenge(plan.price_kzt),
                plan.stars()
            );
            vec![key(label, format!("plan:{}", plan.plan_id))]
        })
        .collect();
    rows.push(vec![key("⬅️ Артқа", "home")]);
    InlineKeyboardMarkup::new(rows)
}

pub fn card(plan: &Plan) -> String {
    format!(
        "<b>{} · {} · {} күн</b>\n\n📶 Трафик көлемі: <b>{}</b>\n📅 Жарамдылық мерзімі: <b>{} \
         күн</b>\n\
         ⏱ Мерзім шетелдегі желіге алғаш қосылғанда басталады\n📡 Байланыс операторлары: {}\n🚀 \
         Желі: {}\n\
         🔗 Интернет тарату: болады\n➕ Трафик қосу: болады\n💬 Тек интернет: қоңырау, SMS және \
         телефон нөмірі жоқ\n\n💰 Бағасы: <b>{}</b> немесе <b>{}\u{a0}⭐</b>\n\n📱 Төлемес бұрын \
         телефонды тексеріңіз: <code>*#06#</code> теріңіз. <b>EID</b> жолы шықса, телефон eSIM \
         қолдайды.\n\n↩️ QR-код әлі көрсетілмеген болса, ақша толық қайтарылады. Көрсетілген кодты \
         кері алу мүмкін емес, бірақ eSIM біздің немесе оператордың кінәсінен жұмыс істемесе, \
         ақшаңызды қайтарамыз.",
        country(&plan.country),
        data(plan),
        plan.days,
        data(plan),
        plan.days,
        plan.networks,
        plan.generation,
        tenge(plan.price_kzt),
        plan.stars()
    )
}

pub fn card_keys(plan: &Plan) -> InlineKeyboardMarkup {
    InlineKeyboardMarkup::new([
        vec![key("🛒 Сатып алу", format!("buy:{}", plan.plan_id))],
        vec![key("📱 Телефон жарай ма?", format!("phone:{}", plan.plan_id))],
        vec![key("⬅️ Артқа", "back"), key("🏠 Басты бет", "home")],
    ])
}

pub fn review(order: i64, plan: &Plan) -> String {
    format!(
        "🧾 <b>Тапсырыс {}</b>\n\n{} · {} · {} күн\nБарлығы: <b>{}</b> немесе <b>{}\u{a0}⭐</b>\n\n\
         ↩️ QR-код әлі көрсетілмеген болса, ақша толық қайтарылады. Көрсетілген кодты кері алу \
         мүмкін емес, бірақ eSIM біздің немесе оператордың кінәсінен жұмыс істемесе, ақшаңызды \
         қайтарамыз.\n\n\
         Сатып алу үшін алдымен жария офертаны қабылдаңыз. Оферта мәтіні төмендегі батырмада: \
         шарттары, бағасы, қайтару тәртібі және сатушының деректемелері сонда жазылған.",
        number(order),
        country(&plan.country),
        data(plan),
        plan.days,
        tenge(plan.price_kzt),
        plan.stars()
    )
}

pub fn offer_keys(order: i64) -> InlineKeyboardMarkup {
    InlineKeyboardMarkup::new([
        vec![key("Офертаны қабылдаймын", format!("offer:{order}"))],
        vec![key("📄 Жария оферта", "terms"), key("🔒 Құпиялылық саясаты", "privacy")],
        vec![key("⬅️ Артқа", "back")],
    ])
}

pub fn processing(order: &Order) -> String {
    format!(
        "🧾 <b>Тапсырыс {}</b>\n\n<b>Дербес деректерді өңдеуге келісім</b>\n\nТапсырысты орындау \
         үшін Telegram-дағы сәйкестендіргішіңізді, тапсырысыңызды, төлем деректерін және жазсаңыз, \
         пошта мекенжайыңызды өңдейміз. Деректер eSIM-ді дайындау үшін шетелдегі жеткізушіге \
         берілуі мүмкін. Олар тапсырыс орындалғанша және заңда көрсетілген мерзімге дейін \
         сақталады. Келісімді кез келген уақытта /consents бөлімінде қайтарып алуға болады, \
         деректерді жою: /deletemydata. Келісім бермесеңіз, тапсырыс жасалмайды, бірақ каталогты \
         қарай бере аласыз.",
        number(order.id)
    )
}

pub fn processing_keys(order: i64) -> InlineKeyboardMarkup {
    InlineKeyboardMarkup::new([
        vec![key("Өңдеуге келісемін", format!("processing:{order}"))],
        vec![key("Келіспеймін", format!("declined:{order}"))],
        vec![key("🔒 Құпиялылық саясаты", "privacy")],
        vec![key("⬅️ Артқа", "back")],
    ])
}

pub fn invoice_sent(order: i64) -> String {
    format!(
        "🧾 Тапсырыс {}: төлем шоты жіберілді.\nТөлеудің соңғы мерзімі: 30 минут",
        number(order)
    )
}

pub fn cancel_keys(order: i64) -> InlineKeyboardMarkup {
    InlineKeyboardMarkup::new([[key("❌ Бас тарту", format!("cancel:{order}"))]])
}

pub fn invoice_keys(order: &Order) -> InlineKeyboardMarkup {
    InlineKeyboardMarkup::new([
        [InlineKeyboardButton::pay(format!("Төлеу: {}\u{a0}⭐", order.stars))],
        [key("❌ Бас тарту", format!("cancel:{}", order.id))],
    ])
}

pub fn invoice_title(plan: &Plan) -> String {
    format!("eSIM: {}, {} күн", data(plan), plan.days)
}

pub fn invoice_description(order: &Order) -> String {
    format!(
        "{}. Тапсырыс {}. Төлеудің соңғы мерзімі: 30 минут. Төлеген соң QR-код осы чатқа келеді.",
        country(&order.plan.country),
        number(order.id)
    )
}

pub const REFUSED: &str = "Бұл тапсырысты қазір төлеуге болмайды. Жаңадан бастаңыз: /start";

pub fn paid(order: &Order) -> String {
    format!(
        "✅ <b>Төлем қабылданды: {}\u{a0}⭐</b>\nТапсырыс {}\n\neSIM дайындалып жатыр. QR-код осы \
         хабарламада пайда болады, әдетте бірден.",
        order.stars,
        number(order.id)
    )
}

pub fn caption(order: &Order, code: &str) -> String {
    let smdp = code.split('$').nth(1).unwrap_or_default();
    format!(
        "✅ <b>{} · {} · {} күн</b>\nТапсырыс {}\n\nSM-DP+ \
         мекенжайы:\n<code>{smdp}</code>\nБелсендіру коды:\n\
         <code>{code}</code>\n\n📲 Wi-Fi бар жерде QR-кодты басқа экраннан сканерлеңіз немесе \
         төмендегі батырмамен орнатыңыз. Код бір-ақ рет орнатылады, оны ешкімге бермеңіз.",
        country(&order.plan.country),
        data(&order.plan),
        order.plan.days,
        number(order.id)
    )
}

pub fn caption_keys(order: i64, code: &str) -> anyhow::Result<InlineKeyboardMarkup> {
    use teloxide::types::CopyTextButton;
    let smdp = code.split('$').nth(1).unwrap_or_default();
    let copy = |text: &str| CopyTextButton { text: text.to_owned() };
    let apple = format!("https://esimsetup.apple.com/esim_qrcode_provisioning?carddata={code}");
    let android = format!("https://esimsetup.android.com/esim_qrcode_provisioning?carddata={code}");
    Ok(InlineKeyboardMarkup::new([
        vec![InlineKeyboardButton::url("📲 iPhone-ға орнату", apple.parse()?)],
        vec![InlineKeyboardButton::url("📲 Android-қа орнату", android.parse()?)],
        vec![
            InlineKeyboardButton::copy_text_button("📋 Кодты көшіру", copy(code)),
            InlineKeyboardButton::copy_text_button("📋 SM-DP+ көшіру", copy(smdp)),
        ],
        vec![
            key("🍏 iPhone нұсқаулығы", format!("iphone:{order}")),
            key("🤖 Android нұсқаулығы", format!("android:{order}")),
        ],
        vec![key("🛠 Жұмыс істемей тұр", format!("trouble:{order}"))],
        vec![key("📶 eSIM-дерім", "esims")],
    ]))
}
