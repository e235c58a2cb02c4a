/**
 * The steps of a scenario's script: each kind with what it does, what it takes, and an example. The documentation is made from here, and
 * every example is loaded by a test.
 *
 * A step ends before the next begins: a call when it is up or refused, a close when it is complete. Steps that belong to one moment stand
 * in `together`.
 */
import * as Schema from "effect/Schema"
import { defaulted, optional, required } from "./Fields.ts"
import { oneKey, type OneKey, type OneKeyEncoded } from "./OneKey.ts"
import { Traffic } from "./Traffic.ts"
import {
  Address,
  Arguments,
  Asker,
  Cause,
  Count,
  Ddi,
  Duration,
  Information,
  Instance,
  Name,
  Oid,
  Status,
  Text,
  Vci
} from "./Vocabulary.ts"

const success = "NDIS_STATUS_SUCCESS"

const after = defaulted(Duration, "0ms", "How much later it begins; for steps in `together`.")

const networkOrders = {
  release: required(
    Schema.Struct({
      address: required(Address, "Every call to or from this address is released."),
      cause: defaulted(Cause, 16, "Why, as a Q.850 cause; 16 is normal clearing and reaches the client as NDIS_STATUS_SUCCESS."),
      data: optional(Text, "Text for the client, as close data.")
    }),
    "Releases calls."
  ),
  modify: required(
    Schema.Struct({
      address: required(Address, "Calls to or from this address are meant."),
      traffic: required(Traffic, "What the network proposes, as the host with this address sees it.")
    }),
    "Proposes other parameters."
  ),
  restart: required(
    Schema.Struct({
      host: required(Name, "The host whose interface is restarted (RESTART)."),
      vci: optional(Vci, "Only the connection with this VCI (VPI 0); the first call of a host has 32. Left out: all connections.")
    }),
    "Ends all calls of a host, or the one on a connection, without talking about each."
  ),
  enquire: required(
    Schema.Struct({ address: required(Address, "Calls to or from this address are meant.") }),
    "Asks the hosts in calls for their state (STATUS ENQUIRY)."
  ),
  notify: required(
    Schema.Struct({
      address: required(Address, "Calls to or from this address are meant."),
      notification: defaulted(Count, 1, "The notification indicator, a number.")
    }),
    "Notifies the hosts in calls (NOTIFY), which changes nothing."
  ),
  silence: required(Name, "A host: from now on nothing the network sends reaches it, nor the other way round; its link stays up."),
  linkDown: required(Name, "A host whose link is cut."),
  linkUp: required(Name, "A host whose link comes back.")
}

/** What the network does by itself. */
export type NetworkStep = OneKey<typeof networkOrders>

