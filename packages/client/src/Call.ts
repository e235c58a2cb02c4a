/**
 * A call, as a program holds it.
 *
 * A call lives in the scope it was made (or accepted) in: leaving the scope closes it, and deletes its VC if this client made it. Data
 * waits for the program: what was received stays on loan from the miniport until it is taken.
 */
import { type AtmAddress, atmAddress, atmAddressText } from "@condis/core/Atm"
import { type CallParameters, callTo } from "@condis/core/CallParameters"
import { NdisStatus } from "@condis/core/NdisStatus"
import type { NonEmptyReadonlyArray } from "effect/Array"
import type * as Channel from "effect/Channel"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Sink from "effect/Sink"
import type * as Stream from "effect/Stream"
import type { CallMachine } from "./CallMachine.ts"
import {
  CallEnded,
  CallRejected,
  type CloseReason,
  CloseRefused,
  type DriverDied,
  ModifyRefused,
  type Outcome,
  PartyRefused,
  Refused,
  SendFailed
} from "./Errors.ts"
import { type Asks, asksOf } from "./Information.ts"
import type { Machine } from "./Machine.ts"
import { type Party, partyOf } from "./Party.ts"
import { PartyMachine } from "./PartyMachine.ts"
import { park } from "./Park.ts"
import { callEnded, cannotSend, duplexOf, type SinkError, sinkOf, type StreamError, streamOf } from "./Streams.ts"

/** An established call. What it asks of the adapter is about its VC alone. */
export interface Call extends Asks {
  /** Where it goes to, or the SAP it came in at. */
  readonly label: string
  /** The parameters in force, as far as this side was told. */
  readonly parameters: CallParameters
  /** Sends octets, or a chain of several, and waits until all came home. At most `sendWindow` chains of a call are out at a time. */
  readonly send: (payload: Uint8Array | ReadonlyArray<Uint8Array>) => Effect.Effect<void, SendFailed | DriverDied>
  /**
   * Cancels the sends of this call that are under way. Each of them ends: with NDIS_STATUS_SEND_ABORTED if it had not left, else as if
   * nobody had asked. Nothing is promised (NBL-23).
   */
  readonly cancelSends: Effect.Effect<void, DriverDied>
  /** The next octets. What arrived before the end of the call can be taken after it. */
  readonly receive: Effect.Effect<Uint8Array, CallEnded>
  /**
   * What arrives, all that is there at a time. Ends when the remote side closes the call normally; every other end is a failure, after what
   * arrived before it. A consumer that is slow leaves the rest on loan. Two readers of one call share its data.
   */
  readonly stream: Stream.Stream<Uint8Array, StreamError>
  /**
   * Sends what a stream brings, each chunk as chains, and waits at its end until all came home. Takes no more while `sendWindow` lists are
   * out. Octets beyond the largest unit of the call are cut. It does not close the call: the other side learns of the end by the close.
   */
  readonly sink: Sink.Sink<void, Uint8Array, never, SinkError>
  /** `stream` and `sink` as one channel. When its input ends the call stays up, and it ends with the call. */
  readonly duplex: <IE = never>() => Channel.Channel<
    NonEmptyReadonlyArray<Uint8Array>,
    StreamError | SinkError | IE,
    void,
    NonEmptyReadonlyArray<Uint8Array>,
    IE
  >
  /**
   * Asks for other parameters and answers those then in force; the network may have changed them. One change at a time. To keep, ask again
   * or close is the program's choice.
   */
  readonly modify: (parameters: CallParameters) => Effect.Effect<CallParameters, ModifyRefused | CallEnded | DriverDied>
  /**
   * Closes the call: waits for its own sends, then for the end. A receiver that takes nothing holds that up as long as it likes, unless
   * {@link cancelSends} or the end of the scope ends the sends. `data` goes to the other side if the medium can carry it.
   */
  readonly close: (options?: { readonly data?: Uint8Array | undefined }) => Effect.Effect<void, CloseRefused | DriverDied>
  /** Adds a party to a call made with `multipoint`. It leaves with the call, or before. */
  readonly addParty: (options: AddParty) => Effect.Effect<Party, PartyRefused | Refused | CallEnded | DriverDied>
  /** The parties of a multipoint call that take part now. */
  readonly parties: ReadonlyArray<Party>
  /** Waits for the end, whoever causes it. When the remote side closes, it is told at once; the VC is released meanwhile. */
  readonly ended: Effect.Effect<CloseReason>
}

/** A party to add. */
export interface AddParty {
  /** Its address. */
  readonly to: string | AtmAddress
  /** Whole parameters, instead of those of the call with this address. */
  readonly parameters?: CallParameters | undefined
}

const asChain = (payload: Uint8Array | ReadonlyArray<Uint8Array>): ReadonlyArray<Uint8Array> =>
  payload instanceof Uint8Array ? [payload] : payload

const addressOf = (client: string, text: string): Effect.Effect<AtmAddress, Refused> =>
  Effect.try({
    try: () => atmAddress(text),
    catch: (error) => new Refused({ client, operation: `the address ${text}`, status: NdisStatus.INVALID_ADDRESS, why: String(error) })
  })

/** The parameters of a call, with another called address. */
const calling = ({ CallMgrParameters }: CallParameters, to: AtmAddress): CallParameters =>
  callTo(
    to,
    undefined,
    CallMgrParameters === null ? undefined : { transmit: CallMgrParameters.Transmit, receive: CallMgrParameters.Receive }
  )

const lost: CloseReason = { by: "local", status: NdisStatus.FAILURE, data: undefined }

