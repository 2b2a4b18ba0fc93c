### What is said in the chat, in English. Keys and arguments: src/domain/text.rs.
### Buttons, invoice-*, refuse-*, chart-*, old-* and stale-button are plain; the rest may hold Telegram's HTML.

## Buttons

btn-back = ⬅️ Back
btn-all-countries = 🌐 All countries
btn-regions = 🗺 Regions and world
btn-search = 🔍 Search
btn-home = 🏠 Home
btn-place = { $place }
btn-initial = { $letter }
btn-several = 🌍 Several countries
btn-coverage =
    { $place }{ $count ->
        [0] {""}
        [one] , { $count } country
       *[other] , { $count } countries
    } · from { $price }
btn-most-bought = 👍 { $label }
btn-plan =
    { $allowance } · { $days ->
        [one] { $days } day
       *[other] { $days } days
    } · { $price }
btn-plan-stars =
    { $allowance } · { $days ->
        [one] { $days } day
       *[other] { $days } days
    } · { $price } · { $stars }
# The place is last: on a narrow phone it may be cut, and the numbers stay in line with the other plans.
btn-plan-wide = { $allowance } · { $days }d · { $price } · { $stars } · { $place }
btn-instead = { $allowance } · { $days }d · { $price } · { $place }
btn-lang = { $language }
btn-next = Next ▶️
btn-previous = ◀️ Previous
btn-phone = 📱 Check my phone
btn-offer = ☐ Offer: yes
btn-offer-given = ✅ Offer: yes
btn-offer-no = Offer: no
btn-processing = ☐ Processing: yes
btn-processing-given = ✅ Processing: yes
btn-processing-no = Processing: no
btn-transfer = ☐ Abroad: yes
btn-transfer-given = ✅ Abroad: yes
btn-transfer-no = Abroad: no
btn-agree-to-all = ☐ All three: yes
btn-checkout-pay = 💳 Pay { $price }
btn-back-to-checkout = ⬅️ To the order
btn-read-offer = 📄 Offer on the site
btn-read-privacy = 🔒 Policy on the site
btn-terms = 📄 Public offer
btn-privacy = 🔒 Privacy policy
btn-email-yes = ☐ 📧 By e-mail too
btn-email-given = ✅ 📧 By e-mail too
btn-email-other = ✏️ Another address
btn-email-no = 💬 Only in this chat
btn-address-ok = My address is right
btn-address-again = ✏️ Type it again
btn-address-fixed = The corrected one
btn-address = { $address }
btn-pay-stars = ⭐ With Stars: { $stars }
btn-pay-tenge = 💳 In tenge: { $price }
btn-pay = Pay { $price }
btn-new-invoice = 🧾 New invoice
btn-price-ok = Accept { $price }
btn-cancel-order = ❌ Cancel the order
btn-declined = 💳 Declined: try again
btn-try-again = ✅ Page closed: pay
btn-order = { $order } · { $state }
btn-trip = { $place } · { $allowance } · { $day }
btn-trip-state = { $place } · { $allowance } · { $day } · { $state }
btn-show-qr = 🔳 Show the QR code
btn-open = 🔓 Open the QR code
btn-open-now = ⚪️ QR at once
btn-open-now-chosen = 🔘 QR at once
btn-open-later = ⚪️ Before the trip
btn-open-later-chosen = 🔘 Before the trip
btn-send-mail = 📧 Send e-mail again
btn-mail = 📧 Send by e-mail
btn-mail-on = 📧 Yes, by e-mail
btn-correct = ✏️ Correct e-mail
btn-another = 🛒 Buy another one
btn-continue = 💳 Go to payment
btn-iphone = 🍏 iPhone
btn-android = 🤖 Android
btn-trouble = 🛠 It doesn’t work
btn-install = 📖 How to install
btn-by-hand = ⌨️ By hand
btn-receipt = 🧾 Receipt
btn-copy-part = 📋 Code for iPhone
btn-copy-confirmation = 📋 Confirmation code
btn-to-qr = ⬅️ To the QR code
btn-not-there = 🏠 Not abroad yet
btn-works-now = ✅ It works now
btn-still-trouble = 💬 It did not help
btn-phone-iphone = iPhone
btn-phone-android = Android
btn-install-iphone = 📲 On iPhone
btn-install-android = 📲 On Android
btn-copy-code = 📋 Code for Android
btn-copy-smdp = 📋 SM-DP+
btn-support = 💬 Support
btn-ask-us = 💬 Ask us
btn-pass-on = 💬 Pass to support
btn-look-up = 🔍 I meant a country
btn-mute = 🔇 Mute this person
btn-unmute = 🔔 Unmute
btn-keep-talk = ✅ Keep it and send
btn-send-talk = Send without keeping
btn-withdraw-talk = 💬 Stop keeping it
btn-want-refund = 💸 Get a refund
btn-esims = 📶 My eSIMs
btn-help = ❓ Help
btn-language = 🌐 Language
btn-consents = 📝 My consents
btn-withdraw-email = Stop e-mailing me
btn-leave = ⬅️ Leave
btn-erase = Yes, delete my data
btn-erase-sure = 🗑 Delete forever
btn-refund-yes = Refund { $price }
btn-refund-no = Leave it for now
btn-case = No. { $case }
btn-cases = 📋 All cases
btn-case-retry = 🔁 Try again
btn-case-resume = ▶️ Switch on again
btn-case-replace = 🔄 Give another code
btn-case-keep = ✅ Delivered: keep
btn-case-deliver = 📦 Deliver now
btn-case-plan = 🏷 Name the plan
btn-case-outside = ✅ Settled outside
btn-case-drop = 🗑 Do not handle it
btn-settled-yes = Yes, it was returned

