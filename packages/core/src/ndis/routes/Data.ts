/**
 * Client data and signalling over active VCs: send (OP-28), receive (OP-29) and cancel (OP-30), one chain of NBLs at a time. All but the
 * cancel is carried by the lane of the VC (data/Lane.ts).
 *
 * @see docs/condis/states.md, section 11
 */
import * as Activation from "../../machine/Activation.ts"
import * as AdapterMachine from "../../machine/Adapter.ts"
import * as CallAxis from "../../machine/CallAxis.ts"
import * as Reset from "../../machine/Reset.ts"
import { type Answer, moves } from "../../machine/Table.ts"
import { chain as chainOf, chainLength, type NetBufferList, onlyShown, SendFlags } from "../../NetBufferList.ts"
import { NdisStatus, statusName } from "../../NdisStatus.ts"
import type { Lane } from "../../data/Lane.ts"
import { ddi, type FunctionName } from "../../ddi/Ddi.ts"
import type { Adapter } from "../Adapter.ts"
import { HeldReceives } from "../Held.ts"
import { type Down, type DownOf, type Returning, type Up, work } from "../Message.ts"
import type { NdisActor } from "../NdisActor.ts"
import type { Vc } from "../objects.ts"
import { loopBack, loopback } from "./Loopback.ts"
import { on, type Routes } from "./Routes.ts"

const protocolCoSendNetBufferListsComplete = ddi("ProtocolCoSendNetBufferListsComplete")
const miniportCoSendNetBufferLists = ddi("MiniportCoSendNetBufferLists")
const protocolCoReceiveNetBufferLists = ddi("ProtocolCoReceiveNetBufferLists")
const miniportReturnNetBufferLists = ddi("MiniportReturnNetBufferLists")

/** Why a VC does not take sends now. */
export const closedToSends = (
  adapter: Adapter,
  vc: Vc
): { readonly status: NdisStatus; readonly rule: string; readonly why: string } | undefined => {
  const binding = vc.endpointBinding
  const running = AdapterMachine.transitions[adapter.state].Send
  if (!moves(running) && running._tag === "Refuse" && running.status !== NdisStatus.PAUSED)
    return { status: running.status, rule: running.rule, why: `the adapter is ${adapter.state}` }
  if (adapter.power !== "D0") return { status: NdisStatus.LOW_POWER_STATE, rule: "NBL-19", why: `the adapter sleeps in ${adapter.power}` }
  if (binding.state !== "Running" || !moves(running))
    return { status: NdisStatus.PAUSED, rule: "NBL-19", why: `the binding is ${binding.state} and the adapter ${adapter.state}` }
  const reset = Reset.transitions[adapter.reset.state].Send
  if (!moves(reset)) return { status: NdisStatus.RESET_IN_PROGRESS, rule: reset.rule, why: "the adapter is being reset" }
  const why = `the VC is ${vc.activation} and its call ${vc.call}`
  const active = Activation.transitions[vc.activation].Send
  const refused: Answer<string> | undefined = moves(active)
    ? vc.af === undefined
      ? undefined
      : CallAxis.transitions[vc.call].Send
    : active
  if (refused === undefined || moves(refused)) return undefined
  return { status: refused._tag === "Refuse" ? refused.status : NdisStatus.FAILURE, rule: refused.rule, why }
}

/** Sent lists go home to the protocol at the end of the VC. */
export const homeWith = (ndis: NdisActor, vc: Vc, chain: NetBufferList): void => {
  const args = { ProtocolVcContext: vc.endpointContext, NetBufferLists: chain, SendCompleteFlags: 0 }
  if (ndis.custody !== undefined) ndis.custody.sendHome(ndis, vc.endpoint.name, chain)
  ndis.call(vc.endpoint, protocolCoSendNetBufferListsComplete, args, undefined, undefined, vc, true)
}

export const failChain = (chain: NetBufferList, status: NdisStatus): void => {
  for (let list: NetBufferList | null = chain; list !== null; list = list.Next) list.Status = status
}

