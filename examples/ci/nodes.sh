#!/bin/sh
# Starts a console, creates nodes, waits until they are ready, keeps what they left, and removes all of it.
# Usage: examples/ci/nodes.sh [COUNT [OPTION…]], with options of `ven create`; exits 0 only if every node became ready.
#   OUT      folder of the artefacts (default: artefacts)
#   TIMEOUT  seconds until the nodes have to be ready (default: 1800)
#   PORT     of the console (default: 3000)
set -eu

count=${1:-1}
[ $# -eq 0 ] || shift
mkdir -p "${OUT:=artefacts}"
out=$(cd "$OUT" && pwd)
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)

export PORT="${PORT:-3000}" VEN_DATA_DIR="$work/data" VEN_ADMIN_EMAIL=ci@example.org
VEN_ADMIN_PASSWORD=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
export VEN_ADMIN_PASSWORD VEN_URL="http://127.0.0.1:$PORT" XDG_CONFIG_HOME="$work/config"

ven() { node "$root/cli/bin/ven.mjs" "$@"; }

finish() {
  status=$?
  trap - EXIT INT TERM
  if [ -e "$XDG_CONFIG_HOME/ven/config.json" ]; then ven delete --all --yes || status=1; fi
  kill "$console" 2>/dev/null || true
  wait "$console" 2>/dev/null || true
  rm -rf "$work"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The first start installs what is missing, with sudo, and builds the pages.
npm --prefix "$root" start >"$out/console.log" 2>&1 &
console=$!
until curl -fs -o /dev/null "$VEN_URL/readyz"; do
  kill -0 "$console" 2>/dev/null || { tail -n 40 "$out/console.log" >&2; exit 1; }
  sleep 2
done

printf %s "$VEN_ADMIN_PASSWORD" | ven login --url "$VEN_URL" --email "$VEN_ADMIN_EMAIL" --password-stdin
ven host list
status=0
ven create "$count" --name ci --wait --timeout "${TIMEOUT:-1800}" --junit "$out/junit.xml" -o json "$@" \
  >"$out/nodes.json" || status=$?
for node in $(ven list -o name); do
  ven show "$node" >"$out/$node.txt"
  for port in 0 1; do
    ven log "$node" --port "$port" >"$out/$node-ttyS$port.log" || true
    ven cast "$node" --port "$port" >"$out/$node-ttyS$port.cast" || true
  done
  ven screenshot "$node" --file "$out/$node.png" || true
done
exit "$status"
