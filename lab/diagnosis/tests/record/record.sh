#!/bin/sh
# Records the runs in fixtures/ anew: of service.py, and of this repository's own services where they stand.
#   cargo build -p diagnosis --example record && lab/diagnosis/tests/record/record.sh [NAME…]
set -eu
here=$(dirname "$0")
out=$here/../../fixtures
record=${CARGO_TARGET_DIR:-target}/debug/examples/record
scratch=$(mktemp -d)
pids=
only=" $* "
stop() { for pid in $pids; do kill "$pid" 2>/dev/null || true; done; pids=; wait 2>/dev/null || true; }
trap 'stop; rm -rf "$scratch"' EXIT INT TERM

# Whether a run is wanted; every run begins with services of its own and an empty store.
run() { case "$only" in "  "|*" $1 "*) ;; *) return 1 ;; esac; stop; name=$1; shared=$scratch/$1; mkdir -p "$shared"; }
# A service on a port: serve PORT OPTION…
serve() {
  port=$1; shift
  python3 "$here/service.py" --port "$port" "$@" & pids="$pids $!"
  for _ in 1 2 3 4 5 6 7 8 9 10; do curl -s -o /dev/null "http://127.0.0.1:$port/" && return; sleep 0.1; done
}
# One run of the two services: note TEXT OPTION…
note() { text=$1; shift; "$record" --out "$out/$name.json" --from "tests/record/service.py: $text" "$@" || echo "!! $name"; }

A=http://auth.shop.test:4501 B=http://shop.test:4502
PARENT="Domain=shop.test; Path=/; HttpOnly; SameSite=Lax"
triple="--do triple --do back"

# --- L0 -------------------------------------------------------------------------------------------------------------
if run l0-refused; then serve 4501 --fault refuse-login; serve 4502
  note "every login is refused" --a $A --b $B --expect L0.login --not A6; fi
if run l0-bearer; then serve 4501 --fault bearer; serve 4502
  note "the login answers a token in its body" --a $A --b $B --expect L0.bearer --not A6; fi
if run l0-url; then serve 4501 --fault token-in-url; serve 4502
  note "the login leads to an address with a token" --a $A --b $B --expect L0.url --not A6; fi

# --- A1 and A11: for another host -----------------------------------------------------------------------------------
if run a1-sibling; then serve 4501 --store "$shared"; serve 4502 --store "$shared"
  note "host-only cookie, shared store" --a $A --b $B $triple --expect A1.sibling --next "" --not A11,R11,A5; fi
if run a1-alias; then serve 4501
  note "one service under www and the apex" --a http://www.shop.test:4501 --b http://shop.test:4501 $triple --expect A1.alias --next "" --not A11,A10; fi
if run a1-then-r11; then serve 4501; serve 4502 --unknown remove
  note "host-only cookie, and each its own memory" --a $A --b $B $triple --do repeat:6 --expect A1.sibling --next R11 --not A11; fi
if run a11-sites; then serve 4501 --store "$shared"; serve 4502 --store "$shared"
  note "two registrable domains, shared store" --a http://auth-shop.test:4501 --b $B $triple --expect A11.sites --next "" --not A1; fi
if run a11-alias; then serve 4501 --store "$shared"; serve 4502 --store "$shared"
  note "localhost and 127.0.0.1, shared store" --a http://localhost:4501 --b http://127.0.0.1:4502 $triple --expect A11.alias --next "" --not A1,A2; fi

# --- A2: refused as written -----------------------------------------------------------------------------------------
refused() { # NAME EXPECTED HOST-OF-A ATTRIBUTES [OPTION…]
  run "$1" || return 0; expected=$2 host=$3 attributes=$4; shift 4
  serve 4501 --store "$shared" --attributes "$attributes" --name "${cookie:-sid}" "$@"; serve 4502 --store "$shared" --name "${cookie:-sid}"
  note "Set-Cookie with $attributes" --a "http://$host:4501" --b "http://${host#auth.}:4502" --name "${cookie:-sid}" ${probes---do triple --do back --next ""} --expect "$expected" --not "${not:-A1,L0}"; }
