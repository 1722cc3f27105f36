#!/bin/sh
# The demonstration of `make run`: serves the turbine hall on this machine until
# it is interrupted. The data stay in run/, so that the next start goes on.
set -eu
cd "$(dirname "$0")/.."
mkdir -p run

: "${CORDON_LISTEN:=127.0.0.1:8080}"
export CORDON_LISTEN

cat <<'TRY'
Serving a sample plant, the turbine hall, from run/data. Stop it with Ctrl-C.

Without a server, in another terminal:
  bin/cordon init plant.cordon --template turbine-hall
  bin/cordon --project plant.cordon gap --top 8
  bin/cordon --project plant.cordon impact AST-1 --change firmware
  bin/cordon --help

TRY

exec bin/cordon serve --data run/data --sample turbine-hall --log-level warn
