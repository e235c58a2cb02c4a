import { describe, expect, it } from "@effect/vitest"
import * as SapAxis from "../../src/machine/SapAxis.ts"
import { conforms, failure } from "./document.ts"

// oxfmt-ignore
conforms("5.", SapAxis.transitions, {
  "None | NdisClRegisterSap on Open AF | Registering": [["None", "RegisterSap", "Registering"]],
  "Registering | incoming call dispatched | Registering (delivered to client)": [["Registering", "DispatchIncomingCall", "Registering"]],
  "Registering | SUCCESS | Registered": [["Registering", "RegisterSucceeded", "Registered"]],
  "Registering | failure | None (handle dead/NULL)": [["Registering", "RegisterFailed", "None"]],
  "Registered | incoming call dispatched | Registered": [["Registered", "DispatchIncomingCall", "Registered"]],
  "Registered | NdisClDeregisterSap | Deregistering (client handle dead)": [["Registered", "DeregisterSap", "Deregistering"]],
  "Registered | AF closing marks it released | Gone": [["Registered", "AfClosing", "Gone"]],
  "Deregistering | NdisClDeregisterSap again | refuse FAILURE": [["Deregistering", "DeregisterSap", failure("SAP-10")]],
  "Deregistering | dispatch | refuse FAILURE": [["Deregistering", "DispatchIncomingCall", failure("SAP-16")]],
  "Deregistering | SUCCESS | Gone (calls and VCs untouched)": [["Deregistering", "DeregisterSucceeded", "Gone"]],
  "Deregistering | call manager's own failure code | Registered (handle usable again, derived)": [
    ["Deregistering", "DeregisterFailed", "Registered"]
  ],
  "Gone | NdisClDeregisterSap | complete FAILURE": [
    ["Gone", "DeregisterSap", failure("SAP-17")]
  ]
})

describe("SapAxis", () => {
  it("SAP-16 no call is dispatched on a SAP that is not there", () => {
    expect(SapAxis.transitions.None.DispatchIncomingCall).toEqual(failure("SAP-16"))
    expect(SapAxis.transitions.Gone.DispatchIncomingCall).toEqual(failure("SAP-16"))
  })

  it("HND-01 SAP-06 a client without the handle cannot deregister", () => {
    expect(SapAxis.transitions.Registering.DeregisterSap).toEqual(failure("HND-01"))
    expect(SapAxis.transitions.None.DeregisterSap).toEqual(failure("SAP-06"))
  })

  it("SAP-17 a SAP that its family releases while something is under way is owned by nobody afterwards", () => {
    expect(SapAxis.transitions.Registering.AfClosing).toBe("RegisteringReleased")
    expect(SapAxis.transitions.RegisteringReleased.RegisterSucceeded).toBe("Releasing")
    expect(SapAxis.transitions.RegisteringReleased.RegisterFailed).toBe("Gone")
    expect(SapAxis.transitions.RegisteringReleased.DispatchIncomingCall).toEqual(failure("SAP-16"))
    expect(SapAxis.transitions.Deregistering.AfClosing).toBe("Releasing")
    expect(SapAxis.transitions.Releasing.DeregisterFailed).toBe("Gone")
  })
})
