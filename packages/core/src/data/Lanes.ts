/**
 * The lanes of an adapter, and how long they live: as long as the host, one life after the other.
 */
import * as Effect from "effect/Effect"
import type { Limits } from "../Limits.ts"
import type { Adapter } from "../ndis/Adapter.ts"
import type { Surroundings } from "../ndis/NdisActor.ts"
import { laneRoutes } from "../ndis/routes/Data.ts"
import { Lane } from "./Lane.ts"

export const lanesOf = (adapter: Adapter, surroundings: Surroundings, limits: Limits): ReadonlyArray<Lane> =>
  Array.from({ length: Math.max(1, limits.lanes) }, (_, number) => new Lane(adapter, number, surroundings, limits, laneRoutes))

/** The lives of a lane. What ended one is told, and the next begins. */
export const carrying = (lane: Lane): Effect.Effect<never> =>
  Effect.catchDefect(lane.actor.run, (defect) =>
    Effect.suspend(() => {
      const at = { host: lane.host, at: lane.name }
      lane.trace?.record({ kind: "death", ...at, text: defect instanceof Error ? defect.message : String(defect) })
      lane.died()
      lane.trace?.record({ kind: "restart", ...at, text: "the lane goes on with what was posted to it" })
      return carrying(lane)
    })
  )
