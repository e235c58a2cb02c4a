/**
 * What happens to whole drivers on one adapter: start, bind, restart, pause, unbind, halt. One job at a time, in the order they came, in a
 * fiber of its own at PASSIVE_LEVEL; the adapter's NDIS actor goes on meanwhile.
 *
 * @see docs/condis/operations.md, OP-05, OP-39 to OP-42
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type { CallbackName } from "../ddi/Ddi.ts"
import { HaltAction, NetEvent, netPnPEvent, type NetPnPEventNotification, objectHeader, ObjectType } from "../ddi/Structures.ts"
import { type BindContext, HandleTable, type UnbindContext } from "../Handle.ts"
import * as AfRegistration from "../machine/AfRegistration.ts"
import * as BindingMachine from "../machine/Binding.ts"
import { NdisStatus, statusName } from "../NdisStatus.ts"
import type { Adapter } from "./Adapter.ts"
import { orphansGone } from "./Ghost.ts"
import type { Instance } from "./Instance.ts"
import { kept } from "./Inventory.ts"
import { work } from "./Message.ts"
import type { Binding } from "./objects.ts"
import { Power } from "./Power.ts"
import { advertise, offer } from "./routes/AddressFamilies.ts"
import { tear } from "./routes/OidRequests.ts"
import { WholeCalls } from "./WholeCalls.ts"

/** A protocol that registered and may be bound. */
export interface Protocol {
  readonly instance: Instance
  readonly context: unknown
}

/** A bind under way: what may be called only from its handler is checked against it. */
export interface Opening {
  readonly protocol: Instance
  readonly context: BindContext
  opened: Binding | undefined
  /** The end of the unbind that its protocol asked for meanwhile. */
  unbound: Deferred.Deferred<void> | undefined
}

const capacity = 4096

export class Pnp {
  readonly adapter: Adapter
  private readonly jobs: Queue.Queue<Effect.Effect<void>>
  readonly binds: HandleTable<"bind", Instance>
  readonly unbinds: HandleTable<"unbind", Binding>
  readonly calls: WholeCalls
  /** Bindings in the order they came: unbound in reverse. */
  readonly bound: Array<Binding> = []
  private protocols: ReadonlyArray<Protocol> = []
  readonly power = new Power(this)

  private constructor(adapter: Adapter, jobs: Queue.Queue<Effect.Effect<void>>) {
    this.adapter = adapter
    this.jobs = jobs
    this.binds = new HandleTable("bind", adapter.name)
    this.unbinds = new HandleTable("unbind", adapter.name)
    this.calls = new WholeCalls(adapter)
    adapter.pnp = this
  }

  static readonly make = (adapter: Adapter): Effect.Effect<Pnp> =>
    Effect.map(Queue.bounded<Effect.Effect<void>>(capacity), (jobs) => new Pnp(adapter, jobs))

  /** Carries out jobs for ever. */
  readonly run: Effect.Effect<never> = Effect.suspend(() => Effect.forever(Effect.flatMap(Queue.take(this.jobs), (job) => job)))

  /** Queues a job. */
  readonly enqueue = (job: Effect.Effect<void>): Effect.Effect<void> => Effect.asVoid(Queue.offer(this.jobs, job))

  /** Queues a job and waits for its end. */
  readonly perform = <A>(job: Effect.Effect<A>): Effect.Effect<A> =>
    Effect.callback<A>((resume) => {
      const queued = Queue.offerUnsafe(
        this.jobs,
        Effect.map(job, (value) => resume(Effect.succeed(value)))
      )
      if (!queued) resume(Effect.die(new Error(`${this.adapter.name}: ${capacity} plug-and-play jobs are queued already`)))
    })

  /** Tells the miniport something, if it has a handler for that. */
  readonly tell = (name: CallbackName, args: object): Effect.Effect<void> => {
    const { miniport, miniportContext } = this.adapter
    return miniport?.handles(name) === true
      ? Effect.asVoid(this.calls.ask(miniport, name, { MiniportAdapterContext: miniportContext, ...args }))
      : Effect.void
  }

