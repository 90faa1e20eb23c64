# shellcheck shell=sh
# Sourced. The three terminals a person may be looking at; a node may lack some of the serial ports.

terminals() {
  for terminal in tty0 ttyS0 ttyS1; do
    if stty -F "/dev/$terminal" >/dev/null 2>&1; then
      echo "$terminal"
    fi
  done
}

# To all terminals at once: one that nobody reads must not hold up the others.
tell_everyone() {
  tellers=
  for terminal in $(terminals); do
    printf "$1" >"/dev/$terminal" &
    tellers="$tellers $!"
  done
  wait $tellers
}
