import { describe, expect, it } from "@effect/vitest"
import * as Binding from "../../src/machine/Binding.ts"
import { moves, refuse, violate } from "../../src/machine/Table.ts"
import { NdisStatus } from "../../src/NdisStatus.ts"
import { conforms, failure } from "./document.ts"

const every = Object.keys(Binding.transitions) as Array<Binding.State>

// oxfmt-ignore
conforms("2.", Binding.transitions, {
  "Unbound | ProtocolBindAdapterEx | Opening": [["Unbound", "Bind", "Opening"]],
  "Opening | bind complete | Paused": [["Opening", "BindSucceeded", "Paused"]],
  "Opening | bind failed | Unbound": [["Opening", "BindFailed", "Unbound"]],
  "Paused | PnP restart | Restarting": [["Paused", "Restart", "Restarting"]],
  "Restarting | restart complete | Running": [["Restarting", "RestartSucceeded", "Running"]],
  "Restarting | restart failed | Paused": [["Restarting", "RestartFailed", "Paused"]],
  "Running | PnP pause | Pausing": [["Running", "Pause", "Pausing"]],
  "Pausing | pause complete (all own sends back; cannot fail) | Paused": [
    ["Pausing", "PauseDone", "Paused"]
  ],
  "Paused | ProtocolUnbindAdapterEx | Closing": [["Paused", "Unbind", "Closing"]],
  "Closing | unbind complete | Unbound": [["Closing", "UnbindDone", "Unbound"]],
  "Running, Pausing | sends/receives (Pausing: start none) | same": [
    ["Running", "Send", "Running"], ["Running", "SendComplete", "Running"], ["Running", "Receive", "Running"],
    ["Pausing", "Send", refuse(NdisStatus.PAUSED, "NBL-19")], ["Pausing", "SendComplete", "Pausing"], ["Pausing", "Receive", "Pausing"]
  ],
  "Closing, Paused, Restarting, Running, Pausing | OID requests | same":
    (["Closing", "Paused", "Restarting", "Running", "Pausing"] as const).map((state) => [state, "OidRequest", state] as const)
})

describe("Binding", () => {
  it("NBL-19 BIND-04 OID-11 a binding that is not running starts no send, one that is not bound makes no request", () => {
    for (const state of ["Paused", "Restarting", "Pausing", "Closing"] as const) {
      expect(Binding.transitions[state].Send).toEqual(refuse(NdisStatus.PAUSED, "NBL-19"))
    }
    for (const state of ["Unbound", "Opening"] as const) {
      expect(Binding.transitions[state].Send).toEqual(failure("BIND-04"))
      expect(Binding.transitions[state].OidRequest).toEqual(failure("OID-11"))
    }
  })

  it("BIND-11 a binding is unbound only from Paused", () => {
    for (const state of every) {
      expect(Binding.transitions[state].Unbind).toEqual(state === "Paused" ? "Closing" : violate("BIND-15"))
    }
  })

  it("BIND-05 an adapter is closed in the bind or unbind handler", () => {
    for (const binding of every) {
      const guard = Binding.closeAdapterGuard({ binding, openFamilies: 0, ownVcs: 0 })
      expect(guard).toEqual(binding === "Opening" || binding === "Closing" ? undefined : failure("BIND-05"))
    }
  })

  it("BIND-25 a bind that fails has closed its adapter, one that succeeds has it open", () => {
    expect(Binding.bindGuard({ succeeded: false, open: false })).toBeUndefined()
    expect(Binding.bindGuard({ succeeded: true, open: true })).toBeUndefined()
    expect(Binding.bindGuard({ succeeded: false, open: true })).toEqual(violate("BIND-25"))
    expect(Binding.bindGuard({ succeeded: true, open: false })).toEqual(violate("BIND-25"))
  })

  it("AF-38 BIND-26 the adapter is closed after everything on the binding", () => {
    expect(Binding.closeAdapterGuard({ binding: "Closing", openFamilies: 1, ownVcs: 3 })).toEqual(failure("AF-38"))
    expect(Binding.closeAdapterGuard({ binding: "Closing", openFamilies: 0, ownVcs: 1 })).toEqual(failure("BIND-26"))
  })

  it("a dead protocol's binding gets to Closing by steps of the table, unless its bind is not over", () => {
    const end = (state: Binding.State): Binding.State => {
      const step = Binding.wind(state)
      const next = step === undefined ? undefined : Binding.transitions[state][step]
      return next === undefined ? state : moves(next) ? end(next) : state
    }
    expect(every.map(end)).toEqual(["Unbound", "Opening", "Closing", "Closing", "Closing", "Closing", "Closing"])
  })
})
