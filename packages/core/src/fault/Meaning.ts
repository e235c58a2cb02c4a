/**
 * What a verdict means for each kind of crossing, and where it means nothing: one table.
 *
 * Types, checks, error messages and documentation are made from it, so that a rule that cannot be carried out is refused before the run,
 * and does not compile where its name is known.
 */
import { type Ddi, type DdiName, ddi, type FunctionName } from "../ddi/Ddi.ts"
import type { catalogue } from "../ddi/catalogue.ts"

/** Names of the verdicts. */
export type VerdictName = "pass" | "delay" | "drop" | "fail" | "pend" | "late" | "twice" | "never" | "crash"

/** Kinds of crossings, and what is on the wire. */
export type Kind =
  | "request"
  | "void function"
  | "completion"
  | "send"
  | "receive"
  | "handler that may pend"
  | "handler that may not pend"
  | "void handler"
  | "frame"

/** What happens. */
interface Does {
  readonly does: string
}

/** Why it cannot be, and the way out. `COMPLETION` and `HANDLER` stand for the names that belong to the function. */
interface Refused {
  readonly not: string
  readonly instead: string
}

const passes = { does: "it passes, and no later rule is asked" } as const
const callerDies = { does: "it is made, and the driver that makes it dies" } as const
const calleeDies = { does: "the driver dies before its handler runs" } as const
const taken = { does: "NDIS takes it later; what comes meanwhile overtakes it" } as const
const calledLater = { does: "the handler is called later; what comes meanwhile overtakes it" } as const

const onlyCompletions = { not: "only a completion comes late, twice or never", instead: "COMPLETION" } as const
const onlyDelayed = { not: "only a completion comes late, twice or never", instead: "delay or drop" } as const
const onlyHandlersPend = { not: "a handler pends, a function does not", instead: "pend on HANDLER" } as const
const noStatus = { not: "it answers no status", instead: "drop, delay or crash" } as const

/** The table. */
export const meanings = {
  request: {
    pass: passes,
    delay: taken,
    drop: { not: "a function always returns, and its caller waits for that", instead: "fail=STATUS" },
    fail: { does: "NDIS answers the status and does nothing else" },
    pend: onlyHandlersPend,
    late: onlyCompletions,
    twice: onlyCompletions,
    never: onlyCompletions,
    crash: callerDies
  },
  "void function": {
    pass: passes,
    delay: taken,
    drop: { does: "NDIS never sees it; its caller goes on as if it were done" },
    fail: noStatus,
    pend: noStatus,
    late: onlyDelayed,
    twice: onlyDelayed,
    never: onlyDelayed,
    crash: callerDies
  },
  completion: {
    pass: passes,
    delay: { not: "of a completion this is called late", instead: "late=DURATION" },
    drop: { not: "of a completion this is called never", instead: "never" },
    fail: { not: "the driver has done the work already and would not know that it failed", instead: "fail=STATUS on HANDLER" },
    pend: onlyHandlersPend,
    late: taken,
    twice: { does: "NDIS gets it twice, the second time in its next turn" },
    never: { does: "NDIS never sees it: what was pended stays pending" },
    crash: callerDies
  },
  send: {
    pass: passes,
    delay: { does: "the chain goes on later; what comes meanwhile overtakes it" },
    drop: { does: "the chain comes home as sent, and is lost" },
    fail: { does: "the chain comes home unsent, with the status" },
    pend: { not: "a chain is no request: it comes home with its own completion", instead: "never on NdisMCoSendNetBufferListsComplete" },
    late: { not: "only a completion comes late, twice or never", instead: "NdisMCoSendNetBufferListsComplete" },
    twice: { not: "only a completion comes late, twice or never", instead: "NdisMCoSendNetBufferListsComplete" },
    never: { not: "only a completion comes late, twice or never", instead: "NdisMCoSendNetBufferListsComplete" },
    crash: { does: "the driver that is to handle it, or makes it, dies" }
  },
  receive: {
    pass: passes,
    delay: { does: "the chain goes on later; what comes meanwhile overtakes it" },
    drop: { does: "the chain goes back to the miniport at once, and is lost" },
    fail: { not: "a receive has no status", instead: "drop" },
    pend: { not: "a receive is lent, not pended", instead: "never on NdisReturnNetBufferLists" },
    late: { not: "only what gives something back comes late, twice or never", instead: "NdisReturnNetBufferLists" },
    twice: { not: "only what gives something back comes late, twice or never", instead: "NdisReturnNetBufferLists" },
    never: { not: "only what gives something back comes late, twice or never", instead: "NdisReturnNetBufferLists" },
    crash: { does: "the driver that is to handle it, or makes it, dies" }
  },
  "handler that may pend": {
    pass: passes,
    delay: calledLater,
    drop: { does: "it gets lost: the handler is not called, NDIS takes it for pended, and nobody completes it" },
    fail: { does: "the handler is not called and counts as having returned the status" },
    pend: { does: "the handler's final status becomes PENDING, and a completion brings it in NDIS's next turn" },
    late: onlyCompletions,
    twice: onlyCompletions,
    never: onlyCompletions,
    crash: calleeDies
  },
  "handler that may not pend": {
    pass: passes,
    delay: calledLater,
    drop: { not: "NDIS waits for its return, and nothing else ends that", instead: "fail=STATUS" },
    fail: { does: "the handler is not called and counts as having returned the status" },
    pend: { does: "the handler's final status becomes PENDING, which breaks the rule that it may not pend" },
    late: { not: "it has no completion", instead: "delay=DURATION" },
    twice: { not: "it has no completion", instead: "fail=STATUS or crash" },
    never: { not: "it has no completion", instead: "fail=STATUS or crash" },
    crash: calleeDies
  },
  "void handler": {
    pass: passes,
    delay: calledLater,
    drop: { does: "the handler is not called; NDIS goes on as if it had been" },
    fail: noStatus,
    pend: noStatus,
    late: onlyDelayed,
    twice: onlyDelayed,
    never: onlyDelayed,
    crash: calleeDies
  },
  frame: {
    pass: passes,
    delay: { does: "it is under way longer, and holds up what follows it on its link" },
    drop: { does: "it is lost on its link" },
    fail: { not: "a frame has no status", instead: "drop" },
    pend: { not: "a frame is no request", instead: "delay=DURATION" },
    late: { not: "of a frame this is called delay", instead: "delay=DURATION" },
    twice: { not: "links do not double frames", instead: "drop or delay" },
    never: { not: "of a frame this is called drop", instead: "drop" },
    crash: { not: "a frame has no driver", instead: "crash on a function or handler" }
  }
} as const satisfies { readonly [K in Kind]: { readonly [V in VerdictName]: Does | Refused } }

