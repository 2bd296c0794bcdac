# A private DNS Internet of real name servers, for the tests in this folder.
# shellcheck shell=bash
#
#   . internet.sh; internet_enter "$@"; internet_start
#
# It brings check.sh and plain.sh along.
#
# A root with the top-level domains jptest, jp and test and the reverse tree
# (NSD), the user's zones on two name servers with a zone file each (two more
# NSD), and two caching resolvers over that root (Unbound). All of it lives in
# a network namespace of its own on port 53, so nothing can leave the machine.
# Where namespaces are forbidden, the same servers use a high port.

. "$(dirname "${BASH_SOURCE[0]}")/check.sh"
. "$(dirname "${BASH_SOURCE[0]}")/plain.sh"

root_server=127.10.0.1
ns1=127.10.1.1
ns2=127.10.1.2
resolver1=127.20.0.1
resolver2=127.20.0.2
dead_address=127.20.0.9 # nobody is there
# Addresses that are neither special nor anybody's mail server: a test network
# of amateur radio, and the former 6bone.
mail_address=44.128.0.10
old_address=44.128.0.99
mail_address6=3ffe:b00::10
mail_pointer6=0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.b.0.e.f.f.3.ip6.arpa
domain=example.jptest
zones=("$domain" example.jp) # of users, below jptest and jp

zone_ttl=8 # of what changes: long enough to be seen in a cache
negative_ttl=8
log_queries=no # of the resolvers
zones_ready=: # runs when zones are written and nobody serves them yet

# Goes into a namespace of its own, once; comes back in a new process.
internet_enter() { # ARGUMENTS OF THE SCRIPT...
	if [[ -n ${INTERNET_INSIDE-} ]]; then
		return
	fi
	local room=(unshare -rnmu --pid --fork --kill-child)
	if "${room[@]}" true 2>/dev/null; then
		INTERNET_INSIDE=53 exec "${room[@]}" bash "$0" "$@"
	fi
	INTERNET_INSIDE=5300 exec bash "$0" "$@"
}

internet_start() {
	local tool
	for tool in nsd unbound dig ip; do
		command -v "$tool" >/dev/null || {
			say "skipped: $tool is not installed"
			exit 77
		}
	done
	port=$INTERNET_INSIDE
	work=$(mktemp -d)
	trap internet_stop EXIT
	if [[ $port -eq 53 ]]; then
		namespace_prepare
		say "private network namespace, port 53"
	else
		say "no namespaces here: port $port on this machine's loopback"
	fi
	zones_write
	$zones_ready
	nsd_start root "$root_server"
	nsd_start ns1 "$ns1"
	nsd_start ns2 "$ns2"
	unbound_start resolver1 "$resolver1"
	unbound_start resolver2 "$resolver2"
	wait_for answers "$root_server" .
	wait_for answers "$ns1" "$domain"
	wait_for answers "$ns2" "$domain"
	wait_for answers "$resolver1" "$domain"
	wait_for answers "$resolver2" "$domain"
	inkan_ready
}

internet_stop() {
	local status=$? pids
	trap - EXIT
	pids=$(jobs -p)
	# shellcheck disable=SC2086
	[[ -z $pids ]] || { kill $pids; wait $pids; } 2>/dev/null
	[[ -z ${INTERNET_KEEP-} ]] && rm -rf "$work"
	exit $status
}

namespace_prepare() {
	ip link set lo up
	# This "machine" is the mail server: its name, its addresses.
	hostname mail.$domain
	if ip link add mail0 type dummy 2>/dev/null ||
	    ip link add mail0 type veth peer name mail1 2>/dev/null; then
		ip link set mail0 up
		ip addr add "$mail_address/32" dev mail0
		ip -6 addr add "$mail_address6/128" dev mail0 nodad \
		    2>/dev/null || true
	fi
	printf 'nameserver %s\nnameserver %s\n' "$resolver1" "$resolver2" \
	    >"$work/resolv.conf"
	mount --bind "$work/resolv.conf" /etc/resolv.conf 2>/dev/null ||
	    say "keeps the machine's /etc/resolv.conf"
	mount -t proc proc /proc 2>/dev/null || true
}

# --- Questions -----------------------------------------------------------------

