/**
 * The drivers of the bench: a miniport, a call manager, an MCM driver and a client of a few lines each, whose handlers a test replaces one
 * by one. Each notes what its handlers were called with.
 */
import { Effect } from "effect"
import {
  type AddressFamily,
  type Args,
  atmAddress,
  type CallbacksOf,
  callManagerOptionalHandlers,
  callTo,
  Driver,
  type FunctionsOf,
  type HandlersFor,
  mcmCoCharacteristics,
  Medium,
  MiniportAttribute,
  miniportCoCharacteristics,
  type NdisAdapterHandle,
  type NdisAfHandle,
  type NdisMiniportDriverHandle,
  NdisStatus,
  type NdisVcHandle,
  objectHeader,
  ObjectType,
  type Outs,
  q2931,
  rawSap,
  type Role,
  statusName
} from "../../src/index.ts"
import { type Bound, plumbing } from "../../src/kit/Protocol.ts"

export const parameters = callTo(atmAddress("4799"))
export const sapOf = (octet: number) => rawSap(9, new Uint8Array([octet]))

/** One handler call, as the driver saw it. */
export interface Seen {
  readonly who: string
  readonly name: string
  readonly args: { readonly [name: string]: unknown }
}

/** What a function answered. Status is undefined when the driver died before. */
export type Answer<D extends FunctionsOf<Role>> = { readonly Status: NdisStatus | undefined } & Partial<Outs<D>>

/** The context every driver of the bench gives to an object: its handle, and a number of its own. */
export interface Mine<H> {
  handle: H
  readonly number: number
}

export type Handlers<R extends Role> = { [D in CallbacksOf<R>]?: HandlersFor<R>[D & keyof HandlersFor<R>] }

/** A driver of the bench: everything its handlers were called with, and the handlers a test gave it. */
export class Probe<R extends Role> {
  readonly on: Handlers<R> = {}
  readonly name: string
  readonly driver: Driver.Driver<R>
  life!: Driver.Life<R>
  lives = 0
  binding: Bound | undefined
  adapter: NdisAdapterHandle | undefined
  /** What a miniport registers. */
  medium: number = Medium.Atm
  /** The address family as this driver knows it: a client's open, or the newest open at a call manager. */
  af: NdisAfHandle | undefined
  /** What a client was last offered. */
  offered: AddressFamily | undefined
  /** Was this client asked to leave the address family, and could not yet? */
  leaving: NdisAfHandle | undefined
  /** Is an open of this client under way? */
  opening = false
  private readonly journal: Array<Seen>

  constructor(
    journal: Array<Seen>,
    value: Pick<Driver.Driver<R>, "name" | "roles"> & Partial<Pick<Driver.Driver<R>, "restart" | "adapters">>,
    defaults: (probe: Probe<R>) => HandlersFor<R>
  ) {
    this.name = value.name
    this.journal = journal
    this.driver = Driver.make<R>({
      ...value,
      start: (life) => {
        this.life = life
        this.lives++
        this.binding = undefined
        this.af = undefined
        this.leaving = undefined
        this.opening = false
        this.starting?.()
        const table = defaults(this) as unknown as { readonly [name: string]: (args: object) => unknown }
        const wrapped: { [name: string]: (args: object) => unknown } = {}
        for (const name of Object.keys(table)) {
          if (this.lacks.includes(name)) continue
          wrapped[name] = (args) => {
            this.journal.push({ who: this.name, name, args: args as Seen["args"] })
            const own = (this.on as { readonly [name: string]: ((args: object) => unknown) | undefined })[name]
            return (own ?? table[name]!)(args)
          }
        }
        return wrapped as unknown as HandlersFor<R>
      }
    })
  }

  /** Handlers this driver leaves out, of those it may. */
  lacks: ReadonlyArray<string> = []
  /** Runs at the beginning of each life. */
  starting: (() => void) | undefined
  /** What a client does in its unbind handler before it closes its address family. */
  giveBack: Effect.Effect<void> = Effect.void

  /** What this driver's handlers were called with, of one name. */
  seen(name: CallbacksOf<R>): ReadonlyArray<Seen["args"]> {
    return this.journal.filter((each) => each.who === this.name && each.name === name).map((each) => each.args)
  }

  /** The statuses a completion handler was called with. */
  statuses(name: CallbacksOf<R>): ReadonlyArray<string> {
    return this.seen(name).map((args) => statusName((args["Status"] ?? args["CloseStatus"]) as NdisStatus))
  }

