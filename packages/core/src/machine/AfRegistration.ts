/**
 * The registration of an address family on an adapter: what a call manager or MCM driver offers there.
 *
 * A registration is quiet until the handler that made it (bind, or initialize) has returned success; only then do clients hear of it.
 * Every client bound to the adapter is notified once: those already bound when it turns `Advertised`, the others as they bind.
 * Deaths need no rows: a stand-in takes the place of a dead driver and makes the same moves (ndis/Ghost.ts).
 *
 * @see docs/condis/states.md, section 3
 */
import { NdisStatus } from "../NdisStatus.ts"
import type { Refuse } from "./Table.ts"
import { refuse, table } from "./Table.ts"

export type State = "Absent" | "RegisteredQuiet" | "Advertised" | "Withdrawing"

/**
 * What can happen to it. `HandlerSucceeded` and `HandlerFailed` are the result of the registrant's bind or initialize handler,
 * `ClientBound` a further client on the adapter, `OpenAf` a client that wants to use the family, `RegistrantLeaves` the begin of its unbind
 * or halt, and `RegistrantGone` the moment when all opens are closed and its adapter is closed or halted.
 */
// oxfmt-ignore
export type Event =
  | "Register" | "HandlerSucceeded" | "HandlerFailed" | "ClientBound" | "OpenAf" | "RegistrantLeaves" | "RegistrantGone"

export const initial: State = "Absent"

/** Where a life ends. */
export const ends: ReadonlyArray<State> = ["Absent"]

const taken = refuse(NdisStatus.FAILURE, "AF-05")
const closing = refuse(NdisStatus.FAILURE, "AF-07")
const unknown = refuse(NdisStatus.FAILURE, "AF-13")
const unheardOf = refuse(NdisStatus.FAILURE, "AF-12")
const leaving = refuse(NdisStatus.FAILURE, "AF-14")

/** Every pair is answered. Where a client has nothing to hear, `ClientBound` leaves the state alone and NDIS notifies nobody. */
// oxfmt-ignore
export const transitions = table<State, Event>({
  Absent: {
    Register: "RegisteredQuiet", HandlerSucceeded: "Absent", HandlerFailed: "Absent", ClientBound: "Absent", OpenAf: unknown,
    RegistrantLeaves: "Absent", RegistrantGone: "Absent"
  },
  RegisteredQuiet: {
    Register: taken, HandlerSucceeded: "Advertised", HandlerFailed: "Absent", ClientBound: "RegisteredQuiet", OpenAf: unheardOf,
    RegistrantLeaves: "Withdrawing", RegistrantGone: "Absent"
  },
  Advertised: {
    Register: taken, HandlerSucceeded: "Advertised", HandlerFailed: "Withdrawing", ClientBound: "Advertised", OpenAf: "Advertised",
    RegistrantLeaves: "Withdrawing", RegistrantGone: "Absent"
  },
  Withdrawing: {
    Register: closing, HandlerSucceeded: "Withdrawing", HandlerFailed: "Withdrawing", ClientBound: "Withdrawing", OpenAf: leaving,
    RegistrantLeaves: "Withdrawing", RegistrantGone: "Absent"
  }
})

/** Who is told of the family (ProtocolCoAfRegisterNotify) at an event: `All` clients bound to the adapter, the `New` one, or nobody. */
export const notifies = (state: State, event: Event): "All" | "New" | undefined => {
  if (state === "RegisteredQuiet" && event === "HandlerSucceeded") return "All"
  return state === "Advertised" && event === "ClientBound" ? "New" : undefined
}

/** What NDIS knows of the caller of Ndis(M)CmRegisterAddressFamilyEx. */
export interface Registrant {
  readonly kind: "CallManager" | "Mcm"
  /** It is inside its bind handler with its adapter open (call manager) or inside its initialize handler (MCM driver). */
  readonly inHandler: boolean
  readonly bindingClosing: boolean
  /** An MCM driver drives this NIC and offers the same family itself. */
  readonly mcmBelow: boolean
}

/** Who may register at all; asked before the table. */
export const registerGuard = (by: Registrant): Refuse | undefined => {
  if (by.bindingClosing) return refuse(NdisStatus.FAILURE, "AF-07")
  if (!by.inHandler) return refuse(NdisStatus.FAILURE, by.kind === "Mcm" ? "AF-03" : "AF-02")
  return by.kind === "CallManager" && by.mcmBelow ? refuse(NdisStatus.FAILURE, "AF-11") : undefined
}
