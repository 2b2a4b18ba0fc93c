//! Names, texts and command menus by language and scope.

use super::*;
use crate::ADMIN;

#[tokio::test]
async fn everybody_sees_the_menu_of_their_language_and_chat() {
    let (_sim, world, client) = started().await;
    let menu = |words: &str| json!([{"command": "start", "description": words}]);
    client.ok("setMyCommands", json!({"commands": menu("Begin")})).await;
    let kazakh = json!({"commands": menu("Бастау"), "language_code": "kk"});
    client.ok("setMyCommands", kazakh).await;
    let private = json!({"type": "all_private_chats"});
    let russian = json!({"commands": menu("Начать"), "language_code": "ru", "scope": private});
    client.ok("setMyCommands", russian).await;
    let mine = json!({"type": "chat", "chat_id": ADMIN});
    let admins = json!({"commands": menu("Статистика"), "scope": mine});
    let unknown = bad("chat not found");
    assert_eq!(client.refused("setMyCommands", admins.clone()).await, unknown);
    world.send_text(ADMIN, "/start").unwrap();
    assert_eq!(world.menu(ADMIN)[0].1, "Начать");
    client.ok("setMyCommands", admins).await;
    assert_eq!(world.menu(ADMIN)[0].1, "Статистика");
    assert_eq!(world.menu(CUSTOMER)[0].1, "Бастау");
    world.set_language(CUSTOMER, Some("ru-KZ")).unwrap();
    assert_eq!(world.menu(CUSTOMER)[0].1, "Начать");
    world.set_language(CUSTOMER, Some("de")).unwrap();
    assert_eq!(world.menu(CUSTOMER)[0].1, "Begin");
    client.ok("deleteMyCommands", json!({})).await;
    assert!(world.menu(CUSTOMER).is_empty());
    let read = client.ok("getMyCommands", json!({"language_code": "kk"})).await;
    assert_eq!(read, menu("Бастау"));

    for (commands, words) in [
        (json!([{"command": "Start", "description": "x"}]), "BOT_COMMAND_INVALID"),
        (json!([{"command": "s", "description": ""}]), "BOT_COMMAND_DESCRIPTION_INVALID"),
        (json!(vec![json!({"command": "s", "description": "x"}); 101]), "BOT_COMMANDS_TOO_MUCH"),
    ] {
        let fields = json!({ "commands": commands });
        assert_eq!(client.refused("setMyCommands", fields).await, bad(words));
    }
}

#[tokio::test]
async fn names_and_texts_are_told_per_language_within_their_limits() {
    let (_sim, world, client) = started().await;
    for (set, get, field, longest) in [
        ("setMyName", "getMyName", "name", 64),
        ("setMyDescription", "getMyDescription", "description", 512),
        ("setMyShortDescription", "getMyShortDescription", "short_description", 120),
    ] {
        client.ok(set, json!({field: "all"})).await;
        client.ok(set, json!({field: "ж".repeat(longest), "language_code": "kk"})).await;
        let long = json!({field: "ж".repeat(longest + 1), "language_code": "kk"});
        assert_eq!(client.refused(set, long).await.0, 400);
        let kazakh = client.ok(get, json!({"language_code": "kk"})).await;
        assert_eq!(kazakh, json!({field: "ж".repeat(longest)}));
        assert_eq!(client.ok(get, json!({"language_code": "ru"})).await, json!({field: "all"}));
    }
    let people = world.view()["people"].clone();
    assert_eq!(people[0]["bot_name"], json!("ж".repeat(64)));
    assert_eq!(people[1]["bot_name"], "all");
    client.ok("setChatMenuButton", json!({"menu_button": {"type": "commands"}})).await;
    let button = client.ok("getChatMenuButton", json!({"chat_id": CUSTOMER})).await;
    assert_eq!(button, json!({"type": "commands"}));
}
