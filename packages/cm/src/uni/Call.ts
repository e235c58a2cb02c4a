/**
 * A call at the user side of an ATM interface, as one pure machine: Q.2931 with the modification of Q.2963.1.
 *
 * The table below has a function for every event in every state. What it promises, whatever order events come in:
 * - a make-call is completed exactly once, and so is every modification a client asks for;
 * - a client that believes in a call learns of its end exactly once, by `IncomingClose` or by the completion of its own close;
 * - the end is one `Closed` or one `Gone`, with no timer running and no activation under way.
 */
import type { CallReference } from "@condis/core/CallControl"
import { NdisStatus } from "@condis/core/NdisStatus"
import { Cause } from "./Cause.ts"
import * as Clearing from "./Clearing.ts"
import * as Enquiry from "./Enquiry.ts"
import * as Incoming from "./Incoming.ts"
import { type CallMessage, type Message, messageName, type ReleaseComplete, sentReference } from "./Message.ts"
import * as Modify from "./Modify.ts"
import { withParties } from "./Parties.ts"
import { isPartyMessage } from "./PartyMessage.ts"
import * as Outgoing from "./Outgoing.ts"
import { noParameters } from "./Parameters.ts"
import { isLineMessage, type Status } from "./StatusMessage.ts"
import { type Call, doing, type Event, type Next, note, type Settings, type State, stateName, stay } from "./State.ts"

/** What happens to a call as a whole, and what comes with it. A message is an event of its own kind. For its parties see `Parties.ts`. */
type Inputs = {
  readonly [E in Exclude<Event, { readonly _tag: "Message" | "AddParty" | "DropParty" }> as E["_tag"]]: E
} & {
  readonly [T in CallMessage["type"]]: Extract<CallMessage, { readonly type: T }>
}

/** Events and messages by name. */
export type Input = keyof Inputs

type Row = { readonly [I in Input]: (call: Call, input: Inputs[I]) => Next }

/** Nothing happens: the event is late, repeated, or answered already. */
const ignore = (call: Call): Next => stay(call)

/** A message the state does not allow: told to the operator, otherwise ignored. */
const unexpected = (call: Call, message: Message): Next =>
  doing(call, note(`${messageName(message)} is not expected in ${stateName(call)} ${call.state}`))

/** Before a call is up: no message is expected but those named, and the client has nothing to modify. */
const setup = {
  MakeCall: ignore,
  Timer: ignore,
  Activated: ignore,
  Answered: ignore,
  Pended: ignore,
  LinkLost: ignore,
  LinkBack: ignore,
  QoSAccepted: ignore,
  Modify: Modify.modifyLater,
  Close: Clearing.refuseClose,
  SETUP: unexpected,
  CALL_PROCEEDING: unexpected,
  ALERTING: unexpected,
  CONNECT: unexpected,
  CONNECT_ACKNOWLEDGE: unexpected,
  MODIFY_REQUEST: unexpected,
  MODIFY_ACKNOWLEDGE: unexpected,
  MODIFY_REJECT: unexpected,
  STATUS_ENQUIRY: Enquiry.answer,
  STATUS: Enquiry.told,
  NOTIFY: ignore
}

/** A call the client makes: until its make-call is completed. */
const outgoing = {
  ...setup,
  LinkLost: Enquiry.lost(Outgoing.setupAborted),
  Close: Clearing.abandon,
  RELEASE: Outgoing.setupReleased,
  RELEASE_COMPLETE: Outgoing.setupRefused,
  Abort: Outgoing.setupAborted
}

/** A call that came in: while the client decides. A SETUP is the network's repetition. */
const incoming = {
  ...setup,
  Pended: Incoming.alerting,
  LinkLost: Enquiry.lost(Incoming.offerAborted),
  SETUP: ignore,
  RELEASE: Incoming.offerReleased,
  RELEASE_COMPLETE: Incoming.offerCleared,
  Abort: Incoming.offerAborted
}

/** A call the client believes in, and that is not up yet. */
const believed = {
  ...setup,
  LinkLost: Enquiry.lost(Clearing.aborted),
  SETUP: ignore,
  MODIFY_REQUEST: Modify.proposeLater,
  Close: Clearing.close,
  RELEASE: Clearing.released,
  RELEASE_COMPLETE: Clearing.cleared,
  Abort: Clearing.aborted
}