refused a2-host A2.host auth.shop.test "Domain=mall.shop.test; Path=/; HttpOnly"
refused a2-psl A2.psl auth.github.io "Domain=github.io; Path=/; HttpOnly"
refused a2-label A2.label auth.localhost "Domain=localhost; Path=/; HttpOnly"
refused a2-ip A2.ip 127.0.0.1 "Domain=shop.test; Path=/; HttpOnly"
cookie=__Host-sid refused a2-prefix A2.prefix auth.cfmall.localhost "Domain=cfmall.localhost; Path=/; HttpOnly; Secure"
refused a2-none A2.none auth.shop.test "Domain=shop.test; Path=/; HttpOnly; SameSite=None"
probes= refused a2-folded A2.folded auth.shop.test "Domain=shop.test; Path=/; HttpOnly" --fault folded
probes= refused a2-syntax A2.syntax auth.shop.test "Domain=shop.test; Path=/; HttpOnly" --fault control-character
not=A2,L0 refused a3-http A3.http auth.shop.test "Domain=shop.test; Path=/; HttpOnly; Secure"
probes= not=A2,A3 refused a8-cookie A8.cookie auth.shop.test "Domain=shop.test; Path=/; HttpOnly" --fault big
not=A2,R3 refused a7-clock A7.clock auth.shop.test "Domain=shop.test; Path=/; HttpOnly; Expires={expires}" --date-offset -3600
not=A1,A7 refused a5-default A5.default auth.shop.test "Domain=shop.test; HttpOnly"
not=A1,A7 refused a5-proxy A5 auth.shop.test "Domain=shop.test; Path=/internal; HttpOnly"

# --- A3 to A5: withheld ---------------------------------------------------------------------------------------------
withheld() { # NAME EXPECTED ATTRIBUTES OPTION…
  run "$1" || return 0; expected=$2 attributes=$3; shift 3
  serve 4501 --store "$shared" --attributes "$attributes"; serve 4502 --store "$shared" --attributes "$attributes"
  note "$attributes, shared store" --a $A --b $B "$@" --do triple --expect "$expected" --next "" --not "${not:-A1,A12,R11}"; }
withheld a4-strict A4.strict "Domain=shop.test; Path=/; HttpOnly; SameSite=Strict" --how link --page http://other.test/
withheld a4-post A4.post "$PARENT" --how post --page http://other.test/
withheld a4-subresource A4.subresource "$PARENT" --how include --page http://other.test/
withheld a4-schemeful A4.schemeful "$PARENT" --how post --page https://shop.test/
withheld a4-third-party A4.third-party "Domain=shop.test; Path=/; HttpOnly; SameSite=None" --engine webkit --how frame --page http://other.test/
not=A4,A1 withheld a12-mode A12.mode "$PARENT" --how fetch --page http://auth.shop.test:4501/
if run a4-partition; then for port in 4501 4502; do serve $port --store "$shared" --attributes "Domain=cfmall.localhost; Path=/; HttpOnly; Secure; SameSite=None"; done
  note "a frame in another site, Firefox's rules, shared store" --engine firefox --a http://auth.cfmall.localhost:4501 --b http://cfmall.localhost:4502 --how frame --page http://other.localhost/ --do triple --expect A4.partition --next "" --not A1,A12; fi
if run a5-app; then serve 4501 --store "$shared" --under /auth --attributes "Path=/auth; HttpOnly"; serve 4502 --store "$shared" --under /mall --attributes "Path=/mall; HttpOnly"
  note "two applications under paths of one host, shared store" --a http://shop.test:4501/auth --b http://shop.test:4502/mall --do triple --expect A5.app --next "" --not A1,A9; fi
if run a12-cors; then for port in 4501 4502; do serve $port --store "$shared" --attributes "$PARENT" --fault cors-star; done
  note "Access-Control-Allow-Origin: *" --a $A --b $B --how include --page http://www.shop.test/ --do triple --expect A12.cors --not A4,R11; fi

# --- A6: no Set-Cookie ----------------------------------------------------------------------------------------------
if run a6-guard; then serve 4501 --fault guard; serve 4502
  note "no cookie unless X-Forwarded-Proto says https" --a $A --b $B --do variant --expect A6.guard --not L0,A3; fi
if run a6-stripped; then serve 4501 --store "$shared" --fault strip-set-cookie; serve 4503 --store "$shared"; serve 4502 --store "$shared"
  note "what stands before A takes Set-Cookie away" --a $A --b $B --do variant:http://auth.shop.test:4503/ --expect A6.stripped --not L0; fi
if run a6-none; then serve 4501 --fault forget; serve 4502
  note "the login succeeds without a cookie, by every way" --a $A --b $B --do variant --do variant:http://auth.shop.test:4501/ --expect A6 --not L0; fi

