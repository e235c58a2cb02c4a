import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { NdisStatus } from "../../src/index.ts"
import { bench, type Bench, mended, parameters, settle } from "../ndis/kit.ts"
import { type Form, Traffic } from "./traffic.ts"

/** Room for one list at the miniport, so that a second one waits at NDIS. */
const limits = { lanes: 1, laneWindow: 1, vcWindow: 1, vcQueue: 8 }

const killed = new Error("killed")

interface Row {
  /** Begins the change; what it answers is done when the change is. */
  readonly change: (b: Bench, traffic: Traffic, form: Form) => Effect.Effect<unknown>
  /** What a send ends with that waits at NDIS, and one that the miniport has; undefined: its sender is dead, and nobody hears of it. */
  readonly waiting: string | undefined
  readonly sent: string | undefined
  /** How often the miniport has a receive back; a dead one has not. */
  readonly returns?: 0
  /** What the change must wait for. */
  readonly waitsFor?: ReadonlyArray<Place>
  /** The call is still there afterwards, and this is what makes it go on. */
  readonly goesOn?: (b: Bench) => Effect.Effect<unknown>
  /** What a send ends with before that, where it is not NDIS_STATUS_SUCCESS, by which rule it was wrong. */
  readonly meanwhile?: { readonly status: string; readonly rule: string }
  readonly only?: Form
  /** The adapter is gone afterwards. */
  readonly gone?: true
}

const places = ["a send that waits", "a send at the miniport", "a lent receive", "a receive on its way"] as const
type Place = (typeof places)[number]

const nothing = () => Effect.void
const manager = (b: Bench, form: Form) => (form === "mcm" ? b.mcm : b.cm) as Bench["cm"]

const rows: { readonly [change: string]: Row } = {
  "the peer closes": {
    change: (b, { steady, vc }, form) => {
      const { direct, post } = manager(b, form).life
      const args = { CloseStatus: NdisStatus.SUCCESS, NdisVcHandle: vc, Size: 0 }
      const closing =
        form === "cm" ? () => direct.NdisCmDispatchIncomingCloseCall(args) : () => b.mcm.life.direct.NdisMCmDispatchIncomingCloseCall(args)
      return Effect.andThen(
        Effect.sync(() => post(closing)),
        gone(steady)
      )
    },
    waiting: "FAILURE",
    sent: "SUCCESS",
    waitsFor: ["a send that waits", "a send at the miniport", "a lent receive", "a receive on its way"]
  },
  "CALL-82 the client closes": {
    change: (b, { steady, vc }) =>
      Effect.andThen(
        Effect.sync(() => b.client.life.post(() => steady.close(vc))),
        gone(steady)
      ),
    waiting: "SUCCESS",
    sent: "SUCCESS",
    waitsFor: ["a send that waits", "a send at the miniport", "a lent receive", "a receive on its way"]
  },
  "the call is modified": {
    change: (b, { vc }) => b.client.call("NdisClModifyCallQoS", { NdisVcHandle: vc, CallParameters: parameters }),
    waiting: "SUCCESS",
    sent: "SUCCESS",
    goesOn: nothing
  },
  "NBL-19 the binding is paused": {
    change: (b) => b.host.pause("voice"),
    waiting: "PAUSED",
    sent: "SUCCESS",
    waitsFor: ["a send that waits", "a send at the miniport"],
    goesOn: (b) => b.host.restart("voice"),
    meanwhile: { status: "PAUSED", rule: "NBL-19" }
  },
  "NBL-54 the adapter is paused": {
    change: (b) => b.host.pause("atm0"),
    waiting: "PAUSED",
    sent: "SUCCESS",
    waitsFor: ["a send that waits", "a send at the miniport", "a lent receive", "a receive on its way"],
    goesOn: (b) => b.host.restart("atm0"),
    meanwhile: { status: "PAUSED", rule: "NBL-19" }
  },
  "the device sleeps": {
    change: (b, _traffic, form) => {
      const miniport = form === "mcm" ? (b.mcm as unknown as Bench["miniport"]) : b.miniport
      miniport.on.MiniportCoOidRequest = ({ NdisRequest }) => ({ Status: NdisStatus.SUCCESS, NdisRequest })
      return b.host.setPower("atm0", "D3")
    },
    waiting: "PAUSED",
    sent: "SUCCESS",
    waitsFor: ["a send that waits", "a send at the miniport", "a lent receive", "a receive on its way"],
    goesOn: (b) => b.host.setPower("atm0", "D0"),
    meanwhile: { status: "LOW_POWER_STATE", rule: "NBL-19" }
  },
  "NBL-18 the adapter is reset": {
    change: (b) => b.host.reset("atm0"),
    waiting: "RESET_IN_PROGRESS",
    sent: "RESET_IN_PROGRESS",
    goesOn: nothing
  },
  "the device is taken out": {
    change: (b) => b.host.remove("atm0"),
    waiting: "FAILURE",
    sent: "FAILURE",
    waitsFor: ["a lent receive", "a receive on its way"],
    gone: true
  },
  "the adapter is halted": {
    change: (b) => b.host.stop("atm0"),
    waiting: "PAUSED",
    sent: "SUCCESS",
    waitsFor: ["a send that waits", "a send at the miniport", "a lent receive", "a receive on its way"],
    gone: true
  },
  "the client dies": {
    change: (b) => Effect.sync(() => b.host.crash("voice", killed)),
    waiting: undefined,
    sent: undefined
  },
  "the miniport dies": {
    change: (b) => Effect.sync(() => b.host.crash("atm0", killed)),
    waiting: "FAILURE",
    sent: "FAILURE",
    returns: 0
  },
  "the call manager dies": {
    change: (b) => Effect.sync(() => b.host.crash("cm", killed)),
    waiting: "FAILURE",
    sent: "SUCCESS",
    only: "cm"
  },
  "the lane dies": {
    change: (b) => Effect.sync(() => b.host.crashLane("atm0", 0, killed)),
    waiting: "FAILURE",
    sent: "SUCCESS",
    goesOn: nothing
  }
}

