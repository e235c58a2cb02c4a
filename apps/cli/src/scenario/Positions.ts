/**
 * Where things stand in a YAML or JSON text: line and column of each key and item, by its path in the document.
 *
 * It reads only the shape of the text (indentation, `- `, `key:`, brackets, quotes) and never fails. Of a text that a parser refuses, or a
 * corner of YAML it does not know, it tells the position of the nearest thing around.
 */

/** Keys and indices from the root of the document. */
export type Path = ReadonlyArray<PropertyKey>

/** Both from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** The positions of one text. */
export interface Positions {
  /** Of this path, or of the nearest one around it that is known. */
  readonly of: (path: Path) => Position | undefined
  /** Keys that stand twice in one object, at their second place. */
  readonly duplicates: ReadonlyArray<{ readonly path: Path; readonly position: Position }>
}

/** Deeper than any scenario; what lies deeper has the position of what is around it. */
const deepest = 100

/** A path as text: `script[2].call.to`. Empty for the root. */
export const pathText = (path: Path): string => {
  let text = ""
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`
    else if (/^[A-Za-z_][\w-]*$/.test(String(part))) text += text === "" ? String(part) : `.${String(part)}`
    else text += `[${JSON.stringify(String(part))}]`
  }
  return text
}

const keyOf = (path: Path): string => path.map(String).join("\u0000")

/** Scans a text. */
export const positions = (text: string): Positions => {
  const scanner = new Scanner(text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n"))
  scanner.document()
  return {
    of: (path) => {
      for (let length = path.length; length >= 0; length--) {
        const found = scanner.found.get(keyOf(path.slice(0, length)))
        if (found !== undefined) return found
      }
      return undefined
    },
    duplicates: scanner.duplicates
  }
}

class Scanner {
  readonly found = new Map<string, Position>()
  readonly duplicates: Array<{ readonly path: Path; readonly position: Position }> = []
  private readonly lines: ReadonlyArray<string>
  private row = 0

  constructor(text: string) {
    this.lines = text.split("\n")
  }

  document(): void {
    this.skipBlank()
    this.mark([], this.row, this.indent(this.row))
    this.block([], 0)
  }

  private line(row: number): string {
    return this.lines[row] ?? ""
  }

  private indent(row: number): number {
    return /^ */.exec(this.line(row))?.[0].length ?? 0
  }

  private skipBlank(): void {
    while (this.row < this.lines.length && /^\s*(?:#.*|---.*|\.\.\.)?$/.test(this.line(this.row))) this.row++
  }

  private mark(path: Path, row: number, column: number): void {
    const key = keyOf(path)
    const position = { line: row + 1, column: column + 1 }
    if (!this.found.has(key)) this.found.set(key, position)
    else if (typeof path[path.length - 1] === "string") this.duplicates.push({ path, position })
  }

  /** What begins on the next line that says something, if it is indented at least so far. */
  private block(path: Path, least: number): void {
    this.skipBlank()
    if (this.row >= this.lines.length || path.length > deepest) return
    const indent = this.indent(this.row)
    if (indent >= least) this.content(path, indent)
  }

  /** What begins in this line at this column. Leaves the row behind it. */
  private content(path: Path, start: number): void {
    const column = start + (/^(?:[&!]\S*\s+)*/.exec(this.line(this.row).slice(start))?.[0].length ?? 0)
    const text = this.line(this.row).slice(column)
    if (/^-(?:\s|$)/.test(text)) this.sequence(path, column)
    else if (/^[[{]/.test(text)) this.row = new Flow(this.lines, (at, row, place) => this.mark(at, row, place)).read(path, this.row, column)
    else if (keyAt(text) !== undefined) this.mapping(path, column)
    else this.row++
  }

  private sequence(path: Path, column: number): void {
    for (let index = 0; ; index++) {
      const text = this.line(this.row).slice(column)
      this.mark([...path, index], this.row, column)
      const rest = column + (/^-\s*/.exec(text)?.[0].length ?? 1)
      if (/^-\s*(?:#.*)?$/.test(text)) {
        this.row++
        this.block([...path, index], column + 1)
      } else this.content([...path, index], rest)
      this.skipDeeper(column)
      if (this.row >= this.lines.length || this.indent(this.row) !== column || !/^-(?:\s|$)/.test(this.line(this.row).slice(column))) return
    }
  }

  private mapping(path: Path, column: number): void {
    for (;;) {
      const text = this.line(this.row).slice(column)
      const key = keyAt(text)
      if (key === undefined) this.row++
      else {
        const inner = [...path, key.name]
        this.mark(inner, this.row, column)
        this.value(inner, column, column + key.length)
      }
      this.skipDeeper(column)
      if (this.row >= this.lines.length || this.indent(this.row) !== column || /^-(?:\s|$)/.test(this.line(this.row).slice(column))) return
    }
  }

  /** The value of a key that stands at `column`; what is left of its line begins at `rest`. */
  private value(path: Path, column: number, rest: number): void {
    const text = this.line(this.row).slice(rest)
    const begin = /^(?:[&!]\S*\s*)*/.exec(text)?.[0].length ?? 0
    if (/^(?:#.*)?$/.test(text.slice(begin).trim())) {
      this.row++
      this.skipBlank()
      const list = this.indent(this.row) === column && /^-(?:\s|$)/.test(this.line(this.row).slice(column))
      this.block(path, list ? column : column + 1)
    } else if (/^[[{]/.test(text.slice(begin))) this.content(path, rest + begin)
    else this.row++
  }

  /** Continuation lines of a text, and what could not be read. */
  private skipDeeper(column: number): void {
    for (;;) {
      this.skipBlank()
      if (this.row >= this.lines.length || this.indent(this.row) <= column) return
      this.row++
    }
  }
}

/** The key with which a text begins, and how much of the text it and its colon take; undefined: it does not begin with a key. */
const keyAt = (text: string): { readonly name: string; readonly length: number } | undefined => {
  const quoted = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*:(?:\s+|$)/.exec(text)
  if (quoted !== null) return { name: unquote(String(quoted[1])), length: quoted[0].length }
  const plain = /^([^\s#"'[\]{},&*!|>%@`-][^#]*?|-\S[^#]*?)\s*:(?:\s+|$)/.exec(text)
  return plain === null ? undefined : { name: String(plain[1]), length: plain[0].length }
}