# --- A7 to A10: ended, pushed out, replaced, shadowed ---------------------------------------------------------------
pair() { serve 4501 --store "$shared" --attributes "$PARENT$1"; serve 4502 --store "$shared" --attributes "$PARENT$1"; }
if run a7-short; then pair "; Max-Age=1"
  note "Max-Age=1, shared store" --a $A --b $B --do sleep:1.5 --do step:visit --do triple --expect A7.short --next "" --not R3,A9; fi
if run a7-session; then pair ""
  note "no Max-Age, and the browser is closed" --a $A --b $B --do event:browser-closed --do step:visit --do triple --expect A7.session --next "" --not R2,A9; fi
if run a8-count; then serve 4501 --store "$shared" --attributes "$PARENT" --fault crowd; serve 4502 --store "$shared"
  note "185 more cookies come with the login" --a $A --b $B --do triple --expect A8.count --next "" --not A9,A7 --how typed; fi
if run a8-header; then serve 4501 --store "$shared" --attributes "$PARENT" --fault ballast; serve 4502 --store "$shared" --largest-header 4000
  note "6 kB of other cookies, and B takes 4 kB" --a $A --b $B --do triple --do padded --expect A8.header --not A10,R11; fi
if run r11-then-a9-reissue; then serve 4501 --attributes "$PARENT"; serve 4502 --attributes "$PARENT" --unknown reissue
  note "each its own memory, and B replaces what it does not know" --a $A --b $B --then $B/api/session/viewer --do triple --do back --do repeat:6 --expect R11 --also A9.reissue --not A1,A7; fi
if run a9-sibling; then serve 4501 --store "$shared" --attributes "$PARENT"; serve 4502 --store "$shared" --attributes "$PARENT" --fault anonymous-sessions
  note "another service of the same name sets its own cookie" --a $A --b $B --then $B/own --do triple --do back --expect A9 --next "" --not A10,R11; fi
if run r11-then-a9-port; then serve 4501; serve 4502 --unknown remove
  note "two ports of one host, each its own memory" --a http://shop.test:4501 --b $B --then $B/api/session/viewer --do triple --do back --do repeat:6 --expect R11 --also A9.port --not A1; fi
if run a9-clear; then pair ""
  note "a page answers Clear-Site-Data" --a $A --b $B --then $B/clear --do triple --do back --expect A9.clear --next "" --not A7,R5; fi
if run a9-logout; then pair ""
  note "a logout at B in the journey" --a $A --b $B --do step:logout=/b/api/auth/logout --do step:visit --expect A9.logout --not A1,R11; fi
if run a10-scope; then serve 4501 --store "$shared" --attributes "$PARENT"; serve 4502 --store "$shared" --unknown ignore
  note "an older host-only cookie of the same name" --a $A --b $B --first $B/own --do triple --do flipped --do fails --expect A10.scope --not A9,R11; fi
if run a10-path; then serve 4501 --store "$shared" --attributes "$PARENT"; serve 4502 --store "$shared" --attributes "Path=/api; HttpOnly"
  note "an older cookie of the same name with a longer path" --a $A --b $B --first $B/own --do triple --do flipped --do fails --expect A10.path --not A9,A5; fi

# --- A13, A14: lost on the way in, cached ---------------------------------------------------------------------------
if run a13-cdn; then serve 4501 --store "$shared" --attributes "$PARENT"; serve 4502 --store "$shared" --fault strip-cookie; serve 4503 --store "$shared"
  note "what stands before B takes Cookie away" --a $A --b $B --do triple --do direct:http://shop.test:4503/ --expect A13.cdn --not R8,A14; fi
if run a13-h2; then serve 4501 --store "$shared" --attributes "$PARENT" --fault ballast; serve 4502 --store "$shared" --fault first-field-only
  note "several Cookie fields (over HTTP/1.1), and B reads the first one" --a $A --b $B --split yes --do triple --do split --expect A13.h2 --not A8,R8; fi
if run a13-parser; then serve 4501 --store "$shared" --attributes "$PARENT" --fault malformed; serve 4502 --store "$shared" --fault strict-parser
  note "a malformed cookie beside it" --a $A --b $B --do triple --do 'neighbour:{"a" 1}' --expect A13.parser --not R8,A10; fi
if run a14-cdn; then serve 4501 --store "$shared" --attributes "$PARENT"; serve 4502 --store "$shared" --page-cache 60
  note "a guest's page is cached for all" --a $A --b $B --first $B/api/session/viewer --do triple --do busted --expect A14.cdn --not A13,R8,U5; fi

