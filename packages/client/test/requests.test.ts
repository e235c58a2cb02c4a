import {
  informationOf,
  oidOf,
  queryRequest,
  setRequest,
  statusIndication,
  type StatusIndicationBlock,
  tiedTo
} from "@condis/core/ddi/Structures"
import type { NdisVcHandle } from "@condis/core/Handle"
import { NdisStatus, StatusIndication, statusName } from "@condis/core/NdisStatus"
import { type CoAddress, Oid, type OidValue } from "@condis/core/Oid"
import * as OidAnswer from "@condis/core/OidAnswer"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { ladder, notes, withClient, type World } from "./support.ts"

const to = "47.0002"
const settled = Effect.sleep(1)

/** A call manager with these addresses. */
const withAddresses = (world: World, addresses: ReadonlyArray<string>, bytes = 320) => {
  const AddressList: ReadonlyArray<CoAddress> = addresses.map((Address) => ({ AddressSize: 4, Address }))
  world.fake.script.oid = (request) =>
    oidOf(request) === Oid.CO_GET_ADDRESSES
      ? OidAnswer.fitting(request, { NumberOfAddressesAvailable: 16, NumberOfAddresses: 2, AddressList }, bytes, true)
      : OidAnswer.refuse(request, NdisStatus.NOT_SUPPORTED)
}

