/**
 * The world of one run: the network, the hosts of the scenario in one form, and what the script knows of their clients and calls.
 */
import { type Call, Client, type Listener } from "@condis/client"
import { CallManagerDriver, Permanent, Uni } from "@condis/cm"
import { atmAddress, atmAddressText } from "@condis/core/Atm"
import { Faults, type Rules, withRules } from "@condis/core/fault/Faults"
import * as Host from "@condis/core/Host"
import { McmDriver, MiniportDriver } from "@condis/miniport"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Queue from "effect/Queue"
import * as Scope from "effect/Scope"
import type { Message as UniMessage } from "@condis/cm/uni/index"
import type { CallControl, FarEnd } from "@condis/core/CallControl"
import { callTo } from "@condis/core/CallParameters"
import { contractOfFlow } from "@condis/core/data/Contract"
import { Medium } from "@condis/core/ddi/Structures"
import type { FlowSpec } from "@condis/core/FlowSpec"
import type { OidHandler } from "@condis/core/kit/OidDesk"
import { rulesIn } from "../scenario/FaultForms.ts"
import {
  callManager,
  type Client as ClientValue,
  type FarEnd as FarEndValue,
  type Form,
  type Host as HostValue,
  type Scenario
} from "../scenario/Scenario.ts"
import type { PlainStep } from "../scenario/Step.ts"
import { flowsOf } from "../scenario/Traffic.ts"
import { Hands } from "./Hands.ts"
import { CurrentGround, type Ground } from "./Ground.ts"
import { decide, pended, policiesOf, withScenarioTraffic } from "./Policies.ts"

/** Text that arrived at a client. */
export interface Arrival {
  readonly call: string | undefined
  readonly text: string
}

/** A client of the scenario. */
export interface Actor {
  readonly name: string
  readonly host: string
  readonly client: Client.Client
  readonly value: ClientValue
  /** Texts that came and no step has asked for; bounded like everything. */
  readonly inbox: Queue.Queue<Arrival>
  readonly unread: Array<Arrival>
  /** Steps that ask for a text, where the client takes none by itself. */
  readonly asked: Queue.Queue<void> | undefined
  /** What it listens at, by address. */
  readonly listening: Map<string, Scope.Closeable>
}

/** A call of the script and the sides of it that exist, by instance. */
export interface ScriptCall {
  readonly id: string
  readonly from: string
  readonly to: string
  /** Addresses of the parties of a multipoint call, in the order they were asked for. */
  readonly leaves: Array<string> | undefined
  readonly sides: Map<string, Call>
  /** The script has closed it: a call that is offered now is another one. */
  over: boolean
}

/** Arrivals one client keeps for the script. */
const inboxSize = 4096

export interface World {
  readonly scenario: Scenario
  readonly form: Form
  readonly network: Ground
  readonly faults: Rules | undefined
  readonly hosts: Map<string, Host.Host>
  readonly actors: Map<string, Actor>
  readonly calls: Map<string, ScriptCall>
  /** By host. */
  readonly hands: Map<string, Hands>
}

const farEndOf = (value: FarEndValue, address: string): FarEnd => {
  if (value === "answer") return { _tag: "Answer" }
  if (value === "silent") return { _tag: "Silent" }
  if (value.reject !== undefined) return { _tag: "Reject", cause: value.reject }
  if (value.alert !== undefined) {
    const { answersAfter } = value.alert
    return { _tag: "Alert", answersAfterMillis: answersAfter === undefined ? undefined : answersAfter / 1000 }
  }
  return { _tag: "AnswerWith", parameters: withScenarioTraffic(callTo(atmAddress(address)), value.answerWith) }
}

/** The address of a host by its name, or the address itself. */
export const addressOf = (scenario: Scenario, to: string): string => scenario.hosts[to]?.address ?? to

/** Instance name of a driver in the form of the run. */
export const driverName = (world: World, host: string, driver: string): string =>
  driver === callManager && world.form === "mcm" ? (world.scenario.hosts[host]?.adapter ?? driver) : driver

/** The permanent VCs of a host, as it sees them. */
const pvcsOf = (scenario: Scenario, name: string): ReadonlyArray<Permanent.Pvc> =>
  scenario.network.pvcs.flatMap(({ a, b, traffic, vci }) => {
    if (name !== a && name !== b) return []
    const flows = traffic === undefined ? undefined : flowsOf(traffic)
    const seen = flows === undefined ? undefined : { transmit: flows.Transmit, receive: flows.Receive }
    const mirrored = seen === undefined ? undefined : { transmit: seen.receive, receive: seen.transmit }
    const service = name === a ? seen : mirrored
    const to = atmAddress(addressOf(scenario, name === a ? b : a))
    return [{ to, connection: { Vpi: 0, Vci: vci }, ...(service === undefined ? {} : { traffic: service }) }]
  })

