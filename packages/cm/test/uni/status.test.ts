import { NdisStatus } from "@condis/core/NdisStatus"
import { describe, expect, it } from "vitest"
import * as Uni from "../../src/uni/index.ts"
import {
  abort,
  alice,
  answered,
  bob,
  close,
  fromNetwork,
  linkBack,
  linkLost,
  makeCall,
  message,
  modify,
  changed,
  offered,
  parametersTo,
  pended,
  Script,
  timer,
  up
} from "./support.ts"

const reference = { value: 1, flag: 1 } as const
const status = (callState: number, cause: number = Uni.Cause.STATUS_ENQUIRY_RESPONSE) =>
  message({ type: "STATUS", callReference: reference, cause, callState })
const partyStatus = (endpoint: number, endpointState: number) =>
  message({ type: "STATUS", callReference: reference, cause: 30, callState: 10, endpoint, endpointState })

/** A multipoint call with two parties. */
const root = (): Script => {
  const script = new Script()
  script.on({ _tag: "MakeCall", parameters: parametersTo(bob), party: 0 })
  script.gets("CALL_PROCEEDING")
  script.gets("CONNECT")
  script.activates()
  script.on({ _tag: "AddParty", party: 1, parameters: parametersTo(alice) })
  script.gets("ADD_PARTY_ACKNOWLEDGE")
  return script
}

describe("STATUS ENQUIRY of the network", () => {
  it("is answered in every state, with cause 30 and the number of the state", () => {
    const made = new Script()
    const seen: Array<number> = []
    const ask = (script: Script): void => {
      const before = script.call
      expect(script.gets("STATUS_ENQUIRY")).toEqual(["> STATUS 30"])
      expect(script.call).toEqual(before)
      seen.push(script.sent("STATUS").callState)
    }
    ask(made)
    made.on(makeCall(parametersTo(bob)))
    ask(made)
    for (const type of ["CALL_PROCEEDING", "ALERTING", "CONNECT"] as const) {
      made.gets(type)
      ask(made)
    }
    made.on(close())
    const taken = offered()
    ask(taken)
    taken.on(pended)
    ask(taken)
    taken.on(answered(NdisStatus.SUCCESS, taken.call.parameters))
    ask(taken)
    const closing = up()
    closing.on(close())
    ask(closing)
    const told = up()
    told.gets("RELEASE")
    ask(told)
    expect(seen).toEqual([0, 1, 3, 4, 10, 9, 7, 8, 11, 12])
  })

  it("about a party is answered with the state of the party, 0 for one that is not there", () => {
    const script = root()
    script.on({ _tag: "AddParty", party: 2, parameters: parametersTo(alice) })
    script.on({ _tag: "AddParty", party: 3, parameters: parametersTo(alice) })
    script.on(message({ type: "PARTY_ALERTING", callReference: reference, endpoint: 3 }))
    const asked = (endpoint: number): number | undefined => {
      script.on(message({ type: "STATUS_ENQUIRY", callReference: reference, endpoint }))
      return script.sent("STATUS").endpointState
    }
    expect([0, 1, 2, 3, 4].map(asked)).toEqual([10, 10, 1, 4, 0])
    script.on(message({ type: "DROP_PARTY", callReference: reference, endpoint: 1, cause: 16, userToUser: undefined }))
    expect(asked(1)).toBe(12)
    script.on({ _tag: "DropParty", party: 0, data: undefined })
    expect(asked(0)).toBe(11)
  })
})

