/**
 * What a lane owes when it dies: every list that waited in it comes home failed, before the lane goes on, and never goes to the miniport.
 */
import { isCrossing, type TraceEvent } from "@condis/core/Trace"

/** Which lane of its adapter a VC belongs to. */
const laneOf = (vc: string | undefined, lanes: number): number => Number(/^vc(\d+)\./.exec(vc ?? "")?.[1]) % lanes

export interface LaneDeaths {
  readonly wrong: ReadonlyArray<string>
  /** Lists that waited in lanes that died. */
  readonly waited: number
}

/** Of the lanes that die: what waited in them, and what became of it. */
export const laneDeaths = (trace: ReadonlyArray<TraceEvent>, lanes: number): LaneDeaths => {
  const wrong: Array<string> = []
  let waited = 0
  /** Sent lists that neither the miniport nor the client has, with the lane they wait in. */
  const waiting = new Map<string, string>()
  /** Those of them whose lane has died. */
  const owed = new Map<string, string>()
  /** Clients that died hear of nothing. */
  const dead = new Set<string>()
  for (const event of trace) {
    if (isCrossing(event)) {
      if (event.kind === "return") continue
      const { ddi, host, nbls = [], statuses } = event
      for (const [index, number] of nbls.entries()) {
        const list = `${host}/${number}`
        if (ddi === "NdisCoSendNetBufferLists") waiting.set(list, `${host}/atm0 lane ${laneOf(event.vc, lanes)}`)
        else if (ddi === "MiniportCoSendNetBufferLists" || ddi === "ProtocolCoSendNetBufferListsComplete") {
          waiting.delete(list)
          if (!owed.delete(list)) continue
          const status = ddi === "MiniportCoSendNetBufferLists" ? "is sent after all" : (statuses?.[index] ?? "NDIS_STATUS_SUCCESS")
          if (status !== "NDIS_STATUS_FAILURE") wrong.push(`event ${event.seq}: ${list} waited in a lane that died: ${status}`)
        }
      }
    } else if (event.kind === "death") {
      const name = `${event.host}/${event.at}`
      if (event.at === "data") dead.add(event.host)
      for (const [list, lane] of waiting) {
        if (lane !== name) continue
        owed.set(list, lane)
        waited++
      }
    } else if (event.kind === "restart") {
      const name = `${event.host}/${event.at}`
      for (const [list, lane] of owed) {
        if (lane !== name) continue
        owed.delete(list)
        waiting.delete(list)
        if (!dead.has(event.host))
          wrong.push(`event ${event.seq}: ${list} waited in a lane that died, and is not home when the next begins`)
      }
    }
  }
  return { wrong, waited }
}
