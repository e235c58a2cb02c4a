/** The pages, in the order of the operations. */
import type { Page } from "../Page.ts"
import { activation } from "./activation.ts"
import { addressFamilies } from "./address-families.ts"
import { callParameters } from "./call-parameters.ts"
import { closingCalls } from "./closing-calls.ts"
import { data } from "./data.ts"
import { incomingCalls } from "./incoming-calls.ts"
import { information } from "./information.ts"
import { lifeCycle } from "./life-cycle.ts"
import { makingCalls } from "./making-calls.ts"
import { parties } from "./parties.ts"
import { permanentVcs } from "./permanent-vcs.ts"
import { saps } from "./saps.ts"
import { settingUp } from "./setting-up.ts"
import { status } from "./status.ts"
import { vcs } from "./vcs.ts"

export const pages: ReadonlyArray<Page> = [
  settingUp,
  addressFamilies,
  saps,
  vcs,
  activation,
  makingCalls,
  incomingCalls,
  callParameters,
  closingCalls,
  parties,
  data,
  information,
  status,
  lifeCycle,
  permanentVcs
]
