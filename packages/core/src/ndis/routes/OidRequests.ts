/**
 * OID requests: between a client and its call manager in both directions (OP-32 to OP-34), from a protocol or NDIS itself to the miniport
 * (OP-31, OP-35), and their cancellation. They are not serialised (OID-12), but to a miniport of WAN media by profile (`Turns`).
 *
 * A request that is still pending when what it is about goes is answered NDIS_STATUS_CLOSING by NDIS, which leaves nothing behind.
 *
 * @see docs/condis/states.md, section 12
 */
import type { CallbackName, FunctionName } from "../../ddi/Ddi.ts"
import { informationLength, informationOf, isOidRequest, oidOf, type OidRequest } from "../../ddi/Structures.ts"
import * as AdapterMachine from "../../machine/Adapter.ts"
import * as AfOpenMachine from "../../machine/AfOpen.ts"
import * as BindingMachine from "../../machine/Binding.ts"
import * as Request from "../../machine/Request.ts"
import * as Reset from "../../machine/Reset.ts"
import { moves } from "../../machine/Table.ts"
import { NdisStatus, statusName } from "../../NdisStatus.ts"
import { isOfPower, isOfTapi, isStatistic, MacOption, Oid, oidName } from "../../Oid.ts"
import type { Adapter } from "../Adapter.ts"
import { type About, Asked, type Towards } from "../Asked.ts"
import type { Instance } from "../Instance.ts"
import type { Down, DownOf, Out, Up } from "../Message.ts"
import type { NdisActor } from "../NdisActor.ts"
import type { AfOpen, Binding, Party, Vc } from "../objects.ts"
import { Op, Relay } from "../Op.ts"
import { step } from "../Turns.ts"
import { on, onBoth, type Routes } from "./Routes.ts"

class OidRelay extends Relay<Asked> {
  /** The parameter in which the originator gets its request back. */
  private readonly parameter: "OidRequest" | "NdisOidRequest"

  constructor(request: FunctionName, handler: CallbackName, report: CallbackName = "ProtocolCoOidRequestComplete") {
    super(request, handler, report)
    this.parameter = request === "NdisMCmOidRequest" ? "NdisOidRequest" : "OidRequest"
  }

  /** A request has a time of its own if it is given one (OID-21), can be cancelled, and ends with what it is about. */
  override inTime(): boolean {
    return false
  }

  handlerArgs({ target }: Op<Asked>): object {
    const { adapter } = target.op.memo as { readonly adapter: Adapter }
    const { af, party, vc } = target.about
    if (target.towards === "miniport") {
      return {
        MiniportAdapterContext: adapter.miniportContext,
        MiniportVcContext: vc?.miniportContext ?? null,
        NdisRequest: target.lent
      }
    }
    return { ...contexts(af, vc, party, target.towards === "manager"), OidRequest: target.lent }
  }

  override returned(ndis: NdisActor, up: Up): void {
    const { target } = up.part as Op<Asked>
    const pends = up.status === NdisStatus.PENDING
    if (pends && target.towards === "miniport" && oidOf(target.request) === Oid.GEN_CO_GET_NETCARD_TIME)
      ndis.violation(up.to, "OID-29", `${this.handler} must answer ${oidName(oidOf(target.request))} at once, not NDIS_STATUS_PENDING`)
    step(target, pends ? "ReturnPending" : "ReturnFinal")
    super.returned(ndis, up)
    if (target.detached && !pends) (ndis as Adapter).turns.ended(target)
  }

  override completed(adapter: Adapter, op: Op<Asked>, down: Down, status: NdisStatus, out: Out): void {
    if (status !== NdisStatus.PENDING) step(op.target, "Complete")
    super.completed(adapter, op, down, status, out)
  }

  settle(adapter: Adapter, op: Op<Asked>): void {
    const asked = op.target
    adapter.oids.remove(asked)
    asked.timer?.stop()
    const given = (op.out["OidRequest"] ?? op.out["NdisRequest"]) as OidRequest | undefined
    // The originator's own fields are not the target's to change.
    if (given !== undefined) asked.result = { ...asked.request, DATA: given.DATA, SupportedRevision: given.SupportedRevision }
    if (op.status === NdisStatus.INDICATION_REQUIRED)
      adapter.violation(op.decider, "STAT-11", `the definition of ${oidName(oidOf(asked.request))} allows no answer by a status indication`)
    if (op.status !== NdisStatus.SUCCESS) return
    inspect(adapter, op)
    if (asked.towards === "miniport" && asked.about.vc === undefined) adapter.settings.taken(asked.request)
  }

