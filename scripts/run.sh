#!/bin/sh
# The demonstration of `make run`: creates the turbine hall once and asks the
# questions an engineer asks first. Each command is printed before its output,
# so that the whole reads like a transcript and can be repeated by hand.
set -eu
cd "$(dirname "$0")/.."
mkdir -p run

cordon=bin/cordon
project=run/turbine-hall.cordon

# show runs a command in view of the reader.
show() {
	printf '\n$ %s\n' "$*"
	"$@"
}

if [ ! -e "$project" ]; then
	show $cordon init --template turbine-hall "$project"
fi

show $cordon --project "$project" sl
show $cordon --project "$project" gap --top 10
# What a firmware change of the turbine controller reaches.
show $cordon --project "$project" impact AST-1 --change firmware

cat <<'TRY'

Try next:
  bin/cordon --project run/turbine-hall.cordon sl --why       why each level is what it is
  bin/cordon --project run/turbine-hall.cordon check          findings, exit status 1 if there are any
  bin/cordon --project run/turbine-hall.cordon trace          the chain from requirement to evidence
  bin/cordon --project run/turbine-hall.cordon export text run/turbine-hall
  bin/cordon --help
TRY
