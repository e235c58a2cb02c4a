/**
 * What a scenario says a client does by itself, as policies of the client kit.
 */
import { type CallParameters, withTraffic } from "@condis/core/CallParameters"
import { NdisStatus } from "@condis/core/NdisStatus"
import type { Policies } from "@condis/client"
import type { Answer, Client, OnIncoming } from "../scenario/Scenario.ts"
import { flowsOf, type Traffic } from "../scenario/Traffic.ts"

/** The parameters of a call with the traffic of a scenario. */
export const withScenarioTraffic = (parameters: CallParameters, traffic: Traffic): CallParameters => {
  const { Receive, Transmit } = flowsOf(traffic)
  return withTraffic(parameters, Transmit, Receive)
}

const answered = (answer: Answer, parameters: CallParameters): ReturnType<Policies["onIncoming"]> => {
  if (answer === "accept") return { _tag: "accept" }
  if (answer === "reject") return { _tag: "reject", status: NdisStatus.FAILURE }
  if (answer.reject !== undefined) return { _tag: "reject", status: answer.reject }
  return { _tag: "accept", parameters: withScenarioTraffic(parameters, answer.acceptWith) }
}

/** A client that pends an offer decides later: `ask` hands it to the script's listener. */
const incoming = (reaction: OnIncoming, parameters: CallParameters): ReturnType<Policies["onIncoming"]> =>
  typeof reaction === "object" && reaction.pend !== undefined ? { _tag: "ask" } : answered(reaction as Answer, parameters)

/** The later answer of a client that pends, and when it comes, in microseconds. */
export const pended = (client: Client): { readonly answer: Answer; readonly after: number } | undefined =>
  typeof client.onIncoming === "object" && client.onIncoming.pend !== undefined
    ? { answer: client.onIncoming.pend.answer, after: client.onIncoming.pend.after }
    : undefined

/** What the later answer is. */
export const decide = answered

export const policiesOf = (client: Client): Partial<Policies> => ({
  onIncoming: ({ parameters }) => incoming(client.onIncoming, parameters),
  onChanged: ({ asked, offered, round, status }) => {
    const reaction = client.onChanged
    if (reaction === "keep") return { _tag: "keep" }
    if (reaction === "close") return { _tag: "close" }
    const insists = reaction !== "renegotiate" && reaction.insist !== undefined
    // One renegotiation: what comes of it is kept, unless the client insists.
    if (round > 1) return insists && status !== NdisStatus.SUCCESS ? { _tag: "close" } : { _tag: "keep" }
    if (reaction === "renegotiate") return { _tag: "renegotiate", parameters: asked }
    return { _tag: "renegotiate", parameters: withScenarioTraffic(offered, reaction.insist ?? reaction.renegotiate) }
  },
  onIncomingClose: () =>
    client.onIncomingClose === "close" ? { _tag: "close" } : { _tag: "close", after: client.onIncomingClose.closeAfter / 1000 },
  onQoSChange: ({ proposed }) => {
    const reaction = client.onQoSChange
    if (reaction === "accept") return { _tag: "accept" }
    if (reaction === "close") return { _tag: "close" }
    return { _tag: "counter", parameters: withScenarioTraffic(proposed, reaction.counter) }
  }
})
