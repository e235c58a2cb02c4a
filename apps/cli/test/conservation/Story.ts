/**
 * What happens in a run, drawn from a seed: a list of steps that mean something in any order and with any of them left out, so that a story
 * that goes wrong can be made shorter.
 */
import { Choices } from "@condis/explore"

export const deeds = [
  "call",
  "send",
  "cancel",
  "modify",
  "close",
  "party",
  "dropParty",
  "pause",
  "pauseBinding",
  "reset",
  "remove",
  "link",
  "lose",
  "delay",
  "crashClient",
  "crashMiniport",
  "crashCallManager",
  "crashLane"
] as const
export type Deed = (typeof deeds)[number]

/** How often each comes. Traffic most of all. */
const often: { readonly [D in Deed]: number } = {
  call: 14,
  send: 60,
  cancel: 4,
  modify: 4,
  close: 6,
  party: 5,
  dropParty: 2,
  pause: 3,
  pauseBinding: 3,
  reset: 3,
  remove: 2,
  link: 3,
  lose: 3,
  delay: 3,
  crashClient: 2,
  crashMiniport: 2,
  crashCallManager: 2,
  crashLane: 4
}

/** One thing that is done, `after` milliseconds after the one before. What `which`, `much` and `long` mean depends on what it is. */
export interface Step {
  readonly deed: Deed
  readonly after: number
  readonly which: number
  readonly much: number
  readonly long: number
}

const bag = deeds.flatMap((deed) => Array.from({ length: often[deed] }, () => deed))

/** Some calls first, and then so many steps. */
export const story = (seed: number, steps: number): ReadonlyArray<Step> => {
  const draw = Choices.seeded(`story ${seed}`)
  const pick = (n: number) => draw.pick(n, "story")
  return Array.from({ length: steps }, (_, at) => ({
    deed: at < 4 ? "call" : bag[pick(bag.length)]!,
    // Most follow at once; some when all is quiet.
    after: [0, 0, 0, 1, 3, 10, 200][pick(7)]!,
    which: pick(1000),
    much: pick(1000),
    long: pick(1000)
  }))
}

export const tell = (steps: ReadonlyArray<Step>): string =>
  steps.map(({ after, deed, long, much, which }) => `+${after} ${deed} ${which} ${much} ${long}`).join("\n")

/** The same failure with as few steps as leaving out single ones, or runs of them, can reach within so many tries. */
export const shrunk = (steps: ReadonlyArray<Step>, fails: (steps: ReadonlyArray<Step>) => boolean, tries: number): ReadonlyArray<Step> => {
  let best = steps
  let left = tries
  for (let run = Math.ceil(steps.length / 2); run >= 1; run = run === 1 ? 0 : Math.ceil(run / 2)) {
    for (let from = 0; from < best.length && left > 0;) {
      left--
      const shorter = [...best.slice(0, from), ...best.slice(from + run)]
      if (shorter.length > 0 && fails(shorter)) best = shorter
      else from += run
    }
  }
  return best
}