/** Lists that are held as being out go to the miniport. False: it is dead, or has no room for one more call, and they are on their way home. */
export const handToMiniport = (lane: Lane, vc: Vc, chain: NetBufferList, flags: number): boolean => {
  const { miniport } = lane.adapter
  const args = { MiniportVcContext: vc.miniportContext, NetBufferLists: chain, SendFlags: flags }
  if (lane.custody !== undefined && miniport !== undefined) lane.custody.atMiniport(lane, miniport.name, chain)
  if (miniport !== undefined && lane.call(miniport, miniportCoSendNetBufferLists, args, undefined, undefined, vc)) return true
  for (let list: NetBufferList | null = chain; list !== null; list = list.Next) vc.out?.delete(list)
  failChain(chain, miniport === undefined || miniport.dead ? NdisStatus.FAILURE : NdisStatus.RESOURCES)
  homeWith(lane, vc, chain)
  return false
}

/** A receive the miniport only showed: it is its own again with the end of the handler, when its call returns. */
class Shown implements Returning {
  returned(ndis: NdisActor, up: Up): void {
    const { NetBufferLists } = up.args as { readonly NetBufferLists: NetBufferList }
    if (ndis.custody !== undefined) ndis.custody.hidden(ndis, (ndis as Lane).adapter.miniport?.name ?? ndis.name, NetBufferLists)
    ndis.reply(up.part as Down, NdisStatus.SUCCESS)
  }
}
const shown = new Shown()

const drainedNow = (vc: Vc): void => {
  if (vc.sends === 0 && vc.lent === 0) vc.draining?.()
}

/** Something came home to a lane. The end of a deactivation that waited for it is NDIS's. */
const drained = (adapter: Adapter, vc: Vc): void => {
  if (vc.draining !== undefined && vc.sends === 0 && vc.lent === 0) adapter.actor.post(work(() => drainedNow(vc)))
}

/** The bit by which a caller says that it runs at DISPATCH_LEVEL: the same in all of its flags. */
const dispatchLevel = SendFlags.DISPATCH_LEVEL

const levelOf = (lane: Lane, down: Down): void => {
  if (down.passive)
    lane.violation(down.from, "NBL-20", `${down.ddi.name}: the flags say DISPATCH_LEVEL, and the caller runs at PASSIVE_LEVEL`)
}

/** What a send may end with (NBL-11); NDIS_STATUS_PAUSED only while the adapter pauses or is paused. */
const sendStatuses: ReadonlySet<NdisStatus> = new Set([
  NdisStatus.SUCCESS,
  NdisStatus.INVALID_LENGTH,
  NdisStatus.RESOURCES,
  NdisStatus.SEND_ABORTED,
  NdisStatus.RESET_IN_PROGRESS,
  NdisStatus.REQUEST_ABORTED,
  NdisStatus.FAILURE
])

/** A completed list goes home with a status and a handle that its sender may rely on. */
const mended = (lane: Lane, down: Down, adapter: Adapter, vc: Vc, list: NetBufferList): void => {
  const { Status } = list
  if (list.SourceHandle !== vc.handle) {
    lane.violation(
      down.from,
      "NBL-25",
      "SourceHandle of a completed NBL is not the VC it was sent on: who forwards a list restores it; NDIS does"
    )
    list.SourceHandle = vc.handle
  }
  if (sendStatuses.has(Status) || (Status === NdisStatus.PAUSED && (adapter.state !== "Running" || vc.endpointBinding.state !== "Running")))
    return
  lane.violation(
    down.from,
    "NBL-11",
    `an NBL is completed with ${statusName(Status)}, which no send ends with; it comes home NDIS_STATUS_FAILURE`
  )
  list.Status = NdisStatus.FAILURE
}

/** What is left of a chain. */
const without = (chain: NetBufferList, foreign: ReadonlyArray<NetBufferList>): NetBufferList | null => {
  const own: Array<NetBufferList> = []
  for (let list: NetBufferList | null = chain; list !== null; list = list.Next) if (!foreign.includes(list)) own.push(list)
  return chainOf(own)
}

/** Registers the answer of a lane. */
const carries = <D extends FunctionName>(routes: Routes, name: D, handle: (lane: Lane, down: DownOf<D>) => void): void => {
  routes[ddi(name).index] = { handle: (ndis: NdisActor, down: Down) => handle(ndis as Lane, down as DownOf<D>) }
}

export const laneRoutes: Routes = []

