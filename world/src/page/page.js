// The one page of the pretend world, in plain JavaScript: what two phones, a wallet, a mailbox and
// the switches for trouble show, and what their buttons do. It asks /world for everything
// (docs/contract.md) and must not decide anything: no prices, no rules, no words of the shop.
// Nothing that a chat or a mail says becomes markup here except the few tags below, and no address
// is ever followed.
// In reading order: words, small pieces, the world over HTTP, dialogs, a phone, wallet, mail,
// faults, the page.
"use strict";

/* ---- Words: one line per key, [Kazakh, Russian, English] ---- */

const UI = ["kk", "ru", "en"];
const WORDS = {
  title: ["Қиял әлемі", "Мир понарошку", "The pretend world"],
  page_language: ["Беттің тілі", "Язык страницы", "Language of the page"],
  places: ["Бөлімдер", "Разделы", "Places"],
  customer: ["Клиент", "Клиент", "Customer"],
  admin: ["Әкімші", "Админ", "Admin"],
  wallet: ["Әмиян", "Кошелёк", "Wallet"],
  mail: ["Пошта", "Почта", "Mail"],
  faults: ["Ақаулар", "Сбои", "Faults"],
  customer_phone: ["Клиенттің телефоны", "Телефон клиента", "The customer's phone"],
  admin_phone: ["Әкімшінің телефоны", "Телефон админа", "The admin's phone"],
  disconnected: ["Байланыс жоқ, қайта қосылуда", "Нет связи, подключаюсь снова",
    "Disconnected, trying again"],
  whose_phone: ["Кімнің телефоны", "Чей телефон", "Whose phone"],
  phone_language: ["Телефонның тілі", "Язык телефона", "Language of the phone"],
  no_language: ["жоқ", "нет", "none"],
  add_customer: ["Клиент қосу", "Добавить клиента", "Add a customer"],
  name: ["Аты", "Имя", "Name"],
  add: ["Қосу", "Добавить", "Add"],
  open_wallet: ["Әмиянды ашу", "Открыть кошелёк", "Open the wallet"],
  bot: ["бот", "бот", "bot"],
  typing: ["жазып жатыр", "печатает", "typing"],
  blocked: ["бұғатталған", "заблокирован", "blocked"],
  chat_menu: ["Чат мәзірі", "Меню чата", "Chat menu"],
  block: ["Ботты бұғаттау", "Заблокировать бота", "Block the bot"],
  unblock: ["Бұғаттан шығару", "Разблокировать", "Unblock"],
  messages: ["Хабарлар", "Сообщения", "Messages"],
  what_can: ["Бұл бот не істей алады?", "Что умеет этот бот?", "What can this bot do?"],
  start: ["БАСТАУ", "НАЧАТЬ", "START"],
  menu: ["Мәзір", "Меню", "Menu"],
  commands: ["Командалар", "Команды", "Commands"],
  no_commands: ["Бот әзірге команда ұсынбады.", "Бот пока не предложил команд.",
    "The bot offers no commands yet."],
  attach: ["Тіркеу", "Прикрепить", "Attach"],
  photo: ["Фото", "Фото", "Photo"],
  sticker: ["Стикер", "Стикер", "Sticker"],
  voice: ["Дауыстық хабар", "Голосовое", "Voice message"],
  document: ["Құжат", "Документ", "Document"],
  contact: ["Байланыс", "Контакт", "Contact"],
  location: ["Орналасу", "Геопозиция", "Location"],
  message: ["Хабар", "Сообщение", "Message"],
  send: ["Жіберу", "Отправить", "Send"],
  keyboard: ["Пернелерді көрсету не жасыру", "Показать или скрыть клавиатуру",
    "Show or hide the keyboard"],
  reply: ["Жауап беру", "Ответить", "Reply"],
  edit: ["Өңдеу", "Изменить", "Edit"],
  copy_text: ["Мәтінді көшіру", "Скопировать текст", "Copy text"],
  forward: ["Ботқа қайта жіберу", "Переслать боту", "Forward to the bot"],
  former_keys: ["Бұрынғы батырманы басу", "Нажать прежнюю кнопку", "Press a former button"],
  forge: ["Жалған батырманы басу…", "Нажать поддельную кнопку…", "Press a forged button…"],
  forge_hint: ["Батырма ботқа жіберетін дерек", "Данные, которые кнопка пошлёт боту",
    "What the button sends to the bot"],
  press: ["Басу", "Нажать", "Press"],
  message_menu: ["Хабар мәзірі", "Меню сообщения", "Message menu"],
  edited: ["өзгертілді", "изменено", "edited"],
  you: ["Сіз", "Вы", "You"],
  today: ["Бүгін", "Сегодня", "Today"],
  yesterday: ["Кеше", "Вчера", "Yesterday"],
  to_end: ["Соңына өту", "К последнему", "Go to the newest"],
  copied: ["Көшірілді", "Скопировано", "Copied"],
  copy: ["Көшіру", "Скопировать", "Copy"],
  copy_failed: ["Көшіру мүмкін болмады", "Не удалось скопировать", "Could not copy"],
  close: ["Жабу", "Закрыть", "Close"],
  cancel: ["Бас тарту", "Отмена", "Cancel"],
  save: ["Сақтау", "Сохранить", "Save"],
  ok: ["Жарайды", "Хорошо", "OK"],
  open_photo: ["Фотоны үлкейту", "Открыть фото", "Open the photo"],
  link: ["Сілтеме", "Ссылка", "Link"],
  link_hint: ["Телефон осы мекенжайды ашар еді. Бұл бет сілтемемен өтпейді.",
    "Телефон открыл бы этот адрес. Эта страница по ссылкам не ходит.",
    "A phone would open this address. This page follows no links."],
  reveal: ["Жасырын мәтінді көрсету", "Показать скрытый текст", "Reveal hidden text"],
  invoice: ["Шот", "Счёт", "Invoice"],
  pay: ["Төлеу", "Оплатить", "Pay"],
  pay_again: ["Тағы бір рет төлеу", "Оплатить ещё раз", "Pay again"],
  paid: ["Төленді", "Оплачено", "Paid"],
  a_copy: ["Көшірме", "Копия", "Copy of an invoice"],
  payment: ["Төлем", "Оплата", "Payment"],
  pay_from: ["Қайдан", "Откуда", "From"],
  stars: ["Telegram Stars", "Telegram Stars", "Telegram Stars"],
  card: ["Сынақ картасы", "Тестовая карта", "Test card"],
  balance: ["Теңгерім", "Баланс", "Balance"],
  balance_after: ["Төлемнен кейін", "После оплаты", "After payment"],
  not_enough: ["Қаражат жетпейді: әмиянды толтырыңыз.", "Не хватает: пополните кошелёк.",
    "Not enough: top up the wallet."],
  already_paid: [
    "Бұл шот төленіп қойған. Нағыз телефонда мұнда түбіртек тұрады; "
      + "осы жерде тағы бір рет басып көруге болады.",
    "Этот счёт уже оплачен. На настоящем телефоне здесь квитанция; тут можно нажать ещё раз.",
    "This invoice is already paid. A real phone shows a receipt here; "
      + "this one can press Pay once more."],
  asking: ["Боттан сұралуда…", "Спрашиваю бота…", "Asking the bot…"],
  paid_well: ["Төлем өтті", "Платёж прошёл", "The payment went through"],
  refused: ["Бот төлемнен бас тартты", "Бот отклонил оплату", "The bot refused"],
  timeout: ["Бот 10 секундта жауап бермеді. Ақша алынған жоқ.",
    "Бот не ответил за 10 секунд. Деньги не списаны.",
    "The bot did not answer in 10 seconds. No money was taken."],
  unavailable: ["Төлеу мүмкін болмады", "Оплатить не получилось", "Paying was not possible"],
  done: ["Дайын", "Готово", "Done"],
  you_paid: ["Сіз төледіңіз:", "Вы заплатили:", "You paid"],
  you_got_back: ["Сізге қайтарылды:", "Вам вернули:", "Returned to you:"],
  whose_wallet: ["Кімнің әмияны", "Чей кошелёк", "Whose wallet"],
  top_up: ["Толтыру", "Пополнить", "Top up"],
  empty: ["Босату", "Опустошить", "Empty"],
  movements: ["Қозғалыстар", "Движения", "Movements"],
  no_movements: ["Әзірге төлем де, қайтару да жоқ.", "Пока ни оплат, ни возвратов.",
    "No payments and no refunds yet."],
  refund: ["Қайтару", "Возврат", "Refund"],
  no_mail: ["Әзірге хат жоқ. Дүкен жіберген хат осында келеді.",
    "Писем пока нет. Всё, что отправит магазин, придёт сюда.",
    "No mail yet. Whatever the shop sends arrives here."],
  from: ["Кімнен", "От", "From"],
  to: ["Кімге", "Кому", "To"],
  no_subject: ["(тақырыбы жоқ)", "(без темы)", "(no subject)"],
  text: ["Мәтін", "Текст", "Text"],
  view: ["Көрініс", "Вид", "View"],
  raw: ["Шикі хат", "Исходник", "Raw"],
  back: ["Артқа", "Назад", "Back"],
  inline: ["хат ішінде", "в письме", "inline"],
  attachment: ["тіркеме", "вложение", "attachment"],
  mail_frame: ["Хаттың көрінісі", "Письмо", "The mail as shown"],
  faults_hint: ["Дүкеннің айналасындағы әлемді бұзып көріңіз: ақша да, eSIM де жоғалмауы тиіс.",
    "Сломайте мир вокруг магазина: ни деньги, ни eSIM не должны пропасть.",
    "Break the world around the shop: neither money nor an eSIM may get lost."],
  switch_all_off: ["Бәрін өшіру", "Выключить все", "Switch all off"],
  aim: ["Нысана: әдіс, рет саны, параметр", "Прицел: метод, сколько раз, параметр",
    "Aim: method, times, parameter"],
  method: ["Тек осы әдіс", "Только метод", "Only this method"],
  any: ["кез келген", "любой", "any"],
  times: ["Неше рет", "Сколько раз", "How many times"],
  skip: ["Алдымен өткізу", "Сначала пропустить", "Let pass first"],
  parameter: ["Параметр", "Параметр", "Parameter"],
  offered: ["Бот әлемінде", "У самого бота", "On the bot's own side"],
  for_api: ["Bot API шақырулары", "Вызовы Bot API", "Bot API calls"],
  for_updates: ["Жаңартулар кезегі", "Очередь обновлений", "Queue of updates"],
  for_mail: ["Пошта сервері", "Почтовый сервер", "Mail server"],
  times_left: ["қалды", "осталось", "left"],
  calls: ["Соңғы шақырулар", "Последние вызовы", "Latest calls"],
  no_calls: ["Бот әлі ештеңе шақырған жоқ.", "Бот ещё ничего не вызывал.",
    "The bot has called nothing yet."],
  bot_api: ["Bot API мекенжайы", "Адрес Bot API", "Bot API address"],
};

