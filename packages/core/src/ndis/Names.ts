/**
 * Names of VCs for those who manage a host, and the strings in which drivers were told them (OP-18).
 *
 * A VC has a name only when its client or call manager gave it one; without, it is not shown to managers. Few have, so names are kept
 * beside the VCs.
 */
import type { Instance } from "./Instance.ts"
import type { Vc } from "./objects.ts"

interface Named {
  readonly base: string
  readonly name: string
}

export class Names {
  private readonly byVc = new Map<Vc, Named>()
  /** Strings drivers have not freed. */
  private strings: Array<{ readonly text: string; readonly owner: Instance }> = []
  private index = 0

  /** The name of a VC, its first one when it has one (VC-74). Undefined: another VC has this base name (VC-76). */
  assign(vc: Vc, base: string, owner: Instance): string | undefined {
    let named = this.byVc.get(vc)
    if (named === undefined) {
      for (const other of this.byVc.values()) if (other.base === base) return undefined
      named = { base, name: `${base}${++this.index}` }
      this.byVc.set(vc, named)
    }
    const { name } = named
    if (!this.strings.some((each) => each.text === name && each.owner === owner)) this.strings.push({ text: name, owner })
    return name
  }

  /** VCs that have a name, by it. */
  get all(): ReadonlyMap<string, Vc> {
    return new Map([...this.byVc].map(([vc, { name }]) => [name, vc]))
  }

  /** The VC is gone, and its name with it. */
  forget(vc: Vc): void {
    if (this.byVc.size > 0) this.byVc.delete(vc)
  }

  /** False: the driver has no such string. */
  free(text: string, owner: Instance): boolean {
    const count = this.strings.length
    this.strings = this.strings.filter((each) => each.text !== text || each.owner !== owner)
    return this.strings.length < count
  }

  /** Strings that living drivers owe (VC-77); those of the dead went with them. */
  get owed(): number {
    return this.strings.filter(({ owner }) => !owner.dead).length
  }
}

/** The text by which a VC is known in telephony: its adapter and its handle. */
export const tapiCallId = (vc: Vc): string => `${vc.handle.owner}/vc${vc.handle.slot}.${vc.handle.generation}`

/** What such a text names. Undefined: it is none. */
export const fromTapiCallId = (
  text: string
): { readonly adapter: string; readonly slot: number; readonly generation: number } | undefined => {
  const found = /^(.+)\/vc(\d{1,9})\.(\d{1,9})$/.exec(text)
  return found === null ? undefined : { adapter: found[1]!, slot: Number(found[2]), generation: Number(found[3]) }
}
