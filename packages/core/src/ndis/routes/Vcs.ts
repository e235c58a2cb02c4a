/**
 * Virtual connections: create (OP-12…14) and delete (OP-17).
 *
 * @see docs/condis/states.md, section 6
 */
import * as Activation from "../../machine/Activation.ts"
import { moves } from "../../machine/Table.ts"
import { NdisStatus, statusName } from "../../NdisStatus.ts"
import type { Adapter } from "../Adapter.ts"
import type { Instance } from "../Instance.ts"
import type { Down, Returning, Up } from "../Message.ts"
import type { NdisActor } from "../NdisActor.ts"
import { type AfOpen, type Binding, Vc } from "../objects.ts"
import { objectGone } from "./AddressFamilies.ts"
import { bringHome } from "./Data.ts"
import { tear } from "./OidRequests.ts"
import { on, onBoth, type Routes } from "./Routes.ts"

const move = (adapter: Adapter, vc: Vc, event: Activation.Event): void => {
  const next = Activation.transitions[vc.activation][event]
  if (moves(next)) adapter.activation(vc, next)
}

/** The VC is gone, and who asked is told. */
const end = (adapter: Adapter, { down, vc }: Synchronous, cause: string, status: NdisStatus): void => {
  tear(adapter, (about) => about.vc === vc, cause)
  // A change of its parameters that nobody answered ends with it: no completion could name it any more.
  const { modifyOp } = vc
  if (modifyOp !== undefined) modifyOp.relay.torn(adapter, modifyOp, NdisStatus.FAILURE)
  adapter.names.forget(vc)
  bringHome(adapter, vc)
  adapter.vcs.release(vc.handle, cause, adapter.micros())
  if (vc.af !== undefined) vc.af.vcs--
  if (vc.binding !== undefined) vc.binding.own--
  adapter.reply(down, status)
  if (vc.af !== undefined) objectGone(adapter, vc.af)
}

/**
 * Create and delete are synchronous: peer protocol first, then the miniport, in one request. By profile a call manager's VC for a client is
 * created at the miniport first.
 */
interface Synchronous {
  readonly down: Down
  readonly vc: Vc
}

/** PENDING is no answer to a create or delete: it is a breach, and counts as failure (the miniport's is fatal to it). */
const finalStatus = (adapter: Adapter, up: Up, rule: string): NdisStatus => {
  if (up.status !== NdisStatus.PENDING) return up.status
  const miniport = up.to === adapter.miniport && !adapter.isMcm
  adapter.violation(up.to, rule, `${up.ddi.name} must not return NDIS_STATUS_PENDING`)
  if (miniport) up.to.crash(new Error(`${rule}: ${up.ddi.name} returned NDIS_STATUS_PENDING, which would stop the system`))
  return NdisStatus.FAILURE
}

const peerOf = (vc: Vc): Instance | undefined => (vc.byClient ? vc.manager : vc.client)
const peerAfContext = (vc: Vc): unknown => (vc.byClient ? vc.af!.managerContext : vc.af!.clientContext)

