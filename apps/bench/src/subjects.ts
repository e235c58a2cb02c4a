import type { Subject } from "./Peer.ts"
import { subject } from "./subjects/prepare.ts"
import { farHost, farSwitch, farSwitchMcm, farSwitchRaw, parties } from "./subjects/stacks.ts"

/** The rows of CoNDIS itself, in the order in which they are shown. */
export const subjects: ReadonlyArray<Subject> = [
  subject("far=switch", farSwitch),
  subject("far=switch, MCM", farSwitchMcm),
  subject("far=host", farHost),
  subject("far=switch, raw Effect handlers", farSwitchRaw),
  // Each step of a multipoint call costs as much as it has parties, so ten thousand of them say nothing about one.
  subject("add and drop a party", parties, 100)
]
