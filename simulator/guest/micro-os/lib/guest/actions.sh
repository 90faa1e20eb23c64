# shellcheck shell=sh
# Sourced. The workflow's actions that do something here; each sets `failure` when it has failed.

. /lib/guest/boot-entry.sh

MIB=1048576
PROGRESS_EVERY=3

check_secure_boot() { # on|off as expected
  is=off
  variable=/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c
  # Four bytes of attributes, then the value; nothing can seek in these files.
  if [ -e "$variable" ] && [ "$(tail -c 1 "$variable" | hexdump -e '/1 "%d"')" = 1 ]; then
    is=on
  fi
  if [ "$is" = "${1:-off}" ]; then
    tell_everyone '\n \033[32m Secure Boot Status MATCH \033[0m \n\n'
  else
    tell_everyone '\n \033[31m Secure Boot Status MISMATCH \033[0m \n\n'
    failure='Verifying Secure Boot Settings Mismatch'
  fi
}

erase_disks() {
  for disk in $(fixed_disks); do
    read -r sectors <"/sys/block/$disk/size"
    mebibytes=$((sectors / 2048))
    dd if=/dev/zero of="/dev/$disk" bs=$MIB count=1
    [ "$mebibytes" -lt 2 ] || dd if=/dev/zero of="/dev/$disk" bs=$MIB count=1 seek=$((mebibytes - 1))
    blockdev --rereadpt "/dev/$disk"
  done >>"$LOG" 2>&1
}

# How much has been written is where the writer's output stands.
report_progress() { # PID of the writer
  while sleep "$PROGRESS_EVERY" && read -r _ position <"/proc/$1/fdinfo/1"; do
    report RUNNING "read and write progress: $((position / MIB)) MiB"
  done 2>/dev/null
}

stream_image() { # URL SHA256 of what is downloaded
  set -- "$1" "$2" "$(fixed_disks | head -n 1)"
  [ -n "$3" ] || { failure='no disk found'; return; }
  rm -f /run/hashed /run/stream.*
  mkfifo /run/hashed
  sha256sum </run/hashed >/run/stream.sha256 &
  hasher=$!
  {
    { wget -q -O - "$1" 2>/run/stream.download || touch /run/stream.broken; } |
      tee /run/hashed 2>/dev/null | gunzip -c 2>/run/stream.unpack
  } | {
    exec dd of="/dev/$3" bs=$MIB iflag=fullblock 2>/run/stream.write
  } &
  writer=$!
  report_progress "$writer" &
  progress=$!
  wait "$writer"
  written=$?
  kill "$progress" 2>/dev/null
  wait "$hasher" "$progress" 2>/dev/null
  sync
  blockdev --rereadpt "/dev/$3" 2>>"$LOG"
  cat /run/stream.* >>"$LOG"
  read -r sha256 _ </run/stream.sha256
  if [ "$written" != 0 ]; then
    read -r sectors <"/sys/block/$3/size"
    failure="error writing $((sectors / 2048)).000000MiB bytes to disk [/dev/$3] -> write /dev/$3: no space left on device"
  elif [ -e /run/stream.broken ]; then
    read -r reason </run/stream.download
    failure="Failed to download the image from URL: ${reason:-unexpected EOF}"
  elif [ "$sha256" != "$2" ]; then
    log "------SHA256 MISMATCH--------- $sha256"
    failure='SHA256 MISMATCH'
  fi
}

configure_image() { # HOSTNAME HEARTBEAT
  disk=$(fixed_disks | head -n 1)
  if ! mount -t vfat "/dev/$(first_partition "$disk")" /mnt 2>>"$LOG"; then
    failure="the EFI system partition of /dev/$disk cannot be mounted"
    return
  fi
  cat >/mnt/ven-node.conf <<END
base=$BASE
uuid=$UUID
hostname=$1
client_id=$client_id
client_secret=$client_secret
heartbeat=${2:-10}
END
  umount /mnt
}

boot_from_disk() { # LABEL [off: the network's entry is deactivated]
  {
    add_boot_entry "$(fixed_disks | head -n 1)" "${1:-ubuntu}" && { [ "$2" != off ] || deactivate_current_entry; }
  } 2>>"$LOG" || failure='the EFI boot entry could not be written'
}

prepare_reboot() {
  sync
}

# After the orchestrator has been told.
reboot_now() {
  reboot -f
}
