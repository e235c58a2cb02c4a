/**
 * A small MCM driver for tests: no network, every call is decided here, and data sent on a VC comes back on it.
 */
import { q2931 } from "@condis/core/AddressFamily"
import { type CallParameters, callTo } from "@condis/core/CallParameters"
import { atmAddress } from "@condis/core/Atm"
import * as Driver from "@condis/core/Driver"
import { mcmCoCharacteristics, callManagerOptionalHandlers } from "@condis/core/ddi/Characteristics"
import { MiniportAttribute, objectHeader, ObjectType, type OidRequest } from "@condis/core/ddi/Structures"
import type { NdisAdapterHandle, NdisAfHandle, NdisSapHandle, NdisVcHandle } from "@condis/core/Handle"
import { chainEach, chainLength, type NetBufferList, netBufferList, payloadOf, ReceiveFlags } from "@condis/core/NetBufferList"
import { NdisStatus } from "@condis/core/NdisStatus"
import * as OidAnswer from "@condis/core/OidAnswer"
import type { Sap } from "@condis/core/Sap"
import * as Effect from "effect/Effect"

/** How the fake decides. Undefined: it stays silent. */
export interface Script {
  makeCall: (parameters: CallParameters) => { readonly status: NdisStatus; readonly parameters?: CallParameters } | undefined
  modify: (parameters: CallParameters) => { readonly status: NdisStatus; readonly parameters?: CallParameters } | undefined
  close: (data: Uint8Array | null) => NdisStatus
  registerSap: (sap: Sap) => NdisStatus
  deregisterSap: () => NdisStatus
  openAf: () => NdisStatus
  /** Are accepted calls connected? */
  connects: boolean
  /** Does it say nothing more about accepted calls? */
  silent: boolean
  /** Pauses before the VC is deactivated after a close, in milliseconds. */
  deactivateAfter: number
  /** Do sends come home (and back as receives)? */
  loops: boolean
  /** Lists that can be on loan; a send that would come back beyond it waits. */
  pool: number
  /** Answers to OID requests, of either of its two sides. Pended: kept in `pended`. */
  oid: (request: OidRequest, of: "adapter" | "call manager", vc: unknown) => OidAnswer.OidAnswer
}

interface AfContext {
  readonly handle: NdisAfHandle
}
interface SapContext {
  readonly af: AfContext
  readonly handle: NdisSapHandle
  readonly sap: Sap
}
export interface FakeVc {
  handle: NdisVcHandle
  readonly ours: boolean
  active: boolean
  activated?: (status: NdisStatus) => void
  offer?: { readonly answered: (status: NdisStatus, parameters: CallParameters) => void }
  readonly held: Array<NetBufferList>
}

/** What a test sees and does. */
export class Fake {
  script: Script = {
    makeCall: () => ({ status: NdisStatus.SUCCESS }),
    modify: () => ({ status: NdisStatus.SUCCESS }),
    close: () => NdisStatus.SUCCESS,
    registerSap: () => NdisStatus.SUCCESS,
    deregisterSap: () => NdisStatus.SUCCESS,
    openAf: () => NdisStatus.SUCCESS,
    connects: true,
    silent: false,
    deactivateAfter: 0,
    loops: true,
    pool: Infinity,
    oid: (request) => OidAnswer.refuse(request, NdisStatus.NOT_SUPPORTED)
  }
  /** OID requests the fake has not completed. */
  readonly pended: Array<OidRequest> = []
  /** Ids of the requests it was asked to give back. */
  readonly cancelled: Array<unknown> = []
  /** What clients answered. */
  readonly told: Array<readonly [OidRequest, NdisStatus]> = []
  readonly vcs = new Set<FakeVc>()
  readonly saps = new Set<SapContext>()
  readonly afs = new Set<AfContext>()
  readonly closeData: Array<Uint8Array | null> = []
  /** Answers of clients to offers. */
  readonly answers: Array<{ readonly status: NdisStatus; readonly parameters: CallParameters }> = []
  /** Lists that came back from protocols. */
  returned = 0
  /** Lists that protocols have. */
  lent = 0
  /** Lists that were sent, by chain. */
  readonly chains: Array<number> = []
  life!: Driver.Life<"MCM driver">
  adapter!: NdisAdapterHandle