// What can go wrong: the name and what happens, [Kazakh, Russian, English].
const FAULTS = {
  too_many_requests: [["429: тым жиі", "Telegram күтуді сұрайды."],
    ["429: слишком часто", "Telegram просит подождать."],
    ["429: too many requests", "Telegram asks to wait."]],
  server_error: [["500: сервер қатесі", "Ештеңе орындалмай, қате қайтады."],
    ["500: ошибка сервера", "Ничего не сделано, вернулась ошибка."],
    ["500: server error", "Nothing is done, an error comes back."]],
  html_body: [["JSON орнына HTML", "Прокси өз бетін көрсетеді (502)."],
    ["HTML вместо JSON", "Прокси показывает свою страницу (502)."],
    ["HTML instead of JSON", "A proxy shows its own page (502)."]],
  hang: [["Жауап жоқ", "Шақыру тұрып қалады, ештеңе орындалмайды."],
    ["Молчание", "Вызов повис, ничего не сделано."],
    ["Silence", "The call hangs and nothing is done."]],
  refuse: [["Есік жабық", "Қосылым бірден үзіледі."], ["Дверь закрыта", "Соединение рвётся сразу."],
    ["Closed door", "The connection is cut at once."]],
  cut_before: [["Орындалмай үзілді", "Шақыру оқылды, орындалмады, байланыс үзілді."],
    ["Обрыв до дела", "Вызов прочитан, не сделан, связь оборвана."],
    ["Cut before", "The call is read, not done, and cut."]],
  cut_after: [["Орындалып үзілді", "Бәрі орындалды, бірақ жауап жетпеді."],
    ["Сделано и обрыв", "Всё сделано, но ответ не дошёл."],
    ["Accepted and then cut", "It is done, but no answer arrives."]],
  duplicate_updates: [["Қайталанған жаңартулар", "Расталғандары тағы бір рет келеді."],
    ["Повтор обновлений", "Подтверждённые приходят ещё раз."],
    ["Duplicate updates", "Confirmed ones come once more."]],
  reorder_updates: [["Реті ауысқан жаңартулар", "Топтама кері ретпен келеді."],
    ["Обновления не по порядку", "Пачка приходит задом наперёд."],
    ["Reordered updates", "A batch comes in the opposite order."]],
  jump_update_ids: [["Нөмірлердің секіруі", "Жаңартулар нөмірі басқа жерден жалғасады."],
    ["Скачок номеров", "Номера обновлений продолжаются с другого места."],
    ["Jumping ids", "Update ids go on from another place."]],
  drop_update: [["Жоғалған жаңарту", "Келесі жаңарту ешқашан жетпейді."],
    ["Пропавшее обновление", "Следующее обновление не придёт никогда."],
    ["Lost update", "The next update never arrives."]],
  patch_update: [["Өзгертілген жаңарту", "Параметр (нысан) келесі жаңартуға қосылады."],
    ["Правка обновления", "Параметр (объект) вольётся в следующее обновление."],
    ["Patched update", "The parameter (an object) is merged into the next update."]],
  cut_delivery: [
    ["Жеткізу үзілді", "Webhook жаңартуды алды, бірақ жауабы естілмеді: ол қайта келеді."],
    ["Доставка и обрыв", "Webhook принял обновление, но ответа не услышали: оно придёт снова."],
    ["Delivered and cut",
    "The webhook took an update, and nobody heard its answer: it comes again."]],
  smtp_refuse: [["Алушы қабылданбады", "Сервер 550 деп жауап береді."],
    ["Адрес отвергнут", "Сервер отвечает 550."], ["Recipient refused", "The server answers 550."]],
  smtp_temporary: [["Кейінірек келіңіз", "Сервер 451 деп жауап береді."],
    ["Зайдите позже", "Сервер отвечает 451."], ["Try later", "The server answers 451."]],
  smtp_hang: [["Пошта үндемейді", "Сервер хатты қабылдамай, жауапсыз қалдырады."],
    ["Почта молчит", "Сервер не отвечает и письмо не принимает."],
    ["Mail hangs", "The server never answers and keeps nothing."]],
  smtp_cut_after_data: [["Хат қабылданып, байланыс үзілді", "Хат сақталды, бірақ жауап жетпеді."],
    ["Письмо принято и обрыв", "Письмо сохранено, но ответ не дошёл."],
    ["Mail kept and then cut", "The mail is kept, but no answer arrives."]],
};

/** A phone's languages, short: the person's name stands beside them. */
const TONGUES = { kk: "Қаз", ru: "Рус", en: "Eng", uz: "Oʻzb", tr: "Türk", de: "Deu" };
const ATTACHMENTS = { photo: "🖼️", sticker: "👍", voice: "🎤", document: "📄", contact: "👤",
  location: "📍" };

let uiLanguage = remembered("ui") ?? (navigator.languages ?? []).map((tag) => tag.slice(0, 2))
  .find((tag) => UI.includes(tag)) ?? "en";
if (!UI.includes(uiLanguage)) uiLanguage = "en";

const t = (key) => WORDS[key]?.[UI.indexOf(uiLanguage)] ?? key;

// A browser that keeps nothing (private windows) only forgets the page's language.
function remembered(key) { try { return localStorage.getItem(key); } catch { return null; } }
function remember(key, value) { try { localStorage.setItem(key, value);
  } catch { /* forgotten */ } }

/* ---- Small pieces ---- */

/**
 * An element: attributes, `on…` listeners, properties given as `.name`; children may be texts or
 * empty.
 */
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name.startsWith(".")) element[name.slice(1)] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined
    && child !== false));
  return element;
}

const button = (attributes, ...children) => h("button", { type: "button", ...attributes },
  ...children);

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/**
 * Browsers often know no Kazakh: its numbers are written as in Russian, its months are named here.
 */
const figures = () => (uiLanguage === "kk" ? "ru" : uiLanguage);
const KAZAKH_MONTHS = ["қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз",
  "қыркүйек", "қазан", "қараша", "желтоқсан"];

/**
 * An amount in minor units as a person reads it: Stars have none, tenge have two digits of them.
 */
function money(currency, amount) {
  if (currency === "XTR") return `⭐ ${new Intl.NumberFormat(figures()).format(amount)}`;
  const digits = amount % 100 === 0 ? 0 : 2;
  const number = new Intl.NumberFormat(figures(),
    { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(amount / 100);
  return `${number} ${currency === "KZT" ? "₸" : currency}`;
}

/** Where the world says how far its people are from UTC, times are theirs; else the browser's. */
function local(at) {
  const minutes = world.utc_offset_minutes ?? -new Date(at).getTimezoneOffset();
  return new Date(at + minutes * 60_000);
}
const clock = (at) => local(at).toISOString().slice(11, 16);
const dayKey = (at) => local(at).toISOString().slice(0, 10);
function dayName(at) {
  if (dayKey(at) === dayKey(world.now)) return t("today");
  if (dayKey(at) === dayKey(world.now - 86_400_000)) return t("yesterday");
  const day = local(at);
  if (uiLanguage === "kk") return `${day.getUTCDate()} ${KAZAKH_MONTHS[day.getUTCMonth()]}`;
  return day.toLocaleDateString(uiLanguage, { day: "numeric", month: "long", timeZone: "UTC" });
}
const moment = (at) => (dayKey(at) === dayKey(world.now) ? clock(at)
  : `${dayName(at)}, ${clock(at)}`);

function bytes(size) {
  const [amount, unit] = size < 1024 ? [size, "byte"] : size < 1_048_576
    ? [size / 1024, "kilobyte"] : [size / 1_048_576, "megabyte"];
  return new Intl.NumberFormat(figures(), { style: "unit", unit, maximumFractionDigits: 1 })
    .format(amount);
}

const snippet = (message) => message?.text || message?.invoice?.title || message?.document?.name
  || message?.sticker || (message?.photo && `🖼️ ${t("photo")}`)
  || (message?.payment && serviceWords(message))
  || (message?.refund && serviceWords(message)) || `#${message?.id ?? ""}`;

function serviceWords({ payment, refund }) {
  const { currency, amount } = payment ?? refund;
  const happened = payment ? `✅ ${t("you_paid")}` : `↩️ ${t("you_got_back")}`;
  return `${happened} ${money(currency, amount)}`;
}

/**
 * Puts nodes into a parent in this order and touches only what differs, so focus and selection
 * stay.
 */
function arrange(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.childNodes]) if (!keep.has(child)) child.remove();
  let at = parent.firstChild;
  for (const node of wanted) {
    if (at === node) at = at.nextSibling;
    else parent.insertBefore(node, at);
  }
}

