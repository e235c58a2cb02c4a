import { NdisStatus } from "@condis/core/NdisStatus"
import type { CallParameters } from "@condis/core/CallParameters"
import { describe, expect, it } from "vitest"
import * as Uni from "../../src/uni/index.ts"
import {
  abort,
  accepted,
  activated,
  alice,
  answered,
  bob,
  changed,
  close,
  type Event,
  fromNetwork,
  linkBack,
  linkLost,
  makeCall,
  message,
  modify,
  parametersTo,
  pended,
  random,
  rates,
  robot,
  show,
  timer
} from "./support.ts"
import { type User, World } from "./world.ts"

const statuses = [NdisStatus.SUCCESS, NdisStatus.SUCCESS, NdisStatus.FAILURE, NdisStatus.RESOURCES, NdisStatus.NOT_ACCEPTED]

/** What the manager and the client around one call owe and are owed: every action is checked against it. */
class Ledger {
  call: Uni.Call
  readonly log: Array<string> = []
  readonly control = Uni.callControl()
  makes = 0
  made = 0
  asked = 0
  modified = 0
  told = 0
  ended = 0
  timer: string | undefined = undefined
  /** Timers that run beside that of the state. */
  readonly beside = new Set<string>()
  activation: CallParameters | undefined = undefined
  offer: CallParameters | undefined = undefined
  proposal = false
  client: "none" | "making" | "aborting" | "in call" | "told" | "closing" = "none"
  connected = false

  constructor(ours: boolean) {
    this.call = this.control.idle({ value: 1, ours })
  }

  on(event: Event): void {
    this.log.push(event._tag === "Message" ? `< ${event.message.type}` : event._tag === "Timer" ? event.timer : event._tag)
    switch (event._tag) {
      case "MakeCall":
        this.makes++
        this.client = "making"
        break
      case "Timer":
        if (!this.beside.delete(event.timer)) this.timer = undefined
        break
      case "Activated":
        this.activation = undefined
        break
      case "Answered":
        this.offer = undefined
        if (event.status === NdisStatus.SUCCESS) this.client = "in call"
        break
      case "Modify":
        this.asked++
        this.proposal = false
        break
      case "QoSAccepted":
        this.proposal = false
        break
      case "Close":
        this.client = this.client === "making" ? "aborting" : "closing"
        break
      case "Message":
      case "Abort":
    }
    const before = this.client
    const { actions, call } = this.control.step(Object.freeze(this.call), event)
    this.call = call
    for (const action of actions) {
      this.log.push(`  ${show(action)}`)
      this.check(this.ended === 0, "an action after the end")
      switch (action._tag) {
        case "Send":
          break
        case "StartTimer":
          if (action.timer === "T322") {
            this.check(!this.beside.has("T322"), "two enquiries")
            this.beside.add("T322")
            break
          }
          this.check(this.timer === undefined, "two timers")
          this.timer = action.timer
          break
        case "StopTimer":
          if (this.beside.delete(action.timer)) break
          this.check(this.timer === action.timer, "stopped a timer that does not run")
          this.timer = undefined
          break
        case "Activate":
          this.check(this.activation === undefined, "two activations")
          this.activation = action.parameters
          break
        case "CallMade":
          this.made++
          this.check(this.client === "making" || this.client === "aborting", "a make-call nobody waits for")
          this.check(action.status === NdisStatus.SUCCESS || this.activation === undefined, "a failure during an activation")
          this.check(action.status !== NdisStatus.SUCCESS || this.client === "making", "made after its close")
          this.client = action.status === NdisStatus.SUCCESS ? "in call" : this.client === "making" ? "none" : "closing"
          break
        case "Offer":
          this.offer = action.parameters
          break
        case "Connected":
          this.check(this.client === "in call" && !this.connected, "connected, but to whom")
          this.connected = true
          break
        case "QoSProposed":
          this.check(this.client === "in call", "a proposal to nobody")
          this.proposal = true
          break
        case "Modified":
          this.modified++
          break
        case "IncomingClose":
          this.told++
          this.check(this.client === "in call", "told who does not believe in the call")
          this.client = "told"
          this.proposal = false
          break
        case "CloseRefused":
          this.client = event._tag !== "Close" ? before : before === "aborting" ? "making" : "in call"
          break
        case "Closed":
          this.check(this.client === "closing", "closed without a close")
          this.ended++
          break
        case "Gone":
          this.check(this.client === "none" && this.offer === undefined, "gone from under a client")
          this.ended++
          break
        case "Stuck":
          this.check(this.ended === 0, "stuck after the end")
          break
        case "Note":
      }
    }
    if (this.ended > 0)
      this.check(this.timer === undefined && this.beside.size === 0 && this.activation === undefined, "something left after the end")
  }