## First screen and places

choose-language = Тілді таңдаңыз · Выберите язык · Choose a language

home =
    <b>Hello!</b> 👋

    This is Qazaq eSIM: mobile internet for your trips. Choose a plan, pay, and the QR code arrives right here in the chat. No need to swap your SIM card.

    <b>Where are you going?</b> Pick a country, or type its name in English, Kazakh or Russian.

where-to = <b>Where are you going?</b> Type the country or city, with days and data if you like: “Turkey, 7 days, 5 GB”.

home-again =
    <b>Welcome back!</b> 👋
    Your last eSIM: { $place } · { $allowance } · { $day }

home-open = ⏳ An open order: { $place } · { $allowance } · { $state }

home-where = <b>Where are you going?</b> Choose a country or type its name.

all-countries = <b>All countries</b>

choose-initial = Which letter does the country begin with? Or just type its name.

initial-title =
    <b>Countries with { $letter }</b>
    Those with plans of their own come first.

regions =
    <b>Regions and the whole world</b>
    One eSIM works in several countries at once. Which one suits you?

type-a-name =
    🔍 Type a country or a city, in English, Kazakh or Russian.

    For example: <i>Turkey</i>, <i>Dubai</i>, <i>Japan</i>

found-several = There are several matches. Which one do you need?

found-perhaps = Nothing matches exactly. Did you mean one of these?

found-nothing =
    Nothing found 🤔
    Try another spelling of the country, city or airport code, choose from the list, or ask us.

found-not-sold = { $country }: no plans right now. Ask us if you need one.

found-at-home = 🇰🇿 Our eSIMs do not work inside Kazakhstan: they are for trips abroad. Where are you going?

found-together =
    One eSIM for all of these places: <b>{ $place }</b>
    Each place by itself is below, too.

showing = Showing: <b>{ $name }</b>

welcome = You’re welcome! Have a good trip ✈️

nothing-for-sale = Nothing is on sale right now, please come back a little later. The eSIMs you bought are always here: /esims

sales-paused = ⏸ Sales are paused for a while. Paid orders go on as usual.

## Plans

plans-title =
    { $pages ->
        [1] <b>{ $place }</b>
        [one] <b>{ $place }</b> · { $page } of { $pages }
       *[other] <b>{ $place }</b> · { $page } of { $pages }
    }

plans-found =
    { $pages ->
        [1] Showing: <b>{ $place }</b>
        [one] Showing: <b>{ $place }</b> · { $page } of { $pages }
       *[other] Showing: <b>{ $place }</b> · { $page } of { $pages }
    }

choose-plan = Choose a plan:

choose-coverage = One eSIM works in several countries at once. Which one suits you?

most-bought =
    👍 Taken most often: { $allowance } · { $days ->
        [one] { $days } day
       *[other] { $days } days
    }

list-per-gb =
    { $allowance } · { $days ->
        [one] { $days } day
       *[other] { $days } days
    }: ≈ { $price } a GB

list-per-day =
    { $allowance } · { $days ->
        [one] { $days } day
       *[other] { $days } days
    }: ≈ { $price } a day

sold-out =
    { $place } · { $allowance } · { $days ->
        [one] { $days } day
       *[other] { $days } days
    }: sold out for now.

coverage-sold-out = { $place }: sold out for now.

plan-fits = 👇 First in the list, for what you asked: { $allowance } · { $days ->
    [one] { $days } day
   *[other] { $days } days
}

plan-name = <i>{ $name }</i>

plan-data = 📶 Data: <b>{ $allowance }</b>

plan-days =
    📅 Valid for: <b>{ $days ->
        [one] { $days } day
       *[other] { $days } days
    }</b>

plan-starts-install = ⏱ The days begin when you install the eSIM

plan-starts-first-use = ⏱ The days begin when you first connect abroad

plan-networks = 📡 Operators: { $networks }

plan-generation = 🚀 Network: { $generation }

plan-hotspot-yes = 🔗 Hotspot: allowed

plan-hotspot-no = 🔗 Hotspot: not allowed

plan-install-within =
    📥 Install it within { $days ->
        [one] { $days } day
       *[other] { $days } days
    } of the purchase

plan-fair-use = 🐢 Speed: { $rule }

plan-fair-use-unknown = 🐢 Whether it slows down after some amount of data is not known to us

plan-countries = <blockquote expandable>🗺 Works in: { $countries }</blockquote>

plan-world = 🌍 Works in most countries of the world

plan-note = ℹ️ { $note }

plan-per-gb = ⚖️ That is ≈ { $price } a GB

plan-per-day = ⚖️ That is ≈ { $price } a day

plan-data-only = 💬 Data only: no calls, texts or phone number

notice-russia = ⚠️ <b>Russia:</b> foreign eSIMs have no mobile data or SMS for the first 24 hours after entry. This is the country’s rule. You will need Wi-Fi for the first day.

notice-phone = 📱 Check your phone before paying: dial <code>*#06#</code>. If you see an <b>EID</b> line, the phone supports eSIM.

notice-refund = ↩️ Until the QR code is shown, you get a full refund. A code that was shown cannot be taken back, but if the eSIM does not work through our fault or the operator’s, we return the money.

phone-check =
    <b>Will your phone work?</b>

    1. Open the dialler and type <code>*#06#</code>. If there is an <b>EID</b> line, the phone has eSIM.

    2. The phone must not be locked to one operator. On an iPhone: Settings → General → About. If “Carrier Lock” says “No SIM restrictions”, all is well.

    3. Please note:
    • iPhones have eSIM from the XR and XS on;
    • iPhones made for mainland China usually have none, and only some of those for Hong Kong and Macao do;
    • Samsung phones for China, Hong Kong, Taiwan and Macao often have none.

    Not sure? Ask us before paying: /support