/**
 * Rebuilds the inside of an element only if what it shows changed; the focus finds its `data-k`
 * again.
 */
function refresh(element, shown, build) {
  const signature = JSON.stringify([uiLanguage, shown]);
  if (element.shown === signature) return false;
  element.shown = signature;
  const focused = element.contains(document.activeElement) ? document.activeElement.dataset.k
    : undefined;
  element.replaceChildren(...[build()].flat(3).filter(Boolean));
  if (focused !== undefined) {
    const again = [...element.querySelectorAll("[data-k]")].find(
      (node) => node.dataset.k === focused);
    (again ?? element.querySelector("[data-k]") ?? element.closest("[tabindex]"))?.focus(
      { preventScroll: true });
  }
  return true;
}

/* ---- The world over HTTP ---- */

let world = null;

async function ask(method, path, body) {
  const response = await fetch(`/world/${path}`,
    { method, headers: { "content-type": "application/json" },
    body: body && JSON.stringify(body) });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `${response.status}`);
  return answer;
}

/** Does something in the world; a refusal is shown, and then there is no answer. */
async function act(path, body, method = "POST") {
  try {
    return await ask(method, path, body);
  } catch (error) {
    toast(error.message);
    return null;
  }
}

const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/**
 * Follows the world by long polling; after a failure it waits longer each time and asks for
 * everything.
 */
async function follow() {
  let after = 0;
  let delay = 500;
  for (;;) {
    try {
      const response = await fetch(`/world/state?after=${after}&wait=25`,
        { signal: AbortSignal.timeout(40_000) });
      if (!response.ok) throw new Error(`${response.status}`);
      world = await response.json();
      after = world.version;
      delay = 500;
      setConnected(true);
    } catch {
      setConnected(false);
      after = 0;
      await pause(delay * (0.75 + Math.random() / 2));
      delay = Math.min(delay * 2, 8_000);
      continue;
    }
    render();
  }
}

function setConnected(connected) {
  const note = document.getElementById("link-state");
  note.hidden = connected;
  note.textContent = connected ? "" : t("disconnected");
}

async function copy(text, screen = null) {
  try {
    await navigator.clipboard.writeText(text);
    toast(`${t("copied")}: ${text.length > 60 ? `${text.slice(0, 57)}…` : text}`, screen);
  } catch {
    toast(t("copy_failed"), screen);
  }
}

/** A note for a moment: on a phone's screen, or over the page. */
function toast(text, screen = null) {
  const host = document.querySelector("dialog[open]:last-of-type") ?? screen ?? document.body;
  for (const old of document.querySelectorAll(".toast")) old.remove();
  const note = h("p", { class: screen && host === screen ? "toast" : "toast everywhere",
    role: "status", "data-testid": "toast" }, text);
  host.append(note);
  setTimeout(() => note.remove(), Math.min(7_000, 2_200 + text.length * 45));
}

/* ---- Dialogs: always opened by a press, closed by Escape, a press beside them or a button ---- */

function openDialog({ title, look = "", role = null, testid = null, shut = true }, ...inside) {
  const heading = h("h2", { id: `dialog-${Date.now()}` }, title);
  const dialog = h("dialog", { class: look, role, "data-testid": testid,
    "aria-labelledby": heading.id },
    heading, inside,
    shut && button({ class: "round shut", "aria-label": t("close"), onclick: () => dialog.close() },
      icon("close")));
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click",
    (event) => { if (event.target === dialog && beside(dialog, event)) dialog.close(); });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

function beside(dialog, { clientX: x, clientY: y }) {
  const box = dialog.getBoundingClientRect();
  return x < box.left || x > box.right || y < box.top || y > box.bottom;
}

const closing = (event) => event.currentTarget.closest("dialog").close();
const closer = (words, attributes = {}) => button({ onclick: closing, ...attributes }, words);

function showAlert(text) {
  openDialog({ title: world.people[0]?.bot_name || t("bot"), role: "alertdialog", testid: "alert",
    shut: false },
    h("p", {}, text), h("div", { class: "actions" },
      closer(t("ok"), { class: "main", "data-testid": "alert-ok", autofocus: true })));
}

function showLink(url) {
  openDialog({ title: t("link"), testid: "link-dialog" },
    h("p", { class: "address", "data-testid": "link-address" }, url),
      h("p", { class: "hint" }, t("link_hint")),
    h("div", { class: "actions" }, closer(t("close")),
      button({ class: "main", onclick: () => copy(url) }, t("copy"))));
}

function showPhoto(message) {
  const { url, width, height } = message.photo;
  openDialog({ title: snippet(message).split("\n")[0], look: "view", testid: "photo-dialog" },
    h("img", { src: url, width, height, alt: message.text || t("photo") }),
    h("div", { class: "actions" }, h("a", { href: url, download: "", class: "main" }, t("save")),
      closer(t("close"))));
}

/** A small form; `answer` gets the values by name and may refuse by returning false. */
function askFor(title, done, fields, answer) {
  const form = h("form", { class: "ask", onsubmit: (event) => {
    event.preventDefault();
    if (answer(Object.fromEntries(new FormData(form))) !== false) form.closest("dialog").close();
  } }, fields, h("div", { class: "actions" }, closer(t("cancel")),
    h("button", { type: "submit", class: "main", "data-testid": "ask-done" }, done)));
  openDialog({ title, look: "below", testid: "ask" }, form);
}

const tongueOptions = (chosen) => {
  const known = chosen && !TONGUES[chosen] ? { [chosen]: chosen, ...TONGUES } : TONGUES;
  return [...Object.entries(known), ["", t("no_language")]].map(
    ([code, name]) => h("option", { value: code, ".selected": code === (chosen ?? "") }, name));
};

function addCustomer(phone) {
  askFor(t("add_customer"), t("add"), [
    h("label", {}, t("name"),
      h("input", { class: "field", name: "first_name", required: true, maxlength: 64,
      autocomplete: "off", "data-testid": "new-name" })),
    h("label", {}, t("phone_language"), h("select",
      { class: "field", name: "language_code", "data-testid": "new-language" },
      tongueOptions(uiLanguage))),
  ], ({ first_name, language_code }) => {
    act("people", { first_name, role: "customer", ...(language_code && { language_code }) })
      .then((added) => added && phone.show(added.id));
  });
}

/** The pay sheet: says everything, chooses nothing; only its Pay button asks the bot. */
function openPaySheet(person, message) {
  const { title, description, currency, amount, paid } = message.invoice;
  const balance = currency === "XTR" ? person.stars : person.tenge_minor;
  const outcome = h("p", { class: "outcome", role: "status", "data-testid": "pay-outcome" },
    paid ? t("already_paid") : balance < amount ? t("not_enough") : null);
  const actions = h("div", { class: "actions" });
  const confirm = button({ class: "main", "data-testid": "pay-confirm" },
    `${t("pay")} ${money(currency, amount)}`);
  confirm.addEventListener("click", async () => {
    confirm.disabled = true;
    outcome.className = "outcome";
    outcome.textContent = t("asking");
    try {
      const answer = await ask("POST", `people/${person.id}/pay`, { message_id: message.id });
      const words = { paid: t("paid_well"), refused: t("refused"), timeout: t("timeout"),
        unavailable: t("unavailable") }[answer.outcome] ?? answer.outcome;
      outcome.textContent = answer.error_message ? `${words}: ${answer.error_message}` : words;
      if (answer.outcome === "paid") {
        outcome.className = "outcome good";
        outcome.textContent = `✓ ${words}`;
        const leave = closer(t("done"), { class: "main", "data-testid": "pay-done" });
        actions.replaceChildren(leave);
        leave.focus();
        return;
      }
    } catch (error) {
      outcome.textContent = `${t("unavailable")}: ${error.message}`;
    }
    confirm.disabled = false;
  });
  actions.append(closer(t("cancel"), { "data-testid": "pay-cancel" }), confirm);
  openDialog({ title, look: "sheet", testid: "pay-sheet" },
    h("p", { class: "hint" }, description),
    h("p", { class: "amount", "data-testid": "pay-amount" }, money(currency, amount)),
    h("dl", { class: "bill" },
      h("dt", {}, t("pay_from")), h("dd", {}, currency === "XTR" ? t("stars") : t("card")),
      h("dt", {}, t("balance")), h("dd", {}, money(currency, balance)),
      balance >= amount && [h("dt", {}, t("balance_after")),
        h("dd", {}, money(currency, balance - amount))]),
    outcome, actions);
}