describe("what a client asks", () => {
  it.effect("OID-01 OID-09 goes to who knows it, and brings its value", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const seen: Array<string> = []
        world.fake.script.oid = (request, of) => {
          seen.push(of)
          const speed = { Outbound: 1, Inbound: 2 }
          return oidOf(request) === Oid.GEN_CO_LINK_SPEED
            ? OidAnswer.fitting(request, speed, 8)
            : OidAnswer.refuse(request, NdisStatus.NOT_SUPPORTED)
        }
        // The type of the value is that of the OID.
        const speed: OidValue<typeof Oid.GEN_CO_LINK_SPEED> = yield* world.client.query(Oid.GEN_CO_LINK_SPEED)
        expect(speed).toEqual({ Outbound: 1, Inbound: 2 })
        const error = yield* Effect.flip(world.client.query(Oid.CO_TAPI_CM_CAPS))
        expect(error).toMatchObject({ _tag: "OidRefused", oid: Oid.CO_TAPI_CM_CAPS, status: NdisStatus.NOT_SUPPORTED })
        expect(error.message).toBe("voice: OID_CO_TAPI_CM_CAPS was answered with NDIS_STATUS_NOT_SUPPORTED")
        yield* Effect.flip(world.client.query(Oid.GEN_CO_VENDOR_ID, { of: "call manager" }))
        expect(seen).toEqual(["adapter", "call manager", "call manager"])
        expect(ladder(world, /Oid/)).toEqual(["NdisCoOidRequest", "NdisCoOidRequest", "NdisCoOidRequest"])
      })
    )
  )

  it.effect("OID-35 is asked again with room enough, unless the program said how much room there is", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const list = Array.from({ length: 100 }, (_each, index) => index)
        world.fake.script.oid = (request) => OidAnswer.fitting(request, list, 400, true)
        expect(yield* world.client.query(Oid.GEN_CO_SUPPORTED_LIST)).toEqual(list)
        expect(ladder(world, /Oid/)).toEqual(["NdisCoOidRequest", "NdisCoOidRequest"])
        const error = yield* Effect.flip(world.client.query(Oid.GEN_CO_SUPPORTED_LIST, { room: 64 }))
        expect(error).toMatchObject({ _tag: "OidRefused", status: NdisStatus.BUFFER_TOO_SHORT, needed: 400 })
        expect(error.message).toContain("give it 400 bytes")
      })
    )
  )

  it.effect("OID-03 of a call is about its VC, and is refused when the call is gone", () =>
    withClient((world) =>
      Effect.gen(function* () {
        world.fake.script.oid = (request, _of, vc) => OidAnswer.counter(request, vc === null ? 7 : 3)
        const call = yield* Effect.scoped(
          Effect.gen(function* () {
            const call = yield* world.client.makeCall({ to })
            expect(yield* call.query(Oid.GEN_CO_BYTES_XMIT)).toBe(3)
            return call
          })
        )
        expect(yield* world.client.query(Oid.GEN_CO_BYTES_XMIT)).toBe(7)
        expect(yield* Effect.flip(call.query(Oid.GEN_CO_BYTES_XMIT))).toMatchObject({ _tag: "OidRefused", status: NdisStatus.CLOSING })
      })
    )
  )

  it.effect("OID-16 a set carries the value and its size", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const sizes: Array<unknown> = []
        world.fake.script.oid = (request) => {
          sizes.push([informationOf(request).InformationBuffer, (request.DATA as { SET_INFORMATION: unknown }).SET_INFORMATION])
          return OidAnswer.done(request)
        }
        yield* world.client.set(Oid.GEN_CO_PROTOCOL_OPTIONS, 2)
        yield* world.client.set(Oid.CO_ADD_ADDRESS, { AddressSize: 4, Address: "4799" })
        yield* world.client.set(Oid.CO_ADDRESS_CHANGE, null, { of: "call manager" })
        expect(sizes).toEqual([
          [2, expect.objectContaining({ InformationBufferLength: 4 })],
          [{ AddressSize: 4, Address: "4799" }, expect.objectContaining({ InformationBufferLength: 4 })],
          [null, expect.objectContaining({ InformationBufferLength: 0 })]
        ])
      })
    )
  )

  it.effect("OID-20 a program that is interrupted lets go: the adapter is asked to give the request back", () =>
    withClient((world) =>
      Effect.gen(function* () {
        world.fake.script.oid = (request) => OidAnswer.refuse(request, NdisStatus.PENDING)
        const asking = yield* Effect.forkChild(world.client.query(Oid.GEN_CO_LINK_SPEED))
        yield* settled
        expect(world.fake.pended.length).toBe(1)
        yield* Fiber.interrupt(asking)
        yield* settled
        expect(world.fake.cancelled.length).toBe(1)
        expect(ladder(world, /Oid/)).toEqual(["NdisCoOidRequest", "NdisCancelOidRequest", "ProtocolCoOidRequestComplete"])
      })
    )
  )

  it.effect("OID-21 a limit of time ends it", () =>
    withClient((world) =>
      Effect.gen(function* () {
        world.fake.script.oid = (request) => OidAnswer.refuse(request, NdisStatus.PENDING)
        const error = yield* Effect.flip(world.client.query(Oid.GEN_CO_LINK_SPEED, { timeout: 3 }))
        expect(error).toMatchObject({ _tag: "OidRefused", status: NdisStatus.REQUEST_ABORTED })
      })
    )
  )

  it.effect("fails with DriverDied when the driver ends meanwhile", () =>
    withClient((world) =>
      Effect.gen(function* () {
        world.fake.script.oid = (request) => OidAnswer.refuse(request, NdisStatus.PENDING)
        const asking = yield* Effect.forkChild(Effect.flip(world.client.query(Oid.GEN_CO_LINK_SPEED)))
        yield* settled
        world.host.crash("voice", new Error("dies"))
        expect(yield* Fiber.join(asking)).toMatchObject({ _tag: "DriverDied" })
        yield* Effect.sleep(10)
        yield* world.client.ready
      })
    )
  )
})

