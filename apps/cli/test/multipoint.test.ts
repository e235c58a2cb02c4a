/**
 * A multipoint call at size: leaves join, leave, are taken away and die at random, and the root and the switch agree in the end.
 */
import { Client } from "@condis/client"
import { CallManagerDriver, Uni } from "@condis/cm"
import { atmAddress, atmAddressText } from "@condis/core/Atm"
import * as Host from "@condis/core/Host"
import { Simulation } from "@condis/explore"
import { McmDriver, MiniportDriver, Network } from "@condis/miniport"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Random from "effect/Random"
import * as Scope from "effect/Scope"
import { describe, expect, it } from "vitest"

const leaves = 1000
const address = (leaf: number): string => `47.${String(leaf).padStart(4, "0")}`

/** The form of a host. */
type Form = "cm" | "mcm"

/** A host with one client, which takes every call. */
const hostOf = (network: Network.Network, form: Form, own: string, client: string) => {
  const hardware = network.port(own)
  const callControl = Uni.callControl({ address: atmAddress(own) })
  const layer = Client.layer({ name: client, policies: { onIncoming: () => ({ _tag: "accept" }) } })
  return form === "cm"
    ? Host.make(own, [MiniportDriver.layer({ name: "atm0", hardware }), CallManagerDriver.layer({ name: "cm", callControl }), layer])
    : Host.make(own, [McmDriver.layer({ name: "atm0", hardware, callControl }), layer])
}

const labelOf = (leaf: number): string => atmAddressText(atmAddress(address(leaf)))

/** The first of these leaves are hosts of their own, in the other form than the root; the others are played by the switch. */
const hosts = 200

/** A host that can be called as a leaf. */
const leafHost = Effect.fnUntraced(function* (network: Network.Network, form: Form, leaf: number) {
  const host = yield* hostOf(network, form, address(leaf), "leaf")
  const client = yield* Client.of(host, "leaf")
  yield* client.ready
  const listener = yield* client.listen(address(leaf))
  const scope = yield* Effect.scope
  yield* Effect.forkScoped(
    Effect.ignore(Effect.forever(Effect.flatMap(listener.take, (offered) => Scope.provide(Effect.ignore(offered.accept()), scope))))
  )
  return host
})

/** What may become of a leaf that has a host. A link that is back within T309 costs no party; one that stays cut does, at root and switch alike. */
const fates = ["stays", "client dies", "call manager dies", "adapter dies", "link cut", "link cut and back"] as const

type Fate = (typeof fates)[number]

const befall = (network: Network.Network, host: Host.Host, form: Form, leaf: number, fate: Fate) =>
  Effect.gen(function* () {
    const die = (driver: string) => expect(host.crash(driver, new Error(`${fate} at leaf ${leaf}`))).toBe(true)
    if (fate === "client dies") die("leaf")
    if (fate === "call manager dies") die(form === "cm" ? "cm" : "atm0")
    if (fate === "adapter dies") die("atm0")
    if (fate === "link cut" || fate === "link cut and back") network.setLink(address(leaf), { up: false })
    yield* Effect.sleep(50)
    if (fate === "link cut and back") network.setLink(address(leaf), { up: true })
  })

const dying = (form: Form) =>
  Effect.scoped(
    Effect.gen(function* () {
      const network = yield* Network.make({ control: Uni.network(), link: { delayMillis: 1 } })
      for (let leaf = hosts; leaf < leaves; leaf++) network.farEnd(address(leaf), { _tag: "Answer" })
      const ended = new Map<Fate | "leaves", number>()
      const { all, ...result } = yield* Effect.scoped(
        Effect.gen(function* () {
          const leafForm = form === "cm" ? "mcm" : "cm"
          const leafHosts: Array<Host.Host> = []
          for (let leaf = 0; leaf < hosts; leaf++) leafHosts.push(yield* leafHost(network, leafForm, leaf))
          const rootHost = yield* hostOf(network, form, "46.0001", "root")
          const root = yield* Client.of(rootHost, "root")
          yield* root.ready
          // A leaf of the switch comes first and stays: the call never ends by itself.
          const call = yield* root.makeCall({ to: address(leaves - 1), multipoint: true })
          const there = new Set([leaves - 1])
          const shuffled = yield* Random.shuffle(Array.from({ length: leaves - 1 }, (_, index) => index))
          for (let begin = 0; begin < shuffled.length; begin += 50) {
            const joining = shuffled.slice(begin, begin + 50)
            yield* Effect.forEach(joining, (leaf) => call.addParty({ to: address(leaf) }), { concurrency: "unbounded" })
            for (const leaf of joining) there.add(leaf)
            yield* Effect.forEach(
              joining,
              Effect.fnUntraced(function* (leaf) {
                const host = leafHosts[leaf]
                const fate = fates[yield* Random.nextIntBetween(0, fates.length - 1)]!
                if (host !== undefined) yield* befall(network, host, leafForm, leaf, fate)
                else if (leaf % 3 === 0) network.order({ _tag: "Release", address: address(leaf), cause: 27 })
                const what = host === undefined ? (leaf % 3 === 0 ? "leaves" : "stays") : fate
                ended.set(what, (ended.get(what) ?? 0) + 1)
                if (what === "leaves" || what === "link cut" || what.endsWith("dies")) there.delete(leaf)
              }),
              { concurrency: "unbounded" }
            )
          }
          yield* Effect.sleep(240_000)
          return {
            seen: call.parties.map(({ label }) => label).sort(),
            expected: [...there].map(labelOf).sort(),
            carried: network.leftovers().calls,
            all: [rootHost, ...leafHosts]
          }
        })
      )
      yield* Effect.sleep(240_000)
      return {
        ...result,
        ended,
        violations: all.reduce((sum, host) => sum + host.violations(), 0),
        left: { hosts: all.flatMap((host) => Object.entries(host.leftovers())), network: network.leftovers() }
      }
    })
  )

