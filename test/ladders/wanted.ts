/**
 * What docs/condis/operations.md asks of the ladders: each operation; each function and callback of an operation's figures; each final
 * status of an operation in the matrix at its end.
 */
import { isDdiName } from "../../apps/cli/src/scenario/Vocabulary.ts"
import { NdisStatus } from "../../packages/core/src/NdisStatus.ts"

/** An operation as its section has it. */
export interface Operation {
  readonly id: string
  readonly text: string
}

export const operationsOf = (document: string): ReadonlyArray<Operation> =>
  document
    .split(/^(?=## OP-\d)/m)
    .slice(1)
    .map((section) => ({ id: section.slice(3, 8), text: section.split(/^# /m)[0]! }))

/** `Ndis(M)CmX` and `NdisCm/NdisMCmX` are two names each. */
const spelled = (text: string): string =>
  text.replaceAll(/Ndis\(M\)Cm(\w+)|NdisCm\/NdisMCm(\w+)/g, (_, a: string | undefined, b: string | undefined) => {
    const words = a ?? b ?? ""
    return `NdisCm${words} NdisMCm${words}`
  })

/** The functions and callbacks a text names. */
export const namesOf = (text: string): ReadonlyArray<string> => [
  ...new Set([...spelled(text).matchAll(/\b(?:Ndis|Protocol|Miniport)\w+/g)].map(([name]) => name).filter((name) => isDdiName(name)))
]

/** Those of its figures. */
export const drawnIn = ({ text }: Operation): ReadonlyArray<string> =>
  namesOf([...text.matchAll(/^```text\n([^]*?)^```/gm)].map((figure) => figure[1]).join("\n"))

const statusesOf = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/\b[A-Z][A-Z_]+\b/g)].map(([word]) => word).filter((word) => word in NdisStatus)

/** A row of the matrix: operations, the functions and callbacks that carry the status, and the final statuses. */
export interface Row {
  readonly operations: ReadonlyArray<string>
  readonly carriers: ReadonlyArray<string>
  readonly statuses: ReadonlyArray<string>
}

/** `12–14 create VC` → OP-12, OP-13, OP-14. */
const idsOf = (cell: string): ReadonlyArray<string> => {
  const [, from, to = from] = /^(\d\d)(?:–(\d\d))?/.exec(cell) ?? []
  return Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => `OP-${String(Number(from) + index).padStart(2, "0")}`)
}

export const matrixOf = (document: string): ReadonlyArray<Row> =>
  [...document.matchAll(/^\| (\d\d[^|]*) \| ([^|]*) \| ([^|]*) \| ([^|]*) \|/gm)].map(
    ([, op = "", call = "", statuses = "", completion = ""]) => {
      const said = statuses.includes("see OP-31")
        ? op.startsWith("31")
          ? (/^## OP-31 [^]*?^- Statuses: ([^.]*)\./m.exec(document)?.[1] ?? "")
          : ""
        : statuses
      return { operations: idsOf(op), carriers: namesOf(`${call} ${completion}`), statuses: statusesOf(said) }
    }
  )