type Meanings = typeof meanings
type Catalogue = typeof catalogue

type Sends = "NdisCoSendNetBufferLists" | "MiniportCoSendNetBufferLists"
type Receives = "NdisMCoIndicateReceiveNetBufferLists" | "ProtocolCoReceiveNetBufferLists"

/** The kind of a function or callback. */
export type KindOf<D extends DdiName> = D extends Sends
  ? "send"
  : D extends Receives
    ? "receive"
    : D extends "NdisReturnNetBufferLists"
      ? "completion"
      : Catalogue[D]["returnType"] extends "void"
        ? D extends FunctionName
          ? D extends `${string}Complete${string}`
            ? "completion"
            : "void function"
          : "void handler"
        : D extends FunctionName
          ? "request"
          : Catalogue[D]["pends"] extends true
            ? "handler that may pend"
            : "handler that may not pend"

/** The verdicts that mean something for a kind. */
export type VerdictsOf<K extends Kind> = {
  readonly [V in VerdictName]: Meanings[K][V] extends Does ? V : never
}[VerdictName]

const sends: ReadonlyArray<string> = ["NdisCoSendNetBufferLists", "MiniportCoSendNetBufferLists"] satisfies ReadonlyArray<Sends>
const receives: ReadonlyArray<string> = [
  "NdisMCoIndicateReceiveNetBufferLists",
  "ProtocolCoReceiveNetBufferLists"
] satisfies ReadonlyArray<Receives>

/** The same at run time. */
export const kindOf = (of: Ddi): Kind => {
  if (sends.includes(of.name)) return "send"
  if (receives.includes(of.name)) return "receive"
  if (of.name === "NdisReturnNetBufferLists") return "completion"
  const isFunction = of.kind === "function"
  if (of.isVoid) return !isFunction ? "void handler" : of.name.includes("Complete") ? "completion" : "void function"
  return isFunction ? "request" : of.pends ? "handler that may pend" : "handler that may not pend"
}

/** Why a verdict cannot be carried out at a function or callback (or a frame), and the way out. */
export interface Objection {
  readonly found: string
  readonly instead: string
}

/** What completes a request or a handler: the function that drivers call. */
const completionOf = (of: Ddi): string => {
  const handler = of.kind === "callback" ? of : of.counterpart === null ? undefined : ddi(of.counterpart)
  return handler?.completion === null || handler?.completion === undefined
    ? "delay=DURATION, or crash"
    : `the same verdict on ${handler.completion}`
}

/** The handler that does the work a function asks for, or that a completion ends. */
const handlerOf = (of: Ddi, all: ReadonlyArray<Ddi>): string =>
  all.find((each) => each.kind === "callback" && (each.completion === of.name || each.mcmCompletion === of.name))?.name ??
  (of.counterpart?.startsWith("Protocol") === true || of.counterpart?.startsWith("Miniport") === true
    ? of.counterpart
    : "the handler that does the work")

/** Undefined: the verdict means something there. `of` undefined: a frame. */
export const objection = (of: Ddi | undefined, verdict: VerdictName, all: ReadonlyArray<Ddi>): Objection | undefined => {
  const kind = of === undefined ? "frame" : kindOf(of)
  const meaning: Does | Refused = meanings[kind][verdict]
  if ("does" in meaning) return undefined
  const name = of === undefined ? "a frame" : of.name
  const article = kind === "frame" ? "" : ` (a ${kind})`
  const instead =
    of === undefined ? meaning.instead : meaning.instead.replace("COMPLETION", completionOf(of)).replace("HANDLER", handlerOf(of, all))
  return { found: `${verdict} makes no sense for ${name}${article}: ${meaning.not}`, instead }
}
