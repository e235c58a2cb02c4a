/**
 * A call as the messages it costs: the crossings of one set-up and tear-down, in the order of a trace.
 *
 * A peer carries the same messages between the same actors with its own means. Which actor sends what is read off the flow: a hop is sent
 * by its `from` once `from` has handled the last hop that reached it before. So a driver that gets a return and makes the next call in
 * one breath does so in the peer too, and the hops of a call may travel side by side as they do in the run the flow was taken from.
 */

/** One crossing: a message from an actor to an actor, both numbered from 0. */
export interface Hop {
  readonly from: number
  readonly to: number
}

/** The crossings of one call, in order. */
export type Flow = ReadonlyArray<Hop>

/** One hop as the actors use it: the entry of their table. */
export interface Step {
  readonly type: "call" | "return"
  readonly to: number
  /** State of the call in the receiver after this hop. */
  readonly state: number
  /** Hops the receiver sends in answer, by index. Empty: this branch of the call ends here. */
  readonly next: ReadonlyArray<number>
}

/** A flow made ready to run. */
export interface Plan {
  readonly actors: number
  readonly steps: ReadonlyArray<Step>
  /** Hops that nothing follows; a call is over when all of them have arrived. Also the most messages one call has under way at once. */
  readonly ends: number
}

/** The hop whose arrival makes hop `index` leave. Where the sender has heard nothing yet, a wire carried it: the hop before. */
const causeOf = (flow: Flow, index: number): number => {
  const before = flow.slice(0, index)
  const heard = before.findLastIndex((hop) => hop.to === flow[index]!.from)
  return heard === -1 ? index - 1 : heard
}

/** A hop back along one that still waits for an answer is its return. */
const typesOf = (flow: Flow): ReadonlyArray<"call" | "return"> => {
  const open: Array<Hop> = []
  return flow.map((hop) => {
    const answered = open.findLastIndex(({ from, to }) => from === hop.to && to === hop.from)
    if (answered === -1) {
      open.push(hop)
      return "call"
    }
    open.splice(answered, 1)
    return "return"
  })
}

/** Reads off a flow who sends what when. Throws a `RangeError` for a flow without hops or with an actor that is no number from 0. */
export const plan = (flow: Flow): Plan => {
  if (flow.length === 0) throw new RangeError("a flow has at least one hop")
  const numbers = flow.flatMap(({ from, to }) => [from, to])
  const wrong = numbers.find((actor) => !Number.isInteger(actor) || actor < 0)
  if (wrong !== undefined) throw new RangeError(`an actor is a whole number from 0, not ${wrong}`)
  const next = flow.map((): Array<number> => [])
  for (let index = 1; index < flow.length; index++) next[causeOf(flow, index)]!.push(index)
  const types = typesOf(flow)
  return {
    actors: Math.max(...numbers) + 1,
    steps: flow.map(({ to }, index) => ({ type: types[index]!, to, state: index, next: next[index]! })),
    ends: next.filter((hops) => hops.length === 0).length
  }
}

/**
 * 48 hops between five actors (client 0, NDIS 1, call manager 2, miniport 3, switch 4), one after the other: four rounds, in each the
 * way down to the switch and back and then a call of the client into NDIS with its return. For comparing machines without CoNDIS.
 */
export const sampleFlow: Flow = (() => {
  const down = [0, 1, 2, 1, 3, 4]
  const round = [...down, 3, 1, 2, 1, 0, 1, 0]
  const path = [...round, ...round.slice(1), ...round.slice(1), ...round.slice(1)]
  return path.slice(1).map((to, index) => ({ from: path[index]!, to }))
})()
