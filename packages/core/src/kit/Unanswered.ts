/**
 * A driver that waits for the answer to its own request longer than NDIS itself waits has missed it. It cannot know any more what NDIS
 * knows, and ends itself: NDIS cleans up, and the next life begins anew.
 */
import { Patience } from "../actor/Patience.ts"
import type { Life } from "../Driver.ts"
import type { Role } from "../Trace.ts"

/** Waits for answers, by what is waited for. */
export const unanswered = (life: Pick<Life<Role>, "crash" | "limits" | "timers">): Patience<string> => {
  const millis = 2 * life.limits.answerMillis
  return new Patience(life.timers, millis, (what) =>
    life.crash(new Error(`${what} did not come within ${millis} ms; this driver ends itself, and NDIS cleans up`))
  )
}
