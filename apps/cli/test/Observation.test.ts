/**
 * What a client sees of a run, and what it does not.
 */
import { describe, expect, it } from "vitest"
import { byObject, endedOnce, differences, observations, pendingFirst } from "../src/reader/Observation.ts"
import { back, call, cmHeader, frame, numbered } from "./support.ts"

type Events = Parameters<typeof numbered>[0]

const seen = (...events: Events) => observations(cmHeader, numbered(events)).get("alice/voice") ?? []

const lines = (...events: Events) => seen(...events).map(({ objects, text }) => `${objects.join(" of ")}: ${text}`)

const made = (vc: string): Events => [
  call("alice", "voice>", "NdisCoCreateVc", { af: "af1.1", vc }),
  back("alice", ">voice", "NdisCoCreateVc", 1, "NDIS_STATUS_SUCCESS", { af: "af1.1", vc })
]

describe("a client observes", () => {
  it("its calls and their answers, the handlers called and what they return, each with its status", () => {
    expect(
      lines(
        call("alice", "voice>", "NdisClMakeCall", { vc: "vc2.1" }),
        back("alice", ">voice", "NdisClMakeCall", 1, "NDIS_STATUS_PENDING", { vc: "vc2.1" }),
        call("alice", ">voice", "ProtocolClMakeCallComplete", { vc: "vc2.1", status: "NDIS_STATUS_SUCCESS" }),
        back("alice", "voice>", "ProtocolClIncomingCall", 3, "0xC0010001", { vc: "vc2.1" }),
        call("alice", "voice>", "NdisClNotifyCloseAddressFamilyComplete", { af: "af1.1", status: "NDIS_STATUS_SUCCESS" }),
        call("alice", ">voice", "ProtocolUnbindAdapterEx")
      )
    ).toEqual([
      "vc 1: calls NdisClMakeCall",
      "vc 1: NdisClMakeCall is answered PENDING",
      "vc 1: ProtocolClMakeCallComplete is called with SUCCESS",
      "vc 1: returns from ProtocolClIncomingCall with 0xC0010001",
      "af 1: calls NdisClNotifyCloseAddressFamilyComplete with SUCCESS",
      "driver: ProtocolUnbindAdapterEx is called"
    ])
  })

  it("neither other drivers, nor other hosts, nor the wire", () => {
    const events: Events = [
      call("alice", ">cm", "ProtocolCmMakeCall", { vc: "vc2.1" }),
      call("alice", "atm0>", "NdisMCoActivateVcComplete", { vc: "vc2.1" }),
      call("bob", "voice>", "NdisClMakeCall", { vc: "vc2.1" }),
      frame("alice/atm0", "switch", "SETUP")
    ]
    expect(lines(...events)).toEqual([])
    expect([...observations(cmHeader, numbered(events)).keys()]).toEqual(["alice/voice"])
  })

  it("no return of a handler that answers nothing, but every answer to a call", () => {
    expect(
      lines(
        back("alice", "voice>", "ProtocolClMakeCallComplete", 1, undefined, { vc: "vc1.1" }),
        back("alice", ">voice", "NdisDeregisterProtocolDriver", 2)
      )
    ).toEqual(["driver: NdisDeregisterProtocolDriver is answered"])
  })
})

describe("objects", () => {
  it("are named in the order in which the client meets them, whatever their handles are", () => {
    const story = (first: string, second: string) =>
      lines(...made(first), ...made(second), call("alice", "voice>", "NdisClMakeCall", { vc: first }))
    expect(story("vc2.1", "vc3.1")).toEqual(story("vc1.1", "vc9.4"))
    expect(story("vc2.1", "vc3.1").at(-1)).toBe("vc 1: calls NdisClMakeCall")
  })

  it("that begin anew under a handle of old are others", () => {
    expect(lines(...made("vc1.1"), ...made("vc1.1")).map((line) => line.slice(0, 4))).toEqual(["vc 1", "vc 1", "vc 2", "vc 2"])
  })

  it("each have their own story; what a party does belongs to its VC as well", () => {
    const objects = byObject(
      seen(
        call("alice", "voice>", "NdisClMakeCall", { af: "af1.1", vc: "vc1.1" }),
        call("alice", "voice>", "NdisClAddParty", { af: "af1.1", vc: "vc1.1", party: "party7.1" }),
        call("alice", "voice>", "NdisClCloseAddressFamily", { af: "af1.1" })
      )
    )
    expect([...objects].map(([object, own]) => [object, own.map(({ text }) => text)])).toEqual([
      ["vc 1", ["calls NdisClMakeCall", "calls NdisClAddParty, party 1"]],
      ["party 1", ["calls NdisClAddParty, party 1"]],
      ["af 1", ["calls NdisClCloseAddressFamily"]]
    ])
  })
})

