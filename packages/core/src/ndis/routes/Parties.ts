/**
 * Parties of a point-to-multipoint call: add (OP-25), drop (OP-26), incoming drop (OP-27).
 *
 * @see docs/condis/states.md, section 9
 */
import type { CallParameters } from "../../CallParameters.ts"
import * as CallAxis from "../../machine/CallAxis.ts"
import * as PartyAxis from "../../machine/PartyAxis.ts"
import { moves } from "../../machine/Table.ts"
import { NdisStatus } from "../../NdisStatus.ts"
import type { Adapter } from "../Adapter.ts"
import { Party, type Vc } from "../objects.ts"
import { Op, Relay } from "../Op.ts"
import { crossed, dispatch } from "./Dispatched.ts"
import { tear } from "./OidRequests.ts"
import { on, onBoth, type Routes } from "./Routes.ts"

/** The call of these parties was closed, or was not. What is being added or dropped meanwhile ends with its answer. */
export const callEnded = (adapter: Adapter, vc: Vc, closed: boolean): void => {
  if (vc.parties === undefined) return
  for (const party of [...vc.parties]) {
    moveParty(adapter, party, closed ? "CallClosed" : "CallCloseFailed")
    if (party.state === "Gone") forgetParty(adapter, party, "its call was closed")
  }
}

export const moveParty = (adapter: Adapter, party: Party, event: PartyAxis.Event): void => {
  const next = PartyAxis.transitions[party.state][event]
  if (moves(next)) adapter.party(party, next)
}

export const forgetParty = (adapter: Adapter, party: Party, cause: string): void => {
  tear(adapter, (about) => about.party === party, cause)
  adapter.parties.release(party.handle, cause, adapter.micros())
  party.vc.parties?.delete(party)
}

/** Parties that count when the last one is looked for. */
export const counted = (vc: Vc): number => {
  let count = 0
  if (vc.parties !== undefined) for (const party of vc.parties) if (PartyAxis.counts(party.state)) count++
  return count
}

class AddParty extends Relay<Party> {
  constructor() {
    super("NdisClAddParty")
  }
  /** It may ring as long as its call is wanted. */
  override inTime(): boolean {
    return false
  }
  handlerArgs(op: Op<Party>): object {
    const party = op.target
    return { CallMgrVcContext: party.vc.managerContext, CallParameters: op.memo, NdisPartyHandle: party.handle }
  }
  settle(adapter: Adapter, op: Op<Party>): void {
    const party = op.target
    party.op = undefined
    op.memo = op.out["CallParameters"] ?? op.memo
    if (op.status === NdisStatus.SUCCESS) {
      party.managerContext = op.out["CallMgrPartyContext"]
      if (party.managerContext === undefined || party.managerContext === null) {
        adapter.violation(op.decider, "PARTY-08", "a party is reported added without a CallMgrPartyContext; the addition fails")
        op.status = NdisStatus.FAILURE
      }
    }
    moveParty(adapter, party, op.status === NdisStatus.SUCCESS ? "AddSucceeded" : "AddFailed")
    // Its call was closed in between: there is nothing it could be a party of.
    if (op.status === NdisStatus.SUCCESS && party.state === "Gone") op.status = NdisStatus.FAILURE
    if (op.status !== NdisStatus.SUCCESS) forgetParty(adapter, party, "it was not added")
  }
  override returning(op: Op<Party>) {
    return { CallParameters: op.memo as CallParameters, NdisPartyHandle: op.status === NdisStatus.SUCCESS ? op.target.handle : null }
  }
  reporting(op: Op<Party>) {
    const party = op.target
    return {
      to: party.vc.client!,
      args: {
        Status: op.status,
        ProtocolPartyContext: party.clientContext,
        NdisPartyHandle: op.status === NdisStatus.SUCCESS ? party.handle : null,
        CallParameters: op.memo as CallParameters
      }
    }
  }
}

class DropParty extends Relay<Party> {
  constructor() {
    super("NdisClDropParty")
  }
  override readonly whenDead = NdisStatus.SUCCESS
  handlerArgs(op: Op<Party>): object {
    const data = op.memo as Uint8Array | null
    return { CallMgrPartyContext: op.target.managerContext, CloseData: data, Size: data === null ? 0 : data.byteLength }
  }
  settle(adapter: Adapter, op: Op<Party>): void {
    op.target.op = undefined
    moveParty(adapter, op.target, op.status === NdisStatus.SUCCESS ? "DropSucceeded" : "DropFailed")
    if (op.target.state === "Gone") forgetParty(adapter, op.target, "the client dropped it")
  }
  reporting(op: Op<Party>) {
    return { to: op.target.vc.client!, args: { Status: op.status, ProtocolPartyContext: op.target.clientContext } }
  }
}

