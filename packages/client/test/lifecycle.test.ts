import { Choice, Driver, Host, Limits, Trace } from "@condis/core"
import { addressFamily } from "@condis/core/AddressFamily"
import type { NdisAfHandle, NdisVcHandle } from "@condis/core/Handle"
import { callTo } from "@condis/core/CallParameters"
import { atmAddress } from "@condis/core/Atm"
import { NdisStatus } from "@condis/core/NdisStatus"
import { isCrossing } from "@condis/core/Trace"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { Client, clientHandlers } from "../src/index.ts"
import { Fake } from "./fakeMcm.ts"
import { ladder, withClient } from "./support.ts"

const to = "47.0002"

describe("address families come and go", () => {
  it.effect("OP-09: asked to leave, the client closes calls, SAPs and the address family, in this order, and then says so", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        yield* world.client.listen("47.0003")
        yield* world.fake.leave
        expect(yield* call.ended).toMatchObject({ by: "local" })
        yield* Effect.sleep(5)
        expect(ladder(world, /Close|NdisCl.*Sap|Delete/)).toEqual([
          "NdisClRegisterSap",
          "ProtocolClNotifyCloseAf",
          "NdisClCloseCall",
          "ProtocolClCloseCallComplete",
          "NdisCoDeleteVc",
          "NdisClDeregisterSap",
          "NdisClCloseAddressFamily",
          "NdisClNotifyCloseAddressFamilyComplete"
        ])
        const error = yield* Effect.flip(world.client.makeCall({ to }))
        expect(error).toMatchObject({ _tag: "NoAddressFamily" })
        expect(error.message).toContain("client.ready")
      })
    )
  )

  it.effect("AF-23: an offered call is rejected and its VC awaited before the address family is closed", () =>
    withClient((world) =>
      Effect.gen(function* () {
        yield* world.client.listen("47.0003")
        yield* world.fake.offer()
        yield* Effect.sleep(2)
        yield* world.fake.leave
        yield* Effect.sleep(5)
        expect(world.fake.afs.size).toBe(0)
        expect(world.fake.answers.map((answer) => answer.status)).toEqual([NdisStatus.FAILURE])
      })
    )
  )

  it.effect("a call under way when the call manager leaves is rejected, made or not", () =>
    withClient((world) =>
      Effect.gen(function* () {
        world.fake.script.makeCall = () => undefined
        const making = yield* Effect.forkChild(Effect.exit(Effect.scoped(world.client.makeCall({ to }))))
        yield* Effect.sleep(2)
        yield* world.fake.leave
        yield* Effect.sleep(2)
        const [vc] = world.fake.vcs
        yield* world.fake.makeLate(vc!)
        expect((yield* Fiber.join(making))._tag).toBe("Failure")
        yield* Effect.sleep(5)
        expect(world.fake.afs.size).toBe(0)
      })
    )
  )

  it.effect("when the call manager dies calls end, and its next life finds the listener again", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        const listener = yield* world.client.listen("47.0003")
        world.fake.vcs.clear()
        world.fake.saps.clear()
        world.fake.afs.clear()
        expect(world.host.crash("mcm", new Error("burnt"))).toBe(true)
        expect(yield* call.ended).toMatchObject({ status: NdisStatus.FAILURE })
        yield* Effect.sleep(20)
        yield* world.client.ready
        yield* Effect.sleep(5)
        expect(world.fake.saps.size).toBe(1)
        yield* world.fake.offer()
        const incoming = yield* (yield* listener.take).accept()
        yield* incoming.close()
        yield* Effect.scoped(world.client.makeCall({ to }))
      })
    )
  )

  it.effect("AF-22: a client whose open is refused has no address family, and lives", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const fake = new Fake()
        fake.script.openAf = () => NdisStatus.FAILURE
        const host = yield* Host.make("alice", [Host.adapterLayer(fake.driver), Client.layer({ name: "voice" })])
        const client = yield* Client.of(host, "voice")
        expect((yield* Effect.flip(client.makeCall({ to })))._tag).toBe("NoAddressFamily")
        expect((yield* Effect.flip(client.listen("47.0003")))._tag).toBe("NoAddressFamily")
      })
    )
  )

  it.effect("only families the client wants are opened", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const fake = new Fake()
        const families = [addressFamily(2, 1, 0)]
        const host = yield* Host.make("alice", [Host.adapterLayer(fake.driver), Client.layer({ name: "voice", families })])
        const client = yield* Client.of(host, "voice")
        expect((yield* Effect.flip(client.makeCall({ to })))._tag).toBe("NoAddressFamily")
        expect(fake.afs.size).toBe(0)
      })
    )
  )

  it.effect("two clients of one host are two drivers", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const fake = new Fake()
        const host = yield* Host.make("alice", [Host.adapterLayer(fake.driver), Client.layer({ name: "a" }), Client.layer({ name: "b" })])
        const a = yield* Client.of(host, "a")
        const b = yield* Client.of(host, "b")
        yield* Effect.all([a.ready, b.ready])
        expect(fake.afs.size).toBe(2)
        yield* Effect.all([Effect.scoped(a.makeCall({ to })), Effect.scoped(b.makeCall({ to }))], { concurrency: "unbounded" })
        expect(host.violations()).toBe(0)
      })
    )
  )
})