  check(holds: boolean, what: string): void {
    if (!holds) throw new Error(`${what}:\n${this.log.join("\n")}`)
  }

  /** Lets everything that is outstanding happen, and the client close, until the end. */
  finish(): void {
    for (let turn = 0; turn < 30 && this.ended === 0; turn++) {
      if (this.activation !== undefined) this.on(activated(this.activation))
      else if (this.offer !== undefined) this.on(answered(NdisStatus.FAILURE, this.offer))
      else if (this.client === "told" || this.client === "in call") this.on(close())
      else if (this.timer !== undefined) this.on(timer(this.timer))
      else this.check(false, "stuck")
    }
    this.check(this.ended === 1, "no end")
    this.check(this.made === this.makes, `${this.made} of ${this.makes} make-calls were completed`)
    this.check(this.modified === this.asked, `${this.modified} of ${this.asked} modifications were completed`)
    this.check(this.told <= 1, "told twice")
  }
}

const one = (seed: number): Ledger => {
  const draw = random(seed)
  const pick = <A>(list: ReadonlyArray<A>): A => {
    const item = list[Math.floor(draw() * list.length)]
    if (item === undefined) throw new Error("nothing to pick from")
    return item
  }
  const ours = draw() < 0.5
  const ledger = new Ledger(ours)
  ledger.on(ours ? makeCall(parametersTo(bob)) : message(fromNetwork("SETUP", 1, false)))
  const events = 2 + Math.floor(draw() * 25)
  for (let n = 0; n < events && ledger.ended === 0; n++) {
    const choices: Array<() => Event> = [() => message(fromNetwork(pick(Uni.messageTypes), 1, ours))]
    // The messages that lead on come more often than by chance.
    choices.push(() => message(fromNetwork(pick(["CONNECT", "CONNECT_ACKNOWLEDGE", "MODIFY_REQUEST", "MODIFY_ACKNOWLEDGE"]), 1, ours)))
    const { activation, offer, timer: running } = ledger
    if (activation !== undefined) for (let twice = 0; twice < 2; twice++) choices.push(() => activated(activation, pick(statuses)))
    if (offer !== undefined) {
      choices.push(() => answered(pick(statuses), offer))
      choices.push(() => answered(pick(statuses), changed(Math.floor(draw() * 3_000), 1_000), true))
    }
    if (running !== undefined) choices.push(() => timer(running))
    if (ledger.proposal) choices.push(() => accepted)
    if (ledger.client === "in call" || offer !== undefined) choices.push(() => modify(changed(Math.floor(draw() * 3_000), 1_000)))
    if (ledger.client === "told" || (ledger.client === "in call" && draw() < 0.3)) choices.push(() => close(new Uint8Array(draw() * 150)))
    if (offer !== undefined) choices.push(() => pended)
    if (ledger.client === "making" && draw() < 0.2) choices.push(() => close(new Uint8Array(draw() * 150)))
    if (draw() < 0.2) choices.push(() => (draw() < 0.5 ? linkLost : linkBack))
    if (draw() < 0.2)
      choices.push(() => ({
        _tag: "Message",
        message: { ...fromNetwork("STATUS", 1, ours), callState: Math.floor(draw() * 14) } as Uni.Message
      }))
    if (draw() < 0.05) choices.push(() => abort(pick(statuses)))
    for (const beside of ledger.beside) choices.push(() => timer(beside))
    ledger.on(pick(choices)())
  }
  if (ledger.ended === 0) ledger.finish()
  return ledger
}

