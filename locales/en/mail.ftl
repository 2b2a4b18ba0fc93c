### The letter with the QR, and what the chat says about letters, in English. Plain text: the frame of
### the letter is src/mail. No code in the subject, nor in the preheader.

## The letter

mail-subject = { $place }: your eSIM is ready, order { $order }

mail-preheader = { $place }: your eSIM is ready. The QR code and how to install it are inside.

mail-hello = Hello! Your eSIM for order { $order } is ready. Thank you for choosing us.

mail-fact-plan = Plan

mail-fact-order = Order

mail-fact-paid = Paid

mail-paid = { $paid }, { $bought }

mail-plan =
    { $place } · { $allowance } · { $days ->
        [one] { $days } day
       *[other] { $days } days
    }

mail-scan = Connect to Wi-Fi and scan this QR code with your phone.

mail-qr-alt = QR code for installing the eSIM

mail-manual = If you cannot scan it, enter these on the phone by hand:

mail-smdp = SM-DP+ address

mail-part = Activation code for iPhone

mail-code = The whole code, for Android

mail-confirmation = Confirmation code

mail-install-iphone = Install on iPhone

mail-install-android = Install on Android

mail-secret = The eSIM installs only once, so keep the QR code and the codes private. Do not delete the eSIM from your phone until the plan is over: usually it cannot be installed again.

mail-open-bot = Open your orders in Telegram

mail-ask-subject = Is this your mailbox? Qazaq eSIM

mail-ask-hello = Hello! Somebody who bought an eSIM from us asked for the e-mail with the QR code to be sent to this address. Press the button, and it follows. If it was not you, just do nothing.

mail-ask-button = Yes, send it here

mail-steps-iphone = Installing on an iPhone

mail-iphone =
    Connect to Wi-Fi. On the phone itself press “Install on iPhone” above (iOS 17.4 or later).
    Or open this e-mail on another screen: Settings → Cellular (or Mobile Data) → Add eSIM → Use QR Code.
    On the trip choose this eSIM for cellular data and turn on Data Roaming for it.
    Turn off “Allow Cellular Data Switching”, so that the data of your main SIM is not used.

mail-steps-android = Installing on Android

mail-android =
    Connect to Wi-Fi. On the phone itself press “Install on Android” above.
    Or open this e-mail on another screen: Settings → SIMs → Add eSIM, and scan the QR code.
    On the trip choose this eSIM for mobile data and turn on roaming for it.
    Turn off mobile data on your main SIM.

mail-support = Any questions? Reply to this e-mail or write to us: { $support_email }

mail-requisites = Seller: { $seller_name }, IIN { $seller_iin }, { $seller_address }, { $site }

mail-why = You received this e-mail because you agreed to have the QR code sent to your e-mail. You can withdraw your consent in the bot: /consents

## In the chat

mail-sent =
    📧 Order { $order }: the e-mail was sent.
    Address: { $address }
    Cannot find it? Check your spam folder.

mail-failed =
    ⚠️ Order { $order }: the e-mail could not be sent.
    Address: { $address }
    The QR code comes to this chat anyway. Check and correct the address, or send the e-mail again.

letter-failed-shown =
    ⚠️ Order { $order }: the e-mail could not be sent.
    Address: { $address }
    The QR code is in this chat already and works. Check and correct the address, or send the e-mail again.

letter-offer =
    📧 <b>Shall we send the e-mail with the QR code?</b>
    Order { $order }

    By answering “yes” you consent to the processing of your address for sending these e-mails. You can withdraw your consent at any time: /consents

letter-offer-same =
    📧 <b>Shall we send the e-mail with the QR code?</b>
    Order { $order }
    The address you gave before: <code>{ $address }</code>

    By choosing an address you consent to its processing for sending these e-mails. You can withdraw your consent at any time: /consents

letter-withdrawn =
    📧 You withdrew your consent to e-mails, so no e-mail was sent for order { $order }. The QR code stays in this chat.

    Turn e-mails on again? By answering “yes” you consent to the processing of your address for sending these e-mails. You can withdraw your consent at any time: /consents

letter-under-way =
    📧 We are sending the e-mail with the QR code to <code>{ $address }</code>
    We will tell you here when it has left.

letter-asks =
    📧 First we are sending a short e-mail to <code>{ $address }</code>
    Press the button in it, and the e-mail with the QR code follows.

letter-silent =
    📧 An e-mail to <code>{ $address }</code> was sent or is on its way. Press the Telegram button in it, and the next one can go at once.
    Otherwise the next one can go at the earliest: { $until }

letter-full =
    📧 Many e-mails have gone already. The QR code stays in this chat.
    The next e-mail can go at the earliest: { $until }

letter-link-pressed =
    📬 Thank you! Now we know that e-mails reach this mailbox.

letter-not-now = 📧 E-mails are not being sent at the moment. The QR code stays in this chat.
