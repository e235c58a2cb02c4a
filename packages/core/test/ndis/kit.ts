/**
 * A bench for NDIS: a miniport, a call manager, an MCM driver and clients of a few lines each, whose handlers a test replaces one by one,
 * and a harness that runs them in a host and looks at the end that nothing is left.
 */
import { expect } from "@effect/vitest"
import { type Context, Effect, Exit, Metric, Scope } from "effect"
import {
  type AddressFamily,
  type Args,
  atmAddress,
  type CallbacksOf,
  callManagerOptionalHandlers,
  callTo,
  Choice,
  Driver,
  type FunctionsOf,
  type HandlersFor,
  Host,
  Limits,
  mcmCoCharacteristics,
  Medium,
  MiniportAttribute,
  miniportCoCharacteristics,
  type NdisAdapterHandle,
  type NdisAfHandle,
  type NdisSapHandle,
  NdisStatus,
  type NdisVcHandle,
  objectHeader,
  ObjectType,
  type Outs,
  q2931,
  rawSap,
  type Role,
  statusName,
  Trace
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
  readonly handle: H
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
  /** The address family as this driver knows it: a client's open, or the newest open at a call manager. */
  af: NdisAfHandle | undefined
  /** What a client was last offered. */
  offered: AddressFamily | undefined
  /** Was this client asked to leave the address family, and could not yet? */
  leaving: NdisAfHandle | undefined
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
        this.starting?.()
        const table = defaults(this) as unknown as { readonly [name: string]: (args: object) => unknown }
        const wrapped: { [name: string]: (args: object) => unknown } = {}
        for (const name of Object.keys(table)) {
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

  /** Runs at the beginning of each life. */
  starting: (() => void) | undefined

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
      const functions = life.ndis as unknown as { readonly [name: string]: (args: object) => Effect.Effect<unknown, never, "needs PASSIVE_LEVEL"> }
      life.onEnd(() => resume(Effect.succeed({ Status: undefined } as Answer<D & FunctionsOf<Role>>)))
      life.workItem(Effect.map(functions[name]!(args as object), (result) => {
        const answer = typeof result === "object" ? result : { Status: result }
        resume(Effect.succeed(answer as Answer<D & FunctionsOf<Role>>))
      }))
    })
  }

  /** The same, answering the status by its name. */
  status<D extends FunctionsOf<R>>(name: D, args: Args<D>): Effect.Effect<string> {
    return Effect.map(this.call(name, args), (answer) => answer.Status === undefined ? "dead" : statusName(answer.Status))
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
      ...plumbing(life, { client: true, callManager: false }, {
        bound: (binding) => Effect.sync(() => {
          probe.binding = binding
          return NdisStatus.SUCCESS
        }),
        unbinding: () => Effect.suspend(() => probe.af === undefined ? Effect.void : Effect.asVoid(life.ndis.NdisClCloseAddressFamily({ NdisAfHandle: probe.af })))
      }),
      ProtocolCoAfRegisterNotify: ({ AddressFamily, ProtocolBindingContext }) => {
        probe.offered = AddressFamily
        const { handle } = ProtocolBindingContext as Bound
        return Effect.map(life.ndis.NdisClOpenAddressFamilyEx({ NdisBindingHandle: handle, AddressFamily, ClientAfContext: mine("af") }), (answer) => {
          if (answer.Status === NdisStatus.SUCCESS) probe.af = answer.NdisAfHandle
        })
      },
      ProtocolClOpenAfCompleteEx: ({ NdisAfHandle, Status }) => {
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
  ProtocolCmRegisterSap: ({ NdisSapHandle }: Args<"ProtocolCmRegisterSap">) => ({ Status: NdisStatus.SUCCESS, CallMgrSapContext: mine(NdisSapHandle) }),
  ProtocolCmDeregisterSap: ok,
  ProtocolCoCreateVc: ({ NdisVcHandle }: Args<"ProtocolCoCreateVc">) => ({ Status: NdisStatus.SUCCESS, ProtocolVcContext: mine(NdisVcHandle) }),
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
      ...plumbing(life as unknown as Driver.Life<"client">, { client: false, callManager: true }, {
        bound: (binding) => Effect.suspend(() => {
          probe.binding = binding
          return life.ndis.NdisCmRegisterAddressFamilyEx({ NdisBindingHandle: binding.handle, AddressFamily: q2931 })
        }),
        unbinding: () => Effect.void
      }),
      ...signalling(probe),
      ProtocolCoAfRegisterNotify: quiet,
      ProtocolCmMakeCall: ({ CallMgrVcContext, CallParameters, NdisPartyHandle }) =>
        Effect.map(life.ndis.NdisCmActivateVc({ NdisVcHandle: (CallMgrVcContext as Mine<NdisVcHandle>).handle, CallParameters }), (answer) => ({
          Status: answer.Status,
          CallParameters,
          CallMgrPartyContext: NdisPartyHandle === null || NdisPartyHandle === undefined ? null : mine(NdisPartyHandle)
        })),
      ProtocolCmCloseCall: ({ CallMgrVcContext }) => life.ndis.NdisCmDeactivateVc({ NdisVcHandle: (CallMgrVcContext as Mine<NdisVcHandle>).handle }),
      ProtocolCoSendNetBufferListsComplete: quiet,
      ProtocolCoReceiveNetBufferLists: quiet
    }
  })

