/**
 * Some scenarios with their hardware in a worker: the same script and the same expectations as on virtual time.
 */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { condis, scenarioFolder } from "../support.ts"

const some = [
  "documents/incoming-call-answered-later",
  "lifecycle/sleep-and-wake",
  "multipoint/data-to-all-leaves",
  "oid/counters-of-adapter-and-vc",
  "point-to-point/modify-accepted",
  "setting-up/sap-taken",
  "traffic/slow-receiver"
]

const paths = some.map((each) => `${scenarioFolder}${each}.yaml`)

describe("hardware in a worker", () => {
  it.live.each(["cm", "mcm"])(
    "carries scenarios of calls, traffic, set-up and change, form %s",
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
