import { describe, expect, it } from "vitest"
import { informationOf, type OidRequest, queryRequest, setRequest } from "../../src/ddi/Structures.ts"
import type { Args } from "../../src/ddi/Ddi.ts"
import type { Life } from "../../src/Driver.ts"
import type { ManagedAf, CallManagerHandlers } from "../../src/kit/Managed.ts"
import { addressRoom, coAddress, ManagedOids, type ManagedOidOptions } from "../../src/kit/ManagedOids.ts"
import { NdisStatus, statusName } from "../../src/NdisStatus.ts"
import { Oid, oidName } from "../../src/Oid.ts"
import * as OidAnswer from "../../src/OidAnswer.ts"
import type { Role } from "../../src/Trace.ts"

/** Call management without calls: opens and closes address families, and keeps what is asked of clients. */
const make = (options: ManagedOidOptions, answer: NdisStatus = NdisStatus.SUCCESS) => {
  const asked: Array<string> = []
  const completed: Array<readonly [OidRequest, NdisStatus]> = []
  const notes: Array<string> = []
  const life = {
    name: "cm",
    host: "alice",
    post: (task: () => void) => task(),
    trace: { record: (event: { readonly text?: string }) => notes.push(event.text ?? "") }
  } as unknown as Life<Role>
  const calls = {
    ProtocolCmOpenAf: ({ NdisAfHandle }: Args<"ProtocolCmOpenAf">) => ({
      Status: NdisStatus.SUCCESS,
      CallMgrAfContext: { handle: NdisAfHandle, saps: new Set(), vcs: 0, closing: false } satisfies ManagedAf
    }),
    ProtocolCmCloseAf: () => NdisStatus.SUCCESS
  } as unknown as CallManagerHandlers
  const oids = new ManagedOids(life, calls, options, {
    ask: (af, request, returned) => {
      asked.push(`${String(af)} ${oidName(informationOf(request).Oid)}`)
      returned(answer, request)
    },
    complete: (_about, { request, status }) => completed.push([request, status])
  })
  const open = (name: string): ManagedAf => {
    const opened = oids.handlers.ProtocolCmOpenAf({ NdisAfHandle: name } as never) as { readonly CallMgrAfContext: ManagedAf }
    return opened.CallMgrAfContext
  }
  const ask = (af: ManagedAf, OidRequest: OidRequest) => {
    const answer = oids.handlers.ProtocolCoOidRequest({ ProtocolAfContext: af, OidRequest }) as {
      readonly Status: NdisStatus
      readonly OidRequest: OidRequest
    }
    const { BytesNeeded, InformationBuffer } = informationOf(answer.OidRequest)
    return { status: statusName(answer.Status), value: InformationBuffer, needed: BytesNeeded }
  }
  const add = (af: ManagedAf, address: string) => ask(af, setRequest(Oid.CO_ADD_ADDRESS, coAddress(address), 20)).status
  return { oids, open, ask, add, asked, completed, notes }
}

const list = (room = 320) => queryRequest(Oid.CO_GET_ADDRESSES, room)