describe("the life of a client", () => {
  it.effect("an unknown client is an error that says what to do", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Client.of(world.host, "nobody"))
        expect(error.message).toContain("Client.layer")
        expect((yield* Effect.flip(Client.of(world.host, "mcm")))._tag).toBe("NoSuchClient")
      })
    )
  )

  it.effect("its death is told to every program that waits, and its next life serves the same Client", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        const listener = yield* world.client.listen("47.0003")
        const waits = yield* Effect.all([
          Effect.forkChild(Effect.flip(call.receive)),
          Effect.forkChild(Effect.flip(listener.take)),
          Effect.forkChild(call.ended)
        ])
        yield* Effect.sleep(2)
        world.host.crash("voice", new Error("burnt"))
        const [received, taken, ended] = yield* Effect.all([Fiber.join(waits[0]), Fiber.join(waits[1]), Fiber.join(waits[2])])
        expect(received._tag).toBe("CallEnded")
        expect(taken._tag).toBe("DriverDied")
        expect(ended).toMatchObject({ by: "local", status: NdisStatus.FAILURE })
        expect((yield* Effect.flip(call.close()))._tag).toBe("DriverDied")
        yield* Effect.sleep(20)
        yield* world.client.ready
        yield* Effect.scoped(world.client.makeCall({ to }))
      })
    )
  )

  it.effect("a policy that throws ends this life of the driver, and nobody else", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(
          Effect.gen(function* () {
            const call = yield* world.client.makeCall({
              to,
              policies: {
                onIncomingClose: () => {
                  throw new Error("no policy")
                }
              }
            })
            yield* world.fake.hangUp(NdisStatus.SUCCESS)
            yield* call.ended
            yield* Effect.sleep(20)
            yield* call.modify(call.parameters)
          })
        )
        expect(["DriverDied", "CallEnded"]).toContain(error._tag)
        yield* world.client.ready
        yield* Effect.scoped(world.client.makeCall({ to }))
      })
    )
  )

  it.effect("operations wait when NDIS has no room for them", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const calls = Array.from({ length: 100 }, () => Effect.scoped(world.client.makeCall({ to })))
        yield* Effect.all(calls, { concurrency: "unbounded", discard: true })
        expect(world.fake.closeData.length).toBe(100)
        expect(world.trace.events.some((event) => event.kind === "refusal" && event.rule === "LIMIT")).toBe(true)
      })
    ).pipe(Effect.provideService(Limits.Limits, { ...Limits.defaults, outstandingCalls: 8 }))
  )

  it.effect("stopping the host closes what is open", () =>
    Effect.gen(function* () {
      const fake = new Fake()
      const host = yield* Effect.scoped(
        Effect.gen(function* () {
          const host = yield* Host.make("alice", [Host.adapterLayer(fake.driver), Client.layer({ name: "voice" })])
          const client = yield* Client.of(host, "voice")
          yield* client.ready
          const call = yield* client.makeCall({ to })
          yield* client.listen("47.0003")
          expect(yield* host.stop("voice")).toBe(true)
          expect(yield* call.ended).toMatchObject({ by: "local" })
          expect((yield* Effect.flip(client.makeCall({ to })))._tag).toBe("DriverDied")
          return host
        })
      )
      expect(host.leftovers()).toEqual({})
      expect(host.violations()).toBe(0)
    })
  )

  it.effect("a host that stops before the address family is open waits for it and closes it", () =>
    Effect.gen(function* () {
      const fake = new Fake()
      const host = yield* Effect.scoped(Host.make("alice", [Host.adapterLayer(fake.driver), Client.layer({ name: "voice" })]))
      expect(fake.afs.size).toBe(0)
      expect(host.leftovers()).toEqual({})
      expect(host.violations()).toBe(0)
    })
  )

  it.effect("ASYNC-06: completions that come before the returns make no difference", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const listener = yield* world.client.listen("47.0003")
        yield* Effect.scoped(
          Effect.gen(function* () {
            const call = yield* world.client.makeCall({ to })
            yield* call.modify(call.parameters)
            yield* call.send(new Uint8Array([1]))
            yield* call.receive
          })
        )
        yield* world.fake.offer()
        yield* Effect.scoped((yield* listener.take).accept())
        const crossings = world.trace.events.filter(isCrossing)
        const completed = crossings.findIndex((event) => event.ddi === "ProtocolClCloseCallComplete")
        const returned = crossings.findIndex((event) => event.ddi === "NdisClCloseCall" && event.kind === "return")
        expect(completed).toBeLessThan(returned)
      })
    ).pipe(Effect.provideService(Choice.Choice, { pick: (_count, label) => (label === "completion before return" ? 1 : 0) }))
  )
})