  override afterReport(adapter: Adapter, op: Op<Asked>): void {
    if (!op.target.detached) adapter.turns.ended(op.target)
  }

  override returning(op: Op<Asked>): Out {
    return { [this.parameter]: op.target.result }
  }

  reporting(op: Op<Asked>) {
    const { about, result: OidRequest, towards } = op.target
    const { af, binding, party, vc } = about
    const to = binding?.protocol ?? af!.manager
    if (this.report === "ProtocolOidRequestComplete")
      return { to, args: { ProtocolBindingContext: binding!.context, OidRequest, Status: op.status } }
    // Who asked has the other side's part of the objects; a miniport was asked by one of the two who share the VC.
    const toManager = towards === "miniport" ? vc?.af === undefined || vc.af.binding !== binding : towards === "client"
    return { to, args: { ...contexts(af, vc, party, toManager), OidRequest, Status: op.status } }
  }
}

/** What one side of an address family calls the objects of a request. Null: it is about none in particular. */
const contexts = (af: AfOpen | undefined, vc: Vc | undefined, party: Party | undefined, manager: boolean) => ({
  ProtocolAfContext: (manager ? af?.managerContext : af?.clientContext) ?? null,
  ProtocolVcContext: (manager ? vc?.managerContext : vc?.clientContext) ?? null,
  ProtocolPartyContext: (manager ? party?.managerContext : party?.clientContext) ?? null
})

/** Looks at an answer before its originator gets it. */
const inspect = (adapter: Adapter, op: Op<Asked>): void => {
  const asked = op.target
  const information = informationOf(asked.result)
  const moved = "BytesWritten" in information ? information.BytesWritten : information.BytesRead
  const oid = information.Oid
  if (moved > informationLength(asked.request)) {
    const room = `${moved} bytes are said to be moved, and the buffer has ${informationLength(asked.request)}`
    adapter.violation(op.decider, "OID-16", `${oidName(oid)}: ${room}`)
  }
  if (asked.towards !== "miniport" || !("QUERY_INFORMATION" in asked.result.DATA)) return
  const value = information.InformationBuffer
  if (oid === Oid.GEN_CO_MAC_OPTIONS && typeof value === "number" && value >>> 0 >= MacOption.RESERVED)
    adapter.violation(op.decider, "OID-26", `the answer to ${oidName(oid)} contains the reserved flag`)
  if (oid === Oid.GEN_CO_SUPPORTED_LIST && op.down !== undefined && Array.isArray(value)) hideStatistics(asked, value)
}

/** OID-37: a protocol that asks what a miniport supports is told of no counters. */
const hideStatistics = (asked: Asked, all: ReadonlyArray<number>): void => {
  const shown = all.filter((oid) => !isStatistic(oid))
  const QUERY_INFORMATION = {
    ...(asked.result.DATA as Extract<OidRequest["DATA"], { readonly QUERY_INFORMATION: unknown }>).QUERY_INFORMATION,
    InformationBuffer: shown,
    BytesWritten: 4 * shown.length
  }
  asked.result = { ...asked.result, DATA: { QUERY_INFORMATION } }
}

const toPeer = new OidRelay("NdisCoOidRequest", "ProtocolCoOidRequest")
const toClient = new OidRelay("NdisMCmOidRequest", "ProtocolCoOidRequest")
const toMiniport = new OidRelay("NdisCoOidRequest", "MiniportCoOidRequest")
const plain = new OidRelay("NdisOidRequest", "MiniportCoOidRequest", "ProtocolOidRequestComplete")
/** REG-22: what a call manager asks is completed by its connection-oriented handler, whichever function it asked with. */
const plainOfManager = new OidRelay("NdisOidRequest", "MiniportCoOidRequest")

const submit = (
  adapter: Adapter,
  relay: OidRelay,
  down: Down | undefined,
  asked: Asked,
  decider: Instance,
  done?: (status: NdisStatus) => void
) => {
  const op = new Op<Asked>(relay, down, asked, decider, done)
  op.memo = { adapter }
  asked.op = op
  adapter.oids.add(asked)
  if (down !== undefined) adapter.about(down, asked)
  const { Timeout } = asked.request
  // OID-19: only a miniport can be asked to give a request back.
  if (Timeout > 0 && asked.towards === "miniport") asked.timer = adapter.timers?.set(Timeout * 1000, () => cancel(adapter, asked))
  if (asked.towards !== "miniport") step(asked, "Submit")
  else if (!adapter.turns.begins(asked)) return down === undefined ? undefined : adapter.reply(down, NdisStatus.PENDING)
  relay.ask(adapter, op)
}

