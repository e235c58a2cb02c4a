/**
 * The frames of a run that the network dropped or lost, each by the VC it was of: on the link where it happened. What comes in beyond its
 * contract is lost to the VC of its sender, what finds a full queue on the way out to that of its receiver.
 */
import { isCrossing, type TraceEvent, type TraceHeader } from "@condis/core/Trace"

/** One frame. */
export interface Loss {
  /** Undefined: no adapter was plugged in there. */
  readonly host: string | undefined
  /** A VC, or a connection that was none of a VC. Undefined: signalling that the driver of the adapter sends by itself. */
  readonly vc: string | undefined
  /** The protocol at the end of the VC. */
  readonly of: string
  readonly reason: string
}

/** The channel of signalling; messages on it are written by their names. */
const signalling = "0/5"

const connectionOf = (frame: string): string => {
  const [, vpi = "0", vci] = /^DATA (?:vpi=(\d+) )?vci=(\d+) /.exec(frame) ?? []
  return vci === undefined ? signalling : `${vpi}/${vci}`
}

/** A frame that went no further, where, and why. */
const lostBy = (event: TraceEvent): { readonly frame: string; readonly link: string; readonly reason: string } | undefined => {
  if (event.kind === "drop") return event.dropped
  if (event.kind !== "frame" || event.lost === undefined) return undefined
  const { frame, from, lost, to } = event
  return { frame, link: from.includes("/") ? from : to, reason: lost }
}

export const losses = (header: TraceHeader, events: ReadonlyArray<TraceEvent>): ReadonlyArray<Loss> => {
  const found: Array<Loss> = []
  /** By host and connection, the VC that had it last; by host and VC, the protocol at its end. */
  const vcs = new Map<string, string>()
  const ends = new Map<string, string>()
  for (const event of events) {
    if (isCrossing(event)) {
      const { carries, ddi, host, vc } = event
      if (event.kind === "return" || vc === undefined) continue
      const driver = event.from === "NDIS" ? event.to : event.from
      const role = header.instances[`${host}/${driver}`]
      const end = `${host} ${vc}`
      if (role === "client" || (role === "call manager" && !ends.has(end))) ends.set(end, driver)
      const media = ddi.endsWith("ActivateVc") ? carries?.media : undefined
      if (media !== undefined) vcs.set(`${host} ${media.vpi}/${media.vci}`, vc)
      continue
    }
    const lost = lostBy(event)
    if (lost === undefined) continue
    const { frame, link, reason } = lost
    const connection = connectionOf(frame)
    if (header.instances[link] === undefined) {
      found.push({ host: undefined, vc: `${link} ${connection}`, of: "nobody", reason })
      continue
    }
    const [host = "", adapter = ""] = link.split("/")
    const vc = vcs.get(`${host} ${connection}`)
    if (vc !== undefined) found.push({ host, vc, of: ends.get(`${host} ${vc}`) ?? "?", reason })
    else if (connection === signalling && header.instances[link] === "MCM driver") found.push({ host, vc: undefined, of: adapter, reason })
    else found.push({ host, vc: connection, of: "nobody", reason })
  }
  return found
}
