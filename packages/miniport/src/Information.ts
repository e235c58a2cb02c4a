/**
 * What a simulated adapter answers to OID requests, under a miniport and under an MCM driver alike: the mandatory OIDs of a CoNDIS
 * miniport and those optional ones that mean something here (there is no CRC, and no device profile).
 *
 * An OID the adapter does not know is answered NDIS_STATUS_INVALID_OID; one it knows but not for this purpose, like setting what can only
 * be asked, NDIS_STATUS_NOT_SUPPORTED.
 *
 * @see docs/condis/statuses-and-oids.md, section 5
 */
import { informationLength, informationOf, type OidRequest, PowerState } from "@condis/core/ddi/Structures"
import type { OidHandler } from "@condis/core/kit/OidDesk"
import { NdisStatus } from "@condis/core/NdisStatus"
import { HardwareStatus, MacOption, MediaState, Oid, ProtocolOption } from "@condis/core/Oid"
import * as OidAnswer from "@condis/core/OidAnswer"
import type { Channel, Channels } from "./Channels.ts"
import { Counts, statistics } from "./Statistics.ts"

/** The rate of a link whose rate is not limited, as adapters report it: 155.52 Mbit/s. */
export const nominalBitsPerSecond = 155_520_000

/** The adapter as its answers see it. */
export interface Asked {
  readonly channels: Channels
  /** NDIS_MEDIUM. */
  readonly medium: number
  /** Its clock, in milliseconds. */
  readonly now: () => number
  /** NDIS_PROT_OPTION_… flags set by a protocol. */
  protocolOptions: number
}

type Answer = (adapter: Asked, request: OidRequest, counts: Counts) => OidAnswer.OidAnswer

interface Entry {
  readonly query?: Answer
  readonly set?: Answer
}

/** A value of a fixed length. */
const fixed = (bytes: number, value: (adapter: Asked) => unknown): Entry => ({
  query: (adapter, request) => OidAnswer.fitting(request, value(adapter), bytes)
})

/** A list of ULONGs. */
const list = (values: (adapter: Asked) => ReadonlyArray<number>): Entry => ({
  query: (adapter, request) => OidAnswer.fitting(request, values(adapter), 4 * values(adapter).length, true)
})

/** A counter of 32 bits, which wraps around. */
const narrow = (count: (counts: Counts) => number): Entry => ({
  query: (_adapter, request, counts) => OidAnswer.fitting(request, Math.floor(count(counts)) % 0x100000000, 4)
})

/** A counter of 64 bits (OID-28). */
const wide = (count: (counts: Counts) => number): Entry => ({
  query: (_adapter, request, counts) => OidAnswer.counter(request, count(counts))
})

const linkSpeed = fixed(8, ({ channels }) => {
  const speed = Math.floor((channels.hardware?.rateBitsPerSecond ?? nominalBitsPerSecond) / 100)
  return { Outbound: speed, Inbound: speed }
})

const description = "condis simulated ATM adapter"

/** Everything at rest already: NDIS pauses an adapter before its device sleeps. */
const isPower = (request: OidRequest): boolean => {
  const { InformationBuffer: state } = informationOf(request)
  return typeof state === "number" && state >= PowerState.D0 && state <= PowerState.D3
}

const protocolOptions: Entry = {
  set: (adapter, request) => {
    if (informationLength(request) !== 4) return OidAnswer.wrongLength(request, 4)
    const value = informationOf(request).InformationBuffer
    // OID-13: flags that do not exist are no options.
    if (typeof value !== "number" || (value & ~allOptions) !== 0) return OidAnswer.refuse(request, NdisStatus.INVALID_DATA)
    adapter.protocolOptions = value
    return OidAnswer.done(request)
  }
}
const allOptions = Object.values(ProtocolOption).reduce((all, flag) => all | flag, 0)

/** A clock that can be read and that no network derives. */
const readableClock = { Flags: 0x1, ClockPrecision: 0 }

const entries: ReadonlyMap<number, Entry> = new Map<number, Entry>([
  [Oid.GEN_CO_SUPPORTED_LIST, list(() => supportedOids)],
  [
    Oid.GEN_CO_HARDWARE_STATUS,
    fixed(4, ({ channels }) => (channels.hardware === undefined ? HardwareStatus.NotReady : HardwareStatus.Ready))
  ],
  [Oid.GEN_CO_MEDIA_SUPPORTED, list(({ medium }) => [medium])],
  [Oid.GEN_CO_MEDIA_IN_USE, list(({ medium }) => [medium])],
  [Oid.GEN_CO_LINK_SPEED, linkSpeed],
  // No vendor code of the IEEE.
  [Oid.GEN_CO_VENDOR_ID, fixed(4, () => 0xffffff)],
  [Oid.GEN_CO_VENDOR_DESCRIPTION, { query: (_adapter, request) => OidAnswer.fitting(request, description, description.length + 1, true) }],
  [Oid.GEN_CO_DRIVER_VERSION, fixed(2, () => 0x0600)],
  [Oid.GEN_CO_PROTOCOL_OPTIONS, protocolOptions],
  [Oid.GEN_CO_MAC_OPTIONS, fixed(4, () => MacOption.NO_LOOPBACK)],
  [Oid.GEN_CO_MEDIA_CONNECT_STATUS, fixed(4, ({ channels }) => (channels.linkUp ? MediaState.Connected : MediaState.Disconnected))],
  [Oid.GEN_CO_VENDOR_DRIVER_VERSION, fixed(4, () => 0x00010000)],
  [Oid.GEN_CO_MINIMUM_LINK_SPEED, linkSpeed],
  [Oid.GEN_CO_GET_TIME_CAPS, fixed(8, () => readableClock)],
  // It wakes nobody up.
  [Oid.PNP_CAPABILITIES, fixed(16, () => ({ Flags: 0, MinMagicPacketWakeUp: 0, MinPatternWakeUp: 0, MinLinkChangeWakeUp: 0 }))],
  [Oid.PNP_QUERY_POWER, { query: (_adapter, request) => OidAnswer.fitting(request, informationOf(request).InformationBuffer, 4) }],
  [
    Oid.PNP_SET_POWER,
    { set: (_adapter, request) => (isPower(request) ? OidAnswer.done(request) : OidAnswer.refuse(request, NdisStatus.INVALID_DATA)) }
  ],
  // In units of 100 ns, as times of the system are.
  [Oid.GEN_CO_GET_NETCARD_TIME, fixed(8, ({ now }) => ({ ReadTime: Math.floor(now() * 10_000) }))],
  ...statistics.map(({ bits, oid, read }): readonly [number, Entry] => [oid, bits === 64 ? wide(read) : narrow(read)])
])

/** What the adapter answers, in ascending order (OID-37). */
export const supportedOids: ReadonlyArray<number> = [...entries.keys()].sort((a, b) => a - b)

/** A VC without traffic. */
const none = new Counts()

/** The adapter's answers. A VC restricts what was counted to that VC. */
export const answers =
  (adapter: Asked): OidHandler<Channel | undefined> =>
  ({ about, oid, request }) => {
    const entry = entries.get(oid)
    if (entry === undefined) return OidAnswer.refuse(request, NdisStatus.INVALID_OID)
    const answer = "QUERY_INFORMATION" in request.DATA ? entry.query : "SET_INFORMATION" in request.DATA ? entry.set : undefined
    if (answer === undefined) return OidAnswer.refuse(request, NdisStatus.NOT_SUPPORTED)
    return answer(adapter, request, about === undefined ? adapter.channels.counts : (about.counts ?? none))
  }