not-for-sale = This plan is not sold any more. Please choose another one.

## Review, consents

review-title = 🧾 <b>Order { $order }</b>

checkout-plan =
    🧾 <b>{ $place } · { $allowance } · { $days ->
        [one] { $days } day
       *[other] { $days } days
    }</b>

checkout-for = 👤 For you: the QR code comes to this chat.

checkout-mail = 👤 For you: to this chat, and by e-mail to <code>{ $address }</code>. By choosing e-mail you consent to the use of your address.

checkout-russia = ⚠️ Russia: no internet for the first 24 hours.

checkout-total = 💰 Total: <b>{ $price }</b>

checkout-total-stars = 💰 You pay <b>{ $stars }</b> (price { $price })

checkout-total-either = 💰 You pay <b>{ $first }</b> or <b>{ $second }</b>

checkout-later =
    🔒 Your QR code waits { $days ->
        [one] { $days } day
       *[other] { $days } days
    }, or is refunded.

tenge-by-person =
    Our staff return tenge at the provider within { $days ->
        [one] { $days } working day
       *[other] { $days } working days
    }.

later-not-now = This plan can only be bought with the QR code shown at once now: the eSIMs that are left end soon.
plan-changed = This plan has changed meanwhile. Please read it once more.

checkout-stars-dearer = Stars bought in the app may cost more.

checkout-more = …and { $more } more countries

checkout-instead = ↩️ This replaces the unpaid order { $order }.

checkout-restored = ⚠️ We went back to a copy of { $at }, and your order <code>{ $order }</code> of this plan is closed. If you paid it, do not pay again: your QR code stays valid. Write to us here, and we will answer.

closed-by-restore =
    ℹ️ <b>We went back to a copy of { $at }</b>
    The invoice of order <code>{ $order }</code> is closed. If you paid it, do not pay again: your QR code stays valid, and we answer here: /paysupport. If you did not: /start

checkout-asks = 🔞 You are 18 or older. Answer “yes” to the three consents below.

checkout-agreed = 🔞 You are 18 or older. Your consents stand: /consents

price-rose =
    The price rose while you were choosing.
    Before: <s>{ $old }</s>. Now: <b>{ $new }</b>.

consent-declined =
    All right. We cannot take an order without your consent, so none was made and nothing is kept. The data of this session will delete itself after 24 hours.

    The catalogue stays open: browse as long as you like.

session-over = ⌛ It has been a while! Let’s start again: /start

## E-mail

address-question =
    ✏️ Type your e-mail address.
    For example: <code>name@example.com</code>

address-check =
    Is this address right?

    <code>{ $address }</code>

address-typo =
    You typed: <code>{ $address }</code>
    Perhaps you meant: <code>{ $suggestion }</code>

    Which one is right?

address-bad =
    This does not look like an e-mail address. One looks like this: <code>name@example.com</code>
    Please try again.

address-no-at = There is no @ in the address. One looks like this: <code>name@example.com</code>

address-no-dot = A dot is missing after the @, as in <code>gmail.com</code>. Check it and type it again.

address-not-latin = Before the @ there are letters that are not Latin. Switch the keyboard and type it again.

address-too-long = The address is too long. Please check it and type it again.

address-one-only = Just one address, please: no spaces, on one line.

address-saved =
    ✅ Address saved: <code>{ $address }</code>
    E-mails will go there from now on.

address-as-text = Please type the address, or press a button.

## Payment

invoice-title =
    eSIM · { $allowance } · { $days ->
        [one] { $days } day
       *[other] { $days } days
    }

invoice-description = { $place }. Order { $order }. Valid for { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}, until { $until } Almaty time. After the payment the QR code comes to this chat.

invoice-later = { $place }. Order { $order }. Valid for { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}, until { $until } Almaty time. You open the QR code here yourself, before the trip.

invoice-line = Order { $order }

invoice-over =
    ⌛ Order { $order }: the invoice has run out.
    Press the button below to get a new one.

invoice-failed =
    ⚠️ Order { $order }: the invoice could not be sent.
    Please try again. If it does not help, write to support.

order-gone =
    <b>Order { $order }</b>
    This plan is not sold any more. Please choose another one.

order-cancelled = ✅ Order { $order } is cancelled. There is nothing to pay.

payment-under-way = ⏳ Order { $order }: the payment is on its way. Please wait a moment.

payment-under-way-until = ⏳ Order { $order }: its payment may be on its way. Please wait until { $until } Almaty time.

payment-at-bank =
    ⏳ Order { $order }: the bank may still be taking the payment. Please wait until { $until } Almaty time.
    Was the card declined? Then close the bank's page and press the button below.

declined-first =
    💳 <b>Order { $order }</b>
    First close the bank's page. While it is open it can still take the money, and you would pay twice.
    If the bank says that the money was taken, do not pay again: we wait for that payment until { $until } Almaty time.
    If it is taken twice all the same, the second payment goes back to you.

nothing-taken = ℹ️ Order { $order }: Telegram took no Stars from you. The invoice can be paid until { $until } Almaty time.

paid-twice = ℹ️ Order { $order } had been paid already. The first payment stands and the eSIM is yours; only the second one goes back.

## Pre-checkout refusals