ask() { # SERVER NAME TYPE [DIG-OPTION...]: the values, one a line
	local server=$1 name=$2 type=$3
	shift 3
	dig @"$server" -p "$port" +tries=1 +time=2 +short "$@" "$name" "$type"
}

answers() { # SERVER ZONE
	dig @"$1" -p "$port" +tries=1 +time=1 "$2" SOA 2>/dev/null |
	    grep -q 'status: NOERROR'
}

has_serial() { # SERVER ZONE SERIAL
	[[ $(ask "$1" "$2" SOA 2>/dev/null | awk '{print $3}') == "$3" ]]
}

# --- Zones ---------------------------------------------------------------------

soa() { # ZONE SERIAL
	printf '$ORIGIN %s.\n$TTL %d\n' "${1%.}" "$zone_ttl"
	printf '@ %d SOA ns1.dnshost.test. hostmaster.dnshost.test. %d 3600 600 86400 %d\n' \
	    "$zone_ttl" "$2" "$negative_ttl"
}

zone_file() { # SERVER ZONE
	printf '%s/%s/%s.zone' "$work" "$1" "${2%.}"
}

zone_write() { # SERVER ZONE: adds the records on standard input to the head
	mkdir -p "$work/$1"
	{ soa "$2" 1; cat; } >"$(zone_file "$1" "$2")"
	printf 'zone:\n name: "%s"\n zonefile: "%s"\n' "$2" \
	    "$(zone_file "$1" "$2")" >>"$work/$1/zones.conf"
}

delegation() { # ZONE
	printf '%s. NS ns1.dnshost.test.\n%s. NS ns2.dnshost.test.\n' "$1" "$1"
}

delegations() { # TOP-LEVEL-DOMAIN
	local name
	echo '@ NS a.root.test.'
	for name in "${zones[@]}"; do
		[[ $name != *."$1" ]] || delegation "$name"
	done
}

reverse() { # ADDRESS: its four labels, last first
	local IFS=.
	# shellcheck disable=SC2086
	set -- $1
	printf '%s.%s.%s.%s.in-addr.arpa' "$4" "$3" "$2" "$1"
}

zones_write() {
	zone_write root . <<-END
		. NS a.root.test.
		a.root.test. A $root_server
		test. NS a.root.test.
		jptest. NS a.root.test.
		jp. NS a.root.test.
		arpa. NS a.root.test.
	END
	zone_write root arpa <<-END
		@ NS a.root.test.
		$(reverse "$mail_address"). PTR mail.$domain.
		$(reverse "$old_address"). PTR old.$domain.
		$mail_pointer6. PTR mail.$domain.
	END
	zone_write root test <<-END
		@ NS a.root
		a.root A $root_server
		ns1.dnshost A $ns1
		ns2.dnshost A $ns2
	END
	zone_write root jptest < <(delegations jptest)
	zone_write root jp < <(delegations jp)
	local server name
	for server in ns1 ns2; do
		for name in "${zones[@]}"; do
			zone_write $server $name < <(delegation "$name"; bare_zone)
		done
	done
}

# A domain whose owner has done nothing yet: mail arrives, nothing is proved.
bare_zone() {
	cat <<-END
		@ A $mail_address
		@ MX 10 mail
		mail A $mail_address
		mail AAAA $mail_address6
		old A $old_address
		@ TXT "site-verification=kept"
	END
}

# Replaces the zone on one server by what stands on standard input (without the
# SOA), and waits until the server has it.
zone_publish() { # SERVER ZONE SERIAL
	local address=${!1} file
	file=$(zone_file "$1" "$2")
	{ soa "$2" "$3"; cat; } >"$file.new"
	mv "$file.new" "$file"
	kill -HUP "$(cat "$work/$1/pid")"
	wait_for has_serial "$address" "$2" "$3"
}

zone_records() { # SERVER ZONE: what zone_publish took
	sed 1,3d "$(zone_file "$1" "$2")"
}

# --- Servers -------------------------------------------------------------------