/* ---- Words of a message: only Telegram's own tags become markup ---- */

const TAGS = new Set(["B", "STRONG", "I", "EM", "U", "INS", "S", "DEL", "CODE", "PRE", "BLOCKQUOTE",
  "SPAN", "A"]);

function words(html) {
  const out = h("div", { class: "words" });
  copyWords(new DOMParser().parseFromString(`<body>${html}`, "text/html").body, out);
  return out;
}

const isBlock = (node) => node?.nodeName === "BLOCKQUOTE" || node?.nodeName === "PRE";

function copyWords(from, into) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) {
      // A block stands on lines of its own: the line breaks that put it there are not shown again.
      let text = node.data;
      if (isBlock(node.previousSibling)) text = text.replace(/^\n/, "");
      if (isBlock(node.nextSibling)) text = text.replace(/\n$/, "");
      into.append(text);
    } else if (node.nodeName === "BR") into.append("\n");
    else if (node.nodeType === Node.ELEMENT_NODE) {
      const element = TAGS.has(node.nodeName) ? into.appendChild(copyTag(node)) : into;
      copyWords(node, element);
    }
  }
}

/** Links have no `href` here: an address is only shown (see `touchWords`). */
function copyTag(node) {
  const pressable = (role, more) => ({ role, tabindex: "0", ...more });
  switch (node.nodeName) {
    case "A": return h("a", pressable("link",
      { "data-url": node.getAttribute("href") ?? node.textContent }));
    case "CODE": return h("code", node.closest("pre") ? {} : pressable("button",
      { title: t("copy") }));
    case "PRE": return h("pre", pressable("button", { title: t("copy") }));
    case "BLOCKQUOTE": return h("blockquote", node.classList.contains("expandable")
      ? pressable("button", { class: "expandable" }) : {});
    case "SPAN":
      if (node.classList.contains("tg-spoiler")) return h("span",
        pressable("button", { class: "tg-spoiler", title: t("reveal") }));
      return h("span", node.classList.contains("command") ? pressable("link", { class: "command" })
        : {});
    default: return h(node.nodeName.toLowerCase());
  }
}

/**
 * What a press on words does: show an address, send a command, copy a code, reveal what is hidden.
 */
function touchWords(target, phone) {
  const hidden = target.closest(".tg-spoiler:not(.open), .expandable:not(.open)");
  if (hidden) {
    hidden.classList.add("open");
    return true;
  }
  const node = target.closest("[data-url], .command, pre, code");
  if (!node?.closest(".words")) return false;
  if (node.dataset.url) showLink(node.dataset.url);
  else if (node.classList.contains("command")) phone.send({ text: node.textContent });
  else copy(node.textContent, phone.room);
  return true;
}

/* ---- A phone: who holds it, the chat with the bot, and what one writes with ---- */

const GROUP_MS = 5 * 60_000;
/** By person, the newest message that somebody at this page has had before their eyes. */
const seen = new Map();

class Phone {
  constructor(place, role) {
    Object.assign(this, { place, role, id: null, drafts: new Map(), modes: new Map(),
      waiting: new Map(), former: new Map(), toasts: new Map() });
    this.stick = true;
    this.build();
  }

