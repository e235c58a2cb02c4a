/**
 * A simulated network: one switch, and the links and adapters around it.
 *
 * Simulated are whole frames (AAL5 units), links with delay, rate and a bound, the loss of a link, silence, a switch that routes and polices
 * as its signalling protocol says, and adapters that know which connections are open. Everything takes its time from Effect's clock. Not
 * simulated: cells, CRC, SAAL, bit errors. Frames travel by reference, so a payload is shared by the hosts it visits.
 *
 * The switch is a fiber of the scope the network is made in; an adapter is a fiber from its start to its stop, and ends with the scope at
 * the latest. On a link without delay and rate a batch goes adapter → switch → adapter in three turns, without a timer.
 */
import { forActors } from "@condis/core/actor/Scheduler"
import type { FarEnd, NetworkOrder, SwitchControl } from "@condis/core/CallControl"
import { Choice } from "@condis/core/Choice"
import type { Contract } from "@condis/core/data/Contract"
import { CurrentMeters } from "@condis/core/Meters"
import { Faults } from "@condis/core/fault/Faults"
import { Trace } from "@condis/core/Trace"
import { Clock } from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { Scheduler } from "effect/Scheduler"
import type * as Scope from "effect/Scope"
import type { Connection } from "./Frame.ts"
import type { HardwareSpec } from "./Hardware.ts"
import { changeLink, defaultLink, type Link } from "./Link.ts"
import { networkReadings } from "./networkReadings.ts"
import { Nic } from "./Nic.ts"
import type { Policed } from "./Policer.ts"
import { type FrameCounts, Port } from "./Port.ts"
import { Switch } from "./Switch.ts"

/** How a network is made. */
export interface Options<Message> {
  /** The network side of the signalling protocol; this network alone drives it. */
  readonly control: SwitchControl<Message>
  /** What links are where a port says nothing else; {@link defaultLink} by default. */
  readonly link?: Partial<Link>
}

/** A port, beyond its address. */
export interface PortOptions extends Partial<Link> {
  /** How many connections its adapter can have open; {@link defaultConnections} by default. */
  readonly connections?: number
}

/** Every connection there can be on a link. */
export const defaultConnections = 0x1000000

/** What must be 0 when everything was closed. */
export interface Leftovers {
  /** Calls the switch still carries. */
  readonly calls: number
  /** Cross-connections. */
  readonly connections: number
  /** Timers set, the protocol's and the links'. */
  readonly timers: number
  /** Frames held anywhere between two drivers. */
  readonly frames: number
  /** Credits that frames have which are under way, or with a driver. */
  readonly credits: number
  /** Posted to the switch or an adapter, or by an adapter to its driver, and not handled. */
  readonly messages: number
}

/** One end of a permanent VC. */
export interface End {
  readonly address: string
  readonly vpi: number
  readonly vci: number
  /** What comes in here is held to it, like that of a call: beyond it a frame is dropped with a record, or marked. Left out: to nothing. */
  readonly contract?: Contract | undefined
}

export interface Network {
  /**
   * A new port with this address. Throws when the address is taken or none at all, or when the link makes no sense. One adapter at a time
   * can be started on it, again and again.
   */
  readonly port: (address: string, options?: PortOptions) => HardwareSpec
  /** Makes the network do something, after what it was told before. An order that makes no sense to its protocol becomes a refusal in the trace. */
  readonly order: (order: NetworkOrder) => void
  /** How calls to an address without a port are treated from now on. Throws when it is no address. */
  readonly farEnd: (address: string, behaviour: FarEnd) => void
  /** Changes a link. Throws when no port has the address or the link makes no sense. What is on its way when a link goes down is dropped. */
  readonly setLink: (address: string, change: Partial<Link>) => void
  /**
   * Connects a channel of one address with one of another for good, or (with false) takes that back: both ends of a permanent VC. Channels
   * that signalling gives out are not for this; at a user-network interface those below VCI 32 are left for it. Each end is policed by its
   * contract, as the ends of calls are, from call to call. Throws when no port has an address.
   */
  readonly permanent: (a: End, b: End, on?: boolean) => void
  /** From now on (or, with false, no longer) swallows all that leaves to or from the address. Throws when no port has it. */
  readonly silence: (address: string, on?: boolean) => void
  readonly frames: Readonly<FrameCounts>
  /**
   * What became of the frames that the adapter at an address sent on a connection. Undefined: the connection is not there, or not held to any
   * contract. Throws when no port has the address.
   */
  readonly policed: (address: string, connection: Connection) => Policed | undefined
  readonly leftovers: () => Leftovers
  /** Adapters started and not stopped. */
  readonly adapters: () => number
  /** Never succeeds; fails with the defect that ended the switch. */
  readonly died: Effect.Effect<never>
}

