/**
 * The conflicts of the documents, and which of their readings a host follows: `condis profiles`.
 *
 * @see docs/condis/operations.md, section 3
 */
import { type Conflict, defaults, type readings } from "@condis/core/Profile"
import { fill } from "./Page.ts"

interface Common {
  readonly id: string
  readonly matter: string
}

/** A conflict with a profile: what each reading says, and where it is followed. */
interface Switch<C extends Conflict> extends Common {
  readonly id: C
  readonly says: { readonly [R in (typeof readings)[C][number]]: string }
  readonly where: string
}

type Switches = { readonly [C in Conflict]: Switch<C> }

/** A conflict without one: the two readings, the first of which is followed, and why there is no switch. */
interface Settled extends Common {
  readonly taken: string
  readonly other: string
  readonly why: string
}

const switches: Switches = {
  "A-01": {
    id: "A-01",
    matter: "who runs an MCM driver's activate-complete and deactivate-complete handlers",
    says: {
      figure: "NDIS: activation is answered PENDING and ends at the handler, deactivation is answered and the handler called after it",
      reference: "the MCM driver itself: both are answered at once, and NDIS calls neither handler"
    },
    where: "NDIS; the MCM kit"
  },
  "A-02": {
    id: "A-02",
    matter: "when the VC of an incoming call is activated",
    says: {
      "before-dispatch": "before the call is offered; an offer on an inactive VC fails",
      "before-connected": "when the client has taken the call, at the latest before call-connected"
    },
    where: "NDIS; both kits"
  },
  "A-03": {
    id: "A-03",
    matter: "whether a close is completed before or after the VC is deactivated",
    says: {
      figures: "NDIS takes both; the call-manager kit deactivates first, the MCM kit completes first",
      "deactivate-first": "both kits deactivate first, and NDIS records a close that is completed over an active VC",
      "complete-first": "both kits complete first; a client's delete may be refused until the VC is inactive"
    },
    where: "NDIS; both kits"
  },
  "A-07": {
    id: "A-07",
    matter: "closing an address family that has SAPs or VCs left",
    says: {
      "ndis-refuses": "FAILURE, and the call manager is not asked",
      "call-manager-decides": "the call manager refuses, or pends until all is given back (the kits do); NDIS keeps an early success back"
    },
    where: "NDIS; both kits"
  },
  "A-14": {
    id: "A-14",
    matter: "whether requests to a WAN miniport are serialised",
    says: {
      "not-serialized": "they are not, as for every CoNDIS miniport",
      "one-at-a-time": "the next one is handed out when the miniport has ended the one before; its originator is answered PENDING"
    },
    where: "NDIS, for adapters that register NdisMediumWan or NdisMediumCoWan"
  },
  "A-20": {
    id: "A-20",
    matter: "closing a call that its client is still making",
    says: {
      refuse: "FAILURE, and the call goes on to its end; of a client that is dead or being unbound it is ended all the same",
      abort: "the call manager ends it: the make-call is completed with REQUEST_ABORTED, then the close"
    },
    where: "NDIS; the call control UNI and permanent VCs; the client kit, when a program gives its call up"
  },
  "A-26": {
    id: "A-26",
    matter: "which create handler is called first for a VC that a call manager creates for a client",
    says: {
      "peer-first": "the client's, then the miniport's, as for every other VC",
      "miniport-first": "the miniport's, then the client's, as in the figure of the incoming call"
    },
    where: "NDIS; an MCM driver has no such leg"
  }
}