/** A call that is up: it outlives the loss of the link. */
const active = {
  ...believed,
  LinkLost: ignore,
  LinkBack: Enquiry.enquire,
  STATUS: Enquiry.toldActive
}

/** A call that ends or ended: messages cross the end and mean nothing more. */
const ending = {
  ...setup,
  Activated: Clearing.activationOver,
  SETUP: ignore,
  CALL_PROCEEDING: ignore,
  ALERTING: ignore,
  CONNECT: ignore,
  CONNECT_ACKNOWLEDGE: ignore,
  MODIFY_REQUEST: ignore,
  MODIFY_ACKNOWLEDGE: ignore,
  MODIFY_REJECT: ignore,
  STATUS: ignore,
  RELEASE: ignore,
  RELEASE_COMPLETE: Clearing.networkGone,
  Abort: Clearing.networkGone
}

const table: { readonly [S in State]: Row } = {
  Null: {
    ...setup,
    MakeCall: Outgoing.makeCall,
    SETUP: Incoming.offer,
    RELEASE: unexpected,
    RELEASE_COMPLETE: unexpected,
    Close: Clearing.closeNothing,
    Abort: Incoming.neverWas
  },
  CallInitiated: {
    ...outgoing,
    Timer: Outgoing.setupUnanswered,
    CALL_PROCEEDING: Outgoing.proceed,
    ALERTING: Outgoing.alert,
    CONNECT: Outgoing.connect
  },
  OutgoingProceeding: {
    ...outgoing,
    Timer: Outgoing.unanswered,
    ALERTING: Outgoing.alert,
    CONNECT: Outgoing.connect
  },
  CallDelivered: {
    ...outgoing,
    Timer: Outgoing.unanswered,
    CONNECT: Outgoing.connect
  },
  Connecting: {
    ...outgoing,
    Activated: Outgoing.firstActivated,
    MODIFY_REQUEST: Modify.proposeLater
  },
  Offered: {
    ...incoming,
    Answered: Incoming.answer,
    Modify: Incoming.changeOffer
  },
  OfferChanging: {
    ...incoming,
    Activated: Incoming.offerChanged,
    Answered: Incoming.holdAnswer
  },
  AnswerHeld: {
    ...believed,
    Activated: Incoming.heldAnswer
  },
  AnswerActivating: {
    ...believed,
    Activated: Incoming.answerActivated
  },
  OfferLost: {
    ...ending,
    Activated: Incoming.offerChanged,
    Answered: Incoming.lateAnswer
  },
  ConnectRequest: {
    ...believed,
    Timer: Incoming.connectUnanswered,
    CONNECT_ACKNOWLEDGE: Incoming.connectAcknowledged
  },
  Active: {
    ...active,
    Modify: Modify.modify,
    MODIFY_REQUEST: Modify.propose,
    MODIFY_ACKNOWLEDGE: Modify.lateAcknowledge
  },
  ModifyRequested: {
    ...active,
    Timer: Modify.modifyUnanswered,
    MODIFY_ACKNOWLEDGE: Modify.modifyAcknowledged,
    MODIFY_REJECT: Modify.modifyRejected
  },
  ModifyActivating: {
    ...active,
    Activated: Modify.modifyActivated
  },
  ProposalActivating: {
    ...active,
    Activated: Modify.proposalActivated
  },
  Proposed: {
    ...active,
    QoSAccepted: Modify.proposalAccepted,
    Modify: Modify.counter
  },
  Restoring: {
    ...active,
    Activated: Modify.restored
  },
  Withdrawing: {
    ...active,
    Timer: Modify.withdrawalUnanswered,
    MODIFY_ACKNOWLEDGE: Modify.withdrawn,
    MODIFY_REJECT: Modify.notWithdrawn
  },
  ReleaseRequest: {
    ...ending,
    Timer: Clearing.releaseUnanswered,
    RELEASE: Clearing.releaseAcknowledged,
    RELEASE_COMPLETE: Clearing.releaseAcknowledged,
    Close: Clearing.closeReleasing,
    Abort: Clearing.releaseAcknowledged
  },
  ReleaseIndication: {
    ...ending,
    Close: Clearing.closeAfterEnd
  },
  Settling: {
    ...ending,
    Close: Clearing.abandonSettling,
    Activated: Clearing.settled
  },
  Over: {
    ...ending,
    Modify: ignore,
    Close: ignore,
    Activated: ignore,
    RELEASE_COMPLETE: ignore,
    Abort: ignore
  }
}