refuse-expired = This invoice is no longer valid. Ask for a new one in the chat. You were not charged.
refuse-restored = We went back to a copy of { $at }, and this invoice is closed. If you paid it before, do not pay again: your QR code stays valid. You were not charged now.
refuse-replaced = A newer invoice has replaced this one. Pay the latest invoice in the chat. You were not charged.
refuse-taken = This order is being paid or was paid already. Check its status in the chat: /esims
refuse-other = This invoice is not valid any more, or belongs to somebody else. Please make a new order in the chat. You were not charged.
refuse-amount = The amount differs from the price of the order. Ask for a new invoice in the chat. You were not charged.
refuse-stock = This plan has just sold out. Choose another one in the chat. You were not charged.
refuse-later = The QR code of this plan can no longer wait: the eSIMs that are left end soon. You were not charged.
refuse-paused = Sales are paused for a while. Please try later. You were not charged.
refuse-busy = We cannot check the payment right now. Please try again in a minute. You were not charged.

not-paid = ⚠️ <b>The payment did not go through</b>

instead = These would do instead:

## Paid

card-paid =
    ✅ <b>Payment received: { $amount }</b>
    Order { $order }

    Your eSIM is being prepared. The QR code will appear here, usually at once. At the latest by: { $until }

card-qr =
    ✅ <b>{ $place } · { $allowance } · { $days ->
        [one] { $days } day
       *[other] { $days } days
    }</b>

card-order = Order { $order } · paid { $day }

card-starts-first-use = 🗓 The days begin abroad, at the first connection. Install it now.

card-starts-install = 🗓 The days begin with the installation. Install it just before you leave.

card-starts-unknown = 🗓 The operator does not say when the days begin. Install it just before you leave.

card-by-hand =
    ⌨️ <b>Installing by hand</b>
    iPhone: Settings → Cellular (or Mobile Data) → Add eSIM → Use QR Code → Enter Details Manually.
    Android: add an eSIM in the SIM settings and choose to enter the code by hand.

card-smdp = SM-DP+ address: <code>{ $smdp }</code>

card-part = iPhone, activation code: <code>{ $part }</code>

card-code = Android, the whole code: <code>{ $code }</code>

card-confirmation = Confirmation code (your phone will ask for it): <code>{ $confirmation }</code>

card-how = 📲 On this phone install with a button below, on another one with the QR code. You need Wi-Fi. The eSIM installs once, so keep the QR code private.

card-how-confirm = 📲 On this phone install with a button below, on another one with the QR code. You need Wi-Fi. The phone asks for a confirmation code: press “By hand”. Keep the QR code private.

card-replaced =
    ⏳ <b>Order { $order }</b>
    The eSIM we had set aside for you turned out to be faulty; nobody has seen it. You get another one with the same plan. It takes a moment longer: the QR code will appear here. There is nothing to pay and nothing to do.

card-waiting =
    ✅ <b>Payment received: { $amount }</b>
    Order { $order }

    We are getting your eSIM from the supplier, which takes a little longer. The QR code will appear here. At the latest by: { $until }
    If there is no eSIM by then, your money comes back by itself. If you would rather not wait, take it back now.

card-kept =
    ✅ <b>Payment received: { $amount }</b>
    Order { $order }

    🔒 <b>{ $place } · { $allowance } · { $days ->
        [one] { $days } day
       *[other] { $days } days
    }</b>
    The QR code waits: open it before the trip. Last day: <b>{ $until }</b>
    Until then you get a full refund; if you never open it, we return the money ourselves.

card-opened = 🔓 Order { $order } is open: the QR code comes below.

open-reminder =
    ⏰ <b>{ $place } · { $allowance }</b>
    You have not opened the QR code yet. Last day: <b>{ $until }</b>
    No trip after all? Take your money back.

open-over =
    ⌛️ <b>Order { $order }</b>
    The last day is over, and the QR code was not opened. We are returning the money.

open-over-person =
    ⌛️ <b>Order { $order }</b>
    The last day is over, and the QR code was not opened. Our staff will look at the order. Your money is not lost.

esim-promise = ⏳ The QR code will come to this chat. At the latest by: { $until }

esim-unopened = 🔒 The QR code waits: open it before the trip. Until then you get a full refund.

esim-lost = 🧊 We went back to a copy of { $at }. What became of this order since then a person is finding out, and will write here. If you have its QR code already, it stays valid.

esim-elsewhere = This QR code was sent before we went back to a copy of our database. It stays valid; you find it above in this chat. We cannot show it again here: if you need help, write to us.

card-late =
    ⏳ <b>Order { $order }</b>
    The QR code is late, we are sorry. We are checking with the supplier: if there is an eSIM, the QR code comes to this chat; if there is none, your money comes back by itself.

    If you would rather not wait, you can have your money back.

card-returned =
    ↩️ <b>Order { $order }</b>
    The order is closed with a refund.

card-erased = The data was deleted; this QR code is no longer shown.

install-on = <b>Which phone is it for?</b>

steps-iphone =
    <b>Installing on an iPhone</b>

    1. On iOS 17.4 or later, press “On iPhone” below the QR code.

    2. Or open the QR code on another screen and scan it: Settings → Cellular (or Mobile Data) → Add eSIM → Use QR Code. Is the QR code on this very phone? Open the picture in Photos and hold your finger on the code (newer iOS).

    3. If that fails, choose “Enter Details Manually” there. Buttons copy the SM-DP+ address and the code for iPhone: press “By hand” below the QR code.

steps-android =
    <b>Installing on Android</b>

    1. Press “On Android” below the QR code. On some phones (Xiaomi, vivo) it may not open; then go to step 2.

    2. Open the QR code on another screen and scan it:
    • <b>Samsung:</b> Settings → Connections → SIM manager → Add eSIM;
    • <b>Pixel and others:</b> Settings → Network &amp; internet → SIMs → Add eSIM.

    3. If that fails, choose to enter the code by hand there. A button copies the whole code: press “By hand” below the QR code.

steps-confirmation = 🔑 The phone will ask for a confirmation code: press “By hand” below the QR code.

