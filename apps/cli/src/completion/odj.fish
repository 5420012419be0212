# Completion of odj for Fish. To install it, see: odj completion --help
function __odj_complete
    set -l before (commandline -opc)
    set -e before[1]
    # A quote that is still open is closed first: only then can the word be read without its quotes.
    set -l token (commandline -ct)
    set -l current (string unescape -- $token; or string unescape -- $token\"; or string unescape -- $token\')
    set -l prefix (string match -r -- '^--[^=]+=' $current)
    for line in (odj __complete "=$current" $before 2> /dev/null)
        if test "$line" = :files
            for path in (__fish_complete_path (string replace -r -- '^--[^=]+=' '' $current))
                echo "$prefix$path"
            end
        else
            echo "$prefix$line"
        end
    end
end
complete -c odj -f -a '(__odj_complete)'
