#!/bin/bash
# A bare Debian with nothing but Node.js and npm, in namespaces of its own, with a clone of this repository's HEAD in
# /root/console: what a first `npm start` meets. Everything that is done there, libvirt's daemons and guests included, ends
# with the command and is thrown away.
#
#   scripts/trial/debian-tree.sh trixie /tmp/trixie npm start
#   scripts/trial/debian-tree.sh trixie /tmp/trixie scripts/trial/story.sh
#
# As root, with debootstrap, git, iproute2 and nftables; from debootstrap's own mirror, unless DEBIAN_MIRROR names another.
# The system itself is made once and stays in FOLDER (600 MB).
set -euo pipefail
suite=$1 folder=$2
shift 2
here=$(cd "$(dirname "$0")/../.." && pwd)
system=$folder/system run=$folder/run-$$ space=ven-$$
export here system run

if [ ! -e "$system/made" ]; then
  debootstrap --variant=minbase --include=ca-certificates,git,iproute2,procps "$suite" "$system" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"}
  cp /etc/resolv.conf "$system/etc/"
  # debootstrap itself cannot resolve npm's alternatives.
  chroot "$system" env DEBIAN_FRONTEND=noninteractive sh -ec '
    apt-get update; apt-get install --yes --no-install-recommends nodejs npm; apt-get clean
    rm -rf /var/lib/apt/lists/*'
  touch "$system/made"
fi

# A network of its own, for libvirt's bridges, that reaches mirror and registry through this machine.
trap 'ip netns del $space; nft delete table ip $space; rm -rf "$run"' EXIT
ip netns add "$space"
ip link add "v$$" type veth peer name eth0 netns "$space"
ip address add 10.213.7.1/24 dev "v$$"
ip link set "v$$" up
for command in 'address add 10.213.7.2/24 dev eth0' 'link set lo up' 'link set eth0 up' 'route add default via 10.213.7.1'; do
  # shellcheck disable=SC2086 -- words
  ip -n "$space" $command
done
nft "add table ip $space"
nft "add chain ip $space out { type nat hook postrouting priority 100 ; }"
nft "add rule ip $space out ip saddr 10.213.7.0/24 oifname != \"v$$\" masquerade"
sysctl -qw net.ipv4.ip_forward=1

mkdir -p "$run"/{upper/root,work,root}
git clone --quiet --no-hardlinks "$here" "$run/upper/root/console"
# shellcheck disable=SC2016 -- expanded inside
ip netns exec "$space" unshare --mount --propagation private --pid --ipc --uts --fork --kill-child bash -ec '
  root=$run/root
  mount -t overlay overlay -o "lowerdir=$system,upperdir=$run/upper,workdir=$run/work" "$root"
  cd "$root"
  mount -t proc proc proc
  mount -t sysfs sysfs sys
  mount -t tmpfs -o mode=0755 tmpfs run
  mount -t tmpfs -o mode=0755 tmpfs dev
  mkdir -p run/lock dev/pts dev/shm dev/net
  mount -t tmpfs -o mode=1777 tmpfs dev/shm
  mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts dev/pts
  for device in null:1:3 zero:1:5 full:1:7 random:1:8 urandom:1:9 tty:5:0 ptmx:5:2 net/tun:10:200; do
    IFS=: read -r name major minor <<<"$device"
    mknod -m 0666 "dev/$name" c "$major" "$minor"
  done
  ln -s /proc/self/fd dev/fd
  hostname debian
  echo "127.0.0.1 localhost debian" >etc/hosts
  cp /etc/resolv.conf etc/resolv.conf
  # Where this machine trusts an authority of its own, such as that of a proxy.
  cp /etc/ssl/certs/ca-certificates.crt etc/ssl/certs/
  # QEMU finds no terminals in the mount namespace that libvirt makes for it below a chroot.
  mkdir -p etc/libvirt etc/dpkg/dpkg.cfg.d
  echo "namespaces = []" >etc/libvirt/qemu.conf
  echo force-confold >etc/dpkg/dpkg.cfg.d/keep
  exec chroot . /usr/bin/env -i HOME=/root LANG=C.UTF-8 TERM="${TERM:-dumb}" \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt NPM_CONFIG_CAFILE=/etc/ssl/certs/ca-certificates.crt \
    bash -c "cd /root/console && exec \"\$@\"" bash "$@"
' bash "$@"