arrive-iphone =
    <b>When you arrive</b> ({ $place }):
    • choose this eSIM for cellular data;
    • turn on Data Roaming for it;
    • turn off “Allow Cellular Data Switching”, or the data of your main SIM may be used.

arrive-android =
    <b>When you arrive</b> ({ $place }):
    • choose this eSIM for mobile data;
    • turn on roaming for it;
    • turn off mobile data on your main SIM.

steps-keep = ⚠️ Do not delete the eSIM until the plan is over: usually it cannot be installed again.

trouble-where =
    <b>Let us sort it out. Where are you now?</b>
    Choose a country or type its name.

trouble-where-again = We did not recognise the country. Type just its name.

trouble-phone = <b>Which phone do you have?</b>

trouble-install =
    <b>It does not install? Check:</b>
    • that you have Wi-Fi;
    • that this eSIM is not in the list already: it installs only once;
    • that the phone supports eSIM: dial <code>*#06#</code>, there must be an <b>EID</b> line.

    Before the trip this eSIM has no internet: it comes when you are there.

trouble-elsewhere = ⚠️ { $country }: this plan does not work here. It is for the places named above.

trouble-iphone =
    <b>Check these one by one:</b>
    1. Settings → Cellular: this eSIM is on and chosen for cellular data.
    2. Data Roaming is on for it.
    3. Turn airplane mode on for 10 seconds, then off. Still nothing? Restart the phone.

trouble-android =
    <b>Check these one by one:</b>
    1. Settings → SIMs: this eSIM is on and chosen for mobile data.
    2. Roaming is on for it.
    3. Turn airplane mode on for 10 seconds, then off. Still nothing? Restart the phone.

trouble-networks = • Choose the network by hand: { $networks }.

trouble-apn = • The phone sets the APN by itself. If the APN field is empty, write to us.

trouble-sent =
    💬 Send a screenshot or a few words here. We pass them on to support with order { $order }, where you are and your phone.
    The answer comes to this chat.

receipt =
    🧾 <b>Proof of purchase</b>

    Seller: { $seller_name }, IIN { $seller_iin }
    { $seller_address }

    eSIM: { $place } · { $allowance } · { $days ->
        [one] { $days } day
       *[other] { $days } days
    }
    Total: <b>{ $amount }</b>
    Paid: { $day }
    Order { $order }

qr-again = 🔄 The QR code will appear here in a moment…

qr-not-now =
    😔 <b>Order { $order }</b>
    The QR code cannot be shown right now. We have been told and are looking into it. If you need it soon, write to us with the button below. An eSIM that is installed already keeps working.

## Refunds, as the customer hears them

refund-started =
    ↩️ <b>Order { $order }</b>
    The refund has begun: { $amount }. We will tell you when the money is back.

refund-done =
    ✅ <b>Order { $order }</b>
    The money is back: { $amount }

charge-returned = ↩️ No order was waiting for this payment, so your money goes back: { $amount }

payment-unhandled =
    ✅ Payment received: { $amount }
    We could not complete your order automatically. Your money is safe: we have told our staff, and you will get your eSIM or your money back. Please do not pay again. Any questions: /paysupport

charge-unclear =
    🔎 A payment of { $amount } came that fits no order.
    Your money is safe: a person will look into it and answer you in this chat. Any questions: /paysupport

charge-settled = ✅ Our staff looked at the payment of { $amount } and settled it. Questions? /paysupport

refund-by-person =
    ↩️ <b>Order { $order }</b>
    To be returned: { $amount }. Payments in tenge are returned by our staff through the payment provider. We will tell you when it is done.

due-by = By { $by } at the latest

refund-noted =
    ↩️ <b>Order { $order }</b>
    We have noted that you want a refund. It goes ahead by itself as soon as the eSIM supplier answers.

## Orders and eSIMs

esims-title =
    { $pages ->
        [1] <b>Your eSIMs</b>
        [one] <b>Your eSIMs</b> · { $page } of { $pages }
       *[other] <b>Your eSIMs</b> · { $page } of { $pages }
    }

esims-empty = You have no eSIMs yet. Shall we find one for your trip?

esim-title =
    <b>{ $place } · { $allowance } · { $days ->
        [one] { $days } day
       *[other] { $days } days
    }</b>
    Order { $order }

esim-bought = 🗓 Paid: { $day }

esim-state = 🔹 State: { $state }

esim-address = 📧 E-mails go to: <code>{ $address }</code>

state-invoiced = waiting for payment
state-paid = being prepared
state-unopened = open by { $until }
state-fulfilled = ready
state-returned = refunded
state-returning = money on its way back
state-back = money returned
state-expired = not paid in time
state-cancelled = cancelled
state-closed = closed

## Help, support

help =
    <b>Qazaq eSIM</b> is mobile internet for your trips. No need to swap your SIM card: choose a plan, pay and scan the QR code.

    /start — choose a country and a plan
    /esims — your orders and eSIMs, show a QR code again
    /language — change the language
    /support — write to support
    /paysupport — payment questions
    /terms — public offer
    /privacy — privacy policy
    /consents — your consents
    /cancel — cancel an order or the current step
    /deletemydata — delete your data

    E-mail: { $support_email }

pay-support =
    <b>Payment questions</b>

    <b>I paid and have no QR code.</b> It usually comes at once, at the latest in 15 minutes. If it is late, open the order and press “Get a refund”: /esims

    <b>I want my money back.</b> Until the QR code is shown, you get a full refund. A code that was shown cannot be taken back, but we look at each case: if the eSIM does not work through our fault or the operator’s, we return the money.

    <b>Whom to ask?</b> Us: /support or { $support_email }. Tell us the order number. Telegram’s own support cannot help with purchases made through a bot.

