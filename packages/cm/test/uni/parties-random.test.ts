/**
 * The root of a multipoint call under any order of events: every addition and every drop is answered once, and no timer is left.
 */
import { NdisStatus } from "@condis/core/NdisStatus"
import { describe, expect, it } from "vitest"
import * as Uni from "../../src/uni/index.ts"
import {
  abort,
  activated,
  bob,
  close,
  type Event,
  fromNetwork,
  linkBack,
  linkLost,
  message,
  parametersTo,
  random,
  show,
  timer
} from "./support.ts"

const callReference = { value: 1, flag: 1 } as const

/** What the manager and the client around one root owe and are owed. */
class Root {
  call: Uni.Call
  readonly control = Uni.callControl()
  readonly log: Array<string> = []
  readonly timers = new Set<string>()
  /** Parties by number, as the client has them. */
  readonly parties = new Map<number, "adding" | "in" | "left" | "dropping">()
  activating: Event | undefined = undefined
  client: "making" | "in call" | "told" | "closing" | "over" = "making"

  constructor() {
    this.call = this.control.idle({ value: 1, ours: true })
    this.on({ _tag: "MakeCall", parameters: parametersTo(bob), party: 0 })
  }

  on(event: Event): void {
    this.log.push(event._tag === "Message" ? `< ${event.message.type}` : event._tag === "Timer" ? event.timer : event._tag)
    if (event._tag === "Timer") this.timers.delete(event.timer)
    if (event._tag === "Activated") this.activating = undefined
    if (event._tag === "Close") this.client = "closing"
    if (event._tag === "AddParty") this.parties.set(event.party, "adding")
    if (event._tag === "DropParty") this.parties.set(event.party, "dropping")
    const { actions, call } = this.control.step(Object.freeze(this.call), event)
    this.call = call
    for (const action of actions) {
      this.log.push(`  ${show(action)}`)
      this.check(this.client !== "over", "an action after the end")
      switch (action._tag) {
        case "StartTimer":
          this.check(!this.timers.has(action.timer), `${action.timer} runs twice`)
          this.timers.add(action.timer)
          break
        case "StopTimer":
          this.check(this.timers.delete(action.timer), `${action.timer} does not run`)
          break
        case "Activate":
          this.activating = activated(action.parameters)
          break
        case "CallMade":
          this.check(this.client === "making", "a make-call nobody waits for")
          this.client = "in call"
          if (action.status === NdisStatus.SUCCESS) this.parties.set(0, "in")
          break
        case "PartyAdded":
          this.check(this.parties.get(action.party) === "adding", "an addition nobody waits for")
          if (action.status === NdisStatus.SUCCESS) this.parties.set(action.party, "in")
          else this.parties.delete(action.party)
          break
        case "PartyDropped":
          this.check(this.parties.get(action.party) === "dropping", "a drop nobody waits for")
          this.parties.delete(action.party)
          break
        case "IncomingDrop":
          this.check(this.parties.get(action.party) === "in", "a party left that was not there")
          this.check(
            [...this.parties].some(([number, state]) => number !== action.party && state !== "dropping"),
            "the last one left as a party"
          )
          this.parties.set(action.party, "left")
          break
        case "IncomingClose":
          this.check(this.client === "in call", "told who does not believe in the call")
          this.client = "told"
          break
        case "Closed":
        case "Gone":
          this.client = "over"
      }
    }
  }

  check(holds: boolean, what: string): void {
    if (!holds) throw new Error(`${what}:\n${this.log.join("\n")}`)
  }
}

const one = (seed: number): Root => {
  const draw = random(seed)
  const int = (below: number): number => Math.floor(draw() * below)
  const root = new Root()
  const endpoint = (): number => int(root.parties.size + 2)
  const aboutParty = (type: Uni.MessageType): Event => message({ ...fromNetwork(type), endpoint: endpoint() } as Uni.Message)
  let next = 1
  for (let n = 0; n < 40 && root.client !== "over"; n++) {
    const choices: Array<() => Event> = [
      () =>
        aboutParty(
          (["PARTY_ALERTING", "ADD_PARTY_ACKNOWLEDGE", "ADD_PARTY_REJECT", "DROP_PARTY", "DROP_PARTY_ACKNOWLEDGE"] as const)[int(5)]!
        ),
      () => message({ type: "STATUS", callReference, cause: 30, callState: 10, endpoint: endpoint(), endpointState: int(13) }),
      () => aboutParty((["STATUS_ENQUIRY", "NOTIFY"] as const)[int(2)]!),
      () => message(fromNetwork((["CALL_PROCEEDING", "ALERTING", "CONNECT", "CONNECT_ACKNOWLEDGE"] as const)[int(4)]!))
    ]
    const { activating } = root
    if (activating !== undefined) choices.push(() => activating)
    if (root.client === "in call") choices.push(() => ({ _tag: "AddParty", party: next++, parameters: parametersTo(bob) }))
    const droppable = [...root.parties].filter(([, state]) => state === "in" || state === "left")
    if (droppable.length > 1)
      choices.push(() => ({ _tag: "DropParty", party: droppable[int(droppable.length)]?.[0] ?? 0, data: undefined }))
    if (root.timers.size > 0 && draw() < 0.3) choices.push(() => timer([...root.timers][int(root.timers.size)] ?? ""))
    if (draw() < 0.1) choices.push(() => (draw() < 0.3 ? linkLost : linkBack))
    if (draw() < 0.03) choices.push(() => message(fromNetwork(draw() < 0.5 ? "RELEASE" : "RELEASE_COMPLETE")))
    if (draw() < 0.02) choices.push(() => abort())
    if (draw() < 0.02 && root.client === "in call") choices.push(() => close())
    root.on(choices[int(choices.length)]?.() ?? linkBack)
  }
  for (let turn = 0; turn < 60 && root.client !== "over"; turn++) {
    const [running] = root.timers
    if (root.activating !== undefined) root.on(root.activating)
    else if (root.client === "told" || root.client === "in call") root.on(close())
    else if (running !== undefined) root.on(timer(running))
    else root.check(false, "stuck")
  }
  root.check(root.client === "over", "no end")
  root.check(root.timers.size === 0, `${[...root.timers].join(", ")} left running`)
  root.check(![...root.parties.values()].some((state) => state === "adding" || state === "dropping"), "a request without an answer")
  return root
}

describe("the root of a multipoint call under any order of events", () => {
  it("answers each addition and each drop once, and ends with no timer running", { timeout: 60_000 }, () => {
    const seen = new Set<string>()
    for (let seed = 1; seed <= 10_000; seed++) for (const line of one(seed).log) seen.add(line.trim().replace(/ \d+$/, ""))
    for (const line of [
      "T322",
      "T397",
      "T398",
      "T399",
      "< PARTY_ALERTING",
      "PartyAdded",
      "PartyDropped",
      "IncomingDrop",
      "IncomingClose SUCCESS",
      "> STATUS_ENQUIRY",
      "> DROP_PARTY",
      "> DROP_PARTY_ACKNOWLEDGE",
      "Closed",
      "Gone"
    ])
      expect(seen).toContain(line)
  })
})
