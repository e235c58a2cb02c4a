import { describe, expect, it } from "@effect/vitest"
import * as Binding from "../../src/machine/Binding.ts"
import { refuse, violate } from "../../src/machine/Table.ts"
import { NdisStatus } from "../../src/NdisStatus.ts"
import { conforms, failure } from "./document.ts"

const every = Object.keys(Binding.transitions) as Array<Binding.State>

conforms("2.", Binding.transitions, {
  "Unbound | ProtocolBindAdapterEx | Opening": [["Unbound", "Bind", "Opening"]],
  "Opening | bind complete | Paused": [["Opening", "BindSucceeded", "Paused"]],
  "Opening | bind failed | Unbound": [["Opening", "BindFailed", "Unbound"]],
  "Paused | PnP restart | Restarting": [["Paused", "Restart", "Restarting"]],
  "Restarting | restart complete | Running": [["Restarting", "RestartSucceeded", "Running"]],
  "Restarting | restart failed | Paused": [["Restarting", "RestartFailed", "Paused"]],
  "Running | PnP pause | Pausing": [["Running", "Pause", "Pausing"]],
  "Pausing | pause complete (all own sends back; cannot fail) | Paused": [
    ["Pausing", "PauseDone", "Paused"],
    [Binding.pauseDoneGuard({ sends: 0 }), undefined],
    [Binding.pauseDoneGuard({ sends: 1 }), violate("BIND-12")]
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

  it("a dead protocol's binding is closed by NDIS, whatever it was doing", () => {
    for (const state of every) expect(Binding.transitions[state].ProtocolDied).toBe(state === "Unbound" ? "Unbound" : "Closing")
  })

  it("BIND-02 BIND-09 the binding handle lives from the end of the open to the call that closes it", () => {
    const at = Binding.handleTransitions
    expect(at.Shut.OpenAdapter).toBe("OpeningAdapter")
    expect(at.OpeningAdapter.OpenSucceeded).toBe("Open")
    expect(at.OpeningAdapter.OpenFailed).toBe("Shut")
    expect(at.OpeningAdapter.CloseAdapter).toEqual(failure("BIND-02"))
    expect(at.Open.CloseAdapter).toBe("ClosingAdapter")
    expect(at.ClosingAdapter.CloseAdapter).toEqual(failure("BIND-09"))
    expect(at.ClosingAdapter.CloseDone).toBe("Shut")
    expect(at.OpeningAdapter.ProtocolDied).toBe("Shut")
  })

  it("BIND-01 BIND-05 an adapter is opened in the bind handler and closed in the bind or unbind handler", () => {
    for (const state of every) {
      expect(Binding.openAdapterGuard(state)).toEqual(state === "Opening" ? undefined : failure("BIND-01"))
      expect(Binding.closeAdapterGuard(state)).toEqual(state === "Opening" || state === "Closing" ? undefined : violate("BIND-05"))
    }
  })

  it("BIND-25 a bind that fails has closed its adapter, one that succeeds has it open", () => {
    expect(Binding.bindFailedGuard("Shut")).toBeUndefined()
    expect(Binding.bindFailedGuard("ClosingAdapter")).toBeUndefined()
    expect(Binding.bindFailedGuard("Open")).toEqual(violate("BIND-25"))
    expect(Binding.bindFailedGuard("OpeningAdapter")).toEqual(violate("BIND-25"))
    expect(Binding.bindSucceededGuard("Open")).toBeUndefined()
    expect(Binding.bindSucceededGuard("Shut")).toEqual(violate("BIND-04"))
  })

  it("AF-38 BIND-08 the adapter is closed after everything on the binding", () => {
    expect(Binding.closeAdapterObjectsGuard({ openFamilies: 0, objects: 0 })).toBeUndefined()
    expect(Binding.closeAdapterObjectsGuard({ openFamilies: 1, objects: 3 })).toEqual(violate("AF-38"))
    expect(Binding.closeAdapterObjectsGuard({ openFamilies: 0, objects: 1 })).toEqual(violate("BIND-08"))
  })

  it("AF-14 a closing binding makes nothing new but may tear down until its adapter is closed", () => {
    expect(Binding.connectionGuard("Running", "Open", "Make")).toBeUndefined()
    expect(Binding.connectionGuard("Opening", "Open", "Make")).toBeUndefined()
    expect(Binding.connectionGuard("Closing", "Open", "Make")).toEqual(failure("AF-14"))
    expect(Binding.connectionGuard("Closing", "Open", "TearDown")).toBeUndefined()
    expect(Binding.connectionGuard("Closing", "ClosingAdapter", "TearDown")).toEqual(failure("BIND-09"))
    expect(Binding.connectionGuard("Opening", "OpeningAdapter", "Make")).toEqual(failure("BIND-02"))
    expect(Binding.connectionGuard("Opening", "Shut", "Make")).toEqual(failure("BIND-09"))
  })
})