support-ask =
    💬 <b>Write your question</b>

    A person will read your next messages. Text, photo, voice message: all are fine. If it is about an order, add its number. Please do not send the QR code or the activation code.

support-muted = Support does not read this chat at the moment. Buying, your eSIMs, refunds and /deletemydata work as ever. If you need a person, please write or call:

support-sent = ✅ Your message was passed on to support. The answer will come to this chat.

support-answer = 💬 <b>Support answers:</b>

support-keep =
    💬 <b>May we keep this conversation?</b>

    So that support can answer later too: until 30 days after its last word. We keep your Telegram id and which messages belong together, sealed; you can take it back in /consents.

    Without that your message is sent as well, and an answer can come for 24 hours only.

support-kept = ✅ We keep this conversation until 30 days after its last word.

support-passing = ⏳ Passing your message on to support…

support-day = An answer can come for 24 hours only: this conversation is not kept.

support-lost = Your message could not be passed on. Please try again later or write to { $support_email }.

media-photo = a photo
media-video = a video
media-circle = a round video
media-voice = a voice message
media-audio = an audio file
media-document = a file
media-animation = an animation
media-sticker = a sticker
media-contact = a contact
media-location = a location
media-other = a message of another kind
media-lasting = { $what }, { $seconds } s

support-refused = Your message was not taken as it is ({ $what }): the settings of the other side refuse it. Support knows that you sent it. Please describe it in words.

support-described = 📎 This was sent: { $what }. The settings of this chat refuse it. Reply here to answer.

support-short = 📎 Could not be copied: { $left } of { $of }.

email-withdrawn = ✅ Your consent to e-mail is withdrawn. We no longer use that address; QR codes will come only to the chat.

talk-withdrawn = ✅ The conversation with support is not kept any more. An answer can come only for 24 hours after your last action in the bot.

nothing-to-cancel = There is nothing to cancel.

left = All right, nothing has changed.

## Bad input

unknown-command = There is no such command. What the bot can do: /help

not-now = We have a technical problem right now. Nothing is lost: we will answer as soon as it passes.

stale-button = This is an old button. Start again: /start
old-paid = This order is paid already. It is here: /esims
old-invoiced = This step is over: the order waits for payment. It is here: /esims
old-over = This order is closed. Your orders: /esims
old-checkout = This screen is out of date. Open the plan again.
consents-missing = To pay, answer “yes” to all three consents.

unexpected = A text or a button is needed here.
press-a-button = To continue, press one of the buttons 👇

pass-on-question = Is this for support? One press passes your message on.

edited-message = Edited messages are not read again. Please send a new one.

private-only = This bot works in private chats only.

order-unknown = You have no such order. Your orders are here: /esims

search-too-long = That is too long to search for. Type just the country or city, a word or two.

## Admins

note-sale =
    💰 <b>Sale: { $amount }</b>
    { $place } · { $allowance } · { $days ->
        [one] { $days } day
       *[other] { $days } days
    }
    Order <code>{ $order }</code>

notes-on = 🔔 A note for each sale: on. To turn off: /notes

notes-off = 🔕 A note for each sale: off. To turn on: /notes

paused = ⏸ Sales are paused. Paid orders go on. To resume: /resume

resumed = ▶️ Sales go on. To pause: /pause

refund-usage =
    Add an order number:
    <code>/refund QE-XXXX-XXXX</code> — return the money
    <code>/settled QE-XXXX-XXXX</code> — confirm that the provider returned it

refund-no-order = There is no such order: <code>{ $order }</code>

refund-no-charge =
    Order <code>{ $order }</code>: there is nothing to return.
    State: { $state }

refund-already = Order <code>{ $order }</code>: the money was returned already or is on its way.

refund-ask =
    ↩️ <b>Return the money?</b>
    Order <code>{ $order }</code>
    { $place }
    Amount: <b>{ $amount }</b>
    State: { $state }
    Paid: { $paid }

    This question stands for 5 minutes.

refund-never-shown = 🔹 The QR code was not shown: the eSIM goes back to stock first.

refund-shown = ⚠️ The QR code was shown: it cannot be taken back, the customer can install it.

refund-tenge-note = ⚠️ A payment in tenge cannot be returned through Telegram. When you confirm, it is noted as due and you are told what to do at the provider.

refund-stale = Order <code>{ $order }</code>: the question ran out or the order changed. Please send the command again.

refund-asked = ⏳ Order <code>{ $order }</code>: accepted, we will tell you how it went.

refund-done-admin =
    ✅ Order <code>{ $order }</code>
    The money is back: { $amount }

refund-rejected =
    ❗️ Order <code>{ $order }</code>
    Telegram refused the refund: { $amount }. Check the bot’s balance of Stars and send /refund again. What is open: /cases

refund-due =
    ❗️ <b>To be returned at the provider: { $amount }</b>
    Order <code>{ $order }</code>

    1. In the payment provider’s account find the payment <code>{ $charge }</code>
    2. Return the whole amount: { $amount }
    3. Confirm it here: <code>/settled { $order }</code>

settled-ask =
    Order <code>{ $order }</code>
    Did the provider return <b>{ $amount }</b>?

    When you confirm, the customer is told. This question stands for 5 minutes.

settled-done = ✅ Order <code>{ $order }</code>: the return is recorded.

settled-nothing = Order <code>{ $order }</code>: nothing is due at the provider.

support-header =
    💬 <b>A message to support.</b> Language: { $language }
    Answer this message or the next with “Reply”.

support-header-order =
    💬 <b>A message to support.</b> Language: { $language }
    Latest order: <code>{ $order }</code>
    Answer this message or the next with “Reply”.