nsd_start() { # NAME ADDRESS
	local dir=$work/$1
	cat >"$dir/nsd.conf" <<-END
		server:
		 ip-address: $2@$port
		 username: ""
		 chroot: ""
		 zonesdir: ""
		 database: ""
		 server-count: 1
		 verbosity: 1
		 pidfile: "$dir/pid"
		 logfile: "$dir/log"
		 xfrdfile: "$dir/xfrd.state"
		 xfrdir: "$dir"
		 zonelistfile: "$dir/zone.list"
		 zonefiles-check: yes
		 zonefiles-write: 0
		 rrl-ratelimit: 0
		 refuse-any: no
		remote-control:
		 control-enable: no
		$(cat "$dir/zones.conf")
	END
	nsd -d -c "$dir/nsd.conf" &
}

nsd_stop() { # NAME
	kill "$(cat "$work/$1/pid")"
	wait_for nobody_at "${!1}"
}

nobody_at() { # ADDRESS
	! dig @"$1" -p "$port" +tries=1 +time=1 . SOA >/dev/null 2>&1
}

unbound_start() { # NAME ADDRESS
	local dir=$work/$1
	mkdir -p "$dir"
	printf '. 86400 NS a.root.test.\na.root.test. 86400 A %s\n' \
	    "$root_server" >"$dir/root.hints"
	{
		cat <<-END
			server:
			 interface: $2
			 port: $port
			 username: ""
			 chroot: ""
			 directory: "$dir"
			 pidfile: "$dir/pid"
			 logfile: "$dir/log"
			 use-syslog: no
			 log-queries: $log_queries
			 access-control: 127.0.0.0/8 allow
			 do-not-query-localhost: no
			 do-ip6: no
			 root-hints: "$dir/root.hints"
			 qname-minimisation: no
			 unblock-lan-zones: yes
			 local-zone: "test." nodefault
			 num-threads: 1
			 infra-host-ttl: 1
			 cache-min-ttl: 0
		END
		# Who was given an anchor validates.
		if [[ -s $dir/anchor ]]; then
			printf ' module-config: "validator iterator"\n'
			printf ' trust-anchor-file: "%s/anchor"\n' "$dir"
		else
			printf ' module-config: "iterator"\n'
		fi
		cat <<-END
			remote-control:
			 control-enable: yes
			 control-interface: "$dir/control"
			 control-use-cert: no
		END
		# Resolvers follow a delegation to port 53 only.
		[[ $port -eq 53 ]] || unbound_stubs
	} >"$dir/unbound.conf"
	unbound -d -c "$dir/unbound.conf" &
}

unbound_stubs() {
	local name
	printf 'stub-zone:\n name: "."\n stub-addr: %s@%d\n' "$root_server" \
	    "$port"
	for name in test jptest jp arpa; do
		printf 'stub-zone:\n name: "%s"\n stub-addr: %s@%d\n' "$name" \
		    "$root_server" "$port"
	done
	for name in "${zones[@]}"; do
		printf 'stub-zone:\n name: "%s"\n' "$name"
		printf ' stub-addr: %s@%d\n' "$ns1" "$port" "$ns2" "$port"
	done
}

# Resolver 1 asks this server about a zone; without one, whom it should.
resolver_asks() { # ZONE [SERVER]
	local control=(unbound-control -q -c "$work/resolver1/unbound.conf")
	if [[ -n ${2-} ]]; then
		"${control[@]}" stub_add "$1" "$2@$port"
	elif [[ $port -eq 53 ]]; then
		"${control[@]}" stub_remove "$1"
	else
		"${control[@]}" stub_add "$1" "$ns1@$port" "$ns2@$port"
	fi
}

flush() { # NAME...: forget everything a resolver has in its cache
	local name
	for name; do
		unbound-control -q -c "$work/$name/unbound.conf" \
		    flush_zone .
	done
}

# Does another program accept the key? What it says is in $work/testkey.
testkey() { # DOMAIN SELECTOR KEY-FILE
	cat >"$work/testkey.unbound" <<-END
		server:
		 do-not-query-localhost: no
		 module-config: "iterator"
		 local-zone: "test." nodefault
		forward-zone:
		 name: "."
		 forward-addr: $resolver1@$port
	END
	printf 'ResolverConfiguration %s\n' "$work/testkey.unbound" \
	    >"$work/testkey.conf"
	opendkim-testkey -x "$work/testkey.conf" -d "$1" -s "$2" -k "$3" -vvv \
	    >"$work/testkey" 2>&1 && grep -q 'key OK' "$work/testkey"
}
