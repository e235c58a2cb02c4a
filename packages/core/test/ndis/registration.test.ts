/**
 * Registrations, starts and opens that fail, and how they do.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect, Exit } from "effect"
import { miniportDriverCharacteristics, protocolDriverCharacteristics } from "../../src/ddi/Characteristics.ts"
import {
  clientOptionalHandlers,
  Fault,
  Host,
  Medium,
  MiniportAttribute,
  miniportCoCharacteristics,
  type NdisDriverHandle,
  NdisStatus,
  objectHeader,
  ObjectType,
  Oid,
  OidAnswer,
  q2931,
  setRequest,
  statusName,
  Trace
} from "../../src/index.ts"
import { anew, openArgs, unbound, works } from "./bindings.ts"
import { note } from "./evidence.ts"
import { asked, speed, toClient, toMiniport } from "./oids.ts"
import { bench, Bench, mended, mine, settle } from "./kit.ts"

const odd = 0xe0001234 as NdisStatus

describe("what a driver registers", () => {
  const old = { MajorNdisVersion: 5, MinorNdisVersion: 1 }
  const unknown = { Header: objectHeader(ObjectType.PROTOCOL_DRIVER_CHARACTERISTICS, 9) }

  it.effect("is of NDIS 6, complete, and of a known revision; a protocol is registered once", () =>
    bench((b) =>
      Effect.gen(function* () {
        const statuses: Array<string> = []
        for (const change of [old, { UnbindAdapterHandlerEx: null }, unknown, {}])
          statuses.push(
            yield* b.client.status("NdisRegisterProtocolDriver", {
              ProtocolDriverContext: null,
              ProtocolCharacteristics: { ...protocolDriverCharacteristics("voice"), ...change }
            })
          )
        expect(statuses).toEqual([
          "NDIS_STATUS_BAD_VERSION",
          "NDIS_STATUS_BAD_CHARACTERISTICS",
          "NDIS_STATUS_BAD_CHARACTERISTICS",
          "NDIS_STATUS_FAILURE"
        ])
        expect(b.texts("refusal")[1]).toContain("UnbindAdapterHandlerEx must not be NULL")
      })
    )
  )

  it.effect("and of a miniport the same", () =>
    bench((b) =>
      Effect.gen(function* () {
        const statuses: Array<string> = []
        for (const change of [old, { PauseHandler: null }, { UnloadHandler: null }])
          statuses.push(
            yield* b.miniport.status("NdisMRegisterMiniportDriver", {
              DriverObject: { DriverName: "atm0" },
              RegistryPath: "atm0",
              MiniportDriverContext: null,
              MiniportDriverCharacteristics: { ...miniportDriverCharacteristics, ...change }
            })
          )
        // An unload handler may be left out: what is wrong is only that it is registered already.
        expect(statuses).toEqual(["NDIS_STATUS_BAD_VERSION", "NDIS_STATUS_BAD_CHARACTERISTICS", "NDIS_STATUS_FAILURE"])
        expect(b.rules("refusal")).toEqual(["ARGS", "ARGS", "REG-24"])
      })
    )
  )

  it.effect("REG-02 REG-03 optional handlers are set from the SetOptions handler, and at no other time", () =>
    bench((b) =>
      Effect.gen(function* () {
        const handleOf = (args: { readonly [name: string]: unknown } | undefined) => args!["NdisDriverHandle"] as NdisDriverHandle
        const ofClient = { NdisHandle: handleOf(b.client.seen("ProtocolSetOptions")[0]), OptionalHandlers: clientOptionalHandlers }
        expect(yield* b.client.status("NdisSetOptionalHandlers", ofClient)).toBe("NDIS_STATUS_FAILURE")
        const ofMiniport = { NdisHandle: handleOf(b.miniport.seen("MiniportSetOptions")[0]), OptionalHandlers: miniportCoCharacteristics }
        expect(yield* b.miniport.status("NdisSetOptionalHandlers", ofMiniport)).toBe("NDIS_STATUS_FAILURE")
        expect(b.rules("refusal")).toEqual(["REG-02", "REG-03"])
      })
    )
  )

  it.effect("AF-05 is one address family of a kind, also of an MCM driver", () => {
    const statuses: Array<string> = []
    return bench(
      (b) =>
        Effect.gen(function* () {
          const args = { MiniportAdapterHandle: b.mcm.adapter!, AddressFamily: q2931 }
          statuses.push(yield* b.mcm.status("NdisMCmRegisterAddressFamilyEx", args))
          expect(statuses).toEqual(["NDIS_STATUS_FAILURE"])
          yield* works(b)
        }),
      { form: "mcm" }
    )
  })
})

/** The start of a host, which fails, with its trace. */
const failing = (change: (b: Bench) => void) =>
  Effect.gen(function* () {
    const b = new Bench({})
    change(b)
    const make = Host.make("alice", [
      Host.adapterLayer(b.miniport.driver),
      Host.driverLayer(b.cm.driver),
      Host.driverLayer(b.client.driver)
    ])
    const exit = yield* Effect.exit(Effect.scoped(make)).pipe(Effect.provideService(Trace.Trace, b.trace))
    yield* mended
    note(b.trace.events)
    const error = Exit.isFailure(exit) ? exit.cause.reasons.find((reason) => reason._tag === "Fail")?.error : undefined
    expect(error).toBeInstanceOf(Host.StartError)
    return { b, error: error as Host.StartError }
  })

