# shellcheck shell=sh
# Sourced by what runs first in either system: drivers, firmware variables, network.

load_modules() {
  while read -r module; do
    insmod "/lib/modules/$module" || echo "module $module could not be loaded"
  done <"/lib/modules/${1:-load}"
}

# Other disks than virtio-blk. They appear a moment after their driver, and their partitions another moment later.
load_disk_modules() {
  set -- /sys/block/vd*
  [ ! -e "$1" ] || return 0
  load_modules load-disk
  for _ in $(seq 100); do
    set -- /sys/block/sd* /sys/block/nvme*
    for path; do
      [ -e "$path" ] || continue
      blockdev --rereadpt "/dev/${path##*/}" 2>/dev/null
      return
    done
    sleep 0.1
  done
}

mount_firmware_variables() {
  [ -d /sys/firmware/efi ] || return 0
  mount -t efivarfs efivarfs /sys/firmware/efi/efivars
}

# The interface with this hardware address, otherwise the first that is not the loopback.
interface_of() {
  first=
  for path in /sys/class/net/*; do
    name=${path##*/}
    [ "$name" != lo ] || continue
    read -r address <"$path/address"
    if [ "$address" = "$1" ]; then
      echo "$name"
      return
    fi
    first=${first:-$name}
  done
  echo "$first"
}

# Returns with an address; udhcpc stays in the background to renew it. A network that answers nothing is asked for
# ever, as a real node would.
join_network() {
  ip link set lo up
  while interface=$(interface_of "$1") && [ -z "$interface" ]; do
    sleep 1
  done
  ip link set "$interface" up
  udhcpc -i "$interface" -s /etc/udhcpc.script -t 10 -T 1 -A 2 >>/var/log/network.log 2>&1
}

address_of() {
  ip -4 -o addr show dev "$1" | sed -n 's/.* inet \([0-9.]*\).*/\1/p'
}

# Runs beside what matters more: nothing waits for the power button.
watch_power_button() {
  load_modules load-late
  acpid
}

smbios() {
  cat "/sys/class/dmi/id/$1" 2>/dev/null
}