  /**
   * Everything that stays while chats come and go. Called again when the page's language changes.
   */
  build() {
    this.keepDraft();
    this.chat = null;
    this.lines = new Map();
    const test = (name) => `${name}-${this.role}`;
    this.people = h("select", { class: "field", "aria-label": t("whose_phone"),
      "data-testid": test("person-select"), onchange: (event) =>
      this.show(Number(event.target.value)) });
    this.tongue = h("select", { class: "field tongue", "aria-label": t("phone_language"),
      "data-testid": test("language-select"),
      onchange: (event) => act(`people/${this.id}/language`,
        { language_code: event.target.value || null }) });
    this.purse = button({ class: "purse", title: t("open_wallet"),
      onclick: () => { wallet.show(this.id); page.go("wallet"); } });
    this.title = h("h2");
    this.state = h("p");
    this.list = h("ol");
    this.log = h("div", { class: "log", role: "log", tabindex: "0", "aria-live": "off",
      "aria-label": t("messages"), onscroll: () => this.scrolled() }, this.list);
    this.below = h("b", { hidden: true });
    this.toEnd = button({ class: "to-end", "aria-label": t("to_end"), hidden: true,
      onclick: () => this.scrollToEnd(true) }, icon("down"), this.below);
    this.welcome = h("div", { class: "welcome", hidden: true });
    this.desk = h("div", { class: "desk" });
    this.room = h("div", { class: "room" }, this.welcome, this.log, this.toEnd);
    const device = h("div", { class: "device" },
      h("header", { class: "chat-top" }, h("span", { class: "avatar", "aria-hidden": "true" },
        "eSIM"), h("div", { class: "who" }, this.title, this.state),
        button({ class: "round", "aria-label": t("chat_menu"), "data-testid": test("chat-menu"),
          onclick: () => this.openChatMenu() }, icon("more"))),
      this.room, this.desk);
    this.place.replaceChildren(
      h("div", { class: "owner" }, h("div", { class: "name" }, this.people),
        this.role === "customer" && button({ class: "square", "aria-label": t("add_customer"),
          title: t("add_customer"), "data-testid": "add-customer",
          onclick: () => addCustomer(this) }, icon("add")),
        this.purse, this.tongue),
      device);
    this.buildDesk();
    this.list.addEventListener("click", (event) => { touchWords(event.target, this); });
    this.list.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      if (event.target.matches(".words [tabindex]") && touchWords(event.target,
        this)) event.preventDefault();
    });
    this.watch?.disconnect();
    this.watch = new ResizeObserver(() => { if (this.stick) this.scrollToEnd(); });
    this.watch.observe(this.log);
    this.watch.observe(this.list);
  }

  buildDesk() {
    const test = (name) => `${name}-${this.role}`;
    this.text = h("textarea", { rows: 1, placeholder: t("message"), "aria-label": t("message"),
      enterkeyhint: "send", "data-testid": test("composer"),
      oninput: () => this.suggest(), onkeydown: (event) => this.typed(event) });
    this.about = h("div", { class: "about", hidden: true });
    this.commands = h("div", { class: "drawer", hidden: true, id: `commands-${this.role}`,
      "aria-label": t("commands"), role: "group" });
    this.attachments = h("div", { class: "drawer attach", hidden: true, id: `attach-${this.role}`,
      "aria-label": t("attach"), role: "group" },
      Object.entries(ATTACHMENTS).map(([kind, sign]) =>
        button({ "data-testid": test(`attach-${kind}`), onclick: () => this.sendKind(kind) },
        h("span", { class: "sign", "aria-hidden": "true" }, sign), t(kind))));
    this.menuButton = button({ class: "menu", "aria-expanded": "false",
      "aria-controls": this.commands.id, "data-testid": test("menu"), "aria-label": t("menu"),
      onclick: () => this.toggle(this.commands, this.menuButton) }, "/");
    this.attachButton = button({ class: "round", "aria-expanded": "false",
      "aria-controls": this.attachments.id, "aria-label": t("attach"), title: t("attach"),
      "data-testid": test("attach"), onclick: () => this.toggle(this.attachments,
      this.attachButton) }, icon("attach"));
    this.keysButton = button({ class: "round", "aria-label": t("keyboard"), title: t("keyboard"),
      hidden: true, "aria-pressed": "true", onclick: () => {
      this.replyKeys.hidden = !this.replyKeys.hidden;
      this.keysButton.setAttribute("aria-pressed", `${!this.replyKeys.hidden}`);
    } }, icon("keys"));
    this.replyKeys = h("div", { class: "reply-keys", "data-testid": test("reply-keyboard"),
      hidden: true });
    this.writing = h("div", {}, this.about,
      h("form", { onsubmit: (event) => { event.preventDefault(); this.sendText(); } },
        this.menuButton, this.commands, this.text, this.keysButton, this.attachButton,
          this.attachments,
        h("button", { type: "submit", class: "round send", "aria-label": t("send"),
          title: t("send"), "data-testid": test("send") }, icon("send"))),
      this.replyKeys);
    this.startButton = button({ class: "wide", "data-testid": test("start"),
      onclick: () => this.send({ text: "/start" }) }, t("start"));
    this.unblockButton = button({ class: "wide", "data-testid": test("unblock"),
      onclick: () => act(`people/${this.id}/block`, { blocked: false }) }, t("unblock"));
    this.desk.replaceChildren(this.writing, this.startButton, this.unblockButton);
    this.desk.addEventListener("keydown", (event) => {
      const drawer = [this.commands, this.attachments].find((one) => !one.hidden);
      if (!drawer) return;
      if (event.key === "Escape") {
        const inside = drawer.contains(document.activeElement);
        this.closeDrawers();
        if (inside) (drawer === this.commands ? this.menuButton : this.attachButton).focus();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        const rows = [...drawer.querySelectorAll("button")];
        const next = rows.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
        if (rows.length === 0 || (event.target === this.text && event.key === "ArrowDown"
          && drawer === this.attachments)) return;
        event.preventDefault();
        rows.at(next < 0 ? -1 : next % rows.length).focus();
      }
    });
  }

  get person() { return world?.people.find((person) => person.id === this.id); }
  get visible() { return !this.place.hidden && document.visibilityState === "visible"; }

  show(id) {
    this.keepDraft();
    this.id = id;
    if (this.role === "customer") wallet.id = id;
    render();
  }

  keepDraft() { if (this.id !== null && this.text) this.drafts.set(this.id, this.text.value); }

  render() {
    const mine = world.people.filter((person) => person.role === this.role);
    // A person just added may not be in the state yet; the phone waits for them instead of jumping
    // back.
    if (!mine.some((person) => person.id === this.id)
      && (this.id === null || this.chat === this.id)) this.id = mine[0]?.id ?? null;
    const person = this.person;
    if (!person) return;
    if (this.chat !== person.id) this.enterChat(person);
    refresh(this.people,
      [mine.map((one) => [one.id, one.first_name, one.id !== person.id && unread(one) > 0]),
      person.id], () =>
      mine.map((one) => h("option", { value: one.id, ".selected": one.id === person.id },
        one.first_name, one.id !== person.id && unread(one) > 0 ? " •" : null)));
    refresh(this.tongue, person.language_code, () => tongueOptions(person.language_code));
    refresh(this.purse, [person.stars], () => money("XTR", person.stars));
    this.title.textContent = person.bot_name || world.bot.username;
    this.title.lang = person.language_code ?? "";
    this.renderState(person);
    const empty = person.messages.length === 0;
    this.welcome.hidden = !empty;
    this.log.hidden = empty;
    if (empty) this.renderWelcome(person);
    this.renderMessages(person);
    this.renderDesk(person, empty);
    this.renderToast(person);
    if (this.visible) seen.set(person.id, person.messages.at(-1)?.id ?? 0);
    // Filling a chat is no news; what comes after it is.
    if (this.log.getAttribute("aria-live") === "off") setTimeout(
      () => this.log.setAttribute("aria-live", "polite"), 300);
  }

  enterChat(person) {
    this.chat = person.id;
    this.lines.clear();
    this.list.replaceChildren();
    this.log.setAttribute("aria-live", "off");
    this.text.value = this.drafts.get(person.id) ?? "";
    this.stick = true;
    this.arrived = 0;
    this.renderAbout();
    this.closeDrawers();
  }

  renderState(person) {
    // The world does not say when "typing" ends by itself: a phone lets it fade after 6 s.
    if (!person.typing) this.typingSince = undefined;
    else this.typingSince ??= Date.now();
    const typing = person.typing && Date.now() - this.typingSince < 6_000;
    clearTimeout(this.typingTimer);
    if (typing) this.typingTimer = setTimeout(() => this.renderState(this.person ?? person), 6_100);
    refresh(this.state, [typing, person.blocked], () => typing
      ? [t("typing"), h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"))]
      : [person.blocked ? `${t("bot")} · ${t("blocked")}` : t("bot")]);
    this.state.className = typing ? "typing" : "";
  }

  renderWelcome(person) {
    refresh(this.welcome, [person.bot_name, person.bot_description, person.language_code], () => [
      h("span", { class: "avatar large", "aria-hidden": "true" }, "eSIM"),
      h("h3", { lang: person.language_code }, person.bot_name || world.bot.username),
      person.bot_description && h("div", { class: "card" }, h("b", {}, t("what_can")),
        h("span", { lang: person.language_code }, person.bot_description))]);
  }

  renderMessages(person) {
    const before = this.lines;
    const lines = new Map();
    const wanted = [];
    let previous = null;
    for (const message of person.messages) {
      if (!previous || dayKey(previous.at) !== dayKey(message.at)) wanted.push(
        this.dayLine(before, lines, message.at));
      const follows = previous?.from === message.from && !previous.payment && !previous.refund
        && message.at - previous.at < GROUP_MS && dayKey(previous.at) === dayKey(message.at);
      wanted.push(this.messageLine(before, lines, person, message, follows));
      previous = message;
    }
    const newest = [...lines.keys()].filter((key) => !before.has(key) && typeof key === "number");
    this.lines = lines;
    arrange(this.list, wanted);
    if (before.size > 0 && newest.length > 0 && !this.stick) {
      this.arrived += newest.length;
      this.renderToEnd();
    }
    if (this.stick) this.scrollToEnd();
  }

  dayLine(before, lines, at) {
    const key = dayKey(at);
    const line = before.get(key) ?? { node: h("li", { class: "day" }, h("span", {}, dayName(at))) };
    lines.set(key, line);
    return line.node;
  }

  messageLine(before, lines, person, message, follows) {
    const target = message.reply_to ? person.messages.find((one) => one.id === message.reply_to)
      : null;
    const shown = JSON.stringify([message, target && snippet(target)]);
    let line = before.get(message.id);
    if (!line) {
      const node = h("li", { "data-testid": "message", "data-message-id": message.id,
        "data-from": message.from });
      line = { node };
      if (before.size > 0) node.classList.add("fresh");
    } else if (line.shown !== shown) {
      this.rememberKeys(person, line.message, message);
      line.node.classList.remove("fresh");
    }
    if (line.shown !== shown) {
      refresh(line.node, shown, () => this.messageInside(person, message, target));
      const fresh = line.node.classList.contains("fresh");
      const wordless = message.photo && !message.html && !message.invoice;
      line.node.className = [message.payment || message.refund ? "service"
        : `message ${message.from}`, message.keyboard?.length && "keyed",
        message.edited_at && "edited",
        message.sticker && "sticker", wordless && "wordless",
          fresh && "fresh"].filter(Boolean).join(" ");
      Object.assign(line, { shown, message });
    }
    line.node.classList.toggle("follows", Boolean(follows));
    lines.set(message.id, line);
    return line.node;
  }

  /**
   * A phone somewhere may still show the buttons from before an edit; they stay pressable in the
   * menu.
   */
  rememberKeys(person, old, now) {
    const still = new Set((now.keyboard ?? []).flat().map((key) => key.data));
    const gone = (old.keyboard ?? []).flat().filter((key) => key.kind === "callback"
      && !still.has(key.data));
    const key = `${person.id}/${now.id}`;
    const known = this.former.get(key) ?? new Map();
    for (const { data, text } of gone) known.set(data, text);
    if (known.size > 0) this.former.set(key, known);
  }

  messageInside(person, message, target) {
    const service = message.payment ?? message.refund;
    if (service) {
      return [h("span", { "data-testid": message.payment ? "payment" : "refund",
        title: service.charge_id }, serviceWords(message))];
    }
    const bubble = h("div", { class: "bubble" },
      h("span", { class: "unseen" }, `${message.from === "bot" ? t("bot") : t("you")}: `),
      message.reply_to && button({ class: "quote", "data-k": "quote",
        onclick: () => this.jumpTo(message.reply_to) },
        h("b", {}, target ? (target.from === "bot" ? person.bot_name || t("bot") : t("you"))
          : t("reply")), h("span", {}, snippet(target ?? { id: message.reply_to }))),
      message.photo && this.photoInside(message),
      message.document && h("a", { class: "document", href: message.document.url,
        download: message.document.name ?? "", "data-testid": "document", "data-k": "document" },
        icon("file"), h("span", {}, h("b", {}, message.document.name || t("document")),
          h("small", {}, bytes(message.document.size)))),
      message.sticker && h("div", {}, message.sticker),
      message.invoice && this.invoiceInside(message.invoice),
      message.html && this.wordsInside(message, person),
      h("span", { class: "meta" }, message.edited_at && h("span", {}, t("edited")),
        h("time", { datetime: new Date(message.at).toISOString() }, clock(message.at)),
        message.from === "person" && icon("checks")));
    return [h("div", { class: "line" }, bubble,
      button({ class: "dots-button", "aria-label": t("message_menu"), "data-testid": "message-menu",
        "data-k": "menu", onclick: () => this.openMessageMenu(message.id) }, icon("more"))),
      message.keyboard?.length ? this.keysInside(person, message) : null];
  }

  wordsInside(message, person) {
    const node = words(message.html);
    if (message.from === "bot" && person.language_code) node.lang = person.language_code;
    return node;
  }

  photoInside(message) {
    const { url, width, height } = message.photo;
    return button({ class: width < 60 || height < 60 ? "photo tiny" : "photo",
      "aria-label": t("open_photo"), "data-testid": "photo", "data-k": "photo",
      onclick: () => showPhoto(message) },
      h("img", { src: url, width, height, alt: "" }));
  }

  invoiceInside({ title, description, currency, amount, paid, payable }) {
    return h("div", { class: "invoice", "data-testid": "invoice" }, h("h3", {}, title),
      h("p", {}, description),
      h("div", { class: "price" }, money(currency, amount),
        paid ? h("span", { class: "tag" }, t("paid")) : !payable
        && h("span", { class: "tag off" }, t("a_copy"))));
  }

  keysInside(person, message) {
    const signs = { url: "url", copy: "copy", pay: "pay" };
    const label = (key) => (key.kind === "pay" && message.invoice?.paid ? t("pay_again")
      : key.text);
    return h("div", { class: "keys", role: "group", "aria-label": t("keyboard") },
      message.keyboard.map((row, r) => h("div", {}, row.map((key, c) =>
      button({ class: key.kind === "pay" && !message.invoice?.paid ? "key pay" : "key",
        "data-k": `key-${r}-${c}`, "data-kind": key.kind,
        "data-testid": key.kind === "pay" ? (message.invoice?.paid ? "pay-again" : "pay") : "key",
        disabled: key.kind === "pay" && message.invoice && !message.invoice.payable
          && !message.invoice.paid,
        onclick: (event) => this.pressKey(event.currentTarget, message.id, key, r, c) }, label(key),
          signs[key.kind] && icon(signs[key.kind]))))));
  }

  async pressKey(node, id, key, row, column) {
    if (key.url) showLink(key.url);
    else if (key.kind === "copy") copy(key.copy, this.room);
    else if (key.kind === "pay") openPaySheet(this.person,
      this.person.messages.find((message) => message.id === id));
    else {
      node.classList.add("waiting");
      setTimeout(() => node.classList.remove("waiting"), 2_500);
      const pressed = await act(`people/${this.id}/press`, { message_id: id, row, column });
      if (pressed) this.waiting.set(pressed.callback_id, node);
      else node.classList.remove("waiting");
    }
  }

  /**
   * The answer to a press, once: a note on this phone or a box; what was there before the page is
   * old.
   */
  renderToast(person) {
    const { toast: note } = person;
    const known = this.toasts.has(person.id);
    const last = this.toasts.get(person.id);
    this.toasts.set(person.id, note?.id ?? null);
    if (!note || note.id === last || !known) return;
    this.waiting.get(note.id)?.classList.remove("waiting");
    this.waiting.delete(note.id);
    if (note.alert) showAlert(note.text);
    else toast(note.text, this.room);
  }

  renderDesk(person, empty) {
    this.startButton.hidden = !empty || person.blocked;
    this.unblockButton.hidden = !person.blocked;
    this.writing.hidden = empty || person.blocked;
    if (refresh(this.replyKeys, [person.id, person.reply_keyboard],
      () => (person.reply_keyboard ?? []).map((row, r) => h("div", {}, row.map((key, c) =>
      button({ class: "key", "data-testid": "reply-key", "data-k": `reply-${r}-${c}`,
        onclick: () => this.send({ text: key.text }) }, key.text)))))) {
      this.replyKeys.hidden = !person.reply_keyboard;
      this.keysButton.hidden = !person.reply_keyboard;
    }
    this.renderCommands(person);
  }

  renderCommands(person) {
    const start = this.text.value.match(/^\/(\S*)$/)?.[1].toLowerCase() ?? "";
    const fitting = person.menu.filter((one) => one.command.startsWith(start));
    refresh(this.commands, [person.menu, start], () => fitting.length === 0
      ? h("p", {}, t("no_commands"))
      : fitting.map(({ command, description }) =>
        button({ "data-testid": "command", "data-k": command, onclick: () => { this.text.value = "";
        this.closeDrawers(); this.send({ text: `/${command}` }); } },
        h("span", { lang: person.language_code }, description),
          h("span", { class: "code" }, `/${command}`))));
  }

  toggle(drawer, opener) {
    const open = drawer.hidden;
    this.closeDrawers();
    drawer.hidden = !open;
    opener.setAttribute("aria-expanded", `${open}`);
  }

  closeDrawers() {
    for (const [drawer, opener] of [[this.commands, this.menuButton],
      [this.attachments, this.attachButton]]) {
      drawer.hidden = true;
      opener.setAttribute("aria-expanded", "false");
    }
  }

  /** A slash at the beginning opens the commands that fit, without taking the focus. */
  suggest() {
    const wanted = /^\/\S*$/.test(this.text.value);
    if (!this.person) return;
    this.renderCommands(this.person);
    if (wanted === this.commands.hidden && (wanted || this.text.value === ""
      || /\s/.test(this.text.value))) this.toggle(this.commands, this.menuButton);
  }

  typed(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.sendText();
  }

  async send(body) {
    const mode = this.modes.get(this.id);
    this.stick = true;
    const sent = await act(`people/${this.id}/send`, mode?.reply
      ? { ...body, reply_to: mode.reply } : body);
    if (sent && mode?.reply) this.setMode(null);
    return sent;
  }

  async sendText() {
    const text = this.text.value;
    const mode = this.modes.get(this.id);
    if (!text.trim()) return;
    this.closeDrawers();
    const id = this.id;
    this.text.value = "";
    const sent = mode?.edit ? await act(`people/${id}/edit`, { message_id: mode.edit, text })
      : await this.send({ text });
    if (!sent && this.id === id && this.text.value === "") this.text.value = text;
    else if (sent && mode?.edit) this.setMode(null);
  }

  sendKind(kind) {
    this.closeDrawers();
    const caption = ["photo", "document"].includes(kind) ? this.text.value.trim() : "";
    if (caption) this.text.value = "";
    this.send({ kind, ...(caption && { caption }) });
    this.attachButton.focus();
  }

  setMode(mode) {
    if (mode) this.modes.set(this.id, mode);
    else this.modes.delete(this.id);
    this.renderAbout();
  }

  renderAbout() {
    const mode = this.modes.get(this.id);
    this.about.hidden = !mode;
    if (!mode) return;
    const message = this.person?.messages.find((one) => one.id === (mode.edit ?? mode.reply));
    this.about.replaceChildren(h("div", {}, h("b", {}, mode.edit ? t("edit") : t("reply")),
      h("span", {}, snippet(message))),
      button({ class: "round", "aria-label": t("cancel"),
        onclick: () => { if (mode.edit) this.text.value = ""; this.setMode(null); this.text.focus();
        } }, icon("close")));
  }

  openMessageMenu(id) {
    const message = this.person?.messages.find((one) => one.id === id);
    if (!message) return;
    const person = this.id;
    const former = [...(this.former.get(`${person}/${id}`) ?? [])];
    const choice = (words, testid, action) =>
      button({ "data-testid": testid, onclick: (event) => { closing(event); action(); } }, words);
    const press = (data) => act(`people/${person}/press`, { message_id: id, data });
    openDialog({ title: snippet(message).split("\n")[0].slice(0, 60), look: "below",
      testid: "message-actions" }, h("div", { class: "choices" },
      choice(t("reply"), "action-reply", () => { this.setMode({ reply: id }); this.text.focus(); }),
      message.from === "person" && message.text && choice(t("edit"), "action-edit",
        () => { this.setMode({ edit: id }); this.text.value = message.text; this.text.focus(); }),
      message.text && choice(t("copy_text"), "action-copy", () => copy(message.text)),
      choice(t("forward"), "action-forward",
        () => act(`people/${person}/send`, { forward_of: id })),
      former.map(([data, text]) => choice([`${t("former_keys")}: ${text}`, h("small", {}, data)],
        "action-former", () => press(data))),
      message.from === "bot" && choice(t("forge"), "action-forge",
        () => askFor(t("forge"), t("press"),
        [h("label", {}, t("forge_hint"), h("input",
          { class: "field", name: "data", required: true, autocomplete: "off",
          "data-testid": "forged-data" }))], ({ data }) => { press(data); }))));
  }

  openChatMenu() {
    const person = this.person;
    if (!person) return;
    const about = world.bot.short_description?.[person.language_code]
      ?? world.bot.short_description?.[""] ?? "";
    openDialog({ title: person.bot_name || world.bot.username, look: "below",
      testid: "chat-actions" },
      h("p", { class: "hint" }, `@${world.bot.username}${about ? `\n${about}` : ""}`),
      h("div", { class: "choices" },
        button({ "data-testid": "action-block", onclick: (event) => { closing(event);
          act(`people/${person.id}/block`, { blocked: !person.blocked });
          } }, person.blocked ? t("unblock") : t("block"))));
  }

  jumpTo(id) {
    const node = this.lines.get(id)?.node;
    if (!node) return;
    node.scrollIntoView({ block: "center" });
    node.classList.remove("flash", "fresh");
    requestAnimationFrame(() => node.classList.add("flash"));
  }

  scrolled() {
    if (this.log.clientHeight === 0) return;
    // Only a person scrolls up: a keyboard that opens or a picture that grows must not lose the
    // end.
    const up = this.log.scrollTop < this.top - 1;
    this.top = this.log.scrollTop;
    const atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 48;
    this.stick = atEnd || (this.stick && !up);
    if (this.stick) this.arrived = 0;
    this.renderToEnd();
  }

  renderToEnd() {
    this.toEnd.hidden = this.stick || this.log.hidden;
    this.below.hidden = !this.arrived;
    this.below.textContent = this.arrived || "";
  }

  scrollToEnd(pressed = false) {
    this.log.scrollTop = this.log.scrollHeight;
    this.top = this.log.scrollTop;
    this.stick = true;
    this.arrived = 0;
    // The button that was pressed goes away: the focus must not fall to the page.
    if (pressed) this.log.focus({ preventScroll: true });
    this.renderToEnd();
  }
}