carries(laneRoutes, "NdisCoSendNetBufferLists", (lane, down) => {
  const { adapter } = lane
  const { NdisVcHandle, NetBufferLists, SendFlags } = down.args
  const vc = adapter.vcs.find(NdisVcHandle)
  if (vc === undefined || vc.endpoint !== down.from) {
    // The chain cannot come home over a VC that is not there: the record names it, and the sender still owns it.
    failChain(NetBufferLists, NdisStatus.FAILURE)
    lane.notTaken(NetBufferLists)
    lane.custody?.stays(down.from.name, NetBufferLists)
    adapter.findVc(down, NdisVcHandle)
    if (vc !== undefined) lane.refuse(down, NdisStatus.FAILURE, "HND-03", "only the protocol at the end of a VC sends on it")
    return
  }
  lane.about(down, vc)
  if ((SendFlags & dispatchLevel) !== 0) levelOf(lane, down)
  let count = 0
  let tail = NetBufferLists
  for (let list: NetBufferList | null = NetBufferLists; list !== null; list = list.Next) {
    count++
    tail = list
    if (list.SourceHandle !== NdisVcHandle) {
      lane.violation(down.from, "NBL-02", "SourceHandle of a sent NBL is not the VC it is sent on; the chain fails")
      lane.refused.add("NBL-02", chainLength(NetBufferLists))
      failChain(NetBufferLists, NdisStatus.FAILURE)
      return homeWith(lane, vc, NetBufferLists)
    }
  }
  if (down.from.voids > down.from.limits.queuedVoidCalls) {
    lane.trace?.record({
      kind: "refusal",
      host: lane.host,
      at: down.from.name,
      rule: "LIMIT",
      text: `${down.from.voids} void calls are queued at NDIS; the chain comes back unsent`
    })
    lane.refused.add("LIMIT", count)
    failChain(NetBufferLists, NdisStatus.RESOURCES)
    return homeWith(lane, vc, NetBufferLists)
  }
  const closed = closedToSends(adapter, vc)
  if (closed !== undefined) {
    // A send that crossed the incoming close, the pause or the start of a reset is nobody's fault: it comes home all the same.
    const { resetTold } = vc.endpointBinding
    const crossed =
      (vc.call === "PeerClosing" && !vc.closeTold) ||
      closed.rule === "NBL-19" ||
      closed.rule === "BIND-17" ||
      (closed.rule === "NBL-18" && !resetTold)
    const text = `NdisCoSendNetBufferLists: ${closed.why}; the chain comes back unsent`
    if (crossed) lane.trace?.record({ kind: "refusal", host: lane.host, at: down.from.name, rule: closed.rule, text })
    else lane.violation(down.from, closed.rule, text)
    lane.refused.add(closed.rule, count)
    failChain(NetBufferLists, closed.status)
    return homeWith(lane, vc, NetBufferLists)
  }
  const copies = loopback(vc, NetBufferLists, SendFlags)
  const taken = lane.send(vc, NetBufferLists, tail, count, SendFlags)
  if (copies !== undefined) loopBack(lane, vc, copies.slice(0, taken))
})

carries(laneRoutes, "NdisMCoSendNetBufferListsComplete", (lane, down) => {
  const { adapter } = lane
  const { NdisVcHandle, NetBufferLists, SendCompleteFlags } = down.args
  const vc = adapter.findVc(down, NdisVcHandle)
  if (vc === undefined) return void lane.custody?.stays(down.from.name, NetBufferLists)
  lane.about(down, vc)
  if ((SendCompleteFlags & dispatchLevel) !== 0) levelOf(lane, down)
  const { out } = vc
  const before = vc.sends
  let foreign: Array<NetBufferList> | undefined
  // What comes home as it should is let go at once; the rest is looked at one by one.
  let list: NetBufferList | null = out === undefined ? NetBufferLists : out.release(NetBufferLists, NdisVcHandle)
  for (; list !== null; list = list.Next) {
    if (out === undefined || !out.delete(list)) {
      ;(foreign ??= []).push(list)
      continue
    }
    if (list.Status !== NdisStatus.SUCCESS || list.SourceHandle !== NdisVcHandle) mended(lane, down, adapter, vc, list)
  }
  lane.completed(before - vc.sends)
  const chain = foreign === undefined ? NetBufferLists : without(NetBufferLists, foreign)
  if (foreign !== undefined)
    lane.violation(down.from, "NBL-26", `${foreign.length} of the completed NBLs are not with the miniport on this VC; they are left out`)
  if (chain === null) return
  if (lane.custody !== undefined) lane.custody.completed(lane, vc, down.from, chain)
  homeWith(lane, vc, chain)
  drained(adapter, vc)
})

