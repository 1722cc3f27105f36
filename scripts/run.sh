#!/bin/sh
# The demonstration of `make run`: creates the turbine hall once and asks the
# questions an engineer asks first. Each command is printed before its output,
# so that the whole reads like a transcript and can be repeated by hand.
set -eu
cd "$(dirname "$0")/.."
mkdir -p run

cordon=bin/cordon
CORDON_PROJECT=run/turbine-hall.cordon
export CORDON_PROJECT
: "${CORDON_AUTHOR:=${USER:-demo}}"
export CORDON_AUTHOR

# Where the output is no terminal, lines would be as long as their content.
width=
[ -t 1 ] || width=--width=100

# show runs a command in view of the reader.
show() {
	printf '\n$ cordon %s\n\n' "$*"
	$cordon $width "$@"
}

if [ ! -e "$CORDON_PROJECT" ]; then
	printf '$ cordon init %s --template turbine-hall\n\n' "$CORDON_PROJECT"
	$cordon init "$CORDON_PROJECT" --template turbine-hall
fi

show sl
show gap --top 8
# What a firmware change of the turbine controller would reach.
show impact AST-1 --change firmware

cat <<'TRY'

Try next (the project is run/turbine-hall.cordon):
  export CORDON_PROJECT=run/turbine-hall.cordon
  bin/cordon sl ZON-1 --why                       why each level is what it is, down to the rows
  bin/cordon trace ALL-2                          the chain of one row, with the step that is missing
  bin/cordon impact AST-1 --change firmware --paths
  bin/cordon whatif 'set AST-1 firmware=4.2.2'    the numbers as they would be; nothing is written
  bin/cordon defence --remove CMS-5               what falls if this countermeasure goes
  bin/cordon check                                findings; exit status 1 if any counts
  bin/cordon sl --drift ZON-1                     how the levels went, commit by commit
  bin/cordon export text run/turbine-hall         the whole project as files for version control
  bin/cordon --help
TRY
