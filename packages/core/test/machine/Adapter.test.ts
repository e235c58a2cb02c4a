import { describe, expect, it } from "@effect/vitest"
import * as Adapter from "../../src/machine/Adapter.ts"
import { refuse, violate } from "../../src/machine/Table.ts"
import { NdisStatus } from "../../src/NdisStatus.ts"
import { conforms, failure } from "./document.ts"

const every = Object.keys(Adapter.transitions) as Array<Adapter.State>

// oxfmt-ignore
conforms("1.", Adapter.transitions, {
  "Halted | MiniportInitializeEx called | Initializing": [["Halted", "Initialize", "Initializing"]],
  "Initializing | it succeeds | Paused": [["Initializing", "InitializeSucceeded", "Paused"]],
  "Initializing | it fails | Halted": [["Initializing", "InitializeFailed", "Halted"]],
  "Paused | MiniportRestart | Restarting": [["Paused", "Restart", "Restarting"]],
  "Restarting | restart done | Running": [["Restarting", "RestartSucceeded", "Running"]],
  "Restarting | restart failed | Paused": [["Restarting", "RestartFailed", "Paused"]],
  "Running | MiniportPause | Pausing": [["Running", "Pause", "Pausing"]],
  "Pausing | pause complete (cannot fail) | Paused": [["Pausing", "PauseDone", "Paused"]],
  "Paused | MiniportHaltEx | Halted": [["Paused", "Halt", "Halting"], ["Halting", "HaltDone", "Halted"]],
  "Paused, Restarting, Running, Pausing | MiniportShutdownEx | Shutdown (final)": [
    ["Paused", "Shutdown", "Shutdown"], ["Restarting", "Shutdown", "Shutdown"], ["Running", "Shutdown", "Shutdown"],
    ["Pausing", "Shutdown", "Shutdown"]
  ],
  "Running, Pausing | sends and receives | same": [
    ["Running", "Send", "Running"], ["Running", "Receive", "Running"], ["Pausing", "Send", "Pausing"], ["Pausing", "Receive", "Pausing"]
  ],
  "Paused, Restarting, Running, Pausing | OID requests | same": [
    ["Paused", "OidRequest", "Paused"], ["Restarting", "OidRequest", "Restarting"], ["Running", "OidRequest", "Running"],
    ["Pausing", "OidRequest", "Pausing"]
  ],
  "any | reset start / end | same (orthogonal flag, section 13)": every.flatMap((state) =>
    [[state, "ResetStart", state], [state, "ResetEnd", state]] as const
  )
})

describe("Adapter", () => {
  it("BIND-15 a step that the table of the documents leaves blank is invalid", () => {
    const steps = {
      Initialize: ["Halted"],
      Restart: ["Paused"],
      Pause: ["Running"],
      Halt: ["Paused"],
      Shutdown: ["Paused", "Restarting", "Running", "Pausing"]
    } as const
    for (const [step, from] of Object.entries(steps) as Array<[keyof typeof steps, ReadonlyArray<Adapter.State>]>) {
      for (const state of every) {
        if (!from.includes(state)) expect([state, step, Adapter.transitions[state][step]]).toEqual([state, step, violate("BIND-15")])
      }
    }
  })

  it("BIND-14 NBL-54 BIND-17 data stops where the adapter is not running", () => {
    expect(Adapter.transitions.Paused.Send).toEqual(refuse(NdisStatus.PAUSED, "BIND-14"))
    expect(Adapter.transitions.Restarting.Send).toEqual(refuse(NdisStatus.PAUSED, "BIND-14"))
    expect(Adapter.transitions.Paused.Receive).toEqual(violate("NBL-54"))
    expect(Adapter.transitions.Halting.Send).toEqual(failure("BIND-17"))
    expect(Adapter.transitions.Halted.OidRequest).toEqual(failure("BIND-17"))
  })
})