describe("OID requests of call management", () => {
  it("OID-30 tells each client that has opened the address family that the addresses changed", () => {
    const { asked, open } = make({ addresses: ["4711"] })
    open("one")
    open("two")
    expect(asked).toEqual(["one OID_CO_ADDRESS_CHANGE", "two OID_CO_ADDRESS_CHANGE"])
  })

  it("OID-31 a client gets the common addresses and its own, in a buffer for as many as there can be", () => {
    const { add, ask, open } = make({ addresses: ["4711"] })
    const [one, two] = [open("one"), open("two")]
    expect(add(one, "4799")).toBe("NDIS_STATUS_SUCCESS")
    expect(ask(one, list()).value).toEqual({
      NumberOfAddressesAvailable: addressRoom,
      NumberOfAddresses: 2,
      AddressList: [
        { AddressSize: 20, Address: "4711" },
        { AddressSize: 20, Address: "4799" }
      ]
    })
    expect(ask(two, list()).value).toMatchObject({ NumberOfAddresses: 1 })
    expect(ask(two, list(319))).toEqual({ status: "NDIS_STATUS_BUFFER_TOO_SHORT", value: null, needed: 320 })
  })

  it("OID-13 refuses what is no address, what is known, and more than there is room for", () => {
    const { add, ask, open } = make({ addresses: ["4711"] })
    const af = open("one")
    expect(add(af, "4711")).toBe("NDIS_STATUS_INVALID_DATA")
    expect(ask(af, setRequest(Oid.CO_ADD_ADDRESS, { AddressSize: 3, Address: "4712" }, 20)).status).toBe("NDIS_STATUS_INVALID_DATA")
    expect(ask(af, setRequest(Oid.CO_ADD_ADDRESS, coAddress("4712"), 19))).toMatchObject({
      status: "NDIS_STATUS_INVALID_LENGTH",
      needed: 20
    })
    expect(ask(af, setRequest(Oid.CO_DELETE_ADDRESS, coAddress("4712"), 20)).status).toBe("NDIS_STATUS_INVALID_DATA")
    for (let n = 1; n < addressRoom; n++) expect(add(af, `+${n}`)).toBe("NDIS_STATUS_SUCCESS")
    expect(add(af, "+99")).toBe("NDIS_STATUS_RESOURCES")
    expect(ask(af, setRequest(Oid.CO_DELETE_ADDRESS, coAddress("+1"), 20)).status).toBe("NDIS_STATUS_SUCCESS")
    expect(add(af, "+99")).toBe("NDIS_STATUS_SUCCESS")
  })

  it("OID-32 tells every client of signalling, if it is to, and notes who does not take it", () => {
    const quiet = make({})
    quiet.open("one")
    quiet.oids.signalling(false)
    expect(quiet.asked).toEqual([])
    const telling = make({ tellsSignalling: true }, NdisStatus.FAILURE)
    telling.open("one")
    telling.open("two")
    telling.oids.signalling(false)
    telling.oids.signalling(true)
    expect(telling.asked).toEqual([
      "one OID_CO_SIGNALING_DISABLED",
      "two OID_CO_SIGNALING_DISABLED",
      "one OID_CO_SIGNALING_ENABLED",
      "two OID_CO_SIGNALING_ENABLED"
    ])
    expect(telling.notes[0]).toBe("a client answered OID_CO_SIGNALING_DISABLED with NDIS_STATUS_FAILURE")
  })

  it("OID-15 without addresses, and for what it does not know, it is not supported", () => {
    const { ask, open } = make({})
    expect(ask(open("one"), list()).status).toBe("NDIS_STATUS_NOT_SUPPORTED")
    const { ask: askOther, open: openOther } = make({ addresses: [] })
    expect(askOther(openOther("one"), queryRequest(Oid.CO_TAPI_CM_CAPS, 12)).status).toBe("NDIS_STATUS_NOT_SUPPORTED")
  })

  it("OID-07 an author answers first, now or later; what is open at the close of the address family ends with NDIS_STATUS_CLOSING", () => {
    const later: Array<() => void> = []
    const { ask, completed, oids, open } = make({
      addresses: ["4711"],
      clientOids: ({ answer, oid, request }) => {
        if (oid === Oid.CO_GET_ADDRESSES) return OidAnswer.value(request, "mine", 4)
        if (oid !== Oid.CO_TAPI_CM_CAPS) return undefined
        later.push(() => answer(OidAnswer.value(request, "caps", 12)))
        return "later"
      }
    })
    const af = open("one")
    const caps = queryRequest(Oid.CO_TAPI_CM_CAPS, 12)
    expect(ask(af, list()).value).toBe("mine")
    expect(ask(af, caps).status).toBe("NDIS_STATUS_PENDING")
    expect(ask(af, caps).status).toBe("NDIS_STATUS_PENDING")
    later[0]!()
    oids.handlers.ProtocolCmCloseAf({ CallMgrAfContext: af })
    later[1]!()
    expect(completed.map(([request, status]) => [informationOf(request).InformationBuffer, statusName(status)])).toEqual([
      ["caps", "NDIS_STATUS_SUCCESS"],
      [null, "NDIS_STATUS_CLOSING"]
    ])
  })
})
