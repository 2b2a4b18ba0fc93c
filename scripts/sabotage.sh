#!/usr/bin/env bash
# Breaks the shop in every way of tests/sabotage/*.patch, one after another, in a scratch copy, and
# runs the tests that each patch names: some test must fail every time. A patch that survives, or no
# longer applies or builds, makes this fail, and so does a test that fails without any patch. Say
# names (without .patch) to try only those.
set -uo pipefail
cd "$(dirname "$0")/.."
cargo=${CARGO:-cargo}
# What is tried is the last commit, in a copy with a target folder of its own. Given one, the copy
# lies in it: cargo builds anew whatever lies elsewhere.
if [ -n "${SABOTAGE_TARGET:-}" ]; then
    mkdir -p "$SABOTAGE_TARGET"
    place=$(cd "$SABOTAGE_TARGET" && pwd)
else
    place=$(mktemp -d)
    trap 'rm -rf "$place"' EXIT
fi
code=$place/code
rm -rf "$code" && mkdir "$code"
# The time is now, or cargo takes what was built from another commit for new enough.
git archive HEAD | tar xm -C "$code"
export CARGO_TARGET_DIR=$place CARGO_TERM_COLOR=never CARGO_PROFILE_DEV_DEBUG=0
export RUST_BACKTRACE=0 LIVES=${LIVES:-60}
# The copy is no part of the repository around it: patches are applied to the copy.
export GIT_CEILING_DIRECTORIES=$place
patches=$(pwd)/tests/sabotage

# What a patch says after this word.
says() { sed -n "s/^$2: //p" "$patches/$1.patch"; }

# The tests that a patch names, in the binary that it names: `it` (on SQLite), `postgres`, or `lib`.
target() {
    case $(says "$1" Binary) in
    lib) echo "--lib" ;;
    "") echo "--test it" ;;
    *) echo "--test $(says "$1" Binary)" ;;
    esac
}

names=("$@")
if [ ${#names[@]} -eq 0 ]; then
    for patch in "$patches"/*.patch; do names+=("$(basename "$patch" .patch)"); done
fi
began=$SECONDS
# Unbroken, all of them pass: a test that fails anyway catches nothing.
for target in "--test it" "--test postgres" "--lib"; do
    tests=
    for name in "${names[@]}"; do
        [ "$(target "$name")" = "$target" ] && tests="$tests $(says "$name" Tests)"
    done
    [ -n "$tests" ] || continue
    # shellcheck disable=SC2086
    if ! (cd "$code" && "$cargo" test --quiet $target -- $tests) >"$place/unbroken.log" 2>&1; then
        tail -n 40 "$place/unbroken.log" >&2
        echo "without any patch the tests of $target fail; nothing was tried"
        exit 1
    fi
done
echo "unbroken, the tests that the patches name pass ($((SECONDS - began)) s)"

failed_tests() {
    sed -n "s/^test \(.*\) \.\.\. FAILED$/\1/p; s/^    \([a-z0-9_]*::[a-z0-9_:]*\)$/\1/p" "$1"
}

missed=0
printf '| %-36s | %-8s | %-5s | %s\n' "sabotage" "verdict" "s" "first test that failed"
for name in "${names[@]}"; do
    from=$SECONDS
    patch=$patches/$name.patch
    target=$(target "$name")
    tests=$(says "$name" Tests)
    verdict=SURVIVED failed=
    if ! (cd "$code" && git apply "$patch"); then
        verdict="NO PATCH"
    else
        log=$place/$name.log
        # shellcheck disable=SC2086
        if ! (cd "$code" && "$cargo" test --quiet $target --no-run) >"$log" 2>&1; then
            verdict="NO BUILD"
            tail -n 20 "$log" >&2
        elif ! (cd "$code" && timeout 300 "$cargo" test --quiet $target -- $tests) \
            >"$log" 2>&1; then
            failed=$(failed_tests "$log" | head -n 1)
            # What ends without the name of a test may have ended for any reason.
            if [ -n "$failed" ]; then verdict=caught; else verdict="NO NAME"; fi
        fi
        (cd "$code" && git apply --reverse "$patch")
    fi
    [ "$verdict" = caught ] || missed=$((missed + 1))
    printf '| %-36s | %-8s | %5s | %s\n' "$name" "$verdict" $((SECONDS - from)) "$failed"
done
echo "${#names[@]} sabotages, $missed not caught, $((SECONDS - began)) s"
[ "$missed" -eq 0 ]
