/**
 * Where fault rules act: at one NDIS actor. It asks the rules about each crossing and carries out what they decide.
 *
 * Each time a rule acts the trace says so first, then comes what follows from it. Stand-ins of dead drivers are left alone: they are not
 * part of what is tried. What is delayed is held here, in timers of the actor; with the host's end it is let go.
 */
import type { Clock } from "effect/Clock"
import type * as Context from "effect/Context"
import { Timers } from "../actor/Timers.ts"
import type { Choice } from "../Choice.ts"
import { type Ddi, ddi, type DdiName } from "../ddi/Ddi.ts"
import type { Handle } from "../Handle.ts"
import { type NetBufferList, ReceiveFlags } from "../NetBufferList.ts"
import { NdisStatus } from "../NdisStatus.ts"
import type { Adapter } from "../ndis/Adapter.ts"
import { Asked } from "../ndis/Asked.ts"
import type { Instance } from "../ndis/Instance.ts"
import { type Described, Down, type Subject, type Up, work } from "../ndis/Message.ts"
import type { NdisActor } from "../ndis/NdisActor.ts"
import type { Vc } from "../ndis/objects.ts"
import { drawnMicros, type Entry, type Rules, told } from "./Faults.ts"
import { kindOf } from "./Meaning.ts"
import type { ObjectKind, Verdict } from "./Rule.ts"

/** What a host gives its fault points. */
export interface FaultSurroundings {
  readonly rules: Rules
  readonly choice: Choice
  readonly clock: Clock
  readonly context: Context.Context<never>
}

/** Objects of one adapter in the order in which they were first named. A place that is used again gets a new number. */
class Numbers {
  private readonly last = { af: 0, sap: 0, vc: 0, party: 0 }
  /** By kind and slot, as long as the program uses the slot: `vc3` → generation and number. */
  private readonly known = new Map<string, { generation: string; number: number }>()

  of(kind: ObjectKind, handle: string): number {
    const [slot = "", generation = ""] = handle.split(".")
    const found = this.known.get(slot)
    if (found?.generation === generation) return found.number
    const number = ++this.last[kind]
    this.known.set(slot, { generation, number })
    return number
  }
}

/** What is to be done at a crossing. */
export interface Decided {
  readonly entry: Entry
  readonly verdict: Verdict
  /** For a delay. */
  readonly micros: number
}

export class FaultPoint {
  private readonly ndis: NdisActor
  private readonly around: FaultSurroundings
  private readonly numbers = new Numbers()
  private readonly timers: Timers
  /** Handlers whose final return becomes PENDING. */
  private readonly pending = new WeakSet<Up>()

  constructor(ndis: NdisActor, around: FaultSurroundings) {
    this.ndis = ndis
    this.around = around
    this.timers = new Timers(around.context, around.clock, ndis.actor, (due) => ndis.actor.post(work(due)))
  }

  /** Crossings that are held back. */
  get held(): number {
    return this.timers.pending
  }

  /** Lets go what is held back. */
  close(): void {
    this.timers.close()
  }

  private judge(at: Ddi, driver: Instance, subject: Subject | undefined): Decided | undefined {
    if (driver.standIn) return undefined
    const { choice, rules } = this.around
    const names: Described = {}
    if (rules.countsObjects && subject !== undefined) {
      subject.describe(names)
      // A call manager's own VC belongs to no client and has no number: so the same VC has the same one in both forms.
      if (names.af === undefined) delete names.vc
      // In this order an object is counted before what stands on it.
      for (const kind of ["af", "sap", "vc", "party"] as const) if (names[kind] !== undefined) this.numbers.of(kind, names[kind])
    }
    const numberOf = (kind: ObjectKind) => (names[kind] === undefined ? undefined : this.numbers.of(kind, names[kind]))
    const entry = rules.judge(at, { host: this.ndis.host, driver: driver.name, numberOf }, choice)
    if (entry === undefined) return undefined
    const micros = drawnMicros(entry.verdict, choice)
    this.ndis.trace?.record({
      kind: "fault",
      host: this.ndis.host,
      at: driver.name,
      rule: entry.text,
      text: told(kindOf(at), entry, micros)
    })
    return { entry, verdict: entry.verdict, micros }
  }