describe("what a client is told", () => {
  it.effect("OID-30 when the addresses change it asks for them", () =>
    withClient((world) =>
      Effect.gen(function* () {
        withAddresses(world, ["4711", "4799"])
        expect(yield* world.client.addresses).toEqual([])
        world.fake.ask(setRequest(Oid.CO_ADDRESS_CHANGE, null, 0))
        yield* settled
        expect(world.fake.told.map(([, status]) => statusName(status))).toEqual(["NDIS_STATUS_SUCCESS"])
        expect(yield* world.client.addresses).toEqual(["4711", "4799"])
        expect(ladder(world, /Oid/)).toEqual(["ProtocolCoOidRequest", "NdisCoOidRequest"])
        // A list that is longer than was thought.
        withAddresses(world, ["4712"], 640)
        world.fake.ask(setRequest(Oid.CO_ADDRESS_CHANGE, null, 0))
        yield* settled
        expect(yield* world.client.addresses).toEqual(["4712"])
        world.fake.script.oid = (request) => OidAnswer.refuse(request, NdisStatus.NOT_SUPPORTED)
        world.fake.ask(setRequest(Oid.CO_ADDRESS_CHANGE, null, 0))
        yield* settled
        expect(notes(world, "note")).toEqual(["the addresses changed and could not be asked for: NDIS_STATUS_NOT_SUPPORTED"])
      })
    )
  )

  it.effect("STAT-09 OID-23 of status indications, of those about the whole adapter and of those tied to its own request", () => {
    const told: Array<unknown> = []
    return withClient(
      (world) =>
        Effect.gen(function* () {
          const { fake } = world
          const indication = { ...statusIndication(StatusIndication.PORT_STATE), SourceHandle: fake.adapter }
          const indicate = (about: StatusIndicationBlock, NdisVcHandle: NdisVcHandle | null = null) =>
            fake.life.direct.NdisMCoIndicateStatusEx({ MiniportAdapterHandle: fake.adapter, NdisVcHandle, StatusIndication: about })
          fake.script.oid = (request) => {
            indicate(tiedTo(indication, request))
            return OidAnswer.refuse(request, NdisStatus.NOT_SUPPORTED)
          }
          yield* world.client.makeCall({ to })
          indicate(indication)
          indicate(indication, [...fake.vcs][0]!.handle)
          yield* Effect.flip(world.client.query(Oid.GEN_CO_LINK_SPEED))
          yield* settled
          const whole = { adapter: "atm0", call: undefined }
          const ofCall = { adapter: "atm0", call: expect.stringContaining("470002") }
          expect(told.slice(0, 2)).toEqual([
            [null, whole],
            [null, ofCall]
          ])
          expect(told.slice(2)).toEqual([[{ of: "voice" }, whole]])
        }),
      { onStatus: (indication, of) => told.push([indication.RequestId, of]) }
    )
  })

  it.effect("OID-41 asked to leave in the old way, it closes its calls and the address family", () =>
    withClient((world) =>
      Effect.gen(function* () {
        yield* world.client.makeCall({ to })
        world.fake.ask(setRequest(Oid.CO_AF_CLOSE, null, 0))
        yield* Effect.sleep(50)
        expect(world.fake.afs.size).toBe(0)
        expect(world.fake.vcs.size).toBe(0)
      })
    )
  )

  it.effect("OID-15 what nobody answers is not supported", () =>
    withClient((world) =>
      Effect.gen(function* () {
        world.fake.ask(queryRequest(0x1234, 4))
        yield* settled
        expect(world.fake.told.map(([, status]) => statusName(status))).toEqual(["NDIS_STATUS_NOT_SUPPORTED"])
      })
    )
  )

  it.effect("OID-07 a program's handler may answer later; what it has not answered at the close ends with NDIS_STATUS_CLOSING", () => {
    const later: Array<() => void> = []
    return withClient(
      (world) =>
        Effect.gen(function* () {
          world.fake.ask(queryRequest(0x1234, 4))
          yield* settled
          expect(world.fake.told).toEqual([])
          later[0]!()
          yield* settled
          expect(world.fake.told.map(([request, status]) => [informationOf(request).InformationBuffer, statusName(status)])).toEqual([
            [5, "NDIS_STATUS_SUCCESS"]
          ])
          world.fake.ask(queryRequest(0x1234, 4))
          yield* settled
          yield* world.host.stop("voice")
          later[1]!()
          yield* settled
          expect(world.fake.told.map(([, status]) => statusName(status))).toEqual(["NDIS_STATUS_SUCCESS", "NDIS_STATUS_CLOSING"])
        }),
      {
        oids: (ask) => {
          if (ask.oid !== 0x1234) return undefined
          expect(ask.about.adapter).toBe("atm0")
          expect(ask.about.call).toBeUndefined()
          later.push(() => ask.answer(OidAnswer.value(ask.request, 5, 4)))
          return "later"
        }
      }
    )
  })
})
