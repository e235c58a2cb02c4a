/**
 * The readings a scenario is run with, where the documents contradict each other.
 */
import { type Conflict, readings } from "@condis/core/Profile"
import * as Schema from "effect/Schema"
import { type Problem } from "./BadInput.ts"
import { optional } from "./Fields.ts"
import { alternatives, didYouMean } from "./Suggest.ts"

const reading = <C extends Conflict>(conflict: C) => optional(Schema.Literals(readings[conflict]), `Default: \`${readings[conflict][0]}\`.`)

/** Conflict → reading; what is left out is read as recommended. */
export const Profile = Schema.Struct({
  "A-01": reading("A-01"),
  "A-02": reading("A-02"),
  "A-03": reading("A-03"),
  "A-07": reading("A-07"),
  "A-14": reading("A-14"),
  "A-20": reading("A-20"),
  "A-26": reading("A-26")
}).annotate({ identifier: "profile", expected: "readings of conflicts, like { A-03: complete-first }" })
export interface Profile extends Schema.Schema.Type<typeof Profile> {}

const isConflict = (text: string): text is Conflict => Object.hasOwn(readings, text)

/** A profile as it is given on the command line, and what is wrong with it. */
export const fromWords = (words: {
  readonly [conflict: string]: string
}): { readonly profile: Profile; readonly problems: ReadonlyArray<Problem> } => {
  const problems = Object.entries(words).flatMap(([conflict, word]): ReadonlyArray<Problem> => {
    const file = `--profile ${conflict}=${word}`
    if (!isConflict(conflict)) {
      const help = didYouMean(conflict, Object.keys(readings)) ?? "condis profiles lists them all"
      return [{ file, found: `${conflict} is no conflict that is a switch`, expected: alternatives(Object.keys(readings)), help }]
    }
    const known: ReadonlyArray<string> = readings[conflict]
    return known.includes(word) ? [] : [{ file, found: `${conflict} has no reading ${word}`, expected: alternatives(known) }]
  })
  return { profile: problems.length === 0 ? words : {}, problems }
}
