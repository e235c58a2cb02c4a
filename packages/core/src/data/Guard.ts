/**
 * The guard of lists that were given away (tracking level 4): it sees who touches a list.
 *
 * A field of a guarded list is an accessor that asks whose turn it is. In the turn of a driver only a list it has may be touched; from the
 * call on that hands a list over, nobody but NDIS has it until NDIS has looked. NDIS itself, programs and tests run in no driver's turn, and
 * so do the fibers that a driver forks: what they touch is not judged. What is read from a list once, a net buffer or its octets, can be
 * touched without the list; that data changed on its way shows at its completion (`Custody`).
 *
 * @see docs/condis/rules.md, NBL-04, NBL-13, NBL-45, NBL-47, NBL-49
 */
import type { Holder, Ledger } from "./Ledger.ts"
import { NetBufferList } from "../NetBufferList.ts"

/** What may not be touched. The space of NDIS is read by pools. */
const fields = Object.keys(new NetBufferList(null, null)).filter((field) => !field.startsWith("Ndis"))

/** The rule that is broken by who touches what this function hands over. */
const rules: { readonly [ddi: string]: string } = {
  NdisCoSendNetBufferLists: "NBL-04",
  NdisMCoSendNetBufferListsComplete: "NBL-13",
  NdisMCoIndicateReceiveNetBufferLists: "NBL-45",
  NdisReturnNetBufferLists: "NBL-49"
}

/** Is told who touched what. */
export type Tell = (driver: string, rule: string, text: string) => void

/** What the guard knows of a list. */
interface Seal {
  /** Who may touch it; undefined: nobody tracked it yet. */
  has: Holder | undefined
  /** The rule that anybody else breaks; undefined: anybody may. */
  rule: string | undefined
  /** Who has given it away in a call that NDIS has not looked at yet, and the rule that this one breaks now. */
  giver: Holder | undefined
  given: string
  /** Told already: a driver that goes through a list breaks a rule once. */
  told: boolean
}

export class Guard {
  /** Whose turn it is. */
  running: Holder | undefined = undefined
  /** Set when the host is put together. */
  tell: Tell = () => {}
  private readonly ledger: Ledger
  private readonly seals = new WeakMap<NetBufferList, Seal>()

  constructor(ledger: Ledger) {
    this.ledger = ledger
  }

  /** A turn of a driver. */
  turn<A>(driver: string, act: () => A): A {
    const { running } = this
    this.running = this.ledger.holder(driver)
    try {
      return act()
    } finally {
      this.running = running
    }
  }

  /** A driver calls a function with a chain: from now on it is not its own. Lists that are only shown stay the miniport's. */
  given(ddi: string, chain: NetBufferList, shown: boolean): void {
    const rule = rules[ddi]
    const { running } = this
    if (rule === undefined || shown || running === undefined) return
    // What follows is what NDIS does in a driver's turn.
    this.running = undefined
    for (let list: NetBufferList | null = chain; list !== null; list = list.Next) {
      const seal = this.sealOf(list)
      seal.giver = running
      seal.given = rule
      seal.told = false
    }
    this.running = running
  }

  /** NDIS has looked: these lists are somebody's. */
  has(chain: NetBufferList | null, holder: Holder, rule: string | undefined): void {
    for (let list = chain; list !== null; list = list.Next) {
      const seal = this.sealOf(list)
      seal.has = holder
      seal.rule = rule
      seal.giver = undefined
      seal.told = false
    }
  }

  private sealOf(list: NetBufferList): Seal {
    const known = this.seals.get(list)
    if (known !== undefined) return known
    const seal: Seal = { has: undefined, rule: undefined, giver: undefined, given: "", told: false }
    this.seals.set(list, seal)
    for (const field of fields) {
      let value: unknown = list[field as keyof NetBufferList]
      Object.defineProperty(list, field, {
        enumerable: true,
        configurable: true,
        get: () => {
          this.touched(seal, field)
          return value
        },
        set: (next: unknown) => {
          this.touched(seal, field)
          value = next
        }
      })
    }
    return seal
  }

  private touched(seal: Seal, field: string): void {
    const { running } = this
    if (running === undefined || seal.told) return
    const given = seal.giver === running
    const rule = given ? seal.given : seal.has === running ? undefined : seal.rule
    if (rule === undefined) return
    seal.told = true
    this.tell(running.name, rule, `touches ${field} of a list that ${given ? "it gave to NDIS" : `${seal.has!.name} has`}`)
  }
}