  /** OP-05: initialise the adapter, bind every protocol, restart bottom-up. */
  readonly start = (miniport: Instance, context: unknown, protocols: ReadonlyArray<Protocol>): Effect.Effect<NdisStatus> =>
    Effect.gen({ self: this }, function* () {
      const adapter = this.adapter
      this.protocols = protocols
      adapter.miniport = miniport
      adapter.attributes = false
      adapter.power = "D0"
      adapter.move("Initialize")
      const status = yield* this.calls.ask(miniport, "MiniportInitializeEx", {
        NdisMiniportHandle: adapter.handle,
        MiniportDriverContext: context,
        MiniportInitParameters: { Flags: 0, IfIndex: 1, AdapterName: adapter.name }
      })
      if (status !== NdisStatus.SUCCESS || !adapter.attributes) {
        adapter.move("InitializeFailed")
        this.unregister(undefined)
        adapter.detach()
        if (status !== NdisStatus.SUCCESS) return status
        adapter.violation(
          miniport,
          "BIND-15",
          "MiniportInitializeEx succeeded without NdisMSetMiniportAttributes; the adapter stays halted"
        )
        return NdisStatus.FAILURE
      }
      adapter.move("InitializeSucceeded")
      adapter.detach()
      return yield* this.resume
    })

  /** Binds who is not bound yet, then restarts bottom-up: the adapter, and what is bound to it. The adapter may fail and stays paused. */
  readonly resume: Effect.Effect<NdisStatus> = Effect.gen({ self: this }, function* () {
    const { adapter } = this
    const { miniport } = adapter
    if (adapter.state === "Running") return NdisStatus.SUCCESS
    if (miniport === undefined || adapter.state !== "Paused") return NdisStatus.ADAPTER_NOT_READY
    if (adapter.power !== "D0") return NdisStatus.LOW_POWER_STATE
    for (const protocol of this.protocols)
      if (!this.bound.some((binding) => binding.protocol === protocol.instance)) yield* this.bind(protocol)
    return yield* this.wake(miniport)
  })

  private readonly wake = Effect.fnUntraced({ self: this }, function* (miniport: Instance): Effect.fn.Return<NdisStatus> {
    const { adapter } = this
    adapter.move("Restart")
    const restarted = yield* this.calls.ask(
      miniport,
      "MiniportRestart",
      { MiniportAdapterContext: adapter.miniportContext, RestartParameters: { Flags: 0 } },
      adapter
    )
    adapter.move(restarted === NdisStatus.SUCCESS ? "RestartSucceeded" : "RestartFailed")
    adapter.detach()
    if (restarted !== NdisStatus.SUCCESS) return restarted
    for (const binding of this.bound.slice()) yield* this.restart(binding)
    for (const registration of adapter.registrations) if (registration.binding === undefined) advertise(adapter, registration)
    return NdisStatus.SUCCESS
  })

  /** OP-39: pauses top-down, the protocol that was bound last first and the adapter at the end. Nobody can fail it. */
  readonly pause: Effect.Effect<NdisStatus> = Effect.gen({ self: this }, function* () {
    if (this.adapter.state === "Paused") return NdisStatus.SUCCESS
    if (this.adapter.state !== "Running") return NdisStatus.ADAPTER_NOT_READY
    for (const binding of this.bound.slice().reverse()) yield* this.pauseBinding(binding)
    yield* this.pauseAdapter
    return NdisStatus.SUCCESS
  })

  /** The binding of one protocol. Undefined: it is not bound here. */
  bindingOf(instance: Instance): Binding | undefined {
    return this.bound.find((binding) => binding.protocol === instance)
  }

