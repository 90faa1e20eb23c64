# shellcheck shell=sh
# Sourced. Polls for the node's workflow and carries its actions out one by one.

report() { # STATE [MESSAGE]
  post "$BASE/workflow/$workflow/actions/$index" "{\"state\":\"$1\",\"message\":$(json "$2")}"
}

# An outcome must arrive: without it the orchestrator would have the action done again. What it refuses (409: not this
# action's turn) is not worth repeating.
report_outcome() {
  until report "$@"; do
    case $http_error in
      4*) return ;;
    esac
    log "the outcome could not be reported: $http_error"
    sleep 1
  done
}

# The reply in hand names an action. After it, `reply` holds what the orchestrator wants next, or nothing.
carry_out() {
  workflow=$(value_of workflow)
  index=$(value_of index)
  name=$(value_of name)
  failure=$(value_of fail)
  seconds=$(value_of seconds)
  action_reply=$reply
  log "action $index $name"
  report RUNNING 'Started execution'
  reply=$action_reply
  [ "${seconds:-0}" = 0 ] || sleep "$seconds"
  if [ -z "$failure" ]; then
    case $name in
      secure-boot-status-flag-read) check_secure_boot "$(value_of secure_boot)" ;;
      erase-non-removable-disk) erase_disks ;;
      stream-os-image) stream_image "$(value_of image_url)" "$(value_of sha256)" ;;
      cloud-init-ds-identity) configure_image "$(value_of hostname)" "$(value_of heartbeat)" ;;
      efibootset-for-diskboot) boot_from_disk "$(value_of label)" "$(value_of network_boot)" ;;
      reboot) prepare_reboot ;;
    esac
  fi
  if [ -n "$failure" ]; then
    log "action $index $name failed: $failure"
    report_outcome FAILED "$failure"
    reply=
  else
    report_outcome SUCCESS 'finished execution successfully'
    [ "$name" != reboot ] || reboot_now
  fi
}

work() {
  reply=
  while :; do
    if [ "$(value_of state)" = action ]; then
      carry_out
    elif ! get "$BASE/workflow?worker=$MAC&uuid=$UUID" || [ "$(value_of state)" != action ]; then
      sleep 1
    fi
  done
}
