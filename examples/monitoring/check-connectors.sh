#!/bin/sh
# For cron, which mails what a job prints: prints nothing while all is well, else the report of each check that is not.
# Its arguments go to odj, such as --profile NAME. Its exit code is the greatest of the checks': 1 is a warning,
# 2 is critical, 3 is unknown (such as a sign-in that fails).
worst=0

check() {
  report=$(odj "$@" 2>&1)
  code=$?
  if [ "$code" -ne 0 ]; then echo "$report"; fi
  if [ "$code" -gt "$worst" ]; then worst=$code; fi
}

check stale --older-than 12h "$@"
check doctor --min-version 6.2504.2001.8 "$@"
exit "$worst"
