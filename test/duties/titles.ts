/**
 * Titles of tests, read from their sources, and the rules they name.
 */

/** Where the parenthesis that opens before `at` closes. Quotes are not looked at: tables of tests have no lone parentheses in them. */
const closing = (text: string, at: number): number => {
  let open = 1
  while (at < text.length && open > 0) {
    if (text[at] === "(") open++
    else if (text[at] === ")") open--
    at++
  }
  return at
}

/** Titles of the tests of a source text. A template's holes stay in it as they are. */
export const titlesOf = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/\b(?:it|test)(?:\.\w+)*\s*\(/g)].flatMap((match) => {
    const first = match.index + match[0].length
    const quoted = /^\s*(["'`])/
    // The table of an `each` comes before the title.
    const title = quoted.exec(text.slice(first, first + 200)) === null ? closing(text, first) : first - 1
    const begin = /^\(\s*(["'`])/.exec(text.slice(title, title + 200))
    if (begin === null) return []
    const from = title + begin[0].length
    let to = from
    while (to < text.length && text[to] !== begin[1]) to += text[to] === "\\" ? 2 : 1
    return [text.slice(from, to)]
  })

/** Rules that a title names, like VC-40. */
export const rulesOf = (title: string): ReadonlyArray<string> => [...title.matchAll(/\b[A-Z]{2,5}-\d{2,3}\b/g)].map(([rule]) => rule)
