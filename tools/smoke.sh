#!/usr/bin/env bash
# Installs the packed package in an empty folder and uses it there as a user would.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm pack --silent --pack-destination "$folder" --ignore-scripts > /dev/null
cd "$folder"
printf '{"name":"smoke","private":true,"type":"module"}\n' > package.json
npm install --no-audit --no-fund --ignore-scripts ./seatrial-*.tgz > /dev/null
npx seatrial --version
mkdir specs fixtures && cp -r "$root/specs/scenarios" specs/ && cp -r "$root/fixtures/manifests" fixtures/
npx seatrial run specs/scenarios/healthy-deploy.yaml --trace trace.jsonl
test -s trace.jsonl
printf 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: web, image: nginx }] }\n' > pod.yaml
npx seatrial check pod.yaml
printf 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containerz: [] }\n' > bad.yaml
if npx seatrial check bad.yaml; then echo 'a bad manifest was taken' >&2; exit 1; fi
node -e "import('seatrial').then((m) => { if (typeof m.runScenarios !== 'function') throw new Error('no runScenarios') })"
node -e "JSON.parse(require('node:fs').readFileSync(require.resolve('seatrial/schema/scenario.json'), 'utf8'))"
