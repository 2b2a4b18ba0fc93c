"""Starts a world and one of the shops, is its customer over plain HTTP, and says how it went.

    python3 customer.py WORLD SHOP [webhook]

WORLD is the program pretend-telegram, SHOP the command of a shop as one word.
"""

import json
import os
import shlex
import socket
import subprocess
import sys
import time
import urllib.request

CUSTOMER = 7_000_000_001


def main() -> None:
    program, shop, *mode = sys.argv[1:]
    world = subprocess.Popen([program], stdout=subprocess.PIPE, text=True)
    said = dict(world.stdout.readline().split(maxsplit=1) for _ in range(1))
    page = said["Open"].strip().rstrip("/")
    api = world.stdout.readline().split()[-1]
    token = world.stdout.readline().split()[-1]
    settings = {"API_URL": api, "BOT_TOKEN": token}
    if mode:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            settings["WEBHOOK_PORT"] = str(free.getsockname()[1])
    bot = subprocess.Popen(shlex.split(shop), env=os.environ | settings)
    try:
        buy(page)
        calls = ask(f"{page}/world/state")["calls"]
        refused = [call for call in calls if not call["ok"]]
        refused = [call for call in refused if "query is too old" not in call["error"]]
        warned = [call for call in calls if call["warnings"]]
        assert not refused, refused
        print("bought and refunded", *mode, f"in {len(calls)} calls; warnings:", warned or "none")
    finally:
        bot.terminate()
        bot.wait(10)
        world.terminate()
        world.wait(10)


def buy(page: str) -> None:
    person = f"{page}/world/people/{CUSTOMER}"
    stars = ask(person)["stars"]
    ask(f"{person}/send", {"text": "/start"})
    hello = until(person, "the greeting", lambda message: message["keyboard"])
    assert hello["text"] == "Hello" and "<b>" in hello["html"], hello
    ask(f"{person}/press", {"message_id": hello["id"], "row": 0, "column": 0})
    invoice = until(person, "an invoice", lambda message: message["invoice"])
    paid = ask(f"{person}/pay", {"message_id": invoice["id"]})
    assert paid["outcome"] == "paid", paid
    thanks = until(person, "thanks", lambda message: message["text"] == "Thank you for 7")
    assert thanks["reply_to"], thanks
    until(person, "the refund", lambda message: message["refund"])
    assert ask(person)["stars"] == stars
    edited = [message["text"] for message in ask(person)["messages"] if message["edited_at"]]
    assert edited == ["Here it is"], edited


def until(person: str, what: str, found) -> dict:
    for _ in range(1200):
        for message in reversed(ask(person)["messages"]):
            if message["from"] == "bot" and found(message) or message["refund"] and found(message):
                return message
        time.sleep(0.05)
    raise SystemExit(f"{what} did not come")


def ask(url: str, body: dict | None = None) -> dict:
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data=data), timeout=30) as answer:
        return json.load(answer)


main()
