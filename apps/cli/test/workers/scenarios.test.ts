/**
 * Some scenarios with their hardware in a worker: the same script and the same expectations as on virtual time. None that expects a frame at
 * its place among crossings: their records come from another thread. A slow receiver is in credits.test.ts. `npm run worker-scenarios` runs
 * all there are.
 */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { condis, scenarioFolder } from "../support.ts"

const some = [
  "documents/client-close-data-refused",
  "documents/client-closes-with-data",
  "documents/incoming-call-answered-at-once",
  "documents/incoming-call-answered-later",
  "documents/incoming-drop-party",
  "documents/outgoing-call-changed",
  "documents/remote-client-closes",
  "documents/remote-close-of-multipoint-calls",
  "documents/remote-close-with-each-status",
  "faults/activation-fails",
  "faults/create-vc-pends",
  "faults/drop-completed-later",
  "faults/make-call-completed-twice",
  "faults/no-room-for-a-while",
  "faults/offer-refused-by-ndis",
  "faults/party-refused-at-once",
  "faults/reactivation-fails",
  "lifecycle/sleep-and-wake",
  "oid/answered-later",
  "oid/counters-of-adapter-and-vc",
  "point-to-point/incoming-call-pended-then-accepted",
  "point-to-point/modify-accepted",
  "point-to-point/outgoing-call-rejected-by-network",
  "setting-up/sap-taken"
]

const paths = some.map((each) => `${scenarioFolder}${each}.yaml`)

describe("hardware in a worker", () => {
  it.live.each(["cm", "mcm"])(
    "carries scenarios of calls, parties, set-up, change, faults and sleep, form %s",
    (form) =>
      Effect.gen(function* () {
        const { code, err, out } = yield* condis("run", ...paths, "--form", form, "--hardware", "worker")
        expect([err, code, out.split("\n").filter((line) => line.startsWith("✗"))]).toEqual(["", 0, []])
        expect(out).toContain(`${some.length} passed, 0 failed`)
      }),
    { timeout: 240_000 }
  )

  it.live.each([
    ["--hardware worker", ["--hardware", "worker"]],
    ["--realtime", ["--realtime"]]
  ] as const)("refuses a scenario that counts on moments of virtual time: %s", ([flag, flags]) =>
    Effect.gen(function* () {
      const { code, err } = yield* condis("run", `${scenarioFolder}traffic/constant-rate-shaped.yaml`, ...flags)
      expect(code).toBe(2)
      expect(err).toContain(`clock: it counts on moments that only virtual time keeps, and ${flag}`)
      expect(err).toContain(`no ${flag}, or clock: any`)
    })
  )
})
