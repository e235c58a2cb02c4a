import type { Peer } from "../Peer.ts"
import { take, takeAll } from "./fibers.ts"
import { plain } from "./plain.ts"
import { xstate } from "./xstate.ts"

/** The peer every row is measured against. */
export const baseline: Peer = plain

/** All peers, the baseline first. */
export const peers: ReadonlyArray<Peer> = [plain, takeAll, take, xstate]