/** A call that does not exist yet. */
export const idle = (settings: Settings, reference: CallReference): Call => ({
  state: "Null",
  settings,
  reference: sentReference(reference),
  connectionId: undefined,
  parameters: noParameters,
  proposed: noParameters,
  offered: undefined,
  alerted: false,
  held: undefined,
  timer: undefined,
  repeated: false,
  activating: false,
  modifying: false,
  acknowledges: false,
  ending: "Gone",
  outcome: NdisStatus.SUCCESS,
  cause: Cause.NORMAL,
  data: undefined,
  enquiry: undefined,
  stuck: false,
  parties: undefined
})

/** Answers every event in every state. A timer that the call does not run is ignored. */
export const step = (call: Call, event: Event): Next => Enquiry.withEnquiry(stepParties, call, event)

const stepParties = (call: Call, event: Event): Next => withParties(stepWhole, call, event)

const stepWhole = (call: Call, event: Event): Next => {
  const row = table[call.state]
  switch (event._tag) {
    case "Message":
      return isPartyMessage(event.message) || isLineMessage(event.message)
        ? unexpected(call, event.message)
        : receive(row, call, event.message)
    case "MakeCall":
      return row.MakeCall(call, event)
    case "Timer":
      return event.timer === call.timer ? row.Timer({ ...call, timer: undefined }, event) : stay(call)
    case "Activated":
      return row.Activated(call, event)
    case "Answered":
      return row.Answered(call, event)
    case "Pended":
      return row.Pended(call, event)
    case "LinkLost":
      return row.LinkLost(call, event)
    case "LinkBack":
      return row.LinkBack(call, event)
    case "Modify":
      return row.Modify(call, event)
    case "QoSAccepted":
      return row.QoSAccepted(call, event)
    case "Close":
      return row.Close(call, event)
    case "Abort":
      return row.Abort(call, event)
    case "AddParty":
    case "DropParty":
      return stay(call)
  }
}

const receive = (row: Row, call: Call, message: CallMessage): Next => {
  switch (message.type) {
    case "SETUP":
      return row.SETUP(call, message)
    case "CALL_PROCEEDING":
      return row.CALL_PROCEEDING(call, message)
    case "ALERTING":
      return row.ALERTING(call, message)
    case "CONNECT":
      return row.CONNECT(call, message)
    case "CONNECT_ACKNOWLEDGE":
      return row.CONNECT_ACKNOWLEDGE(call, message)
    case "RELEASE":
      return row.RELEASE(call, message)
    case "RELEASE_COMPLETE":
      return row.RELEASE_COMPLETE(call, message)
    case "MODIFY_REQUEST":
      return row.MODIFY_REQUEST(call, message)
    case "MODIFY_ACKNOWLEDGE":
      return row.MODIFY_ACKNOWLEDGE(call, message)
    case "MODIFY_REJECT":
      return row.MODIFY_REJECT(call, message)
    case "STATUS_ENQUIRY":
      return row.STATUS_ENQUIRY(call, message)
    case "STATUS":
      return message.callState === 0 ? row.RELEASE_COMPLETE(call, forgotten(message)) : row.STATUS(call, message)
    case "NOTIFY":
      return row.NOTIFY(call, message)
  }
}

/** The network does not know the call: as if it had just released it (Q.2931, section 5.6.12). */
const forgotten = ({ callReference }: Status): ReleaseComplete => ({
  type: "RELEASE_COMPLETE",
  callReference,
  cause: Cause.TEMPORARY_FAILURE,
  userToUser: undefined
})

/** Every state and every input, for what has to go through all of them. */
export const states = Object.keys(table) as ReadonlyArray<State>
export const inputs = Object.keys(table.Null) as ReadonlyArray<Input>
