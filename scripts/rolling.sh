#!/usr/bin/env bash
# Lets an earlier version and this one serve one database side by side, as a rolling deployment
# does: builds the program of COMMIT in a scratch copy, and runs the tests of server::rolling with
# it, on PostgreSQL. Without COMMIT it is the last one before the newest migration landed.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo=${CARGO:-cargo}
commit=${1:-$(git log -1 --format=%h --diff-filter=A -- migrations/postgres)^}
# The copy goes away at the end, or stays in ROLLING_TARGET, so that the next run builds less.
if [ -n "${ROLLING_TARGET:-}" ]; then
    mkdir -p "$ROLLING_TARGET"
    place=$(cd "$ROLLING_TARGET" && pwd)
else
    place=$(mktemp -d)
    trap 'rm -rf "$place"' EXIT
fi
rm -rf "$place/code" && mkdir "$place/code"
# The time is now, or cargo takes what was built from another commit for new enough.
git archive "$commit" | tar xm -C "$place/code"
echo "the earlier version: $(git log -1 --format='%h of %cs, %s' "$commit")"
(
    cd "$place/code"
    CARGO_TARGET_DIR=$place CARGO_PROFILE_DEV_DEBUG=0 "$cargo" build --quiet --bin qazaq-esim-bot
)
REQUIRE_POSTGRES=1 OLD_BINARY=$place/debug/qazaq-esim-bot \
    "$cargo" test --test postgres server::rolling -- --nocapture