/** OID-06: a request is its target's until it ends. True: it is, and the call was refused, as is what is no request. */
const isLent = (adapter: Adapter, down: Down, request: OidRequest): boolean => {
  if (!isOidRequest(request)) {
    adapter.refuse(down, NdisStatus.INVALID_DATA, "OID-06", "this is no NDIS_OID_REQUEST; make one with queryRequest or setRequest")
    return true
  }
  for (const asked of adapter.oids.where((each) => each.request === request)) {
    adapter.deny(
      down,
      Request.oidTransitions[asked.state].Submit,
      `this ${oidName(oidOf(request))} request is with its target; wait for its end, or make another`
    )
    return true
  }
  return false
}

/** A request to the miniport in the name of NDIS (OID-40): for the operator of a host, about the adapter or one VC. */
export const askMiniport = (
  adapter: Adapter,
  request: OidRequest,
  vc: Vc | undefined,
  done: (status: NdisStatus, request: OidRequest) => void
): void => {
  const { miniport } = adapter
  if (miniport === undefined || !moves(AdapterMachine.transitions[adapter.state].OidRequest))
    return done(NdisStatus.ADAPTER_NOT_READY, request)
  if (!moves(Reset.transitions[adapter.reset.state].OidRequest)) return done(NdisStatus.RESET_IN_PROGRESS, request)
  if (adapter.power !== "D0" && !isOfPower(oidOf(request))) return done(NdisStatus.LOW_POWER_STATE, request)
  const asked = new Asked(request, "miniport", { vc })
  submit(adapter, toMiniport, undefined, asked, miniport, (status) => done(status, asked.result))
}

/** BIND-24: sets again, one after the other, what a reset lost. What the miniport does not take this time is lost, and noted. */
export const setAgain = (adapter: Adapter, requests: ReadonlyArray<OidRequest>, done: () => void): void => {
  const [request, ...rest] = requests
  const { miniport } = adapter
  if (request === undefined || miniport === undefined) return done()
  const again = new Asked(request, "miniport", {})
  again.replays = true
  submit(adapter, toMiniport, undefined, again, miniport, (status) => {
    if (status !== NdisStatus.SUCCESS) {
      const text = `${oidName(oidOf(request))} was lost in a reset, and setting it again ended with ${statusName(status)}`
      adapter.trace?.record({ kind: "note", host: adapter.host, at: miniport.name, text })
    }
    setAgain(adapter, rest, done)
  })
}

/** Asks the miniport to give a request back soon (OID-20). Once, and not when its end is known. */
const cancel = (adapter: Adapter, asked: Asked): void => {
  const { miniport } = adapter
  if (asked.state === "Waiting") {
    step(asked, "Cancel")
    return asked.op.relay.torn(adapter, asked.op, NdisStatus.REQUEST_ABORTED)
  }
  if (!step(asked, "Cancel") || miniport === undefined) return
  const args = { MiniportAdapterContext: adapter.miniportContext, RequestId: asked.id }
  adapter.call(miniport, "MiniportCancelOidRequest", args, undefined, undefined, asked, true)
}

/** What these requests are about goes: their originators are answered, and who pended one for a peer has forgotten it. */
export const tear = (adapter: Adapter, is: (about: About) => boolean, cause: string): void => {
  if (adapter.oids.size === 0) return
  for (const asked of adapter.oids.where(({ about }) => is(about))) {
    const { op } = asked
    if (asked.state === "Waiting") step(asked, "Cancel")
    else if (asked.towards === "miniport") {
      asked.detached = true
      cancel(adapter, asked)
    } else if (op.state !== "ReturnedPending") asked.detached = true
    else if (!op.decider.dead)
      adapter.violation(op.decider, "ASYNC-01", `${cause}, and ${oidName(oidOf(asked.request))} on it was pended and never completed`)
    op.relay.torn(adapter, op, NdisStatus.CLOSING)
  }
}

