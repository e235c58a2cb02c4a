/**
 * The DDI as types: what each function and callback takes, answers and demands, derived from the catalogue and the parameter table.
 * Nobody spells a parameter or a role twice.
 */
import type { NdisStatus } from "../NdisStatus.ts"
import type { Role } from "../Trace.ts"
import type { Carried } from "./Carrier.ts"
import { catalogue } from "./catalogue.ts"
import { parameters } from "./Parameters.ts"

export type { Role } from "../Trace.ts"

type Catalogue = typeof catalogue

/** Name of any function or callback. */
export type DdiName = keyof Catalogue

/** Name of a function, which drivers call and NDIS implements. */
export type FunctionName = { readonly [D in DdiName]: Catalogue[D]["kind"] extends "function" ? D : never }[DdiName]

/** Name of a callback, which NDIS calls and drivers implement. */
export type CallbackName = Exclude<DdiName, FunctionName>

/** Functions a driver of this role may call. */
export type FunctionsOf<R extends Role> = {
  readonly [D in FunctionName]: R & Catalogue[D]["calledBy"][number] extends never ? never : D
}[FunctionName]

/** Callbacks a driver of this role implements. */
export type CallbacksOf<R extends Role> = {
  readonly [D in CallbackName]: R & Catalogue[D]["implementedBy"][number] extends never ? never : D
}[CallbackName]

type Parameter<D extends DdiName> = Catalogue[D]["parameters"][number]

type ParameterName<D extends DdiName, Shape> = Extract<Parameter<D>, Shape>["name"]

type ValueOf<D extends DdiName, P> = P extends keyof (typeof parameters)[D] ? Carried<(typeof parameters)[D][P]> : never

interface Ingoing {
  readonly direction: "in" | "inout"
}

interface Outgoing {
  readonly direction: "out" | "inout"
}

interface Required {
  readonly optional: false
}

interface Optional {
  readonly optional: true
}

type Flat<A> = { readonly [K in keyof A]: A[K] }

/** What a caller gives. A parameter that may be NULL may be null, undefined or left out. */
export type Args<D extends DdiName> = D extends DdiName
  ? Flat<
      { readonly [P in ParameterName<D, Ingoing & Required>]: ValueOf<D, P> } & {
        readonly [P in ParameterName<D, Ingoing & Optional>]?: ValueOf<D, P> | null | undefined
      }
    >
  : never

/** What comes back besides the return: out parameters, and inout parameters as the callee left them. */
export type Outs<D extends DdiName> = D extends DdiName
  ? Flat<
      { readonly [P in ParameterName<D, Outgoing & Required>]: ValueOf<D, P> } & {
        readonly [P in ParameterName<D, Outgoing & Optional>]: ValueOf<D, P> | null
      }
    >
  : never

type IsVoid<D extends DdiName> = Catalogue[D]["returnType"] extends "void" ? true : false

/**
 * What a handler may answer: nothing, a status, or a status with out parameters. A parameter left out keeps what it was: null for an out
 * parameter, the caller's value for an inout one.
 */
export type Returned<D extends DdiName> = D extends DdiName
  ? IsVoid<D> extends true
    ? void
    : [keyof Outs<D>] extends [never]
      ? NdisStatus
      : NdisStatus | ({ readonly Status: NdisStatus } & { readonly [P in keyof Outs<D>]?: Outs<D>[P] | undefined })
  : never

/**
 * What the caller of a function gets: nothing, a status, or a status with out parameters. They are there when the operation was done at
 * once; of a pended one they come with the completion.
 */
export type Result<D extends DdiName> = D extends DdiName
  ? IsVoid<D> extends true
    ? void
    : [keyof Outs<D>] extends [never]
      ? NdisStatus
      : { readonly Status: NdisStatus } & { readonly [P in keyof Outs<D>]?: Outs<D>[P] | undefined }
  : never

/** Where it may be called, or at which level it is called. */
export type Irql<D extends DdiName> = Catalogue[D]["irql"]

