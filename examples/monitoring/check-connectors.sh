#!/bin/sh
# Runs a check of odj for cron, which mails what a job prints: prints the report only if something is wrong.
# The exit code is the check's: 0 ok, 1 warning, 2 critical, 3 unknown (such as a sign-in that fails).
report=$(odj "$@" 2>&1)
code=$?
if [ "$code" -ne 0 ]; then echo "$report"; fi
exit "$code"