/** Ends an operation that names its request, and repeats what it was addressed with. */
const complete = (
  adapter: Adapter,
  down: Down,
  of: { readonly request: OidRequest; readonly status: NdisStatus; readonly below: boolean; readonly same: (about: About) => boolean }
): void => {
  const asked: unknown = isOidRequest(of.request) ? of.request.NdisReserved : undefined
  if (!(asked instanceof Asked))
    return adapter.violation(down.from, "OID-08", `${down.ddi.name} names no request that NDIS handed out; hand it on as it came`)
  const { op } = asked
  adapter.about(down, asked)
  if (asked.detached && Request.ends.includes(op.state)) return adapter.turns.ended(asked)
  const what = oidName(oidOf(asked.request))
  if (op.state === "Leaked") return adapter.violation(down.from, "HND-02", `${down.ddi.name}: what ${what} was about is gone`)
  if ((asked.towards === "miniport") !== of.below) {
    const own = of.below ? "its call-manager side" : "the miniport side"
    return adapter.violation(down.from, "OID-07", `${down.ddi.name}: ${what} was pended by ${own}; it stays pending`)
  }
  if (!of.same(asked.about))
    return adapter.violation(down.from, "OID-08", `${down.ddi.name}: ${what} was addressed with other handles; it stays pending`)
  adapter.complete(down, op.relay as OidRelay, op, of.status, { OidRequest: of.request })
}

const given = <A>(handle: A | null | undefined): handle is A => handle !== null && handle !== undefined

/** The VC and the party a request names. False: the call was refused. */
const named = (
  adapter: Adapter,
  down: DownOf<"NdisCoOidRequest"> | DownOf<"NdisMCmOidRequest">,
  af: AfOpen | undefined
): { readonly vc: Vc | undefined; readonly party: Party | undefined } | undefined => {
  const { NdisPartyHandle, NdisVcHandle } = down.args
  const vc = given(NdisVcHandle) ? adapter.findVc(down, NdisVcHandle) : undefined
  if (given(NdisVcHandle) && vc === undefined) return undefined
  const party = given(NdisPartyHandle) ? adapter.findParty(down, NdisPartyHandle) : undefined
  if (given(NdisPartyHandle) && party === undefined) return undefined
  if ((vc !== undefined && af !== undefined && vc.af !== af) || (party !== undefined && party.vc !== vc)) {
    adapter.refuse(down, NdisStatus.FAILURE, "HND-03", "the VC is not of this address family, or the party not of this VC")
    return undefined
  }
  return { vc, party }
}

const askPeer = (
  adapter: Adapter,
  down: DownOf<"NdisCoOidRequest"> | DownOf<"NdisMCmOidRequest">,
  of: { readonly relay: OidRelay; readonly request: OidRequest; readonly af: AfOpen; readonly binding: Binding | undefined },
  towards: Towards
): void => {
  const { af, binding, relay, request } = of
  const next = AfOpenMachine.transitions[af.state].PeerRequest
  if (!moves(next)) return adapter.deny(down, next, `the address family is ${af.state}; peers ask each other while it is open`)
  const about = named(adapter, down, af)
  if (about === undefined || isLent(adapter, down, request)) return
  const oid = oidOf(request)
  if (oid === Oid.CO_GET_CALL_INFORMATION) {
    const text = `OID-42: ${oidName(Oid.CO_GET_CALL_INFORMATION)} is reserved; no provider has to know it`
    adapter.trace?.record({ kind: "note", host: adapter.host, at: down.from.name, text })
  }
  if (towards === "client" && (oid === Oid.CO_SIGNALING_ENABLED || oid === Oid.CO_SIGNALING_DISABLED))
    af.signalling = oid === Oid.CO_SIGNALING_ENABLED
  submit(adapter, relay, down, new Asked(request, towards, { binding, af, ...about }), towards === "client" ? af.client : af.manager)
}

/** Where a request without an address family may not go, by rule. */
const unaddressed = (oid: number): readonly [NdisStatus, string, string] | undefined => {
  if (isOfTapi(oid)) return [NdisStatus.FAILURE, "OID-34", "a TAPI request goes to a call manager: name its address family"]
  if (oid === Oid.CO_ADD_PVC || oid === Oid.CO_DELETE_PVC)
    return [NdisStatus.INVALID_DATA, "OID-33", "permanent VCs are a call manager's: name its address family"]
  return undefined
}

const askBelow = (adapter: Adapter, relay: OidRelay, down: Down, request: OidRequest, binding: Binding, vc: Vc | undefined): void => {
  if (isLent(adapter, down, request)) return
  const misplaced = unaddressed(oidOf(request))
  if (misplaced !== undefined) return adapter.refuse(down, ...misplaced)
  const next = AdapterMachine.transitions[adapter.state].OidRequest
  if (!moves(next) || adapter.miniport === undefined) return adapter.deny(down, next, `the adapter is ${adapter.state}`)
  if (adapter.power !== "D0")
    return adapter.refuse(down, NdisStatus.FAILURE, "OID-18", `the adapter sleeps in ${adapter.power}; ask when it is awake`)
  const normal = Reset.transitions[adapter.reset.state].OidRequest
  if (!moves(normal)) return adapter.deny(down, normal, "the adapter is being reset; ask again when that is over")
  submit(adapter, relay, down, new Asked(request, "miniport", { binding, vc }), adapter.miniport)
}

