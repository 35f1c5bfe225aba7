#!/bin/sh
# A fresh Debian 12 with python3, pip and git alone, a user without rights and without a home: what does the first
# start cost, and the second? Run as root, with debootstrap installed. Takes about two minutes and 1 GB under /tmp.
set -eu

project=$(CDPATH='' cd -P -- "$(dirname -- "$0")/.." && pwd)
machine=$(mktemp -d)
trap 'rm -rf "$machine"' EXIT

echo "Making a Debian 12 in $machine"
debootstrap --variant=minbase --include=python3,python3-pip,git,ca-certificates bookworm "$machine" >/dev/null
chmod 755 "$machine"
cp /etc/resolv.conf "$machine/etc/"
cp /etc/ssl/certs/ca-certificates.crt "$machine/etc/ssl/certs/" # this network's own authority, if it has one
chroot "$machine" useradd --no-create-home officer

place="/srv/مشروع تنسيق"
mkdir -p "$machine$place"
git -C "$project" ls-files -coz --exclude-standard | tar -C "$project" --null -T - -c | tar -x -C "$machine$place"
chroot "$machine" chown -R officer "$place"

for start in first second; do
    began=$(date +%s%N)
    chroot "$machine" su officer -s /bin/sh -c "env -i PATH=/usr/bin:/bin '$place/tansiq' help" </dev/null >/dev/null
    echo "$start start: $((($(date +%s%N) - began) / 1000000)) ms"
done
du -sh "$machine$place/.venv" | cut -f1 | sed 's/$/ in .venv/'