# --- R ---------------------------------------------------------------------------------------------------------------
if run r2-restart; then python3 "$here/service.py" --port 4501 & echo $! > "$scratch/pid"; sleep 0.5
  note "memory, and a restart that is confirmed" --a http://shop.test:4501 --b http://shop.test:4501 --do "age:login,x,login,x,event=restart,do=kill \$(cat $scratch/pid); sleep 0.3; python3 $here/service.py --port 4501 >/dev/null 2>&1 & echo \$! > $scratch/pid; sleep 0.7,x" --expect R2 --not R3,R5
  kill "$(cat "$scratch/pid")" || true; fi
if run r3-expired; then serve 4501 --idle 3; 
  note "a session lives for three seconds" --a http://shop.test:4501 --b http://shop.test:4501 --do age:login,x,wait=2,login,x,wait=1.5,x,wait=2,x --expect R3.expired --not R2,R5; fi
if run r5-limit; then serve 4501 --fault limit
  note "a second login ends the first one" --a http://shop.test:4501 --b http://shop.test:4501 --do age:login,x,second,x --expect R5.limit --not R3,R2; fi
if run r5-prefetch; then pair ""
  note "a link to the logout is followed by the browser itself" --a $A --b $B --do step:prefetch=/api/auth/logout --do step:visit --expect R5.prefetch --not A9,R3; fi
if run r5-rotated; then serve 4501 --store "$shared" --attributes "$PARENT" --fault rotate; serve 4502 --store "$shared" --attributes "$PARENT" --fault rotate
  note "the id is replaced after a second, without grace" --a $A --b $B --do triple --do parallel:1.3 --expect R5.rotated --not R1,U4; fi
keys() { # NAME EXPECTED NOT FORM A-OPTIONS B-OPTIONS
  run "$1" || return 0
  serve 4501 --attributes "$PARENT" --form "$4" $5; serve 4502 --attributes "$PARENT" --form "$4" --unknown remove $6
  note "$4; A: $5; B: $6" --a $A --b $B --do triple --do own:sid --do repeat:6 --expect "$2" --not "$3"; }
keys r6-jwt-key R6.key R10,R11 jwt "--key one" "--key two"
keys r6-jwt-algorithm R6.algorithm R10,R11 jwt "--algorithm HS256" "--algorithm HS512"
keys r6-sealed R6.key R11,R8 sealed "--key one" "--key two"
keys r6-or-r11 R6.key,R11 R8,A13 signed "--key one" "--key two"
keys r10-clock R10.clock R6,R3 jwt "" "--date-offset -600"
keys r6-or-r10 R6.key,R10.audience R11 jwt "--audience auth" "--audience mall"
keys r11-memory R11 R6,R8 id "" ""
if run r6-format; then serve 4501 --attributes "$PARENT" --form signed; serve 4502 --attributes "$PARENT" --unknown remove
  note "A writes signed ids, B bare ones" --a $A --b $B --do triple --do own:sid --do repeat:6 --expect R6.format --not R11; fi
down() { # NAME EXPECTED WHEN-DOWN
  run "$1" || return 0
  for port in 4501 4502; do serve $port --store "$shared" --attributes "$PARENT" --down "$scratch/down" --when-down "$3"; done
  note "the store is away for a while; then: $3" --a $A --b $B --do "age:login,x,do=touch $scratch/down,x,x,do=rm $scratch/down,x" --expect "$2" --not R2,R3; }
down r7-read R7.read error
down r7-silent R7.silent guest
down r7-destructive R7.destructive remove
if run r8-name; then serve 4501 --store "$shared" --attributes "$PARENT"; serve 4502 --store "$shared" --attributes "$PARENT" --name mall_sid
  note "another cookie name, shared store" --a $A --b $B --do triple --do own:mall_sid --do rename:mall_sid --expect R8 --not R11,A13; fi
if run r8-name-own-store; then serve 4501 --attributes "$PARENT"; serve 4502 --attributes "$PARENT" --name mall_sid
  note "another cookie name and another store" --a $A --b $B --do triple --do own:mall_sid --do rename:mall_sid --expect R8 --not R11; fi
if run r8-or-more; then serve 4501 --attributes "$PARENT"; serve 4502
  note "nothing that B answers depends on the cookie" --a $A --b $B --do triple --do repeat:6 --expect A13,A14.cdn,R7.silent,R8,R11 --not U6; fi
