/**
 * The user side of an interface as a whole, beside its calls: the loss of the signalling link, and restart (Q.2931, sections 5.5 and 5.6).
 *
 * When the link goes down, calls that are not up end at once; those that are up are kept for T309, which is one timer here because all
 * calls share the link. Comes it back in time, each of them asks for its state. Otherwise they end, and the interface is restarted when
 * the link does come back. A connection whose RELEASE was never answered is restarted too. RESTART is sent twice, then given up.
 *
 * A RESTART that comes in ends the calls concerned without a word about each; it is acknowledged when they are over, so that the network
 * uses no connection that is still being taken down here. T317 bounds that: then the network is not answered, and will ask again.
 */
import type { VpiVci } from "@condis/core/Atm"
import type { LineAction, LineControl, LineEvent } from "@condis/core/CallControl"
import { NdisStatus } from "@condis/core/NdisStatus"
import { type Message, messageName } from "./Message.ts"
import { concerns, connectionText, type LineMessage, wholeInterface } from "./StatusMessage.ts"
import type { Timers } from "./Timer.ts"

/** RESTART sent, and not answered. */
interface Asked {
  readonly connection: VpiVci | undefined
  readonly times: number
}

/** An interface. */
export interface Line {
  readonly link: "up" | "down"
  /** T309 ran out: the network gave the calls up as well, or will. */
  readonly givenUp: boolean
  readonly asked: Asked | undefined
  /** Connections to be restarted after that. */
  readonly next: ReadonlyArray<VpiVci>
  /** A RESTART that is being carried out. */
  readonly serving: { readonly connection: VpiVci | undefined } | undefined
}

type Action = LineAction<Message>
type Next = { readonly line: Line; readonly actions: ReadonlyArray<Action> }

/** How often RESTART is sent before it is given up. */
const attempts = 2

const nothing: ReadonlyArray<Action> = []
const stay = (line: Line): Next => ({ line, actions: nothing })
const note = (text: string): Action => ({ _tag: "Note", text })
const send = (message: LineMessage): Action => ({ _tag: "Send", message })
const stop = (timer: keyof Timers): Action => ({ _tag: "StopTimer", timer })

const clearing = (connection: VpiVci | undefined): Action => ({ _tag: "Clear", connection, status: NdisStatus.FAILURE })

/** The machine with these timers. */
export const lineControl = (timers: Timers): LineControl<Line, Message> => {
  const start = (timer: keyof Timers): Action => ({ _tag: "StartTimer", timer, millis: timers[timer] })

  const restart = (line: Line, connection: VpiVci | undefined): Next => ({
    line: { ...line, asked: { connection, times: 1 } },
    actions: [send({ type: "RESTART", callReference: wholeInterface(0), connectionId: connection }), start("T316")]
  })

  /** What was asked for is over, one way or the other. */
  const following = (line: Line, first: Action): Next => {
    const [connection, ...next] = line.next
    const free: Line = { ...line, asked: undefined, next }
    if (connection === undefined) return { line: free, actions: [first] }
    const then = restart(free, connection)
    return { line: then.line, actions: [first, ...then.actions] }
  }

  const linkUp = (line: Line): Next => {
    const up: Line = { ...line, link: "up", givenUp: false }
    if (!line.givenUp) return { line: up, actions: [stop("T309"), { _tag: "Tell", event: { _tag: "LinkBack" } }] }
    // It takes the place of every restart of one connection.
    const { actions, line: next } = restart({ ...up, next: [] }, undefined)
    const clear: Action = { _tag: "Clear", connection: undefined, status: NdisStatus.DEST_OUT_OF_ORDER }
    return { line: next, actions: [...(line.asked === undefined ? [] : [stop("T316")]), ...actions, clear] }
  }

  const linkDown = (line: Line): Next => ({
    line: { ...line, link: "down" },
    actions: [{ _tag: "Tell", event: { _tag: "LinkLost" } }, start("T309")]
  })

  const received = (line: Line, message: Message): Next => {
    if (message.type === "RESTART") {
      if (line.serving !== undefined) return { line, actions: [note("RESTART while another is being carried out is left out")] }
      const { connectionId } = message
      return {
        line: { ...line, serving: { connection: connectionId } },
        actions: [start("T317"), clearing(connectionId)]
      }
    }
    if (message.type === "RESTART_ACKNOWLEDGE" && line.asked !== undefined && same(line.asked.connection, message.connectionId))
      return following(line, stop("T316"))
    return { line, actions: [note(`${messageName(message)} about the whole interface is not expected and left out`)] }
  }

  /** What began meanwhile ends here too: the network may carry out this RESTART as if it were the first. */
  const unanswered = (line: Line, { connection, times }: Asked): Next =>
    times < attempts
      ? {
          line: { ...line, asked: { connection, times: times + 1 } },
          actions: [
            send({ type: "RESTART", callReference: wholeInterface(0), connectionId: connection }),
            start("T316"),
            clearing(connection)
          ]
        }
      : following(line, note(`T316 ran out ${attempts} times: the network does not answer RESTART of ${connectionText(connection)}`))

  const expired = (line: Line, timer: string): Next => {
    if (timer === "T309" && line.link === "down" && !line.givenUp) {
      return {
        line: { ...line, givenUp: true },
        actions: [
          note("T309 ran out: the signalling link does not come back, and calls are given up"),
          { _tag: "Clear", connection: undefined, status: NdisStatus.DEST_OUT_OF_ORDER }
        ]
      }
    }
    if (timer === "T316" && line.asked !== undefined) return unanswered(line, line.asked)
    if (timer === "T317" && line.serving !== undefined) {
      const text = `T317 ran out: calls on ${connectionText(line.serving.connection)} are still being closed, RESTART is not acknowledged`
      return { line: { ...line, serving: undefined }, actions: [note(text)] }
    }
    return stay(line)
  }

  const stuck = (line: Line, connection: VpiVci): Next => {
    if (line.asked === undefined) return restart(line, connection)
    return concerns(line.asked.connection, connection) ? stay(line) : stay({ ...line, next: [...line.next, connection] })
  }

  const step = (line: Line, event: LineEvent<Message>): Next => {
    switch (event._tag) {
      case "Link":
        return event.up === (line.link === "up") ? stay(line) : event.up ? linkUp(line) : linkDown(line)
      case "Message":
        return received(line, event.message)
      case "Timer":
        return expired(line, event.timer)
      case "Stuck":
        return stuck(line, event.connection)
      case "Cleared":
        if (line.serving === undefined) return stay(line)
        return {
          line: { ...line, serving: undefined },
          actions: [
            stop("T317"),
            send({ type: "RESTART_ACKNOWLEDGE", callReference: wholeInterface(1), connectionId: line.serving.connection })
          ]
        }
    }
  }

  return { idle: { link: "up", givenUp: false, asked: undefined, next: [], serving: undefined }, step }
}

const same = (a: VpiVci | undefined, b: VpiVci | undefined): boolean => (a === undefined || b === undefined ? a === b : concerns(a, b))