class CreateAtPeer implements Returning {
  start(adapter: Adapter, request: Synchronous): void {
    const vc = request.vc
    const peer = peerOf(vc)
    if (vc.activation === "None") move(adapter, vc, "CreateVc")
    if (peer === undefined) {
      move(adapter, vc, "PeerCreated")
      return createAtMiniport.start(adapter, request)
    }
    const called = adapter.call(
      peer,
      "ProtocolCoCreateVc",
      { ProtocolAfContext: peerAfContext(vc), NdisVcHandle: vc.handle },
      this,
      request,
      vc
    )
    if (!called) failed(adapter, request, peer.dead ? NdisStatus.FAILURE : NdisStatus.RESOURCES)
  }
  returned(ndis: NdisActor, up: Up): void {
    const adapter = ndis as Adapter
    const request = up.part as Synchronous
    const vc = request.vc
    const pended = up.status === NdisStatus.PENDING
    let status = finalStatus(adapter, up, "VC-10")
    const context = up.out["ProtocolVcContext"]
    if (status === NdisStatus.SUCCESS && context === undefined) {
      adapter.violation(up.to, "VC-13", "ProtocolCoCreateVc succeeded without a ProtocolVcContext; the creation fails")
      status = NdisStatus.FAILURE
    }
    if (vc.byClient) vc.managerContext = context
    else vc.clientContext = context
    if (status !== NdisStatus.SUCCESS) {
      // VC-10: a handler that pended is told to delete what it may have made.
      if (pended) adapter.call(up.to, "ProtocolCoDeleteVc", { ProtocolVcContext: context ?? null } as never, undefined, undefined, vc, true)
      return failed(adapter, request, status, pended)
    }
    const last = vc.activation === "CreatingAtPeerLast"
    move(adapter, vc, "PeerCreated")
    if (last) return created(adapter, request)
    if (request.down.from.dead && !vc.byClient) return undo.start(adapter, request, NdisStatus.FAILURE)
    createAtMiniport.start(adapter, request)
  }
}

const failed = (adapter: Adapter, request: Synchronous, status: NdisStatus, pended = false): void => {
  move(adapter, request.vc, pended ? "PeerCreatePended" : "PeerCreateFailed")
  if (request.vc.activation === "UndoingAtMiniport") undoAtMiniport.start(adapter, request, status)
  else end(adapter, request, "its creation failed", status)
}

const created = (adapter: Adapter, request: Synchronous): void => {
  // An MCM's one VC context serves both of its halves.
  if (adapter.isMcm) request.vc.miniportContext = request.vc.managerContext
  adapter.reply(request.down, NdisStatus.SUCCESS, { NdisVcHandle: request.vc.handle })
}

/** The miniport's leg of a creation ended: what follows depends on who was asked first. */
const atMiniport = (adapter: Adapter, request: Synchronous, status: NdisStatus): void => {
  const { vc } = request
  const first = vc.activation === "CreatingAtMiniportFirst"
  if (status !== NdisStatus.SUCCESS) {
    if (!first) return undo.start(adapter, request, status)
    move(adapter, vc, "MiniportCreateFailed")
    return end(adapter, request, "its creation failed", status)
  }
  move(adapter, vc, "MiniportCreated")
  if (first) createAtPeer.start(adapter, request)
  else created(adapter, request)
}

class CreateAtMiniport implements Returning {
  /** Before the peer is asked. */
  first(adapter: Adapter, request: Synchronous): void {
    move(adapter, request.vc, "CreateVcFromBelow")
    this.start(adapter, request)
  }
  start(adapter: Adapter, request: Synchronous): void {
    if (adapter.isMcm) return atMiniport(adapter, request, NdisStatus.SUCCESS)
    const miniport = adapter.miniport
    const args = { MiniportAdapterContext: adapter.miniportContext, NdisVcHandle: request.vc.handle }
    if (miniport !== undefined && adapter.call(miniport, "MiniportCoCreateVc", args, this, request, request.vc)) return
    atMiniport(adapter, request, miniport === undefined || miniport.dead ? NdisStatus.FAILURE : NdisStatus.RESOURCES)
  }
  returned(ndis: NdisActor, up: Up): void {
    const adapter = ndis as Adapter
    const request = up.part as Synchronous
    let status = finalStatus(adapter, up, "VC-11")
    request.vc.miniportContext = up.out["MiniportVcContext"]
    if (status === NdisStatus.SUCCESS && request.vc.miniportContext === undefined) {
      adapter.violation(up.to, "VC-13", "MiniportCoCreateVc succeeded without a MiniportVcContext; the creation fails")
      status = NdisStatus.FAILURE
    }
    atMiniport(adapter, request, status)
  }
}