  readonly driver = Driver.make<"MCM driver">({
    name: "mcm",
    roles: ["MCM driver"],
    adapters: ["atm0"],
    start: (life) => {
      this.life = life
      const { direct, ndis } = life
      const vcOf = (context: unknown) => context as FakeVc
      return {
        MiniportSetOptions: Effect.fnUntraced(function* ({ NdisDriverHandle }) {
          for (const OptionalHandlers of [mcmCoCharacteristics, callManagerOptionalHandlers]) {
            const status = yield* ndis.NdisSetOptionalHandlers({ NdisHandle: NdisDriverHandle, OptionalHandlers })
            if (status !== NdisStatus.SUCCESS) return status
          }
          return NdisStatus.SUCCESS
        }),
        MiniportInitializeEx: ({ NdisMiniportHandle }) => {
          this.adapter = NdisMiniportHandle
          return Effect.andThen(
            ndis.NdisMSetMiniportAttributes({
              NdisMiniportHandle,
              MiniportAttributes: {
                Header: objectHeader(ObjectType.MINIPORT_ADAPTER_REGISTRATION_ATTRIBUTES),
                MiniportAdapterContext: this,
                AttributeFlags: MiniportAttribute.HARDWARE_DEVICE,
                CheckForHangTimeInSeconds: 0
              }
            }),
            ndis.NdisMCmRegisterAddressFamilyEx({ MiniportAdapterHandle: NdisMiniportHandle, AddressFamily: q2931 })
          )
        },
        MiniportHaltEx: () => {},
        MiniportPause: () => NdisStatus.SUCCESS,
        MiniportRestart: () => NdisStatus.SUCCESS,
        MiniportCoOidRequest: ({ MiniportVcContext, NdisRequest }) => {
          const { request, status } = this.script.oid(NdisRequest, "adapter", MiniportVcContext)
          if (status === NdisStatus.PENDING) this.pended.push(request)
          return { Status: status, NdisRequest: request }
        },
        MiniportCancelOidRequest: ({ RequestId }) => {
          this.cancelled.push(RequestId)
          for (const Request of this.pended.splice(0))
            direct.NdisMCoOidRequestComplete({ MiniportAdapterHandle: this.adapter!, Request, Status: NdisStatus.REQUEST_ABORTED })
        },
        MiniportResetEx: () => NdisStatus.PENDING,
        MiniportCancelSend: ({ CancelId }) => {
          for (const vc of this.vcs) {
            const held = vc.held.splice(0)
            for (const lists of held) {
              if (lists.NetBufferListCancelId === CancelId) this.home(vc, lists, NdisStatus.SEND_ABORTED)
              else vc.held.push(lists)
            }
          }
        },
        MiniportReturnNetBufferLists: ({ NetBufferLists }) => {
          const count = chainLength(NetBufferLists)
          this.returned += count
          this.lent -= count
          if (this.script.loops) for (const vc of this.vcs) this.loop(vc)
        },
        MiniportCoSendNetBufferLists: ({ MiniportVcContext, NetBufferLists }) => {
          const vc = vcOf(MiniportVcContext)
          this.chains.push(chainLength(NetBufferLists))
          vc.held.push(NetBufferLists)
          if (this.script.loops) this.loop(vc)
        },
        ProtocolCmOpenAf: ({ NdisAfHandle }) => {
          const Status = this.script.openAf()
          if (Status !== NdisStatus.SUCCESS) return Status
          const CallMgrAfContext: AfContext = { handle: NdisAfHandle }
          this.afs.add(CallMgrAfContext)
          return { Status, CallMgrAfContext }
        },
        ProtocolCmCloseAf: ({ CallMgrAfContext }) => {
          this.afs.delete(CallMgrAfContext as AfContext)
          return NdisStatus.SUCCESS
        },
        ProtocolCmNotifyCloseAfComplete: () => {},
        ProtocolCmRegisterSap: ({ CallMgrAfContext, NdisSapHandle, Sap }) => {
          const status = this.script.registerSap(Sap)
          const context: SapContext = { af: CallMgrAfContext as AfContext, handle: NdisSapHandle, sap: Sap }
          if (status === NdisStatus.SUCCESS) this.saps.add(context)
          direct.NdisMCmRegisterSapComplete({ Status: status, NdisSapHandle, CallMgrSapContext: context })
          return NdisStatus.PENDING
        },
        ProtocolCmDeregisterSap: ({ CallMgrSapContext }) => {
          const status = this.script.deregisterSap()
          if (status !== NdisStatus.SUCCESS) return status
          this.saps.delete(CallMgrSapContext as SapContext)
          return NdisStatus.SUCCESS
        },
        ProtocolCoCreateVc: ({ NdisVcHandle }) => {
          const vc: FakeVc = { handle: NdisVcHandle, ours: false, active: false, held: [] }
          this.vcs.add(vc)
          return { Status: NdisStatus.SUCCESS, ProtocolVcContext: vc }
        },
        ProtocolCoDeleteVc: ({ ProtocolVcContext }) => {
          this.vcs.delete(vcOf(ProtocolVcContext))
          return NdisStatus.SUCCESS
        },
        ProtocolCmActivateVcComplete: ({ CallMgrVcContext, Status }) => {
          const vc = vcOf(CallMgrVcContext)
          vc.active = Status === NdisStatus.SUCCESS
          vc.activated?.(Status)
        },
        ProtocolCmDeactivateVcComplete: ({ CallMgrVcContext }) => {
          const vc = vcOf(CallMgrVcContext)
          if (!vc.ours) return
          direct.NdisMCmDeleteVc({ NdisVcHandle: vc.handle })
          this.vcs.delete(vc)
        },
        ProtocolCmMakeCall: ({ CallMgrVcContext, CallParameters: asked }) => {
          const vc = vcOf(CallMgrVcContext)
          const decision = this.script.makeCall(asked)
          if (decision === undefined) return NdisStatus.PENDING
          const CallParameters = decision.parameters ?? asked
          if (decision.status !== NdisStatus.SUCCESS) return decision.status
          this.activate(vc, CallParameters, () => {
            direct.NdisMCmMakeCallComplete({ Status: NdisStatus.SUCCESS, NdisVcHandle: vc.handle, CallParameters })
          })
          return NdisStatus.PENDING
        },
        ProtocolCmModifyCallQoS: ({ CallMgrVcContext, CallParameters: asked }) => {
          const vc = vcOf(CallMgrVcContext)
          const decision = this.script.modify(asked)
          if (decision === undefined) return NdisStatus.PENDING
          const CallParameters = decision.parameters ?? asked
          if (decision.status !== NdisStatus.SUCCESS) return decision.status
          this.activate(vc, CallParameters, () =>
            direct.NdisMCmModifyCallQoSComplete({ Status: NdisStatus.SUCCESS, NdisVcHandle: vc.handle, CallParameters })
          )
          return NdisStatus.PENDING
        },
        ProtocolCmCloseCall: ({ CallMgrVcContext, CloseData }) => {
          const vc = vcOf(CallMgrVcContext)
          this.closeData.push(CloseData ?? null)
          const status = this.script.close(CloseData ?? null)
          if (status !== NdisStatus.SUCCESS) return status
          direct.NdisMCmCloseCallComplete({ Status: status, NdisVcHandle: vc.handle })
          if (this.script.deactivateAfter === 0) this.over(vc)
          else life.timers.set(this.script.deactivateAfter, () => this.over(vc))
          return NdisStatus.PENDING
        },
        ProtocolCmIncomingCallComplete: ({ CallMgrVcContext, CallParameters, Status }) => {
          vcOf(CallMgrVcContext).offer?.answered(Status, CallParameters)
        },
        ProtocolCmAddParty: () => NdisStatus.NOT_SUPPORTED,
        ProtocolCmDropParty: () => NdisStatus.NOT_SUPPORTED,
        ProtocolCoOidRequest: ({ OidRequest, ProtocolVcContext }) => {
          const { request, status } = this.script.oid(OidRequest, "call manager", ProtocolVcContext)
          if (status === NdisStatus.PENDING) this.pended.push(request)
          return { Status: status, OidRequest: request }
        },
        ProtocolCoOidRequestComplete: ({ OidRequest, Status }) => {
          this.told.push([OidRequest, Status])
        }
      }
    }
  })