const life6 = (probe: Probe<"miniport"> | Probe<"MCM driver">, initialized: () => Effect.Effect<NdisStatus, never, "needs PASSIVE_LEVEL">) => {
  const ndis = probe.life.ndis as Driver.Life<"miniport">["ndis"]
  const structures = probe.driver.roles[0] === "miniport" ? [miniportCoCharacteristics] : [mcmCoCharacteristics, callManagerOptionalHandlers]
  return {
    MiniportSetOptions: Effect.fnUntraced(function*({ NdisDriverHandle }: Args<"MiniportSetOptions">) {
      for (const OptionalHandlers of structures) {
        const status = yield* ndis.NdisSetOptionalHandlers({ NdisHandle: NdisDriverHandle, OptionalHandlers })
        if (status !== NdisStatus.SUCCESS) return status
      }
      return NdisStatus.SUCCESS
    }),
    MiniportInitializeEx: Effect.fnUntraced(function*({ NdisMiniportHandle }: Args<"MiniportInitializeEx">) {
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
          MediaType: Medium.Atm,
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
    MiniportDriverUnload: quiet,
    MiniportPause: ok,
    MiniportRestart: ok,
    MiniportCoOidRequest: unsupported,
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
      probe.life.direct.NdisMCoSendNetBufferListsComplete({ NdisVcHandle: (MiniportVcContext as Mine<NdisVcHandle>).handle, NetBufferLists, SendCompleteFlags: 0 })
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
        life.direct.NdisMCoSendNetBufferListsComplete({ NdisVcHandle: (MiniportVcContext as Mine<NdisVcHandle>).handle, NetBufferLists, SendCompleteFlags: 0 })
    }
  })

/** Lets everything that is runnable run, here and in the event loop. */
export const settle: Effect.Effect<void> = Effect.promise(async () => {
  for (let round = 0; round < 40; round++) await new Promise((resume) => setImmediate(resume))
})

/** Counts the fibers that have not ended. */
class Fibers implements Metric.FiberRuntimeMetricsService {
  count = 0
  recordFiberStart(_context: Context.Context<never>): void {
    this.count++
  }
  recordFiberEnd(_context: Context.Context<never>): void {
    this.count--
  }
}

export interface Setting {
  readonly limits?: Partial<Limits.Limits>
  readonly pick?: Choice.Choice["pick"]
  /** Which drivers, in the order of their start. By default a miniport, a call manager and one client. */
  readonly form?: "cm" | "mcm"
  /** Names of the clients. */
  readonly clients?: ReadonlyArray<string>
  readonly restart?: Driver.Restart
  /** Called before the drivers start. */
  readonly before?: (bench: Bench) => void
  /** More drivers, after the others. */
  readonly more?: (bench: Bench) => ReadonlyArray<Driver.Driver>
  /** The tear-down may take as long as it takes: the test moves the clock. */
  readonly patient?: boolean
  /** Rules that are broken on purpose; any other breach fails the test. */
  readonly breaks?: ReadonlyArray<string>
}

/** A host with its drivers, as a test sees them. */
export class Bench {
  readonly journal: Array<Seen> = []
  readonly trace = Trace.memory(() => 0)
  readonly miniport = miniport(this.journal)
  readonly mcm = mcm(this.journal)
  readonly cm: Probe<"call manager">
  readonly clients: ReadonlyArray<Probe<"client">>
  host!: Host.Host

  constructor(setting: Setting) {
    const restart = setting.restart ?? "always"
    this.miniport = miniport(this.journal, "atm0", restart)
    this.mcm = mcm(this.journal, "atm0", restart)
    this.cm = callManager(this.journal, "cm", restart)
    this.clients = (setting.clients ?? ["voice"]).map((name) => client(this.journal, name, restart))
  }

  get client(): Probe<"client"> {
    return this.clients[0]!
  }

  /** Rules of the recorded breaches and refusals, in their order. */
  rules(...kinds: ReadonlyArray<"violation" | "refusal" | "drop">): ReadonlyArray<string> {
    const rules: Array<string> = []
    for (const event of this.trace.events) {
      if ((event.kind === "violation" || event.kind === "refusal" || event.kind === "drop") && (kinds.length === 0 || kinds.includes(event.kind))) rules.push(event.rule!)
    }
    return rules
  }

  /** Texts of the records of one kind. */
  texts(kind: "violation" | "refusal" | "drop" | "note" | "death" | "restart"): ReadonlyArray<string> {
    return this.trace.events.flatMap((event) => event.kind === kind ? [`${event.at}: ${event.text}`] : [])
  }

  /** Handler names in the order in which drivers saw them, from a mark of {@link now}. */
  since(mark: number): ReadonlyArray<string> {
    return this.journal.slice(mark).map((each) => `${each.who}.${each.name}`)
  }

  get now(): number {
    return this.journal.length
  }

  /** The VC a client created. */
  create(by: Probe<"client"> = this.client): Effect.Effect<NdisVcHandle> {
    return Effect.map(by.call("NdisCoCreateVc", { NdisBindingHandle: by.binding!.handle, NdisAfHandle: by.af!, ProtocolVcContext: mine("vc") }), (answer) => {
      expect(statusName(answer.Status!)).toBe("NDIS_STATUS_SUCCESS")
      return answer.NdisVcHandle!
    })
  }

  /** A call a client made. */
  up(by: Probe<"client"> = this.client): Effect.Effect<NdisVcHandle> {
    return Effect.gen({ self: this }, function*() {
      const vc = yield* this.create(by)
      expect(yield* by.status("NdisClMakeCall", { NdisVcHandle: vc, CallParameters: parameters })).toBe("NDIS_STATUS_SUCCESS")
      return vc
    })
  }

  /** Its end. */
  down(vc: NdisVcHandle, by: Probe<"client"> = this.client): Effect.Effect<void> {
    return Effect.gen({ self: this }, function*() {
      expect(yield* by.status("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })).toBe("NDIS_STATUS_SUCCESS")
      yield* this.delete(vc, by)
    })
  }

  delete(vc: NdisVcHandle, by: Probe<"client"> = this.client): Effect.Effect<void> {
    return Effect.gen(function*() {
      expect(yield* by.status("NdisCoDeleteVc", { NdisVcHandle: vc })).toBe("NDIS_STATUS_SUCCESS")
      yield* by.leave()
    })
  }

  /** A SAP a client registered. */
  sap(octet = 1, by: Probe<"client"> = this.client): Effect.Effect<NdisSapHandle> {
    return Effect.map(by.call("NdisClRegisterSap", { NdisAfHandle: by.af!, ProtocolSapContext: mine("sap"), Sap: sapOf(octet) }), (answer) => {
      expect(statusName(answer.Status!)).toBe("NDIS_STATUS_SUCCESS")
      return answer.NdisSapHandle!
    })
  }

  /** The active VC on which the call manager may offer a call. */
  ready(): Effect.Effect<NdisVcHandle> {
    return Effect.gen({ self: this }, function*() {
      const { cm } = this
      const created = yield* cm.call("NdisCoCreateVc", { NdisBindingHandle: cm.binding!.handle, NdisAfHandle: cm.af!, ProtocolVcContext: mine("vc") })
      expect(statusName(created.Status!)).toBe("NDIS_STATUS_SUCCESS")
      const NdisVcHandle = created.NdisVcHandle!
      expect(yield* cm.status("NdisCmActivateVc", { NdisVcHandle, CallParameters: parameters })).toBe("NDIS_STATUS_SUCCESS")
      return NdisVcHandle
    })
  }

  /** The call manager takes its VC back. */
  unready(vc: NdisVcHandle): Effect.Effect<void> {
    return Effect.gen({ self: this }, function*() {
      const { cm } = this
      expect(yield* cm.status("NdisCmDeactivateVc", { NdisVcHandle: vc })).toBe("NDIS_STATUS_SUCCESS")
      expect(yield* cm.status("NdisCoDeleteVc", { NdisVcHandle: vc })).toBe("NDIS_STATUS_SUCCESS")
    })
  }
}

/** Runs the drivers and the test, takes everything out again, and looks that nothing is left. */
export const bench = (
  body: (bench: Bench) => Effect.Effect<void, unknown, Scope.Scope>,
  setting: Setting = {}
): Effect.Effect<void, unknown> =>
  Effect.gen(function*() {
    const it = new Bench(setting)
    const fibers = new Fibers()
    setting.before?.(it)
    const drivers = setting.form === "mcm" ? [Host.adapterLayer(it.mcm.driver)] : [Host.adapterLayer(it.miniport.driver), Host.driverLayer(it.cm.driver)]
    const layers = [
      ...drivers,
      ...it.clients.map((each) => Host.driverLayer(each.driver)),
      ...(setting.more?.(it) ?? []).map((driver) => Host.driverLayer(driver))
    ]
    const scope = yield* Scope.make()
    const run = Effect.gen(function*() {
      it.host = yield* Host.make("alice", layers)
      yield* settle
      yield* body(it)
      yield* settle
    }).pipe(
      Scope.provide(scope),
      Effect.provideService(Trace.Trace, it.trace),
      Effect.provideService(Limits.Limits, { ...Limits.defaults, ...setting.limits }),
      Effect.provideService(Choice.Choice, setting.pick === undefined ? Choice.plain : { pick: setting.pick }),
      Effect.provideService(Metric.FiberRuntimeMetrics, fibers)
    )
    const exit = yield* Effect.exit(run)
    const closing = yield* Effect.forkDetach(Scope.close(scope, exit), { startImmediately: true })
    // What failed shows at once; a tear-down that hangs is a failure of its own.
    if (Exit.isFailure(exit)) return yield* exit
    for (let round = 0; round < 10 || setting.patient === true; round++) {
      if (closing.pollUnsafe() !== undefined) break
      yield* settle
    }
    expect(closing.pollUnsafe()?._tag, `the tear-down hangs: ${JSON.stringify([it.host.leftovers(), it.texts("note")])}`).toBe("Success")
    yield* settle
    if (process.env["CONDIS_TRACE"] !== undefined) for (const event of it.trace.events) console.log(JSON.stringify(event))
    expect(it.host.leftovers()).toEqual({})
    expect(fibers.count).toBe(0)
    const breaches = it.rules("violation").filter((rule) => !(setting.breaks ?? []).includes(rule))
    expect(breaches, JSON.stringify(it.texts("violation"), null, 1)).toEqual([])
    for (const rule of setting.breaks ?? []) expect(it.rules(), `${rule} should have been recorded`).toContain(rule)
  }) as Effect.Effect<void, unknown>
