### The public offer, the privacy policy, the consents and the erasure, in English: for convenience,
### the Kazakh and the Russian texts rule. A changed meaning needs a new EDITION (src/domain/consent.rs).
### Each page fits one message: 4,096 UTF-16 units.

## Seller, review

requisites =
    <b>Seller</b>
    Name: { $seller_name }
    IIN: { $seller_iin }
    Legal address: { $seller_address }
    Email: { $support_email }
    Website: { $site }{ $has_phone ->
        [yes] {"\u000A"}Phone: { $seller_phone }
       *[no] {""}
    }{ $has_hours ->
        [yes] {"\u000A"}Hours: { $seller_hours }
       *[no] {""}
    }{ $has_contact ->
        [yes] {"\u000A"}Support: { $seller_contact }
       *[no] {""}
    }

review-offer =
    <b>Offer.</b> You buy on the terms of the public offer (/terms, edition 2): it has the price, the delivery, refunds and complaints. By pressing “Offer: yes” you accept it.

review-processing =
    <b>Processing.</b> By pressing “Processing: yes” I, the holder of this Telegram account, consent to the collection and processing of my personal data.
    <b>Operator:</b> { $seller_name }, IIN { $seller_iin }, { $seller_address }.
    <b>Subject:</b> me, by my Telegram identifier. My name is neither asked nor stored.
    <b>Purposes:</b> the contract and the delivery of the eSIM to the chat and, if I choose it, by e-mail; support; checking payments and returning money; tax records.
    <b>Data:</b> Telegram identifier (chat number), language, orders and payments (no card data), eSIM codes, numbers of the bot’s messages, the register of consents; an e-mail address only if I give one.
    <b>To third parties:</b> Telegram, for messages and payment; the payment provider, if I pay in tenge; the mail service, if I choose e-mail. To the eSIM supplier, nothing.
    <b>Abroad:</b> only with the separate consent below. <b>Publication:</b> none.
    <b>Term:</b> until the purposes are reached or the consent is withdrawn. After that the law requires: the register of payments, without anything that names me, for 5 full calendar years after the year of the order; the register of consents, without contact data, for 3 years.
    <b>Withdrawal:</b> /consents, /deletemydata or { $support_email }. A paid order is delivered or refunded first. Full text: /privacy, edition 2.

review-transfer =
    <b>Abroad.</b> By pressing “Abroad: yes” I consent to the transfer of my data out of Kazakhstan:
    • to Telegram (Telegram Messenger Inc., British Virgin Islands, and Telegram FZ-LLC, UAE): the identifier, the bot’s messages, the payment;
    • to the mail service{ $has_mail_service ->
        [yes] {" "}({ $seller_mail_service })
       *[no] {""}
    }, if I choose e-mail: the address and the text of the e-mail.
    The bot cannot work without Telegram. Withdrawal: /deletemydata.

## The public offer

terms-1 =
    <b>Public offer</b> · 1/2
    Edition 2

    <b>1. Seller</b>
    { $seller_name }, IIN { $seller_iin }. Legal address: { $seller_address }. Email: { $support_email }. Website: { $site }.

    <b>2. What is sold</b>
    The Seller gives the customer an eSIM profile (an activation code and a QR code) for mobile internet abroad. The country, the amount of data, the validity, when it begins and the price are on the plan card before payment. Calls, SMS and a phone number are not included. Plans that work inside Kazakhstan are not sold.

    <b>3. How the contract is made</b>
    This is a public offer under article 395 of the Civil Code of the Republic of Kazakhstan. The contract is made when the customer has answered “Offer: yes” on the order screen and has paid. The order number, the plan, the price, the edition of the offer and the time of the consent are stored. The customer must be at least 18 years old.

    <b>4. Price and payment</b>
    The price is in tenge. Where Telegram Stars can pay, the price in Stars is shown before payment too. An invoice stands for 30 minutes, after that a new one can be had. The price of an invoice that was sent does not change until its end. If the price rose before the invoice, it is shown and asked about once more; if it fell, the new one is taken. The Seller neither sees nor stores card data.

    <b>5. Delivery</b>
    After the payment the QR code and the codes come to this chat: usually at once, at the latest in 15 minutes. With a separate consent they are e-mailed too. The eSIM counts as handed over when the code was shown in the chat or sent by e-mail.

    <b>6. Use</b>
    • The phone must support eSIM and must not be locked to one operator. The customer checks this before paying: dialling <code>*#06#</code> must show an EID line.
    • The eSIM behind the code installs only once. Keep the code private, and do not delete the eSIM from the phone until the plan is over.
    • After entry into Russia foreign eSIMs have no mobile data or SMS for the first 24 hours.
    • Speed and coverage depend on the operators of the country you visit.

