/**
 * The pure machines of CoNDIS objects: one readable total table each, beside the guards that look at data.
 *
 * @see docs/condis/states.md
 */
export * as Activation from "./Activation.ts"
export * as Adapter from "./Adapter.ts"
export * as AfOpen from "./AfOpen.ts"
export * as AfRegistration from "./AfRegistration.ts"
export * as Binding from "./Binding.ts"
export * as CallAxis from "./CallAxis.ts"
export * as NotifyClose from "./NotifyClose.ts"
export * as PartyAxis from "./PartyAxis.ts"
export * as QosAxis from "./QosAxis.ts"
export * as Request from "./Request.ts"
export * as Reset from "./Reset.ts"
export * as SapAxis from "./SapAxis.ts"
export * as Table from "./Table.ts"
