import { NdisStatus } from "@condis/core/NdisStatus"
import { describe, expect, it } from "vitest"
import { type Input, inputs, states, step } from "../../src/uni/Call.ts"
import { type CallMessage, messageTypes } from "../../src/uni/Message.ts"
import type { State } from "../../src/uni/State.ts"
import {
  abort,
  accepted,
  activated,
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
  offered,
  parametersTo,
  pended,
  Script,
  timer,
  up
} from "./support.ts"

/** A way into every state. */
const into: { readonly [S in State]: () => Script } = {
  Null: () => new Script(),
  CallInitiated: () => {
    const script = new Script()
    script.on(makeCall(parametersTo(bob)))
    return script
  },
  OutgoingProceeding: () => {
    const script = into.CallInitiated()
    script.gets("CALL_PROCEEDING")
    return script
  },
  CallDelivered: () => {
    const script = into.OutgoingProceeding()
    script.gets("ALERTING")
    return script
  },
  Connecting: () => {
    const script = into.OutgoingProceeding()
    script.gets("CONNECT")
    return script
  },
  Offered: () => offered(),
  OfferChanging: () => {
    const script = offered()
    script.on(modify(changed(10, 10)))
    return script
  },
  AnswerHeld: () => {
    const script = into.OfferChanging()
    script.on(answered(NdisStatus.SUCCESS, script.call.parameters))
    return script
  },
  AnswerActivating: () => {
    const script = offered()
    script.on(answered(NdisStatus.SUCCESS, changed(10, 10), true))
    return script
  },
  OfferLost: () => {
    const script = offered()
    script.gets("RELEASE")
    return script
  },
  ConnectRequest: () => {
    const script = offered()
    script.on(answered(NdisStatus.SUCCESS, script.call.parameters))
    return script
  },
  Active: () => up(),
  ModifyRequested: () => {
    const script = up()
    script.on(modify(changed(5, 5)))
    return script
  },
  ModifyActivating: () => {
    const script = into.ModifyRequested()
    script.gets("MODIFY_ACKNOWLEDGE")
    return script
  },
  ProposalActivating: () => {
    const script = up()
    script.gets("MODIFY_REQUEST")
    return script
  },
  Proposed: () => {
    const script = into.ProposalActivating()
    script.activates()
    return script
  },
  Restoring: () => {
    const script = into.Proposed()
    script.on(modify(changed(5, 5)))
    return script
  },
  Withdrawing: () => {
    const script = into.ModifyActivating()
    script.activates(NdisStatus.RESOURCES)
    return script
  },
  ReleaseRequest: () => {
    const script = up()
    script.on(close())
    return script
  },
  ReleaseIndication: () => {
    const script = up()
    script.gets("RELEASE")
    return script
  },
  Settling: () => {
    const script = into.Connecting()
    script.gets("RELEASE")
    return script
  },
  Over: () => {
    const script = into.CallInitiated()
    script.gets("RELEASE_COMPLETE")
    return script
  }
}

const isMessage = (input: Input): input is CallMessage["type"] => (messageTypes as ReadonlyArray<string>).includes(input)

const eventOf = (input: Input, script: Script): Event => {
  if (isMessage(input)) return message(fromNetwork(input, 1, script.call.reference.flag === 0))
  switch (input) {
    case "MakeCall":
      return makeCall(parametersTo(bob))
    case "Timer":
      return timer(script.call.timer ?? "T303")
    case "Activated":
      return activated(parametersTo(bob))
    case "Answered":
      return answered(NdisStatus.SUCCESS, parametersTo(bob))
    case "Pended":
      return pended
    case "LinkLost":
      return linkLost
    case "LinkBack":
      return linkBack
    case "Modify":
      return modify(changed(3, 3))
    case "QoSAccepted":
      return accepted
    case "Close":
      return close()
    case "Abort":
      return abort()
  }
}

