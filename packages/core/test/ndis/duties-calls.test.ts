/**
 * What NDIS owes to drivers about VCs, calls and parties: rules of class R in docs/condis/rules.md.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { atmAddress, callTo, type NdisPartyHandle, NdisStatus, type NdisVcHandle } from "../../src/index.ts"
import { bench, type Bench, type Mine, mine, parameters, settle } from "./kit.ts"

const make = (b: Bench, vc: NdisVcHandle) => b.client.status("NdisClMakeCall", { NdisVcHandle: vc, CallParameters: parameters })
const close = (b: Bench, vc: NdisVcHandle, NdisPartyHandle: NdisPartyHandle | null = null) =>
  b.client.status("NdisClCloseCall", { NdisVcHandle: vc, NdisPartyHandle, Size: 0 })
const activate = (b: Bench, vc: NdisVcHandle, CallParameters = parameters) =>
  b.cm.status("NdisCmActivateVc", { NdisVcHandle: vc, CallParameters })
const deactivate = (b: Bench, vc: NdisVcHandle) => b.cm.status("NdisCmDeactivateVc", { NdisVcHandle: vc })

describe("VCs", () => {
  it.effect("VC-18 many are live on one adapter at once, each with a call of its own", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vcs: Array<NdisVcHandle> = []
        for (let n = 0; n < 50; n++) vcs.push(yield* b.up())
        expect(new Set(vcs).size).toBe(50)
        expect(b.host.leftovers()).toMatchObject({ VCs: 50 })
        yield* b.down(vcs[7]!)
        expect(b.host.leftovers()).toMatchObject({ VCs: 49 })
        for (const vc of vcs) if (vc !== vcs[7]) yield* b.down(vc)
      })
    )
  )

  it.effect("VC-36 VC-50 an active VC is activated again and again, and one deactivation ends it", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.create()
        const wanted = [parameters, callTo(atmAddress("4711")), callTo(atmAddress("4712"))]
        for (const each of wanted) expect(yield* activate(b, vc, each)).toBe("NDIS_STATUS_SUCCESS")
        expect(b.miniport.seen("MiniportCoActivateVc").map((args) => args["CallParameters"])).toEqual(wanted)
        // The VC is the same, and is not created again.
        expect(b.miniport.seen("MiniportCoCreateVc").length).toBe(1)
        expect(yield* deactivate(b, vc)).toBe("NDIS_STATUS_SUCCESS")
        expect(b.miniport.seen("MiniportCoDeactivateVc").length).toBe(1)
        expect(yield* deactivate(b, vc)).toBe("NDIS_STATUS_NOT_ACCEPTED")
        yield* b.delete(vc)
      })
    )
  )

  it.effect("VC-47 after a deactivation the VC is there for all who share it", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.create()
        yield* activate(b, vc)
        yield* deactivate(b, vc)
        expect(b.cm.seen("ProtocolCoDeleteVc").length + b.miniport.seen("MiniportCoDeleteVc").length).toBe(0)
        expect(yield* activate(b, vc)).toBe("NDIS_STATUS_SUCCESS")
        expect(yield* deactivate(b, vc)).toBe("NDIS_STATUS_SUCCESS")
        expect(yield* make(b, vc)).toBe("NDIS_STATUS_SUCCESS")
        expect(new Set(b.miniport.seen("MiniportCoActivateVc").map((args) => args["MiniportVcContext"])).size).toBe(1)
        yield* b.down(vc)
      })
    )
  )

  it.effect("VC-51 NdisMCmDeactivateVc is answered SUCCESS or NOT_ACCEPTED, and never pends", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.create()
          const deactivateVc = () => b.mcm.status("NdisMCmDeactivateVc", { NdisVcHandle: vc })
          expect(yield* deactivateVc()).toBe("NDIS_STATUS_NOT_ACCEPTED")
          yield* b.mcm.call("NdisMCmActivateVc", { NdisVcHandle: vc, CallParameters: parameters })
          expect(yield* deactivateVc()).toBe("NDIS_STATUS_SUCCESS")
          expect(yield* deactivateVc()).toBe("NDIS_STATUS_NOT_ACCEPTED")
          expect(yield* make(b, vc)).toBe("NDIS_STATUS_SUCCESS")
          // A call is on it.
          expect(yield* deactivateVc()).toBe("NDIS_STATUS_NOT_ACCEPTED")
          yield* b.down(vc)
        }),
      { form: "mcm" }
    )
  )

  it.effect("VC-65 a deletion asks the peer, then the miniport, before it returns", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.create()
        let answered: NdisStatus | undefined
        const before: Array<NdisStatus | undefined> = []
        b.cm.on.ProtocolCoDeleteVc = () => {
          before.push(answered)
          return NdisStatus.SUCCESS
        }
        b.miniport.on.MiniportCoDeleteVc = () => {
          before.push(answered)
          return NdisStatus.SUCCESS
        }
        const mark = b.now
        b.client.life.post(() =>
          b.client.life.direct.NdisCoDeleteVc({ NdisVcHandle: vc }, (status) => {
            answered = status
          })
        )
        yield* settle
        expect(b.since(mark)).toEqual(["cm.ProtocolCoDeleteVc", "atm0.MiniportCoDeleteVc"])
        expect(before).toEqual([undefined, undefined])
        expect(answered).toBe(NdisStatus.SUCCESS)
      })
    )
  )

  it.effect("VC-65 over an MCM driver the peer is all there is to ask", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.create()
          const mark = b.now
          yield* b.delete(vc)
          expect(b.since(mark)).toEqual(["atm0.ProtocolCoDeleteVc"])
        }),
      { form: "mcm" }
    )
  )

  it.effect("VC-12 a peer that fails decides the status of the creation, and no handle is issued", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.cm.on.ProtocolCoCreateVc = () => NdisStatus.RESOURCES
        const created = yield* b.client.call("NdisCoCreateVc", {
          NdisBindingHandle: b.client.binding!.handle,
          NdisAfHandle: b.client.af!,
          ProtocolVcContext: mine("vc")
        })
        expect(created).toEqual({ Status: NdisStatus.RESOURCES })
        expect(b.miniport.seen("MiniportCoCreateVc")).toEqual([])
        expect(b.host.leftovers()).not.toHaveProperty("VCs")
      })
    )
  )
})

describe("calls", () => {
  it.effect("CALL-04 a party context makes the call multipoint: the party has a handle then, and none otherwise", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.create()
        const party = mine("leaf")
        const made = yield* b.client.call("NdisClMakeCall", {
          NdisVcHandle: vc,
          CallParameters: parameters,
          ProtocolPartyContext: party
        })
        expect(made.NdisPartyHandle).toBe(b.cm.seen("ProtocolCmMakeCall")[0]!["NdisPartyHandle"])
        expect(made.NdisPartyHandle).not.toBeNull()
        expect(yield* close(b, vc, made.NdisPartyHandle)).toBe("NDIS_STATUS_SUCCESS")
        const plain = yield* b.client.call("NdisClMakeCall", { NdisVcHandle: vc, CallParameters: parameters })
        expect(plain.NdisPartyHandle).toBeNull()
        expect(b.cm.seen("ProtocolCmMakeCall")[1]!["NdisPartyHandle"]).toBeNull()
        const add = { NdisVcHandle: vc, CallParameters: parameters, ProtocolPartyContext: party }
        expect(yield* b.client.status("NdisClAddParty", add)).toBe("NDIS_STATUS_FAILURE")
        yield* b.down(vc)
      })
    )
  )

  it.effect("CALL-07 a call goes to the call manager that shares the VC, and to no other driver", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.create()
          const mark = b.now
          yield* make(b, vc)
          expect(b.since(mark)).toEqual(["cm.ProtocolCmMakeCall", "atm0.MiniportCoActivateVc"])
          const context = b.cm.seen("ProtocolCmMakeCall")[0]!["CallMgrVcContext"] as Mine<NdisVcHandle>
          expect(context.handle).toBe(vc)
          yield* b.down(vc)
        }),
      { clients: ["voice", "video"] }
    )
  )

  it.effect("CALL-97 a close that fails, at once or later, leaves the call up, and the client gets its status", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        b.cm.on.ProtocolCmCloseCall = () => NdisStatus.INVALID_DATA
        expect(yield* close(b, vc)).toBe("NDIS_STATUS_INVALID_DATA")
        b.cm.on.ProtocolCmCloseCall = () => NdisStatus.PENDING
        expect(yield* close(b, vc)).toBe("NDIS_STATUS_PENDING")
        yield* b.cm.call("NdisCmCloseCallComplete", { Status: NdisStatus.RESOURCES, NdisVcHandle: vc })
        yield* settle
        expect(b.client.statuses("ProtocolClCloseCallComplete")).toEqual(["NDIS_STATUS_RESOURCES"])
        // Its VC stays active under it.
        expect(yield* deactivate(b, vc)).toBe("NDIS_STATUS_NOT_ACCEPTED")
        delete b.cm.on.ProtocolCmCloseCall
        yield* b.down(vc)
      })
    )
  )
})

describe("incoming calls", () => {
  const offer = (b: Bench, answer: NdisStatus) =>
    Effect.gen(function* () {
      b.client.on.ProtocolClIncomingCall = () => answer
      const sap = yield* b.sap()
      const vc = yield* b.ready()
      const status = yield* b.cm.status("NdisCmDispatchIncomingCall", {
        NdisSapHandle: sap,
        NdisVcHandle: vc,
        CallParameters: parameters
      })
      return { sap, status, vc }
    })
  const end = (b: Bench, { sap, vc }: { readonly sap: never; readonly vc: NdisVcHandle }) =>
    Effect.andThen(b.unready(vc), b.client.call("NdisClDeregisterSap", { NdisSapHandle: sap }))
  const connected = (b: Bench, vc: NdisVcHandle) =>
    Effect.map(
      Effect.andThen(b.cm.call("NdisCmDispatchCallConnected", { NdisVcHandle: vc }), settle),
      () => b.client.seen("ProtocolClCallConnected").length
    )

  it.effect("CALL-33 the client that registered the SAP is asked, with its contexts of SAP and VC", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const [one, two] = b.clients
          const context = mine("their sap")
          const registered = yield* two!.call("NdisClRegisterSap", {
            NdisAfHandle: two!.af!,
            ProtocolSapContext: context,
            Sap: { SapType: 9, SapLength: 1, Sap: new Uint8Array([1]) } as never
          })
          b.cm.af = two!.af
          const vc = yield* b.ready()
          const vcContext = mine(vc)
          two!.on.ProtocolClIncomingCall = () => NdisStatus.FAILURE
          yield* b.cm.call("NdisCmDispatchIncomingCall", {
            NdisSapHandle: registered.NdisSapHandle!,
            NdisVcHandle: vc,
            CallParameters: parameters
          })
          expect(one!.seen("ProtocolClIncomingCall")).toEqual([])
          const [asked] = two!.seen("ProtocolClIncomingCall")
          expect(asked!["ProtocolSapContext"]).toBe(context)
          expect((asked!["ProtocolVcContext"] as typeof vcContext).handle).toBe(vc)
          yield* b.unready(vc)
          yield* two!.call("NdisClDeregisterSap", { NdisSapHandle: registered.NdisSapHandle! })
        }),
      { clients: ["voice", "video"] }
    )
  )

  it.effect("CALL-34 SUCCESS accepts; CALL-39 a final answer is the return of the dispatch, and no completion handler runs", () =>
    bench((b) =>
      Effect.gen(function* () {
        const offered = yield* offer(b, NdisStatus.SUCCESS)
        expect(offered.status).toBe("NDIS_STATUS_SUCCESS")
        expect(yield* connected(b, offered.vc)).toBe(1)
        expect(b.cm.seen("ProtocolCmIncomingCallComplete")).toEqual([])
        expect(yield* close(b, offered.vc)).toBe("NDIS_STATUS_SUCCESS")
        expect(yield* b.cm.status("NdisCoDeleteVc", { NdisVcHandle: offered.vc })).toBe("NDIS_STATUS_SUCCESS")
        yield* b.client.call("NdisClDeregisterSap", { NdisSapHandle: offered.sap })
      })
    )
  )

  for (const answer of ["FAILURE", "RESOURCES", "NOT_ACCEPTED"] as const) {
    it.effect(`CALL-34 ${answer} rejects: the call is never connected`, () =>
      bench(
        (b) =>
          Effect.gen(function* () {
            const offered = yield* offer(b, NdisStatus[answer])
            expect(offered.status).toBe(`NDIS_STATUS_${answer}`)
            expect(yield* connected(b, offered.vc)).toBe(0)
            yield* end(b, offered as never)
          }),
        { breaks: ["CALL-44"] }
      )
    )
  }

  it.effect("CALL-49 NOT_SUPPORTED of a client without incoming calls is a rejection", () =>
    bench((b) =>
      Effect.gen(function* () {
        const offered = yield* offer(b, NdisStatus.NOT_SUPPORTED)
        expect(offered.status).toBe("NDIS_STATUS_NOT_SUPPORTED")
        // Rejected: there is no call to close, and its VC may be deactivated.
        expect(yield* close(b, offered.vc)).toBe("NDIS_STATUS_FAILURE")
        yield* end(b, offered as never)
      })
    )
  )

  it.effect("CALL-39 after PENDING the call manager's completion handler runs once, with the client's answer and parameters", () =>
    bench((b) =>
      Effect.gen(function* () {
        const offered = yield* offer(b, NdisStatus.PENDING)
        expect(offered.status).toBe("NDIS_STATUS_PENDING")
        expect(b.cm.seen("ProtocolCmIncomingCallComplete")).toEqual([])
        const answer = callTo(atmAddress("4711"))
        yield* b.client.call("NdisClIncomingCallComplete", {
          Status: NdisStatus.RESOURCES,
          NdisVcHandle: offered.vc,
          CallParameters: answer
        })
        yield* settle
        expect(b.cm.seen("ProtocolCmIncomingCallComplete")).toMatchObject([{ Status: NdisStatus.RESOURCES, CallParameters: answer }])
        yield* end(b, offered as never)
      })
    )
  )

  it.effect("CALL-70 a client may take, counter or reject a proposed change: by returning, by a change of its own, by a close", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.cm.on.ProtocolCmModifyCallQoS = ({ CallMgrVcContext, CallParameters }) =>
          Effect.map(
            b.cm.life.ndis.NdisCmActivateVc({ NdisVcHandle: (CallMgrVcContext as Mine<NdisVcHandle>).handle, CallParameters }),
            (answer) => answer.Status
          )
        const vc = yield* b.up()
        const propose = Effect.gen(function* () {
          yield* activate(b, vc)
          yield* b.cm.call("NdisCmDispatchIncomingCallQoSChange", { NdisVcHandle: vc, CallParameters: parameters })
          yield* settle
        })
        const answers: Array<string> = []
        yield* propose
        b.client.on.ProtocolClIncomingCallQoSChange = () =>
          Effect.map(
            b.client.life.ndis.NdisClModifyCallQoS({ NdisVcHandle: vc, CallParameters: parameters }),
            (status) => void answers.push(`counter ${String(status)}`)
          )
        yield* propose
        b.client.on.ProtocolClIncomingCallQoSChange = () =>
          Effect.map(b.client.life.ndis.NdisClCloseCall({ NdisVcHandle: vc, Size: 0 }), (status) => void answers.push(`close ${status}`))
        yield* propose
        expect(b.client.seen("ProtocolClIncomingCallQoSChange").length).toBe(3)
        expect(b.cm.seen("ProtocolCmModifyCallQoS").length).toBe(1)
        expect(answers).toEqual([`counter ${NdisStatus.SUCCESS}`, `close ${NdisStatus.SUCCESS}`])
        yield* b.delete(vc)
      })
    )
  )
})

describe("parties", () => {
  /** A call with three parties: the one it was made with, and two that were added. */
  const three = (b: Bench) =>
    Effect.gen(function* () {
      b.cm.on.ProtocolCmAddParty = ({ CallParameters, NdisPartyHandle }) => ({
        Status: NdisStatus.SUCCESS,
        CallParameters,
        CallMgrPartyContext: mine(NdisPartyHandle)
      })
      const vc = yield* b.create()
      const made = yield* b.client.call("NdisClMakeCall", {
        NdisVcHandle: vc,
        CallParameters: parameters,
        ProtocolPartyContext: mine("first")
      })
      const parties = [made.NdisPartyHandle!]
      for (const name of ["second", "third"]) {
        const added = yield* b.client.call("NdisClAddParty", {
          NdisVcHandle: vc,
          CallParameters: parameters,
          ProtocolPartyContext: mine(name)
        })
        parties.push(added.NdisPartyHandle!)
      }
      return { parties, vc }
    })
  const drop = (b: Bench, NdisPartyHandle: NdisPartyHandle) => b.client.status("NdisClDropParty", { NdisPartyHandle, Size: 0 })

  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [1, 0, 2],
    [0, 2, 1]
  ] as const) {
    it.effect(`PARTY-21 parties leave in the order ${order.join(", ")}, and the call goes with the last`, () =>
      bench((b) =>
        Effect.gen(function* () {
          const { parties, vc } = yield* three(b)
          const [first, second, last] = order.map((index) => parties[index]!)
          expect(yield* drop(b, first!)).toBe("NDIS_STATUS_SUCCESS")
          expect(yield* drop(b, second!)).toBe("NDIS_STATUS_SUCCESS")
          expect(yield* drop(b, last!)).toBe("NDIS_STATUS_FAILURE")
          expect(yield* close(b, vc, last!)).toBe("NDIS_STATUS_SUCCESS")
          yield* b.delete(vc)
        })
      )
    )
  }

  it.effect("PARTY-31 from drop-party-complete a client drops the next party, and closes the call with the last", () =>
    bench((b) =>
      Effect.gen(function* () {
        const { parties, vc } = yield* three(b)
        b.cm.on.ProtocolCmDropParty = () => NdisStatus.PENDING
        const { direct } = b.client.life
        const left = parties.slice(1)
        const next = () => {
          const party = left.shift()!
          if (left.length > 0) direct.NdisClDropParty({ NdisPartyHandle: party, Buffer: null, Size: 0 })
          else direct.NdisClCloseCall({ NdisVcHandle: vc, NdisPartyHandle: party, Size: 0 })
        }
        b.client.on.ProtocolClDropPartyComplete = next
        expect(yield* drop(b, parties[0]!)).toBe("NDIS_STATUS_PENDING")
        for (const party of parties.slice(0, 2)) {
          yield* b.cm.call("NdisCmDropPartyComplete", { Status: NdisStatus.SUCCESS, NdisPartyHandle: party })
          yield* settle
        }
        expect(b.client.statuses("ProtocolClDropPartyComplete")).toEqual(["NDIS_STATUS_SUCCESS", "NDIS_STATUS_SUCCESS"])
        expect(b.cm.seen("ProtocolCmCloseCall").length).toBe(1)
        yield* b.delete(vc)
      })
    )
  )
})