describe("the raw client", () => {
  it.effect("writes the handlers it needs by their names; the rest is there", () =>
    Effect.gen(function* () {
      const fake = new Fake()
      const seen: Array<string> = []
      const raw = Driver.make<"client">({
        name: "raw",
        roles: ["client"],
        start: (life) => {
          const { direct, ndis } = life
          let af: NdisAfHandle
          let vc: NdisVcHandle
          let binding: Parameters<typeof direct.NdisCoCreateVc>[0]["NdisBindingHandle"]
          let gone = () => {}
          return clientHandlers(
            life,
            {
              ProtocolCoAfRegisterNotify: Effect.fnUntraced(function* ({ AddressFamily }) {
                const opened = yield* ndis.NdisClOpenAddressFamilyEx({ NdisBindingHandle: binding, AddressFamily, ClientAfContext: "af" })
                af = opened.NdisAfHandle!
                const created = yield* ndis.NdisCoCreateVc({ NdisBindingHandle: binding, NdisAfHandle: af, ProtocolVcContext: "vc" })
                vc = created.NdisVcHandle!
                yield* ndis.NdisClMakeCall({ NdisVcHandle: vc, CallParameters: callTo(atmAddress(to)) })
              }),
              ProtocolClMakeCallComplete: ({ Status }) => {
                seen.push(`made ${Status}`)
                direct.NdisClCloseCall({ NdisVcHandle: vc, NdisPartyHandle: null, Buffer: null, Size: 0 })
              },
              ProtocolClCloseCallComplete: ({ Status }) => {
                seen.push(`closed ${Status}`)
                direct.NdisCoDeleteVc({ NdisVcHandle: vc }, (status) => {
                  seen.push(`deleted ${status}`)
                  gone()
                })
              }
            },
            {
              bound: ({ handle }) => {
                binding = handle
                return Effect.succeed(NdisStatus.SUCCESS)
              },
              unbinding: () =>
                Effect.andThen(
                  seen.length >= 3
                    ? Effect.void
                    : Effect.callback<void>((resume) => {
                        gone = () => resume(Effect.void)
                      }),
                  Effect.suspend(() => Effect.asVoid(ndis.NdisClCloseAddressFamily({ NdisAfHandle: af })))
                )
            }
          )
        }
      })
      const sink = Trace.memory(() => 0)
      const host = yield* Effect.scoped(Host.make("alice", [Host.adapterLayer(fake.driver), Host.driverLayer(raw)])).pipe(
        Effect.provideService(Trace.Trace, sink)
      )
      expect(sink.events.filter((event) => event.kind === "violation")).toEqual([])
      expect(seen).toEqual(["made 0", "closed 0", "deleted 0"])
      expect(host.leftovers()).toEqual({})
      expect(host.violations()).toBe(0)
    })
  )

  it.effect("what it does not write refuses: an incoming call cannot get through to it", () =>
    Effect.gen(function* () {
      const sink = Trace.memory(() => 0)
      const fake = new Fake()
      const raw = Driver.make<"client">({ name: "raw", roles: ["client"], start: (life) => clientHandlers(life) })
      const host = yield* Effect.scoped(Host.make("alice", [Host.adapterLayer(fake.driver), Host.driverLayer(raw)])).pipe(
        Effect.provideService(Trace.Trace, sink)
      )
      expect(sink.events.filter(isCrossing).some((event) => event.ddi === "ProtocolCoAfRegisterNotify" && event.kind === "return")).toBe(
        true
      )
      expect(fake.afs.size).toBe(0)
      expect(host.leftovers()).toEqual({})
    })
  )
})