/** Where an event leads, where it leads anywhere: everything else stays. */
const moves: { readonly [S in State]: Partial<Record<Input, State>> } = {
  Null: { MakeCall: "CallInitiated", SETUP: "Offered", Close: "Over", Abort: "Over" },
  CallInitiated: {
    CALL_PROCEEDING: "OutgoingProceeding",
    ALERTING: "CallDelivered",
    CONNECT: "Connecting",
    Close: "ReleaseRequest",
    RELEASE: "Over",
    RELEASE_COMPLETE: "Over",
    Abort: "Over"
  },
  OutgoingProceeding: {
    ALERTING: "CallDelivered",
    CONNECT: "Connecting",
    RELEASE: "Over",
    RELEASE_COMPLETE: "Over",
    Close: "ReleaseRequest",
    Timer: "ReleaseRequest",
    Abort: "Over"
  },
  CallDelivered: {
    CONNECT: "Connecting",
    Close: "ReleaseRequest",
    RELEASE: "Over",
    RELEASE_COMPLETE: "Over",
    Timer: "ReleaseRequest",
    Abort: "Over"
  },
  Connecting: { Activated: "Active", Close: "ReleaseRequest", RELEASE: "Settling", RELEASE_COMPLETE: "Settling", Abort: "Settling" },
  // The event of the test changes nothing of an offer, so that the client simply takes the call.
  Offered: { Answered: "ConnectRequest", Modify: "OfferChanging", RELEASE: "OfferLost", RELEASE_COMPLETE: "OfferLost", Abort: "OfferLost" },
  OfferChanging: { Activated: "Offered", Answered: "AnswerHeld", RELEASE: "OfferLost", RELEASE_COMPLETE: "OfferLost", Abort: "OfferLost" },
  AnswerHeld: {
    Activated: "ConnectRequest",
    Close: "ReleaseRequest",
    RELEASE: "ReleaseIndication",
    RELEASE_COMPLETE: "ReleaseIndication",
    Abort: "ReleaseIndication"
  },
  AnswerActivating: {
    Activated: "ConnectRequest",
    Close: "ReleaseRequest",
    RELEASE: "ReleaseIndication",
    RELEASE_COMPLETE: "ReleaseIndication",
    Abort: "ReleaseIndication"
  },
  OfferLost: { Answered: "ReleaseIndication" },
  ConnectRequest: {
    CONNECT_ACKNOWLEDGE: "Active",
    Timer: "ReleaseRequest",
    Close: "ReleaseRequest",
    RELEASE: "ReleaseIndication",
    RELEASE_COMPLETE: "ReleaseIndication",
    Abort: "ReleaseIndication"
  },
  Active: {
    Modify: "ModifyRequested",
    MODIFY_REQUEST: "ProposalActivating",
    MODIFY_ACKNOWLEDGE: "Withdrawing",
    Close: "ReleaseRequest",
    RELEASE: "ReleaseIndication",
    RELEASE_COMPLETE: "ReleaseIndication",
    Abort: "ReleaseIndication"
  },
  ModifyRequested: {
    MODIFY_ACKNOWLEDGE: "ModifyActivating",
    MODIFY_REJECT: "Active",
    Timer: "Active",
    Close: "ReleaseRequest",
    RELEASE: "ReleaseIndication",
    RELEASE_COMPLETE: "ReleaseIndication",
    Abort: "ReleaseIndication"
  },
  ModifyActivating: {
    Activated: "Active",
    Close: "ReleaseRequest",
    RELEASE: "ReleaseIndication",
    RELEASE_COMPLETE: "ReleaseIndication",
    Abort: "ReleaseIndication"
  },
  ProposalActivating: {
    Activated: "Proposed",
    Close: "ReleaseRequest",
    RELEASE: "ReleaseIndication",
    RELEASE_COMPLETE: "ReleaseIndication",
    Abort: "ReleaseIndication"
  },
  Proposed: {
    QoSAccepted: "Active",
    Modify: "Restoring",
    Close: "ReleaseRequest",
    RELEASE: "ReleaseIndication",
    RELEASE_COMPLETE: "ReleaseIndication",
    Abort: "ReleaseIndication"
  },
  Restoring: {
    Activated: "ModifyRequested",
    Close: "ReleaseRequest",
    RELEASE: "ReleaseIndication",
    RELEASE_COMPLETE: "ReleaseIndication",
    Abort: "ReleaseIndication"
  },
  Withdrawing: {
    MODIFY_ACKNOWLEDGE: "Active",
    MODIFY_REJECT: "Active",
    Timer: "Active",
    Close: "ReleaseRequest",
    RELEASE: "ReleaseIndication",
    RELEASE_COMPLETE: "ReleaseIndication",
    Abort: "ReleaseIndication"
  },
  ReleaseRequest: { RELEASE: "Over", RELEASE_COMPLETE: "Over", Abort: "Over" },
  ReleaseIndication: { Close: "Over" },
  Settling: { Activated: "Over" },
  Over: {}
}

/** The link is lost: a call that is not up ends as if it were aborted, one that is up or ends already goes its way. */
const endsWithTheLink: ReadonlyArray<State> = [
  "CallInitiated",
  "OutgoingProceeding",
  "CallDelivered",
  "Connecting",
  "Offered",
  "OfferChanging",
  "AnswerHeld",
  "AnswerActivating",
  "ConnectRequest"
]
const goal = (state: State, input: Input): State =>
  (input === "LinkLost" ? (endsWithTheLink.includes(state) ? moves[state].Abort : undefined) : moves[state][input]) ?? state

describe("the table of a call", () => {
  it("has a way into every state", () => {
    for (const state of states) expect(into[state]().call.state).toBe(state)
    expect(Object.keys(into)).toEqual(states)
  })

  it("answers every event in every state, and goes where Q.2931 says", () => {
    let pairs = 0
    for (const state of states) {
      for (const input of inputs) {
        const script = into[state]()
        const before = script.call
        const frozen = JSON.stringify(before)
        const { call } = step(before, eventOf(input, script))
        expect(`${state} ${input} ${call.state}`).toBe(`${state} ${input} ${goal(state, input)}`)
        expect(JSON.stringify(before)).toBe(frozen)
        pairs++
      }
    }
    expect(pairs).toBe(22 * 24)
  })

  it("ignores a timer that does not run", () => {
    for (const state of states) {
      const script = into[state]()
      const other = script.call.timer === "T308" ? "T303" : "T308"
      expect(script.on(timer(other))).toEqual([])
    }
  })

  it("notes a message that the state does not allow, and stays", () => {
    const script = up()
    expect(script.gets("CALL_PROCEEDING")).toEqual(["Note"])
    expect(script.find("Note").text).toBe("CALL PROCEEDING is not expected in U10 Active")
    expect(script.call.state).toBe("Active")
  })

  it("names states as the recommendation numbers them", () => {
    const script = new Script()
    expect(script.control.stateName(script.call)).toBe("U0")
    expect(script.control.stateName(into.OutgoingProceeding().call)).toBe("U3")
    expect(script.control.stateName(into.ConnectRequest().call)).toBe("U8")
    expect(script.control.stateName(into.ReleaseIndication().call)).toBe("U12")
  })
})