/** The binding of a protocol that may ask now. */
const asking = (adapter: Adapter, down: DownOf<"NdisCoOidRequest"> | DownOf<"NdisOidRequest">): Binding | undefined => {
  const binding = adapter.findBinding(down, down.args.NdisBindingHandle)
  if (binding === undefined) return undefined
  const next = BindingMachine.transitions[binding.state].OidRequest
  if (moves(next)) return binding
  adapter.deny(down, next, `the binding is ${binding.state}; ask when the bind is over`)
  return undefined
}

export const install = (routes: Routes): void => {
  on(routes, "NdisCoOidRequest", (adapter, down) => {
    const { NdisAfHandle, NdisPartyHandle, OidRequest } = down.args
    const binding = asking(adapter, down)
    if (binding === undefined) return
    if (!given(NdisAfHandle)) {
      if (given(NdisPartyHandle))
        return adapter.refuse(down, NdisStatus.FAILURE, "OID-02", "a miniport knows no parties: a party goes with an address family")
      if (binding.opensPending > 0)
        return adapter.refuse(down, NdisStatus.FAILURE, "AF-20", "an address family is being opened on this binding; wait for its end")
      const about = named(adapter, down, undefined)
      if (about !== undefined) askBelow(adapter, toMiniport, down, OidRequest, binding, about.vc)
      return
    }
    const af = adapter.findAf(down, NdisAfHandle)
    if (af === undefined) return
    if (af.binding !== binding && af.registration.binding !== binding)
      return adapter.refuse(down, NdisStatus.FAILURE, "HND-03", "the address family is not of this binding")
    askPeer(adapter, down, { relay: toPeer, request: OidRequest, af, binding }, af.binding === binding ? "manager" : "client")
  })
  on(routes, "NdisMCmOidRequest", (adapter, down) => {
    const { NdisAfHandle, NdisOidRequest } = down.args
    if (!given(NdisAfHandle))
      return adapter.refuse(down, NdisStatus.FAILURE, "OID-05", "an MCM driver asks a client: name the address family it has open")
    const af = adapter.findAf(down, NdisAfHandle)
    if (af !== undefined) askPeer(adapter, down, { relay: toClient, request: NdisOidRequest, af, binding: undefined }, "client")
  })
  on(routes, "NdisOidRequest", (adapter, down) => {
    const binding = asking(adapter, down)
    if (binding === undefined) return
    const manages = adapter.registrations.some((registration) => registration.binding === binding)
    askBelow(adapter, manages ? plainOfManager : plain, down, down.args.OidRequest, binding, undefined)
  })
  onBoth(routes, ["NdisCoOidRequestComplete", "NdisMCmOidRequestComplete"], (adapter, down) => {
    const { NdisAfHandle, NdisPartyHandle, NdisVcHandle, OidRequest, Status } = down.args
    const same = ({ af, party, vc }: About) =>
      af?.handle === NdisAfHandle && vc?.handle === (NdisVcHandle ?? undefined) && party?.handle === (NdisPartyHandle ?? undefined)
    complete(adapter, down, { request: OidRequest, status: Status, below: false, same })
  })
  on(routes, "NdisMCoOidRequestComplete", (adapter, down) => {
    const { MiniportAdapterHandle, NdisMiniportVcHandle, Request, Status } = down.args
    if (!adapter.isMiniport(down, MiniportAdapterHandle)) return
    const same = ({ vc }: About) => vc?.handle === (NdisMiniportVcHandle ?? undefined)
    complete(adapter, down, { request: Request, status: Status, below: true, same })
  })
  on(routes, "NdisCancelOidRequest", (adapter, down) => {
    const { NdisBindingHandle, RequestId } = down.args
    const binding = adapter.findBinding(down, NdisBindingHandle)
    if (binding === undefined || !given(RequestId) || RequestId === 0) return
    const meant = adapter.oids.where(({ about, request }) => about.binding === binding && request.RequestId === RequestId)
    for (const asked of meant) {
      if (asked.towards === "miniport") cancel(adapter, asked)
      else
        adapter.violation(
          down.from,
          "OID-19",
          `${down.ddi.name}: ${oidName(oidOf(asked.request))} is with another protocol; only requests to the miniport can be cancelled`
        )
    }
  })
}
