/**
 * Call management against a form made by hand: what it asks of NDIS where the conflict profiles leave a choice.
 */
import { describe, expect, it } from "@effect/vitest"
import type { CallControl, CallEvent } from "../../src/CallControl.ts"
import {
  atmAddress,
  callTo,
  Limits,
  type NdisAfHandle,
  type NdisSapHandle,
  NdisStatus,
  type NdisVcHandle,
  Profile,
  q2931,
  rawSap
} from "../../src/index.ts"
import { CallManager, type Form } from "../../src/kit/CallManager.ts"
import type { ManagedAf } from "../../src/kit/Managed.ts"

const handle = <H>(name: string): H => ({ name }) as never
const parameters = callTo(atmAddress("4711"))

/** A call manager whose form notes what is asked of it, and whose call control notes what it is told. */
const managed = (profile: Partial<Profile.Profile> = {}, activation: NdisStatus = NdisStatus.SUCCESS) => {
  const asked: Array<string> = []
  const told: Array<CallEvent<unknown>> = []
  const posted: Array<() => void> = []
  const form = new Proxy({ closing: "deactivate-first" } as unknown as Form, {
    get: (form, name: string) => {
      if (name === "closing") return form.closing
      return (...args: ReadonlyArray<unknown>) => {
        asked.push(name)
        const done = args.at(-1) as (status: NdisStatus, more?: unknown) => void
        if (name === "createVc") done(NdisStatus.SUCCESS, handle<NdisVcHandle>("vc"))
        if (name === "activate") done(activation, args[1])
        if (name === "dispatchIncomingCall") done(NdisStatus.SUCCESS, undefined)
      }
    }
  })
  const control = {
    addressFamily: q2931,
    idle: () => ({}),
    line: { idle: {}, step: (line: unknown) => ({ line, actions: [] }) },
    checkSap: () => NdisStatus.SUCCESS,
    sameSap: () => false,
    serves: () => true,
    opens: () => true,
    referenceOf: () => ({ value: 1, ours: false }),
    codec: { encode: (message: unknown) => message, decode: (payload: unknown) => payload },
    step: (call: unknown, event: CallEvent<unknown>) => {
      told.push(event)
      return { call, actions: event._tag === "Message" ? [{ _tag: "Offer", parameters }] : [] }
    }
  } as unknown as CallControl<unknown, unknown>
  const life = {
    name: "cm",
    host: "alice",
    trace: undefined,
    choice: { pick: () => 0 },
    profile: { ...Profile.defaults, ...profile },
    post: (task: () => void) => posted.push(task),
    limits: Limits.defaults,
    crash: () => {},
    timers: { now: () => 0, set: () => ({ stop: () => {} }) } as never
  }
  const manager = new CallManager(life, control, form)
  const { handlers } = manager
  const opened = handlers.ProtocolCmOpenAf({
    CallMgrBindingContext: undefined,
    AddressFamily: q2931,
    NdisAfHandle: handle<NdisAfHandle>("af")
  }) as { readonly CallMgrAfContext: ManagedAf }
  const af = opened.CallMgrAfContext
  const registered = handlers.ProtocolCmRegisterSap({
    CallMgrAfContext: af,
    Sap: rawSap(9, new Uint8Array([1])),
    NdisSapHandle: handle<NdisSapHandle>("sap")
  }) as { readonly CallMgrSapContext: unknown }
  return { asked, told, posted, manager, handlers, af, sap: registered.CallMgrSapContext }
}

describe("A-07 a close of the address family", () => {
  it("pends while a SAP or a VC is left, and is completed after the last one has gone", () => {
    const { af, asked, handlers, posted, sap } = managed()
    const created = handlers.ProtocolCoCreateVc({ ProtocolAfContext: af, NdisVcHandle: handle<NdisVcHandle>("vc") }) as {
      readonly ProtocolVcContext: unknown
    }
    expect(handlers.ProtocolCmCloseAf({ CallMgrAfContext: af })).toBe(NdisStatus.PENDING)
    handlers.ProtocolCmDeregisterSap({ CallMgrSapContext: sap })
    expect(posted).toEqual([])
    expect(handlers.ProtocolCoDeleteVc({ ProtocolVcContext: created.ProtocolVcContext })).toBe(NdisStatus.SUCCESS)
    // In a turn of its own: NDIS hears of the deletion before it hears of the close.
    expect(asked).toEqual([])
    for (const task of posted) task()
    expect(asked).toEqual(["closeAfComplete"])
  })

  it("is answered at once when nothing is left", () => {
    const { af, handlers, posted, sap } = managed()
    handlers.ProtocolCmDeregisterSap({ CallMgrSapContext: sap })
    expect(handlers.ProtocolCmCloseAf({ CallMgrAfContext: af })).toBe(NdisStatus.SUCCESS)
    expect(posted).toEqual([])
  })
})

describe("A-02 an activation that fails", () => {
  const answers = (profile: Partial<Profile.Profile>) => {
    const { asked, manager, told } = managed(profile, NdisStatus.RESOURCES)
    manager.received({})
    return { asked, told: told.slice(1) }
  }

  it("before-dispatch: keeps the call from its client", () => {
    const { asked, told } = answers({})
    expect(asked).toEqual(["createVc", "activate"])
    expect(told).toMatchObject([{ _tag: "Answered", status: NdisStatus.RESOURCES, taken: false }])
  })

  it("before-connected: comes when the client has taken the call, and the call control is told that", () => {
    const { asked, told } = answers({ "A-02": "before-connected" })
    expect(asked).toEqual(["createVc", "dispatchIncomingCall", "activate"])
    expect(told).toMatchObject([{ _tag: "Answered", status: NdisStatus.RESOURCES, taken: true }])
  })
})