  /** A driver calls. True: the call was taken care of, and goes no further. */
  down(down: Down): boolean {
    const { ndis } = this
    const subject = this.around.rules.countsObjects ? this.subjectOf(down) : undefined
    const decided = this.judge(down.ddi, down.from, subject)
    if (decided === undefined) return false
    const { entry, micros, verdict } = decided
    switch (verdict.name) {
      case "delay":
      case "late":
        this.timers.set(micros / 1000, () => {
          if (!down.from.dead) ndis.carry(down)
        })
        return true
      case "crash":
        down.from.crash(new Error(`fault: ${entry.text}`))
        return false
      case "twice": {
        const again = new Down(down.ddi, down.args, down.from, down.passive, undefined)
        ndis.actor.post(
          work(() => {
            if (!again.from.dead) ndis.carry(again)
          })
        )
        return false
      }
      case "fail":
        this.record(down)
        if (kindOf(down.ddi) === "send") this.sentHome(down, verdict.status)
        else ndis.reply(down, verdict.status)
        return true
      case "drop":
        this.record(down)
        if (kindOf(down.ddi) === "send") this.sentHome(down, NdisStatus.SUCCESS)
        else if (kindOf(down.ddi) === "receive") this.handedBack(down)
        else ndis.reply(down, NdisStatus.SUCCESS)
        return true
      case "never":
        this.record(down)
        // A caller that waits for the return of what it calls gets it: only NDIS does not know.
        if (down.awaited) ndis.reply(down, NdisStatus.SUCCESS)
        return true
      default:
        return false
    }
  }

  /** Records a call that NDIS itself never sees. */
  private record(down: Down): void {
    if (this.ndis.trace === undefined) return
    this.ndis.recordDown(down)
    const subject = this.subjectOf(down)
    if (subject !== undefined) this.ndis.about(down, subject)
  }

  /** NDIS is about to call a handler: the rule that decides, told before the call is. */
  up(up: Up): Decided | undefined {
    return this.judge(up.ddi, up.to, up.subject)
  }

  /** Carries out what was decided about a handler that is open already. */
  carryOut({ entry, micros, verdict }: Decided, up: Up): void {
    const { to } = up
    switch (verdict.name) {
      case "delay":
        this.timers.set(micros / 1000, () => {
          if (!to.dead) to.actor.post(up)
        })
        return
      case "crash":
        to.crash(new Error(`fault: ${entry.text}`))
        to.actor.post(up)
        return
      case "pend":
        this.pending.add(up)
        to.actor.post(up)
        return
      case "fail":
        if (kindOf(up.ddi) === "send") this.completed(up, verdict.status)
        else up.status = verdict.status
        up.from.back(up)
        return
      case "drop":
        if (kindOf(up.ddi) === "send") this.completed(up, NdisStatus.SUCCESS)
        else if (kindOf(up.ddi) === "receive") this.returnedUnseen(up)
        else if (!up.ddi.isVoid) up.status = NdisStatus.PENDING
        up.from.back(up)
        return
      default:
        to.actor.post(up)
    }
  }

  /** A handler has returned: its status may have to become PENDING, and its completion be made. */
  returned(up: Up): void {
    if (!this.pending.delete(up) || up.status === NdisStatus.PENDING) return
    const { status } = up
    up.status = NdisStatus.PENDING
    if (!up.ddi.pends) return
    const mcm = up.to.has("MCM driver") ? up.ddi.mcmCompletion : null
    const completion = ddi((mcm ?? up.ddi.completion) as DdiName)
    const handles = handlesOf(this.ndis as Adapter, up.subject)
    const args: { [name: string]: unknown } = {}
    const given = up.args as { readonly [name: string]: unknown }
    for (const { name } of completion.parameters) {
      const asked = calledWith[name] ?? name
      args[name] = name === "Status" ? status : (up.out[asked] ?? handles[name] ?? given[asked] ?? null)
    }
    this.calledBy(up.to, completion, args)
  }

  /** A call made in a driver's name. */
  private calledBy(driver: Instance, at: Ddi, args: object): void {
    if (!at.awaited) driver.voids++
    else driver.outstanding++
    this.ndis.admit(new Down(at, args, driver, at.irql === "PASSIVE", undefined))
  }