  /** Leaves the address family, if that was asked and nothing is left on it. */
  leave(): Effect.Effect<void> {
    return Effect.suspend(() => {
      const af = this.leaving
      if (af === undefined) return Effect.void
      const { direct, ndis } = this.life as unknown as Driver.Life<"client">
      return Effect.map(ndis.NdisClCloseAddressFamily({ NdisAfHandle: af }), (status) => {
        if (status !== NdisStatus.SUCCESS) return
        this.af = this.leaving = undefined
        direct.NdisClNotifyCloseAddressFamilyComplete({ NdisAfHandle: af, Status: NdisStatus.SUCCESS })
      })
    })
  }

  /** Calls a function in a work item, and waits for its return. */
  call<D extends FunctionsOf<R>>(name: D, args: Args<D>): Effect.Effect<Answer<D & FunctionsOf<Role>>> {
    return Effect.callback((resume) => {
      const { life } = this
      const functions = life.ndis as unknown as {
        readonly [name: string]: (args: object) => Effect.Effect<unknown, never, "needs PASSIVE_LEVEL">
      }
      life.onEnd(() => resume(Effect.succeed({ Status: undefined } as Answer<D & FunctionsOf<Role>>)))
      life.workItem(
        Effect.map(functions[name]!(args as object), (result) => {
          const answer = typeof result === "object" ? result : { Status: result }
          resume(Effect.succeed(answer as Answer<D & FunctionsOf<Role>>))
        })
      )
    })
  }

  /** The same, answering the status by its name. */
  status<D extends FunctionsOf<R>>(name: D, args: Args<D>): Effect.Effect<string> {
    return Effect.map(this.call(name, args), (answer) => (answer.Status === undefined ? "dead" : statusName(answer.Status)))
  }
}

const ok = () => NdisStatus.SUCCESS
const quiet = () => {}
const unsupported = () => NdisStatus.NOT_SUPPORTED

let numbers = 0
export const mine = <H>(handle: H): Mine<H> => ({ handle, number: ++numbers })

/** A client that opens what it is offered, and closes it when it is unbound. */
export const client = (journal: Array<Seen>, name = "voice", restart: Driver.Restart = "always"): Probe<"client"> =>
  new Probe<"client">(journal, { name, roles: ["client"], restart }, (probe) => {
    const { life } = probe
    return {
      ...plumbing(
        life,
        { client: true, callManager: false },
        {
          bound: (binding) =>
            Effect.sync(() => {
              probe.binding = binding
              return NdisStatus.SUCCESS
            }),
          // An open that is under way ends first.
          unbinding: () =>
            Effect.gen(function* () {
              while (probe.opening) yield* Effect.yieldNow
              yield* probe.giveBack
              if (probe.af !== undefined) yield* life.ndis.NdisClCloseAddressFamily({ NdisAfHandle: probe.af })
            })
        }
      ),
      ProtocolCoAfRegisterNotify: ({ AddressFamily, ProtocolBindingContext }) => {
        probe.offered = AddressFamily
        const { handle } = ProtocolBindingContext as Bound
        probe.opening = true
        return Effect.map(
          life.ndis.NdisClOpenAddressFamilyEx({ NdisBindingHandle: handle, AddressFamily, ClientAfContext: mine("af") }),
          (answer) => {
            probe.opening = answer.Status === NdisStatus.PENDING
            if (answer.Status === NdisStatus.SUCCESS) probe.af = answer.NdisAfHandle
          }
        )
      },
      ProtocolClOpenAfCompleteEx: ({ NdisAfHandle, Status }) => {
        probe.opening = false
        if (Status === NdisStatus.SUCCESS) probe.af = NdisAfHandle!
      },
      ProtocolClCloseAfComplete: quiet,
      ProtocolClNotifyCloseAf: () => {
        probe.leaving = probe.af
        life.workItem(probe.leave())
        return NdisStatus.PENDING
      },
      ProtocolClRegisterSapComplete: quiet,
      ProtocolClDeregisterSapComplete: quiet,
      ProtocolCoCreateVc: ({ NdisVcHandle }) => ({ Status: NdisStatus.SUCCESS, ProtocolVcContext: mine(NdisVcHandle) }),
      ProtocolCoDeleteVc: ok,
      ProtocolClMakeCallComplete: quiet,
      ProtocolClModifyCallQoSComplete: quiet,
      ProtocolClCloseCallComplete: quiet,
      ProtocolClAddPartyComplete: quiet,
      ProtocolClDropPartyComplete: quiet,
      ProtocolClIncomingCall: ok,
      ProtocolClIncomingCallQoSChange: quiet,
      ProtocolClIncomingCloseCall: quiet,
      ProtocolClIncomingDropParty: quiet,
      ProtocolClCallConnected: quiet,
      ProtocolCoOidRequest: unsupported,
      ProtocolCoOidRequestComplete: quiet,
      ProtocolCoSendNetBufferListsComplete: quiet,
      ProtocolCoReceiveNetBufferLists: ({ NetBufferLists }) =>
        life.direct.NdisReturnNetBufferLists({ NdisBindingHandle: probe.binding!.handle, NetBufferLists, ReturnFlags: 0 })
    }
  })

