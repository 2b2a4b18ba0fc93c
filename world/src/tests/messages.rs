//! Messages: limits, markup, edits, files, and the words of refusals.

use super::*;
use crate::world::chats::Content;
use crate::world::people::{Sending, SendingKind};
use crate::{ADMIN, SECOND_CUSTOMER};

fn png(width: u32, height: u32, grey: u8) -> Vec<u8> {
    let picture = image::GrayImage::from_pixel(width, height, image::Luma([grey]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

async fn multipart(client: &Client, method: &str, form: reqwest::multipart::Form) -> Value {
    let url = format!("{}/{method}", client.base);
    client.http.post(url).multipart(form).send().await.unwrap().json().await.unwrap()
}

fn part(bytes: Vec<u8>) -> reqwest::multipart::Part {
    reqwest::multipart::Part::bytes(bytes).file_name("qr.png").mime_str("image/png").unwrap()
}

#[tokio::test]
async fn names_tokens_and_fields_are_checked() {
    let (sim, _world, client) = started().await;
    let me = client.ok("gETme", json!({})).await;
    assert_eq!((me["is_bot"].clone(), me["has_main_web_app"].clone()), (json!(true), json!(false)));
    assert!(me["id"].as_i64().unwrap() > 1 << 32);
    let words = "Not Found: method not found".to_owned();
    assert_eq!(client.refused("sendMesage", json!({})).await, (404, words));
    let words = bad("method `giftPremiumSubscription` is not pretended here");
    assert_eq!(client.refused("GIFTpremiumSubscription", json!({})).await, words);
    let fields = json!({"chat_id": CUSTOMER, "text": "x", "txet": "y", "parse_mode": null});
    let words = bad("field `txet` is not known to method `sendMessage`");
    assert_eq!(client.refused("SendMessage", fields).await, words);
    let stranger = Client { base: format!("{}/bot1:wrong", sim.api_url()), ..client };
    assert_eq!(stranger.refused("getMe", json!({})).await, (401, "Unauthorized".to_owned()));
}

#[tokio::test]
async fn what_telegram_does_not_have_passes_with_a_warning_unless_the_world_is_strict() {
    let settings = SimSettings { strict: false, ..SimSettings::default() };
    let sim = Sim::start(settings).await.unwrap();
    let (world, client) = (sim.world(), Client::of(&sim));
    world.send_text(CUSTOMER, "/start").unwrap();
    let button = json!({"text": "A", "callback_data": "a", "hidden": true});
    let markup = json!({"inline_keyboard": [[button]]});
    let fields = json!({"chat_id": CUSTOMER, "text": "x", "txet": "y", "reply_markup": markup});
    client.ok("sendMessage", fields).await;
    let call = world.calls().pop().unwrap();
    let warnings = [
        "field `txet` is not known to method `sendMessage`",
        "field `hidden` is not known to `InlineKeyboardButton`",
    ];
    assert_eq!((call.ok, call.warnings), (true, warnings.map(str::to_owned).to_vec()));
    assert_eq!(world.view()["calls"][0]["warnings"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn texts_keep_their_limits_and_their_markup() {
    let (_sim, world, client) = started().await;
    let say = |text: &str| json!({"chat_id": CUSTOMER, "text": text, "parse_mode": "HTML"});
    let sent = client.ok("sendMessage", say(" <b>Қазақ</b> 😀 <code>LPA:1$a</code> ")).await;
    assert_eq!(sent["text"], "Қазақ 😀 LPA:1$a");
    assert_eq!(
        sent["entities"],
        json!([
            {"type": "bold", "offset": 0, "length": 5},
            {"type": "code", "offset": 9, "length": 7},
        ])
    );
    assert_eq!(world.last_message(CUSTOMER).unwrap().text, "Қазақ 😀 LPA:1$a");

    // Limits are for what is left after parsing, in UTF-16 units.
    client.ok("sendMessage", say(&format!("<b>{}</b>", "x".repeat(4096)))).await;
    let refused = |text: String| client.refused("sendMessage", say(&text));
    assert_eq!(refused("x".repeat(4097)).await, bad("message is too long"));
    assert_eq!(refused("😀".repeat(2049)).await, bad("message is too long"));
    assert_eq!(refused(" <b> </b>\n".to_owned()).await, bad("message text is empty"));
    let words = "can't parse entities: Unsupported start tag \"h1\" at byte offset 0";
    assert_eq!(refused("<h1>x</h1>".to_owned()).await, bad(words));
}

#[tokio::test]
async fn the_bot_writes_only_to_those_who_wrote_and_did_not_block() {
    let (_sim, world, client) = started().await;
    let say = |chat: i64| json!({"chat_id": chat, "text": "x"});
    assert_eq!(client.refused("sendMessage", say(ADMIN)).await, bad("chat not found"));
    assert_eq!(client.refused("sendMessage", say(1)).await, bad("chat not found"));
    world.block(CUSTOMER, true).unwrap();
    let updates = client.drain().await;
    assert_eq!(updates[0]["my_chat_member"]["new_chat_member"]["status"], "kicked");
    let blocked = (403, "Forbidden: bot was blocked by the user".to_owned());
    assert_eq!(client.refused("sendMessage", say(CUSTOMER)).await, blocked);
    // Writing lifts the block, as in the app.
    world.send_text(CUSTOMER, "/start").unwrap();
    client.ok("sendMessage", say(CUSTOMER)).await;
    assert_eq!(client.ok("getChat", json!({"chat_id": CUSTOMER})).await["type"], "private");
}

#[tokio::test]
async fn edits_change_what_is_there_and_say_so_when_nothing_would_change() {
    let (_sim, world, client) = started().await;
    let keyboard =
        |data: &str| json!({"inline_keyboard": [[{"text": "A", "callback_data": data}]]});
    let sent = client
        .ok("sendMessage", json!({"chat_id": CUSTOMER, "text": "a", "reply_markup": keyboard("1")}))
        .await;
    let id = sent["message_id"].as_i64().unwrap();
    let edit = |text: &str, markup: Value| {
        json!({
            "chat_id": CUSTOMER, "message_id": id, "text": text, "reply_markup": markup,
        })
    };
    let same = "message is not modified: specified new message content and reply markup are \
                exactly the same as a current content and reply markup of the message";
    let refused = client.refused("editMessageText", edit("a", keyboard("1"))).await;
    assert_eq!(refused, bad(same));
    client.ok("editMessageText", edit("a", keyboard("2"))).await;
    // Without a keyboard the keyboard goes away.
    client.ok("editMessageText", edit("b", Value::Null)).await;
    assert_eq!(world.last_message(CUSTOMER).unwrap().keyboard, None);
    let long = client.refused("editMessageText", edit(&"x".repeat(4097), Value::Null)).await;
    assert_eq!(long, bad("MESSAGE_TOO_LONG"));
    let caption = json!({"chat_id": CUSTOMER, "message_id": id, "caption": "c"});
    let words = bad("there is no caption in the message to edit");
    assert_eq!(client.refused("editMessageCaption", caption).await, words);
    let own = world.send_text(CUSTOMER, "mine").unwrap();
    let edit_own = json!({"chat_id": CUSTOMER, "message_id": own, "text": "yours"});
    assert_eq!(client.refused("editMessageText", edit_own).await, bad("message can't be edited"));
    let nothing = json!({"chat_id": CUSTOMER, "message_id": 1, "text": "x"});
    assert_eq!(client.refused("editMessageText", nothing).await, bad("message to edit not found"));
}

#[tokio::test]
async fn photos_come_by_multipart_by_attachment_and_by_id() {
    let (sim, world, client) = started().await;
    let form = reqwest::multipart::Form::new()
        .text("chat_id", CUSTOMER.to_string())
        .text("caption", "<b>QR</b>")
        .text("parse_mode", "HTML")
        .part("photo", part(png(400, 300, 7)));
    let answer = multipart(&client, "SendPhoto", form).await;
    let sent = &answer["result"];
    assert_eq!(sent["photo"][0]["width"], 400, "{answer}");
    assert_eq!(sent["caption_entities"][0]["type"], "bold");
    let file_id = sent["photo"][0]["file_id"].as_str().unwrap().to_owned();

    let file = client.ok("getFile", json!({ "file_id": file_id })).await;
    let path = file["file_path"].as_str().unwrap();
    let url = format!("{}/file/bot{}/{path}", sim.api_url(), sim.token());
    let bytes = client.http.get(url).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(bytes, png(400, 300, 7));

    let again = json!({"chat_id": CUSTOMER, "photo": file_id});
    let again = client.ok("sendPhoto", again).await;
    assert_eq!(again["photo"][0]["file_unique_id"], sent["photo"][0]["file_unique_id"]);

    // A text message becomes a photo: how a QR gets into the order card.
    let card = client.ok("sendMessage", json!({"chat_id": CUSTOMER, "text": "card"})).await;
    let media = json!({"type": "photo", "media": "attach://qr", "caption": "done"}).to_string();
    let form = || {
        reqwest::multipart::Form::new()
            .text("chat_id", CUSTOMER.to_string())
            .text("message_id", card["message_id"].to_string())
            .text("media", media.clone())
            .part("qr", part(png(500, 500, 9)))
    };
    let answer = multipart(&client, "editMessageMedia", form()).await;
    assert_eq!(answer["result"]["photo"][0]["height"], 500, "{answer}");
    let answer = multipart(&client, "editMessageMedia", form()).await;
    assert!(answer["description"].as_str().unwrap().contains("message is not modified"));
    let shown = world.shown();
    assert_eq!(shown.len(), 3);
    assert_eq!((shown[2].caption.as_str(), shown[2].photo), ("done", true));
    assert_eq!(world.file_bytes(&shown[2].file_id).unwrap(), png(500, 500, 9));

    let text = json!({"chat_id": CUSTOMER, "message_id": card["message_id"], "text": "x"});
    let words = bad("there is no text in the message to edit");
    assert_eq!(client.refused("editMessageText", text).await, words);
    let form = reqwest::multipart::Form::new()
        .text("chat_id", CUSTOMER.to_string())
        .part("photo", part(b"no picture".to_vec()));
    let answer = multipart(&client, "sendPhoto", form).await;
    assert_eq!(answer["description"], "Bad Request: IMAGE_PROCESS_FAILED");
    let long = json!({"chat_id": CUSTOMER, "photo": file_id, "caption": "x".repeat(1025)});
    assert_eq!(client.refused("sendPhoto", long).await, bad("message caption is too long"));
    let form = reqwest::multipart::Form::new()
        .text("chat_id", CUSTOMER.to_string())
        .part("document", part(png(1, 1, 1)));
    let answer = multipart(&client, "sendDocument", form).await;
    assert_eq!(answer["result"]["document"]["file_name"], "qr.png", "{answer}");
}

#[tokio::test]
async fn messages_are_copied_forwarded_answered_and_deleted() {
    let (_sim, world, client) = started().await;
    world.send_text(ADMIN, "/start").unwrap();
    let voice = world.send(CUSTOMER, &Sending::kind(SendingKind::Voice)).unwrap();
    let to_admin = |id: i64| json!({"chat_id": ADMIN, "from_chat_id": CUSTOMER, "message_id": id});
    let copy = client.ok("copyMessage", to_admin(voice)).await;
    let copied = world.last_message(ADMIN).unwrap();
    assert_eq!(copy, json!({ "message_id": copied.id }));
    assert!(matches!(copied.content, Content::Voice(_)) && copied.from_bot);
    let missing = bad("message to copy not found");
    assert_eq!(client.refused("copyMessage", to_admin(1)).await, missing);
    let forwarded = client.ok("forwardMessage", to_admin(voice)).await;
    assert_eq!(forwarded["forward_origin"]["sender_user"]["id"], CUSTOMER);

    client.drain().await;
    let answer = Sending { reply_to: Some(copied.id), ..Sending::text("hello") };
    world.send(ADMIN, &answer).unwrap();
    let update = &client.drain().await[0]["message"];
    assert_eq!(update["reply_to_message"]["message_id"], copied.id);
    assert!(update["reply_to_message"]["voice"].is_object());

    let delete = json!({"chat_id": ADMIN, "message_id": copied.id});
    client.ok("deleteMessage", delete.clone()).await;
    assert!(world.messages(ADMIN).iter().all(|message| message.id != copied.id));
    let gone = bad("message to delete not found");
    assert_eq!(client.refused("deleteMessage", delete).await, gone);
    world.advance(48 * 3_600_000 + 1).unwrap();
    let old = json!({"chat_id": CUSTOMER, "message_id": voice});
    let late = bad("message can't be deleted for everyone");
    assert_eq!(client.refused("deleteMessage", old).await, late);
}

#[tokio::test]
async fn presses_are_answered_once_and_in_time() {
    let (_sim, world, client) = started().await;
    let keyboard = json!({"inline_keyboard": [
        [{"text": "One", "callback_data": "v1:one"}, {"text": "Site", "url": "https://x.kz"}],
        [{"text": "Copy", "copy_text": {"text": "LPA:1$a$b"}}],
    ]});
    let fields = json!({"chat_id": CUSTOMER, "text": "?", "reply_markup": keyboard});
    let id = client.ok("sendMessage", fields).await["message_id"].as_i64().unwrap();
    let press = world.press(CUSTOMER, id, 0, 0).unwrap();
    assert!(world.press(CUSTOMER, id, 0, 1).is_err());
    assert!(world.press(CUSTOMER, id, 7, 0).is_err());
    let query = client.drain().await[0]["callback_query"].clone();
    assert_eq!((query["data"].as_str(), query["id"].as_str()), (Some("v1:one"), Some(&*press)));
    let answer = |id: &str, text: &str| json!({"callback_query_id": id, "text": text});
    let long = client.refused("answerCallbackQuery", answer(&press, &"x".repeat(201))).await;
    assert_eq!(long, bad("MESSAGE_TOO_LONG"));
    client.ok("answerCallbackQuery", answer(&press, "noted")).await;
    assert_eq!(world.toast(CUSTOMER).unwrap().text, "noted");
    let late = bad("query is too old and response timeout expired or query ID is invalid");
    assert_eq!(client.refused("answerCallbackQuery", answer(&press, "x")).await, late);
    let press = world.press_labelled(CUSTOMER, "One").unwrap();
    world.advance(150_000).unwrap();
    assert_eq!(client.refused("answerCallbackQuery", answer(&press, "x")).await, late);
    // A button of a message that is gone can still be pressed by an old phone.
    client.ok("deleteMessage", json!({"chat_id": CUSTOMER, "message_id": id})).await;
    assert!(world.press(CUSTOMER, id, 0, 0).is_err());
    world.press_data(CUSTOMER, id, "forged").unwrap();
    let query = client.drain().await.pop().unwrap()["callback_query"].clone();
    assert_eq!((&query["message"]["date"], &query["data"]), (&json!(0), &json!("forged")));
}

#[tokio::test]
async fn typing_and_reply_keyboards_are_seen_on_the_phone() {
    let (_sim, world, client) = started().await;
    world.send_text(SECOND_CUSTOMER, "/start").unwrap();
    client.ok("sendChatAction", json!({"chat_id": CUSTOMER, "action": "typing"})).await;
    let person = |at: usize| world.view()["people"][at].clone();
    assert_eq!((&person(0)["typing"], &person(1)["typing"]), (&json!(true), &json!(false)));
    let keyboard = json!({"keyboard": [[{"text": "A"}, "B"]], "resize_keyboard": true});
    let fields = json!({"chat_id": CUSTOMER, "text": "x", "reply_markup": keyboard});
    client.ok("sendMessage", fields).await;
    assert_eq!(person(0)["typing"], false);
    assert_eq!(person(0)["reply_keyboard"], json!([[{"text": "A"}, {"text": "B"}]]));
    let fields =
        json!({"chat_id": CUSTOMER, "text": "x", "reply_markup": {"remove_keyboard": true}});
    client.ok("sendMessage", fields).await;
    assert_eq!(person(0)["reply_keyboard"], Value::Null);
}

#[tokio::test]
async fn a_connection_stays_open_after_a_multipart_with_an_epilogue() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let (sim, world, _client) = started().await;
    let field = |name: &str, value: &str| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let epilogue = "an epilogue that no parser needs ".repeat(4_000);
    let fields = field("chat_id", &CUSTOMER.to_string()) + &field("text", "kept open");
    let body = format!("{fields}--x--\r\n{epilogue}");
    let request = format!(
        "POST /bot{}/sendMessage HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; \
         boundary=x\r\nContent-Length: {}\r\n\r\n{body}",
        sim.token(),
        body.len()
    );
    let mut socket =
        tokio::net::TcpStream::connect(sim.api_url().replace("http://", "")).await.unwrap();
    for sent in 1..=3 {
        socket.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        while !answer.ends_with("}}") {
            let mut piece = [0; 4096];
            let count = socket.read(&mut piece).await.unwrap();
            assert!(count > 0, "the connection was closed: {answer}");
            answer.push_str(&String::from_utf8_lossy(&piece[..count]));
        }
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        let kept = world.messages(CUSTOMER).iter().filter(|m| m.text == "kept open").count();
        assert_eq!(kept, sent);
    }
}
