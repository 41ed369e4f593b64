import { type Check, isTest } from './project.ts'
import { hole, problemAt, textsOf } from './syntax.ts'

/**
 * A text that starts like a URL path (`/accounts`, or `${something}/accounts` in pages) belongs into app/paths.ts.
 * The platform and what boots may also name places of the system and folders below one they were given.
 */
export const urlsCheck: Check = {
  name: 'urls',
  about: 'URLs are written in app/paths.ts only',
  find: project =>
    project.sources
      .filter(({ path }) => /^(app|client)\//.test(path) && path !== 'app/paths.ts' && !isTest(path))
      .flatMap(source =>
        textsOf(source)
          .filter(text => (/^app\/(modules|web)\//.test(source.path) ? belowAnything : fromRoot).test(text.value))
          .map(({ node, value }) => {
            const shown = value.replaceAll(hole, '…')
            return problemAt(source, node, shown, `'${shown}' is a URL: name it in app/paths.ts`)
          }),
      ),
}

// Places that every Unix has are no URLs; only the platform has to do with them.
const fromRoot = /^\/(?!(?:bin|dev|etc|proc|usr|var)\b)[a-z]/i
const belowAnything = new RegExp(`^${hole}?/[a-z]`, 'i')