  /** Asks every client that has the address family open. */
  ask(request: OidRequest): void {
    for (const af of this.afs) {
      this.life.direct.NdisMCmOidRequest({ NdisAfHandle: af.handle, NdisOidRequest: request }, (status, out) => {
        if (status !== NdisStatus.PENDING) this.told.push([out.NdisOidRequest ?? request, status])
      })
    }
  }

  private activate(vc: FakeVc, parameters: CallParameters, then: () => void): void {
    vc.activated = then
    this.life.direct.NdisMCmActivateVc({ NdisVcHandle: vc.handle, CallParameters: parameters })
  }

  /** The call on it is over. A VC of ours is deleted when it is inactive. */
  private over(vc: FakeVc): void {
    if (vc.active) this.life.direct.NdisMCmDeactivateVc({ NdisVcHandle: vc.handle })
    vc.active = false
  }

  /** Sends come home and back as long as the pool has room for them. */
  private loop(vc: FakeVc): void {
    for (let [first] = vc.held; first !== undefined; [first] = vc.held) {
      if (this.lent + chainLength(first) > this.script.pool) return
      vc.held.shift()
      this.home(vc, first, NdisStatus.SUCCESS)
    }
  }

  private home(vc: FakeVc, lists: NetBufferList, status: NdisStatus): void {
    const payloads: Array<unknown> = []
    chainEach(lists, (list) => {
      payloads.push(payloadOf(list))
      list.Status = status
    })
    this.life.direct.NdisMCoSendNetBufferListsComplete({ NdisVcHandle: vc.handle, NetBufferLists: lists, SendCompleteFlags: 0 })
    if (status === NdisStatus.SUCCESS) for (const payload of payloads) this.indicate(vc, payload)
  }