/** What crossed of some functions and handlers, with how it ended. */
const ends = (b: Bench, ...names: ReadonlyArray<string>) =>
  b.trace.events.flatMap((event) =>
    Trace.isCrossing(event) && event.kind === "return" && names.includes(event.ddi) ? [`${event.ddi} ${event.status}`] : []
  )

describe("a driver that cannot start", () => {
  it.effect("does not register when its SetOptions handler fails, and both end with its status", () =>
    Effect.forEach(
      [NdisStatus.RESOURCES, odd],
      Effect.fnUntraced(function* (status) {
        const client = yield* failing((b) => (b.client.on.ProtocolSetOptions = () => status))
        expect(client.error).toMatchObject({ driver: "voice" })
        const name = statusName(status)
        expect(ends(client.b, "ProtocolSetOptions", "NdisRegisterProtocolDriver").slice(-2)).toEqual([
          `ProtocolSetOptions ${name}`,
          `NdisRegisterProtocolDriver ${name}`
        ])
        const miniport = yield* failing((b) => (b.miniport.on.MiniportSetOptions = () => status))
        expect(ends(miniport.b, "MiniportSetOptions", "NdisMRegisterMiniportDriver")).toEqual([
          `MiniportSetOptions ${name}`,
          `NdisMRegisterMiniportDriver ${name}`
        ])
      })
    )
  )

  it.effect("has no adapter when its hardware is refused, missing or broken", () =>
    Effect.forEach(
      [NdisStatus.NOT_ACCEPTED, NdisStatus.RESOURCES, NdisStatus.FAILURE],
      Effect.fnUntraced(function* (status) {
        const { b, error } = yield* failing((bench) => (bench.miniport.on.MiniportInitializeEx = () => status))
        expect(error.message).toContain(statusName(status))
        expect(ends(b, "MiniportInitializeEx")).toEqual([`MiniportInitializeEx ${statusName(status)}`])
        expect(b.miniport.seen("MiniportRestart")).toEqual([])
      })
    )
  )

  it.effect("BIND-15 has no adapter when it sets attributes of a revision that NDIS does not know", () =>
    Effect.gen(function* () {
      const { b, error } = yield* failing((bench) => {
        bench.miniport.on.MiniportInitializeEx = ({ NdisMiniportHandle }) =>
          bench.miniport.life.ndis.NdisMSetMiniportAttributes({
            NdisMiniportHandle,
            MiniportAttributes: {
              Header: objectHeader(ObjectType.MINIPORT_ADAPTER_REGISTRATION_ATTRIBUTES, 9),
              MiniportAdapterContext: 1,
              AttributeFlags: MiniportAttribute.HARDWARE_DEVICE,
              CheckForHangTimeInSeconds: 0
            }
          })
      })
      expect(error.message).toContain("NDIS_STATUS_BAD_VERSION")
      expect(ends(b, "NdisMSetMiniportAttributes")).toEqual(["NdisMSetMiniportAttributes NDIS_STATUS_BAD_VERSION"])
    })
  )

  it.effect("leaves its adapter paused when it does not restart, and is restarted later", () =>
    bench((b) =>
      Effect.gen(function* () {
        yield* b.host.pause("atm0")
        for (const status of [NdisStatus.RESOURCES, NdisStatus.FAILURE]) {
          b.miniport.on.MiniportRestart = () => status
          expect(yield* b.host.restart("atm0")).toBe(status)
        }
        delete b.miniport.on.MiniportRestart
        expect(yield* b.host.restart("atm0")).toBe(NdisStatus.SUCCESS)
        yield* works(b)
      })
    )
  )
})

