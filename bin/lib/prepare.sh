# Read by the commands of bin/ from the checkout: dependencies installed, sources built, $banso_node is the pinned Node.
# shellcheck shell=sh
if ! command -v node >/dev/null; then
  echo 'Banso needs Node.js 20 or newer: https://nodejs.org/' >&2
  exit 1
fi
node bin/lib/install.js ${banso_needs:+"$banso_needs"} || exit 1
banso_node=node_modules/.bin/node
"$banso_node" bin/lib/build.ts --when-changed || exit 1
