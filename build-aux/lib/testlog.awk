# Counts the results in meson's testlog.json, one test program a line.
#
#   awk -v expected=N -f testlog.awk testlog.json   prints: PASSED FAILED SKIPPED
#   what failed goes to stderr, with what it had to say
#
# TAP programs count by their subtests, others as one. A program that ends badly without a failed
# subtest (a crash, a time-out, a plan not kept) is one failure more; one that says nothing at all
# is a failure, not a skip; and so is each of the EXPECTED programs that left no line.

function field (name, text)
{
  if (!match ($0, "\"" name "\": \"([^\"\\\\]|\\\\.)*\""))
    return ""
  text = substr ($0, RSTART, RLENGTH)
  sub ("^\"" name "\": \"", "", text)
  sub ("\"$", "", text)
  return text
}

function complain (text)
{
  print "failed: " text > "/dev/stderr"
}

# The end of what a program wrote, readable.
function show (text, line, lines, i)
{
  gsub (/\\\\/, "\001", text)
  gsub (/\\t/, "  ", text)
  gsub (/\\"/, "\"", text)
  lines = split (text, line, /\\n/)
  for (i = lines > 150 ? lines - 149 : 1; i <= lines; i++)
    {
      gsub (/\001/, "\\", line[i])
      if (line[i] != "")
        print "  | " line[i] > "/dev/stderr"
    }
}

{
  programs++
  name = field("name")
  result = field("result")
  output = field("stdout")
  gsub (/\\\\/, "\001", output)
  gsub (/\\t/, " ", output)
  gsub (/\\r/, "", output)
  lines = split (output, line, /\\n/)
  good = bad = skip = none = 0

  for (i = 1; i <= lines; i++)
    {
      if (line[i] ~ /^1\.\.0( |$)/ && tolower (line[i]) ~ /# *skip/)
        none = 1
      else if (line[i] !~ /^(not )?ok($| )/)
        continue
      else if (tolower (line[i]) ~ /# *skip/)
        skip++
      else if (line[i] ~ /^ok/)
        good++
      else if (tolower (line[i]) !~ /# *todo/)
        {
          bad++
          complain(name ": " substr (line[i], 8))
        }
    }

  if (good + bad + skip == 0)
    {
      if (result == "SKIP" && none)
        skip = 1
      else if (result == "OK" || result == "EXPECTEDFAIL")
        good = 1
    }

  if (bad == 0 && result != "OK" && result != "EXPECTEDFAIL" && !(result == "SKIP" && skip > 0))
    {
      bad = 1
      complain(name ": " (result == "SKIP" ? "said nothing" : "ended with " result))
    }

  if (bad > 0)
    {
      show(field("stdout"))
      show(field("stderr"))
    }

  passed += good
  failed += bad
  skipped += skip
}

END {
  if (programs < expected)
    {
      failed += expected - programs
      complain((expected - programs) " of " expected " test programs left no result")
    }
  print passed + 0, failed + 0, skipped + 0
}