/** The kinds of steps that stand alone or in `together`: what each does, an example, and what it takes. */
export const plainSteps = {
  call: {
    about: "A client creates a VC and makes a call; the step ends when the call is up, or refused.",
    example: `- call: { id: c1, from: alice/voice, to: bob, traffic: { peak: 64kbps, sdu: 1500 } }`,
    schema: Schema.Struct({
      id: required(Name, "Name of the call; later steps use it."),
      from: required(Instance, "The client that calls."),
      to: required(Schema.NonEmptyString.annotate({ identifier: "host or address" }), "A host (its address is called), or an address."),
      multipoint: defaulted(Schema.Boolean, false, "A point-to-multipoint call: its first party is `to`, more join with `addParty`."),
      permanent: defaulted(Schema.Boolean, false, "On a permanent VC (`network.pvcs`), without signalling."),
      traffic: optional(Traffic, "What the call asks for. Left out: best effort, nothing specified."),
      giveUpAfter: optional(
        Duration,
        "The program gives a call up that is not up by then: `NDIS_STATUS_REQUEST_ABORTED`, when nothing of it is left (A-20)."
      ),
      after,
      expect: defaulted(Status, success, "Status of the completion.")
    })
  },
  send: {
    about: "A client sends text over a call; the step ends when the buffer list is back.",
    example: `- send: { call: c1, text: "hello" }`,
    schema: Schema.Struct({
      call: required(Name, "A call."),
      from: optional(Instance, "The client that sends. Left out: the one that made the call."),
      text: required(Text, "What is sent, as UTF-8."),
      after,
      expect: defaulted(Status, success, "Status of the buffer list when it is back.")
    })
  },
  receive: {
    about: "A client has received text; the step ends when it has come.",
    example: `- send: { call: c1, text: "hello" }\n- receive: { at: bob/phone, text: "hello" }`,
    schema: Schema.Struct({
      at: required(Instance, "The client."),
      call: optional(Name, "Over this call. Left out: over whichever."),
      text: required(Text, "What comes."),
      within: defaulted(Duration, "1s", "How long to wait for it.")
    })
  },
  modify: {
    about: "A client asks for other parameters of a call (NdisClModifyCallQoS); the step ends with the completion.",
    example: `- modify: { call: c1, traffic: { peak: 128kbps } }`,
    schema: Schema.Struct({
      call: required(Name, "A call."),
      by: optional(Instance, "The client that asks. Left out: the one that made the call."),
      traffic: required(Traffic, "What it asks for."),
      expect: defaulted(Status, success, "Status of the completion.")
    })
  },
  addParty: {
    about: "The client that made a multipoint call adds a party (NdisClAddParty); the step ends with the completion.",
    example: `- call: { id: c1, from: alice/voice, to: bob, multipoint: true }\n- addParty: { call: c1, to: "4799", expect: NDIS_STATUS_NO_ROUTE_TO_DESTINATION }`,
    schema: Schema.Struct({
      call: required(Name, "A multipoint call."),
      to: required(Schema.NonEmptyString.annotate({ identifier: "host or address" }), "A host (its address is called), or an address."),
      expect: defaulted(Status, success, "Status of the completion.")
    })
  },
  dropParty: {
    about: "The client that made a multipoint call drops a party (NdisClDropParty); the last one takes the call with it (NdisClCloseCall).",
    example: `- call: { id: c1, from: alice/voice, to: bob, multipoint: true }\n- dropParty: { call: c1, to: bob }`,
    schema: Schema.Struct({
      call: required(Name, "A multipoint call."),
      to: required(Schema.NonEmptyString.annotate({ identifier: "host or address" }), "A host or an address: where the party is."),
      data: optional(Text, "Data for the party."),
      expect: defaulted(Status, success, "Status of the completion.")
    })
  },
  close: {
    about: "A client closes a call; the step ends with the completion. A VC the client created is then deleted.",
    example: `- close: { call: c1, by: bob/phone, data: "bye" }`,
    schema: Schema.Struct({
      call: required(Name, "A call."),
      by: optional(Instance, "The client that closes. Left out: the one that made the call."),
      data: optional(Text, "Close data for the other side."),
      expect: defaulted(Status, success, "Status of the completion.")
    })
  },
  network: {
    about:
      "The network does something by itself: it releases calls, proposes other parameters, restarts, asks, notifies, falls silent, loses a link.",
    example: `- network: { release: { address: "4711", cause: 38 } }`,
    schema: oneKey("what the network does", networkOrders)
  },
  wait: {
    about: "Time passes: virtual time, unless the run is in real time.",
    example: `- wait: 5ms`,
    schema: Duration
  },
  register: {
    about: "A client registers a SAP.",
    example: `- register: { client: bob/phone, sap: "4799" }`,
    schema: Schema.Struct({
      client: required(Instance, "The client."),
      sap: required(Address, "The address at which it wants to be called."),
      expect: defaulted(Status, success, "Status of the completion.")
    })
  },
  deregister: {
    about: "A client deregisters a SAP. Calls that came in on it live on.",
    example: `- deregister: { client: bob/phone, sap: "4712" }`,
    schema: Schema.Struct({
      client: required(Instance, "The client."),
      sap: required(Address, "The address of the SAP."),
      expect: defaulted(Status, success, "Status of the completion.")
    })
  },
  query: {
    about:
      "A client asks its adapter or its call manager for information, or the operator of a host asks an adapter through NDIS; the step ends with the answer.",
    example: `- query: { by: alice/voice, oid: OID_GEN_CO_LINK_SPEED, is: { Outbound: 1555200, Inbound: 1555200 } }`,
    schema: Schema.Struct({
      by: required(Asker, "The client that asks; a host alone: its operator."),
      oid: required(Oid, "What it asks for. OIDs between clients and call managers go to the call manager, others to the adapter."),
      call: optional(Name, "Only about the VC of this call. Left out: about everything."),
      room: optional(Count, "Room for the answer, in bytes. Left out: as much as it needs."),
      is: optional(Information, "What is answered; of an object only the fields that are named."),
      giveUpAfter: optional(Duration, "A client waits so long, and then asks for the request to be cancelled; so the step ends."),
      expect: defaulted(Status, success, "Status of the answer.")
    })
  },
  set: {
    about: "A client, or the operator of a host, sets information; the step ends with the answer.",
    example: `- set: { by: alice/voice, oid: OID_GEN_CO_PROTOCOL_OPTIONS, to: 2 }`,
    schema: Schema.Struct({
      by: required(Asker, "The client that sets; a host alone: its operator."),
      oid: required(Oid, "What it sets."),
      to: optional(Information, "The value. Left out: none."),
      bytes: optional(Count, "The size of the value. Left out: what such a value takes."),
      expect: defaulted(Status, success, "Status of the answer.")
    })
  },
  cancel: {
    about:
      "A client cancels the sends of a call that are under way (NdisCancelSendNetBufferLists). What has not left comes home with NDIS_STATUS_SEND_ABORTED; nothing is promised.",
    example: `- cancel: { call: c1 }`,
    schema: Schema.Struct({
      call: required(Name, "A call."),
      by: optional(Instance, "The client that cancels. Left out: the one that made the call."),
      after
    })
  },
  reset: {
    about: "The operator resets an adapter (MiniportResetEx); the step ends when the reset has. Calls live on.",
    example: `- reset: { adapter: alice/atm0 }`,
    schema: Schema.Struct({
      adapter: required(Instance, "The adapter."),
      after,
      expect: defaulted(Status, success, "How the reset ends.")
    })
  },
  pause: {
    about: "The operator pauses an adapter with all that is bound to it, or one protocol; the step ends when it is paused. Calls live on.",
    example: `- pause: { driver: alice/atm0 }`,
    schema: Schema.Struct({
      driver: required(Instance, "An adapter, or a client or call manager."),
      after,
      expect: defaulted(Status, success, "A pause cannot fail, but there may be nothing to pause.")
    })
  },
  restart: {
    about: "The operator has what was paused run again.",
    example: `- pause: { driver: alice/voice }\n- restart: { driver: alice/voice }`,
    schema: Schema.Struct({
      driver: required(Instance, "An adapter, or a client or call manager."),
      expect: defaulted(Status, success, "How it ends.")
    })
  },
  sleep: {
    about: "The device of an adapter falls asleep, with all that is bound to it; the step ends when it does. Calls live on.",
    example: `- sleep: { adapter: alice/atm0 }`,
    schema: Schema.Struct({
      adapter: required(Instance, "The adapter."),
      state: defaulted(Schema.Literals(["D1", "D2", "D3"]), "D3", "How deep: the power state."),
      after,
      expect: defaulted(Status, success, "How it ends.")
    })
  },
  wake: {
    about: "The device of an adapter wakes up; the step ends when all runs again that ran before.",
    example: `- sleep: { adapter: alice/atm0 }\n- wake: { adapter: alice/atm0 }`,
    schema: Schema.Struct({
      adapter: required(Instance, "The adapter."),
      after,
      expect: defaulted(Status, success, "How it ends.")
    })
  },
  unplug: {
    about:
      "An adapter's device is taken out without a word (surprise removal); the step ends when the adapter is halted. Its driver stays.",
    example: `- unplug: { adapter: alice/atm0 }`,
    schema: Schema.Struct({
      adapter: required(Instance, "The adapter."),
      after,
      expect: defaulted(Status, success, "How it ends.")
    })
  },
  plug: {
    about: "The device of an adapter is put in again; the step ends when all are bound to it.",
    example: `- unplug: { adapter: alice/atm0 }\n- plug: { adapter: alice/atm0 }`,
    schema: Schema.Struct({
      adapter: required(Instance, "The adapter."),
      expect: defaulted(Status, success, "How it ends.")
    })
  },
  switchOff: {
    about: "A host is switched off: its adapter is shut down, nothing is unbound, halted or given back, and nothing follows there.",
    example: `- switchOff: alice`,
    schema: Name
  },
  ddi: {
    about:
      "A driver calls a function as it stands, past its kit, which hears of it only by what NDIS does: for what a kit never does, or has no word for. Of objects that are not chosen the newest the driver was given is meant, and none where that may be. The step ends with the answer.",
    example: `- ddi: { by: alice/voice, calls: NdisCoDeleteVc, vc: 1, expect: NDIS_STATUS_NOT_ACCEPTED }`,
    schema: Schema.Struct({
      by: required(Instance, "The driver. With an MCM driver both `cm` and the adapter mean that driver."),
      calls: required(Ddi, "The function; of a call manager's the stand-alone name means both."),
      af: optional(Count, "Which address family: the first the driver was given a handle of is 1."),
      sap: optional(Count, "Which SAP, in the same way."),
      vc: optional(Count, "Which VC, in the same way; VCs that are nobody's but the call manager's are not counted."),
      party: optional(Count, "Which party, in the same way."),
      with: defaulted(
        Arguments,
        {},
        "Other arguments by their names. Left out: what the driver was answered last by that name, else nothing. Instead of a structure: an OID request is named by its OID, a status indication by its code, and `TiedToRequest: true` makes it one about the request that came last."
      ),
      after,
      expect: defaulted(Status, success, "What is answered.")
    })
  },
  stop: {
    about: "A driver is taken out of its host in good order: unbind or halt, then deregistration.",
    example: `- stop: { driver: alice/voice }`,
    schema: Schema.Struct({
      driver: required(Instance, "A client, the call manager (`cm`) or the adapter. With an MCM driver both mean that driver."),
      after
    })
  },
  crash: {
    about: "A driver dies. NDIS cleans up for it and the supervisor starts it again.",
    example: `- crash: { driver: alice/cm }`,
    schema: Schema.Struct({
      driver: required(Instance, "A client, the call manager (`cm`) or the adapter. With an MCM driver both mean that driver."),
      after
    })
  }
}

