/**
 * Call control: a signalling protocol as a value.
 *
 * A signalling protocol is a pure machine. Events come in (what the client asked, what the network sent, which timer ran out), actions
 * come out (what to send, activate, complete, dispatch). The call-manager kit runs the value as a stand-alone call manager (NdisCm*,
 * signalling VC through NDIS); the MCM kit runs the very same value inside a miniport (NdisMCm*, own hardware path).
 *
 * @see docs/condis/operations.md, part C
 */
import type { AddressFamily } from "./AddressFamily.ts"
import type { VpiVci } from "./Atm.ts"
import type { CallParameters } from "./CallParameters.ts"
import type { Contract } from "./data/Contract.ts"
import type { NdisStatus } from "./NdisStatus.ts"
import type { Sap } from "./Sap.ts"
import type { Carried } from "./Trace.ts"

/** How a protocol's messages travel in a frame. A value codec hands the message over as it is; a byte codec makes and reads octets. */
export interface Codec<Message> {
  readonly encode: (message: Message) => unknown
  /** Undefined: the frame is not a message of this protocol (the receiver drops it with a record). */
  readonly decode: (payload: unknown) => Message | undefined
}

/** What happens to a call. Parties are named by numbers that no two parties of a call share in its life; the first is 0. */
export type CallEvent<Message> =
  /** ProtocolCmMakeCall: the client asks for a call with these parameters. With a party the call is multipoint, and that is its first. */
  | { readonly _tag: "MakeCall"; readonly parameters: CallParameters; readonly party?: number }
  /** A message of this call came from the network. */
  | { readonly _tag: "Message"; readonly message: Message }
  /** A timer this call started ran out. */
  | { readonly _tag: "Timer"; readonly timer: string }
  /** The activation this call asked for ended; parameters are those in force (the miniport may have rounded). */
  | { readonly _tag: "Activated"; readonly status: NdisStatus; readonly parameters: CallParameters }
  /** An offer was answered: by the client, or with a status by whatever kept it from reaching one. `taken`: it failed after the client took it. */
  | {
      readonly _tag: "Answered"
      readonly status: NdisStatus
      readonly parameters: CallParameters
      readonly changed: boolean
      readonly taken: boolean
    }
  /** The client that is offered the call answers later (ProtocolClIncomingCall returned PENDING): its user is being alerted. */
  | { readonly _tag: "Pended" }
  /** ProtocolCmModifyCallQoS: the client asks for other parameters. */
  | { readonly _tag: "Modify"; readonly parameters: CallParameters }
  /** ProtocolClIncomingCallQoSChange returned and the client neither countered nor closed: it agrees. */
  | { readonly _tag: "QoSAccepted" }
  /** ProtocolCmAddParty: the client wants one more party in its multipoint call. Answered by `PartyAdded`. */
  | { readonly _tag: "AddParty"; readonly party: number; readonly parameters: CallParameters }
  /** ProtocolCmDropParty: the client drops a party, or acknowledges that it left. Answered by `PartyDropped`. */
  | { readonly _tag: "DropParty"; readonly party: number; readonly data: Uint8Array | undefined }
  /** ProtocolCmCloseCall: the client ends the call, or acknowledges that it was ended. */
  | { readonly _tag: "Close"; readonly data: Uint8Array | undefined }
  /** The signalling link is gone, and may come back. */
  | { readonly _tag: "LinkLost" }
  /** The signalling link is back, and this call was not given up meanwhile. */
  | { readonly _tag: "LinkBack" }
  /** The path to the network is gone, or the driver is being stopped: end without talking. */
  | { readonly _tag: "Abort"; readonly status: NdisStatus }

