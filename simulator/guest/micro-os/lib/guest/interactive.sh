# shellcheck shell=sh
# Sourced. Interactive onboarding: credentials from a terminal, a token for them, the node made known with it.

ATTEMPTS=3

# Asks on all terminals at once until one has answered or the time is up; sets username and password.
collect_credentials() {
  answers=/run/answers
  rm -f "$answers" /run/credentials.*
  mkfifo "$answers"
  prompts=
  for terminal in $(terminals); do
    credential-prompt "$terminal" "$answers" 2>>"$LOG" &
    prompts="$prompts $!"
  done
  answered=
  # Opened for writing too: a pipe whose first writer has gone must not look finished.
  IFS= read -r -t "$(argument sim.prompt_timeout 50)" answered <>"$answers"
  kill $prompts 2>/dev/null
  wait $prompts 2>/dev/null
  for terminal in $(terminals); do
    stty -F "/dev/$terminal" sane
  done
  [ -n "$answered" ] || return 1
  { IFS= read -r username && IFS= read -r password; } <"/run/credentials.$answered"
  rm -f "/run/credentials.$answered"
}

fetch_token() {
  post "$BASE/realms/master/protocol/openid-connect/token" \
    "grant_type=password&client_id=system-client&username=$(form "$1")&password=$(form "$2")&scope=openid" \
    application/x-www-form-urlencoded || return 1
  token=$(printf '%s' "$reply" | tr -d '\n' | sed -n 's/.*"access_token" *: *"\([^"]*\)".*/\1/p')
  [ -n "$token" ]
}

authenticate() {
  delay=$(argument sim.prompt_delay 0)
  [ "$delay" = 0 ] || sleep "$delay"
  attempt=1
  while [ "$attempt" -le "$ATTEMPTS" ]; do
    log "Attempt $attempt to read username and password"
    if collect_credentials; then
      if fetch_token "$username" "$password"; then
        password=
        return 0
      fi
      password=
      log "Authentication failed: $http_error"
      tell_everyone '\nIncorrect username and password provided.\n'
      [ "$attempt" = "$ATTEMPTS" ] || sleep 2
    else
      log 'Failed to collect credentials: timeout waiting for user input'
    fi
    attempt=$((attempt + 1))
  done
  tell_everyone '\nIncorrect username and password provided.\n'
  return 1
}

register_node() {
  attempt=1
  while [ "$attempt" -le 3 ]; do
    authorization="Bearer $token"
    if post "$BASE/onboarding/nodes" "$(node_json sut_ip)"; then
      authorization=
      client_id=$(value_of client_id)
      client_secret=$(value_of client_secret)
      # For a host the orchestrator has just made, its first answer names no project.
      [ -z "$(value_of project_id)" ] || return 0
      http_error='received empty Project ID'
    fi
    authorization=
    log "There was an error in updating the edge-node details with the onboarding manager: $http_error"
    log "Retrying update... attempt $attempt of 3"
    sleep 2
    attempt=$((attempt + 1))
  done
  log 'Max retries reached. Could not complete device discovery.'
  return 1
}

onboard_interactively() {
  authenticate && register_node && log 'Device discovery completed (interactive mode)'
}