const settled: ReadonlyArray<Settled> = [
  {
    id: "A-04",
    matter: "deleting the VC right in the handler of an incoming close",
    taken: "refused NOT_ACCEPTED or CLOSING until the close is completed and the VC inactive",
    other: "the client may (or must) delete there",
    why: "the other reading contradicts that a VC with a call is not deleted (VC-61, VC-63); a client that tries is answered, and asks again"
  },
  {
    id: "A-05",
    matter: "using a VC again after a close",
    taken: "allowed once the close is completed and the VC inactive",
    other: "never",
    why: "a client that never reuses its VCs (keptVcs: 0, the default) follows the other reading by itself"
  },
  {
    id: "A-06",
    matter: "an incoming drop of the last party",
    taken: "recorded against the call manager; the client can still close",
    other: "an ordinary indication",
    why: "the client is told and acts the same under both; only the record differs"
  },
  {
    id: "A-08",
    matter: "statuses of NdisClDeregisterSap",
    taken: "whatever the handler answers, SUCCESS included",
    other: "PENDING and FAILURE only",
    why: "a handler that answers at once would have to be reported as pending: the statuses of a peer pass unaltered (ASYNC-07)"
  },
  {
    id: "A-09",
    matter: "registering a SAP that is taken",
    taken: "INVALID_DATA",
    other: "a code of its own for a SAP in use",
    why: "a status of the call manager's choosing, which NDIS passes on: a call manager of one's own may answer the other"
  },
  {
    id: "A-10",
    matter: "how a miniport completes an OID request",
    taken: "NdisMCoOidRequestComplete",
    other: "NdisCoOidRequestComplete",
    why: "the facade of a miniport does not have the other function: it is reserved for protocols (REG-18)"
  },
  {
    id: "A-11",
    matter: "status indications from MiniportInitializeEx and MiniportHaltEx",
    taken: "allowed once the attributes are set; forbidden in halt",
    other: "forbidden in initialise; allowed once halt has returned",
    why: "after halt has returned there is no adapter to name; before attributes are set there is no binding to tell"
  },
  {
    id: "A-12",
    matter: "spelling of the receive flag",
    taken: "NDIS_RECEIVE_FLAGS_RESOURCES",
    other: "two other spellings",
    why: "one flag under several names: no behaviour"
  },
  {
    id: "A-13",
    matter: "receives before a deactivation",
    taken: "indicated, and returned to the miniport",
    other: "indicated only",
    why: "with the first both hold; a miniport cannot see that less was asked of it"
  },
  {
    id: "A-15",
    matter: "OID_CO_AF_CLOSE",
    taken: "notify-close",
    other: "an OID request that is mandatory",
    why: "a call manager that asks by the request gets the client's own answer; to leave, a client is notified"
  },
  {
    id: "A-16",
    matter: "who gets an OID request with an AF handle",
    taken: "the peer of the address family",
    other: "every protocol of the binding",
    why: "an address family belongs to two drivers: nobody else could make sense of the request"
  },
  {
    id: "A-17",
    matter: "status of sends that are queued at a reset",
    taken: "REQUEST_ABORTED or RESET_IN_PROGRESS, as the miniport says",
    other: "one of the two",
    why: "a status of the miniport's choosing, which NDIS passes on unaltered"
  },
  {
    id: "A-18",
    matter: "slips of the pages: swapped captions, wrong links, other names",
    taken: "the names of the reference pages",
    other: "the names in texts and figures",
    why: "names of the same functions: no behaviour"
  },
  {
    id: "A-19",
    matter: "IRQL of the naming and TAPI-id functions",
    taken: "up to DISPATCH_LEVEL",
    other: "exactly DISPATCH_LEVEL",
    why: "NDIS cannot be stricter than its callers' level allows: a caller at PASSIVE_LEVEL can always raise it"
  },
  {
    id: "A-21",
    matter: "setting CALL_PARAMETERS_CHANGED",
    taken: "must for a client that answers a call, should for a call manager",
    other: "the same for all",
    why: "the flag is the driver's; NDIS passes it on either way"
  },
  {
    id: "A-22",
    matter: "what SUCCESS of NdisCmNotifyCloseAddressFamily means",
    taken: "the client's answer, relayed",
    other: "NDIS has closed the address family",
    why: "only the client can close it; NDIS calling it closed would leave the client's objects behind"
  },
  {
    id: "A-23",
    matter: "statuses of pages that lost their tables",
    taken: "those of the 5.1 editions",
    other: "none given",
    why: "there is no second reading"
  },
  {
    id: "A-24",
    matter: "NET_BUFFERs of a received list",
    taken: "any number",
    other: "exactly one",
    why: "a list of this model has one payload: there is nothing to count"
  },
  {
    id: "A-25",
    matter: "an MCM driver displaces a call manager",
    taken: "the call manager's registration of that family fails",
    other: "a notification that no page describes",
    why: "there is no second reading that says what is called"
  },
  {
    id: "A-27",
    matter: "who deletes a VC",
    taken: "its creator only",
    other: "client or call manager",
    why: "one overview page against every reference page; the other driver has no function that fits (REG-19)"
  }
]

export type Entry = Settled | Switches[Conflict]

const isSwitch = (entry: Entry): entry is Switches[Conflict] => "says" in entry

/** All conflicts, in their order. */
export const conflicts: ReadonlyArray<Entry> = [...Object.values(switches), ...settled].sort((a, b) => (a.id < b.id ? -1 : 1))

const row = (head: string, text: string): string => fill(text, `    ${head.padEnd(30)}`, " ".repeat(34))

/** One conflict a paragraph, and the sum. */
export const conflictsText = (): string => {
  const lines = conflicts.flatMap((entry) => [
    `${entry.id}  ${entry.matter}`,
    ...(isSwitch(entry)
      ? [
          ...Object.entries(entry.says).map(([reading, text]) =>
            row(`${reading}${reading === defaults[entry.id] ? " (default)" : ""}`, text)
          ),
          row("followed by", entry.where)
        ]
      : [row("taken", entry.taken), row("not taken", entry.other), row("no switch", entry.why)])
  ])
  const count = Object.keys(switches).length
  return [
    ...lines,
    "",
    `${conflicts.length} conflicts: ${count} are switches (condis run --profile A-03=complete-first), ${conflicts.length - count} are not`
  ].join("\n")
}

/** The same for programs. */
export const conflictsJson = (): ReadonlyArray<object> =>
  conflicts.map((entry) =>
    isSwitch(entry)
      ? { id: entry.id, matter: entry.matter, default: defaults[entry.id], readings: entry.says, where: entry.where }
      : { id: entry.id, matter: entry.matter, default: entry.taken, other: entry.other, why: entry.why }
  )
