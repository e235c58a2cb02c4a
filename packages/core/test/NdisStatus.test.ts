import { describe, expect, it } from "vitest"
import {
  isSuccess,
  NdisStatus,
  type NdisStatus as Status,
  StatusIndication,
  statusFromName,
  statusMeaning,
  statusName,
  statusOf
} from "../src/NdisStatus.ts"

describe("NDIS_STATUS", () => {
  it("has the values of the headers", () => {
    expect(NdisStatus.SUCCESS).toBe(0)
    expect(NdisStatus.PENDING).toBe(0x103)
    expect(NdisStatus.NOT_ACCEPTED).toBe(0x00010003)
    expect(NdisStatus.FAILURE).toBe(0xc0000001)
    expect(NdisStatus.RESOURCES).toBe(0xc000009a)
    expect(NdisStatus.CLOSING).toBe(0xc0010002)
    expect(NdisStatus.INVALID_DATA).toBe(0xc0010015)
    expect(NdisStatus.SAP_IN_USE).toBe(0xc0010021)
    expect(NdisStatus.TAPI_DISCONNECTMODE_UNAVAIL).toBe(0xc001202b)
    expect(StatusIndication.LINK_STATE).toBe(0x40010017)
  })

  it("every code is an unsigned 32-bit number and no two are the same", () => {
    const codes: ReadonlyArray<number> = [...Object.values(NdisStatus), ...Object.values(StatusIndication)]
    expect(codes).toHaveLength(52 + 12 + 21)
    expect(new Set(codes).size).toBe(codes.length)
    for (const code of codes) expect(code).toBe(code >>> 0)
  })

  it("every code goes by its name to itself and says what it means", () => {
    for (const [name, code] of Object.entries({ ...NdisStatus, ...StatusIndication })) {
      expect(statusName(code)).toBe(`NDIS_STATUS_${name}`)
      expect(statusFromName(name)).toBe(code)
      expect(statusFromName(`NDIS_STATUS_${name}`)).toBe(code)
      expect(statusMeaning(code)).not.toBe("a code the headers do not name")
    }
  })

  it("a code without a name is shown in hexadecimal", () => {
    expect(statusName(statusOf(0xc0012345))).toBe("0xC0012345")
    expect(statusName(statusOf(0x42))).toBe("0x00000042")
    expect(statusMeaning(statusOf(0xc0012345))).toBe("a code the headers do not name")
    expect(statusFromName("NO_SUCH_STATUS")).toBeUndefined()
    expect(statusFromName("constructor")).toBeUndefined()
  })

  it("a signed number is the same status as its unsigned form", () => {
    expect(statusOf(-1073741823)).toBe(NdisStatus.FAILURE)
  })

  it("the old spelling of INCOMPATIBLE_QOS is understood and never written", () => {
    expect(statusFromName("NDIS_STATUS_INCOMPATABLE_QOS")).toBe(NdisStatus.INCOMPATIBLE_QOS)
    expect(statusName(NdisStatus.INCOMPATIBLE_QOS)).toBe("NDIS_STATUS_INCOMPATIBLE_QOS")
  })

  it("only SUCCESS is success, though PENDING and several refusals have success severity", () => {
    const all: ReadonlyArray<Status> = Object.values(NdisStatus)
    expect(all.filter(isSuccess)).toEqual([NdisStatus.SUCCESS])
    expect(all.filter((code) => code >>> 30 === 0).length).toBeGreaterThan(1)
  })
})
