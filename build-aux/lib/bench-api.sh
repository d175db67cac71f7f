# shellcheck shell=bash
# The part `api` of build-aux/bench: the REST server. Sourced by it.

# start_server: `late-poster serve` on a free port, its own key in $api_key, its address in $api_base.
start_server () {
  local server_out line

  api_key=$("$poster" serve --new-key bench)
  coproc SERVER { exec "$poster" serve --port 0 2>> "$state/api.log"; }
  server_out=${SERVER[0]}
  api_process=$SERVER_PID
  while read -r line <&"$server_out"; do
    case $line in
      *http://127.0.0.1:*) api_base=$(printf '%s\n' "$line" | grep -o 'http://127\.0\.0\.1:[0-9]*'); break ;;
    esac
  done
  [ -n "${api_base:-}" ] || { tail -n 5 "$state/api.log" >&2; die "the server did not start."; }
}

stop_server () {
  kill "$api_process" 2>/dev/null || true
  wait "$api_process" 2>/dev/null || true
}

# api METHOD PATH [CURL WORDS...]: the answer, on stdout.
api () {
  local method=$1 path=$2

  shift 2
  curl --silent --fail --noproxy '*' -X "$method" -H "Authorization: Bearer $api_key" "$@" "$api_base/api/v1/$path"
}

# requests CONNECTIONS SECONDS URL [WRK WORDS...]: requests answered in a second.
requests () {
  local connections=$1 seconds=$2 url=$3

  shift 3
  wrk -t 1 -c "$connections" -d "$seconds" -H "Authorization: Bearer ${api_key:-}" "$@" "$url" > "$state/wrk.log"
  if grep -q 'Non-2xx' "$state/wrk.log"; then
    cat "$state/wrk.log" >&2
    die "not every request was answered."
  fi
  awk '/^Requests\/sec/ { print $2 }' "$state/wrk.log"
}

# memory_of PROCESS FIELD: in MB.
memory_of () {
  awk -v field="$2:" '$1 == field { printf "%.1f\n", $2 / 1024 }' "/proc/$1/status"
}

api_list_in_session () {
  local ours='' theirs='' port handler_out round idle after count

  fresh_accounts api
  "$poster" post "$state/files/10m.mp4" --to @bench1 --caption 'One of very many #posts' --draft >/dev/null 2>&1 ||
    die "the post could not be stored."
  multiply_posts "$POSTER_DATA_DIR/poster.sqlite"
  start_server
  idle=$(memory_of "$api_process" VmRSS)
  api GET 'posts?limit=10' > "$state/api-answer"
  coproc HANDLER { exec "$top/build/build-aux/bench-handler" < "$state/api-answer"; }
  handler_out=${HANDLER[0]}
  read -r port <&"$handler_out"
  for ((round = 0; round <= 3; round++)); do
    count=$(requests 32 3 "$api_base/api/v1/posts?limit=10")
    ours+="$count"$'\n'
    theirs+="$(requests 32 3 "http://127.0.0.1:$port/")"$'\n'
  done
  kill "$HANDLER_PID"
  ours=$(printf '%s' "$ours" | tail -n +2 | median)
  theirs=$(printf '%s' "$theirs" | tail -n +2 | median)
  report 'api: GET /v1/posts?limit=10 of 10,000' "late-poster $ours a second" "bare libsoup $theirs" "$(ratio "$ours" "$theirs")" 'at least 0.25'
  # As many again as make 100,000.
  requests 32 "$(awk -v rate="$ours" 'BEGIN { print int (100000 / rate) + 1 }')" "$api_base/api/v1/posts?limit=10" >/dev/null
  after=$(memory_of "$api_process" VmRSS)
  report 'api: memory of the server' "idle $idle MB" "after 100,000 requests $after MB" '' 'less than 30 MB, and flat'
  stop_server
}

api_create_in_session () {
  local ours theirs account url

  fresh_accounts api-create
  account=$("$poster" accounts | awk '{ print $1; exit }')
  start_server
  url=$(api_upload "$state/files/picture.jpg" image/jpeg)
  cat > "$state/create.lua" <<LUA
local count = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
request = function()
  count = count + 1
  return wrk.format(nil, nil, nil, string.format('{"content": "Post number %d", "scheduledFor": "2099-01-01T00:00:00Z", ' ..
    '"mediaItems": [{"type": "image", "url": "$url"}], "platforms": [{"platform": "tiktok", "accountId": "$account", ' ..
    '"platformSpecificData": {"tiktokSettings": {"privacy_level": "SELF_ONLY"}}}]}', count))
end
LUA
  ours=$(requests 1 5 "$api_base/api/v1/posts" -s "$state/create.lua")
  theirs=$("$top/build/build-aux/bench-fsync" "$POSTER_DATA_DIR" 500)
  report 'api: posts made, durable, one connection' "late-poster $ours a second" "fsync $theirs a second" "$(ratio "$ours" "$theirs")" 'at least 150 a second'
  stop_server
}

# api_upload FILE TYPE: gives the address under which a post may name it.
api_upload () {
  local answer

  answer=$(api POST media/presign -H 'Content-Type: application/json' -d "{\"filename\": \"${1##*/}\", \"contentType\": \"$2\"}")
  curl --silent --fail --noproxy '*' -H "Content-Type: $2" --upload-file "$1" "$(printf '%s' "$answer" | jq -r .uploadUrl)" >/dev/null ||
    die "the file could not be uploaded."
  printf '%s' "$answer" | jq -r .publicUrl
}

api_put_in_session () {
  local before after time

  fresh_accounts api-put
  start_server
  api_upload "$state/files/picture.jpg" image/jpeg >/dev/null
  before=$(memory_of "$api_process" VmHWM)
  time=$(seconds api_upload "$state/files/2g.mp4" video/mp4)
  after=$(memory_of "$api_process" VmHWM)
  report 'api: a PUT of 2 GB, the most memory' "$after MB" "before it $before MB" "$(awk -v a="$after" -v b="$before" 'BEGIN { printf "%+.1f\n", a - b }')" 'flat'
  report 'api: the same' "late-poster $(ratio 2000 "$time") MB/s" '' '' ''
  stop_server
}

bench_api () {
  video_of 10000000 "$state/files/10m.mp4"
  [ -e "$state/files/picture.jpg" ] || make_file jpeg 1 "$state/files/picture"
  in_private_session "$state/session" "$0" --step api_list_in_session
  in_private_session "$state/session" "$0" --step api_create_in_session
  video_of 2000000000 "$state/files/2g.mp4" sparse
  in_private_session "$state/session" "$0" --step api_put_in_session
  rm -f "$state/files/2g.mp4"
}
