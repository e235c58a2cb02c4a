/**
 * What is sent: lists that are used again and again, and what is done to their octets before each send.
 */
import { type NetBufferList, netBufferList, NdisStatus } from "@condis/core"

/** One kind of traffic. */
export interface Kind {
  readonly vcs: number
  /** Octets of a list; all of them are written anew before each send. */
  readonly octets: number
}

export const kindText = ({ octets, vcs }: Kind): string => `${vcs.toLocaleString("en-US")} VC${vcs === 1 ? "" : "s"}, ${octets} octets`

/** Lists out at a time. */
export const window = (chain: number): number => Math.max(256, 4 * chain)

/** Lists that are not out, and the octets each carries. */
export class Lists {
  private readonly free: Array<NetBufferList> = []
  private mark = 0

  constructor(count: number, octets: number) {
    for (let n = 0; n < count; n++) {
      const own = new Uint8Array(octets)
      const list = netBufferList(own)
      list.ProtocolReserved = own
      this.free.push(list)
    }
  }

  get left(): number {
    return this.free.length
  }

  take(): NetBufferList {
    const list = this.free.pop()!
    touch(list.ProtocolReserved as Uint8Array, ++this.mark)
    list.Status = NdisStatus.PENDING
    return list
  }

  give(list: NetBufferList): void {
    if (list.Status !== NdisStatus.SUCCESS) throw new Error(`a list came back with status ${list.Status}`)
    this.free.push(list)
  }
}

/** Writes all octets. */
export const touch = (octets: Uint8Array, mark: number): void => {
  if (octets.length > 0) octets.fill(mark)
}
