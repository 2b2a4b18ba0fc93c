// The same shop with grammY.
import http from "node:http";
import { Bot, InlineKeyboard, webhookCallback } from "grammy";

const bot = new Bot(process.env.BOT_TOKEN, { client: { apiRoot: process.env.API_URL } });
const port = process.env.WEBHOOK_PORT;

bot.command("start", (ctx) => {
  const reply_markup = new InlineKeyboard().text("Buy", "buy");
  return ctx.reply("<b>Hello</b>", { parse_mode: "HTML", reply_markup });
});
bot.callbackQuery("buy", async (ctx) => {
  await ctx.answerCallbackQuery("One moment");
  await ctx.editMessageText("Here it is");
  await ctx.replyWithInvoice("Plan", "1 GB", "plan", "XTR", [{ label: "Plan", amount: 7 }]);
});
bot.on("pre_checkout_query", (ctx) => ctx.answerPreCheckoutQuery(true));
bot.on("message:successful_payment", async (ctx) => {
  const payment = ctx.message.successful_payment;
  const reply_parameters = { message_id: ctx.message.message_id };
  await ctx.reply(`Thank you for ${payment.total_amount}`, { reply_parameters });
  await ctx.refundStarPayment();
});

if (port) {
  const answer = webhookCallback(bot, "http", { secretToken: "secret" });
  http.createServer(answer).listen(Number(port), "127.0.0.1");
  await bot.api.setWebhook(`http://127.0.0.1:${port}/hook`, { secret_token: "secret" });
} else {
  await bot.start();
}
