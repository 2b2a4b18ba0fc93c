// The same shop with node-telegram-bot-api.
import TelegramBot from "node-telegram-bot-api";

const port = process.env.WEBHOOK_PORT;
const bot = new TelegramBot(process.env.BOT_TOKEN, {
  baseApiUrl: process.env.API_URL,
  ...(port ? { webHook: { host: "127.0.0.1", port: Number(port) } } : { polling: true }),
});
// Its own check of the path wants the token in it.
if (port) await bot.setWebHook(`http://127.0.0.1:${port}/bot${process.env.BOT_TOKEN}`);

bot.onText(/\/start/, (message) => {
  const inline_keyboard = [[{ text: "Buy", callback_data: "buy" }]];
  const options = { parse_mode: "HTML", reply_markup: { inline_keyboard } };
  bot.sendMessage(message.chat.id, "<b>Hello</b>", options);
});
bot.on("callback_query", async (query) => {
  const { chat, message_id } = query.message;
  await bot.answerCallbackQuery(query.id, { text: "One moment" });
  await bot.editMessageText("Here it is", { chat_id: chat.id, message_id });
  await bot.sendInvoice(chat.id, "Plan", "1 GB", "plan", "", "XTR", [{ label: "Plan", amount: 7 }]);
});
bot.on("pre_checkout_query", (query) => bot.answerPreCheckoutQuery(query.id, true));
bot.on("successful_payment", async (message) => {
  const payment = message.successful_payment;
  const thanks = `Thank you for ${payment.total_amount}`;
  await bot.sendMessage(message.chat.id, thanks, { reply_to_message_id: message.message_id });
  await bot._request("refundStarPayment", {
    form: {
      user_id: message.from.id,
      telegram_payment_charge_id: payment.telegram_payment_charge_id,
    },
  });
});