describe("STATUS of the network", () => {
  it("that knows the call no more ends it here, without a word", () => {
    const script = up()
    expect(script.on(status(0))).toEqual(["IncomingClose FAILURE"])
    expect(script.on(close())).toEqual(["Closed"])
    const making = new Script()
    making.on(makeCall(parametersTo(bob)))
    expect(making.on(status(0))).toEqual(["-T303", "CallMade FAILURE", "Gone"])
    const releasing = up()
    releasing.on(close())
    expect(releasing.on(status(0))).toEqual(["-T308", "Closed"])
  })

  it("that still sets up what is up here is a mismatch: released with cause 101", () => {
    for (const state of [1, 3, 4, 6, 7, 8, 9]) {
      const script = up()
      expect(script.on(status(state))).toEqual(["> RELEASE 101", "+T308", "IncomingClose FAILURE"])
    }
    const changing = up()
    changing.on(modify(changed(5, 5)))
    expect(changing.on(status(3))).toEqual(["-T360", "Modified FAILURE", "> RELEASE 101", "+T308", "IncomingClose FAILURE"])
  })

  it("that fits, or that a message under way explains, changes nothing", () => {
    const script = up()
    for (const state of [10, 11, 12]) expect(script.on(status(state))).toEqual([])
    const making = new Script()
    making.on(makeCall(parametersTo(bob)))
    for (const state of [1, 3, 4, 10, 12]) expect(making.on(status(state))).toEqual([])
  })

  it("with a cause is told to the operator, and so is a state that does not exist", () => {
    const script = up()
    expect(script.on(status(10, Uni.Cause.MANDATORY_ELEMENT_MISSING))).toEqual(["Note"])
    expect(script.on(status(77))).toEqual(["Note"])
    expect(script.on(message({ type: "STATUS", callReference: reference } as never))).toEqual(["Note"])
    expect(script.call.state).toBe("Active")
  })

  it("that has not got a party drops it", () => {
    const script = root()
    expect(script.on(partyStatus(1, 0))).toEqual(["IncomingDrop"])
    expect(script.on(partyStatus(7, 0))).toEqual([])
    expect(script.on(partyStatus(0, 10))).toEqual([])
    // The last one that takes part: the call ends.
    script.on({ _tag: "DropParty", party: 1, data: undefined })
    expect(script.on(partyStatus(0, 0))).toEqual(["> RELEASE 16", "+T308", "IncomingClose FAILURE"])
  })

  it("that still adds a party which takes part here drops it with cause 101", () => {
    const script = root()
    expect(script.on(partyStatus(1, 6))).toEqual(["> DROP_PARTY 101", "IncomingDrop"])
    expect(script.on(partyStatus(0, 44))).toEqual(["Note"])
  })
})

describe("the loss of the signalling link", () => {
  it("leaves a call that is up alone, which asks for its state afterwards", () => {
    const script = up()
    expect(script.on(linkLost)).toEqual([])
    expect(script.on(linkBack)).toEqual(["> STATUS_ENQUIRY", "+T322"])
    expect(script.find("StartTimer").millis).toBe(4_000)
    expect(script.on(linkBack)).toEqual([])
    expect(script.on(status(10))).toEqual(["-T322"])
    expect(script.on(timer("T322"))).toEqual([])
  })

  it("ends a call that is not up, with DEST_OUT_OF_ORDER", () => {
    const script = new Script()
    script.on(makeCall(parametersTo(bob)))
    expect(script.on(linkLost)).toEqual(["-T303", "CallMade DEST_OUT_OF_ORDER", "Gone"])
  })

  it("T322: an enquiry is repeated once, then the call is released with cause 41", () => {
    const script = up()
    script.on(linkBack)
    expect(script.on(timer("T322"))).toEqual(["> STATUS_ENQUIRY", "+T322"])
    expect(script.on(timer("T322"))).toEqual(["Note", "> RELEASE 41", "+T308", "IncomingClose FAILURE"])
  })

  it("asks for the call and for every party, and again only for what was not answered", () => {
    const script = root()
    expect(script.on(linkBack)).toEqual(["> STATUS_ENQUIRY", "> STATUS_ENQUIRY", "> STATUS_ENQUIRY", "+T322"])
    expect(script.on(status(10))).toEqual([])
    expect(script.on(partyStatus(0, 10))).toEqual([])
    expect(script.on(timer("T322"))).toEqual(["> STATUS_ENQUIRY", "+T322"])
    expect(script.sent("STATUS_ENQUIRY").endpoint).toBe(1)
    expect(script.on(partyStatus(1, 0))).toEqual(["-T322", "IncomingDrop"])
  })

  it("an enquiry ends with its call", () => {
    for (const end of [close(), message(fromNetwork("RELEASE")), abort(), status(3)]) {
      const script = up()
      script.on(linkBack)
      expect(script.on(end)).toContain("-T322")
      expect(script.on(timer("T322"))).toEqual([])
    }
  })

  it("NOTIFY changes nothing", () => {
    const script = up()
    const before = script.call
    expect(script.gets("NOTIFY")).toEqual([])
    expect(script.call).toBe(before)
  })
})
