/**
 * The call control *UNI*: calls over an ATM user-network interface (UNI 3.1 and 4.0, that is Q.2931), with the modification of
 * point-to-point calls that are up (Q.2963.1), and with point-to-multipoint calls whose root is here (Q.2971). Status enquiry, restart and the
 * loss of the signalling link are those of Q.2931. The user side as a `CallControl`, the network side as a `SwitchControl`.
 *
 * Not in it: leaves that join by themselves. Permanent VCs are a control around it (`Permanent`).
 */
import { type AddressFamily, q2931 } from "@condis/core/AddressFamily"
import { type AtmAddress, noAddress } from "@condis/core/Atm"
import type { CallControl, SwitchControl } from "@condis/core/CallControl"
import { idle, step } from "./Call.ts"
import { codec, type Message, messageName, opens, referenceOf, stray } from "./Message.ts"
import { Network, type NetworkOptions } from "./Network.ts"
import { type Line, lineControl } from "./Line.ts"
import { concerns } from "./StatusMessage.ts"
import { checkSap, sameSap, serves } from "./SapMatch.ts"
import { type Call, type Settings, stateName } from "./State.ts"
import { type Timers, timers } from "./Timer.ts"

/** What the user side can be told at its making; what is left out has the value named. */
export interface Options {
  /** By default Q.2931 in version 3.1. */
  readonly addressFamily?: AddressFamily
  /** Address of this side, said to the network when a client does not say who calls. By default none. */
  readonly address?: AtmAddress
  /** By default `defaultTimers`. */
  readonly timers?: Partial<Timers>
  /** Can close data be sent? By default yes. Otherwise a close with data is refused: INVALID_DATA. */
  readonly closeData?: boolean
  /** Most close data a message carries, in bytes. By default 131, the most user-user information Q.2931 has room for. */
  readonly closeDataLimit?: number
  /** May a called client answer with higher rates than it was offered? By default no: the call ends with INCOMPATIBLE_QOS. */
  readonly acceptsIncrease?: boolean
  /** Can calls that are up be modified? By default yes. Otherwise a client is told NOT_SUPPORTED and the far side is rejected. */
  readonly modify?: boolean
}

/** The user side. */
export const callControl = (options: Options = {}): CallControl<Call, Message, Line> => {
  const settings: Settings = {
    address: options.address ?? noAddress,
    timers: timers(options.timers),
    closeData: options.closeData ?? true,
    closeDataLimit: options.closeDataLimit ?? 131,
    acceptsIncrease: options.acceptsIncrease ?? false,
    modify: options.modify ?? true
  }
  return {
    name: "UNI",
    addressFamily: options.addressFamily ?? q2931,
    codec,
    idle: (reference) => idle(settings, reference),
    step,
    stateName,
    messageName,
    uses: ({ connectionId }, connection) => connectionId !== undefined && concerns(connection, connectionId),
    line: lineControl(settings.timers),
    referenceOf,
    opens,
    stray,
    checkSap,
    sameSap,
    serves
  }
}

/** The network side, for one switch. */
export const network = (options: NetworkOptions = {}): SwitchControl<Message> => new Network(options)
