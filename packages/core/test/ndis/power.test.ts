import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import {
  NdisStatus,
  type NdisVcHandle,
  NetEvent,
  type NetBufferList,
  netBufferList,
  type NetPnPEventNotification,
  statusName
} from "../../src/index.ts"
import { informationOf, oidOf, type OidRequest, queryRequest, setRequest } from "../../src/ddi/Structures.ts"
import { Oid, oidName } from "../../src/Oid.ts"
import * as OidAnswer from "../../src/OidAnswer.ts"
import { bench, type Bench, settle } from "./kit.ts"

/** A miniport that can sleep; `refuses` is the request it does not carry out. */
const sleeps = (b: Bench, refuses?: number): void => {
  b.miniport.on.MiniportCoOidRequest = ({ NdisRequest }) => {
    if (oidOf(NdisRequest) === refuses) return { Status: NdisStatus.FAILURE, NdisRequest }
    const set = "SET_INFORMATION" in NdisRequest.DATA
    const { request, status } = set
      ? OidAnswer.done(NdisRequest)
      : OidAnswer.value(NdisRequest, informationOf(NdisRequest).InformationBuffer, 4)
    return { Status: status, NdisRequest: request }
  }
}

/** What crossed about power, pausing and restarting, in its order. */
const steps = (b: Bench, mark: number) =>
  b.journal.slice(mark).flatMap(({ args, name, who }) => {
    if (name === "MiniportCoOidRequest") {
      const request = args["NdisRequest"] as OidRequest
      return [`${who} ${oidName(oidOf(request))} ${String(informationOf(request).InformationBuffer)}`]
    }
    if (name !== "ProtocolNetPnPEvent") return name.startsWith("Miniport") ? [`${who}.${name}`] : []
    const { Buffer, NetEvent: event } = (args["NetPnPEventNotification"] as NetPnPEventNotification).NetPnPEvent
    return [`${who} ${event === NetEvent.SetPower ? `power ${String(Buffer)}` : event === NetEvent.Pause ? "pause" : "restart"}`]
  })

const send = (b: Bench, vc: NdisVcHandle) =>
  Effect.andThen(
    b.client.call("NdisCoSendNetBufferLists", { NdisVcHandle: vc, NetBufferLists: netBufferList(1, vc), SendFlags: 0 }),
    settle
  )
const home = (b: Bench) =>
  b.client.seen("ProtocolCoSendNetBufferListsComplete").map(({ NetBufferLists }) => statusName((NetBufferLists as NetBufferList).Status))
const ask = (b: Bench, OidRequest: OidRequest) =>
  Effect.map(b.client.call("NdisOidRequest", { NdisBindingHandle: b.client.binding!.handle, OidRequest }), ({ Status }) =>
    statusName(Status ?? NdisStatus.PENDING)
  )

