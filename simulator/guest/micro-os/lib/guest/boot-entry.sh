# shellcheck shell=sh
# Sourced. EFI boot entries without efibootmgr: the bytes of an EFI_LOAD_OPTION (UEFI specification, 3.1.3) put into a
# firmware variable through efivarfs, whose files begin with the variable's attributes.

VARIABLES=/sys/firmware/efi/efivars
GLOBAL=8be4df61-93ca-11d2-aa0d-00e098032b8c
# non-volatile, boot service access, run-time access
ATTRIBUTES='\007\000\000\000'
LOADER='\EFI\BOOT\BOOTX64.EFI'

little_endian() { # NUMBER BYTES
  number=$1
  count=$2
  while [ "$count" -gt 0 ]; do
    printf "\\$(printf '%03o' $((number & 255)))"
    number=$((number >> 8))
    count=$((count - 1))
  done
}

utf16() { # TEXT, ended by a zero
  printf '%s' "$1" | sed 's/./&\n/g' | while IFS= read -r character; do
    printf '%s\000' "$character"
  done
  printf '\000\000'
}

# The hard drive node names the partition, so the firmware finds it on whatever bus the disk is.
device_path() { # DISK
  partition=$(first_partition "$1")
  read -r start <"/sys/class/block/$partition/start"
  read -r size <"/sys/class/block/$partition/size"
  printf '\004\001\052\000'
  little_endian 1 4
  little_endian "$start" 8
  little_endian "$size" 8
  # The unique id in the first entry of the GPT, which stands in sector 2.
  dd if="/dev/$1" bs=1 skip=$((2 * 512 + 16)) count=16 2>/dev/null
  printf '\002\002'
  printf '\004\004'
  little_endian $((4 + 2 * (${#LOADER} + 1))) 2
  utf16 "$LOADER"
  printf '\177\377\004\000'
}

load_option() { # DISK LABEL
  device_path "$1" >/run/device-path
  printf "$ATTRIBUTES"
  # active
  little_endian 1 4
  little_endian "$(wc -c </run/device-path)" 2
  utf16 "$2"
  cat /run/device-path
}

# The number, four hexadecimal digits, of the same entry made earlier, otherwise the first that is free.
entry_number() { # FILE with the wanted entry
  free=
  number=1
  while [ "$number" -lt 256 ]; do
    digits=$(printf '%04X' "$number")
    variable=$VARIABLES/Boot$digits-$GLOBAL
    if [ ! -e "$variable" ]; then
      free=${free:-$digits}
      [ "$number" -lt 32 ] || break
    elif cmp -s "$1" "$variable"; then
      free=$digits
      break
    fi
    number=$((number + 1))
  done
  echo "$free"
}

add_boot_entry() { # DISK LABEL
  [ -d "$VARIABLES" ] || return 1
  load_option "$1" "$2" >/run/boot-entry
  digits=$(entry_number /run/boot-entry)
  # One write each: every write to a variable replaces it.
  cat /run/boot-entry >"$VARIABLES/Boot$digits-$GLOBAL" || return 1
  order=$VARIABLES/BootOrder-$GLOBAL
  {
    printf "$ATTRIBUTES"
    little_endian "0x$digits" 2
    [ ! -e "$order" ] || tail -c +5 "$order" | hexdump -v -e '/2 "%04X\n"' | while read -r other; do
      [ "$other" = "$digits" ] || little_endian "0x$other" 2
    done
  } >/run/boot-order
  cat /run/boot-order >"$order"
}

# The entry that this boot came from stays in the order, without the attribute that makes the firmware try it.
deactivate_current_entry() {
  digits=$(tail -c +5 "$VARIABLES/BootCurrent-$GLOBAL" | hexdump -v -e '/2 "%04X"')
  entry=$VARIABLES/Boot$digits-$GLOBAL
  # Without one, the firmware would not have got here over an entry: a kernel that was started directly.
  [ -e "$entry" ] || return 0
  flags=$(tail -c +5 "$entry" | head -c 1 | hexdump -v -e '/1 "%d"')
  {
    printf "$ATTRIBUTES"
    little_endian $((flags & 254)) 1
    tail -c +6 "$entry"
  } >/run/boot-entry
  cat /run/boot-entry >"$entry"
}
