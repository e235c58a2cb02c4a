import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { fromJsonLines, toJsonLines } from "../src/reader/JsonLines.ts"
import { back, call, cmHeader, frame, numbered } from "./support.ts"

const events = numbered([
  call("alice", "voice>", "NdisClMakeCall", { irql: "PASSIVE", af: "af1.1", vc: "vc1.1", change: "call: None → OutPending" }),
  back("alice", ">voice", "NdisClMakeCall", 1, "NDIS_STATUS_PENDING"),
  call("alice", ">cm", "ProtocolCmMakeCall", {
    carries: {
      called: "4712",
      transmit: { service: "BESTEFFORT", peak: 8000, sdu: 1500 },
      receive: { service: "BESTEFFORT" },
      changed: true,
      media: { vpi: 0, vci: 32, transmit: { service: "UBR", peak: 171, burst: 0 }, receive: { service: "UBR" } },
      party: true,
      data: "00ff"
    }
  }),
  frame("alice/atm0", "switch", "SETUP", 5, "the link is down"),
  { kind: "timer", host: "alice", at: "cm", timer: "T303" },
  { kind: "violation", host: "alice", at: "cm", rule: "VC-40", text: "a rule was broken" },
  call("alice", "voice>", "NdisCoSendNetBufferLists", { nbls: [1, 2], octets: [40, 0], packets: [1, 2] }),
  call("alice", ">voice", "ProtocolCoSendNetBufferListsComplete", { nbls: [1, 2], statuses: ["NDIS_STATUS_SUCCESS", "0x1"] }),
  call("alice", ">voice", "ProtocolCoReceiveNetBufferLists", { nbls: [3], octets: [5], shown: true }),
  { kind: "frame", from: "alice/atm0", to: "switch", frame: "DATA vci=32 40 B", octets: 40 }
])

const text = toJsonLines(cmHeader, events)
const lines = text.trimEnd().split("\n")

const refused = (changed: ReadonlyArray<string>): string => {
  const result = fromJsonLines("t.jsonl", changed.join("\n"))
  if (Result.isSuccess(result)) expect.fail("the trace is read")
  return result.failure.message
}

describe("a trace in JSON Lines", () => {
  it("has a header and then one line for each event", () => {
    expect(lines).toHaveLength(11)
    expect(lines[0]).toBe(JSON.stringify(cmHeader))
    expect(lines[2]).toBe(
      '{"host":"alice","from":"NDIS","to":"voice","ddi":"NdisClMakeCall","kind":"return","of":1,"status":"NDIS_STATUS_PENDING","seq":2,"time":0}'
    )
  })

  it("is read back as it was, with line breaks of any kind and empty lines", () => {
    expect(Result.getOrThrow(fromJsonLines("t.jsonl", `${lines.join("\r\n\r\n")}\n`))).toEqual({ header: cmHeader, events })
  })

  it.each([
    ["a line that is not JSON", 3, "{", "t.jsonl:4: "],
    ["an event of no kind", 1, '{"seq":1,"time":0,"kind":"cal"}', 't.jsonl:2: kind: this is "cal"'],
    [
      "an event without a part it must have",
      1,
      '{"seq":1,"time":0,"kind":"call","host":"a","from":"b","to":"NDIS"}',
      "t.jsonl:2: ddi: the key ddi is missing"
    ],
    [
      "an event with a part it cannot have",
      4,
      '{"seq":4,"time":0,"kind":"timer","host":"a","at":"b","timer":"T303","vc":"x"}',
      "t.jsonl:5: vc: there is no key vc here"
    ],
    ["a time that is not whole", 1, '{"seq":1,"time":0.5,"kind":"timer","host":"a","at":"b","timer":"T303"}', "t.jsonl:2: time: "],
    ["numbers that do not rise", 4, lines[1] ?? "", "t.jsonl:5: seq: the number 1 comes after 3"],
    ["a header of another version", 0, '{"condis":"trace","version":2,"seed":1,"form":"cm","instances":{}}', "t.jsonl:1: version: "]
  ])("is refused with its line: %s", (_, index, line, message) => {
    expect(refused(lines.map((each, at) => (at === index ? line : each)))).toContain(message)
  })

  it("is refused when there is nothing in it", () => {
    expect(refused(["", ""])).toContain("t.jsonl: the file is empty")
  })
})