const callControl = (host: HostValue, pvcs: Permanent.Pvcs): CallControl<unknown, UniMessage> =>
  Permanent.callControl(Uni.callControl({ address: atmAddress(host.address), closeData: host.closeData }), pvcs) as CallControl<
    unknown,
    UniMessage
  >

const mediums = { NdisMediumAtm: Medium.Atm, NdisMediumCoWan: Medium.CoWan }

const build = (scenario: Scenario, network: Ground, form: Form, name: string, host: HostValue, hands: Hands) => {
  const hardware = network.port(host.address)
  const clients = Object.entries(host.clients).map(([client, value]) =>
    Host.driverLayer(hands.of(Client.driver({ name: client, policies: policiesOf(value), keptVcs: value.keptVcs })))
  )
  const pvcs = new Permanent.Pvcs(pvcsOf(scenario, name))
  const held: OidHandler<unknown> = ({ oid }) => (host.holds.includes(oid) ? "later" : undefined)
  const permanent = Permanent.oids(pvcs)
  const clientOids: typeof permanent = (asked) => held(asked as never) ?? permanent(asked)
  const manager = {
    callControl: callControl(host, pvcs),
    clientOids,
    addresses: host.tells.includes("addresses") ? [host.address] : undefined,
    tellsSignalling: host.tells.includes("signalling")
  }
  const adapter = {
    name: host.adapter,
    hardware,
    medium: mediums[host.medium],
    resetMillis: host.resetTakes / 1000,
    receiveLists: host.receiveLists,
    receiveLowWater: host.receiveLowWater,
    oids: held
  }
  return form === "cm"
    ? Host.make(name, [
        Host.adapterLayer(hands.of(MiniportDriver.driver(adapter))),
        Host.driverLayer(hands.of(CallManagerDriver.driver({ name: callManager, ...manager }))),
        ...clients
      ])
    : Host.make(name, [Host.adapterLayer(hands.of(McmDriver.driver({ ...adapter, ...manager }))), ...clients])
}

/** Does a driver of the host call functions past its kit? */
const reachesIn = ({ script }: Scenario, host: string): boolean =>
  script.flatMap((step) => step.together ?? [step as PlainStep]).some(({ ddi }) => ddi?.by.startsWith(`${host}/`) === true)

/** The call of the script that a client was just offered: the oldest one to its address that has no other side yet. */
const offeredCall = (world: World, at: string, address: string): ScriptCall | undefined => {
  for (const call of world.calls.values()) {
    if (call.over) continue
    if (call.leaves !== undefined) {
      if (call.leaves.includes(address) && !call.sides.has(at)) return call
    } else if (call.to === address && !call.sides.has(at) && call.sides.size < 2 && (call.from !== at || call.sides.size === 1)) return call
  }
  return undefined
}

/** Puts a side of a call into the script's hands and keeps what arrives on it. */
export const addSide = (
  actor: Actor,
  instance: string,
  call: ScriptCall | undefined,
  side: Call
): Effect.Effect<void, never, Scope.Scope> => {
  call?.sides.set(instance, side)
  const next = Effect.flatMap(side.receive, (octets) =>
    Queue.offer(actor.inbox, { call: call?.id, text: new TextDecoder().decode(octets) })
  )
  const read = actor.asked === undefined ? next : Effect.andThen(Queue.take(actor.asked), next)
  return Effect.asVoid(Effect.forkScoped(Effect.ignore(Effect.forever(read))))
}