/** VC-12: the side that was already created is told to delete. */
class Undo implements Returning {
  start(adapter: Adapter, request: Synchronous, status: NdisStatus): void {
    const vc = request.vc
    const peer = peerOf(vc)
    move(adapter, vc, "MiniportCreateFailed")
    const part = { request, status }
    const args = { ProtocolVcContext: vc.byClient ? vc.managerContext : vc.clientContext }
    if (peer === undefined || !adapter.call(peer, "ProtocolCoDeleteVc", args, this, part, vc, true)) this.done(adapter, part)
  }
  returned(ndis: NdisActor, up: Up): void {
    this.done(ndis as Adapter, up.part as { readonly request: Synchronous; readonly status: NdisStatus })
  }
  private done(adapter: Adapter, part: { readonly request: Synchronous; readonly status: NdisStatus }): void {
    move(adapter, part.request.vc, "PeerDeleted")
    end(adapter, part.request, "its creation failed", part.status)
  }
}

/** The same where the miniport was asked first. */
class UndoAtMiniport implements Returning {
  start(adapter: Adapter, request: Synchronous, status: NdisStatus): void {
    const { miniport } = adapter
    const part = { request, status }
    const args = { MiniportVcContext: request.vc.miniportContext }
    const called =
      !adapter.isMcm && miniport !== undefined && adapter.call(miniport, "MiniportCoDeleteVc", args, this, part, request.vc, true)
    if (!called) this.done(adapter, part)
  }
  returned(ndis: NdisActor, up: Up): void {
    finalStatus(ndis as Adapter, up, "VC-67")
    this.done(ndis as Adapter, up.part as { readonly request: Synchronous; readonly status: NdisStatus })
  }
  private done(adapter: Adapter, part: { readonly request: Synchronous; readonly status: NdisStatus }): void {
    move(adapter, part.request.vc, "MiniportDeleted")
    end(adapter, part.request, "its creation failed", part.status)
  }
}

class DeleteAtPeer implements Returning {
  died(ndis: NdisActor, up: Up): void {
    up.status = NdisStatus.SUCCESS
    this.returned(ndis, up)
  }
  start(adapter: Adapter, request: Synchronous): void {
    const vc = request.vc
    const peer = peerOf(vc)
    const args = { ProtocolVcContext: vc.byClient ? vc.managerContext : vc.clientContext }
    if (peer !== undefined && adapter.call(peer, "ProtocolCoDeleteVc", args, this, request, vc, true)) return
    move(adapter, vc, "PeerDeleted")
    deleteAtMiniport.start(adapter, request)
  }
  returned(ndis: NdisActor, up: Up): void {
    const adapter = ndis as Adapter
    const request = up.part as Synchronous
    const status = finalStatus(adapter, up, "VC-66")
    if (status !== NdisStatus.SUCCESS && request.down.from.standIn) {
      const text = `answers ${statusName(status)} to what NDIS asks for the dead ${request.down.from.name}; it counts as done`
      adapter.violation(up.to, "DEAD", `ProtocolCoDeleteVc ${text}`)
    } else if (status !== NdisStatus.SUCCESS) {
      // VC-70: the peer may refuse, and the VC lives on.
      move(adapter, request.vc, "PeerDeleteRefused")
      request.vc.op = undefined
      return adapter.reply(request.down, status)
    }
    move(adapter, request.vc, "PeerDeleted")
    deleteAtMiniport.start(adapter, request)
  }
}

class DeleteAtMiniport implements Returning {
  died(ndis: NdisActor, up: Up): void {
    up.status = NdisStatus.SUCCESS
    this.returned(ndis, up)
  }
  start(adapter: Adapter, request: Synchronous): void {
    const miniport = adapter.miniport
    const args = { MiniportVcContext: request.vc.miniportContext }
    if (!adapter.isMcm && miniport !== undefined && adapter.call(miniport, "MiniportCoDeleteVc", args, this, request, request.vc, true))
      return
    this.done(adapter, request)
  }
  returned(ndis: NdisActor, up: Up): void {
    finalStatus(ndis as Adapter, up, "VC-67")
    this.done(ndis as Adapter, up.part as Synchronous)
  }
  private done(adapter: Adapter, request: Synchronous): void {
    move(adapter, request.vc, "MiniportDeleted")
    end(adapter, request, "its creator deleted it", NdisStatus.SUCCESS)
  }
}

