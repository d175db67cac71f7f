# Takes the comments out of C and, with -v blank_strings=1, what stands in quotes. Lines stay lines.

{
  out = ""
  text = $0
  while (text != "")
    {
      if (in_comment)
        {
          at = index (text, "*/")
          if (at == 0)
            break
          text = substr (text, at + 2)
          in_comment = 0
          out = out " "
        }
      else if (match (text, /"|'|\/\/|\/\*/))
        {
          mark = substr (text, RSTART, RLENGTH)
          out = out substr (text, 1, RSTART - 1)
          text = substr (text, RSTART)
          if (mark == "//")
            break
          if (mark == "/*")
            {
              in_comment = 1
              text = substr (text, 3)
              continue
            }
          if (mark == "\"" ? match (text, /^"([^"\\]|\\.)*"/) : match (text, /^'([^'\\]|\\.)*'/))
            {
              literal = substr (text, 1, RLENGTH)
              text = substr (text, RLENGTH + 1)
              # The name in an include is no string.
              out = out (blank_strings && out !~ /^ *# *include/ ? mark mark : literal)
            }
          else
            {
              out = out mark
              text = substr (text, 2)
            }
        }
      else
        {
          out = out text
          break
        }
    }
  print out
}