  // Chains

  /** The chain comes home to its sender from NDIS. */
  private sentHome(down: Down, status: NdisStatus): void {
    const { NetBufferLists } = down.args as { readonly NetBufferLists: NetBufferList }
    marked(NetBufferLists, status)
    const vc = this.subjectOf(down) as Vc | undefined
    if (vc === undefined || vc.endpoint !== down.from) return
    const args = { ProtocolVcContext: vc.endpointContext, NetBufferLists, SendCompleteFlags: 0 }
    this.ndis.call(vc.endpoint, "ProtocolCoSendNetBufferListsComplete", args, undefined, undefined, vc, true)
  }

  /** The miniport completes a chain it never saw. */
  private completed(up: Up, status: NdisStatus): void {
    const { NetBufferLists } = up.args as { readonly NetBufferLists: NetBufferList }
    marked(NetBufferLists, status)
    const args = { NdisVcHandle: (up.subject as Vc).handle, NetBufferLists, SendCompleteFlags: 0 }
    this.calledBy(up.to, ddi("NdisMCoSendNetBufferListsComplete"), args)
  }

  /** A received chain goes back to the miniport; one that is only shown does when the call returns. */
  private handedBack(down: Down): void {
    const { CoReceiveFlags, NetBufferLists } = down.args as { readonly CoReceiveFlags: number; readonly NetBufferLists: NetBufferList }
    if ((CoReceiveFlags & ReceiveFlags.RESOURCES) !== 0) return this.ndis.reply(down, NdisStatus.SUCCESS)
    const args = { MiniportAdapterContext: (this.ndis as Adapter).miniportContext, NetBufferLists, ReturnFlags: 0 }
    this.ndis.call(down.from, "MiniportReturnNetBufferLists", args, undefined, undefined, undefined, true)
  }

  /** The protocol gives back a chain it never saw. */
  private returnedUnseen(up: Up): void {
    const { NetBufferLists, ReceiveFlags: flags } = up.args as { readonly ReceiveFlags: number; readonly NetBufferLists: NetBufferList }
    if ((flags & ReceiveFlags.RESOURCES) !== 0) return
    const args = { NdisBindingHandle: (up.subject as Vc).endpointBinding.handle, NetBufferLists, ReturnFlags: 0 }
    this.calledBy(up.to, ddi("NdisReturnNetBufferLists"), args)
  }

  /** The object a call names: the innermost, should it name several. */
  private subjectOf(down: Down): Subject | undefined {
    let found: Subject | undefined
    for (const { direction, handle, name } of down.ddi.parameters) {
      if (!handle || direction === "out") continue
      found = this.ndis.subjectOf((down.args as { readonly [name: string]: unknown })[name]) ?? found
    }
    return found
  }
}

const marked = (chain: NetBufferList, status: NdisStatus): void => {
  for (let list: NetBufferList | null = chain; list !== null; list = list.Next) list.Status = status
}

/** Parameters for handles, by the kind of their object. */
const handleParameters: { readonly [kind: string]: string } = {
  af: "NdisAfHandle",
  sap: "NdisSapHandle",
  vc: "NdisVcHandle",
  party: "NdisPartyHandle"
}

/** Where a handler was given under another name what its completion repeats. */
const calledWith: { readonly [name: string]: string } = { BindAdapterContext: "BindContext", Request: "NdisRequest" }

/** The handles a completion may need, by the name of its parameter. */
const handlesOf = (adapter: Adapter, subject: Subject | undefined): { readonly [name: string]: unknown } => {
  if (subject instanceof Asked) {
    const { af, party, vc } = subject.about
    return {
      MiniportAdapterHandle: adapter.handle,
      NdisMiniportVcHandle: vc?.handle,
      NdisAfHandle: af?.handle,
      NdisVcHandle: vc?.handle,
      NdisPartyHandle: party?.handle
    }
  }
  const handle = (subject as { readonly handle?: Handle<string> } | undefined)?.handle
  const own = handle === undefined ? undefined : handleParameters[handle.kind]
  return { MiniportAdapterHandle: adapter.handle, ...(own === undefined ? {} : { [own]: handle }) }
}
