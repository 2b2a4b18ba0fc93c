//! What the bot says: one language, written into the source, as long as what the shop says.

use teloxide::types::{BotCommand, InlineKeyboardButton, InlineKeyboardMarkup};

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

/// The menu of commands in the chosen language.
pub fn menu() -> Vec<BotCommand> {
    [
        ("start", "Басты бет"),
        ("esims", "Менің eSIM-дерім"),
        ("help", "Көмек"),
        ("language", "Тіл"),
        ("consents", "Келісімдер"),
        ("support", "Қолдау қызметі"),
        ("paysupport", "Төлем бойынша көмек"),
        ("terms", "Жария оферта"),
        ("privacy", "Құпиялылық"),
        ("cancel", "Бас тарту"),
        ("deletemydata", "Деректерімді жою"),
    ]
    .map(|(command, what)| BotCommand::new(command, what))
    .to_vec()
}

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

/// What is asked for before the payment, and what stands on its button.
pub const CONSENTS: [(&str, &str); 3] =
    [("offer", "Оферта"), ("processing", "Өңдеу"), ("transfer", "Шетелге")];

const REFUND: &str = "↩️ QR-код әлі көрсетілмеген болса, ақша толық қайтарылады. Көрсетілген \
    QR-кодты қайтаруға болмайды, бірақ eSIM біздің немесе оператордың кінәсінен жұмыс істемесе, \
    ақшаңызды қайтарамыз.";

const OFFER: &str = "<b>Оферта.</b> Сатып алу шарты жария оферта бойынша жасалады (/terms, \
    2-редакция): онда баға, жеткізу, ақшаны қайтару және шағым беру тәртібі жазылған. «Оферта: \
    иә» батырмасын бассаңыз, оны қабылдайсыз.";

const PROCESSING: &str = "<b>Өңдеу.</b> «Өңдеу: иә» батырмасын басып, мен, осы Telegram \
    аккаунтының иесі, дербес деректерімді жинауға және өңдеуге келісемін.\n<b>Оператор:</b> \
    Qazaq eSIM, ЖСН 000000000000, Алматы қ.\n<b>Субъект:</b> мен, Telegram идентификаторым \
    бойынша. Аты-жөнім сұралмайды және сақталмайды.\n<b>Мақсаты:</b> шарт жасасу және eSIM-ді \
    чатқа, ал хатты таңдасам, поштаға да жеткізу; қолдау көрсету; төлемді тексеру және ақшаны \
    қайтару; салықтық есепке алу.\n<b>Деректер:</b> Telegram идентификаторы (чат нөмірі), тіл, \
    тапсырыстар мен төлемдер (карта деректерінсіз), eSIM кодтары, бот хабарламаларының нөмірлері, \
    келісімдер тізілімі; пошта мекенжайы — оны өзім берсем ғана.\n<b>Үшінші тұлғаларға:</b> \
    Telegram-ға — хабарлама мен төлем үшін; төлем провайдеріне — теңгемен төлесем; пошта қызметіне \
    — хатты таңдасам. eSIM жеткізушісіне — ештеңе.\n<b>Шетелге:</b> төмендегі бөлек келісіммен \
    ғана. <b>Жариялау:</b> жоқ.\n<b>Мерзімі:</b> мақсатқа жеткенше немесе келісімді қайтарып \
    алғанша. Содан кейін заң талабымен: төлемдердің жеке басты көрсетпейтін тізілімі — тапсырыс \
    жылынан кейінгі толық 5 күнтізбелік жыл, келісімдер тізілімі (байланыс деректерінсіз) — 3 жыл.\
    \n<b>Қайтарып алу:</b> /consents, /deletemydata немесе help@qazaq-esim.com. Төленген тапсырыс \
    алдымен орындалады немесе ақшасы қайтарылады. Толық мәтіні: /privacy, 2-редакция.";

const TRANSFER: &str = "<b>Шетелге.</b> «Шетелге: иә» батырмасын басып, деректерімді Қазақстаннан \
    тыс жерге беруге келісемін:\n• Telegram-ға (Telegram Messenger Inc., Британдық Виргин \
    аралдары, және Telegram FZ-LLC, БАӘ) — идентификатор, бот хабарламалары, төлем;\n• пошта \
    қызметіне, хатты таңдасам, — мекенжай және хат мәтіні.\nБот Telegram-сыз жұмыс істей алмайды. \
    Қайтарып алу: /deletemydata.";

/// The one screen on which a plan is bought.
pub fn checkout(plan: &Plan) -> String {
    let folded = |text: &str| format!("<blockquote expandable>{text}</blockquote>");
    let facts = format!(
        "📶 Трафик көлемі: <b>{}</b>\n📅 Жарамдылық мерзімі: <b>{} күн</b>\n⏱ Мерзім шетелдегі \
         желіге алғаш қосылғанда басталады\n📡 Байланыс операторлары: {}\n🚀 Желі: {}\n🔗 Интернет \
         тарату: болады\n💬 Тек интернет: қоңырау, SMS және телефон нөмірі жоқ\n📱 Төлемес бұрын \
         телефонды тексеріңіз: <code>*#06#</code> теріңіз. <b>EID</b> жолы шықса, телефон eSIM-ді \
         қолдайды.",
        data(plan),
        plan.days,
        plan.networks,
        plan.generation,
    );
    [
        format!("🧾 <b>{} · {} · {} күн</b>", country(&plan.country), data(plan), plan.days),
        "👤 Сізге: QR-код осы чатқа келеді.".to_owned(),
        format!(
            "💰 Төлейтініңіз: <b>{}\u{a0}⭐</b> (бағасы {})",
            plan.stars(),
            tenge(plan.price_kzt)
        ),
        "🔞 Сіз 18 жасқа толғансыз. Үш келісімнің «иә» батырмасын басыңыз: мәтіндері төменде."
            .to_owned(),
        folded(&facts),
        folded(&format!("<b>Сатушы</b>\nАтауы: Qazaq eSIM\nЖСН: 000000000000\n\n{REFUND}")),
        folded(OFFER),
        folded(PROCESSING),
        folded(TRANSFER),
    ]
    .join("\n\n")
}

pub fn checkout_keys(plan: &Plan, given: &[String]) -> InlineKeyboardMarkup {
    let mut rows = vec![vec![key("📄 Жария оферта", "terms"), key("🔒 Құпиялылық", "privacy")]];
    for (purpose, name) in CONSENTS {
        let tick = if given.iter().any(|known| known == purpose) { "✅" } else { "☐" };
        rows.push(vec![
            key(format!("{tick} {name}: иә"), format!("yes:{purpose}")),
            key(format!("{name}: жоқ"), "declined"),
        ]);
    }
    rows.push(vec![key(format!("💳 Төлеу: {}\u{a0}⭐", plan.stars()), "pay")]);
    rows.push(vec![
        key("📱 Телефон жарай ма?", format!("phone:{}", plan.plan_id)),
        key("⬅️ Артқа", "back"),
    ]);
    InlineKeyboardMarkup::new(rows)
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
