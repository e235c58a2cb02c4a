/**
 * What a trace shows of the functions and callbacks.
 */
import { Trace } from "../../src/index.ts"

/** `NdisClMakeCall` for each call, `NdisClMakeCall NDIS_STATUS_FAILURE` for each end that is neither success nor pending. */
export const shownBy = (events: ReadonlyArray<Trace.TraceEvent>): Set<string> => {
  const shown = new Set<string>()
  for (const event of events) {
    if (!Trace.isCrossing(event)) continue
    if (event.kind === "call") shown.add(event.ddi)
    if (event.status !== undefined && event.status !== "NDIS_STATUS_SUCCESS" && event.status !== "NDIS_STATUS_PENDING")
      shown.add(`${event.ddi} ${event.status}`)
  }
  return shown
}