  private indicate(vc: FakeVc, payload: unknown, flags = 0): void {
    if ((flags & ReceiveFlags.RESOURCES) === 0) this.lent++
    this.life.direct.NdisMCoIndicateReceiveNetBufferLists({
      NdisVcHandle: vc.handle,
      NetBufferLists: netBufferList(payload, vc.handle),
      NumberOfNetBufferLists: 1,
      CoReceiveFlags: flags
    })
  }

  // What a test does; each runs in the driver's turn.

  readonly do = (act: () => void): Effect.Effect<void> => Effect.sync(() => this.life.post(act))

  /** Held sends go home. */
  readonly release = (status: NdisStatus) =>
    this.do(() => {
      for (const vc of this.vcs) for (const lists of vc.held.splice(0)) this.home(vc, lists, status)
    })

  /** Ends a reset. */
  readonly resetDone = this.do(() =>
    this.life.direct.NdisMResetComplete({ MiniportAdapterHandle: this.adapter, Status: NdisStatus.SUCCESS, AddressingReset: false })
  )

  /** Data arrives on every VC. */
  readonly deliver = (payload: unknown, flags = 0) =>
    this.do(() => {
      for (const vc of this.vcs) this.indicate(vc, payload, flags)
    })

  /** A call from the network, at the first SAP. */
  readonly offer = (parameters: CallParameters = callTo(atmAddress("47.0001"))) =>
    this.do(() => {
      const [sap] = this.saps
      if (sap === undefined) return
      const { direct } = this.life
      const vc: FakeVc = { handle: undefined as never, ours: true, active: false, held: [] }
      direct.NdisMCmCreateVc({ MiniportAdapterHandle: this.adapter, NdisAfHandle: sap.af.handle, MiniportVcContext: vc }, (status, out) => {
        if (status !== NdisStatus.SUCCESS) return
        vc.handle = out.NdisVcHandle!
        this.vcs.add(vc)
        const answered = (answer: NdisStatus, agreed: CallParameters): void => {
          this.answers.push({ status: answer, parameters: agreed })
          if (answer !== NdisStatus.SUCCESS) return this.over(vc)
          if (this.script.silent) return
          if (this.script.connects) direct.NdisMCmDispatchCallConnected({ NdisVcHandle: vc.handle })
          else
            direct.NdisMCmDispatchIncomingCloseCall({
              CloseStatus: NdisStatus.NO_ROUTE_TO_DESTINATION,
              NdisVcHandle: vc.handle,
              Buffer: null,
              Size: 0
            })
        }
        vc.offer = { answered }
        this.activate(vc, parameters, () => {
          direct.NdisMCmDispatchIncomingCall(
            { NdisSapHandle: sap.handle, NdisVcHandle: vc.handle, CallParameters: parameters },
            (returned) => {
              if (returned !== NdisStatus.PENDING) answered(returned, parameters)
            }
          )
        })
      })
    })

