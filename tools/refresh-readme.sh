#!/usr/bin/env bash
# Runs the README's scenario and puts its real output into the README.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$root/fixtures/manifests/web.yaml" "$folder/"
awk '/^```yaml/{f=1;next}/^```/{f=0}f' "$root/README.md" > "$folder/web-needs-room.yaml"
(cd "$folder" && SEATRIAL_NO_TIMES=1 node "$root/dist/bin/seatrial.js" run web-needs-room.yaml > out.txt || true)
awk -v out="$folder/out.txt" '/^```console/{print; getline; print; while ((getline line < out) > 0) print line; skip=1; next} /^```/{skip=0} !skip' "$root/README.md" > "$folder/README.md"
cp "$folder/README.md" "$root/README.md"
