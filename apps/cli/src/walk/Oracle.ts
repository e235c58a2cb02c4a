/**
 * What the trace of any walk must show, whatever its drivers did: each call that waits for an answer has one; each move of an object is a
 * step of its table, from the state it was in; and what a table refuses was refused, what was accepted moved as the table says.
 */
import { type Ddi, findDdi } from "@condis/core/ddi/Ddi"
import * as Activation from "@condis/core/machine/Activation"
import * as Adapter from "@condis/core/machine/Adapter"
import * as AfOpen from "@condis/core/machine/AfOpen"
import * as AfRegistration from "@condis/core/machine/AfRegistration"
import * as Binding from "@condis/core/machine/Binding"
import * as CallAxis from "@condis/core/machine/CallAxis"
import * as PartyAxis from "@condis/core/machine/PartyAxis"
import * as QosAxis from "@condis/core/machine/QosAxis"
import * as SapAxis from "@condis/core/machine/SapAxis"
import { moves, type Table } from "@condis/core/machine/Table"
import { type CrossingEvent, isCrossing, type TraceEvent } from "@condis/core/Trace"

interface Axis {
  readonly initial: string
  readonly transitions: Table<string, string>
  /** What of an event names the object; undefined: events do not name it. */
  readonly key: "af" | "sap" | "vc" | "party" | undefined
}

const axis = (machine: { readonly initial: string; readonly transitions: unknown }, key: Axis["key"]): Axis => ({
  initial: machine.initial,
  transitions: machine.transitions as Table<string, string>,
  key
})

/** As changes name them. */
const axes: { readonly [name: string]: Axis } = {
  adapter: axis(Adapter, undefined),
  binding: axis(Binding, undefined),
  "af registration": axis(AfRegistration, undefined),
  af: axis(AfOpen, "af"),
  sap: axis(SapAxis, "sap"),
  vc: axis(Activation, "vc"),
  call: axis(CallAxis, "vc"),
  qos: axis(QosAxis, "vc"),
  party: axis(PartyAxis, "party")
}

/** Functions whose fate a table decides: which axis, and what they are to it. */
const asked: { readonly [ddi: string]: readonly [axis: string, event: string] } = {
  NdisCoDeleteVc: ["vc", "DeleteVc"],
  NdisMCmDeleteVc: ["vc", "DeleteVc"],
  NdisCmActivateVc: ["vc", "Activate"],
  NdisMCmActivateVc: ["vc", "Activate"],
  NdisCmDeactivateVc: ["vc", "Deactivate"],
  NdisMCmDeactivateVc: ["vc", "Deactivate"],
  NdisClMakeCall: ["call", "MakeCall"],
  NdisClCloseCall: ["call", "CloseCall"],
  NdisClModifyCallQoS: ["call", "Modify"],
  NdisClAddParty: ["call", "AddParty"],
  NdisCmDispatchIncomingCall: ["call", "DispatchIncomingCall"],
  NdisMCmDispatchIncomingCall: ["call", "DispatchIncomingCall"],
  NdisClDeregisterSap: ["sap", "DeregisterSap"],
  NdisClCloseAddressFamily: ["af", "CloseAf"],
  NdisCmNotifyCloseAddressFamily: ["af", "NotifyClose"],
  NdisMCmNotifyCloseAddressFamily: ["af", "NotifyClose"]
}

const refusal = (event: TraceEvent): boolean => event.kind === "refusal" || event.kind === "violation"

/** How often each pair of a table was met: `call Up CloseCall`. */
export type Met = Map<string, number>

/** What the trace shows that cannot be. */
export const judge = (trace: ReadonlyArray<TraceEvent>, met: Met): ReadonlyArray<string> => {
  const wrong: Array<string> = []
  const states = new Map<string, string>()
  const calls = new Map<number, CrossingEvent>()
  const answers = new Map<number, number>()
  const dead = new Set(trace.flatMap((event) => (event.kind === "death" ? [event.at] : [])))
  const say = (event: TraceEvent, text: string): void => void wrong.push(`#${event.seq}: ${text}`)

  /** The state of the object before this event. */
  const stateOf = (event: CrossingEvent, name: string): string | undefined => {
    const { initial, key } = axes[name]!
    const object = key === undefined ? undefined : event[key]
    return object === undefined ? undefined : (states.get(`${name} ${object}`) ?? initial)
  }

  const changed = (event: CrossingEvent): void => {
    for (const change of event.change?.split(", ") ?? []) {
      const [, name, before, after] = /^(.*?): (\w+) → (\w+)$/.exec(change) ?? []
      const found = name === undefined ? undefined : axes[name]
      if (found === undefined || before === undefined || after === undefined) {
        say(event, `${change} is no change of an axis`)
        continue
      }
      const row = found.transitions[before]
      if (row === undefined || !Object.values(row).includes(after)) say(event, `${change} is no step of the table`)
      const object = found.key === undefined ? undefined : event[found.key]
      if (object === undefined) {
        // The first party of a call moves with the call, which is what such an event names.
        if (name === "party") for (const each of states.keys()) if (each.startsWith("party ")) states.delete(each)
        continue
      }
      const known = states.get(`${name} ${object}`) ?? (name === "party" ? before : found.initial)
      if (known !== before) say(event, `${change}, but ${object} was ${known}`)
      states.set(`${name} ${object}`, after)
    }
  }

  const decided = (event: CrossingEvent, ddi: Ddi, next: TraceEvent | undefined): void => {
    const [name, input] = asked[ddi.name] ?? []
    if (name === undefined || input === undefined) return
    const before = stateOf(event, name)
    if (before === undefined) return
    const cell = axes[name]!.transitions[before]![input]!
    met.set(`${name} ${before} ${input}`, (met.get(`${name} ${before} ${input}`) ?? 0) + 1)
    const refused = next !== undefined && refusal(next) && "at" in next && next.at === event.from
    if (!moves(cell)) {
      if (!refused) say(event, `${ddi.name} on a ${name} that is ${before} was not refused; the table says ${cell.rule}`)
      if (event.change !== undefined) say(event, `${ddi.name} on a ${name} that is ${before} moved it: ${event.change}`)
    } else if (!refused && cell !== before && !(event.change ?? "").includes(`${name}: ${before} → ${cell}`)) {
      say(
        event,
        `${ddi.name} on a ${name} that is ${before} was accepted and should have led to ${cell}; ${event.change ?? "nothing moved"}`
      )
    }
  }

  trace.forEach((event, index) => {
    if (!isCrossing(event)) return
    const ddi = findDdi(event.ddi)!
    if (event.kind === "call") {
      calls.set(event.seq, event)
      if (event.to === "NDIS") decided(event, ddi, trace[index + 1])
    } else if (event.of !== undefined) answers.set(event.of, (answers.get(event.of) ?? 0) + 1)
    changed(event)
  })
  for (const [seq, call] of calls) {
    if (call.to !== "NDIS" || dead.has(call.from)) continue
    const wanted = findDdi(call.ddi)!.awaited || call.shown === true ? 1 : 0
    const given = answers.get(seq) ?? 0
    if (given !== wanted) say(call, `${call.ddi} of ${call.from} was answered ${given} times`)
  }
  return wrong
}