/** Is a drop on its way to the call manager, or was its handler called and has not returned? Its count of parties is another one then. */
const dropUnderWay = (vc: Vc): boolean => {
  for (const { op } of vc.parties ?? []) if (op !== undefined && op.relay === (dropParty as unknown) && op.state === "Called") return true
  return false
}

const addParty = new AddParty()
const dropParty = new DropParty()

export const install = (routes: Routes): void => {
  on(routes, "NdisClAddParty", (adapter, down) => {
    const { CallParameters, NdisVcHandle, ProtocolPartyContext } = down.args
    const vc = adapter.findVc(down, NdisVcHandle)
    if (vc === undefined) return
    const fault = CallAxis.addPartyGuard({ multipoint: vc.multipoint, byCreator: vc.byClient && down.from === vc.client })
    if (fault !== undefined) return adapter.deny(down, fault, "parties are added to a call this client made with a party context")
    const next = CallAxis.transitions[vc.call].AddParty
    if (!moves(next)) return adapter.deny(down, next, `the call is ${vc.call}`)
    if (ProtocolPartyContext === undefined || ProtocolPartyContext === null) {
      return adapter.refuse(down, NdisStatus.FAILURE, "PARTY-02", "a ProtocolPartyContext is needed")
    }
    const party = new Party(vc, ProtocolPartyContext)
    party.handle = adapter.parties.issue(party)
    ;(vc.parties ??= new Set()).add(party)
    adapter.about(down, party)
    moveParty(adapter, party, "Add")
    const op = new Op<Party>(addParty, down, party, vc.manager)
    op.memo = CallParameters
    party.op = op
    addParty.ask(adapter, op)
  })
  onBoth(routes, ["NdisCmAddPartyComplete", "NdisMCmAddPartyComplete"], (adapter, down) => {
    const { CallMgrPartyContext, CallParameters, NdisPartyHandle, Status } = down.args
    const party = adapter.findParty(down, NdisPartyHandle)
    if (party !== undefined)
      adapter.complete(down, addParty, party.op as Op<Party> | undefined, Status, { CallMgrPartyContext, CallParameters })
  })
  on(routes, "NdisClDropParty", (adapter, down) => {
    const { Buffer, NdisPartyHandle, Size } = down.args
    const party = adapter.findParty(down, NdisPartyHandle)
    if (party === undefined) return
    const bytes = Buffer === null || Buffer === undefined ? 0 : Buffer.byteLength
    if ((Size ?? 0) !== bytes)
      return adapter.refuse(down, NdisStatus.INVALID_DATA, "PARTY-29", `Size is ${Size} and the buffer has ${bytes} bytes`)
    const next = PartyAxis.transitions[party.state].DropParty
    if (!moves(next)) return adapter.deny(down, next, `the party is ${party.state}`)
    const last = PartyAxis.dropGuard({ othersLeft: counted(party.vc) - 1 })
    if (last !== undefined) return adapter.deny(down, last, "it is the last party; it leaves with NdisClCloseCall")
    adapter.party(party, next)
    const op = new Op<Party>(dropParty, down, party, party.vc.manager)
    op.memo = Buffer ?? null
    party.op = op
    dropParty.ask(adapter, op)
  })
  onBoth(routes, ["NdisCmDropPartyComplete", "NdisMCmDropPartyComplete"], (adapter, down) => {
    const { NdisPartyHandle, Status } = down.args
    const party = adapter.findParty(down, NdisPartyHandle)
    if (party !== undefined) adapter.complete(down, dropParty, party.op as Op<Party> | undefined, Status, {})
  })
  onBoth(routes, ["NdisCmDispatchIncomingDropParty", "NdisMCmDispatchIncomingDropParty"], (adapter, down) => {
    const { Buffer, DropStatus, NdisPartyHandle, Size } = down.args
    const party = adapter.findParty(down, NdisPartyHandle)
    if (party === undefined) return
    if (crossed(adapter, down, party.op, dropParty)) return
    const next = PartyAxis.transitions[party.state].DispatchIncomingDrop
    if (!moves(next)) return adapter.deny(down, next, `the party is ${party.state}`)
    const last = PartyAxis.incomingDropGuard({ othersLeft: counted(party.vc) - 1 })
    if (last !== undefined && !dropUnderWay(party.vc)) {
      adapter.violation(
        down.from,
        last.rule,
        "the last party leaves by an incoming close of its call; the client is told, so that it can close"
      )
    }
    adapter.party(party, next)
    const args = { DropStatus, ProtocolPartyContext: party.clientContext, CloseData: Buffer ?? null, Size: Size ?? 0 }
    dispatch(adapter, party.vc.client!, "ProtocolClIncomingDropParty", args, { down }, party)
  })
}
