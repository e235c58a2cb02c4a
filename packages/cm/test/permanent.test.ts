import { atmAddress, atmMedia } from "@condis/core/Atm"
import { atmMediaOf, CallFlags, type CallParameters, callTo, hasFlag, withAtmMedia, withFlag } from "@condis/core/CallParameters"
import type { CallEvent } from "@condis/core/CallControl"
import { flowSpec } from "@condis/core/FlowSpec"
import { oidOf, type OidRequest, queryRequest, setRequest } from "@condis/core/ddi/Structures"
import type { NdisAfHandle } from "@condis/core/Handle"
import type { ManagedAbout } from "@condis/core/kit/ManagedOids"
import { NdisStatus, statusName } from "@condis/core/NdisStatus"
import { Oid } from "@condis/core/Oid"
import { describe, expect, it } from "vitest"
import { Permanent, Uni } from "../src/index.ts"
import { atmFlowOf } from "@condis/core/data/AtmFlow"

const bob = atmAddress("4712")
const carol = atmAddress("4713")
const permanent = (to = bob): CallParameters => withFlag(callTo(to), CallFlags.PERMANENT_VC)
const traffic = { transmit: flowSpec({ PeakBandwidth: 8000 }), receive: flowSpec({ PeakBandwidth: 4000 }) }
const reference = { value: 1, ours: true }

const world = () => {
  const pvcs = new Permanent.Pvcs([
    { to: bob, connection: { Vpi: 0, Vci: 16 } },
    { to: carol, connection: { Vpi: 0, Vci: 17 }, traffic }
  ])
  const control = Permanent.callControl(Uni.callControl(), pvcs)
  /** A call, stepped by hand. */
  const call = () => {
    let state = control.idle(reference)
    const step = (event: CallEvent<Uni.Message>) => {
      const { actions, call } = control.step(state, event)
      state = call
      return actions
    }
    return { step, down: () => control.down!(state) }
  }
  const make = (parameters: CallParameters) => {
    const { down, step } = call()
    return { step, down, actions: step({ _tag: "MakeCall", parameters }) }
  }
  /** The VCI of the VC that is activated; undefined: none is. */
  const vciOf = (actions: ReturnType<ReturnType<typeof call>["step"]>) =>
    actions[0]?._tag === "Activate" ? atmMediaOf(actions[0].parameters)?.ConnectionId.Vci : undefined
  const up = (parameters: CallParameters) => {
    const { actions, down, step } = make(parameters)
    const made = step({ _tag: "Activated", status: NdisStatus.SUCCESS, parameters })
    return { step, down, made, vci: vciOf(actions) }
  }
  return { control, make, pvcs, up, vciOf }
}
const refused = [{ _tag: "CallMade", status: NdisStatus.FAILURE, parameters: expect.anything() }, { _tag: "Gone" }]

