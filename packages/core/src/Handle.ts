/**
 * Handles: the opaque names by which NDIS and drivers speak of an object.
 *
 * A handle is slot, generation and owner. It is found by identity: only the very value that NDIS issued finds the object, so a handle
 * that was copied, made up, taken from another host or kept after its object died finds nothing, and {@link HandleTable.explain} says
 * which of these it was. Typed code cannot make one.
 *
 * @see docs/condis/structures.md, section 1
 */
declare const HandleBrand: unique symbol

/** Kinds of object, as they begin the text of a handle (`vc3.1`). */
export type HandleKind = "protocol" | "miniport" | "adapter" | "binding" | "bind" | "unbind" | "af" | "sap" | "vc" | "party"

/** Names one object of a kind. Never looked into by drivers. */
export interface Handle<Kind extends string> {
  readonly [HandleBrand]: Kind
  readonly kind: Kind
  /** Place in the owner's table, from 1; used again after the object died. */
  readonly slot: number
  /** How often the place was used, from 1. */
  readonly generation: number
  /** Whose table it is: the host. */
  readonly owner: string
}

export type NdisProtocolHandle = Handle<"protocol">
export type NdisMiniportDriverHandle = Handle<"miniport">
/** A registered driver, protocol or miniport. */
export type NdisDriverHandle = NdisProtocolHandle | NdisMiniportDriverHandle
export type NdisAdapterHandle = Handle<"adapter">
export type NdisBindingHandle = Handle<"binding">
/** Token of one ProtocolBindAdapterEx, until it is complete. */
export type BindContext = Handle<"bind">
/** Token of one ProtocolUnbindAdapterEx, until it is complete. */
export type UnbindContext = Handle<"unbind">
export type NdisAfHandle = Handle<"af">
export type NdisSapHandle = Handle<"sap">
export type NdisVcHandle = Handle<"vc">
export type NdisPartyHandle = Handle<"party">

/** Kind, slot and generation: `vc3.1`. */
export const handleText = (handle: Handle<string>): string => `${handle.kind}${handle.slot}.${handle.generation}`

/** What the tables make. Its class tells issued handles from objects that only look like one. */
class Issued {
  readonly kind: string
  readonly slot: number
  readonly generation: number
  readonly owner: string
  /** Why and when its object died, once it has. */
  cause: string | undefined = undefined
  time = 0
  constructor(kind: string, slot: number, generation: number, owner: string) {
    this.kind = kind
    this.slot = slot
    this.generation = generation
    this.owner = owner
  }
}

/** The objects of one kind and owner, each found by its handle in constant time. */
export class HandleTable<Kind extends string, A> {
  readonly kind: Kind
  readonly owner: string
  /** By slot; slot 0 is never used. Undefined: the slot is free. */
  private readonly handles: Array<Handle<Kind> | undefined> = [undefined]
  private readonly objects: Array<A | undefined> = [undefined]
  private readonly generations: Array<number> = [0]
  private readonly free: Array<number> = []
  private live = 0

  constructor(kind: Kind, owner: string) {
    this.kind = kind
    this.owner = owner
  }

  /** Live objects. */
  get size(): number {
    return this.live
  }

  /** Takes the object in and names it. A free slot is used again, the last freed first. */
  issue(object: A): Handle<Kind> {
    const slot = this.free.pop() ?? this.handles.length
    const generation = (this.generations[slot] ?? 0) + 1
    const handle = new Issued(this.kind, slot, generation, this.owner) as unknown as Handle<Kind>
    this.handles[slot] = handle
    this.objects[slot] = object
    this.generations[slot] = generation
    this.live++
    return handle
  }

  /** The live object of this handle. Undefined for every handle this table did not issue, or has released. */
  find(handle: Handle<Kind>): A | undefined {
    // Untyped callers may hand in anything, null included.
    if (typeof handle !== "object" || handle === null) return undefined
    const slot = handle.slot
    return this.handles[slot] === handle ? this.objects[slot] : undefined
  }

  /** The live object in this place, if the place was used this often. */
  at(slot: number, generation: number): A | undefined {
    return this.handles[slot]?.generation === generation ? this.objects[slot] : undefined
  }

  /** The object is gone: its handle is dead from now on. `time` in microseconds. False when the handle was not live. */
  release(handle: Handle<Kind>, cause: string, time: number): boolean {
    if (this.find(handle) === undefined) return false
    const slot = handle.slot
    this.handles[slot] = undefined
    this.objects[slot] = undefined
    this.free.push(slot)
    this.live--
    const issued = handle as unknown as Issued
    issued.cause = cause
    issued.time = time
    return true
  }

  /** What can be said of this handle, for people: live, dead (why and when), of another owner or kind, or never issued. */
  explain(handle: unknown): string {
    if (!(handle instanceof Issued)) return `${describe(handle)} is no handle: NDIS never issued it`
    const issued = handle as unknown as Handle<string>
    const text = handleText(issued)
    if (issued.kind !== this.kind) return `${text} is a handle of kind ${issued.kind}, not ${this.kind}`
    if (issued.owner !== this.owner) return `${text} is foreign: it belongs to ${issued.owner}, not to ${this.owner}`
    if (this.handles[issued.slot] === issued) return `${text} is live`
    return handle.cause === undefined
      ? `${text} was never issued by ${this.owner}`
      : `${text} is dead: ${handle.cause}, at ${handle.time} µs`
  }

  /** Live objects in the order of their slots. */
  *values(): IterableIterator<A> {
    for (let slot = 1; slot < this.handles.length; slot++) {
      if (this.handles[slot] !== undefined) yield this.objects[slot] as A
    }
  }

  /** Live handles in the order of their slots. */
  *keys(): IterableIterator<Handle<Kind>> {
    for (const handle of this.handles) if (handle !== undefined) yield handle
  }
}

const describe = (value: unknown): string => {
  if (value === null || value === undefined) return String(value)
  return typeof value === "object" ? "an object" : `${typeof value} ${JSON.stringify(String(value))}`
}