/** One function or callback at run time. */
export interface Ddi {
  readonly name: DdiName
  /** Place in {@link ddis}: hot code looks things up by it. */
  readonly index: number
  readonly kind: "function" | "callback"
  readonly scope: "condis" | "support"
  readonly group: string
  readonly calledBy: ReadonlyArray<Role | "NDIS">
  readonly implementedBy: ReadonlyArray<Role | "NDIS">
  readonly irql: "PASSIVE" | "DISPATCH" | "<=DISPATCH"
  readonly isVoid: boolean
  /**
   * Does its caller wait for the return? Of every function that answers a status, of void ones at PASSIVE_LEVEL (what they do is
   * done when they return), and of a dispatch to a client (it is over when the client's handler has returned).
   */
  readonly awaited: boolean
  /** May it only show its lists (NDIS_RECEIVE_FLAGS_RESOURCES)? Then its caller waits for the return too: see `awaits` in ndis/Message. */
  readonly shows: boolean
  /** Is it owed or comes home when refused (a completion, a send)? Such void calls have a room of their own behind the limit. */
  readonly reserved: boolean
  /** Does it carry NBLs between a driver and NDIS? A lane of the adapter takes it. */
  readonly data: boolean
  /** Does it take CO_CALL_PARAMETERS? */
  readonly callParameters: boolean
  readonly pends: boolean
  /** Names, because a completion may stand before or behind in the list. */
  readonly completion: DdiName | null
  readonly mcmCompletion: DdiName | null
  readonly counterpart: DdiName | null
  readonly macroOf: DdiName | null
  readonly hasOuts: boolean
  readonly parameters: ReadonlyArray<DdiParameter>
  /** The parameter whose handle says which adapter or driver the call is about. */
  readonly handleParameter: string | null
  /** Names of the statuses its page lists; `(any other)` stands for those the callee chooses. */
  readonly returns: ReadonlyArray<string>
  readonly header: string
  readonly page: string
}

/** One parameter at run time. */
export interface DdiParameter {
  readonly name: string
  readonly direction: "in" | "out" | "inout"
  /** May it be NULL? */
  readonly optional: boolean
  /** Type in the header. */
  readonly type: string
  /** What it carries here. */
  readonly kind: string
  readonly handle: boolean
}

/** A bind context says more than the driver handle beside it: it belongs to an adapter. */
const handleParameter = (parameters: ReadonlyArray<DdiParameter>): string | null => {
  const handles = parameters.filter((parameter) => parameter.handle && parameter.direction !== "out")
  return (handles.find((parameter) => parameter.kind === "bind handle") ?? handles[0])?.name ?? null
}

const describe = (name: DdiName, index: number): Ddi => {
  const entry: {
    readonly [K in keyof Catalogue[DdiName]]: K extends "parameters" ? ReadonlyArray<Parameter<DdiName>> : Catalogue[DdiName][K]
  } = catalogue[name]
  const carriers: { readonly [name: string]: { readonly kind: string; readonly handle: boolean } } = parameters[name]
  const described = entry.parameters.map((parameter): DdiParameter => {
    const carrier = carriers[parameter.name]
    if (carrier === undefined) throw new Error(`${name}: nothing is known of parameter ${parameter.name}`)
    return { ...parameter, kind: carrier.kind, handle: carrier.handle }
  })
  const isVoid = entry.returnType === "void"
  return {
    name,
    index,
    kind: entry.kind,
    scope: entry.scope,
    group: entry.group,
    calledBy: entry.calledBy,
    implementedBy: entry.implementedBy,
    irql: entry.irql,
    isVoid,
    reserved: name.includes("Complete") || name === "NdisCoSendNetBufferLists",
    awaited: !isVoid || entry.irql === "PASSIVE" || name.includes("Dispatch"),
    shows: entry.kind === "function" && described.some((parameter) => parameter.name === "CoReceiveFlags"),
    data: entry.kind === "function" && described.some(({ kind }) => kind === "NET_BUFFER_LIST"),
    callParameters: described.some((parameter) => parameter.name === "CallParameters" && parameter.direction !== "out"),
    pends: entry.pends,
    completion: entry.completion,
    mcmCompletion: entry.mcmCompletion,
    counterpart: entry.counterpart,
    macroOf: entry.macroOf,
    hasOuts: described.some((parameter) => parameter.direction !== "in"),
    parameters: described,
    handleParameter: handleParameter(described),
    returns: entry.returns,
    header: entry.header,
    page: entry.page
  }
}

/** Every function and callback, in the order of the catalogue. */
export const ddis: ReadonlyArray<Ddi> = (Object.keys(catalogue) as ReadonlyArray<DdiName>).map(describe)

const byName: ReadonlyMap<string, Ddi> = new Map(ddis.map((each) => [each.name, each]))

/** The function or callback of this name. */
export const ddi = (name: DdiName): Ddi => byName.get(name) as Ddi

/** The same for a name from outside. Undefined: there is none. */
export const findDdi = (name: string): Ddi | undefined => byName.get(name)
