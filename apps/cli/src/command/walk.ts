/**
 * `condis walk`: drivers that do anything at any moment, legal or not, against NDIS.
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { Command, Flag } from "effect/cli"
import { BadInput } from "../scenario/BadInput.ts"
import type { Form } from "../scenario/Scenario.ts"
import type { Met } from "../walk/Oracle.ts"
import { walk } from "../walk/Walk.ts"
import { exitCodes, ExpectationsFailed } from "./Exit.ts"

/** Walks between two lines of progress. */
const stride = 500

const count = (name: string, what: string, value: number) => Flag.Int(name).pipe(Flag.withDescription(what), Flag.withDefault(value))

const atLeastOne = (name: string, value: number) =>
  value >= 1
    ? Effect.void
    : Effect.fail(new BadInput({ problems: [{ file: "condis walk", found: `--${name} ${value}`, expected: "1 or more" }] }))

export const walkCommand = Command.make(
  "walk",
  {
    walks: count("walks", "How many walks, in each form.", 500),
    steps: count("steps", "Steps of a walk: each a call, or a completion that is owed.", 200),
    from: count("from", "The seed of the first walk; the others count up from there.", 1),
    form: Flag.Literals("form", ["cm", "mcm", "both"]).pipe(
      Flag.withDescription("Call manager above a miniport, MCM driver, or both."),
      Flag.withDefault("both")
    )
  },
  Effect.fnUntraced(function* ({ form, from, steps, walks }) {
    yield* atLeastOne("walks", walks)
    yield* atLeastOne("steps", steps)
    const forms: ReadonlyArray<Form> = form === "both" ? ["cm", "mcm"] : [form]
    const met: Met = new Map()
    let crossings = 0
    let failed = 0
    for (let seed = from; seed < from + walks; seed++) {
      // So that Ctrl-C is heard between two walks.
      yield* Effect.yieldNow
      for (const each of forms) {
        const { trace, wrong } = walk(each, seed, steps, met)
        crossings += trace.length
        if (wrong.length === 0) continue
        failed++
        yield* Console.log(`${each}, seed ${seed}:\n${wrong.map((text) => `    ${text}`).join("\n")}`)
      }
      if ((seed - from + 1) % stride === 0) yield* Console.error(`${seed - from + 1} of ${walks} walks`)
    }
    yield* Console.log(
      `${walks * forms.length} walks of ${steps} steps, ${crossings} events, ${met.size} pairs of state and call; ${failed} not as the tables say`
    )
    if (failed > 0) return yield* new ExpectationsFailed({ runs: failed })
  })
).pipe(
  Command.withDescription(
    `Random walks: a miniport and a call manager (or an MCM driver) and two clients call any function of their roles at any moment, with handles that are alive, dead, another driver's or made up, and answer their handlers as drawn. NDIS must answer each call as its tables say, lose no answer, live through it, and have nothing left after the drivers gave back what they had. Each walk is drawn from its seed and repeats exactly. ${exitCodes}`
  ),
  Command.withShortDescription("Any call at any moment, legal or not, drawn from a seed."),
  Command.withExamples([
    { command: "condis walk", description: "500 walks of 200 steps in each form" },
    { command: "condis walk --walks 1 --from 4711 --form mcm", description: "One walk again" }
  ])
)