const unread = (person) => person.messages.filter((message) => message.from === "bot"
  && message.id > (seen.get(person.id) ?? 0)).length;

/* ---- Wallet: what a person has, and what really moved ---- */

class Wallet {
  constructor(place) {
    Object.assign(this, { place, id: null });
    this.build();
  }

  build() {
    this.people = h("select", { class: "field", "aria-label": t("whose_wallet"),
      "data-testid": "wallet-person", onchange: (event) => this.show(Number(event.target.value)) });
    this.purses = h("div", { class: "purses" });
    this.rows = h("ul", { class: "list", "data-testid": "ledger" });
    this.place.replaceChildren(h("div", { class: "scroll", tabindex: "0" },
      h("div", { class: "row" }, h("h2", {}, t("wallet")), this.people), this.purses,
        h("h3", {}, t("movements")), this.rows));
  }

  show(id) {
    this.id = id;
    if (world) this.render();
  }

  render() {
    const person = world.people.find((one) => one.id === this.id)
      ?? world.people.find((one) => one.role === "customer") ?? world.people[0];
    if (!person) return;
    // Whoever was just added may not be in the state yet.
    this.id ??= person.id;
    refresh(this.people, [world.people.map((one) => [one.id, one.first_name]), person.id], () =>
      world.people.map((one) => h("option", { value: one.id, ".selected": one.id === person.id },
        one.first_name)));
    const fill = (field, currency, amounts) =>
      amounts.map((amount) => button({ "data-k": `${field}-${amount}`,
      "data-testid": `top-up-${field}`, "aria-label": `${t("top_up")} ${money(currency, amount)}`,
      onclick: () => act(`people/${person.id}/top_up`, { [field]: amount }) },
        `+ ${money(currency, amount).replace(/[⭐₸]/u, "").trim()}`));
    const empty = (field, left) => button({ "data-k": `empty-${field}`, disabled: left === 0,
      "data-testid": `empty-${field}`, onclick: () => act(`people/${person.id}/top_up`,
        { [field]: -left }) }, t("empty"));
    refresh(this.purses, [person.id, person.stars, person.tenge_minor], () => [
      h("div", { class: "money stars" }, h("small", {}, t("stars")),
        h("strong", { "data-testid": "stars" }, money("XTR", person.stars)),
        h("div", { class: "row" }, fill("stars", "XTR", [500, 5_000]),
          empty("stars", person.stars))),
      h("div", { class: "money card" }, h("small", {}, t("card")),
        h("strong", { "data-testid": "tenge" }, money("KZT", person.tenge_minor)),
        h("div", { class: "row" }, fill("tenge_minor", "KZT", [500_000, 5_000_000]),
          empty("tenge_minor", person.tenge_minor)))]);
    const mine = world.ledger.filter((row) => row.person === person.id).toReversed();
    refresh(this.rows, [person.id, mine, dayKey(world.now)],
      () => mine.length === 0 ? h("li", { class: "nothing" }, icon("wallet"), t("no_movements"))
      : mine.map((row, n) => {
      const back = row.kind === "refund";
      return h("li", {},
        button({ class: "entry", "data-k": `${row.kind}-${row.charge_id}-${n}`,
        title: `${t("copy")}: ${row.charge_id}`, "data-testid": `ledger-${row.kind}`,
        onclick: () => copy(row.charge_id) },
        h("span", { class: "sign", "aria-hidden": "true" }, back ? "↩️" : "🧾"),
        h("span", { class: "what" }, h("b", {}, back ? t("refund") : t("payment")),
          h("small", {}, `${moment(row.at)} · ${row.charge_id}`)),
        h("span", { class: back ? "sum back" : "sum" },
          `${back ? "+" : "−"} ${money(row.currency, row.amount)}`)));
    }));
  }
}

