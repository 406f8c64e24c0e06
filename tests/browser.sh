#!/bin/sh
# Install Debian's Chromium where that is possible. Where it is not, the browser tests are skipped and say so.
set -u
if command -v chromium >/dev/null 2>&1; then exit 0; fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "No chromium here, and no right to install it: the browser tests will be skipped."
  exit 0
fi
echo "Installing chromium from Debian's packages ..."
export DEBIAN_FRONTEND=noninteractive
{ apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1 \
  || echo "chromium could not be installed: the browser tests will be skipped."