  /** The protocol begins no more sends, and has its own back before it is through (BIND-12). */
  readonly pauseBinding = (binding: Binding): Effect.Effect<NdisStatus> =>
    Effect.gen({ self: this }, function* () {
      if (binding.state === "Paused") return NdisStatus.SUCCESS
      if (binding.state !== "Running") return NdisStatus.ADAPTER_NOT_READY
      const { adapter } = this
      const { protocol } = binding
      adapter.moveBinding(binding, "Pause")
      const status = yield* this.event(binding, netPnPEvent(NetEvent.Pause))
      let sends = 0
      for (const vc of adapter.vcs.values()) if (vc.endpointBinding === binding) sends += vc.sends
      if (!protocol.dead && (status !== NdisStatus.SUCCESS || sends > 0))
        adapter.violation(
          protocol,
          "BIND-12",
          `NetEventPause ended with ${statusName(status)} and ${sends} sends out; a pause cannot fail, and ends when all sends are back`
        )
      adapter.moveBinding(binding, "PauseDone")
      adapter.detach()
      return NdisStatus.SUCCESS
    })

  /** The miniport completes every send and has every receive back before it is through (BIND-13). */
  private readonly pauseAdapter: Effect.Effect<void> = Effect.gen({ self: this }, function* () {
    const { adapter } = this
    const { miniport } = adapter
    if (miniport === undefined || adapter.state !== "Running") return
    adapter.move("Pause")
    const status = yield* this.calls.ask(
      miniport,
      "MiniportPause",
      { MiniportAdapterContext: adapter.miniportContext, PauseParameters: { Flags: 0, PauseReason: 0 } },
      adapter,
      true
    )
    let sends = 0
    let lent = 0
    for (const vc of adapter.vcs.values()) {
      sends += vc.sends
      lent += vc.lent
    }
    if (!miniport.dead && (status !== NdisStatus.SUCCESS || sends + lent > 0))
      adapter.violation(
        miniport,
        "BIND-13",
        `MiniportPause ended with ${statusName(status)}, ${sends} sends and ${lent} lent receives out; a pause cannot fail, and ends when all are back`
      )
    adapter.move("PauseDone")
    adapter.detach()
  })

  /** A protocol registered: bind it where there is an adapter to bind to. */
  readonly add = (protocol: Protocol): Effect.Effect<void> =>
    Effect.gen({ self: this }, function* () {
      this.protocols = [...this.protocols.filter((other) => !other.instance.dead), protocol]
      if (this.adapter.state !== "Running" || protocol.instance.dead) return
      // The adapter may have started after the protocol registered, and bound it then.
      if (this.bound.some((binding) => binding.protocol === protocol.instance)) return
      const binding = yield* this.bind(protocol)
      if (binding !== undefined) yield* this.restart(binding)
    })

  private readonly bind = (protocol: Protocol): Effect.Effect<Binding | undefined> =>
    Effect.gen({ self: this }, function* () {
      const adapter = this.adapter
      const { context, instance } = protocol
      if (instance.dead) return undefined
      const bindContext: BindContext = this.binds.issue(instance)
      const opening: Opening = { protocol: instance, context: bindContext, opened: undefined, unbound: undefined }
      adapter.binding = opening
      const status = yield* this.calls.ask(
        instance,
        "ProtocolBindAdapterEx",
        {
          ProtocolDriverContext: context,
          BindContext: bindContext,
          BindParameters: {
            Header: objectHeader(ObjectType.BIND_PARAMETERS),
            AdapterName: adapter.name,
            MediaType: adapter.medium,
            MtuSize: 9180,
            MaxXmitLinkSpeed: 155_520_000,
            XmitLinkSpeed: 155_520_000,
            MaxRcvLinkSpeed: 155_520_000,
            RcvLinkSpeed: 155_520_000,
            MediaConnectState: 1,
            BoundIfIndex: 1,
            BoundAdapterName: adapter.name
          }
        },
        bindContext
      )
      this.binds.release(bindContext, "the bind is over", adapter.micros())
      adapter.binding = undefined
      if (opening.unbound !== undefined) yield* Deferred.await(opening.unbound)
      const binding = opening.opened
      const succeeded = status === NdisStatus.SUCCESS && !instance.dead
      const live = binding !== undefined && adapter.bindings.find(binding.handle) === binding
      const open = live && !binding.openPends
      const fault = BindingMachine.bindGuard({ succeeded, open: succeeded ? open : live })
      if (fault !== undefined && !instance.dead)
        adapter.violation(
          instance,
          fault.rule,
          succeeded
            ? "ProtocolBindAdapterEx succeeded, and no adapter is open; nothing is bound"
            : `ProtocolBindAdapterEx ended with ${statusName(status)} and left its adapter open; NDIS closes it`
        )
      if (binding === undefined) return undefined
      if (succeeded && open) {
        adapter.moveBinding(binding, "BindSucceeded")
        adapter.detach()
        this.bound.push(binding)
        return binding
      }
      adapter.moveBinding(binding, "BindFailed")
      adapter.closeBinding(binding, "its bind failed")
      this.unregister(binding)
      adapter.detach()
      return undefined
    })