/** Waits until the client has no VC any more. */
const gone = (steady: Traffic["steady"]): Effect.Effect<void> =>
  Effect.suspend(() => (steady.vcs.size === 0 ? Effect.void : Effect.andThen(Effect.yieldNow, gone(steady))))

const put = (traffic: Traffic, place: Place) => {
  switch (place) {
    case "a send that waits":
      return traffic.send(2)
    case "a send at the miniport":
      return traffic.send(1)
    case "a lent receive":
      return traffic.receive(true)
    case "a receive on its way":
      return traffic.receive(false)
  }
}

/** How one more send ends, and how often one more receive comes back. */
const sentAndReceived = (traffic: Traffic, receives: boolean) =>
  Effect.gen(function* () {
    // The pools give out again what came home before.
    traffic.homes.sends.clear()
    traffic.homes.receives.clear()
    const [sent] = yield* traffic.send(1)
    yield* traffic.transmit
    const ended = traffic.homes.sends.get(sent!)
    if (!receives) return [ended]
    const [received] = yield* traffic.receive(true)
    yield* traffic.giveBack
    return [ended, traffic.homes.receives.get(received!)]
  })

describe("state changes meet traffic", () => {
  for (const form of ["cm", "mcm"] as const)
    for (const [name, row] of Object.entries(rows)) {
      if (row.only !== undefined && row.only !== form) continue
      for (const place of places)
        it.effect(`${name}, with ${place} (${form}): each list comes home once, as it must, and nothing is left`, () =>
          bench(
            (b) =>
              Effect.gen(function* () {
                const traffic = new Traffic(b, form)
                traffic.steady.call(parameters)
                yield* settle
                traffic.vc = [...traffic.steady.vcs.keys()][0]!
                const lists = yield* put(traffic, place)
                const changing = yield* Effect.forkChild(row.change(b, traffic, form), { startImmediately: true })
                yield* settle
                const waits = row.waitsFor?.includes(place) ?? false
                expect(changing.pollUnsafe() === undefined, `it ${waits ? "waits" : "does not wait"}`).toBe(waits)
                yield* traffic.transmit
                // What comes of the lane meanwhile goes out too.
                yield* traffic.transmit
                yield* traffic.giveBack
                yield* mended
                yield* Fiber.join(changing)
                const isSend = place.startsWith("a send")
                const expected = isSend
                  ? [row.sent, row.waiting].slice(0, lists.length).map((status) => (status === undefined ? undefined : [status]))
                  : [row.returns === 0 ? undefined : 1]
                expect(lists.map((list) => (isSend ? traffic.homes.sends.get(list) : traffic.homes.receives.get(list)))).toEqual(expected)
                expect(traffic.told).toEqual([])
                expect(b.host.lists().holders).toEqual([])
                expect(b.host.leftovers()["sent lists that wait"]).toBeUndefined()
                if (row.gone === true) return
                if (row.goesOn === undefined) return void expect(traffic.steady.vcs.size).toBe(0)
                expect(yield* sentAndReceived(traffic, row.meanwhile === undefined)).toEqual(
                  row.meanwhile === undefined ? [["SUCCESS"], 1] : [[row.meanwhile.status]]
                )
                yield* row.goesOn(b)
                yield* settle
                expect(yield* sentAndReceived(traffic, true)).toEqual([["SUCCESS"], 1])
                expect(traffic.steady.vcs.size).toBe(1)
                b.client.life.post(() => traffic.steady.close(traffic.vc))
                yield* gone(traffic.steady)
              }),
            { form, limits, tracking: 4, ...(row.meanwhile === undefined ? {} : { breaks: [row.meanwhile.rule] }) }
          )
        )
    }
})
