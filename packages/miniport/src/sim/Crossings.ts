/**
 * The cross-connections of a switch: which end leads to which, and what may come in there. An order that makes no sense is a violation of
 * the signalling protocol, and changes nothing.
 */
import type { Endpoint } from "@condis/core/CallControl"
import { type Contract, isLimited } from "@condis/core/data/Contract"
import { type Connection, connectionKey, isConnection, isSignalling } from "./Frame.ts"
import { type Policed, Policer } from "./Policer.ts"
import type { Leaf, Port, Tree } from "./Port.ts"

export class Crossings {
  /** By port number. */
  private readonly ports: ReadonlyMap<number, Port>
  private readonly violation: (text: string) => void
  private permanentEnds = 0
  /** What policing said on connections that are gone. */
  private readonly past = { conforming: 0, tagged: 0, discarded: 0 }

  constructor(ports: ReadonlyMap<number, Port>, violation: (text: string) => void) {
    this.ports = ports
    this.violation = violation
  }

  connect(a: Endpoint, b: Endpoint, fromA?: Contract, fromB?: Contract): void {
    const from = this.ports.get(a.port)
    const to = this.ports.get(b.port)
    const text = `${endName(a.port, a)} with ${endName(b.port, b)}`
    if (from === undefined || to === undefined || !usable(a) || !usable(b)) {
      this.violation(`cannot connect ${text}: a port does not exist, or the channel is not one for data`)
    } else if (from === to && a.vpi === b.vpi && a.vci === b.vci) {
      this.violation(`cannot connect ${text}: it is one end, not two`)
    } else if (from.routes.has(keyOf(a)) || to.routes.has(keyOf(b))) {
      this.violation(`cannot connect ${text}: an end is connected already; disconnect it first`)
    } else {
      from.routes.set(keyOf(a), { port: to, vpi: b.vpi, vci: b.vci, policer: policerOf(fromA) })
      to.routes.set(keyOf(b), { port: from, vpi: a.vpi, vci: a.vci, policer: policerOf(fromB) })
    }
  }

  disconnect(a: Endpoint, b: Endpoint): void {
    const from = this.ports.get(a.port)
    const route = from?.routes.get(keyOf(a))
    if (from === undefined || route === undefined || route.port.number !== b.port || route.vpi !== b.vpi || route.vci !== b.vci) {
      this.violation(`cannot disconnect ${endName(a.port, a)} from ${endName(b.port, b)}: they are not connected`)
      return
    }
    this.keep(route.policer)
    this.keep(route.port.routes.get(keyOf(b))?.policer)
    from.routes.delete(keyOf(a))
    route.port.routes.delete(keyOf(b))
  }

  addLeaf(root: Endpoint, leaf: Endpoint, contract?: Contract): void {
    const from = this.ports.get(root.port)
    const to = this.ports.get(leaf.port)
    const text = `a leaf ${endName(leaf.port, leaf)} to ${endName(root.port, root)}`
    const rootKey = keyOf(root)
    const leafKey = keyOf(leaf)
    if (from === undefined || to === undefined || !usable(root) || !usable(leaf)) {
      this.violation(`cannot add ${text}: a port does not exist, or the channel is not one for data`)
    } else if (from.routes.has(rootKey) || to.routes.has(leafKey) || to.trees.has(leafKey) || (from === to && rootKey === leafKey)) {
      this.violation(`cannot add ${text}: an end is connected already; disconnect it first`)
    } else {
      const tree: Tree = from.trees.get(rootKey) ?? { leaves: [], policer: policerOf(contract) }
      if (tree.leaves.length === 0) from.trees.set(rootKey, tree)
      if (leafOf(tree.leaves, leaf) >= 0) this.violation(`cannot add ${text}: it is one already`)
      else tree.leaves.push({ port: to, vpi: leaf.vpi, vci: leaf.vci })
    }
  }

  dropLeaf(root: Endpoint, leaf: Endpoint): void {
    const from = this.ports.get(root.port)
    const tree = from?.trees.get(keyOf(root))
    const index = tree === undefined ? -1 : leafOf(tree.leaves, leaf)
    if (from === undefined || tree === undefined || index < 0) {
      this.violation(`cannot drop ${endName(leaf.port, leaf)} from ${endName(root.port, root)}: it is no leaf of it`)
      return
    }
    tree.leaves.splice(index, 1)
    if (tree.leaves.length > 0) return
    this.keep(tree.policer)
    from.trees.delete(keyOf(root))
  }

  /** What comes in at this end is held to another contract. */
  contract(at: Endpoint, contract: Contract, nowMicros: number): void {
    const port = this.ports.get(at.port)
    const way = port?.trees.get(keyOf(at)) ?? port?.routes.get(keyOf(at))
    if (way === undefined) this.violation(`cannot hold ${endName(at.port, at)} to a contract: it is not connected`)
    else if (way.policer === undefined) way.policer = policerOf(contract)
    else way.policer.change(contract, nowMicros)
  }

  /** Connects two channels for good, or takes that back. */
  permanent(a: Endpoint, b: Endpoint, on: boolean, fromA?: Contract, fromB?: Contract): void {
    const before = this.ends()
    if (on) this.connect(a, b, fromA, fromB)
    else this.disconnect(a, b)
    this.permanentEnds += this.ends() - before
  }

  private keep(policed: Policed | undefined): void {
    if (policed !== undefined) addTo(this.past, policed)
  }

  /** What policing said of all frames so far. */
  policed(): Policed {
    const all = { ...this.past }
    for (const { routes, trees } of this.ports.values()) {
      for (const { policer } of routes.values()) if (policer !== undefined) addTo(all, policer)
      for (const { policer } of trees.values()) if (policer !== undefined) addTo(all, policer)
    }
    return all
  }

  private ends(): number {
    let ends = 0
    for (const port of this.ports.values()) ends += port.routes.size
    return ends
  }

  /** Those that calls made. */
  get made(): number {
    let leaves = 0
    for (const port of this.ports.values()) for (const tree of port.trees.values()) leaves += tree.leaves.length
    return (this.ends() - this.permanentEnds) / 2 + leaves
  }
}

const addTo = (sum: { -readonly [K in keyof Policed]: number }, { conforming, discarded, tagged }: Policed): void => {
  sum.conforming += conforming
  sum.tagged += tagged
  sum.discarded += discarded
}

const keyOf = ({ vci, vpi }: Connection): number => connectionKey(vpi, vci)

const policerOf = (contract: Contract | undefined): Policer | undefined =>
  contract === undefined || !isLimited(contract) ? undefined : new Policer(contract)

const leafOf = (leaves: ReadonlyArray<Leaf>, leaf: Endpoint): number =>
  leaves.findIndex(({ port, vci, vpi }) => port.number === leaf.port && vpi === leaf.vpi && vci === leaf.vci)

const usable = (end: Endpoint): boolean => isConnection(end) && !isSignalling(end)

/** An end as it is written: `1:0/32`. */
export const endName = (port: number, { vci, vpi }: Connection): string => `${port}:${vpi}/${vci}`