  /** The handler in which address families were registered failed: they are gone before anybody was offered one. */
  private unregister(binding: Binding | undefined): void {
    const { registrations } = this.adapter
    for (const registration of registrations.slice()) {
      if (registration.binding !== binding || registration.state !== "RegisteredQuiet") continue
      this.adapter.moveRegistration(registration, "HandlerFailed")
      registrations.splice(registrations.indexOf(registration), 1)
    }
  }

  readonly restart = (binding: Binding): Effect.Effect<NdisStatus> =>
    Effect.gen({ self: this }, function* () {
      const adapter = this.adapter
      if (binding.state === "Running") return NdisStatus.SUCCESS
      if (binding.state !== "Paused" || adapter.state !== "Running" || binding.protocol.standIn) return NdisStatus.ADAPTER_NOT_READY
      adapter.moveBinding(binding, "Restart")
      const status = yield* this.event(binding, netPnPEvent(NetEvent.Restart))
      adapter.moveBinding(binding, status === NdisStatus.SUCCESS ? "RestartSucceeded" : "RestartFailed")
      adapter.detach()
      if (status !== NdisStatus.SUCCESS) return status
      for (const registration of adapter.registrations) {
        if (registration.binding === binding) advertise(adapter, registration)
        else if (AfRegistration.notifies(registration.state, "ClientBound") === "New") offer(adapter, registration, binding)
      }
      return status
    })

  /** Tells a protocol of something, and waits for its end. */
  readonly event = (binding: Binding, notification: NetPnPEventNotification): Effect.Effect<NdisStatus> =>
    this.calls.ask(
      binding.protocol,
      "ProtocolNetPnPEvent",
      { ProtocolBindingContext: binding.context, NetPnPEventNotification: notification },
      notification,
      notification.NetPnPEvent.NetEvent === NetEvent.Pause
    )

  /**
   * Nothing can be signalled on a paused adapter, and a call manager that cannot release a call waits for its timers. So a paused stack is
   * restarted for a protocol that has to end calls on it. Answers whether it was: it is for the caller to pause it again.
   */
  private readonly wakeFor = (binding: Binding): Effect.Effect<boolean> =>
    Effect.gen({ self: this }, function* () {
      const { adapter } = this
      const { miniport, removed, reset, state } = adapter
      if (state !== "Paused" || removed || reset.state !== "Normal" || miniport === undefined || miniport.dead || miniport.standIn)
        return false
      let calls = false
      for (const vc of adapter.vcs.values()) calls ||= vc.call !== "None" && vc.endpointBinding === binding
      return calls && (yield* this.wake(miniport)) === NdisStatus.SUCCESS
    })

  /** OP-40: pause, then unbind. Cannot fail. */
  readonly unbind = (binding: Binding): Effect.Effect<void> =>
    Effect.gen({ self: this }, function* () {
      const { adapter } = this
      if (!this.bound.includes(binding)) return
      const woken = yield* this.wakeFor(binding)
      this.bound.splice(this.bound.indexOf(binding), 1)
      yield* this.pauseBinding(binding)
      for (const registration of adapter.registrations.slice()) {
        if (registration.binding !== binding) continue
        adapter.moveRegistration(registration, "RegistrantLeaves")
        adapter.retire(registration)
      }
      adapter.moveBinding(binding, "Unbind")
      yield* this.unbinding(binding)
      adapter.moveBinding(binding, "UnbindDone")
      if (woken) yield* this.pause
    })