/** What a call manager and the call-manager half of an MCM driver do alike. */
const signalling = (probe: { af: NdisAfHandle | undefined }) => ({
  ProtocolCmOpenAf: ({ NdisAfHandle }: Args<"ProtocolCmOpenAf">) => {
    probe.af = NdisAfHandle
    return { Status: NdisStatus.SUCCESS, CallMgrAfContext: mine(NdisAfHandle) }
  },
  ProtocolCmCloseAf: ok,
  ProtocolCmNotifyCloseAfComplete: quiet,
  ProtocolCmRegisterSap: ({ NdisSapHandle }: Args<"ProtocolCmRegisterSap">) => ({
    Status: NdisStatus.SUCCESS,
    CallMgrSapContext: mine(NdisSapHandle)
  }),
  ProtocolCmDeregisterSap: ok,
  ProtocolCoCreateVc: ({ NdisVcHandle }: Args<"ProtocolCoCreateVc">) => ({
    Status: NdisStatus.SUCCESS,
    ProtocolVcContext: mine(NdisVcHandle)
  }),
  ProtocolCoDeleteVc: ok,
  ProtocolCmActivateVcComplete: quiet,
  ProtocolCmDeactivateVcComplete: quiet,
  ProtocolCmIncomingCallComplete: quiet,
  ProtocolCmModifyCallQoS: unsupported,
  ProtocolCmAddParty: unsupported,
  ProtocolCmDropParty: ok,
  ProtocolCoOidRequest: unsupported,
  ProtocolCoOidRequestComplete: quiet
})

/** A call manager that makes every call at once. */
export const callManager = (journal: Array<Seen>, name = "cm", restart: Driver.Restart = "always"): Probe<"call manager"> =>
  new Probe<"call manager">(journal, { name, roles: ["call manager"], restart }, (probe) => {
    const { life } = probe
    return {
      ...plumbing(
        life as unknown as Driver.Life<"client">,
        { client: false, callManager: true },
        {
          bound: (binding) =>
            Effect.suspend(() => {
              probe.binding = binding
              return life.ndis.NdisCmRegisterAddressFamilyEx({ NdisBindingHandle: binding.handle, AddressFamily: q2931 })
            }),
          unbinding: () => Effect.void
        }
      ),
      ...signalling(probe),
      ProtocolCoAfRegisterNotify: quiet,
      ProtocolCmMakeCall: ({ CallMgrVcContext, CallParameters, NdisPartyHandle }) =>
        Effect.map(
          life.ndis.NdisCmActivateVc({ NdisVcHandle: (CallMgrVcContext as Mine<NdisVcHandle>).handle, CallParameters }),
          (answer) => ({
            Status: answer.Status,
            CallParameters,
            CallMgrPartyContext: NdisPartyHandle === null || NdisPartyHandle === undefined ? null : mine(NdisPartyHandle)
          })
        ),
      ProtocolCmCloseCall: ({ CallMgrVcContext }) =>
        life.ndis.NdisCmDeactivateVc({ NdisVcHandle: (CallMgrVcContext as Mine<NdisVcHandle>).handle }),
      ProtocolCoSendNetBufferListsComplete: quiet,
      ProtocolCoReceiveNetBufferLists: quiet
    }
  })

