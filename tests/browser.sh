#!/bin/sh
# Install Debian's Chromium without windows, and Java for the Nu Html Checker, where that is possible. Where it is not, the tests that
# need them are skipped and say so.
set -u
wanted=""
command -v chromium-headless-shell >/dev/null 2>&1 || command -v chromium >/dev/null 2>&1 || wanted="chromium-headless-shell"
command -v java >/dev/null 2>&1 || wanted="$wanted default-jre-headless"
if [ -z "$wanted" ]; then exit 0; fi
what="$(echo $wanted) (the tests try the site in Chromium and check its HTML with a program in Java)"
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "Not here, and no right to install it: $what. The tests that need it will be skipped."
  exit 0
fi
echo "Installing with apt-get: $what. Run \`make check\` instead for the tests that need no browser."
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq >/dev/null 2>&1
for package in $wanted; do
  apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1 \
    || echo "$package could not be installed: the tests that need it will be skipped."
done
