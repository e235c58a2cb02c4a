/**
 * Fault rules: what is to go wrong, where and when.
 */
export { Faults, layer, type Rules, rules, withRules } from "./Faults.ts"
export * from "./Rule.ts"
export { type Kind, type KindOf, kindOf, meanings, objection, type Objection, type VerdictName, type VerdictsOf } from "./Meaning.ts"
