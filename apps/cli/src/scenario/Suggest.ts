/**
 * "Did you mean …": known words near to one that is not known.
 */

/** How many letters to insert, delete, replace or swap to make one word of the other. Case does not count. */
export const distance = (a: string, b: string): number => {
  const left = a.toLowerCase()
  const right = b.toLowerCase()
  let before: ReadonlyArray<number> = []
  let row: ReadonlyArray<number> = Array.from({ length: right.length + 1 }, (_, j) => j)
  for (let i = 1; i <= left.length; i++) {
    const next: Array<number> = [i]
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1] ? 0 : 1
      let best = Math.min(at(row, j) + 1, at(next, j - 1) + 1, at(row, j - 1) + same)
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) best = Math.min(best, at(before, j - 2) + 1)
      next.push(best)
    }
    before = row
    row = next
  }
  return at(row, right.length)
}

const at = (row: ReadonlyArray<number>, index: number): number => row[index] ?? 0

/** A word longer than this is no misspelling of anything. */
const longest = 80

/**
 * At most `count` candidates near to the word: those the fewest letters away, then those that contain it. Empty: nothing is near.
 */
export const suggest = (word: string, candidates: Iterable<string>, count = 3): ReadonlyArray<string> => {
  if (word.length === 0 || word.length > longest) return []
  const reach = Math.max(1, Math.min(4, Math.floor(word.length / 3)))
  const found: Array<readonly [number, string]> = []
  for (const candidate of new Set(candidates)) {
    const away = distance(word, candidate)
    if (away <= reach) found.push([away, candidate])
    else if (word.length >= 4 && candidate.toLowerCase().includes(word.toLowerCase())) found.push([reach + candidate.length, candidate])
  }
  const nearest = Math.min(...found.map(([away]) => away))
  return found
    .filter(([away]) => away === nearest || away > reach)
    .sort((a, b) => a[0] - b[0])
    .slice(0, count)
    .map(([, candidate]) => candidate)
}

/** `did you mean a or b?`, or undefined when nothing is near. */
export const didYouMean = (word: string, candidates: Iterable<string>): string | undefined => {
  const near = suggest(word, candidates)
  return near.length === 0 ? undefined : `did you mean ${alternatives(near)}?`
}

/** `a`, `a or b`, `a, b or c`. */
export const alternatives = (words: ReadonlyArray<string>): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words[words.length - 1]}`
