/**
 * The octets of a list, as lanes, contracts and counters count them.
 */
import { dataLengthOf, type NetBufferList } from "../NetBufferList.ts"

/** Octets a list is counted with when it carries a value: a signalling message whose codec makes none. */
export const valueOctets = 100

export const lengthOf = (list: NetBufferList): number => (list.Payload === undefined ? dataLengthOf(list) : valueOctets)