const program = (form: Form) =>
  Effect.scoped(
    Effect.gen(function* () {
      const network = yield* Network.make({ control: Uni.network(), link: { delayMillis: 1 } })
      for (let leaf = 0; leaf < leaves; leaf++) network.farEnd(address(leaf), { _tag: "Answer" })
      const { host, ...result } = yield* Effect.scoped(
        Effect.gen(function* () {
          const host = yield* hostOf(network, form, "46.0001", "root")
          const root = yield* Client.of(host, "root")
          yield* root.ready
          const call = yield* root.makeCall({ to: address(0), multipoint: true })
          const there = new Set([0])
          const shuffled = yield* Random.shuffle(Array.from({ length: leaves - 1 }, (_, index) => index + 1))
          for (let begin = 0; begin < shuffled.length; begin += 50) {
            const joining = shuffled.slice(begin, begin + 50)
            yield* Effect.forEach(joining, (leaf) => call.addParty({ to: address(leaf) }), { concurrency: "unbounded" })
            for (const leaf of joining) there.add(leaf)
            // Some leave by themselves, some are dropped, the two at the same time. The first stays.
            const leaving = joining.filter((_, index) => index % 4 === 0)
            const dropping = joining.filter((_, index) => index % 4 === 1)
            for (const leaf of leaving) network.order({ _tag: "Release", address: address(leaf), cause: leaf % 2 === 0 ? 16 : 27 })
            const labels = new Set(dropping.map(labelOf))
            yield* Effect.forEach(
              call.parties.filter(({ label }) => labels.has(label)),
              (party) => party.drop(),
              { concurrency: "unbounded" }
            )
            yield* Effect.sleep(20)
            for (const leaf of [...leaving, ...dropping]) there.delete(leaf)
          }
          const expected = [...there].map(labelOf).sort()
          return { seen: call.parties.map(({ label }) => label).sort(), expected, carried: network.leftovers().calls, host }
        })
      )
      yield* Effect.sleep(1000)
      return { ...result, violations: host.violations(), left: { host: host.leftovers(), network: network.leftovers() } }
    })
  )

describe("a call with 1,000 leaves that join, leave and are dropped", () => {
  it.each(["cm", "mcm"] as const)("%s: root and switch agree, and nothing is left of it", { timeout: 60_000 }, (form) => {
    const { exit } = Simulation.run(program(form), { seed: 7 })
    if (Exit.isFailure(exit)) return expect.fail(String(exit.cause))
    const { carried, expected, left, seen, violations } = exit.value
    expect(expected.length).toBeGreaterThan(leaves / 4)
    expect(seen).toEqual(expected)
    // Each party is a call of the switch, and the root's is one more.
    expect(carried).toBe(expected.length + 1)
    expect(violations).toBe(0)
    expect(left).toEqual({ host: {}, network: { calls: 0, connections: 0, timers: 0, frames: 0, credits: 0, messages: 0 } })
  })
})

describe("a call with 1,000 leaves, 200 of them hosts whose drivers die and whose links are cut", () => {
  it.each(["cm", "mcm"] as const)("%s: root and switch agree, and nothing is left of it", { timeout: 120_000 }, (form) => {
    const { exit } = Simulation.run(dying(form), { seed: 11 })
    if (Exit.isFailure(exit)) return expect.fail(Cause.pretty(exit.cause))
    const { carried, ended, expected, left, seen, violations } = exit.value
    for (const fate of fates) expect(ended.get(fate), fate).toBeGreaterThan(10)
    expect(expected.length).toBeGreaterThan(leaves / 4)
    expect(seen).toEqual(expected)
    expect(carried).toBe(expected.length + 1)
    expect(violations).toBe(0)
    expect(left).toEqual({ hosts: [], network: { calls: 0, connections: 0, timers: 0, frames: 0, credits: 0, messages: 0 } })
  })
})
