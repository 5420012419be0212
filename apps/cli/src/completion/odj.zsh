#compdef odj
# Completion of odj for Zsh. To install it, see: odj completion --help
_odj() {
  local line
  local -a lines described
  lines=("${(@f)$(odj __complete "=${(Q)PREFIX}" "${(@Q)words[2,CURRENT-1]}" 2> /dev/null)}")
  compset -P '--[a-z-]#='
  if [[ $lines[1] == :files ]]; then
    _files
    return
  fi
  for line in $lines; do
    # A word without a meaning has no colon.
    described+=("${${line/$'\t'/:}%:}")
  done
  _describe odj described
}
# The script is a file in $fpath, or it is sourced.
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _odj "$@"; else compdef _odj odj; fi
