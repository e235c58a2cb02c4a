/**
 * SAPs: registration (OP-10) and deregistration (OP-11).
 *
 * @see docs/condis/states.md, section 5
 */
import * as SapAxis from "../../machine/SapAxis.ts"
import { moves } from "../../machine/Table.ts"
import { NdisStatus } from "../../NdisStatus.ts"
import type { Adapter } from "../Adapter.ts"
import { Sap } from "../objects.ts"
import { Op, Relay } from "../Op.ts"
import { objectGone } from "./AddressFamilies.ts"
import { on, onBoth, type Routes } from "./Routes.ts"

const move = (adapter: Adapter, sap: Sap, event: SapAxis.Event): void => {
  const next = SapAxis.transitions[sap.state][event]
  if (!moves(next)) return
  adapter.changed("sap", sap.state, next)
  sap.state = next
}

const forget = (adapter: Adapter, sap: Sap, cause: string): void => {
  adapter.saps.release(sap.handle, cause, adapter.micros())
  sap.af.saps.delete(sap)
}

class RegisterSap extends Relay<Sap> {
  constructor() {
    super("NdisClRegisterSap")
  }
  handlerArgs(op: Op<Sap>): object {
    return { CallMgrAfContext: op.target.af.managerContext, Sap: op.target.sap, NdisSapHandle: op.target.handle }
  }
  settle(adapter: Adapter, op: Op<Sap>): void {
    const sap = op.target
    sap.op = undefined
    if (op.status === NdisStatus.SUCCESS) {
      sap.managerContext = op.out["CallMgrSapContext"]
      if (sap.managerContext === undefined) {
        adapter.violation(op.decider, "SAP-04", "ProtocolCmRegisterSap succeeded without a CallMgrSapContext; the registration fails")
        op.status = NdisStatus.FAILURE
      }
    }
    move(adapter, sap, op.status === NdisStatus.SUCCESS ? "RegisterSucceeded" : "RegisterFailed")
    if (op.status !== NdisStatus.SUCCESS) forget(adapter, sap, "its registration failed")
  }
  override returning(op: Op<Sap>) {
    return op.status === NdisStatus.SUCCESS ? { NdisSapHandle: op.target.handle } : {}
  }
  reporting(op: Op<Sap>) {
    const sap = op.target
    return {
      to: sap.af.client,
      args: {
        Status: op.status,
        ProtocolSapContext: sap.clientContext,
        Sap: sap.sap,
        NdisSapHandle: op.status === NdisStatus.SUCCESS ? sap.handle : null
      }
    }
  }
  override afterReport(adapter: Adapter, op: Op<Sap>): void {
    objectGone(adapter, op.target.af)
  }
}

class DeregisterSap extends Relay<Sap> {
  constructor() {
    super("NdisClDeregisterSap")
  }
  override readonly whenDead = NdisStatus.SUCCESS
  handlerArgs(op: Op<Sap>): object {
    return { CallMgrSapContext: op.target.managerContext }
  }
  settle(adapter: Adapter, op: Op<Sap>): void {
    const sap = op.target
    sap.op = undefined
    move(adapter, sap, op.status === NdisStatus.SUCCESS ? "DeregisterSucceeded" : "DeregisterFailed")
    if (op.status === NdisStatus.SUCCESS) forget(adapter, sap, "the client deregistered it")
  }
  reporting(op: Op<Sap>) {
    return { to: op.target.af.client, args: { Status: op.status, ProtocolSapContext: op.target.clientContext } }
  }
  override afterReport(adapter: Adapter, op: Op<Sap>): void {
    objectGone(adapter, op.target.af)
  }
}

const registerSap = new RegisterSap()
const deregisterSap = new DeregisterSap()

export const install = (routes: Routes): void => {
  on(routes, "NdisClRegisterSap", (adapter, down) => {
    const af = adapter.findAf(down, down.args.NdisAfHandle)
    if (af === undefined) return
    if (af.state !== "Open")
      return adapter.refuse(down, NdisStatus.FAILURE, "SAP-01", `the address family is ${af.state}; register SAPs when it is Open`)
    const sap = new Sap(af, down.args.Sap, down.args.ProtocolSapContext)
    sap.handle = adapter.saps.issue(sap)
    adapter.about(down, sap)
    move(adapter, sap, "RegisterSap")
    af.saps.add(sap)
    sap.op = new Op<Sap>(registerSap, down, sap, af.manager)
    registerSap.ask(adapter, sap.op as Op<Sap>)
  })
  onBoth(routes, ["NdisCmRegisterSapComplete", "NdisMCmRegisterSapComplete"], (adapter, down) => {
    const { CallMgrSapContext, NdisSapHandle, Status } = down.args
    const sap = adapter.findSap(down, NdisSapHandle)
    if (sap !== undefined) adapter.complete(down, registerSap, sap.op as Op<Sap> | undefined, Status, { CallMgrSapContext })
  })
  on(routes, "NdisClDeregisterSap", (adapter, down) => {
    const sap = adapter.findSap(down, down.args.NdisSapHandle)
    if (sap === undefined) return
    const next = SapAxis.transitions[sap.state].DeregisterSap
    if (!moves(next)) return adapter.deny(down, next, `the SAP is ${sap.state}`)
    move(adapter, sap, "DeregisterSap")
    sap.op = new Op<Sap>(deregisterSap, down, sap, sap.af.manager)
    deregisterSap.ask(adapter, sap.op as Op<Sap>)
  })
  onBoth(routes, ["NdisCmDeregisterSapComplete", "NdisMCmDeregisterSapComplete"], (adapter, down) => {
    const { NdisSapHandle, Status } = down.args
    const sap = adapter.findSap(down, NdisSapHandle)
    if (sap === undefined) return
    if (Status !== NdisStatus.SUCCESS) adapter.violation(down.from, "SAP-13", `${down.ddi.name} must carry NDIS_STATUS_SUCCESS`)
    adapter.complete(down, deregisterSap, sap.op as Op<Sap> | undefined, Status, {})
  })
}
