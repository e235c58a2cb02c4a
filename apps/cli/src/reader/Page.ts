/**
 * Text on a page: no line is longer than a terminal is wide.
 */
/** Letters of a line. */
export const width = 120

/** Text broken at blanks, further lines indented. */
export const fill = (text: string, first: string, indent: string): string => {
  const lines: Array<string> = []
  let line = first
  for (const word of text.split(" ")) {
    if (line.length + 1 + word.length > width && line.trim() !== first.trim()) {
      lines.push(line)
      line = indent + word
    } else line = line.trim() === "" || line === first ? line + word : `${line} ${word}`
  }
  return [...lines, line].join("\n")
}
