#!/usr/bin/env bash
# Runs the suite that looks at the dashboard as people do: Debian's Chromium, the real local server, the sandbox.
# `--install` fetches the browser from Debian's packages. Screenshots of every view go to screenshots/.
set -euo pipefail
cd "$(dirname "$0")/../../.."

if ! command -v chromium >/dev/null; then
  if [ "${1:-}" = --install ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
  else
    echo "test:browser needs Debian's package chromium. Run: npm run test:browser -- --install" >&2
    exit 1
  fi
fi
[ "${1:-}" = --install ] && shift

exec npx jest --config test/integ/browser/jest.config.js --runInBand "$@"
