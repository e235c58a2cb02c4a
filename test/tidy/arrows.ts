/**
 * Who may import whom: the floor plan of the repository as data, and the check of it.
 *
 * A package imports only what its row says. `client`, `miniport` and `cm` know nothing of each other, an application composes them. The
 * five packages contain no `node:` import, so they run in Node, in a browser tab and in a worker alike. Tests may use the test tools,
 * the explorer (it knows nothing of CoNDIS) and Node besides.
 */
import * as Path from "node:path/posix"
import type { Check, Finding } from "./checks.ts"

/** Each package, and the packages its sources may import. */
export const mayImport: Readonly<Record<string, ReadonlyArray<string>>> = {
  core: ["effect"],
  miniport: ["effect", "@condis/core"],
  client: ["effect", "@condis/core"],
  cm: ["effect", "@condis/core"],
  explore: ["effect"]
}

const testTools = ["vitest", "@effect/vitest", "fast-check", "@condis/explore"]

/** `@scope/name/deep/path` → `@scope/name`; `name/deep` → `name`. */
const packageOf = (specifier: string): string => specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/")

const inPackage = (path: string): { readonly name: string; readonly test: boolean } | undefined => {
  const found = /^packages\/([^/]+)\/(src|test)\//.exec(path)
  return found === null ? undefined : { name: String(found[1]), test: found[2] === "test" }
}

/** A finding's words, or undefined when the import is fine. */
const objection = (path: string, specifier: string): string | undefined => {
  const home = /^((?:packages|apps)\/[^/]+)\//.exec(path)?.[1]
  if (specifier.startsWith(".")) {
    const target = Path.normalize(Path.join(Path.dirname(path), specifier))
    return home !== undefined && !target.startsWith(`${home}/`) ? `reaches out of ${home} by the relative path ${specifier}` : undefined
  }
  const place = inPackage(path)
  if (place === undefined) return undefined
  if (specifier.startsWith("node:")) return place.test ? undefined : `a package imports ${specifier}`
  const row = mayImport[place.name]
  if (row === undefined) return `package ${place.name} has no row in the table of imports`
  const allowed = place.test ? [...row, `@condis/${place.name}`, ...testTools] : row
  return allowed.includes(packageOf(specifier)) ? undefined : `${place.name} may not import ${specifier}`
}

/** What sources and tests import. */
export const importArrows: Check = {
  name: "each package imports only what its row allows",
  find: (files) =>
    files.flatMap((file) =>
      file.imports.flatMap(({ line, specifier }): ReadonlyArray<Finding> => {
        const what = objection(file.path, specifier)
        return what === undefined ? [] : [{ path: file.path, line, what }]
      })
    )
}

/** What the manifests declare. */
export const manifestArrows: Check = {
  name: "each package's manifest depends only on what its row allows",
  find: (files) =>
    files.flatMap((file) => {
      const name = /^packages\/([^/]+)\/package\.json$/.exec(file.path)?.[1]
      if (name === undefined) return []
      const manifest: { readonly [key: string]: unknown } = JSON.parse(file.text)
      const declared = ["dependencies", "peerDependencies", "optionalDependencies"].flatMap((key) => Object.keys(manifest[key] ?? {}))
      return declared
        .filter((dependency) => !(mayImport[name] ?? []).includes(dependency))
        .map((dependency) => ({ path: file.path, line: 1, what: `${name} may not depend on ${dependency}` }))
    })
}
