/**
 * One cell of the matrix: a call between two hosts on virtual time, data sent in chains at a rate, and what arrives when.
 */
import { type Call, Client } from "../../packages/client/src/index.ts"
import { CallManagerDriver, Uni } from "../../packages/cm/src/index.ts"
import { atmAddress } from "../../packages/core/src/Atm.ts"
import { type FlowSpec, flowSpec, ServiceType } from "../../packages/core/src/FlowSpec.ts"
import * as Host from "../../packages/core/src/Host.ts"
import { McmDriver, MiniportDriver, Network } from "../../packages/miniport/src/index.ts"
import { Choices, Simulation } from "../../packages/explore/src/index.ts"
import * as Cause from "effect/Cause"
import { Clock } from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"

export type Form = "cm" | "mcm"
export type Service = "CBR" | "VBR" | "UBR"
/** Part of the contract (of UBR: of the line) that is offered; `greedy`: two chains are always under way. */
export type Load = "half" | "whole" | "greedy"

export const services: ReadonlyArray<Service> = ["CBR", "VBR", "UBR"]
export const loads: ReadonlyArray<Load> = ["half", "whole", "greedy"]
export const chains: ReadonlyArray<number> = [1, 8, 64]
export const forms: ReadonlyArray<Form> = ["cm", "mcm"]

export const octets = 1000
export const lists = 512
export const lineOctets = 1_250_000
export const delayMillis = 1
const sendWindow = 2

/** What is agreed on, in octets a second. */
export const rates: { readonly [S in Service]: number } = { CBR: 500_000, VBR: 250_000, UBR: lineOctets }
export const vbr = { peak: 1_000_000, burst: 16_000 }

const flows: { readonly [S in Service]: FlowSpec } = {
  CBR: flowSpec({ TokenRate: rates.CBR, PeakBandwidth: rates.CBR, ServiceType: ServiceType.GUARANTEED, MaxSduSize: octets }),
  VBR: flowSpec({
    TokenRate: rates.VBR,
    PeakBandwidth: vbr.peak,
    TokenBucketSize: vbr.burst,
    ServiceType: ServiceType.GUARANTEED,
    MaxSduSize: octets
  }),
  UBR: flowSpec({ MaxSduSize: octets })
}

/** What came of it. Times in microseconds of virtual time. */
export interface Measured {
  /** Octets a second from when the first chain was due to when the last list arrived. */
  readonly goodput: number
  /** From when a list was due (greedy: from its send) to when the program at the other end has it. */
  readonly p50: number
  readonly p99: number
}

const percentile = (sorted: ReadonlyArray<number>, part: number): number => sorted[Math.ceil(part * sorted.length) - 1]!

const twoHosts = Effect.fnUntraced(function* (form: Form) {
  const network = yield* Network.make({ control: Uni.network(), link: { delayMillis, rateBitsPerSecond: lineOctets * 8 } })
  const make = Effect.fnUntraced(function* (name: string, address: string) {
    const hardware = network.port(address)
    const callControl = Uni.callControl({ address: atmAddress(address) })
    const data = Client.layer({ name: "data", sendWindow })
    const host = yield* form === "cm"
      ? Host.make(name, [MiniportDriver.layer({ name: "atm0", hardware }), CallManagerDriver.layer({ name: "uni", callControl }), data])
      : Host.make(name, [McmDriver.layer({ name: "atm0", hardware, callControl }), data])
    const client = yield* Client.of(host, "data")
    yield* client.ready
    return client
  })
  return { network, alice: yield* make("alice", "47.0001"), bob: yield* make("bob", "47.0002") }
})

const program = (form: Form, service: Service, load: Load, chain: number) =>
  Effect.gen(function* () {
    const { alice, bob, network } = yield* twoHosts(form)
    const listener = yield* bob.listen("47.0002")
    const accepting = yield* Effect.forkChild(Effect.flatMap(listener.take, ({ accept }) => accept()))
    const near = yield* alice.makeCall({ to: "47.0002", traffic: { transmit: flows[service], receive: flows[service] } })
    const far = yield* Fiber.join(accepting)
    const clock = yield* Clock
    const micros = () => Number(clock.currentTimeNanosUnsafe() / 1000n)
    const begin = micros()
    const due: Array<number> = []
    const arrived: Array<number> = []
    const receiving = yield* Effect.forkChild(receive(far, arrived, micros))
    const data = Array.from({ length: chain }, () => new Uint8Array(octets))
    if (load === "greedy") {
      const sending = Effect.gen(function* () {
        while (due.length < lists) {
          for (let n = 0; n < chain; n++) due.push(micros())
          yield* near.send(data)
        }
      })
      yield* Effect.all([sending, sending], { concurrency: sendWindow, discard: true })
    } else {
      const gapMicros = (chain * octets * 1e6) / (rates[service] * (load === "half" ? 0.5 : 1))
      for (let sent = 0; sent * chain < lists; sent++) {
        const at = begin + Math.round(sent * gapMicros)
        yield* Effect.sleep((at - micros()) / 1000)
        for (let n = 0; n < chain; n++) due.push(at)
        yield* Effect.forkScoped(near.send(data))
      }
    }
    yield* Fiber.join(receiving)
    const { dropped, lost } = network.frames
    if (dropped + lost > 0) return yield* Effect.die(new Error(`${dropped + lost} frames did not arrive`))
    const delays = arrived.map((at, n) => at - due[n]!).sort((a, b) => a - b)
    return {
      goodput: Math.round((arrived.length * octets * 1e6) / (arrived.at(-1)! - begin)),
      p50: percentile(delays, 0.5),
      p99: percentile(delays, 0.99)
    }
  })

const receive = (far: Call, arrived: Array<number>, micros: () => number) =>
  Effect.gen(function* () {
    while (arrived.length < lists) {
      yield* far.receive
      arrived.push(micros())
    }
  })

/** Runs a cell: the same on every machine. */
export const measure = (form: Form, service: Service, load: Load, chain: number): Measured => {
  const { exit } = Simulation.run(Effect.scoped(program(form, service, load, chain)), { choices: Choices.fifo })
  if (Exit.isFailure(exit)) throw new Error(`${form} ${service} ${load} ${chain}: ${Cause.pretty(exit.cause)}`)
  return exit.value
}