const createAtPeer = new CreateAtPeer()
const createAtMiniport = new CreateAtMiniport()
const undo = new Undo()
const undoAtMiniport = new UndoAtMiniport()
const deleteAtPeer = new DeleteAtPeer()
const deleteAtMiniport = new DeleteAtMiniport()

const create = (
  adapter: Adapter,
  down: Down,
  af: AfOpen | undefined,
  binding: Binding | undefined,
  byClient: boolean,
  context: unknown
): void => {
  if (af !== undefined && (af.state !== "Open" || (af.notifyOp !== undefined && !byClient))) {
    return adapter.refuse(
      down,
      NdisStatus.FAILURE,
      "VC-03",
      `the address family is ${af.notifyOp === undefined ? af.state : "being left"}; VCs are created on an open one`
    )
  }
  const vc = new Vc(af, binding, byClient)
  if (byClient) vc.clientContext = context
  else vc.managerContext = context
  vc.handle = adapter.vcs.issue(vc)
  adapter.about(down, vc)
  if (af !== undefined) af.vcs++
  if (binding !== undefined) binding.own++
  // An MCM driver has no leg at a miniport.
  if (adapter.profile["A-26"] === "miniport-first" && !byClient && af !== undefined && !adapter.isMcm)
    createAtMiniport.first(adapter, { down, vc })
  else createAtPeer.start(adapter, { down, vc })
}

const deleteVc = (adapter: Adapter, down: Down, vc: Vc): void => {
  const creator = vc.byClient ? vc.client : vc.manager
  const guard = {
    byCreator: creator === down.from,
    callPresent: vc.call !== "None",
    closePending: vc.callOp !== undefined || vc.closeOp !== undefined
  }
  const fault = Activation.deleteGuard(guard, vc.activation)
  if (fault !== undefined && !guard.byCreator) return adapter.deny(down, fault, `only ${creator?.name} created this VC and may delete it`)
  const next = Activation.transitions[vc.activation].DeleteVc
  if (!moves(next)) return adapter.deny(down, next, `the VC is ${vc.activation}; its call manager deactivates it first`)
  if (fault !== undefined)
    return adapter.deny(down, fault, `a call is on it (${vc.call}); delete when the close has completed and the VC is inactive`)
  adapter.activation(vc, next)
  deleteAtPeer.start(adapter, { down, vc })
}

export const install = (routes: Routes): void => {
  on(routes, "NdisCoCreateVc", (adapter, down) => {
    const { NdisAfHandle, NdisBindingHandle, ProtocolVcContext } = down.args
    const binding = adapter.findBinding(down, NdisBindingHandle)
    if (binding === undefined) return
    if (NdisAfHandle === undefined || NdisAfHandle === null) {
      if (!down.from.has("call manager"))
        return adapter.refuse(down, NdisStatus.FAILURE, "VC-03", "a client creates a VC on an address family it has open")
      return create(adapter, down, undefined, binding, false, ProtocolVcContext)
    }
    const af = adapter.findAf(down, NdisAfHandle)
    if (af === undefined) return
    create(adapter, down, af, undefined, down.from === af.client, ProtocolVcContext)
  })
  on(routes, "NdisMCmCreateVc", (adapter, down) => {
    const { MiniportAdapterHandle, MiniportVcContext, NdisAfHandle } = down.args
    if (!adapter.isMiniport(down, MiniportAdapterHandle)) return
    const af = adapter.findAf(down, NdisAfHandle)
    if (af !== undefined) create(adapter, down, af, undefined, false, MiniportVcContext)
  })
  onBoth(routes, ["NdisCoDeleteVc", "NdisMCmDeleteVc"], (adapter, down) => {
    const vc = adapter.findVc(down, down.args.NdisVcHandle)
    if (vc !== undefined) deleteVc(adapter, down, vc)
  })
}
