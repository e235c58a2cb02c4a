/**
 * The steps of an operator: what is done to whole drivers and adapters of a host. And of one who makes a driver do what its kit does not.
 */
import { type NdisStatus, NdisStatus as Status, statusName } from "@condis/core/NdisStatus"
import * as Effect from "effect/Effect"
import type { Host } from "@condis/core/Host"
import type { DdiName } from "@condis/core/ddi/Ddi"
import type { Check } from "../expect/Match.ts"
import { namesIn } from "../expect/Names.ts"
import { callManager } from "../scenario/Scenario.ts"
import type { PlainStep } from "../scenario/Step.ts"
import { ended, wrong } from "./Outcome.ts"
import { driverName, type World } from "./World.ts"

/** What is asked of the host for a driver or adapter. */
const asked: { readonly [step: string]: (host: Host, name: string) => Effect.Effect<NdisStatus> } = {
  reset: (host, name) => host.reset(name),
  pause: (host, name) => host.pause(name),
  restart: (host, name) => host.restart(name),
  D0: (host, name) => host.setPower(name, "D0"),
  D1: (host, name) => host.setPower(name, "D1"),
  D2: (host, name) => host.setPower(name, "D2"),
  D3: (host, name) => host.setPower(name, "D3"),
  remove: (host, name) => host.remove(name),
  insert: (host, name) => host.insert(name),
  shutdown: (host) => Effect.as(host.shutdown, Status.SUCCESS),
  stop: (host, name) => Effect.map(host.stop(name), (found) => (found ? Status.SUCCESS : Status.FAILURE)),
  crash: (host, name) => Effect.sync(() => (host.crash(name, new Error("crashed by the scenario")) ? Status.SUCCESS : Status.FAILURE))
}

/** Carries it out, and compares how it ended with what the step expects. */
export const operate = (
  world: World,
  step: keyof typeof asked & string,
  instance: string,
  expected: NdisStatus = Status.SUCCESS
): Effect.Effect<Check> => {
  const [hostName = "", name = ""] = instance.split("/")
  const host = world.hosts.get(hostName)
  const act = asked[step]
  const what = `${step} ${instance}: ${statusName(expected)}`
  if (host === undefined || act === undefined) return Effect.succeed({ ok: false, what, found: "there is no such host" })
  return Effect.map(act(host, driverName(world, hostName, name)), (status) =>
    status === expected ? { ok: true, what, found: "" } : { ok: false, what, found: statusName(status) }
  )
}

/** A driver calls a function past its kit, by the name it has in the form of the run. */
export const callPast = (world: World, step: NonNullable<PlainStep["ddi"]>): Effect.Effect<Check> => {
  const { af, by, calls, expect, party, sap, vc } = step
  const [host = "", driver = ""] = by.split("/")
  const [name = calls as DdiName] = namesIn(calls as DdiName, world.form, driver === callManager)
  const what = `${by} calls ${name}`
  const called = world.hands.get(host)!.call(driverName(world, host, driver), name, { af, party, sap, vc }, step.with)
  return Effect.map(called, (answer) =>
    typeof answer === "string" ? wrong(what, answer) : ended(what, expect, { status: answer ?? Status.SUCCESS, why: "" })
  )
}
