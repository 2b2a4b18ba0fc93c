#!/usr/bin/env bash
# Whole purchases with the client libraries of others, by polling and by webhook. It fetches the
# libraries into a folder that goes away, starts a world for each, and is the customer. It needs
# Python and Node.
set -euo pipefail
cd "$(dirname "$0")"
here=$PWD
(cd ../.. && cargo build --quiet -p pretend-telegram)
world=$(cd ../.. && pwd)/${CARGO_TARGET_DIR:-target}/debug/pretend-telegram
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

python3 -m venv "$place/python"
"$place/python/bin/pip" install --quiet aiogram 'python-telegram-bot[webhooks]' pyTelegramBotAPI
cp ./*.mjs "$place"
# Version 2 of node-telegram-bot-api is another library, which bots are not written for yet.
(cd "$place" &&
    npm install --silent --no-fund --no-audit grammy telegraf node-telegram-bot-api@0.66)

failed=0
try() {
    printf '%-28s %-8s ' "$1" "${3:-polling}"
    timeout 120 python3 "$here/customer.py" "$world" "${@:2}" 2>"$place/log" || {
        failed=1
        tail -n 15 "$place/log"
    }
}
for mode in "" webhook; do
    try aiogram "$place/python/bin/python $here/shop_aiogram.py" $mode
    try python-telegram-bot "$place/python/bin/python $here/shop_ptb.py" $mode
    [ -n "$mode" ] || try telebot "$place/python/bin/python $here/shop_telebot.py"
    try grammY "node $place/shop_grammy.mjs" $mode
    try Telegraf "node $place/shop_telegraf.mjs" $mode
    try node-telegram-bot-api "node $place/shop_node_telegram_bot_api.mjs" $mode
done
"$place/python/bin/pip" list 2>/dev/null |
    grep -iE '^(aiogram|python-telegram-bot|pyTelegramBotAPI) '
(cd "$place" && npm ls --depth 0 | tail -n +2)
exit $failed
