import { describe, expect, it } from "@effect/vitest"
import * as AfRegistration from "../../src/machine/AfRegistration.ts"
import { conforms, failure } from "./document.ts"

const manager: AfRegistration.Registrant = {
  kind: "CallManager",
  inHandler: true,
  bindingClosing: false,
  mcmBelow: false
}
const guard = (but: Partial<AfRegistration.Registrant>) => AfRegistration.registerGuard({ ...manager, ...but })

// oxfmt-ignore
conforms("3.", AfRegistration.transitions, {
  "Absent | register, inside bind/initialize handler | Registered-quiet": [
    ["Absent", "Register", "RegisteredQuiet"], [guard({}), undefined], [guard({ kind: "Mcm" }), undefined]
  ],
  "Absent | register, wrong context/role/binding closing | refuse FAILURE": [
    [guard({ inHandler: false }), failure("AF-02")],
    [guard({ kind: "Mcm", inHandler: false }), failure("AF-03")],
    [guard({ bindingClosing: true }), failure("AF-07")]
  ],
  "Registered-quiet | that handler returns success | Advertised (notify every client)": [
    ["RegisteredQuiet", "HandlerSucceeded", "Advertised"], [AfRegistration.notifies("RegisteredQuiet", "HandlerSucceeded"), "All"]
  ],
  "Registered-quiet | that handler fails | Absent": [["RegisteredQuiet", "HandlerFailed", "Absent"]],
  "Advertised | another client binds | Advertised (notify it)": [
    ["Advertised", "ClientBound", "Advertised"], [AfRegistration.notifies("Advertised", "ClientBound"), "New"]
  ],
  "Advertised | second registration of same AF | refuse FAILURE": [["Advertised", "Register", failure("AF-05")]],
  "Advertised | registrant unbinds / halts begins | Withdrawing (opens refused)": [
    ["Advertised", "RegistrantLeaves", "Withdrawing"], ["Withdrawing", "OpenAf", failure("AF-14")]
  ],
  "Withdrawing | all opens closed, adapter closed/halted | Absent": [["Withdrawing", "RegistrantGone", "Absent"]]
})

describe("AfRegistration", () => {
  it("AF-09 nobody hears of a family that is not advertised", () => {
    const events = Object.keys(AfRegistration.transitions.Absent) as Array<AfRegistration.Event>
    const told = (Object.keys(AfRegistration.transitions) as Array<AfRegistration.State>).flatMap((state) =>
      events.filter((event) => AfRegistration.notifies(state, event) !== undefined).map((event) => `${state} ${event}`)
    )
    expect(told).toEqual(["RegisteredQuiet HandlerSucceeded", "Advertised ClientBound"])
  })

  it("AF-12 AF-13 a family is opened only while it is advertised", () => {
    expect(AfRegistration.transitions.Absent.OpenAf).toEqual(failure("AF-13"))
    expect(AfRegistration.transitions.RegisteredQuiet.OpenAf).toEqual(failure("AF-12"))
    expect(AfRegistration.transitions.Advertised.OpenAf).toBe("Advertised")
  })

  it("AF-05 AF-07 one registrant for each family, and none while the last one withdraws", () => {
    expect(AfRegistration.transitions.RegisteredQuiet.Register).toEqual(failure("AF-05"))
    expect(AfRegistration.transitions.Withdrawing.Register).toEqual(failure("AF-07"))
  })

  it("AF-11 a call manager gives way to the MCM driver of the same NIC", () => {
    expect(guard({ mcmBelow: true })).toEqual(failure("AF-11"))
    expect(guard({ kind: "Mcm", mcmBelow: true })).toBeUndefined()
  })
})