const life6 = (
  probe: Probe<"miniport"> | Probe<"MCM driver">,
  initialized: () => Effect.Effect<NdisStatus, never, "needs PASSIVE_LEVEL">
) => {
  const ndis = probe.life.ndis as Driver.Life<"miniport">["ndis"]
  let registered: NdisMiniportDriverHandle
  const structures =
    probe.driver.roles[0] === "miniport" ? [miniportCoCharacteristics] : [mcmCoCharacteristics, callManagerOptionalHandlers]
  return {
    MiniportSetOptions: Effect.fnUntraced(function* ({ NdisDriverHandle }: Args<"MiniportSetOptions">) {
      registered = NdisDriverHandle as NdisMiniportDriverHandle
      for (const OptionalHandlers of structures) {
        const status = yield* ndis.NdisSetOptionalHandlers({ NdisHandle: NdisDriverHandle, OptionalHandlers })
        if (status !== NdisStatus.SUCCESS) return status
      }
      return NdisStatus.SUCCESS
    }),
    MiniportInitializeEx: Effect.fnUntraced(function* ({ NdisMiniportHandle }: Args<"MiniportInitializeEx">) {
      probe.adapter = NdisMiniportHandle
      const status = yield* ndis.NdisMSetMiniportAttributes({
        NdisMiniportHandle,
        MiniportAttributes: {
          Header: objectHeader(ObjectType.MINIPORT_ADAPTER_REGISTRATION_ATTRIBUTES),
          MiniportAdapterContext: probe,
          AttributeFlags: MiniportAttribute.HARDWARE_DEVICE,
          CheckForHangTimeInSeconds: 0
        }
      })
      if (status !== NdisStatus.SUCCESS) return status
      const general = yield* ndis.NdisMSetMiniportAttributes({
        NdisMiniportHandle,
        MiniportAttributes: {
          Header: objectHeader(ObjectType.MINIPORT_ADAPTER_GENERAL_ATTRIBUTES),
          MediaType: probe.medium,
          MtuSize: 9180,
          MaxXmitLinkSpeed: 1,
          XmitLinkSpeed: 1,
          MaxRcvLinkSpeed: 1,
          RcvLinkSpeed: 1,
          MediaConnectState: 1,
          SupportedOidList: []
        }
      })
      return general === NdisStatus.SUCCESS ? yield* initialized() : general
    }),
    MiniportHaltEx: quiet,
    MiniportDriverUnload: () => ndis.NdisMDeregisterMiniportDriver({ NdisMiniportDriverHandle: registered }),
    MiniportDevicePnPEventNotify: quiet,
    MiniportShutdownEx: quiet,
    MiniportPause: ok,
    MiniportRestart: ok,
    MiniportResetEx: ok,
    MiniportCancelSend: quiet,
    MiniportCoOidRequest: unsupported,
    MiniportCancelOidRequest: quiet,
    MiniportReturnNetBufferLists: quiet
  }
}

/** A miniport that does everything at once, and completes every send. */
export const miniport = (journal: Array<Seen>, name = "atm0", restart: Driver.Restart = "always"): Probe<"miniport"> =>
  new Probe<"miniport">(journal, { name, roles: ["miniport"], adapters: [name], restart }, (probe) => ({
    ...life6(probe, () => Effect.succeed(NdisStatus.SUCCESS)),
    MiniportCoCreateVc: ({ NdisVcHandle }) => ({ Status: NdisStatus.SUCCESS, MiniportVcContext: mine(NdisVcHandle) }),
    MiniportCoDeleteVc: ok,
    MiniportCoActivateVc: ok,
    MiniportCoDeactivateVc: ok,
    MiniportCoSendNetBufferLists: ({ MiniportVcContext, NetBufferLists }) =>
      probe.life.direct.NdisMCoSendNetBufferListsComplete({
        NdisVcHandle: (MiniportVcContext as Mine<NdisVcHandle>).handle,
        NetBufferLists,
        SendCompleteFlags: 0
      })
  }))

/** An MCM driver that makes every call at once. */
export const mcm = (journal: Array<Seen>, name = "atm0", restart: Driver.Restart = "always"): Probe<"MCM driver"> =>
  new Probe<"MCM driver">(journal, { name, roles: ["MCM driver"], adapters: [name], restart }, (probe) => {
    const { life } = probe
    return {
      ...life6(probe, () => life.ndis.NdisMCmRegisterAddressFamilyEx({ MiniportAdapterHandle: probe.adapter!, AddressFamily: q2931 })),
      ...signalling(probe),
      ProtocolCmMakeCall: ({ CallMgrVcContext, CallParameters }) => {
        life.direct.NdisMCmActivateVc({ NdisVcHandle: (CallMgrVcContext as Mine<NdisVcHandle>).handle, CallParameters })
        return { Status: NdisStatus.SUCCESS, CallParameters }
      },
      ProtocolCmCloseCall: ({ CallMgrVcContext }) => {
        life.direct.NdisMCmDeactivateVc({ NdisVcHandle: (CallMgrVcContext as Mine<NdisVcHandle>).handle })
        return NdisStatus.SUCCESS
      },
      MiniportCoSendNetBufferLists: ({ MiniportVcContext, NetBufferLists }) =>
        life.direct.NdisMCoSendNetBufferListsComplete({
          NdisVcHandle: (MiniportVcContext as Mine<NdisVcHandle>).handle,
          NetBufferLists,
          SendCompleteFlags: 0
        })
    }
  })