/** What a call wants done, in this order. */
export type CallAction<Message> =
  | { readonly _tag: "Send"; readonly message: Message }
  | { readonly _tag: "StartTimer"; readonly timer: string; readonly millis: number }
  | { readonly _tag: "StopTimer"; readonly timer: string }
  /** Activate (or re-activate) the VC; answered by `Activated`. */
  | { readonly _tag: "Activate"; readonly parameters: CallParameters }
  /** Ndis(M)CmMakeCallComplete. On failure the manager first deactivates a VC that was activated. */
  | { readonly _tag: "CallMade"; readonly status: NdisStatus; readonly parameters: CallParameters }
  /** Find the SAP, create the VC, activate it, Ndis(M)CmDispatchIncomingCall (A-02: in this order or the other); answered by `Answered`. */
  | { readonly _tag: "Offer"; readonly parameters: CallParameters }
  /** Ndis(M)CmDispatchCallConnected. */
  | { readonly _tag: "Connected" }
  /** Ndis(M)CmDispatchIncomingCallQoSChange; answered by `QoSAccepted`, `Modify` or `Close`. */
  | { readonly _tag: "QoSProposed"; readonly parameters: CallParameters }
  /** Ndis(M)CmModifyCallQoSComplete. */
  | { readonly _tag: "Modified"; readonly status: NdisStatus; readonly parameters: CallParameters }
  /** Ndis(M)CmDispatchIncomingCloseCall; answered by `Close`. SUCCESS means the remote party asked for it. */
  | { readonly _tag: "IncomingClose"; readonly status: NdisStatus; readonly data: Uint8Array | undefined }
  /** Ndis(M)CmAddPartyComplete. */
  | { readonly _tag: "PartyAdded"; readonly party: number; readonly status: NdisStatus; readonly parameters: CallParameters }
  /** Ndis(M)CmDropPartyComplete. */
  | { readonly _tag: "PartyDropped"; readonly party: number; readonly status: NdisStatus }
  /** Ndis(M)CmDispatchIncomingDropParty; answered by `DropParty`, or by `Close`. Never for the last party: its call is closed. */
  | { readonly _tag: "IncomingDrop"; readonly party: number; readonly status: NdisStatus; readonly data: Uint8Array | undefined }
  /** The network does not answer for this connection any more. The call is over in this step; what comes of it is the line's affair. */
  | { readonly _tag: "Stuck"; readonly connection: VpiVci }
  /** The close the client asked for is refused with this status; the call stays. */
  | { readonly _tag: "CloseRefused"; readonly status: NdisStatus }
  /** The client's close is done: complete it and deactivate the VC, in the order of the form. The call is forgotten. */
  | { readonly _tag: "Closed" }
  /** The call is over without a client that closes it (refused, rejected, failed): deactivate and delete what was made for it. Forgotten. */
  | { readonly _tag: "Gone" }
  /** The protocol met something it has to tell the operator (unexpected message, timer that gave up). It becomes a line of the trace. */
  | { readonly _tag: "Note"; readonly text: string }

/** The answer of a step. */
export interface Step<Call, Message> {
  readonly call: Call
  readonly actions: ReadonlyArray<CallAction<Message>>
}

/** What happens to an interface as a whole, beside its calls. */
export type LineEvent<Message> =
  /** The signalling link went down, or came up. */
  | { readonly _tag: "Link"; readonly up: boolean }
  /** A message that belongs to no call. */
  | { readonly _tag: "Message"; readonly message: Message }
  | { readonly _tag: "Timer"; readonly timer: string }
  /** A call ended without the network giving its connection back. */
  | { readonly _tag: "Stuck"; readonly connection: VpiVci }
  /** The calls of the last `Clear` are over. */
  | { readonly _tag: "Cleared" }

/** What an interface wants done, in this order. */
export type LineAction<Message> =
  | { readonly _tag: "Send"; readonly message: Message }
  | { readonly _tag: "StartTimer"; readonly timer: string; readonly millis: number }
  | { readonly _tag: "StopTimer"; readonly timer: string }
  /** Every call is told. */
  | { readonly _tag: "Tell"; readonly event: { readonly _tag: "LinkLost" | "LinkBack" } }
  /** Every call that uses this connection (undefined: any) is aborted with this status; answered by `Cleared` when all are over. */
  | { readonly _tag: "Clear"; readonly connection: VpiVci | undefined; readonly status: NdisStatus }
  | { readonly _tag: "Note"; readonly text: string }

/** The interface as a machine beside its calls. */
export interface LineControl<Line, Message> {
  /** A line whose link is up. */
  readonly idle: Line
  /** Total and pure, like that of a call. */
  step(line: Line, event: LineEvent<Message>): { readonly line: Line; readonly actions: ReadonlyArray<LineAction<Message>> }
}

/** Names a call on one interface: the value, and whether this side chose it. */
export interface CallReference {
  readonly value: number
  readonly ours: boolean
}

/** A signalling protocol at the user side of an interface. */
export interface CallControl<Call, Message, Line = unknown> {
  /** Name shown to people, e.g. `UNI`. */
  readonly name: string
  readonly addressFamily: AddressFamily
  readonly codec: Codec<Message>
  /** Its call manager begins on an adapter, for the first time or after its death or an unbind: no call of before holds anything. */
  readonly begins?: () => void
  /** A call that does not exist yet. */
  readonly idle: (reference: CallReference) => Call
  /** Total and pure: every event is answered in every state. */
  readonly step: (call: Call, event: CallEvent<Message>) => Step<Call, Message>
  /** Short name of the call's state, for the trace (`U0`, `U1`, …). */
  readonly stateName: (call: Call) => string
  /** Short name of a message, for the trace (`SETUP`, …). */
  readonly messageName: (message: Message) => string
  /** Does the call have this connection (undefined: any)? */
  readonly uses: (call: Call, connection: VpiVci | undefined) => boolean
  /** The VC of a call that is over is inactive: what the call held may be used again. */
  readonly down?: (call: Call) => void
  readonly line: LineControl<Line, Message>
  /** Which call a received message belongs to. Undefined: it belongs to the interface as a whole. */
  readonly referenceOf: (message: Message) => CallReference | undefined
  /** Does this message begin a call? */
  readonly opens: (message: Message) => boolean
  /** What is answered to a message of a call nobody knows (undefined: nothing). */
  readonly stray: (message: Message) => Message | undefined
  /** SUCCESS, or why such a SAP cannot be registered (INVALID_DATA). */
  readonly checkSap: (sap: Sap) => NdisStatus
  /** Two SAPs that would claim the same calls. */
  readonly sameSap: (a: Sap, b: Sap) => boolean
  /** Is an offered call (its parameters) meant for this SAP? */
  readonly serves: (sap: Sap, parameters: CallParameters) => boolean
}