/** The program's side of a call. */
export const callOf = (machine: Machine, call: CallMachine): Call => {
  const client = machine.life.name
  const { label } = call
  const ended = () => callEnded(machine, call)
  return {
    label,
    ...asksOf(Effect.succeed(machine), call.vc),
    get parameters() {
      return call.parameters
    },
    send: (payload) =>
      park<void, SendFailed>(machine, "send", (done) => {
        const failed = (status: NdisStatus) => done(Exit.fail(new SendFailed({ client, call: label, status })))
        const refused = cannotSend(call)
        if (refused !== undefined) return failed(refused)
        call.traffic.send(asChain(payload), (status) => (status === NdisStatus.SUCCESS ? done(Exit.void) : failed(status)))
      }),
    cancelSends: park<void, never>(machine, "cancelSends", (done) => {
      call.cancelSends()
      done(Exit.void)
    }),
    receive: Effect.catchTag(
      park<Uint8Array, CallEnded>(
        machine,
        "receive",
        (done) => {
          const taker = {
            most: 1,
            take: ([octets]: ReadonlyArray<Uint8Array>) => done(octets === undefined ? Exit.fail(ended()) : Exit.succeed(octets))
          }
          call.traffic.take(taker)
          return () => call.traffic.forgo(taker)
        },
        (octets) => call.traffic.putBack([octets])
      ),
      "DriverDied",
      () => Effect.suspend(() => Effect.fail(new CallEnded({ client, call: label, reason: call.reason ?? lost })))
    ),
    get stream() {
      return streamOf(machine, call)
    },
    get sink() {
      return sinkOf(machine, call)
    },
    duplex: () => duplexOf(machine, call),
    modify: (parameters) =>
      park<CallParameters, ModifyRefused | CallEnded>(machine, "modify", (done) => {
        const refused = (status: NdisStatus) => done(Exit.fail(new ModifyRefused({ client, call: label, status })))
        if (call.state !== "up" || call.reason !== undefined) return done(Exit.fail(ended()))
        if (call.isChanging) return refused(NdisStatus.NOT_ACCEPTED)
        call.change(parameters, (status) => {
          if (call.over) done(Exit.fail(ended()))
          else if (status === NdisStatus.SUCCESS) done(Exit.succeed(call.parameters))
          else refused(status)
        })
      }),
    close: (options) =>
      park<void, CloseRefused>(machine, "close", (done) =>
        call.close(options?.data, (status) =>
          done(status === NdisStatus.SUCCESS ? Exit.void : Exit.fail(new CloseRefused({ client, call: label, status })))
        )
      ),
    addParty: Effect.fnUntraced(function* ({ parameters, to }: AddParty) {
      const address = typeof to === "string" ? yield* addressOf(client, to) : to
      const text = atmAddressText(address)
      let made: PartyMachine | undefined
      return yield* park<Party, PartyRefused | CallEnded>(
        machine,
        "addParty",
        (done) => {
          const refused = (status: NdisStatus) => done(Exit.fail(new PartyRefused({ client, call: label, party: text, status })))
          if (call.parties === undefined) return refused(NdisStatus.NOT_SUPPORTED)
          if (call.state !== "up" || call.reason !== undefined) return done(Exit.fail(ended()))
          const party = new PartyMachine(call.parties, text, (status) => {
            if (status === NdisStatus.SUCCESS) done(Exit.succeed(partyOf(machine, party)))
            else refused(status)
          })
          made = party
          party.add(parameters ?? calling(call.parameters, address))
        },
        () => made?.drop()
      )
    }),
    get parties() {
      return [...(call.parties?.all ?? [])].filter(({ state }) => state === "up").map((party) => partyOf(machine, party))
    },
    ended: Effect.suspend(() =>
      call.reason !== undefined
        ? Effect.succeed(call.reason)
        : Effect.catchTag(
            park<CloseReason, never>(machine, "ended", (done) => {
              const act = (reason: CloseReason) => done(Exit.succeed(reason))
              call.whenEnded(act)
              return () => call.forgoEnd(act)
            }),
            "DriverDied",
            () => Effect.sync(() => call.reason ?? lost)
          )
    )
  }
}

/** What a program that made a call is told. */
export const outcomeExit = (machine: Machine, call: CallMachine, outcome: Outcome): Exit.Exit<Call, CallRejected | Refused> => {
  const client = machine.life.name
  switch (outcome._tag) {
    case "up":
      return Exit.succeed(callOf(machine, call))
    case "refused":
      return Exit.fail(
        new Refused({
          client,
          operation: `the call to ${call.label}`,
          status: outcome.status,
          why: "no VC could be created; try again when calls have ended"
        })
      )
    case "rejected":
      return Exit.fail(new CallRejected({ client, call: call.label, status: outcome.status }))
    case "ended":
      return Exit.fail(new CallRejected({ client, call: call.label, status: outcome.reason.status }))
  }
}

/** A call that a scope owns. It is there before the call is, so that no interruption can slip between. */
export class Owned {
  call: CallMachine | undefined = undefined
  private readonly machine: Machine
  constructor(machine: Machine) {
    this.machine = machine
  }

  /** Leaving the scope: closes the call and waits until it (and a VC of our own) is gone. */
  readonly release: Effect.Effect<void> = Effect.suspend(() => {
    const { call, machine } = this
    if (call === undefined || (call.vc.byClient ? call.vc.gone : call.over)) return Effect.void
    return Effect.ignore(
      park<void, never>(machine, "close", (done) => {
        call.release()
        if (call.vc.byClient) call.vc.whenGone(() => done(Exit.void))
        else call.whenOver(() => done(Exit.void))
      })
    )
  })
}