/** Makes a client listen, and take the calls that come as the scenario says. */
export const listen = (world: World, instance: string, address: string) =>
  Effect.gen(function* () {
    const actor = world.actors.get(instance)!
    const outer = yield* Effect.scope
    const scope = yield* Scope.fork(outer, "sequential")
    const text = atmAddressText(atmAddress(address))
    const listener: Listener = yield* Effect.onError(Scope.provide(actor.client.listen(address), scope), () =>
      Scope.close(scope, Exit.void)
    )
    actor.listening.set(text, scope)
    const later = pended(actor.value)
    const take = Effect.gen(function* () {
      const offered = yield* listener.take
      const call = offeredCall(world, instance, text)
      yield* Effect.forkIn(
        Effect.ignore(
          Effect.gen(function* () {
            if (later !== undefined) yield* Effect.sleep(later.after / 1000)
            const decision = later === undefined ? undefined : decide(later.answer, offered.parameters)
            if (decision?._tag === "reject") return yield* offered.reject(decision.status)
            const parameters = decision?._tag === "accept" ? decision.parameters : undefined
            const side = yield* Scope.provide(offered.accept(parameters === undefined ? undefined : { parameters }), outer)
            yield* Scope.provide(addSide(actor, instance, call, side), outer)
          })
        ),
        outer
      )
    })
    yield* Effect.forkIn(Effect.ignore(Effect.forever(take)), scope)
  })

/** Builds the hosts, waits until every client has an address family, and lets those with SAPs listen. */
const make = (scenario: Scenario, form: Form, network: Ground, faults: Rules | undefined) =>
  Effect.gen(function* () {
    const world: World = { scenario, form, network, faults, hosts: new Map(), actors: new Map(), calls: new Map(), hands: new Map() }
    for (const [address, value] of Object.entries(scenario.network.farEnds)) network.farEnd(address, farEndOf(value, address))
    for (const [name, value] of Object.entries(scenario.hosts)) {
      const hands = new Hands(reachesIn(scenario, name))
      world.hands.set(name, hands)
      const host = yield* build(scenario, network, form, name, value, hands)
      world.hosts.set(name, host)
      for (const [clientName, clientValue] of Object.entries(value.clients)) {
        const instance = `${name}/${clientName}`
        const client = yield* Effect.orDie(Client.of(host, clientName))
        world.actors.set(instance, {
          name: clientName,
          host: name,
          client,
          value: clientValue,
          inbox: yield* Queue.bounded<Arrival>(inboxSize),
          unread: [],
          asked: clientValue.takes === "at once" ? undefined : yield* Queue.bounded<void>(inboxSize),
          listening: new Map()
        })
      }
    }
    for (const { a, b, traffic, vci } of scenario.network.pvcs) {
      const flows = traffic === undefined ? undefined : flowsOf(traffic)
      const end = (host: string, sends: FlowSpec | undefined) => ({
        address: addressOf(scenario, host),
        vpi: 0,
        vci,
        contract: sends === undefined ? undefined : contractOfFlow(sends)
      })
      network.permanent(end(a, flows?.Transmit), end(b, flows?.Receive))
    }
    yield* network.guard([...world.hosts.values()])
    for (const actor of world.actors.values()) yield* Effect.orDie(actor.client.ready)
    for (const [instance, actor] of world.actors) for (const sap of actor.value.saps) yield* Effect.orDie(listen(world, instance, sap))
    return world
  })

/** What is left in the hosts and in the network, in words. */
const leftovers = (world: World): Effect.Effect<ReadonlyArray<string>> =>
  Effect.map(world.network.leftovers, (network) => [
    ...[...world.hosts].flatMap(([name, host]) => Object.entries(host.leftovers()).map(([what, count]) => `${name}: ${count} ${what}`)),
    ...Object.entries(network).flatMap(([what, count]) => (count === 0 ? [] : [`network: ${count} ${what}`]))
  ])

/** How long the network may still be busy with its own end after the last driver is out, in milliseconds. */
const settleMillis = 120_000

/** From an empty network to an empty network: makes the world, lets a story happen in it, takes it down, and answers what is left. */
export const withWorld = (
  scenario: Scenario,
  form: Form,
  story: (world: World) => Effect.Effect<void, never, Scope.Scope>
): Effect.Effect<ReadonlyArray<string>, Host.StartError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const { delay, rate, window } = scenario.network
      const faults = yield* Faults
      const makeGround = yield* CurrentGround
      const network = yield* makeGround({
        delayMillis: delay / 1000,
        windowFrames: window,
        ...(rate === undefined ? {} : { rateBitsPerSecond: rate * 8 })
      })
      const world = yield* Effect.scoped(Effect.tap(make(scenario, form, network, faults), story))
      const idle = Effect.map(leftovers(world), (left) => left.length === 0)
      yield* Effect.timeoutOption(Effect.repeat(Effect.andThen(Effect.sleep(10), idle), { until: (quiet) => quiet }), settleMillis)
      return yield* leftovers(world)
    })
  ).pipe(scenario.faults.length === 0 ? (run) => run : withRules(rulesIn(scenario, form)))