describe("permanent VCs", () => {
  it("CALL-22 the one to the address is used, and the flag stands in the completion", () => {
    const { made, vci } = world().up(permanent())
    expect(vci).toBe(16)
    expect(made).toMatchObject([{ _tag: "CallMade", status: NdisStatus.SUCCESS }])
    expect(made[0]!._tag === "CallMade" && hasFlag(made[0]!.parameters, CallFlags.PERMANENT_VC)).toBe(true)
  })

  it("CALL-22 media parameters name the one that is used, wherever it goes", () => {
    const { make, vciOf } = world()
    const flow = atmFlowOf(flowSpec())
    const named = (Vci: number) => withAtmMedia(permanent(), atmMedia({ Vpi: 0, Vci }, flow, flow))
    expect(vciOf(make(named(17)).actions)).toBe(17)
    expect(make(named(18)).actions).toEqual(refused)
  })

  it("CALL-22 there is none to the address, or it is taken: FAILURE; given back it is free again when its VC is down", () => {
    const { make, up, vciOf } = world()
    expect(make(permanent(atmAddress("4799"))).actions).toEqual(refused)
    const { down, step } = up(permanent())
    expect(make(permanent()).actions).toEqual(refused)
    expect(step({ _tag: "Close", data: undefined })).toEqual([{ _tag: "Closed" }])
    expect(make(permanent()).actions).toEqual(refused)
    down()
    expect(vciOf(make(permanent()).actions)).toBe(16)
  })

  it("CALL-22 a call without the flag is the inner control's", () => {
    expect(world().make(callTo(bob)).actions[0]).toMatchObject({ _tag: "Send" })
  })

  it("VC-78 the service is that of the configuration, marked where the client asked for another, and is not changed", () => {
    const { made, step } = world().up(permanent(carol))
    const parameters = made[0]!._tag === "CallMade" ? made[0]!.parameters : undefined
    expect(parameters?.CallMgrParameters).toMatchObject({ Transmit: traffic.transmit, Receive: traffic.receive })
    expect(hasFlag(parameters!, CallFlags.CALL_PARAMETERS_CHANGED)).toBe(true)
    expect(step({ _tag: "Modify", parameters: permanent(carol) })).toMatchObject([{ _tag: "Modified", status: NdisStatus.NOT_SUPPORTED }])
  })

  it("OID-33 one that is added is found, once; one that is deleted is not, and a call that has it keeps it", () => {
    const { make, pvcs, up, vciOf } = world()
    const dave = { to: atmAddress("4714"), connection: { Vpi: 0, Vci: 18 } }
    expect(pvcs.add(dave)).toBe(true)
    expect(pvcs.add(dave)).toBe(false)
    const { step, vci } = up(permanent(dave.to))
    expect(vci).toBe(18)
    expect(pvcs.delete(dave.connection)).toBe(true)
    expect(pvcs.delete(dave.connection)).toBe(false)
    expect(step({ _tag: "Close", data: undefined })).toEqual([{ _tag: "Closed" }])
    expect(vciOf(make(permanent(dave.to)).actions)).toBeUndefined()
  })

  it("nothing is signalled: close data is refused, parties are not supported, the link and its restart do not matter", () => {
    const { control, make, up } = world()
    const { step } = up(permanent())
    expect(step({ _tag: "Close", data: new Uint8Array([1]) })).toEqual([{ _tag: "CloseRefused", status: NdisStatus.INVALID_DATA }])
    expect(step({ _tag: "AddParty", party: 1, parameters: permanent() })).toMatchObject([{ status: NdisStatus.NOT_SUPPORTED }])
    for (const event of [{ _tag: "LinkLost" }, { _tag: "LinkBack" }, { _tag: "QoSAccepted" }] as const) expect(step(event)).toEqual([])
    const { call } = control.step(control.idle(reference), { _tag: "MakeCall", parameters: permanent(carol) })
    expect(control.uses(call, undefined)).toBe(false)
    expect(control.stateName(call)).toBe("Activating")
    const multipoint = control.step(control.idle(reference), { _tag: "MakeCall", parameters: permanent(carol), party: 0 })
    expect(multipoint.actions).toEqual(refused)
    expect(make(permanent(carol)).actions).toEqual(refused)
  })

  it("a VC that cannot be activated is free again, and so is one whose driver stops", () => {
    const { make, up, vciOf } = world()
    const { down, step } = make(permanent())
    expect(step({ _tag: "Activated", status: NdisStatus.RESOURCES, parameters: permanent() })).toMatchObject([
      { _tag: "CallMade", status: NdisStatus.RESOURCES },
      { _tag: "Gone" }
    ])
    down()
    const stopped = up(permanent())
    expect(stopped.vci).toBe(16)
    expect(stopped.step({ _tag: "Abort", status: NdisStatus.CLOSING })).toMatchObject([
      { _tag: "IncomingClose", status: NdisStatus.CLOSING }
    ])
    expect(stopped.step({ _tag: "Close", data: undefined })).toEqual([{ _tag: "Closed" }])
    stopped.down()
    const early = make(permanent())
    expect(early.step({ _tag: "Abort", status: NdisStatus.CLOSING })).toEqual([])
    expect(early.step({ _tag: "Activated", status: NdisStatus.SUCCESS, parameters: permanent() })).toMatchObject([
      { _tag: "CallMade", status: NdisStatus.CLOSING },
      { _tag: "Gone" }
    ])
    early.down()
    expect(vciOf(make(permanent()).actions)).toBe(16)
  })

  it("OID-33 clients add and delete them, and any client finds what was added", () => {
    const { pvcs, up } = world()
    const handle = {} as NdisAfHandle
    const about = { af: { handle } as ManagedAbout["af"], vc: undefined, party: undefined }
    const handler = Permanent.oids(pvcs)
    const ask = (request: OidRequest) => handler({ oid: oidOf(request), request, about, answer: () => {} })
    const set = (oid: number, value: unknown) => {
      const answer = ask(setRequest(oid, value, 8))
      return typeof answer === "object" ? statusName(answer.status) : answer
    }
    const [add, del] = [Oid.CO_ADD_PVC, Oid.CO_DELETE_PVC]
    const dave = atmAddress("4714")
    const PvcParameters = { CalledParty: dave, ConnectionId: { Vpi: 0, Vci: 18 } }
    for (const wrong of [null, 7, {}, { PvcParameters: { CalledParty: dave } }, { NdisAfHandle: {}, PvcParameters }])
      expect(set(add, wrong)).toBe("NDIS_STATUS_INVALID_DATA")
    expect(up(permanent(dave)).vci).toBe(undefined)
    expect(set(add, { NdisAfHandle: handle, PvcParameters })).toBe("NDIS_STATUS_SUCCESS")
    expect(set(add, { PvcParameters })).toBe("NDIS_STATUS_INVALID_DATA")
    expect(up(permanent(dave)).vci).toBe(18)
    expect(set(del, { PvcParameters: { ConnectionId: { Vpi: 0, Vci: 16 } } })).toBe("NDIS_STATUS_SUCCESS")
    expect(set(del, { PvcParameters: { ConnectionId: { Vpi: 0, Vci: 16 } } })).toBe("NDIS_STATUS_INVALID_DATA")
    expect(up(permanent()).vci).toBe(undefined)
    expect(ask(queryRequest(add, 8))).toMatchObject({ status: NdisStatus.NOT_SUPPORTED })
    expect(ask(setRequest(Oid.CO_ADD_ADDRESS, null, 0))).toBe(undefined)
  })

  it("begun anew, its call manager has all of them free, and calls of before have nothing to free any more", () => {
    const { control, make, up, vciOf } = world()
    const before = up(permanent())
    expect(vciOf(make(permanent()).actions)).toBe(undefined)
    control.begins!()
    const after = up(permanent())
    expect(after.vci).toBe(16)
    before.down()
    expect(vciOf(make(permanent()).actions)).toBe(undefined)
    after.down()
    expect(vciOf(make(permanent()).actions)).toBe(16)
  })

  it("A-20 closed while it is being made: the make-call fails and the close is done when the activation has ended", () => {
    const { make, vciOf } = world()
    for (const status of [NdisStatus.SUCCESS, NdisStatus.RESOURCES]) {
      const { down, step } = make(permanent())
      expect(step({ _tag: "Close", data: new Uint8Array([1]) })).toEqual([{ _tag: "CloseRefused", status: NdisStatus.INVALID_DATA }])
      expect(step({ _tag: "Close", data: undefined })).toEqual([])
      expect(step({ _tag: "Activated", status, parameters: permanent() })).toMatchObject([
        { _tag: "CallMade", status: NdisStatus.REQUEST_ABORTED },
        { _tag: "Closed" }
      ])
      down()
    }
    expect(vciOf(make(permanent()).actions)).toBe(16)
  })
})