terms-2 =
    <b>Public offer</b> · 2/2
    Edition 2

    <b>7. Refunds</b>
    • If the code is not installed and was never shown to the customer, the whole amount is returned.
    • If the QR code has not come in 15 minutes, the customer can have the money back with the button “Get a refund” in the order.
    • If “Before the trip” was chosen, the customer opens the QR code by the last day that the order names. If it was not opened, the money is returned without being asked for.
    • A code that was shown cannot be taken back, for it may be installed already. Support looks at each such request: if the eSIM does not work through the fault of the Seller or the operator, the money is returned.
    • A second payment for the same order and a payment without an order are returned.
    Stars are returned through Telegram to the same account. Tenge are returned through the payment provider, the way they were paid; our staff see to it.

    <b>8. Support and claims</b>
    Questions: /support, about payment: /paysupport, e-mail: { $support_email }. Telegram’s support cannot help with purchases made through a bot.
    Write a claim, with the order number, to { $support_email }. A consumer’s claim is answered within 10 calendar days. A dispute that cannot be settled goes to court under the law of the Republic of Kazakhstan. This offer does not limit the rights that the law gives to consumers.

    <b>9. Personal data</b>
    It is processed under the privacy policy (/privacy) and with a separate consent.

    <b>10. Language and changes</b>
    The Kazakh and the Russian texts are equal in force; the English one is for convenience. A new edition is published here. An order is governed by the edition that the customer accepted.

    <b>11. Requisites</b>
    { $seller_name }
    IIN: { $seller_iin }
    Legal address: { $seller_address }
    Email: { $support_email }
    Website: { $site }{ $has_phone ->
        [yes] {"\u000A"}Phone: { $seller_phone }
       *[no] {""}
    }{ $has_hours ->
        [yes] {"\u000A"}Hours: { $seller_hours }
       *[no] {""}
    }{ $has_contact ->
        [yes] {"\u000A"}Support: { $seller_contact }
       *[no] {""}
    }{ $has_registration ->
        [yes] {"\u000A"}State registration: { $seller_registration }
       *[no] {""}
    }{ $has_authorities ->
        [yes] {"\u000A"}Authorities: { $seller_authorities }
       *[no] {""}
    }

## The privacy policy

privacy-1 =
    <b>Privacy policy</b> · 1/3
    For the bot, edition 2

    <b>1. Who we are</b>
    Operator of personal data: { $seller_name }, IIN { $seller_iin }. Legal address: { $seller_address }. Email: { $support_email }.

    <b>2. What this policy covers</b>
    This bot and the e-mails it sends. The site { $site } has a policy of its own. Telegram is a separate service with its own rules.

    <b>3. What data we receive</b>
    • Telegram identifier (chat number), to know you and answer you;
    • the language you chose;
    • orders: plan, amount, time, state;
    • payments: charge id, amount, currency;
    • eSIM codes, to deliver them and show them again;
    • an e-mail address, only if you want the QR code by e-mail;
    • numbers of messages, to update the cards and to pass on to you what support answers;
    • the register of consents: purpose, edition, language, hash of the text shown, time.
    Messages to support are copied to our staff through Telegram; their text is not stored in the database.

    <b>We do not store</b> your name, Telegram username, phone number, card data, documents, location or contacts. The bot does not know your IP address and uses no cookies. Visitors are counted without knowing who they are.

    <b>4. Why we process it</b>
    To make and perform the contract, deliver the eSIM, give support, check payments and return money, keep tax records. The ground is your consent and, for tax records, the law. We send no advertising.

    <b>5. Consent</b>
    You can browse the catalogue without consent: then there is only a session, deleted 24 hours after your last action. Before the payment there are three separate buttons: the offer, the processing of personal data, the transfer abroad; they are asked again only in a new edition. Consent to e-mail is asked separately, and declining it does not stand in the way of a purchase. To see and withdraw all of them: /consents.

privacy-2 =
    <b>Privacy policy</b> · 2/3
    For the bot, edition 2

    <b>6. How long we keep it</b>
    • A session before consent: 24 hours after the last action.
    • Telegram identifier, language, eSIM codes: until the purpose is reached or you ask us to delete your data.
    • E-mail address: used until you withdraw the consent to e-mail, stored until you ask us to delete your data.
    • The register of payments, without anything that names you (order number, plan, amount, date, charge id): 5 full calendar years after the year of the order, by tax law.
    • The register of consents: 3 years after the withdrawal or the deletion, without contact data.
    • A conversation with support: until 30 days after its last word; without a consent 24 hours. Words on their way: sealed, until they are delivered.
    • Marks of Telegram’s notifications (so that none is handled twice): 72 hours.
    • A notification of Telegram’s that the bot could not handle (a name and the text of a message may be in it): encrypted, until our staff have looked into it.
    • Copies of encryption keys: 7 days at most.
    • A fingerprint of the eSIM code (a keyed hash) is kept indefinitely: it keeps one code from being sold twice and points to nobody.
    Our logs hold no personal data.

    <b>7. Who receives it</b>
    • Telegram: messages and payments in Stars go through it.
    • The payment provider: if you pay in tenge. You give it your card data yourself, it does not reach us.
    • The mail service: if you chose e-mail, your address and the text of the e-mail.
    • The eSIM supplier: receives no data about you.
    • State bodies: only where the law provides for it.
    We neither sell nor exchange data.

    <b>8. Transfer abroad</b>
    Data goes to Telegram (Telegram Messenger Inc., British Virgin Islands, and Telegram FZ-LLC, UAE) and, if you chose e-mail, to the mail service{ $has_mail_service ->
        [yes] {" "}({ $seller_mail_service })
       *[no] {""}
    }. A separate consent is needed for it. Keeping the database in Kazakhstan is the Seller’s duty by law (article 12 of Law No. 94-V “On personal data and their protection”).

    <b>9. Automatic checks</b>
    Before a payment the bot checks whose order it is, the amount, the time limit and the stock. If it refuses, it says why. If you disagree, ask through /support for a person to look at it: the answer comes within 3 working days.

    <b>10. Security</b>
    The Telegram identifier, the e-mail address and the eSIM codes are stored encrypted. Each customer has a key of their own, and keys are kept apart from the database. We report a data breach to the authority within 1 working day, and to you without delay.

