/**
 * The steps of a script, carried out. Each ends before the next begins, and says what it expected and what came of it.
 */
import type { Call } from "@condis/client"
import { atmAddress, atmAddressText } from "@condis/core/Atm"
import { callTo } from "@condis/core/CallParameters"
import { NdisStatus } from "@condis/core/NdisStatus"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Scope from "effect/Scope"
import type { Check } from "../expect/Match.ts"
import type { PlainStep, Step } from "../scenario/Step.ts"
import { flowsOf } from "../scenario/Traffic.ts"
import { callPast, operate } from "./Operator.ts"
import { policiesOf, withScenarioTraffic } from "./Policies.ts"
import { query, set } from "./Information.ts"
import { ended, ok, statusOf, wrong } from "./Outcome.ts"
import { type Actor, addressOf, addSide, listen, type ScriptCall, type World } from "./World.ts"

const actorOf = (world: World, instance: string): Actor => world.actors.get(instance)!

/** A side of a call, or what is missing. */
const sideOf = (world: World, id: string, instance: string | undefined): { readonly side: Call | undefined; readonly at: string } => {
  const call = world.calls.get(id)
  const at = instance ?? call?.from ?? ""
  return { side: call?.sides.get(at), at }
}

const call = (world: World, step: NonNullable<PlainStep["call"]>, scope: Scope.Scope): Effect.Effect<Check> =>
  Effect.gen(function* () {
    const actor = actorOf(world, step.from)
    const to = addressOf(world.scenario, step.to)
    const text = atmAddressText(atmAddress(to))
    const made: ScriptCall = {
      id: step.id,
      from: step.from,
      to: text,
      leaves: step.multipoint ? [text] : undefined,
      sides: new Map(),
      over: false
    }
    world.calls.set(step.id, made)
    const flows = step.traffic === undefined ? undefined : flowsOf(step.traffic)
    const own = yield* Scope.fork(scope)
    const making = statusOf(
      Scope.provide(
        actor.client.makeCall({
          to,
          from: world.scenario.hosts[actor.host]!.address,
          policies: policiesOf(actor.value),
          multipoint: step.multipoint,
          permanent: step.permanent,
          ...(flows === undefined ? {} : { traffic: { transmit: flows.Transmit, receive: flows.Receive } })
        }),
        own
      )
    )
    const result = yield* step.giveUpAfter === undefined
      ? making
      : Effect.timeoutOrElse(making, {
          duration: step.giveUpAfter / 1000,
          orElse: () => Effect.as(Scope.close(own, Exit.void), { status: NdisStatus.REQUEST_ABORTED, why: "given up", value: undefined })
        })
    if (result.value === undefined) world.calls.delete(step.id)
    else yield* Scope.provide(addSide(actor, step.from, made, result.value), scope)
    return ended(`call ${step.id} from ${step.from} to ${step.to}`, step.expect, result)
  })

/** The called side is there a moment after the calling one: its call-connected is on its way. */
const awaited = (world: World, id: string, instance: string | undefined): Effect.Effect<ReturnType<typeof sideOf>> =>
  Effect.gen(function* () {
    for (let tries = 0; tries < 100; tries++) {
      const found = sideOf(world, id, instance)
      if (found.side !== undefined) return found
      yield* Effect.sleep(1)
    }
    return sideOf(world, id, instance)
  })

const missing = (what: string, at: string): Check => wrong(what, `${at} has no such call`)

const receive = (world: World, step: NonNullable<PlainStep["receive"]>): Effect.Effect<Check> =>
  Effect.gen(function* () {
    const what = `${step.at} receives ${JSON.stringify(step.text)}`
    const actor = actorOf(world, step.at)
    const fits = (arrival: { readonly call: string | undefined; readonly text: string }) =>
      arrival.text === step.text && (step.call === undefined || arrival.call === step.call)
    const known = actor.unread.findIndex(fits)
    if (known >= 0) {
      actor.unread.splice(known, 1)
      return ok(what)
    }
    const asking = actor.asked === undefined ? Effect.void : Queue.offer(actor.asked, undefined)
    const next = Effect.flatMap(Effect.andThen(asking, Queue.take(actor.inbox)), (arrival) =>
      Effect.sync(() => {
        if (fits(arrival)) return true
        actor.unread.push(arrival)
        return false
      })
    )
    const came = yield* Effect.timeoutOption(Effect.repeat(next, { until: (found) => found }), step.within / 1000)
    return Option.isSome(came)
      ? ok(what)
      : wrong(what, actor.unread.length === 0 ? "nothing came" : `came: ${actor.unread.map(({ text }) => JSON.stringify(text)).join(", ")}`)
  })