support-until = Not to be kept: an answer can come until { $until }.

support-gone = This answer reaches nobody: the customer erased their data, or this is not a customer’s message.

support-late = ⌛ The answer came too late, the customer does not get it: { $days ->
        [1] this conversation was not to be kept and could be answered for 24 hours.
        [one] a conversation can be answered for { $days } day after its last word.
       *[other] a conversation can be answered for { $days } days after its last word.
    }

support-erased = The customer has erased their data: the answer reaches nobody.

support-blocked = 🚫 The customer has blocked the bot: the answer did not arrive.

support-refused-answer = 🚫 Not delivered ({ $what }): the customer’s settings refuse it. The customer knows that you sent it. Please write it as a text.

support-failed = 🚫 The answer was not delivered: Telegram did not take it. Please send it again later.

support-trouble =
    🛠 It does not work: { $place }, order { $order }.
    Where: { $country }. Phone: { $phone }. Language: { $language }
    Reply to this message, and the customer gets the answer.

support-trouble-home =
    🛠 It does not install, or not work before the trip: { $place }, order { $order }.
    Phone: { $phone }. Language: { $language }
    Reply to this message, and the customer gets the answer.

support-delivered = ✅ The answer was sent.

muted = 🔇 Muted: what this customer writes to support reaches nobody, and they were or will be told how to reach you otherwise. Purchases and refunds go on.

unmuted = 🔔 Unmuted: this customer’s messages come again.

alert-stuck =
    ❗️ <b>An order is paid and has no eSIM</b>
    Order <code>{ $order }</code>
    { $place }
    Add stock or return the money: <code>/refund { $order }</code>

alert-unopened =
    ❗️ <b>An order was not opened by its last day</b>
    Order <code>{ $order }</code>
    The money does not go back by itself: the order is older than the restored copy, or refunds are stopped. Look what became of the order, and return the money: <code>/refund { $order }</code>

alert-stock =
    📦 <b>Stock is low</b>
    Plan: <code>{ $plan }</code>
    Left: { $left }

alert-charge =
    ❗️ <b>A payment without an order: { $amount }</b>
    Charge id: <code>{ $charge }</code>
    A person must decide: /cases

alert-unhandled =
    ❗️ <b>A payment could not be processed: { $amount }</b>
    Charge id: <code>{ $charge }</code>
    The reason is in the server's log. What you can do: /cases

alert-currency =
    ❗️ <b>A payment in a currency we do not take</b>
    Amount (in the smallest units): { $amount } { $currency }
    Charge id: <code>{ $charge }</code>
    A person must decide: /cases

alert-stopped =
    🛑 <b>Refunds that nobody asked for are stopped</b>
    More than three unknown payments came within an hour. This happens when a wrong database is connected. Check it, then /cases

alert-receipts =
    🧾 <b>Receipts are not taken</b>
    The receipt of entry { $entry } has waited for ten minutes, and so do all that follow it. Sales go on, and none of the receipts is lost. Look at RECEIPT_HOOK and at the log

alert-old-charges = ❗️ Telegram's Stars ledger shows payments from before this database; new on the list: { $count }. We never return them by ourselves. Decide on each: /cases

alert-approval =
    ❗️ <b>Order { $order }: look at the provider</b>
    We approved a payment of { $amount } ({ $at }), and no word of it came. Look for the payment at the provider by the order number. Then /cases

alert-parked = ❗️ Updates parked: { $count }. See the log; what is open: /cases

alert-mail = ⚠️ Order <code>{ $order }</code>: the e-mail could not be sent. The QR code is in the chat.

alert-qr = ⚠️ Order <code>{ $order }</code>: the QR code could not be shown in the chat; the customer may have blocked the bot.

alert-code = ⚠️ Order <code>{ $order }</code>: the eSIM's code cannot be opened, and the QR code cannot be shown. Nobody saw it: the order can have another code. List: /cases

alert-unreadable = ⚠️ Order <code>{ $order }</code>: the customer wants to see the QR code again, and the eSIM's code cannot be opened any more. List: /cases

alert-undecided =
    🧊 <b>The database was restored: { $count } payments were undecided in the backup</b>
    How they ended after it is not known: ask the buyer whether the eSIM came before you return money. List: /cases

alert-forgotten =
    🧊 <b>The database was restored: what you pressed or wrote and waited in the backup is forgotten: { $count }</b>
    Refunds, retries and answers that were not done by then do not act by themselves, and buttons from before the restore do nothing. Look at the chats and at /cases, and do again what is still right.

alert-held =
    🧊 <b>The database was restored: { $count } codes are held and not sold</b>
    What was delivered can be shown again; what is paid and was shown to nobody waits for you: /cases. Find out which codes were used after the backup, then run on the server: <code>stock release</code>

cases-none = ✅ Nothing needs a person.

cases-title = <b>Waiting for a person: { $count }</b>

case-charge =
    Charge <code>{ $charge }</code>, { $amount }
    Why: { $why }

case-paid =
    Order <code>{ $order }</code>, { $amount }, paid { $day }
    Why: { $why }

case-stray =
    Charge <code>{ $charge }</code>, { $amount }, paid { $day }
    Why: { $why }

case-due = Order <code>{ $order }</code>: { $amount } to be returned at the provider

case-order = Order <code>{ $order }</code>: paid, no QR code. Paid: { $since }

case-unopened = Order <code>{ $order }</code>: not opened by its last day. Open since { $since }

case-row = <b>No. { $case }</b> · { $what }

case-update = A parked update: { $since }

case-unreachable = Order <code>{ $order }</code>: the QR code does not reach the chat. Open since { $since }