/* ---- Mail: the list, or one mail as its reader sees it ---- */

class Mailbox {
  constructor(place) {
    Object.assign(this, { place, open: null, tab: "view", read: new Set() });
    this.build();
  }

  build() {
    this.inside = h("div", { class: "letter" });
    this.place.replaceChildren(this.inside);
  }

  get unread() { return world.mailbox.filter((mail) => !this.read.has(mail.id)).length; }

  render() {
    const mail = world.mailbox.find((one) => one.id === this.open);
    if (mail) {
      this.read.add(mail.id);
      this.renderLetter(mail);
    } else {
      refresh(this.inside, [world.mailbox.map((one) => [one.id, this.read.has(one.id)]),
        dayKey(world.now)], () => this.contents());
    }
  }

  /** Shows another mail, tab or the list, and puts the focus on what `k` names there. */
  turn(change, k) {
    Object.assign(this, change);
    render();
    [...this.inside.querySelectorAll("[data-k]")].find((node) => node.dataset.k === k)?.focus();
  }

  contents() {
    const mails = world.mailbox.toReversed();
    return h("div", { class: "scroll", tabindex: "0" }, h("h2", {}, t("mail")),
      mails.length === 0 ? h("p", { class: "nothing" }, icon("mail"), t("no_mail"))
      : h("ul", { class: "list", "data-testid": "mail-list" }, mails.map((mail) => h("li", {},
        button({ class: this.read.has(mail.id) ? "entry" : "entry new", "data-testid": "mail-item",
          "data-k": `mail-${mail.id}`, onclick: () =>
          this.turn({ open: mail.id, tab: mail.html ? "view" : "text" }, "back") },
          h("span", { class: "sign", "aria-hidden": "true" }, "✉️"),
          h("span", { class: "what" }, h("b", {}, mail.subject || t("no_subject")),
            h("small", {}, `${t("to")}: ${mail.to}`)),
          h("time", { datetime: new Date(mail.at).toISOString() }, moment(mail.at)))))));
  }

  /** Rebuilds the mail when another one, another tab or another language is shown. */
  renderLetter(mail) {
    if (!refresh(this.inside, ["mail", mail.id, this.tab], () => this.letter(mail))) return;
    const frame = this.inside.querySelector("iframe");
    if (frame) framed(mail).then((html) => { frame.srcdoc = html; });
  }

  letter(mail) {
    const tab = (name, words, testid) => mail[name === "view" ? "html" : "text"] !== null
      && button({ role: "tab", id: `letter-${name}`, "aria-controls": "letter-body",
      "aria-selected": `${this.tab === name}`, tabindex: this.tab === name ? "0" : "-1",
      "data-k": name, "data-testid": testid, onclick: () => this.turn({ tab: name }, name),
        onkeydown: (event) => {
        const other = name === "view" ? "text" : "view";
        if (["ArrowLeft", "ArrowRight"].includes(event.key)
          && mail[other === "view" ? "html" : "text"]) this.turn({ tab: other }, other);
      } }, words);
    return [
      h("header", {}, h("div", { class: "row" },
        button({ class: "small", "data-k": "back", "data-testid": "mail-back",
          onclick: () => this.turn({ open: null }, `mail-${mail.id}`) }, icon("back"), t("back")),
        h("div", { class: "parts", role: "tablist" }, tab("view", "HTML", "mail-html"),
          tab("text", t("text"), "mail-text")),
        h("a", { class: "small", href: `/world/mail/${mail.id}/raw`, download: `${mail.id}.eml`,
          "data-testid": "mail-raw", "data-k": "raw" }, t("raw"))),
      h("h2", {}, mail.subject || t("no_subject")),
      h("dl", {}, h("dt", {}, t("from")), h("dd", {}, mail.from), h("dt", {}, t("to")),
        h("dd", {}, `${mail.to} · ${moment(mail.at)}`))),
      this.tab === "view" && mail.html ? h("div",
        { id: "letter-body", class: "letter", role: "tabpanel", "aria-labelledby": "letter-view" },
        h("iframe", { sandbox: "", title: t("mail_frame"), "data-testid": "mail-frame" }))
        : h("div", { id: "letter-body", class: "letter", role: "tabpanel",
          "aria-labelledby": "letter-text" },
          h("pre", { tabindex: "0", "data-testid": "mail-plain" }, mail.text ?? "")),
      mail.parts.length > 0 && h("div", { class: "attached" }, mail.parts.map((part) => {
        const url = `/world/mail/${mail.id}/parts/${part.n}`;
        return h("a", { href: url, download: part.name, "data-testid": "mail-part",
          "data-k": `part-${part.n}` }, part.type.startsWith("image/")
          ? h("img", { src: url, alt: "" }) : icon("file"),
          h("span", {}, h("b", {}, part.name || unnamed(part.type)),
            h("small", {}, `${part.inline ? t("inline") : t("attachment")} · ${part.type}`)));
      }))];
  }
}

/** What a part without a name is called: `photo.png`. */
const unnamed = (type) => `${t(type.startsWith("image/") ? "photo" : "document").toLowerCase()}.`
  + type.split("/")[1].split(/[;+]/)[0];

/**
 * The mail's HTML for a frame that may do nothing: its links open nowhere, and its pictures are put
 * into it, because the world refuses a frame without an origin of its own, as it refuses any other
 * page.
 */