describe("ASYNC-06 a completion that overtakes", () => {
  const answered = back("alice", ">voice", "NdisClCloseCall", 1, "NDIS_STATUS_PENDING", { vc: "vc1.1" })
  const completed = call("alice", ">voice", "ProtocolClCloseCallComplete", { vc: "vc1.1", status: "NDIS_STATUS_SUCCESS" })
  const closing = call("alice", "voice>", "NdisClCloseCall", { vc: "vc1.1" })

  it("is seen as it came, and can be put behind the PENDING it overtook", () => {
    const overtaken = seen(closing, completed, answered)
    const plain = seen(closing, answered, completed)
    const texts = (observed: typeof plain) => observed.map(({ text }) => text)
    expect(texts(overtaken)).not.toEqual(texts(plain))
    expect(texts(pendingFirst(overtaken))).toEqual(texts(plain))
    expect(pendingFirst(plain)).toEqual(plain)
  })

  it("a final answer stays where it is", () => {
    const final = seen(closing, completed, { ...answered, status: "NDIS_STATUS_SUCCESS" })
    expect(pendingFirst(final)).toEqual(final)
  })
})

describe("A-03 a delete that is refused until the VC is deactivated", () => {
  it("and the try itself can be left out; other refusals stay", () => {
    const tried = (status: string, of: number): Events => [
      call("alice", "voice>", "NdisCoDeleteVc", { vc: "vc1.1" }),
      back("alice", ">voice", "NdisCoDeleteVc", of, status, { vc: "vc1.1" })
    ]
    const texts = (...events: Events) => endedOnce(seen(...events)).map(({ text }) => text)
    expect(texts(...tried("NDIS_STATUS_CLOSING", 1), ...tried("NDIS_STATUS_NOT_ACCEPTED", 3), ...tried("NDIS_STATUS_SUCCESS", 5))).toEqual([
      "calls NdisCoDeleteVc",
      "NdisCoDeleteVc is answered SUCCESS"
    ])
    expect(texts(...tried("NDIS_STATUS_FAILURE", 1))).toHaveLength(2)
  })

  it("and the close of an address family that was refused for it can be left out; the one that succeeds stays", () => {
    const closed = (status: string, of: number): Events => [
      call("alice", "voice>", "NdisClCloseAddressFamily", { af: "af1.1" }),
      back("alice", ">voice", "NdisClCloseAddressFamily", of, status, { af: "af1.1" })
    ]
    expect(endedOnce(seen(...closed("NDIS_STATUS_FAILURE", 1), ...closed("NDIS_STATUS_SUCCESS", 3))).map(({ text }) => text)).toEqual([
      "calls NdisClCloseAddressFamily",
      "NdisClCloseAddressFamily is answered SUCCESS"
    ])
  })
})

describe("differences", () => {
  const of = (...events: Events) => observations(cmHeader, numbered(events))
  const status = (name: string) => call("alice", ">voice", "ProtocolClMakeCallComplete", { vc: "vc1.1", status: name })

  it("are none where the same is observed of each object, even when two objects are met in another order", () => {
    expect(differences(of(...made("vc1.1"), status("S")), of(...made("vc4.2"), { ...status("S"), vc: "vc4.2" }))).toEqual([])
    const af = call("alice", "voice>", "NdisClOpenAddressFamilyEx", { af: "af1.1" })
    expect(differences(of(...made("vc1.1"), af), of(af, ...made("vc1.1")))).toEqual([])
  })

  it("show each object from its first other line on", () => {
    expect(differences(of(...made("vc1.1"), status("GOOD")), of(...made("vc1.1"), status("BAD")))).toEqual([
      {
        client: "alice/voice",
        object: "vc 1",
        cm: ["ProtocolClMakeCallComplete is called with GOOD"],
        mcm: ["ProtocolClMakeCallComplete is called with BAD"]
      }
    ])
  })

  it("are a line too few or too many, and an object that only one form has", () => {
    expect(differences(of(...made("vc1.1"), status("GOOD")), of(...made("vc1.1")))[0]?.mcm).toEqual([])
    expect(differences(of(), of(...made("vc1.1"))).map(({ object }) => object)).toEqual(["vc 1"])
  })
})