if run r9-lag; then serve 4501 --store "$shared" --attributes "$PARENT"; serve 4502 --store "$shared" --lag 1.5
  note "B sees a session after a second and a half" --a $A --b $B --do triple --do delayed --expect R9 --not R11,R1; fi
if run r11-prefix; then serve 4501 --store "$shared" --attributes "$PARENT" --prefix auth:; serve 4502 --store "$shared" --attributes "$PARENT" --prefix mall: --unknown remove
  note "one store, two key prefixes" --a $A --b $B --do triple --do own:sid --do repeat:6 --do back --expect R11 --also A9.reissue --not R6,R8,R9; fi

# --- U ---------------------------------------------------------------------------------------------------------------
found() { # NAME EXPECTED NOT B-OPTIONS [OPTION…]
  run "$1" || return 0; expected=$2 not=$3 options=$4; shift 4
  serve 4501 --store "$shared" --attributes "$PARENT"; serve 4502 --store "$shared" --attributes "$PARENT" --unknown remove $options
  note "shared store; B: ${options:-nothing amiss}" --a $A --b $B "$@" --expect "$expected" --not "$not"; }
found u1-unreadable U1 R6,R7 "--fault unreadable" --do triple --do back
found u1-destroyed R5,R6,U1 R11 "--fault destroy" --do back --do triple
found u2-cache U2.cache U4,R5 "--identity-cache 2" --do logout:0.1,0.5,2
found u4-resurrected U4.resurrected U2 "--fault resurrect" --do logout:slow,0.1,0.2
found u5-cache U5.cache U6,A14 "--page-cache 60" --do other
found u6-no-row U6 R11,R6 "--fault no-row" --do triple --do back
found fine "" A1,A2,A3,A4,A5,A6,A7,A8,A9,A10,A12,A13,A14,R1,R5,R6,R7,R8,R9,R10,R11,U1,U2,U4,U5,U6 "" --do triple --do back --do repeat:6 --do delayed --do own:sid --do logout:0.1,1 --do busted --do other --do parallel
if run u2-stateless; then for port in 4501 4502; do serve $port --attributes "$PARENT" --form sealed; done
  note "the session is in the cookie, one key" --a $A --b $B --do triple --do logout:0.1,1 --expect U2.stateless --not R6,U4; fi

# --- This repository's own services: built programs, a PostgreSQL for development -----------------------------------
mall() { # NAME TOPOLOGY COOKIE A B OPTION…
  run "$1" || return 0; topology=$2 cookie=$3 a=$4 b=$5; shift 5
  "${record%/examples/record}/xtask" split --topology "$topology" --port 3210 --no-build --no-islands >"$scratch/split" 2>&1 & pid=$!
  for _ in $(seq 100); do grep -q '^ready' "$scratch/split" && break; sleep 0.3; done
  "$record" --out "$out/$name.json" --from "cargo xtask split --topology $topology" --name "$cookie" --a "http://$a:3210" --b "http://$b:3210" "$@" || echo "!! $name"
  while kill -INT "$pid" 2>/dev/null; do sleep 1; done; wait "$pid" 2>/dev/null || true; }
mall mall-t2a T2a __Host-cfmall auth.cfmall.localhost cfmall.localhost $triple --do repeat:6 --expect A1.sibling --next R11 --not A11,A2
mall mall-t2c T2c __Host-cfmall auth.cfmall.localhost cfmall.localhost $triple --do repeat:6 --expect A1.sibling --next "" --not R11,A2
mall mall-t3 T3 __Secure-cfmall auth.cfmall.localhost cfmall.localhost $triple --do repeat:6 --expect R11 --also A9.reissue --not A1,R6,R8
mall mall-t4 T4 __Host-cfmall cfmall.localhost cfmall.localhost --do repeat-a:6 --do repeat:6 --do triple --expect R1.copy --also A9.reissue --not R9,R11,L0
mall mall-t6 T6 __Secure-cfmall auth.cfmall.localhost cfmall.localhost $triple --do repeat:6 --do logout:0.1,1 --expect U2.stateless --not U4,R6
mall mall-t7 T7 __Secure-cfmall auth.cfmall.localhost cfmall.localhost $triple --do repeat:6 --do delayed --do logout:0.1,1 --do parallel --not A1,R1,R11,U2
mall mall-t7-webkit T7 __Secure-cfmall auth.cfmall.localhost cfmall.localhost --engine webkit --do triple --expect A3.http --next "" --not A1,R11