carries(laneRoutes, "NdisMCoIndicateReceiveNetBufferLists", (lane, down) => {
  const { adapter } = lane
  const { CoReceiveFlags, NdisVcHandle, NetBufferLists, NumberOfNetBufferLists } = down.args
  const vc = adapter.findVc(down, NdisVcHandle)
  if (vc === undefined) return void lane.custody?.stays(down.from.name, NetBufferLists)
  lane.about(down, vc)
  if ((CoReceiveFlags & dispatchLevel) !== 0) levelOf(lane, down)
  const count = chainLength(NetBufferLists)
  if (count !== NumberOfNetBufferLists)
    lane.violation(down.from, "NBL-41", `NumberOfNetBufferLists is ${NumberOfNetBufferLists}, the chain has ${count}`)
  const active = Activation.transitions[vc.activation].Indicate
  const running = AdapterMachine.transitions[adapter.state].Receive
  if (!moves(running)) {
    lane.dropped.add(running.rule, count)
    lane.violation(down.from, running.rule, `the adapter is ${adapter.state}; ${count} received NBLs are dropped`)
    return notTaken(lane, down, NetBufferLists)
  }
  if (!moves(active)) {
    lane.dropped.add(active.rule, count)
    // What arrives while the miniport is still to end the deactivation crossed it, and is nobody's fault.
    const crossed = vc.activation === "Deactivating" && vc.draining === undefined
    const text = `the VC is ${vc.activation}; ${count} received NBLs are dropped`
    if (crossed) lane.trace?.record({ kind: "drop", host: lane.host, at: down.from.name, rule: active.rule, text })
    else lane.violation(down.from, active.rule, text)
    return notTaken(lane, down, NetBufferLists)
  }
  const args = {
    ProtocolBindingContext: vc.endpointBinding.context,
    ProtocolVcContext: vc.endpointContext,
    NetBufferLists,
    NumberOfNetBufferLists: count,
    ReceiveFlags: CoReceiveFlags
  }
  if (lane.custody !== undefined) lane.custody.indicated(lane, down.from, NetBufferLists)
  if (down.awaited) {
    for (let list: NetBufferList | null = NetBufferLists; list !== null; list = list.Next) list.NdisReservedReceive = onlyShown
    if (lane.call(vc.endpoint, protocolCoReceiveNetBufferLists, args, shown, down, vc)) {
      if (lane.custody !== undefined) lane.custody.shown(lane, vc.endpoint.name, NetBufferLists)
      return
    }
    dropped(lane, vc, count)
    return notTaken(lane, down, NetBufferLists)
  }
  if (lane.call(vc.endpoint, protocolCoReceiveNetBufferLists, args, undefined, undefined, vc)) {
    const loans = (vc.loans ??= new HeldReceives())
    for (let list: NetBufferList | null = NetBufferLists; list !== null; list = list.Next) {
      // It is how a returned list says where it belongs.
      if (list.SourceHandle !== vc.handle) {
        lane.violation(down.from, "NBL-40", "SourceHandle of a received NBL is not the VC it is indicated on; NDIS sets it")
        list.SourceHandle = vc.handle
      }
      loans.add(list)
    }
    if (lane.custody !== undefined) lane.custody.lent(lane, vc.endpoint.name, NetBufferLists)
  } else {
    dropped(lane, vc, count)
    notTaken(lane, down, NetBufferLists)
  }
})

carries(laneRoutes, "NdisReturnNetBufferLists", (lane, down) => {
  const { adapter } = lane
  const { NdisBindingHandle, NetBufferLists, ReturnFlags } = down.args
  const binding = adapter.findBinding(down, NdisBindingHandle)
  // Whatever is left out is whose it was.
  lane.custody?.stays(down.from.name, NetBufferLists)
  if (binding === undefined) return
  if ((ReturnFlags & dispatchLevel) !== 0) levelOf(lane, down)
  // A chain may join receives of several VCs: each NBL says by its SourceHandle where it belongs.
  const home: Array<NetBufferList> = []
  for (let list: NetBufferList | null = NetBufferLists; list !== null; list = list.Next) {
    const vc: Vc | undefined = list.SourceHandle === null ? undefined : adapter.vcs.find(list.SourceHandle)
    if (vc === undefined || vc.endpointBinding !== binding) {
      lane.violation(down.from, "NBL-50", "a returned NBL was not received on this binding; it is left out")
      continue
    }
    if (vc.loans === undefined || !vc.loans.delete(list)) {
      if (list.NdisReservedReceive === onlyShown)
        lane.violation(down.from, "NBL-48", "a returned NBL was only shown, and is the miniport's without that; it is left out")
      else lane.violation(down.from, "NBL-49", "a returned NBL was returned before; it is left out")
      continue
    }
    lane.about(down, vc)
    home.push(list)
    drained(adapter, vc)
  }
  const chain = chainOf(home)
  if (chain !== null) handBack(lane, adapter, chain)
})

