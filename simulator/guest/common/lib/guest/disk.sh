# shellcheck shell=sh
# Sourced. The node's disks.

fixed_disks() {
  for path in /sys/block/vd* /sys/block/sd* /sys/block/nvme*; do
    [ -e "$path/removable" ] || continue
    read -r removable <"$path/removable"
    read -r sectors <"$path/size"
    if [ "$removable" = 0 ] && [ "$sectors" -gt 0 ]; then
      echo "${path##*/}"
    fi
  done
}

# vda → vda1, nvme0n1 → nvme0n1p1
first_partition() {
  case $1 in
    *[0-9]) echo "${1}p1" ;;
    *) echo "${1}1" ;;
  esac
}