  /** The far end closes every call. */
  readonly hangUp = (CloseStatus: NdisStatus, data?: Uint8Array) =>
    this.do(() => {
      for (const vc of this.vcs) {
        this.life.direct.NdisMCmDispatchIncomingCloseCall({
          CloseStatus,
          NdisVcHandle: vc.handle,
          Buffer: data ?? null,
          Size: data?.byteLength ?? 0
        })
      }
    })

  /** The far end proposes other parameters on every call. */
  readonly propose = (parameters: CallParameters) =>
    this.do(() => {
      for (const vc of this.vcs) {
        this.activate(vc, parameters, () => {
          this.life.direct.NdisMCmDispatchIncomingCallQoSChange({ NdisVcHandle: vc.handle, CallParameters: parameters })
        })
      }
    })

  /** Makes a call the script stayed silent about. */
  readonly makeLate = (vc: FakeVc, parameters: CallParameters = callTo(atmAddress("47.0002"))) =>
    this.do(() =>
      this.activate(vc, parameters, () => {
        this.life.direct.NdisMCmMakeCallComplete({ Status: NdisStatus.SUCCESS, NdisVcHandle: vc.handle, CallParameters: parameters })
      })
    )

  /** The VC is activated, and the make-call goes on pending. */
  readonly activateFor = (vc: FakeVc) => this.do(() => this.activate(vc, callTo(atmAddress("47.0002")), () => {}))

  /** The make-call that pends ends, with what the VC is. */
  readonly makeEnds = (vc: FakeVc, Status: NdisStatus) =>
    this.do(() =>
      this.life.direct.NdisMCmMakeCallComplete({ Status, NdisVcHandle: vc.handle, CallParameters: callTo(atmAddress("47.0002")) })
    )

  /** The close that pends is done. */
  readonly closeLate = (vc: FakeVc) =>
    this.do(() => {
      this.life.direct.NdisMCmCloseCallComplete({ Status: NdisStatus.SUCCESS, NdisVcHandle: vc.handle })
      this.over(vc)
    })

  /** Asks every client to leave. */
  readonly leave = Effect.sync(() => {
    for (const af of this.afs) {
      this.life.workItem(Effect.asVoid(this.life.ndis.NdisMCmNotifyCloseAddressFamily({ NdisAfHandle: af.handle })))
    }
  })
}
