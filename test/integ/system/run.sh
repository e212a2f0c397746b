#!/usr/bin/env bash
# Runs the suites that judge servers which are not ours: NSD, Unbound, nginx and Postfix from Debian, compared with
# mta-sts-query and posttls-finger; for DANE, a tree of zones signed by ldns, compared with posttls-finger and danetool.
# Chains about which TLS libraries differ are shown to OpenSSL, GnuTLS and, where it is installed, Go.
# They get ports 53, 443 and 25 in a network namespace of their own, where only the loopback exists, so nothing can
# leave it. Needs root; `--install` fetches what is missing from Debian's packages.
set -euo pipefail
cd "$(dirname "$0")/../../.."

packages=(nsd unbound nginx-light postfix postfix-mta-sts-resolver iproute2 openssl ldnsutils gnutls-bin dns-root-data)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  if [ "${1:-}" = --install ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  else
    echo "test:system needs these Debian packages: ${missing[*]}. Run: npm run test:system -- --install" >&2
    exit 1
  fi
fi

# Postfix does without a running syslog, and the stub resolver of every tool asks the Unbound of this namespace.
exec unshare --net --mount --pid --fork --kill-child --mount-proc bash -c '
  set -e
  ip link set lo up
  resolv=$(mktemp)
  echo "nameserver 127.0.0.1" >"$resolv"
  target=$(readlink -f /etc/resolv.conf)
  mount --bind "$resolv" "$target"
  exec npx jest --config test/integ/system/jest.config.js --runInBand
'
