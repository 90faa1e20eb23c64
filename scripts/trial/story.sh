#!/bin/bash
# The whole story of a console in its clone, from `npm start` to what is left behind. It needs nothing but Node.js, npm and
# root, and fails at the first thing that is not as it should be: a fresh host in, a clean host out. Run it on a host
# that has no guests, such as the one that debian-tree.sh makes.
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
export PORT=${PORT:-3000} VEN_DATA_DIR=$work/data XDG_CONFIG_HOME=$work/config VEN_ADMIN_PASSWORD=first-of-all
console=
trap 'kill $console 2>/dev/null || true; wait; rm -rf "$work"' EXIT

seconds=$SECONDS
step() { printf '== %3d s  %s\n' $((SECONDS - seconds)) "$*"; }
ven() { node .build/ven.mjs "$@"; }
until_true() { for _ in $(seq 600); do "$@" >/dev/null 2>&1 && return; sleep 0.5; done; echo "in vain: $*"; return 1; }

step 'npm start'
npm start >"$work/start.log" 2>&1 &
console=$!
ready() { ! kill -0 $console 2>/dev/null || grep -q 'is ready' "$work/start.log"; }
until_true ready
grep '^[✓!✗]' "$work/start.log"
kill -0 $console

step 'sign in'
ven login --url "http://127.0.0.1:$PORT" --email admin@localhost --password-stdin <<<"$VEN_ADMIN_PASSWORD"
ven doctor || true

step 'create, to ready'
ven create --name tree-a --wait --timeout 900
ven show tree-a

step 'serial ports'
ven log tree-a --port 0 | tail -c 300
ven log tree-a --port 1 | tail -c 300
printf '\n' | ven console tree-a | wc -c

step 'screen'
# Without the function: a shell in the background would be what is signalled, and would ignore it.
node .build/ven.mjs vnc tree-a --json >"$work/vnc.json" 2>"$work/vnc.log" &
vnc=$!
port_of() { grep -oE '127\.0\.0\.1[: ]+[0-9]+|"port": *[0-9]+' "$work"/vnc.* | grep -oE '[0-9]+$'; }
until_true port_of
node -e '
  const socket = require("node:net").connect(process.argv[1], "127.0.0.1");
  let seen = Buffer.alloc(0), asked = 0;
  const answers = ["RFB 003.008\n", "\x01", "\x01"], needed = [12, 14, 18];
  socket.on("data", (data) => {
    seen = Buffer.concat([seen, data]);
    while (asked < 3 && seen.length >= needed[asked]) socket.write(answers[asked++]);
    if (seen.length < 18 + 24) return;
    const init = seen.subarray(18);
    console.log(`${init.readUInt16BE(0)}x${init.readUInt16BE(2)} ${init.subarray(24).toString()}`);
    process.exit(init.readUInt16BE(0) > 0 ? 0 : 1);
  });
  socket.on("close", () => process.exit(1));
' "$(port_of | head -1)"
kill -TERM $vnc; wait $vnc || true

step 'a failure: the wrong password'
npm run --silent simulator -- scenario set wrong-password --state "$VEN_DATA_DIR/simulator"
if ven create --name tree-b --flow io --wait --timeout 900; then echo 'it should have failed'; exit 1; fi
ven show tree-b
npm run --silent simulator -- scenario clear wrong-password --state "$VEN_DATA_DIR/simulator"

step 'shut down, power off, delete'
ven shutdown tree-a
ven stop tree-b
ven delete --all --yes
ven list

step 'SIGTERM'
kill -TERM $console
wait $console || echo "exit code $?"

step 'what is left'
left=$(
  virsh -c qemu:///system list --all --name
  virsh -c qemu:///system net-list --all --name | grep '^ven' || true
  virsh -c qemu:///system pool-list --all --name | grep '^ven' || true
  ls /sys/class/net | grep -E '^(ven|vnet|tap)' || true
  pgrep -a 'qemu-system|dnsmasq|swtpm' || true
  pgrep -af 'server.mjs|simulator.mjs|scripts/start.mjs' || true
  find /var/lib/libvirt/images /var/lib/libvirt/qemu/nvram /var/log/libvirt/qemu /var/lib/libvirt/swtpm /run/lock /var/lock/ -name '*ven*' -o -name '*tree-*' -o -name 'LCK*' 2>/dev/null || true
)
left=$(sed '/^$/d' <<<"$left")
step "left: ${left:-nothing}"
test -z "$left"
