# Completion of odj for Bash 3.2 and later. To install it, see: odj completion --help
_odj() {
  # Bash has split the line at = and : as well. Pieces without a space between them are one word.
  local line=${COMP_LINE:0:COMP_POINT} words=() piece i
  for ((i = 0; i < COMP_CWORD; i++)); do
    piece=${COMP_WORDS[i]}
    if [[ $i == 0 || $line == [[:space:]]* ]]; then words+=("$piece"); else words[${#words[@]} - 1]+=$piece; fi
    line=${line#*"$piece"}
  done
  local current=${line#"${line%%[![:space:]]*}"} last=$((${#words[@]} - 1))
  if [[ $line == "$current" ]]; then
    current=${words[last]}$line
    unset "words[last]"
  fi

  # Readline keeps a quote that is open, and quotes within it.
  local open='^(--[^=]*=)?(["'\''])(.*)$' quote=
  if [[ $current =~ $open ]]; then
    current=${BASH_REMATCH[1]}${BASH_REMATCH[3]}
    quote=${BASH_REMATCH[2]}
  fi

  # Readline replaces what comes after the =, unless COMP_WORDBREAKS lacks it.
  local prefix= text path
  if [[ $current == --*=* && $COMP_WORDBREAKS != *=* ]]; then prefix=${current%%=*}=; fi
  COMPREPLY=()
  while IFS=$'\t' read -r text _; do
    if [[ $text != :files ]]; then
      COMPREPLY+=("$prefix$text")
    elif [[ -n $prefix ]] || ! compopt -o default 2> /dev/null; then
      while IFS= read -r path; do
        [[ -n $quote ]] || printf -v path %q "$path"
        COMPREPLY+=("$prefix$path")
      done < <(compgen -f -- "${current#--*=}")
    fi
  done < <(odj __complete "=$current" "${words[@]:1}" 2> /dev/null)
}
complete -F _odj odj
