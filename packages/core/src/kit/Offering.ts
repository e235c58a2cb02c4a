/**
 * An incoming call on its way to a client: the SAP it is for, a VC of its own, the activation, the dispatch, the answer.
 *
 * When the VC is activated is a matter of profile: before the client is asked, or when it has taken the call.
 *
 * @see docs/condis/operations.md, OP-20
 */
import type { Patience } from "../actor/Patience.ts"
import type { CallEvent } from "../CallControl.ts"
import { CallFlags, type CallParameters, hasFlag } from "../CallParameters.ts"
import { NdisStatus } from "../NdisStatus.ts"
import type { Profile } from "../Profile.ts"
import { type Form, type ManagedCall, type ManagedSap, ManagedVc } from "./Managed.ts"

/** What an offer needs of its call manager. */
export interface Offers {
  readonly sapFor: (parameters: CallParameters) => ManagedSap | undefined
  readonly step: (call: ManagedCall, event: Extract<CallEvent<never>, { readonly _tag: "Answered" | "Pended" }>) => void
}

type Answered = (status: NdisStatus, reply: CallParameters | undefined, taken?: boolean) => void

export class Offering {
  private readonly form: Form
  private readonly activated: Profile["A-02"]
  private readonly manager: Offers
  private readonly patience: Patience<string>

  constructor(form: Form, activated: Profile["A-02"], patience: Patience<string>, manager: Offers) {
    this.patience = patience
    this.form = form
    this.activated = activated
    this.manager = manager
  }

  offer(call: ManagedCall, parameters: CallParameters): void {
    const answered: Answered = (status, reply, taken = false) =>
      this.manager.step(call, {
        _tag: "Answered",
        status,
        parameters: reply ?? parameters,
        changed: reply !== undefined && hasFlag(reply, CallFlags.CALL_PARAMETERS_CHANGED),
        taken
      })
    const sap = this.manager.sapFor(parameters)
    if (sap === undefined) return answered(NdisStatus.INVALID_SAP, undefined)
    const vc = new ManagedVc(sap.af, false)
    // Named now: the client may deregister the SAP meanwhile.
    const { handle } = sap
    this.form.createVc(sap.af.handle, vc, (status, created) => {
      if (status !== NdisStatus.SUCCESS || created === undefined) return answered(status, undefined)
      vc.handle = created
      vc.af.vcs++
      vc.call = call
      call.vc = vc
      const dispatch = (offered: CallParameters, then: Answered) => {
        vc.answered = then
        this.form.dispatchIncomingCall(handle, vc.handle, offered, (answer, reply) => {
          if (answer === NdisStatus.PENDING) return this.manager.step(call, { _tag: "Pended" })
          vc.answered = undefined
          then(answer, reply)
        })
      }
      if (this.activated === "before-dispatch") {
        this.activate(vc, parameters, (activation, inForce) => {
          if (activation === NdisStatus.SUCCESS) dispatch(inForce, answered)
          else answered(activation, undefined)
        })
        return
      }
      dispatch(parameters, (answer, reply) => {
        if (answer !== NdisStatus.SUCCESS) return answered(answer, reply)
        vc.whenIdle(() => {
          // The client may have asked for other values before it took the call, and these are active.
          if (vc.state === "Active") return answered(answer, reply)
          this.activate(vc, parameters, (activation) => {
            if (activation === NdisStatus.SUCCESS) answered(answer, reply)
            else answered(activation, undefined, true)
          })
        })
      })
    })
  }

  private activate(vc: ManagedVc, wanted: CallParameters, then: (status: NdisStatus, inForce: CallParameters) => void): void {
    vc.begins("Activating", this.patience)
    this.form.activate(vc, wanted, (status, inForce) => {
      vc.settled(status === NdisStatus.SUCCESS ? "Active" : "Inactive")
      then(status, inForce)
    })
  }
}