async function framed(mail) {
  const ids = new Map(mail.parts.filter((part) => part.content_id)
    .map((part) => [part.content_id.replace(/^<|>$/g, ""), part.n]));
  const cid = /cid:([^"'\s)>]+)/gi;
  const part = (id) => ids.get(id) ?? ids.get(unescaped(id));
  const wanted = new Set([...mail.html.matchAll(cid)].map(([, id]) => part(id))
    .filter((n) => n !== undefined));
  const pictures = new Map(await Promise.all(
    [...wanted].map(async (n) => [n, await picture(`/world/mail/${mail.id}/parts/${n}`)])));
  const html = mail.html.replace(cid, (whole, id) => pictures.get(part(id)) ?? whole);
  const base = '<base target="_blank">';
  return /<head[^>]*>/i.test(html) ? html.replace(/<head[^>]*>/i, (head) => head + base)
    : `<!doctype html>${base}${html}`;
}

/** What an address holds, as a `data:` address; one that cannot be had stays a broken picture. */
async function picture(url) {
  try {
    const blob = await (await fetch(url)).blob();
    return await new Promise((resolve) => {
      const reader = new FileReader();
      reader.addEventListener("loadend", () => resolve(reader.result ?? url));
      reader.readAsDataURL(blob);
    });
  } catch {
    return url;
  }
}

function unescaped(id) { try { return decodeURIComponent(id); } catch { return id; } }

/* ---- Faults: what may go wrong, and what the bot called lately ---- */

class Faults {
  constructor(place) {
    this.place = place;
    this.build();
  }

  build() {
    const field = (name, attributes) => h("label", {}, t(name),
      h("input", { class: "field", name, autocomplete: "off", "data-testid": `fault-${name}`,
      ...attributes }));
    this.aim = h("form", { class: "grid", onsubmit: (event) => event.preventDefault() },
      field("method", { placeholder: t("any"), list: "methods", spellcheck: "false" }),
        field("times", { type: "number", min: 1, value: 1 }),
        field("skip", { type: "number", min: 0, value: 0 }),
        field("parameter", { spellcheck: "false" }));
    this.methods = h("datalist", { id: "methods" });
    this.clear = h("div");
    this.kinds = h("div");
    this.offers = h("div");
    this.calls = h("ol", { class: "calls", "data-testid": "calls" });
    this.address = h("p", { class: "hint" });
    this.place.replaceChildren(h("div", { class: "scroll", tabindex: "0" },
      h("div", { class: "row" }, h("h2", {}, t("faults")), this.clear),
        h("p", { class: "hint" }, t("faults_hint")),
      h("details", { class: "aim" }, h("summary", {}, t("aim")), this.aim, this.methods),
        this.offers, this.kinds,
      h("h3", {}, t("bot_api")), this.address, h("h3", {}, t("calls")), this.calls));
  }

  render() {
    refresh(this.clear, world.faults.length > 0,
      () => button({ class: "small", "data-k": "clear", "data-testid": "faults-clear",
      disabled: world.faults.length === 0, onclick: () => act("faults", undefined, "DELETE") },
      t("switch_all_off")));
    refresh(this.kinds, [world.fault_kinds, world.faults],
      () => ["api", "updates", "mail"].map((concern) => [h("h3", {}, t(`for_${concern}`)),
      h("ul", { class: "list" }, world.fault_kinds.filter((one) => one.for === concern)
        .map(({ kind }) => h("li", {}, this.switch(kind))))]));
    refresh(this.offers, world.offers, () => world.offers.length > 0 && [h("h3", {}, t("offered")),
      h("div", { class: "row" }, world.offers.map(({ name, label }) => button({ class: "small",
        "data-k": `offer-${name}`, "data-testid": `offer-${name}`,
        onclick: () => act(`offers/${name}`).then((done) => done && toast(`✓ ${said(label)}`)) },
      said(label))))]);
    refresh(this.address, [world.bot.api_url, world.bot.token_hint],
      () => [h("code", {}, world.bot.api_url), ` · ${world.bot.token_hint} `,
      button({ class: "small", "data-k": "address", onclick: () => copy(world.bot.api_url) },
        icon("copy"), t("copy"))]);
    refresh(this.methods, [...new Set(world.calls.map((call) => call.method))].sort(),
      () => [...new Set(world.calls.map((call) => call.method))].sort()
      .map((method) => h("option", { value: method })));
    refresh(this.calls, world.calls, () => world.calls.length === 0 ? h("li", {}, t("no_calls"))
      : world.calls.toReversed().map((call) => h("li", {},
      h("time", {}, local(call.at).toISOString().slice(11, 19)),
        h("span", { class: call.ok ? "ok" : "not" }, call.ok ? "✓" : "✗"),
        h("span", {}, call.method), call.error && h("em", {}, call.error))));
  }

  switch(kind) {
    const waiting = world.faults.filter((fault) => fault.kind === kind);
    const [name, effect] = FAULTS[kind]?.[UI.indexOf(uiLanguage)] ?? [kind, ""];
    const left = waiting.map(
      (fault) =>
      `${fault.method ? `${fault.method} · ` : ""}${fault.times_left} ${t("times_left")}`)
      .join(", ");
    return button({ class: "switch", role: "switch", "aria-checked": `${waiting.length > 0}`,
      "data-k": kind, "data-testid": `fault-switch-${kind}`,
      onclick: () => this.flip(kind, waiting) },
      h("span", {}, h("b", {}, name), left && h("span", { class: "left" }, left),
        h("small", {}, effect)), h("i", { "aria-hidden": "true" }));
  }

  async flip(kind, waiting) {
    if (waiting.length > 0) {
      for (const fault of waiting) await act(`faults/${fault.id}`, undefined, "DELETE");
      return;
    }
    const { method, times, skip, parameter } = Object.fromEntries(new FormData(this.aim));
    const fault = { kind, times: Math.max(1, Number(times) || 1),
      skip: Math.max(0, Number(skip) || 0) };
    if (method.trim()) fault.method = method.trim();
    if (parameter.trim()) fault.parameter = parsed(parameter.trim());
    await act("faults", fault);
  }
}

/** What a label says in the page's language. */
const said = (label) => label[uiLanguage] ?? label.en;

/** A parameter as JSON, or as the words it is. */
function parsed(text) { try { return JSON.parse(text); } catch { return text; } }

/* ---- The page: which places are shown, in which language ---- */

const WIDE = matchMedia("(min-width: 1180px)");
const MIDDLE = matchMedia("(min-width: 760px)");
const PLACES = ["phone", "admin", "wallet", "mail", "faults"];

const page = {
  tab: "phone", second: "admin", side: "wallet",

  /** Brings a place into view; on a wide page the phones always are. */
  go(tab) {
    this.tab = tab;
    if (tab !== "phone") this.second = tab;
    if (tab !== "phone" && tab !== "admin") this.side = tab;
    this.layOut();
  },

  layOut() {
    const current = WIDE.matches ? this.side : MIDDLE.matches ? this.second : this.tab;
    const shown = WIDE.matches ? ["phone", "admin", current] : MIDDLE.matches ? ["phone", current]
      : [current];
    for (const place of PLACES) document.getElementById(place).hidden = !shown.includes(place);
    for (const tab of document.querySelectorAll(".tabs button")) {
      if (tab.dataset.tab === current) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    }
    if (world) render();
  },

  /** Puts the words of the page's language everywhere; the chats keep their own. */
  speak(language) {
    uiLanguage = language;
    document.documentElement.lang = language;
    document.title = `Qazaq eSIM · ${t("title")}`;
    for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
    for (const node of document.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label",
      t(node.dataset.tLabel));
    for (const node of document.querySelectorAll("[data-ui]")) node.setAttribute("aria-pressed",
      `${node.dataset.ui === language}`);
  },

  badges() {
    const of = (role) => world.people.filter((person) => person.role === role)
      .reduce((sum, person) => sum + unread(person), 0);
    const counts = { phone: of("customer"), admin: of("admin"), wallet: 0, mail: mailbox.unread,
      faults: world.faults.length };
    for (const tab of document.querySelectorAll(".tabs button")) {
      const badge = tab.querySelector(".badge");
      badge.textContent = counts[tab.dataset.tab] || "";
      badge.hidden = !counts[tab.dataset.tab];
    }
  },
};

page.speak(uiLanguage);
const place = (id) => document.getElementById(id);
const phones = [new Phone(place("phone"), "customer"), new Phone(place("admin"), "admin")];
const wallet = new Wallet(place("wallet"));
const mailbox = new Mailbox(place("mail"));
const faults = new Faults(place("faults"));

function render() {
  if (!world) return;
  if (seen.size === 0) for (const person of world.people) seen.set(person.id,
    person.messages.at(-1)?.id ?? 0);
  for (const phone of phones) phone.render();
  wallet.render();
  mailbox.render();
  faults.render();
  page.badges();
  const line = document.getElementById("bot-line");
  refresh(line, [world.bot.username, world.bot.api_url],
    () => [`@${world.bot.username} · Bot API `, h("code", {}, world.bot.api_url)]);
}

for (const tab of document.querySelectorAll(".tabs button")) tab.addEventListener("click",
  () => page.go(tab.dataset.tab));
for (const choice of document.querySelectorAll("[data-ui]")) {
  choice.addEventListener("click", () => {
    remember("ui", choice.dataset.ui);
    page.speak(choice.dataset.ui);
    for (const part of [...phones, wallet, mailbox, faults]) part.build();
    render();
  });
}
for (const query of [WIDE, MIDDLE]) query.addEventListener("change", () => page.layOut());
document.addEventListener("visibilitychange", () => render());
document.addEventListener("click", (event) => {
  for (const phone of phones) if (!event.target.closest?.(
    ".drawer, .menu, [aria-controls], textarea")) phone.closeDrawers();
});
page.layOut();
follow();