describe("a call under any order of events", () => {
  it(
    "completes each make-call and modification once, tells of the end once, and ends once, with nothing left running",
    { timeout: 60_000 },
    () => {
      const seen = new Set<string>()
      for (let seed = 1; seed <= 20_000; seed++) for (const line of one(seed).log) seen.add(line.trim())
      // The seeds went everywhere worth going.
      for (const line of [
        "Closed",
        "Gone",
        "Connected",
        "CallMade SUCCESS",
        "CallMade FAILURE",
        "Modified SUCCESS",
        "Modified FAILURE",
        "IncomingClose SUCCESS",
        "IncomingClose FAILURE",
        "IncomingClose INCOMPATIBLE_QOS",
        "CloseRefused INVALID_DATA",
        "QoSProposed",
        "> MODIFY_ACKNOWLEDGE",
        "> MODIFY_REJECT 41",
        "> RELEASE_COMPLETE 21",
        "T303",
        "T308",
        "T310",
        "T301",
        "T313",
        "T360",
        "T322",
        "> STATUS 30",
        "> STATUS_ENQUIRY",
        "> RELEASE 101",
        "> RELEASE 41",
        "> ALERTING",
        "< NOTIFY",
        "Stuck",
        "LinkLost",
        "IncomingClose DEST_OUT_OF_ORDER",
        "CallMade DEST_OUT_OF_ORDER",
        "CallMade REQUEST_ABORTED",
        "Abort"
      ])
        expect(seen).toContain(line)
    }
  )
})

/** Users that call each other, change, close and refuse as a seed says; links with drawn delays, which may lose messages. */
const crowd = (seed: number, losses: number): World => {
  const draw = random(seed)
  const world = new World({ channels: { rest: 2 } })
  world.delay = () => Math.floor(draw() * 40)
  let losing = true
  world.loses = () => losing && draw() < losses
  const policy = {
    answer: (held: { readonly parameters: CallParameters }): Event => {
      const chance = draw()
      if (chance < 0.6) return answered(NdisStatus.SUCCESS, held.parameters)
      return chance < 0.8
        ? answered(NdisStatus.SUCCESS, changed(Math.floor(draw() * 25_000), Math.floor(draw() * 12_000)), true)
        : answered(NdisStatus.FAILURE, held.parameters)
    },
    proposed: () => (draw() < 0.7 ? accepted : modify(changed(Math.floor(draw() * 9_000), 5))),
    activates: () => (draw() < 0.9 ? NdisStatus.SUCCESS : NdisStatus.RESOURCES)
  }
  const addresses = [alice, bob, "47.0003"]
  const users = addresses.map((address, index) => world.user(index + 1, address, policy))
  world.network.farEnd(robot, draw() < 0.5 ? { _tag: "Answer" } : { _tag: "Silent" })
  /** Until when the link of a port is lost. */
  const lost = new Map<number, number>()
  const everywhere = [...addresses, robot, "47.0bad"]
  const anyone = (): User => {
    const user = users[Math.floor(draw() * users.length)]
    if (user === undefined) throw new Error("nobody")
    return user
  }
  for (let n = 0; n < 25; n++) {
    world.after(Math.floor(draw() * 3_000), () => {
      anyone().makes(parametersTo(everywhere[Math.floor(draw() * everywhere.length)] ?? bob))
    })
    world.after(Math.floor(draw() * 4_000), () => {
      const user = anyone()
      for (const held of [...user.calls.values()]) {
        if (held.believes === "making" && draw() < 0.3) user.on(held, close())
        if (held.believes !== "up") continue
        user.on(held, draw() < 0.5 ? close() : modify(changed(Math.floor(draw() * 9_000), 5)))
      }
    })
    world.after(Math.floor(draw() * 4_000), () => {
      const address = addresses[Math.floor(draw() * 3)] ?? bob
      const port = addresses.indexOf(address) + 1
      const what = draw()
      if (what < 0.1) world.perform(world.network.order({ _tag: "Enquire", address }))
      else if (what < 0.2) world.perform(world.network.order({ _tag: "Notify", address, notification: 1 }))
      else if (what < 0.23) world.perform(world.network.order({ _tag: "Restart", address }))
      else if (what < 0.3)
        world.perform(world.network.order({ _tag: "Restart", address, connection: { Vpi: 0, Vci: 32 + Math.floor(draw() * 5) } }))
      else if (what < 0.35) {
        // The two sides of a link notice its loss and its return at different times, but both notice both.
        if (world.time < (lost.get(port) ?? 0)) return
        const user = world.users.get(port)
        const outage = 100 + Math.floor(draw() * 20_000)
        lost.set(port, world.time + outage + 100)
        for (const after of [0, outage]) {
          world.after(after + Math.floor(draw() * 30), () => world.perform(world.network.linkChanged(port, after > 0)))
          world.after(after + Math.floor(draw() * 30), () => user?.onLine({ _tag: "Link", up: after > 0 }))
        }
      } else if (draw() < 0.2) world.perform(world.network.order({ _tag: "Release", address, cause: draw() < 0.5 ? 16 : 41 }))
      else if (draw() < 0.3) world.perform(world.network.order({ _tag: "Modify", address, parameters: parametersTo(bob, 1, 2) }))
    })
  }
  world.run(5_000)
  losing = false
  world.run(200_000)
  // Everybody closes what is still up.
  for (const user of users) for (const held of [...user.calls.values()]) if (held.believes === "up") user.on(held, close())
  world.run()
  return world
}

