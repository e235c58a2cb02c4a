/**
 * What a message carries, as the trace has it: traffic as its sender sees it.
 */
import { atmAddressText } from "@condis/core/Atm"
import { dataCarried, flowCarried } from "@condis/core/ndis/Carries"
import type { Carried } from "@condis/core/Trace"
import type { Message } from "./Message.ts"

export const carried = (message: Message): Carried | undefined => {
  const called = "called" in message ? message.called : undefined
  const traffic = "traffic" in message ? message.traffic : undefined
  const endpoint = "endpoint" in message ? message.endpoint : undefined
  const data = "userToUser" in message ? message.userToUser : undefined
  const carries: Carried = {
    ...(called === undefined ? {} : { called: atmAddressText(called) }),
    ...(traffic === undefined ? {} : { transmit: flowCarried(traffic.transmit), receive: flowCarried(traffic.receive) }),
    ...(endpoint === undefined ? {} : { party: true }),
    ...(data === undefined || data.length === 0 ? {} : { data: dataCarried(data) })
  }
  return Object.keys(carries).length === 0 ? undefined : carries
}
