/**
 * A party of a multipoint call, as a program holds it.
 */
import { NdisStatus } from "@condis/core/NdisStatus"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { type CloseReason, type DriverDied, PartyRefused } from "./Errors.ts"
import type { Machine } from "./Machine.ts"
import { park } from "./Park.ts"
import type { PartyMachine } from "./PartyMachine.ts"

/** A leaf of a call. */
export interface Party {
  /** Where it is. */
  readonly label: string
  /** Takes it out of the call; the last party takes the call with it. `data` goes along if the medium can carry it. */
  readonly drop: (options?: { readonly data?: Uint8Array | undefined }) => Effect.Effect<void, PartyRefused | DriverDied>
  /** Waits for its end, whoever causes it. */
  readonly ended: Effect.Effect<CloseReason>
}

const lost: CloseReason = { by: "local", status: NdisStatus.FAILURE, data: undefined }

/** The program's side of a party. */
export const partyOf = (machine: Machine, party: PartyMachine): Party => ({
  label: party.label,
  drop: (options) =>
    park<void, PartyRefused>(machine, "drop", (done) =>
      party.drop(options?.data, (status) =>
        done(
          status === NdisStatus.SUCCESS
            ? Exit.void
            : Exit.fail(new PartyRefused({ client: machine.life.name, call: party.call.label, party: party.label, status }))
        )
      )
    ),
  ended: Effect.suspend(() =>
    party.reason !== undefined
      ? Effect.succeed(party.reason)
      : Effect.catchTag(
          park<CloseReason, never>(machine, "party ended", (done) => {
            const act = (reason: CloseReason) => done(Exit.succeed(reason))
            party.whenEnded(act)
            return () => party.forgoEnd(act)
          }),
          "DriverDied",
          () => Effect.sync(() => party.reason ?? lost)
        )
  )
})