const unquote = (text: string): string => {
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'")
  try {
    return String(JSON.parse(text))
  } catch {
    return text.slice(1, -1)
  }
}

/** A collection in brackets, over as many lines as it takes. */
class Flow {
  private row = 0
  private column = 0
  private readonly lines: ReadonlyArray<string>
  private readonly mark: (path: Path, row: number, column: number) => void

  constructor(lines: ReadonlyArray<string>, mark: (path: Path, row: number, column: number) => void) {
    this.lines = lines
    this.mark = mark
  }

  /** Reads it and answers the row behind it. */
  read(path: Path, row: number, column: number): number {
    this.row = row
    this.column = column
    this.value(path)
    return this.row + 1
  }

  private rest(): string {
    return (this.lines[this.row] ?? "").slice(this.column)
  }

  private space(): void {
    for (;;) {
      this.column += /^\s*/.exec(this.rest())?.[0].length ?? 0
      const rest = this.rest()
      if ((rest !== "" && !rest.startsWith("#")) || this.row + 1 >= this.lines.length) return
      this.row++
      this.column = 0
    }
  }

  private value(path: Path): void {
    this.space()
    const first = this.rest()[0]
    if (path.length > deepest) this.row = this.lines.length
    else if (first === "{") this.members(path, "}")
    else if (first === "[") this.members(path, "]")
    else this.scalar()
  }

  private members(path: Path, close: string): void {
    this.column++
    for (let index = 0; ; index++) {
      this.space()
      const rest = this.rest()
      if (rest === "" || rest.startsWith(close)) {
        this.column += rest === "" ? 0 : 1
        return
      }
      const before = [this.row, this.column] as const
      if (close === "]") {
        this.mark([...path, index], ...before)
        this.value([...path, index])
      } else this.member(path)
      this.space()
      if (this.rest().startsWith(",")) this.column++
      else if (this.row === before[0] && this.column === before[1]) this.column++
    }
  }

  private member(path: Path): void {
    const rest = this.rest()
    const key = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s:,{}[\]][^:,{}[\]]*?)\s*:/.exec(rest)
    if (key === null) return this.scalar()
    const word = String(key[1])
    const inner = [...path, /^["']/.test(word) ? unquote(word) : word]
    this.mark(inner, this.row, this.column)
    this.column += key[0].length
    this.space()
    if (!/^[,}\]]/.test(this.rest())) this.value(inner)
  }

  private scalar(): void {
    const quoted = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/.exec(this.rest())
    this.column += quoted?.[0].length ?? /^[^,[\]{}]*/.exec(this.rest())?.[0].length ?? 0
  }
}