describe("an adapter that sleeps", () => {
  it.effect("is asked, paused top-down and told; when it wakes it goes the other way, and the call lives on", () =>
    bench((b) =>
      Effect.gen(function* () {
        sleeps(b)
        const vc = yield* b.up()
        const mark = b.now
        expect(yield* b.host.setPower("atm0", "D3")).toBe(NdisStatus.SUCCESS)
        expect(steps(b, mark)).toEqual([
          "atm0 OID_PNP_QUERY_POWER 4",
          "voice pause",
          "cm pause",
          "atm0.MiniportPause",
          "voice power 4",
          "cm power 4",
          "atm0 OID_PNP_SET_POWER 4"
        ])
        const deep = b.now
        expect(yield* b.host.setPower("atm0", "D2")).toBe(NdisStatus.SUCCESS)
        expect(yield* b.host.setPower("atm0", "D2")).toBe(NdisStatus.SUCCESS)
        expect(steps(b, deep)).toEqual(["atm0 OID_PNP_QUERY_POWER 3", "voice power 3", "cm power 3", "atm0 OID_PNP_SET_POWER 3"])
        const later = b.now
        expect(yield* b.host.setPower("atm0", "D0")).toBe(NdisStatus.SUCCESS)
        yield* settle
        expect(steps(b, later)).toEqual([
          "atm0 OID_PNP_SET_POWER 1",
          "cm power 1",
          "voice power 1",
          "atm0.MiniportRestart",
          "cm restart",
          "voice restart"
        ])
        yield* send(b, vc)
        expect(home(b)).toEqual(["NDIS_STATUS_SUCCESS"])
        yield* b.down(vc)
      })
    )
  )

  it.effect("NBL-19 OID-18 takes no sends and no requests meanwhile, is not reset and not restarted", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          sleeps(b)
          const vc = yield* b.up()
          const query = () => queryRequest(Oid.GEN_CO_LINK_SPEED, 8)
          yield* b.host.setPower("atm0", "D3")
          yield* send(b, vc)
          expect(home(b)).toEqual(["NDIS_STATUS_LOW_POWER_STATE"])
          expect(yield* ask(b, query())).toBe("NDIS_STATUS_FAILURE")
          expect(statusName((yield* b.host.request("atm0", query())).status)).toBe("NDIS_STATUS_LOW_POWER_STATE")
          expect(statusName(yield* b.host.reset("atm0"))).toBe("NDIS_STATUS_LOW_POWER_STATE")
          expect(statusName(yield* b.host.restart("atm0"))).toBe("NDIS_STATUS_LOW_POWER_STATE")
          yield* b.host.setPower("atm0", "D0")
          yield* settle
          expect(yield* ask(b, query())).toBe("NDIS_STATUS_SUCCESS")
          expect(yield* b.host.reset("atm0")).toBe(NdisStatus.SUCCESS)
          yield* send(b, vc)
          expect(home(b)).toEqual(["NDIS_STATUS_LOW_POWER_STATE", "NDIS_STATUS_SUCCESS"])
          yield* b.down(vc)
        }),
      { breaks: ["NBL-19", "OID-18"] }
    )
  )

  it.effect("stays awake when its miniport cannot sleep, or fails to", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        for (const refuses of [Oid.PNP_QUERY_POWER, Oid.PNP_SET_POWER]) {
          sleeps(b, refuses)
          const mark = b.now
          expect(yield* b.host.setPower("atm0", "D3")).toBe(NdisStatus.FAILURE)
          yield* settle
          expect(steps(b, mark).filter((step) => step.startsWith("voice"))).toEqual(
            refuses === Oid.PNP_QUERY_POWER ? [] : ["voice pause", "voice power 4", "voice power 1", "voice restart"]
          )
          yield* send(b, vc)
          expect(home(b).at(-1)).toBe("NDIS_STATUS_SUCCESS")
        }
        yield* b.down(vc)
      })
    )
  )

  it.effect("sleeps on when its miniport fails to wake; what was paused before stays paused after", () =>
    bench((b) =>
      Effect.gen(function* () {
        sleeps(b)
        yield* b.host.pause("atm0")
        yield* b.host.setPower("atm0", "D3")
        sleeps(b, Oid.PNP_SET_POWER)
        expect(yield* b.host.setPower("atm0", "D0")).toBe(NdisStatus.FAILURE)
        expect(statusName(yield* b.host.restart("atm0"))).toBe("NDIS_STATUS_LOW_POWER_STATE")
        sleeps(b)
        const mark = b.now
        expect(yield* b.host.setPower("atm0", "D0")).toBe(NdisStatus.SUCCESS)
        yield* settle
        expect(steps(b, mark)).not.toContain("atm0.MiniportRestart")
        expect(yield* b.host.restart("atm0")).toBe(NdisStatus.SUCCESS)
        const vc = yield* b.up()
        yield* b.down(vc)
      })
    )
  )

  it.effect("waits for a protocol that takes its time; one that says no is noted, and heard by nobody", () =>
    bench((b) =>
      Effect.gen(function* () {
        sleeps(b)
        yield* settle
        b.client.on.ProtocolNetPnPEvent = ({ NetPnPEventNotification }) =>
          NetPnPEventNotification.NetPnPEvent.NetEvent === NetEvent.SetPower ? NdisStatus.PENDING : NdisStatus.SUCCESS
        const falling = yield* Effect.forkChild(b.host.setPower("atm0", "D3"), { startImmediately: true })
        yield* settle
        expect(falling.pollUnsafe()).toBeUndefined()
        const [event] = b.client.seen("ProtocolNetPnPEvent").slice(-1)
        delete b.client.on.ProtocolNetPnPEvent
        yield* b.client.call("NdisCompleteNetPnPEvent", {
          NdisBindingHandle: b.client.binding!.handle,
          NetPnPEventNotification: event!["NetPnPEventNotification"] as NetPnPEventNotification,
          Status: NdisStatus.FAILURE
        })
        expect(yield* Fiber.join(falling)).toBe(NdisStatus.SUCCESS)
        expect(b.texts("note")).toContain("voice: NetEventSetPower ended with NDIS_STATUS_FAILURE; no protocol can keep a device from D3")
      })
    )
  )

  it.effect("wakes up as new when it was taken out and put in, or halted, and its power is set by NDIS alone after a reset", () =>
    bench((b) =>
      Effect.gen(function* () {
        sleeps(b)
        yield* b.host.setPower("atm0", "D3")
        expect(yield* b.host.remove("atm0")).toBe(NdisStatus.SUCCESS)
        expect(statusName(yield* b.host.setPower("atm0", "D0"))).toBe("NDIS_STATUS_ADAPTER_NOT_READY")
        expect(yield* b.host.insert("atm0")).toBe(NdisStatus.SUCCESS)
        yield* settle
        yield* b.host.setPower("atm0", "D3")
        yield* b.host.setPower("atm0", "D0")
        yield* ask(b, setRequest(Oid.GEN_CO_PROTOCOL_OPTIONS, 0, 4))
        b.miniport.on.MiniportResetEx = () => ({ Status: NdisStatus.SUCCESS, AddressingReset: true })
        const mark = b.now
        yield* b.host.reset("atm0")
        yield* settle
        expect(steps(b, mark)).toEqual(["atm0.MiniportResetEx", "atm0 OID_GEN_CO_PROTOCOL_OPTIONS 0"])
        expect(statusName(yield* b.host.setPower("eth0", "D3"))).toBe("NDIS_STATUS_ADAPTER_NOT_FOUND")
      })
    )
  )
})
