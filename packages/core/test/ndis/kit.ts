/**
 * A bench for NDIS: a host with the drivers of `drivers.ts`, and a harness that looks at the end that nothing is left.
 */
import { expect } from "@effect/vitest"
import { type Context, Effect, Exit, Metric, Scope } from "effect"
import {
  Choice,
  type Driver,
  Host,
  Ledger,
  Limits,
  type NdisSapHandle,
  type NdisVcHandle,
  Profile,
  statusName,
  Trace
} from "../../src/index.ts"
import { note } from "./evidence.ts"
import { callManager, client, mcm, mine, miniport, parameters, type Probe, sapOf, type Seen } from "./drivers.ts"

export * from "./drivers.ts"

/** Lets everything that is runnable run, here and in the event loop. */
export const settle: Effect.Effect<void> = Effect.promise(async () => {
  for (let round = 0; round < 40; round++) await new Promise((resume) => setImmediate(resume))
})

/** Waits for the clean-up after a death, and for the next life. */
export const mended: Effect.Effect<void> = Effect.gen(function* () {
  for (let n = 0; n < 6; n++) yield* settle
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
  /** Readings other than the default ones. */
  readonly profile?: Partial<Profile.Profile>
  /** Which drivers, in the order of their start. By default a miniport, a call manager and one client. */
  readonly form?: "cm" | "mcm"
  /** The miniport starts after the call manager. */
  readonly late?: boolean
  /** No call manager but those of `more`. */
  readonly only?: "miniport"
  /** Names of the clients. */
  readonly clients?: ReadonlyArray<string>
  readonly restart?: Driver.Restart
  /** Called before the drivers start. */
  readonly before?: (bench: Bench) => void
  /** More drivers, after the others. */
  readonly more?: (bench: Bench) => ReadonlyArray<Driver.Driver>
  /** The tear-down may take as long as it takes: the test moves the clock. */
  readonly patient?: boolean
  /** How much NDIS knows of who has which list. */
  readonly tracking?: Ledger.Level
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
      if (
        (event.kind === "violation" || event.kind === "refusal" || event.kind === "drop") &&
        (kinds.length === 0 || kinds.includes(event.kind))
      )
        rules.push(event.rule!)
    }
    return rules
  }

  /** Texts of the records of one kind. */
  texts(kind: "violation" | "refusal" | "drop" | "note" | "death" | "restart"): ReadonlyArray<string> {
    return this.trace.events.flatMap((event) => (event.kind === kind ? [`${event.at}: ${event.text}`] : []))
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
    return Effect.map(
      by.call("NdisCoCreateVc", { NdisBindingHandle: by.binding!.handle, NdisAfHandle: by.af!, ProtocolVcContext: mine("vc") }),
      (answer) => {
        expect(statusName(answer.Status!)).toBe("NDIS_STATUS_SUCCESS")
        return answer.NdisVcHandle!
      }
    )
  }

  /** A call a client made. */
  up(by: Probe<"client"> = this.client): Effect.Effect<NdisVcHandle> {
    return Effect.gen({ self: this }, function* () {
      const vc = yield* this.create(by)
      expect(yield* by.status("NdisClMakeCall", { NdisVcHandle: vc, CallParameters: parameters })).toBe("NDIS_STATUS_SUCCESS")
      return vc
    })
  }

  /** Its end. */
  down(vc: NdisVcHandle, by: Probe<"client"> = this.client): Effect.Effect<void> {
    return Effect.gen({ self: this }, function* () {
      expect(yield* by.status("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })).toBe("NDIS_STATUS_SUCCESS")
      yield* this.delete(vc, by)
    })
  }

  delete(vc: NdisVcHandle, by: Probe<"client"> = this.client): Effect.Effect<void> {
    return Effect.gen(function* () {
      expect(yield* by.status("NdisCoDeleteVc", { NdisVcHandle: vc })).toBe("NDIS_STATUS_SUCCESS")
      yield* by.leave()
    })
  }

  /** A SAP a client registered. */
  sap(octet = 1, by: Probe<"client"> = this.client): Effect.Effect<NdisSapHandle> {
    return Effect.map(
      by.call("NdisClRegisterSap", { NdisAfHandle: by.af!, ProtocolSapContext: mine("sap"), Sap: sapOf(octet) }),
      (answer) => {
        expect(statusName(answer.Status!)).toBe("NDIS_STATUS_SUCCESS")
        return answer.NdisSapHandle!
      }
    )
  }

  /** The active VC on which the call manager may offer a call. */
  ready(): Effect.Effect<NdisVcHandle> {
    return Effect.gen({ self: this }, function* () {
      const { cm } = this
      const context = mine<NdisVcHandle | undefined>(undefined)
      const created = yield* cm.call("NdisCoCreateVc", {
        NdisBindingHandle: cm.binding!.handle,
        NdisAfHandle: cm.af!,
        ProtocolVcContext: context
      })
      expect(statusName(created.Status!)).toBe("NDIS_STATUS_SUCCESS")
      const NdisVcHandle = created.NdisVcHandle!
      context.handle = NdisVcHandle
      expect(yield* cm.status("NdisCmActivateVc", { NdisVcHandle, CallParameters: parameters })).toBe("NDIS_STATUS_SUCCESS")
      return NdisVcHandle
    })
  }

  /** The call manager takes its VC back. */
  unready(vc: NdisVcHandle): Effect.Effect<void> {
    return Effect.gen({ self: this }, function* () {
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
  Effect.gen(function* () {
    const it = new Bench(setting)
    const fibers = new Fibers()
    setting.before?.(it)
    const drivers =
      setting.only === "miniport"
        ? [Host.adapterLayer(it.miniport.driver)]
        : setting.form === "mcm"
          ? [Host.adapterLayer(it.mcm.driver)]
          : [Host.adapterLayer(it.miniport.driver), Host.driverLayer(it.cm.driver)]
    if (setting.late === true) drivers.reverse()
    const layers = [
      ...drivers,
      ...it.clients.map((each) => Host.driverLayer(each.driver)),
      ...(setting.more?.(it) ?? []).map((driver) => Host.driverLayer(driver))
    ]
    const scope = yield* Scope.make()
    const run = Effect.gen(function* () {
      it.host = yield* Host.make("alice", layers)
      yield* settle
      yield* body(it)
      yield* settle
    }).pipe(
      Scope.provide(scope),
      Effect.provideService(Trace.Trace, it.trace),
      Effect.provideService(Limits.Limits, { ...Limits.defaults, ...setting.limits }),
      Effect.provideService(Ledger.Tracking, setting.tracking ?? 0),
      Effect.provideService(Profile.Profile, { ...Profile.defaults, ...setting.profile }),
      Effect.provideService(Choice.Choice, setting.pick === undefined ? Choice.plain : { pick: setting.pick }),
      Effect.provideService(Metric.FiberRuntimeMetrics, fibers)
    )
    const exit = yield* Effect.exit(run)
    note(it.trace.events)
    const closing = yield* Effect.forkDetach(Scope.close(scope, exit), { startImmediately: true })
    // What failed shows at once; a tear-down that hangs is a failure of its own.
    if (Exit.isFailure(exit)) return yield* exit
    for (let round = 0; round < 10 || setting.patient === true; round++) {
      if (closing.pollUnsafe() !== undefined) break
      yield* settle
    }
    expect(closing.pollUnsafe()?._tag, `the tear-down hangs: ${JSON.stringify([it.host.leftovers(), it.texts("note")])}`).toBe("Success")
    yield* settle
    // And what crossed in its end.
    note(it.trace.events)
    expect(it.host.leftovers()).toEqual({})
    expect(fibers.count).toBe(0)
    const breaches = it.rules("violation").filter((rule) => !(setting.breaks ?? []).includes(rule))
    expect(breaches, JSON.stringify(it.texts("violation"), null, 1)).toEqual([])
    for (const rule of setting.breaks ?? []) expect(it.rules(), `${rule} should have been recorded`).toContain(rule)
  }) as Effect.Effect<void, unknown>