  /** NdisUnbindAdapter. A bind that pends cannot end well any more, and may wait for the unbind: that one is not queued behind it. */
  unbindAsked(binding: Binding): Effect.Effect<void> {
    const opening = this.adapter.binding
    if (opening?.opened !== binding) return this.enqueue(this.unbind(binding))
    const unbound = (opening.unbound = Deferred.makeUnsafe<void>())
    return Effect.andThen(this.unbinding(binding), Deferred.succeed(unbound, undefined))
  }

  /** Calls the unbind handler, and sees to it that the adapter is closed. */
  private readonly unbinding = (binding: Binding): Effect.Effect<void> =>
    Effect.gen({ self: this }, function* () {
      const { adapter } = this
      const { protocol } = binding
      // What a dead protocol left open its stand-in closes.
      if (protocol.dead || protocol.standIn) return
      const unbindContext: UnbindContext = this.unbinds.issue(binding)
      binding.leaving = false
      const status = yield* this.calls.ask(
        protocol,
        "ProtocolUnbindAdapterEx",
        { UnbindContext: unbindContext, ProtocolBindingContext: binding.context },
        unbindContext
      )
      this.unbinds.release(unbindContext, "the unbind is over", adapter.micros())
      adapter.detach()
      const record = (rule: string, text: string) => {
        if (!protocol.dead) adapter.violation(protocol, rule, text)
      }
      if (status !== NdisStatus.SUCCESS) record("BIND-10", `the unbind ended with ${statusName(status)}; it cannot be failed`)
      if (adapter.closing.has(binding)) record("BIND-09", "the unbind is complete and the close of its adapter still pends")
      if (adapter.bindings.find(binding.handle) !== binding) return
      record("BIND-09", "the unbind is complete and the adapter is still open; NDIS closes it")
      adapter.closeBinding(binding, "its protocol was unbound")
    })

  /** Unbinds all bindings of one protocol. */
  readonly remove = (instance: Instance): Effect.Effect<void> =>
    Effect.gen({ self: this }, function* () {
      this.protocols = this.protocols.filter((protocol) => protocol.instance !== instance)
      for (const binding of this.bound.slice()) if (binding.protocol === instance) yield* this.unbind(binding)
    })

  /** Unbinds every protocol, the last bound first. */
  readonly unbindAll: Effect.Effect<void> = Effect.gen({ self: this }, function* () {
    for (const binding of this.bound.slice().reverse()) yield* this.unbind(binding)
  })

  /** OP-41: unbind all, pause and halt the adapter, once what dead protocols had is at its end. For a dead miniport its stand-in answers. */
  readonly halt = (action: HaltAction = HaltAction.DeviceDisabled): Effect.Effect<void> =>
    Effect.gen({ self: this }, function* () {
      const adapter = this.adapter
      yield* this.unbindAll
      if (adapter.miniport === undefined) return
      yield* orphansGone(adapter)
      const { miniport } = adapter
      yield* this.pauseAdapter
      // A reset may outlast the pause, but not the adapter.
      yield* Effect.callback<void>((resume) => adapter.reset.whenNormal(() => resume(Effect.void)))
      if (adapter.state === "Paused") {
        tear(adapter, () => true, "the adapter halts")
        adapter.move("Halt")
        yield* this.calls.ask(miniport, "MiniportHaltEx", { MiniportAdapterContext: adapter.miniportContext, HaltAction: action })
        kept(adapter, miniport)
        adapter.move("HaltDone")
      }
      adapter.detach()
      // The adapter is gone: what was registered on it goes too.
      adapter.miniport = undefined
      adapter.miniportContext = undefined
      adapter.registrations.length = 0
      adapter.settings.clear()
    })

  /** The protocol of a binding died: nobody has to be asked any more, and the binding closes. */
  forget(binding: Binding): void {
    const index = this.bound.indexOf(binding)
    if (index >= 0) this.bound.splice(index, 1)
    for (let step = BindingMachine.wind(binding.state); step !== undefined; step = BindingMachine.wind(binding.state))
      this.adapter.moveBinding(binding, step)
  }

  /** Runs plain work in the adapter's turn. */
  post(run: () => void): void {
    this.adapter.actor.post(work(run))
  }
}
