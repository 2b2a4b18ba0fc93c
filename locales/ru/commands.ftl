### The bot's profile and its menus, in Russian: plain text within Telegram's limits.
### Name 64, description 512, short description 120, a menu line 256 characters.

## Profile

bot-name = Qazaq eSIM — интернет в поездках

bot-description =
    Оставайтесь на связи в любой поездке. Выберите страну, оплатите пакет, и QR-код eSIM придёт прямо в этот чат. Менять SIM-карту не нужно.

    • Пакеты для стран, регионов и всего мира
    • Цены в тенге
    • Поддержка на русском, казахском и английском

    Чтобы начать, нажмите кнопку ниже.

bot-short-description = eSIM для поездок: выберите страну, оплатите, и QR-код придёт в чат. { $site }

## Menu

cmd-start = Выбрать страну и пакет
cmd-esims = Мои заказы и eSIM
cmd-language = Сменить язык
cmd-help = Помощь
cmd-support = Написать в поддержку
cmd-paysupport = Вопросы об оплате
cmd-terms = Публичная оферта
cmd-privacy = Политика конфиденциальности
cmd-consents = Мои согласия
cmd-cancel = Отменить заказ или текущее действие
cmd-deletemydata = Удалить мои данные

## Menu of admins

cmd-stats = Статистика
cmd-refund = Вернуть деньги: добавьте номер заказа
cmd-settled = Подтвердить возврат у провайдера
cmd-pause = Приостановить продажи
cmd-resume = Возобновить продажи
cmd-notes = Сообщения о продажах: включить или выключить
cmd-cases = Что ждёт решения человека
