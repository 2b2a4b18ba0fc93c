### The bot's profile and its menus, in English: plain text within Telegram's limits.
### Name 64, description 512, short description 120, a menu line 256 characters.

## Profile

bot-name = Qazaq eSIM — internet for your trips

bot-description =
    Stay online on every trip. Choose a country, pay for a plan, and the QR code of your eSIM arrives right here in the chat. No need to swap your SIM card.

    • Plans for countries, regions and the whole world
    • Prices in tenge
    • Support in English, Kazakh and Russian

    Press the button below to begin.

bot-short-description = Travel eSIMs: choose a country, pay, and the QR code comes to the chat. { $site }

## Menu

cmd-start = Choose a country and a plan
cmd-esims = My orders and eSIMs
cmd-language = Change the language
cmd-help = Help
cmd-support = Write to support
cmd-paysupport = Payment questions
cmd-terms = Public offer
cmd-privacy = Privacy policy
cmd-consents = My consents
cmd-cancel = Cancel an order or the current step
cmd-deletemydata = Delete my data

## Menu of admins

cmd-stats = Statistics
cmd-refund = Return the money: add an order number
cmd-settled = Confirm a return at the provider
cmd-pause = Pause sales
cmd-resume = Resume sales
cmd-notes = Turn sale notes on or off
cmd-cases = What needs a person
