/**
 * The ledger of ownership: who has which NET_BUFFER_LIST, and since when.
 *
 * A list is away from the moment it is first handed to somebody else until it is home with its owner; only lists that are away are in the
 * ledger. How much it knows is its level, and each level costs more than the one before:
 *
 * | level | it knows |
 * |---|---|
 * | 0 | nothing: each call is one comparison |
 * | 1 | how many lists each holder has, and has had |
 * | 2 | the holder of each list that is away, and since when |
 * | 3 | the last {@link remembered} moves of each list |
 * | 4 | the function of each of these moves, and its number in the trace |
 *
 * It reads no clock: whoever tells it of a move says when it was. A move allocates nothing but the memory of a list that is new to it,
 * which stays with the list, as long as its pool keeps it.
 *
 * @see docs/condis/states.md, section 11
 */
import * as Context from "effect/Context"
import type { NetBufferList } from "../NetBufferList.ts"

export type Level = 0 | 1 | 2 | 3 | 4

/** The level of tracking a host is built with. */
export const Tracking: Context.Reference<Level> = Context.Reference<Level>("@condis/core/Tracking", { defaultValue: () => 0 })

/** Moves that are remembered of each list. */
export const remembered = 16

/** Somebody who can have lists: a driver, a lane, the hardware. */
export class Holder {
  readonly name: string
  /** Lists it has. */
  lists = 0
  /** Lists it was ever handed. */
  taken = 0
  constructor(name: string) {
    this.name = name
  }
}

/** A list that is away. */
export interface Holding {
  readonly list: NetBufferList
  readonly holder: string
  /** In the microseconds of the moves. */
  readonly since: number
}

/** A move of a list. */
export interface Move {
  readonly holder: string
  readonly micros: number
  /** From level 4 on. */
  readonly ddi?: string
  /** Its number in the trace; from level 4 on. */
  readonly seq?: number
}

/** What is known of one list. Its moves are a ring. */
export class Track {
  /** Its place among the lists that are away; -1: it is home. */
  at = -1
  since = 0
  moves = 0
  readonly holders: Array<Holder> = []
  readonly micros: Array<number> = []
  readonly ddis: Array<string> = []
  readonly seqs: Array<number> = []
}

export class Ledger {
  readonly level: Level
  private readonly holders = new Map<string, Holder>()
  private away: Array<NetBufferList> = []

  constructor(level: Level) {
    this.level = level
  }

  /** The holder of this name; to be kept by whoever tells of its moves. */
  holder(name: string): Holder {
    const known = this.holders.get(name)
    if (known !== undefined) return known
    const holder = new Holder(name)
    this.holders.set(name, holder)
    return holder
  }

  /** A chain was handed to a holder. */
  moved(chain: NetBufferList | null, holder: Holder, ddi: string, micros: number, seq: number): void {
    if (this.level === 0) return
    for (let list = chain; list !== null; list = list.Next) {
      const before = list.NdisReservedHolder
      if (before !== null) before.lists--
      list.NdisReservedHolder = holder
      holder.lists++
      holder.taken++
      if (this.level > 1) this.enter(list, this.track(list, holder, ddi, micros, seq))
    }
  }

  /** A chain is home with its owner: nobody owes it to anybody. */
  home(chain: NetBufferList | null, owner: Holder, ddi: string, micros: number, seq: number): void {
    if (this.level === 0) return
    for (let list = chain; list !== null; list = list.Next) {
      const before = list.NdisReservedHolder
      if (before !== null) before.lists--
      list.NdisReservedHolder = null
      if (this.level > 1) this.leave(this.track(list, owner, ddi, micros, seq))
    }
  }

  /** Holders that have lists. From level 1 on. */
  counts(): ReadonlyArray<Holder> {
    return [...this.holders.values()].filter(({ lists }) => lists > 0)
  }

  /** The lists that are away, the longest held first. From level 2 on. */
  held(): ReadonlyArray<Holding> {
    return this.away
      .map((list) => ({ list, holder: list.NdisReservedHolder!.name, since: list.NdisReservedTrack!.since }))
      .sort((a, b) => a.since - b.since)
  }

  /** The moves of a list that are remembered, the latest last. From level 3 on. */
  history(list: NetBufferList): ReadonlyArray<Move> {
    const track = list.NdisReservedTrack
    if (track === null || this.level < 3) return []
    const first = Math.max(0, track.moves - remembered)
    return Array.from({ length: track.moves - first }, (_, each) => {
      const at = (first + each) % remembered
      const move = { holder: track.holders[at]!.name, micros: track.micros[at]! }
      return this.level < 4 ? move : { ...move, ddi: track.ddis[at]!, seq: track.seqs[at]! }
    })
  }

  private track(list: NetBufferList, holder: Holder, ddi: string, micros: number, seq: number): Track {
    const track = (list.NdisReservedTrack ??= new Track())
    track.since = micros
    if (this.level < 3) return track
    const at = track.moves++ % remembered
    track.holders[at] = holder
    track.micros[at] = micros
    if (this.level < 4) return track
    track.ddis[at] = ddi
    track.seqs[at] = seq
    return track
  }

  private enter(list: NetBufferList, track: Track): void {
    if (track.at < 0) track.at = this.away.push(list) - 1
  }

  private leave(track: Track): void {
    const { away } = this
    if (track.at < 0) return
    const last = away.pop()!
    if (last.NdisReservedTrack !== track) {
      away[track.at] = last
      last.NdisReservedTrack!.at = track.at
    }
    track.at = -1
  }
}