export const install = (routes: Routes): void => {
  on(routes, "NdisCancelSendNetBufferLists", (adapter, down) => {
    const { CancelId, NdisBindingHandle } = down.args
    if (adapter.bindings.find(NdisBindingHandle) === undefined)
      return adapter.refuse(
        down,
        NdisStatus.FAILURE,
        "NBL-24",
        "the binding is not open any more, and must be while its sends are cancelled"
      )
    const { miniport } = adapter
    const binding = adapter.findBinding(down, NdisBindingHandle)
    if (binding === undefined || miniport === undefined) return
    for (const lane of adapter.lanes) lane.cancel(binding, CancelId)
    // Nothing is promised of what the miniport has (NBL-23): only one that cares is asked.
    if (!miniport.handles("MiniportCancelSend")) return
    adapter.call(
      miniport,
      "MiniportCancelSend",
      { MiniportAdapterContext: adapter.miniportContext, CancelId },
      undefined,
      undefined,
      undefined
    )
  })
}

const dropped = (lane: Lane, vc: Vc, count: number): void => {
  lane.dropped.add("LIMIT", count)
  lane.trace?.record({
    kind: "drop",
    host: lane.host,
    at: vc.endpoint.name,
    rule: "LIMIT",
    text: `${count} received NBLs dropped: ${vc.endpoint.name} is ${vc.endpoint.dead ? "dead" : "full"}`
  })
}

/** Sends a dead miniport had come home failed, and those that waited for it. */
export const failSends = (adapter: Adapter, vc: Vc): void => {
  const lane = adapter.laneOf(vc.handle)
  lane.abort(vc, NdisStatus.FAILURE)
  const count = vc.out?.size ?? 0
  const chain = vc.out?.take() ?? null
  if (chain === null) return
  lane.completed(count)
  failChain(chain, NdisStatus.FAILURE)
  homeWith(adapter, vc, chain)
  drainedNow(vc)
}

/** Receives a dead protocol had go back to the miniport. Whether it had looked at them nobody can tell. */
export const returnLoans = (adapter: Adapter, vc: Vc): void => {
  const chain = vc.loans?.take() ?? null
  if (chain === null) return
  const { host, trace } = adapter
  const text = `${chainLength(chain)} received NBLs that ${vc.endpoint.name} had when it died go back`
  trace?.record({ kind: "drop", host, at: vc.endpoint.name, text })
  handBack(adapter, adapter, chain)
  drainedNow(vc)
}

/** A VC ends: what is out on it would never come home. Whoever has it is named, and NDIS brings it home. */
export const bringHome = (adapter: Adapter, vc: Vc): void => {
  const { lent, sends } = vc
  if (sends > 0) {
    if (adapter.miniport !== undefined)
      adapter.violation(adapter.miniport, "NBL-05", `the VC is deleted and ${sends} sends on it are not completed; they come home failed`)
    failSends(adapter, vc)
  }
  if (lent > 0) {
    adapter.violation(vc.endpoint, "NBL-49", `the VC is deleted and ${lent} receives of it are not returned; NDIS gives them back`)
    returnLoans(adapter, vc)
  }
}

/** Received lists that nobody gets are the miniport's again: those it only showed with the return of its call. */
const notTaken = (lane: Lane, down: Down, chain: NetBufferList): void => {
  if (down.awaited) lane.reply(down, NdisStatus.SUCCESS)
  else handBack(lane, lane.adapter, chain)
}

const handBack = (ndis: NdisActor, adapter: Adapter, chain: NetBufferList): void => {
  if (ndis.custody !== undefined) ndis.custody.returned(ndis, adapter.miniport?.name ?? adapter.name, chain)
  if (adapter.miniport === undefined) return
  const args = { MiniportAdapterContext: adapter.miniportContext, NetBufferLists: chain, ReturnFlags: 0 }
  ndis.call(adapter.miniport, miniportReturnNetBufferLists, args, undefined, undefined, undefined, true)
}
