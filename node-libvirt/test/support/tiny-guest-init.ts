/** The tiny guest's first process: a shell script. Words on the kernel's command line say what else it does. */
export const init = `#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
for module in /modules/*.ko; do insmod "$module"; done
has() { grep -qw "$1" /proc/cmdline; }
if has tiny.storage; then
  for module in /storage/*.ko; do insmod "$module"; done
fi
has tiny.agent && /agent &
if has tiny.button; then
  mkdir -p /etc/acpi/PWRF
  ln -s /power-button /etc/acpi/PWRF/00000080
  acpid -f -l /dev/null &
fi
if has tiny.lease; then
  ip link set eth0 up
  udhcpc -q -n -t 10 -i eth0 -x hostname:tiny -s /lease
fi
# Ctrl-Alt-Delete sends us SIGINT instead of restarting the machine.
echo 0 > /proc/sys/kernel/ctrl-alt-del
trap 'echo "the three keys were pressed" > /dev/console' INT
echo "tiny guest ready"
( while read -r line; do eval "$line"; done < /dev/console ) &
while :; do sleep 3600 & wait $!; done
`;

/** udhcpc calls it when something happens to the lease. */
export const lease = `#!/bin/sh
[ "$1" = bound ] && ip addr add "$ip/$mask" dev "$interface" && echo "leased $ip"
exit 0
`;

/** Just enough of QEMU's guest agent protocol: a JSON object per line. */
export const agent = `#!/bin/sh
until ls /dev/vport*p1 > /dev/null 2>&1; do sleep 0.1; done
port=$(echo /dev/vport*p1)
exec 3<> "$port"
while :; do
  # As long as nobody listens at the host, reading ends at once.
  read -r line <&3 || { sleep 0.1; continue; }
  case "$line" in
    *guest-sync*) answer=$(echo "$line" | sed 's/.*"id": *\\([0-9]*\\).*/\\1/') ;;
    *guest-ping*) answer={} ;;
    *guest-get-host-name*) answer='{"host-name": "tiny-by-agent"}' ;;
    *guest-network-get-interfaces*)
      answer='[{"name": "tiny0", "hardware-address": "52:54:00:00:00:07", "ip-addresses":
        [{"ip-address-type": "ipv4", "ip-address": "192.0.2.7", "prefix": 24},
        {"ip-address-type": "ipv6", "ip-address": "2001:db8::7", "prefix": 64}]}]'
      answer=$(echo $answer) ;;
    *guest-shutdown*) poweroff -f ;;
    *) answer= ;;
  esac
  if [ -n "$answer" ]; then echo "{\\"return\\": $answer}" >&3
  else echo '{"error": {"class": "CommandNotFound", "desc": "the tiny agent cannot do that"}}' >&3
  fi
done
`;

/** acpid calls it; the console learns of it first. */
export const powerButton = `#!/bin/sh
echo "the power button was pressed" > /dev/console
poweroff -f
`;