describe("an open", () => {
  /** How the next bind's open ends, of these arguments. */
  const opened = (b: Bench, change: object) =>
    Effect.gen(function* () {
      const statuses: Array<string> = []
      b.client.on.ProtocolBindAdapterEx = Effect.fnUntraced(function* ({ BindContext }) {
        const args = openArgs(b.client, BindContext, {})
        const { Status } = yield* b.client.life.ndis.NdisOpenAdapterEx({ ...args, OpenParameters: { ...args.OpenParameters, ...change } })
        statuses.push(statusName(Status))
        return Status
      })
      yield* anew(b)
      unbound(b)
      return statuses
    })

  it.effect("is of an adapter that is there, and of one of its protocol's media", () =>
    bench((b) =>
      Effect.gen(function* () {
        expect(yield* opened(b, { AdapterName: "atm7" })).toEqual(["NDIS_STATUS_ADAPTER_NOT_FOUND"])
        expect(yield* opened(b, { MediumArray: [Medium.Wan, Medium.CoWan] })).toEqual(["NDIS_STATUS_UNSUPPORTED_MEDIA"])
        const media = b.client
          .seen("ProtocolBindAdapterEx")
          .map((args) => (args["BindParameters"] as { readonly MediaType: number }).MediaType)
        expect(new Set(media)).toEqual(new Set([Medium.Atm]))
      })
    )
  )

  it.effect("BIND-01 belongs into the bind handler", () =>
    bench((b) =>
      Effect.gen(function* () {
        const before = b.client.seen("ProtocolBindAdapterEx")[0]!["BindContext"] as never
        expect(yield* b.client.status("NdisOpenAdapterEx", openArgs(b.client, before, {}))).toBe("NDIS_STATUS_FAILURE")
        expect(b.rules("refusal")).toEqual(["BIND-01"])
      })
    )
  )
})

describe("a reset", () => {
  it.effect("BIND-18 that the miniport does not begin, because its hardware recovers by itself, is told to all the same", () =>
    bench((b) =>
      Effect.gen(function* () {
        let recovers = true
        b.miniport.on.MiniportResetEx = () => (recovers ? NdisStatus.RESET_IN_PROGRESS : NdisStatus.SUCCESS)
        expect(statusName(yield* b.host.reset("atm0"))).toBe("NDIS_STATUS_RESET_IN_PROGRESS")
        recovers = false
        expect(statusName(yield* b.host.reset("atm0"))).toBe("NDIS_STATUS_SUCCESS")
        yield* settle
        expect(b.client.seen("ProtocolCoStatusEx").length).toBe(4)
        yield* works(b)
      })
    )
  )
})

describe("a client that is asked", () => {
  /** Knows one OID, a list of at most four octets. */
  const answers = (b: Bench) => {
    b.client.on.ProtocolCoOidRequest = (args) => {
      const request = asked(args)
      if (!("SET_INFORMATION" in request.DATA)) return { Status: NdisStatus.NOT_SUPPORTED, OidRequest: request }
      const { InformationBuffer, InformationBufferLength, Oid: oid } = request.DATA.SET_INFORMATION
      const answer =
        oid !== Oid.CO_ADDRESS_CHANGE
          ? OidAnswer.refuse(request, NdisStatus.INVALID_OID)
          : InformationBufferLength !== 4
            ? OidAnswer.wrongLength(request, 4)
            : typeof InformationBuffer !== "number"
              ? OidAnswer.refuse(request, NdisStatus.INVALID_DATA)
              : OidAnswer.done(request)
      return { Status: answer.status, OidRequest: answer.request }
    }
  }
  const requests = () => [
    setRequest(Oid.CO_SIGNALING_ENABLED, null, 0),
    setRequest(Oid.CO_ADDRESS_CHANGE, 1, 8),
    setRequest(Oid.CO_ADDRESS_CHANGE, "one", 4),
    setRequest(Oid.CO_ADDRESS_CHANGE, 1, 4)
  ]
  const expected = ["NDIS_STATUS_INVALID_OID", "NDIS_STATUS_INVALID_LENGTH", "NDIS_STATUS_INVALID_DATA", "NDIS_STATUS_SUCCESS"]

  it.effect("OID-13 judges what it is asked, and the call manager gets its answer", () =>
    bench((b) =>
      Effect.gen(function* () {
        answers(b)
        const statuses: Array<string> = []
        for (const request of requests()) statuses.push(yield* b.cm.status("NdisCoOidRequest", toClient(b, request)))
        expect(statuses).toEqual(expected)
      })
    )
  )

  it.effect("OID-13 and so does an MCM driver", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          answers(b)
          const statuses: Array<string> = []
          for (const NdisOidRequest of requests())
            statuses.push(yield* b.mcm.status("NdisMCmOidRequest", { NdisAfHandle: b.mcm.af!, NdisOidRequest }))
          expect(statuses).toEqual(expected)
        }),
      { form: "mcm" }
    )
  )
})

