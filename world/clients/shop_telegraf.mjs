// The same shop with Telegraf.
import { Markup, Telegraf } from "telegraf";

const bot = new Telegraf(process.env.BOT_TOKEN, { telegram: { apiRoot: process.env.API_URL } });
const port = process.env.WEBHOOK_PORT;

bot.start((ctx) => {
  const keyboard = Markup.inlineKeyboard([Markup.button.callback("Buy", "buy")]);
  return ctx.replyWithMarkdownV2("*Hello*", keyboard);
});
bot.action("buy", async (ctx) => {
  await ctx.answerCbQuery("One moment");
  await ctx.editMessageText("Here it is");
  await ctx.replyWithInvoice({
    title: "Plan", description: "1 GB", payload: "plan", currency: "XTR", provider_token: "",
    prices: [{ label: "Plan", amount: 7 }],
  });
});
bot.on("pre_checkout_query", (ctx) => ctx.answerPreCheckoutQuery(true));
bot.on("successful_payment", async (ctx) => {
  const payment = ctx.message.successful_payment;
  const reply_parameters = { message_id: ctx.message.message_id };
  await ctx.reply(`Thank you for ${payment.total_amount}`, { reply_parameters });
  await ctx.telegram.callApi("refundStarPayment", {
    user_id: ctx.from.id, telegram_payment_charge_id: payment.telegram_payment_charge_id,
  });
});

if (port) {
  // Telegraf itself registers https addresses only; the world delivers to http on this machine.
  await bot.telegram.setWebhook(`http://127.0.0.1:${port}/hook`, { secret_token: "secret" });
  const { createServer } = await import("node:http");
  const answer = bot.webhookCallback("/hook", { secretToken: "secret" });
  createServer(answer).listen(Number(port), "127.0.0.1");
} else {
  await bot.launch();
}
