/**
 * A file as the checks of the repository see it: its text, its code with comments and strings blanked out, and what it imports.
 *
 * No compiler: a small scanner knows comments, the three kinds of strings, `${…}` in templates, and regular expressions. Blanked characters
 * become spaces and line breaks stay, so an offset in `code` is the same offset in `text`.
 */

/** An import, export-from, dynamic import or type import. */
export interface Import {
  readonly specifier: string
  readonly line: number
}

/** A file with what the checks need to know of it. */
export interface Source {
  /** From the root of the repository, with forward slashes. */
  readonly path: string
  readonly text: string
  /** The text with comments and the insides of strings, templates and regular expressions blanked. */
  readonly code: string
  readonly imports: ReadonlyArray<Import>
}

/** Where a quoted string stands: its opening quote, and the offset behind its closing one. */
interface Quoted {
  readonly start: number
  readonly end: number
}

/** Words after which a slash begins a regular expression, not a division. */
const wordsBeforeRegex = /^(?:return|typeof|case|in|of|yield|await|void|delete|throw|else|do|instanceof)$/
const marksBeforeRegex = /^[=(,:;[!&|?{}+\-*%<>~^]?$/

/** The offset behind the regular expression that begins at `from`, or -1 when its line ends first. */
const regexEnd = (text: string, from: number): number => {
  let inClass = false
  for (let at = from + 1; at < text.length && text[at] !== "\n"; at++) {
    const char = text[at]
    if (char === "\\") at++
    else if (char === "[") inClass = true
    else if (char === "]") inClass = false
    else if (char === "/" && !inClass) return at + 1
  }
  return -1
}

const scan = (text: string): { readonly code: string; readonly strings: ReadonlyArray<Quoted> } => {
  const out = text.split("")
  const strings: Array<Quoted> = []
  /** For each open `${`, how many braces are open inside it. */
  const holes: Array<number> = []
  const word = /[\w$]+/y
  /** The last word or mark, which decides what a slash means. */
  let last = ""
  let at = 0

  const blank = (from: number, to: number): void => {
    for (let i = from; i < Math.min(to, text.length); i++) {
      if (out[i] !== "\n") out[i] = " "
    }
  }
  /** Blanks a template from inside it to its end or to its next hole, and answers the offset behind that. */
  const template = (from: number): number => {
    last = "string"
    for (let i = from; i < text.length; i++) {
      if (text[i] === "\\") i++
      else if (text[i] === "`") {
        blank(from, i)
        return i + 1
      } else if (text[i] === "$" && text[i + 1] === "{") {
        blank(from, i)
        holes.push(0)
        last = "{"
        return i + 2
      }
    }
    blank(from, text.length)
    return text.length
  }

  if (text.startsWith("#!")) {
    at = text.includes("\n") ? text.indexOf("\n") : text.length
    blank(0, at)
  }
  while (at < text.length) {
    const char = text.charAt(at)
    const next = text.charAt(at + 1)
    word.lastIndex = at
    const found = word.exec(text)
    if (found !== null) {
      last = found[0]
      at = word.lastIndex
    } else if (char.trim() === "") {
      at++
    } else if (char === "/" && next === "/") {
      const end = text.indexOf("\n", at)
      blank(at, end < 0 ? text.length : end)
      at = end < 0 ? text.length : end
    } else if (char === "/" && next === "*") {
      const end = text.indexOf("*/", at + 2)
      blank(at, end < 0 ? text.length : end + 2)
      at = end < 0 ? text.length : end + 2
    } else if (char === '"' || char === "'") {
      let close = at + 1
      while (close < text.length && text[close] !== char && text[close] !== "\n") close += text[close] === "\\" ? 2 : 1
      blank(at + 1, close)
      strings.push({ start: at, end: close + 1 })
      at = close + 1
      last = "string"
    } else if (char === "`") {
      at = template(at + 1)
    } else if (char === "/" && (wordsBeforeRegex.test(last) || marksBeforeRegex.test(last)) && regexEnd(text, at) > 0) {
      const end = regexEnd(text, at)
      blank(at + 1, end - 1)
      at = end
      last = "regex"
    } else if (char === "}" && holes.at(-1) === 0) {
      holes.pop()
      at = template(at + 1)
    } else {
      const open = holes.pop()
      if (open !== undefined) holes.push(open + (char === "{" ? 1 : char === "}" ? -1 : 0))
      last = char
      at++
    }
  }
  return { code: out.join(""), strings }
}

/** The line of an offset, counted from 1. */
export const lineOf = (text: string, offset: number): number => {
  let line = 1
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line++
  return line
}

const isCode = (path: string): boolean => /\.[cm]?[jt]sx?$/.test(path)

/** Reads a file; one that is not TypeScript or JavaScript has no code and no imports. */
export const source = (path: string, text: string): Source => {
  if (!isCode(path)) return { path, text, code: "", imports: [] }
  const { code, strings } = scan(text)
  const imports = strings
    .filter(({ start }) => /(?:\bfrom|\bimport|\b(?:import|require)\s*\()\s*$/.test(code.slice(Math.max(0, start - 40), start)))
    .map(({ start, end }) => ({ specifier: text.slice(start + 1, end - 1), line: lineOf(text, start) }))
  return { path, text, code, imports }
}