type Schemas<T> = { readonly [K in keyof T]: T[K] extends { readonly schema: infer S } ? S : never }

const schemasOf = <T extends { readonly [kind: string]: { readonly schema: Schema.Codec<unknown, unknown> } }>(table: T): Schemas<T> =>
  Object.fromEntries(Object.entries(table).map(([kind, { schema }]) => [kind, schema])) as Schemas<T>

const plainSchemas = schemasOf(plainSteps)

/** A step that is not `together`. */
export type PlainStep = OneKey<typeof plainSchemas>

const PlainStep: Schema.Codec<PlainStep, OneKeyEncoded<typeof plainSchemas>> = oneKey("a step", plainSchemas)

/** All kinds of steps. */
export const steps = {
  ...plainSteps,
  together: {
    about: "Steps that begin at the same moment; it ends when all of them have ended.",
    example: `- together:\n    - close: { call: c1, by: alice/voice }\n    - close: { call: c1, by: bob/phone }`,
    schema: Schema.NonEmptyArray(PlainStep)
  }
}

const schemas = schemasOf(steps)

/** One step: an object with exactly one key, its kind. */
export type Step = OneKey<typeof schemas>

export const Step: Schema.Codec<Step, OneKeyEncoded<typeof schemas>> = oneKey("a step", schemas)

/** The orders of a `network` step and their schemas, for the documentation. */
export const networkSchemas = networkOrders