/** Makes a network. The trace, the clock, the scheduler and the fault rules are those of the caller. */
export const make: <Message>(options: Options<Message>) => Effect.Effect<Network, never, Scope.Scope> = Effect.fnUntraced(function* <
  Message
>(options: Options<Message>) {
  const scheduler = forActors(yield* Scheduler)
  const context = Context.add(yield* Effect.context<never>(), Scheduler, scheduler)
  const clock = yield* Clock
  const link = changeLink("every port", defaultLink, options.link ?? {})
  const rules = yield* Faults
  const faults = rules === undefined ? undefined : { rules, choice: yield* Choice }
  const exchange = new Switch(options.control, context, clock, yield* Trace, faults)
  const fiber = yield* Effect.provideService(Effect.forkScoped(exchange.run, { startImmediately: true }), Scheduler, scheduler)
  const nics = new Set<Nic>()
  ;(yield* CurrentMeters)?.register("network", () => networkReadings(exchange, nics))
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      for (const nic of [...nics]) nic.stop()
    })
  )

  const ports = new Map<string, Port>()
  const find = (address: string): Port => {
    const port = ports.get(address)
    if (port === undefined) throw new RangeError(`no port has the address ${address}; there are ${[...ports.keys()].join(", ") || "none"}`)
    return port
  }

  const port = (address: string, { connections, ...change }: PortOptions = {}): HardwareSpec => {
    if (ports.has(address)) throw new RangeError(`the address ${address} has a port already`)
    const made = new Port(ports.size + 1, address, changeLink(address, link, change))
    exchange.attach(made)
    ports.set(address, made)
    return {
      address,
      start: (events, life) => {
        if (made.adapter !== undefined) {
          throw new Error(
            `the port ${address} cannot take the adapter of ${life.host}/${life.name}: that of ${made.adapter.label} is plugged in`
          )
        }
        if (exchange.dead) throw new Error(`the switch that the port ${address} belongs to has ended`)
        const nic = new Nic(made, exchange, events, life, {
          context,
          clock,
          maxConnections: connections ?? defaultConnections,
          ended: (nic) => nics.delete(nic)
        })
        nics.add(nic)
        return nic
      }
    }
  }

  return {
    port,
    order: (order) => exchange.order(order),
    farEnd: (address, behaviour) => exchange.farEnd(address, behaviour),
    setLink: (address, change) => exchange.changeLink(find(address), change),
    permanent: (a, b, on = true) => {
      const end = ({ address, vci, vpi }: End) => ({ port: find(address).number, vpi, vci })
      exchange.permanent(end(a), end(b), on, a.contract, b.contract)
    },
    silence: (address, on = true) => exchange.silence(find(address), on),
    frames: exchange.counts,
    policed: (address, connection) => exchange.policed(find(address), connection),
    leftovers: () => {
      let timers = exchange.timers.pending
      let frames = 0
      let messages = exchange.actor.mailbox.length
      for (const nic of nics) {
        timers += nic.timers.pending
        frames += nic.frames
        messages += nic.messages
      }
      return { calls: exchange.calls(), connections: exchange.connections(), timers, frames, credits: exchange.credits.out, messages }
    },
    adapters: () => nics.size,
    died: Fiber.join(fiber)
  }
})