const check = (world: World, seed: number): number => {
  let calls = 0
  for (const user of world.users.values()) {
    expect([seed, ...user.calls.keys()]).toEqual([seed])
    for (const held of user.all) {
      calls++
      const count = (...lines: ReadonlyArray<string>): number =>
        held.log.filter((line) => lines.some((start) => line === start || line.startsWith(`${start} `))).length
      const story = held.log.join(", ")
      expect([count("Closed", "Gone"), story]).toEqual([1, story])
      expect([count("CallMade"), story]).toEqual([held.key.endsWith("o") ? 1 : 0, story])
      expect([count("IncomingClose") <= 1, story]).toEqual([true, story])
      expect([held.modified, story]).toEqual([held.asked, story])
    }
  }
  expect([seed, ...world.timers.keys()]).toEqual([seed])
  expect([seed, ...world.crossings]).toEqual([seed])
  expect([seed, world.network.calls()]).toEqual([seed, 0])
  return calls
}

describe("many calls between three users, a far end and an operator", () => {
  it("leave nothing behind in the network or at the users", () => {
    let calls = 0
    for (let seed = 1; seed <= 60; seed++) calls += check(crowd(seed, 0), seed)
    expect(calls).toBeGreaterThan(60 * 25)
  })

  it("leave nothing behind when messages are lost", () => {
    for (let seed = 1; seed <= 60; seed++) check(crowd(seed, 0.05), seed)
  })

  it("go the same way for the same seed", () => {
    expect(crowd(7, 0.02).wire).toEqual(crowd(7, 0.02).wire)
    expect(crowd(7, 0.02).wire).not.toEqual(crowd(8, 0.02).wire)
  })
})

describe("the traffic of a call", () => {
  it("is the same at both ends when every change has come to rest", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const draw = random(seed)
      const world = new World()
      world.delay = () => Math.floor(draw() * 20)
      const policy = {
        proposed: () => (draw() < 0.6 ? accepted : modify(changed(Math.floor(draw() * 9_000), 7))),
        activates: () => (world.time < 100 || draw() < 0.8 ? NdisStatus.SUCCESS : NdisStatus.RESOURCES)
      }
      const a = world.user(1, alice, policy)
      const b = world.user(2, bob, policy)
      const out = a.makes(parametersTo(bob))
      world.run(200)
      const into = b.all[0]
      if (into === undefined) throw new Error("nothing came in")
      for (let n = 0; n < 4; n++) {
        world.after(Math.floor(draw() * 300), () => a.on(out, modify(changed(Math.floor(draw() * 9_000), 8))))
        world.after(Math.floor(draw() * 300), () => b.on(into, modify(changed(Math.floor(draw() * 9_000), 9))))
      }
      world.run()
      expect([out.call.state, into.call.state]).toEqual(["Active", "Active"])
      const unresolved = world.notes.some((text) => text.includes("keeps other traffic") || text.includes("could not be activated again"))
      if (!unresolved) expect([seed, ...rates(out.call.parameters)]).toEqual([seed, ...[...rates(into.call.parameters)].reverse()])
    }
  })
})
