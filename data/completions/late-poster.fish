# SPDX-License-Identifier: GPL-3.0-or-later
# What may be typed next is known to the program alone.

function __late_poster_complete
    set -l words (commandline -opc)
    $words[1] complete -- $words[2..-1] (commandline -ct) 2>/dev/null
end

complete -c late-poster -n 'not contains -- :files (__late_poster_complete)' -f
complete -c late-poster -a '(__late_poster_complete | string match -v :files)'
