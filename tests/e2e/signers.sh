#!/bin/bash
# Every signer that Debian has, set up as "inkan dkim config" says, signs a
# message, and a verifier that is neither inkan's nor the signer's finds the
# signatures good. A signer that is not installed is left out, and that is said.
set -euo pipefail
. "$(dirname "$0")/check.sh"

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
chmod 755 "$work" # Exim gives up root
daemons=()
leave() {
	local status=$?
	[[ ${#daemons[@]} -eq 0 ]] ||
	    { kill "${daemons[@]}"; wait "${daemons[@]}"; } 2>/dev/null
	rm -rf "$work"
	exit $status
}
trap leave EXIT

domain=example.jp
servers=() port= resolver1= resolver2=
inkan_ready
signed=0

have() { # SIGNER FILE...: is one of these programs there?
	local signer=$1 file
	shift
	for file; do
		if [[ -x $file ]]; then
			program=$file
			return
		fi
	done
	say "skipped: $signer is not installed"
	return 1
}

make_keys() {
	printf '%s\n' "\$ORIGIN $domain." "@ 300 SOA ns1 root 1 1 1 1 300" \
	    "@ NS ns1" "ns1 A 192.0.2.1" >"$work/zone"
	"$INKAN" dkim new $domain --type both --selector s1 \
	    --zone "$work/zone" --state "$state" --json >"$work/out"
	out 'd["keys"]' >/dev/null
	/usr/bin/python3 -c 'import json, sys
print(json.dumps(json.load(sys.stdin)["keys"]))' <"$work/out" >"$work/records"
	cat >"$work/message" <<'END'
From: Info <info@example.jp>
To: Someone <someone@example.net>
Subject: A message that is to be signed
Date: Sun, 22 Nov 2026 12:00:00 +0900
Message-ID: <1@example.jp>
MIME-Version: 1.0
Content-Type: text/plain; charset=us-ascii

Hello,
this is a line.

END
}

# Does what the output says, below a directory of our own. Names in the files
# follow; what belongs to the whole machine is left out.
configure() { # SIGNER
	root=$work/$1
	"$INKAN" dkim config $domain --for "$1" --write "$work/$1.files" \
	    --state "$state" --json >"$work/out"
	/usr/bin/python3 - "$root" "$work/out" <<'END'
import json, os, re, shutil, sys
root, document = sys.argv[1], json.load(open(sys.argv[2]))
for part in document["keys"] + document["files"]:
    path = root + part["path"]
    os.makedirs(os.path.dirname(path), mode=0o755, exist_ok=True)
    shutil.copyfile(part["source"], path)
    os.chmod(path, int(part["mode"], 8))
    if "text" in part:
        with open(path) as file:
            text = file.read()
        text = re.sub(r"(?<![\w.])/(etc|var|run)/", root + r"/\1/", text)
        with open(path, "w") as file:
            file.write(text)
END
}

expect() { # SIGNER SELECTORS: the message is in $work/signed
	local got
	got=$(/usr/bin/python3 "$here/signers.py" verify "$work/records" \
	    <"$work/signed")
	[[ $got == "$2" ]] || {
		cat "$work/signed" >&2
		fail "$1: wanted good signatures of '$2', got '$got'"
	}
	say "ok: $1 signs with $2"
	signed=$((signed + 1))
}

daemon() { # COMMAND...
	"$@" >"$work/daemon.log" 2>&1 &
	daemons+=($!)
}

# As the user that runs the test, and at a socket of ours.
milter_settings() { # FILE
	sed -i -e "s/^UserID.*/UserID $(id -un)/" \
	    -e "s|^Socket.*|Socket local:$root/socket|" "$1"
	mkdir -p "$root"/run/{opendkim,dkimpy-milter}
}

through_milter() {
	wait_for test -S "$root/socket"
	/usr/bin/python3 "$here/signers.py" milter "$root/socket" \
	    <"$work/message" >"$work/signed"
}

signs_with_opendkim() {
	have opendkim /usr/sbin/opendkim || return 0
	configure opendkim
	milter_settings "$root/etc/opendkim.conf"
	# Everybody may write to the directory above ours.
	echo 'RequireSafeKeys no' >>"$root/etc/opendkim.conf"
	"$program" -n -x "$root/etc/opendkim.conf" ||
	    fail "opendkim refuses the configuration"
	daemon "$program" -f -x "$root/etc/opendkim.conf"
	through_milter
	expect opendkim s1r
}

signs_with_dkimpy() {
	have dkimpy-milter /usr/bin/dkimpy-milter || return 0
	configure dkimpy
	milter_settings "$root/etc/dkimpy-milter/dkimpy-milter.conf"
	daemon "$program" "$root/etc/dkimpy-milter/dkimpy-milter.conf"
	through_milter
	expect dkimpy "s1e s1r"
}

rspamd_main() { # what is around dkim_signing.conf, as small as it can be
	printf 'net\njp\n' >"$root/suffixes"
	cat <<END
pidfile = "$root/pid";
options {
	filters = "dkim";
	temp_dir = "$root";
	disable_hyperscan = true;
	url_tld = "$root/suffixes";
	local_addrs = ["127.0.0.0/8"];
	dns { nameserver = ["127.0.0.1:1"]; timeout = 0.1s; }
}
logging { type = "console"; }
worker "normal" { bind_socket = "$root/socket mode=0600"; count = 1; }
modules { path = "/usr/share/rspamd/plugins/dkim_signing.lua"; }
lua = "/usr/share/rspamd/rules/rspamd.lua";
dkim_signing {
	.include "$root/etc/rspamd/local.d/dkim_signing.conf"
}
END
}

signs_with_rspamd() {
	local who=()
	have rspamd /usr/bin/rspamd || return 0
	configure rspamd
	rspamd_main >"$root/rspamd.conf"
	[[ $(id -u) -ne 0 ]] || who=(-i -u root -g root)
	daemon "$program" -f "${who[@]}" -c "$root/rspamd.conf"
	wait_for test -S "$root/socket"
	/usr/bin/python3 "$here/signers.py" rspamd "$root/socket" \
	    <"$work/message" >"$work/signed"
	expect rspamd "s1e s1r"
}

# Debian's own configuration with our macros in front, and the next mail server
# on this machine.
exim_main() {
	local etc=$root/etc/exim4
	cp -rn /etc/exim4/exim4.conf.template "$etc"
	cat >"$etc/update-exim4.conf.conf" <<END
dc_eximconfig_configtype='smarthost'
dc_local_interfaces='127.0.0.1'
dc_smarthost='127.0.0.1::$(cat "$root/port")'
dc_minimaldns='false'
dc_use_split_config='false'
CFILEMODE='644'
dc_localdelivery='mail_spool'
END
	update-exim4.conf -d "$etc" -o "$root/generated" 2>/dev/null
	printf 'log_file_path = %s/spool/%%slog\n' "$root"
	cat "$etc/exim4.conf.localmacros"
	# The transport for a smarthost does not sign; this machine is next.
	sed -e 's/transport = remote_smtp_smarthost/transport = remote_smtp/' \
	    -e 's/^  host_find_failed = ignore/&\n  self = send/' \
	    "$root/generated"
}

signs_with_exim() {
	have exim /usr/sbin/exim4 || return 0
	[[ $(id -u) -eq 0 ]] || {
		say "skipped: exim has to be started by root"
		return
	}
	configure exim
	mkdir -m 777 "$root/spool"
	chgrp Debian-exim "$root"/etc/exim4/dkim/*
	/usr/bin/python3 "$here/signers.py" sink "$root/port" \
	    >"$work/signed" &
	daemons+=($!)
	wait_for test -s "$root/port"
	exim_main >"$root/main"
	"$program" -C "$root/main" -DSPOOLDIR="$root/spool" -odi \
	    -f info@$domain someone@example.net <"$work/message"
	wait_for test -s "$work/signed"
	expect exim "s1e s1r"
}

# The filters of the file, one after the other, as smtpd would run them.
signs_with_opensmtpd() {
	local line command
	have filter-dkimsign /usr/libexec/opensmtpd/filter-dkimsign \
	    "${FILTER_DKIMSIGN:-/nonexistent}" || return 0
	configure opensmtpd
	cp "$work/message" "$work/signed"
	while read -r line; do
		[[ $line =~ proc-exec\ \"([^\"]*)\" ]] || continue
		read -ra command <<<"${BASH_REMATCH[1]}"
		is filter-dkimsign "${command[0]}" "the filter's name"
		/usr/bin/python3 "$here/signers.py" filter "$program" \
		    "${command[@]:1}" <"$work/signed" >"$work/next"
		mv "$work/next" "$work/signed"
	done <"$root/etc/mail/dkim.conf"
	expect opensmtpd "s1e s1r"
}

/usr/bin/python3 -c 'import dkim, nacl' 2>/dev/null || {
	say "skipped: python3-dkim and python3-nacl are not installed"
	exit 77
}
make_keys
signs_with_opendkim
signs_with_dkimpy
signs_with_rspamd
signs_with_exim
signs_with_opensmtpd
[[ $signed -gt 0 ]] || {
	say "skipped: no signer is installed"
	exit 77
}
say "done: $signed signers"
