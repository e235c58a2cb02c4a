/**
 * What a transition table is as a graph: states are nodes, answers that move are edges.
 */
import * as Graph from "effect/Graph"
import { type Answer, moves, type Table } from "../../src/machine/Table.ts"

const build = <S extends string, E extends string>(table: Table<S, E>, without: (event: E) => boolean) => {
  const index = new Map<S, Graph.NodeIndex>()
  const graph = Graph.directed<S, E>((mutable) => {
    const states = Object.keys(table) as Array<S>
    for (const state of states) index.set(state, Graph.addNode(mutable, state))
    for (const state of states) {
      for (const event of Object.keys(table[state]) as Array<E>) {
        const answer: Answer<S> = table[state][event]
        if (moves(answer) && !without(event)) Graph.addEdge(mutable, index.get(state)!, index.get(answer)!, event)
      }
    }
  })
  return { graph, at: (state: S) => index.get(state)!, states: [...index.keys()] }
}

const none = () => false

/** States that no sequence of events leads to from `initial`. */
export const unreached = <S extends string, E extends string>(table: Table<S, E>, initial: S): ReadonlyArray<S> => {
  const { at, graph, states } = build(table, none)
  return states.filter((state) => !Graph.hasPath(graph, at(initial), at(state)))
}

/** States from which no end can be reached (by events for which `without` is false). */
export const stuck = <S extends string, E extends string>(
  table: Table<S, E>,
  ends: ReadonlyArray<S>,
  without: (event: E) => boolean = none
): ReadonlyArray<S> => {
  const { at, graph, states } = build(table, without)
  return states.filter((state) => !ends.some((end) => Graph.hasPath(graph, at(state), at(end))))
}
