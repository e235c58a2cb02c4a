/**
 * The facts of the documents for people: fact, what shows it, the damage, what came of it. The last line sums up.
 */
import type { Proof } from "../facts/Facts.ts"

const result = ({ holds, rejected }: Proof): string => (holds ? (rejected ? "holds" : "DAMAGE NOT SEEN") : "DOES NOT HOLD")

/** `quiet`: only what is not as it should be. */
export const proofsTable = (
  proofs: ReadonlyArray<Proof>,
  withoutBehaviour: ReadonlyArray<{ readonly id: string; readonly says: string; readonly why: string }>,
  quiet: boolean
): string => {
  const ordered = [...proofs].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  const shown = quiet ? ordered.filter(({ holds, rejected }) => !holds || !rejected) : ordered
  const rows = shown.flatMap((proof, index) => {
    const first = shown[index - 1]?.id !== proof.id
    return [
      ...(first ? [`${proof.id}  ${proof.says}`] : []),
      `    ${result(proof).padEnd(15)}  ${proof.shownBy}`,
      `    ${"damaged".padEnd(15)}  ${proof.damage}${proof.why === "" ? "" : `: ${proof.why}`}`
    ]
  })
  const facts = new Set(proofs.map(({ id }) => id))
  const failed = new Set(ordered.filter(({ holds, rejected }) => !holds || !rejected).map(({ id }) => id))
  const idle = withoutBehaviour.map(({ id, says, why }) => `${id}  ${says}\n    ${"no behaviour".padEnd(15)}  ${why}`)
  return [
    ...rows,
    ...(quiet ? [] : idle),
    ...(shown.length === 0 && (quiet || idle.length === 0) ? [] : [""]),
    `${facts.size + idle.length} facts: ${facts.size - failed.size} hold and reject their damage, ${failed.size} do not, ${idle.length} without behaviour`
  ].join("\n")
}
