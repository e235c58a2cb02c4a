import type { Subject } from "./Peer.ts"

/** The rows of CoNDIS itself, in the order in which they are shown. */
export const subjects: ReadonlyArray<Subject> = []
