import { describe, expect, it } from "@effect/vitest"
import { capacity, Outbox } from "../../src/kit/Outbox.ts"

const outbox = () => {
  const sent: Array<unknown> = []
  const dropped: Array<string> = []
  return {
    sent,
    dropped,
    box: new Outbox(
      (payload) => sent.push(payload),
      (text) => dropped.push(text)
    )
  }
}

describe("the outbox of signalling", () => {
  it("NBL-19 sends nothing before the first restart, and nothing in a pause", () => {
    const { box, sent } = outbox()
    box.send("a")
    expect(sent).toEqual([])
    box.release("paused")
    box.send("b")
    box.hold("paused")
    box.send("c")
    expect(sent).toEqual(["a", "b"])
    box.release("paused")
    expect(sent).toEqual(["a", "b", "c"])
  })

  it("BIND-27 is closed as long as one of pause and reset lasts", () => {
    const { box, sent } = outbox()
    box.release("paused")
    box.hold("reset")
    box.hold("paused")
    box.send("a")
    box.release("reset")
    expect(sent).toEqual([])
    box.release("paused")
    expect(sent).toEqual(["a"])
  })

  it("what a reset sent back leaves before what was held meanwhile", () => {
    const { box, sent } = outbox()
    box.release("paused")
    box.hold("reset")
    box.send("later")
    box.cameBack("first")
    box.cameBack("second")
    box.release("reset")
    expect(sent).toEqual(["first", "second", "later"])
  })

  it("does not try again for ever what comes back while nothing holds it", () => {
    const { box, dropped, sent } = outbox()
    box.release("paused")
    box.cameBack("again")
    expect(sent).toEqual([])
    expect(dropped.length).toBe(1)
  })

  it("drops with a record what is beyond its capacity, and forgets what it is told to", () => {
    const { box, dropped, sent } = outbox()
    for (let n = 0; n <= capacity; n++) box.send(n)
    expect(dropped.length).toBe(1)
    box.clear()
    box.release("paused")
    expect(sent).toEqual([])
  })
})