const addParty = (world: World, step: NonNullable<PlainStep["addParty"]>): Effect.Effect<Check> =>
  Effect.gen(function* () {
    const what = `add ${step.to} to ${step.call}`
    const { at, side } = sideOf(world, step.call, undefined)
    if (side === undefined) return missing(what, at)
    const to = addressOf(world.scenario, step.to)
    world.calls.get(step.call)?.leaves?.push(atmAddressText(atmAddress(to)))
    return ended(what, step.expect, yield* statusOf(side.addParty({ to })))
  })

const dropParty = (world: World, step: NonNullable<PlainStep["dropParty"]>): Effect.Effect<Check> =>
  Effect.gen(function* () {
    const what = `drop ${step.to} from ${step.call}`
    const { at, side } = sideOf(world, step.call, undefined)
    if (side === undefined) return missing(what, at)
    const label = atmAddressText(atmAddress(addressOf(world.scenario, step.to)))
    const party = side.parties.find((each) => each.label === label)
    if (party === undefined) return wrong(what, "there is no such party")
    const data = step.data === undefined ? undefined : new TextEncoder().encode(step.data)
    return ended(what, step.expect, yield* statusOf(party.drop({ data })))
  })

const network = (world: World, step: NonNullable<PlainStep["network"]>): Effect.Effect<Check> =>
  Effect.sync(() => {
    const { network, scenario } = world
    if (step.release !== undefined) {
      const { address, cause, data } = step.release
      network.order({
        _tag: "Release",
        address: addressOf(scenario, address),
        cause,
        ...(data === undefined ? {} : { data: new TextEncoder().encode(data) })
      })
      return ok(`the network releases the calls of ${address} with cause ${cause}`)
    }
    if (step.modify !== undefined) {
      const { address, traffic } = step.modify
      const to = addressOf(scenario, address)
      network.order({ _tag: "Modify", address: to, parameters: withScenarioTraffic(callTo(atmAddress(to)), traffic) })
      return ok(`the network proposes other traffic to ${address}`)
    }
    if (step.restart !== undefined) {
      const { host, vci } = step.restart
      const connection = vci === undefined ? {} : { connection: { Vpi: 0, Vci: vci } }
      network.order({ _tag: "Restart", address: addressOf(scenario, host), ...connection })
      return ok(`the network restarts ${vci === undefined ? "all connections" : `the connection ${vci}`} of ${host}`)
    }
    if (step.enquire !== undefined) {
      network.order({ _tag: "Enquire", address: addressOf(scenario, step.enquire.address) })
      return ok(`the network asks for the state of the calls of ${step.enquire.address}`)
    }
    if (step.notify !== undefined) {
      const { address, notification } = step.notify
      network.order({ _tag: "Notify", address: addressOf(scenario, address), notification })
      return ok(`the network notifies the calls of ${address}: ${notification}`)
    }
    if (step.silence !== undefined) {
      network.silence(addressOf(scenario, step.silence))
      return ok(`the network is silent towards ${step.silence}`)
    }
    const name = step.linkDown ?? step.linkUp ?? ""
    network.setLink(addressOf(scenario, name), { up: step.linkUp !== undefined })
    return ok(`the link of ${name} is ${step.linkUp === undefined ? "down" : "up"}`)
  })

