/**
 * A SAP a program listens at, and the calls offered there.
 */
import type { CallParameters } from "@condis/core/CallParameters"
import { NdisStatus } from "@condis/core/NdisStatus"
import type { Sap } from "@condis/core/Sap"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import { type Call, callOf, Owned } from "./Call.ts"
import type { CallMachine } from "./CallMachine.ts"
import { CallEnded, type DriverDied, ListenerClosed, Refused } from "./Errors.ts"
import type { Listening } from "./Listening.ts"
import type { Machine } from "./Machine.ts"
import { park } from "./Park.ts"
import { type Policies, withPolicies } from "./Policy.ts"

/** A call that is offered. It is decided once; what its listener's scope leaves undecided is rejected. */
export interface IncomingCall {
  readonly sap: Sap
  /** What the caller asks for, or, once it was accepted, what was agreed. */
  readonly parameters: CallParameters
  /**
   * Takes the call and waits until it is connected. Other `parameters` than those offered are proposed to the caller. The call lives in the
   * scope of this effect.
   */
  readonly accept: (options?: {
    readonly parameters?: CallParameters | undefined
    readonly policies?: Partial<Policies> | undefined
  }) => Effect.Effect<Call, CallEnded | Refused | DriverDied, Scope.Scope>
  /** Says no, by default with NDIS_STATUS_FAILURE. SUCCESS and PENDING are no refusals and count as FAILURE. */
  readonly reject: (status?: NdisStatus) => Effect.Effect<void, Refused | DriverDied>
}

/** Calls at one SAP. */
export interface Listener {
  readonly sap: Sap
  /** The next incoming call. Offers nobody takes wait, up to `listenBuffer`; beyond it they are rejected with NDIS_STATUS_RESOURCES. */
  readonly take: Effect.Effect<IncomingCall, ListenerClosed | DriverDied>
}

const incomingOf = (machine: Machine, listening: Listening, call: CallMachine): IncomingCall => {
  const client = machine.life.name
  let accepting = false
  const late = () =>
    new Refused({
      client,
      operation: `answering the call at ${call.label}`,
      status: NdisStatus.INVALID_STATE,
      why: "it was decided before"
    })
  return {
    sap: listening.sap,
    get parameters() {
      return call.parameters
    },
    accept: (options) =>
      Effect.gen(function* () {
        const owned = new Owned(machine)
        yield* Effect.addFinalizer(() => owned.release)
        return yield* park<Call, CallEnded | Refused>(
          machine,
          "accept",
          (done) => {
            if (accepting) return done(Exit.fail(late()))
            accepting = true
            if (call.reason !== undefined) return done(Exit.fail(new CallEnded({ client, call: call.label, reason: call.reason })))
            owned.call = call
            listening.decided(call)
            call.policies = withPolicies(call.policies, options?.policies)
            call.accept(options?.parameters)
            call.whenSettled((outcome) => {
              if (outcome._tag === "ended") done(Exit.fail(new CallEnded({ client, call: call.label, reason: outcome.reason })))
              else done(Exit.succeed(callOf(machine, call)))
            })
            return () => call.release()
          },
          () => call.release()
        )
      }),
    reject: (status = NdisStatus.FAILURE) =>
      park<void, Refused>(machine, "reject", (done) => {
        // A call that a policy accepted is closed instead.
        if (!accepting && call.state !== "offered" && !call.over) call.release()
        else if (accepting || !call.reject(status)) return done(Exit.fail(late()))
        accepting = true
        done(Exit.void)
      })
  }
}

/** The program's side of a listener. */
export const listenerOf = (machine: Machine, listening: Listening): Listener => ({
  sap: listening.sap,
  take: Effect.map(
    park<CallMachine, ListenerClosed>(
      machine,
      "take",
      (done) => {
        const taker = (call: CallMachine | undefined) =>
          done(call === undefined ? Exit.fail(new ListenerClosed({ client: machine.life.name, sap: listening.label })) : Exit.succeed(call))
        listening.take(taker)
        return () => listening.forgo(taker)
      },
      (call) => listening.putBack(call)
    ),
    (call) => incomingOf(machine, listening, call)
  )
})
