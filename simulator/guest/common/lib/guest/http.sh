# shellcheck shell=sh
# Sourced. Requests to the simulator: flat key=value replies, see SOUTHBOUND.md.

NEWLINE='
'
reply=
http_error=

# get URL, post URL BODY [CONTENT-TYPE]: set `reply`, or return 1 and set `http_error` ("403 Forbidden", or what
# wget said). An $authorization goes along when there is one.
get() {
  fetch "$1"
}

post() {
  fetch "$1" --header "Content-Type: ${3:-application/json}" --post-data "$2"
}

fetch() {
  url=$1
  shift
  [ -z "$authorization" ] || set -- "$@" --header "Authorization: $authorization"
  error_file=/run/http-error.$$
  if body=$(timeout 20 wget -q -O - --header 'Accept: text/plain' "$@" "$url" 2>"$error_file"); then
    reply=$NEWLINE$body$NEWLINE
    http_error=
    return 0
  fi
  reply=
  read -r http_error <"$error_file"
  http_error=${http_error#*server returned error: HTTP/1.? }
  return 1
}

# The value of a key in the last reply; empty when it is not there.
value_of() {
  value=${reply#*"$NEWLINE$1="}
  if [ "$value" = "$reply" ]; then
    value=
  else
    value=${value%%"$NEWLINE"*}
  fi
  printf '%s' "$value"
}

# A JSON string of any text: SMBIOS strings are somebody else's.
json() {
  printf '"%s"' "$(printf '%s' "$1" | tr -d '\000-\037' | sed 's/[\"]/\\&/g')"
}

# A value of a form: every byte escaped.
form() {
  printf '%s' "$1" | hexdump -v -e '/1 "%02X"' | sed 's/../%&/g'
}

# basic USER PASSWORD: the Authorization header of HTTP's basic authentication
basic() {
  printf 'Basic %s' "$(printf '%s:%s' "$1" "$2" | base64 | tr -d '\n')"
}