/** What the control of a switch wants done. */
export type SwitchAction<Message> =
  | { readonly _tag: "Send"; readonly port: number; readonly message: Message }
  /** Cells of (port a, vci a) go to (port b, vci b) and back. What comes in at an end is held to its contract, if there is one. */
  | { readonly _tag: "Connect"; readonly a: Endpoint; readonly b: Endpoint; readonly fromA?: Contract; readonly fromB?: Contract }
  | { readonly _tag: "Disconnect"; readonly a: Endpoint; readonly b: Endpoint }
  /** Cells of the root go to one leaf more; nothing comes back. The contract that came with the first leaf is that of the root. */
  | { readonly _tag: "AddLeaf"; readonly root: Endpoint; readonly leaf: Endpoint; readonly contract?: Contract }
  | { readonly _tag: "DropLeaf"; readonly root: Endpoint; readonly leaf: Endpoint }
  /** What comes in at a connected end is held to another contract. */
  | { readonly _tag: "Contract"; readonly at: Endpoint; readonly contract: Contract }
  | { readonly _tag: "StartTimer"; readonly timer: string; readonly millis: number }
  | { readonly _tag: "StopTimer"; readonly timer: string }
  | { readonly _tag: "Note"; readonly text: string }

/** One end of a cross-connection in a switch. */
export interface Endpoint {
  readonly port: number
  readonly vpi: number
  readonly vci: number
}

/** What the operator of a simulated network can make it do. */
export type NetworkOrder =
  /** Release every call that goes to or from this address, with a Q.850 cause (16: normal clearing). */
  | { readonly _tag: "Release"; readonly address: string; readonly cause: number; readonly data?: Uint8Array }
  /** Propose other parameters for the calls of this address. */
  | { readonly _tag: "Modify"; readonly address: string; readonly parameters: CallParameters }
  /** Restart the interface that this address is at: one connection, or all of them. */
  | { readonly _tag: "Restart"; readonly address: string; readonly connection?: VpiVci }
  /** Ask the users in the calls of this address for the state they are in. */
  | { readonly _tag: "Enquire"; readonly address: string }
  /** Notify the users in the calls of this address. */
  | { readonly _tag: "Notify"; readonly address: string; readonly notification: number }

/** How the network treats calls to an address that no port has. */
export type FarEnd =
  | { readonly _tag: "Answer" }
  | { readonly _tag: "Reject"; readonly cause: number }
  | { readonly _tag: "Silent" }
  /** Alerts, and answers so much later, or never. */
  | { readonly _tag: "Alert"; readonly answersAfterMillis: number | undefined }
  /** Answers with other parameters than it was asked for. */
  | { readonly _tag: "AnswerWith"; readonly parameters: CallParameters }

/** The network side of a signalling protocol: a machine that a switch runs. One instance per switch, driven by one fiber. */
export interface SwitchControl<Message> {
  readonly codec: Codec<Message>
  readonly messageName: (message: Message) => string
  /** What a message carries, for the trace. */
  readonly carried?: (message: Message) => Carried | undefined
  /** An address lives behind a port. */
  readonly attach: (port: number, address: string) => void
  /** An address that the switch itself plays. */
  readonly farEnd: (address: string, behaviour: FarEnd) => void
  readonly message: (port: number, message: Message) => ReadonlyArray<SwitchAction<Message>>
  readonly timer: (timer: string) => ReadonlyArray<SwitchAction<Message>>
  /** The signalling channel of a port is gone (adapter stopped, driver dead): its calls end, without a word to it. */
  readonly channelLost: (port: number) => ReadonlyArray<SwitchAction<Message>>
  /** The link of a port went down, or came up. */
  readonly linkChanged: (port: number, up: boolean) => ReadonlyArray<SwitchAction<Message>>
  readonly order: (order: NetworkOrder) => ReadonlyArray<SwitchAction<Message>>
  /** Calls the switch still carries: what must be 0 when everything was closed. */
  readonly calls: () => number
}
