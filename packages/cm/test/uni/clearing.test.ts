import { NdisStatus } from "@condis/core/NdisStatus"
import { describe, expect, it } from "vitest"
import { Cause } from "../../src/uni/index.ts"
import { abort, activated, changed, close, message, modify, Script, timer, up } from "./support.ts"

const bytes = new Uint8Array([7, 8, 9])
const callReference = { value: 1, flag: 1 } as const

describe("OP-23 the client closes a call", () => {
  it("RELEASE carries the close data, its acknowledgement closes", () => {
    const script = up()
    expect(script.on(close(bytes))).toEqual(["> RELEASE 16", "+T308"])
    expect(script.sent("RELEASE").userToUser).toBe(bytes)
    expect(script.gets("RELEASE_COMPLETE")).toEqual(["-T308", "Closed"])
  })

  it("RELEASE goes out twice, then the call is closed without the network", () => {
    const script = up()
    script.on(close(bytes))
    expect(script.on(timer("T308"))).toEqual(["> RELEASE 16", "+T308"])
    expect(script.sent("RELEASE").userToUser).toBe(bytes)
    // Its connection is restarted by the line.
    expect(script.on(timer("T308"))).toEqual(["Note", "Stuck", "Closed"])
  })

  it("close data that cannot be sent is refused, and the call stays", () => {
    const none = up({ closeData: false })
    expect(none.on(close(bytes))).toEqual(["CloseRefused INVALID_DATA"])
    expect(none.call.state).toBe("Active")
    expect(none.on(close(new Uint8Array(0)))).toEqual(["> RELEASE 16", "+T308"])
    expect(up().on(close(new Uint8Array(132)))).toEqual(["CloseRefused INVALID_DATA"])
    expect(up().on(close(new Uint8Array(131)))).toEqual(["> RELEASE 16", "+T308"])
    expect(up({ closeDataLimit: 2 }).on(close(bytes))).toEqual(["CloseRefused INVALID_DATA"])
  })

  it("two RELEASEs that cross end the call without RELEASE COMPLETE", () => {
    const script = up()
    script.on(close())
    expect(script.gets("RELEASE")).toEqual(["-T308", "Closed"])
  })

  it("a second close is refused", () => {
    const script = up()
    script.on(close())
    expect(script.on(close())).toEqual(["CloseRefused FAILURE"])
  })

  it("messages that cross the end mean nothing", () => {
    const script = up()
    script.on(close())
    expect(script.gets("MODIFY_REQUEST")).toEqual([])
    expect(script.on(modify(changed(1, 1)))).toEqual(["Modified FAILURE"])
  })

  it("a path that goes away while RELEASE is out closes the call", () => {
    const script = up()
    script.on(close())
    expect(script.on(abort())).toEqual(["-T308", "Closed"])
  })

  it("a close before there was a call is done at once", () => {
    expect(new Script().on(close())).toEqual(["Closed"])
    expect(new Script().on(abort())).toEqual(["Gone"])
  })
})

describe("OP-24 the call is closed from outside", () => {
  it.each([
    [Cause.NORMAL, NdisStatus.SUCCESS],
    [Cause.DESTINATION_OUT_OF_ORDER, NdisStatus.DEST_OUT_OF_ORDER],
    [Cause.QUALITY_OF_SERVICE_UNAVAILABLE, NdisStatus.INCOMPATIBLE_QOS],
    [Cause.PROTOCOL_ERROR, NdisStatus.FAILURE]
  ])("cause %d tells the client %d, with the data", (cause, status) => {
    const script = up()
    script.on(message({ type: "RELEASE", callReference, cause, userToUser: bytes }))
    expect(script.find("IncomingClose")).toEqual({ _tag: "IncomingClose", status, data: bytes })
    expect(script.on(close())).toEqual(["> RELEASE_COMPLETE 16", "Closed"])
    expect(script.sent("RELEASE_COMPLETE").userToUser).toBeUndefined()
  })

  it("the client's close data goes with RELEASE COMPLETE, or nowhere", () => {
    const script = up()
    script.gets("RELEASE")
    expect(script.on(close(new Uint8Array(500)))).toEqual(["CloseRefused INVALID_DATA"])
    expect(script.on(close(bytes))).toEqual(["> RELEASE_COMPLETE 16", "Closed"])
    expect(script.sent("RELEASE_COMPLETE").userToUser).toBe(bytes)
    const cleared = up()
    expect(cleared.gets("RELEASE_COMPLETE")).toEqual(["IncomingClose SUCCESS"])
    expect(cleared.on(close(bytes))).toEqual(["Note", "Closed"])
  })

  it("the client learns of the end once, however often it is said", () => {
    const script = up()
    script.gets("RELEASE")
    expect(script.gets("RELEASE")).toEqual([])
    expect(script.on(abort())).toEqual([])
    expect(script.on(close())).toEqual(["Closed"])
  })

  it("a path that is gone ends the call with a failure, and nothing is sent", () => {
    const script = up()
    expect(script.on(abort())).toEqual(["IncomingClose MEDIA_DISCONNECTED"])
    expect(script.on(close())).toEqual(["Closed"])
    const asked = up()
    asked.on(modify(changed(1, 1)))
    expect(asked.on(abort(NdisStatus.SUCCESS))).toEqual(["-T360", "Modified FAILURE", "IncomingClose FAILURE"])
  })

  it("nothing happens after the end", () => {
    const script = up()
    script.on(close())
    script.gets("RELEASE_COMPLETE")
    expect(script.gets("RELEASE")).toEqual([])
    expect(script.on(close())).toEqual([])
    expect(script.on(activated(script.call.parameters))).toEqual([])
  })
})
