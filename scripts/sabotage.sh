#!/usr/bin/env bash
# Breaks the shop in every way of tests/sabotage/*.patch, one after another, in a scratch copy, and
# runs the tests that each patch names: some test must fail every time. A patch that survives, or no
# longer applies or builds, makes this fail. Say names (without .patch) to try only those.
set -uo pipefail
cd "$(dirname "$0")/.."
cargo=${CARGO:-cargo}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# What is tried is the last commit, in a copy of its own with a target folder of its own.
git archive HEAD | tar x -C "$scratch"
export CARGO_TARGET_DIR=${SABOTAGE_TARGET:-$scratch/target} CARGO_TERM_COLOR=never
export RUST_BACKTRACE=0 LIVES=${LIVES:-60}
patches=$(pwd)/tests/sabotage

names=("$@")
if [ ${#names[@]} -eq 0 ]; then
    for patch in "$patches"/*.patch; do names+=("$(basename "$patch" .patch)"); done
fi
survived=0
printf '| %-36s | %-9s | %s\n' "sabotage" "verdict" "first test that failed"
for name in "${names[@]}"; do
    patch=$patches/$name.patch
    tests=$(sed -n 's/^Tests: //p' "$patch")
    verdict=SURVIVED failed=
    if ! (cd "$scratch" && git apply "$patch"); then
        verdict="NO PATCH"
    else
        log=$scratch/$name.log
        # shellcheck disable=SC2086
        if ! (cd "$scratch" && "$cargo" test --quiet --test it --no-run) >"$log" 2>&1; then
            verdict="NO BUILD"
            tail -n 20 "$log" >&2
        elif ! (cd "$scratch" && timeout 900 "$cargo" test --quiet --test it -- $tests) >"$log" 2>&1; then
            verdict=caught
            failed=$(sed -n "s/^test \(.*\) \.\.\. FAILED$/\1/p; s/^    \([a-z_:]*::[a-z_:]*\)$/\1/p" "$log" | head -n 1)
        fi
        (cd "$scratch" && git apply --reverse "$patch")
    fi
    [ "$verdict" = caught ] || survived=$((survived + 1))
    printf '| %-36s | %-9s | %s\n' "$name" "$verdict" "$failed"
done
echo "${#names[@]} sabotages, $survived not caught"
[ "$survived" -eq 0 ]