const plain = (world: World, step: PlainStep, scope: Scope.Scope): Effect.Effect<Check> =>
  Effect.gen(function* () {
    const { after } = step.call ??
      step.send ??
      step.cancel ??
      step.reset ??
      step.pause ??
      step.sleep ??
      step.wake ??
      step.unplug ??
      step.ddi ??
      step.stop ??
      step.crash ?? { after: 0 }
    if (after > 0) yield* Effect.sleep(after / 1000)
    if (step.call !== undefined) return yield* call(world, step.call, scope)
    if (step.addParty !== undefined) return yield* addParty(world, step.addParty)
    if (step.dropParty !== undefined) return yield* dropParty(world, step.dropParty)
    if (step.send !== undefined) {
      const what = `send ${JSON.stringify(step.send.text)} over ${step.send.call}`
      const { at, side } = yield* awaited(world, step.send.call, step.send.from)
      return side === undefined
        ? missing(what, at)
        : ended(what, step.send.expect, yield* statusOf(side.send(new TextEncoder().encode(step.send.text))))
    }
    if (step.receive !== undefined) return yield* receive(world, step.receive)
    if (step.modify !== undefined) {
      const what = `modify ${step.modify.call}`
      const { at, side } = yield* awaited(world, step.modify.call, step.modify.by)
      return side === undefined
        ? missing(what, at)
        : ended(what, step.modify.expect, yield* statusOf(side.modify(withScenarioTraffic(side.parameters, step.modify.traffic))))
    }
    if (step.close !== undefined) {
      const { data } = step.close
      const { at, side } = yield* awaited(world, step.close.call, step.close.by)
      const what = `close ${step.close.call} by ${at}`
      if (side === undefined) return missing(what, at)
      const result = yield* statusOf(side.close(data === undefined ? undefined : { data: new TextEncoder().encode(data) }))
      const closed = world.calls.get(step.close.call)
      if (closed !== undefined && result.status === NdisStatus.SUCCESS) closed.over = true
      return ended(what, step.close.expect, result)
    }
    if (step.network !== undefined) return yield* network(world, step.network)
    if (step.wait !== undefined) return yield* Effect.as(Effect.sleep(step.wait / 1000), ok(`${step.wait} µs pass`))
    if (step.register !== undefined) {
      const result = yield* statusOf(Scope.provide(listen(world, step.register.client, step.register.sap), scope))
      return ended(`register ${step.register.sap} for ${step.register.client}`, step.register.expect, result)
    }
    if (step.deregister !== undefined) {
      const actor = actorOf(world, step.deregister.client)
      const text = atmAddressText(atmAddress(step.deregister.sap))
      const listening = actor.listening.get(text)
      actor.listening.delete(text)
      if (listening === undefined) return wrong(`deregister ${step.deregister.sap}`, `${step.deregister.client} does not listen there`)
      yield* Scope.close(listening, Exit.void)
      return ended(`deregister ${step.deregister.sap} for ${step.deregister.client}`, step.deregister.expect, {
        status: NdisStatus.SUCCESS,
        why: ""
      })
    }
    if (step.query !== undefined) return yield* query(world, step.query)
    if (step.set !== undefined) return yield* set(world, step.set)
    if (step.cancel !== undefined) {
      const what = `cancel the sends over ${step.cancel.call}`
      const { at, side } = yield* awaited(world, step.cancel.call, step.cancel.by)
      return side === undefined ? missing(what, at) : ended(what, NdisStatus.SUCCESS, yield* statusOf(side.cancelSends))
    }
    if (step.reset !== undefined) return yield* operate(world, "reset", step.reset.adapter, step.reset.expect)
    if (step.pause !== undefined) return yield* operate(world, "pause", step.pause.driver, step.pause.expect)
    if (step.restart !== undefined) return yield* operate(world, "restart", step.restart.driver, step.restart.expect)
    if (step.sleep !== undefined) return yield* operate(world, step.sleep.state, step.sleep.adapter, step.sleep.expect)
    if (step.wake !== undefined) return yield* operate(world, "D0", step.wake.adapter, step.wake.expect)
    if (step.unplug !== undefined) return yield* operate(world, "remove", step.unplug.adapter, step.unplug.expect)
    if (step.plug !== undefined) return yield* operate(world, "insert", step.plug.adapter, step.plug.expect)
    if (step.switchOff !== undefined) return yield* operate(world, "shutdown", step.switchOff)
    if (step.ddi !== undefined) return yield* callPast(world, step.ddi)
    if (step.stop !== undefined) return yield* operate(world, "stop", step.stop.driver)
    return yield* operate(world, "crash", step.crash?.driver ?? "")
  })

/** Carries out one step; `together` gives a result for each of its steps. */
export const perform = (world: World, step: Step, scope: Scope.Scope): Effect.Effect<ReadonlyArray<Check>> =>
  step.together === undefined
    ? Effect.map(plain(world, step as PlainStep, scope), (check) => [check])
    : Effect.all(
        step.together.map((each) => plain(world, each, scope)),
        { concurrency: "unbounded" }
      )