privacy-3 =
    <b>Privacy policy</b> · 3/3
    For the bot, edition 2

    <b>11. Your rights</b>
    • To know what data we have: /esims, /consents, in more detail /support or { $support_email }. We answer within 3 working days.
    • To correct your address: /esims. To correct or block other data: on request, within 1 working day.
    • To withdraw the consent to e-mail: /consents, at once.
    • To delete all data and withdraw the consent to processing: /deletemydata, no reason needed.
    All this is free. A legal representative may write for you: { $support_email }.

    <b>12. How deletion works</b>
    The bot asks twice, then the key to your data is destroyed. After that it cannot be read in backups either: copies of keys are kept for 7 days at most. The registers of point 6, which do not name you, stay until their term ends. If a paid order is still open or money is due to you, that is finished first.

    <b>13. Chat history</b>
    The messages of the chat are kept by Telegram. The bot makes every QR card blank but cannot clear the rest: Telegram does not let bots delete messages older than 48 hours. Please clear the chat yourself.

    <b>14. Age</b>
    The bot is for people of 18 and over.

    <b>15. What we ask of you</b>
    Give a correct address, and keep the QR code and the codes private.

    <b>16. Claims</b>
    Write to us first: /support or { $support_email }. We answer a consumer’s claim within 10 calendar days. You may also turn to the authority for the protection of personal data or to a court.

    <b>17. Changes</b>
    A new edition is published here. If purposes, data or recipients change, your consent is asked again. The Kazakh and the Russian texts are equal in force; the English one is for convenience.

    <b>18. Contact</b>
    { $seller_name }, IIN { $seller_iin }
    { $seller_address }
    { $support_email } · { $site }{ $has_responsible ->
        [yes] {"\u000A"}Responsible for personal data: { $seller_responsible }
       *[no] {""}
    }

## Consents

consents-title = 📝 <b>Your consents</b>

consent-offer = ✅ Offer: accepted { $since }

consent-offer-none = ▫️ Offer: not accepted

consent-transfer = ✅ Transfer of data abroad: consent given { $since }

consent-transfer-none = ▫️ Transfer of data abroad: no consent

consent-processing = ✅ Processing of personal data: consent given { $since }

consent-processing-none = ▫️ Processing of personal data: no consent

consent-email = ✅ E-mail: <code>{ $address }</code>

consent-email-none = ▫️ E-mail: no consent
consent-talk = ✅ Keeping the conversation with support: until 30 days after its last word

consents-how =
    You can withdraw the consent to e-mail with the button below.
    If you withdraw the consent to the processing of personal data, your data will be deleted: /deletemydata

## Erasure

erase-first =
    🗑 <b>Delete your data?</b>

    <b>We delete:</b>
    • your Telegram identifier (chat number) and language;
    • your e-mail address;
    • the numbers of the bot’s messages;
    • the eSIM codes: we cannot show the QR code again. If you need it, install the eSIM or save the code first.

    <b>By law, and without naming you, we keep:</b>
    • order number, plan, amount, date and charge id, for 5 full calendar years after the year of the order, by tax law;
    • the register of consents, without contact data, for 3 years.

    Copies of encryption keys are kept for 7 days at most; after that the data cannot be read in backups either.

    The chat itself stays with Telegram: please clear it yourself. An installed eSIM goes on working.

erase-second =
    ⚠️ <b>The last question.</b> Delete your data forever?

    This cannot be undone: your QR codes and the list of your orders will not open again.

erase-open =
    Your data cannot be deleted yet: <b>order { $order }</b> is being paid or is paid, and its eSIM was not delivered.

    Please wait for the eSIM or get a refund first, then try again: /deletemydata

erase-unopened =
    Your data cannot be deleted yet: <b>order { $order }</b> is paid, and its QR code was not opened.

    Open the QR code or get a refund first, then try again: /deletemydata

erase-money =
    Your data cannot be deleted yet: the money for <b>order { $order }</b> is not settled.

    When it is, try again: /deletemydata. If you have a question, write to support.

erase-done =
    ✅ Your data is being deleted. Thank you for being with us!

    The chat history stays with Telegram; you can clear it yourself. If you begin again (/start), we will greet you as somebody new. Have a good trip!