case-faulty = Order <code>{ $order }</code>: the eSIM's code is of no use, and nobody saw it. Open since { $since }

case-unreadable = Order <code>{ $order }</code>: delivered, and the eSIM's code cannot be opened any more. Open since { $since }

case-approval = Order <code>{ $order }</code>: a payment in tenge was approved, and no charge followed. Look at the provider. Open since { $since }

case-approved = Order <code>{ $order }</code>, { $amount }: a payment was approved, and no charge followed. Look at the provider. Open since { $since }

case-stopped = Refunds by themselves are stopped: { $since }

case-currency = Payment <code>{ $charge }</code> in a currency we do not take

case-other = { $subject }. Open since { $since }

cases-more = …and { $count } more. Settle these first.

case-gone = Case no. { $case } is closed.

case-stale = Case no. { $case }: something changed meanwhile, or the question is too old. Open the case again.

case-accepted = ⏳ Case no. { $case }: accepted, we are on it.

case-hint-charge = Look the payment up in the Stars ledger. You can return the money to the payer, or mark it as settled.

case-hint-lost = The restore lost whether this payment was delivered. Ask the buyer, or see whether a code of this plan was used after the backup. It was: “Delivered: keep” makes it an ordinary sale. It was not: deliver now, or return the money.

case-hint-lost-tenge = The restore lost how this payment ended. Find it at the provider by the order’s number. Taken and delivered: keep it. Taken and not delivered: deliver now, or return it. Not taken, or returned there already: settled outside.

case-hint-plan = The order of this payment was lost. Name its plan: then it can be kept as delivered, or delivered now.

case-plan-named = Plan, named by a person: <code>{ $plan }</code>

case-plan-ask = Which plan was paid with { $amount }? Page { $page } of { $pages }; plans of this price come first.

case-hint-unhandled = The shop failed each time it worked on this payment; the reason is in the server's log. Payments in Stars are tried again by themselves every few minutes, those in tenge only by “Try again”. You can also return the money, or mark it as settled: whatever you choose, nothing is delivered or returned twice.

case-hint-due = Return the money in the provider's cabinet, then mark it here.

case-hint-stuck = Fill up the stock and try again, or return the money.

case-hint-unopened = Look whether the customer had the QR code or the money before. If not, return the money. If so, mark it as settled.

case-hint-replace = Nobody saw the code of this order. “Give another code” takes it out of sale for ever and gives the order another code of the same plan. You can also try again, or return the money.

case-hint-unreadable = The customer has seen this code, so the order gets no other one. If a copy of the key store still has its key, bring it back and try again. Otherwise return the money, or agree with the customer and mark it as settled.

case-hint-erased = This customer's data was erased after the backup that was restored. Nothing is erased before an order is settled: the QR code had come, or the money had gone back. Look in the Stars ledger or at the provider. If you find neither, return the money; otherwise mark it as settled.

replace-done = ✅ Order <code>{ $order }</code>: the former code is not sold any more, the customer gets another one.

replace-no-stock = 📦 Order <code>{ $order }</code>: there is no other code of the plan <code>{ $plan }</code> in stock. Nothing was changed. Fill up the stock and try again, or return the money.

deliver-no-stock = 📦 There is no free code of the plan <code>{ $plan }</code>. Nothing was changed. Release or import codes and try again, or return the money.

replace-stale = Order <code>{ $order }</code>: the code cannot be replaced any more: it is being shown or was shown, or the order changed. Nothing was changed. Please open /cases again.

case-hint-parked = Trying again is safe: nothing is charged twice. The reason is in the server's log.

case-hint-approval = Find the payment at the provider by the order number. If money was taken, return it there and mark it here.

case-hint-stopped = First check that the right database is connected, and settle the payments in the list.

case-held = • Codes held after the restore: { $count }. To sell them again, on the server: <code>stock release</code>

why-unknown-order = no such order
why-unsigned = not our invoice
why-refund-refused = Telegram refused the refund
why-currency = a currency we do not take
why-undecided = it could not be processed
why-unhandled = it could not be processed; order <code>{ $order }</code>
why-before-books = older than this database
why-before-restore = from before the restore; how it went on was lost
why-stopped = refunds are stopped

## Statistics

stats-title = 📊 <b>Statistics</b> · { $now }

stats-today = <b>Today</b>

stats-week = <b>7 days</b>

stats-month = <b>30 days</b>

stats-visitors = 👥 Visitors: { $count }

stats-funnel = 🪜 Visitors { $visitors } → plan { $plans } → review { $reviews } → invoice { $invoices } → paid { $paid }

stats-orders = • { $state }: { $count }

stats-revenue = 💰 Revenue: { $revenue } ({ $count }) · refunds: { $refunds } ({ $refunded })

stats-country = • { $place }: { $count }

stats-delivery = ⏱ From payment to QR code: median { $median } s, longest { $worst } s

stats-no-delivery = ⏱ No QR codes were issued in this time

stats-stock = 📦 eSIMs in stock: { $left }. Plans running low: { $low }

stats-faulty = 🚫 Faulty codes: { $count }

stats-unseen = ↩️ Can still be asked back: { $amount } · orders: { $count }

stats-balance = 🏦 The bot’s balance: { $balance }

stats-balance-short = ⚠️ Not enough for these refunds. Withdraw no Stars until the balance is at least { $least }.

stats-cases = 🙋 Waiting for a person: { $count }

chart-orders = Orders per day
chart-funnel = Steps to a purchase
chart-countries = Countries
chart-visitors = Visitors
chart-plans = Looked at a plan
chart-reviews = Opened an order
chart-invoices = Got an invoice
chart-paid = Paid
chart-revenue = Revenue, { $currency }
chart-refunds = Refunds