const scarce = Fault.fail(NdisStatus.RESOURCES)

describe("memory that runs out", () => {
  it.effect("in a function that is called later leaves everything as it is, and there is a next time", () => {
    const first = { first: 1 }
    return Fault.withRules([
      Fault.on("NdisCoAssignInstanceName", scarce, first),
      Fault.on("NdisCoOidRequest", scarce, first),
      Fault.on("NdisUnbindAdapter", scarce, first)
    ])(
      bench((b) =>
        Effect.gen(function* () {
          b.miniport.on.MiniportCoOidRequest = ({ NdisRequest }) => {
            const { request, status } = OidAnswer.value(NdisRequest, { Outbound: 1, Inbound: 1 }, 8)
            return { Status: status, NdisRequest: request }
          }
          const vc = yield* b.up()
          const name = { NdisVcHandle: vc, BaseInstanceName: "line" }
          const unbind = { NdisBindingHandle: b.client.binding!.handle }
          const statuses: Array<string> = []
          for (let n = 0; n < 2; n++) {
            const named = yield* b.client.call("NdisCoAssignInstanceName", name)
            statuses.push(statusName(named.Status!))
            if (typeof named.VcInstanceName === "string") yield* b.client.call("NdisFreeString", { String: named.VcInstanceName })
            statuses.push(yield* b.client.status("NdisCoOidRequest", toMiniport(b, speed())))
          }
          yield* b.down(vc)
          for (let n = 0; n < 2; n++) statuses.push(yield* b.client.status("NdisUnbindAdapter", unbind))
          yield* settle
          const [no, yes] = ["NDIS_STATUS_RESOURCES", "NDIS_STATUS_SUCCESS"]
          expect(statuses).toEqual([no, no, yes, yes, no, yes])
          unbound(b)
        })
      )
    )
  })

  it.effect("where an MCM driver asks a client is told to it, and the client is not asked", () =>
    Fault.withRules([Fault.on("NdisMCmOidRequest", scarce)])(
      bench(
        (b) =>
          Effect.gen(function* () {
            const ask = { NdisAfHandle: b.mcm.af!, NdisOidRequest: setRequest(Oid.CO_ADDRESS_CHANGE, null, 0) }
            expect(yield* b.mcm.status("NdisMCmOidRequest", ask)).toBe("NDIS_STATUS_RESOURCES")
            expect(b.client.seen("ProtocolCoOidRequest")).toEqual([])
          }),
        { form: "mcm" }
      )
    )
  )

  /** In its second life a driver gets no further than this. */
  const cases = [
    ["NdisRegisterProtocolDriver", "voice", "cm"],
    ["NdisSetOptionalHandlers", "voice", "cm"],
    ["NdisOpenAdapterEx", "voice", "cm"],
    ["NdisCmRegisterAddressFamilyEx", "cm", "cm"],
    ["NdisMRegisterMiniportDriver", "atm0", "cm"],
    ["NdisMCmRegisterAddressFamilyEx", "atm0", "mcm"]
  ] as const

  it.effect("keeps a driver that begins again out of its host, which ends as usual", () =>
    Effect.forEach(cases, ([name, driver, form]) =>
      Fault.withRules([Fault.on(name, scarce, { host: "alice", driver, nth: name === "NdisSetOptionalHandlers" ? 3 : 2 })])(
        bench(
          (b) =>
            Effect.gen(function* () {
              const before = b.host.leftovers()
              expect(b.host.crash(driver, new Error("test"))).toBe(true)
              yield* mended
              expect(ends(b, name).at(-1)).toBe(`${name} NDIS_STATUS_RESOURCES`)
              expect(b.host.leftovers()).not.toEqual(before)
              const tries = [b.client, b.cm, b.miniport, b.mcm].find((probe) => probe.name === driver && probe.lives > 0)!
              expect(tries.lives).toBe(2)
              expect(yield* b.client.status("NdisCoCreateVc", { ...of(b), ProtocolVcContext: mine("vc") })).not.toBe("NDIS_STATUS_SUCCESS")
            }),
          { form }
        )
      )
    )
  )
  const of = (b: Bench) => ({ NdisBindingHandle: b.client.binding?.handle ?? ({} as never), NdisAfHandle: b.client.af ?? ({} as never) })
})
